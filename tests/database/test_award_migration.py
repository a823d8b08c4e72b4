"""What stood before every award was asked for its authority: it stays as it is, and can be corrected."""

import pytest
from database.callers import unit
from support import sql
from support.databases import BOOTSTRAP, Database
from support.paths import ROOT

MIGRATIONS = sorted((ROOT / "schema" / "migrations").glob("*.sql"))
REFERENCE = sorted((ROOT / "schema" / "reference").glob("*.sql"))
SEED = "none"
OWNER = {"role": "tdkt_owner"}
GIVEN = "01600000-eeee-7000-8000-00000000000"
OLD = f"""
insert into decision (id, number, signed_on, effective_on, authority, level, unit_id, signer_name)
values ('{GIVEN}1', 'CU-1', '2018-06-01', '2018-05-01', 'agency_head', 'province', '{unit("35")}', 'Mẫu'),
    ('{GIVEN}2', 'CU-2', '2062-06-01', null, 'president', 'state', '{unit("349")}', 'Mẫu');
insert into collective (id, code, name, unit_id, kind) values ('{GIVEN}3', 'CU', 'Mẫu', '{unit("349")}', 'agency');
insert into individual (id, full_name, collective_id, birth_date) values ('{GIVEN}4', 'Mẫu', '{GIVEN}3', '0018-01-01');
insert into award (id, decision_id, award_class_id, subject_kind, individual_id, recipient_name, recipient_unit_name, unit_id, year)
select g.id::uuid, g.decision::uuid, c.id, 'individual', '{GIVEN}4', 'Mẫu', 'Mẫu', '{unit("349")}', 2018
from (values
    ('{GIVEN}5', '{GIVEN}1', 'BKTTG'), ('{GIVEN}6', '{GIVEN}1', 'LDTT'), ('{GIVEN}7', '{GIVEN}1', 'LDTT'),
    ('{GIVEN}8', '{GIVEN}2', 'LDTT')
) as g (id, decision, code)
join award_class c on c.code = g.code;
"""
RECORDER = {"subject": "mot", "roles": "province_reviewer", "read_scope": unit("35"), "write_scope": unit("35")}


@pytest.fixture(scope="module")
def migrated(postgres):
    postgres.psql_alone("create database before_authority template template0")
    database = Database(postgres, "before_authority")
    sql.run_file(database.url("postgres"), BOOTSTRAP)
    for path in MIGRATIONS:
        if path.name.startswith("0058"):
            for reference in REFERENCE[:4]:
                database.psql(reference.read_text(encoding="utf-8").replace("1948-06-11", "2004-07-01"), **OWNER)
            database.psql(OLD, **OWNER)
        database.psql(path.read_text(encoding="utf-8"), **OWNER)
    yield database
    database.drop()


def test_everything_stays(migrated):
    assert migrated.value(f"select count(*) from award where id::text like '{GIVEN}%' and state = 'valid'", **OWNER) == "4"


def test_the_classes_reach_back(migrated):
    rows = migrated.psql("select distinct valid_from from award_class", **OWNER)
    assert rows == [["1948-06-11"]]


def test_a_slip_in_an_old_record_can_be_corrected(migrated):
    """Its authority was never asked, and is not when something else of it is corrected."""
    changes = '{"number": "CU-1-dung", "effective_on": null}'
    asked = migrated.value(
        f"select ask_decision_correction('{GIVEN}1', (select version from decision where id = '{GIVEN}1'), '{changes}', 'Gõ nhầm')",
        settings=RECORDER)
    other = RECORDER | {"subject": "hai"}
    migrated.psql(f"select confirm_correction('{asked}', 1)", settings=other)
    rows = migrated.psql(
        f"select d.number, d.effective_on, a.corrected_on = today() from decision d join award a on a.decision_id = d.id"
        f" where d.id = '{GIVEN}1'", **OWNER)
    assert rows == [["CU-1-dung", None, "t"]] * 3


def test_a_record_with_an_impossible_day_is_still_kept_up(migrated):
    migrated.psql(f"update individual set position = 'Tổ trưởng' where id = '{GIVEN}4'", settings=RECORDER)
    with pytest.raises(sql.SqlError) as refused:
        migrated.psql(f"update individual set birth_date = '0019-01-01' where id = '{GIVEN}4'", settings=RECORDER)
    assert refused.value.constraint == "individual_birth_date_floor"
