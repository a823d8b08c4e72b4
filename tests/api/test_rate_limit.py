"""Rate limits of each caller (openapi.yaml, "Limits and tracing")."""

import re
import time

import pytest

BURST = 5
SERVICE_ENV = {"TDKT_RATE_LIMIT": "1", "TDKT_RATE_BURST": str(BURST)}


@pytest.fixture
def caller(api, unique):
    """A new caller."""
    return api.as_("auditor", "349", sub=unique("an.nv"))


def exhausted(caller):
    for _ in range(5 * BURST):
        answer = caller.get("/v1/award-classes", {"limit": 1}).expect(200, 429)
        if answer.status == 429:
            return answer
    raise AssertionError("never refused")


def test_a_burst_is_served(caller):
    assert [caller.get("/v1/award-classes", {"limit": 1}).status for _ in range(BURST)] == [200] * BURST


def test_more_is_429_and_says_when_to_come_again(caller):
    answer = exhausted(caller).expect_problem(429, "too-many-requests")
    assert 1 <= int(answer.headers["Retry-After"]) <= 2
    assert re.fullmatch(r'"\w+";r=0;t=\d+', answer.headers["RateLimit"])
    assert re.fullmatch(r'"\w+";q=1;w=1', answer.headers["RateLimit-Policy"])


def test_a_caller_who_waits_is_served_again(caller):
    time.sleep(int(exhausted(caller).headers["Retry-After"]))
    caller.get("/v1/award-classes", {"limit": 1}).expect(200)


def test_each_caller_has_their_own_limit(api, caller, unique):
    exhausted(caller)
    api.as_("auditor", "349", sub=unique("binh.tt")).get("/v1/award-classes", {"limit": 1}).expect(200)


def test_another_token_of_the_same_subject_is_the_same_caller(api, unique):
    subject = unique("an.nv")
    exhausted(api.as_("auditor", "349", sub=subject))
    api.as_("auditor", "35", sub=subject).get("/v1/award-classes").expect_problem(429, "too-many-requests")


def test_a_refused_write_is_not_carried_out(api, unique):
    reviewer = api.as_("district_reviewer", "349", sub=unique("an.nv"))
    exhausted(reviewer)
    code = unique("tt")
    body = {"code": code, "name": "Tổ", "kind": "other", "unit_id": "01600000-0001-7000-8000-000100000349"}
    reviewer.post("/v1/collectives", body).expect_problem(429, "too-many-requests")
    other = api.as_("district_reviewer", "349", sub=unique("binh.tt"))
    assert other.get("/v1/collectives", {"code": code}).expect(200).items == []


def test_what_is_public_is_not_counted(api):
    for _ in range(3 * BURST):
        api.anonymous.get("/problems/invalid").expect(200)


@pytest.mark.parametrize("path", ["/v1/public/consultations", "/v1/public/consultations/YKND2222B"])
def test_what_is_public_and_asks_the_database_is_counted_by_address(api, caller, path):
    answers = [api.anonymous.get(path) for _ in range(3 * BURST)]
    refused = [answer for answer in answers if answer.status == 429]
    assert len(refused) >= BURST and {answer.status for answer in answers} <= {200, 404, 429}
    refused[-1].expect_problem(429, "too-many-requests")
    caller.get("/v1/award-classes", {"limit": 1}).expect(200)  # a caller with a token has an own share


@pytest.mark.parametrize("one,other", [("caller.0", "caller.318"), ("rel.rate.0", "rel.rate.787")])
def test_two_subjects_do_not_renew_each_others_allowance(api, one, other):
    """Their names once shared one entry of a table that did not store names."""
    callers = [api.as_("auditor", "349", sub=sub) for sub in (one, other)]
    answers = [callers[turn % 2].get("/v1/award-classes", {"limit": 1}).status for turn in range(8 * BURST)]
    assert answers.count(429) >= 4 * BURST
