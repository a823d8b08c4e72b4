"""Each table as all files of schema/ make it, compared with tests/golden/schema. Read a change before you accept it:
TDKT_GOLDEN=write writes the files again.
"""

import os
import subprocess

import pytest

from database.tables import everything
from support import sql
from support.paths import ROOT, binary

GOLDEN = ROOT / "tests" / "golden" / "schema"
OLD_LAST = "5413b0de6a2cfe8c0310fc1af01d044c6a640edd9a84f96353095cde64858bf0"  # of migration 0102 of the old numbering
OLD_NUMBERS = f"""
    create table schema_migration (number integer primary key, name text not null, sha256 text not null,
        applied_at timestamptz not null default now(), kind text not null default 'contract');
    insert into schema_migration (number, name, sha256)
    select n, 'old_' || n, case n when 102 then '{OLD_LAST}' else 'sha-of-' || n end from generate_series(1, {{0}}) n"""


@pytest.fixture
def schema(databases):
    made = databases.fresh("none")
    yield made
    made.drop()


@pytest.fixture
def old(databases):
    """old(n): a database with the tables of the old numbering and n of its migrations."""
    made = databases.bootstrapped()

    def fill(numbers):
        for number in range(1, 12):
            [file] = (ROOT / "schema" / "migrations").glob(f"{number:04d}_*.sql")
            sql.run_file(made.url("tdkt_owner"), file)
        made.psql(OLD_NUMBERS.format(numbers), "tdkt_owner")
        return made

    yield fill
    made.drop()


def migrate(database):
    environment = os.environ | {"DATABASE_URL": database.url("tdkt_owner")}
    return subprocess.run([binary(), "migrate"], env=environment, capture_output=True, text=True, timeout=120)


def functions(database) -> list:
    return database.psql(
        "select p.oid::regprocedure::text, md5(pg_get_functiondef(p.oid)), p.proacl::text from pg_proc p"
        " where p.pronamespace = 'public'::regnamespace and p.prokind = 'f'"
        " and not exists (select from pg_depend d where d.objid = p.oid and d.deptype = 'e') order by 1",
        role="postgres",
    )


def test_tables_are_as_written_down(database):
    found = everything(database)
    if os.environ.get("TDKT_GOLDEN"):
        GOLDEN.mkdir(exist_ok=True)
        for old in GOLDEN.glob("*.txt"):
            old.unlink()
        for name, text in found.items():
            (GOLDEN / f"{name}.txt").write_text(text, encoding="utf-8")
    written = {file.stem: file.read_text(encoding="utf-8") for file in GOLDEN.glob("*.txt")}
    assert sorted(found) == sorted(written)
    for name in found:
        assert found[name] == written[name], f"{name} has changed; read it, then run with TDKT_GOLDEN=write"


def test_applying_all_definitions_again_changes_nothing(schema):
    before = everything(schema), functions(schema)
    schema.psql("truncate schema_definition", "tdkt_owner")
    assert migrate(schema).stdout.startswith("0 migrations applied")
    assert (everything(schema), functions(schema)) == before
    assert schema.value("select count(*) from installation", "tdkt_owner") == "1"


def test_all_definitions_are_applied_again_when_one_changed(schema):
    """A guard is made by functions of another file: its own text does not say that it is current."""
    before = everything(schema)
    applied = "select name, applied_at from schema_definition order by name"
    times = dict(schema.psql(applied, "tdkt_owner"))
    schema.psql(
        "update schema_definition set sha256 = 'earlier' where name in ('functions/04_guard', 'all');"
        " drop trigger check_once on award; drop policy award_select on award; grant delete on award to tdkt_service;"
        " create trigger stray before insert on award for each row execute function stamp()",
        "tdkt_owner",
    )
    assert everything(schema) != before
    assert migrate(schema).returncode == 0
    assert everything(schema) == before
    later = dict(schema.psql(applied.replace("schema_definition", "schema_definition where sha256 <> 'earlier'"), "tdkt_owner"))
    assert [name for name in times if later[name] == times[name]] == []


def test_definitions_are_applied_together_or_not_at_all(schema):
    """One of the last definitions cannot be applied: those before it are then not applied either."""
    schema.psql(
        "update schema_definition set sha256 = 'earlier' where name = 'all'; drop function place_unit() cascade;"
        " alter table unit_succession owner to postgres",
        "postgres",
    )
    before = everything(schema), functions(schema)
    done = migrate(schema)
    assert done.returncode == 1 and "guards/unit" in done.stderr and "unit_succession" in done.stderr, done.stderr
    assert (everything(schema), functions(schema)) == before


def test_a_database_of_the_old_numbering_is_brought_over(schema, old):
    numbers = "select number, name, sha256, kind from schema_migration order by number"
    brought = old(102)
    assert migrate(brought).returncode == 0
    assert brought.psql(numbers, "tdkt_owner") == schema.psql(numbers, "tdkt_owner")
    assert (everything(brought), functions(brought)) == (everything(schema), functions(schema))
    assert migrate(brought).stdout.startswith("0 migrations applied")


def test_a_database_that_stopped_within_the_old_numbering_is_refused(old):
    stopped = old(101)
    done = migrate(stopped)
    assert done.returncode == 1 and "0001_foundation" in done.stderr
    assert stopped.value("select count(*) from schema_migration", "tdkt_owner") == "101"


FROZEN = """
    set session_replication_role = replica;
    insert into report_snapshot (
        report, unit_id, period_from, period_to, small_headcount, frozen_by, province_lineage, document)
    values ('award_summary', uuid_v7(), '2018-01-01', '2018-06-30', 10, 'x', uuid_v7(),
        '{"lines": [{"award" : "HCLD", "name_vi": "\\"award\\": ", "awards": [{"award":"HCLD3"}]}]}')"""


def test_a_frozen_report_gets_the_names_of_today_and_nothing_else(old):
    """Migration 0020 writes the member `award` of its document anew; a text that looks like a member stays."""
    brought = old(102)
    brought.psql(FROZEN, "postgres")
    assert migrate(brought).returncode == 0
    assert brought.psql("select document, version from report_snapshot", "postgres") == [[
        '{"lines": [{"award_class_code" : "HCLD", "name_vi": "\\"award\\": ", "awards": [{"award_class_code":"HCLD3"}]}]}', "1"]]
