"""Nominations for the flag from the ranking of a cluster: only within the number of places, and never a choice among equals."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from support.workflows import Workflow, class_id
from support.samples import MISSING, collective, new_dossier, unit
from support.scoring import Block

OWN = {"349": 4, "353": 16, "347": 1}  # a collective of each unit


def block_of(api, unique, *points, flag_places=1) -> Block:
    """The points of 353, 347, 349 and 350, as many as are given."""
    made = Block(api, unique, criteria=(10,), flag_places=flag_places)
    for code, each in zip(made.units, points):
        made.score(code, each)
    return made


@pytest.fixture
def block(api, unique):
    """Duy Tiên leads the ranking of 2018."""
    return block_of(api, unique, 8, 7, 9, 6)


def dossier(block, code, **changes) -> str:
    body = new_dossier(block.unique, **({"unit_id": unit(code)} | changes))
    return block.officer(code).post("/v1/dossiers", body).expect(201).id


def propose(block, code, who=None, award="CTDT", **changes):
    body = {"year": block.year, "member_id": block.members[code], "collective_id": collective(OWN[code]),
            "award_class_id": class_id(award), "achievement": "Dẫn đầu khối thi đua"} | changes
    body.setdefault("dossier_id", dossier(block, code))
    return (who or block.officer(code)).post(f"{block.path}/flag-nominations", body)


def test_it_is_a_nomination_like_any_other(block):
    made = propose(block, "349").expect(201)
    assert made.headers["Location"] == f"/v1/nominations/{made.id}"
    read = block.officer("349").get(made.headers["Location"]).expect(200)
    assert read.json == made.json and read.etag == made.etag
    assert (read.json["award_class_code"], read.json["state"], read.json["year"]) == ("CTDT", "draft", 2018)
    assert (read.json["collective_id"], read.json["achievement"]) == (collective(4), "Dẫn đầu khối thi đua")


@pytest.mark.parametrize("award", ["CTDT", "CTDCP"])
def test_the_flags_are_data(block, award):
    propose(block, "349", award=award).expect(201)


@pytest.mark.parametrize("award", ["BKT", "TTLDXS", "HCLD3", "BKTTG"])
def test_what_is_no_flag_is_refused(block, award):
    propose(block, "349", award=award).expect_problem(400, "invalid", pointer="/award_class_id", code="rule")


def test_a_member_behind_the_places_is_refused(block):
    answer = propose(block, "353").expect_problem(409, "conflict", pointer="/member_id", code="rule").json
    assert (answer["current_state"], answer["allowed"]) == ("final", [])


def test_nothing_stays_of_what_was_refused(block):
    home = dossier(block, "353")
    propose(block, "353", dossier_id=home).expect_problem(409, "conflict")
    assert block.officer("353").get("/v1/nominations", {"dossier_id": home}).expect(200).items == []


def test_a_tie_within_the_places_is_proposed_whole(api, unique):
    block = block_of(api, unique, 9, 8, 9, 6, flag_places=2)
    propose(block, "349").expect(201)
    propose(block, "353").expect(201)
    propose(block, "347").expect_problem(409, "conflict", pointer="/member_id", code="rule")


def test_a_tie_at_the_edge_is_never_cut(api, unique):
    block = block_of(api, unique, 9, 8, 8, 6, flag_places=2)
    propose(block, "353").expect(201)
    for code in ("347", "349"):
        answer = propose(block, code, who=block.officer(code).with_(Accept_Language="en"))
        problem = answer.expect_problem(409, "conflict", pointer="/member_id", code="rule").json
        assert problem["detail"] == "Rank 2, shared with 1 others, is not within the 2 places for the flag"


def test_without_places_there_is_no_nomination(api, unique):
    block = block_of(api, unique, 8, 7, 9, 6, flag_places=0)
    propose(block, "349").expect_problem(409, "conflict", pointer="/member_id", code="rule")
    path = block.laid_down.headers["Location"]
    block.province.delete(path, block.laid_down.etag).expect(204)
    propose(block, "349").expect_problem(409, "conflict", pointer="/member_id", code="rule")


def test_a_ranking_that_is_not_final_proposes_nobody(api, unique):
    block = block_of(api, unique, 8, 7, 9)
    answer = propose(block, "349").expect_problem(409, "conflict", pointer="/member_id", code="rule").json
    assert (answer["current_state"], answer["allowed"]) == ("open", [])
    block.score("350", 6)
    propose(block, "349").expect(201)


def test_the_collective_is_one_of_the_ranked_unit(block):
    """Not of a commune below it, and not of another member."""
    of_both = block.api.as_("unit_officer", ["349", "353"], sub=block.unique("both"))
    for number in (21, 16):
        propose(block, "349", who=of_both, collective_id=collective(number)).expect_problem(
            400, "invalid", pointer="/collective_id", code="rule"
        )
    propose(block, "349", collective_id=collective(16)).expect_problem(
        409, "conflict", pointer="/collective_id", code="reference"
    )


def test_once_for_a_year_member_and_class(block):
    propose(block, "349").expect(201)
    propose(block, "349").expect_problem(409, "conflict", pointer="/member_id", code="unique")
    propose(block, "349", award="CTDCP").expect(201)


def test_a_deleted_draft_leaves_its_place(block):
    made = propose(block, "349").expect(201)
    block.officer("349").delete(made.headers["Location"], made.etag).expect(204)
    propose(block, "349").expect(201)


def test_two_callers_at_once_propose_once(block):
    homes = [dossier(block, "349") for _ in range(4)]
    with ThreadPoolExecutor(4) as pool:
        answers = list(pool.map(lambda home: propose(block, "349", dossier_id=home), homes))
    assert sorted(answer.status for answer in answers) == [201, 409, 409, 409]


def test_class_subject_and_year_of_a_flag_nomination_do_not_change(block):
    made = propose(block, "349").expect(201)
    for change in ({"award_class_id": class_id("BKT")}, {"collective_id": collective(21)}, {"year": 2017}):
        block.officer("349").patch(made.headers["Location"], change, made.etag).expect_problem(409, "conflict")
    changed = block.officer("349").patch(made.headers["Location"], {"achievement": "Khác"}, made.etag).expect(200)
    assert changed.json["achievement"] == "Khác"


def test_the_year_is_the_year_of_the_membership(block):
    block.join("349", 2017)
    propose(block, "349", year=2017).expect_problem(400, "invalid", pointer="/year", code="rule")
    for member in (MISSING, Block(block.api, block.unique).members["349"]):
        propose(block, "349", member_id=member).expect_problem(409, "conflict", pointer="/member_id", code="reference")


@pytest.fixture
def ended_flag(database, unique):
    """A flag that could be given until 2017."""
    return database.value(f"""
        insert into award_class (
            code, name_vi, name_en, category, level, subject_kinds, authority, rank, valid_from, valid_to, is_cluster_flag)
        values ('{unique("CO")[:16]}', 'Cờ mẫu', 'Sample flag', 'title', 'province', array['collective'], 'province_chair',
            999, '2004-07-01', '2017-12-31', true)
        returning id""", role="tdkt_owner")


def test_the_ordinary_rules_of_nominations_hold(block, ended_flag):
    """The dossier and the collective must be the caller's own, one nomination in a dossier, and the class must be in force."""
    home = dossier(block, "353")
    propose(block, "349", dossier_id=home).expect_problem(409, "conflict", pointer="/dossier_id", code="reference")
    propose(block, "349", dossier_id=MISSING).expect_problem(409, "conflict", pointer="/dossier_id", code="reference")
    propose(block, "349", collective_id=MISSING).expect_problem(
        409, "conflict", pointer="/collective_id", code="reference"
    )
    propose(block, "349", award_class_id=MISSING).expect_problem(
        409, "conflict", pointer="/award_class_id", code="reference"
    )
    propose(block, "349", award_class_id=ended_flag).expect_problem(400, "invalid", pointer="/award_class_id", code="rule")


@pytest.mark.parametrize("change,pointer,code", [
    ({"year": None}, "/year", "null"), ({"member_id": "x"}, "/member_id", "format"),
    ({"individual_id": MISSING}, "/individual_id", "unknown"), ({"subject_kind": "collective"}, "/subject_kind", "unknown"),
    ({"achievement": "x" * 4001}, "/achievement", "too_long"),
])
def test_a_wrong_body_is_refused(block, change, pointer, code):
    propose(block, "349", **change).expect_problem(400, "invalid", pointer=pointer, code=code)


@pytest.mark.parametrize("role", ["district_reviewer", "province_reviewer", "council_reviewer", "auditor", "admin", "reader"])
def test_only_officers_propose(block, role):
    propose(block, "349", who=block.api.as_(role, "35")).expect_problem(403, "forbidden")


def test_another_province_does_not_find_the_cluster(block):
    elsewhere = block.api.as_("unit_officer", "36")
    propose(block, "349", who=elsewhere).expect_problem(404, "not-found")


def test_a_corrected_score_does_not_make_more_places(block):
    first = propose(block, "349").expect(201)
    block.confirm("353", 10)
    answer = propose(block, "353").expect_problem(409, "conflict", pointer="/member_id", code="rule").json
    assert answer["current_state"] == "final"
    block.officer("349").delete(first.headers["Location"], first.etag).expect(204)
    propose(block, "353").expect(201)
    propose(block, "353", award="CTDCP").expect(201)


def test_a_withdrawn_nomination_gives_its_place_back(block):
    workflow = Workflow(block.api, block.unique).open_dossier()
    workflow.last = propose(block, "349", who=workflow.officer, dossier_id=workflow.dossier.id).expect(201)
    workflow.submit()
    block.confirm("353", 10)
    propose(block, "353").expect_problem(409, "conflict", pointer="/member_id", code="rule")
    workflow.take(workflow.officer, "withdrawal", reason="Nhường (mẫu)")
    propose(block, "353").expect(201)
