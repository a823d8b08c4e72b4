"""The reference page: the whole contract as one HTML document without scripts, for a screen, a phone or paper.

It shows every operation with its parameters, body, answers, errors and a curl call, and every schema with its members
and an example. Text comes from the document; the style is openapi_page.css beside this file.
"""

import re
from html import escape
from pathlib import Path

from openapi_curl import curl
from openapi_document import json_text, operations, resolve, sample
from openapi_html import code, inline, prose, slug, tag

STYLE = Path(__file__).with_name("openapi_page.css")
POLICY = "default-src 'none'; style-src 'unsafe-inline'"
SCHEMA = "#/components/schemas/"
PAGES = "docs/index"  # relative to /docs, where the service serves this page
SPANS = [
    ("minLength", "maxLength", " characters"), ("minItems", "maxItems", " items"), ("minimum", "maximum", ""),
    ("exclusiveMinimum", "exclusiveMaximum", ", both excluded"),
]
LONGEST_PATTERN = 40  # a longer pattern says less to a reader than the description


# Schemas: a named object or list of values is a link, everything else is written in place.


def named(schema):
    name = schema.get("$ref", "").removeprefix(SCHEMA)
    return name if name and "/" not in name and schema["$ref"].startswith(SCHEMA) else None


def link(name):
    return tag("a", escape(name), href=f"#schema-{name}")


def plain_type(schema):
    types = schema.get("type", [])
    types = [types] if isinstance(types, str) else types
    words = [schema.get("format") or kind if kind == "string" else kind for kind in types]
    return " or ".join(words)


def type_of(document, schema):
    """The type of a value as HTML, without its limits."""
    name = named(schema)
    if name and not is_scalar(document, schema):
        return link(name)
    schema = resolve(document, schema)
    if "oneOf" in schema and "properties" not in schema:
        return " or ".join(type_of(document, part) for part in schema["oneOf"])
    if "enum" in schema:
        return " | ".join(code(value) for value in schema["enum"])
    if "const" in schema:
        return code(schema["const"])
    if schema.get("type") == "array":
        return "array of " + type_of(document, schema["items"])
    return escape(plain_type(schema))


def is_scalar(document, schema):
    schema = resolve(document, schema)
    return not ({"properties", "enum", "oneOf", "items"} & set(schema))


def span(least, most, unit):
    if least is None or most is None:
        return f"at most {most}{unit}" if least is None else f"at least {least}{unit}"
    return f"{least} to {most}{unit}"


def limits_of(document, schema):
    schema = resolve(document, schema)
    spans = [(schema.get(least), schema.get(most), unit) for least, most, unit in SPANS]
    shown = [span(*limits) for limits in spans if limits[:2] != (None, None)]
    pattern = schema.get("pattern", "")
    if pattern and len(pattern) <= LONGEST_PATTERN and "format" not in schema:
        shown.append(code(pattern))
    if "default" in schema:
        shown.append("default " + code(json_text(schema["default"]).strip('"')))
    return " · ".join(shown)


def inherited_description(document, schema):
    """Empty for a linked schema: its description is where the link leads."""
    return "" if named(schema) else resolve(document, schema).get("description", "")


def said_of(document, schema, description=None):
    """Limits, then the description."""
    described = description or schema.get("description") or inherited_description(document, schema)
    parts = [limits_of(document, schema), inline(described)]
    return tag("td", *(tag("div", part) for part in parts if part))


def field_row(document, name, schema, is_required, description=None, mark=""):
    marks = tag("em", "required") if is_required else ""
    marks += tag("em", mark) if mark else ""
    head = tag("th", code(name), marks, scope="row")
    return tag("tr", head, tag("td", type_of(document, schema)), said_of(document, schema, description))


def fields(rows):
    return tag("table", tag("tbody", *rows), class_="fields")


def member_rows(document, schema, before=""):
    """One row for each member; the members of an object without a name follow the object."""
    for name, part in schema.get("properties", {}).items():
        whole = resolve(document, part)
        mark = "read-only" if whole.get("readOnly") else ""
        yield field_row(document, before + name, part, name in schema.get("required", []), mark=mark)
        inner, sign = (whole["items"], "[].") if whole.get("type") == "array" else (part, ".")
        if "properties" in inner:
            yield from member_rows(document, inner, before + name + sign)


def schema_section(document, name, schema):
    shown = [prose(schema.get("description", ""))]
    if "properties" in schema:
        shown.append(fields(member_rows(document, schema)))
    if not is_scalar(document, schema) and "properties" not in schema:
        shown.append(tag("p", type_of(document, schema)))
    if "examples" in schema and "properties" in schema:
        shown.append(tag("pre", escape(json_text(sample(document, schema)))))
    return tag("article", tag("h3", escape(name)), *shown, id=f"schema-{name}")


# Operations.


def family(parameters):
    """Parameters in rows; the ranges of one field ([gte], [lte], …) are one row."""
    rows = {}
    for parameter in parameters:
        base, bracket, _ = parameter["name"].partition("[")
        rows.setdefault(base + bracket, []).append(parameter)
    return rows.values()


def parameter_row(document, group):
    first, names = group[0], [parameter["name"] for parameter in group]
    suffixes = " ".join(name[name.index("[") :] for name in names) if len(names) > 1 else ""
    name = f"{names[0].partition('[')[0]} {suffixes}" if suffixes else names[0]
    where = first["in"] if first["in"] != "query" else ""
    return field_row(document, name, first["schema"], first.get("required"), first.get("description"), where)


def parameter_table(document, operation):
    if not operation.parameters:
        return ""
    return tag("h4", "Parameters") + fields(parameter_row(document, g) for g in family(operation.parameters))


def body_part(document, operation):
    lines = (tag("p", code(kind), " ", type_of(document, schema)) for kind, schema in operation.body.items())
    return tag("h4", "Body") + "".join(lines) if operation.body else ""


def answer_row(document, status, response):
    content = response.get("content", {}).items()
    kinds = [f"{code(kind)} {type_of(document, media['schema'])}" for kind, media in content]
    headers = ", ".join(code(name) for name in response["headers"])
    parts = [inline(response["description"]), *kinds, f"Headers: {headers}" if headers else ""]
    return tag("tr", tag("th", status, scope="row"), tag("td", *(tag("div", part) for part in parts if part)))


def problem_row(status, response):
    slugs = " ".join(code(problem.rpartition("/")[2]) for problem in problem_types(response))
    return tag("tr", tag("th", status, scope="row"), tag("td", slugs, " ", inline(response["description"])))


def problem_types(response):
    return response["content"]["application/problem+json"]["schema"]["properties"]["type"]["enum"]


def is_problem(response):
    return "application/problem+json" in response.get("content", {})


def answers_part(document, operation):
    answers = operation.responses.items()
    rows = [problem_row(s, r) if is_problem(r) else answer_row(document, s, r) for s, r in answers]
    return tag("h4", "Answers") + tag("table", tag("tbody", *rows), class_="answers")


def roles_part(operation):
    if not operation.roles:
        return tag("p", "Public." if not operation.is_admin else "On the admin listener.", class_="roles")
    return tag("p", "For ", ", ".join(code(role) for role in operation.roles), class_="roles")


def operation_article(document, operation):
    method = tag("b", operation.method, class_=operation.method.lower())
    return tag(
        "article",
        tag("h3", escape(operation.spec["summary"])),
        tag("p", method, " ", code(operation.path), class_="line"),
        roles_part(operation),
        prose(operation.spec.get("description", "")),
        parameter_table(document, operation),
        body_part(document, operation),
        answers_part(document, operation),
        tag("h4", "curl"),
        tag("pre", escape(curl(document, operation))),
        id=operation.id,
    )


# The page.


def sections(document):
    """(tag, its operations), in the order of the document's tags."""
    found = operations(document)
    for part in document["tags"]:
        yield part, [operation for operation in found if part["name"] in operation.spec["tags"]]


def index(document):
    topics = re.findall(r"^## (.*)$", document["info"]["description"], re.M)
    items = [tag("li", tag("a", escape(topic), href=f"#{slug(topic)}")) for topic in topics]
    pages = tag("p", tag("a", "How to use, run and change the service", href=PAGES))
    parts = [tag("h2", "Contents"), tag("ul", *items), pages]
    for part, found in sections(document):
        links = (
            tag("li", tag("a", tag("b", o.method, class_=o.method.lower()), f" {escape(o.path)}", href=f"#{o.id}"))
            for o in found
        )
        parts.append(tag("h3", tag("a", escape(part["name"]), href=f"#tag-{part['name']}")) + tag("ul", *links))
    parts.append(tag("h3", tag("a", "schemas", href="#schemas")))
    return tag("nav", *parts)


def tag_section(document, part, found):
    heading = tag("h2", escape(part["name"]), id=f"tag-{part['name']}")
    articles = (operation_article(document, operation) for operation in found)
    return tag("section", heading, prose(part["description"]), *articles)


def schemas_section(document):
    articles = (schema_section(document, name, s) for name, s in document["components"]["schemas"].items())
    return tag("section", tag("h2", "schemas", id="schemas"), *articles)


def general_section(document):
    rows = [problem_row(s, resolve(document, r)) for s, r in document["x-general-responses"].items()]
    words = tag("p", "Where a request reaches no operation, or before it does, one of these answers.")
    return tag("section", tag("h2", "before an operation"), words, tag("table", tag("tbody", *rows), class_="answers"))


def render(document):
    info = document["info"]
    head = tag(
        "head",
        '<meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">',
        '<meta name="color-scheme" content="light dark">',
        f'<meta http-equiv="Content-Security-Policy" content="{POLICY}">',
        tag("title", escape(f"{info['title']} {info['version']}")),
        tag("style", STYLE.read_text(encoding="utf-8")),
    )
    title = tag("header", tag("h1", escape(info["title"]), " ", tag("small", info["version"])), prose(info["summary"]))
    parts = [prose(info["description"]), *(tag_section(document, *part) for part in sections(document))]
    main = tag("main", title, *parts, general_section(document), schemas_section(document))
    return f"<!doctype html>\n{tag('html', head, tag('body', index(document), main), lang='en')}\n"
