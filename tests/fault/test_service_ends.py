"""The service ends under load. An orderly stop loses no request; a kill leaves the database whole."""

import signal
import time

import pytest

from support.client import Api
from support.giving import named_award
from support.load import Writers, decisions_in
from support.samples import new_decision

AWARDS = 4


@pytest.fixture
def body(unique):
    return lambda: new_decision(unique, *[named_award(unique) for _ in range(AWARDS)])


def load(service, body, threads=6) -> Writers:
    return Writers(service, service.token("district_reviewer", "349"), body, threads)


def wait_for(told, accepted, seconds=30):
    deadline = time.monotonic() + seconds
    while len(told.accepted) < accepted:
        assert time.monotonic() < deadline, f"only {len(told.accepted)} accepted; {told.broken[:3]} {told.refused}"
        time.sleep(0.01)


@pytest.mark.parametrize("when", [30, 80])
def test_sigterm_loses_no_request(start_service, database, body, when):
    """A caller that got a byte got a whole answer; one that got 201 finds the row; the work of one that got nothing was
    not half done."""
    service = start_service()
    before = decisions_in(database)
    with load(service, body) as told:
        wait_for(told, when)
        service.process.send_signal(signal.SIGTERM)
        assert service.wait() == 0
    assert told.broken == []
    assert set(told.refused.values()) <= {503}
    kept = {number: count for number, count in decisions_in(database).items() if number not in before}
    assert set(kept.values()) == {AWARDS}
    assert kept.keys() == told.accepted.keys(), "what was written was also told"
    service.check_log()


def test_a_kill_leaves_the_database_whole(start_service, database, body):
    service = start_service()
    before = decisions_in(database)
    with load(service, body) as told:
        wait_for(told, 40)
        service.kill()
    kept = {number: count for number, count in decisions_in(database).items() if number not in before}
    assert set(kept.values()) == {AWARDS}
    assert told.accepted.keys() <= kept.keys() <= told.bodies.keys()
    service.start()
    district = Api(service).as_("district_reviewer", "349")
    for number in told.lost:
        answer = district.post("/v1/decisions", told.bodies[number], number).expect(201)
        assert ("Idempotency-Replayed" in answer.headers) == (number in kept)
    assert len(district.get("/v1/decisions", {"number": next(iter(told.accepted))}).items) == 1


def test_two_instances_serve_one_database(start_service, database, unique):
    """A cursor, an Idempotency-Key and a version mean the same on both instances."""
    first = start_service()
    second = start_service({"TDKT_SECRET_FILE": str(first.home / "secret")})
    callers = [Api(service).as_("district_reviewer", "349", sub="an.nv") for service in (first, second)]
    made = new_decision(unique)
    one = callers[0].post("/v1/decisions", made, "key-1").expect(201)
    other = callers[1].post("/v1/decisions", made, "key-1").expect(201)
    assert other.content == one.content and "Idempotency-Replayed" in other.headers
    page = callers[0].get("/v1/collectives", {"limit": 2}).expect(200)
    following = page.json["next"].replace(first.api, second.api)
    seen = {row["id"] for row in callers[1].get(following).expect(200).items}
    assert seen and not seen & {row["id"] for row in page.items}
