"""What a reader gets of awards and decisions, directly in the database: rows of its units, columns without anything
private, and a page that costs as much as for any other caller.
"""

import pytest
from database.callers import award_class, caller, count, decision, trial, unit

READER = caller("reader", "35")
AWARD_COLUMNS = {
    "id", "version", "decision_id", "award_class_id", "award_class_code", "subject_kind", "recipient_name", "unit_id", "unit_name", "year",
    "signed_on", "decision_number", "state", "commendation_type",
}
DECISION_COLUMNS = {
    "id", "version", "number", "signed_on", "effective_on", "authority", "level", "unit_id", "unit_name", "kind", "published_on",
    "number_key",
}
LINEAGES = {"province_lineage", "district_lineage", "commune_lineage"}


@pytest.mark.parametrize("view,columns", [("award_public", AWARD_COLUMNS), ("decision_public", DECISION_COLUMNS)])
def test_a_view_has_these_columns_and_no_other(database, view, columns):
    rows = database.psql(f"select attname from pg_attribute where attrelid = '{view}'::regclass and attnum > 0", "postgres")
    assert {name for [name] in rows} == columns | LINEAGES


@pytest.mark.parametrize("table", ["award", "decision", "annulment", "nomination", "individual", "collective"])
def test_the_tables_themselves_are_closed_to_a_reader(database, table):
    assert count(database, table, READER) == 0


@pytest.mark.parametrize("code,column", [("35", "province"), ("349", "district"), ("13324", "commune")])
def test_a_reader_sees_the_awards_of_its_units_and_no_other(database, code, column):
    mine = f"{column}_lineage = '{unit(code)}'"
    expected = count(database, "award", where=mine, role="postgres")
    assert count(database, "award_public", caller("reader", code)) == expected > 0
    assert count(database, "award_public", caller("reader", code), where=mine) == expected


@pytest.mark.parametrize("role", ["auditor", "province_reviewer", "admin", ""])
def test_only_readers_see_the_views(database, role):
    for view in ("award_public", "decision_public"):
        assert count(database, view, caller(role, "35")) == 0


def test_a_name_is_shown_where_the_decision_was_published(database):
    named = database.psql("""select distinct d.published_on is not null, p.recipient_name is not null
        from award_public p join decision_public d on d.id = p.decision_id order by 1""", settings=READER)
    assert named == [["f", "f"], ["t", "t"]]


def test_publication_changes_the_version_of_what_is_shown(database):
    shown = f"select string_agg(p.version || ':' || coalesce(p.recipient_name, '-'), ',') from award_public p where p.decision_id = '{decision(2)}'"
    before = database.value(shown, settings=READER)
    publish = f"update decision set published_on = signed_on where id = '{decision(2)}'"
    [[after]] = trial(database, shown, READER, before=publish)
    pairs = list(zip(before.split(","), after.split(","), strict=True))
    assert pairs and all(
        int(then.split(":")[0]) == int(now.split(":")[0]) - 1 and then.endswith(":-") and not now.endswith(":-")
        for then, now in pairs)


@pytest.mark.parametrize("statement,rule", [
    ("published_on = signed_on - 1", "decision_published_on_order"), ("published_on = today() + 1", "decision_published_on_future"),
])
def test_a_wrong_day_of_publication_is_refused_to_the_owner_too(database, statement, rule):
    from support.sql import SqlError

    with pytest.raises(SqlError) as refusal:
        database.psql(f"update decision set {statement} where id = '{decision(2)}'", role="postgres")
    assert (refusal.value.sqlstate, refusal.value.constraint) == ("TD001", rule)


# Forty thousand awards of one province. Triggers are off, because their work is not measured.
GROW = f"""
set local session_replication_role = replica;
insert into award (
    code, decision_id, award_class_id, subject_kind, recipient_name, recipient_unit_name, unit_id, year, signed_on,
    province_lineage)
select left(spelled, 8) || award_code_check(left(spelled, 8)), '{decision(1)}', {award_class("BKT")}, 'collective', 'Mẫu', 'Mẫu',
    '{unit("35")}', 2018, date '1980-01-01' + n * 14000 / 40000, '{unit("35")}'
from generate_series(1, 40000) n
cross join lateral (select translate(lpad(n::text, 8, '0'), '01', 'AB')) s (spelled)
"""


@pytest.mark.parametrize("mode", ["force_generic_plan", "force_custom_plan"])
@pytest.mark.parametrize("after", ["", " and (t.signed_on, t.id) < ('2000-01-01', '01600000-0001-7000-8000-000100000035')"])
def test_a_page_walks_the_index_of_its_scope(database, mode, after):
    """As in tests/golden/awards.reader.list.sql, except for the level of the scope."""
    page = f"""select t.id, t.version, t.award_class_code, t.recipient_name, t.unit_name, t.decision_number from award_public as t
        where t.province_lineage = $1{after} order by t.signed_on desc, t.id desc limit 51"""
    rows = trial(
        database,
        f"set local plan_cache_mode = {mode}; prepare page (uuid) as {page}; explain execute page ('{unit('35')}')",
        READER, before=f"{GROW}; analyze award; select 1",
    )
    plan = "\n".join(line for [line] in rows)
    assert "Index Scan Backward using award_province_signed_on_idx on award" in plan
    assert "Sort" not in plan and "Seq Scan on award a" not in plan
