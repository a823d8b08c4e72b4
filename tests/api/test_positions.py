"""The history of positions follows the person; a former unit keeps the rows of its own time."""

import pytest

from support.moving import DUY_TIEN, GIVER, LY_NHAN, PHU_LY, RECEIVER, THIRD, TODAY, act, ask, people, positions, told
from support.samples import MISSING, collective, new_collective, new_individual, unit


@pytest.fixture
def giver(api, unique):
    return people(api, unique, GIVER)


@pytest.fixture
def receiver(api, unique):
    return people(api, unique, RECEIVER)


@pytest.fixture
def third(api, unique):
    return people(api, unique, THIRD)


@pytest.fixture
def person(giver, unique):
    body = new_individual(unique, collective_id=LY_NHAN, position="Chuyên viên", code=unique("CB"))
    return giver.post("/v1/individuals", body).expect(201)


def test_the_history_says_each_place_and_day(api, giver, receiver, third, person):
    giver.patch(person.headers["Location"], {"gender": "female"}, "*").expect(200)
    act(giver, ask(receiver, person, moved_on="2024-02-01").expect(201), "release").expect(201)
    act(receiver, ask(third, person, to_collective_id=PHU_LY, moved_on="2025-05-01", position=None).expect(201), "release").expect(201)
    third.patch(person.headers["Location"], {"position": "Văn thư"}, "*").expect(200)
    rows = positions(third, person)
    assert told(rows) == [
        (LY_NHAN, "Chuyên viên", None), (DUY_TIEN, "Phó Trưởng phòng", "2024-02-01"), (PHU_LY, None, "2025-05-01"),
        (PHU_LY, "Văn thư", TODAY)]
    assert [row["move_id"] is None for row in rows] == [True, False, False, True]
    assert rows[0]["unit_name"] and rows[0]["unit_id"] == unit(GIVER)
    days = {"2020-01-01": LY_NHAN, "2024-01-31": LY_NHAN, "2024-02-01": DUY_TIEN, "2025-04-30": DUY_TIEN, "2025-05-01": PHU_LY}
    assert {day: positions(third, person, on=day)[0]["collective_id"] for day in days} == days
    assert [row["position"] for row in positions(third, person, on=TODAY)] == ["Văn thư"]
    assert told(positions(receiver, person)) == [(DUY_TIEN, "Phó Trưởng phòng", "2024-02-01")]
    assert told(positions(giver, person)) == [(LY_NHAN, "Chuyên viên", None)]
    assert positions(giver, person, on="2023-01-01") and not positions(giver, person, on=TODAY)
    assert positions(third, person, unit_id=unit(RECEIVER)) == rows[1:2]


def test_a_move_that_is_recorded_late_counts_from_its_day(giver, receiver, person):
    """The edit of today was recorded before the paper of last spring arrived."""
    giver.patch(person.headers["Location"], {"position": "Trưởng phòng"}, "*").expect(200)
    act(giver, ask(receiver, person, moved_on="2025-03-01").expect(201), "release").expect(201)
    found = {day: told(positions(receiver, person, on=day)) for day in ("2025-02-28", "2025-03-01", TODAY)}
    there = [(DUY_TIEN, "Phó Trưởng phòng", "2025-03-01")]
    assert found == {"2025-02-28": [(LY_NHAN, "Chuyên viên", None)], "2025-03-01": there, TODAY: there}


def test_an_edit_within_the_unit_is_recorded_the_same_way(giver, person):
    giver.patch(person.headers["Location"], {"collective_id": collective(18)}, "*").expect(200)
    body = {"full_name": person.json["full_name"], "collective_id": LY_NHAN, "position_group": "deputy_head_up"}
    giver.put(person.headers["Location"], body, "*").expect(200)
    giver.put(person.headers["Location"], body, "*").expect(200)
    assert told(positions(giver, person)) == [
        (LY_NHAN, "Chuyên viên", None), (collective(18), "Chuyên viên", TODAY), (LY_NHAN, None, TODAY)]


def test_a_collective_that_changes_its_unit_takes_the_history_on(api, unique):
    province = people(api, unique, "35", "province_reviewer")
    home = province.post("/v1/collectives", new_collective(unique, unit_id=unit(GIVER))).expect(201)
    person = province.post("/v1/individuals", new_individual(unique, collective_id=home.id)).expect(201)
    move = ask(people(api, unique, THIRD), person, to_collective_id=PHU_LY).expect(201)
    province.patch(home.headers["Location"], {"unit_id": unit(RECEIVER)}, "*").expect(200)
    rows = positions(province, person)
    assert [(row["unit_id"], row["held_from"]) for row in rows] == [(unit(GIVER), None), (unit(RECEIVER), TODAY)]
    assert told(positions(people(api, unique, GIVER), person)) == [(home.id, None, None)]
    act(people(api, unique, RECEIVER), move, "release").expect(201)


def test_a_person_without_moves_is_deleted_with_the_history(giver, person, database):
    giver.delete(person.headers["Location"], person.etag).expect(204)
    giver.get(f"/v1/individuals/{person.id}/positions").expect_problem(404, "not-found")
    assert database.value(f"select count(*) from individual_position where individual_id = '{person.id}'", "postgres") == "0"


def test_positions_of_nobody_are_404(giver):
    for nobody in (MISSING, "x"):
        giver.get(f"/v1/individuals/{nobody}/positions").expect_problem(404, "not-found")
