"""Members with equal totals: the law puts those with 70 % women first, and the leader decides between the others."""

from datetime import UTC, datetime, timedelta

import pytest
from support.samples import CLUSTER, CLUSTER_OF_COMMUNES, MISSING, unit
from support.scoring import Block

LAW = {"permille": 700, "article": "Nghị định 91/2017/NĐ-CP Điều 3.2"}


def tied(api, unique, **more) -> Block:
    """353 leads with 9 points; 347, 349 and 350 have 8 each."""
    made = Block(api, unique, criteria=(10,), **more)
    for code, points in (("353", 9), ("347", 8), ("349", 8), ("350", 8)):
        made.score(code, points)
    return made


@pytest.fixture
def block(api, unique):
    return tied(api, unique)


def placed(block) -> list:
    return [(code, rank, others) for code, rank, others, _ in block.placed()]


# The share of women.


def test_a_member_with_enough_women_goes_first_and_the_answer_says_why(block):
    block.staff("349", 10, 7).expect(201)
    block.staff("347", 10, 6).expect(201)
    assert placed(block) == [("353", 1, 0), ("349", 2, 0), ("347", 3, 1), ("350", 3, 1)]
    ranking = block.ranking()
    shown = {item["unit"]["code"]: (item["women_share"], item["tie_break"]) for item in ranking["items"]}
    assert shown == {
        "353": (None, None), "349": ("met", {"kind": "women_share", "staff_count": 10, "women_count": 7} | LAW),
        "347": ("not_met", None), "350": ("unknown", None),
    }
    assert ranking["ties"] == [{"rank": 3, "member_ids": [block.members["347"], block.members["350"]]}]


@pytest.mark.parametrize("people,women,expected", [
    (1000, 700, "met"), (1000, 699, "not_met"), (3, 3, "met"), (0, 0, "not_met"), (1000000, 1000000, "met"), (7, 5, "met"), (7, 4, "not_met"),
    (None, 5, "unknown"), (5, None, "unknown"), (None, None, "unknown"),
])
def test_the_share_is_of_whole_people(block, people, women, expected):
    block.staff("349", people, women).expect(201)
    item = block.item("349")
    assert (item["women_share"], item["rank"]) == (expected, 2)
    assert (item["tied"], item["tie_break"] is not None) == ((0, True) if expected == "met" else (2, False))


def test_who_is_equal_before_the_law_too_stays_tied(block):
    for code in ("347", "349"):
        block.staff(code, 10, 10).expect(201)
    assert placed(block) == [("353", 1, 0), ("347", 2, 1), ("349", 2, 1), ("350", 4, 0)]
    assert [block.item(code)["tie_break"]["kind"] for code in ("347", "349")] == ["women_share"] * 2
    block.staff("350", 10, 10).expect(201)
    assert placed(block) == [("353", 1, 0), ("347", 2, 2), ("349", 2, 2), ("350", 2, 2)]
    assert [block.item(code)["tie_break"] for code in ("347", "349", "350")] == [None] * 3


def test_the_score_comes_before_the_share(block):
    block.staff("350", 10, 10).expect(201)
    block.staff("353", 10, 0).expect(201)
    assert placed(block)[:2] == [("353", 1, 0), ("350", 2, 0)]
    assert (block.item("353")["women_share"], block.item("353")["tie_break"]) == (None, None)


def test_the_last_figures_count_and_can_be_taken_back(block):
    first = block.staff("349", 10, 9).expect(201)
    again = block.staff("349", 10, 1).expect(201)
    assert (first.json["entry"], again.json["entry"]) == (1, 2)
    assert block.item("349")["women_share"] == "not_met"
    block.staff("349", None, None).expect(201)
    assert block.item("349")["women_share"] == "unknown"
    listed = block.province.get(f"{block.path}/staff-counts", {"member_id": block.members["349"]}).expect(200).items
    assert [row["women_count"] for row in listed] == [9, 1, None]
    read = block.province.get(first.headers["Location"]).expect(200)
    assert read.json == first.json and read.json["year"] == 2018


@pytest.mark.parametrize("year,expected", [(2016, None), (2017, "unknown"), (2023, "unknown"), (2024, None), (2025, "unknown")])
def test_without_a_rule_of_that_year_there_is_no_preference(api, unique, year, expected):
    """Decree 91/2017 applied from 2017-10-01 to 2023-12-31, Decree 152/2025 from 2025-07-01; the one between was not read."""
    block = Block(api, unique, criteria=(10,), year=year)
    for code in ("353", "347"):
        block.score(code, 8)
    assert block.item("353")["women_share"] == expected
    block.staff("353", 10, 10).expect(201)
    item = block.item("353")
    assert (item["women_share"], item["rank"], item["tied"]) == (("met", 1, 0) if expected else (None, 1, 1))
    if year == 2025:
        assert item["tie_break"]["article"] == "Nghị định 152/2025/NĐ-CP Điều 4"


def test_a_province_may_have_its_own_share(block, api, unique):
    block.staff("349", 10, 6).expect(201)
    assert block.item("349")["women_share"] == "not_met"
    council = api.as_("council_reviewer", "35")
    flag = council.get("/v1/award-classes", {"code": "CTDT"}).expect(200).items[0]["id"]
    body = {"kind": "tie_break", "valid_from": "2018-12-31", "valid_to": "2018-12-31", "permille": 600, "confidence": "S-local",
            "unit_id": unit(35), "text_vi": "Ưu tiên từ 60% nữ (mẫu)", "text_en": "From 60% women on (sample)", "article": "Điều 9 (mẫu)"}
    own = council.post(f"/v1/award-classes/{flag}/rules", body).expect(201)
    assert block.item("349")["tie_break"] == {
        "kind": "women_share", "staff_count": 10, "women_count": 6, "permille": 600, "article": "Điều 9 (mẫu)"}
    council.delete(own.headers["Location"], etag=own.etag).expect(204)
    assert block.item("349")["women_share"] == "not_met"


@pytest.mark.parametrize("people,women,pointer,code", [
    (5, 6, "/women_count", "rule"), (-1, 0, "/staff_count", "range"), (5, -1, "/women_count", "range"),
    (1000001, 5, "/staff_count", "range"), ("5", 5, "/staff_count", "type"), (5.5, 5, "/staff_count", "type"),
])
def test_impossible_figures_are_refused(block, people, women, pointer, code):
    block.staff("349", people, women).expect_problem(400, "invalid", pointer=pointer, code=code)


def test_only_the_member_and_units_above_it_state_its_figures(block):
    for who in (block.officer("350"), block.reviewer("353")):
        assert block.staff("349", 5, 5, who=who).expect_problem(403, "forbidden").json["rule"] == "cluster_staff_count_unit"
    for who in (block.officer("349"), block.reviewer("349"), block.province):
        block.staff("349", 5, 5, who=who).expect(201)
    for role in ("auditor", "council_reviewer", "admin", "reader"):
        block.staff("349", 5, 5, who=block.api.as_(role, "35")).expect_problem(403, "forbidden")
    stranger = block.api.as_("province_reviewer", "36")
    block.staff("349", 5, 5, who=stranger).expect_problem(404, "not-found")


def test_a_member_of_another_cluster_is_no_reference(block):
    body = {"member_id": MISSING, "staff_count": 5, "women_count": 5}
    block.province.post(f"{block.path}/staff-counts", body).expect_problem(409, "conflict", pointer="/member_id", code="reference")
    path = f"/v1/clusters/{CLUSTER}/staff-counts"
    block.province.post(path, body | {"member_id": block.members["349"]}).expect_problem(
        409, "conflict", pointer="/member_id", code="reference")


# The leader's decision.


def test_the_leader_decides_the_order_of_all_who_are_tied(block):
    made = block.decide("350", "347", "349").expect(201)
    assert placed(block) == [("353", 1, 0), ("350", 2, 0), ("347", 3, 0), ("349", 4, 0)]
    ranking, decided = block.ranking(), made.json
    reason = {"kind": "leader_decision", "decision_id": made.id, "decided_on": "2018-12-20", "reason": decided["reason"]}
    assert [item["tie_break"] for item in ranking["items"]] == [None, reason, reason, reason]
    assert ranking["ties"] == []
    assert ranking["tie_decisions"] == [{
        "decision_id": made.id, "decided_on": "2018-12-20", "reason": decided["reason"], "confirmed_total": 8,
        "member_ids": decided["member_ids"], "applies": True}]
    assert (decided["entry"], decided["confirmed_total"], decided["year"]) == (1, 8, 2018)
    assert block.province.get(made.headers["Location"]).expect(200).json == decided
    assert block.province.get(f"{block.path}/tie-decisions", {"year": 2018}).expect(200).items == [decided]


def test_the_law_comes_before_the_leader(block):
    block.staff("349", 10, 8).expect(201)
    answer = block.decide("350", "347", "349").expect_problem(409, "conflict", pointer="/member_ids", code="rule").json
    assert (answer["rule"], answer["current_state"], answer["allowed"]) == ("cluster_tie_decision_set", "final", [])
    block.decide("350", "347").expect(201)
    assert placed(block) == [("353", 1, 0), ("349", 2, 0), ("350", 3, 0), ("347", 4, 0)]
    assert [item["tie_break"] and item["tie_break"]["kind"] for item in block.ranking()["items"]] == [
        None, "women_share", "leader_decision", "leader_decision"]


@pytest.mark.parametrize("codes", [("347", "349"), ("353", "347"), ("353", "347", "349", "350"), ("353", "350")])
def test_a_decision_about_others_than_the_tied_is_refused(block, codes):
    answer = block.decide(*codes, who=block.province).expect_problem(409, "conflict", pointer="/member_ids", code="rule").json
    assert (answer["rule"], answer["current_state"], answer["allowed"]) == ("cluster_tie_decision_set", "final", [])
    assert block.ranking()["tie_decisions"] == []


def test_the_refusal_says_that_the_ranking_is_open(api, unique):
    block = Block(api, unique, criteria=(10,)).score("349", 8)
    answer = block.decide("349", "350").expect_problem(409, "conflict", pointer="/member_ids").json
    assert answer["current_state"] == "open"
    block.score("350", 8)  # the others are not scored yet; these two are equal all the same
    block.decide("349", "350").expect(201)
    block.score("347", 8)
    assert block.ranking()["tie_decisions"][0]["applies"] is False  # a third one has joined them


def test_a_score_that_changes_ends_the_decision_and_the_answer_says_so(block):
    block.decide("350", "347", "349").expect(201)
    leader = block.reviewer("353")
    block.enter(leader, "347", "confirmation", 7.5).expect(201)
    assert placed(block) == [("353", 1, 0), ("349", 2, 1), ("350", 2, 1), ("347", 4, 0)]
    assert [made["applies"] for made in block.ranking()["tie_decisions"]] == [False]
    for code in ("349", "350"):
        block.enter(leader, code, "confirmation", 7.5).expect(201)
    # The same three are tied again, but at another total.
    assert placed(block) == [("353", 1, 0), ("347", 2, 2), ("349", 2, 2), ("350", 2, 2)]
    assert [made["applies"] for made in block.ranking()["tie_decisions"]] == [False]


def test_figures_of_women_that_change_the_tie_end_the_decision(block):
    block.decide("350", "347", "349").expect(201)
    block.staff("349", 10, 10).expect(201)
    assert placed(block) == [("353", 1, 0), ("349", 2, 0), ("347", 3, 1), ("350", 3, 1)]
    assert [made["applies"] for made in block.ranking()["tie_decisions"]] == [False]


def test_the_last_decision_counts(block):
    block.decide("350", "347", "349").expect(201)
    block.decide("349", "350", "347").expect(201)
    assert [code for code, *_ in placed(block)] == ["353", "349", "350", "347"]
    assert [made["applies"] for made in block.ranking()["tie_decisions"]] == [False, True]


def test_two_ties_are_decided_apart(api, unique):
    block = Block(api, unique, criteria=(10,))
    for code, points in (("353", 9), ("347", 9), ("349", 8), ("350", 8)):
        block.score(code, points)
    block.decide("350", "349").expect(201)
    block.decide("347", "353", who=block.province).expect(201)
    assert placed(block) == [("347", 1, 0), ("353", 2, 0), ("350", 3, 0), ("349", 4, 0)]
    assert [made["applies"] for made in block.ranking()["tie_decisions"]] == [True, True]


def test_who_leads_the_cluster_decides_but_never_about_their_own_unit(block):
    for who in (block.officer("349"), block.reviewer("350")):
        answer = block.decide("350", "347", "349", who=who).expect_problem(403, "forbidden").json
        assert answer["rule"] == "cluster_tie_decision_unit"
    deputy = block.reviewer("347")  # leads the cluster too, but is one of the tied
    assert block.decide("347", "350", "349", who=deputy).expect_problem(403, "forbidden").json["rule"] == "cluster_tie_decision_own"
    both = block.api.as_("unit_officer", ["353", "349"], sub=block.unique("both"))
    assert block.decide("349", "350", "347", who=both).expect_problem(403, "forbidden").json["rule"] == "cluster_tie_decision_own"
    for role in ("auditor", "council_reviewer", "admin", "reader"):
        block.decide("350", "347", "349", who=block.api.as_(role, "35")).expect_problem(403, "forbidden")
    for who in (block.officer("353"), block.province):
        block.decide("350", "347", "349", who=who).expect(201)


def test_the_leader_of_another_year_does_not_decide(block):
    block.join("349", 2019, "leader")
    body = {"year": 2019}
    answer = block.decide("350", "347", "349", who=block.officer("349"), **body, decided_on="2019-12-20")
    assert answer.expect_problem(403, "forbidden").json["rule"] == "cluster_tie_decision_own"
    block.decide("350", "347", who=block.officer("349"), **body, decided_on="2019-12-20").expect_problem(
        409, "conflict", pointer="/member_ids", code="reference")
    block.decide("350", "347", who=block.officer("349")).expect_problem(403, "forbidden")


@pytest.mark.parametrize("change,status,pointer,code", [
    ({"decided_on": "2017-12-31"}, 400, "/decided_on", "rule"), ({"decided_on": "2099-01-01"}, 400, "/decided_on", "rule"),
    ({"decided_on": None}, 400, "/decided_on", "null"), ({"reason": ""}, 400, "/reason", "too_short"),
    ({"reason": None}, 400, "/reason", "null"), ({"member_ids": []}, 400, "/member_ids", "too_short"),
    ({"member_ids": [MISSING]}, 400, "/member_ids", "rule"), ({"member_ids": [MISSING, MISSING]}, 400, "/member_ids", "repeated"),
    ({"member_ids": [MISSING, MISSING[:-1] + "7"]}, 409, "/member_ids", "reference"),
    ({"confirmed_total": 8}, 400, "/confirmed_total", "read_only"), ({"applies": True}, 400, "/applies", "unknown"),
])
def test_a_wrong_decision_is_refused(block, change, status, pointer, code):
    slug = "invalid" if status == 400 else "conflict"
    block.decide("350", "347", "349", **change).expect_problem(status, slug, pointer=pointer, code=code)


def test_a_cluster_elsewhere_is_not_found(block):
    for path in (f"/v1/clusters/{CLUSTER_OF_COMMUNES}", f"/v1/clusters/{MISSING}"):
        body = {"year": 2026, "member_ids": [MISSING, MISSING[:-1] + "7"], "reason": "Mẫu", "decided_on": "2026-01-05"}
        block.province.post(f"{path}/tie-decisions", body).expect_problem(404, "not-found")
        block.province.get(f"{path}/tie-decisions").expect_problem(404, "not-found")
        block.province.get(f"{path}/staff-counts").expect_problem(404, "not-found")


def test_a_repeated_request_decides_once(block):
    key = {"Idempotency-Key": block.unique("khoa")}
    body = {"year": 2018, "member_ids": [block.members[code] for code in ("350", "347", "349")], "reason": "Mẫu",
            "decided_on": "2018-12-20"}
    first, again = (block.reviewer("353").post(f"{block.path}/tie-decisions", body, headers=key).expect(201) for _ in range(2))
    assert first.json == again.json
    assert len(block.ranking()["tie_decisions"]) == 1


# What follows the ranking.


def test_a_review_shows_what_was_known_and_decided_at_the_end_of_its_period(api, unique):
    """Today's figures and a decision of today belong to no period that ended yesterday, even if it names an earlier day."""
    today = (datetime.now(UTC) + timedelta(hours=7)).date()
    block = tied(api, unique, year=today.year)
    block.decide("349", "350", "347", decided_on=str(today)).expect(201)
    period = {"cluster": block.id, "from": str(today), "to": str(today)}
    for people in (None, 10):  # the figures of 349 are unknown, then known
        block.staff("349", people, people).expect(201)
        now = block.province.get("/v1/reports/cluster-review", period).expect(200).json["ranking"]
        assert now == {name: block.ranking()[name] for name in ("flag_places", "is_final", "ties", "tie_decisions", "items")}
        assert len(now["tie_decisions"]) == 1
    before = str(today - timedelta(days=1))
    past = block.province.get("/v1/reports/cluster-review", period | {"from": before, "to": before}).expect(200).json["ranking"]
    assert (past["ties"], past["tie_decisions"]) == ([], []) and {item["tie_break"] and 1 for item in past["items"]} == {None}


def test_a_decision_after_the_period_does_not_count_for_it(block):
    """Before the service was live all entries count, but the day of the decision says what it is about."""
    block.decide("350", "347", "349", decided_on="2019-01-15").expect(201)

    def of(last):
        asked = {"cluster": block.id, "from": "2018-01-01", "to": last}
        return block.province.get("/v1/reports/cluster-review", asked).expect(200).json["ranking"]

    assert (of("2018-12-31")["tie_decisions"], of("2018-12-31")["ties"][0]["rank"]) == ([], 2)
    block.decide("347", "350", "349", decided_on="2018-12-31").expect(201)
    assert [item["unit"]["code"] for item in of("2018-12-31")["items"]] == ["353", "347", "350", "349"]
    assert [item["unit"]["code"] for item in of("2018-12-30")["items"]] == ["353", "347", "349", "350"]
    assert len(of("2018-12-30")["ties"]) == 1


def test_the_page_and_the_table_show_the_reason(block):
    block.staff("349", 10, 8).expect(201)
    made = block.decide("350", "347", reason="Dẫn đầu <phong trào> (mẫu)").expect(201)
    asked = {"cluster": block.id, "from": "2018-01-01", "to": "2018-12-31"}
    page = block.province.get("/v1/reports/cluster-review", asked, headers={"Accept": "text/html"}).expect(200).text
    assert "Dẫn đầu &lt;phong trào&gt; (mẫu)" in page and "20/12/2018" in page
    assert "8 nữ trong 10 người" in page and "Nghị định 91/2017/NĐ-CP Điều 3.2" in page
    table = block.province.get("/v1/reports/cluster-review", asked, headers={"Accept": "text/csv"}).expect(200).text
    lines = {line.split(",")[0]: line for line in table.splitlines()}
    assert ",tie_break," in lines["unit_code"]
    assert ",women_share," in lines["349"] and ",leader_decision," in lines["350"]
    assert made.id not in page


def test_the_page_says_what_is_unknown_and_what_no_longer_applies(block):
    block.decide("350", "347", "349", reason="Lý do cũ (mẫu)").expect(201)
    block.staff("349", 10, 0).expect(201)
    block.enter(block.reviewer("353"), "350", "confirmation", 7).expect(201)
    asked = {"cluster": block.id, "from": "2018-01-01", "to": "2018-12-31"}
    page = block.province.get("/v1/reports/cluster-review", asked, headers={"Accept": "text/html"}).expect(200).text
    assert "Không còn áp dụng: Quyết định ngày 20/12/2018: Lý do cũ (mẫu)" in page
    assert page.count("Chưa khai số nữ nên không được ưu tiên") == 1


def test_the_places_for_the_flag_follow_the_resolved_rank(api, unique):
    from api.test_cluster_flags import propose
    block = tied(api, unique, flag_places=2)
    propose(block, "349").expect_problem(409, "conflict", pointer="/member_id", code="rule")
    block.decide("349", "350", "347").expect(201)
    propose(block, "347").expect_problem(409, "conflict", pointer="/member_id", code="rule")
    propose(block, "349").expect(201)


def test_the_share_of_women_gives_the_place_too(api, unique):
    from api.test_cluster_flags import propose
    block = tied(api, unique, flag_places=2)
    block.staff("347", 100, 70).expect(201)
    propose(block, "349").expect_problem(409, "conflict", pointer="/member_id", code="rule")
    propose(block, "347").expect(201)
