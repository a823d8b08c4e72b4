"""Blocks statements: holds a lock in the database for as long as a test wants."""

import os
import subprocess
from contextlib import contextmanager

from support.paths import POSTGRES_BIN


def locked(database, table, mode="access exclusive"):
    """with locked(database, "collective"): everybody who needs the table waits."""
    return unfinished(database, f"lock table {table} in {mode} mode")


@contextmanager
def unfinished(database, statement, end="rollback"):
    """with unfinished(database, "update …"): a transaction that has run this statement and is still open; rolled back
    at the end unless told to end otherwise."""
    command = [POSTGRES_BIN / "psql", "-X", "-q", "-v", "ON_ERROR_STOP=1", "-d", database.url("postgres")]
    clean = {name: value for name, value in os.environ.items() if not name.startswith("PG")}
    session = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, env=clean)
    try:
        session.stdin.write(f"begin;\n\\o /dev/null\n{statement};\n\\o\n\\echo held\n")
        session.stdin.flush()
        assert session.stdout.readline() == "held\n", "the statement was refused"
        yield
    finally:
        session.communicate(f"{end};\n", timeout=30)
