"""A reference to a row that the caller may not see is refused exactly like one to a row that does not exist."""

import pytest
from database.callers import (
    CAMPAIGN, CLUSTER, NOWHERE, award_class, caller, collective, decision, individual, target, trial, unit,
)
from support.sql import SqlError

IN_349 = caller("district_reviewer", "349")
OTHER_PROVINCE = caller("province_reviewer", "36", provinces=["36"])
AWARD = (
    "insert into award (decision_id, award_class_id, subject_kind, collective_id, individual_id, recipient_name,"
    " recipient_unit_name, unit_id, year) values ('{decision}', %s, '{kind}', {collective}, {individual}, 'Mẫu', 'Mẫu',"
    " '%s', 2018)"
) % (award_class("GK"), unit("349"))
TARGET = (
    "insert into campaign_target (campaign_id, unit_id, collective_id, indicator, field, measure_unit, direction,"
    " registered_value, due_on)"
    " values ('{campaign}', '%s', {collective}, 'Mẫu', 'other', '%%', 'at_least', 1, '2018-12-31')"
)


def award(of=None, to_collective="null", to_individual="null", kind="individual"):
    return AWARD.format(decision=of or decision(8), kind=kind, collective=to_collective, individual=to_individual)



# constraint, caller, statement with {id}, id of a row that the caller does not see
HIDDEN = [
    ("collective_parent_id_fkey", IN_349, "insert into collective (code, name, unit_id, kind, parent_id)"
     f" values ('N', 'Mẫu', '{unit('349')}', 'other', '{{id}}')", collective(16)),
    ("collective_parent_id_fkey", IN_349,
     f"update collective set parent_id = '{{id}}' where id = '{collective(5)}'", collective(16)),
    ("individual_collective_id_fkey", IN_349,
     "insert into individual (full_name, collective_id) values ('Mẫu', '{id}')", collective(16)),
    ("campaign_target_collective_id_fkey", IN_349,
     (TARGET % unit("349")).replace("{campaign}", CAMPAIGN).replace("{collective}", "'{id}'"), collective(16)),
    ("campaign_target_campaign_id_fkey", OTHER_PROVINCE,
     (TARGET % unit("36")).replace("{campaign}", "{id}").replace("{collective}", "null"), CAMPAIGN),
    ("target_progress_campaign_target_id_fkey", IN_349,
     "insert into target_progress (campaign_target_id, figures_on, actual_value) values ('{id}', '2018-06-30', 1)",
     target(6)),
    ("campaign_cluster_id_fkey", OTHER_PROVINCE,
     "insert into campaign (code, name, kind, unit_id, starts_on, cluster_id)"
     f" values ('N', 'Mẫu', 'regular', '{unit('36')}', '2018-01-01', '{{id}}')", CLUSTER),
    ("cluster_member_cluster_id_fkey", OTHER_PROVINCE, "insert into cluster_member (cluster_id, year, unit_id, role)"
     f" values ('{{id}}', 2019, '{unit('36')}', 'member')", CLUSTER),
    ("award_statement_cluster_id_fkey", OTHER_PROVINCE,
     "insert into award_statement (cluster_id, unit_id, award_class_id, subject_kind, period_from, period_to, count)"
     f" values ('{{id}}', '{unit('36')}', {award_class('GK')}, 'collective', '2018-01-01', '2018-03-31', 1)", CLUSTER),
    ("rating_individual_id_fkey", IN_349,
     "insert into rating (individual_id, year, rating) values ('{id}', 2016, 'good')", individual(20)),
    ("rating_collective_id_fkey", IN_349,
     "insert into rating (collective_id, individual_id, year, rating)"
     f" values ('{{id}}', '{individual(1)}', 2016, 'good')", collective(16)),
    ("initiative_individual_id_fkey", IN_349, "insert into initiative (individual_id, kind, title, level, year)"
     " values ('{id}', 'research', 'Mẫu', 'base', 2016)", individual(20)),
    ("award_decision_id_fkey", IN_349, award(of="{id}"), decision(9)),
    ("award_individual_id_fkey", IN_349, award(to_individual="'{id}'"), individual(20)),
    ("award_collective_id_fkey", IN_349, award(to_collective="'{id}'", kind="collective"), collective(16)),
]


# The same for references in the caller's own dossier; another dossier belongs to a neighbouring district.
OWN, THEIRS = "01600000-eeee-7000-8000-000000000349", "01600000-eeee-7000-8000-000000000353"
DOSSIER = "insert into dossier (id, title, unit_id, year, dated_on) values ('%s', 'Mẫu', '%s', 2018, '2018-06-15')"
DOSSIERS = f"{DOSSIER % (OWN, unit('349'))}; {DOSSIER % (THEIRS, unit('353'))}"
NOMINATION = (
    "insert into nomination (dossier_id, award_class_id, subject_kind, collective_id, individual_id)"
    " values ('%s', {}, '%s', %s, %s)"
).format(award_class("GK"))
DOCUMENT = (
    "insert into dossier_document (dossier_id, nomination_id, kind, title, media_type, size, sha256, location)"
    f" values ('%s', %s, 'minutes', 'Mẫu', 'application/pdf', 1, '{'0' * 64}', 'urn:x:y')"
)
OFFICER = caller("unit_officer", "349")
HIDDEN_FROM_A_DOSSIER = [
    ("dossier_collective_id_fkey", f"update dossier set collective_id = '{{id}}' where id = '{OWN}'", collective(16)),
    ("nomination_dossier_id_fkey", NOMINATION % ("{id}", "collective", f"'{collective(4)}'", "null"), THEIRS),
    ("nomination_collective_id_fkey", NOMINATION % (OWN, "collective", "'{id}'", "null"), collective(16)),
    ("nomination_individual_id_fkey", NOMINATION % (OWN, "individual", "null", "'{id}'"), individual(20)),
    ("dossier_document_dossier_id_fkey", DOCUMENT % ("{id}", "null"), THEIRS),
    ("dossier_document_nomination_id_fkey", DOCUMENT % (OWN, "'{id}'"), THEIRS),
    ("nomination_event_nomination_id_fkey",
     "insert into nomination_event (nomination_id, on_version, action) values ('{id}', 1, 'submit')", THEIRS),
]


def report(database, statement, settings, before="") -> str:
    with pytest.raises(SqlError) as refusal:
        trial(database, statement, settings, before)
    text = str(refusal.value)
    return "\n".join(line for line in text.splitlines() if not line.startswith(("LOCATION", "psql")))


@pytest.mark.parametrize("constraint,settings,statement,hidden", HIDDEN, ids=range(len(HIDDEN)))
def test_hidden_looks_like_missing(database, constraint, settings, statement, hidden):
    with pytest.raises(SqlError) as refusal:
        trial(database, statement.format(id=hidden), settings)
    assert (refusal.value.sqlstate, refusal.value.constraint) == ("23503", constraint)
    assert hidden not in str(refusal.value)
    found, missing = (report(database, statement.format(id=id), settings) for id in (hidden, NOWHERE))
    assert found == missing


@pytest.mark.parametrize("constraint,statement,hidden", HIDDEN_FROM_A_DOSSIER, ids=lambda value: value[:36])
def test_hidden_looks_like_missing_to_a_dossier(database, constraint, statement, hidden):
    theirs = NOMINATION.replace("(dossier_id", "(id, dossier_id").replace("('%s'", f"('{THEIRS}', '%s'")
    before = f"{DOSSIERS}; {theirs % (THEIRS, 'collective', repr(collective(16)), 'null')}"
    found, missing = (report(database, statement.format(id=id), OFFICER, before) for id in (hidden, NOWHERE))
    assert constraint in found and "23503" in found and hidden not in found
    assert found == missing


def test_missing_unit_is_a_missing_reference(database):
    statement = f"insert into collective (code, name, unit_id, kind) values ('N', 'Mẫu', '{NOWHERE}', 'other')"
    with pytest.raises(SqlError) as refusal:
        trial(database, statement, IN_349)
    assert (refusal.value.sqlstate, refusal.value.constraint) == ("23503", "collective_unit_id_fkey")


def test_a_null_reference_is_a_missing_value(database):
    with pytest.raises(SqlError) as refusal:
        trial(database, "insert into individual (full_name) values ('Mẫu')", IN_349)
    assert refusal.value.sqlstate == "23502"
    assert "collective_id" in refusal.value.message


def test_citizen_id_tells_nothing_about_other_districts(database):
    insert = (
        "insert into individual (full_name, collective_id, citizen_id_hash)"
        " values ('Mẫu', '{}', decode(repeat('ab', 32), 'hex'))"
    )
    elsewhere, same = insert.format(collective(16)), insert.format(collective(4))
    trial(database, same, IN_349, before=elsewhere)
    with pytest.raises(SqlError) as refusal:
        trial(database, same, IN_349, before=same)
    assert (refusal.value.sqlstate, refusal.value.constraint) == ("23505", "individual_citizen_id_hash_key")
