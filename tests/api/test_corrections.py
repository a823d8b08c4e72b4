"""A typing mistake in a decision or an award: one recorder asks for the correction, another confirms it, and the record
shows that it was corrected.
"""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from support.giving import named_award, signed
from support.workflows import Workflow
from support.samples import (
    DUY_TIEN, HA_NAM, LY_NHAN, MISSING, collective, individual, new_decision, new_individual, unit,
)
from support.subjects import nominate_own

CORRECTIONS = "/v1/corrections"


@pytest.fixture
def colleague(api, unique):
    """Another reviewer of the same district."""
    return api.as_("district_reviewer", "349", sub=unique("dong.nghiep"))


@pytest.fixture
def made(district, unique):
    """A decision of the district with one award to a person without a record."""
    return district.post("/v1/decisions", new_decision(unique, named_award(unique))).expect(201)


def award_path(made, number=0):
    return f"/v1/awards/{made.json['awards'][number]['id']}"


def ask(caller, path, changes, reason="Gõ nhầm", etag=None):
    return caller.post(f"{path}/corrections", {"reason": reason, "changes": changes}, etag=etag or caller.get(path).etag)


def answer(caller, asked, what="confirmation", body=None, etag=None):
    path = f"{CORRECTIONS}/{asked.id}"
    return caller.post(f"{path}/{what}", body or {}, etag=etag or caller.get(path).etag)


def path_of(made):
    return f"/v1/decisions/{made.id}"


# The whole procedure.


def test_a_decision_is_corrected_by_two(district, colleague, made, unique):
    number = unique("QD-dung")
    asked = ask(district, path_of(made), {"number": number, "signed_on": "2018-09-04", "signer_title": "Chủ tịch"}).expect(201)
    assert asked.headers["Location"] == f"{CORRECTIONS}/{asked.id}"
    assert asked.json["changes"] == {"number": number, "signed_on": "2018-09-04", "signer_title": "Chủ tịch"}
    assert asked.json["earlier"] == {
        "number": made.json["number"], "signed_on": "2018-09-03", "signer_title": None,
    }
    assert asked.json["state"] == "asked" and asked.json["decision_id"] == made.id
    assert district.get(path_of(made)).json == made.json  # nothing changes until another person confirms
    confirmed = answer(colleague, asked).expect(201)
    assert confirmed.json["state"] == "confirmed" and confirmed.json["answered_by"] != confirmed.json["asked_by"]
    now = district.get(path_of(made)).expect(200).json
    today = confirmed.json["answered_on"]
    assert (now["number"], now["signed_on"], now["signer_title"], now["corrected_on"]) == (
        number, "2018-09-04", "Chủ tịch", today,
    )
    [row] = now["awards"]
    assert (row["decision_number"], row["signed_on"], row["corrected_on"]) == (number, "2018-09-04", today)
    assert now["awards"][0]["code"] == made.json["awards"][0]["code"]


def test_award_status_says_that_it_was_corrected(api, district, colleague, made):
    reader = api.as_("reader", "349")
    path = f"/v1/award-status/{made.json['awards'][0]['code']}"
    before = reader.get(path).expect(200)
    assert before.json["corrected_on"] is None
    confirmed = answer(colleague, ask(district, path_of(made), {"signed_on": "2018-09-05"})).expect(201)
    after = reader.get(path, headers={"If-None-Match": before.etag}).expect(200)
    assert after.json["corrected_on"] == confirmed.json["answered_on"]
    assert (after.json["state"], after.json["signed_on"]) == ("valid", "2018-09-05")
    assert after.json["stages"] == [{"stage": "decided", "on": "2018-09-05"}]


def test_a_correction_of_the_recipient_takes_over_their_data(district, colleague, made, unique):
    """Name, job title and unit are taken from the right recipient's record and kept for the statistics."""
    person = district.post("/v1/individuals", new_individual(unique, position="Tổ trưởng", gender="female")).expect(201)
    changes = {"individual_id": person.id, "year": 2017, "achievement": "Trích dẫn đúng"}
    asked = ask(district, award_path(made), changes).expect(201)
    answer(colleague, asked).expect(201)
    now = district.get(award_path(made)).json
    assert (now["individual_id"], now["recipient_name"], now["recipient_position"]) == (
        person.id, person.json["full_name"], "Tổ trưởng",
    )
    assert (now["year"], now["achievement"], now["unit_id"]) == (2017, "Trích dẫn đúng", DUY_TIEN)
    assert [row["id"] for row in district.get(f"/v1/individuals/{person.id}/awards").items] == [now["id"]]


def test_the_money_follows_the_class_and_the_day(api, province, unique):
    other = api.as_("province_reviewer", "35", sub=unique("khac"))
    head = signed("HCLD3", "2018-06-30")
    made = province.post("/v1/decisions", new_decision(unique, named_award(unique, award_class_code="HCLD3"), **head)).expect(201)
    assert made.json["awards"][0]["bonus"] == 5850000
    hcld2 = "01600000-0003-7000-8000-000000000012"
    answer(other, ask(province, award_path(made), {"award_class_id": hcld2})).expect(201)
    assert province.get(award_path(made)).json["bonus"] == 9750000  # 7.5 × 1,300,000
    answer(other, ask(province, path_of(made), {"signed_on": "2018-07-01"})).expect(201)
    assert province.get(award_path(made)).json["bonus"] == 10430000  # 7.5 × 1,390,000, rounded up


def test_money_that_was_paid_stays_when_only_the_number_was_wrong(database, district, colleague, made, unique):
    database.psql("update award_rule set coefficient = coefficient + 1 where kind = 'bonus'", role="tdkt_owner")
    answer(colleague, ask(district, path_of(made), {"number": unique("so")})).expect(201)
    database.psql("update award_rule set coefficient = coefficient - 1 where kind = 'bonus'", role="tdkt_owner")
    assert district.get(award_path(made)).json["bonus"] == made.json["awards"][0]["bonus"]


def test_what_it_was_stays_in_the_history(database, district, colleague, made, unique):
    answer(colleague, ask(district, path_of(made), {"signer_name": "Người ký đúng (mẫu)"})).expect(201)
    rows = database.psql(
        f"select row ->> 'signer_name', actor from change_history where row_id = '{made.id}' order by version",
        role="tdkt_owner")
    assert [row[0] for row in rows] == ["Người ký (mẫu)", "Người ký đúng (mẫu)"]
    [item] = district.get(CORRECTIONS, {"decision_id": made.id}).items
    assert item["earlier"] == {"signer_name": "Người ký (mẫu)"}


def test_a_member_that_may_be_empty_is_emptied(district, colleague, unique):
    made = district.post("/v1/decisions", new_decision(unique, named_award(unique), summary="Nhầm")).expect(201)
    answer(colleague, ask(district, path_of(made), {"summary": None})).expect(201)
    assert district.get(path_of(made)).json["summary"] is None
    ask(district, path_of(made), {"number": None}).expect_problem(400, "invalid", pointer="/changes/number", code="null")


# Two people.


def test_nobody_confirms_what_they_asked_for(district, made):
    asked = ask(district, path_of(made), {"signer_name": "Khác"}).expect(201)
    answer(district, asked).expect_problem(403, "forbidden")
    answer(district, asked, "refusal", {"reason": "x"}).expect_problem(403, "forbidden")
    assert district.get(path_of(made)).json["signer_name"] == made.json["signer_name"]


def test_the_same_person_in_a_higher_role_is_the_same_person(api, district, unique):
    sub = unique("mot.nguoi")
    low, high = api.as_("district_reviewer", "349", sub=sub), api.as_("province_reviewer", "35", sub=sub)
    made = low.post("/v1/decisions", new_decision(unique, named_award(unique))).expect(201)
    asked = ask(low, path_of(made), {"signer_name": "Khác"}).expect(201)
    answer(high, asked).expect_problem(403, "forbidden")


def test_the_province_answers_what_its_district_asked(api, district, province, made):
    asked = ask(district, path_of(made), {"signer_name": "Khác"}).expect(201)
    answer(province, asked).expect(201)
    assert province.get(path_of(made)).json["signer_name"] == "Khác"


def test_the_district_does_not_answer_what_the_province_asked(district, province, made):
    asked = ask(province, path_of(made), {"signer_name": "Khác"}).expect(201)
    answer(district, asked).expect_problem(403, "forbidden")


@pytest.mark.parametrize("role,code,status", [
    ("district_reviewer", "353", 404), ("province_reviewer", "36", 404), ("unit_officer", "349", 403),
    ("council_reviewer", "35", 403), ("auditor", "349", 403), ("reader", "349", 403), ("admin", "35", 403),
])
def test_other_roles_neither_ask_nor_answer(api, district, made, role, code, status):
    other = api.as_(role, code)
    slug = {404: "not-found", 403: "forbidden"}[status]
    ask(other, path_of(made), {"signer_name": "Khác"}, etag='"1"').expect_problem(status, slug)
    ask(other, award_path(made), {"year": 2017}, etag='"1"').expect_problem(status, slug)
    asked = ask(district, path_of(made), {"signer_name": "Khác"}).expect(201)
    for what, body in (("confirmation", {}), ("refusal", {"reason": "x"}), ("withdrawal", {})):
        answer(other, asked, what, body, etag='"1"').expect_problem(status, slug)
    answer(district, asked, "withdrawal").expect(201)


@pytest.mark.parametrize("award", ["BKTTG", "BKT"])
def test_what_the_province_recorded_its_districts_do_not_correct(api, district, province, unique, award):
    entry = named_award(unique, award_class_code=award)
    made = province.post("/v1/decisions", new_decision(unique, entry, **signed(award, "2018-09-03"))).expect(201)
    ask(district, award_path(made), {"year": 2017}).expect_problem(403, "forbidden")
    ask(district, path_of(made), {"signer_name": "Khác"}, etag='"1"').expect_problem(403, "forbidden")


def test_the_asker_withdraws_a_correction_and_a_confirmer_refuses_it(district, colleague, made):
    asked = ask(district, path_of(made), {"signer_name": "Khác"}).expect(201)
    answer(colleague, asked, "withdrawal").expect_problem(403, "forbidden")
    assert answer(district, asked, "withdrawal").expect(201).json["state"] == "withdrawn"
    again = ask(district, path_of(made), {"signer_name": "Khác nữa"}).expect(201)
    answer(colleague, again, "refusal").expect_problem(400, "invalid", pointer="/reason", code="required")
    refused = answer(colleague, again, "refusal", {"reason": "Bản giấy ghi như hiện tại"}).expect(201)
    assert (refused.json["state"], refused.json["answer_reason"]) == ("refused", "Bản giấy ghi như hiện tại")
    for what, body in (("confirmation", {}), ("refusal", {"reason": "x"})):
        problem = answer(colleague, again, what, body).expect_problem(409, "conflict").json
        assert (problem["current_state"], problem["allowed"]) == ("refused", [])
    answer(district, again, "withdrawal").expect_problem(409, "conflict")
    assert district.get(path_of(made)).json == made.json


# Only one open correction at a time, on the record as it is now.


def test_a_record_has_one_open_correction(district, colleague, made):
    ask(district, path_of(made), {"signer_name": "Khác"}).expect(201)
    ask(colleague, path_of(made), {"signer_name": "Khác nữa"}).expect_problem(409, "conflict")
    ask(colleague, award_path(made), {"year": 2017}).expect(201)


def test_a_correction_of_an_older_version_does_not_overwrite_the_record(district, colleague, made, unique):
    of_award = ask(district, award_path(made), {"year": 2017}).expect(201)
    answer(colleague, ask(district, path_of(made), {"number": unique("moi")})).expect(201)
    answer(colleague, of_award).expect_problem(409, "conflict")
    assert district.get(award_path(made)).json["year"] == 2018


def test_asking_and_answering_need_the_tag(district, colleague, made):
    ask(district, path_of(made), {"signer_name": "Khác"}, etag='"7"').expect_problem(412, "stale")
    path = f"{path_of(made)}/corrections"
    district.post(path, {"reason": "x", "changes": {"year": 1}}).expect_problem(428, "precondition-required")
    asked = ask(district, path_of(made), {"signer_name": "Khác"}).expect(201)
    answer(colleague, asked, etag='"7"').expect_problem(412, "stale")


def test_two_who_confirm_at_once_correct_once(api, district, made, unique):
    asked = ask(district, path_of(made), {"signer_name": "Khác"}).expect(201)
    callers = [api.as_("district_reviewer", "349", sub=unique("ai")) for _ in range(4)]
    with ThreadPoolExecutor(4) as pool:
        answers = list(pool.map(lambda caller: answer(caller, asked, etag=asked.etag), callers))
    assert sorted(one.status for one in answers)[0] == 201
    assert {one.status for one in answers} <= {201, 412, 409} and sum(one.status == 201 for one in answers) == 1


def test_a_retry_under_its_key_asks_once(district, made):
    body = {"reason": "Gõ nhầm", "changes": {"signer_name": "Khác"}}
    path, etag = f"{path_of(made)}/corrections", district.get(path_of(made)).etag
    first = district.post(path, body, key=made.id, etag=etag).expect(201)
    again = district.post(path, body, key=made.id, etag=etag).expect(201)
    assert again.headers["Idempotency-Replayed"] == "true" and again.json == first.json
    assert len(district.get(CORRECTIONS, {"decision_id": made.id}).items) == 1


# Every rule for entering a record also holds for a correction, and the person who asks is told at once.


def test_the_attack_by_correction(district, made):
    """The attack: a certificate is corrected into a Labour Order."""
    refused = ask(district, award_path(made), {"award_class_id": "01600000-0003-7000-8000-000000000011"})
    refused.expect_problem(400, "invalid", pointer="/changes/award_class_id", code="rule")


@pytest.mark.parametrize("changes,status,pointer", [
    ({"signed_on": "2062-01-01"}, 400, "/changes/signed_on"), ({"signed_on": "0018-09-03"}, 400, "/changes/signed_on"),
    ({"signed_on": "2026-02-01"}, 400, "/changes/signed_on"),  # the district has ended, and a nomination would be needed
    ({"effective_on": "2018-01-01"}, 400, "/changes/effective_on"),
    ({"achievement_from": "2018-02-01", "achievement_to": "2018-01-01"}, 400, "/changes/achievement_to"),
    ({"level": "state"}, 400, "/changes/level"), ({"authority": "president"}, 400, "/changes/authority"),
    ({"unit_id": HA_NAM}, 400, "/changes/unit_id"), ({}, 400, "/changes"), (None, 400, "/changes"), ("x", 400, "/changes"),
    ({"number": ""}, 400, "/changes/number"), ({"signer_name": "Người ký (mẫu)"}, 400, "/changes"),
])
def test_what_a_decision_cannot_be_corrected_to(district, made, changes, status, pointer):
    ask(district, path_of(made), changes).expect_problem(status, "invalid", pointer=pointer)
    assert district.get(CORRECTIONS, {"decision_id": made.id}).items == []
    assert district.get(path_of(made)).json == made.json


@pytest.mark.parametrize("changes,status,pointer", [
    ({"award_class_id": MISSING}, 409, "/changes/award_class_id"), ({"year": 1900}, 400, "/changes/year"),
    ({"individual_id": individual(20)}, 409, "/changes/individual_id"),  # of Lý Nhân
    ({"collective_id": collective(16), "subject_kind": "collective"}, 409, "/changes/collective_id"),
    ({"collective_id": collective(4)}, 400, "/changes/subject_kind"),
    ({"unit_id": LY_NHAN}, 409, "/changes/unit_id"), ({"unit_id": HA_NAM}, 409, "/changes/unit_id"),
    ({"state": "annulled"}, 400, "/changes/state"), ({"code": "HNAM2923F"}, 400, "/changes/code"),
    ({"bonus": 1}, 400, "/changes/bonus"), ({"recipient_name": None}, 400, "/changes/recipient_name"),
])
def test_what_an_award_cannot_be_corrected_to(district, made, changes, status, pointer):
    ask(district, award_path(made), changes).expect_problem(status, {400: "invalid", 409: "conflict"}[status], pointer=pointer)
    assert district.get(award_path(made)).json == made.json["awards"][0]


def test_a_number_of_another_decision_is_refused(district, made, unique):
    other = district.post("/v1/decisions", new_decision(unique, named_award(unique))).expect(201)
    refused = ask(district, path_of(made), {"number": other.json["number"]})
    refused.expect_problem(409, "conflict", pointer="/changes/number", code="unique")


def test_a_title_is_not_corrected_into_a_second_one(district, made, unique):
    person = district.post("/v1/individuals", new_individual(unique)).expect(201)
    entry = {"award_class_code": "LDTT", "subject_kind": "individual", "individual_id": person.id}
    district.post("/v1/decisions", new_decision(unique, entry)).expect(201)
    other = district.post("/v1/decisions", new_decision(unique, entry | {"year": 2017})).expect(201)
    ask(district, award_path(other), {"year": 2018}).expect_problem(409, "conflict", code="rule")


def test_a_day_that_history_does_not_reach_needs_a_nomination(api, unique):
    commune = api.as_("district_reviewer", "13627")
    head = {"authority": "commune_chair", "level": "commune", "unit_id": unit(13627, 3), "signed_on": "2025-12-31"}
    made = commune.post("/v1/decisions", new_decision(unique, named_award(unique, unit_id=unit(13627, 3)), **head))
    refused = ask(commune, path_of(made.expect(201)), {"signed_on": "2026-01-01"})
    refused.expect_problem(400, "invalid", pointer="/changes/signed_on", code="rule")


def test_an_annulled_award_is_not_corrected(district, colleague, made, unique):
    asked = ask(district, award_path(made), {"year": 2017}).expect(201)
    body = new_decision(unique, signed_on="2018-10-01") | {"ground": "forged_dossier", "reason": "Giả"}
    del body["awards"]
    district.post(f"{award_path(made)}/annulment", body, etag="*").expect(201)
    answer(colleague, asked).expect_problem(409, "conflict")
    answer(district, asked, "withdrawal").expect(201)
    ask(district, award_path(made), {"year": 2017}).expect_problem(409, "conflict")


# Records made from a nomination.


@pytest.fixture
def workflow(api, unique):
    workflow = nominate_own(Workflow(api, unique), "GK").submit().receive().approve().wait()
    body = new_decision(unique, {"nomination_id": workflow.last.id}, signed_on=workflow.day.isoformat())
    workflow.decision = workflow.district.post("/v1/decisions", body).expect(201)
    return workflow


def another(workflow, api):
    return api.as_("district_reviewer", "349", sub=workflow.unique("khac"))


def test_class_and_recipient_that_come_from_a_nomination_are_not_corrected(api, workflow):
    path = award_path(workflow.decision)
    changes = {"individual_id": individual(3), "subject_kind": "individual", "collective_id": None}
    ask(workflow.district, path, changes).expect_problem(409, "conflict")
    ask(workflow.district, path, {"award_class_id": "01600000-0003-7000-8000-000000000070"}).expect_problem(409, "conflict")
    answer(another(workflow, api), ask(workflow.district, path, {"recipient_name": "Tên đúng trên giấy"})).expect(201)
    assert workflow.district.get(path).json["recipient_name"] == "Tên đúng trên giấy"


def test_a_corrected_day_is_not_before_the_acts_of_the_nomination(api, workflow):
    path = path_of(workflow.decision)
    early, late = ({"signed_on": str(workflow.day + timedelta(days=days))} for days in (-2, 60))
    ask(workflow.district, path, early).expect_problem(400, "invalid", pointer="/changes/signed_on", code="rule")
    answer(another(workflow, api), ask(workflow.district, path, late)).expect(201)
    status = workflow.district.get(f"/v1/award-status/{workflow.last.json['code']}").expect(200).json
    assert status["stages"][-1] == {"stage": "decided", "on": late["signed_on"]} and status["corrected_on"]
