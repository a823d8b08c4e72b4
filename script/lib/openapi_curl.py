"""A curl call for an operation, ready to paste; $TDKT is the service's address and $TOKEN a token."""

from urllib.parse import quote, urlencode

from openapi_document import json_text, sample

ADMIN = "http://127.0.0.1:9090"


def example_of(document, parameter):
    return str(parameter.get("example", sample(document, parameter["schema"])))


def path_of(document, operation):
    path = operation.path
    for name, parameter in operation.named("path").items():
        path = path.replace("{" + name + "}", quote(example_of(document, parameter)))
    return path


def query_of(document, operation):
    """The query parameters that are required or have an example."""
    shown = [p for p in operation.named("query").values() if p.get("required") or "example" in p]
    query = urlencode([(p["name"], example_of(document, p)) for p in shown])
    return f"?{query}" if query else ""


def quoted(text):
    return "'" + text.replace("'", "'\\''") + "'"


def arguments(document, operation):
    if operation.method != "GET":
        yield f"-X {operation.method}"
    if operation.roles:
        yield '-H "Authorization: Bearer $TOKEN"'
    for name, parameter in operation.named("header").items():
        if "example" in parameter:
            yield f"-H {quoted(name + ': ' + parameter['example'])}"
    for media_type, schema in operation.body.items():
        yield f"-H {quoted('Content-Type: ' + media_type)}"
        yield f"-d {quoted(json_text(sample(document, schema)))}"


def curl(document, operation):
    base = ADMIN if operation.is_admin else "$TDKT"
    call = f'curl -sS "{base}{path_of(document, operation)}{query_of(document, operation)}"'
    return " \\\n  ".join([call, *arguments(document, operation)])
