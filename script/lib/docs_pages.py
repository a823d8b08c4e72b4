"""The pages of docs/ as HTML, for reading offline beside the contract: no script, nothing loaded, pictures inside.

Markdown is Python-Markdown's (Debian's python3-markdown). A link to another page leads to that page as the service serves
it; a link to a file of the source, which the service does not serve, becomes its name only.
"""

import posixpath
import re
from html import escape
from pathlib import Path

import markdown
from openapi_html import tag
from openapi_page import POLICY, STYLE

ROOT = Path(__file__).resolve().parents[2]
INDEX = "docs/README.md"
BESIDE = {"README.md": "readme", "ARCHITECTURE.md": "architecture", "CONTRIBUTING.md": "contributing",
          "CHANGELOG.md": "changelog", "SECURITY.md": "security", "LICENSE": "licence"}
SERVED = {"openapi.yaml": "../openapi.yaml", "openapi.json": "../openapi.json"}
EXTENSIONS = ["tables", "fenced_code", "toc", "sane_lists"]
OUTSIDE = ("http://", "https://", "mailto:")


def sources() -> dict:
    """{page: path of its source}, the index first."""
    own = sorted(path.relative_to(ROOT).as_posix() for path in (ROOT / "docs").glob("*.md"))
    named = {Path(path).stem: path for path in own if path != INDEX}
    return {"index": INDEX} | named | {page: path for path, page in BESIDE.items()}


def is_outside(link):
    return link.startswith(OUTSIDE)


def target_of(source, link):
    """(path in the repository, fragment) that a link on a page leads to."""
    path, _, fragment = link.partition("#")
    return posixpath.normpath(posixpath.join(posixpath.dirname(source), path)) if path else source, fragment


def served_link(source, link):
    """The link at which the service has the page; None: the link leads to a file that is not served."""
    if is_outside(link) or link.startswith("#"):
        return link
    path, fragment = target_of(source, link)
    pages = {of: page for page, of in sources().items()}
    served = SERVED.get(path) or pages.get(path)
    return served and served + (f"#{fragment}" if fragment else "")


def with_served_links(source, html):
    def replaced(match):
        link = served_link(source, match[1])
        return f'<a href="{escape(link)}">{match[2]}</a>' if link else match[2]

    return re.sub(r'<a href="([^"]*)">(.*?)</a>', replaced, html, flags=re.S)


def with_pictures(source, html):
    def drawn(match):
        name = re.search(r'src="([^"]*)"', match[0])[1]
        picture = (ROOT / posixpath.dirname(source) / name).read_text(encoding="utf-8")
        return tag("figure", picture[picture.index("<svg") :].strip())

    return re.sub(r"<p><img [^>]*></p>", drawn, html)


def with_wide_tables(html):
    return html.replace("<table>", '<div class="wide"><table>').replace("</table>", "</table></div>")


def converted(source):
    """(title, headings, HTML) of a page."""
    text = (ROOT / source).read_text(encoding="utf-8")
    if source == "LICENSE":
        return "Licence", [], tag("h1", "Licence: EUPL-1.2") + tag("pre", escape(text))
    writer = markdown.Markdown(extensions=EXTENSIONS, output_format="html")
    html = writer.convert(re.sub(r"<!--.*?-->\n?", "", text, flags=re.S))
    first = writer.toc_tokens[0]
    return first["name"], first["children"], with_wide_tables(with_pictures(source, with_served_links(source, html)))


def title_of(source):
    if source == "LICENSE":
        return "Licence"
    return re.search(r"(?m)^# (.*)$", (ROOT / source).read_text(encoding="utf-8"))[1].replace("`", "")


def headings_of(headings):
    rows = (tag("li", tag("a", heading["name"], href=f"#{heading['id']}")) for heading in headings)
    return tag("ul", *rows) if headings else ""


def entry(page, source, current, headings):
    if page == current:
        return tag("li", tag("b", escape(title_of(source))), headings_of(headings))
    return tag("li", tag("a", escape(title_of(source)), href=page))


def contents(current, headings):
    rows = [entry(page, source, current, headings) for page, source in sources().items()]
    contract = tag("li", tag("a", "The contract, operation by operation", href="../docs"))
    return tag("nav", tag("h2", "Pages"), tag("ul", *rows, contract), class_="pages")


def render(page):
    title, headings, html = converted(sources()[page])
    head = tag(
        "head",
        '<meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">',
        '<meta name="color-scheme" content="light dark">',
        f'<meta http-equiv="Content-Security-Policy" content="{POLICY}">',
        tag("title", escape(f"{title} · tdkt")),
        tag("style", STYLE.read_text(encoding="utf-8")),
    )
    body = tag("body", contents(page, headings), tag("main", html))
    return f"<!doctype html>\n{tag('html', head, body, lang='en')}\n"
