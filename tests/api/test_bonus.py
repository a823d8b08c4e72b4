"""The bonus of an award: whole đồng, rounded up to 10,000, by the law and the base salary of the day of signature."""

import pytest

from support.giving import named_award, place_of, signed
from support.samples import BY_NAME, DUY_TIEN, award_class, collective, new_award, new_decision, unit


@pytest.fixture(scope="module", autouse=True)
def history(database):
    """The installation goes live only after the autumn of 2026, so every decision before that may be entered as history."""
    database.psql("update installation set live_on = '2026-11-01'", role="tdkt_owner")


@pytest.fixture
def cataloguer(api):
    return api.as_("admin", "35")


@pytest.fixture
def awarded(api, unique):
    """awarded("BKT", "individual", "2018-06-30") → the award, entered in a decision by its authority."""

    def enter(award, kind, signed_on, **more):
        entry = named_award(unique, award_class_code=award, subject_kind=kind, unit_id=place_of(signed_on)[1], **more)
        body = new_decision(unique, entry, **signed(award, signed_on))
        caller = api.as_("province_reviewer", "35" if signed_on < "2025-07-01" else "37")
        [made] = caller.post("/v1/decisions", body).expect(201).json["awards"]
        return made

    return enter


def money(award):
    return award["bonus_coefficient"], award["base_salary"], award["bonus"]


@pytest.mark.parametrize("award,kind,signed_on,coefficient,salary,bonus", [
    # the last and the first day of each base salary; the result is rounded up to 10,000
    ("LDTT", "individual", "2018-06-30", 0.3, 1300000, 390000), ("LDTT", "individual", "2018-07-01", 0.3, 1390000, 420000),
    ("LDTT", "individual", "2019-06-30", 0.3, 1390000, 420000), ("LDTT", "individual", "2019-07-01", 0.3, 1490000, 450000),
    ("LDTT", "individual", "2023-06-30", 0.3, 1490000, 450000), ("LDTT", "individual", "2023-07-01", 0.3, 1800000, 540000),
    ("LDTT", "individual", "2024-06-30", 0.3, 1800000, 540000), ("LDTT", "individual", "2024-07-01", 0.3, 2340000, 710000),
    ("TTLDTT", "collective", "2026-07-01", 0.8, 2530000, 2030000), ("CTDCP", "collective", "2026-07-01", 12.0, 2530000, 30360000),
    # the certificate of the province, raised on 2025-07-01; collectives receive twice as much
    ("BKT", "individual", "2025-06-30", 1.0, 2340000, 2340000), ("BKT", "individual", "2025-07-01", 1.5, 2340000, 3510000),
    ("BKT", "collective", "2025-06-30", 2.0, 2340000, 4680000), ("BKT", "collective", "2025-07-01", 3.0, 2340000, 7020000),
    ("GK", "individual", "2018-07-01", 0.3, 1390000, 420000), ("GK", "collective", "2018-07-01", 0.6, 1390000, 840000),
    ("BKTTG", "individual", "2018-06-30", 3.5, 1300000, 4550000),
    ("BKTTG", "collective", "2018-06-30", 7.0, 1300000, 9100000),
    ("HCLD3", "individual", "2018-06-30", 4.5, 1300000, 5850000),
    ("HCLD3", "collective", "2018-06-30", 9.0, 1300000, 11700000),
    ("HCLD2", "individual", "2024-07-01", 7.5, 2340000, 17550000),
    ("HCLD1", "collective", "2025-07-01", 18.0, 2340000, 42120000),
    # titles
    ("TTLDTT", "collective", "2018-07-01", 0.8, 1390000, 1120000),
    ("TTLDXS", "collective", "2019-07-01", 1.5, 1490000, 2240000),
    ("CTDCP", "collective", "2018-06-30", 12.0, 1300000, 15600000),
    ("CTDT", "collective", "2026-06-30", 8.0, 2340000, 18720000), ("CTDT", "collective", "2026-07-01", 8.0, 2530000, 20240000),
    ("CSTDTQ", "individual", "2024-07-01", 4.5, 2340000, 10530000),
    ("CSTDT", "individual", "2018-07-01", 3.0, 1390000, 4170000),
    ("CSTDCS", "individual", "2018-07-01", 1.0, 1390000, 1390000),
])
def test_what_an_award_brings(awarded, award, kind, signed_on, coefficient, salary, bonus):
    assert money(awarded(award, kind, signed_on)) == (coefficient, salary, bonus)


@pytest.mark.parametrize("award,kind,signed_on,salary", [
    ("HCLD", "collective", "2018-06-30", 1300000),  # its class was not stated
    ("GK", "individual", "2017-09-30", 1300000),  # the text of the earlier decree was not read
    ("GK", "individual", "2026-10-01", 2530000),  # the text of the amended law was not read
    ("GK", "individual", "2017-06-30", 1210000), ("GK", "individual", "2016-04-30", None), ("GK", "individual", "2010-01-01", None),
])
def test_what_is_not_known_is_null_and_not_zero(awarded, award, kind, signed_on, salary):
    assert money(awarded(award, kind, signed_on)) == (None, salary, None)


@pytest.fixture
def class_for_all(cataloguer, unique):
    """The path of an award class for every kind of subject, without rules."""
    body = BY_NAME["award class"].full(unique)
    body |= {"subject_kinds": ["collective", "individual", "household"], "parent_id": None}
    made = cataloguer.post("/v1/award-classes", body).expect(201)
    return made.headers["Location"], body["code"]


def bonus_rule(coefficient, **changes):
    body = {
        "kind": "bonus", "valid_from": "2018-01-01", "coefficient": coefficient, "text_vi": "Mẫu", "text_en": "Sample",
        "confidence": "none",
    }
    return body | changes


def test_a_household_has_a_coefficient_of_its_own(awarded):
    assert money(awarded("BKTTG", "household", "2025-07-01")) == (5.25, 2340000, 12290000)
    assert money(awarded("BKT", "household", "2025-07-01")) == (2.25, 2340000, 5270000)
    assert money(awarded("GK", "household", "2025-07-01")) == (0.45, 2340000, 1060000)
    assert money(awarded("GK", "household", "2025-06-30")) == (None, 2340000, None)


def test_the_arithmetic_is_exact(cataloguer, awarded, class_for_all):
    """1.1 × 1,300,000 is exactly 1,430,000. A little more would be rounded up to 1,440,000."""
    path, code = class_for_all
    assert money(awarded(code, "individual", "2018-06-30")) == (None, 1300000, None)
    cataloguer.post(path + "/rules", bonus_rule(1.1)).expect(201)
    assert money(awarded(code, "individual", "2018-06-30")) == (1.1, 1300000, 1430000)


def test_a_coefficient_of_nothing_is_nothing(cataloguer, awarded, class_for_all):
    path, code = class_for_all
    cataloguer.post(path + "/rules", bonus_rule(0)).expect(201)
    assert money(awarded(code, "individual", "2018-06-30")) == (0, 1300000, 0)


def test_the_rule_for_a_kind_of_subject_goes_first(cataloguer, awarded, class_for_all):
    path, code = class_for_all
    cataloguer.post(path + "/rules", bonus_rule(1)).expect(201)
    cataloguer.post(path + "/rules", bonus_rule(1.5, subject_kind="household")).expect(201)
    assert money(awarded(code, "individual", "2018-06-30"))[0] == 1
    assert money(awarded(code, "household", "2018-06-30"))[0] == 1.5


def test_a_correction_does_not_rewrite_what_was_paid(province, cataloguer, awarded, class_for_all):
    path, code = class_for_all
    rule = cataloguer.post(path + "/rules", bonus_rule(1)).expect(201)
    old = awarded(code, "individual", "2018-06-30")
    cataloguer.patch(rule.headers["Location"], {"coefficient": 2}, rule.etag).expect(200)
    assert province.get(f"/v1/awards/{old['id']}").expect(200).json["bonus"] == 1300000
    assert awarded(code, "individual", "2018-06-30")["bonus"] == 2600000


def test_the_decision_and_the_lists_show_it(province, awarded):
    made = awarded("BKT", "individual", "2018-06-30")
    shown = province.get(f"/v1/decisions/{made['decision_id']}").expect(200).json["awards"]
    assert shown == [made] == [province.get(f"/v1/awards/{made['id']}").expect(200).json]
    listed = province.get("/v1/awards", {"decision_id": made["decision_id"]}).expect(200).items
    assert listed == [made]


def test_the_type_of_commendation_is_merit_unless_said(province, awarded):
    usual = awarded("GK", "collective", "2018-09-03")
    sudden = awarded("GK", "collective", "2018-09-03", commendation_type="irregular")
    assert (usual["commendation_type"], sudden["commendation_type"]) == ("merit", "irregular")
    listed = province.get("/v1/awards", {"decision_id": sudden["decision_id"], "commendation_type": "irregular"})
    assert [row["id"] for row in listed.expect(200).items] == [sudden["id"]]
    assert sudden["bonus"] == usual["bonus"] == 840000


@pytest.mark.parametrize("member,value,code", [
    ("commendation_type", "thematic", "enum"), ("commendation_type", None, "null"), ("bonus", 1000000, "unknown"),
    ("bonus_coefficient", 9, "unknown"), ("base_salary", 1, "unknown"),
])
def test_a_wrong_type_or_a_bonus_from_the_caller_is_refused(district, unique, member, value, code):
    body = new_decision(unique, new_award(**{member: value}))
    district.post("/v1/decisions", body).expect_problem(400, "invalid", pointer=f"/awards/0/{member}", code=code)


def test_a_district_reads_the_bonus_of_its_own(district, unique):
    [made] = district.post("/v1/decisions", new_decision(unique, unit_id=DUY_TIEN)).expect(201).json["awards"]
    assert money(made) == (0.6, 1390000, 840000) and made["collective_id"] == collective(4)
