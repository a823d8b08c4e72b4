"""Units through time: lineages, what the units of a token allow to read and to write, successions and what they refuse."""

import pytest
from database.callers import caller, collective, individual, trial, unit
from support.sql import SqlError

ADMIN = caller("admin", "35")
TODAY = "2026-01-15"


def resolve(database, codes, on=TODAY):
    names = ",".join(codes)
    columns = "lineage, level, province_lineage, writable, covered"
    rows = database.psql(f"select {columns} from resolve_units('{{{names}}}', '{on}')")
    return {row[0]: row[1:] for row in rows}


def writable(found) -> set:
    return {lineage for lineage, row in found.items() if row[2] == "t"}


def refusal_of(database, statement, settings=ADMIN):
    with pytest.raises(SqlError) as refusal:
        trial(database, statement, settings)
    return refusal.value.sqlstate, refusal.value.constraint


def version_of(database, code, day):
    rows = database.psql(
        f"select id, name, type from unit where code = '{code}'"
        f" and '{day}' between valid_from and coalesce(valid_to, 'infinity')",
        role="postgres",
    )
    return rows[0] if rows else None


@pytest.mark.parametrize("code,day,expected", [
    ("13597", "2018-06-30", [unit("13597"), "Đồng Lý", "commune"]),
    ("13597", "2020-01-01", [unit("13597", 2), "Vĩnh Trụ", "township"]),
    ("13597", TODAY, [unit("13597", 3), "Vĩnh Trụ", "commune"]),
    ("13564", "2018-06-30", [unit("13564"), "Vĩnh Trụ", "township"]),
    ("13564", TODAY, None),
    ("13366", "2025-03-01", [unit("13366", 2), "Tân Hiệp", "ward"]),
    ("13366", TODAY, [unit("13366", 3), "Hà Nam", "ward"]),
    ("349", "2019-12-31", [unit("349"), "Duy Tiên", "district"]),
    ("349", "2020-01-01", [unit("349", 2), "Duy Tiên", "town"]),
    ("349", "2025-07-01", None),
    ("37", "2025-06-30", [unit("37"), "Ninh Bình", "province"]),
    ("37", "2025-07-01", [unit("37", 2), "Ninh Bình", "province"]),
])
def test_a_code_means_a_unit_on_a_day(database, code, day, expected):
    assert version_of(database, code, day) == expected


def test_names_are_not_unique(database):
    named = "select code from unit where name = 'Châu Sơn' and valid_from = '1997-01-01' order by code"
    assert database.psql(named, role="postgres") == [["13318"], ["13375"]]


def test_the_reform_of_2025_is_complete(database):
    reformed = "select count(*), count(distinct type) from unit where legal_act like '%1674%'"
    assert database.psql(reformed, role="postgres") == [["129", "2"]]


def test_an_upgrade_keeps_the_lineage(database):
    assert database.value(f"select lineage_id from unit where id = '{unit('349', 2)}'", role="postgres") == unit("349")


def test_a_merge_starts_a_lineage(database):
    assert database.value(f"select lineage_id from unit where id = '{unit('37', 2)}'", role="postgres") == unit("37", 2)


def test_a_district_code_today_is_the_last_that_bore_it(database):
    assert resolve(database, ["349"]) == {unit("349"): ["district", unit("35"), "t", "f"]}


@pytest.mark.parametrize("codes", [[], ["999"], ["not a code"], ["01600000-ffff-7000-8000-000000000000"]])
def test_unknown_units_give_nothing(database, codes):
    assert resolve(database, codes) == {}


def test_a_unit_id_serves_as_well_as_a_code(database):
    assert resolve(database, [unit("349", 2)]) == resolve(database, ["349"])


@pytest.mark.parametrize("code,day,own,archive", [
    ("13597", "2018-06-30", unit("13597"), set()),
    ("13597", "2021-01-01", unit("13597", 2), {unit("13597"), unit("13564")}),
    ("13597", TODAY, unit("13597", 3), {unit("13597", 2), unit("13597"), unit("13564"), unit("13606"), unit("13615")}),
    ("13501", "2021-01-01", unit("13501"), {unit("13537"), unit("13549")}),  # it went on when others were merged into it
])
def test_a_merged_commune_reads_what_it_took_over(database, code, day, own, archive):
    found = resolve(database, [code], day)
    assert writable(found) == {own}
    assert set(found) - {own} == archive


def test_the_new_province_reads_the_archive_of_the_old_ones(database):
    found = resolve(database, ["37"])
    assert writable(found) == {unit("37", 2)}
    assert set(found) == {unit("37", 2), unit("35"), unit("36"), unit("37")}
    settings = caller("province_reviewer", write=[], provinces=["35"]) | {"read_scope": ",".join(found)}
    assert trial(database, "select count(*) from collective", settings) == [["44"]]
    touch = f"update collective set id = id where id = '{collective(4)}' returning 1"
    counted = f"with touched as ({touch}) select count(*) from touched"
    assert trial(database, counted, settings | {"write_scope": unit("37", 2)}) == [["0"]]


def test_a_split_hands_no_archive_on(database):
    taken_over = {unit("13294", 2), unit("13294"), unit("13288"), unit("13315"), unit("13309")}
    assert set(resolve(database, ["13285"])) == {unit("13285", 3)} | taken_over
    assert unit("13285") not in taken_over
    assert unit("13324") not in resolve(database, ["13324"])


def test_a_unit_below_another_of_the_same_token_adds_nothing(database):
    assert resolve(database, ["35", "349", "13606"]) == resolve(database, ["35"])
    assert set(resolve(database, ["353", "13606"], "2018-06-30")) == {unit("353")}


def test_a_unit_below_the_archive_stays_writable_and_is_marked_as_covered(database):
    found = resolve(database, ["37", "349"])
    assert writable(found) == {unit("37", 2), unit("349")}
    assert found[unit("349")][3] == "t"
    assert [lineage for lineage, row in found.items() if row[3] == "t"] == [unit("349")]


NEW_UNIT = "insert into unit (code, name, type, level, parent_id, valid_from, valid_to) values "
NEW_SUCCESSION = "insert into unit_succession (predecessor_id, successor_id, kind, effective_on) values "


@pytest.mark.parametrize("statement,sqlstate,constraint", [
    (NEW_UNIT + "('349', 'M', 'town', 'district', '{p}', '2019-01-01', null)", "23P01", "unit_code_period_excl"),
    (NEW_UNIT + "('1', 'M', 'ward', 'district', '{p}', '2018-01-01', null)", "23514", "unit_type_level_check"),
    (NEW_UNIT + "('1', 'M', 'ward', 'commune', null, '2018-01-01', null)", "23514", "unit_parent_id_check"),
    (NEW_UNIT + "('1', 'M', 'town', 'district', '{d}', '2018-01-01', null)", "TD001", "unit_parent_level"),
    (NEW_UNIT + "('1', 'M', 'town', 'district', '{p}', '2026-01-01', null)", "TD001", "unit_parent_period"),
    ("update unit set valid_to = '1990-01-01' where id = '{d}'", "23514", "unit_valid_to_check"),
    ("delete from unit where id = '{d}'", "23503", "unit_parent_id_fkey"),
    (NEW_SUCCESSION + "('{d}', '{d}', 'merge', '2019-01-01')", "23514", "unit_succession_successor_id_check"),
    (NEW_SUCCESSION + "('{d}', '{d2}', 'rename', '2020-01-01')",
     "23505", "unit_succession_predecessor_id_successor_id_key"),
    (NEW_SUCCESSION + "('{k}', '{d2}', 'rename', '2020-01-01')", "23505", "unit_succession_continued_successor_key"),
    (NEW_SUCCESSION + "('{d2}', '{d}', 'rename', '2021-01-01')", "TD001", "unit_succession_effective_on"),
    (NEW_SUCCESSION + "('{k}', '{p37}', 'rename', '2025-07-01')", "TD001", "unit_succession_continuity"),
])
def test_what_is_refused(database, statement, sqlstate, constraint):
    ids = {"p": unit("35"), "d": unit("349"), "d2": unit("349", 2), "k": unit("353"), "p37": unit("37", 2)}
    assert refusal_of(database, statement.format(**ids)) == (sqlstate, constraint)


SCOPE = "select district_lineage from {0} where id = '{1}'"


def test_a_succession_carries_records_along(database):
    """When the upgrade is recorded late, the town's own records follow; when it is deleted as a mistake, they go back."""
    undo = f"delete from unit_succession where successor_id = '{unit('349', 2)}'"
    new = (
        "insert into collective (id, code, name, unit_id, kind)"
        f" values ('{collective(900)}', 'N', 'M', '{unit('349', 2)}', 'other')"
    )
    scope = SCOPE.format("collective", collective(900))
    assert trial(database, undo, ADMIN, before=new, after=scope) == [[unit("349", 2)]]
    redo = (
        "insert into unit_succession (predecessor_id, successor_id, kind, effective_on)"
        f" values ('{unit('349')}', '{unit('349', 2)}', 'upgrade', '2020-01-01')"
    )
    assert trial(database, f"{undo}; {redo}", ADMIN, before=new, after=scope) == [[unit("349")]]


def test_a_unit_that_moves_takes_everything_along(database):
    move = f"update unit set parent_id = '{unit('353')}' where id = '{unit('13324')}'"
    for table, id in [("unit", unit("13324")), ("collective", collective(22)), ("individual", individual(1))]:
        assert trial(database, move, ADMIN, after=SCOPE.format(table, id)) == [[unit("353")]]
    awards = f"select distinct district_lineage from award where unit_id = '{unit('13324')}'"
    assert trial(database, move, ADMIN, after=awards) == [[unit("353")]]


def test_people_go_with_their_collective(database):
    move = f"update collective set unit_id = '{unit('353')}' where id = '{collective(22)}'"
    settings = caller("province_reviewer", "35")
    assert trial(database, move, settings, after=SCOPE.format("individual", individual(1))) == [[unit("353")]]


def test_nobody_sets_a_scope_by_hand(database):
    forged = (
        "insert into collective (code, name, unit_id, kind, province_lineage, district_lineage)"
        f" values ('N', 'M', '{unit('349')}', 'other', '{unit('36')}', '{unit('353')}')"
        " returning province_lineage, district_lineage"
    )
    assert trial(database, forged, caller("district_reviewer", "349")) == [[unit("35"), unit("349")]]
