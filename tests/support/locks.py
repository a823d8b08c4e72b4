"""Something that stands in a statement's way: a transaction left open in the database for as long as a test wants."""

import os
import subprocess
from contextlib import contextmanager

from support.paths import POSTGRES_BIN


def locked(database, table, mode="access exclusive"):
    """with locked(database, "collective"): whoever needs the table waits."""
    return held(database, f"lock table {table} in {mode} mode", "rollback")


@contextmanager
def held(database, statement, end="commit"):
    """with held(database, "update …"): it is done, and ends after the block."""
    command = [POSTGRES_BIN / "psql", "-X", "-q", "-v", "ON_ERROR_STOP=1", "-d", database.url("postgres")]
    clean = {name: value for name, value in os.environ.items() if not name.startswith("PG")}
    session = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, env=clean)
    try:
        session.stdin.write(f"begin;\n{statement};\n\\echo held\n")
        session.stdin.flush()
        assert session.stdout.readline() == "held\n", "the statement was not done"
        yield
    finally:
        session.communicate(f"{end};\n", timeout=30)
