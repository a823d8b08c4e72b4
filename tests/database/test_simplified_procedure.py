"""The procedure of a nomination as the database keeps it: what the migration makes of the nominations of an earlier program, and a type
that changes at the moment when a nomination is sent.
"""

import threading
import time

import pytest
from database.callers import caller
from database.nominations import approved, as_caller, event, made, nomination, reviewed, submitted
from support.locks import unfinished
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


def wait_for_a_lock(database):
    for _ in range(100):
        if database.psql("select count(*) from pg_locks where not granted", role="postgres") != [["0"]]:
            return
        time.sleep(0.1)
    raise AssertionError("nobody waits")


def test_the_migration_leaves_the_triggers_on(database):
    asked = "select count(*) from pg_trigger where tgrelid = 'nomination'::regclass and tgenabled = 'D'"
    assert database.psql(f"{MIGRATION.read_text()}; {asked}; rollback; begin", role="postgres") == [["0"]]


def test_the_migration_marks_the_papers_as_the_reference_data_does(database):
    asked = "select id, procedure from required_document order by id"
    forgotten = "update required_document set procedure = null where procedure = 'full'"
    assert database.psql(asked, role="postgres") == database.psql(
        f"{forgotten}; {MIGRATION.read_text()}; {asked}; rollback; begin", role="postgres")


def test_a_type_that_changes_while_a_nomination_is_sent_is_refused(database):
    """A nomination of the dossier was returned. At the moment when it is sent again, its officer calls the dossier irregular, past the
    service and its locks."""
    number, failed = 900, []
    database.psql(reviewed(number) + ";" + event(number, "return", reason="Thiếu"), role="postgres")
    officer = as_caller(caller("unit_officer", "349", subject="can.bo"))

    def change():
        with pytest.raises(SqlError) as refusal:
            database.psql(f"{officer}; update dossier set commendation_type = 'irregular' where id = '{made(number)}'", role="postgres")
        failed.append(refusal.value.constraint)

    other = threading.Thread(target=change)
    with unfinished(database, event(number, "submit", role="unit_officer"), end="commit"):
        other.start()
        wait_for_a_lock(database)
    other.join()
    assert failed == ["dossier_editable"]
    assert database.psql(PLANNED.format(made(number)), role="postgres")[0][:2] == ["merit", "full"]
