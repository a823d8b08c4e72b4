"""What stood before councils of the base, papers and closings: a title of the base that was approved without a vote stays
approved, one that was still under review goes before the council, and a council's sessions stay the province's.
"""

import pytest
from database.callers import caller, unit
from support import sql
from support.databases import BOOTSTRAP, Database
from support.paths import ROOT

MIGRATIONS = sorted((ROOT / "schema" / "migrations").glob("*.sql"))
SEED = "none"
APPROVED, REVIEWED = (f"01600000-eeee-7000-8000-{number:012d}" for number in (1, 2))
WHERE = {"province": unit("35"), "district": unit("353")}
OLD = """
select set_config('tdkt.read_scope', '{province}', true), set_config('tdkt.write_scope', '{province}', true);
insert into unit (id, code, name, type, level, parent_id, valid_from)
values ('{province}', '35', 'Hà Nam', 'province', 'province', null, '1997-01-01'),
    ('{district}', '353', 'Lý Nhân', 'district', 'district', '{province}', '1997-01-01');
insert into stage_authority (stage, unit_level, valid_from, valid_to, confidence)
values ('district', 'district', '2004-07-01', '2025-06-30', 'none'), ('district', 'commune', '2025-07-01', null, 'none');
insert into award_class (id, code, name_vi, name_en, category, level, subject_kinds, authority, rank, valid_from)
values ('{province}', 'MAU', 'Mẫu', 'Sample', 'title', 'base', '{{collective}}', 'agency_head', 90, '2004-07-01');
insert into award_rule (award_class_id, kind, valid_from, permille, secret, written_allowed, recusal_shrinks, text_vi,
    text_en, confidence)
values ('{province}', 'vote', '2024-01-01', 800, true, true, false, 'Mẫu', 'Sample', 'none');
insert into collective (id, code, name, unit_id, kind) values ('{district}', 'TT', 'Tập thể (mẫu)', '{district}', 'agency');
insert into council_session (id, unit_id, number, held_on) values ('{province}', '{province}', '01/2024', '2024-03-01');
"""
STEP = """
select set_config('tdkt.read_scope', '{province}', true), set_config('tdkt.write_scope', '{province}', true),
    set_config('tdkt.roles', '{role}', true), set_config('tdkt.subject', '{role}', true);
insert into nomination_event (nomination_id, on_version, action, acted_on, acknowledgement)
select id, version, '{action}', '2024-03-01', 'Đã xem' from nomination where id = '{id}'
"""


def old_nomination(id, actions) -> str:
    made = f"""insert into dossier (id, title, unit_id, year, dated_on)
        values ('{id}', 'Mẫu', '{WHERE["district"]}', 2023, '2024-03-01');
        insert into nomination (id, dossier_id, award_class_id, subject_kind, collective_id)
        values ('{id}', '{id}', '{WHERE["province"]}', 'collective', '{WHERE["district"]}')"""
    roles = {"submit": "unit_officer"}
    steps = [STEP.format(role=roles.get(action, "district_reviewer"), action=action, id=id, **WHERE) for action in actions]
    return ";".join([made, *steps])


@pytest.fixture(scope="module")
def migrated(postgres):
    postgres.psql_alone("create database before_papers template template0")
    database = Database(postgres, "before_papers")
    sql.run_file(database.url("postgres"), BOOTSTRAP)
    for path in MIGRATIONS:
        if path.name.endswith("_council_road.sql"):
            database.psql(OLD.format(**WHERE), role="tdkt_owner")
            database.psql(old_nomination(APPROVED, ["submit", "receive", "approve"]), role="tdkt_owner")
            database.psql(old_nomination(REVIEWED, ["submit", "receive"]), role="tdkt_owner")
        database.psql(path.read_text(encoding="utf-8"), role="tdkt_owner")
    yield database
    database.drop()


def allowed(database, nomination, role) -> str:
    settings = caller(role, "353", subject="khac")
    return database.value(f"select nomination_allowed('{nomination}', '2024-03-02')", settings=settings)


def test_what_was_approved_stays_and_goes_on_to_its_decision(migrated):
    state = f"select state from nomination where id = '{APPROVED}'"
    assert migrated.value(state, role="postgres") == "approved"
    assert "decide" in allowed(migrated, APPROVED, "district_reviewer")
    assert allowed(migrated, APPROVED, "council_reviewer") == "{}"


def test_what_was_under_review_comes_before_the_council(migrated):
    migrated.psql(
        STEP.format(role="district_reviewer", action="approve", id=REVIEWED, **WHERE), role="tdkt_owner"
    )
    state = f"select state, waits_for from nomination where id = '{REVIEWED}'"
    assert migrated.psql(state, role="postgres") == [["council", "council_reviewer"]]
    assert "pass" in allowed(migrated, REVIEWED, "council_reviewer")


def test_a_session_of_a_province_stays_the_provinces(migrated):
    kept = "select district_lineage, commune_lineage, collective_id from council_session"
    assert migrated.psql(kept, role="postgres") == [[None, None, None]]
    assert migrated.psql("select count(*) from council_session", settings=caller("auditor", "353")) == [["0"]]
    assert migrated.psql("select count(*) from council_session", settings=caller("auditor", "35")) == [["1"]]
