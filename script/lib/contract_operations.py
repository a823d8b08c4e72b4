"""One operation: its parameters, answers and refusals follow from its method, path, body and callers.

An operation is written as a map under `GET /v1/…`; what is missing there is added here.
"""

import re

from contract_fault import Fault, check_keys, check_lists, need
from contract_lists import list_parameters, page_answer
from contract_schemas import expand

KEYS = {
    "id", "tag", "summary", "description", "roles", "parameters", "query", "if_none_match", "if_match", "body", "refusals",
    "conflicts", "untested", "act", "creates", "list", "report", "answer",
}
ANSWERED = ("act", "creates", "list", "report", "answer")  # exactly one of these says what the answer is
ANSWER = {"status", "description", "schema", "content", "headers", "response"}
CREATED = "Created; the representation of the new record."
MERGE_PATCH, JSON = "application/merge-patch+json", "application/json"


def component(kind, name):
    return {"$ref": f"#/components/{kind}/{name}"}


def variables(path):
    return re.findall(r"{(\w+)}", path)


class Facts:
    """What the rules need to know about an operation."""

    def __init__(self, method, path, short, admin):
        self.writes = method != "get"
        self.has_body = "body" in short
        self.has_answer = method != "delete"
        self.has_variable = bool(variables(path))
        self.is_private = bool(short["roles"])
        self.is_admin = admin
        self.if_match = short.get("if_match", "act" in short)
        self.if_none_match = bool(short.get("if_none_match"))
        self.conflicts = short.get("conflicts", True)
        self.looks_up = "report" in short  # finds a cluster or unit by a parameter


REFUSALS = (
    ("304", "NotModified", lambda o: o.if_none_match),
    ("400", "Invalid", lambda o: not o.is_admin),
    ("401", "Unauthenticated", lambda o: o.is_private),
    ("403", "Forbidden", lambda o: o.is_private),
    ("404", "NotFound", lambda o: o.has_variable or o.looks_up),
    ("404", "Unseen", lambda o: o.writes and not o.has_variable),
    ("406", "NotAcceptable", lambda o: o.has_answer and not o.is_admin),
    ("409", "Conflict", lambda o: o.writes and o.conflicts),
    ("409", "KeyRunning", lambda o: o.writes and not o.conflicts),
    ("412", "Stale", lambda o: o.if_match),
    ("413", "TooLarge", lambda o: o.has_body),
    ("415", "UnsupportedType", lambda o: o.has_body),
    ("422", "KeyReused", lambda o: o.writes),
    ("428", "PreconditionRequired", lambda o: o.if_match),
    ("429", "TooManyRequests", lambda o: o.is_private),
    ("500", "Internal", lambda o: True),
    ("503", "Unavailable", lambda o: not o.is_admin),
    ("504", "OutcomeUnknown", lambda o: o.writes),
)  # status, response, when


def refusals(facts, stated):
    names = {**{status: name for status, name, holds in REFUSALS if holds(facts)}, **stated}
    return {status: component("responses", names[status]) for status in sorted(names)}


def operation(contract, method, path, short, where):
    """The whole operation, as OpenAPI has it."""
    check_keys(where, short, KEYS)
    need(where, short, "id", "summary", "roles")
    check_lists(where, short, ("roles", "parameters"))
    if sum(key in short for key in ANSWERED) != 1:
        raise Fault(f"{where}: one of {', '.join(ANSWERED)} says what is answered")
    facts = Facts(method, path, short, contract.is_admin(path))
    full = {
        "tags": [short.get("tag") or contract.tag_of(path, where)],
        "operationId": short["id"],
        "summary": short["summary"],
        **({"description": short["description"]} if "description" in short else {}),
        **({} if facts.is_private else {"security": []}),
        "x-roles": contract.roles(short["roles"], where),
    }
    if "untested" in short:
        full["x-untested"] = short["untested"]
    asked = parameters(contract, short, facts, where)
    if asked:
        full["parameters"] = asked
    if facts.has_body:
        full["requestBody"] = request_body(contract, method, short["body"])
    full["responses"] = {**answer(contract, method, short, facts, where), **refusals(facts, short.get("refusals", {}))}
    return full


def parameters(contract, short, facts, where):
    asked = list_parameters(contract, short["list"], where) if "list" in short else []
    asked += [component("parameters", name) for name in short.get("parameters", [])]
    asked += [query(name, given, f"{where}.query.{name}") for name, given in short.get("query", {}).items()]
    if facts.if_none_match:
        asked.append(component("parameters", "IfNoneMatch"))
    if facts.if_match:
        asked.append(component("parameters", "IfMatch"))
    if facts.writes:
        asked.append(component("parameters", "IdempotencyKey"))
    return asked


def query(name, given, where):
    """A query parameter of this operation alone."""
    check_keys(where, given, {"required", "description", "schema", "example"})
    need(where, given, "description", "schema")
    return {"name": name, "in": "query", **given, "schema": expand(given["schema"], f"{where}.schema")}


def request_body(contract, method, schema):
    """A body that creates a record may also replace it; then both refer to one component."""
    name = schema.removesuffix("Write")
    if name != schema and contract.has_body(name):
        return component("requestBodies", name)
    media = MERGE_PATCH if method == "patch" else JSON
    return {"required": True, "content": {media: {"schema": expand(schema, "body")}}}


# Answers.


def answer(contract, method, short, facts, where):
    if "list" in short:
        return {"200": page_answer(contract, short["list"], where)}
    if "act" in short:
        return {"201": component("responses", contract.moved(short["act"], where))}
    if "creates" in short:
        return {"201": made(short["creates"])}
    if "report" in short:
        return {"200": report(short["report"], facts)}
    return stated_answer(short["answer"], method, facts, f"{where}.answer")


def headers(names):
    """Names of shared headers; {Header: Name} if the header has another name than its component."""
    pairs = [(name, name) if isinstance(name, str) else next(iter(name.items())) for name in names]
    return {header: component("headers", name) for header, name in pairs}


def json_of(schema):
    return {JSON: {"schema": expand(schema, "answer")}}


def made(given):
    """A schema, or {schema, description}."""
    given = {"schema": given} if isinstance(given, str) else given
    return {
        "description": given.get("description", CREATED),
        "headers": headers(["Location", "ETag", "Idempotency-Replayed"]),
        "content": json_of(given["schema"]),
    }


def report(given, facts):
    """The same figures as JSON, as CSV and as a page."""
    named = headers(["Vary", *["ETag"] * facts.if_none_match, "Content-Disposition"])
    table, page = {"schema": expand("Csv", "report")}, {"schema": {"type": "string"}}
    content = {**json_of(given["schema"]), "text/csv": table, "text/html": page}
    return {"description": given["description"], "headers": named, "content": content}


def stated_answer(given, method, facts, where):
    check_keys(where, given, ANSWER)
    status = str(given.get("status", {"get": "200", "delete": "204"}.get(method, "201")))
    if "response" in given:
        return {status: component("responses", given["response"])}
    need(where, given, "description")
    by_rule = ["ETag"] * facts.if_none_match + ["Idempotency-Replayed"] * facts.writes
    named = headers([*by_rule, *given.get("headers", [])])
    content = {media: {"schema": expand(schema, where)} for media, schema in given.get("content", {}).items()}
    if "schema" in given:
        content = {**json_of(given["schema"]), **content}
    full = {"description": given["description"], **({"headers": named} if named else {}), "content": content}
    return {status: full}
