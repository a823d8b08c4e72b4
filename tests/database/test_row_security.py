"""Who sees which rows, asked of the database directly, so that no check of the service can hide a missing policy."""

import pytest
from database.callers import (
    BALLOT_BOX, INSTALLATION, MOVE, PAPER_COUNT, RECORD_TABLES, ROLES, RULE, STATUS_CHANGE, TOOK_PART, UNCHANGED_TABLES, caller, count,
    decision, trial,
    unit,
)
from support.sql import SqlError

UNIT_TABLES = ["unit", "unit_succession"]
LAW_TABLES = ["legal_regime", "award_rule", "holiday", "stage_deadline", "stage_authority", "base_salary",
              "required_document"]
PROVINCE_TABLES = ["cluster", "cluster_member", "cluster_year", "cluster_criterion", "cluster_score", "cluster_staff_count",
                   "cluster_tie_decision", "campaign", "campaign_phase",
                   "award_statement", "consultation"]
WORKFLOW_TABLES = ["nomination_state", "nomination_transition"]
SCOPED_TABLES = ["collective", "individual", "campaign_target", "target_progress", "campaign_target_event", "award",
                 "rating", "initiative", "dossier", "dossier_document", "nomination", "nomination_event"]
CONSULTATION_TABLES = ["consultation_item", "consultation_opinion", "consultation_answer"]
COUNCIL_TABLES = ["council_session", "council_member", "council_item", "council_ballot", "council_paper", TOOK_PART]
BY_DISTRICTS = {"campaign_target", "target_progress", "campaign_target_event", "dossier", "dossier_document",
                "nomination", "nomination_event"}  # in 2018
RECORD_READERS = {"unit_officer", "district_reviewer", "province_reviewer", "council_reviewer", "auditor"}
SEEN_BY = (
    {table: set(ROLES) - {"reader"} for table in [*UNIT_TABLES, "indicator", "statistics_form", "statistics_line"]}
    | {table: set(ROLES) for table in LAW_TABLES + WORKFLOW_TABLES}
    | {table: RECORD_READERS for table in PROVINCE_TABLES + SCOPED_TABLES + COUNCIL_TABLES + CONSULTATION_TABLES}
    | {"award_class": set(ROLES), "decision": RECORD_READERS, "change_history": {"auditor"}}
    | {"award_public": {"reader"}, "decision_public": {"reader"}}
)
ALL_TABLES = [*RECORD_TABLES, *UNCHANGED_TABLES, TOOK_PART, "change_history", "idempotency_key", "citizen_id_use"]


def test_every_table_is_guarded(database):
    rows = database.psql(
        """select relname, relrowsecurity and relforcerowsecurity
        from pg_class
        where relkind in ('r', 'p') and relnamespace = 'public'::regnamespace and relname not in ('schema_migration', 'schema_definition')""",
        role="postgres",
    )
    others = {BALLOT_BOX, MOVE, PAPER_COUNT, STATUS_CHANGE, INSTALLATION, RULE, "installation_secret"}
    assert {name for name, _ in rows} == {*ALL_TABLES, *others}
    assert all(guarded == "t" for _, guarded in rows)


@pytest.mark.parametrize("table", ALL_TABLES)
def test_nothing_set_sees_nothing(database, table):
    assert count(database, table) == 0


@pytest.mark.parametrize("table", ALL_TABLES)
def test_settings_of_an_ended_transaction_see_nothing(database, table):
    empty = dict.fromkeys(["subject", "roles", "read_scope", "write_scope", "provinces"], "")
    assert count(database, table, empty) == 0


@pytest.mark.parametrize("table", ALL_TABLES)
def test_a_role_unknown_to_the_database_sees_nothing(database, table):
    assert count(database, table, caller("superintendent", "35")) == 0


@pytest.mark.parametrize("role", ROLES)
@pytest.mark.parametrize("table", sorted(SEEN_BY))
def test_who_sees_a_table(database, table, role):
    seen = count(database, table, caller(role, "35"))
    assert (seen > 0) == (role in SEEN_BY[table])


@pytest.mark.parametrize("table", SCOPED_TABLES)
@pytest.mark.parametrize("code,column", [("35", "province"), ("349", "district"), ("13324", "commune")])
def test_a_caller_sees_its_rows_and_no_other(database, table, code, column):
    mine = f"{column}_lineage = '{unit(code)}'"
    settings = caller("auditor", code)
    expected = count(database, table, where=mine, role="postgres")
    assert count(database, table, settings, where=mine) == expected
    assert count(database, table, settings) == expected
    assert expected > 0 or code == "13324" and table in BY_DISTRICTS


def test_several_units_are_a_union(database):
    both = count(database, "collective", caller("auditor", "349", "353"))
    assert both == sum(count(database, "collective", caller("auditor", code)) for code in ("349", "353"))


@pytest.mark.parametrize("table", PROVINCE_TABLES)
def test_a_district_reads_what_its_province_launched(database, table):
    mine = f"province_lineage = '{unit('35')}'"
    assert count(database, table, caller("unit_officer", "349")) == count(database, table, where=mine, role="postgres")
    assert count(database, table, caller("unit_officer", "349", provinces=["36"])) == 0


@pytest.mark.parametrize("table", COUNCIL_TABLES)
def test_a_council_is_seen_by_callers_who_see_its_province(database, table):
    """A district reads in the events of its nominations what became of them."""
    assert count(database, table, caller("district_reviewer", "349")) == 0
    assert count(database, table, caller("auditor", "36")) == 0


@pytest.mark.parametrize("table", COUNCIL_TABLES)
def test_a_council_of_the_base_is_seen_by_its_unit_and_the_province(database, table):
    """A council of the ward of Phủ Lý, in Ninh Bình; it had no open vote."""
    ward, province, neighbour = unit("13285", 3), unit("37", 2), unit("13330", 3)
    item = "(select i.id from council_item i where i.commune_lineage = '{0}')".format(ward)
    of_ward = f"item_id in {item}" if table == TOOK_PART else f"commune_lineage = '{ward}'"
    expected = count(database, table, where=of_ward, role="postgres")
    assert expected > 0 or table == "council_ballot"
    for scope, seen in ((ward, expected), (province, expected), (neighbour, 0)):
        settings = caller("auditor", "35") | {"read_scope": scope, "write_scope": scope, "provinces": province}
        assert count(database, table, settings, where=of_ward) == seen


def test_decisions_of_state_and_province_are_read_in_the_whole_province(database):
    by_district = f"id = '{decision(8)}'"
    elsewhere = f"id = '{decision(9)}'"
    for role, relation in (("auditor", "decision"), ("reader", "decision_public")):
        ly_nhan, duy_tien = caller(role, "353"), caller(role, "349")
        assert count(database, relation, ly_nhan, where="level = 'state'") == 8
        assert count(database, relation, ly_nhan, where=by_district) == 0
        assert count(database, relation, duy_tien, where=by_district) == 1
        assert count(database, relation, duy_tien, where=elsewhere) == 0


def test_history_is_read_in_scope(database):
    settings = caller("auditor", "349")
    mine = f"district_lineage = '{unit('349')}'"
    assert count(database, "change_history", settings) == count(database, "change_history", where=mine, role="postgres")


LOOKED_UP = """select set_config('tdkt.subject', 'an.nv', true), set_config('tdkt.roles', 'unit_officer', true),
        set_config('tdkt.read_scope', '%s', true); select look_up_citizen_id('\\xab')""" % unit("349")


@pytest.mark.parametrize("role,code,sees", [
    ("auditor", "349", 1), ("auditor", "35", 1), ("auditor", "353", 0), ("auditor", "36", 0), ("district_reviewer", "349", 0),
    ("province_reviewer", "35", 0), ("unit_officer", "349", 0), ("reader", "35", 0), ("admin", "35", 0),
])
def test_look_ups_are_read_by_the_auditors_of_the_unit_and_above(database, role, code, sees):
    statement = "select count(*) from citizen_id_use where actor = 'an.nv'"
    settings = caller(role, code, subject="kiem.tra")
    asked = "; ".join(f"select set_config('tdkt.{name}', '{value}', true)" for name, value in settings.items())
    rows = database.psql(f"{LOOKED_UP}; set local role tdkt_service; {asked} \\g /dev/null\n{statement}", "postgres")
    assert rows[-1] == [str(sees)]
    database.psql("alter table citizen_id_use disable trigger append_only; truncate citizen_id_use;"
                  " alter table citizen_id_use enable trigger append_only", "postgres")


@pytest.mark.parametrize("role", ["reader", "admin"])
def test_roles_that_do_not_read_individuals_cannot_look_them_up(database, role):
    with pytest.raises(SqlError) as refusal:
        database.psql("select look_up_citizen_id('\\xab')", settings=caller(role, "35"))
    assert refusal.value.sqlstate == "42501"


def test_the_owner_is_bound_by_a_policy_of_its_own(database):
    assert count(database, "award", role="tdkt_owner") == count(database, "award", role="postgres")


@pytest.mark.parametrize("asked", [f"select code from {STATUS_CHANGE}", f"delete from {STATUS_CHANGE}",
                                   f"insert into {STATUS_CHANGE} default values"])
def test_nobody_touches_the_table_that_keeps_statuses_fresh(database, asked):
    """A caller who could write there could empty the kept answers; one who could delete there could keep them stale."""
    with pytest.raises(SqlError, match="permission denied"):
        database.psql(asked, "tdkt_service")


TRANSFER = """insert into dossier_transfer (dossier_id, action, from_unit_id, to_unit_id, actor, content)
    select id, 'transfer', unit_id, unit_id, 'x', 'x' from dossier"""


@pytest.mark.parametrize("role", sorted(RECORD_READERS))
def test_transfers_are_read_with_their_dossiers(database, role):
    for code, column in (("35", "province"), ("349", "district")):
        expected = database.value(f"select count(*) from dossier where {column}_lineage = '{unit(code)}'", role="postgres")
        seen = trial(database, "select count(*) from dossier_transfer", caller(role, code), before=TRANSFER)
        assert seen == [[expected]] and expected != "0"
    assert trial(database, "select count(*) from dossier_transfer", caller("reader", "35"), before=TRANSFER) == [["0"]]


DRAFTS = f"""insert into campaign (code, name, kind, unit_id, starts_on)
    values ('NHAP', 'Mẫu', 'regular', '{unit("349")}', '2018-01-01');
    insert into campaign_phase (campaign_id, name, starts_on, ends_on)
    select id, 'Mẫu', starts_on, starts_on from campaign where code = 'NHAP'"""


@pytest.mark.parametrize("table", ["campaign", "campaign_phase"])
@pytest.mark.parametrize("code,sees", [("35", True), ("349", True), ("353", False), ("13324", False), ("36", False)])
def test_a_draft_is_read_by_its_unit_and_those_above(database, table, code, sees):
    asked = "select count(*) from campaign where code = 'NHAP'" if table == "campaign" else (
        "select count(*) from campaign_phase where name = 'Mẫu'")
    assert trial(database, asked, caller("auditor", code), before=DRAFTS) == [[str(int(sees))]]
