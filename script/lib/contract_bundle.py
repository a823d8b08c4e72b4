"""Makes openapi.yaml from api/contract: what the topics say, and what follows from it by rule."""

import contract_components as made
import contract_resources
from contract_paths import paths_of
from contract_references import check_references
from contract_topics import Contract


def bundle(directory):
    """The published document."""
    contract = Contract(directory)
    for name, given in contract.parts["resources"].items():
        contract_resources.check(given, contract.where("resources", name))
    schemas = made.schemas_of(contract)
    paths = paths_of(contract)
    components = {
        "securitySchemes": contract.root["document"]["components"]["securitySchemes"],
        "parameters": {**made.ids_of(contract), **made.parameters_of(contract)},
        "headers": contract.parts["headers"],
        "requestBodies": made.bodies_of(contract),
        "responses": made.responses_of(contract),
        "schemas": schemas,
    }
    head = {key: value for key, value in contract.root["document"].items() if key != "components"}
    tags = [{"name": name, "description": text} for name, text in contract.parts["tags"].items()]
    document = {**head, "tags": tags, "paths": paths, "components": components}
    check_references(contract, document)
    return document
