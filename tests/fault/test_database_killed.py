"""kill -9 of PostgreSQL while decisions with several awards are written: each decision is there whole or not at all,
and every answer was true.
"""

import time

from support.client import Api
from support.giving import named_award
from support.load import DECISIONS, Writers, decisions_in
from support.samples import new_decision

AWARDS = 5


def test_nothing_is_half_written_and_every_accepted_write_is_there(own_postgres, own_database, serve, unique):
    service = serve({"TDKT_DB_CONNECT_MS": "1000"})
    district = Api(service).as_("district_reviewer", "349")
    before = decisions_in(own_database)

    def body():
        return new_decision(unique, *[named_award(unique) for _ in range(AWARDS)])

    with Writers(service, district.token, body, again=True) as told:
        for _ in range(3):
            wait_for(told, len(told.accepted) + 10)
            own_postgres.kill()
            time.sleep(0.3)
            own_postgres.start()
        wait_for(told, len(told.accepted) + 10)
    assert told.broken == [] and told.lost == set(), "every request was answered"
    assert set(told.refused.values()) <= {503, 504}, "and with the truth: not done, or nobody knows"

    kept = {number: count for number, count in decisions_in(own_database).items() if number not in before}
    assert set(kept.values()) == {AWARDS}
    assert told.accepted.keys() <= kept.keys() <= told.bodies.keys()
    for number in told.refused:
        ask_again(district, told.bodies[number], number, number in kept)


def wait_for(told, accepted, seconds=30):
    deadline = time.monotonic() + seconds
    while len(told.accepted) < accepted:
        assert time.monotonic() < deadline, f"only {len(told.accepted)} accepted; {told.broken[:3]}"
        time.sleep(0.02)


def ask_again(district, body, key, was_done):
    """The same Idempotency-Key tells what happened to the write, and does it if it was not done."""
    answer = district.post(DECISIONS, body, key).expect(201)
    assert ("Idempotency-Replayed" in answer.headers) == was_done
    assert len(answer.json["awards"]) == AWARDS
