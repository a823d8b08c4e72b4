"""Something that stands in a statement's way: a lock held in the database for as long as a test wants."""

import os
import subprocess
from contextlib import contextmanager

from support.paths import POSTGRES_BIN


@contextmanager
def locked(database, table, mode="access exclusive"):
    """with locked(database, "collective"): whoever needs the table waits."""
    command = [POSTGRES_BIN / "psql", "-X", "-q", "-v", "ON_ERROR_STOP=1", "-d", database.url("postgres")]
    clean = {name: value for name, value in os.environ.items() if not name.startswith("PG")}
    session = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, env=clean)
    try:
        session.stdin.write(f"begin;\nlock table {table} in {mode} mode;\n\\echo held\n")
        session.stdin.flush()
        assert session.stdout.readline() == "held\n", "the lock was not granted"
        yield
    finally:
        session.communicate("rollback;\n", timeout=30)
