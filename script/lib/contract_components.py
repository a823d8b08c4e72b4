"""The components of the document."""

import contract_answers
import contract_resources
from contract_paths import id_component
from contract_schemas import expand, family, page


def ids_of(contract):
    """The variable parts of paths. A sentence alone describes a UUID; a map may say more, such as another schema."""
    given = contract.parts["ids"]
    return {id_component(contract, name, ""): id_of(name, given[name], contract) for name in given}


def id_of(name, given, contract):
    given = {"description": given} if isinstance(given, str) else given
    rest = {key: value for key, value in given.items() if key not in ("description", "schema")}
    schema = expand(given.get("schema", "Id"), contract.where("ids", name))
    return {"name": name, "in": "path", "required": True, "description": given["description"], "schema": schema, **rest}


def parameters_of(contract):
    return {
        name: {**given, "schema": expand(given["schema"], contract.where("parameters", name))}
        for name, given in contract.parts["parameters"].items()
    }


def bodies_of(contract):
    made = {}
    for name, given in contract.parts["resources"].items():
        made.update(contract_resources.bodies(name, given))
    return made


def responses_of(contract):
    made = {}
    for name, given in contract.parts["resources"].items():
        made.update(contract_resources.responses(name, given))
        if name in contract.acted_on:
            made[name + "Moved"] = contract.acted_on[name]
    return {**made, **contract_answers.responses(contract)}


def schemas_of(contract):
    made = {}
    for name, short in contract.parts["schemas"].items():
        where = contract.where("schemas", name)
        given = contract.parts["resources"].get(name, {})
        offered = contract_resources.offered(given) if given else []
        made.update(family(name, short, offered, where) if "record" in short else {name: expand(short, where)})
        made.update({page_name: page(name) for page_name in pages_of(contract, name)})
    return made


def pages_of(contract, schema):
    """The names of the page schemas of all lists with this schema."""
    for name, given in contract.parts["resources"].items():
        if contract.listed(name) == schema and "list" in contract_resources.offered(given):
            yield given.get("page", name + "Page")
