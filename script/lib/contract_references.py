"""A component that nothing refers to is a mistake, and so is a reference to nothing."""

import re

from contract_fault import Fault
from contract_resources import collection, snake
from openapi_document import look_up


def references(node, steps=()):
    """(keys that lead to it, reference) of every reference."""
    inner = node.items() if isinstance(node, dict) else enumerate(node) if isinstance(node, list) else ()
    for key, value in inner:
        if key == "$ref" and isinstance(value, str):
            yield steps, value
        else:
            yield from references(value, (*steps, str(key)))


def leads_somewhere(document, reference):
    try:
        return look_up(document, reference) is not None
    except KeyError:
        return False


def check_references(contract, document):
    found = list(references(document))
    broken = [(steps, reference) for steps, reference in found if not leads_somewhere(document, reference)]
    if broken:
        steps, reference = min(broken, key=lambda one: one[0][:2] != ("components", "schemas"))
        missing = reference.removeprefix("#/components/").replace("/properties/", ".").replace("/", ".", 1)
        raise Fault(f"{said_in(contract, steps)}: there is no {missing}")
    used = {tuple(reference.split("/")[2:4]) for _, reference in found}
    for kind, named in document["components"].items():
        unused = [name for name in named if (kind, name) not in used and kind != "securitySchemes"]
        for name in unused:
            raise Fault(f"{said_in(contract, ('components', kind, name))}: nothing uses it")


PARTS = {"schemas": "schemas", "parameters": "parameters", "headers": "headers", "responses": "answers"}


def said_in(contract, steps):
    """The place in the topics that this part of the document comes from."""
    if steps[0] == "paths":
        return operation_in(contract, *steps[1:3])
    if steps[0] == "components":
        kind, name, *rest = steps[1:]
        for part, known in [(PARTS.get(kind), name), ("ids", snake(name)), ("schemas", without_form(name))]:
            if known in contract.parts.get(part, {}):
                return ".".join([contract.where(part, known), *rest])
    return ".".join(steps)


def operation_in(contract, path, method):
    key = f"{method.upper()} {path}"
    if key in contract.parts["operations"]:
        return contract.where("operations", key)
    for name, given in contract.parts["resources"].items():
        if path in (given["path"], collection(given)):
            return contract.where("resources", name)
    return f"paths.{path}"


def without_form(name):
    return re.sub("(Write|Replace|Patch|Page)$", "", name)
