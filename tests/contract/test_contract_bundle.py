"""api/contract and what script/openapi bundle makes of it: openapi.yaml is current, and each rule of the short form."""

import shutil
import subprocess

from contract.schemas import ROOT  # makes script/lib importable

# isort: split
import contract_bundle
import contract_lists
import contract_resources
import contract_schemas
import contract_yaml
import pytest
from contract_fault import Fault
from contract_operations import Facts, refusals
from contract_paths import short_operations
from contract_topics import Contract
from openapi_document import load, operations

DIRECTORY = ROOT / "api" / "contract"
CONTRACT = Contract(DIRECTORY)
SCHEMAS = "#/components/schemas/"
CLOSED = {"type": "object", "additionalProperties": False}
ALL = contract_resources.OPERATIONS


def ref(name):
    return {"$ref": SCHEMAS + name}


def each(**cases):
    return pytest.mark.parametrize("case", cases.values(), ids=cases.keys())


# The published document.


def test_the_published_document_is_current(tmp_path):
    """When this fails: script/openapi bundle, and commit what it wrote."""
    target = tmp_path / "openapi.yaml"
    subprocess.run(["/usr/bin/python3", ROOT / "script" / "openapi", "bundle", DIRECTORY, target], check=True)
    assert target.read_text(encoding="utf-8") == (ROOT / "openapi.yaml").read_text(encoding="utf-8")


def test_it_says_what_was_put_together():
    assert load(ROOT / "openapi.yaml") == contract_bundle.bundle(DIRECTORY)


@each(
    doubtful=["no", "On", "2018-06-30", "2018-06-30T00:00:00Z", "1", "-1.5", "1e3", "null", "~", ""],
    marks=["#x", "a: b", "- a", "'", "@x", "{x}", "a #b", "*", " leading", "trailing ", "hoà – Đ"],
    texts=["x" * 300, "one\n\ntwo", "line\n" + "long " * 60, {"a": [{"b": "c " * 60}, []], "d": {}}],
    values=[1, 1.5, True, None, -1000000000000000, {"on": "off"}],
)
def test_whatever_is_written_is_read_back(case, tmp_path):
    file = tmp_path / "x.yaml"
    file.write_text(contract_yaml.write({"values": case}), encoding="utf-8")
    assert load(file) == {"values": case}


# Schemas.


@each(
    name=("Unit", ref("Unit")),
    member=("Unit.code", ref("Unit/properties/code")),
    name_with_words=({"$ref": "Unit", "description": "It."}, {**ref("Unit"), "description": "It."}),
    or_null=({"nullable": "Unit"}, {"oneOf": [ref("Unit"), {"type": "null"}]}),
    items=({"type": "array", "items": "Unit"}, {"type": "array", "items": ref("Unit")}),
    choice=({"anyOf": ["A", {"const": 1}]}, {"anyOf": [ref("A"), {"const": 1}]}),
    example=({"type": "string", "example": "x"}, {"type": "string", "examples": ["x"]}),
    object=(
        {"object": {"a": "A", "b": {"type": "string", "optional": True}}},
        {**CLOSED, "required": ["a"], "properties": {"a": ref("A"), "b": {"type": "string"}}},
    ),
    body=(
        {"body": {"a": {"$ref": "A", "required": True}, "b": "B"}},
        {**CLOSED, "required": ["a"], "properties": {"a": ref("A"), "b": ref("B")}},
    ),
    empty_body=({"body": {}}, {**CLOSED, "properties": {}}),
    object_or_null=(
        {"type": ["object", "null"], "object": {"a": "A"}},
        {**CLOSED, "type": ["object", "null"], "required": ["a"], "properties": {"a": ref("A")}},
    ),
    plain_properties=(
        {"required": ["a"], "properties": {"a": {"type": "string"}}},
        {"required": ["a"], "properties": {"a": {"type": "string"}}},
    ),
)
def test_a_short_schema(case):
    short, full = case
    assert contract_schemas.expand(short, "here") == full


RECORD = {
    "description": "A thing.",
    "record": {
        "unit_id": {"type": "string", "required": True, "immutable": True},
        "kind": {"$ref": "Kind", "required": True, "default": "a"},
        "note": {"type": "string", "default": "", "description": "A note."},
        "secret": {"type": "string", "read": {"const": "***"}},
        "state": {"$ref": "State", "readOnly": True},
    },
    "example": {"id": "1", "unit_id": "u", "kind": "a", "note": "", "secret": "***", "state": "s"},
    "patch": {"example": {"note": "n"}},
}
IN_WRITE = {name: ref(f"ThingWrite/properties/{name}") for name in ("unit_id", "note", "secret")}
NOTE = {"type": "string", "description": "A note."}


@pytest.fixture(scope="module")
def thing():
    return contract_schemas.family("Thing", RECORD, ALL, "here")


def test_what_is_written_is_what_the_service_does_not_own(thing):
    assert thing["ThingWrite"]["required"] == ["unit_id", "kind"]
    assert list(thing["ThingWrite"]["properties"]) == ["unit_id", "kind", "note", "secret"]
    assert thing["ThingWrite"]["properties"]["note"] == {**NOTE, "default": ""}
    assert thing["ThingWrite"]["examples"] == [{"unit_id": "u", "kind": "a", "note": "", "secret": "***"}]


def test_what_is_immutable_is_neither_replaced_nor_patched(thing):
    kept = ["kind", "note", "secret"]
    assert list(thing["ThingReplace"]["properties"]) == kept == list(thing["ThingPatch"]["properties"])
    assert thing["ThingReplace"]["required"] == ["kind"] and "required" not in thing["ThingPatch"]
    assert thing["ThingReplace"]["properties"]["note"] == IN_WRITE["note"]
    assert thing["ThingPatch"]["examples"] == [{"note": "n"}]


def test_a_default_is_of_writes_only(thing):
    for name in ("Thing", "ThingPatch"):
        assert thing[name]["properties"]["note"] == NOTE
        assert thing[name]["properties"]["kind"] == ref("Kind")


def test_an_answer_shows_everything(thing):
    shown = thing["Thing"]
    assert shown["required"] == list(shown["properties"])
    assert shown["required"] == ["id", "unit_id", "kind", "note", "secret", "state", "created_at", "updated_at"]
    assert shown["properties"]["unit_id"] == IN_WRITE["unit_id"] and shown["properties"]["secret"] == {"const": "***"}
    assert shown["properties"]["state"] == {**ref("State"), "readOnly": True}
    assert shown["properties"]["id"] == {**ref("Id"), "readOnly": True}
    assert shown["examples"] == [RECORD["example"]] and shown["description"] == "A thing."


def test_only_what_operations_need_is_made():
    assert set(contract_schemas.family("Thing", RECORD, ["list", "create", "read"], "here")) == {"Thing", "ThingWrite"}
    fixed = {"record": {"a": {"$ref": "A", "required": True}}}
    assert set(contract_schemas.family("Thing", fixed, ALL, "here")) == {"Thing", "ThingWrite", "ThingPatch"}


def test_a_record_that_lists_its_id_gets_no_times():
    short = {"record": {"id": {"$ref": "Id", "readOnly": True}, "a": "A"}}
    assert list(contract_schemas.family("Thing", short, ["read"], "here")["Thing"]["properties"]) == ["id", "a"]


def test_write_adds_what_holds_between_members():
    added = {"description": "One of them.", "anyOf": [{"required": ["note"]}], "example": {"unit_id": "u", "kind": "a"}}
    made = contract_schemas.family("Thing", {**RECORD, "write": added}, ALL, "here")
    assert made["ThingWrite"]["anyOf"] == [{"required": ["note"]}] and "anyOf" not in made["ThingReplace"]
    assert made["ThingWrite"]["description"] == "One of them."
    assert made["ThingWrite"]["examples"] == [added["example"]]
    assert made["ThingReplace"]["examples"] == [{"kind": "a"}]


# Operations.


def refused(method, path, admin=False, **short):
    facts = Facts(method, path, {"roles": ["admin"], **short}, admin)
    return {status: response["$ref"].rpartition("/")[2] for status, response in refusals(facts, {}).items()}


@each(
    list=(("get", "/v1/x"), "400 401 403 406 429 500 503"),
    read=(("get", "/v1/x/{id}"), "400 401 403 404 406 429 500 503"),
    write=(("post", "/v1/x"), "400 401 403 404 406 409 422 429 500 503 504"),
    delete=(("delete", "/v1/x/{id}"), "400 401 403 404 409 422 429 500 503 504"),
)
def test_refusals_by_method(case):
    asked, expected = case
    assert " ".join(refused(*asked)) == expected


@each(
    body=({"body": "X"}, {"413", "415"}),
    if_match=({"if_match": True}, {"412", "428"}),
    act=({"act": "X"}, {"412", "428"}),
    act_on_what_changes_beneath=({"act": "X", "if_match": False}, set()),
    if_none_match=({"if_none_match": True}, {"304"}),
)
def test_refusals_that_something_adds(case):
    short, added = case
    assert set(refused("post", "/v1/x/{id}", **short)) - set(refused("post", "/v1/x/{id}")) == added


def test_a_public_operation_refuses_nobody():
    assert set(refused("get", "/x", roles=[])) == {"400", "406", "500", "503"}
    assert set(refused("get", "/x", roles=[], admin=True)) == {"500"}


def test_which_refusal_it_is():
    assert refused("post", "/v1/x")["404"] == "Unseen" and refused("post", "/v1/x/{id}")["404"] == "NotFound"
    assert refused("get", "/v1/x", report={})["404"] == "NotFound"
    assert refused("delete", "/v1/x/{id}")["409"] == "Conflict"
    assert refused("delete", "/v1/x/{id}", conflicts=False)["409"] == "KeyRunning"


# Resources.

GIVEN = {
    "path": "/v1/boxes/{id}/blue-things/{thing_id}", "one": "open thing", "many": "things", "readers": ["r"], "writers": ["w"],
}  # fmt: skip


def made(**given):
    found = contract_resources.operations("OldThing", {**GIVEN, **given}, "OldThingReplace", "here")
    return {short["id"]: (method, path, short) for method, path, short in found}


def test_a_resource_has_six_operations():
    found = made()
    assert list(found) == ["list_old_things", *[f"{name}_old_thing" for name in ALL[1:]]]
    assert [method for method, _, _ in found.values()] == ["get", "post", "get", "put", "patch", "delete"]
    assert {path for _, path, _ in found.values()} == {GIVEN["path"], "/v1/boxes/{id}/blue-things"}


def test_its_words():
    summaries = [short["summary"] for _, _, short in made().values()]
    assert summaries == ["List things", *[f"{verb} an open thing" for verb in ("Create", "Read", "Replace", "Change", "Delete")]]


def test_who_may():
    assert [short["roles"] for _, _, short in made().values()] == [["r"], ["w"], ["r"], ["w"], ["w"], ["w"]]
    assert made(deleters=["d"])["delete_old_thing"][2]["roles"] == ["d"]


def test_what_is_said_of_one_operation():
    assert made(delete="Never.")["delete_old_thing"][2]["description"] == "Never."
    assert made(patch={"roles": ["p"]})["patch_old_thing"][2]["roles"] == ["p"]
    assert made(without_conflict=["delete"])["delete_old_thing"][2]["conflicts"] is False
    assert list(made(only=["read"])) == ["read_old_thing"]


# Lists.


@each(
    reference=("Kind", ref("Kind")),
    marked_reference=({"$ref": "Kind", "readOnly": True, "description": "It."}, ref("Kind")),
    or_null=({"nullable": "Kind", "description": "It."}, ref("Kind")),
    uuid=({"type": ["string", "null"], "format": "uuid"}, ref("Id")),
    date=({"type": "string", "format": "date"}, ref("Date")),
    text=({"type": ["string", "null"], "minLength": 1, "maxLength": 9, "pattern": "^a"}, {"type": "string", "minLength": 1, "maxLength": 9}),
    truth=({"type": "boolean", "default": False}, {"type": "boolean"}),
    another_schemas_member=("Cluster.unit_id", ref("Id")),
)
def test_what_a_filter_takes(case):
    member, expected = case
    assert contract_lists.compared(CONTRACT, member, "here") == expected


def test_roles_and_groups_come_in_one_order():
    assert CONTRACT.roles(["admin", "recorders"], "here") == ["unit_officer", "district_reviewer", "province_reviewer", "admin"]


# What is refused, and where it is.


@pytest.fixture
def broken(tmp_path):
    """Bundles a copy of the contract in which one text of one topic is another."""

    def bundle(topic, old, new):
        copy = shutil.copytree(DIRECTORY, tmp_path / "contract")
        text = (copy / f"{topic}.yaml").read_text(encoding="utf-8")
        assert old in text
        (copy / f"{topic}.yaml").write_text(text.replace(old, new, 1), encoding="utf-8")
        with pytest.raises(Fault) as fault:
            contract_bundle.bundle(copy)
        return str(fault.value)

    return bundle


@each(
    key_of_a_topic=("units", "resources:", "resource:", "units.yaml: unknown key 'resource', perhaps 'resources'"),
    key_of_a_resource=(
        "units", "filters: [code", "filtres: [code",
        "units.yaml: resources.Unit: unknown key 'filtres', perhaps 'filters'",
    ),
    key_of_an_operation=(
        "clusters", "roles: [recorders]\n    body", "rolls: [recorders]\n    body",
        "clusters.yaml: operations.POST /v1/clusters/{id}/score-sheets: unknown key 'rolls', perhaps 'roles'",
    ),
    key_of_a_schema=(
        "units", "maxLength: 16", "maxLenght: 16",
        "units.yaml: schemas.Unit.record.code: unknown key 'maxLenght', perhaps 'maxLength'",
    ),
    missing_key=("units", "    one: administrative unit\n", "", "units.yaml: resources.Unit: 'one' is missing"),
    missing_schema=(
        "units", "type: {$ref: UnitType", "type: {$ref: UnitKind",
        "units.yaml: schemas.Unit.properties.type: there is no schemas.UnitKind",
    ),
    missing_member=(
        "council", "CouncilSessionWrite.place", "CouncilSessionWrite.palace",
        "there is no schemas.CouncilSessionWrite.palace",
    ),
    missing_schema_of_a_resource=(
        "units", "  UnitSuccession:\n    path", "  UnitSuccess:\n    path",
        "units.yaml: resources.UnitSuccess: there is no schema UnitSuccess",
    ),
    filter_that_is_no_member=(
        "units", "[code, type, level", "[kode, type, level",
        "units.yaml: resources.Unit.filters: 'kode' is no member of Unit",
    ),
    range_that_is_no_member=(
        "units", "ranges: [valid_from", "ranges: [valid_form",
        "units.yaml: resources.Unit.ranges: 'valid_form' is no member of Unit",
    ),
    sort_that_is_no_member=(
        "units", "sorts: [code, name", "sorts: [code, nom",
        "units.yaml: resources.Unit.sorts: 'nom' is no member of Unit",
    ),
    order_that_is_no_sort=(
        "units", "order: code,", "order: level,",
        "units.yaml: resources.Unit.order: 'level' is not among sorts",
    ),
    unused_schema=(
        "units", "schemas:\n", "schemas:\n  Lonely: {type: string}\n",
        "units.yaml: schemas.Lonely: nothing uses it",
    ),
    unknown_role=(
        "units", "readers: [officials", "readers: [offcials",
        "there is no role or group of roles 'offcials'",
    ),
    unknown_variable=("units", "{succession_id}", "{success_id}", "'success_id' of the path is not among ids"),
    no_such_topic=("contract", "- units", "- unities", "contract.yaml: topics: there is no unities.yaml"),
    said_twice=(
        "units", "schemas:\n", "schemas:\n  Year: {type: string}\n",
        "units.yaml: schemas.Year: is in shared.yaml: schemas.Year too",
    ),
    said_twice_in_one_file=("units", "schemas:\n", "schemas:\n  Unit: {type: string}\n", "units.yaml: "),
    two_answers=(
        "clusters", "    creates: Nomination", "    creates: Nomination\n    act: Nomination",
        "one of act, creates, list, report, answer",
    ),
    no_method=(
        "clusters", "GET /v1/clusters/{id}/ranking", "FETCH /v1/clusters/{id}/ranking",
        "an operation is named by its method and path",
    ),
    tag_that_is_none=("council", "    tag: council\n", "", "'tag' is missing: 'council-sessions' is no tag"),
)  # fmt: skip
def test_a_mistake_is_named_with_its_place(case, broken):
    topic, old, new, said = case
    assert said in broken(topic, old, new)


def test_plain_openapi_is_merged(tmp_path):
    copy = shutil.copytree(DIRECTORY, tmp_path / "contract")
    file = copy / "service.yaml"
    plain = "\nplain:\n  /x: {get: {responses: {'200': {description: Said in full.}}}}\n  /docs: {x-note: here}\n"
    file.write_text(file.read_text(encoding="utf-8").replace("\nplain:\n", plain, 1), encoding="utf-8")
    paths = contract_bundle.bundle(copy)["paths"]
    assert paths["/x"] == {"get": {"responses": {"200": {"description": "Said in full."}}}}
    assert paths["/docs"]["x-note"] == "here" and paths["/docs"]["get"]["operationId"] == "read_docs"


def test_a_mistake_ends_the_command_with_one_sentence(tmp_path):
    copy = shutil.copytree(DIRECTORY, tmp_path / "contract")
    (copy / "units.yaml").write_text("resources: {Unit: {path: [}}\n", encoding="utf-8")
    command = ["/usr/bin/python3", ROOT / "script" / "openapi", "bundle", copy, tmp_path / "openapi.yaml"]
    done = subprocess.run(command, capture_output=True, text=True)
    assert done.returncode == 1 and not (tmp_path / "openapi.yaml").exists()
    assert "units.yaml: " in done.stderr and len(done.stderr.splitlines()) == 1


def test_every_operation_of_the_topics_is_in_the_document():
    said = sorted(short["id"] for _, _, short, _ in short_operations(CONTRACT))
    assert said == sorted(operation.id for operation in operations(load(ROOT / "openapi.yaml")))
