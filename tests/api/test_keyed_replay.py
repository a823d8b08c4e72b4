"""A stored answer is replayed only to a caller who still sees what it shows: the row may have moved since, or the token
lost a unit. For everybody else it looks like something that does not exist.
"""

import pytest

from support.workflows import Workflow
from support.samples import (
    CLUSTER, HA_NAM, REGULAR_CAMPAIGN, citizen_id, collective, new_award, new_collective, new_decision, new_individual,
    new_target, unit,
)
from support.subjects import nominate_own

LY_NHAN = unit(353)


@pytest.fixture
def who(api, unique):
    """who(role, unit) → always the same person, with these roles and units in the token."""
    subject = unique("nguoi")
    return lambda role, units: api.as_(role, units, sub=subject)


def expect_missing(answer):
    """The answer is the same as for something that does not exist, byte for byte."""
    problem = answer.expect_problem(404, "not-found").json
    assert set(problem) == {"type", "title", "status", "instance"}
    assert "Idempotency-Replayed" not in answer.headers and "ETag" not in answer.headers and "Location" not in answer.headers


def act(caller, path, body, key, etag=None):
    return caller.post(path, body, key, etag=etag)


def a_collective(who, unique):
    return "district_reviewer", "/v1/collectives", new_collective(unique), None


def a_person(who, unique):
    return "district_reviewer", "/v1/individuals", new_individual(unique, citizen_id=citizen_id(unique)), None


def a_look_up(who, unique):
    number = citizen_id(unique)
    who("district_reviewer", "349").post("/v1/individuals", new_individual(unique, citizen_id=number)).expect(201)
    return "district_reviewer", "/v1/individuals/lookup", {"citizen_id": number}, None


def a_decision(who, unique):
    return "district_reviewer", "/v1/decisions", new_decision(unique, new_award(), new_award(collective_id=collective(5))), None


def a_publication(who, unique):
    made = who("district_reviewer", "349").post("/v1/decisions", new_decision(unique)).expect(201)
    return "district_reviewer", f"{made.headers['Location']}/publication", {"published_on": "2018-09-10"}, made.etag


def an_annulment(who, unique):
    made = who("district_reviewer", "349").post("/v1/decisions", new_decision(unique)).expect(201)
    path = f"/v1/awards/{made.json['awards'][0]['id']}"
    body = new_decision(unique, signed_on="2019-01-10", ground="forged_dossier", reason="Lý do")
    del body["awards"]
    return "district_reviewer", f"{path}/annulment", body, who("district_reviewer", "349").get(path).etag


def a_member(who, unique):
    return "province_reviewer", f"/v1/clusters/{CLUSTER}/members", {"year": 2031, "unit_id": LY_NHAN}, None


def figures(who, unique):
    officer = who("district_reviewer", "349")
    made = officer.post("/v1/campaign-targets", new_target(unique, campaign_id=REGULAR_CAMPAIGN)).expect(201)
    items = [{"campaign_target_id": made.id, "figures_on": f"2018-0{month}-28", "actual_value": month} for month in (3, 4)]
    return "district_reviewer", "/v1/campaign-targets/progress", {"items": items}, None


def a_frozen_report(who, unique):
    body = {"report": "award_summary", "unit_id": unit(349), "period_from": "2018-01-01", "period_to": "2018-06-30"}
    return "district_reviewer", "/v1/report-snapshots", body, None


def a_submission(who, unique):
    workflow = draft(who, unique)
    return "unit_officer", f"{workflow.path}/submission", {"acted_on": "2018-02-01"}, workflow.last.etag


def a_submitted_dossier(who, unique):
    workflow = draft(who, unique)
    path = f"/v1/dossiers/{workflow.dossier.id}"
    return "unit_officer", f"{path}/submission", {"acted_on": "2018-02-01"}, workflow.officer.get(path).etag


def draft(who, unique):
    workflow = Workflow(who("unit_officer", "349").anonymous, unique)
    workflow.officer = who("unit_officer", "349")
    return nominate_own(workflow, "GK")


WRITES = [a_collective, a_person, a_look_up, a_decision, a_publication, an_annulment, figures, a_frozen_report, a_submission,
          a_submitted_dossier]


@pytest.mark.parametrize("write", WRITES)
def test_a_caller_who_lost_the_unit_gets_no_replay(who, unique, write):
    role, path, body, etag = write(who, unique)
    key = unique("key")
    first = act(who(role, "349"), path, body, key, etag).expect(200, 201)
    again = act(who(role, "349"), path, body, key, etag)
    assert again.content == first.content and again.headers["Idempotency-Replayed"] == "true"
    expect_missing(act(who(role, "353"), path, body, key, etag))
    expect_missing(act(who(role, "36"), path, body, key, etag))
    both = act(who(role, ["353", "349"]), path, body, key, etag)
    assert both.content == first.content


def test_a_nested_row_is_not_shown_again_either(who, unique):
    role, path, body, _ = a_member(who, unique)
    key = unique("key")
    first = act(who(role, "35"), path, body, key).expect(201)
    assert act(who(role, "35"), path, body, key).content == first.content
    expect_missing(act(who(role, "36"), path, body, key))


def test_a_row_that_moved_is_not_shown_again(who, province, unique):
    """The officer's token did not change. The province moved the collective and the person in it."""
    mine, key, body = who("district_reviewer", "349"), unique("key"), new_collective(unique)
    home = mine.post("/v1/collectives", body, key).expect(201)
    person_body, person_key = new_individual(unique, collective_id=home.id), unique("key")
    mine.post("/v1/individuals", person_body, person_key).expect(201)
    province.patch(home.headers["Location"], {"unit_id": LY_NHAN}, home.etag).expect(200)
    expect_missing(mine.post("/v1/collectives", body, key))
    expect_missing(mine.post("/v1/individuals", person_body, person_key))
    moved = who("district_reviewer", ["349", "353"]).post("/v1/collectives", body, key)
    assert moved.content == home.content


def test_one_award_out_of_sight_hides_the_decision(who, province, unique):
    """The recipient's unit: an award that was entered for one district stays there; the province sees both."""
    body = new_decision(
        unique, new_award(award_class_code="BKT"), new_award(award_class_code="BKT", collective_id=collective(16)), level="province",
        authority="province_chair", unit_id=HA_NAM,
    )
    key = unique("key")
    first = who("province_reviewer", "35").post("/v1/decisions", body, key).expect(201)
    assert who("province_reviewer", "35").post("/v1/decisions", body, key).content == first.content
    expect_missing(who("province_reviewer", "349").post("/v1/decisions", body, key))


def test_a_role_that_was_taken_away_is_refused_as_ever(who, unique):
    key, body = unique("key"), new_collective(unique)
    who("district_reviewer", "349").post("/v1/collectives", body, key).expect(201)
    for role in ("auditor", "reader", "council_reviewer"):
        who(role, "349").post("/v1/collectives", body, key).expect_problem(403, "forbidden")


def test_another_payload_is_422_whether_or_not_the_caller_sees_the_row(who, unique):
    key = unique("key")
    who("district_reviewer", "349").post("/v1/collectives", new_collective(unique), key).expect(201)
    who("district_reviewer", "353").post("/v1/collectives", new_collective(unique), key).expect_problem(422, "key-reused")


def test_a_caller_who_no_longer_sees_it_does_nothing_twice(who, province, unique):
    key, body = unique("key"), new_collective(unique)
    who("district_reviewer", "349").post("/v1/collectives", body, key).expect(201)
    expect_missing(who("district_reviewer", "353").post("/v1/collectives", body, key))
    assert len(province.get("/v1/collectives", {"code": body["code"]}).items) == 1
