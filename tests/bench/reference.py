"""What PostgreSQL alone does: pgbench with the very statements that the service sends, found in the server's log.

A statement's parameters vary with the request: the reference takes them from arrays with one entry a request, by one
random index, so that it touches the same rows. It runs as a superuser, past row security.
"""

import http.client
import re
import subprocess
from pathlib import Path

OURS = ("select num_nulls(", "begin", "commit", "select lineage, level")  # around the statement that is measured


class Database:
    """One way to speak to the private PostgreSQL: the client programs, as a superuser."""

    def __init__(self, bin_directory, socket, name, log):
        self.bin, self.socket, self.name, self.log = Path(bin_directory), socket, name, Path(log)

    def psql(self, *arguments, sql=None):
        command = [self.bin / "psql", "-X", "-q", "-A", "-t", "-F", "\t", "-v", "ON_ERROR_STOP=1",
                   "-h", self.socket, "-U", "postgres", "-d", self.name, *arguments]  # fmt: skip
        done = subprocess.run(command, input=sql, capture_output=True, text=True)
        if done.returncode:
            raise SystemExit(f"bench: psql failed:\n{done.stderr}")
        return done.stdout

    def ask(self, sql):
        return [line.split("\t") for line in self.psql(sql=sql).splitlines()]


def _send(connection, request):
    head, body = request.split(b"\r\n\r\n", 1)
    first, *lines = head.decode().split("\r\n")
    method, target, _ = first.split(" ")
    connection.request(method, target, body=body or None, headers=dict(line.split(": ", 1) for line in lines))
    answer = connection.getresponse()
    answer.read()
    return answer.status


def _statements(text):
    """(statement, parameters) of every execution in a piece of the server's log."""
    text = text.replace("\n\t", "\n")
    found = re.finditer(r"@@LOG:  execute [^:]*: (.*?)\n(?:@@DETAIL:  parameters: (.*?)\n)?(?=@@|\Z)", text, re.S)
    for match in found:
        values = re.findall(r"\$\d+ = (NULL|'(?:[^']|'')*')", match[2] or "")
        if not match[1].startswith(OURS):
            yield match[1], [None if v == "NULL" else v[1:-1].replace("''", "'") for v in values]


def capture(database, api, case):
    """{statement: [its parameters, request by request]}. The log must have been switched on."""
    start = database.log.stat().st_size
    connection = http.client.HTTPConnection(api)
    for number, request in enumerate(case.requests):
        status = _send(connection, request.replace(b"@" * 12, b"capture%05d" % number))
        if status != case.status:
            raise SystemExit(f"bench: {case.name}: status {status}")
    connection.close()
    with database.log.open("rb") as log:
        log.seek(start)
        sent = list(_statements(log.read().decode()))
    if len(sent) != len(case.requests):
        raise SystemExit(f"bench: {case.name}: {len(sent)} statements for {len(case.requests)} requests")
    grouped = {}
    for text, values in sent:
        grouped.setdefault(text, []).append(values)
    return grouped


def _element(value):
    return "NULL" if value is None else '"' + value.replace("\\", "\\\\").replace('"', '\\"') + '"'


def _array(values):
    """One literal, which PostgreSQL reads faster than a list. No colon in it: pgbench would see a variable."""
    text = "{" + ",".join(_element(value) for value in values) + "}"
    return "E'" + text.replace("\\", "\\\\").replace("'", "''").replace(":", "\\x3a") + "'"


def _types(database, statement):
    """The parameters' types as PostgreSQL itself reads the statement."""
    out = database.psql(sql=f"prepare s as {statement};\nselect unnest(parameter_types) from pg_prepared_statements")
    return out.split("\n")[:-1]


def _columns(statement):
    """insert into t (a, b) … → {1: "a", 2: "b"}"""
    match = re.match(r"insert into \w+ as t \((.*?)\)", statement)
    return dict(enumerate(match[1].split(", "), 1)) if match else {}


def script(database, case, statement, parameters):
    """The pgbench script of a captured statement."""
    types, columns = _types(database, statement), _columns(statement)

    def parameter(match):
        n = int(match[1])
        if columns.get(n) in case.fresh:
            return case.fresh[columns[n]]
        return f"(({_array(values[n - 1] for values in parameters)}::{types[n - 1]}[])[:request])"

    def array_parameter(match):
        """uuid[] has no array of its own: its text has, and is read as the service's parameter is."""
        n = int(match[1])
        return f"(({_array(values[n - 1] for values in parameters)}::text[])[:request])::uuid[]"

    text = re.sub(r"\$(\d+)::uuid\[\]", array_parameter, statement)
    text = re.sub(r"\$(\d+)\b", parameter, text)
    return (f"\\set request random(1, {len(parameters)})\n\\set number random(1, 1000000000000)\n"
            + " ".join(line.strip() for line in text.splitlines()) + ";\n")  # fmt: skip


def run(database, scripts, clients, seconds):
    """Transactions a second; scripts: {file: weight}."""
    files = [word for path, weight in scripts.items() for word in ("-f", f"{path}@{weight}")]
    command = [database.bin / "pgbench", "-n", "-M", "prepared", "-c", str(clients), "-j", "2", "-T", str(seconds),
               *files, "-h", database.socket, "-U", "postgres", database.name]  # fmt: skip
    done = subprocess.run(command, capture_output=True, text=True, env={"PGOPTIONS": "-c jit=off", "PATH": "/usr/bin:/bin"})
    found = re.search(r"^tps = ([0-9.]+)", done.stdout, re.M)
    if done.returncode or not found or "number of failed transactions: 0 " not in done.stdout:
        raise SystemExit(f"bench: pgbench failed:\n{done.stdout}{done.stderr}")
    return float(found[1])
