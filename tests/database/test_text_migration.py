"""What was stored before the text policy is cleaned by it, with a version and a history; where a person has to choose, the
migration stops and names the records.
"""

import pytest
from database.callers import unit
from support import sql
from support.databases import BOOTSTRAP, Database
from support.paths import ROOT

MIGRATIONS = sorted((ROOT / "schema" / "migrations").glob("*.sql"))
FIRST = next(number for number, path in enumerate(MIGRATIONS) if path.name.endswith("_text.sql"))
SEED = "none"
ID = "01600000-eeee-7000-8000-0000000000{:02d}".format
OLD = f"""
insert into unit (id, code, name, type, level, valid_from)
values ('{unit("35")}', '35', 'Hà Nam', 'province', 'province', '1997-01-01');
insert into collective (id, code, name, address, unit_id, kind)
values
    ('{ID(1)}', e'A\\u200b1', e'T\\u1ed5\\u00a0\\u3000m\\u1ed9t', e'S\\u1ed1 1\\nHà Nam', '{unit("35")}', 'agency'),
    ('{ID(2)}', 'B–2', e'👩\\u200d💻 \\u00d0', '', '{unit("35")}', 'agency'),
    ('{ID(3)}', 'C3', 'Sạch', 'Sạch', '{unit("35")}', 'agency');
insert into dossier (id, title, summary, unit_id, year, dated_on)
values ('{ID(4)}', e'M\\u1eabu\\u00ad', e'M\\u1ed9t\\r\\n\\thai\\u202e', '{unit("35")}', 2018, '2018-06-01');
insert into decision (id, number, signed_on, authority, level, unit_id, signer_name)
values ('{ID(5)}', e'1/Q\\u00d0–TTg\\u00a0', '2018-06-01', 'province_chair', 'province', '{unit("35")}', e'Ng\\u01b0\\u1eddi\\u200bk\\u00fd');
"""


def before(postgres, name, old):
    postgres.psql_alone(f"create database {name} template template0")
    database = Database(postgres, name)
    sql.run_file(database.url("postgres"), BOOTSTRAP)
    for path in MIGRATIONS[:FIRST]:
        database.psql(path.read_text(encoding="utf-8"), role="tdkt_owner")
    database.psql(old, role="tdkt_owner")
    return database


def migrate(database):
    for path in MIGRATIONS[FIRST:]:
        database.psql(path.read_text(encoding="utf-8"), role="tdkt_owner")


@pytest.fixture(scope="module")
def migrated(postgres):
    database = before(postgres, "before_text", OLD)
    migrate(database)
    yield database
    database.drop()


def test_what_was_stored_is_clean(migrated):
    rows = migrated.psql("select code, name, address, name_search, version from collective order by code", role="tdkt_owner")
    assert [tuple(row) for row in rows] == [
        ("A1", "Tổ một", "Số 1 Hà Nam", "to mot", "4"), ("B-2", "👩\u200d💻 \u00d0", "", "👩💻 d", "2"),
        ("C3", "Sạch", "Sạch", "sach", "1"),
    ]
    assert migrated.value("select title || '|' || summary from dossier", role="tdkt_owner") == "Mẫu|Một\n\thai"


def test_a_record_of_the_state_is_cleaned_too_and_its_history_says_so(migrated):
    assert migrated.value("select number || '|' || number_key || '|' || signer_name from decision", role="tdkt_owner") == (
        "1/QĐ-TTg|1/qd-ttg|Ngườiký"
    )
    kept = migrated.psql(
        f"select operation, row ->> 'number' from change_history where row_id = '{ID(5)}' order by version", role="tdkt_owner"
    )
    assert [tuple(row) for row in kept][-1] == ("update", "1/QĐ-TTg")


def test_the_guards_stand_again(migrated):
    assert migrated.value("select count(*) from pg_trigger where tgenabled <> 'O' and not tgisinternal", role="tdkt_owner") == "0"


@pytest.mark.parametrize("name,old,match", [
    ("unseen", f"update collective set name = e'\\u3164' where id = '{ID(3)}'", f"nothing that can be seen.* name of collective: {ID(3)}"),
    ("twice", f"update collective set code = e'A\\u00a01\\u200b' where id = '{ID(3)}'; update collective set code = 'A 1' where id = '{ID(2)}'",
     "two records of collective differ in signs of code"),
    ("numbers", f"""insert into decision (id, number, signed_on, authority, level, unit_id, signer_name)
     values ('{ID(6)}', '1/qd - ttg', '2018-06-01', 'province_chair', 'province', '{unit("35")}', 'Mẫu')""",
     f"decisions are there twice.*1/qd - ttg.*01/06/2018.*{ID(6)}"),
])
def test_where_a_person_has_to_choose_the_migration_stops_and_says_what(postgres, name, old, match):
    database = before(postgres, f"before_text_{name}", OLD + old)
    with pytest.raises(Exception, match=match):
        migrate(database)
    database.drop()
