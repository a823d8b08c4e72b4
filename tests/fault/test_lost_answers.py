"""The answer of COMMIT is lost: nobody knows whether the write happened, and the problem says exactly that."""

import tempfile
import time
from pathlib import Path

import pytest

from support.client import Api
from support.giving import named_award
from support.relay import COMMITTED, INSERTED, relayed
from support.samples import new_collective, new_decision
from support.service import Service, secret_of

UPDATED, DELETED = b"UPDATE 1\0", b"DELETE 1\0"


@pytest.fixture
def between(postgres, database, keys):
    """(a service whose database is behind a relay, the relay)."""
    with tempfile.TemporaryDirectory() as place, relayed(f"{postgres.socket}/.s.PGSQL.5432", Path(place)) as relay:
        secret = {"TDKT_SECRET_FILE": None, "TDKT_SECRET": secret_of(database.url())}
        service = Service(database.url().replace(str(postgres.socket), place), keys, secret)
        service.start()
        try:
            yield Api(service).as_("district_reviewer", "349"), relay
        finally:
            service.stop()


def expect_unknown(answer, relay):
    assert relay.lost.is_set(), "the relay lost nothing: the test proves nothing"
    problem = answer.expect_problem(504, "outcome-unknown")
    assert "Idempotency-Key" in problem.json["detail"]
    assert "Retry-After" not in problem.headers, "nothing that is repeated without looking"


def test_a_write_whose_answer_is_lost_is_unknown_and_may_have_happened(between, unique):
    district, relay = between
    body = new_collective(unique)
    district.get("/v1/collectives").expect(200)
    relay.lose(INSERTED)
    expect_unknown(district.post("/v1/collectives", body), relay)
    found = district.get("/v1/collectives", {"code": body["code"]}).expect(200).items
    assert len(found) == 1, "it did happen: whoever had been told to ask again would have made two"


@pytest.mark.parametrize("method, tag", [("PATCH", UPDATED), ("DELETE", DELETED)])
def test_a_change_whose_answer_is_lost_is_unknown_too(between, unique, method, tag):
    district, relay = between
    made = district.post("/v1/collectives", new_collective(unique)).expect(201)
    path = made.headers["Location"]
    relay.lose(tag)
    expect_unknown(district.request(method, path, **change_of(method, made)), relay)
    assert district.get(path).status == (404 if method == "DELETE" else 200)


def change_of(method, made) -> dict:
    if method == "DELETE":
        return {"headers": {"If-Match": made.etag}}
    return {"body": {"name": "Khác"}, "headers": {"If-Match": made.etag, "Content-Type": "application/merge-patch+json"}}


def test_a_transaction_of_several_statements_is_unknown_at_its_commit(between, unique):
    district, relay = between
    body = new_decision(unique, named_award(unique), named_award(unique))
    district.get("/v1/decisions").expect(200)
    relay.lose(COMMITTED)
    expect_unknown(district.post("/v1/decisions", body), relay)
    assert len(district.get("/v1/decisions", {"number": body["number"]}).expect(200).items) == 1


def test_the_same_key_tells_what_happened(between, unique):
    district, relay = between
    body, key = new_collective(unique), unique("key")
    district.get("/v1/collectives").expect(200)
    relay.lose(COMMITTED)
    expect_unknown(district.post("/v1/collectives", body, key), relay)
    again = district.post("/v1/collectives", body, key).expect(201)
    assert again.headers["Idempotency-Replayed"] == "true" and again.json["code"] == body["code"]


def test_the_same_key_does_what_was_not_done(between, unique):
    """The first statement of the transaction is lost, so nothing was committed, and the service sends it again
    unnoticed. The key counts as running until the database server has noticed that the first connection is gone."""
    district, relay = between
    body, key = new_collective(unique), unique("key")
    district.get("/v1/collectives").expect(200)
    relay.lose(b"BEGIN\0")
    answer = district.post("/v1/collectives", body, key)
    assert relay.lost.is_set()
    while answer.status == 409:
        answer.expect_problem(409, "key-running")
        time.sleep(int(answer.headers["Retry-After"]))
        answer = district.post("/v1/collectives", body, key)
    assert "Idempotency-Replayed" not in answer.expect(201).headers


def test_a_lost_read_is_sent_again_unnoticed(between):
    district, relay = between
    district.get("/v1/collectives").expect(200)
    relay.lose(b"SELECT 1\0")
    district.get("/v1/collectives").expect(200)
    assert relay.lost.is_set()
