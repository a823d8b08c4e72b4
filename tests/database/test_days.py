"""Dates that people type: not in the future for what has happened, and not in a year that must be a slip."""

from datetime import date, timedelta

import pytest
from database.callers import CAMPAIGN, caller, collective, individual, trial, unit
from support.sql import SqlError

SEED = "demonstration"
ANYBODY = caller("province_reviewer", "35")
TOMORROW = str(date.today() + timedelta(days=2))

# The statement with {day}, and whether a future day is refused.
WRITES = {
    "individual_birth_date": (f"update individual set birth_date = '{{day}}' where id = '{individual(3)}'", True),
    "collective_founded_on": (f"update collective set founded_on = '{{day}}' where id = '{collective(4)}'", True),
    "rating_decided_on": ("update rating set decided_on = '{day}' where year = 2017", True),
    "initiative_recognised_on": ("update initiative set recognised_on = '{day}'", True),
    "dossier_dated_on": (f"insert into dossier (title, unit_id, year, dated_on) values ('Mẫu', '{unit(349)}', 2018, '{{day}}')", True),
    "cluster_year_pact_signed_on": ("update cluster_year set pact_signed_on = '{day}'", True),
    "decision_signed_on": (
        "insert into decision (number, signed_on, authority, level, unit_id, signer_name)"
        f" values ('X', '{{day}}', 'province_chair', 'province', '{unit(35)}', 'Mẫu')", True),
    "campaign_starts_on": (f"update campaign set starts_on = '{{day}}', ends_on = null where id = '{CAMPAIGN}'", False),
    "campaign_target_due_on": ("update campaign_target set due_on = '{day}' where state = 'registered'", False),
    "council_session_held_on": (
        f"insert into council_session (unit_id, number, held_on) values ('{unit(35)}', 'X', '{{day}}')", False),
    "unit_valid_from": ("insert into unit (code, name, type, level, valid_from) values ('99', 'Mẫu', 'province', 'province', '{day}')", False),
    "award_class_valid_from": ("update award_class set valid_from = '{day}' where code = 'GK'", False),
}


def refusal(database, statement):
    """(rule, member) of the refusal. Run as the owner: these rules hold for everybody who writes."""
    try:
        trial(database, "select", ANYBODY, before=statement)
    except SqlError as refused:
        return refused.constraint, refused.column
    return None


@pytest.mark.parametrize("column", WRITES)
def test_a_year_that_is_a_slip_is_refused(database, column):
    statement, _ = WRITES[column]
    rule, member = refusal(database, statement.format(day="0018-03-01"))
    assert rule == "day_too_early" and column.endswith("_" + member)


@pytest.mark.parametrize("column", [column for column, (_, has_come) in WRITES.items() if has_come])
def test_a_past_event_has_no_future_day(database, column):
    statement, _ = WRITES[column]
    rule, member = refusal(database, statement.format(day=TOMORROW))
    assert rule == "day_future" and column.endswith("_" + member)


def test_every_date_column_that_people_write_has_a_check(database):
    """A new date column needs a trigger, or a reason in this test."""
    free = {
        "valid_to", "ends_on", "period_to", "effective_on", "review_on",  # limited by the first day in the same row
        "published_on", "acted_on", "state_on", "due_on", "due_by", "corrected_on", "answered_on", "live_on",  # set or checked by functions
    }
    rows = database.psql("""
        select c.table_name, c.column_name
        from information_schema.columns c
        join information_schema.tables t using (table_schema, table_name)
        where c.table_schema = 'public' and c.data_type = 'date' and t.table_type = 'BASE TABLE'
        and not exists (
            select from pg_trigger g
            where g.tgrelid = c.table_name::regclass and g.tgname = 'b_day_' || c.column_name)""", role="tdkt_owner")
    held_elsewhere = {
        ("award", "signed_on"), ("campaign_target", "figures_on"), ("legal_regime", "valid_from"),
        ("stage_authority", "valid_from"), ("required_document", "valid_from"), ("statistics_column", "valid_from"),
        ("statistics_line", "valid_from"), ("report_snapshot", "period_from"), ("consultation", "closed_on"), ("consultation_item", "left_on"),
        ("individual_move", "moved_on"), ("individual_position", "held_from"), ("cluster_tie_decision", "decided_on"),
    }
    assert {tuple(row) for row in rows if row[1] not in free} <= held_elsewhere
