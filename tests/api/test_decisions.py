"""Historic decisions, entered together with their awards in one request: as they were signed, all awards or none."""

import pytest

from support.giving import named_award, signed
from support.samples import (
    DUY_TIEN, HA_NAM, LY_NHAN, MISSING, award_class, collective, decision, individual, new_award, new_decision,
    new_individual, unit,
)


def enter(caller, body):
    return caller.post("/v1/decisions", body)


def by_number(caller, body) -> list:
    return caller.get("/v1/decisions", {"number": body["number"]}).expect(200).items


def provincial(unique, *awards, **changes) -> dict:
    """A certificate of the Prime Minister, recorded by the province."""
    change = {"authority": "prime_minister", "level": "state", "unit_id": HA_NAM} | changes
    return new_decision(unique, *(awards or [new_award(award_class_code="BKTTG")]), **change)


def test_a_decision_reads_back_with_its_awards_in_order(district, unique):
    body = new_decision(
        unique,
        new_award(achievement="Hoàn thành xuất sắc", year=2017),
        new_award(subject_kind="individual", collective_id=None, individual_id=individual(3)),
        effective_on="2018-09-10", signer_title="Chủ tịch", summary="Tặng Giấy khen",
    )
    made = enter(district, body).expect(201)
    assert made.headers["Location"] == f"/v1/decisions/{made.id}"
    read = district.get(made.headers["Location"]).expect(200)
    assert read.json == made.json and read.etag == made.etag
    for name in (
        "number", "signed_on", "effective_on", "authority", "level", "unit_id", "signer_name", "signer_title", "summary"
    ):
        assert made.json[name] == body[name]
    first, second = made.json["awards"]
    assert (first["award_class_code"], first["achievement"], first["year"]) == ("GK", "Hoàn thành xuất sắc", 2017)
    assert (second["individual_id"], second["year"], second["signed_on"]) == (individual(3), 2018, "2018-09-03")
    for row in (first, second):
        assert row["decision_id"] == made.id and row["decision_number"] == body["number"] and row["state"] == "valid"
        assert district.get(f"/v1/awards/{row['id']}").expect(200).json == row


def test_members_not_given_are_taken_from_the_records(district, unique):
    entries = [new_award(), new_award(subject_kind="individual", collective_id=None, individual_id=individual(3))]
    of_collective, of_person = enter(district, new_decision(unique, *entries)).expect(201).json["awards"]
    assert of_collective["recipient_name"] == "Ủy ban nhân dân huyện Duy Tiên (mẫu)"
    assert of_collective["recipient_unit_name"] == "Duy Tiên" and of_collective["unit_id"] == DUY_TIEN
    assert of_person["recipient_name"] == "Trần Thị Hòa (mẫu)" and of_person["recipient_position"] == "Giáo viên"
    assert of_person["recipient_unit_name"] == "Trường Trung học cơ sở thị trấn Hòa Mạc (mẫu)"
    assert of_person["unit_id"] == unit(13324)


def test_members_given_win_over_the_records(district, unique):
    said = {
        "recipient_name": "Tên trên giấy", "recipient_position": "Chức vụ cũ", "recipient_unit_name": "Đơn vị cũ",
        "unit_id": unit(13321),
    }
    [row] = enter(district, new_decision(unique, new_award(**said))).expect(201).json["awards"]
    assert {name: row[name] for name in said} == said


def test_a_recipient_without_a_record_is_entered_by_name(district, unique):
    entry = {
        "award_class_code": "GK", "subject_kind": "individual", "recipient_name": "Cụ Nguyễn Văn Mẫu",
        "recipient_unit_name": "xóm 3",
        "unit_id": DUY_TIEN,
    }
    [row] = enter(district, new_decision(unique, entry)).expect(201).json["awards"]
    assert (row["individual_id"], row["collective_id"], row["recipient_name"]) == (None, None, "Cụ Nguyễn Văn Mẫu")


def test_the_record_stays_when_the_person_is_renamed_and_moved(district, unique):
    person = district.post("/v1/individuals", new_individual(unique, position="Giáo viên")).expect(201)
    entry = {"award_class_code": "LDTT", "subject_kind": "individual", "individual_id": person.id}
    made = enter(district, new_decision(unique, entry)).expect(201)
    change = {"full_name": f"Tên khác {unique()}", "position": "Hiệu trưởng", "collective_id": collective(22)}
    district.patch(person.headers["Location"], change, person.etag).expect(200)
    assert district.get(made.headers["Location"]).json == made.json
    [row] = district.get(f"/v1/individuals/{person.id}/awards").expect(200).items
    assert row == made.json["awards"][0]
    assert row["recipient_name"] == person.json["full_name"] and row["recipient_position"] == "Giáo viên"


def test_award_histories_of_a_person_and_a_collective(district):
    awards = district.all(f"/v1/individuals/{individual(1)}/awards", {"sort": "signed_on"})
    assert [(row["award_class_code"], row["signed_on"]) for row in awards] == [("BKTTG", "2017-12-31"), ("HCLD3", "2018-02-12")]
    shown = district.all(f"/v1/collectives/{collective(22)}/awards")
    assert {row["award_class_code"] for row in shown} == {"HCLD3"}
    district.get(f"/v1/collectives/{MISSING}/awards").expect_problem(404, "not-found")


ALL_OR_NOTHING = [
    ({"award_class_code": "GK", "subject_kind": "collective", "collective_id": MISSING}, 409, "/awards/1/collective_id"),
    ({"award_class_code": "GK", "subject_kind": "collective", "collective_id": collective(16)}, 409, "/awards/1/collective_id"),
    ({"award_class_code": "GK", "subject_kind": "individual", "individual_id": individual(20)}, 409, "/awards/1/individual_id"),
    (new_award(award_class_code="NOPE"), 409, "/awards/1/award_class_code"),
    (new_award(award_class_code=None, award_class_id=MISSING), 409, "/awards/1/award_class_id"),
    (new_award(award_class_id=award_class(80)), 400, "/awards/1/award_class_code"),
    (new_award(award_class_code=None), 400, "/awards/1/award_class_code"),
    (new_award(award_class_code="LDTT"), 400, "/awards/1/subject_kind"),
    (new_award(subject_kind="individual"), 400, "/awards/1/subject_kind"),
    (new_award(subject_kind="group"), 400, "/awards/1/subject_kind"),
    (new_award(unit_id=LY_NHAN), 400, "/awards/1/unit_id"),
    (new_award(year=1900), 400, "/awards/1/year"),
    (new_award(code="HNAM2923F"), 400, "/awards/1/code"),
    (new_award(colour="red"), 400, "/awards/1/colour"),
    ({"award_class_code": "GK", "subject_kind": "individual", "unit_id": DUY_TIEN}, 400, "/awards/1/recipient_name"),
    ({"award_class_code": "GK", "subject_kind": "individual", "recipient_name": "Ai đó"}, 400, "/awards/1/unit_id"),
    ("GK", 400, "/awards/1"),
]


@pytest.mark.parametrize(
    "entry,status,pointer", ALL_OR_NOTHING, ids=[f"{case[1]}-{case[2]}" for case in ALL_OR_NOTHING]
)
def test_one_wrong_award_refuses_the_whole_decision_and_is_pointed_at(district, unique, entry, status, pointer):
    body = new_decision(unique, new_award(), entry, named_award(unique))
    enter(district, body).expect_problem(status, {400: "invalid", 409: "conflict"}[status], pointer=pointer)
    assert by_number(district, body) == []


def test_every_wrong_award_and_member_is_told_at_once(district, unique):
    body = new_decision(unique, new_award(year=1), new_award(), new_award(award_class_code=None), signer_name=None, level="world")
    refused = enter(district, body).expect_problem(400, "invalid")
    assert {
        error["pointer"] for error in refused.json["errors"]
    } == {"/signer_name", "/level", "/awards/0/year", "/awards/2/award_class_code"}


def wrong_awards() -> dict:
    """What only the database can refuse: the entry, its member, and the code of the error."""
    return {
        "collective_id": (new_award(collective_id=collective(16)), "reference"),
        "award_class_code": (new_award(award_class_code="NOPE"), "reference"),
        "subject_kind": (new_award(award_class_code="LDTT"), "rule"),
        "individual_id": ({"award_class_code": "GK", "subject_kind": "individual", "individual_id": individual(20)}, "reference"),
    }


def told(answer) -> list:
    return [(error["pointer"], error["code"]) for error in answer.json["errors"]]


@pytest.mark.parametrize("language,sentence", [
    ("vi", "Không có danh hiệu, hình thức nào có mã NOPE"), ("en", "There is no award class with the code NOPE"),
])
def test_an_unknown_code_is_told_as_no_class(district, unique, language, sentence):
    refused = district.post("/v1/decisions", new_decision(unique, new_award(award_class_code="NOPE")), headers={"Accept-Language": language})
    refused.expect_problem(409, "conflict", pointer="/awards/0/award_class_code", code="reference", rule="award_class_unknown")
    assert refused.json["errors"][0]["detail"] == refused.json["detail"] == sentence


@pytest.mark.parametrize("keyed", [False, True])
def test_all_that_the_database_refuses_is_told_at_once(district, unique, keyed):
    wrong = wrong_awards()
    awards = [named_award(unique)]
    for entry, _ in wrong.values():
        awards += [entry, named_award(unique)]
    body, key = new_decision(unique, *awards), unique("key") if keyed else None
    expected = [(f"/awards/{2 * i + 1}/{member}", code) for i, (member, (_, code)) in enumerate(wrong.items())]
    for _ in range(2):
        assert told(district.post("/v1/decisions", body, key=key).expect_problem(409, "conflict")) == expected
        assert by_number(district, body) == []
    body["awards"] = awards[::2]
    made = district.post("/v1/decisions", body, key=key).expect(201)
    assert len(made.json["awards"]) == 5
    if keyed:
        again = district.post("/v1/decisions", body, key=key).expect(201)
        assert (again.json, again.headers["Idempotency-Replayed"]) == (made.json, "true")


@pytest.mark.parametrize("bad", [range(24, 500, 25), range(480, 500), range(20)], ids=["spread", "last", "first"])
def test_twenty_bad_awards_of_five_hundred_take_one_round(district, unique, bad):
    awards = [named_award(unique) for _ in range(500)]
    for i in bad:
        awards[i] = new_award(award_class_code="NOPE")
    body = new_decision(unique, *awards)
    assert told(enter(district, body).expect_problem(409, "conflict")) == [(f"/awards/{i}/award_class_code", "reference") for i in bad]
    assert by_number(district, body) == []


def test_more_bad_awards_than_a_problem_has_room_for(district, unique):
    body = new_decision(unique, *[new_award(award_class_code="NOPE")] * 500)
    assert told(enter(district, body).expect_problem(409, "conflict")) == [(f"/awards/{i}/award_class_code", "reference") for i in range(50)]


def test_an_award_that_another_of_the_same_decision_rules_out(district, unique):
    """The second is refused because of the first, the third for itself."""
    body = new_decision(unique, new_award(collective_id=collective(4)), new_award(collective_id=collective(4)),
                        new_award(award_class_code="NOPE"))
    assert [pointer for pointer, _ in told(enter(district, body).expect_problem(409, "conflict"))] == [
        "/awards/1", "/awards/2/award_class_code"]


def test_a_decision_that_is_wrong_itself_tells_of_no_award(district, unique):
    body = new_decision(unique, new_award(award_class_code="NOPE"), new_award(award_class_code="NOPE"), signed_on="2020-01-01")
    refused = enter(district, body).expect_problem(400, "invalid", pointer="/signed_on", code="rule")
    assert len(refused.json["errors"]) == 1


def test_five_hundred_awards_are_one_decision(district, unique):
    made = enter(district, new_decision(unique, *[named_award(unique, achievement=str(i)) for i in range(500)])).expect(201)
    assert [row["achievement"] for row in made.json["awards"]] == [str(i) for i in range(500)]
    assert len({row["code"] for row in made.json["awards"]}) == 500
    assert district.get(made.headers["Location"]).json == made.json


@pytest.mark.parametrize("awards", [[], [new_award()] * 501, {}, "GK", None])
def test_no_award_or_too_many_are_refused(district, unique, awards):
    body = new_decision(unique) | {"awards": awards}
    enter(district, body).expect_problem(400, "invalid", pointer="/awards")
    assert by_number(district, body) == []


def test_a_decision_without_awards_is_refused(district, unique):
    body = new_decision(unique)
    del body["awards"]
    enter(district, body).expect_problem(400, "invalid", pointer="/awards", code="required")


@pytest.mark.parametrize(
    "signed_on,unit_id,status",
    [
        ("2019-12-31", DUY_TIEN, 201), ("2020-01-01", DUY_TIEN, 400), ("2020-01-01", unit(349, 2), 201),
        ("2025-06-30", unit(349, 2), 201), ("2025-07-01", unit(349, 2), 400), ("1996-12-31", DUY_TIEN, 400),
    ],
)
def test_a_district_chair_decides_while_there_is_a_district(district, unique, signed_on, unit_id, status):
    """Districts ended on 2025-07-01: Decree 129/2025/NĐ-CP Art 59."""
    entry = new_award(award_class_code="HCLD", award_class_id=None) if signed_on < "2004" else new_award()
    answer = enter(district, new_decision(unique, entry, signed_on=signed_on, unit_id=unit_id)).expect(status)
    if status == 400:
        answer.expect_problem(400, "invalid", pointer="/signed_on", code="rule")


@pytest.mark.parametrize(
    "authority,level,award",
    [
        ("president", "state", "HCLD3"), ("prime_minister", "state", "BKTTG"), ("province_chair", "province", "BKT"),
        ("agency_head", "province", "GK"),
        ("president", "province", None), ("province_chair", "state", None), ("district_chair", "province", None),
        ("agency_head", "state", None),
    ],
)
def test_the_authority_fits_the_level(province, unique, authority, level, award):
    status = 201 if award else 400
    entry = named_award(unique, award_class_code=award or "BKTTG")
    answer = enter(province, provincial(unique, entry, authority=authority, level=level)).expect(status)
    if status == 400:
        answer.expect_problem(400, "invalid", pointer="/authority", code="rule")


def test_a_district_decision_belongs_to_a_district(province, unique):
    body = new_decision(unique, unit_id=HA_NAM)
    enter(province, body).expect_problem(400, "invalid", pointer="/unit_id", code="rule")


@pytest.mark.parametrize("authority,level", [("president", "state"), ("province_chair", "province")])
def test_a_district_reviewer_records_no_decision_above_it(district, unique, authority, level):
    body = new_decision(unique, authority=authority, level=level)
    enter(district, body).expect_problem(403, "forbidden")
    assert by_number(district, body) == []


def test_a_district_reviewer_records_its_own_districts_decisions_only(district, unique):
    body = new_decision(unique, unit_id=LY_NHAN)
    enter(district, body).expect_problem(409, "conflict", pointer="/unit_id", code="reference")


def test_a_class_is_given_while_it_is_valid(district, unique):
    """The classes are older than the law that names them: they go back to the appeal for patriotic emulation of 1948."""
    enter(district, new_decision(unique, signed_on="2004-06-30")).expect(201)
    enter(district, new_decision(unique, signed_on="1998-06-10")).expect(201)


def test_a_class_is_not_given_before_there_was_one(province, unique, database):
    code = f"C{unique('cu')}"[:16]
    database.psql(f"""
        insert into award_class (
            code, name_vi, name_en, category, level, subject_kinds, authority, rank, valid_from, valid_to)
        values ('{code}', 'Cờ mẫu', 'Sample flag', 'form', 'state', array['individual'], 'prime_minister', 999,
            '2004-07-01', '2018-06-30')""", role="tdkt_owner")
    for day, status in (("2004-06-30", 400), ("2004-07-01", 201), ("2018-06-30", 201), ("2018-07-01", 400)):
        answer = enter(province, provincial(unique, named_award(unique, award_class_code=code), signed_on=day)).expect(status)
        if status == 400:
            answer.expect_problem(400, "invalid", pointer="/awards/0/award_class_code", code="rule")


def test_a_number_is_used_once_for_a_day_and_unit(district, unique):
    body = new_decision(unique)
    enter(district, body).expect(201)
    enter(district, body).expect_problem(409, "conflict", pointer="/number", code="unique")
    enter(district, body | {"signed_on": "2018-09-04"}).expect(201)


@pytest.mark.parametrize("path", [f"/v1/decisions/{decision(8)}", "/v1/awards/01600000-000b-7000-8000-000000000033"])
@pytest.mark.parametrize("method", ["PUT", "PATCH", "DELETE"])
def test_records_of_awards_are_never_changed_or_deleted(province, path, method):
    province.request(method, path, {}, etag="*").expect_problem(405, "method-not-allowed")
    province.get(path).expect(200)


def test_what_has_an_award_cannot_be_deleted(province, unique):
    person = province.post("/v1/individuals", new_individual(unique)).expect(201)
    enter(
        province, new_decision(unique, {"award_class_code": "GK", "subject_kind": "individual", "individual_id": person.id})
    ).expect(201)
    province.delete(person.headers["Location"], person.etag).expect_problem(409, "conflict", code="referenced")


def test_a_decision_not_changed_is_not_sent_again(district):
    path = f"/v1/decisions/{decision(8)}"
    read = district.get(path).expect(200)
    district.get(path, headers={"If-None-Match": read.etag}).expect(304)
    district.get(path, headers={"If-None-Match": "x"}).expect_problem(400, "invalid", header="If-None-Match")


def test_a_form_is_valid_without_its_class(province, unique):
    for name in ("HCLD", "HCLD1", "HCLD3"):
        [row] = enter(
            province, provincial(unique, named_award(unique, award_class_code=name), authority="president")
        ).expect(201).json["awards"]
        assert row["award_class_code"] == name


def test_a_number_is_unique_and_found_however_it_is_typed(district, unique):
    number = unique("12/QĐ-UBND ")
    body = new_decision(unique, number=number)
    made = enter(district, body).expect(201)
    for typed in (
        number.lower(), number.replace(" ", ""), number.replace("-", " – "), number.replace("Đ", "\u00d0"), number.replace("Đ", "D"),
        number.replace("Q", "Ｑ"), f"\u200b{number}\u00a0",
    ):
        assert [row["id"] for row in by_number(district, {"number": typed})] == [made.id]
        enter(district, body | {"number": typed}).expect_problem(409, "conflict", pointer="/number", code="unique")
    enter(district, body | {"number": number + "a"}).expect(201)


def test_a_reader_finds_a_number_too(api, district, unique):
    made = enter(district, new_decision(unique, number=unique("7/QĐ-"))).expect(201)
    typed = made.json["number"].lower().replace("-", "–")
    assert [row["id"] for row in by_number(api.as_("reader", "349"), {"number": typed})] == [made.id]
