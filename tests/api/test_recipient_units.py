"""An award lies in a unit that stood on the day of signature: somebody who lives in a ward of 2025 received an award of
2021 in the unit of 2021, and the reports of that time count it.
"""

import pytest
from support.samples import (
    DUY_TIEN, HA_NAM, LY_NHAN, PHU_LY, collective, new_collective, new_decision, new_individual, unit,
)
from support.sql import SqlError

QUANG_TRUNG, WARD_OF_PHU_LY = unit(13285), unit(13285, 3)
TOWN = unit(349, 2)  # Duy Tiên since 2020
WARD_OF_TWO = unit(13330, 3)  # Duy Tân: Châu Giang, Mộc Hoàn and a part of Hòa Mạc, all in Duy Tiên
NINH_BINH = unit(37, 2)


@pytest.fixture
def heir(api):
    """A province reviewer of Ninh Bình who also keeps the records of Hà Nam."""
    return api.as_("province_reviewer", ["35", "37"])


@pytest.fixture
def person(heir, unique):
    """Makes a person of today in a unit; returns the id and that of the collective."""
    def make(unit_id):
        home = heir.post("/v1/collectives", new_collective(unique, unit_id=unit_id)).expect(201)
        who = heir.post("/v1/individuals", new_individual(unique, collective_id=home.id)).expect(201)
        return {"subject_kind": "individual", "individual_id": who.id}
    return make


@pytest.fixture
def ward_of_one(admin, unique):
    """A ward of 2025 that took over a part of Quang Trung and nothing else."""
    ward = {"code": unique("p"), "name": "Phường Mẫu", "type": "ward", "level": "commune", "parent_id": NINH_BINH}
    made = admin.post("/v1/units", ward | {"valid_from": "2025-07-01"}).expect(201)
    succession = {"successor_id": made.id, "kind": "split", "effective_on": "2025-07-01"}
    admin.post(f"/v1/units/{QUANG_TRUNG}/successions", succession).expect(201)
    return made.id


def of_2021(unique, *entries, **changes):
    head = {"signed_on": "2021-05-04", "unit_id": PHU_LY}
    return new_decision(unique, *entries, **head | changes)


def enter(caller, body):
    return caller.post("/v1/decisions", body).expect(201).json["awards"][0]


def total(caller, scope, period="2021"):
    answer = caller.get("/v1/reports/award-summary", {"unit": scope, "period": period}).expect(200)
    return sum(line["individuals"].get("count", 0) for line in answer.json["lines"] if line["award_class_code"] == "GK")


def test_an_award_of_2021_lies_in_the_commune_and_the_city_of_2021(heir, unique, person, ward_of_one):
    before = {scope: total(heir, scope) for scope in (PHU_LY, NINH_BINH)}
    award = enter(heir, of_2021(unique, {"award_class_code": "GK"} | person(ward_of_one)))
    assert (award["unit_id"], award["unit_name"], award["recipient_unit_name"]) == (QUANG_TRUNG, "Quang Trung", "Quang Trung")
    assert {scope: total(heir, scope) for scope in before} == before | {PHU_LY: before[PHU_LY] + 1}


def test_of_several_communes_it_lies_in_the_city_of_2021(heir, unique, person):
    """The ward Phủ Lý is made of Châu Cầu, Thanh Châu, Liêm Chính and a part of Quang Trung."""
    before = {scope: total(heir, scope) for scope in (PHU_LY, NINH_BINH)}
    award = enter(heir, of_2021(unique, {"award_class_code": "GK"} | person(WARD_OF_PHU_LY)))
    assert (award["unit_id"], award["unit_name"], award["recipient_unit_name"]) == (PHU_LY, "Phủ Lý", "Phủ Lý")
    assert {scope: total(heir, scope) for scope in before} == before | {PHU_LY: before[PHU_LY] + 1}


def test_a_collective_too(heir, unique, ward_of_one):
    home = heir.post("/v1/collectives", new_collective(unique, unit_id=ward_of_one)).expect(201)
    award = enter(heir, of_2021(unique, {"award_class_code": "GK", "subject_kind": "collective", "collective_id": home.id}))
    assert (award["recipient_name"], award["unit_id"], award["recipient_unit_name"]) == (home.json["name"], QUANG_TRUNG, "Quang Trung")


def test_a_ward_made_of_two_lies_in_the_town_that_had_both(heir, unique, person):
    award = enter(heir, of_2021(unique, {"award_class_code": "GK"} | person(WARD_OF_TWO), unit_id=TOWN))
    assert (award["unit_id"], award["recipient_unit_name"]) == (TOWN, "Duy Tiên")


def test_also_when_the_province_decided(heir, unique, person, ward_of_one):
    head = {"unit_id": HA_NAM, "authority": "province_chair", "level": "province"}
    entry = {"award_class_code": "BKT"}
    assert enter(heir, of_2021(unique, entry | person(WARD_OF_TWO), **head))["unit_id"] == TOWN
    assert enter(heir, of_2021(unique, entry | person(ward_of_one), **head))["unit_id"] == QUANG_TRUNG


def test_without_a_predecessor_there_it_lies_in_the_unit_of_the_decision(heir, unique, person):
    award = enter(heir, of_2021(unique, {"award_class_code": "GK"} | person(WARD_OF_PHU_LY), unit_id=LY_NHAN))
    assert (award["unit_id"], award["recipient_unit_name"]) == (LY_NHAN, "Lý Nhân")


def test_a_unit_that_stood_that_day_is_kept(heir, unique, person):
    home = person(QUANG_TRUNG)
    award = enter(heir, of_2021(unique, {"award_class_code": "GK"} | home))
    assert award["unit_id"] == QUANG_TRUNG and award["recipient_unit_name"].startswith("Phòng Nội vụ")


def test_what_the_entry_says_goes_first(heir, unique, person):
    entry = {"award_class_code": "GK", "unit_id": PHU_LY, "recipient_unit_name": "Trường Minh Khai (mẫu)"} | person(WARD_OF_PHU_LY)
    award = enter(heir, of_2021(unique, entry))
    assert (award["unit_id"], award["recipient_unit_name"]) == (PHU_LY, "Trường Minh Khai (mẫu)")


def test_later_than_the_unit_it_lies_in_what_follows(heir, unique, person):
    """Hòa Mạc of 2018 was a town of Duy Tiên, and a ward from 2020."""
    award = enter(heir, of_2021(unique, {"award_class_code": "GK"} | person(unit(13324)), unit_id=TOWN))
    assert award["unit_id"] == unit(13324, 2)


@pytest.mark.parametrize("changes", [
    {}, {"individual_id": None, "recipient_name": "Người nhận (mẫu)"},
])
def test_a_given_unit_must_have_stood_that_day(heir, unique, person, changes):
    entry = {"award_class_code": "GK", "unit_id": WARD_OF_PHU_LY} | person(WARD_OF_PHU_LY) | changes
    entry = {name: value for name, value in entry.items() if value is not None}
    refused = heir.post("/v1/decisions", of_2021(unique, entry))
    refused.expect_problem(400, "invalid", pointer="/awards/0/unit_id", code="rule", rule="award_unit_period")
    later = of_2021(unique, entry | {"unit_id": PHU_LY}, signed_on="2025-08-01", unit_id=WARD_OF_PHU_LY,
                    authority="commune_chair", level="commune")
    refused = heir.post("/v1/decisions", later)
    refused.expect_problem(400, "invalid", pointer="/awards/0/unit_id", code="rule", rule="award_unit_period")


# Corrections.


def correction(caller, path, changes):
    return caller.post(f"{path}/corrections", {"reason": "Gõ nhầm", "changes": changes}, etag=caller.get(path).etag)


@pytest.fixture
def award(heir, unique, person):
    return enter(heir, of_2021(unique, {"award_class_code": "GK"} | person(QUANG_TRUNG)))


def test_another_recipient_lies_where_it_was_that_day(api, heir, award, person, unique):
    path = f"/v1/awards/{award['id']}"
    asked = correction(heir, path, {"individual_id": person(WARD_OF_PHU_LY)["individual_id"]}).expect(201)
    assert {name: asked.json["changes"][name] for name in ("unit_id", "recipient_unit_name")} == {
        "unit_id": PHU_LY, "recipient_unit_name": "Phủ Lý"}
    other = api.as_("province_reviewer", ["35", "37"], sub=unique("nguoi.khac"))
    other.post(f"/v1/corrections/{asked.id}/confirmation", {}, etag=asked.etag).expect(201)
    assert heir.get(path).json["unit_id"] == PHU_LY


def test_a_corrected_unit_must_have_stood_that_day(heir, award):
    refused = correction(heir, f"/v1/awards/{award['id']}", {"unit_id": WARD_OF_PHU_LY})
    refused.expect_problem(400, "invalid", pointer="/changes/unit_id", code="rule", rule="award_unit_period")


def test_a_corrected_day_is_one_on_which_the_units_of_its_awards_stood(heir, unique):
    """Vĩnh Trụ took over Đồng Lý in 2020; Lý Nhân, whose chair signed, stood before and after."""
    entry = {"award_class_code": "GK", "subject_kind": "individual", "recipient_name": unique("Người nhận"), "unit_id": unit(13597, 2)}
    made = heir.post("/v1/decisions", of_2021(unique, entry, unit_id=LY_NHAN)).expect(201)
    path = f"/v1/decisions/{made.id}"
    refused = correction(heir, path, {"signed_on": "2019-12-31"})
    refused.expect_problem(400, "invalid", pointer="/changes/signed_on", code="rule", rule="award_unit_period")
    correction(heir, path, {"signed_on": "2020-01-01"}).expect(201)


def test_the_database_refuses_by_itself(database):
    with pytest.raises(SqlError) as refused:
        database.psql(
            "insert into award (decision_id, award_class_id, subject_kind, recipient_name, recipient_unit_name, unit_id, year)"
            f" select d.id, c.id, 'individual', 'Mẫu', 'Mẫu', '{WARD_OF_PHU_LY}', 2018 from decision d, award_class c"
            f" where c.code = 'GK' and d.unit_id = '{DUY_TIEN}' limit 1", role="postgres")
    assert refused.value.constraint == "award_unit_period"
