"""Households receive GK, BKT and BKTTG: a collective of that kind, by every way in. Other classes refuse a household and name
the subjects that they are for.
"""

import pytest

from support.giving import named_award, signed
from support.samples import DUY_TIEN, MISSING, collective, new_decision, unit
from support.subjects import own_collective
from support.workflows import Workflow, class_id

FOR_COLLECTIVES = {
    "vi": "Tập thể lao động tiên tiến chỉ dành cho tập thể, không dành cho hộ gia đình",
    "en": "The class Advanced Labour Collective is only for collectives, not for households",
}


@pytest.fixture
def workflow(api, unique):
    return Workflow(api, unique).open_dossier()


@pytest.fixture
def household(workflow):
    """The id of a household of Duy Tiên."""
    return own_collective(workflow, kind="household", name=f"Hộ ông Mẫu {workflow.unique('ho')}", headcount=4)


@pytest.fixture
def agency(workflow):
    return own_collective(workflow, name="Phòng Mẫu")


def nomination(workflow, award, kind, collective_id, **changes) -> dict:
    return {"dossier_id": workflow.dossier.id, "award_class_id": class_id(award), "subject_kind": kind,
            "collective_id": collective_id} | changes


def entry(award, kind, collective_id, **changes) -> dict:
    return {"award_class_code": award, "subject_kind": kind, "collective_id": collective_id} | changes


# Every way in: (what the caller sends, the pointer of its refusal). Each answers like POST of one award or nomination.


def one(workflow, award, kind, of):
    return workflow.officer.post("/v1/nominations", nomination(workflow, award, kind, of)), "/subject_kind", "nomination"


def keyed(workflow, award, kind, of):
    """The retry of a request is answered like the first."""
    key = {"Idempotency-Key": workflow.unique("key")}
    body = nomination(workflow, award, kind, of)
    workflow.officer.post("/v1/nominations", body, headers=key)
    return workflow.officer.post("/v1/nominations", body, headers=key), "/subject_kind", "nomination"


def patched(workflow, award, kind, of):
    draft = workflow.officer.post("/v1/nominations", nomination(workflow, "GK", "collective", own_collective(workflow))).expect(201)
    changes = {"award_class_id": class_id(award), "subject_kind": kind, "collective_id": of}
    return workflow.officer.patch(f"/v1/nominations/{draft.id}", changes, draft.etag), "/subject_kind", "nomination"


def replaced(workflow, award, kind, of):
    draft = workflow.officer.post("/v1/nominations", nomination(workflow, "GK", "collective", own_collective(workflow))).expect(201)
    body = nomination(workflow, award, kind, of)
    del body["dossier_id"]
    return workflow.officer.put(f"/v1/nominations/{draft.id}", body, draft.etag), "/subject_kind", "nomination"


def history(workflow, award, kind, of):
    """An award of the past, without a nomination."""
    body = new_decision(workflow.unique, entry(award, kind, of), **signed(award, "2018-09-03"))
    return workflow.province.post("/v1/decisions", body), "/awards/0/subject_kind", "award"


def of_a_list(workflow, award, kind, of):
    entries = [named_award(workflow.unique), entry(award, kind, of)]
    body = new_decision(workflow.unique, *entries, **signed("GK", "2018-09-03"))
    return workflow.province.post("/v1/decisions", body), "/awards/1/subject_kind", "award"


def corrected(workflow, award, kind, of):
    made = workflow.province.post("/v1/decisions", new_decision(workflow.unique, named_award(workflow.unique))).expect(201)
    path = f"/v1/awards/{made.json['awards'][0]['id']}"
    changes = {"award_class_id": class_id(award), "subject_kind": kind, "collective_id": of}
    asked = workflow.province.post(
        f"{path}/corrections", {"reason": "Nhầm", "changes": changes}, etag=workflow.province.get(path).etag)
    return asked, "/changes/subject_kind", "award"


WAYS = [one, keyed, patched, replaced, history, of_a_list, corrected]


@pytest.mark.parametrize("way", WAYS)
def test_a_certificate_is_for_a_household(workflow, household, way):
    answer, _, _ = way(workflow, "GK", "household", household)
    answer.expect(200 if way in (patched, replaced) else 201)


@pytest.mark.parametrize("award", ["BKT", "BKTTG"])
@pytest.mark.parametrize("way", [one, history])
def test_so_are_the_higher_certificates(workflow, household, award, way):
    way(workflow, award, "household", household)[0].expect(201)


@pytest.mark.parametrize("given", ["household", "collective"])
@pytest.mark.parametrize("way", WAYS)
def test_a_class_without_households_says_whom_it_is_for(workflow, household, way, given):
    """Also if the household is given as a collective, which the class is for."""
    answer, pointer, table = way(workflow, "TTLDTT", given, household)
    answer.expect_problem(400, "invalid", pointer=pointer, code="rule", rule=f"{table}_subject_kind")
    assert answer.json["detail"] == FOR_COLLECTIVES["vi"]


def test_the_sentence_in_english(workflow, household):
    workflow.officer = workflow.officer.with_(Accept_Language="en")
    assert one(workflow, "TTLDTT", "household", household)[0].json["detail"] == FOR_COLLECTIVES["en"]


@pytest.mark.parametrize("way", WAYS)
def test_only_a_household_is_nominated_or_awarded_as_one(workflow, agency, way):
    answer, pointer, table = way(workflow, "GK", "household", agency)
    answer.expect_problem(400, "invalid", pointer=pointer, code="rule", rule=f"{table}_household")
    assert answer.json["detail"] == "Theo bản ghi, Phòng Mẫu là tập thể, không phải hộ gia đình"


@pytest.mark.parametrize("way", WAYS)
def test_and_a_household_is_no_other_collective(workflow, household, way):
    answer, pointer, table = way(workflow, "GK", "collective", household)
    answer.expect_problem(400, "invalid", pointer=pointer, code="rule", rule=f"{table}_household")


def test_a_collective_of_another_unit_says_nothing_of_itself(api, workflow, unique):
    """Its kind and name stay unknown: the answer is the one for a missing collective."""
    other = Workflow(api, unique, code="353", unit_id=unit(353))
    home = own_collective(other, kind="household")
    for hidden in (home, MISSING):
        one(workflow, "GK", "collective", hidden)[0].expect_problem(409, "conflict", pointer="/collective_id", code="reference")


@pytest.mark.parametrize("kind,status", [("household", 201), ("collective", 201), ("individual", 201)])
def test_a_stated_number_of_households(province, kind, status):
    body = {"unit_id": DUY_TIEN, "subject_kind": kind, "period_from": "2011-01-01", "period_to": "2011-06-30", "count": 3}
    province.post("/v1/award-statements", body | {"award_class_id": class_id("GK")}).expect(status)
    refused = province.post("/v1/award-statements", body | {"award_class_id": class_id("LDTT")})
    if kind == "individual":
        refused.expect(201)
    else:
        refused.expect_problem(400, "invalid", pointer="/subject_kind", rule="award_statement_subject_kind")


# A household through the whole service.


def test_a_household_from_the_nomination_to_the_reports(api, workflow, household):
    workflow.nominate("GK", subject_kind="household", collective_id=household).submit().receive().approve().wait()
    body = new_decision(workflow.unique, {"nomination_id": workflow.last.id}, signed_on=workflow.day.isoformat())
    [award] = workflow.district.post("/v1/decisions", body).expect(201).json["awards"]
    assert (award["subject_kind"], award["collective_id"], award["award_class_code"]) == ("household", household, "GK")
    status = api.as_("reader", "349").get(f"/v1/award-status/{award['code']}").expect(200).json
    assert status["subject_kind"] == "household"
    [held] = workflow.officer.get(f"/v1/collectives/{household}/awards").expect(200).items
    assert held["code"] == award["code"]


def test_the_reports_count_households_in_their_own_column(api, unique):
    workflow = Workflow(api, unique, code="350", unit_id=unit(350))
    home = own_collective(workflow, kind="household", headcount=4)
    body = new_decision(unique, entry("GK", "household", home), signed_on="2009-05-05", unit_id=unit(350))
    workflow.province.post("/v1/decisions", body).expect(201)
    period = {"from": "2009-01-01", "to": "2009-12-31"}
    answer = workflow.province.get("/v1/reports/award-summary", {"unit": "350"} | period).expect(200).json
    [line] = answer["lines"]
    assert [line[kind]["count"] for kind in ("collectives", "individuals", "households")] == [0, 0, 1]
    assert answer["totals"]["households"] == {"state": "counted", "count": 1}
    assert answer["shares"]["small_collectives"]["of"] == 0  # four people, but no collective
    assert [row["households"] for row in answer["units"] if row["unit"]["code"] == "350"] == [1]
    page = workflow.province.get("/v1/reports/award-summary", {"unit": "350"} | period, headers={"Accept": "text/html"}).expect(200)
    assert "Hộ gia đình" in page.text and "1 hộ gia đình" in page.text


def test_a_page_without_a_household_has_no_column_for_them(api, unique):
    caller = api.as_("province_reviewer", "35")
    body = new_decision(unique, named_award(unique), signed_on="2006-05-05")
    caller.post("/v1/decisions", body).expect(201)
    asked = {"from": "2006-01-01", "to": "2006-12-31", "unit": "349"}
    assert caller.get("/v1/reports/award-summary", asked).expect(200).json["lines"][0]["households"] == {"state": "counted", "count": 0}
    page = caller.get("/v1/reports/award-summary", asked, headers={"Accept": "text/html"}).expect(200)
    assert "Giấy khen" in page.text and "hộ gia đình" not in page.text.lower()


def test_the_statistics_forms_have_a_column_of_households(province, unique):
    def cells(code):
        answer = province.get("/v1/reports/statistics", {"unit": "35", "year": 2007}).expect(200).json
        [form] = [form for form in answer["forms"] if form["code"] == code]
        at = [column["code"] for column in form["columns"]].index("household")
        return {row["code"]: row["cells"][at] for row in form["rows"]}

    assert (cells("0602.N")["BKTTG"], cells("0602.N")["CTDCP"], cells("0603.N")["merit"]) == (0, None, 0)  # a flag is for no household
    for award in ("BKT", "BKTTG"):
        entry = {"award_class_code": award, "subject_kind": "household", "recipient_name": "Hộ Mẫu", "unit_id": DUY_TIEN}
        province.post("/v1/decisions", new_decision(unique, entry, **signed(award, "2007-05-05"))).expect(201)
    assert (cells("0602.N")["BKTTG"], cells("0603.N")["merit"]) == (1, 1)


@pytest.mark.parametrize("award,on,article", [
    ("GK", "2018-06-01", "Nghị định 91/2017/NĐ-CP Điều 40.2"), ("BKT", "2018-06-01", "Nghị định 91/2017/NĐ-CP Điều 39.3"),
    ("GK", "2026-06-01", "Luật 06/2022/QH15 Điều 75"),
])
def test_the_rules_of_a_household_are_judged_by_people(workflow, household, award, on, article):
    answer = workflow.officer.get(f"/v1/collectives/{household}/eligibility", {"award_class_code": award, "on": on}).expect(200).json
    assert (answer["subject_kind"], answer["result"]) == ("household", "cannot_tell")
    assert [(c["kind"], c["article"]) for path in answer["paths"] for c in path["conditions"]] == [("judgement", article)]


@pytest.mark.parametrize("on", ["2016-06-01", "2018-06-01", "2024-06-01", "2026-06-01", "2026-11-01"])
def test_what_nobody_has_read_says_so(workflow, household, on):
    answer = workflow.officer.get(f"/v1/collectives/{household}/eligibility", {"award_class_code": "BKTTG", "on": on}).expect(200).json
    assert answer["result"] == "cannot_tell"
    assert [c["kind"] for path in answer["paths"] for c in path["conditions"]] == ["unread"]


def test_eligibility_for_another_class_says_whom_it_is_for(workflow, household):
    asked = workflow.officer.get(f"/v1/collectives/{household}/eligibility", {"award_class_code": "TTLDTT"})
    asked.expect_problem(400, "invalid", parameter="award_class_code", code="rule")
    assert asked.json["errors"][0]["detail"] == "trái quy định: Danh hiệu, hình thức này chỉ dành cho tập thể"


# What a collective is may change, but not under an open nomination.


def turn(workflow, id, kind):
    path = f"/v1/collectives/{id}"
    return workflow.officer.patch(path, {"kind": kind}, workflow.officer.get(path).etag)


@pytest.mark.parametrize("begins,then", [("household", "agency"), ("agency", "household")])
def test_a_nominated_collective_stays_what_it_is(workflow, begins, then):
    home = own_collective(workflow, kind=begins)
    workflow.nominate("GK", subject_kind="household" if begins == "household" else "collective", collective_id=home)
    for _ in ("draft", "submitted"):
        refused = turn(workflow, home, then)
        refused.expect_problem(409, "conflict", pointer="/kind", code="rule", rule="collective_kind_household")
        assert (refused.json["current_state"], refused.json["allowed"]) == ("active", [])
        workflow.submit() if workflow.state == "draft" else None
    turn(workflow, home, begins).expect(200)
    if begins == "agency":
        turn(workflow, home, "school").expect(200)  # between other kinds nothing is asked
    workflow.take(workflow.officer, "withdrawal", reason="Ghi nhầm loại")
    turn(workflow, home, then).expect(200)


def test_an_award_does_not_hold_a_kind_fast(workflow, household):
    """A wrong kind is corrected in the record first, then in the award."""
    history(workflow, "GK", "household", household)[0].expect(201)
    turn(workflow, household, "enterprise").expect(200)
