"""Seeding: a conflict is an error that names the row, and seeding again changes nothing. Every unit of the reform has its
predecessors, also in a database that lost some of them.
"""

import os
import re
import subprocess

import pytest
from database.callers import unit
from support.paths import ROOT, binary

SCHEMA = ROOT / "schema"
# By their numbers, their ids were those of successions of January 2025.
LOST = ["13366", "13384", "13393", "13396", "13435"]
OF_2025 = "select code from unit where valid_from = '2025-07-01' and id not in (select successor_id from unit_succession)"
FIRST_OF_UNITS = "02_unit_2018"
CONFLICT = re.compile(r"\bon conflict\b[^;]*", re.I)


@pytest.fixture
def seeded(databases):
    """A database with reference data, for one test alone."""
    made = databases.fresh("reference")
    yield made
    made.drop()


@pytest.fixture
def empty(databases):
    made = databases.fresh("none")
    yield made
    made.drop()


def seed(database, *arguments):
    environment = os.environ | {"DATABASE_URL": database.url("tdkt_owner")}
    return subprocess.run([binary(), "seed", *arguments], env=environment, capture_output=True, text=True, timeout=300)


def expect_seeded(database, *arguments):
    done = seed(database, *arguments)
    assert done.returncode == 0, done.stderr


def tables(database) -> list:
    named = "select relname from pg_class where relkind = 'r' and relnamespace = 'public'::regnamespace order by 1"
    return [row[0] for row in database.psql(named, "postgres")]


def everything(database) -> dict:
    """{table: a digest of all its rows}; rows have a version, so an update that changes nothing shows too."""
    rows = " union all ".join(
        f"select '{table}', md5(coalesce(string_agg(t::text, '|' order by t::text), '')) from {table} t" for table in tables(database)
    )
    return dict(database.psql(rows, "postgres"))


def files(folder) -> list:
    return sorted((SCHEMA / folder).glob("*.sql"))


def test_every_unit_of_2025_has_its_predecessors(seeded):
    assert seeded.psql(OF_2025, "postgres") == []
    for code in LOST:
        before = f"select predecessor_id, kind, effective_on from unit_succession where successor_id = '{unit(code, 3)}'"
        assert [unit(code, 2), "merge", "2025-07-01"] in seeded.psql(before, "postgres")


def test_every_row_of_the_files_is_loaded(empty):
    """Without their "on conflict", the files load into an empty database: no row of a file is in the way of another."""
    for path in files("reference") + files("demonstration"):
        text = path.read_text(encoding="utf-8")
        bare = CONFLICT.sub("", text)
        assert "on conflict" not in bare
        empty.psql(bare, "tdkt_owner")
    assert empty.value("select count(*) from unit_succession", "postgres") == str(expected_successions())


def expected_successions() -> int:
    """The rows of the two files, counted as text."""
    return sum(len(re.findall(r"^    \('01600000-0002-", path.read_text(encoding="utf-8"), re.M)) for path in files("reference"))


def test_seeding_twice_changes_nothing(seeded):
    expect_seeded(seeded, "--demonstration")
    before = everything(seeded)
    expect_seeded(seeded)
    expect_seeded(seeded, "--demonstration")
    after = everything(seeded)
    assert {table for table in before if before[table] != after[table]} == set()


def test_a_lost_succession_comes_back_with_the_next_seeding(seeded):
    lost = ", ".join(f"'{unit(code, 3)}'" for code in LOST)
    before = everything(seeded)["unit_succession"]
    seeded.psql(f"delete from unit_succession where successor_id in ({lost}) and effective_on = '2025-07-01'", "tdkt_owner")
    expect_seeded(seeded)
    assert seeded.value("select count(*) from unit_succession", "postgres") == str(expected_successions())
    assert everything(seeded)["unit_succession"] != before  # new times: the rows were added again


MIGRATION = SCHEMA / "migrations" / "0013_lost_succession.sql"


def test_a_database_that_lost_them_gets_them_by_its_migration(seeded):
    key = "select id, predecessor_id, successor_id, kind, effective_on, legal_act from unit_succession order by 1"
    all_of_them = seeded.psql(key, "postgres")
    lost = ", ".join(f"'{unit(code, 2)}'" for code in LOST)
    remove = f"delete from unit_succession where predecessor_id in ({lost})"
    seeded.psql(remove, "tdkt_owner")
    by_hand = (
        "insert into unit_succession (predecessor_id, successor_id, kind, effective_on, legal_act)"
        f" select '{unit(13366, 2)}', id, 'merge', valid_from, legal_act from unit where id = '{unit(13366, 3)}'"
    )
    seeded.psql(by_hand, "tdkt_owner")
    seeded.psql(MIGRATION.read_text(encoding="utf-8"), "tdkt_owner")
    expect_seeded(seeded)
    assert [row[1:] for row in sorted(seeded.psql(key, "postgres"), key=lambda row: row[1:])] == sorted(row[1:] for row in all_of_them)
    assert len({row[0] for row in seeded.psql(key, "postgres")} - {row[0] for row in all_of_them}) == 1


def test_units_that_are_there_get_the_lineage_of_their_parent(seeded):
    """Migration 0014 on a database with units and with the functions of the version before."""
    shown = "select id, parent_lineage_id from unit order by id"
    scope = "select lineage from resolve_units('{35}', '2018-06-30')"
    before = seeded.psql(shown, "postgres")
    assert [row for row in before if row[1]]
    named_units = re.search(
        r"create or replace function named_units.*?\nend;\n", (SCHEMA / "functions" / "10_unit.sql").read_text(encoding="utf-8"), re.S)
    seeded.psql(f"alter table unit drop column parent_lineage_id cascade; {named_units[0]}", "tdkt_owner")
    seeded.psql((SCHEMA / "migrations" / "0014_unit_parent_lineage.sql").read_text(encoding="utf-8"), "tdkt_owner")
    assert seeded.psql(shown, "postgres") == before
    assert seeded.psql(scope, "postgres") == [[unit(35)]]


@pytest.mark.parametrize("damage,named", [
    # Another row under the id of one of the seed, as the five were.
    ("delete from unit_succession where id = '01600000-0002-7000-8725-013384013384';"
     "insert into unit_succession (id, predecessor_id, successor_id, kind, effective_on)"
     f" values ('01600000-0002-7000-8725-013384013384', '{unit(350)}', '{unit(13384, 2)}', 'merge', '2025-01-01')",
     ["04_unit_2025", "unit_succession 01600000-0002-7000-8725-013384013384", 'effective_on is "2025-01-01", in the seed "2025-07-01"']),
    # Other content from the beginning.
    ("delete from award_rule where id = '01600000-0198-7000-8000-000000000001';"
     "insert into award_rule (id, award_class_id, kind, subject_kind, valid_from, valid_to, coefficient, text_vi, text_en, confidence)"
     " select '01600000-0198-7000-8000-000000000001', id, 'bonus', 'individual', '2017-10-01', '2023-12-31', 9, 'x', 'x', 'M'"
     " from award_class where code = 'CSTDTQ'",
     ["06_award_rule_bonus", "award_rule 01600000-0198-7000-8000-000000000001", "coefficient is 9.000000, in the seed 4.500000"]),
    # The same unit under another id.
    ("delete from unit_succession; delete from unit where code = '13627';"
     "insert into unit (code, name, type, level, parent_id, valid_from)"
     f" values ('13627', 'Another', 'commune', 'commune', '{unit(353)}', '1997-01-01')",
     ["02_unit_2018", "unit_code_valid_from_key"]),
])
def test_a_conflict_is_an_error_that_names_the_row(seeded, damage, named):
    seeded.psql(damage, "tdkt_owner")
    before = everything(seeded) if named[0] == FIRST_OF_UNITS else None
    refused = seed(seeded)
    assert refused.returncode == 1
    assert [word for word in named if word not in refused.stderr] == [], refused.stderr
    assert before is None or everything(seeded) == before  # files before this one may have added what was deleted


def test_what_an_administrator_changed_stays(seeded):
    change = "update award_rule set verified = true, confidence = 'C' where id = '01600000-0198-7000-8000-000000000001'"
    seeded.psql(change, "tdkt_owner")
    before = everything(seeded)
    expect_seeded(seeded)
    assert everything(seeded) == before


def test_no_reference_file_drops_a_row_silently():
    silent = [path.name for path in files("reference") if "do nothing" in path.read_text(encoding="utf-8")]
    assert silent == []


HOUSEHOLDS = SCHEMA / "migrations" / "0021_household.sql"
KINDS = "select code, array_to_string(subject_kinds, ',') from award_class where code in ('GK', 'BKT', 'BKTTG', 'CTDT') order by 1"


def test_a_database_from_before_admits_households_by_its_migration(seeded):
    """Also if an administrator changed the classes: what they changed stays, and seeding goes on."""
    fresh = everything(seeded)["award_rule"]
    seeded.psql("delete from award_rule where subject_kind = 'household' and kind <> 'bonus'", "tdkt_owner")
    # The classes as the version before inserted them.
    seeded.psql("alter table award_class disable trigger user", "tdkt_owner")
    seeded.psql("update award_class set subject_kinds = array_remove(subject_kinds, 'household')", "tdkt_owner")
    seeded.psql("alter table award_class enable trigger user", "tdkt_owner")
    seeded.psql("set session_replication_role = replica; update change_history set row = jsonb_set(row, '{subject_kinds}',"
                " (row -> 'subject_kinds') - 'household') where table_name = 'award_class'", "postgres")
    seeded.psql("update award_class set valid_to = '2099-12-31' where code = 'GK';"
                "update award_class set subject_kinds = '{individual}' where code = 'BKT';"
                "update award_class set subject_kinds = '{household,individual,collective}' where code = 'BKTTG'", "tdkt_owner")
    versions = "select code, version from award_class order by 1"
    before = dict(seeded.psql(versions, "postgres"))
    seeded.psql(HOUSEHOLDS.read_text(encoding="utf-8"), "tdkt_owner")
    every = "collective,individual,household"
    assert seeded.psql(KINDS, "postgres") == [["BKT", "individual"], ["BKTTG", every], ["CTDT", "collective"], ["GK", every]]
    after = dict(seeded.psql(versions, "postgres"))
    assert {code for code in after if after[code] != before[code]} == {"GK", "BKTTG"}
    last = ("select h.row ->> 'version', h.row ->> 'valid_to', h.row -> 'subject_kinds' ->> 2 from change_history h"
            " join award_class c on c.id = h.row_id and c.version = h.version where c.code = 'GK'")
    assert seeded.psql(last, "postgres") == [[after["GK"], "2099-12-31", "household"]]
    expect_seeded(seeded)
    assert seeded.psql(KINDS, "postgres")[0] == ["BKT", "individual"]
    assert fresh != everything(seeded)["award_rule"]  # the rows are there again, with other times
    assert seeded.value("select count(*) from award_rule where subject_kind = 'household' and kind <> 'bonus'", "postgres") == "11"


def test_a_value_that_nobody_changed_and_that_the_seed_does_not_have_is_refused(seeded):
    """An administrator's change of another column does not excuse it."""
    seeded.psql("set session_replication_role = replica; update award_class set rank = 79 where code = 'GK';"
                "update change_history set row = jsonb_set(row, '{rank}', '79') where row ->> 'code' = 'GK'"
                " and table_name = 'award_class'", "postgres")
    seeded.psql("update award_class set valid_to = '2099-12-31' where code = 'GK'", "tdkt_owner")
    refused = seed(seeded)
    assert refused.returncode == 1 and "rank is 79, in the seed 80" in refused.stderr and "valid_to" not in refused.stderr
