"""The ranking of a cluster: it adds up what is confirmed; equal totals share a rank; an incomplete member has no rank."""

import random
from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest
from support.samples import CLUSTER, CLUSTER_OF_COMMUNES, MISSING
from support.scoring import UNITS, Block


@pytest.fixture
def block(api, unique):
    return Block(api, unique, caps=(2, 2))


def test_equal_totals_share_a_rank_and_the_next_is_passed_over(block):
    """1, 2, 2, 4: only the total counts, not its parts."""
    block.score("350", 10, 9.5).score("347", 9, {"points": 9, "bonus": 0.5}).score("349", 10, 8.5).score("353", 9, 9)
    assert block.placed() == [("350", 1, 0, 19.5), ("347", 2, 1, 18.5), ("349", 2, 1, 18.5), ("353", 4, 0, 18)]
    ranking = block.ranking()
    assert ranking["is_final"] and ranking["flag_places"] == 1
    assert ranking["ties"] == [{"rank": 2, "member_ids": [block.members["347"], block.members["349"]]}]


def test_all_may_be_equal(block):
    for code in UNITS:
        block.score(code, 5, 5)
    assert [placed[1:3] for placed in block.placed()] == [(1, 3)] * 4
    assert [tie["rank"] for tie in block.ranking()["ties"]] == [1]


def test_two_ranks_may_be_shared(block):
    for code, points in zip(UNITS, (9, 8, 9, 8)):
        block.score(code, points, points)
    assert sorted(placed[1:3] for placed in block.placed()) == [(1, 1), (1, 1), (3, 1), (3, 1)]
    assert [tie["rank"] for tie in block.ranking()["ties"]] == [1, 3]


def test_penalties_are_taken_off_and_bonuses_added(block):
    block.score("349", {"points": 9, "bonus": 1.25, "penalty": 0.5}, {"points": 0, "penalty": 2})
    [(_, _, _, total)] = [placed for placed in block.placed() if placed[0] == "349"]
    assert total == 7.75


def test_the_smallest_difference_decides(block):
    block.score("349", 9.000001, 9).score("350", 9, 9).score("347", 9, 9.000001).score("353", 9, 8.999999)
    assert block.placed() == [
        ("347", 1, 1, 18.000001), ("349", 1, 1, 18.000001), ("350", 3, 0, 18), ("353", 4, 0, 17.999999),
    ]


def test_a_member_with_an_unconfirmed_criterion_has_no_rank(block):
    block.score("349", 8, 8).score("350", 9, 9)
    block.self_score("347", 10, 10).check("347", 10, 10)
    block.enter(block.reviewer("353"), "347", "confirmation", 10).expect(201)
    ranking = block.ranking()
    assert not ranking["is_final"]
    assert block.placed() == [("350", 1, 0, 18), ("349", 2, 0, 16), ("347", None, 0, None), ("353", None, 0, None)]
    incomplete = ranking["items"][2]
    assert (incomplete["self_total"], incomplete["checked_total"], incomplete["confirmed_total"]) == (20, 20, None)


def test_the_total_of_a_phase_needs_all_criteria(block):
    block.enter(block.officer("349"), "349", "self", 9).expect(201)
    [item] = [item for item in block.ranking()["items"] if item["unit"]["code"] == "349"]
    assert (item["self_total"], item["checked_total"], item["confirmed_total"]) == (None, None, None)
    block.enter(block.officer("349"), "349", "self", 9, criterion=1).expect(201)
    [item] = [item for item in block.ranking()["items"] if item["unit"]["code"] == "349"]
    assert (item["self_total"], item["checked_total"], item["confirmed_total"]) == (18, None, None)
    for criterion, total in ((0, None), (1, 16)):
        block.enter(block.officer("350"), "349", "cross_check", 8, criterion=criterion).expect(201)
        [item] = [item for item in block.ranking()["items"] if item["unit"]["code"] == "349"]
        assert (item["self_total"], item["checked_total"], item["confirmed_total"]) == (18, total, None)


def test_only_standing_entries_count(block):
    block.score("349", 9, 9)
    block.enter(block.reviewer("353"), "349", "confirmation", 7.5).expect(201)
    [(_, rank, _, total)] = [placed for placed in block.placed() if placed[0] == "349"]
    assert (rank, total) == (1, 16.5)


def test_groups_add_up_to_the_total(api, unique):
    block = Block(api, unique, criteria=())
    names = ["An ninh", "Kinh tế", "An ninh"]
    block.criteria = [block.criterion(order=i, group_name=name, max_points=10) for i, name in enumerate(names, 1)]
    block.score("349", 9, 8, 7.5)
    [item] = [item for item in block.ranking()["items"] if item["unit"]["code"] == "349"]
    assert item["groups"] == [
        {"group_name": "An ninh", "max_points": 20, "confirmed": 16.5},
        {"group_name": "Kinh tế", "max_points": 10, "confirmed": 8},
    ]
    [other] = [item for item in block.ranking()["items"] if item["unit"]["code"] == "350"]
    assert [group["confirmed"] for group in other["groups"]] == [None, None]


def test_a_year_without_criteria_or_members_ranks_nobody(api, unique):
    block = Block(api, unique, criteria=())
    assert block.placed() == [("347", None, 0, None), ("349", None, 0, None), ("350", None, 0, None), ("353", None, 0, None)]
    assert not block.ranking()["is_final"]
    empty = block.ranking(year=1999)
    assert (empty["items"], empty["ties"], empty["is_final"], empty["flag_places"]) == ([], [], False, 0)


def test_figures_add_up_whatever_they_are(api, unique):
    """Totals and ranks are compared with a sum of the test's own over the entries that stand."""
    chosen = random.Random(20181)
    block = Block(api, unique, criteria=(10, 20, 30), caps=(2, 2))
    for code in UNITS:
        block.score(code, *[
            {"points": chosen.randrange(0, most * 4) / 4, "bonus": chosen.choice([0, 0.5]), "penalty": chosen.choice([0, 1])}
            for most in (10, 20, 30)
        ])
    standing = {}
    for row in block.province.all(f"{block.path}/scores", {"phase": "confirmation", "sort": "recorded_at"}):
        standing[row["member_id"], row["criterion_id"]] = sum(
            sign * Decimal(str(row[name])) for sign, name in ((1, "points"), (1, "bonus"), (-1, "penalty"))
        )
    totals = {member: sum(v for (m, _), v in standing.items() if m == member) for member in block.members.values()}
    for item in block.ranking()["items"]:
        total = totals[item["member_id"]]
        assert Decimal(str(item["confirmed_total"])) == total
        assert item["rank"] == 1 + sum(other > total for other in totals.values())
        assert item["tied"] == sum(other == total for other in totals.values()) - 1
        assert sum(Decimal(str(group["confirmed"])) for group in item["groups"]) == total


@pytest.mark.parametrize("params,code", [
    ({}, "required"), ({"year": "1944"}, "range"), ({"year": "2018-01"}, "type"), ({"year": ""}, "type"),
])
def test_the_year_must_be_said(district, params, code):
    district.get(f"/v1/clusters/{CLUSTER}/ranking", params).expect_problem(
        400, "invalid", parameter="year", code=code
    )


def test_a_cluster_elsewhere_or_nowhere_is_not_found(api, district):
    for path in (f"/v1/clusters/{CLUSTER_OF_COMMUNES}", f"/v1/clusters/{MISSING}", "/v1/clusters/x"):
        district.get(f"{path}/ranking", {"year": 2018}).expect_problem(404, "not-found")


def test_the_demonstration_decides_between_two_equal_members(district):
    ranking = district.get(f"/v1/clusters/{CLUSTER}/ranking", {"year": 2018}).expect(200).json
    assert list(ranking) == ["cluster", "year", "flag_places", "is_final", "ties", "tie_decisions", "items"]
    assert ranking["cluster"] == {"id": CLUSTER, "code": "KTD-HUYEN-TP", "name": "Khối thi đua các huyện, thành phố"}
    assert [item["rank"] for item in ranking["items"]] == [1, 2, 3, 4, 5, 6]
    assert [item["tie_break"] and item["tie_break"]["kind"] for item in ranking["items"]] == [
        None, "leader_decision", "leader_decision", None, None, None]
    assert [item["unit"]["code"] for item in ranking["items"]] == ["353", "347", "349", "350", "351", "352"]
    assert [item["confirmed_total"] for item in ranking["items"]] == [99.25, 96.75, 96.75, 93.5, 92.5, 90.75]
    before = district.get(f"/v1/clusters/{CLUSTER}/ranking", {"year": 2017}).expect(200).json
    assert len(before["items"]) == 6 and not before["is_final"]


def review_of(block, day):
    period = {"cluster": block.id, "from": day.isoformat(), "to": day.isoformat()}
    return block.province.get("/v1/reports/cluster-review", period).expect(200).json["ranking"]


def test_a_review_shows_the_ranking_at_the_end_of_its_period(api, unique):
    """Scores entered today belong to no review of a period that ended yesterday, and neither does a snapshot of it."""
    today = (datetime.now(UTC) + timedelta(hours=7)).date()
    block = Block(api, unique, year=today.year).score("349", 9, 8.5)
    before, now = review_of(block, today - timedelta(days=1)), review_of(block, today)
    for name in ("self_total", "checked_total", "confirmed_total", "rank"):
        assert {item[name] for item in before["items"]} <= {None}
    assert all(group["confirmed"] is None for item in before["items"] for group in item["groups"])
    assert now == {name: block.ranking()[name] for name in ("flag_places", "is_final", "ties", "tie_decisions", "items")}
    assert next(item for item in now["items"] if item["unit"]["code"] == "349")["confirmed_total"] == 17.5
    day = (today - timedelta(days=1)).isoformat()
    body = {"report": "cluster_review", "cluster_id": block.id, "period_from": day, "period_to": day}
    frozen = block.province.post("/v1/report-snapshots", body).expect(201)
    document = block.province.get(f"/v1/report-snapshots/{frozen.id}/document").expect(200).json
    assert document["ranking"] == before


def test_a_period_before_the_service_was_live_counts_what_was_entered_later(block):
    block.score("349", 9, 8.5)
    day = datetime(2018, 6, 30).date()
    assert review_of(block, day) == {name: block.ranking()[name] for name in ("flag_places", "is_final", "ties", "tie_decisions", "items")}
