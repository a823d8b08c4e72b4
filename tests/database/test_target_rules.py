"""Targets, directly in the database: who enters figures and acts, which figures stand, what never changes, and what
moves with a unit.
"""

import json

import pytest
from database.callers import CAMPAIGN, caller, collective, target, trial, unit
from support.locks import unfinished
from support.sql import SqlError

NEW = "01600000-eeee-7000-8000-000000000044"
OFFICER = caller("unit_officer", "349", subject="can.bo")
PROVINCE = caller("province_reviewer", "35", subject="tinh")
ACTS = {
    "confirm": f"select confirm_target('{NEW}', 1)",
    "return": f"select return_target('{NEW}', 1, 'Mẫu')",
    "amend": f"select amend_target('{NEW}', 2, 'Mẫu', null, 90, null, null, null, null, null)",
}
STATE = f"select state from campaign_target where id = '{NEW}'"
EVENTS = f"select action, actor, actor_role from campaign_target_event where campaign_target_id = '{NEW}' order by id"
HAS_BEEN_CONFIRMED = f"update campaign_target set state = 'confirmed' where id = '{NEW}'"


def new_target(code="349", version=1, home="null") -> str:
    return (
        "insert into campaign_target (id, campaign_id, unit_id, collective_id, indicator, field, measure_unit,"
        f" direction, registered_value, due_on) values ('{NEW}', '{CAMPAIGN}', '{unit(code, version)}', {home}, 'Mẫu',"
        " 'other', '%', 'at_least', 100, '2018-12-31')"
    )


def by(subject, statement) -> str:
    """The statement, run as this person."""
    own = "select set_config('tdkt.subject', {}, true)"
    return f"{own.format(repr(subject))}; {statement}; {own.format(repr('tinh'))}"


def figures(day, value, of=NEW) -> str:
    return (
        "insert into target_progress (campaign_target_id, figures_on, actual_value)"
        f" values ('{of}', '{day}', {value})"
    )


def refusal(database, statement, settings, before="", after=""):
    with pytest.raises(SqlError) as refused:
        trial(database, statement, settings, before, after)
    return refused.value.sqlstate, refused.value.constraint


def test_a_registration_enters_its_event(database):
    assert trial(database, new_target(), OFFICER, after=EVENTS) == [["register", "can.bo", "unit_officer"]]


def test_the_standing_entry_is_the_last_of_the_greatest_day(database):
    entries = "; ".join(figures(*entry) for entry in [("2018-06-30", 1), ("2018-06-30", 2), ("2018-03-31", 3)])
    shown = f"select figures_on, trim_scale(actual_value), version from campaign_target where id = '{NEW}'"
    assert trial(database, entries, OFFICER, before=new_target(), after=shown) == [["2018-06-30", "2", "3"]]


def test_of_several_entries_in_one_statement_the_last_stands(database):
    entries = f"{figures('2018-06-30', 1)}, ('{NEW}', '2018-06-30', 2), ('{NEW}', '2018-05-31', 3)"
    shown = f"select trim_scale(actual_value) from campaign_target where id = '{NEW}'"
    assert trial(database, entries, OFFICER, before=new_target(), after=shown) == [["2"]]


def test_who_entered_figures_is_not_said_by_the_caller(database):
    who = f"select actor, version from target_progress where campaign_target_id = '{NEW}'"
    assert trial(database, figures("2018-06-30", 1), OFFICER, before=new_target(), after=who) == [["can.bo", "1"]]


def test_figures_have_the_same_scope_as_their_target(database):
    """A commune enters and sees the figures of its own target; so do the district and the province above it."""
    enter = f"{figures('2018-06-30', 1)} returning province_lineage, district_lineage, commune_lineage"
    before = f"select set_config('tdkt.read_scope', '{unit('349')}', true); {new_target('13324')}"
    before += f"; select set_config('tdkt.read_scope', '{unit('13324')}', true)"
    *_, lineages = trial(database, enter, caller("unit_officer", "13324"), before)
    assert lineages == [unit("35"), unit("349"), unit("13324")]


def test_figures_without_a_value_are_none(database):
    assert refusal(database, figures("2018-06-30", "null"), OFFICER, before=new_target()) == (
        "23514", "target_progress_actual_value_check")


def test_figures_lie_between_the_first_day_and_today(database):
    assert refusal(database, figures("2017-12-31", 1), OFFICER, before=new_target())[1] == (
        "target_progress_figures_on_period")
    assert refusal(database, figures("9999-12-31", 1), OFFICER, before=new_target())[1] == (
        "target_progress_figures_on_future")


@pytest.mark.parametrize("act,state", [("confirm", "confirmed"), ("return", "returned")])
def test_an_act_moves_the_state_and_enters_its_event(database, act, state):
    before = by("can.bo", new_target())
    assert trial(database, ACTS[act], PROVINCE, before, after=STATE)[-1:] == [[state]]
    assert trial(database, ACTS[act], PROVINCE, before, after=EVENTS)[-1] == [act, "tinh", "province_reviewer"]


def test_an_amendment_is_one_event_with_what_changed(database):
    before = f"{new_target()}; {HAS_BEEN_CONFIRMED}"
    told = f"select action, changes from campaign_target_event where campaign_target_id = '{NEW}' order by id"
    *_, (action, changes) = trial(database, ACTS["amend"], PROVINCE, before, after=told)
    assert (action, json.loads(changes)) == ("amend", {"registered_value": {"from": 100, "to": 90}})


@pytest.mark.parametrize("act", ACTS)
@pytest.mark.parametrize("settings,refused", [
    (caller("district_reviewer", "353"), ("TD003", "campaign_target_version")),  # does not see the target
    (caller("auditor", "35"), ("TD004", "campaign_target_role")),
    (caller("council_reviewer", "35"), ("TD004", "campaign_target_role")),
    (caller("province_reviewer", "35", write=["353"]), ("TD004", "campaign_target_unit")),
])
def test_an_act_asks_every_right_itself(database, act, settings, refused):
    """The functions run with their owner's rights, so only their own checks protect the data."""
    before = f"{new_target()}; {HAS_BEEN_CONFIRMED}" if act == "amend" else new_target()
    assert refusal(database, ACTS[act], settings, before) == refused


def test_the_registrants_own_level_does_not_confirm(database):
    district = caller("district_reviewer", "349")
    before = by("can.bo", new_target())
    assert refusal(database, ACTS["confirm"], district, before) == ("TD004", "campaign_target_unit")
    before = by("can.bo", new_target(home=f"'{collective(4)}'"))
    trial(database, ACTS["confirm"], district, before)


def test_nobody_confirms_their_own(database):
    assert refusal(database, ACTS["confirm"], PROVINCE, new_target()) == ("TD004", "campaign_target_actor")


@pytest.mark.parametrize("statement", [
    f"update campaign_target set registered_value = 1 where id = '{NEW}'",
    f"update campaign_target set note = note where id = '{NEW}'", f"delete from campaign_target where id = '{NEW}'",
])
def test_not_even_the_owner_edits_what_is_confirmed(database, statement):
    before = f"{new_target()}; {HAS_BEEN_CONFIRMED}"
    assert refusal(database, statement, PROVINCE, before) == ("TD002", "campaign_target_editable")
    assert refusal(database, "select", PROVINCE, before, after=statement) == ("TD002", "campaign_target_editable")


@pytest.mark.parametrize("table", ["target_progress", "campaign_target_event"])
@pytest.mark.parametrize("verb", [
    "update {0} set version = 9", "update {0} set campaign_target_id = campaign_target_id", "delete from {0}",
    "truncate {0} cascade",
])
@pytest.mark.parametrize("role", ["tdkt_service", "tdkt_owner"])
def test_entries_and_events_are_append_only(database, table, verb, role):
    with pytest.raises(SqlError) as refused:
        database.psql(verb.format(table), role=role, settings=caller("province_reviewer", "35"))
    assert refused.value.sqlstate == "42501"


@pytest.mark.parametrize("table", ["target_progress", "campaign_target_event"])
def test_no_column_of_entries_and_events_is_ever_changed(database, table):
    columns = database.psql(
        f"select attname from pg_attribute where attrelid = '{table}'::regclass and attnum > 0 and not attisdropped"
        " and attname not like '%lineage'",
        role="postgres",
    )
    assert len(columns) > 5
    for [column] in columns:
        with pytest.raises(SqlError) as refused:
            database.psql(f"update {table} set {column} = {column} where false", role="tdkt_owner")
        assert refused.value.sqlstate == "42501", column


def test_figures_are_entered_one_after_the_other(database):
    """Also for an older day, which does not change the target: the standing entry is chosen from all earlier ones."""
    before = "set local lock_timeout = '200ms'"
    with unfinished(database, f"select from campaign_target where id = '{target(1)}' for no key update"):
        assert refusal(database, figures("2018-01-01", 1, of=target(1)), PROVINCE, before)[0] == "55P03"


def test_acts_are_judged_one_after_the_other(database):
    """The lock comes before any check of the target, not only before its state is written."""
    before = "set local lock_timeout = '200ms'"
    before += f"; select lock_target(id, version, 'amend') from campaign_target where id = '{target(1)}'"
    with unfinished(database, f"select from campaign_target where id = '{target(1)}' for no key update"):
        assert refusal(database, "select", PROVINCE, before)[0] == "55P03"


def test_the_events_of_a_withdrawn_registration_go_with_it(database):
    delete = f"delete from campaign_target where id = '{NEW}'"
    gone = f"select count(*) from campaign_target_event where campaign_target_id = '{NEW}'"
    kept = f"select operation from change_history where row_id = '{NEW}' order by id"
    assert trial(database, delete, PROVINCE, before=new_target(), after=gone) == [["0"]]
    assert trial(database, delete, PROVINCE, before=new_target(), after=kept) == [["insert"], ["delete"]]


@pytest.mark.parametrize("function", [
    f"lock_target('{NEW}', 1, 'confirm')", "enter_target_event(null, 'confirm', null, '{}')",
])
def test_inner_functions_are_not_for_the_service(database, function):
    with pytest.raises(SqlError) as refused:
        database.psql(f"select {function}", settings=PROVINCE)
    assert refused.value.sqlstate == "42501"


@pytest.mark.parametrize("table", ["target_progress", "campaign_target_event"])
def test_figures_and_history_go_with_a_unit_that_moves(database, table):
    before = "; ".join([
        f"select set_config('tdkt.read_scope', '{unit('349')}', true)", new_target("13324"), figures("2018-06-30", 1),
    ])
    move = f"update unit set parent_id = '{unit('353')}' where id = '{unit('13324')}'"
    after = f"select distinct district_lineage from {table} where campaign_target_id = '{NEW}'"
    assert trial(database, move, caller("admin", "35"), before, after)[-1:] == [[unit("353")]]


def test_a_target_that_moves_takes_its_figures_along(database):
    move = f"update campaign_target set unit_id = '{unit('353')}' where id = '{NEW}'"
    before = f"{new_target()}; {figures('2018-06-30', 1)}"
    after = f"select district_lineage from target_progress where campaign_target_id = '{NEW}'"
    assert trial(database, move, PROVINCE, before, after) == [[unit("353")]]


def test_a_reader_of_one_district_sees_no_figures_of_another(database):
    for table in ("target_progress", "campaign_target_event"):
        theirs = f"select count(*) from {table} where campaign_target_id = '{target(6)}'"
        assert trial(database, theirs, caller("auditor", "349")) == [["0"]]
        assert trial(database, theirs, caller("auditor", "353")) != [["0"]]


def test_an_indicator_does_not_change_while_a_target_of_it_is_being_registered(database):
    """Neither transaction sees the other's row before it is committed, so the change waits for the registration."""
    registration = (
        f"select set_config('tdkt.subject', 'can.bo', true), set_config('tdkt.read_scope', '{unit('349')}', true);"
        " insert into campaign_target (campaign_id, unit_id, indicator_id, indicator, field, measure_unit, direction,"
        f" basis, registered_value, due_on) select '{CAMPAIGN}', '{unit('349')}', id, 'Mẫu', field, measure_unit,"
        " direction, basis, 1, '2018-12-31' from indicator where code = 'THU-NS'"
    )
    change = "set local lock_timeout = '200ms'; update indicator set measure_unit = 'Mẫu' where code = 'THU-NS'"
    with unfinished(database, registration):
        assert refusal(database, "select", OFFICER, before=change)[0] == "55P03"
