"""A person whose record lies in the archive of a unit that has ended: the successor takes the record over, and makes no second one.
Vĩnh Trụ (13564) was merged into 13597 on 2020-01-01; 13597 of today took that over.
"""

import pytest

from support.moving import act, ask, people
from support.samples import citizen_id, new_collective, new_individual, unit

HEIR, ARCHIVE, ANOTHER = "13597", unit(13564), "13627"


@pytest.fixture
def number(unique, service):
    made = citizen_id(unique)
    service.keep_out_of_log(made)
    return made


@pytest.fixture
def heir(api, unique):
    return people(api, unique, HEIR)


@pytest.fixture
def home(heir, unique):
    """A collective of the unit of today."""
    return heir.post("/v1/collectives", new_collective(unique, unit_id=unit(HEIR, 3))).expect(201).id


@pytest.fixture
def archived(api, unique, number):
    """archived(…): a person whose record lies in the archive of Vĩnh Trụ."""
    keeper = people(api, unique, ARCHIVE)

    def made(**changes):
        old = keeper.post("/v1/collectives", new_collective(unique, unit_id=ARCHIVE)).expect(201).id
        body = new_individual(unique, collective_id=old, citizen_id=number, code=unique("CB"), birth_date="1985-02-03")
        return keeper.post("/v1/individuals", body | changes).expect(201)

    return made


def test_the_successor_takes_from_the_archive_alone(heir, home, archived, number):
    person = archived()
    move = ask(heir, citizen_id=number, to_collective_id=home).expect(201)
    assert (move.json["state"], move.json["individual_id"], move.json["answered_by"]) == ("released", person.id, heir.who["sub"])
    assert heir.get(person.headers["Location"]).expect(200).json["collective_id"] == home
    heir.patch(person.headers["Location"], {"position": "Chủ tịch"}, "*").expect(200)


def test_a_unit_that_took_over_nothing_waits_for_the_successor(api, heir, archived, unique):
    other = people(api, unique, ANOTHER)
    there = other.post("/v1/collectives", new_collective(unique, unit_id=unit(ANOTHER, 3))).expect(201).id
    move = ask(other, archived(), to_collective_id=there).expect(201)
    assert move.json["state"] == "requested"
    assert act(heir, move, "release").expect(201).json["state"] == "released"


def test_the_province_that_took_over_releases_from_the_archive(api, archived, unique):
    other = people(api, unique, ANOTHER)
    there = other.post("/v1/collectives", new_collective(unique, unit_id=unit(ANOTHER, 3))).expect(201).id
    move = ask(other, archived(), to_collective_id=there).expect(201)
    act(people(api, unique, "37", "province_reviewer"), move, "release").expect(201)


@pytest.mark.parametrize("code", [ANOTHER, "37"])
def test_a_unit_that_stands_is_no_archive(api, heir, home, unique, code):
    """The commune of today gives its people itself: the successor of its former units does not take them."""
    other = people(api, unique, ANOTHER)
    there = other.post("/v1/collectives", new_collective(unique, unit_id=unit(ANOTHER, 3))).expect(201).id
    person = other.post("/v1/individuals", new_individual(unique, collective_id=there)).expect(201)
    move = ask(heir, person, to_collective_id=home).expect(201)
    assert move.json["state"] == "requested"
    act(heir, move, "release").expect_problem(403, "forbidden")
    act(people(api, unique, code, "province_reviewer"), move, "release").expect(201)


ARCHIVED_AGAIN = {  # what the new record says: the members that the archive's record has, and what else it says
    "the citizen id": (("citizen_id",), {}),
    "the citizen id and another code": (("citizen_id",), {"code": "KHAC"}),
    "code and name": (("code", "full_name"), {}),
    "code, name and day": (("code", "full_name", "birth_date"), {}),
    "code and name in small letters": (("code", "full_name"), str.lower),
}


@pytest.mark.parametrize("said", ARCHIVED_AGAIN)
def test_registering_a_person_of_the_archive_offers_its_record(heir, home, archived, number, unique, said):
    person = archived()
    members, more = ARCHIVED_AGAIN[said]
    known = person.json | {"citizen_id": number}
    body = new_individual(unique, collective_id=home) | {name: known[name] for name in members}
    body |= {"full_name": more(known["full_name"])} if callable(more) else more
    for key in (None, unique("key")):
        refused = heir.post("/v1/individuals", body, key)
        refused.expect_problem(409, "conflict", pointer="/citizen_id" if "citizen_id" in body else "/code")
        assert (refused.json["rule"], refused.json["individual_id"]) == ("individual_archived", person.id)
        assert (refused.json["current_state"], refused.json["allowed"]) == ("active", ["individual-moves"])
    move = ask(heir, individual_id=refused.json["individual_id"], to_collective_id=home).expect(201)
    assert move.json["state"] == "released"
    heir.post("/v1/individuals", body).expect_problem(409, "conflict") if "citizen_id" in body else None


def test_a_later_edit_does_not_make_the_double_either(heir, home, archived, number, unique):
    person = archived()
    own = heir.post("/v1/individuals", new_individual(unique, collective_id=home, full_name=person.json["full_name"])).expect(201)
    for change in ({"citizen_id": number}, {"code": person.json["code"]}):
        refused = heir.patch(own.headers["Location"], change, "*").expect_problem(409, "conflict", pointer=f"/{list(change)[0]}")
        assert refused.json["individual_id"] == person.id
        body = {"full_name": own.json["full_name"], "collective_id": home} | change
        heir.put(own.headers["Location"], body, "*").expect_problem(409, "conflict")


@pytest.mark.parametrize("difference", [
    {"code": None}, {"full_name": "Người khác (mẫu)"}, {"birth_date": "1990-01-01"}, {"citizen_id": "000000000009"}])
def test_another_person_is_registered(heir, home, archived, difference, unique):
    """A code alone says nothing: every collective numbers its own people. Two different numbers are two people."""
    person = archived()
    body = {name: person.json[name] for name in ("code", "full_name", "birth_date")} | {"collective_id": home} | difference
    body["citizen_id"] = difference.get("citizen_id") and citizen_id(unique)
    heir.post("/v1/individuals", body).expect(201)


def test_a_unit_without_this_archive_learns_nothing_by_registering(api, archived, number, unique):
    other = people(api, unique, ANOTHER)
    there = other.post("/v1/collectives", new_collective(unique, unit_id=unit(ANOTHER, 3))).expect(201).id
    archived()
    other.post("/v1/individuals", new_individual(unique, collective_id=there, citizen_id=number)).expect(201)


def test_a_namesake_of_the_archive_is_found_by_name_and_day(heir, archived):
    person = archived()
    found = heir.get("/v1/individuals", {"q": person.json["full_name"], "birth_date": "1985-02-03"}).expect(200).items
    assert [row["id"] for row in found] == [person.id]
    assert heir.get("/v1/individuals", {"q": person.json["full_name"], "birth_date": "1985-02-04"}).items == []
