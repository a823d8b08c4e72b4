"""Votes of the council, directly in the database: what is kept of a secret vote, who votes once, what passes."""

import json

import pytest
from database.callers import caller
from database.councils import DIGEST, KEEPER, SECOND, Session, refused
from support.council import DISTRICT, HELD_ON, OFFICER, PROVINCE, WORKFLOW, new_id
from support.samples import collective

LINKING = {"agree", "disagree", "blank", "vote"}


@pytest.fixture
def session(database, unique):
    """session(members=…, permille=…) → an open session with one nomination on its agenda."""
    return lambda members=3, **options: Session(database, unique, members, **options)


# Secrecy.


def test_no_relation_joins_a_member_with_a_secret_vote(database):
    """Among all tables with both a member and a vote there is only the one of open votes. Who took part is kept without
    anything else."""
    rows = database.psql(
        """select table_name, string_agg(column_name, ',' order by column_name)
        from information_schema.columns
        where table_schema = 'public' and table_name like 'council%'
        group by table_name""",
        role="postgres",
    )
    columns = {table: set(names.split(",")) for table, names in rows}
    assert [table for table, names in columns.items() if "member_id" in names and LINKING & names] == ["council_ballot"]
    assert columns["council_participation"] == {"item_id", "member_id"}
    assert columns["council_tally"] == {"item_id", "agree", "disagree", "blank"}


def test_a_secret_vote_leaves_no_ballot_no_history_and_no_time(database, session):
    one = session(3)
    before = database.value("select count(*) from change_history", role="postgres")
    version = one.read("version, updated_at")
    one.cast(0, "agree")
    one.cast(1, "disagree")
    assert database.value("select count(*) from change_history", role="postgres") == before
    assert one.read("version, updated_at") == version
    assert one.run(f"select count(*) from council_ballot where item_id = '{one.item}'") == [["0"]]
    triggers = """select count(*) from pg_trigger where not tgisinternal
        and tgrelid in ('council_participation'::regclass, 'council_tally'::regclass)"""
    assert database.value(triggers, role="postgres") == "0"


@pytest.mark.parametrize("statement", [
    "select * from council_tally", "select agree from council_tally", "delete from council_tally",
    "update council_tally set agree = 0", "insert into council_tally default values",
    "select * from council_paper_count", "update council_paper_count set agree = 9", "delete from council_paper_count",
    "insert into council_paper_count default values", "update council_paper set state = 'counted'",
    "delete from council_paper", "insert into council_paper default values", "insert into council_reopening default values",
    "insert into council_attendance_event default values", "select empty_council_item(null, null)",
    "select count_council_paper(null, null, null)", "update council_item set closed_at = now()",
    "delete from council_participation", "update council_participation set item_id = item_id",
    "insert into council_participation default values", "update council_ballot set vote = 'agree'",
    "insert into council_ballot default values", "delete from council_recusal", "select count_council_item(null)",
    "update council_item set outcome = 'passed'", "update council_session set state = 'open'",
    "select enter_council_event(null, 'pass', null, null)", "select acted_outside_council(null, null)",
])
def test_the_service_neither_looks_into_the_box_nor_fills_it_by_hand(database, statement):
    assert refused(database.psql, statement, settings=KEEPER)[0] == "42501"


def test_figures_appear_with_the_result_and_the_ballot_box_is_deleted(database, session):
    one = session(3, permille=600)
    for member, vote in enumerate(["agree", "agree", "blank"]):
        one.cast(member, vote)
        assert one.read("agree, disagree, blank, needed") == [None] * 4
    assert one.conclude() == "passed"
    assert one.read("agree, disagree, blank, member_count, recused_count, needed") == ["2", "0", "1", "3", "0", "2"]
    boxes = f"select count(*) from council_tally where item_id = '{one.item}'"
    assert database.value(boxes, role="postgres") == "0"


def test_rows_of_participation_do_not_reveal_the_order_of_votes(database, session):
    one = session(3)
    for member in (2, 0, 1):
        one.cast(member, "agree")
    one.conclude()
    writers = f"select count(distinct xmin::text) from council_participation where item_id = '{one.item}'"
    assert database.value(writers, role="postgres") == "1"


def test_an_open_vote_is_stored_with_its_member(database, session):
    one = session(3, secret=False)
    one.cast(0, "agree")
    one.cast(1, "disagree")
    one.cast(2, "blank")
    votes = one.run(f"select member_id, vote from council_ballot where item_id = '{one.item}'")
    assert sorted(votes) == sorted(
        [[one.members[0], "agree"], [one.members[1], "disagree"], [one.members[2], "blank"]])
    assert one.conclude() == "failed"
    assert one.read("agree, disagree, blank") == ["1", "1", "1"]


# One vote for each member.


@pytest.mark.parametrize("secret", [True, False])
def test_nobody_votes_twice(session, secret):
    one = session(3, secret=secret)
    one.cast(0, "agree")
    assert refused(one.cast, 0, "disagree") == ("23505", "council_participation_pkey")


def test_a_counted_ballot_is_a_vote(session):
    one = session(7)
    one.cast(0, "agree")
    assert refused(one.enter, 3, 0, 0, [0, 1, 2]) == ("TD002", "council_paper_voted")
    assert refused(one.enter, 3, 0, 0, [1, 1, 2]) == ("TD001", "council_paper_voters_repeated")
    one.count(1, 1, 1, [1, 2, 3])
    assert refused(one.cast, 1, "agree") == ("23505", "council_participation_pkey")
    for member in (4, 5, 6):
        if member < 6:
            one.cast(member, "agree")
        else:
            one.cast(member, "blank")
    one.conclude()
    assert one.read("agree, disagree, blank") == ["4", "1", "2"]


@pytest.mark.parametrize("counts", [(1, 0, 0), (2, 2, 0), (4, -1, 0), (0, 0, 0)])
def test_there_are_as_many_ballots_as_voters(session, counts):
    one = session(3)
    assert refused(one.enter, *counts, [0, 1, 2]) == ("TD001", "council_paper_voters_figures")


def test_an_open_vote_comes_on_paper_too(session):
    one = session(3, secret=False)
    votes = {0: "agree", 1: "disagree", 2: "agree"}
    paper = one.enter(votes=votes)
    assert one.run(f"select count(*) from council_ballot where item_id = '{one.item}'") == [["0"]]
    one.confirm(paper, votes=dict(reversed(votes.items())))
    found = one.run(f"select member_id, vote from council_ballot where item_id = '{one.item}'")
    assert sorted(found) == sorted([one.members[at], vote] for at, vote in votes.items())
    assert one.conclude() == "failed"
    assert one.read("agree, disagree, blank") == ["2", "1", "0"]


@pytest.mark.parametrize("secret,entry", [
    (True, {"votes": {0: "agree"}}), (True, {"voters": [0, 1, 2]}), (True, {"agree": 3, "voters": [0, 1, 2]}),
    (False, {"agree": 3, "disagree": 0, "blank": 0, "voters": [0, 1, 2]}), (False, {}),
    (False, {"agree": 3, "votes": {0: "agree"}}),
])
def test_a_paper_is_of_the_items_kind(session, secret, entry):
    assert refused(session(3, secret=secret).enter, **entry) == ("TD001", "council_paper_kind")


def test_a_paper_of_an_open_vote_names_each_member_once_with_a_valid_vote(session):
    one = session(3, secret=False)
    both = refused(one.enter, votes={0: "agree"}, voters=[0])
    assert both == ("TD001", "council_paper_voters_open")
    assert refused(one.enter, votes={0: "maybe"}) == ("TD001", "council_paper_votes")
    twice = "'" + json.dumps([{"member_id": one.members[0], "vote": "agree"}] * 2) + "'"
    one.said = lambda votes: twice
    assert refused(one.enter, votes={}) == ("TD001", "council_paper_voters_repeated")


# Thresholds, of all members, in integers.

NEEDED = [(13, 900, 12), (14, 900, 13), (15, 900, 14), (13, 800, 11), (14, 800, 12), (15, 800, 12), (10, 900, 9),
          (9, 1000, 9), (10, 501, 6), (11, 501, 6)]


@pytest.mark.parametrize("members,permille,needed", NEEDED)
@pytest.mark.parametrize("short", [0, 1])
def test_a_threshold_is_met_or_missed_by_one(session, members, permille, needed, short):
    one = session(members, permille=permille)
    agree = needed - short
    one.count(agree, members - agree, 0, range(members))
    assert one.conclude() == ("failed" if short else "passed")
    assert one.read("needed, member_count, agree") == [str(needed), str(members), str(agree)]
    assert one.state() == ("rejected" if short else "approved")


@pytest.mark.parametrize("absent,outcome", [(1, "passed"), (2, "failed")])
def test_a_member_who_does_not_vote_counts_in_the_base(session, absent, outcome):
    one = session(13, permille=900, attendance={at: "absent" for at in range(absent)})
    voters = range(absent, 13)
    one.count(len(voters), 0, 0, voters)
    assert one.conclude() == outcome


@pytest.mark.parametrize("shrinks,outcome", [(False, "failed"), (True, "passed")])
def test_a_recusal_shrinks_the_base_only_where_the_rule_says_so(session, shrinks, outcome):
    """13 members, 2 of them aside: 11 votes are 846 of 1000 of all members, but all of the remaining ones."""
    one = session(13, permille=900, shrinks=shrinks)
    one.recuse(11)
    one.recuse(12)
    one.count(11, 0, 0, range(11))
    assert one.conclude() == outcome
    assert one.read("needed, member_count, recused_count") == ["10" if shrinks else "12", "13", "2"]


@pytest.mark.parametrize("present,outcome", [(9, "passed"), (8, None)])
def test_a_quorum_is_met_or_missed_by_one(session, present, outcome):
    """Two thirds of 13 are 8.67."""
    one = session(13, permille=501, quorum=666, attendance={at: "absent" for at in range(present, 13)})
    one.count(7, 0, present - 7, range(present))
    if outcome:
        assert one.conclude() == outcome
    else:
        assert refused(one.conclude) == ("TD002", "council_item_quorum")
        assert one.conclude(outcome="'deferred'", reason="'Không đủ số'") == "deferred"


@pytest.mark.parametrize("wrote", [True, False])
def test_a_written_vote_counts_towards_the_quorum_once_it_is_there(session, wrote):
    one = session(3, permille=501, quorum=666, secret=False, attendance={1: "written", 2: "absent"})
    one.cast(0, "agree")
    if wrote:
        one.cast(1, "agree")
        assert one.conclude() == "passed"
    else:
        assert refused(one.conclude) == ("TD002", "council_item_missing_votes")
        one.close()
        assert refused(one.conclude) == ("TD002", "council_item_quorum")


# Who votes.


@pytest.mark.parametrize("options,member,refusal", [
    ({"attendance": {1: "absent"}}, 1, ("TD002", "council_ballot_attendance")),
    ({"attendance": {1: "written"}, "written": False}, 1, ("TD002", "council_ballot_attendance")),
    ({"subjects": {1: OFFICER}, "attendance": {1: "written"}}, 1, ("TD004", "council_ballot_actor")),
    ({"collectives": {1: collective(4)}, "subject": collective(4)}, 1, ("TD002", "council_ballot_recused")),
])
@pytest.mark.parametrize("secret", [True, False])
def test_members_who_may_not_vote_are_refused(session, options, member, refusal, secret):
    """In person and on paper."""
    one = session(3, secret=secret, **options)
    in_person = ("TD004", "council_item_actor") if refusal[1] == "council_ballot_actor" else refusal
    assert refused(one.cast, member, "agree") == in_person
    paper = {"agree": 3, "disagree": 0, "blank": 0, "voters": [0, 1, 2]} if secret else {"votes": {member: "agree"}}
    assert refused(one.enter, **paper) == refusal


def test_a_member_of_another_session_has_no_vote(session):
    one, other = session(3), session(3)
    one.members[1] = other.members[1]
    assert refused(one.cast, 1, "agree") == ("23503", "council_participation_member_id_fkey")
    assert refused(one.enter, 3, 0, 0, [0, 1, 2]) == ("23503", "council_participation_member_id_fkey")


def test_a_member_votes_with_the_own_account_and_for_nobody_else(session):
    one = session(3, subjects={2: None})
    for member in (1, 2):
        assert refused(one.cast, member, "agree", one.own(0)) == ("TD004", "council_ballot_subject")
        assert refused(one.cast, member, "agree", KEEPER) == ("TD004", "council_ballot_subject")
    one.cast(0, "agree")


@pytest.mark.parametrize("subject", [OFFICER, DISTRICT, PROVINCE])
def test_who_acted_at_another_stage_neither_casts_nor_enters_confirms_or_concludes(session, subject):
    one = session(4, subjects={0: subject}, permille=501)
    their = caller("council_reviewer", "35", subject=subject)
    assert refused(one.cast, 0, "agree", their) == ("TD004", "council_item_actor")
    assert refused(one.enter, 3, 0, 0, [1, 2, 3], settings=their) == ("TD004", "council_item_actor")
    paper = one.enter(3, 0, 0, [1, 2, 3])
    assert refused(one.confirm, paper, 3, 0, 0, settings=their) == ("TD004", "council_item_actor")
    assert refused(one.refuse, paper, their) == ("TD004", "council_item_actor")
    assert refused(one.conclude, their) == ("TD004", "council_item_actor")
    assert refused(one.close, their) == ("TD004", "council_item_actor")
    one.confirm(paper, 3, 0, 0)
    assert one.conclude() == "passed"  # the vote does not wait for a member who may not vote


def test_who_voted_does_not_decide(database, session):
    """A vote is an act at the council's stage, although it has no event."""
    one = session(3, permille=501, subjects={0: "uy.vien"})
    for member in range(3):
        one.cast(member, "agree")
    assert one.conclude() == "passed"
    allowed = f"select nomination_allowed(n, '2018-06-02') from nomination n where n.id = '{one.nomination}'"
    assert database.value(allowed, settings=caller("province_reviewer", "35", subject="uy.vien")) == "{}"
    assert "decide" in database.value(allowed, settings=caller("province_reviewer", "35", subject="khac"))


@pytest.mark.parametrize("settings", [
    caller("province_reviewer", "35"), caller("council_reviewer", "36"), caller("council_reviewer", "349"),
    caller("council_reviewer", "35", write=[]), caller("auditor", "35"),
], ids=["role", "province", "district", "archive", "auditor"])
def test_only_the_council_of_the_province_acts(session, settings):
    one, planned = session(3), session(3, open_=False)
    paper = one.enter(3, 0, 0, [0, 1, 2])
    for statement in (
        f"select cast_council_ballot('{one.item}', '{one.members[0]}', 'agree')",
        f"""select enter_council_paper('{one.id}', '{new_id()}', '{one.item}', '1', '{HELD_ON}', '{DIGEST}', 3, 0, 0,
            '{{{",".join(one.members)}}}', null)""",
        f"select confirm_council_paper('{paper}', 1, '{DIGEST}', 3, 0, 0, null)",
        f"select refuse_council_paper('{paper}', 1, 'Lý do')",
        f"select change_council_attendance('{one.members[0]}', 1, 'absent', 'Lý do')",
        f"select close_council_ballot('{one.item}', 2, 'Lý do')",
        f"select reopen_council_item('{one.item}', 2, 'Lý do')",
        f"select recuse_council_member('{one.item}', '{one.members[0]}')",
        f"select conclude_council_item('{one.item}', null, null, null)",
        f"select close_council_session('{one.id}', 2, null)",
        f"select open_council_session('{planned.id}', 1)",
    ):
        assert refused(one.run, statement, settings) == ("TD004", "council_session_unit")


# The session.


def test_opening_copies_the_rule_of_the_day(database, session):
    one = session(3, permille=900, quorum=667, secret=False, written=False, shrinks=True)
    rule = one.read("permille, quorum_permille, secret, written_allowed, recusal_shrinks")
    assert rule == ["900", "667", "f", "f", "t"]
    database.psql(f"update award_rule set permille = 1 where id = '{one.read('rule_id')[0]}'", role="tdkt_owner")
    assert one.read("permille") == ["900"]


def test_a_member_steps_aside_where_the_own_collective_is_concerned(session):
    one = session(3, collectives={1: collective(4), 2: collective(5)}, subject=collective(4))
    assert one.run(f"select member_id from council_recusal where item_id = '{one.item}'") == [[one.members[1]]]


def test_who_voted_does_not_step_aside(session):
    one = session(3)
    one.cast(0, "agree")
    assert refused(one.recuse, 0) == ("TD002", "council_recusal_voted")


def test_a_member_with_an_account_steps_aside_in_person(session):
    one = session(3, subjects={2: None})
    for settings in (KEEPER, one.own(0)):
        assert refused(one.recuse, 1, settings) == ("TD004", "council_recusal_subject")
    assert refused(one.recuse, 2, one.own(0)) == ("TD004", "council_recusal_subject")
    one.recuse(2, KEEPER)
    one.recuse(1)


@pytest.mark.parametrize("change,refusal", [
    ("update council_member set role = 'member' where role = 'chair'", "council_session_chair"),
    ("delete from council_member where role <> 'chair'", "council_session_members"),
    ("delete from council_item", "council_session_agenda"),
    ("update council_session set held_on = '2018-05-09'", "council_session_nominations"),
    ("update council_session set held_on = '2025-06-30' where today() < '2025-06-30'", None),
])
def test_what_a_session_needs_to_open(database, unique, change, refusal):
    one = Session(database, unique, 3, open_=False)
    column = "id" if " council_session " in change else "session_id"
    one.run(f"{change} {'and' if 'where' in change else 'where'} {column} = '{one.id}'")
    version = one.run(f"select version from council_session where id = '{one.id}'")[0][0]
    if refusal:
        assert refused(one.open, version) == ("TD002", refusal)
    else:
        one.open(version)


def test_a_class_without_a_voting_rule_is_not_voted_on(database, session):
    one = session(3, open_=False)
    rules = f"delete from award_rule where award_class_id = (select award_class_id from nomination where id = '{one.nomination}')"
    database.psql(rules, role="tdkt_owner")
    assert refused(one.open) == ("TD002", "council_session_rule")


@pytest.mark.parametrize("statement", [
    "update council_member set name = 'Khác' where id = '{member}'", "delete from council_member where id = '{member}'",
    "insert into council_member (session_id, name) values ('{session}', 'Thêm (mẫu)')",
    "delete from council_item where id = '{item}'", "update council_item set \"order\" = 2 where id = '{item}'",
    "update council_session set held_on = '2018-06-02' where id = '{session}'",
    "delete from council_session where id = '{session}'",
])
def test_members_and_agenda_stand_once_it_is_open(session, statement):
    one = session(3)
    text = statement.format(member=one.members[1], session=one.id, item=one.item)
    sqlstate, rule = refused(one.run, text)
    assert sqlstate == "TD002" and rule in ("council_session_fixed", "council_session_editable")


def test_a_session_has_one_chair_and_a_nomination_one_vote_at_a_time(database, unique, session):
    one = session(3, open_=False)
    second = f"update council_member set role = 'chair' where id = '{one.members[1]}'"
    assert refused(one.run, second) == ("23505", "council_member_chair_key")
    other = Session(database, unique, 3, open_=False)
    again = f"""insert into council_item (session_id, nomination_id, "order")
        values ('{other.id}', '{one.nomination}', 2)"""
    assert refused(one.run, again) == ("23505", "council_item_nomination_id_key")


def test_a_session_ends_when_every_item_has_its_result(session):
    one = session(3)
    closing = f"select close_council_session('{one.id}', 2, 'Biên bản')"
    assert refused(one.run, closing) == ("TD002", "council_session_pending")
    assert refused(one.conclude) == ("TD002", "council_item_votes")
    for member in range(3):
        one.cast(member, "agree")
    one.conclude()
    assert refused(one.run, closing, SECOND) == ("TD004", "council_session_keeper")
    one.run(closing)
    assert one.run(f"select state, minutes from council_session where id = '{one.id}'") == [["closed", "Biên bản"]]
    rewrite = f"update council_session set minutes = 'Khác' where id = '{one.id}'"
    assert refused(one.run, rewrite) == ("TD002", "council_session_editable")
    assert refused(one.run, closing.replace(" 2,", " 3,")) == ("TD002", "council_session_open")
    assert refused(one.reopen) == ("TD002", "council_item_decided")


def test_an_item_deferred_while_its_nomination_is_held_has_no_event(database, session):
    one = session(3)
    hold = f"""insert into nomination_event (nomination_id, on_version, action, ground, reason, acted_on)
        select id, version, 'hold', 'complaint', 'Có đơn', '{HELD_ON}' from nomination where id = '{one.nomination}'"""
    one.run(hold)
    for member in range(3):
        one.cast(member, "agree")
    assert refused(one.conclude) == ("TD002", "nomination_transition")
    assert one.conclude(outcome="'deferred'", reason="'Tạm dừng'") == "deferred"
    events = f"select count(*) from nomination_event where council_item_id = '{one.item}'"
    assert (database.value(events, role="postgres"), one.state()) == ("0", "on_hold")


def test_votes_do_not_carry_over_to_what_was_written_after_a_return(database, session):
    one = session(3)
    for member in range(3):
        one.cast(member, "agree")
    for role, who, action, _ in [("council_reviewer", "thu.ky", "return", HELD_ON), *WORKFLOW]:
        database.psql(
            f"""insert into nomination_event (nomination_id, on_version, action, acted_on, acknowledgement, reason)
            select id, version, '{action}', '{HELD_ON}', 'Đã xem', 'Sai' from nomination where id = '{one.nomination}'""",
            settings=caller(role, "35", subject=who),
        )
    assert one.state() == "council"
    assert refused(one.conclude) == ("TD002", "council_item_returned")
    assert one.conclude(outcome="'deferred'", reason="'Bỏ phiếu lại'") == "deferred"
