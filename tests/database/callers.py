"""Callers, and ids of the reference and demonstration data: tests use the database as the service does.

caller("district_reviewer", "349") returns the settings of a transaction. trial() runs a statement as the service and
rolls everything back.
"""

from support.paths import ROOT

ROLES = [
    "unit_officer", "district_reviewer", "province_reviewer", "council_reviewer", "reader", "auditor", "admin",
]
# These tables need no change history.
UNCHANGED_TABLES = ["nomination_state", "nomination_transition", "nomination_event", "campaign_target_event",
                    "report_snapshot", "nomination_author", "dossier_transfer", "council_attendance_event", "council_reopening",
                    "consultation_answer", "individual_position"]
TOOK_PART = "council_participation"  # must not have a change history
INSTALLATION = "installation"  # one row with the place and the first live day; read before the caller is known
RULE = "rule"  # the catalogue of rules; everybody who is refused reads it
BALLOT_BOX = "council_tally"  # the service has no right on this table
PAPER_COUNT = "council_paper_count"  # nor on this one
MOVE = "individual_move"  # nor on this one: the service reads known_move
STATUS_CHANGE = "status_change"  # nor on this one: the service calls status_changes()
SPECIAL_TABLES = {TOOK_PART, INSTALLATION, RULE, BALLOT_BOX, PAPER_COUNT, MOVE, STATUS_CHANGE, "change_history", "idempotency_key",
                  "citizen_id_use", "installation_secret"}
SCHEMA = ROOT / "tests" / "golden" / "schema"  # test_tables.py compares these files with the database
# Every other table keeps a change history.
RECORD_TABLES = sorted({file.stem for file in SCHEMA.glob("*.txt")} - SPECIAL_TABLES - set(UNCHANGED_TABLES))
CLUSTER = "01600000-0004-7000-8000-000000000001"
CAMPAIGN = "01600000-0006-7000-8000-000000000001"
NOWHERE = "01600000-ffff-7000-8000-000000000000"


def unit(code, version=1) -> str:
    """The id of a unit of the reference data. Version 1 is of 2018, 2 of 2020 or 2025-01, 3 of the reform."""
    return f"01600000-0001-7000-8000-{version:04d}{int(code):08d}"


def collective(number) -> str:
    return f"01600000-0007-7000-8000-{number:012d}"


def individual(number) -> str:
    return f"01600000-0008-7000-8000-{number:012d}"


def target(number) -> str:
    return f"01600000-0009-7000-8000-{number:012d}"


def decision(number) -> str:
    return f"01600000-000a-7000-8000-{number:012d}"


def award_class(code) -> str:
    return f"(select id from award_class where code = '{code}')"


def caller(role, *codes, write=None, provinces=("35",), subject="an.nv") -> dict:
    """Settings of a caller of the units that had these codes in 2018."""
    own = ",".join(unit(code) for code in codes)
    return {
        "subject": subject,
        "roles": role,
        "read_scope": own,
        "write_scope": own if write is None else ",".join(unit(code) for code in write),
        "provinces": ",".join(unit(code) for code in provinces),
        "request_id": "test",
    }


def trial(database, statement, settings, before="", after=""):
    """The rows of a statement as tdkt_service. `before` and `after` run around it as superuser. Everything is rolled back."""
    script = f"{before or 'select'} \\g /dev/null\nset local role tdkt_service;\n{statement};\nreset role;\n{after};"
    return database.psql(script + "\nrollback; begin", role="postgres", settings=settings)


def count(database, table, settings=None, where="true", role="tdkt_service") -> int:
    return int(database.value(f"select count(*) from {table} where {where}", role=role, settings=settings))
