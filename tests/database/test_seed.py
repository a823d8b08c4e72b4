"""Seeding: a conflict is an error that names the row, and seeding again changes nothing. Every commune of the reform that lies in
the former Hà Nam has its predecessors, also in a database that lost some of them. Units that somebody loaded before stay.
"""

import json
import os
import re
import subprocess

import pytest
from database.callers import unit
from support.paths import ROOT, binary
from support.sql import SqlError

SCHEMA = ROOT / "schema"
# By their numbers, their ids were those of successions of January 2025.
LOST = ["13366", "13384", "13393", "13396", "13435"]
OF_2025 = "select code from unit where valid_from = '2025-07-01' and id not in (select successor_id from unit_succession) order by 1"
ENDED = "select code from unit where valid_to = '{}' and level = 'commune' and id not in (select predecessor_id from unit_succession)"
HA_NAM = range(13285, 13631)  # the codes of its communes
NOT_KNOWN = ["13297", "13300", "13312", "13339", "13381", "13447"]  # nothing reliable says what they became on 2025-01-01
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


def test_every_commune_of_2025_in_the_former_ha_nam_has_its_predecessors(seeded):
    """The former communes of Nam Định and of the former Ninh Bình are not in the reference data."""
    without = [int(row[0]) for row in seeded.psql(OF_2025, "postgres")]
    assert len(without) == 129 - 33
    assert [code for code in without if code in HA_NAM] == []
    for code in LOST:
        before = f"select predecessor_id, kind, effective_on from unit_succession where successor_id = '{unit(code, 3)}'"
        assert [unit(code, 2), "merge", "2025-07-01"] in seeded.psql(before, "postgres")


@pytest.mark.parametrize("last_day,unknown", [("2019-12-31", []), ("2024-12-31", NOT_KNOWN), ("2025-06-30", [])])
def test_every_commune_that_ended_has_successors(seeded, last_day, unknown):
    assert seeded.psql(ENDED.format(last_day) + " order by 1", "postgres") == [[code] for code in unknown]


def test_a_commune_is_followed_by_one_or_divided(seeded):
    """The five that Resolution 1674 divides have several successors, each by a split; every other commune has one."""
    followed = (
        "select u.code, string_agg(distinct s.kind, ' '), count(*) from unit_succession s join unit u on u.id = s.predecessor_id"
        " where u.level = 'commune' group by u.id, u.code having count(*) > 1 or bool_or(s.kind = 'split') order by 1")
    assert seeded.psql(followed, "postgres") == [[code, "split", "2"] for code in ("13285", "13324", "13354", "13357", "13363")]


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


[UNIT_LIST] = (SCHEMA / "migrations").glob("*_unit_list.sql")
CORRECTED = {"13375": "13369", "13474": "13474", "13402": "13402", "13444": "13444", "13540": "13540"}
# The reference data of before: five communes that ended with 2025-06-30, and what came of four of them.
OF_BEFORE = "".join(
    f"delete from unit_succession where '{unit(after, 2)}' in (predecessor_id, successor_id);"
    f"delete from unit where id = '{unit(after, 2)}'; update unit set valid_to = '2025-06-30' where id = '{unit(code)}';"
    for code, after in CORRECTED.items()
) + "".join(
    "insert into unit_succession (id, predecessor_id, successor_id, kind, effective_on, legal_act) values"
    f" ('01600000-0002-7000-8025-{int(code):06d}{int(code):06d}', '{unit(code)}', '{unit(code, 3)}', 'merge', '2025-07-01',"
    " 'Nghị quyết 1674/NQ-UBTVQH15');" for code in CORRECTED if code != "13375"
) + "delete from unit_succession where predecessor_id in (select id from unit where code between '13600' and '13625');"
UNITS = "select id, code, name, type, level, parent_id, lineage_id, valid_from, valid_to, legal_act from unit order by 1"
SUCCESSIONS = "select id, predecessor_id, successor_id, kind, effective_on, legal_act from unit_succession order by 1"


def content(database) -> tuple:
    return database.psql(UNITS, "postgres"), database.psql(SUCCESSIONS, "postgres")


def test_a_database_of_before_gets_the_complete_lists(seeded):
    fresh = content(seeded)
    seeded.psql(OF_BEFORE, "tdkt_owner")
    assert content(seeded) != fresh
    seeded.psql(UNIT_LIST.read_text(encoding="utf-8"), "tdkt_owner")
    expect_seeded(seeded)
    assert content(seeded) == fresh


def test_the_migration_leaves_what_an_administrator_corrected(seeded):
    corrected = (
        f"update unit set valid_to = '2022-12-31' where id = '{unit(13474)}';"
        "insert into unit (code, name, type, level, parent_id, valid_from, valid_to)"
        f" values ('13402', 'Tân Tựu', 'ward', 'commune', '{unit(350, 2)}', '2025-02-01', '2025-06-30')")
    seeded.psql(OF_BEFORE + f"update unit set valid_to = '2025-01-31' where id = '{unit(13402)}';" + corrected, "tdkt_owner")
    mine = "select code, name, valid_from, valid_to from unit where code in ('13474', '13402') and valid_from < '2025-07-01' order by 1, 3"
    before = seeded.psql(mine, "postgres")
    seeded.psql(UNIT_LIST.read_text(encoding="utf-8"), "tdkt_owner")
    assert seeded.psql(mine, "postgres") == before


DECISION = "0160eeee-000a-7000-8000-{:012d}"
AWARD = "0160eeee-000b-7000-8000-{:012d}"


def decided(number, day, authority, level, unit_id) -> str:
    return (
        "insert into decision (id, number, signed_on, authority, level, unit_id, signer_name) values"
        f" ('{DECISION.format(number)}', '{number}/QĐ-M', '{day}', '{authority}', '{level}', '{unit_id}', 'Người ký (mẫu)');")


def awarded(number, decision_number, code, unit_id, unit_name) -> str:
    return (
        "insert into award (id, decision_id, award_class_id, subject_kind, recipient_name, recipient_unit_name, unit_id, year)"
        f" values ('{AWARD.format(number)}', '{DECISION.format(decision_number)}', (select id from award_class where code = '{code}'),"
        f" 'individual', 'Ai đó {number} (mẫu)', '{unit_name}', '{unit_id}', 2020);")


def test_awards_of_the_corrected_days_move_to_the_unit_of_their_day(database):
    """Also of a day before or by the commune itself, but these stay."""
    awards = [
        awarded(1, 1, "BKT", unit(13474), "Thanh Lưu"), awarded(2, 1, "BKT", unit(13375), "Hợp tác xã Châu Sơn (mẫu)"),
        awarded(3, 1, "BKT", unit(13402), "Nhật Tân"), awarded(4, 2, "BKT", unit(13402), "Nhật Tân"),
        awarded(5, 3, "GK", unit(13474), "Thanh Lưu"),
    ]
    rows = database.psql(
        OF_BEFORE + decided(1, "2021-03-10", "province_chair", "province", unit(35))
        + decided(2, "2025-03-10", "province_chair", "province", unit(35))
        + decided(3, "2021-03-10", "commune_chair", "commune", unit(13474)) + "".join(awards)
        + f"""alter table unit disable trigger d_shortened; -- younger than the migration
        {UNIT_LIST.read_text(encoding="utf-8")}
        select a.id, a.unit_id, a.recipient_unit_name, a.version from award a where a.id::text like '0160eeee-000b-%' order by a.id;
        select count(*) from pg_trigger where tgrelid = 'award'::regclass and tgenabled = 'D';
        rollback; begin""", "postgres")
    assert rows == [
        [AWARD.format(1), unit(13474, 2), "Tân Thanh", "2"],
        [AWARD.format(2), unit(13369, 2), "Hợp tác xã Châu Sơn (mẫu)", "2"],
        [AWARD.format(3), unit(13402), "Nhật Tân", "1"],
        [AWARD.format(4), unit(13402, 2), "Tân Tựu", "2"],
        [AWARD.format(5), unit(13474), "Thanh Lưu", "1"],
        ["0"],
    ]


@pytest.fixture
def loaded(seeded):
    """Somebody loaded communes that a later version of the reference data has too; so they have ids of their own."""
    mine = ["13594", "13288", "13327", "14464", "13669"]
    codes = ", ".join(f"'{code}'" for code in mine)
    seeded.psql(
        f"create temporary table mine as select * from unit where code in ({codes});"
        f"delete from unit_succession using unit u where u.code in ({codes}) and u.id in (predecessor_id, successor_id);"
        f"delete from unit where code in ({codes});"
        "insert into unit (code, name, type, level, parent_id, valid_from, valid_to)"
        " select code, name, type, level, parent_id, case when code = '13288' then '2010-05-01' else valid_from end, valid_to from mine"
        " order by valid_from", "tdkt_owner")
    return mine


def test_units_that_somebody_loaded_stay(seeded, loaded):
    codes = ", ".join(f"'{code}'" for code in loaded)
    mine = f"select id, code, name, type, valid_from, valid_to, version from unit where code in ({codes}) order by 1"
    before = seeded.psql(mine, "postgres")
    expect_seeded(seeded)
    assert seeded.psql(mine, "postgres") == before
    assert seeded.value("select count(*) from unit_succession", "postgres") == str(expected_successions())
    assert seeded.value("select count(*) from unit", "postgres") == str(3 + 6 + 116 + 2 + 28 + 1 + 129)


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


RULE = "01600000-0198-7000-8000-000000000001"


def older_file(database, change, id=RULE, table="award_rule"):
    """Makes the row what an older file said: as the seed would have loaded it."""
    database.psql(f"update {table} set {change} where id = '{id}'", "tdkt_owner", settings={"request_id": "seed"})


def test_what_an_administrator_changed_stays(seeded):
    change = f"update award_rule set verified = true, confidence = 'C' where id = '{RULE}'"
    seeded.psql(change, "tdkt_owner")
    before = everything(seeded)
    done = seed(seeded)
    assert (done.returncode, done.stderr) == (0, "") and everything(seeded) == before


def test_a_row_that_nobody_changed_gets_what_the_file_says(seeded):
    """A correction of a sentence, a number or a period of the law comes with the next program and its seed."""
    shown = "select to_jsonb(r) - 'version' - 'updated_at' from award_rule r order by id"
    now = seeded.psql(shown, "postgres")
    older_file(seeded, "coefficient = 9, text_vi = 'Cũ', valid_to = '2023-06-30', article = null")
    done = seed(seeded)
    assert (done.returncode, done.stderr) == (0, "")
    assert seeded.psql(shown, "postgres") == now
    kept = f"select operation, request_id from change_history where row_id = '{RULE}' order by version"
    assert seeded.psql(kept, "postgres") == [["insert", "seed"], ["update", "seed"], ["update", "seed"]]
    before = everything(seeded)
    expect_seeded(seeded)
    assert everything(seeded) == before


OLDER = [
    # of each table, what the first row said in an older file
    ("legal_regime", "article", "null"), ("holiday", "confidence", "'none'"), ("stage_deadline", "working_days", "9"),
    ("stage_authority", "confidence", "'P'"), ("base_salary", "amount", "1"), ("required_document", "name_vi", "'giấy'"),
    ("indicator", "name_en", "'Other'"), ("statistics_form", "name_en", "'Other'"), ("statistics_line", "label_en", "'Other'"),
    ("award_class", "subject_kinds", "array['household']"), ("unit", "name", "'Khác'"), ("unit_succession", "legal_act", "'Khác'"),
]


def test_the_rows_of_every_table_are_brought_up(seeded):
    shown = {table: f"select to_jsonb(t) - 'version' - 'updated_at' from {table} t order by id" for table, *_ in OLDER}
    now = {table: seeded.psql(asked, "postgres") for table, asked in shown.items()}
    for table, column, value in OLDER:
        id = seeded.value(f"select id from {table} where {column} is not null order by id limit 1", "postgres")
        older_file(seeded, f"{column} = {value}", id, table)
    assert [table for table, asked in shown.items() if seeded.psql(asked, "postgres") == now[table]] == []
    expect_seeded(seeded)
    assert [table for table, asked in shown.items() if seeded.psql(asked, "postgres") != now[table]] == []


@pytest.mark.parametrize("before", [0, 1])
def test_two_rows_of_the_files_under_one_id_are_refused(seeded, before):
    """In the first seeding and in a later one: the second row would take the place of the first without a word."""
    row = ("insert into base_salary as kept (id, amount, valid_from, valid_to, confidence)"
           " values ('01600000-0210-7000-8000-000000000099', {}, '1990-01-01', '1990-12-31', 'M')"
           " on conflict (id) do update set id = kept.id where take_from_seed(kept, excluded)")
    now = lambda: seeded.value("select clock_timestamp()", "postgres")  # noqa: E731
    load = lambda amount, since: seeded.psql(  # noqa: E731
        row.format(amount), "tdkt_owner", settings={"request_id": "seed", "seeding_since": since})
    for _ in range(before):
        load(5, now())
    since = now()
    load(7, since)
    load(7, since)
    with pytest.raises(SqlError, match="base_salary 01600000-0210-7000-8000-000000000099: two rows of the seed have this id: amount is 7, in the seed 8"):
        load(8, since)
    load(8, now())  # another seeding: the file has changed


def test_the_command_says_when_its_seeding_began(seeded):
    """Without it the rule above would hold for nobody."""
    seeded.psql(
        """delete from base_salary where valid_from = '2016-05-01';
        create table told (since timestamptz);
        create function tell() returns trigger language plpgsql as $$
        begin
            insert into told values (current_setting('tdkt.seeding_since')::timestamptz);
            return null;
        end
        $$;
        create trigger tell after insert on base_salary for each row execute function tell()""", "tdkt_owner")
    expect_seeded(seeded)
    assert seeded.value("select since between now() - interval '1 minute' and now() from told", "postgres") == "t"


def test_a_class_that_was_renamed_and_moved_keeps_its_rules(seeded):
    """Ids of rules do not depend on what an administrator may change; sentences that the seed makes name the class as it is called now."""
    count = "select count(*) from award_rule"
    before = seeded.value(count, "postgres")
    seeded.psql("update award_class set rank = 81, name_vi = 'Giấy khen (mới)' where code = 'GK'", "tdkt_owner")
    expect_seeded(seeded)
    assert seeded.value(count, "postgres") == before
    named = "select count(*) from award_rule where text_vi like '%quyết định tặng Giấy khen (mới)' and valid_to >= '2023-12-31'"
    assert int(seeded.value(named, "postgres")) > 0


def test_news_about_a_row_that_was_changed_is_told_and_not_taken(seeded):
    older_file(seeded, "coefficient = 9")
    seeded.psql(f"update award_rule set confidence = 'C', verified = true where id = '{RULE}'", "tdkt_owner")
    before = everything(seeded)
    done = seed(seeded)
    assert done.returncode == 0 and everything(seeded) == before
    [line] = [json.loads(line) for line in done.stderr.splitlines()]
    assert (line["level"], line["event"]) == ("warn", "script")
    assert line["message"] == (
        f'award_rule {RULE} was changed here and stays: coefficient is 9.000000, in the seed 4.500000; confidence is "C", in the seed "S"; '
        "verified is true, in the seed false")


def test_rows_of_older_programs_are_known_by_their_migration(seeded):
    """Migration 0021 marks them; what a caller or an operator entered is not marked."""
    mark = (SCHEMA / "migrations" / "0021_seeded_rows.sql").read_text(encoding="utf-8")
    seeded.psql("alter table change_history disable trigger append_only;"
                "update change_history set request_id = null;"
                "alter table change_history enable trigger append_only", "tdkt_owner")
    seeded.psql("insert into base_salary (amount, valid_from, valid_to, confidence) values (7, '1990-01-01', '1990-12-31', 'M')", "tdkt_owner")
    seeded.psql(mark, "tdkt_owner")
    own = "select count(*) from change_history where table_name = 'base_salary' and request_id is distinct from 'seed'"
    assert seeded.value(own, "postgres") == "1"
    older_file(seeded, "coefficient = 9")
    expect_seeded(seeded)
    assert seeded.value(f"select coefficient from award_rule where id = '{RULE}'", "postgres") == "4.500000"
    with pytest.raises(SqlError, match="append-only"):
        seeded.psql("update change_history set actor = 'x'", "tdkt_owner")


def test_no_reference_file_drops_a_row_silently():
    silent = [path.name for path in files("reference") if "do nothing" in path.read_text(encoding="utf-8")]
    assert silent == []
