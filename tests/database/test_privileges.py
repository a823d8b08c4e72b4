"""What the two login roles own and may do, before any policy applies."""

import pytest
from database.callers import CLUSTER, INSTALLATION, RECORD_TABLES, RULE, TOOK_PART, UNCHANGED_TABLES, caller, unit
from support.sql import SqlError

EVERYTHING = ["select", "insert", "update", "delete"]
ONLY = {"individual": ["insert", "update", "delete"],  # select on all columns but the hash of the citizen id
        "citizen_id_use": ["select"], "award": ["select"], "decision": ["select", "insert"], "change_history": ["select"],
        **dict.fromkeys(["unit", "unit_succession"], ["select", "insert", "delete"]),
        **dict.fromkeys(["annulment", "correction", INSTALLATION, RULE], ["select"]),
        **dict.fromkeys(["required_document", "award_dependant"], ["select"]), "legal_regime": ["select"], "stage_authority": ["select"],
        **dict.fromkeys(["award_class", "award_rule", "stage_deadline", "indicator"], ["select", "insert", "delete"]),
        "dossier": ["select", "delete"], "nomination": ["select", "delete"],
        **dict.fromkeys(["campaign", "campaign_phase"], ["select", "delete"]),
        "campaign_target": ["select", "delete"], "target_progress": ["select"],
        **dict.fromkeys(["council_session", "council_member", "council_item"], ["select", "delete"]),
        **dict.fromkeys(["cluster_year", "cluster_criterion"], ["select", "delete"]),
        **dict.fromkeys(["cluster_score", "cluster_staff_count", "cluster_tie_decision", "cluster_flag_nomination"], ["select"]),
        **dict.fromkeys(["consultation", "consultation_item"], ["select", "delete"]),
        **dict.fromkeys(["consultation_opinion", "consultation_public"], ["select"]),
        **dict.fromkeys(["council_recusal", "council_ballot", "council_paper", TOOK_PART], ["select"]),
        **dict.fromkeys([*UNCHANGED_TABLES, "work_queue", "award_public", "decision_public", "held_award", "known_move"], ["select"])}


def refused(database, statement, role="tdkt_service", settings=None) -> str:
    with pytest.raises(SqlError) as refusal:
        database.psql(statement, role=role, settings=settings)
    return refusal.value.sqlstate


def test_the_service_owns_nothing(database):
    owned = """select relname from pg_class where relowner = 'tdkt_service'::regrole
        union all select proname from pg_proc where proowner = 'tdkt_service'::regrole"""
    assert database.psql(owned, role="postgres") == []


def test_neither_role_can_step_over_row_security(database):
    rows = database.psql(
        """select rolname from pg_roles
        where rolname like 'tdkt%' and (rolsuper or rolbypassrls or rolcreaterole or rolcreatedb or rolreplication)""",
        role="postgres",
    )
    assert rows == []


def test_table_privileges_are_only_what_is_needed(database):
    rows = database.psql(
        """select table_name, string_agg(lower(privilege_type), ',' order by privilege_type)
        from information_schema.table_privileges
        where grantee = 'tdkt_service' and table_name not in ('schema_migration', 'schema_definition')
        group by table_name""",
        role="postgres",
    )
    for table, granted in rows:
        assert granted.split(",") == sorted(ONLY.get(table, EVERYTHING)), table
    assert {name for name, _ in rows} == {
        *RECORD_TABLES, *UNCHANGED_TABLES, TOOK_PART, INSTALLATION, RULE, "work_queue", "award_dependant", "change_history",
        "idempotency_key", "citizen_id_use", "award_public", "decision_public", "held_award", "consultation_public", "known_move",
    }


@pytest.mark.parametrize("table", ["award", "decision", "annulment", "change_history"])
@pytest.mark.parametrize("verb", ["update {0} set id = id", "delete from {0}", "truncate {0}"])
def test_records_of_the_state_stay(database, table, verb):
    assert refused(database, verb.format(table), settings=caller("province_reviewer", "35")) == "42501"


@pytest.mark.parametrize("verb", ["update {0} set {1} = {1}", "delete from {0}", "truncate {0}"])
@pytest.mark.parametrize("table,column", [
    ("change_history", "version"), ("nomination_author", "actor"), ("citizen_id_use", "actor"),
])
def test_not_even_the_owner_rewrites_history(database, verb, table, column):
    assert refused(database, verb.format(table, column), role="tdkt_owner") == "42501"


@pytest.mark.parametrize("statement", [
    "create table mine (x int)", "create temp table unit (x int)", "create schema mine",
    "create function mine() returns int language sql return 1", "alter table award disable row level security",
    "set role tdkt_owner", "select set_config('session_replication_role', 'replica', true)",
    "update unit set lineage_id = id", "insert into award (code) values ('HNAM2923F')",
    "insert into award (signed_on) values ('2018-01-01')", "update award set state = 'annulled'", "insert into change_history default values",
    f"update dossier set unit_id = '{unit('349')}'", "update dossier set state = 'closed'",
    "update nomination set state = 'decided'", "update nomination set dossier_id = id",
    "insert into nomination (state) values ('decided')", "insert into nomination (warnings) values ('[]')",
    "update nomination_event set reason = 'x'", "delete from nomination_event", "truncate nomination_event",
    "insert into nomination_event (actor) values ('x')", "insert into nomination_event (decision_id) values (null)",
    "insert into nomination_event (council_item_id) values (null)",
    "insert into report_snapshot (document) values ('{}')", "insert into report_snapshot (frozen_by) values ('x')",
    "update report_snapshot set note = null", "delete from report_snapshot", "truncate report_snapshot",
    "insert into award (recipient_headcount) values (1)", "insert into award (recipient_gender) values ('male')",
    "insert into cluster_score (year) values (2018)", "insert into cluster_score (actor) values ('x')",
    "insert into cluster_score (entry) values (1)", "update cluster_score set points = 0", "delete from cluster_score",
    "insert into cluster_staff_count (year) values (2018)", "insert into cluster_staff_count (recorded_at) values (now())",
    "update cluster_staff_count set women_count = 0", "delete from cluster_staff_count", "truncate cluster_tie_decision",
    "insert into cluster_tie_decision (confirmed_total) values (1)", "insert into cluster_tie_decision (recorded_at) values (now())",
    "insert into cluster_tie_decision (actor) values ('x')", "update cluster_tie_decision set decided_on = decided_on",
    "truncate cluster_score", "update cluster_year set year = 2019", "update cluster_criterion set year = 2019",
    "update cluster_criterion set cluster_id = id", "delete from cluster_flag_nomination",
    "update cluster_flag_nomination set year = 2019", "insert into cluster_flag_nomination (award_class_id) values (null)",
    "update campaign_target set actual_value = 1", "update campaign_target set figures_on = null",
    "update campaign_target set state = 'confirmed'", "update campaign_target set state_reason = null",
    "insert into campaign_target (state) values ('confirmed')", "insert into campaign_target (projected_value) values (1)",
    "update target_progress set note = note", "delete from target_progress", "truncate target_progress",
    "insert into target_progress (actor) values ('x')", "insert into target_progress (recorded_at) values (now())",
    "insert into campaign_target_event (action) values ('confirm')", "update campaign_target_event set reason = 'x'",
    "delete from campaign_target_event", "truncate campaign_target_event",
    "update nomination_transition set roles = roles", "delete from nomination_state",
    "insert into nomination_author (actor) values ('x')", "update nomination_author set last_at = now()",
    "delete from nomination_author", "truncate nomination_author", "insert into citizen_id_use (actor) values ('x')",
    "update citizen_id_use set found = 0", "delete from citizen_id_use", "truncate citizen_id_use",
    "update decision set published_on = signed_on", "update award_public set year = 2018",
    "select citizen_id_hash from individual", "select count(*) from individual where citizen_id_hash is not null",
    "update individual set code = code where citizen_id_hash is null",
])
def test_what_the_service_cannot_do(database, statement):
    assert refused(database, statement, settings=caller("admin", "35")) == "42501"


@pytest.mark.parametrize("function", [
    "note_author(null, null)", "check_citizen_id_limit('lookup')", "note_citizen_id_use('lookup', '{}')",
    "named_units('{349}', '2018-01-01')", "archive_of('{}')", f"lies_below('{CLUSTER}', '{{}}')",
])
def test_inner_functions_are_not_for_the_service(database, function):
    assert refused(database, f"select {function}") == "42501"


def test_definer_functions_fix_their_search_path(database):
    loose = """select proname from pg_proc
        where prosecdef and pronamespace = 'public'::regnamespace
        and coalesce(array_to_string(proconfig, ','), '') not like 'search_path=pg_catalog, public, pg_temp'"""
    assert database.psql(loose, role="postgres") == []
