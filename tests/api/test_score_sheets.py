"""A sheet of scores in one request: all entries or none, every error at once, with a pointer into its item."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from support.samples import MISSING
from support.scoring import Block


@pytest.fixture
def block(api, unique):
    return Block(api, unique, criteria=(10, 20, 30), caps=(1, 1))


def scores(block) -> list:
    return block.province.all(f"{block.path}/scores")


def pointers(answer, status=400, slug="invalid") -> list:
    return [(error["pointer"], error["code"]) for error in answer.expect_problem(status, slug).json["errors"]]


def test_a_sheet_is_entered_in_its_order(block):
    entries = block.entries("349", "self", (9, 18.5, {"points": 30, "bonus": 1, "note": "Ghi chú"}))
    made = block.sheet(block.officer("349"), *entries).expect(201)
    assert list(made.json) == ["items"] and "Location" not in made.headers
    assert [item["criterion_id"] for item in made.items] == block.criteria
    assert [item["points"] for item in made.items] == [9, 18.5, 30]
    assert sorted(scores(block), key=lambda row: row["id"]) == sorted(made.items, key=lambda row: row["id"])


def test_a_sheet_may_correct_within_itself(block):
    officer = block.officer("349")
    made = block.sheet(officer, block.entry("349", "self", 5), block.entry("349", "self", 6)).expect(201)
    assert [item["entry"] for item in made.items] == [1, 2]


def test_every_wrong_member_of_every_item_is_told_at_once(block):
    entries = [block.entry("349", "self", 9), {"points": "x"}, 5, block.entry("349", "final", 9, surprise=1, id=MISSING)]
    answer = block.sheet(block.officer("349"), *entries)
    assert sorted(pointers(answer)) == sorted([
        ("/items/1/member_id", "required"), ("/items/1/criterion_id", "required"), ("/items/1/phase", "required"),
        ("/items/1/points", "type"), ("/items/2", "type"), ("/items/3/phase", "enum"),
        ("/items/3/surprise", "unknown"), ("/items/3/id", "read_only"),
    ])
    assert scores(block) == []


def test_everything_the_database_refuses_is_told_at_once_and_nothing_is_entered(block):
    entries = [
        block.entry("349", "self", 9), block.entry("349", "self", 20.5, 1), block.entry("349", "self", 30, 2),
        block.entry("349", "self", 1, 2, bonus=1.5), block.entry("349", "self", 1, 2, penalty=-1),
        {**block.entry("349", "self", 1), "criterion_id": MISSING},
    ]
    answer = block.sheet(block.officer("349"), *entries)
    assert pointers(answer) == [
        ("/items/1/points", "rule"), ("/items/3/bonus", "rule"), ("/items/4/penalty", "rule"),
        ("/items/5/criterion_id", "reference"),
    ]
    assert scores(block) == []
    corrected = [entry for i, entry in enumerate(entries) if i in (0, 2)]
    block.sheet(block.officer("349"), *corrected).expect(201)


def test_what_is_out_of_order_is_told_item_by_item(block):
    block.enter(block.officer("349"), "349", "self", 9).expect(201)
    answer = block.sheet(block.officer("350"), *block.entries("349", "cross_check", (8, 8, 8)))
    assert pointers(answer, 409, "conflict") == [("/items/1/phase", "rule"), ("/items/2/phase", "rule")]
    assert len(scores(block)) == 1


def test_a_sheet_with_one_entry_that_is_not_the_callers_enters_nothing(block):
    entries = [block.entry("349", "self", 9), block.entry("350", "self", 9)]
    answer = block.sheet(block.officer("349"), *entries).expect_problem(403, "forbidden")
    assert "errors" not in answer.json
    assert scores(block) == []


@pytest.mark.parametrize("body,pointer,code", [
    ({}, "/items", "required"), ({"items": []}, "/items", "type"), ({"items": {}}, "/items", "type"),
    ({"items": None}, "/items", "type"), ({"items": [{}] * 501}, "/items", "type"),
    ({"items": [], "more": 1}, "/more", "unknown"),
])
def test_a_sheet_is_a_list_of_1_to_500(block, body, pointer, code):
    block.officer("349").post(f"{block.path}/score-sheets", body).expect_problem(
        400, "invalid", pointer=pointer, code=code
    )


def test_500_entries_are_entered(block):
    entries = [block.entry("349", "self", i % 11) for i in range(500)]
    made = block.sheet(block.officer("349"), *entries).expect(201)
    assert [item["entry"] for item in made.items] == list(range(1, 501))


def test_more_wrong_items_than_a_problem_has_room_for(block):
    answer = block.sheet(block.officer("349"), *[block.entry("349", "self", 11) for _ in range(120)])
    assert pointers(answer)[:2] == [("/items/0/points", "rule"), ("/items/1/points", "rule")]
    assert 40 <= len(pointers(answer)) <= 50 and scores(block) == []


@pytest.mark.parametrize("keyed", [False, True])
@pytest.mark.parametrize("bad", [range(24, 500, 25), range(480, 500)], ids=["spread", "last"])
def test_twenty_bad_entries_of_500_take_one_round(block, unique, bad, keyed):
    entries = [block.entry("349", "self", 11 if i in bad else 5) for i in range(500)]
    answer = block.sheet(block.officer("349"), *entries, key=unique("key") if keyed else None)
    assert pointers(answer) == [(f"/items/{i}/points", "rule") for i in bad]
    assert scores(block) == []


def test_a_sheet_under_a_key_is_entered_once(block, unique):
    key, entries = unique("key"), block.entries("349", "self", (9, 18, 27))
    first = block.sheet(block.officer("349"), *entries, key=key).expect(201)
    again = block.sheet(block.officer("349"), *entries, key=key).expect(201)
    assert again.json == first.json and again.headers["Idempotency-Replayed"] == "true"
    assert len(scores(block)) == 3
    block.sheet(block.officer("349"), *entries[:1], key=key).expect_problem(422, "key-reused")


def test_a_refused_sheet_leaves_its_key_free(block, unique):
    key = unique("key")
    wrong = [block.entry("349", "self", 11), block.entry("349", "self", 21, 1)]
    assert len(pointers(block.sheet(block.officer("349"), *wrong, key=key))) == 2
    block.sheet(block.officer("349"), block.entry("349", "self", 9), key=key).expect(201)


def test_sheets_at_once_do_not_wait_for_each_other_for_ever(block):
    """Each sheet names the members in another order. The lock of the cluster makes one wait for the other."""
    entries = [block.entry(code, "self", 5, i) for code in block.units for i in range(3)]
    with ThreadPoolExecutor(4) as pool:
        answers = list(pool.map(lambda turn: block.sheet(block.province, *entries[turn:], *entries[:turn]), range(0, 12, 3)))
    assert [answer.status for answer in answers] == [201] * 4
    assert len(scores(block)) == 48
