"""The simplified procedure (Law 06/2022/QH15 Art 85): an irregular award goes to its decision without a public consultation and without
a council. Which one a nomination takes follows from its dossier's type, its award class and the law of its day; nobody chooses it
during a review.
"""

import pytest
from support.council import a_class
from support.samples import HA_NAM, unit
from support.subjects import council_says, nominate_own, nominate_person, own_collective
from support.workflows import PAPERS, Workflow, class_id, provincial

SHORT = ("submission_letter", "summary")
LAW_2003, LAW_2022 = "Luật Thi đua, khen thưởng 2003", "Luật 06/2022/QH15 Điều 85"
DECREE = f"{LAW_2022}; Nghị định 152/2025/NĐ-CP Điều 44.2"


@pytest.fixture
def workflow(api, unique):
    return Workflow(api, unique)


def irregular(workflow, award="BKT", papers=SHORT, **changes):
    """A draft in an irregular dossier with its papers."""
    return nominate_own(workflow.open_dossier(papers=papers, commendation_type="irregular"), award, **changes)


def planned(workflow) -> tuple:
    now = workflow.now
    return now["commendation_type"], now["procedure"], now["procedure_article"]


def change_type(workflow, to):
    path = f"/v1/dossiers/{workflow.dossier.id}"
    return workflow.officer.patch(path, {"commendation_type": to}, workflow.officer.get(path).etag)


def told(workflow) -> list:
    return [event["to_state"] for event in workflow.events()]


def decision(workflow, authority, level, unit_id):
    return {"number": workflow.unique("QD"), "signed_on": workflow.day.isoformat(), "authority": authority, "level": level,
            "unit_id": unit_id, "signer_name": "Người ký (mẫu)", "awards": [{"nomination_id": workflow.last.id}]}


# From the draft to the decision.


def test_a_certificate_of_the_province_for_a_rescue_needs_no_council(workflow):
    irregular(workflow)
    assert planned(workflow) == ("irregular", "simplified", LAW_2003)
    workflow.submit().receive().approve()
    assert workflow.province.get(workflow.path).json["waits_for"] == "province_reviewer"
    workflow.approve(workflow.province)
    assert told(workflow) == ["submitted", "district_review", "province_appraisal", "approved"]
    [award] = workflow.province.post("/v1/decisions", decision(workflow, "province_chair", "province", HA_NAM)).expect(201).json["awards"]
    assert (award["commendation_type"], award["code"], workflow.state) == ("irregular", workflow.last.json["code"], "decided")


def test_a_labour_order_for_a_rescue_needs_neither_the_public_nor_a_council(workflow):
    irregular(workflow, "HCLD3").submit().receive().approve().approve(workflow.province)
    assert workflow.state == "approved"
    workflow.review(workflow.province, "forward", letter_number="12/TTr")
    body = decision(workflow, "president", "state", HA_NAM)
    workflow.province.post("/v1/decisions", body).expect(201)
    assert told(workflow) == ["submitted", "district_review", "province_appraisal", "approved", "forwarded", "decided"]


def test_what_the_province_itself_proposes_for_a_rescue_needs_no_council(api, unique):
    workflow = irregular(provincial(api, unique)).submit()
    workflow.review(workflow.province, "receive").approve(workflow.province)
    assert told(workflow) == ["submitted", "province_appraisal", "approved"]


def test_the_same_class_for_merit_goes_before_the_council(workflow):
    nominate_own(workflow, "BKT").submit().receive().approve(acknowledgement="Đã xem").approve(
        workflow.province, acknowledgement="Đã xem")
    assert (planned(workflow), workflow.state) == (("merit", "full", None), "council")


@pytest.mark.parametrize("award", ["CSTDT", "TTLDXS", "CTDT"])
def test_a_title_in_an_irregular_dossier_goes_before_the_council(workflow, award):
    """No rule lets a title take the simplified procedure: calling a dossier irregular avoids no vote."""
    if award == "CSTDT":
        nominate_person(workflow.open_dossier(commendation_type="irregular"), award)
    else:
        irregular(workflow, award, papers=PAPERS)
    assert planned(workflow) == ("irregular", "full", None)
    workflow.submit().receive().approve(acknowledgement="Đã xem").approve(workflow.province, acknowledgement="Đã xem")
    assert workflow.state == "council"


@pytest.mark.parametrize("kind", ["movement", "contribution", "seniority", "external"])
def test_other_types_take_the_full_procedure(workflow, kind):
    nominate_own(workflow.open_dossier(commendation_type=kind), "BKT")
    assert planned(workflow) == (kind, "full", None)


# The table, what is allowed, the queue.


def test_nobody_votes_on_an_approved_irregular_award(workflow):
    """It never comes before a council, and no vote can be taken back."""
    irregular(workflow).submit().receive().approve().approve(workflow.province)
    session = workflow.council.post(
        "/v1/council-sessions", {"unit_id": HA_NAM, "number": workflow.unique("HD"), "held_on": workflow.day.isoformat()}).expect(201)
    item = {"nomination_id": workflow.last.id, "order": 1}
    refused = workflow.council.post(f"/v1/council-sessions/{session.id}/items", item).expect_problem(409, "conflict")
    assert refused.json["rule"] == "council_item_nomination_id_state"
    refused = workflow.try_(workflow.province, "reviews", verdict="receive").expect_problem(409, "conflict")
    assert refused.json["allowed"] == ["decide", "hold", "reject", "return"]


def test_lists_and_the_work_queue_find_them(workflow):
    irregular(workflow).submit().receive().approve()
    code = workflow.last.json["code"]
    for path in ("/v1/nominations", "/v1/work-queue"):
        for query in ({"commendation_type": "irregular"}, {"procedure": "simplified"}):
            [found] = workflow.province.get(path, {"code": code} | query).expect(200).items
            assert (found["commendation_type"], found["procedure"], found["procedure_article"]) == planned(workflow)
        for query in ({"commendation_type": "merit"}, {"procedure": "full"}):
            assert workflow.province.get(path, {"code": code} | query).expect(200).items == []
    for wrong in ({"procedure": "short"}, {"commendation_type": "sudden"}):
        workflow.province.get("/v1/nominations", wrong).expect_problem(400, "invalid", parameter=next(iter(wrong)))


@pytest.mark.parametrize("member", ["commendation_type", "procedure", "procedure_article"])
def test_no_caller_sets_the_procedure_of_a_nomination(workflow, member):
    nominate_own(workflow, "BKT")
    value = {"commendation_type": "irregular", "procedure": "simplified", "procedure_article": LAW_2022}[member]
    workflow.officer.patch(workflow.path, {member: value}, workflow.last.etag).expect_problem(
        400, "invalid", pointer=f"/{member}")
    body = {"dossier_id": workflow.dossier.id, "award_class_id": class_id("BKT"), "subject_kind": "collective",
            "collective_id": own_collective(workflow), member: value}
    workflow.officer.post("/v1/nominations", body).expect_problem(400, "invalid", pointer=f"/{member}")
    assert planned(workflow) == ("merit", "full", None)


# The type of the dossier.


def test_a_change_of_the_type_plans_drafts_again(workflow):
    nominate_own(workflow, "BKT")
    before = workflow.last.etag
    change_type(workflow, "irregular").expect(200)
    assert planned(workflow) == ("irregular", "simplified", LAW_2003)
    assert workflow.officer.get(workflow.path).etag != before
    change_type(workflow, "merit").expect(200)
    assert planned(workflow) == ("merit", "full", None)


def test_a_nomination_edited_to_another_class_is_planned_again(workflow):
    irregular(workflow, "BKT")
    changed = workflow.officer.patch(workflow.path, {"award_class_id": class_id("TTLDXS")}, workflow.last.etag).expect(200)
    assert (changed.json["procedure"], changed.json["procedure_article"]) == ("full", None)


@pytest.mark.parametrize("steps", range(4))
def test_during_a_review_the_type_stays(workflow, steps):
    """An officer cannot call an ordinary award irregular once it was sent."""
    nominate_own(workflow, "BKT").submit()
    for act in (workflow.receive, lambda: workflow.approve(acknowledgement="Đã xem"),
                lambda: workflow.approve(workflow.province, acknowledgement="Đã xem"))[:steps]:
        act()
    refused = change_type(workflow, "irregular").expect_problem(409, "conflict")
    assert refused.json["rule"] == "dossier_editable" and planned(workflow) == ("merit", "full", None)


def returned(workflow, fields):
    return workflow.submit().receive().review(workflow.district, "return", reason="Chưa rõ thành tích", fields=fields)


def test_after_a_return_the_type_changes_only_if_the_reviewer_asked(workflow):
    returned(nominate_own(workflow, "BKT"), ["achievement", "documents"])
    refused = change_type(workflow, "irregular").expect_problem(409, "conflict", pointer="/commendation_type")
    assert refused.json["rule"] == "dossier_returned_fields" and planned(workflow)[1] == "full"
    path = f"/v1/dossiers/{workflow.dossier.id}"
    workflow.officer.patch(path, {"summary": "Đã bổ sung"}, workflow.officer.get(path).etag).expect(200)


@pytest.mark.parametrize("fields", [None, ["commendation_type"], ["achievement", "commendation_type"]])
def test_a_reviewer_can_ask_for_another_type(workflow, fields):
    returned(irregular(workflow), fields)
    assert workflow.now["returned_fields"] == fields
    change_type(workflow, "merit").expect(200)
    assert planned(workflow) == ("merit", "full", None)
    workflow.refresh().submit().receive().approve(acknowledgement="Đã xem").approve(workflow.province, acknowledgement="Đã xem")
    assert workflow.state == "council"


def test_one_nomination_whose_reviewer_asked_for_something_else_keeps_the_type_of_all(workflow):
    nominate_own(workflow, "BKT")
    first = workflow.last
    returned(workflow, ["achievement"])
    workflow.nominate("GK", collective_id=own_collective(workflow))
    assert first.id != workflow.last.id
    change_type(workflow, "irregular").expect_problem(409, "conflict", pointer="/commendation_type")


# The law of the day.


@pytest.mark.parametrize("begins,article", [
    ("2023-12-15", LAW_2003), ("2024-01-05", LAW_2022), ("2025-06-16", LAW_2022),
])
def test_the_article_is_that_of_the_day(api, unique, begins, article):
    workflow = Workflow(api, unique, unit_id=unit(349, 2), begins=begins)
    irregular(workflow)
    assert planned(workflow) == ("irregular", "simplified", article)


def test_the_day_of_receipt_decides(api, unique):
    """Dated under the law of 2003, received under that of 2022: the rule of that day, which then stays."""
    workflow = irregular(Workflow(api, unique, unit_id=unit(349, 2), begins="2023-12-20")).submit()
    assert planned(workflow)[2] == LAW_2003
    workflow.wait(20).receive()
    assert planned(workflow) == ("irregular", "simplified", LAW_2022)


def test_a_change_of_the_date_plans_again(api, unique):
    workflow = irregular(Workflow(api, unique, unit_id=unit(349, 2), begins="2023-12-20"))
    path = f"/v1/dossiers/{workflow.dossier.id}"
    workflow.officer.patch(path, {"dated_on": "2024-01-10"}, workflow.officer.get(path).etag).expect(200)
    assert planned(workflow) == ("irregular", "simplified", LAW_2022)


def test_a_commune_of_today(api, unique):
    commune = unit(13363, 3)
    workflow = Workflow(api, unique, code=commune, unit_id=commune, province="37", begins="2025-09-03")
    irregular(workflow).submit().receive().approve().approve(workflow.province)
    assert (workflow.state, planned(workflow)[2]) == ("approved", DECREE)


# The rule is data.


def own_rule(admin_or_council, award, **changes):
    body = {"kind": "simplified", "commendation_type": "external", "valid_from": "2004-07-01", "text_vi": "Khen thưởng đối ngoại (mẫu)",
            "text_en": "External awards (sample)", "article": "Điều mẫu", "confidence": "none"}
    return admin_or_council.post(f"/v1/award-classes/{award}/rules", body | changes)


def test_an_administrator_can_let_another_type_take_it(api, database, unique, workflow):
    award = a_class(database, unique, level="base")
    own_rule(api.as_("admin", "35"), award).expect(201)
    nominate_own(workflow.open_dossier(commendation_type="external"), award)
    assert planned(workflow) == ("external", "simplified", "Điều mẫu")
    workflow.submit().receive().approve(acknowledgement="Đã xem")
    assert workflow.state == "approved"  # the class needs a vote, the simplified procedure does not


@pytest.mark.parametrize("begun,procedure", [(False, "full"), (True, "simplified")])
def test_what_a_desk_has_received_stays_when_the_rule_ends(api, database, unique, workflow, begun, procedure):
    award, admin = a_class(database, unique), api.as_("admin", "35")
    made = own_rule(admin, award).expect(201)
    nominate_own(workflow.open_dossier(commendation_type="external"), award).submit()
    if begun:
        workflow.receive()
    admin.patch(made.headers["Location"], {"valid_to": "2005-01-01"}, made.etag).expect(200)
    if not begun:
        workflow.receive()
    workflow.approve(acknowledgement="Đã xem").approve(workflow.province, acknowledgement="Đã xem")
    assert (workflow.now["procedure"], workflow.state) == (procedure, {"full": "council", "simplified": "approved"}[procedure])


def test_a_province_can_have_its_own_rule_for_its_classes_only(api, workflow):
    council = api.as_("council_reviewer", "36")
    own_rule(council, class_id("HCLD3"), unit_id=unit(36)).expect_problem(400, "invalid", pointer="/unit_id")
    own_rule(council, class_id("BKT"), unit_id=unit(36)).expect(201)
    nominate_own(workflow.open_dossier(commendation_type="external"), "BKT")
    assert planned(workflow) == ("external", "full", None)  # province 35 has no such rule


def test_one_rule_for_each_type_and_day(api, database, unique):
    award, admin = a_class(database, unique), api.as_("admin", "35")
    own_rule(admin, award).expect(201)
    own_rule(admin, award).expect_problem(409, "conflict", pointer="/valid_from")
    own_rule(admin, award, commendation_type="irregular").expect(201)


def test_a_rule_can_be_corrected(api, database, unique):
    admin, award = api.as_("admin", "35"), a_class(database, unique)
    made = own_rule(admin, award).expect(201)
    path = made.headers["Location"]
    changed = admin.patch(path, {"commendation_type": "irregular"}, made.etag).expect(200)
    assert changed.json["commendation_type"] == "irregular"
    admin.patch(path, {"commendation_type": None}, changed.etag).expect_problem(400, "invalid", pointer="/commendation_type")


@pytest.mark.parametrize("changes,rule", [
    ({"commendation_type": None}, "award_rule_commendation_type"),
    ({"kind": "judgement", "path": "a"}, "award_rule_commendation_type"), ({"path": "a"}, "award_rule_path"),
])
def test_a_rule_names_its_type_and_no_other_kind_does(api, changes, rule):
    own_rule(api.as_("admin", "35"), class_id("BKT"), **changes).expect_problem(400, "invalid", rule=rule)


# What the reviewer weighs.


def codes(workflow) -> list:
    return [(warning["code"], warning["detail_en"]) for warning in workflow.now["warnings"]]


def test_the_papers_are_those_of_the_procedure(workflow):
    irregular(workflow, papers=())
    assert codes(workflow) == [
        ("missing_document", "Missing from the dossier: the submission letter"),
        ("missing_document", "Missing from the dossier: the summary of the achievement by the proposing body")]
    workflow.submit().receive()
    workflow.try_(workflow.district, "reviews", verdict="approve").expect_problem(409, "conflict", pointer="/acknowledgement")


def test_a_change_of_the_type_asks_for_other_papers(workflow):
    nominate_own(workflow.open_dossier(papers=("submission_letter", "achievement_report")), "BKT")
    assert "Missing from the dossier: the minutes of the review" in [detail for _, detail in codes(workflow)]
    change_type(workflow, "irregular").expect(200)
    assert codes(workflow) == [
        ("missing_document", "Missing from the dossier: the summary of the achievement by the proposing body")]


@pytest.mark.parametrize("award", ["HCLD1", "HCLD2", "HCLD3", "BKTTG", "BKT", "GK"])
@pytest.mark.parametrize("nominate", [nominate_own, nominate_person])
def test_a_rescue_asks_for_no_years_of_merit(workflow, award, nominate):
    """A new subject has no ratings and no awards; nobody says that it does not meet the criteria."""
    nominate(workflow.open_dossier(papers=SHORT, commendation_type="irregular"), award)
    assert codes(workflow) == []
    answer = workflow.district.get(f"{workflow.path}/eligibility").expect(200).json
    assert answer["result"] == "cannot_tell"
    assert {condition["kind"] for path in answer["paths"] for condition in path["conditions"]} <= {"judgement", "unread"}


@pytest.mark.parametrize("kind,due_on", [("irregular", "2018-02-21"), ("merit", "2018-02-23")])
def test_the_deadline_is_that_of_the_procedure(api, unique, kind, due_on):
    """Hà Nam's district takes 8 working days for an irregular certificate and 10 for another (six holidays of Tết are between)."""
    workflow = Workflow(api, unique, begins="2018-02-02")
    nominate_own(workflow.open_dossier(commendation_type=kind), "GK").submit()
    assert workflow.last.json["due_on"] == due_on


def test_a_title_in_an_irregular_dossier_still_asks_for_its_years(workflow):
    nominate_person(workflow.open_dossier(commendation_type="irregular"), "CSTDT")
    answer = workflow.district.get(f"{workflow.path}/eligibility").expect(200).json
    assert answer["result"] == "not_met" and "not_eligible" in [code for code, _ in codes(workflow)]


def test_a_vote_of_an_earlier_program_may_end(workflow, database):
    """Before the council when the procedure came: it is decided there."""
    nominate_own(workflow, "BKT").submit().receive().approve(acknowledgement="Đã xem").approve(
        workflow.province, acknowledgement="Đã xem")
    database.psql(f"""set session_replication_role = replica;
        update dossier set commendation_type = 'irregular' where id = '{workflow.dossier.id}';
        update nomination set commendation_type = 'irregular' where id = '{workflow.last.id}'""", role="postgres")
    council_says(database, workflow)
    assert workflow.state == "approved" and planned(workflow)[:2] == ("irregular", "full")
