"""Scores in three phases: who may enter which, in which order, how much, and how they are corrected."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from support.samples import CLUSTER, MISSING, unit
from support.scoring import Block


@pytest.fixture
def block(api, unique):
    return Block(api, unique, caps=(2, 1.5))


def refused(answer):
    return answer.expect_problem(403, "forbidden")


# Who may enter.


@pytest.mark.parametrize("role", ["unit_officer", "district_reviewer"])
def test_a_member_scores_itself_and_nobody_else(api, block, role):
    own = api.as_(role, "349")
    entered = block.enter(own, "349", "self", 9.25, note="Ghi chú", evidence="Báo cáo 12").expect(201)
    assert entered.json["year"] == 2018 and entered.json["entry"] == 1 and entered.json["by_member_id"] is None
    assert own.get(entered.headers["Location"]).expect(200).json == entered.json
    for code in ("350", "353"):
        refused(block.enter(own, code, "self", 9))


def test_a_commune_of_the_member_does_not_score_for_it(api, block):
    refused(block.enter(api.as_("unit_officer", unit(13324)), "349", "self", 9))


def test_the_province_enters_a_members_paper_for_it(block):
    assert block.enter(block.province, "349", "self", 9).expect(201).json["actor"]


def test_another_member_checks_and_is_named(block):
    block.enter(block.officer("349"), "349", "self", 9).expect(201)
    checked = block.enter(block.officer("350"), "349", "cross_check", 8).expect(201)
    assert checked.json["by_member_id"] == block.members["350"]
    named = block.enter(block.officer("350"), "349", "cross_check", 8, by_member_id=block.members["350"]).expect(201)
    assert named.json["entry"] == 2


def test_a_member_does_not_check_itself(block, api):
    block.enter(block.officer("349"), "349", "self", 9).expect(201)
    other_of_349 = api.as_("unit_officer", "349", sub=block.unique("second"))
    refused(block.enter(other_of_349, "349", "cross_check", 9))
    refused(block.enter(other_of_349, "349", "cross_check", 9, by_member_id=block.members["350"]))
    of_both = api.as_("unit_officer", ["349", "350"], sub=block.unique("both"))
    refused(block.enter(of_both, "349", "cross_check", 9, by_member_id=block.members["350"]))
    block.enter(block.province, "349", "cross_check", 9, by_member_id=block.members["349"]).expect_problem(
        400, "invalid", pointer="/by_member_id", code="rule"
    )


def test_nobody_checks_in_the_name_of_another(block):
    block.enter(block.officer("349"), "349", "self", 9).expect(201)
    refused(block.enter(block.officer("350"), "349", "cross_check", 9, by_member_id=block.members["353"]))


def test_a_caller_of_several_members_names_the_checking_one(block, api):
    block.enter(block.officer("349"), "349", "self", 9).expect(201)
    of_two = api.as_("unit_officer", ["350", "353"], sub=block.unique("two"))
    for who in (of_two, block.province):
        block.enter(who, "349", "cross_check", 9).expect_problem(
            400, "invalid", pointer="/by_member_id", code="required"
        )
    named = block.enter(of_two, "349", "cross_check", 9, by_member_id=block.members["353"]).expect(201)
    assert named.json["by_member_id"] == block.members["353"]


def test_a_caller_of_no_member_does_not_check(block, api):
    block.enter(block.officer("349"), "349", "self", 9).expect(201)
    refused(block.enter(api.as_("unit_officer", "352"), "349", "cross_check", 9))


def test_the_checking_member_is_of_the_same_year(block):
    block.enter(block.officer("349"), "349", "self", 9).expect(201)
    of_2017 = block.join("350", 2017)
    for member in (of_2017, MISSING):
        block.enter(block.officer("350"), "349", "cross_check", 9, by_member_id=member).expect_problem(
            409, "conflict", pointer="/by_member_id", code="reference"
        )


def test_only_a_cross_check_names_who_checks(block):
    block.enter(block.officer("349"), "349", "self", 9, by_member_id=block.members["350"]).expect_problem(
        400, "invalid", pointer="/by_member_id", code="rule"
    )


def checked(block, code="349"):
    return block.self_score(code, 9, 9).check(code, 8, 8)


@pytest.mark.parametrize("role", ["unit_officer", "district_reviewer"])
@pytest.mark.parametrize("code", ["353", "347"])
def test_leader_and_deputy_confirm(block, api, role, code):
    who = api.as_(role, code, sub=block.unique("leads"))
    block.enter(who, "349", "self", 9).expect_problem(403, "forbidden")
    checked(block)
    block.enter(who, "349", "confirmation", 8).expect(201)


def test_the_province_confirms(block):
    block.enter(checked(block).province, "349", "confirmation", 8).expect(201)


def test_a_member_that_does_not_lead_confirms_nothing(block, api):
    checked(block)
    for code in ("349", "350", "352"):
        refused(block.enter(api.as_("district_reviewer", code, sub=block.unique("x")), "349", "confirmation", 8))


def test_nobody_confirms_their_own_unit(block, api):
    block.self_score("353", 9, 9).check("353", 8, 8)
    refused(block.enter(block.reviewer("353"), "353", "confirmation", 8))
    both = api.as_("district_reviewer", ["353", "347"], sub=block.unique("both"))
    refused(block.enter(both, "353", "confirmation", 8))
    block.enter(block.reviewer("347"), "353", "confirmation", 8).expect(201)


def test_last_years_leader_does_not_confirm_this_year(block, api):
    block.join("350", 2017, "leader")
    block.join("350", 2019, "leader")
    checked(block)
    refused(block.enter(block.reviewer("350"), "349", "confirmation", 8))


@pytest.mark.parametrize("first,second", [("self", "cross_check"), ("self", "confirmation"), ("cross_check", "confirmation")])
def test_nobody_enters_two_phases_of_one_score(block, first, second):
    """The province may enter each phase, but not the same person two of them."""
    more = {"cross_check": {"by_member_id": block.members["350"]}}
    if first == "self":
        block.enter(block.province, "349", "self", 9).expect(201)
        if second == "confirmation":
            block.enter(block.officer("350"), "349", "cross_check", 9).expect(201)
    else:
        block.enter(block.officer("349"), "349", "self", 9).expect(201)
        block.enter(block.province, "349", "cross_check", 9, **more["cross_check"]).expect(201)
    answer = refused(block.enter(block.province.with_(Accept_Language="en"), "349", second, 9, **more.get(second, {})))
    assert answer.json["detail"] == "A person who entered another phase of this score may not enter this phase"
    block.enter(block.province, "349", first, 9, 1, **more.get(first, {})).expect(
        201 if first == "self" else 409
    )


@pytest.mark.parametrize("role", ["council_reviewer", "auditor", "reader", "admin"])
def test_other_roles_enter_nothing(block, api, role):
    refused(block.enter(api.as_(role, "35"), "349", "self", 9))
    refused(block.sheet(api.as_(role, "35"), block.entry("349", "self", 9)))


def test_another_province_does_not_find_the_cluster(block, api):
    other = api.as_("province_reviewer", "36")
    block.enter(other, "349", "self", 9).expect_problem(404, "not-found")
    block.sheet(other, block.entry("349", "self", 9)).expect_problem(404, "not-found")
    other.get(f"{block.path}/ranking", {"year": 2018}).expect_problem(404, "not-found")


# The order of the phases.


def test_phases_follow_each_other(block):
    steps = [
        (block.officer("350"), "cross_check", "none", ["self"]),
        (block.reviewer("353"), "confirmation", "none", ["self"]),
        (block.officer("349"), "self", None, None),
        (block.reviewer("353"), "confirmation", "self", ["self", "cross_check"]),
        (block.officer("350"), "cross_check", None, None),
        (block.officer("349"), "self", None, None),
        (block.reviewer("353"), "confirmation", None, None),
        (block.officer("349"), "self", "confirmation", ["confirmation"]),
        (block.officer("350"), "cross_check", "confirmation", ["confirmation"]),
        (block.reviewer("353"), "confirmation", None, None),
    ]
    for who, phase, state, allowed in steps:
        answer = block.enter(who, "349", phase, 5)
        if state is None:
            answer.expect(201)
            continue
        problem = answer.expect_problem(409, "conflict", pointer="/phase", code="rule").json
        assert (problem["current_state"], problem["allowed"]) == (state, allowed)


# The limits.


def test_points_bonus_and_penalty_have_limits(block):
    officer = block.officer("349")
    for change, pointer in (
        ({"points": 10.000001}, "/points"), ({"points": -0.000001}, "/points"), ({"points": 1.0000001}, "/points"),
        ({"bonus": 2.000001}, "/bonus"), ({"bonus": -1}, "/bonus"), ({"penalty": 1.500001}, "/penalty"),
        ({"penalty": -1}, "/penalty"), ({"points": "9"}, "/points"), ({"points": None}, "/points"),
        ({"bonus": None}, "/bonus"), ({"phase": "final"}, "/phase"), ({"year": 2018}, "/year"),
        ({"actor": "x"}, "/actor"), ({"entry": 1}, "/entry"),
    ):
        answer = officer.post(f"{block.path}/scores", block.entry("349", "self", 9) | change)
        answer.expect_problem(400, "invalid", pointer=pointer)
    entered = block.enter(officer, "349", "self", 10, bonus=2, penalty=1.5).expect(201).json
    assert (entered["points"], entered["bonus"], entered["penalty"]) == (10, 2, 1.5)
    least = block.enter(officer, "349", "self", 0).expect(201).json
    assert (least["points"], least["bonus"], least["penalty"]) == (0, 0, 0)


def test_the_refusal_names_the_limit(block):
    answer = block.officer("349").with_(Accept_Language="en").post(
        f"{block.path}/scores", block.entry("349", "self", 12)
    ).expect_problem(400, "invalid", pointer="/points", code="rule")
    assert answer.json["detail"] == "The criterion has at most 10 points"


def test_member_and_criterion_are_the_clusters_and_of_one_year(block, api, unique):
    other = Block(api, unique)
    officer = block.officer("349")
    for change in ({"member_id": other.members["349"]}, {"member_id": MISSING}):
        answer = officer.post(f"{block.path}/scores", block.entry("349", "self", 9) | change)
        answer.expect_problem(409, "conflict", pointer="/member_id", code="reference")
    for change in ({"criterion_id": other.criteria[0]}, {"criterion_id": MISSING}):
        answer = officer.post(f"{block.path}/scores", block.entry("349", "self", 9) | change)
        answer.expect_problem(409, "conflict", pointer="/criterion_id", code="reference")
    of_2019 = block.criterion(year=2019)
    answer = officer.post(f"{block.path}/scores", block.entry("349", "self", 9) | {"criterion_id": of_2019})
    answer.expect_problem(400, "invalid", pointer="/criterion_id", code="rule")


# Corrections.


def test_a_later_entry_corrects_and_all_stay(block):
    officer = block.officer("349")
    for points in (9, 8.5, 9.5):
        block.enter(officer, "349", "self", points).expect(201)
    filters = {"year": 2018, "member_id": block.members["349"], "criterion_id": block.criteria[0], "phase": "self"}
    kept = block.province.all(f"{block.path}/scores", filters)
    assert [(row["entry"], row["points"]) for row in kept] == [(1, 9), (2, 8.5), (3, 9.5)]
    block.enter(officer, "349", "self", 1, criterion=1).expect(201)
    [ranked] = [item for item in block.ranking()["items"] if item["unit"]["code"] == "349"]
    assert ranked["self_total"] == 10.5


def test_two_callers_at_once_are_entered_one_after_the_other(block, api):
    officers = [api.as_("unit_officer", "349", sub=block.unique("o")) for _ in range(8)]
    with ThreadPoolExecutor(8) as pool:
        answers = list(pool.map(lambda pair: block.enter(pair[1], "349", "self", pair[0]), enumerate(officers)))
    entries = {answer.expect(201).json["entry"]: answer.json["points"] for answer in answers}
    assert sorted(entries) == list(range(1, 9))
    block.enter(officers[0], "349", "self", 0, criterion=1).expect(201)
    [ranked] = [item for item in block.ranking()["items"] if item["unit"]["code"] == "349"]
    assert ranked["self_total"] == entries[8]


def test_a_confirmation_and_a_correction_at_once_do_not_both_come_before(block):
    """In either order, nothing of the first two phases is entered after the confirmation."""
    checked(block)
    with ThreadPoolExecutor(2) as pool:
        confirmed = pool.submit(block.enter, block.reviewer("353"), "349", "confirmation", 8)
        corrected = pool.submit(block.enter, block.officer("349"), "349", "self", 7)
        assert confirmed.result().status == 201 and corrected.result().status in (201, 409)
    entries = block.province.all(f"{block.path}/scores", {"criterion_id": block.criteria[0], "sort": "recorded_at"})
    assert len(entries) == 3 + (corrected.result().status == 201)
    block.enter(block.officer("349"), "349", "self", 7).expect_problem(409, "conflict")


# What scores protect from change.


def test_a_scored_member_stays_and_may_change_its_role(block):
    checked(block)
    for code in ("349", "350"):
        path = f"{block.path}/members/{block.members[code]}"
        etag = block.province.get(path).etag
        block.province.delete(path, etag).expect_problem(409, "conflict", code="referenced")
        moved = block.province.patch(path, {"unit_id": unit("351")}, etag)
        moved.expect_problem(409, "conflict", pointer="/unit_id", code="rule")
        block.province.patch(path, {"year": 2019}, etag).expect_problem(409, "conflict", code="rule")
        block.province.patch(path, {"role": "deputy"}, etag).expect(200)
    unscored = f"{block.path}/members/{block.members['347']}"
    block.province.delete(unscored, block.province.get(unscored).etag).expect(204)


def test_there_is_no_way_to_change_or_delete_an_entry(block):
    entered = block.enter(block.officer("349"), "349", "self", 9).expect(201)
    path = entered.headers["Location"]
    for answer in (block.province.delete(path, entered.etag), block.province.patch(path, {}, entered.etag)):
        answer.expect_problem(405, "method-not-allowed")


def test_the_demonstration_is_scored_in_all_three_phases(district):
    shown = district.all(f"/v1/clusters/{CLUSTER}/scores", {"year": 2018, "limit": 200})
    phases = [row["phase"] for row in shown]
    assert {phase: phases.count(phase) for phase in set(phases)} == {"self": 48, "cross_check": 48, "confirmation": 48}
    people = {}
    for row in shown:
        people.setdefault((row["member_id"], row["criterion_id"]), []).append(row["actor"])
    assert all(len(set(names)) == 3 for names in people.values())
