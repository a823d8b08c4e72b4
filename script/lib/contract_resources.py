"""A resource: up to six operations and their common answer, made from its words and from who reads, writes and deletes."""

import re

from contract_fault import Fault, check_keys, check_lists, need
from contract_operations import headers, json_of

OPERATIONS = ("list", "create", "read", "replace", "patch", "delete")
METHODS = {"list": "get", "create": "post", "read": "get", "replace": "put", "patch": "patch", "delete": "delete"}
LISTED = {"listed", "page", "page_of", "search", "as_of", "filters", "ranges", "sorts", "order"}
LISTS = {"only", "readers", "writers", "deleters", "without_conflict", "filters", "ranges", "sorts"}
WORDS = {"path", "tag", "one", "many", "called", "acted"}
RIGHTS = {"only", "readers", "writers", "deleters", "without_conflict"}
KEYS = LISTED | WORDS | RIGHTS | set(OPERATIONS)
VERBS = {"create": "Create", "read": "Read", "replace": "Replace", "patch": "Change", "delete": "Delete"}


def check(given, where):
    check_keys(where, given, KEYS)
    need(where, given, "path", "one")
    check_lists(where, given, LISTS)
    for key in ("only", "without_conflict"):
        if set(given.get(key, [])) - set(OPERATIONS):
            raise Fault(f"{where}.{key}: operations are {', '.join(OPERATIONS)}")
    if "list" in offered(given):
        need(where, given, "many", "sorts", "order")
    refuse_idle(given, where)


def refuse_idle(given, where):
    """Refuses keys about an operation that the resource does not have."""
    there = set(offered(given))
    idle = set(OPERATIONS) - there
    idle |= LISTED if "list" not in there else set()
    idle |= {"writers"} if there <= {"list", "read"} else set()
    idle |= {"deleters"} if "delete" not in there else set()
    for key in given:
        if key in idle:
            raise Fault(f"{where}: '{key}' is said of an operation that is not among only")


def offered(given):
    return [name for name in OPERATIONS if name in given.get("only", OPERATIONS)]


def collection(given):
    """The path of the list: the path of an item without its last segment."""
    path = given["path"]
    return path.rpartition("/")[0] if path.endswith("}") else path


def path_of(given, name):
    return collection(given) if name in ("list", "create") else given["path"]


def called(given):
    return given.get("called", given["one"])


def snake(name):
    return re.sub(r"(?<!^)(?=[A-Z])", "_", name).lower()


def plural(name, given):
    """cluster_criterion under …/criteria: cluster_criteria."""
    first = snake(name).rpartition("_")[0]
    last = re.split("[-/]", collection(given))[-1]
    return f"{first}_{last}" if first else last


def with_article(words):
    return f"{'an' if words[0] in 'aeio' else 'a'} {words}"


def summary(operation, given):
    if operation == "list":
        return f"List {given['many']}"
    return f"{VERBS[operation]} {with_article(given['one'])}"


def identifier(operation, name, given):
    return f"list_{plural(name, given)}" if operation == "list" else f"{operation}_{snake(name)}"


def roles(operation, given, where):
    if operation in ("list", "read"):
        need(where, given, "readers")
        return given["readers"]
    need(where, given, "writers")
    return given.get("deleters", given["writers"]) if operation == "delete" else given["writers"]


def operations(name, given, replace_schema, where):
    """(method, path, short operation) of each operation that the resource offers."""
    for operation in offered(given):
        said = given.get(operation, {})
        said = {"description": said} if isinstance(said, str) else said
        short = {
            "id": identifier(operation, name, given),
            "summary": summary(operation, given),
            "roles": roles(operation, given, where),
            **({"tag": given["tag"]} if "tag" in given else {}),
            **by_rule(operation, name, replace_schema),
            **({"conflicts": False} if operation in given.get("without_conflict", []) else {}),
            **said,
        }
        yield METHODS[operation], path_of(given, operation), short


def by_rule(operation, name, replace_schema):
    answer = {"answer": {"response": name}}
    return {
        "list": {"list": name},
        "create": {"body": name + "Write", "creates": name},
        "read": {"if_none_match": True, **answer},
        "replace": {"if_match": True, "body": replace_schema, "answer": {"response": name, "status": 200}},
        "patch": {"if_match": True, "body": name + "Patch", "answer": {"response": name, "status": 200}},
        "delete": {"if_match": True, "answer": {"response": "Deleted"}},
    }[operation]


def responses(name, given):
    """The answer that reads and changes share."""
    changes = set(offered(given)) & {"replace", "patch"}
    if not changes | (set(offered(given)) & {"read"}):
        return {}
    named = headers(["ETag"] + ["Idempotency-Replayed"] * bool(changes))
    return {name: {"description": f"The {called(given)}.", "headers": named, "content": json_of(name)}}


def moved(name, given):
    """The answer to an act on the resource."""
    named = headers(["Location", "ETag", "Idempotency-Replayed"])
    said = given.get("acted", f"The act is done; this is the {called(given)} after it.")
    return {"description": said, "headers": named, "content": json_of(name)}


def bodies(name, given):
    if "create" not in offered(given):
        return {}
    content = {"application/json": {"schema": {"$ref": f"#/components/schemas/{name}Write"}}}
    return {name: {"required": True, "content": content}}
