"""What a reviewer is told about eligibility: the three cases of the demonstration data, and what is refused. How the
law is applied is tested in tests/database (test_eligibility.py, test_eligibility_rules.py).
"""

import pytest

from support.samples import MISSING, award_class, collective, individual, new_collective, new_individual

ON = "2026-06-01"
TEACHER, NURSE, WORKER, OF_LY_NHAN = (individual(number) for number in (3, 5, 7, 20))


def eligibility(caller, subject, award="CSTDCS", path="individuals", year=2025, **more):
    params = {"award_class_code": award, "on": ON, "year": year} | more
    return caller.get(f"/v1/{path}/{subject}/eligibility", {name: value for name, value in params.items() if value is not None})


def path_of(answer, name) -> dict:
    [found] = [path for path in answer.json["paths"] if path["path"] == name]
    return found


@pytest.mark.parametrize("who,award,result", [
    (TEACHER, "CSTDCS", "eligible"), (TEACHER, "BKT", "eligible"), (OF_LY_NHAN, "CSTDCS", "not_met"),
    (WORKER, "CSTDCS", "cannot_tell"), (NURSE, "BKT", "cannot_tell"),
])
def test_the_demonstration_shows_each_result(province, who, award, result):
    answer = eligibility(province, who, award).expect(200)
    assert answer.json["result"] == result
    assert answer.json["regime"]["code"] == "R4"
    assert answer.json["award_class_code"] == award and answer.json["on"] == ON


@pytest.mark.parametrize("unit,path,number,award,on,result", [
    ("35", "collectives", 37, "HCLD3", "2018-06-01", "eligible"),
    ("35", "collectives", 38, "HCLD3", "2018-06-01", "not_met"),
    ("35", "collectives", 39, "HCLD3", "2018-06-01", "cannot_tell"),
    ("35", "individuals", 27, "CSTDT", "2018-06-01", "eligible"),
    ("35", "individuals", 26, "CSTDT", "2018-06-01", "not_met"),
    ("37", "individuals", 28, "CSTDCS", ON, "eligible"), ("37", "individuals", 29, "CSTDCS", ON, "not_met"),
    ("37", "individuals", 30, "CSTDCS", ON, "cannot_tell"), ("37", "individuals", 28, "CSTDCS", "2026-10-15", "cannot_tell"),
])
def test_the_nominees_of_the_demonstration(api, unit, path, number, award, on, result):
    """As schema/demonstration/08_rating.sql describes them."""
    subject = collective(number) if path == "collectives" else individual(number)
    answer = eligibility(api.as_("province_reviewer", unit), subject, award, path=path, on=on, year=int(on[:4]) - 1).expect(200)
    assert answer.json["result"] == result, answer


def test_a_nomination_is_weighed_by_the_law_of_its_day(province):
    """Class and subject are those of the nomination; the day is that of its dossier."""
    nominations = province.all("/v1/nominations", {"limit": 200})
    assert nominations
    for nomination in nominations:
        answer = province.get(f"/v1/nominations/{nomination['id']}/eligibility").expect(200)
        shown = {"award_class_code": answer.json["award_class_code"], "subject_kind": answer.json["subject_kind"]}
        assert shown == {name: nomination[name] for name in shown}
        assert answer.json["year"] == nomination["year"]
        kind = "individual" if nomination["individual_id"] else "collective"
        again = eligibility(province, nomination[f"{kind}_id"], nomination["award_class_code"], path=f"{kind}s", on=answer.json["on"],
                            year=nomination["year"])
        assert again.expect(200).json == answer.json


def test_the_year_is_that_of_the_day_when_none_is_given(province):
    answer = eligibility(province, TEACHER, year=None).expect(200)
    assert (answer.json["year"], answer.json["result"]) == (2026, "cannot_tell")
    assert eligibility(province, TEACHER, year=2024).expect(200).json["result"] == "eligible"


@pytest.mark.parametrize("year,code", [("x", "type"), ("", "type"), ("1944", "range"), ("2101", "range"), ("2018.5", "type")])
def test_a_year_is_a_real_one(district, year, code):
    eligibility(district, TEACHER, year=year).expect_problem(400, "invalid", parameter="year", code=code)


def test_a_nomination_outside_the_callers_units_is_not_there(api, province):
    nomination = province.get("/v1/nominations").items[0]
    path = f"/v1/nominations/{nomination['id']}/eligibility"
    api.as_("province_reviewer", "36").get(path).expect_problem(404, "not-found")
    province.get("/v1/nominations/x/eligibility").expect_problem(404, "not-found")
    province.get(path, {"on": ON}).expect_problem(400, "invalid", parameter="on", code="unknown")


def test_it_says_why(district):
    """The nurse's last year was not excellent; the other ways to the certificate need the judgement of a person."""
    answer = eligibility(district, NURSE, "BKT").expect(200)
    results = {path["path"]: path["result"] for path in answer.json["paths"]}
    assert results == {name: "cannot_tell" for name in "abce"} | {"d.1": "not_met", "d.2": "not_met"}
    years, initiatives = path_of(answer, "d.2")["conditions"]
    assert (years["result"], years["counted"]["number"]) == ("not_met", 1)
    assert years["counted"]["ratings"][-1] == {"year": 2025, "rating": "good", "award_class_code": None}
    assert (initiatives["counted"]["number"], initiatives["needed"]["least"]) == (1, 2)
    assert years["text_vi"] != years["text_en"] and "74.1" in years["article"] and years["verified"] is False


def test_of_a_collective(district):
    answer = eligibility(district, collective(22), "BKT", path="collectives").expect(200)
    assert answer.json["subject_kind"] == "collective"
    kinds = {condition["kind"]: condition["result"] for condition in path_of(answer, "d")["conditions"]}
    assert kinds == {"rating_years": "eligible", "judgement": "cannot_tell"}


def test_a_class_is_named_by_its_code_or_its_id(district):
    by_code, by_id = eligibility(district, TEACHER, "CSTDCS"), eligibility(district, TEACHER, award_class(75))
    assert by_code.expect(200).content == by_id.expect(200).content


def test_today_is_meant_when_no_day_is_given(district, database):
    answer = district.get(f"/v1/individuals/{TEACHER}/eligibility", {"award_class_code": "CSTDCS"}).expect(200)
    assert answer.json["on"] == database.value("select today()")


@pytest.mark.parametrize("on,regime", [
    ("2014-08-19", None), ("2018-06-30", "R2"), ("2026-09-30", "R4"), ("2026-10-01", "R5"),
])
def test_the_law_is_that_of_the_day(district, on, regime):
    answer = eligibility(district, NURSE, "HCLD3", on=on).expect(200)
    assert (answer.json["regime"] and answer.json["regime"]["code"]) == regime
    assert answer.json["result"] == "cannot_tell"


def test_what_is_recorded_today_counts_today(district, unique):
    who = district.post("/v1/individuals", new_individual(unique)).expect(201).id
    assert eligibility(district, who, "LDTT").json["paths"][0]["result"] == "cannot_tell"
    rated = district.post("/v1/ratings", {"individual_id": who, "year": 2025, "rating": "completed"}).expect(201)
    assert eligibility(district, who, "LDTT").json["paths"][0]["result"] == "not_met"
    district.patch(rated.headers["Location"], {"rating": "good"}, rated.etag).expect(200)
    assert eligibility(district, who, "LDTT").json["result"] == "eligible"


def test_an_initiative_makes_a_good_year_enough(district, unique):
    who = district.post("/v1/individuals", new_individual(unique)).expect(201).id
    district.post("/v1/ratings", {"individual_id": who, "year": 2025, "rating": "good"}).expect(201)
    assert eligibility(district, who).json["result"] == "not_met"
    district.post("/v1/initiatives", {"individual_id": who, "kind": "research", "title": unique("Đề tài"),
                                      "level": "base", "year": 2025}).expect(201)
    assert eligibility(district, who).json["result"] == "eligible"


def test_an_administrator_changes_the_law_and_the_answer_follows(api, province):
    admin = api.as_("admin", "35")
    path = f"/v1/award-classes/{award_class(75)}/rules"
    [rule] = [rule for rule in admin.all(path) if rule["kind"] == "rating_years" and rule["path"] == "a"]
    current = admin.get(f"{path}/{rule['id']}").expect(200)
    changed = admin.patch(f"{path}/{rule['id']}", {"rating": "good", "verified": True}, current.etag).expect(200)
    answer = eligibility(province, OF_LY_NHAN).json
    admin.patch(f"{path}/{rule['id']}", {"rating": "excellent", "verified": False}, changed.etag).expect(200)
    assert answer["result"] == "eligible"
    assert answer["paths"][0]["conditions"][0]["verified"] is True and answer["verified"] is False
    assert eligibility(province, OF_LY_NHAN).json["result"] == "not_met"


# What is refused.


@pytest.mark.parametrize("on", ["2018-02-30", "2018-6-1", "today", "2018-06-30T00:00:00Z", ""])
def test_a_day_is_a_real_one(district, on):
    eligibility(district, TEACHER, on=on).expect_problem(400, "invalid", parameter="on", code="format")


def test_a_class_must_be_given(district):
    answer = district.get(f"/v1/individuals/{TEACHER}/eligibility")
    answer.expect_problem(400, "invalid", parameter="award_class_code", code="required")


@pytest.mark.parametrize("award", ["NO-SUCH", "cstdcs", MISSING])
def test_a_class_that_is_not_there_is_a_reference_to_nothing(district, award):
    answer = eligibility(district, TEACHER, award)
    answer.expect_problem(400, "invalid", parameter="award_class_code", code="reference")
    assert answer.json["errors"][0]["detail"] == "không có danh hiệu, hình thức này"


@pytest.mark.parametrize("path,subject,award", [
    ("individuals", TEACHER, "CTDCP"), ("collectives", collective(4), "CSTDCS"),
])
def test_a_class_is_for_that_kind_of_subject(district, path, subject, award):
    answer = eligibility(district, subject, award, path=path)
    answer.expect_problem(400, "invalid", parameter="award_class_code", code="rule")


def test_everything_that_is_wrong_is_said_at_once(district):
    answer = district.get(f"/v1/individuals/{TEACHER}/eligibility", {"on": "x", "award_class_code": "K" * 37})
    answer.expect_problem(400, "invalid", parameter="on", code="format")
    answer.expect_problem(400, "invalid", parameter="award_class_code", code="too_long")


@pytest.mark.parametrize("path,subject", [
    ("individuals", OF_LY_NHAN), ("collectives", collective(16)), ("individuals", MISSING), ("collectives", "x"),
    ("individuals", collective(4)),
])
def test_a_subject_outside_the_callers_units_is_404(district, path, subject):
    eligibility(district, subject, "BKT", path=path).expect_problem(404, "not-found")


def test_a_wrong_query_is_refused_before_a_missing_subject(district):
    eligibility(district, MISSING, on="x").expect_problem(400, "invalid", parameter="on")


# The records that the answer uses.


@pytest.mark.parametrize("year,rating,code", [
    (2019, "completed_limited", None), (2020, "completed_limited", "rule"), (2019, "completed", "rule"),
    (2020, "completed", None), (1944, "good", "range"), (2101, "good", "range"), (2020, "brilliant", "enum"),
])
def test_a_rating_has_the_name_of_its_time(district, unique, year, rating, code):
    who = district.post("/v1/individuals", new_individual(unique)).expect(201).id
    answer = district.post("/v1/ratings", {"individual_id": who, "year": year, "rating": rating})
    if code:
        pointer = "/year" if code == "range" else "/rating"
        answer.expect_problem(400, "invalid", pointer=pointer, code=code)
    else:
        answer.expect(201)


@pytest.mark.parametrize("subject,pointer,code", [
    ({}, "/collective_id", "required"),
    ({"collective_id": collective(4), "individual_id": TEACHER}, "/individual_id", "rule"),
])
def test_a_rating_is_of_one_subject(district, subject, pointer, code):
    answer = district.post("/v1/ratings", subject | {"year": 2018, "rating": "good"})
    answer.expect_problem(400, "invalid", pointer=pointer, code=code)


def test_a_rating_is_not_decided_before_its_year(district):
    body = {"individual_id": NURSE, "year": 2016, "rating": "good", "decided_on": "2015-12-31"}
    district.post("/v1/ratings", body).expect_problem(400, "invalid", pointer="/decided_on", code="rule")


def test_a_subject_has_one_rating_a_year(district, unique):
    home = district.post("/v1/collectives", new_collective(unique)).expect(201).id
    body = {"collective_id": home, "year": 2018, "rating": "good"}
    district.post("/v1/ratings", body).expect(201)
    again = district.post("/v1/ratings", body | {"rating": "excellent"})
    again.expect_problem(409, "conflict", pointer="/year", code="unique")


def test_an_initiative_is_entered_once(district, unique):
    body = {"individual_id": NURSE, "kind": "initiative", "title": unique("Sáng kiến"), "level": "base", "year": 2018}
    district.post("/v1/initiatives", body).expect(201)
    again = district.post("/v1/initiatives", body | {"level": "province"})
    again.expect_problem(409, "conflict", pointer="/title", code="unique")
    district.post("/v1/initiatives", body | {"year": 2019}).expect(201)


@pytest.mark.parametrize("subject", [
    {"individual_id": OF_LY_NHAN}, {"collective_id": collective(16)}, {"individual_id": MISSING},
], ids=str)
def test_a_rating_of_somebody_outside_the_callers_units_is_of_nobody(district, subject):
    answer = district.post("/v1/ratings", subject | {"year": 2018, "rating": "good"})
    answer.expect_problem(409, "conflict", pointer=f"/{next(iter(subject))}", code="reference")


@pytest.mark.parametrize("subject", [{"individual_id": TEACHER}, {"collective_id": collective(22)}], ids=str)
def test_a_successor_rates_nobody_in_the_archive(api, subject):
    """The province of today reads the archive of 2018 and writes only on its own units."""
    successor = api.as_("province_reviewer", "37")
    name, id = next(iter(subject.items()))
    kind = "individuals" if name == "individual_id" else "collectives"
    successor.get(f"/v1/{kind}/{id}").expect(200)
    answer = successor.post("/v1/ratings", subject | {"year": 2011, "rating": "good"})
    answer.expect_problem(409, "conflict", pointer=f"/{name}", code="reference")


def test_records_follow_a_person_to_another_district(api, district, province, unique):
    person = district.post("/v1/individuals", new_individual(unique)).expect(201)
    rated = district.post("/v1/ratings", {"individual_id": person.id, "year": 2018, "rating": "good"}).expect(201)
    made = district.post("/v1/initiatives", {"individual_id": person.id, "kind": "initiative", "title": unique("SK"),
                                             "level": "base", "year": 2018}).expect(201)
    paths = [rated.headers["Location"], made.headers["Location"]]
    province.patch(person.headers["Location"], {"collective_id": collective(16)}, person.etag).expect(200)
    for path in paths:
        district.get(path).expect_problem(404, "not-found")
        api.as_("district_reviewer", "353").get(path).expect(200)


def test_records_of_a_collective_follow_it_too(api, district, province, unique):
    home = district.post("/v1/collectives", new_collective(unique)).expect(201)
    person = district.post("/v1/individuals", new_individual(unique, collective_id=home.id)).expect(201)
    rated = [district.post("/v1/ratings", {name: id, "year": 2018, "rating": "good"}).expect(201).headers["Location"]
             for name, id in (("collective_id", home.id), ("individual_id", person.id))]
    unit = province.get(f"/v1/collectives/{collective(16)}").json["unit_id"]
    province.patch(home.headers["Location"], {"unit_id": unit}, home.etag).expect(200)
    for path in rated:
        district.get(path).expect_problem(404, "not-found")
        api.as_("district_reviewer", "353").get(path).expect(200)
