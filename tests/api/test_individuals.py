"""Personal data (Law 91/2025/QH15): a citizen id is accepted, and never comes out in any answer or log."""

import json
from concurrent.futures import ThreadPoolExecutor

import pytest

from support.samples import citizen_id, collective, new_collective, new_individual, unit
from support.service import another_installation

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


@pytest.fixture
def asker(api, unique):
    """asker(role, unit) → a new person who has not looked up anybody yet."""
    return lambda role="district_reviewer", unit="349": api.as_(role, unit, sub=unique("tra.cuu"))


def test_a_citizen_id_reads_back_masked_everywhere(district, unique, person, number, asker):
    path = person.headers["Location"]
    renamed = district.patch(path, {"position": "Giáo viên"}, person.etag).expect(200)
    answers = [
        person, renamed, district.get(path), district.get("/v1/individuals", {"limit": 200}), lookup(asker(), number)
    ]
    for answer in answers:
        rows = answer.items if "items" in answer.json else [answer.json]
        assert {row["id"]: row for row in rows}[person.id]["citizen_id"] == "************"
        assert number not in answer.text and number[:3] + "*" not in answer.text and "*" + number[-3:] not in answer.text


def test_it_is_nowhere_in_the_database_in_clear(person, number, database):
    tables = ("individual", "change_history", "idempotency_key")
    for table in tables:
        found = database.value(f"select count(*) from {table} t where t::text like '%{number}%'", "postgres")
        assert found == "0"
    kept = database.value(f"select row from change_history where row_id = '{person.id}'", "postgres")
    row = json.loads(kept)
    assert "citizen_id_hash" not in row and row["has_citizen_id"] is True
    assert number[-3:] not in str([value for name, value in row.items() if "citizen" in name])


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
                                        ("1234567890", "format"), ("٠١٢٣٤٥٦٧٨", "format")])
def test_it_is_nine_or_twelve_digits(district, unique, value, code):
    answer = district.post("/v1/individuals", new_individual(unique, citizen_id=value))
    answer.expect_problem(400, "invalid", pointer="/citizen_id", code=code)


def test_it_is_looked_up_by_post(district, person, number, asker):
    found = lookup(asker(), number).expect(200)
    assert [row["id"] for row in found.items] == [person.id]
    assert found.items[0] == district.get(person.headers["Location"]).json
    assert lookup(asker(), "000000000000").expect(200).items == []


def test_it_cannot_be_searched_or_filtered_for(district, number):
    district.get("/v1/individuals", {"citizen_id": number}).expect_problem(400, "invalid", parameter="citizen_id")
    assert district.get("/v1/individuals", {"q": number}).expect(200).items == []
    district.get(f"/v1/individuals/lookup?citizen_id={number}").expect_problem(405, "method-not-allowed")


@pytest.mark.parametrize("body,pointer", [({}, "/citizen_id"), ({"citizen_id": "1"}, "/citizen_id"), ({"x": 1}, "/x")])
def test_a_wrong_lookup_is_400(district, body, pointer):
    district.post("/v1/individuals/lookup", body).expect_problem(400, "invalid", pointer=pointer)


def test_a_person_is_recorded_once_in_the_unit_that_keeps_the_record(district, unique, person, number):
    """The offices of the district keep one record of the person, a commune another."""
    again = district.post("/v1/individuals", new_individual(unique, citizen_id=number))
    again.expect_problem(409, "conflict", pointer="/citizen_id", code="unique")
    district.post("/v1/individuals", new_individual(unique, citizen_id=number, collective_id=collective(22))).expect(201)


def test_the_same_person_in_another_district_is_not_revealed(district, unique, person, number, asker):
    other = asker("district_reviewer", "347")
    assert lookup(other, number).expect(200).items == []
    made = other.post("/v1/individuals", new_individual(unique, citizen_id=number, collective_id=PHU_LY_COLLECTIVE))
    made.expect(201)
    assert [row["id"] for row in lookup(other, number).items] == [made.id]
    assert {row["id"] for row in lookup(asker("auditor", "35"), number).items} == {person.id, made.id}


def test_a_patch_removes_it_and_a_put_without_it_too(district, unique, person, number, asker):
    path = person.headers["Location"]
    patched = district.patch(path, {"citizen_id": None}, person.etag).expect(200)
    assert patched.json["citizen_id"] is None and lookup(asker(), number).items == []
    again = district.patch(path, {"citizen_id": number}, patched.etag).expect(200)
    body = {"full_name": person.json["full_name"], "collective_id": person.json["collective_id"]}
    assert district.put(path, body, again.etag).expect(200).json["citizen_id"] is None


def test_what_was_read_back_cannot_be_written_as_if_it_were_one(district, person):
    answer = district.patch(person.headers["Location"], {"citizen_id": person.json["citizen_id"]}, person.etag)
    answer.expect_problem(400, "invalid", pointer="/citizen_id")


def test_two_installations_do_not_share_their_hashes(api, asker, person, number, start_service, database):
    """The hash uses the installation's secret as its key: with another secret nothing is found."""
    with another_installation(database) as environment:
        other = start_service(environment)
        assert lookup(type(api)(other, asker().token), number).expect(200).items == []


def test_a_code_is_unique_within_its_collective(district, unique):
    body = new_individual(unique, code=unique("cb"))
    district.post("/v1/individuals", body).expect(201)
    district.post("/v1/individuals", body | {"full_name": "Khác"}).expect_problem(409, "conflict", pointer="/code")
    district.post("/v1/individuals", body | {"collective_id": collective(22)}).expect(201)


@pytest.mark.parametrize("value", [True, False, None])
def test_who_works_directly_is_said_by_the_group_alone(district, person, unique, value):
    body = {"full_name": unique("Người"), "collective_id": collective(4), "direct_worker": value}
    district.post("/v1/individuals", body).expect_problem(400, "invalid", pointer="/direct_worker", code="unknown")
    district.patch(person.headers["Location"], {"direct_worker": value}, etag=person.etag).expect_problem(
        400, "invalid", pointer="/direct_worker", code="unknown")
    district.get("/v1/individuals", {"direct_worker": "true"}).expect_problem(
        400, "invalid", parameter="direct_worker", code="unknown")


def test_people_go_with_their_collective(province, api, unique):
    """When a collective moves to another district, its people move too, and the old district no longer sees them."""
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


# Guessing.

PER_MINUTE, CHANGES_PER_MINUTE = 5, 30


def haste(answer):
    answer.expect_problem(429, "too-many-requests")
    seconds = int(answer.headers["Retry-After"])
    assert 1 <= seconds <= 60
    assert answer.headers["RateLimit"] == f'"individual_citizen_id_limit";r=0;t={seconds}'
    assert answer.headers["RateLimit-Policy"] in ('"individual_citizen_id_limit";q=5;w=60', '"individual_citizen_id_limit";q=30;w=60')
    return answer


def test_a_thousand_guesses_of_three_digits_end_after_five(asker, person, number, service):
    """The attack of a person who knows the rest of the number."""
    guesser, answers = asker(), []
    for last in range(1000):
        guess = f"{number[:-3]}{last:03d}"
        service.keep_out_of_log(guess)
        answers.append(lookup(guesser, guess))
        if answers[-1].status == 429:
            break
    assert [answer.status for answer in answers] == [200] * PER_MINUTE + [429]
    haste(answers[-1])
    assert number not in answers[-1].text


def test_guesses_at_the_same_time_do_not_pass_the_limit(asker, number):
    guesser = asker()
    with ThreadPoolExecutor(8) as threads:
        answers = list(threads.map(lambda _: lookup(guesser, number).status, range(24)))
    assert sorted(answers) == [200] * PER_MINUTE + [429] * (24 - PER_MINUTE)


def test_instances_count_together(api, asker, number, start_service):
    guesser, other = asker(), start_service()
    elsewhere = type(api)(other, guesser.token)
    answers = [lookup(who, number).status for who in (guesser, elsewhere) * 4]
    assert answers == [200] * PER_MINUTE + [429] * 3


def test_each_person_has_their_own_limit(asker, number):
    hasty = asker()
    for _ in range(PER_MINUTE):
        lookup(hasty, number).expect(200)
    haste(lookup(hasty, number))
    lookup(asker(), number).expect(200)


def test_another_unit_or_role_in_the_token_is_the_same_person(api, unique, number):
    subject = unique("tra.cuu")
    for _ in range(PER_MINUTE):
        lookup(api.as_("unit_officer", "349", sub=subject), number).expect(200)
    haste(lookup(api.as_("province_reviewer", "35", sub=subject), number))


def test_a_day_has_its_own_limit(asker, number, database, unique):
    """The look-ups of the hours before are in the table."""
    guesser = asker()
    database.psql(
        f"""insert into citizen_id_use (actor, act, recorded_at, found, individual_ids, lineages)
            select '{guesser.who["sub"]}', 'lookup', now() - interval '23 hours' + n * interval '1 second', 0, '{{}}', '{{}}'
            from generate_series(1, 60) n""", "tdkt_owner")
    answer = lookup(guesser, number).expect_problem(429, "too-many-requests")
    assert 3000 < int(answer.headers["Retry-After"]) <= 3601


def test_a_replay_does_not_count_as_a_guess(asker, person, number, unique):
    guesser, key, body = asker(), unique("key"), {"citizen_id": number}
    first = guesser.post("/v1/individuals/lookup", body, key).expect(200)
    for _ in range(PER_MINUTE + 2):
        assert guesser.post("/v1/individuals/lookup", body, key).expect(200).content == first.content


def test_every_look_up_leaves_a_row_without_the_number(asker, person, number, database):
    guesser = asker("auditor", "35")
    found, nothing = lookup(guesser, number).expect(200), lookup(guesser, "000000000000").expect(200)
    rows = database.psql(
        f"""select request_id, found, array_to_string(individual_ids, ',') from citizen_id_use
            where actor = '{guesser.who["sub"]}' and act = 'lookup' order by recorded_at""", "postgres")
    assert rows == [[found.headers["X-Request-Id"], "1", person.id], [nothing.headers["X-Request-Id"], "0", ""]]
    hash_of = f"(select encode(citizen_id_hash, 'hex') from individual where id = '{person.id}')"
    for said in (f"'{number}'", hash_of):
        assert database.value(f"select count(*) from citizen_id_use u where strpos(to_jsonb(u)::text, {said}) > 0",
                              "postgres") == "0"
    # The last three digits are searched as a value of their own: an id of a record or request may end in them by
    # chance.
    assert database.value(
        f"""select count(*) from citizen_id_use u, jsonb_each(to_jsonb(u)) member
            where member.value = to_jsonb('{number[-3:]}'::text)""", "postgres") == "0"


def test_a_look_up_is_one_line_of_the_log(asker, person, number, service):
    answer = lookup(asker(), number).expect(200)
    lines = [line for line in service.log_lines() if line.get("event") == "citizen_id_lookup"]
    [line] = [line for line in lines if line["request_id"] == answer.headers["X-Request-Id"]]
    assert line["found"] == 1 and set(line) == {"time", "level", "event", "request_id", "found"}


def test_guesses_onto_a_record_of_ones_own_end_too(api, unique, person, number):
    """A 409 reveals that a person of the unit has the number: at the first right guess, or at the last guess allowed."""
    guesser = api.as_("district_reviewer", "349", sub=unique("doan"))
    own = guesser.post("/v1/individuals", new_individual(unique)).expect(201)
    path, statuses = own.headers["Location"], []
    for guess in range(CHANGES_PER_MINUTE + 1):
        statuses.append(guesser.patch(path, {"citizen_id": f"{guess:012d}"}, "*").status)
    assert statuses == [200] * CHANGES_PER_MINUTE + [429]
    for right in (number, f"{CHANGES_PER_MINUTE - 1:012d}"):  # the number of another person, and the record's own
        haste(guesser.patch(path, {"citizen_id": right}, "*"))
    body = {"full_name": own.json["full_name"], "collective_id": own.json["collective_id"]}
    haste(guesser.put(path, body | {"citizen_id": number}, "*"))
    guesser.patch(path, {"position": "Giáo viên"}, "*").expect(200)
    guesser.patch(path, {"citizen_id": None}, "*").expect(200)


def test_new_records_have_a_limit_of_their_own(api, unique, database):
    guesser = api.as_("district_reviewer", "349", sub=unique("doan"))
    database.psql(
        f"""insert into citizen_id_use (actor, act, found, individual_ids, lineages)
            select '{guesser.who["sub"]}', 'entry', 0, '{{}}', '{{}}' from generate_series(1, 5000)""",
        "tdkt_owner")
    answer = guesser.post("/v1/individuals", new_individual(unique, citizen_id=citizen_id(unique)))
    answer.expect_problem(429, "too-many-requests")
    guesser.post("/v1/individuals", new_individual(unique)).expect(201)


# A unit learns nothing about numbers outside it.

COMMUNE, NEIGHBOUR, PROVINCE = "13324", "13330", "37"


@pytest.fixture
def registered(api, unique, number):
    """A person of a commune of today, which has only the province above it."""
    return registered_in(api, unique, COMMUNE, number)


def registered_in(api, unique, code, number=None):
    of = unit(37, 2) if code == PROVINCE else unit(code, 3)
    keeper = api.as_("province_reviewer" if code == PROVINCE else "district_reviewer", code, sub=unique("can.bo"))
    home = keeper.post("/v1/collectives", new_collective(unique, unit_id=of)).expect(201)
    body = new_individual(unique, collective_id=home.id) | ({"citizen_id": number} if number else {})
    return keeper, keeper.post("/v1/individuals", body).expect(201)


@pytest.mark.parametrize("code", [NEIGHBOUR, PROVINCE])
def test_a_neighbour_learns_nothing_by_writing(api, unique, registered, number, code):
    """Neither the neighbouring commune nor the province's own offices learn it: not by POST, PATCH, PUT or If-Match: *."""
    attacker, own = registered_in(api, unique, code)
    path, home = own.headers["Location"], own.json["collective_id"]
    attacker.patch(path, {"citizen_id": number}, "*").expect(200)
    attacker.patch(path, {"citizen_id": None}, "*").expect(200)
    attacker.put(path, {"full_name": "Ai đó", "collective_id": home, "citizen_id": number}, "*").expect(200)
    attacker.patch(path, {"citizen_id": None}, "*").expect(200)
    attacker.post("/v1/individuals", new_individual(unique, collective_id=home, citizen_id=number)).expect(201)


def test_a_neighbour_learns_nothing_by_looking_up(api, unique, registered, number):
    _, person = registered
    attacker = api.as_("district_reviewer", NEIGHBOUR, sub=unique("do"))
    assert lookup(attacker, number).expect(200).items == lookup(attacker, "000000000000").expect(200).items == []
    theirs = attacker.patch(person.headers["Location"], {"citizen_id": number}, "*")
    missing = attacker.patch("/v1/individuals/01999999-9999-7999-8999-999999999999", {"citizen_id": number}, "*")
    assert theirs.expect_problem(404, "not-found").status == missing.expect_problem(404, "not-found").status


def test_a_neighbour_learns_nothing_by_moving(api, unique, registered, number):
    """By moving a record to a collective of the other unit: the answer is that the collective does not exist, whoever is in it."""
    _, person = registered
    attacker, own = registered_in(api, unique, NEIGHBOUR, number)
    into = attacker.patch(own.headers["Location"], {"collective_id": person.json["collective_id"]}, "*")
    nowhere = attacker.patch(own.headers["Location"], {"collective_id": "01999999-9999-7999-8999-999999999999"}, "*")
    for answer in (into, nowhere):
        answer.expect_problem(409, "conflict", pointer="/collective_id", code="reference")
    assert into.json == nowhere.json


def test_within_the_commune_it_is_still_unique(api, unique, registered, number):
    keeper, person = registered
    body = new_individual(unique, collective_id=person.json["collective_id"], citizen_id=number)
    keeper.post("/v1/individuals", body).expect_problem(409, "conflict", pointer="/citizen_id", code="unique")
    other = keeper.post("/v1/individuals", body | {"citizen_id": None}).expect(201)
    refused = keeper.patch(other.headers["Location"], {"citizen_id": number}, "*")
    refused.expect_problem(409, "conflict", pointer="/citizen_id", code="unique")
