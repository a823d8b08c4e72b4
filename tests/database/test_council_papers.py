"""Ballots on paper need two people: attacks by one person, and what a paper may contain."""

import pytest
from database.callers import caller
from database.councils import DIGEST, KEEPER, SECOND, Session, refused
from support.council import new_id



@pytest.fixture
def session(database, unique):
    """session(members=…, permille=…) → an open session with one nomination on its agenda."""
    return lambda members=3, **options: Session(database, unique, members, **options)


# A paper needs two people.


def test_one_person_alone_passes_nothing_with_invented_members(session):
    """The keeper enters three members without accounts and votes for them: in person, as a paper, and by confirming the paper."""
    one = session(3, permille=501, secret=False, subjects={0: None, 1: None, 2: None})
    for member in range(3):
        assert refused(one.cast, member, "agree", KEEPER) == ("TD004", "council_ballot_subject")
    votes = dict.fromkeys(range(3), "agree")
    paper = one.enter(votes=votes)
    for roles in ("council_reviewer", "council_reviewer,province_reviewer"):
        themselves = caller(roles, "35", subject="thu.ky")
        assert refused(one.confirm, paper, votes=votes, settings=themselves) == ("TD004", "council_paper_confirmer")
    assert refused(one.conclude) == ("TD002", "council_item_papers")
    assert one.state() == "council"
    one.confirm(paper, votes=votes)
    assert one.conclude() == "passed"


def test_one_person_alone_passes_nothing_as_the_only_voter(session):
    """One seat has the keeper's own account; the others are invented and set aside, under a rule by which the base then shrinks."""
    one = session(3, permille=501, secret=False, shrinks=True, subjects={0: "thu.ky", 1: None, 2: None})
    one.recuse(1, KEEPER)
    one.recuse(2, KEEPER)
    one.cast(0, "agree")
    assert refused(one.conclude) == ("TD002", "council_item_few")
    one.close()
    assert refused(one.conclude) == ("TD002", "council_item_few")


def test_one_person_alone_passes_nothing_with_members_switched_to_written(session):
    one = session(3, permille=501, secret=False)
    for member in range(3):
        one.attend(member, "written")
        assert refused(one.cast, member, "agree", KEEPER) == ("TD004", "council_ballot_subject")
    paper = one.enter(votes=dict.fromkeys(range(3), "agree"))
    assert refused(one.confirm, paper, votes=dict.fromkeys(range(3), "agree"), settings=KEEPER)[0] == "TD004"
    assert refused(one.conclude) == ("TD002", "council_item_papers")
    events = one.run(f"select count(*) from council_attendance_event where session_id = '{one.id}'")
    assert events == [["3"]]


def test_a_voter_on_a_paper_does_not_confirm_it(session):
    """The seat does not matter: the token's subject is checked."""
    one = session(4)
    paper = one.enter(3, 0, 0, [0, 1, 2])
    assert refused(one.confirm, paper, 3, 0, 0, settings=one.own(1)) == ("TD004", "council_paper_confirmer")
    one.confirm(paper, 3, 0, 0, settings=one.own(3))


@pytest.mark.parametrize("again", [
    {"agree": 2, "disagree": 1, "blank": 0}, {"agree": 3, "disagree": 0, "blank": 0, "digest": "b" * 64},
])
def test_a_paper_that_two_people_read_differently_waits(session, again):
    one = session(3)
    paper = one.enter(3, 0, 0, [0, 1, 2])
    assert refused(one.confirm, paper, **again) == ("TD002", "council_paper_difference")
    assert one.run(f"select state, sha256, confirmed_by from council_paper where id = '{paper}'") == [["waiting", None, None]]
    one.confirm(paper, 3, 0, 0)
    shown = one.run(f"select state, sha256, entered_by, confirmed_by from council_paper where id = '{paper}'")
    assert shown == [["counted", DIGEST, "thu.ky", "nguoi.thu.hai"]]
    assert refused(one.confirm, paper, 3, 0, 0) == ("TD003", "council_paper_version")


def test_open_votes_read_differently_wait_too(session):
    one = session(3, secret=False)
    votes = dict.fromkeys(range(3), "agree")
    paper = one.enter(votes=votes)
    for other in (votes | {2: "blank"}, {0: "agree", 1: "agree"}):
        assert refused(one.confirm, paper, votes=other) == ("TD002", "council_paper_difference")
    one.confirm(paper, votes=votes)


def test_a_ballot_on_a_paper_that_waits_is_cast_nowhere_else(session):
    one = session(4)
    paper = one.enter(3, 0, 0, [0, 1, 2])
    assert refused(one.cast, 0, "agree") == ("TD002", "council_ballot_paper")
    assert refused(one.recuse, 0) == ("TD002", "council_recusal_voted")
    assert refused(one.enter, 3, 0, 0, [1, 2, 3]) == ("TD002", "council_paper_voted")
    one.refuse(paper)
    one.cast(0, "agree")
    for settings in (SECOND, KEEPER):
        assert refused(one.run, f"select refuse_council_paper('{paper}', 2, 'Lý do')", settings) == (
            "TD002", "council_paper_waiting")


@pytest.mark.parametrize("settings,state", [(KEEPER, "withdrawn"), (SECOND, "refused")])
def test_a_paper_is_taken_back_or_refused(database, session, settings, state):
    one = session(3)
    paper = one.enter(3, 0, 0, [0, 1, 2])
    one.refuse(paper, settings)
    shown = one.run(f"select state, reason, refused_by, sha256 from council_paper where id = '{paper}'")
    assert shown == [[state, "Không khớp", settings["subject"], None]]
    kept = f"select count(*) from council_paper_count where paper_id = '{paper}'"
    assert database.value(kept, role="postgres") == "0"


def test_only_the_keeper_enters_a_paper(session):
    one = session(3)
    assert refused(one.enter, 3, 0, 0, [0, 1, 2], settings=SECOND) == ("TD004", "council_session_keeper")
    assert refused(one.enter, 3, 0, 0, [0, 1, 2], settings=one.own(0)) == ("TD004", "council_session_keeper")


def test_a_paper_that_was_counted_is_not_entered_again(session):
    """Neither for other voters, nor for a new vote."""
    one = session(6, permille=501)
    paper = one.enter(3, 0, 0, [0, 1, 2])
    one.confirm(paper, 3, 0, 0)
    assert refused(one.enter, 3, 0, 0, [3, 4, 5]) == ("TD002", "council_paper_sha256_used")
    one.close()
    one.conclude()
    one.reopen()
    assert refused(one.enter, 3, 0, 0, [0, 1, 2]) == ("TD002", "council_paper_sha256_used")
    one.confirm(one.enter(3, 0, 0, [0, 1, 2], digest="c" * 64), 3, 0, 0, digest="c" * 64)


def test_an_item_put_off_takes_its_papers_back(database, session):
    one = session(3)
    paper = one.enter(3, 0, 0, [0, 1, 2])
    assert one.conclude(outcome="'deferred'", reason="'Lý do'") == "deferred"
    assert one.run(f"select state, refused_by from council_paper where id = '{paper}'") == [["withdrawn", "thu.ky"]]
    kept = f"select count(*) from council_paper_count where paper_id = '{paper}'"
    assert database.value(kept, role="postgres") == "0"


def test_a_paper_is_of_an_item_of_its_session_and_not_of_tomorrow(session):
    one, other = session(3), session(3)
    one.session_of_paper = lambda: other.id
    assert refused(one.enter, 3, 0, 0, [0, 1, 2]) == ("23503", "council_paper_item_id_fkey")
    one.session_of_paper = lambda: one.id
    late = f"""select enter_council_paper('{one.id}', '{new_id()}', '{one.item}', '1', today() + 1, '{DIGEST}', 3, 0, 0,
        '{{{",".join(one.members)}}}', null)"""
    assert refused(one.run, late) == ("TD001", "day_future")


@pytest.mark.parametrize("role", ["tdkt_owner", "postgres"])
@pytest.mark.parametrize("table", ["council_attendance_event", "council_reopening"])
def test_noted_papers_of_a_session_are_not_changed(database, table, role):
    for rewrite in (f"delete from {table}", f"truncate {table}", f"update {table} set reason = 'Khác'"):
        assert refused(database.psql, rewrite, role)[0] == "42501"
