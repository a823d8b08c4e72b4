"""Checks that the program makes before the database does, here in the database: they also hold when somebody else acts
between the two.

Each act names the version that its caller saw. What the program refuses in a body is refused here too.
"""

import pytest
from database.callers import CAMPAIGN, award_class, caller, decision, unit
from database.councils import Session, refused
from support.sql import SqlError

PROVINCE = caller("province_reviewer", "35")
OTHER = caller("province_reviewer", "35", subject="nguoi.khac")
STALE = 99


def refusal_of(database, statements, settings) -> tuple:
    with pytest.raises(SqlError) as refusal:
        database.psql(statements, settings=settings)
    return refusal.value.sqlstate, refusal.value.constraint


def test_a_session_is_opened_and_closed_only_at_the_version_read(database, unique):
    one = Session(database, unique, open_=False)
    assert refused(one.open, STALE) == ("TD003", "council_session_version")
    one.open()
    closing = f"select close_council_session('{one.id}', {STALE}, null)"
    assert refused(one.run, closing) == ("TD003", "council_session_version")


def test_a_session_is_not_opened_before_its_day(database, unique):
    one = Session(database, unique, open_=False)
    later = f"update council_session set held_on = today() + 1 where id = '{one.id}'"
    still = "alter table council_session {} trigger user"  # its unit has ended by then
    database.psql(f"{still.format('disable')}; {later}; {still.format('enable')}", "tdkt_owner")
    assert refused(one.open) == ("TD002", "council_session_held_on_future")


def test_members_and_items_are_changed_only_at_the_version_read(database, unique):
    one = Session(database, unique)
    attendance = f"select change_council_attendance('{one.members[1]}', {STALE}, 'absent', 'Đến muộn')"
    assert refused(one.run, attendance) == ("TD003", "council_member_version")
    reopening = f"select reopen_council_item('{one.item}', {STALE}, 'Kiểm phiếu lại')"
    assert refused(one.run, reopening) == ("TD003", "council_item_version")


def test_a_ballot_is_a_vote_and_a_refused_paper_has_a_reason(database, unique):
    one = Session(database, unique)
    assert refused(one.cast, 0, "maybe") == ("TD001", "council_ballot_vote")
    paper = one.enter(2, 1, 0, [0, 1, 2])
    assert refused(one.run, f"select refuse_council_paper('{paper}', 1, null)") == ("TD001", "council_paper_reason_missing")


def test_a_decision_is_published_only_at_the_version_read(database):
    statement = f"select publish_decision('{decision(2)}', {STALE}, null)"
    assert refusal_of(database, statement, PROVINCE) == ("TD003", "decision_version")


def test_a_list_is_published_and_an_opinion_answered_only_at_the_version_read(database):
    at, opinion = "01600000-002b-7000-8000-000000000001", "01600000-002d-7000-8000-000000000001"
    closing = f"select close_consultation('{at}', {STALE}, null, 'Xong')"
    answer = f"select answer_consultation_opinion('{opinion}', {STALE}, 'Xong', 'upheld', null)"
    assert refusal_of(database, closing, PROVINCE) == ("TD003", "consultation_version")
    assert refusal_of(database, answer, PROVINCE) == ("TD003", "consultation_opinion_version")


def test_a_correction_is_asked_for_and_answered_only_at_the_version_read(database):
    ask = "select ask_decision_correction('{}', {}, '{{\"signer_name\": \"Khác\"}}', 'Gõ nhầm')"
    own = decision(2)
    assert refusal_of(database, ask.format(own, STALE), PROVINCE) == ("TD003", "correction_record_version")
    version = database.value(f"select version from decision where id = '{own}'", "tdkt_owner")
    asked = database.value(ask.format(own, version), settings=PROVINCE)
    for act in (f"confirm_correction('{asked}', {STALE})", f"refuse_correction('{asked}', {STALE}, 'Không sai')"):
        assert refusal_of(database, f"select {act}", OTHER) == ("TD003", "correction_version")


def test_a_dossier_is_transferred_only_at_the_version_read(database):
    statement = f"select transfer_dossier(id, {STALE}, '{unit('35')}') from dossier limit 1"
    assert refusal_of(database, statement, PROVINCE) == ("TD003", "dossier_version")


def test_a_result_is_not_older_than_its_session(database, unique):
    one = Session(database, unique)
    for member in range(3):
        one.cast(member, "agree")
    assert refused(one.conclude, acted_on="'2018-01-01'") == ("TD001", "council_item_acted_on")


def test_a_statement_is_of_a_kind_that_its_class_is_for(database):
    statement = f"""insert into award_statement (unit_id, award_class_id, subject_kind, period_from, period_to, stated)
        values ('{unit('349')}', {award_class('CSTDCS')}, 'collective', '2018-01-01', '2018-12-31', 1)"""
    with pytest.raises(SqlError) as refusal:
        database.psql(statement, "tdkt_owner")
    assert (refusal.value.sqlstate, refusal.value.constraint) == ("TD001", "award_statement_subject_kind")


def test_a_campaign_is_launched_only_at_the_version_read_and_by_its_level(database):
    statement = f"select launch_campaign('{CAMPAIGN}', {STALE})"
    assert refusal_of(database, statement, caller("province_reviewer", "35")) == ("TD003", "campaign_version")
    statement = f"select launch_campaign(id, version) from campaign where id = '{CAMPAIGN}'"
    assert refusal_of(database, statement, caller("district_reviewer", "349")) == ("TD004", "campaign_launch_unit")
    assert refusal_of(database, statement, caller("province_reviewer", "35")) == ("TD002", "campaign_launched")


def test_a_dossier_is_transferred_by_a_reviewer_of_the_province(database):
    statement = f"select transfer_dossier(id, version, '{unit('35')}') from dossier limit 1"
    assert refusal_of(database, statement, caller("unit_officer", "35")) == ("TD004", "dossier_transfer_role")
    statement = "select take_back_dossier(id, version, 'Mẫu') from dossier limit 1"
    assert refusal_of(database, statement, caller("unit_officer", "35")) == ("TD004", "dossier_transfer_role")


def test_an_event_is_not_of_tomorrow(database):
    """Asks the function itself: in the demonstration's province another authority acts tomorrow, and that refusal would
    come first."""
    event = "jsonb_populate_record(null::nomination_event, jsonb_build_object('acted_on', today() + 1))"
    with pytest.raises(SqlError) as refusal:
        database.psql(f"select check_event_dates(n, {event}) from nomination n limit 1", "tdkt_owner")
    assert (refusal.value.sqlstate, refusal.value.constraint) == ("TD001", "nomination_event_future")
