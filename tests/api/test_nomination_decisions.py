"""The end of a nomination: the authority decides, and the nomination becomes an award with its own code."""

import pytest
from support.giving import signed
from support.workflows import Workflow, provincial
from support.samples import DUY_TIEN, HA_NAM, LY_NHAN, MISSING, collective, individual, new_decision, unit
from support.subjects import council_says, nominate_own, nominate_person, own_collective, own_individual

HISTORIC = {"award_class_code": "GK", "subject_kind": "individual", "recipient_name": "Cụ Mẫu", "unit_id": DUY_TIEN}


@pytest.fixture
def workflow(api, unique):
    return Workflow(api, unique)


def decision_on(*workflows, **changes) -> dict:
    entries = [{"nomination_id": workflow.last.id} for workflow in workflows]
    body = new_decision(workflows[0].unique, *entries, signed_on=workflows[0].day.isoformat())
    return body | changes


def of_province(*workflows, **changes) -> dict:
    head = {"authority": "province_chair", "level": "province", "unit_id": HA_NAM}
    return decision_on(*workflows, **head | changes)


def approved(workflow, award="GK", **changes):
    return nominate_own(workflow, award, **changes).submit().receive().approve().wait()


def before_the_council(workflow, award="BKT", **changes):
    """A workflow of several weeks, in which the warnings of those days are acknowledged."""
    nominate_own(workflow, award, **changes).submit().receive().approve(acknowledgement="Đã xem xét")
    workflow.wait().approve(workflow.province, acknowledgement="Đã xem xét")
    return workflow


def decide(caller, body):
    return caller.post("/v1/decisions", body)


def test_a_district_decides_on_what_it_approved(workflow):
    approved(workflow)
    made = decide(workflow.district, decision_on(workflow)).expect(201)
    [row] = made.json["awards"]
    nominated = workflow.now
    assert nominated["state"] == "decided" and nominated["state_on"] == workflow.day.isoformat()
    assert (nominated["waits_for"], nominated["due_on"], nominated["warnings"]) == (None, None, [])
    assert row["nomination_id"] == workflow.last.id and made.json["kind"] == "award"
    same = {"code", "award_class_code", "award_class_id", "subject_kind", "collective_id", "individual_id", "year", "achievement"}
    for name in same:
        assert row[name] == nominated[name]
    event = workflow.events()[-1]
    assert (event["action"], event["decision_id"], event["acted_on"]) == ("decide", made.id, workflow.day.isoformat())
    assert workflow.district.get(made.headers["Location"]).expect(200).json == made.json


def test_the_award_shows_name_position_and_unit_as_they_stand(workflow):
    person = own_individual(workflow, full_name=f"Trần Thị {workflow.unique('Tên')}", position="Tổ trưởng")
    nominate_person(workflow, "GK", person).submit().receive().approve().wait()
    changed = workflow.district.get(f"/v1/individuals/{person}")
    moved = {"position": "Hiệu phó", "collective_id": collective(21)}
    now = workflow.district.patch(f"/v1/individuals/{person}", moved, changed.etag).expect(200)
    [row] = decide(workflow.district, decision_on(workflow)).expect(201).json["awards"]
    assert (row["recipient_name"], row["recipient_position"]) == (now.json["full_name"], "Hiệu phó")
    assert row["recipient_unit_name"] == "Ủy ban nhân dân thị trấn Hòa Mạc (mẫu)" and row["unit_id"] == unit(13324)
    later = {"position": "Nghỉ hưu"}
    workflow.district.patch(f"/v1/individuals/{person}", later, now.etag).expect(200)
    assert workflow.district.get(f"/v1/awards/{row['id']}").json["recipient_position"] == "Hiệu phó"


def test_the_commendation_type_is_the_dossiers(workflow):
    workflow.open_dossier(papers=("submission_letter", "summary"), commendation_type="irregular")
    approved(workflow)
    [row] = decide(workflow.district, decision_on(workflow)).expect(201).json["awards"]
    assert row["commendation_type"] == "irregular"


def test_one_decision_decides_many_nominations_and_enters_history_too(api, unique):
    first, second = approved(Workflow(api, unique)), approved(Workflow(api, unique))
    body = decision_on(first, second)
    body["awards"].insert(1, HISTORIC)
    rows = decide(first.district, body).expect(201).json["awards"]
    assert [row["nomination_id"] for row in rows] == [first.last.id, None, second.last.id]
    assert (first.state, second.state) == ("decided", "decided")


def test_all_or_nothing(api, unique):
    ready, draft = approved(Workflow(api, unique)), nominate_own(Workflow(api, unique), "GK")
    body = decision_on(ready, draft)
    decide(ready.district, body).expect_problem(409, "conflict", pointer="/awards/1/nomination_id", code="rule")
    assert (ready.state, draft.state) == ("approved", "draft")
    assert ready.district.get("/v1/decisions", {"number": body["number"]}).items == []


def test_all_that_cannot_be_decided_is_told_at_once(api, unique):
    ready, draft, sent = approved(Workflow(api, unique)), nominate_own(Workflow(api, unique), "GK"), nominate_own(Workflow(api, unique), "GK")
    sent.submit()
    body = decision_on(draft, ready, sent)
    refused = decide(ready.district, body).expect_problem(409, "conflict")
    assert [error["pointer"] for error in refused.json["errors"]] == ["/awards/0/nomination_id", "/awards/2/nomination_id"]
    assert refused.json["current_state"] == "draft"
    assert (ready.state, draft.state, sent.state) == ("approved", "draft", "submitted")
    body["awards"] = body["awards"][1:2]
    decide(ready.district, body).expect(201)


@pytest.mark.parametrize("steps", [0, 1, 2])
def test_what_is_not_approved_is_not_decided(workflow, steps):
    nominate_own(workflow, "GK")
    for step in (workflow.submit, workflow.receive)[:steps]:
        step()
    refused = decide(workflow.district, decision_on(workflow))
    refused.expect_problem(409, "conflict", pointer="/awards/0/nomination_id", code="rule")
    assert refused.json["current_state"] == workflow.state == ["draft", "submitted", "district_review"][steps]
    assert "decide" not in refused.json["allowed"]


def test_what_is_decided_is_not_decided_again(workflow):
    approved(workflow)
    decide(workflow.district, decision_on(workflow)).expect(201)
    refused = decide(workflow.district, decision_on(workflow))
    refused.expect_problem(409, "conflict", pointer="/awards/0/nomination_id")
    assert (refused.json["current_state"], refused.json["allowed"]) == ("decided", ["annul"])


def test_a_nomination_is_in_a_decision_once(workflow):
    approved(workflow)
    decide(workflow.district, decision_on(workflow, workflow)).expect_problem(409, "conflict", pointer="/awards/1/nomination_id")
    assert workflow.state == "approved"


@pytest.mark.parametrize("other", [
    {"award_class_code": "GK"}, {"subject_kind": "collective"}, {"achievement": "Khác"}, {"year": 2017},
    {"recipient_name": "Khác"}, {"commendation_type": "merit"},
])
def test_an_entry_with_a_nomination_takes_no_class_or_subject(workflow, other):
    body = new_decision(workflow.unique, {"nomination_id": MISSING} | other)
    [pointer] = [f"/awards/0/{name}" for name in other]
    decide(workflow.district, body).expect_problem(400, "invalid", pointer=pointer, code="unknown")


@pytest.mark.parametrize("value", [7, "x", None])
def test_a_nomination_is_named_by_its_id(workflow, value):
    body = new_decision(workflow.unique, {"nomination_id": value})
    decide(workflow.district, body).expect_problem(400, "invalid", pointer="/awards/0/nomination_id")


def test_a_nomination_out_of_sight_looks_like_none(api, workflow, unique):
    approved(workflow)
    stranger = api.as_("district_reviewer", "353", sub=unique("stranger"))
    refusals = [
        decide(stranger, decision_on(workflow, unit_id=LY_NHAN, awards=[{"nomination_id": id}])).expect_problem(
            409, "conflict", pointer="/awards/0/nomination_id", code="reference")
        for id in (workflow.last.id, MISSING)
    ]
    first, second = (refusal.json | {"instance": ""} for refusal in refusals)
    assert first == second


# Who may decide.


@pytest.mark.parametrize("authority,level", [
    ("president", "state"), ("prime_minister", "state"), ("province_chair", "province"),
])
def test_a_wrong_authority_decides_nothing(api, unique, authority, level):
    workflow = nominate_own(provincial(api, unique), "GK").submit()
    workflow.review(workflow.province, "receive").wait().approve(workflow.province)
    body = of_province(workflow, authority=authority, level=level)
    refused = decide(workflow.province, body).expect_problem(400, "invalid", pointer="/awards/0/nomination_id", code="rule")
    assert "thẩm quyền" in refused.json["errors"][0]["detail"]
    [row] = decide(workflow.province, body | {"authority": "agency_head", "level": "province"}).expect(201).json["awards"]
    assert row["award_class_code"] == "GK" and workflow.state == "decided"


def test_a_district_chair_gives_no_certificate_of_the_province(database, workflow):
    council_says(database, before_the_council(workflow))
    body = decision_on(workflow)
    decide(workflow.province, body).expect_problem(400, "invalid", pointer="/awards/0/nomination_id", code="rule")
    decide(workflow.district, of_province(workflow)).expect_problem(403, "forbidden")
    [row] = decide(workflow.province, of_province(workflow)).expect(201).json["awards"]
    assert (row["award_class_code"], workflow.state) == ("BKT", "decided")


def test_the_province_does_not_decide_for_the_district(workflow):
    """The transition is the district's. A reviewer of the province records decisions of the district only without a nomination."""
    approved(workflow)
    decide(workflow.province, decision_on(workflow)).expect_problem(403, "forbidden")
    assert workflow.state == "approved"


def test_a_district_decides_for_its_own_district(api, unique):
    workflow = approved(Workflow(api, unique))
    both = api.as_("district_reviewer", ["349", "353"], sub=unique("both"))
    body = decision_on(workflow, unit_id=LY_NHAN)
    decide(both, body).expect_problem(400, "invalid", pointer="/awards/0/nomination_id", code="rule")
    decide(both, body | {"unit_id": DUY_TIEN}).expect(201)


def test_whoever_acted_at_another_stage_does_not_decide(api, unique, database):
    workflow = Workflow(api, unique)
    workflow.district = api.as_(["district_reviewer", "province_reviewer"], "35", sub=unique("two"))
    council_says(database, before_the_council(workflow))
    decide(workflow.district, of_province(workflow)).expect_problem(403, "forbidden")
    decide(workflow.province, of_province(workflow)).expect(201)


def test_the_officer_who_submitted_does_not_decide(api, unique):
    workflow = Workflow(api, unique)
    workflow.officer = api.as_(["unit_officer", "district_reviewer"], "349", sub=unique("both"))
    approved(workflow)
    decide(workflow.officer, decision_on(workflow)).expect_problem(403, "forbidden")


def test_a_district_authority_ended_with_its_district(api, unique):
    workflow = Workflow(api, unique, unit_id=unit(349, 2), begins="2025-06-20")
    approved(workflow)
    body = decision_on(workflow, unit_id=unit(349, 2), signed_on="2025-07-01")
    decide(workflow.district, body).expect_problem(400, "invalid", pointer="/signed_on", code="rule")
    head = {"level": "province", "unit_id": HA_NAM, "authority": "agency_head"}
    both = api.as_(["district_reviewer", "province_reviewer"], "35", sub=unique("late"))
    decide(both, body | head).expect_problem(400, "invalid", pointer="/signed_on", code="rule")
    decide(workflow.district, body | {"signed_on": "2025-06-30"}).expect(201)
    assert workflow.state == "decided"


def test_since_then_the_commune_chair_decides(api, unique):
    commune = unit(13363, 3)
    workflow = Workflow(api, unique, code="13363", unit_id=commune, begins="2025-08-01")
    approved(workflow)
    head = {"authority": "commune_chair", "level": "commune", "unit_id": commune}
    [row] = decide(workflow.district, decision_on(workflow, **head)).expect(201).json["awards"]
    assert (row["award_class_code"], row["unit_id"], workflow.state) == ("GK", commune, "decided")


# What a decision needs, and what does not replace it.


def test_a_councils_pass_alone_grants_nothing(database, workflow):
    council_says(database, before_the_council(workflow))
    assert workflow.state == "approved"
    who = workflow.last.json["collective_id"]
    assert workflow.province.get("/v1/awards", {"collective_id": who}).expect(200).items == []
    assert workflow.province.get(f"/v1/award-status/{workflow.last.json['code']}").expect(200).json["kind"] == "nomination"


def test_an_order_is_decided_by_the_president_after_it_was_forwarded(database, workflow):
    nominate_own(workflow, "HCLD3").submit().receive().approve(acknowledgement="Đã xem xét").wait()
    workflow.approve(workflow.province, acknowledgement="Đã xem xét")
    assert workflow.state == "public_consultation"
    workflow.ask_the_public()
    council_says(database, workflow.wait(30).approve(workflow.province, acknowledgement="Đã lấy ý kiến"))
    body = of_province(workflow, authority="president", level="state")
    decide(workflow.province, body).expect_problem(409, "conflict", pointer="/awards/0/nomination_id", code="rule")
    workflow.review(workflow.province, "forward", acknowledgement="Đã xem xét", letter_number="01/TTr", letter_on="2018-03-01")
    [row] = decide(workflow.province, body).expect(201).json["awards"]
    assert (row["award_class_code"], row["decision_number"], workflow.state) == ("HCLD3", body["number"], "decided")


def test_a_decision_is_not_signed_before_the_last_step(workflow):
    approved(workflow)
    body = decision_on(workflow, signed_on="2018-01-31")
    decide(workflow.district, body).expect_problem(400, "invalid", pointer="/awards/0/nomination_id", code="rule")
    assert workflow.state == "approved"


def test_an_achievement_of_full_length_is_kept(workflow):
    approved(workflow, achievement="ă" * 4000)
    [row] = decide(workflow.district, decision_on(workflow)).expect(201).json["awards"]
    assert row["achievement"] == "ă" * 4000


def test_a_decision_is_made_once_under_a_key(workflow, unique):
    approved(workflow)
    body, key = decision_on(workflow), unique("key")
    made = workflow.district.post("/v1/decisions", body, key=key).expect(201)
    again = workflow.district.post("/v1/decisions", body, key=key).expect(201).expect_header("Idempotency-Replayed", "true")
    assert again.json == made.json and len(workflow.events()) == 4


def test_an_order_received_since_the_review_must_be_acknowledged(database, workflow, province):
    """The acknowledgements before the other award existed do not cover it."""
    body = own_collective(workflow)
    before_the_council(workflow, "HCLD3", collective_id=body)
    workflow.ask_the_public()
    council_says(database, workflow.wait(30).approve(workflow.province, acknowledgement="Đã lấy ý kiến"))
    workflow.review(workflow.province, "forward", acknowledgement="Đã xem xét", letter_number="01/TTr", letter_on="2018-03-01")
    entry = {"award_class_code": "HCLD3", "subject_kind": "collective", "collective_id": body}
    held = decide(province, new_decision(workflow.unique, entry, **signed("HCLD3", "2015-03-01"))).expect(201).json
    last = decision_on(workflow.refresh().wait(), **signed("HCLD3", workflow.day.isoformat()))
    refused = decide(workflow.province, last).expect_problem(409, "conflict", pointer="/awards/0/acknowledgement", code="rule")
    assert held["awards"][0]["code"] in refused.json["detail"] and workflow.state == "forwarded"
    last["awards"][0]["acknowledgement"] = "Thành tích khác, đã đối chiếu"
    decide(workflow.province, last).expect(201)


def test_a_collective_dissolved_since_the_nomination_is_still_decided_on(workflow):
    body = own_collective(workflow)
    workflow.nominate("GK", collective_id=body).submit().receive().approve().wait()
    read = workflow.district.get(f"/v1/collectives/{body}")
    workflow.district.patch(f"/v1/collectives/{body}", {"state": "merged"}, read.etag).expect(200)
    decide(workflow.district, decision_on(workflow)).expect(201)
