"""openapi.yaml itself: it is valid, complete and closed, and agrees with the program and its problem catalogue.

Documents made from it are tested in test_openapi_forms.py, traffic by check_traffic.py.
"""

import os
import re

import pytest
from contract.routes import documented_lines, program_lines
from contract.schemas import ROOT, Schemas
from jsonschema import Draft202012Validator
from openapi_document import load, look_up, operations, resolve
from support.paths import binary

DOCUMENT = load(ROOT / "openapi.yaml")
SCHEMAS = DOCUMENT["components"]["schemas"]
OPERATIONS = operations(DOCUMENT)
ROLES = {"unit_officer", "district_reviewer", "province_reviewer", "council_reviewer", "reader", "auditor", "admin"}
KEYWORDS = {
    "$ref", "additionalProperties", "allOf", "anyOf", "const", "default", "description", "enum", "examples",
    "exclusiveMaximum", "exclusiveMinimum", "format", "items", "maxItems", "maxLength", "maximum", "minItems",
    "minLength", "minimum", "oneOf", "pattern", "properties", "readOnly", "required", "type", "uniqueItems",
    "writeOnly",
}
PAGED = [operation for operation in OPERATIONS if "limit" in operation.named("query")]
WRITABLE = sorted(name.removesuffix("Patch") for name in SCHEMAS if name.endswith("Patch"))


def each(cases, name=lambda operation: operation.id):
    return pytest.mark.parametrize("case", cases, ids=map(name, cases))


def walk(node, path="#"):
    """Every object of the document, with its place."""
    if isinstance(node, dict):
        yield path, node
    inner = node.items() if isinstance(node, dict) else enumerate(node) if isinstance(node, list) else ()
    for name, value in inner:
        yield from walk(value, f"{path}/{name}")


def subschemas(schema, path):
    yield path, schema
    for name in ("items", "additionalProperties"):
        if isinstance(schema.get(name), dict):
            yield from subschemas(schema[name], f"{path}/{name}")
    for name in ("allOf", "anyOf", "oneOf"):
        for i, part in enumerate(schema.get(name, [])):
            yield from subschemas(part, f"{path}/{name}/{i}")
    for name, part in schema.get("properties", {}).items():
        yield from subschemas(part, f"{path}/{name}")


def every_schema():
    tops = [(f"#/components/schemas/{name}", schema) for name, schema in SCHEMAS.items()]
    tops += [(path, node["schema"]) for path, node in walk(DOCUMENT) if isinstance(node.get("schema"), dict)]
    for path, schema in tops:
        yield from subschemas(schema, path)


def described_values():
    """(place, schema, value) of every example."""
    for path, schema in every_schema():
        for value in schema.get("examples", []):
            yield path, schema, value
    for path, node in walk(DOCUMENT):
        if "example" in node and "schema" in node:
            yield path, node["schema"], node["example"]


# The document.


def test_it_is_openapi_3_1():
    assert DOCUMENT["openapi"] == "3.1.0"
    assert DOCUMENT["info"]["version"] == "0.10.0"
    assert DOCUMENT["security"] == [{"bearer": []}]


def test_every_reference_leads_somewhere():
    broken = []
    for path, node in walk(DOCUMENT):
        try:
            look_up(DOCUMENT, node.get("$ref", "#/info"))
        except (KeyError, TypeError):
            broken.append(f"{path}: {node['$ref']}")
    assert broken == []


def test_every_component_is_used():
    used = {node["$ref"] for _, node in walk(DOCUMENT) if "$ref" in node}
    kinds = ("parameters", "headers", "requestBodies", "responses", "schemas")
    declared = {f"#/components/{kind}/{name}" for kind in kinds for name in DOCUMENT["components"][kind]}
    assert declared - used == set()


def test_every_schema_is_a_schema():
    for _, schema in every_schema():
        Draft202012Validator.check_schema(schema)


def test_no_keyword_is_misspelt():
    assert [f"{path}: {set(schema) - KEYWORDS}" for path, schema in every_schema() if set(schema) - KEYWORDS] == []


def test_objects_are_closed_and_require_what_they_have():
    objects = [(path, schema) for path, schema in every_schema() if schema.get("type") == "object"]
    objects = [(path, schema) for path, schema in objects if "properties" in schema]
    assert [path for path, schema in objects if schema.get("additionalProperties") is not False] == []
    assert [path for path, schema in objects if set(schema.get("required", [])) - set(schema["properties"])] == []


def test_every_example_is_one():
    schemas = Schemas(DOCUMENT)
    found = {path: schemas.faults(schema, value) for path, schema, value in described_values()}
    assert len(found) > 50
    assert {path: faults for path, faults in found.items() if faults} == {}


# Operations.


def test_operation_ids_are_unique():
    ids = [operation.id for operation in OPERATIONS]
    assert len(set(ids)) == len(ids)
    assert [name for name in ids if not re.fullmatch(r"[a-z]+(_[a-z]+)*", name)] == []


def test_tags_are_declared_and_used():
    declared = [tag["name"] for tag in DOCUMENT["tags"]]
    assert {tag for operation in OPERATIONS for tag in operation.spec["tags"]} == set(declared)


@each(OPERATIONS)
def test_the_path_parameters_are_those_of_the_path(case):
    assert sorted(case.named("path")) == sorted(re.findall(r"{(\w+)}", case.path))


@each(OPERATIONS)
def test_roles_are_stated_and_refusals_documented(case):
    refusals = {"401", "403", "429"}
    assert "x-roles" in case.spec and set(case.roles) <= ROLES
    is_counted = case.path.startswith("/v1/public/")  # public, but it asks the database
    assert bool(case.roles) == (case.path.startswith("/v1/") and not is_counted)
    assert (case.spec.get("security") == []) == (not case.roles)
    assert refusals & set(case.responses) == (refusals if case.roles else {"429"} if is_counted else set())


@each(OPERATIONS)
def test_every_answer_has_its_place(case):
    assert any(status < "300" for status in case.responses)
    for status, response in case.responses.items():
        types = set(response.get("content", {}))
        assert types == {"application/problem+json"} if status >= "400" else "application/problem+json" not in types


@each(OPERATIONS)
def test_what_is_out_of_the_coverage_is_documented_and_has_a_reason(case):
    untested = case.spec.get("x-untested", {})
    assert set(untested) <= set(case.responses) and all(untested.values())


@each([operation for operation in OPERATIONS if operation.body])
def test_bodies_have_their_refusals(case):
    assert {"400", "413", "415"} <= set(case.responses)
    expected = "application/merge-patch+json" if case.method == "PATCH" else "application/json"
    assert set(case.body) == {expected}


@each([operation for operation in OPERATIONS if operation.method in ("PUT", "PATCH", "DELETE")])
def test_changes_are_conditional(case):
    assert case.named("header")["If-Match"]["required"]
    assert {"404", "412", "428"} <= set(case.responses)


@each([operation for operation in OPERATIONS if operation.method != "GET"])
def test_writes_are_idempotent_and_may_be_lost(case):
    assert "Idempotency-Key" in case.named("header")
    assert {"409", "422", "504"} <= set(case.responses)
    done = [response for status, response in case.responses.items() if status < "300"]
    assert all("Idempotency-Replayed" in response["headers"] for response in done)


@each([operation for operation in OPERATIONS if "304" in operation.responses])
def test_operations_with_304_have_a_tag(case):
    assert "If-None-Match" in case.named("header")
    assert "ETag" in case.responses["200"]["headers"]


@each(PAGED)
def test_lists_are_pages(case):
    schema = resolve(DOCUMENT, case.responses["200"]["content"]["application/json"]["schema"])
    assert list(schema["properties"]) == ["items", "next", "count"] and schema["required"] == ["items"]
    assert {"cursor", "sort"} <= set(case.named("query")) and "Prefer" in case.named("header")
    assert {"Link", "Preference-Applied"} <= set(case.responses["200"]["headers"])


@each(PAGED)
def test_the_default_order_is_one_of_its_orders(case):
    schema = case.named("query")["sort"]["schema"]
    assert re.fullmatch(schema["pattern"], schema["default"])


# Resources: what is written and what is read.


@each(WRITABLE, name=str)
def test_a_patch_knows_what_a_write_knows(case):
    """Members that are fixed on creation are in neither the replacement nor the patch."""
    write, patch = SCHEMAS.get(case + "Replace", SCHEMAS[case + "Write"]), SCHEMAS[case + "Patch"]
    assert list(patch["properties"]) == list(write["properties"])
    assert "required" not in patch
    assert [name for name, part in patch["properties"].items() if "default" in part] == []


@each(WRITABLE, name=str)
def test_a_record_shows_everything_and_owns_what_is_not_written(case):
    write, read = SCHEMAS[case + "Write"], SCHEMAS[case]
    shown = list(read["properties"])
    assert read["required"] == shown
    assert shown[0] == "id" and shown[-2:] == ["created_at", "updated_at"]
    assert [name for name in shown if name in write["properties"]] == list(write["properties"])
    owned = {name for name in shown if resolve(DOCUMENT, read["properties"][name]).get("readOnly")}
    assert owned - {"citizen_id"} == set(shown) - set(write["properties"])


# What the program and its catalogue say.


def catalogue(name):
    """The rows of an X-macro list of problem.h, as lists of their arguments."""
    text = (ROOT / "lib" / "base" / "problem.h").read_text(encoding="utf-8")
    body = re.search(rf"#define {name}\(X\)((?:.*\\\n)*.*\n)", text).group(1)
    return [re.findall(r'"[^"]*"|\w+', row) for row in re.findall(r"X\(((?:[^()\"]|\"[^\"]*\")*)\)", body)]


def test_the_problem_types_are_the_catalogue():
    kinds = {(row[2].strip('"'), int(row[1])) for row in catalogue("PROBLEM_CATALOGUE")}
    documented = set()
    for response in DOCUMENT["components"]["responses"].values():
        content = response.get("content", {}).get("application/problem+json")
        narrowed = content["schema"]["properties"] if content else {"type": {"enum": []}}
        documented |= {(kind.rpartition("/")[2], narrowed["status"]["const"]) for kind in narrowed["type"]["enum"]}
    assert documented == kinds
    listed = SCHEMAS["Problem"]["properties"]["type"]["enum"]
    assert listed == [f"/problems/{row[2][1:-1]}" for row in catalogue("PROBLEM_CATALOGUE")]


def test_the_field_codes_are_the_catalogue():
    assert SCHEMAS["FieldCode"]["enum"] == [row[1].strip('"') for row in catalogue("FIELD_CODE_CATALOGUE")]


@pytest.mark.skipif("TDKT_BINARY" not in os.environ and not binary().exists(), reason="nothing is built")
def test_the_program_serves_these_operations_and_no_others():
    documented, printed = documented_lines(DOCUMENT), program_lines(binary())
    assert {"only documented": documented - printed, "only served": printed - documented} == {
        "only documented": set(),
        "only served": set(),
    }
