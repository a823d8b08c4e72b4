"""SQL through the psql binary: one transaction, settings first, rows as lists, refusals as SqlError.

The code of each of our rules that refuses is also written to TDKT_TRAFFIC_DIR, one per line, for
tests/contract/check_traffic.py.
"""

import csv
import io
import os
import re
import subprocess

from support.paths import POSTGRES_BIN

NULL = "\x02null\x02"
SECONDS = 60


class SqlError(Exception):
    """A refusal by the database, in its own words. Assert on `sqlstate`, `constraint` and `column`."""

    def __init__(self, report: str):
        found = re.search(r"(?:ERROR|FATAL):  (\w{5}): (.*)", report)
        constraint = re.search(r"^CONSTRAINT NAME:  (.*)$", report, re.M)
        self.sqlstate = found.group(1) if found else None
        self.message = found.group(2) if found else report.strip()
        column = re.search(r"^COLUMN NAME:  (.*)$", report, re.M)
        self.constraint = constraint.group(1) if constraint else None
        self.column = column.group(1) if column else None
        _note_rule(self)
        super().__init__(report.strip())


def _note_rule(error):
    directory = os.environ.get("TDKT_TRAFFIC_DIR")
    if directory and error.constraint and (error.sqlstate or "").startswith("TD"):
        with open(os.path.join(directory, f"rules-{os.getpid()}.txt"), "a", encoding="utf-8") as file:
            file.write(f"{error.constraint}\n")


def literal(value) -> str:
    """The value as an SQL literal."""
    if value is None:
        return "null"
    return "'" + str(value).replace("'", "''") + "'"


def run(url: str, statements: str, settings=None) -> list:
    """`settings` are set for the transaction. A name without a dot gets the prefix of tdkt: {"roles": "auditor"}."""
    script = "\n".join(
        ["\\set ON_ERROR_STOP on", "\\set VERBOSITY verbose", "\\o /dev/null", "begin;", *_settings(settings),
         "\\o", statements.rstrip().removesuffix(";") + ";", "commit;"]
    )
    done = _psql(url, ["-t", "-P", "format=csv", "-P", f"null={NULL}"], script)
    if done.returncode != 0:
        raise SqlError(done.stderr)
    rows = csv.reader(io.StringIO(done.stdout))
    return [[None if value == NULL else value for value in row or [""]] for row in rows]  # "" alone is a blank line


def run_alone(url: str, statement: str):
    """One statement outside a transaction."""
    done = _psql(url, ["-v", "ON_ERROR_STOP=1", "-v", "VERBOSITY=verbose"], statement + ";")
    if done.returncode != 0:
        raise SqlError(done.stderr)


def run_file(url: str, path):
    """A whole file, as `psql -f` runs it."""
    done = _psql(url, ["-v", "ON_ERROR_STOP=1", "-v", "VERBOSITY=verbose", "-f", str(path)], None)
    if done.returncode != 0:
        raise SqlError(done.stderr)


def _settings(settings) -> list[str]:
    named = {name if "." in name else f"tdkt.{name}": value for name, value in (settings or {}).items()}
    return [f"select set_config({literal(name)}, {literal(value)}, true);" for name, value in named.items()]


def _psql(url, arguments, script):
    environment = {name: value for name, value in os.environ.items() if not name.startswith("PG")}
    environment |= {"PGCLIENTENCODING": "UTF8", "PGOPTIONS": "-c client_min_messages=warning"}
    command = [POSTGRES_BIN / "psql", "-X", "-q", "-d", url, *arguments]
    return subprocess.run(command, input=script, capture_output=True, text=True, timeout=SECONDS, env=environment)
