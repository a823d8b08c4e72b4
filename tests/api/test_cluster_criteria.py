"""The table of criteria of a cluster for a year. It cannot change once anything is scored by it."""

import pytest
from support.samples import new_criterion
from support.scoring import Block


@pytest.fixture
def block(api, unique):
    return Block(api, unique)


def first(block):
    path = f"{block.path}/criteria/{block.criteria[0]}"
    return path, block.province.get(path).expect(200).etag


@pytest.mark.parametrize(
    "change,pointer",
    [
        ({"max_points": 0}, "/max_points"), ({"max_points": -1}, "/max_points"), ({"max_points": "10"}, "/max_points"),
        ({"max_points": 1.0000001}, "/max_points"), ({"bonus_cap": -0.000001}, "/bonus_cap"),
        ({"penalty_cap": -1}, "/penalty_cap"), ({"penalty_cap": None}, "/penalty_cap"), ({"order": 0}, "/order"),
        ({"name": ""}, "/name"), ({"group_name": None}, "/group_name"), ({"year": 2101}, "/year"),
    ],
)
def test_a_wrong_criterion_is_refused(block, unique, change, pointer):
    answer = block.province.post(f"{block.path}/criteria", new_criterion(unique) | change)
    answer.expect_problem(400, "invalid", pointer=pointer)


def test_a_name_stands_once_in_a_year(block, unique):
    body = new_criterion(unique)
    block.province.post(f"{block.path}/criteria", body).expect(201)
    block.province.post(f"{block.path}/criteria", body | {"order": 9}).expect_problem(
        409, "conflict", pointer="/name", code="unique"
    )
    block.province.post(f"{block.path}/criteria", body | {"year": 2019}).expect(201)


def test_positions_may_be_exchanged(block):
    for criterion, place in zip(block.criteria, (2, 1)):
        path = f"{block.path}/criteria/{criterion}"
        block.province.patch(path, {"order": place}, block.province.get(path).etag).expect(200)
    shown = block.province.all(f"{block.path}/criteria", {"year": 2018})
    assert [row["id"] for row in shown] == block.criteria[::-1]


def test_nothing_of_the_table_changes_once_a_score_is_entered(block, unique):
    block.enter(block.officer("349"), "349", "self", 5).expect(201)
    path, etag = first(block)
    leader = block.reviewer("353")
    body = new_criterion(unique)
    del body["year"]
    refused = [
        leader.post(f"{block.path}/criteria", new_criterion(unique)), leader.patch(path, {"max_points": 50}, etag),
        leader.put(path, body, etag), leader.delete(path, etag), block.province.delete(path, etag),
    ]
    for answer in refused:
        problem = answer.expect_problem(409, "conflict", pointer="", code="rule")
        assert (problem.json["current_state"], problem.json["allowed"]) == ("scored", [])
    assert block.province.get(path).etag == etag
    block.province.post(f"{block.path}/criteria", new_criterion(unique, year=2019)).expect(201)


def test_a_caller_without_the_right_gets_403_and_not_that_scoring_began(block, unique):
    block.enter(block.officer("349"), "349", "self", 5).expect(201)
    path, etag = first(block)
    member = block.officer("349")
    member.post(f"{block.path}/criteria", new_criterion(unique)).expect_problem(403, "forbidden")
    member.patch(path, {"max_points": 50}, etag).expect_problem(403, "forbidden")
    member.delete(path, etag).expect_problem(403, "forbidden")


def test_the_leader_deletes_a_criterion_before_scoring(block):
    path, etag = first(block)
    block.officer("349").delete(path, etag).expect_problem(403, "forbidden")
    block.reviewer("353").delete(path, etag).expect(204)


def test_a_criterion_stays_in_its_year_and_cluster(block, api, unique):
    path, etag = first(block)
    block.province.patch(path, {"year": 2019}, etag).expect_problem(400, "invalid", pointer="/year", code="immutable")
    other = Block(api, unique)
    block.province.get(f"{other.path}/criteria/{block.criteria[0]}").expect_problem(404, "not-found")
