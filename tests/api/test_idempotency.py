"""Idempotency-Key on every write (openapi.yaml, "Idempotency"): a request sent twice is carried out once."""

import time
from concurrent.futures import ThreadPoolExecutor

import pytest

from support.locks import locked
from support.samples import citizen_id, new_collective, new_decision


def count_of(caller, code) -> int:
    return len(caller.get("/v1/collectives", {"code": code}).expect(200).items)


def test_a_replay_gives_the_same_answer_and_does_nothing(district, unique):
    body, key = new_collective(unique), unique("key")
    first = district.post("/v1/collectives", body, key).expect(201)
    again = district.post("/v1/collectives", body, key).expect(201)
    assert again.content == first.content
    assert (again.etag, again.headers["Location"]) == (first.etag, first.headers["Location"])
    assert "Idempotency-Replayed" not in first.headers
    again.expect_header("Idempotency-Replayed", "true")
    assert count_of(district, body["code"]) == 1


def test_a_replay_gives_the_first_answer_even_when_the_row_has_changed_since(district, unique):
    body, key = new_collective(unique), unique("key")
    first = district.post("/v1/collectives", body, key).expect(201)
    district.patch(first.headers["Location"], {"name": "Khác"}, first.etag).expect(200)
    assert district.post("/v1/collectives", body, key).expect(201).content == first.content


def test_another_payload_under_the_key_is_422(district, unique):
    body, key = new_collective(unique), unique("key")
    district.post("/v1/collectives", body, key).expect(201)
    district.post("/v1/collectives", body | {"name": "Khác"}, key).expect_problem(422, "key-reused")
    assert district.get("/v1/collectives", {"code": body["code"]}).items[0]["name"] == body["name"]


def test_another_path_under_the_key_is_422(district, unique):
    key, number = unique("key"), citizen_id(unique)
    district.post("/v1/collectives", new_collective(unique), key).expect(201)
    district.post("/v1/individuals/lookup", {"citizen_id": number}, key).expect_problem(422, "key-reused")


def test_the_key_belongs_to_its_caller(api, unique):
    key = unique("key")
    callers = [api.as_("district_reviewer", "349", sub=unique("an.nv")) for _ in range(2)]
    bodies = [new_collective(unique) for _ in callers]
    for caller, body in zip(callers, bodies, strict=True):
        made = caller.post("/v1/collectives", body, key).expect(201)
        assert made.json["code"] == body["code"] and "Idempotency-Replayed" not in made.headers


@pytest.mark.parametrize(
    "change,status", [({"name": ""}, 400), ({"unit_id": "01999999-9999-7999-8999-999999999999"}, 409)]
)
def test_a_refused_request_may_be_retried_under_its_key(district, unique, change, status):
    body, key = new_collective(unique), unique("key")
    district.post("/v1/collectives", body | change, key).expect(status)
    district.post("/v1/collectives", body, key).expect(201)
    assert count_of(district, body["code"]) == 1


def test_a_request_that_still_runs_is_409(service, district, database, unique):
    body, key = new_collective(unique), unique("key")
    with ThreadPoolExecutor(1) as threads:
        with locked(database, "collective", "exclusive"):  # reads go on, writes wait
            first = threads.submit(district.post, "/v1/collectives", body, key)
            refused = await_conflict(district, body, key)
        assert first.result().expect(201).json["code"] == body["code"]
    refused.expect_problem(409, "key-running").expect_header("Retry-After", "1")
    assert count_of(district, body["code"]) == 1


def await_conflict(caller, body, key):
    """Sends the second request when the first has surely begun; a look-up of the key without a lock tells when."""
    time.sleep(0.3)
    return caller.post("/v1/collectives", body, key)


def test_of_many_at_once_one_is_done_and_the_others_say_so(district, unique):
    body, key = new_collective(unique), unique("key")
    with ThreadPoolExecutor(8) as threads:
        answers = list(threads.map(lambda _: district.post("/v1/collectives", body, key), range(16)))
    assert {answer.status for answer in answers} <= {201, 409}
    made = {answer.content for answer in answers if answer.status == 201}
    assert len(made) == 1
    assert count_of(district, body["code"]) == 1


@pytest.mark.parametrize("key", ["", "x" * 256, "có dấu", "a b"])
def test_a_malformed_key_is_400(district, unique, key):
    answer = district.post("/v1/collectives", new_collective(unique), headers={"Idempotency-Key": key})
    answer.expect_problem(400, "invalid", header="Idempotency-Key")


def test_a_decision_with_its_awards_is_entered_once(district, unique):
    body, key = new_decision(unique), unique("key")
    first = district.post("/v1/decisions", body, key).expect(201)
    assert district.post("/v1/decisions", body, key).expect(201).content == first.content
    assert len(district.get("/v1/decisions", {"number": body["number"]}).items) == 1


def test_an_answer_without_a_new_row_is_replayed_too(district, unique):
    key, body = unique("key"), {"citizen_id": citizen_id(unique)}
    first = district.post("/v1/individuals/lookup", body, key).expect(200)
    again = district.post("/v1/individuals/lookup", body, key).expect(200)
    assert again.content == first.content
    again.expect_header("Idempotency-Replayed", "true")


def test_keys_are_kept_for_24_hours(district, database, unique):
    body, key = new_collective(unique), unique("key")
    district.post("/v1/collectives", body, key).expect(201)
    kept = f"select expires_at - created_at from idempotency_key where key = '{key}'"
    assert database.value(kept, "postgres") in ("24:00:00", "1 day")
    database.psql(f"update idempotency_key set expires_at = now() where key = '{key}'", "postgres")
    other = new_collective(unique)
    assert district.post("/v1/collectives", other, key).expect(201).json["code"] == other["code"]


@pytest.fixture
def made(district, unique):
    return district.post("/v1/collectives", new_collective(unique)).expect(201)


def write(caller, method, made, name, key, etag=None):
    path, headers = made.headers["Location"], {"Idempotency-Key": key}
    if method == "DELETE":
        return caller.delete(path, etag or made.etag, headers=headers)
    body = {"name": name}
    if method == "PUT":
        body |= {member: made.json[member] for member in ("code", "unit_id", "kind")}
        return caller.put(path, body, etag or made.etag, headers=headers)
    return caller.patch(path, body, etag or made.etag, headers=headers)


@pytest.mark.parametrize("method", ["PUT", "PATCH", "DELETE"])
def test_a_change_is_done_once_and_replayed(district, made, unique, method):
    """The retry sends the tag of before the change, as a client does that never got the answer."""
    key = unique("key")
    first = write(district, method, made, "Một lần", key).expect(200, 204)
    again = write(district, method, made, "Một lần", key).expect(first.status)
    assert again.content == first.content and again.headers["Idempotency-Replayed"] == "true"
    assert "Idempotency-Replayed" not in first.headers
    if method == "DELETE":
        district.get(made.headers["Location"]).expect(404)
        return
    assert again.etag == first.etag
    assert district.get(made.headers["Location"]).etag == first.etag, "and not changed again"


@pytest.mark.parametrize("method", ["PUT", "PATCH", "DELETE"])
def test_a_change_that_was_refused_may_be_asked_again(district, made, unique, method):
    key = unique("key")
    write(district, method, made, "Một lần", key, etag='"99"').expect_problem(412, "stale")
    write(district, method, made, "Một lần", key).expect(200, 204)


def test_another_change_under_the_key_is_422(district, made, unique):
    key = unique("key")
    write(district, "PATCH", made, "Một", key).expect(200)
    write(district, "PATCH", made, "Hai", key).expect_problem(422, "key-reused")
    write(district, "DELETE", made, None, key).expect_problem(422, "key-reused")
    path = made.headers["Location"]
    assert district.get(path).json["name"] == "Một"


def test_another_method_under_the_key_is_422(district, made, unique):
    """Same path and body, another method: a PUT is not the PATCH that was done under the key."""
    key, path = unique("key"), made.headers["Location"]
    body = {"name": "Khác"} | {member: made.json[member] for member in ("code", "unit_id", "kind")}
    district.patch(path, body, made.etag, headers={"Idempotency-Key": key}).expect(200)
    district.put(path, body, made.etag, headers={"Idempotency-Key": key}).expect_problem(422, "key-reused")


@pytest.mark.parametrize("method", ["PUT", "PATCH"])
def test_a_change_is_replayed_only_to_a_caller_who_still_sees_it(api, unique, method):
    who, key = unique("nguoi"), unique("key")
    first = api.as_("district_reviewer", "349", sub=who)
    made = first.post("/v1/collectives", new_collective(unique)).expect(201)
    write(first, method, made, "Một lần", key).expect(200)
    write(api.as_("district_reviewer", "353", sub=who), method, made, "Một lần", key).expect_problem(404, "not-found")


@pytest.mark.parametrize("method", ["PUT", "PATCH", "DELETE"])
@pytest.mark.parametrize("key", ["", "x" * 256, "a b"])
def test_a_malformed_key_of_a_change_is_400(district, made, method, key):
    write(district, method, made, "Một", key).expect_problem(400, "invalid", header="Idempotency-Key")
    assert district.get(made.headers["Location"]).json == made.json
