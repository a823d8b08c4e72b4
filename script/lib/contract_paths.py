"""The paths of the document: those of the resources, and what operations and plain OpenAPI add."""

import contract_resources
from contract_fault import Fault
from contract_operations import operation, variables

METHODS = ("get", "post", "put", "patch", "delete")


def short_operations(contract):
    """(method, path, short, where) of all. An operation comes after the resource whose path its own path continues."""
    left = dict(contract.parts["operations"])
    for name, given in contract.parts["resources"].items():
        where = contract.where("resources", name)
        for method, path, short in contract_resources.operations(name, given, replaced_by(contract, name), where):
            yield method, path, short, f"{where}: {short['id']}"
        for key in [key for key in left if owner(contract, key) == name]:
            yield stated(contract, key, left.pop(key))
    for key, short in left.items():
        yield stated(contract, key, short)


def stated(contract, key, short):
    where = contract.where("operations", key)
    method, _, path = key.partition(" ")
    if method.lower() not in METHODS or not path.startswith("/"):
        raise Fault(f"{where}: an operation is named by its method and path, such as GET /v1/units")
    return method.lower(), path, short, where


def owner(contract, key):
    """The resource whose list has the longest path that this operation's path continues."""
    path = key.partition(" ")[2]
    paths = {name: contract_resources.collection(given) for name, given in contract.parts["resources"].items()}
    within = [name for name, above in paths.items() if path.startswith(above + "/")]
    return max(within, key=lambda name: len(paths[name]), default=None)


def replaced_by(contract, name):
    members = contract.schema(name, contract.where("resources", name)).get("record", {})
    fixed = any(isinstance(member, dict) and member.get("immutable") for member in members.values())
    return name + ("Replace" if fixed else "Write")


def paths_of(contract):
    paths = {}
    for method, path, short, where in short_operations(contract):
        item = paths.setdefault(path, path_item(contract, path, where))
        if method in item:
            raise Fault(f"{where}: {method.upper()} {path} is described twice")
        item[method] = operation(contract, method, path, short, where)
    rest = {path: path_item(contract, path, "") for path in contract.parts["plain"] if path not in paths}
    return {**paths, **rest}


def path_item(contract, path, where):
    asked = [{"$ref": f"#/components/parameters/{id_component(contract, name, where)}"} for name in variables(path)]
    return {**({"parameters": asked} if asked else {}), **contract.parts["plain"].get(path, {})}


def id_component(contract, name, where):
    if name not in contract.parts["ids"]:
        raise Fault(f"{where}: '{name}' of the path is not among ids")
    return "".join(part.capitalize() for part in name.split("_"))
