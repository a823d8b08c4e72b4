"""Personal data (Law 91/2025/QH15): a citizen id goes in, and never comes out, in no answer and no log."""

import pytest

from support.samples import citizen_id, collective, masked, new_individual

PHU_LY_COLLECTIVE = collective(1)


@pytest.fixture
def number(unique, service):
    made = citizen_id(unique)
    service.keep_out_of_log(made)
    return made


@pytest.fixture
def person(district, unique, number):
    return district.post("/v1/individuals", new_individual(unique, citizen_id=number)).expect(201)


def lookup(caller, number):
    return caller.post("/v1/individuals/lookup", {"citizen_id": number})


def test_a_citizen_id_reads_back_masked_everywhere(district, unique, person, number):
    path = person.headers["Location"]
    renamed = district.patch(path, {"position": "Giáo viên"}, person.etag).expect(200)
    answers = [
        person, renamed, district.get(path), district.get("/v1/individuals", {"limit": 200}), lookup(district, number)
    ]
    for answer in answers:
        assert number not in answer.text and number[:-3] not in answer.text
        assert masked(number) in answer.text


def test_it_is_nowhere_in_the_database_in_clear(person, number, database):
    tables = ("individual", "change_history", "idempotency_key")
    for table in tables:
        found = database.value(f"select count(*) from {table} t where t::text like '%{number}%'", "postgres")
        assert found == "0"
    kept = database.value(f"select row from change_history where row_id = '{person.id}'", "postgres")
    assert "citizen_id_hash" not in kept and number[-3:] in kept


def test_it_is_not_kept_with_an_idempotency_key(district, unique, number, database):
    key = unique("key")
    district.post("/v1/individuals", new_individual(unique, citizen_id=number), key).expect(201)
    kept = database.value(f"select t::text from idempotency_key t where key = '{key}'", "postgres")
    assert number not in kept


def test_a_refusal_does_not_repeat_it(district, unique, number):
    for wrong in (number[:11], number + "1", number[:6] + " " + number[6:], number[:11] + "x"):
        refused = district.post("/v1/individuals", new_individual(unique, citizen_id=wrong))
        refused.expect_problem(400, "invalid", pointer="/citizen_id")
        assert wrong.strip() not in refused.text


@pytest.mark.parametrize("value,code", [(79, "type"), ("", "too_short"), ("12345678", "too_short"), ("1" * 13, "too_long"),
                                        ("1234567890", "format"), ("٠١٢٣٤٥٦٧٨", "format")])  # fmt: skip
def test_it_is_nine_or_twelve_digits(district, unique, value, code):
    answer = district.post("/v1/individuals", new_individual(unique, citizen_id=value))
    answer.expect_problem(400, "invalid", pointer="/citizen_id", code=code)


def test_it_is_looked_up_by_post(district, person, number):
    found = lookup(district, number).expect(200)
    assert [row["id"] for row in found.items] == [person.id]
    assert found.items[0] == district.get(person.headers["Location"]).json
    assert lookup(district, "000000000000").expect(200).items == []


def test_it_cannot_be_searched_or_filtered_for(district, number):
    district.get("/v1/individuals", {"citizen_id": number}).expect_problem(400, "invalid", parameter="citizen_id")
    assert district.get("/v1/individuals", {"q": number}).expect(200).items == []
    district.get(f"/v1/individuals/lookup?citizen_id={number}").expect_problem(405, "method-not-allowed")


@pytest.mark.parametrize("body,pointer", [({}, "/citizen_id"), ({"citizen_id": "1"}, "/citizen_id"), ({"x": 1}, "/x")])
def test_a_wrong_lookup_is_400(district, body, pointer):
    district.post("/v1/individuals/lookup", body).expect_problem(400, "invalid", pointer=pointer)


def test_one_person_stands_once_in_a_district(district, unique, person, number):
    answer = district.post("/v1/individuals", new_individual(unique, citizen_id=number, collective_id=collective(22)))
    answer.expect_problem(409, "conflict", pointer="/citizen_id", code="unique")


def test_the_same_person_in_another_district_is_not_betrayed(api, district, unique, person, number):
    other = api.as_("district_reviewer", "347")
    assert lookup(other, number).expect(200).items == []
    made = other.post("/v1/individuals", new_individual(unique, citizen_id=number, collective_id=PHU_LY_COLLECTIVE))
    made.expect(201)
    assert [row["id"] for row in lookup(other, number).items] == [made.id]
    assert {row["id"] for row in lookup(api.as_("auditor", "35"), number).items} == {person.id, made.id}


def test_a_patch_removes_it_and_a_put_without_it_too(district, unique, person, number):
    path = person.headers["Location"]
    patched = district.patch(path, {"citizen_id": None}, person.etag).expect(200)
    assert patched.json["citizen_id"] is None and lookup(district, number).items == []
    again = district.patch(path, {"citizen_id": number}, patched.etag).expect(200)
    body = {"full_name": person.json["full_name"], "collective_id": person.json["collective_id"]}
    assert district.put(path, body, again.etag).expect(200).json["citizen_id"] is None


def test_what_was_read_back_cannot_be_written_as_if_it_were_one(district, person):
    answer = district.patch(person.headers["Location"], {"citizen_id": person.json["citizen_id"]}, person.etag)
    answer.expect_problem(400, "invalid", pointer="/citizen_id")


def test_two_installations_do_not_share_their_hashes(api, district, person, number, start_service, database):
    """The hash is keyed with the installation's secret: another secret finds nothing."""
    other = start_service()
    assert lookup(type(api)(other, district.token), number).expect(200).items == []


def test_a_code_is_unique_within_its_collective(district, unique):
    body = new_individual(unique, code=unique("cb"))
    district.post("/v1/individuals", body).expect(201)
    district.post("/v1/individuals", body | {"full_name": "Khác"}).expect_problem(409, "conflict", pointer="/code")
    district.post("/v1/individuals", body | {"collective_id": collective(22)}).expect(201)


def test_people_go_with_their_collective(province, api, unique):
    """A collective that moves to another district takes its people along, out of the sight of the old one."""
    home = province.post("/v1/collectives", {
        "code": unique("tt"), "name": "Tổ", "kind": "other", "unit_id": "01600000-0001-7000-8000-000100000349"
    })
    person = province.post("/v1/individuals", new_individual(unique, collective_id=home.expect(201).id)).expect(201)
    province.patch(home.headers["Location"], {"unit_id": "01600000-0001-7000-8000-000100000353"}, home.etag).expect(200)
    api.as_("district_reviewer", "353").get(person.headers["Location"]).expect(200)
    api.as_("district_reviewer", "349").get(person.headers["Location"]).expect_problem(404, "not-found")


def test_names_of_persons_stay_out_of_the_log(service, district, unique):
    name = f"Trịnh Thị {unique('Kín')}"
    service.keep_out_of_log(name, name.rpartition(" ")[2])
    district.post("/v1/individuals", new_individual(unique, full_name=name)).expect(201)
    district.get("/v1/individuals", {"q": name}).expect(200)
    district.post("/v1/individuals", {"full_name": name, "gender": name}).expect(400)
    service.check_log()
