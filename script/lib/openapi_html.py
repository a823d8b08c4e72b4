"""HTML from values, and from the few signs of Markdown that descriptions use.

Text is escaped; HTML that these functions made is not escaped again.
"""

import re
from html import escape


def tag(name, *children, **attributes):
    written = "".join(f' {key.rstrip("_")}="{escape(str(value))}"' for key, value in attributes.items() if value)
    return f"<{name}{written}>{''.join(children)}</{name}>"


def code(text):
    return tag("code", escape(str(text)))


def inline(text):
    parts = escape(text, quote=False).split("`")
    return "".join(tag("code", part) if i % 2 else part for i, part in enumerate(parts))


def table_of(lines):
    written = (line.strip("| ").split("|") for line in lines if not re.match(r"[|\s:-]+$", line))
    rows = [[cell.strip() for cell in cells] for cells in written]
    head = tag("tr", *(tag("th", inline(cell)) for cell in rows[0]))
    body = (tag("tr", *(tag("td", inline(cell)) for cell in row)) for row in rows[1:])
    return tag("div", tag("table", tag("thead", head), tag("tbody", *body)), class_="wide")


def block(text):
    lines = text.split("\n")
    if text.startswith("## "):
        return tag("h2", inline(text[3:]), id=slug(text[3:]))
    if text.startswith("|"):
        return table_of(lines)
    return tag("p", inline(" ".join(lines)))


def prose(text):
    return "".join(block(part.strip()) for part in re.split(r"\n\s*\n", text or "") if part.strip())


def slug(text):
    return re.sub(r"[^a-z0-9]+", "-", text.lower()).strip("-")
