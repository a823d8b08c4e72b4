"""Short schemas become JSON Schema; the one schema of a record becomes the schemas to write, patch, read and page it.

api/contract/README.md has an example of each form.
"""

from contract_fault import Fault, check_keys, check_map

SCHEMAS = "#/components/schemas/"
COMPARED = {"allOf", "anyOf", "oneOf"}
KEYWORDS = COMPARED | {
    "$ref", "additionalProperties", "const", "default", "description", "enum", "examples", "exclusiveMaximum",
    "exclusiveMinimum", "format", "items", "maxItems", "maxLength", "maximum", "minItems", "minLength", "minimum",
    "pattern", "properties", "readOnly", "required", "type", "uniqueItems", "writeOnly",
}
SHORT = {"nullable", "object", "body", "example"}
MARKS = {"required", "optional", "immutable", "read"}  # keys of a member that are about the object around it
FAMILY = {"record", "description", "example", "write", "replace", "patch"}
FORM = {"description", "example", "oneOf", "anyOf", "allOf"}  # keys of write, replace and patch


def reference(name):
    """`Unit` is the schema of that name, `Unit.code` a member of it."""
    schema, _, member = name.partition(".")
    return {"$ref": SCHEMAS + schema + (f"/properties/{member}" if member else "")}


def expand(short, where):
    """One schema: a name stands for the schema of that name."""
    if isinstance(short, str):
        return reference(short)
    check_keys(where, short, KEYWORDS | SHORT)
    full = {}
    for key, value in short.items():
        full.update(expand_keyword(key, value, f"{where}.{key}"))
    return {**full, **{key: short[key] for key in ("type",) if key in short}}


def expand_keyword(key, value, where):
    if key == "$ref":
        return reference(value)
    if key == "nullable":
        return {"oneOf": [expand(value, where), {"type": "null"}]}
    if key in ("object", "body"):
        return closed_object(value, where, needed=key == "object")
    if key == "example":
        return {"examples": [value]}
    if key in COMPARED:
        return {key: [expand(part, f"{where}.{i}") for i, part in enumerate(value)]}
    if key == "items":
        return {key: expand(value, where)}
    if key == "properties":
        return {key: {name: expand(part, f"{where}.{name}") for name, part in value.items()}}
    return {key: value}


def closed_object(members, where, needed):
    """`object`: every member is required unless it is optional. `body`: no member is required unless marked so."""
    check_map(where, members)
    required = [name for name, member in members.items() if is_needed(member, needed)]
    properties = {name: expand(unmarked(member), f"{where}.{name}") for name, member in members.items()}
    return closed(required, properties)


def closed(required, properties):
    head = {"type": "object", "additionalProperties": False}
    return {**head, **({"required": required} if required else {}), "properties": properties}


def is_needed(member, needed):
    if needed:
        return marked(member, "optional") is not True
    return marked(member, "required") is True


def marked(member, mark):
    return member.get(mark) if isinstance(member, dict) else None


def unmarked(member):
    """A member without the keys that are about the object around it."""
    if isinstance(member, str):
        return member
    return {key: value for key, value in member.items() if key not in MARKS}


def is_plain_reference(member):
    """A name, or a reference with at most a default: it is repeated wherever the member is used."""
    return isinstance(member, str) or set(unmarked(member)) <= {"$ref", "default"}


def family(name, short, offered, where):
    """The schemas of a record: Name, and those of NameWrite, NameReplace and NamePatch that `offered` operations need."""
    check_keys(where, short, FAMILY)
    check_map(f"{where}.record", short["record"])
    members = with_id_and_times(short["record"])
    written = {key: member for key, member in members.items() if not marked(member, "readOnly")}
    kept = {key: member for key, member in written.items() if not marked(member, "immutable")}
    made = {}
    if "create" in offered:
        shape = closed_object(written, f"{where}.record", needed=False)
        made[name + "Write"] = form(short, "write", shape, written_example(short, written), where)
    if "replace" in offered and len(kept) < len(written):
        repeated = {key: replaced(name, key, member, where) for key, member in kept.items()}
        shape = closed([key for key in kept if marked(kept[key], "required")], repeated)
        made[name + "Replace"] = form(short, "replace", shape, written_example(short, kept), where)
    if "patch" in offered:
        shape = closed([], {key: repeated_member(name, key, member, where) for key, member in kept.items()})
        made[name + "Patch"] = form(short, "patch", shape, None, where)
    made[name] = read_object(name, short, members, where)
    return made


def with_id_and_times(members):
    """Adds the id in front and the times at the end, unless the record has an id of its own."""
    if "id" in members:
        return members
    identity = {"$ref": "Id", "readOnly": True}
    times = {key: {"$ref": "Timestamp", "readOnly": True} for key in ("created_at", "updated_at")}
    return {"id": identity, **members, **times}


def written_example(short, written):
    """What a caller would have sent: from the example of `write` if there is one, else from that of the record."""
    given = short.get("write", {}).get("example", short.get("example", {}))
    return {key: value for key, value in given.items() if key in written} or None


def form(short, key, shape, example, where):
    """The schema of a body, with the words and the rules between members that `write`, `replace` or `patch` adds."""
    given = {**bonds(short, key), **short.get(key, {})}
    check_keys(f"{where}.{key}", given, FORM)
    example = given.get("example", example)
    rest = {name: value for name, value in given.items() if name not in ("description", "example")}
    said = {"description": given["description"]} if "description" in given else {}
    shown = {"examples": [example]} if example is not None else {}
    return {**said, **shape, **expand(rest, f"{where}.{key}"), **shown}


def bonds(short, key):
    """The rules between members of a write also hold for a replacement, unless `replace` has its own."""
    inherited = short.get("write", {}) if key == "replace" else {}
    return {name: value for name, value in inherited.items() if name in COMPARED}


def without_default(schema):
    return {key: value for key, value in schema.items() if key != "default"}


def repeated_member(name, key, member, where):
    """A member in a patch or an answer: without a default, which is only for members that a write leaves out."""
    full = expand(unmarked(member), f"{where}.record.{key}")
    if is_plain_reference(member) or "default" in full:
        return without_default(full)
    return reference(f"{name}Write.{key}")


def replaced(name, key, member, where):
    if is_plain_reference(member):
        return expand(unmarked(member), f"{where}.record.{key}")
    return reference(f"{name}Write.{key}")


def read_member(name, key, member, where):
    if marked(member, "readOnly"):
        return expand(unmarked(member), f"{where}.record.{key}")
    if marked(member, "read") is not None:
        return expand(member["read"], f"{where}.record.{key}.read")
    return repeated_member(name, key, member, where)


def read_object(name, short, members, where):
    said = {"description": short["description"]} if "description" in short else {}
    shown = {"examples": [short["example"]]} if "example" in short else {}
    properties = {key: read_member(name, key, member, where) for key, member in members.items()}
    return {**said, **closed([key for key, m in members.items() if is_needed(m, True)], properties), **shown}


def page(name):
    """The schema of a page of a list."""
    items = {"type": "array", "maxItems": 200, "items": reference(name)}
    return closed(["items"], {"items": items, "next": reference("Next"), "count": reference("Count")})


def members_of(schema, where):
    """The members of a record or an object; filters, ranges and orders may name them."""
    members = schema.get("record") or schema.get("object")
    if members is None:
        raise Fault(f"{where}: a list is of a record or an object")
    return with_id_and_times(members) if "record" in schema else members
