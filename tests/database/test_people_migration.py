"""What stood before four eyes, masks without digits and answers that name their rows: authors come from the history, digits go
from wherever they were kept, and kept answers know what they show.
"""

import json

import pytest
from database.callers import unit
from support import sql
from support.databases import BOOTSTRAP, Database
from support.paths import ROOT

MIGRATIONS = sorted((ROOT / "schema" / "migrations").glob("*.sql"))
FIRST = next(number for number, path in enumerate(MIGRATIONS) if path.name.endswith("_nomination_author.sql"))
SEED = "none"
ID = "01600000-eeee-7000-8000-00000000000{}".format
HASH = "decode(repeat('ab', 32), 'hex')"
WHO = """select set_config('tdkt.subject', '{0}', true), set_config('tdkt.request_id', '{1}', true),
    set_config('tdkt.roles', '{2}', true), set_config('tdkt.read_scope', '{3}', true), set_config('tdkt.write_scope', '{3}', true);"""


def who(subject, request="r", role="unit_officer") -> str:
    return WHO.format(subject, request, role, unit("35"))


OLD = f"""
insert into unit (id, code, name, type, level, valid_from)
values ('{unit("35")}', '35', 'Hà Nam', 'province', 'province', '1997-01-01');
insert into unit (id, code, name, type, level, parent_id, valid_from)
values ('{unit("349")}', '349', 'Duy Tiên', 'district', 'district', '{unit("35")}', '1997-01-01');
insert into award_class (id, code, name_vi, name_en, category, level, subject_kinds, authority, rank, valid_from)
values ('{ID(1)}', 'GK', 'Mẫu', 'Sample', 'form', 'base', '{{collective}}', 'agency_head', 90, '2004-07-01');
insert into collective (id, code, name, unit_id, kind) values ('{ID(2)}', 'A', 'Mẫu', '{unit("35")}', 'agency');
insert into collective (id, code, name, unit_id, kind) values ('{ID(3)}', 'B', 'Mẫu', '{unit("349")}', 'agency');
{who("nap", "")}
insert into dossier (id, title, unit_id, year, dated_on) values ('{ID(9)}', 'Nạp sẵn', '{unit("35")}', 2018, '2018-06-01');
{who("viet")}
insert into dossier (id, title, unit_id, year, dated_on) values ('{ID(4)}', 'Mẫu', '{unit("35")}', 2018, '2018-06-01');
{who("soan")}
insert into nomination (id, dossier_id, award_class_id, subject_kind, collective_id, achievement)
values ('{ID(5)}', '{ID(4)}', '{ID(1)}', 'collective', '{ID(2)}', 'Một');
{who("sua")}
update nomination set achievement = 'Hai' where id = '{ID(5)}';
{who("khong.sua")}
update nomination set achievement = 'Hai' where id = '{ID(5)}';
{who("giay")}
insert into dossier_document (id, dossier_id, nomination_id, kind, title, media_type, size, sha256, location)
values ('{ID(6)}', '{ID(4)}', '{ID(5)}', 'minutes', 'Mẫu', 'application/pdf', 1, repeat('0', 64), 'urn:x:y');
{who("xoa")}
delete from dossier_document where id = '{ID(6)}';
{who("gui")}
insert into nomination_event (nomination_id, on_version, action, acted_on)
select id, version, 'submit', '2018-06-02' from nomination where id = '{ID(5)}';
{who("nhan", role="province_reviewer")}
insert into nomination_event (nomination_id, on_version, action, acted_on)
select id, version, 'receive', '2018-06-03' from nomination where id = '{ID(5)}';
{who("nguoi")}
insert into individual (id, full_name, collective_id, citizen_id_hash, citizen_id_last)
values ('{ID(7)}', 'Mẫu', '{ID(2)}', {HASH}, '123'), ('{ID(8)}', 'Mẫu', '{ID(3)}', {HASH}, '123');
insert into idempotency_key (subject, key, request_digest, status, body)
values
    ('nguoi', 'k1', 'd', 201, '{{"id":"{ID(7)}","full_name":"Mẫu","citizen_id":"*********123"}}'),
    ('nguoi', 'k2', 'd', 200, '{{"items":[{{"id":"{ID(7)}"}},{{"id":"{ID(2)}"}}]}}'),
    ('nguoi', 'k3', 'd', 200, '{{"items":[]}}'),
    ('nguoi', 'k4', 'd', null, null);
"""


@pytest.fixture(scope="module")
def migrated(postgres):
    postgres.psql_alone("create database before_people template template0")
    database = Database(postgres, "before_people")
    sql.run_file(database.url("postgres"), BOOTSTRAP)
    for number, path in enumerate(MIGRATIONS):
        if number == FIRST:
            database.psql(OLD, role="tdkt_owner")
        database.psql(path.read_text(encoding="utf-8"), role="tdkt_owner")
    yield database
    database.drop()


def test_authors_are_who_wrote_content_in_requests(migrated):
    rows = migrated.psql("select nomination_id is null, subject from nomination_author where dossier_id = "
                         f"'{ID(4)}' order by 1, 2", "postgres")
    assert rows == [["f", "giay"], ["f", "soan"], ["f", "sua"], ["f", "xoa"], ["t", "viet"]]
    assert migrated.value(f"select count(*) from nomination_author where dossier_id = '{ID(9)}'", "postgres") == "0"


def test_no_digit_is_kept_anywhere(migrated):
    assert migrated.value("select count(*) from change_history where row ? 'citizen_id_last'", "postgres") == "0"
    assert migrated.value("select body from idempotency_key where key = 'k1'", "postgres").count("************") == 1
    assert migrated.value("select count(*) from idempotency_key where body like '%*123%'", "postgres") == "0"


def test_the_history_is_closed_again(migrated):
    with pytest.raises(sql.SqlError) as refusal:
        migrated.psql("update change_history set row = '{}'", "tdkt_owner")
    assert refusal.value.sqlstate == "42501"


def test_people_are_still_known_by_their_number(migrated):
    rows = migrated.psql("select has_citizen_id from individual", "postgres")
    assert rows == [["t"], ["t"]]


def test_kept_answers_know_what_they_show(migrated):
    rows = migrated.psql("select key, array_to_json(shown) from idempotency_key order by key", "postgres")
    assert {key: set(json.loads(shown)) for key, shown in rows} == {
        "k1": {f"individual:{ID(7)}"}, "k2": {f"individual:{ID(7)}", f"collective:{ID(2)}"}, "k3": set(), "k4": set(),
    }


def test_no_decision_is_published_by_itself(migrated):
    assert migrated.value("select count(*) from decision where published_on is not null", "postgres") == "0"
