"""What stood before figures were entries and targets were confirmed: each target keeps what it showed, as its first entry,
and its registration, by whoever wrote them.
"""

import pytest
from database.callers import unit
from support import sql
from support.databases import BOOTSTRAP, Database
from support.paths import ROOT

MIGRATIONS = sorted((ROOT / "schema" / "migrations").glob("*.sql"))
SEED = "none"
OLD = """
select set_config('tdkt.subject', 'cu.nv', true);
insert into unit (id, code, name, type, level, valid_from)
values ('{province}', '35', 'Hà Nam', 'province', 'province', '1997-01-01');
insert into campaign (id, code, name, kind, unit_id, starts_on)
values ('{province}', 'TX', 'Mẫu', 'regular', '{province}', '2018-03-01');
insert into campaign_target (
    campaign_id, unit_id, indicator, field, measure_unit, direction, registered_value, actual_value, projected_value,
    figures_on, due_on)
values
    ('{province}', '{province}', 'A', 'other', '%', 'at_least', 100, 60, null, '2018-06-30', '2018-12-31'),
    ('{province}', '{province}', 'B', 'other', '%', 'at_least', 100, 60, 100, '2018-02-01', '2018-12-31'),
    ('{province}', '{province}', 'C', 'other', '%', 'at_most', 100, 90, null, null, '2018-12-31'),
    ('{province}', '{province}', 'D', 'other', '%', 'at_most', 100, null, null, '2018-06-30', '2018-12-31'),
    ('{province}', '{province}', 'E', 'other', '%', 'at_most', 100, null, null, null, '2019-12-31');
select set_config('tdkt.subject', 'so.lieu', true);
update campaign_target set actual_value = 61 where indicator = 'A';
""".format(province=unit("35"))


@pytest.fixture(scope="module")
def migrated(postgres):
    postgres.psql_alone("create database before_targets template template0")
    database = Database(postgres, "before_targets")
    sql.run_file(database.url("postgres"), BOOTSTRAP)
    for path in MIGRATIONS:
        if path.name.startswith("0041"):
            database.psql(OLD, role="tdkt_owner")
        if path.name < "0045":
            database.psql(path.read_text(encoding="utf-8"), role="tdkt_owner")
    yield database
    database.drop()


def test_figures_become_entries_of_who_wrote_them(migrated):
    rows = migrated.psql(
        """select t.indicator, p.figures_on = coalesce(t.figures_on, current_date), trim_scale(p.actual_value),
            trim_scale(p.projected_value), p.recorded_by
        from target_progress p
        join campaign_target t on t.id = p.campaign_target_id
        order by t.indicator""",
        role="postgres",
    )
    assert rows == [
        ["A", "t", "61", None, "so.lieu"], ["B", "t", "60", "100", "cu.nv"], ["C", "t", "90", None, "cu.nv"],
    ]


def test_periods_begin_with_the_campaign_but_hold_the_figures(migrated):
    rows = migrated.psql(
        "select indicator, starts_on, figures_on is null, status, state from campaign_target order by indicator",
        role="postgres",
    )
    assert rows == [
        ["A", "2018-03-01", "f", "on_track", "registered"], ["B", "2018-02-01", "f", "on_track", "registered"],
        ["C", "2018-03-01", "f", "met", "registered"], ["D", "2018-03-01", "t", None, "registered"],
        ["E", "2019-01-01", "t", None, "registered"],
    ]


def test_each_registration_has_its_event(migrated):
    rows = migrated.psql("select distinct action, actor, actor_role from campaign_target_event", role="postgres")
    assert rows == [["register", "cu.nv", None]]
    assert migrated.value("select count(*) from campaign_target_event", role="postgres") == "5"
