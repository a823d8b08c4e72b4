"""Answers kept under an Idempotency-Key: claimed once, replayed for the same request, for 24 hours, separately for each caller."""

import subprocess

import pytest
from database.callers import NOWHERE, caller, collective, decision
from support.sql import SqlError

ALICE = caller("district_reviewer", "349", subject="alice")
BOB = caller("district_reviewer", "349", subject="bob")
ANSWER = "201, '/v1/collectives/1', '\"1\"', '{\"name\": \"Mẫu\"}', '{}'"


def claim(database, key, digest="d1", settings=ALICE, then="select 1 where false"):
    claimed = f"select state, status, location, etag, body from idempotency_claim('{key}', '{digest}')"
    return database.psql(f"{claimed}; {then}", settings=settings)


def claim_and_store(database, key, **claimed):
    return claim(database, key, then=f"select idempotency_store('{key}', {ANSWER})", **claimed)[0][0]


def test_new_then_replay(database, unique):
    key = unique()
    assert claim_and_store(database, key) == "new"
    assert claim(database, key) == [["replay", "201", "/v1/collectives/1", '"1"', '{"name": "Mẫu"}']]


def test_another_request_is_a_mismatch(database, unique):
    key = unique()
    claim_and_store(database, key)
    assert claim(database, key, digest="d2") == [["mismatch", None, None, None, None]]


def test_keys_belong_to_their_caller(database, unique):
    key = unique()
    claim_and_store(database, key)
    assert claim_and_store(database, key, settings=BOB) == "new"
    assert database.value("select count(distinct subject) from idempotency_key", settings=BOB) == "1"


def test_a_refused_write_leaves_the_key_free(database, unique):
    key = unique()
    with pytest.raises(SqlError):
        claim(database, key, then="select 1 / 0")
    assert claim_and_store(database, key) == "new"


def test_a_claim_without_an_answer_is_never_done_again(database, unique):
    key = unique()
    claim(database, key)
    assert claim(database, key)[0][0] == "running"


def test_a_key_at_work_elsewhere_is_running(database, unique):
    key = unique()
    working = subprocess.Popen(
        ["/usr/lib/postgresql/15/bin/psql", "-X", "-q", "-t", "-A", "-d", database.url()],
        stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
    )
    try:
        working.stdin.write(
            f"begin; select set_config('tdkt.subject', 'alice', true) \\g /dev/null\n"
            f"select state from idempotency_claim('{key}', 'd1');\n"
        )
        working.stdin.flush()
        assert working.stdout.readline().strip() == "new"
        assert claim(database, key)[0][0] == "running"
        assert claim_and_store(database, key, settings=BOB) == "new"
    finally:
        working.communicate("rollback;\n", timeout=30)
    assert claim_and_store(database, key) == "new"


def test_an_answer_is_kept_for_a_day(database, unique):
    key = unique()
    claim_and_store(database, key)
    kept = "select expires_at - created_at = interval '24 hours' from idempotency_key where key = '{}'"
    assert database.value(kept.format(key), settings=ALICE) == "t"
    expire(database, key)
    assert claim_and_store(database, key, digest="d2") == "new"


def test_purge_drops_what_expired_for_everybody(database, unique):
    kept, gone, others = unique(), unique(), unique()
    claim_and_store(database, kept)
    claim_and_store(database, gone)
    claim_and_store(database, others, settings=BOB)
    expire(database, gone, others)
    assert int(database.value("select purge_expired()")) >= 2
    assert claim(database, kept)[0][0] == "replay"
    assert claim_and_store(database, others, settings=BOB) == "new"


def test_without_a_subject_nothing_is_kept(database, unique):
    with pytest.raises(SqlError):
        claim(database, unique(), settings={})


def expire(database, *keys):
    listed = ", ".join(f"'{key}'" for key in keys)
    database.psql(f"update idempotency_key set expires_at = now() where key in ({listed})", role="postgres")


OWN, THEIRS = "collective:" + collective(4), "collective:" + collective(16)


@pytest.mark.parametrize("shown,settings,state", [
    ([], ALICE, "replay"), ([OWN], ALICE, "replay"), ([OWN, OWN, "decision:" + decision(8)], ALICE, "replay"),
    ([OWN], caller("district_reviewer", "353", subject="alice"), "unseen"),
    ([OWN, THEIRS], caller("district_reviewer", "353", subject="alice"), "unseen"),
    ([OWN, THEIRS], caller("auditor", "35", subject="alice"), "replay"), ([OWN], caller("reader", "35", subject="alice"), "unseen"),
    (["individual:" + NOWHERE], ALICE, "unseen"),
])
def test_an_answer_is_replayed_to_a_caller_who_sees_its_rows(database, unique, shown, settings, state):
    key, rows = unique(), "{" + ",".join(shown) + "}"
    claim(database, key, then=f"select idempotency_store('{key}', {ANSWER.replace('{}', rows)})")
    told = claim(database, key, settings=settings)[0]
    assert told[0] == state and (state == "replay" or told[1:] == [None] * 4)
