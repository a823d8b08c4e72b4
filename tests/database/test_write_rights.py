"""Who may insert, update and delete what, and where: a matrix of tables, roles and units, asked as tdkt_service."""

import pytest
from database.callers import (
    CAMPAIGN, CLUSTER, ROLES, award_class, caller, collective, decision, individual, trial, unit,
)
from support.sql import SqlError

REFUSED = {"42501", "23503", "TD004"}  # 23503: for a role that cannot see it, a referenced row does not exist
NEW = "01600000-eeee-7000-8000-000000000001"
REVIEWERS = {"district_reviewer", "province_reviewer"}
WRITERS = REVIEWERS | {"unit_officer"}

# How to insert a row of a unit; {unit} is its id, {collective} one of its collectives.
INSERTS = {
    "collective": "(id, code, name, unit_id, kind) values ('{new}', 'NEW', 'Mẫu', '{unit}', 'other')",
    "individual": "(id, full_name, collective_id) values ('{new}', 'Mẫu', '{collective}')",
    "rating": "(id, collective_id, year, rating) values ('{new}', '{collective}', 2016, 'good')",
    "initiative": "(id, individual_id, kind, title, level, year)"
    f" values ('{{new}}', '{individual(2)}', 'research', 'Mẫu', 'base', 2016)",
    "campaign_target": "(id, campaign_id, unit_id, indicator, field, measure_unit, direction, registered_value, due_on)"
    f" values ('{{new}}', '{CAMPAIGN}', '{{unit}}', 'Mẫu', 'other', '%', 'at_least', 1, '2018-12-31')",
    "target_progress": "(id, campaign_target_id, figures_on, actual_value)"
    " values ('{new}', '{new}', '2018-06-30', 1)",
    "cluster": "(id, code, name, unit_id) values ('{new}', 'NEW', 'Mẫu', '{unit}')",
    "campaign": "(id, code, name, kind, unit_id, starts_on)"
    " values ('{new}', 'NEW', 'Mẫu', 'regular', '{unit}', '2018-01-01')",
    "award_statement": "(id, unit_id, award_class_id, subject_kind, period_from, period_to, stated)"
    f" values ('{{new}}', '{{unit}}', {award_class('GK')}, 'collective', '2018-01-01', '2018-03-31', 'nhiều')",
    "decision": "(id, number, signed_on, authority, level, unit_id, signer_name)"
    " values ('{new}', 'NEW', '2018-06-01', 'agency_head', '{level}', '{unit}', 'Mẫu')",
    "dossier": "(id, title, unit_id, year, dated_on) values ('{new}', 'Mẫu', '{unit}', 2018, '2018-06-15')",
    "dossier_document": "(id, dossier_id, kind, title, media_type, size, sha256, location)"
    f" values ('{{new}}', '{{new}}', 'minutes', 'Mẫu', 'application/pdf', 1, '{'0' * 64}', 'urn:x:y')",
    "nomination": "(id, dossier_id, award_class_id, subject_kind, collective_id)"
    f" values ('{{new}}', '{{new}}', {award_class('GK')}, 'collective', '{{collective}}')",
    "nomination_event": "(id, nomination_id, on_version, action, acted_on)"
    " values ('{new}', '{new}', 1, 'submit', '2018-06-16')",
    "award": "(id, decision_id, award_class_id, subject_kind, recipient_name, recipient_unit_name, unit_id, year)"
    f" values ('{{new}}', '{decision(8)}', {award_class('GK')}, 'individual', 'Mẫu', 'Mẫu', '{{unit}}', 2018)",
}
INSERT_ROLES = {
    "collective": WRITERS, "individual": WRITERS, "campaign_target": WRITERS, "cluster": {"province_reviewer"},
    "campaign": {"province_reviewer"}, "award_statement": {"province_reviewer"}, "decision": REVIEWERS,
    "award": REVIEWERS, "rating": WRITERS, "initiative": WRITERS, "dossier": {"unit_officer"},
    "dossier_document": {"unit_officer"}, "nomination": {"unit_officer"}, "nomination_event": {"unit_officer"}, "target_progress": WRITERS,
}
DELETE_ROLES = {
    "collective": REVIEWERS, "individual": REVIEWERS, "campaign_target": REVIEWERS, "cluster": {"province_reviewer"},
    "campaign": {"province_reviewer"}, "award_statement": {"province_reviewer"}, "rating": REVIEWERS,
    "initiative": REVIEWERS, "dossier": {"unit_officer"}, "dossier_document": {"unit_officer"},
    "nomination": {"unit_officer"},
}
# The rows that must exist before this row, and the one column that such a caller may set.
LIES_IN = {"dossier_document": ["dossier"], "target_progress": ["campaign_target"], "nomination": ["dossier"], "nomination_event": ["dossier", "nomination"]}
SET = {
    "campaign_target": "note = note", "dossier": "title = title", "nomination": "achievement = achievement",
    "unit": "legal_act = 'Mẫu'", "unit_succession": "legal_act = 'Mẫu'", "award_class": "rank = rank",
    "award_rule": "verified = verified", "stage_deadline": "verified = verified", "indicator": "note = note",
}
CATALOGUES = {
    "unit": (
        f"(id, code, name, type, level, parent_id, valid_from)"
        f" values ('{NEW}', '99999', 'Mẫu', 'commune', 'commune', '{unit('349')}', '2018-01-01')",
        {"admin"},
    ),
    "unit_succession": (
        f"(id, predecessor_id, successor_id, kind, effective_on)"
        f" values ('{NEW}', '{unit('13375')}', '{unit('13363', 3)}', 'split', '2025-07-01')",
        {"admin"},
    ),
    "award_class": (
        f"(id, code, name_vi, name_en, category, level, subject_kinds, authority, rank, valid_from)"
        f" values ('{NEW}', 'NEW', 'Mẫu', 'Sample', 'form', 'base', '{{individual}}', 'agency_head', 99, '2018-01-01')",
        {"admin"},
    ),
    "award_rule": (
        f"(id, award_class_id, kind, valid_from, text_vi, text_en, confidence)"
        f" values ('{NEW}', {award_class('GK')}, 'consultation', '2018-01-01', 'Mẫu', 'Sample', 'none')",
        {"admin"},
    ),
    "holiday": (
        f"(id, on_date, name_vi, name_en, confidence) values ('{NEW}', '2031-01-01', 'Mẫu', 'Sample', 'none')",
        {"admin"},
    ),
    "stage_deadline": (
        f"(id, stage, award_level, working_days, valid_from, confidence)"
        f" values ('{NEW}', 'council', 'base', 9, '2018-01-01', 'none')",
        {"admin"},
    ),
    "base_salary": (
        f"(id, amount, valid_from, valid_to, confidence) values ('{NEW}', 9, '2001-01-01', '2001-12-31', 'none')",
        {"admin"},
    ),
    "indicator": (
        f"(id, code, name_vi, name_en, field, measure_unit, direction, valid_from)"
        f" values ('{NEW}', 'NEW', 'Mẫu', 'Sample', 'other', '%', 'at_least', '2018-01-01')",
        {"admin"},
    ),
    "statistics_form": (
        f"(id, code, \"order\", name_vi, name_en, confidence, valid_from)"
        f" values ('{NEW}', 'NEW', 9, 'Mẫu', 'Sample', 'none', '2018-01-01')",
        {"admin"},
    ),
    "statistics_line": (
        f"(id, form_id, is_column, \"order\", code, label_vi, label_en, valid_from, award_level)"
        f" values ('{NEW}', (select id from statistics_form where code = '0602.N'), true, 9, 'NEW', 'Mẫu', 'Sample',"
        f" '2018-01-01', 'state')",
        {"admin"},
    ),
    "cluster_member": (
        f"(id, cluster_id, year, unit_id, role) values ('{NEW}', '{CLUSTER}', 2019, '{unit('349')}', 'member')",
        {"province_reviewer"},
    ),
}

# Tables whose rows may be a province's own.
OWNED = ["award_class", "award_rule", "stage_deadline", "indicator"]


def insert_of(table, code="349", home=4) -> str:
    values = INSERTS[table].format(new=NEW, unit=unit(code), collective=collective(home), level="district")
    return f"insert into {table} {values}"


def before(table, *more) -> str:
    return "; ".join(insert_of(needed) for needed in [*LIES_IN.get(table, []), *more])


def attempt(database, statement, settings, before="") -> str:
    """The number of rows touched, "1" or "0", or the SQLSTATE of the refusal."""
    try:
        counted = f"with touched as ({statement} returning 1) select count(*) from touched"
        return trial(database, counted, settings, before=before)[0][0]
    except SqlError as refusal:
        return refusal.sqlstate


def unasked(statement, role) -> str:
    """A statement of `before` that runs without a role."""
    return f"set local tdkt.roles = ''; {statement}; set local tdkt.roles = '{role}'"


def change(verb, table) -> str:
    what = f"update {table} set {SET.get(table, 'id = id')}" if verb == "update" else f"delete from {table}"
    return f"{what} where id = '{NEW}'"


@pytest.mark.parametrize("role", ROLES)
@pytest.mark.parametrize("table", sorted(INSERTS))
def test_insert_in_scope(database, table, role):
    expected = {"1"} if role in INSERT_ROLES[table] else REFUSED
    assert attempt(database, insert_of(table), caller(role, "349"), before(table)) in expected


@pytest.mark.parametrize("role", ROLES)
@pytest.mark.parametrize("table", sorted(INSERTS))
def test_insert_outside_scope(database, table, role):
    """The row can be read but is in an archive: neither sight nor role allows writing."""
    settings = caller(role, "349", "353", write=["353"])
    assert attempt(database, insert_of(table), settings, before(table)) in REFUSED


@pytest.mark.parametrize("verb", ["update", "delete"])
@pytest.mark.parametrize("role", ROLES)
@pytest.mark.parametrize("table", sorted(DELETE_ROLES))
def test_update_and_delete_in_scope(database, table, role, verb):
    allowed = (INSERT_ROLES if verb == "update" else DELETE_ROLES)[table]
    settings = caller(role, "349")
    touched = attempt(database, change(verb, table), settings, before(table, table))
    assert touched == ("1" if role in allowed else "0")


@pytest.mark.parametrize("verb", ["update", "delete"])
@pytest.mark.parametrize("role", ROLES)
@pytest.mark.parametrize("table", sorted(DELETE_ROLES))
def test_update_and_delete_outside_scope(database, table, role, verb):
    for settings in (caller(role, "353"), caller(role, "349", "353", write=["353"])):
        assert attempt(database, change(verb, table), settings, before(table, table)) == "0"


@pytest.mark.parametrize("table,statement", [
    ("collective", f"update collective set unit_id = '{unit('353')}' where id = '{collective(4)}'"),
    ("individual", f"update individual set collective_id = '{collective(16)}' where collective_id = '{collective(4)}'"),
    ("campaign_target", f"update campaign_target set unit_id = '{unit('353')}' where id = '{NEW}'"),
    ("rating", f"update rating set individual_id = '{individual(20)}' where individual_id = '{individual(1)}'"),
    ("initiative", f"update initiative set individual_id = '{individual(20)}' where individual_id = '{individual(5)}'"),
])
def test_a_row_cannot_be_moved_out_of_scope(database, table, statement):
    settings = caller("district_reviewer", "349", "353", write=["349"])
    assert attempt(database, statement, settings, before(table, table)) == "42501", table


@pytest.mark.parametrize("role", ROLES)
@pytest.mark.parametrize("table", sorted(CATALOGUES))
def test_catalogues(database, table, role):
    values, allowed = CATALOGUES[table]
    insert = f"insert into {table} {values}"
    settings = caller(role, "35")
    may = role in allowed
    assert attempt(database, insert, settings) in ({"1"} if may else REFUSED)
    for verb in ("update", "delete"):
        touched = attempt(database, change(verb, table), settings, before=unasked(insert, role))
        assert touched == ("1" if may else "0"), verb


def own_insert(table, code) -> str:
    """The same row as a province's own."""
    columns, values = CATALOGUES[table][0].removesuffix(")").split(") values (")
    return f"insert into {table} {columns}, unit_id) values ({values}, '{unit(code)}')"


@pytest.mark.parametrize("role", ROLES)
@pytest.mark.parametrize("table", OWNED)
def test_a_provinces_own_rows(database, table, role):
    """The council of 35 writes the rows of 35; nobody else does. The rows of 36 do not exist for these callers."""
    settings = caller(role, "35")
    is_keeper = role == "council_reviewer"
    for code, may in (("35", is_keeper), ("36", False)):
        insert = own_insert(table, code)
        assert attempt(database, insert, settings) in ({"1"} if may else REFUSED), code
        for verb in ("update", "delete"):
            touched = attempt(database, change(verb, table), settings, before=unasked(insert, role))
            assert touched == ("1" if may else "0"), (code, verb)


@pytest.mark.parametrize("role", ROLES)
@pytest.mark.parametrize("table", OWNED)
@pytest.mark.parametrize("code,read", [("35", True), ("36", False), (None, True)])
def test_who_reads_whose_rows(database, table, role, code, read):
    insert = own_insert(table, code) if code else f"insert into {table} {CATALOGUES[table][0]}"
    blind = {"indicator": {"reader"}}.get(table, set())
    for settings in (caller(role, "35"), caller(role, "349"), caller(role, "13324")):
        seen = trial(database, f"select count(*) from {table} where id = '{NEW}'", settings, before=unasked(insert, role))
        assert seen == [["1" if read and role not in blind else "0"]], settings


@pytest.mark.parametrize("code", ["349", "13324"])
@pytest.mark.parametrize("table", OWNED)
def test_only_the_provinces_council_writes_its_rows(database, table, code):
    """A council below the province sees them."""
    settings, role = caller("council_reviewer", code), "council_reviewer"
    insert = own_insert(table, "35")
    assert attempt(database, insert, settings) == "23503"
    for verb in ("update", "delete"):
        assert attempt(database, change(verb, table), settings, before=unasked(insert, role)) == "0"


@pytest.mark.parametrize("table", OWNED)
def test_an_archive_is_read_and_not_written(database, table):
    """As if 36 had taken over 35: its rows can be read and do not change."""
    settings = caller("council_reviewer", "36", "35", write=["36"], provinces=["36", "35"])
    insert = own_insert(table, "35")
    assert attempt(database, insert, settings) == "23503"
    for verb in ("update", "delete"):
        touched = attempt(database, change(verb, table), settings, before=unasked(insert, "council_reviewer"))
        assert touched == "0"


@pytest.mark.parametrize("role", ["admin", "council_reviewer"])
@pytest.mark.parametrize("table", OWNED)
def test_the_owner_of_a_row_does_not_change(database, table, role):
    """The service may not set the columns that name the owner, nor the class of a rule."""
    fixed = ["unit_id", "province_lineage", *(["award_class_id"] if table == "award_rule" else [])]
    for column in fixed:
        for value in ("null", f"'{unit('36')}'", f"'{unit('35')}'"):
            statement = f"update {table} set {column} = {value} where id = '{NEW}'"
            assert attempt(database, statement, caller(role, "35"), before=unasked(own_insert(table, "35"), role)) == "42501"


@pytest.mark.parametrize("table", OWNED)
def test_who_owns_a_row_follows_from_its_unit(database, table):
    """What an insert says about the lineage is ignored."""
    columns, values = own_insert(table, "35").split(") values (")
    forged = f"{columns}, province_lineage) values ({values.removesuffix(')')}, '{unit('36')}') returning province_lineage"
    assert trial(database, forged, caller("council_reviewer", "35")) == [[unit("35")]]
    columns, values = CATALOGUES[table][0].removesuffix(")").split(") values (")
    forged = f"insert into {table} {columns}, province_lineage) values ({values}, '{unit('35')}')"
    assert attempt(database, forged, caller("council_reviewer", "35")) == "TD004"
    assert trial(database, f"{forged} returning province_lineage", caller("admin", "35")) == [[None]]


@pytest.mark.parametrize("level,code,allowed", [
    ("district", "349", REVIEWERS), ("commune", "13324", REVIEWERS), ("province", "35", {"province_reviewer"}),
])
def test_who_decides_at_which_level(database, level, code, allowed):
    statement = "insert into decision " + INSERTS["decision"].format(new=NEW, unit=unit(code), level=level)
    for role in ROLES:
        assert attempt(database, statement, caller(role, "35")) in ({"1"} if role in allowed else REFUSED)


def test_a_district_adds_no_award_to_a_decision_of_the_state(database):
    statement = insert_of("award").replace(decision(8), decision(4)).replace("'GK'", "'BKTTG'")
    assert attempt(database, statement, caller("district_reviewer", "349")) == "42501"
    assert attempt(database, statement, caller("province_reviewer", "35")) == "1"
