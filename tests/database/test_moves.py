"""Moves of people and their history of positions, asked as the service asks: what row security, rights and functions guarantee
without the C code.
"""

import random
from datetime import date, timedelta

import pytest
from database.callers import ROLES, caller, collective, count, individual, trial, unit
from support.sql import SqlError, literal

STAFF = {"unit_officer", "district_reviewer", "province_reviewer", "council_reviewer", "auditor"}
KEEPERS = {"unit_officer", "district_reviewer", "province_reviewer"}
PERSON, GIVER, RECEIVER, THIRD = individual(20), "353", "349", "347"  # of Lý Nhân
MOVE = "01900000-0000-7000-8000-00000000abcd"
REQUEST = f"""request_move('{MOVE}', array['{PERSON}']::uuid[], %s, '{collective(4)}', '2025-03-01', 'Văn thư', null, null, null, null)"""


def settings_of(role, code):
    return "".join(f"select set_config('tdkt.{name}', '{value}', true) \\g /dev/null\n" for name, value in caller(role, code).items())


def asked(database, statement, role="district_reviewer", code=GIVER, is_by_number=False, then="select"):
    """The rows of a statement of this caller while Duy Tiên's request waits, after `then`."""
    before = settings_of("district_reviewer", RECEIVER) + f"select {REQUEST % is_by_number} \\g /dev/null\n" + settings_of(role, code)
    return trial(database, statement, caller(role, code), before=before + then)


def refusal(database, statement, role="district_reviewer", code=GIVER):
    with pytest.raises(SqlError) as refused:
        asked(database, statement, role, code)
    return refused.value.sqlstate, refused.value.constraint


def release(version=1):
    return f"select release_move('{MOVE}', {version})"


@pytest.mark.parametrize("role", ROLES)
def test_who_knows_of_a_move(database, role):
    for code, knows in ((GIVER, True), (RECEIVER, True), ("35", True), (THIRD, False), ("36", False), ("13573", False)):
        found = asked(database, f"select count(*) from known_move where id = '{MOVE}'", role, code)
        assert found == [["1" if knows and role in STAFF else "0"]], code


def test_the_view_hides_the_person_from_who_asked_by_number(database):
    columns = "individual_id, from_collective_id, from_collective_name, from_unit_id"
    seen = f"select {columns} from known_move where id = '{MOVE}'"
    assert asked(database, seen, code=RECEIVER, is_by_number=True) == [[None] * 4]
    assert asked(database, seen, code=RECEIVER) == [[PERSON, None, None, None]]
    assert asked(database, seen, is_by_number=True)[0][0] == PERSON
    assert None not in asked(database, f"{release()} \\g /dev/null\n{seen}", "province_reviewer", "35")[0]


@pytest.mark.parametrize("statement", [
    "select count(*) from individual_move", "delete from individual_move", "update individual_move set state = 'released'",
    "insert into individual_position (individual_id) select id from individual", "delete from individual_position",
    "update individual_position set held_from = null",
    f"select add_position(i, null, null) from individual i where id = '{PERSON}'",
])
def test_the_service_has_no_right_beyond_the_functions(database, statement):
    with pytest.raises(SqlError, match="permission denied"):
        trial(database, statement, caller("province_reviewer", "35"))


@pytest.mark.parametrize("role", ROLES)
@pytest.mark.parametrize("code", [GIVER, RECEIVER, THIRD, "35", "36"])
def test_only_the_giving_side_releases(database, role, code):
    """Asks the function itself, as a service that forgot to check would."""
    may = role in KEEPERS and code in (GIVER, "35")
    if may:
        asked(database, release(), role, code)
        return
    for statement in (release(), f"select refuse_move('{MOVE}', 1, 'Không')"):
        assert refusal(database, statement, role, code) == ("TD004", "individual_move_giver")


@pytest.mark.parametrize("role", ROLES)
@pytest.mark.parametrize("code", [GIVER, RECEIVER, THIRD])
def test_only_the_receiving_side_withdraws(database, role, code):
    statement = f"select withdraw_move('{MOVE}', 1)"
    if role in KEEPERS and code == RECEIVER:
        asked(database, statement, role, code)
    else:
        assert refusal(database, statement, role, code) == ("TD004", "individual_move_receiver")


def test_an_act_is_on_the_version_read(database):
    assert refusal(database, release(version=7)) == ("TD003", "individual_move_version")


@pytest.mark.parametrize("role", sorted(set(ROLES) - KEEPERS))
def test_other_roles_do_not_ask(database, role):
    for statement in (f"select {REQUEST % 'false'}", f"select find_people_to_move('\\x00', '{collective(4)}')"):
        with pytest.raises(SqlError) as refused:
            trial(database, statement, caller(role, RECEIVER))
        assert refused.value.constraint == "individual_move_to_collective_id_fkey"


def test_a_former_unit_reads_the_rows_of_its_own_time(database):
    moved = f"update individual set collective_id = '{collective(4)}', position = 'Mới', code = null where id = '{PERSON}'"
    rows = f"select coalesce(position, '') from individual_position where individual_id = '{PERSON}' order by recorded_at"
    before = trial(database, rows, caller("auditor", GIVER))
    assert len(before) == 1
    for role in STAFF:
        assert trial(database, rows, caller(role, GIVER), before=moved) == before
        assert trial(database, rows, caller(role, RECEIVER), before=moved) == [*before, ["Mới"]]
        assert trial(database, rows, caller(role, THIRD), before=moved) == []
    assert trial(database, rows, caller("reader", "35"), before=moved) == trial(database, rows, caller("admin", "35")) == []
    on_today = f"select count(*) from individual_position where id = position_on('{PERSON}', today())"
    assert trial(database, on_today, caller("auditor", GIVER), before=moved) == [["0"]]
    assert trial(database, on_today, caller("auditor", RECEIVER), before=moved) == [["1"]]


def test_everybody_has_a_first_row_without_a_day(database):
    without = """select count(*) from individual i where 1 <> (
        select count(*) from individual_position p where p.individual_id = i.id and p.collective_id = i.collective_id
            and p.held_from is null and (p.position, p.position_group) is not distinct from (i.position, i.position_group))"""
    assert database.value(without, "postgres") == "0" and int(database.value("select count(*) from individual", "postgres")) > 20


def test_not_even_the_owner_changes_a_row_of_the_history(database):
    with pytest.raises(SqlError, match="append-only"):
        database.psql("update individual_position set held_from = '2020-01-01'", "tdkt_owner")


def test_the_day_decides_as_when_days_are_painted_over(database):
    """An independent model: each row, in the order of recording, paints all days from its first one on."""
    dice = random.Random(12)
    days = [date(2024, 1, 1) + timedelta(n) for n in range(40)]
    for _ in range(5):
        starts = [None] + [dice.choice([None, *days]) if dice.random() < 0.1 else dice.choice(days) for _ in range(8)]
        painted = {}
        for place, start in enumerate(starts):
            painted |= {day: str(place) for day in days if start is None or start <= day}
        values = ", ".join(f"({n}, {literal(start)}::date)" for n, start in enumerate(starts))
        rows = f"""insert into individual_position (individual_id, collective_id, collective_name, unit_id, position, held_from, actor,
                recorded_at)
            select i.id, c.id, c.name, c.unit_id, v.place, v.start, 'x', clock_timestamp() + v.place * interval '1 second'
            from individual i join collective c on c.id = i.collective_id, (values {values}) v (place, start)
            where i.id = '{PERSON}'"""
        found = f"""select d::date, p.position from generate_series('{days[0]}'::date, '{days[-1]}', interval '1 day') d
            join individual_position p on p.id = position_on('{PERSON}', d::date) order by d"""
        assert trial(database, found, caller("auditor", "35"), before=rows) == [[str(day), painted[day]] for day in days]


def test_units_that_change_take_the_rows_along(database):
    """A unit gets another lineage when a succession is entered: the moves and the history stay with the body."""
    moved = f"update unit set lineage_id = '{unit(THIRD)}' where id = '{unit(RECEIVER)}'"
    seen = f"select count(*) from known_move where id = '{MOVE}'"
    assert asked(database, seen, "auditor", THIRD, then=moved) == [["1"]]
    assert asked(database, seen, "auditor", RECEIVER, then=moved) == [["0"]]
    rows = f"select count(*) > 0 from individual_position where unit_id = '{unit(RECEIVER)}'"
    assert trial(database, rows, caller("auditor", THIRD), before=moved) == [["t"]]


def test_without_settings_nothing_is_known(database):
    assert count(database, "known_move") == count(database, "individual_position") == 0


def test_a_unit_that_stands_gives_its_people_itself(database):
    """Nam Lý gives a part of itself to Vĩnh Trụ. While Nam Lý exists, Vĩnh Trụ may not take its people; afterwards it may."""
    old, heir = unit("13627", 3), unit("13597", 3)
    script = f"""insert into unit_succession (predecessor_id, successor_id, kind, effective_on, legal_act)
            values ('{old}', '{heir}', 'split', '2026-01-01', 'Mẫu') \\g /dev/null
        select set_config('tdkt.write_scope', lineage_id::text, true) from unit where id = '{heir}' \\g /dev/null
        {{}}select gives_people_of(province_lineage, district_lineage, commune_lineage) from unit where id = '{old}';
        rollback; begin"""
    settings = caller("district_reviewer", "13597")
    assert database.psql(script.format(""), "postgres", settings) == [["f"]]
    ended = f"update unit set valid_to = '2026-01-31' where id = '{old}' \\g /dev/null\n"
    assert database.psql(script.format(ended), "postgres", settings) == [["t"]]
