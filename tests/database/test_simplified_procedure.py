"""The procedure of a nomination as the database keeps it: what the migration makes of the nominations of an earlier program, and a type
that changes at the moment when a nomination is sent.
"""

import threading

import pytest
from database.callers import caller
from database.nominations import approved, as_caller, event, made, nomination, reviewed, submitted
from support.paths import ROOT
from support.sql import SqlError

[MIGRATION] = (ROOT / "schema/migrations").glob("*_simplified_procedure_filled.sql")
PLANNED = "select commendation_type, procedure, procedure_article, version from nomination where id = '{}'"


def of_an_earlier_program(number, kind) -> str:
    """Its dossier has a type; the nomination does not know it yet."""
    return f"""set local session_replication_role = replica;
        update dossier set commendation_type = '{kind}' where id = '{made(number)}';
        update nomination set commendation_type = 'merit', procedure = 'full', procedure_article = null where id = '{made(number)}';
        set local session_replication_role = origin"""


def after_migration(database, script, number=1) -> list:
    return database.psql(
        f"{script} \\g /dev/null\n{MIGRATION.read_text()};\n{PLANNED.format(made(number))};\nrollback; begin", role="postgres")[-1]


@pytest.mark.parametrize("script,kind,expected", [
    (nomination(1), "irregular", ["irregular", "simplified", "Luật Thi đua, khen thưởng 2003", "2"]),
    (submitted(1), "irregular", ["irregular", "simplified", "Luật Thi đua, khen thưởng 2003", "3"]),
    (reviewed(1), "irregular", ["irregular", "simplified", "Luật Thi đua, khen thưởng 2003", "4"]),
    (reviewed(1) + ";" + event(1, "hold", ground="complaint", reason="Có đơn"), "irregular",
     ["irregular", "simplified", "Luật Thi đua, khen thưởng 2003", "5"]),
    (approved(1), "irregular", ["irregular", "full", None, "4"]),
    (submitted(1), "movement", ["movement", "full", None, "2"]),
    (submitted(1), "merit", ["merit", "full", None, "2"]),
    (submitted(1, award="TTLDTT"), "irregular", ["irregular", "full", None, "2"]),
])
def test_the_migration_plans_what_no_council_has_yet(database, script, kind, expected):
    assert after_migration(database, f"{script}; {of_an_earlier_program(1, kind)}") == expected


def test_the_migration_leaves_the_triggers_on(database):
    asked = "select count(*) from pg_trigger where tgrelid = 'nomination'::regclass and tgenabled = 'D'"
    assert database.psql(f"{MIGRATION.read_text()}; {asked}; rollback; begin", role="postgres") == [["0"]]


def test_the_migration_marks_the_papers_as_the_reference_data_does(database):
    asked = "select id, procedure from required_document order by id"
    forgotten = "update required_document set procedure = null where procedure = 'full'"
    assert database.psql(asked, role="postgres") == database.psql(
        f"{forgotten}; {MIGRATION.read_text()}; {asked}; rollback; begin", role="postgres")


def test_a_type_that_changes_while_a_nomination_is_sent_does_not_change_its_procedure(database):
    """One nomination of the dossier is returned and sent again while its officer calls the dossier irregular, in the database itself."""
    number = 900
    script = reviewed(number) + ";" + event(number, "return", reason="Thiếu")
    database.psql(script, role="postgres")
    database.psql(f"update dossier set state = 'open' where id = '{made(number)}'", role="postgres")
    failed, sent = [], threading.Event()

    def change():
        sent.wait()
        try:
            database.psql(
                f"{as_caller(caller('unit_officer', '349', subject='can.bo'))};"
                f" update dossier set commendation_type = 'irregular' where id = '{made(number)}'", role="postgres")
        except SqlError as refusal:
            failed.append(refusal.constraint)

    other = threading.Thread(target=change)
    other.start()
    database.psql(
        f"begin; {event(number, 'submit', role='unit_officer')}; select 1; \\! sleep 0\n commit", role="postgres") if False else None
    sent.set()
    other.join()
    assert failed == []
