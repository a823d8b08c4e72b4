"""What PostgreSQL alone can do: pgbench with exactly the statements that the service sends, taken from the server's
log.

The parameters of a statement differ from request to request: the reference takes them from arrays with one entry per
request, by one random index, so that it reads the same rows. Lists of units are written into a script for each request.
It runs as a superuser, without row security, and plans as the service asks for: once for all values, or again for each.

For a case that is `whole` it runs every statement of a request as the service's own role, with the settings of the
caller and the transaction around them, in as many round trips as the service.
"""

import http.client
import re
import statistics
import subprocess
from pathlib import Path

LISTENING = "select 1"  # between two requests: the connection that hears about changed units
SCOPE = "select lineage, level"  # who the caller is; the service remembers it
SETTINGS = "select num_nulls("
OURS = (SETTINGS, "begin", "commit", SCOPE)  # around the statement that is measured
CAPTURED = 900_000_000_000  # numbers of captured requests that must not be used again


class Database:
    """One interface to the private PostgreSQL: the client programs, as a superuser."""

    def __init__(self, bin_directory, socket, name, log):
        self.bin, self.socket, self.name, self.log = Path(bin_directory), socket, name, Path(log)

    def beside(self, name):
        """Another database of the same cluster."""
        return Database(self.bin, self.socket, name, self.log)

    def psql(self, *arguments, sql=None):
        command = [self.bin / "psql", "-X", "-q", "-A", "-t", "-F", "\t", "-v", "ON_ERROR_STOP=1",
                   "-h", self.socket, "-U", "postgres", "-d", self.name, *arguments]
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
    """(statement, parameters) of every execution in a part of the server's log."""
    text = text.replace("\n\t", "\n")
    found = re.finditer(r"@@LOG:  execute [^:]*: (.*?)\n(?:@@DETAIL:  parameters: (.*?)\n)?(?=@@|\Z)", text, re.S)
    for match in found:
        if match[1] == LISTENING:
            continue
        values = re.findall(r"\$\d+ = (NULL|'(?:[^']|'')*')", match[2] or "")
        yield match[1], [None if v == "NULL" else v[1:-1].replace("''", "'") for v in values]


def _log_of(database, work):
    start = database.log.stat().st_size
    work()
    with database.log.open("rb") as log:
        log.seek(start)
        return log.read().decode()


def _planning(text):
    return "force_custom_plan" if "'force_custom_plan'" in text else "force_generic_plan"


def make(database, api, case, place, clients):
    """The reference of a case. The log must be switched on. place: the beginning of the names of its files."""
    if case.whole:
        return Transaction(database, place, case, *capture_whole(database, api, case), clients)
    return Reference(database, place, case, *capture(database, api, case))


def _number(case, i):
    return f"{(case.numbers.start if case.numbers else CAPTURED) + i:012d}"


def _send_all(api, case, each):
    """each(i, send) is called for every request."""
    connection = http.client.HTTPConnection(api)
    for i, request in enumerate(case.requests):
        def send():
            status = _send(connection, request.replace(b"@" * 12, _number(case, i).encode()))
            if status != case.status:
                raise SystemExit(f"bench: {case.name}: status {status}")
        each(send)
    connection.close()


def answers_as_expected(api, case):
    """Whether the first request of a case gets the status that the others must get."""
    connection = http.client.HTTPConnection(api)
    status = _send(connection, case.requests[0].replace(b"@" * 12, _number(case, 0).encode()))
    connection.close()
    return status == case.status


def capture_whole(database, api, case):
    """([the parameters of every statement, request by request], the statements, plan_cache_mode)"""
    texts = []
    _send_all(api, case, lambda send: texts.append(_log_of(database, send)))
    sent = [[pair for pair in _statements(text) if not pair[0].startswith(SCOPE)] for text in texts]
    statements = [statement for statement, _ in sent[0]]
    if any([statement for statement, _ in request] != statements for request in sent):
        raise SystemExit(f"bench: {case.name}: not every request sends the same statements")
    return [[values for _, values in request] for request in sent], statements, _planning(texts[0])


def capture(database, api, case):
    """({statement: [its parameters, request by request]}, plan_cache_mode)"""
    text = _log_of(database, lambda: _send_all(api, case, lambda send: send()))
    sent = [pair for pair in _statements(text) if not pair[0].startswith(OURS)]
    if len(sent) != len(case.requests):
        raise SystemExit(f"bench: {case.name}: {len(sent)} statements for {len(case.requests)} requests")
    grouped = {}
    for statement, values in sent:
        grouped.setdefault(statement, []).append(values)
    return grouped, _planning(text)


def _element(value):
    return "NULL" if value is None else '"' + value.replace("\\", "\\\\").replace('"', '\\"') + '"'


def _array(values):
    """One literal, which PostgreSQL reads faster than a list. It has no colon, because pgbench would read a variable."""
    text = "{" + ",".join(_element(value) for value in values) + "}"
    return "E'" + text.replace("\\", "\\\\").replace("'", "''").replace(":", "\\x3a") + "'"


def _types(database, statement):
    """The types of the parameters as PostgreSQL itself reads the statement."""
    out = database.psql(sql=f"prepare s as {statement};\nselect unnest(parameter_types) from pg_prepared_statements")
    return out.split("\n")[:-1]


def _one_line(statement):
    return " ".join(line.strip() for line in statement.splitlines()) + ";"


def _columns(statement):
    """insert into t (a, b) … → {1: "a", 2: "b"}"""
    match = re.match(r"insert into \w+ as t \((.*?)\)", statement)
    return dict(enumerate(match[1].split(", "), 1)) if match else {}


class Reference:
    """A captured case that pgbench can run."""

    user = "postgres"
    warm_seconds = 0  # the warm-up

    def __init__(self, database, place, case, statements, planning):
        """place: the beginning of the names of its files."""
        self.database, self.place, self.case, self.planning = database, place, case, planning
        self.weights, self.variables = {}, {}
        for statement, parameters in statements.items():
            if "::uuid[]" in statement:
                self._add_each(statement, parameters)
            else:
                self._add_together(statement, parameters)

    def _add(self, lines, weight):
        path = Path(f"{self.place}-{len(self.weights)}.pgbench")
        path.write_text("\n".join(lines) + "\n")
        self.weights[path] = weight

    def _add_together(self, statement, parameters):
        types, columns = _types(self.database, statement), _columns(statement)

        def value(match):
            n = int(match[1])
            if columns.get(n) in self.case.fresh:
                return self.case.fresh[columns[n]]
            return f"(({_array(values[n - 1] for values in parameters)}::{types[n - 1]}[])[:request])"

        self._add([f"\\set request random(1, {len(parameters)})", "\\set number random(1, 1000000000000)",
                   _one_line(re.sub(r"\$(\d+)\b", value, statement))], len(parameters))

    def _add_each(self, statement, parameters):
        for values in parameters:
            prefix = f"p{len(self.weights)}_"
            self.variables |= {f"{prefix}{n}": value for n, value in enumerate(values, 1)}
            self._add([_one_line(re.sub(r"\$(\d+)\b", lambda match: f":{prefix}{match[1]}", statement))], 1)

    def run(self, clients, seconds):
        """Transactions a second. A case with a warm-up runs at least two seconds, because one second may pass without a
        line of progress."""
        seconds = max(seconds, 2) if self.warm_seconds else seconds
        files = [word for path, weight in self.weights.items() for word in ("-f", f"{path}@{weight}")]
        variables = [word for name, value in self.variables.items() for word in ("-D", f"{name}={value}")]
        command = [self.database.bin / "pgbench", "-n", "-M", "prepared", "-c", str(clients), "-j", "2",
                   "-T", str(self.warm_seconds + seconds), "-P", "1", *variables, *files,
                   "-h", self.database.socket, "-U", self.user, self.database.name]
        environment = {"PATH": "/usr/bin:/bin", "PGOPTIONS": f"-c jit=off -c plan_cache_mode={self.planning}"}
        done = subprocess.run(command, capture_output=True, text=True, env=environment)
        found = re.search(r"^tps = ([0-9.]+)", done.stdout, re.M)
        if done.returncode or not found or "number of failed transactions: 0 " not in done.stdout:
            raise SystemExit(f"bench: pgbench failed:\n{done.stdout}{done.stderr}")
        return self._rate_when_warm(done.stderr) if self.warm_seconds else float(found[1])

    def _rate_when_warm(self, progress):
        rates = re.findall(r"^progress: ([0-9.]+) s, ([0-9.]+) tps", progress, re.M)
        return statistics.mean(float(rate) for at, rate in rates if float(at) > self.warm_seconds + 0.5)


class Transaction(Reference):
    """A captured case of which pgbench runs whole requests. Numbers that can be used once are divided among the clients."""

    user = "tdkt_service"
    warm_seconds = 3  # a session that has not yet planned the functions of an act is ten times as slow

    def __init__(self, database, place, case, parameters, statements, planning, clients):
        self.database, self.place, self.case, self.planning = database, place, case, planning
        self.weights, self.variables = {}, {"n": -1}
        lines = [f"\\set request random(1, {len(parameters)})", "\\set n :n + 1"]
        if case.numbers:
            lines.append(f"\\set number {case.numbers.start} + :client_id * {len(case.numbers) // clients} + :n")
        self._add(lines + list(self._script(statements, parameters)), 1)

    def _script(self, statements, parameters):
        """What the service sends in one round trip: [begin,] the settings, and the first statement after them."""
        is_open = False
        for place, statement in enumerate(statements):
            if statement == "begin" or statement.startswith(SETTINGS):
                if not is_open:
                    yield "\\startpipeline"
                is_open = True
                yield self._statement(statement, [request[place] for request in parameters])
                continue
            yield self._statement(statement, [request[place] for request in parameters])
            if is_open:
                yield "\\endpipeline"
            is_open = False

    def _statement(self, statement, parameters):
        types = _types(self.database, statement) if parameters[0] else []
        columns = _columns(statement)

        def value(match):
            n = int(match[1])
            if columns.get(n) in self.case.fresh:
                return self.case.fresh[columns[n]]
            return self._value([values[n - 1] for values in parameters], types[n - 1])

        return _one_line(re.sub(r"\$(\d+)\b", value, statement))

    def _value(self, values, type_name):
        if self.case.numbers and all(_number(self.case, i) in (value or "") for i, value in enumerate(values)):
            before, after = values[0].split(_number(self.case, 0))
            return f"('{before}' || :number || '{after}')::{type_name}"
        if len(set(values)) == 1:
            return f"({_array(values[:1])}::text[])[1]::{type_name}"
        return f"(({_array(values)}::text[])[:request])::{type_name}"
