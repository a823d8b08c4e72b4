"""Lists: the parameters for paging, filters and order, and the page that is the answer.

The schema of a filter follows from the member of the same name.
"""

from contract_fault import Fault, check_keys
from contract_schemas import SCHEMAS, expand, members_of, reference

BOUNDS = ("gte", "lte", "gt", "lt")
FORMATS = {"uuid": "Id", "date": "Date", "date-time": "Timestamp"}
MOST_ORDERS = 3


def shared(name):
    return {"$ref": f"#/components/parameters/{name}"}


def in_query(name, schema, **words):
    return {"name": name, "in": "query", **words, "schema": schema}


def list_parameters(contract, name, where):
    """The parameters of the list that the resource `name` describes."""
    given = contract.resource(name, where)
    where = contract.where("resources", name)
    asked = [shared("Limit"), shared("Cursor"), shared("Prefer")]
    if given.get("search"):
        asked.append(shared("Search"))
    asked.append(orders(given, lambda member: member_of(contract, name, member, f"{where}.sorts"), where))
    if "as_of" in given:
        words = f"Only {given['as_of']} on this day."
        asked.append({**in_query("as_of", reference("Date"), description=words), "example": "2018-06-30"})
    for filtered in given.get("filters", []):
        asked.append(filter_by(contract, name, filtered, f"{where}.filters"))
    for ranged in given.get("ranges", []):
        asked += bounds_of(contract, name, ranged, f"{where}.ranges")
    return asked


def orders(given, member, where):
    names = given["sorts"]
    for sorted_by in names:
        member(sorted_by)
    default = given["order"]
    for part in default.split(","):
        if part.removeprefix("-") not in names:
            raise Fault(f"{where}.order: '{part}' is not among sorts")
    one = f"-?({'|'.join(names)})"
    schema = {"type": "string", "pattern": f"^{one}(,{one}){{0,{MOST_ORDERS - 1}}}$", "default": default}
    return in_query("sort", schema, description=f"Sortable by {', '.join(f'`{name}`' for name in names)}.")


def filter_by(contract, name, filtered, where):
    """`code`, or {code: {description, schema}} to describe it."""
    member, given = (filtered, {}) if isinstance(filtered, str) else next(iter(filtered.items()))
    check_keys(f"{where}: {member}", given, {"description", "schema"})
    found = member_of(contract, name, member, where)
    if "schema" in given:
        schema = expand(given["schema"], where)
    else:
        schema = compared(contract, found, f"{where}: {member}")
    return in_query(member, schema, **({"description": given["description"]} if "description" in given else {}))


def bounds_of(contract, name, ranged, where):
    """`year`, or {headcount: Schema} if the schema of the bounds does not follow from the member."""
    member, given = (ranged, None) if isinstance(ranged, str) else next(iter(ranged.items()))
    found = member_of(contract, name, member, where)
    schema = expand(given, where) if given else compared(contract, found, f"{where}: {member}")
    return [in_query(f"{member}[{bound}]", schema) for bound in BOUNDS]


def member_of(contract, name, member, where):
    """The member of that name, in the short form or in full."""
    schema = contract.listed(name)
    members = members_of(contract.schema(schema, where), where)
    if member not in members:
        raise Fault(f"{where}: '{member}' is no member of {schema}")
    found = members[member]
    return found.get("read", found) if isinstance(found, dict) else found


def compared(contract, member, where):
    """The schema of a value that is compared with this member: without descriptions, null and patterns."""
    schema = expand(member, where) if isinstance(member, str) else expand(bare(member), where)
    target = schema.get("$ref", "").removeprefix(SCHEMAS)
    if "/properties/" in target:
        return compared(contract, contract.member_at(target, where), where)
    if "$ref" in schema:
        return {"$ref": schema["$ref"]}
    if "oneOf" in schema:
        return schema["oneOf"][0]
    if schema.get("format") in FORMATS:
        return reference(FORMATS[schema["format"]])
    kinds = [schema["type"]] if isinstance(schema.get("type"), str) else schema.get("type", [])
    limits = ("minLength", "maxLength", "minimum", "maximum")
    kind = next((kind for kind in kinds if kind not in ("null", "array", "object")), None)
    if kind is None:
        raise Fault(f"{where}: what it is compared with has to be said")
    return {"type": kind, **{key: schema[key] for key in limits if key in schema}}


def bare(member):
    marks = ("required", "optional", "immutable", "read", "readOnly", "description", "default")
    return {key: value for key, value in member.items() if key not in marks}


def page_answer(contract, name, where):
    given = contract.resource(name, where)
    return {
        "description": f"One page of {given.get('page_of', given['many'])}.",
        "headers": {header: {"$ref": f"#/components/headers/{header}"} for header in ("Link", "Preference-Applied")},
        "content": {"application/json": {"schema": reference(given.get("page", name + "Page"))}},
    }
