"""An award is annulled by a decision of its own, on one of four grounds; its record stays in every history."""

import pytest
from support.giving import signed
from support.workflows import Workflow
from support.samples import DUY_TIEN, HA_NAM, LY_NHAN, MISSING, decision, new_award, new_decision, unit
from support.subjects import council_says, nominate_own, nominate_person, own_collective, own_individual

GROUNDS = ["false_achievement", "forged_dossier", "unlawful_procedure", "later_violation"]


@pytest.fixture
def workflow(api, unique):
    return Workflow(api, unique)


def given(caller, unique, *awards, **changes) -> dict:
    """The first award of a new decision."""
    return caller.post("/v1/decisions", new_decision(unique, *awards, **changes)).expect(201).json["awards"][0]


def taking_back(unique, **changes) -> dict:
    body = {
        "number": unique("HB"), "signed_on": "2018-10-01", "authority": "district_chair", "level": "district",
        "unit_id": DUY_TIEN, "signer_name": "Người ký (mẫu)", "signer_title": "Chủ tịch",
        "ground": "false_achievement", "reason": "Kê khai gian dối thành tích",
    }
    return body | changes


def annul(caller, row, body, etag=None):
    path = f"/v1/awards/{row['id']}"
    return caller.post(f"{path}/annulment", body, etag=etag or caller.get(path).expect(200).etag)


@pytest.mark.parametrize("ground", GROUNDS)
def test_each_ground_of_the_law(district, unique, ground):
    row = given(district, unique)
    body = taking_back(unique, ground=ground)
    made = annul(district, row, body).expect(201)
    assert made.headers["Location"] == f"/v1/awards/{row['id']}/annulment"
    assert made.json["recheck"] == []
    said = {"award_id": row["id"], "decision_number": body["number"], "signed_on": body["signed_on"]}
    said |= {"ground": ground, "reason": body["reason"]}
    assert {name: made.json[name] for name in said} == said
    read = district.get(made.headers["Location"]).expect(200)
    assert read.etag == made.etag
    assert read.json == {name: value for name, value in made.json.items() if name != "recheck"}
    now = district.get(f"/v1/awards/{row['id']}").expect(200)
    assert now.json | {"updated_at": "", "state": ""} == row | {"updated_at": "", "state": ""}
    assert now.json["state"] == "annulled" and now.etag == '"2"'


@pytest.mark.parametrize("ground", ["mistake", "discipline", "", None, 4])
def test_no_other_ground(district, unique, ground):
    row = given(district, unique)
    refused = annul(district, row, taking_back(unique, ground=ground))
    refused.expect_problem(400, "invalid", pointer="/ground")
    assert district.get(f"/v1/awards/{row['id']}").json["state"] == "valid"


def test_the_decision_of_annulment_awards_nothing(district, unique):
    row, other = given(district, unique), given(district, unique)
    body = taking_back(unique)
    made = annul(district, row, body).expect(201)
    head = district.get(f"/v1/decisions/{made.json['decision_id']}").expect(200).json
    assert (head["kind"], head["awards"], head["number"]) == ("annulment", [], body["number"])
    listed = district.get("/v1/decisions", {"kind": "annulment", "number": body["number"]}).expect(200).items
    assert [item["id"] for item in listed] == [head["id"]]
    again = annul(district, other, {"decision_id": head["id"], "ground": "forged_dossier", "reason": "Giấy tờ giả"})
    assert again.expect(201).json["decision_id"] == head["id"]
    assert district.get(f"/v1/decisions/{row['decision_id']}").json["kind"] == "award"


def test_a_decision_that_awards_annuls_nothing(district, unique):
    row = given(district, unique)
    body = {"decision_id": row["decision_id"], "ground": "forged_dossier", "reason": "Giấy tờ giả"}
    annul(district, row, body).expect_problem(400, "invalid", pointer="/decision_id", code="rule")


@pytest.mark.parametrize("id", [MISSING, decision(9)])
def test_a_decision_out_of_sight_looks_like_none(district, unique, id):
    body = {"decision_id": id, "ground": "forged_dossier", "reason": "Giấy tờ giả"}
    refused = annul(district, given(district, unique), body)
    refused.expect_problem(409, "conflict", pointer="/decision_id", code="reference")


@pytest.mark.parametrize("member", ["number", "signed_on", "authority", "level", "unit_id", "signer_name", "reason"])
def test_what_a_new_decision_needs(district, unique, member):
    body = taking_back(unique)
    del body[member]
    annul(district, given(district, unique), body).expect_problem(400, "invalid", pointer=f"/{member}", code="required")


def test_an_existing_decision_takes_no_other_members(district, unique):
    body = taking_back(unique, decision_id=MISSING)
    annul(district, given(district, unique), body).expect_problem(400, "invalid", pointer="/number", code="unknown")


def test_a_refused_annulment_leaves_no_decision(district, unique):
    row = given(district, unique)
    body = taking_back(unique, signed_on="2018-09-02")
    annul(district, row, body).expect_problem(400, "invalid", pointer="/signed_on", code="rule")
    assert district.get("/v1/decisions", {"number": body["number"]}).items == []


@pytest.mark.parametrize("signed_on,status", [
    ("2018-09-02", 400), ("2018-09-03", 201), ("2019-12-31", 201), ("2100-01-01", 400),
])
def test_it_is_signed_after_the_award_and_not_tomorrow(district, unique, signed_on, status):
    answer = annul(district, given(district, unique), taking_back(unique, signed_on=signed_on)).expect(status)
    if status == 400:
        answer.expect_problem(400, "invalid", pointer="/signed_on", code="rule")


# Who may annul.


def test_a_district_takes_back_what_districts_gave(api, district, province, unique):
    head = {"authority": "province_chair", "level": "province", "unit_id": HA_NAM}
    by_province = given(province, unique, new_award(award_class_code="BKT"), **head)
    annul(district, by_province, taking_back(unique)).expect_problem(400, "invalid", pointer="/authority", code="rule")
    annul(district, by_province, taking_back(unique, **head)).expect_problem(403, "forbidden")
    another = given(province, unique, new_award(award_class_code="BKT"), **head)
    known = annul(province, another, taking_back(unique, **head)).expect(201)
    body = {"decision_id": known.json["decision_id"], "ground": "forged_dossier", "reason": "Giấy tờ giả"}
    annul(district, by_province, body).expect_problem(403, "forbidden")
    annul(province, by_province, body).expect(201)


def test_the_province_takes_back_what_a_district_gave_in_the_past(district, province, unique):
    annul(province, given(district, unique), taking_back(unique)).expect(201)


def test_another_district_does_not_see_it(api, district, unique):
    row = given(district, unique)
    stranger = api.as_("district_reviewer", "353")
    annul(stranger, row, taking_back(unique, unit_id=LY_NHAN), etag='"1"').expect_problem(404, "not-found")
    stranger.get(f"/v1/awards/{row['id']}/annulment").expect_problem(404, "not-found")
    stranger.get(f"/v1/awards/{row['id']}/dependants").expect_problem(404, "not-found")


def test_the_authority_is_of_the_awards_own_unit(api, unique):
    both = api.as_("district_reviewer", ["349", "353"])
    body = taking_back(unique, unit_id=LY_NHAN)
    annul(both, given(both, unique), body).expect_problem(400, "invalid", pointer="/unit_id", code="rule")


@pytest.mark.parametrize("role", ["unit_officer", "council_reviewer", "auditor", "reader", "admin"])
def test_other_roles_take_nothing_back(api, district, unique, role):
    row = given(district, unique)
    annul(api.as_(role, "35"), row, taking_back(unique), etag='"1"').expect_problem(403, "forbidden")


# Only once, and only with the version that the caller has read.


def test_it_is_annulled_once(district, unique):
    row = given(district, unique)
    annul(district, row, taking_back(unique)).expect(201)
    refused = annul(district, row, taking_back(unique)).expect_problem(409, "conflict")
    assert (refused.json["current_state"], refused.json["allowed"]) == ("annulled", [])


def test_an_award_entered_as_annulled_is_not_annulled_again(province, unique):
    [row] = [row for row in province.all("/v1/awards", {"state": "annulled"}) if row["code"] == "HNAM2938Y"]
    head = {"authority": "prime_minister", "level": "state", "unit_id": HA_NAM}
    annul(province, row, taking_back(unique, **head)).expect_problem(409, "conflict")
    province.get(f"/v1/awards/{row['id']}/annulment").expect_problem(404, "not-found")


def test_it_asks_for_the_award_as_it_was_read(district, unique):
    row = given(district, unique)
    path = f"/v1/awards/{row['id']}/annulment"
    district.post(path, taking_back(unique)).expect_problem(428, "precondition-required")
    annul(district, row, taking_back(unique)).expect(201)
    annul(district, row, taking_back(unique), etag='"1"').expect_problem(412, "stale")


def test_what_has_not_changed_is_not_sent_again(district, unique):
    made = annul(district, given(district, unique), taking_back(unique)).expect(201)
    path = made.headers["Location"]
    district.get(path, headers={"If-None-Match": made.etag}).expect(304)


def test_it_happens_once_under_a_key(district, unique):
    row, body, key = given(district, unique), taking_back(unique), unique("key")
    path = f"/v1/awards/{row['id']}/annulment"
    made = district.post(path, body, etag="*", key=key).expect(201)
    again = district.post(path, body, etag="*", key=key).expect(201).expect_header("Idempotency-Replayed", "true")
    assert again.json == made.json


def test_an_award_that_is_not_annulled_has_no_annulment(district, unique):
    row = given(district, unique)
    district.get(f"/v1/awards/{row['id']}/annulment").expect_problem(404, "not-found")
    district.get("/v1/awards/x/annulment").expect_problem(404, "not-found")


# The nomination of the award, and later awards that counted on it.


def test_its_nomination_becomes_annulled_too(workflow):
    nominate_own(workflow, "GK").submit().receive().approve().wait()
    body = new_decision(workflow.unique, {"nomination_id": workflow.last.id}, signed_on=workflow.day.isoformat())
    [row] = workflow.district.post("/v1/decisions", body).expect(201).json["awards"]
    taken = taking_back(workflow.unique, ground="later_violation")
    made = annul(workflow.district, row, taken).expect(201)
    assert workflow.state == "annulled"
    event = workflow.events()[-1]
    assert (event["action"], event["to_state"], event["ground"]) == ("annul", "annulled", "later_violation")
    assert (event["decision_id"], event["acted_on"]) == (made.json["decision_id"], taken["signed_on"])
    assert event["reason"] == taken["reason"]


def test_the_successor_annuls_what_a_district_of_2018_gave(api, workflow):
    """Hà Nam and its districts ended. Ninh Bình (37) took over the archive, and its chair annuls for them."""
    nominate_own(workflow, "GK").submit().receive().approve().wait()
    body = new_decision(workflow.unique, {"nomination_id": workflow.last.id}, signed_on=workflow.day.isoformat())
    [row] = workflow.district.post("/v1/decisions", body).expect(201).json["awards"]
    taken = taking_back(
        workflow.unique, signed_on="2026-03-02", authority="province_chair", level="province", unit_id=unit(37, 2)
    )
    annul(api.as_("district_reviewer", "13627"), row, taken, etag='"1"').expect_problem(404, "not-found")
    successor = api.as_("province_reviewer", "37", sub=workflow.unique("successor"))
    annul(successor, row, taken).expect(201)
    now = successor.get(f"/v1/nominations/{workflow.last.id}").expect(200).json
    assert (now["state"], now["state_on"]) == ("annulled", "2026-03-02")


def test_the_chair_of_the_province_annuls_no_award_of_a_district_that_stands(workflow):
    row = given(workflow.district, workflow.unique)
    taken = taking_back(workflow.unique, authority="province_chair", level="province", unit_id=HA_NAM)
    annul(workflow.province, row, taken).expect_problem(400, "invalid", pointer="/authority")


def test_it_stays_in_every_history(district, unique, workflow):
    person = own_individual(workflow)
    entry = {"award_class_code": "GK", "subject_kind": "individual", "individual_id": person}
    row = given(district, unique, entry)
    annul(district, row, taking_back(unique)).expect(201)
    for path in (f"/v1/individuals/{person}/awards", f"/v1/decisions/{row['decision_id']}"):
        answer = district.get(path).expect(200).json
        [kept] = answer.get("items") or answer["awards"]
        assert (kept["id"], kept["state"]) == (row["id"], "annulled")
    status = district.get(f"/v1/award-status/{row['code']}").expect(200).json
    assert status["state"] == "annulled"
    assert status["stages"] == [{"stage": "decided", "on": "2018-09-03"}, {"stage": "annulled", "on": "2018-10-01"}]


def orders(province, unique, collective_id, *classes) -> list:
    """Awards of the State to one collective, one year apart."""
    return [
        given(province, unique, new_award(award_class_code=name, collective_id=collective_id), **signed(name, f"{2015 + i}-03-01"))
        for i, name in enumerate(classes)
    ]


def test_awards_that_counted_on_it_are_listed_for_review(province, unique, workflow):
    subject = own_collective(workflow)
    third, second, flag = orders(province, unique, subject, "HCLD3", "HCLD2", "CTDCP")
    workflow.nominate("HCLD2", collective_id=subject)
    path = f"/v1/awards/{third['id']}/dependants"
    items = province.get(path).expect(200).items
    assert [(item["kind"], item["code"], item["award_class_code"]) for item in items] == [
        ("award", second["code"], "HCLD2"), ("nomination", workflow.last.json["code"], "HCLD2"),
    ]
    assert items[0]["id"] == second["id"] and items[1]["id"] == workflow.last.id
    assert (items[0]["state"], items[1]["state"]) == ("valid", "draft")
    assert province.get(path, {"kind": "nomination"}).expect(200).items == items[1:]
    head = {"authority": "president", "level": "state", "unit_id": HA_NAM}
    made = annul(province, third, taking_back(unique, **head)).expect(201)
    assert made.json["recheck"] == items == province.get(path).expect(200).items
    for leaf in (second, flag):
        assert province.get(f"/v1/awards/{leaf['id']}").json["state"] == "valid"


def test_nothing_counts_on_an_award_for_a_single_event(province, unique, workflow):
    subject = own_collective(workflow)
    head = {"authority": "president", "level": "state", "unit_id": HA_NAM, "signed_on": "2015-03-01"}
    entry = new_award(award_class_code="HCLD3", collective_id=subject, commendation_type="irregular")
    sudden = given(province, unique, entry, **head)
    orders(province, unique, subject, "HCLD2")
    assert province.get(f"/v1/awards/{sudden['id']}/dependants").expect(200).items == []


def test_dependants_are_those_of_the_same_subject(province, unique, workflow):
    [third] = orders(province, unique, own_collective(workflow), "HCLD3")
    orders(province, unique, own_collective(workflow), "HCLD2")
    assert province.get(f"/v1/awards/{third['id']}/dependants").expect(200).items == []


def test_an_annulled_title_warns_no_more(database, province, unique, workflow):
    person = own_individual(workflow)
    entry = {"award_class_code": "LDTT", "subject_kind": "individual", "individual_id": person, "year": 2018}
    row = given(workflow.district, unique, entry)
    nominate_person(workflow, "LDTT", person)
    assert {warning["code"] for warning in workflow.last.json["warnings"]} == {"already_awarded"}
    annul(workflow.district, row, taking_back(unique)).expect(201)
    assert workflow.now["warnings"] == []


def test_an_award_from_a_nomination_is_annulled_with_its_nomination(database, workflow):
    nominate_own(workflow, "BKT").submit().receive().approve(acknowledgement="Đã xem xét").wait()
    council_says(database, workflow.approve(workflow.province, acknowledgement="Đã xem xét"))
    head = {"authority": "province_chair", "level": "province", "unit_id": HA_NAM}
    body = new_decision(workflow.unique, {"nomination_id": workflow.last.id}, signed_on="2018-09-03", **head)
    [row] = workflow.province.post("/v1/decisions", body).expect(201).json["awards"]
    annul(workflow.district, row, taking_back(workflow.unique, **head)).expect_problem(403, "forbidden")
    annul(workflow.province, row, taking_back(workflow.unique, **head)).expect(201)
    assert workflow.state == "annulled"
