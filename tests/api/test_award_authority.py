"""Who may give which award, in every way that an award is entered: as history, under a nomination, many at once, or by
correction.
"""

import uuid
from concurrent.futures import ThreadPoolExecutor
from datetime import date, timedelta

import pytest
from support.giving import named_award, signed
from support.samples import DUY_TIEN, HA_NAM, collective, new_award, new_collective, new_decision, new_individual, unit
from support.sql import SqlError

NAM_LY = unit(13627, 3)  # a commune of Ninh Bình since 2025-07-01
BEFORE = "2025-11-20"  # the demonstration is live since 2026-01-01
CLASSES = {
    "HCLD": "president", "HCLD1": "president", "HCLD2": "president", "HCLD3": "president", "CTDCP": "prime_minister",
    "CSTDTQ": "prime_minister", "BKTTG": "prime_minister", "CTDT": "province_chair", "BKT": "province_chair",
    "CSTDT": "province_chair", "TTLDXS": "province_chair", "TTLDTT": "base", "CSTDCS": "base", "GK": "base",
    "LDTT": "base",
}
LEVELS = {"president": "state", "prime_minister": "state", "province_chair": "province", "commune_chair": "commune"}
COLLECTIVES = ("CTDCP", "CTDT", "TTLDXS", "TTLDTT")


@pytest.fixture
def commune(api):
    return api.as_("district_reviewer", "13627")


@pytest.fixture
def heir(api):
    return api.as_("province_reviewer", "37")


def kind_of(award):
    return "collective" if award in COLLECTIVES else "individual"


def of_commune(unique, *entries, **changes):
    head = {"authority": "commune_chair", "level": "commune", "unit_id": NAM_LY, "signed_on": BEFORE}
    return new_decision(unique, *entries, **head | changes)


def enter(caller, body):
    return caller.post("/v1/decisions", body)


def stands(caller, body):
    return caller.get("/v1/decisions", {"number": body["number"]}).expect(200).items != []


# Each class by each authority: the rules of that day decide, and nothing else.


@pytest.mark.parametrize("authority", [*LEVELS, "agency_head"])
@pytest.mark.parametrize("award", CLASSES)
def test_a_class_is_given_by_its_authority_alone(heir, unique, award, authority):
    level = LEVELS.get(authority, "province")
    place = NAM_LY if level == "commune" else unit(37, 2)
    entry = named_award(unique, award_class_code=award, subject_kind=kind_of(award), unit_id=NAM_LY)
    body = new_decision(unique, entry, authority=authority, level=level, unit_id=place, signed_on=BEFORE)
    base = ("commune_chair", "agency_head")
    may = authority in base if CLASSES[award] == "base" else authority == CLASSES[award]
    answer = enter(heir, body).expect(201 if may else 400)
    if not may:
        answer.expect_problem(400, "invalid", pointer="/awards/0/award_class_code", code="rule")
    assert stands(heir, body) == may


@pytest.mark.parametrize("award", CLASSES)
@pytest.mark.parametrize("authority,level", [("commune_chair", "commune"), ("agency_head", "commune")])
def test_a_commune_enters_what_a_commune_gives(commune, unique, award, authority, level):
    """The attack: the reviewer of any commune enters a Labour Order of the commune's own chair."""
    entry = named_award(unique, award_class_code=award, subject_kind=kind_of(award), unit_id=NAM_LY)
    body = of_commune(unique, entry, authority=authority, level=level)
    enter(commune, body).expect(201 if CLASSES[award] == "base" else 400)


@pytest.mark.parametrize("authority,level", [("president", "state"), ("province_chair", "province"), ("agency_head", "province")])
def test_a_commune_enters_nothing_above_it(commune, unique, authority, level):
    body = of_commune(unique, named_award(unique, unit_id=NAM_LY), authority=authority, level=level, unit_id=unit(37, 2))
    enter(commune, body).expect_problem(403, "forbidden")


def test_each_award_of_many_is_checked_like_a_single_one(commune, unique):
    entries = [named_award(unique, unit_id=NAM_LY) for _ in range(20)]
    entries[13] |= {"award_class_code": "HCLD3"}
    body = of_commune(unique, *entries)
    enter(commune, body).expect_problem(400, "invalid", pointer="/awards/13/award_class_code", code="rule")
    assert not stands(commune, body)


@pytest.mark.parametrize("level,place,status", [
    ("state", HA_NAM, 201), ("state", DUY_TIEN, 400), ("province", HA_NAM, 400), ("district", DUY_TIEN, 400),
])
def test_what_the_state_decides_is_kept_by_the_province(province, unique, level, place, status):
    body = new_decision(unique, named_award(unique, award_class_code="BKTTG"), **signed("BKTTG", "2018-09-03"))
    answer = enter(province, body | {"level": level, "unit_id": place}).expect(status)
    if status == 400:
        answer.expect_problem(400, "invalid", pointer="/authority" if level != "state" else "/unit_id", code="rule")


@pytest.mark.parametrize("class_level,level,status", [
    ("province", "commune", 400), ("province", "province", 201), ("base", "commune", 201), ("base", "province", 201),
])
def test_a_class_is_given_at_its_level_whoever_may_give_it(heir, unique, database, class_level, level, status):
    """In the catalogue the head of an agency gives this class. A class of the province is given only by an agency of
    the province."""
    code = unique("CD")[:16]
    database.psql(f"""
        insert into award_class (code, name_vi, name_en, category, level, subject_kinds, authority, rank, valid_from)
        values ('{code}', 'Mẫu', 'Sample', 'form', '{class_level}', array['individual'], 'agency_head', 900, '2018-01-01')""",
        role="tdkt_owner")
    place = NAM_LY if level == "commune" else unit(37, 2)
    body = of_commune(unique, named_award(unique, award_class_code=code, unit_id=NAM_LY), authority="agency_head", level=level, unit_id=place)
    answer = enter(heir, body).expect(status)
    if status == 400:
        answer.expect_problem(400, "invalid", pointer="/awards/0/award_class_code", code="rule")


def test_a_recipient_lies_where_the_authority_reaches(province, unique):
    body = new_decision(unique, named_award(unique, unit_id=unit(353)))
    enter(province, body).expect_problem(400, "invalid", pointer="/awards/0/unit_id", code="rule")


# Dates.


def day(offset):
    return str(date.today() + timedelta(days=offset))


@pytest.mark.parametrize("changes,pointer", [
    ({"signed_on": day(2)}, "/signed_on"), ({"signed_on": "2062-11-20"}, "/signed_on"),
    ({"signed_on": "0018-09-03"}, "/signed_on"), ({"effective_on": "2018-09-02"}, "/effective_on"),
    ({"achievement_from": "2018-01-02", "achievement_to": "2018-01-01"}, "/achievement_to"),
    ({"achievement_from": "0017-01-01"}, "/achievement_from"),
])
def test_a_decision_has_possible_dates(district, unique, changes, pointer):
    body = new_decision(unique, **changes)
    enter(district, body).expect_problem(400, "invalid", pointer=pointer, code="rule")
    assert not stands(district, body)


def test_a_decision_names_the_period_it_honours(district, unique):
    period = {"achievement_from": "2017-01-01", "achievement_to": "2017-12-31"}
    made = enter(district, new_decision(unique, named_award(unique), **period)).expect(201)
    assert period.items() <= made.json.items()
    assert period.items() <= district.get(made.headers["Location"]).json.items()


# Entering history needs a right of its own.


def test_since_the_service_is_live_an_award_needs_a_nomination(commune, unique):
    body = of_commune(unique, named_award(unique, unit_id=NAM_LY), signed_on="2026-01-01")
    enter(commune, body).expect_problem(400, "invalid", pointer="/awards/0/nomination_id", code="rule")
    enter(commune, body | {"signed_on": "2025-12-31"}).expect(201)


def test_awards_of_the_state_too_need_a_nomination_since_then(heir, unique):
    entry = named_award(unique, award_class_code="BKTTG", unit_id=NAM_LY)
    body = new_decision(unique, entry, **signed("BKTTG", "2026-01-01"))
    enter(heir, body).expect_problem(400, "invalid", pointer="/awards/0/nomination_id", code="rule")


@pytest.mark.parametrize("award", ["HCLD3", "BKTTG", "BKT", "GK", "CSTDCS"])
def test_a_decision_of_1998_can_be_entered(province, unique, award):
    made = enter(province, new_decision(unique, named_award(unique, award_class_code=award), **signed(award, "1998-05-19")))
    [row] = made.expect(201).json["awards"]
    assert (row["year"], row["bonus"]) == (1998, None)


# Nothing is given twice by mistake.


@pytest.fixture
def person(district, unique):
    return district.post("/v1/individuals", new_individual(unique)).expect(201).id


def to_person(id, award, **changes):
    return {"award_class_code": award, "subject_kind": "individual", "individual_id": id} | changes


def test_a_title_of_a_year_is_given_once(district, unique, person):
    first = enter(district, new_decision(unique, to_person(person, "LDTT"))).expect(201).json
    second = enter(district, new_decision(unique, to_person(person, "LDTT", acknowledgement="Vẫn muốn")))
    refused = second.expect_problem(409, "conflict", pointer="/awards/0", code="rule")
    assert first["number"] in refused.json["detail"] and first["awards"][0]["code"] in refused.json["detail"]
    enter(district, new_decision(unique, to_person(person, "LDTT", year=2017))).expect(201)
    enter(district, new_decision(unique, to_person(person, "CSTDCS"))).expect(201)


@pytest.mark.parametrize("award", ["LDTT", "GK"])
def test_nobody_is_in_one_decision_twice(district, unique, person, award):
    body = new_decision(unique, to_person(person, award), to_person(person, award, acknowledgement="Hai lần"))
    enter(district, body).expect_problem(409, "conflict", pointer="/awards/1", code="rule")
    assert not stands(district, body)


def test_a_second_certificate_of_another_decision_is_right(district, unique, person):
    for _ in range(2):
        enter(district, new_decision(unique, to_person(person, "GK"))).expect(201)


def test_an_order_of_the_same_class_is_acknowledged(province, unique, person):
    head = signed("HCLD3", "2018-09-03")
    first = enter(province, new_decision(unique, to_person(person, "HCLD3"), **head)).expect(201).json
    later = new_decision(unique, to_person(person, "HCLD3"), **signed("HCLD3", "2019-09-03"))
    refused = enter(province, later).expect_problem(409, "conflict", pointer="/awards/0/acknowledgement", code="rule")
    assert first["awards"][0]["code"] in refused.json["detail"]
    later["awards"][0]["acknowledgement"] = "Thành tích khác, đã đối chiếu bản giấy"
    [row] = enter(province, later).expect(201).json["awards"]
    assert row["acknowledgement"] == "Thành tích khác, đã đối chiếu bản giấy"


def test_a_namesake_without_a_record_needs_an_acknowledgement(district, unique):
    entry = named_award(unique, award_class_code="LDTT")
    enter(district, new_decision(unique, entry)).expect(201)
    again = new_decision(unique, entry | {"recipient_name": entry["recipient_name"].upper()})
    enter(district, again).expect_problem(409, "conflict", pointer="/awards/0/acknowledgement", code="rule")
    again["awards"][0]["acknowledgement"] = "Hai người cùng tên"
    enter(district, again).expect(201)


def test_what_was_annulled_may_be_given_again(district, unique, person):
    made = enter(district, new_decision(unique, to_person(person, "LDTT"))).expect(201).json
    path = f"/v1/awards/{made['awards'][0]['id']}/annulment"
    body = new_decision(unique, signed_on="2018-10-01") | {"ground": "unlawful_procedure", "reason": "Sai thẩm quyền"}
    del body["awards"]
    district.post(path, body, etag="*").expect(201)
    enter(district, new_decision(unique, to_person(person, "LDTT"), signed_on="2018-11-01")).expect(201)


def test_two_at_the_same_moment_give_a_title_once(district, unique, person):
    bodies = [new_decision(unique, to_person(person, "LDTT")) for _ in range(6)]
    with ThreadPoolExecutor(6) as pool:
        answers = list(pool.map(lambda body: enter(district, body), bodies))
    assert sorted(answer.status for answer in answers) == [201] + [409] * 5


def test_what_another_unit_gave_is_counted_and_not_named(api, district, unique):
    """The person moved here from Lý Nhân. The decision of the old unit is not shown, but the title counts."""
    ly_nhan, province = api.as_("district_reviewer", "353"), api.as_("province_reviewer", "35")
    person = ly_nhan.post("/v1/individuals", new_individual(unique, collective_id=collective(16))).expect(201)
    body = new_decision(unique, to_person(person.id, "LDTT"), unit_id=unit(353))
    given = enter(ly_nhan, body).expect(201).json
    province.patch(person.headers["Location"], {"collective_id": collective(4)}, person.etag).expect(200)
    refused = enter(district, new_decision(unique, to_person(person.id, "LDTT")))
    refused.expect_problem(409, "conflict", pointer="/awards/0", code="rule")
    assert given["number"] not in refused.json["detail"] and given["awards"][0]["code"] not in refused.json["detail"]


def test_a_collective_too_holds_a_title_once(district, unique):
    body = district.post("/v1/collectives", new_collective(unique)).expect(201).id
    entry = new_award(award_class_code="TTLDTT", collective_id=body)
    enter(district, new_decision(unique, entry)).expect(201)
    enter(district, new_decision(unique, entry)).expect_problem(409, "conflict", pointer="/awards/0", code="rule")


# The database enforces the same rules without the program.


DIRECT = f"""
insert into decision (id, number, signed_on, authority, level, unit_id, signer_name)
values ('{{id}}', '{{id}}', '{{day}}', 'commune_chair', 'commune', '{NAM_LY}', 'Mẫu');
insert into award (decision_id, award_class_id, subject_kind, recipient_name, recipient_unit_name, unit_id, year)
select '{{id}}', c.id, '{{kind}}', 'Mẫu {{id}}', 'Mẫu', '{NAM_LY}', 2025
from award_class c
where c.code = '{{award}}'
"""


@pytest.mark.parametrize("award,day_signed,rule", [
    ("GK", BEFORE, None), ("HCLD1", BEFORE, "award_authority"), ("BKT", BEFORE, "award_authority"),
    ("GK", "2026-01-01", "award_nomination_needed"), ("GK", day(2), "day_future"),
])
def test_the_database_refuses_by_itself(database, award, day_signed, rule):
    """Uses the service's login and bypasses all checks of the program."""
    lineage = database.value(f"select lineage_id from unit where id = '{NAM_LY}'", role="tdkt_owner")
    caller = {"subject": "ke.gian", "roles": "district_reviewer", "read_scope": lineage, "write_scope": lineage}
    sql = DIRECT.format(id=uuid.uuid4(), day=day_signed, award=award, kind=kind_of(award))
    if rule is None:
        database.psql(sql, settings=caller)
        return
    with pytest.raises(SqlError) as refused:
        database.psql(sql, settings=caller)
    assert refused.value.constraint == rule
