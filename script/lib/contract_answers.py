"""Answers that all topics share. A refusal has the schema of a problem, limited to its status and types."""

from contract_fault import check_keys, need
from contract_operations import headers

KEYS = {"status", "types", "description", "headers", "example"}


def responses(contract):
    return {name: response(given, contract.where("answers", name)) for name, given in contract.parts["answers"].items()}


def response(given, where):
    check_keys(where, given, KEYS)
    if "types" not in given:  # an answer without a body, such as 304
        return {"description": given["description"], **named_headers(given)}
    need(where, given, "status", "description", "example")
    kinds = [f"/problems/{slug}" for slug in given["types"]]
    narrowed = {"type": {"enum": kinds}, "status": {"const": given["status"]}}
    media = {
        "schema": {"$ref": "#/components/schemas/Problem", "properties": narrowed},
        "example": example(kinds[0], given),
    }
    return {"description": given["description"], **named_headers(given), "content": {"application/problem+json": media}}


def named_headers(given):
    return {"headers": headers(given["headers"])} if "headers" in given else {}


def example(kind, given):
    """Adds `type` and `status`, if missing, and puts `title` between them, as in an answer."""
    said = given["example"]
    rest = {key: value for key, value in said.items() if key not in ("type", "title")}
    return {"type": said.get("type", kind), "title": said["title"], "status": given["status"], **rest}
