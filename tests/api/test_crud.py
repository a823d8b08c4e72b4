"""The six operations of every resource, driven by one table (support/samples.py)."""

import pytest

from support.council import brought_to_council
from support.samples import BY_NAME, SAMPLES, new_council_session, new_dossier

pytestmark = pytest.mark.parametrize("sample", SAMPLES, ids=str)
SERVER_OWNED = {"id", "created_at", "updated_at"}
PARENTS = {
    # a placeholder in a sample's path or body: the collection and the body that create its record
    "{cluster}": (
        "/v1/clusters",
        lambda unique: {"code": unique("cum"), "name": "Cụm thi đua", "unit_id": "01600000-0001-7000-8000-000100000035"},
    ),
    "{award_class}": ("/v1/award-classes", BY_NAME["award class"].full),
    "{own_award_class}": ("/v1/award-classes", BY_NAME["own award class"].full),
    "{statistics_form}": ("/v1/statistics-forms", BY_NAME["statistics form"].full),
    "{dossier}": ("/v1/dossiers", new_dossier),
    "{council_session}": ("/v1/council-sessions", new_council_session),
}
# Placeholders whose record needs several callers.
WORKFLOWS = {"{nomination}": lambda api, unique: brought_to_council(api, unique).last.id}


@pytest.fixture
def caller(api, sample):
    return api.as_(sample.role, sample.unit)


@pytest.fixture
def parents(sample, api, caller, unique):
    """{placeholder: the id of a new record}"""
    places = [place for place in [*PARENTS, *WORKFLOWS] if place in sample.path or place in sample.full(unique).values()]
    made = {place: WORKFLOWS[place](api, unique) for place in places if place in WORKFLOWS}
    posted = [place for place in places if place in PARENTS]
    return made | {place: caller.post(PARENTS[place][0], PARENTS[place][1](unique)).expect(201).id for place in posted}


def filled(body, parents) -> dict:
    return {name: next((id for place, id in parents.items() if value == place), value) for name, value in body.items()}


@pytest.fixture
def collection(sample, parents):
    """The path of the list."""
    path = sample.path
    for place, id in parents.items():
        path = path.replace(place, id)
    return path


@pytest.fixture
def sent(sample, parents, unique):
    return filled(sample.full(unique), parents)


@pytest.fixture
def created(caller, collection, sent):
    """Creates a record and returns the answer; records that a test leaves are deleted after it."""
    answer = caller.post(collection, sent).expect(201)
    yield answer
    left = caller.get(answer.headers["Location"])
    if left.status == 200:
        caller.delete(answer.headers["Location"], left.etag).expect(204)



def assert_holds(answer, expected):
    differing = {name: answer.json.get(name) for name in expected if answer.json.get(name) != expected[name]}
    assert not differing, f"expected {expected}\n{answer}"


def test_post_answers_201_with_location_etag_and_the_record(sample, caller, created, sent):
    assert created.headers["Location"].endswith(f"/{created.id}")
    assert created.etag == '"1"'
    assert created.media_type == "application/json"
    assert SERVER_OWNED <= created.json.keys()
    assert_holds(created, sample.read_back(sent))


def test_reading_gives_back_every_field_as_it_was_sent(sample, caller, created, sent):
    read = caller.get(created.headers["Location"]).expect(200)
    assert read.json == created.json
    assert read.etag == created.etag
    assert_holds(read, sample.read_back(sent))


def test_head_answers_as_get_without_a_body(caller, created):
    path = created.headers["Location"]
    head, get = caller.head(path).expect(200), caller.get(path)
    assert (head.etag, head.headers["Content-Length"]) == (get.etag, str(len(get.content)))


def test_the_list_shows_it_as_it_reads(caller, collection, created):
    [shown] = [row for row in caller.all(collection, {"limit": 200}) if row["id"] == created.id]
    assert shown == created.json


def test_put_replaces_and_resets_what_is_not_given(sample, caller, parents, created, unique):
    smaller = filled(sample.minimal(unique), parents)
    kept = {name: smaller.pop(name) for name in sample.fixed}
    replaced = caller.put(created.headers["Location"], smaller, created.etag).expect(200)
    assert_holds(replaced, sample.read_back(smaller | kept))
    assert replaced.id == created.id and replaced.json["created_at"] == created.json["created_at"]
    assert replaced.etag == '"2"'
    assert caller.get(created.headers["Location"]).json == replaced.json


def test_patch_changes_what_it_names_and_null_removes(sample, caller, created, sent):
    patched = caller.patch(created.headers["Location"], sample.patch, created.etag).expect(200)
    assert_holds(patched, sample.read_back(sent | sample.patch))
    assert patched.etag == '"2"'
    assert caller.get(created.headers["Location"]).json == patched.json


def test_an_empty_patch_changes_nothing_a_caller_sent(sample, caller, created, sent):
    patched = caller.patch(created.headers["Location"], {}, created.etag).expect(200)
    assert_holds(patched, sample.read_back(sent))


def test_delete_answers_204_and_then_it_is_gone(caller, collection, created):
    path = created.headers["Location"]
    deleted = caller.delete(path, created.etag).expect(204)
    assert deleted.content == b""
    caller.get(path).expect_problem(404, "not-found")
    caller.delete(path, created.etag).expect_problem(404, "not-found")
    assert created.id not in [row["id"] for row in caller.all(collection, {"limit": 200})]


def test_every_required_member_is_missed_at_once(sample, caller, collection):
    refused = caller.post(collection, {}).expect_problem(400, "invalid")
    missed = {error["pointer"] for error in refused.json["errors"] if error["code"] == "required"}
    assert missed == {f"/{name}" for name in sample.required}


def test_members_of_creation_are_refused_in_changes(sample, caller, created, sent):
    for name in sample.fixed:
        refused = caller.patch(created.headers["Location"], {name: sent[name]}, created.etag)
        refused.expect_problem(400, "invalid", pointer=f"/{name}", code="immutable")
        caller.put(created.headers["Location"], sent, created.etag).expect_problem(400, "invalid", pointer=f"/{name}")


def test_server_owned_and_unknown_members_are_refused(sample, caller, collection, sent):
    owned = {"id": "01999999-9999-7999-8999-999999999999", "created_at": "2018-01-01T00:00:00Z", "updated_at": None}
    refused = caller.post(collection, sent | owned | {"version": 1}).expect_problem(400, "invalid")
    codes = {error["pointer"]: error["code"] for error in refused.json["errors"]}
    assert codes == {f"/{name}": "read_only" for name in owned} | {"/version": "unknown"}
