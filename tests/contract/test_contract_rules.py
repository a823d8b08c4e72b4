"""The short form of api/contract, rule by rule: what each short statement expands to."""

from contract.schemas import ROOT  # makes script/lib importable

# isort: split
import contract_bundle
import contract_lists
import contract_resources
import contract_schemas
import pytest
from contract_operations import Facts, operation, refusals
from contract_topics import Contract
from openapi_document import resolve

CONTRACT = Contract(ROOT / "api" / "contract")
DOCUMENT = contract_bundle.bundle(ROOT / "api" / "contract")
SCHEMAS = "#/components/schemas/"
CLOSED = {"type": "object", "additionalProperties": False}
ALL = contract_resources.OPERATIONS


def ref(name):
    return {"$ref": SCHEMAS + name}


def each(**cases):
    return pytest.mark.parametrize("case", cases.values(), ids=cases.keys())


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


def test_a_write_has_the_members_that_the_service_does_not_own(thing):
    assert thing["ThingWrite"]["required"] == ["unit_id", "kind"]
    assert list(thing["ThingWrite"]["properties"]) == ["unit_id", "kind", "note", "secret"]
    assert thing["ThingWrite"]["properties"]["note"] == {**NOTE, "default": ""}
    assert thing["ThingWrite"]["examples"] == [{"unit_id": "u", "kind": "a", "note": "", "secret": "***"}]


def test_immutable_members_are_neither_replaced_nor_patched(thing):
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
    assert made["ThingWrite"]["anyOf"] == [{"required": ["note"]}] == made["ThingReplace"]["anyOf"]
    assert "anyOf" not in made["ThingPatch"]
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


# Answers.

ALWAYS = ["ETag", "Location", "Idempotency-Replayed"]


def answered(method, path="/v1/clusters/{id}", **short):
    """(status, answer) of the operation's answer that is not a refusal."""
    short = {"id": "x", "summary": "X", "roles": ["admin"], **short}
    full = operation(CONTRACT, method, path, short, "here")
    status = min(full["responses"])
    return status, resolve(DOCUMENT, full["responses"][status])


@each(
    act=(("post", {"act": "Nomination"}), "201", ALWAYS, "Nomination"),
    creates=(("post", {"creates": "Cluster"}), "201", ALWAYS, "Cluster"),
    list=(("get", {"list": "Cluster"}), "200", ["Link", "Preference-Applied"], "ClusterPage"),
    report=(("get", {"report": {"schema": "Cluster", "description": "X."}}), "200", ["Vary", "Content-Disposition"], "Cluster"),
    read=(("get", {"answer": {"response": "Cluster"}}), "200", ["ETag", "Idempotency-Replayed"], "Cluster"),
    stated=(("get", {"answer": {"schema": "Cluster", "description": "X."}}), "200", [], "Cluster"),
    tagged=(("get", {"answer": {"schema": "Cluster", "description": "X."}, "if_none_match": True}), "200", ["ETag"], "Cluster"),
    done=(("post", {"answer": {"schema": "Cluster", "description": "X."}}), "201", ["Idempotency-Replayed"], "Cluster"),
    found=(
        ("post", {"answer": {"schema": "Cluster", "description": "X.", "status": 200, "headers": [{"Vary": "Vary"}]}}),
        "200", ["Idempotency-Replayed", "Vary"], "Cluster",
    ),
)
def test_what_is_answered(case):
    (method, short), status, headers, schema = case
    found, answer = answered(method, **short)
    assert found == status and sorted(answer.get("headers", {})) == sorted(headers)
    assert answer["content"]["application/json"]["schema"] == ref(schema)


def test_a_report_is_a_table_and_a_page_too():
    _, answer = answered("get", report={"schema": "Cluster", "description": "X."})
    assert list(answer["content"]) == ["application/json", "text/csv", "text/html"]


def test_a_refusal_is_a_problem_of_its_status_and_types():
    stale = DOCUMENT["components"]["responses"]["Stale"]["content"]["application/problem+json"]
    assert stale["schema"]["properties"] == {"type": {"enum": ["/problems/stale"]}, "status": {"const": 412}}
    assert list(stale["example"].items())[::2] == [("type", "/problems/stale"), ("status", 412)]


@each(
    get=("get", {}, ["Prefer"]),
    post=("post", {}, ["IdempotencyKey"]),
    conditional=("post", {"if_match": True}, ["IfMatch", "IdempotencyKey"]),
    tagged=("get", {"if_none_match": True}, ["Prefer", "IfNoneMatch"]),
)
def test_headers_that_are_asked_for(case):
    method, short, expected = case
    asked = {"answer": {"response": "Cluster"}, "parameters": ["Prefer"] if method == "get" else [], **short}
    full = operation(CONTRACT, method, "/v1/clusters", {"id": "x", "summary": "X", "roles": [], **asked}, "here")
    assert [parameter["$ref"].rpartition("/")[2] for parameter in full["parameters"]] == expected


# Resources.

GIVEN = {
    "path": "/v1/boxes/{id}/blue-things/{thing_id}", "one": "open thing", "many": "things", "readers": ["r"], "writers": ["w"],
}


def made(**given):
    found = contract_resources.operations("OldThing", {**GIVEN, **given}, "OldThingReplace", "here")
    return {short["id"]: (method, path, short) for method, path, short in found}


def test_a_resource_has_six_operations():
    found = made()
    assert list(found) == ["list_old_things", *[f"{name}_old_thing" for name in ALL[1:]]]
    assert [method for method, _, _ in found.values()] == ["get", "post", "get", "put", "patch", "delete"]
    assert {path for _, path, _ in found.values()} == {GIVEN["path"], "/v1/boxes/{id}/blue-things"}


def test_a_resource_makes_its_summaries():
    summaries = [short["summary"] for _, _, short in made().values()]
    assert summaries == ["List things", *[f"{verb} an open thing" for verb in ("Create", "Read", "Replace", "Change", "Delete")]]


def test_a_resource_gives_roles_to_its_operations():
    assert [short["roles"] for _, _, short in made().values()] == [["r"], ["w"], ["r"], ["w"], ["w"], ["w"]]
    assert made(deleters=["d"])["delete_old_thing"][2]["roles"] == ["d"]


def test_settings_of_one_operation():
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
    text=({"type": ["string", "null"], "maxLength": 9, "pattern": "^a"}, {"type": "string", "maxLength": 9}),
    truth=({"type": "boolean", "default": False}, {"type": "boolean"}),
    another_schemas_member=("Cluster.unit_id", ref("Id")),
)
def test_what_a_filter_takes(case):
    member, expected = case
    assert contract_lists.compared(CONTRACT, member, "here") == expected


def test_roles_and_groups_come_in_one_order():
    assert CONTRACT.roles(["admin", "recorders"], "here") == ["unit_officer", "district_reviewer", "province_reviewer", "admin"]
