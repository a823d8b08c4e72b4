"""Reads openapi.yaml, and answers questions of the page and of the contract tests about it.

YAML is read as if it were JSON: no dates, no yes and no, no repeated keys. Nothing here knows this service's operations.
"""

import json
import re
from dataclasses import dataclass

import yaml

METHODS = ("get", "post", "put", "patch", "delete")
ABSENT_IN_JSON = ("tag:yaml.org,2002:timestamp", "tag:yaml.org,2002:bool")


class StrictLoader(getattr(yaml, "CSafeLoader", yaml.SafeLoader)):
    yaml_implicit_resolvers = {
        first: [(tag, pattern) for tag, pattern in resolvers if tag not in ABSENT_IN_JSON]
        for first, resolvers in yaml.SafeLoader.yaml_implicit_resolvers.items()
    }

    def construct_mapping(self, node, deep=False):
        names = [self.construct_object(key, deep=True) for key, _ in node.value]
        for name in names:
            if not isinstance(name, str) or names.count(name) > 1:
                fault = f"key {name!r} is no text, or repeated"
                raise yaml.constructor.ConstructorError(None, None, fault, node.start_mark)
        return super().construct_mapping(node, deep)


StrictLoader.add_implicit_resolver("tag:yaml.org,2002:bool", re.compile("^(true|false)$"), list("tf"))


@dataclass(frozen=True)
class Operation:
    """One method of one path; parameters and responses are resolved, schemas are not."""

    method: str
    path: str
    spec: dict
    parameters: list
    body: dict  # media type → schema; empty: takes none
    responses: dict  # status → response
    is_admin: bool

    @property
    def id(self):
        return self.spec["operationId"]

    @property
    def roles(self):
        return self.spec.get("x-roles", [])

    def named(self, place):
        """The parameters in `place` ("path", "query" or "header"), by name."""
        return {p["name"]: p for p in self.parameters if p["in"] == place}


def load(path):
    with open(path, encoding="utf-8") as file:
        document = yaml.load(file, StrictLoader)
    json.dumps(document)  # fails on values that JSON does not have
    return document


def look_up(document, reference):
    node = document
    for part in reference.removeprefix("#/").split("/"):
        node = node[part.replace("~1", "/").replace("~0", "~")]
    return node


def resolve(document, node):
    """What a reference leads to; keywords beside the reference replace those there."""
    while isinstance(node, dict) and "$ref" in node:
        beside = {name: value for name, value in node.items() if name != "$ref"}
        node = {**look_up(document, node["$ref"]), **beside}
    return node


def resolved_response(document, node):
    response = dict(resolve(document, node))
    response["headers"] = {
        name: resolve(document, header) for name, header in response.get("headers", {}).items()
    }
    return response


def schemas_of(content):
    return {media_type: media["schema"] for media_type, media in content.items()}


def operation_of(document, path, item, method):
    spec = item[method]
    body = resolve(document, spec.get("requestBody", {}))
    return Operation(
        method=method.upper(),
        path=path,
        spec=spec,
        parameters=[resolve(document, p) for p in item.get("parameters", []) + spec.get("parameters", [])],
        body=schemas_of(body.get("content", {})),
        responses={status: resolved_response(document, r) for status, r in spec["responses"].items()},
        is_admin=item.get("x-admin", False),
    )


def operations(document):
    return [
        operation_of(document, path, item, method)
        for path, item in document["paths"].items()
        for method in METHODS
        if method in item
    ]


def sample(document, schema):
    """A value of this schema: its first example, or one made from its parts."""
    schema = resolve(document, schema)
    for keyword in ("examples", "enum"):
        if keyword in schema:
            return schema[keyword][0]
    for keyword in ("example", "const", "default"):
        if keyword in schema:
            return schema[keyword]
    for keyword in ("oneOf", "anyOf"):
        if keyword in schema and "properties" not in schema:
            return sample(document, schema[keyword][0])
    return sample_of_type(document, schema)


def sample_of_type(document, schema):
    if "properties" in schema:
        return {name: sample(document, part) for name, part in schema["properties"].items()}
    if "items" in schema:
        return [sample(document, schema["items"])]
    return {"integer": 1, "number": 1, "boolean": True, "object": {}}.get(schema.get("type"), "…")


def json_text(value):
    return json.dumps(value, ensure_ascii=False, indent=2)
