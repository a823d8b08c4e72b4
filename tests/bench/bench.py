#!/usr/bin/python3
"""bench: measures the service against pgbench on a prepared cluster and prints the table. Called by script/bench.

Every round runs each case once through the service and once through pgbench, back to back, so that what else the
machine does falls on both; the table shows medians over the rounds.
"""

import argparse
import datetime
import json
import os
import statistics
import subprocess
import sys
import time
from pathlib import Path

sys.dont_write_bytecode = True
sys.path.insert(0, str(Path(__file__).resolve().parent))

import cases  # noqa: E402
import plans  # noqa: E402
import reference  # noqa: E402
from service import Service  # noqa: E402

NUMBERS_APART = 10_000_000
BUSY = "select pid from pg_stat_activity where usename = 'tdkt_service' and state <> 'idle'"


def say(*words):
    print("bench:", *words, file=sys.stderr, flush=True)


def read_options():
    parser = argparse.ArgumentParser(prog="script/bench", description="Measures tdkt against pgbench.")
    parser.add_argument("--binary", required=True, help=argparse.SUPPRESS)
    parser.add_argument("--load", required=True, help=argparse.SUPPRESS)
    parser.add_argument("--home", required=True, help=argparse.SUPPRESS)
    parser.add_argument("--postgres", required=True, help=argparse.SUPPRESS)
    parser.add_argument("--socket", required=True, help=argparse.SUPPRESS)
    parser.add_argument(
        "--rows", type=int, default=1_000_000, help="individuals; a fifth as many collectives, twice the awards")
    parser.add_argument("--seconds", type=float, default=5, help="of each measurement")
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--only", default="", help="cases whose name contains this; several: A|B")
    parser.add_argument("--threads", default="16", help="TDKT_HTTP_THREADS of the service")
    return parser.parse_args()


def nominations_of(rows):
    """So many of them for so many individuals, each of whom has one at most."""
    return min(rows, max(rows // 10, 10_000))


def prepare(options):
    """The migrated and filled database; a kept one is used again."""
    base = reference.Database(options.postgres, options.socket, "postgres", f"{options.home}/postgres/log")
    database = reference.Database(options.postgres, options.socket, "bench", base.log)
    if not base.ask("select 1 from pg_database where datname = 'bench'"):
        say("making the data set")
        root = Path(__file__).resolve().parents[2]
        base.psql(sql="create database bench template template0")
        database.psql("-f", str(root / "schema/bootstrap.sql"))
        environment = os.environ | {"DATABASE_URL": f"host={options.socket} dbname=bench user=tdkt_owner"}
        for command in (["migrate"], ["seed"]):
            subprocess.run([options.binary, *command], env=environment, check=True, capture_output=True)
        counts = {"individuals": options.rows, "collectives": options.rows // 5, "awards": options.rows * 2}
        variables = [word for name, count in counts.items() for word in ("-v", f"{name}={count}")]
        database.psql(*variables, "-f", str(root / "tests/bench/data.sql"))
        database.psql("-v", f"targets={options.rows // 20}", "-f", str(root / "tests/bench/reports.sql"))
        variables = ("-v", f"nominations={nominations_of(options.rows)}")
        database.psql(*variables, "-f", str(root / "tests/bench/nominations.sql"))
    forget_creations(database)
    return database


def forget_creations(database):
    """What an earlier run on kept data made."""
    database.psql(sql="set session_replication_role = replica;\n"
                      "delete from collective where code not like 'BT-%'; truncate change_history;")  # fmt: skip
    undo(database, cases.TAKE_BACK)
    database.psql(sql="vacuum analyze collective")


def take_back(database, case):
    if case.undo:
        undo(database, case.undo)


def undo(database, statements):
    """Waits for what the service is still at: the load does not."""
    seen_idle = 0
    while seen_idle < 5:
        seen_idle = 0 if database.ask(BUSY) else seen_idle + 1
        time.sleep(0.05)
    database.psql(sql=statements)
    database.psql(sql="vacuum nomination, nomination_event")


def log_statements(database, value):
    database.psql(sql=f"alter role tdkt_service in database bench set log_statement = '{value}'")


def make_cases(options, service, database):
    """[(case, its reference)]"""
    log_statements(database, "all")
    service.start()
    made = []
    maker = cases.Maker(service.api, service.token, database.ask, options.rows, nominations_of(options.rows))
    for case in maker.cases():
        if not any(text in case.name for text in options.only.split("|")):
            continue
        say("case:", case.name)
        place = f"{options.home}/case-{len(made)}"
        made.append((case, reference.make(database, service.api, case, place, case.connections)))
        take_back(database, case)
    service.stop()
    log_statements(database, "none")
    return made


class Load:
    def __init__(self, binary):
        self.binary, self.next_number = binary, 1

    def _first_number(self, case):
        if case.numbers:
            return case.numbers.start
        self.next_number += NUMBERS_APART
        return self.next_number - NUMBERS_APART

    def run(self, service, case, seconds):
        host, port = service.api.rsplit(":", 1)
        address = service.api.encode()
        requests = [r.replace(r.split(b"\r\nHost: ")[1].split(b"\r\n")[0], address, 1) for r in case.requests]
        text = b"".join(b"%d\n%s" % (len(r), r) for r in requests)
        command = [self.binary, host, port, str(case.connections), str(seconds), str(case.status),
                   str(self._first_number(case))]  # fmt: skip
        done = subprocess.run(command, input=text, capture_output=True)
        if done.returncode:
            raise SystemExit(f"bench: {case.name}: {done.stderr.decode()}")
        return json.loads(done.stdout)


def measure_service(service, load, case, seconds):
    service.forget_log()
    service.forget_peak()
    before = service.cpu_seconds()
    result = load.run(service, case, seconds)
    cpu = service.cpu_seconds() - before
    return {"rate": result["requests"] / result["seconds"], "p50": result["p50_ms"], "p99": result["p99_ms"],
            "cpu_us": cpu / max(result["requests"], 1) * 1e6, "peak_mb": service.peak_mb()}  # fmt: skip


def measure(options, service, database, made):
    """{case name: [figures of each round]}"""
    load, figures = Load(options.load), {case.name: [] for case, _ in made}
    service.start(TDKT_HTTP_THREADS=options.threads)
    for case, _ in made:
        load.run(service, case, 0.5)
        take_back(database, case)
    for number in range(options.rounds):
        say(f"round {number + 1} of {options.rounds}")
        for case, alone in made:
            figure = measure_service(service, load, case, options.seconds)
            take_back(database, case)
            figure["pgbench"] = alone.run(case.connections, max(1, round(options.seconds)))
            take_back(database, case)
            figure["share"] = figure["rate"] / figure["pgbench"]
            figures[case.name].append(figure)
    service.stop()
    return figures


def rate_text(rate):
    return f"{rate:,.0f}" if rate >= 100 else f"{rate:.1f}"


def print_table(options, figures, database):
    version = database.ask("show server_version")[0][0].split()[0]
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30
    print(f"{datetime.date.today()}, {os.cpu_count()} cores, {memory:.0f} GB, shared by PostgreSQL {version}, service "
          f"and load; {options.rows:,} individuals, {options.rows // 5:,} collectives, {options.rows * 2:,} awards, "
          f"{nominations_of(options.rows):,} nominations; {options.rows // 10:,} target figures; {cases.CONNECTIONS} connections "
          f"({cases.REPORT_CONNECTIONS} for reports); medians of {options.rounds} rounds of {options.seconds:g} s.\n")  # fmt: skip
    print("| operation | requests/s | pgbench/s | share | p50 ms | p99 ms | service CPU µs | peak MB |")
    print("| --- | ---: | ---: | ---: | ---: | ---: | ---: | ---: |")
    for name, rounds in figures.items():
        median = {key: statistics.median(f[key] for f in rounds) for key in rounds[0]}
        print("| {} | {} | {} | {:.2f} | {:.1f} | {:.1f} | {:.0f} | {:.0f} |".format(
            name, *(rate_text(median[key]) for key in ("rate", "pgbench")),
            *(median[key] for key in ("share", "p50", "p99", "cpu_us", "peak_mb"))))  # fmt: skip


def main():
    options = read_options()
    database = prepare(options)
    service = Service(options.binary, options.home, f"host={options.socket} dbname=bench user=tdkt_service")
    try:
        say("plans inside the reports")
        plans.check(database)
        made = make_cases(options, service, database)
        figures = measure(options, service, database, made)
    finally:
        service.stop()
    print_table(options, figures, database)


if __name__ == "__main__":
    main()
