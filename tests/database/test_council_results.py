"""When a vote of the council has a result, and who may conclude: not before all have voted, not with so few ballots
that they could be read, and how a result is taken back.
"""

import pytest
from database.callers import caller
from database.councils import DIGEST, SECOND, Session, refused
from support.council import HELD_ON, PROVINCE



@pytest.fixture
def session(database, unique):
    """session(members=…, permille=…) → an open session with one nomination on its agenda."""
    return lambda members=3, **options: Session(database, unique, members, **options)


# Only the keeper concludes, and not before all have voted.


def test_nobody_but_the_keeper_concludes_closes_or_takes_back(session):
    one = session(3, permille=501)
    for member in range(3):
        one.cast(member, "agree")
    for act in (one.conclude, one.close):
        assert refused(act, SECOND) == ("TD004", "council_session_keeper")
        assert refused(act, one.own(0)) == ("TD004", "council_session_keeper")
    deferral = {"outcome": "'deferred'", "reason": "'Lý do'"}
    assert refused(one.conclude, SECOND, **deferral) == ("TD004", "council_session_keeper")
    one.conclude()
    assert refused(one.reopen, SECOND) == ("TD004", "council_session_keeper")


@pytest.mark.parametrize("secret", [True, False])
def test_a_vote_is_not_cut_short(session, secret):
    one = session(5, permille=501, secret=secret, attendance={4: "absent"})
    for member in range(3):
        one.cast(member, "agree")
        assert refused(one.conclude) == ("TD002", "council_item_missing_votes")
    one.cast(3, "agree")
    assert one.conclude() == "passed"


def test_a_result_waits_for_written_votes_but_not_for_members_set_aside(session):
    one = session(5, permille=501, attendance={4: "written"})
    one.recuse(0)
    for member in (1, 2, 3):
        one.cast(member, "agree")
    assert refused(one.conclude) == ("TD002", "council_item_missing_votes")
    one.cast(4, "agree")
    assert one.conclude() == "passed"
    other = session(5, permille=501, written=False, attendance={4: "written"})
    for member in range(4):
        other.cast(member, "agree")
    assert other.conclude() == "passed"


def test_a_closed_ballot_takes_nothing_more(session):
    one = session(5, permille=501)
    for member in range(3):
        one.cast(member, "agree")
    paper = session(3)  # of another item, to be closed while a paper waits
    waiting = paper.enter(3, 0, 0, [0, 1, 2])
    assert refused(paper.close) == ("TD002", "council_item_papers")
    assert refused(one.close, reason="null") == ("TD001", "council_item_closing_reason_missing")
    one.close()
    assert one.read("closed_by, closing_reason") == ["thu.ky", "Không chờ nữa"]
    closed = ("TD002", "council_item_ballot_closed")
    assert refused(one.cast, 3, "agree") == closed
    assert refused(one.enter, 3, 0, 0, [2, 3, 4]) == closed
    assert refused(one.recuse, 4) == closed
    assert refused(one.close) == closed
    assert one.conclude() == "passed"
    assert refused(paper.conclude) == ("TD002", "council_item_papers")
    paper.refuse(waiting)
    paper.close()


# No part of a secret vote smaller than three is shown.


@pytest.mark.parametrize("ballots", [1, 2])
def test_fewer_than_three_ballots_of_a_secret_vote_are_never_decided(session, ballots):
    one = session(7, permille=1)
    for member in range(ballots):
        one.cast(member, "agree")
    one.close()
    assert refused(one.conclude) == ("TD002", "council_item_secrecy")
    assert one.read("agree, disagree, blank, outcome") == [None, None, None, "pending"]
    assert one.conclude(outcome="'deferred'", reason="'Ít phiếu'") == "deferred"
    assert one.read("agree, disagree, blank") == [None] * 3


@pytest.mark.parametrize("in_person", [1, 2])
def test_few_ballots_beside_a_paper_are_not_decided_either(session, in_person):
    """The person who entered the paper knows its figures and could subtract them from the total."""
    one = session(3 + in_person, permille=501)
    one.count(3, 0, 0, [0, 1, 2])
    for member in range(3, 3 + in_person):
        one.cast(member, "disagree")
    assert refused(one.conclude) == ("TD002", "council_item_secrecy")
    assert one.conclude(outcome="'deferred'", reason="'Lộ phiếu'") == "deferred"


@pytest.mark.parametrize("voters", [[0], [0, 1]])
def test_a_paper_of_one_or_two_secret_ballots_is_not_entered(session, voters):
    one = session(4)
    assert refused(one.enter, len(voters), 0, 0, voters) == ("TD001", "council_paper_voters_few")


def test_the_figures_of_a_waiting_paper_cannot_be_read(database, session):
    """They are not in the rows that the service reads, nor in any history."""
    one = session(3)
    paper = one.enter(2, 1, 0, [0, 1, 2])
    for table, key in (("council_paper", "id"), ("change_history", "row_id")):
        row = database.value(f"select to_jsonb(t)::text from {table} t where {key} = '{paper}'", role="postgres")
        assert DIGEST not in row and "disagree" not in row
    one.confirm(paper, 2, 1, 0)
    kept = f"select count(*) from council_paper_count where paper_id = '{paper}'"
    assert database.value(kept, role="postgres") == "0"
    rows = database.psql(f"select row::text from change_history where row_id = '{paper}'", role="postgres")
    assert rows and all("disagree" not in row for [row] in rows)


# A result is taken back.


@pytest.mark.parametrize("agree,state", [(3, "approved"), (0, "rejected")])
def test_a_result_taken_back_is_voted_anew_from_nothing(database, session, agree, state):
    one = session(3, permille=501)
    for member in range(3):
        one.cast(member, "agree" if member < agree else "disagree")
    one.conclude()
    assert one.state() == state
    one.reopen()
    assert one.state() == "council"
    assert one.read("outcome, round, agree, needed, reason, closed_at") == ["pending", "2", None, None, None, None]
    assert one.run(f"select count(*) from council_participation where item_id = '{one.item}'") == [["0"]]
    assert database.value(f"select agree + disagree + blank from council_tally where item_id = '{one.item}'",
                          role="postgres") == "0"
    kept = one.run(f"select round, outcome, agree, disagree, actor from council_reopening where item_id = '{one.item}'")
    assert kept == [["1", "passed" if agree else "failed", str(agree), str(3 - agree), "thu.ky"]]
    for member in range(3):
        one.cast(member, "agree")
    assert one.conclude() == "passed"


def test_a_closed_ballot_is_open_again_after_its_result_was_taken_back(session):
    one = session(4, permille=501)
    for member in range(3):
        one.cast(member, "agree")
    one.close()
    one.conclude()
    one.reopen()
    one.cast(3, "agree")


@pytest.mark.parametrize("again,refusal", [
    ([0, 1, 2], None), ([0, 1, 2, 3], "one more"), ([0, 1, 2, 3, 4], "two more"), ([1, 2, 3], "another"),
    ([0, 1, 2, 3, 4, 5], None), ([3, 4, 5], None),
])
def test_two_results_of_a_secret_vote_cannot_be_subtracted(session, again, refusal):
    one = session(6, permille=501)
    for member in range(3):
        one.cast(member, "agree")
    one.close()
    one.conclude()
    one.reopen()
    for member in again:
        one.cast(member, "agree")
    one.close()
    if refusal:
        assert refused(one.conclude) == ("TD002", "council_item_subtraction")
        assert one.conclude(outcome="'deferred'", reason="'Lộ phiếu'") == "deferred"
    else:
        assert one.conclude() in ("passed", "failed")


def test_two_results_of_an_open_vote_may_differ_by_one_ballot(session):
    one = session(4, permille=501, secret=False)
    for member in range(3):
        one.cast(member, "agree")
    one.close()
    one.conclude()
    one.reopen()
    for member in range(4):
        one.cast(member, "agree")
    assert one.conclude() == "passed"
    assert one.run(f"select count(*) from council_ballot where item_id = '{one.item}'") == [["4"]]


def moved(one, role, action, **columns):
    names = "".join(f", {name}" for name in columns)
    values = "".join(f", '{value}'" for value in columns.values())
    one.run(
        f"""insert into nomination_event (nomination_id, on_version, action, acted_on{names})
        select id, version, '{action}', '{HELD_ON}'{values} from nomination where id = '{one.nomination}'""",
        caller(role, "35", subject=PROVINCE),
    )


def test_a_result_is_not_taken_back_after_a_later_act(session):
    one = session(3, permille=501)
    for member in range(3):
        one.cast(member, "agree")
    one.conclude()
    moved(one, "province_reviewer", "hold", ground="complaint", reason="Có đơn")
    assert refused(one.reopen) == ("TD002", "council_item_moved_on")
    moved(one, "province_reviewer", "resume", reason="Đã xem xét")
    assert refused(one.reopen) == ("TD002", "council_item_moved_on")


def test_only_a_result_is_taken_back_and_with_a_reason(session):
    one = session(3, permille=501)
    assert refused(one.reopen) == ("TD002", "council_item_decided")
    for member in range(3):
        one.cast(member, "agree")
    one.conclude()
    assert refused(one.reopen, reason="null") == ("TD001", "nomination_event_reason")
    by_hand = f"""insert into nomination_event (nomination_id, on_version, action, acted_on, reason)
        select id, version, 'reopen', '{HELD_ON}', 'Lý do' from nomination where id = '{one.nomination}'"""
    assert refused(one.run, by_hand) == ("23514", "nomination_event_council_item_id_check")


def test_who_voted_before_a_vote_anew_does_not_decide(session):
    """The same holds for a person who entered or confirmed a paper, or closed a ballot: all of it is the council's stage."""
    one = session(6, permille=501, subjects={0: "uy.vien.cu"})
    one.count(2, 1, 0, [0, 1, 2])
    one.close()
    assert one.conclude() == "failed"
    one.reopen()
    for member in (3, 4, 5):
        one.cast(member, "agree")
    one.close()
    one.database.psql(f"update council_item set permille = 1 where id = '{one.item}'", role="tdkt_owner")
    assert one.conclude() == "passed"
    hold = f"""insert into nomination_event (nomination_id, on_version, action, acted_on, ground, reason)
        select id, version, 'hold', '{HELD_ON}', 'complaint', 'Lý do' from nomination where id = '{one.nomination}'"""
    for subject in ("uy.vien.cu", "nguoi.thu.hai", "thu.ky", "uy.vien.3"):
        them = caller("province_reviewer", "35", subject=subject)
        assert refused(one.run, hold, them) == ("TD004", "nomination_actor"), subject
    one.run(hold, caller("province_reviewer", "35", subject="khac"))


# Attendance.


@pytest.mark.parametrize("voted", ["in person", "on paper"])
def test_attendance_changes_by_an_event_with_a_reason_until_the_first_vote(session, voted):
    one = session(4, written=True)
    by_hand = f"update council_member set attendance = 'absent' where id = '{one.members[2]}'"
    assert refused(one.run, by_hand) == ("TD002", "council_member_attendance_open")
    assert refused(one.attend, 3, "absent", "null") == ("TD001", "council_attendance_event_reason_missing")
    assert refused(one.attend, 3, "absent", settings=SECOND) == ("TD004", "council_session_keeper")
    assert refused(one.attend, 3, "present") == ("TD002", "council_member_attendance_same")
    one.attend(3, "absent")
    kept = "select from_attendance, to_attendance, reason, actor from council_attendance_event where member_id = "
    assert one.run(f"{kept}'{one.members[3]}'") == [["present", "absent", "Đến muộn", "thu.ky"]]
    if voted == "in person":
        one.cast(0, "agree")
    else:
        one.enter(3, 0, 0, [0, 1, 2])
    assert refused(one.attend, 3, "present") == ("TD002", "council_member_attendance_voted")


def test_an_event_on_an_old_version_of_a_member_is_refused(session):
    """Absent and back again: the first event names an older version of the member."""
    one = session(3)
    one.attend(2, "absent")
    one.attend(2, "present")
    by_hand = f"update council_member set attendance = 'absent' where id = '{one.members[2]}'"
    assert refused(one.run, by_hand) == ("TD002", "council_member_attendance_open")


def test_attendance_is_edited_while_planned_and_over_when_closed(session):
    one = session(3, open_=False)
    one.run(f"update council_member set attendance = 'absent' where id = '{one.members[2]}'")
    assert refused(one.attend, 2, "present") == ("TD002", "council_session_open")
