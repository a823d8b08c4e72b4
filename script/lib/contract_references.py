"""What nobody refers to is a mistake, and so is a reference to nothing."""

import re

from contract_fault import Fault
from openapi_document import look_up


def references(node, steps=()):
    """(steps that lead to it, reference) of every one."""
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


def said_in(contract, steps):
    """Where the topics say what stands there in the document."""
    if steps[0] == "components" and steps[1] == "schemas":
        for name in (steps[2], re.sub("(Write|Replace|Patch|Page)$", "", steps[2])):
            if name in contract.parts["schemas"]:
                return ".".join([contract.where("schemas", name), *steps[3:]])
    return ".".join(steps)
