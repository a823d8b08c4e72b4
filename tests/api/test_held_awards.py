"""The history of awards follows its subject: the unit that holds a person or a collective today sees all awards, of other
units the least. Nobody else sees more than before.
"""

import pytest
from support.samples import DUY_TIEN, LY_NHAN, collective, new_collective, new_decision, new_individual, unit

ONLY_OF_THE_UNIT = {"nomination_id", "recipient_position", "achievement", "bonus_coefficient", "base_salary", "bonus",
                    "acknowledgement", "corrected_on"}
NAM_LY, TRAN_THUONG = unit(13627, 3), unit(13591, 3)


@pytest.fixture
def province(api):
    """A province reviewer of Hà Nam and Ninh Bình: who moves a record needs both places."""
    return api.as_("province_reviewer", ["35", "37"])


def move(province, kind, id, **changes):
    path = f"/v1/{kind}/{id}"
    province.patch(path, changes, province.get(path).etag).expect(200)


@pytest.fixture
def person(province, unique):
    """Received a certificate in Duy Tiên; works in Lý Nhân today."""
    who = province.post("/v1/individuals", new_individual(unique, collective_id=collective(4), position="Giáo viên")).expect(201)
    entry = {"award_class_code": "GK", "subject_kind": "individual", "individual_id": who.id, "achievement": "Dạy giỏi (mẫu)"}
    given = province.post("/v1/decisions", new_decision(unique, entry)).expect(201)
    for year in (2023, 2024, 2025):
        province.post("/v1/ratings", {"individual_id": who.id, "year": year, "rating": "excellent"}).expect(201)
    move(province, "individuals", who.id, collective_id=collective(16))
    return {"id": who.id, "award": given.json["awards"][0], "decision": given}


def awards(caller, person, **query):
    return caller.get(f"/v1/individuals/{person['id']}/awards", query)


@pytest.mark.parametrize("role", ["unit_officer", "district_reviewer", "council_reviewer", "auditor"])
def test_the_unit_of_today_sees_what_the_certificate_says(api, province, person, role):
    [whole] = awards(province, person).expect(200).items
    [seen] = awards(api.as_(role, "353"), person).expect(200).items
    assert whole["achievement"] and whole["bonus"] and whole["recipient_position"]
    assert {name for name, value in whole.items() if seen[name] != value} <= ONLY_OF_THE_UNIT
    assert {seen[name] for name in ONLY_OF_THE_UNIT} == {None}
    assert (seen["award_class_code"], seen["unit_id"], seen["unit_name"], seen["decision_number"]) == (
        "GK", DUY_TIEN, "Duy Tiên", person["decision"].json["number"])


def test_filters_search_order_and_count_are_of_the_whole_history(api, province, unique, person):
    here = api.as_("unit_officer", "353")
    entry = {"award_class_code": "GK", "subject_kind": "individual", "individual_id": person["id"]}
    own = new_decision(unique, entry, unit_id=LY_NHAN, signed_on="2019-03-01")
    province.post("/v1/decisions", own).expect(201)
    assert [row["unit_id"] for row in awards(here, person).items] == [LY_NHAN, DUY_TIEN]
    assert [row["unit_id"] for row in awards(here, person, sort="signed_on").items] == [DUY_TIEN, LY_NHAN]
    assert [row["unit_id"] for row in awards(here, person, unit_id=DUY_TIEN).items] == [DUY_TIEN]
    assert len(awards(here, person, q=person["award"]["recipient_name"]).items) == 2
    first = awards(here, person, limit=1).expect(200)
    assert [row["unit_id"] for row in here.get(first.json["next"]).items] == [DUY_TIEN]
    assert awards(here, person, achievement="x").status == 400


def test_the_ratings_come_with_the_person(api, person):
    found = api.as_("unit_officer", "353").get("/v1/ratings", {"individual_id": person["id"]}).expect(200).items
    assert sorted(row["year"] for row in found) == [2023, 2024, 2025]


def test_who_held_the_person_before_sees_its_own_award_alone(api, person):
    before = api.as_("unit_officer", "349")
    awards(before, person).expect_problem(404, "not-found")
    path = f"/v1/awards/{person['award']['id']}"
    assert before.get(path).expect(200).json["achievement"]
    api.as_("unit_officer", "353").get(path).expect_problem(404, "not-found")


@pytest.mark.parametrize("role,code", [
    ("unit_officer", "347"), ("district_reviewer", "351"), ("auditor", "36"), ("province_reviewer", "36"),
    ("unit_officer", "13627"),
])
def test_nobody_else_sees_the_history(api, person, role, code):
    caller = api.as_(role, code)
    awards(caller, person).expect_problem(404, "not-found")
    assert caller.get("/v1/awards", {"individual_id": person["id"]}).expect(200).items == []
    question = {"award_class_code": "BKT", "on": "2026-06-01"}
    caller.get(f"/v1/individuals/{person['id']}/eligibility", question).expect_problem(404, "not-found")


@pytest.mark.parametrize("role", ["reader", "admin"])
def test_a_reader_and_an_administrator_have_no_such_list(api, person, role):
    awards(api.as_(role, "353"), person).expect_problem(403, "forbidden")


def test_an_archive_shows_its_history_to_the_successor(api, province, unique):
    """A school of a commune of 2018, moved to the commune that took its place, with its awards of that time."""
    school = province.post("/v1/collectives", new_collective(unique, unit_id=unit(13627), kind="school")).expect(201)
    entry = {"award_class_code": "GK", "subject_kind": "collective", "collective_id": school.id}
    province.post("/v1/decisions", new_decision(unique, entry, unit_id=LY_NHAN)).expect(201)
    move(province, "collectives", school.id, unit_id=NAM_LY)
    path = f"/v1/collectives/{school.id}/awards"
    for caller in (api.as_("unit_officer", "13627"), province):
        [row] = caller.get(path).expect(200).items
        assert (row["unit_id"], row["award_class_code"]) == (unit(13627), "GK")
    api.as_("unit_officer", "13591").get(path).expect_problem(404, "not-found")


def test_the_new_unit_gets_the_answer_of_the_province(api, province, unique, person):
    """Two titles in Duy Tiên, then a move: the certificate of the province asks for both."""
    move(province, "individuals", person["id"], collective_id=collective(4))
    for year in (2024, 2025):
        entry = {"award_class_code": "CSTDCS", "subject_kind": "individual", "individual_id": person["id"], "year": year}
        on = "2025-01-15" if year == 2024 else "2025-06-20"
        body = new_decision(unique, entry, unit_id=unit(349, 2), signed_on=on)
        province.post("/v1/decisions", body).expect(201)
    move(province, "individuals", person["id"], collective_id=collective(16))
    question = {"award_class_code": "BKT", "on": "2026-06-01"}
    path = f"/v1/individuals/{person['id']}/eligibility"
    here, above = (caller.get(path, question).expect(200).json for caller in (api.as_("unit_officer", "353"), province))
    assert here == above and here["result"] == "eligible"
    [titles] = [c for p in here["paths"] if p["path"] == "d.1" for c in p["conditions"] if c["kind"] == "consecutive_award"]
    assert (titles["result"], titles["counted"]["number"]) == ("eligible", 2)
