#!/usr/bin/python3
"""bench: measures the service against pgbench on a prepared cluster and prints the tables. Called by script/bench.

Every round runs each case once with every measured program and once with pgbench, one after the other, so that other
load of the machine affects all of them; the tables show medians over the rounds.
"""

import argparse
import copy
import json
import os
import subprocess
import sys
from pathlib import Path

sys.dont_write_bytecode = True
sys.path[:0] = [str(Path(__file__).resolve().parent), str(Path(__file__).resolve().parents[1])]

import cases  # noqa: E402
import data  # noqa: E402
import open_loop  # noqa: E402
import peers  # noqa: E402
import plans  # noqa: E402
import reference  # noqa: E402
import tables  # noqa: E402
from service import Service  # noqa: E402

ROOT = Path(__file__).resolve().parents[2]
NUMBERS_APART = 10_000_000

FEW = 8  # callers


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
    parser.add_argument("--seconds", type=float, default=1.5, help="of each measurement")
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--scenarios", choices=["also", "only", "not"], default="also", help="those in an open loop")
    parser.add_argument("--old", default=os.environ.get("TDKT_BENCH_OLD", ""),
                        help="an earlier tdkt, measured in the same rounds on a database of its own (or TDKT_BENCH_OLD)")
    parser.add_argument("--old-root", default="", help="its source tree, whose bench data are used; else this tree's")
    parser.add_argument("--only", default="", help="cases whose name contains this; several: A|B")
    parser.add_argument("--peers", action="store_true", help="measures what users would otherwise pick, in the same rounds")
    return parser.parse_args()


def log_statements(database, value):
    database.psql(sql=f"alter role tdkt_service in database {database.name} set log_statement = '{value}'")


OLD_CASES = ("read by id", "award status", "list of", "filtered list", "create", "submit", "review")


def make_cases(options, service):
    """The cases that the options name, one after another, while the service runs."""
    nominations = data.nominations_of(options.rows)
    maker = cases.Maker(service.api, service.token, service.database.ask, options.rows, nominations)
    for make in maker.makers():
        case = make()
        if any(text in case.name for text in options.only.split("|")):
            yield case


def make_references(options, service):
    """{case name: what pgbench runs}; also gives the service its cases."""
    references = {}
    log_statements(service.database, "all")
    service.start()
    for case in make_cases(options, service):
        say("case:", case.name)
        place = f"{options.home}/case-{len(references)}"
        references[case.name] = reference.make(service.database, service.api, case, place, case.connections)
        service.cases[case.name] = case
        service.take_back(case)
    service.stop()
    log_statements(service.database, "none")
    return references


def prepare_old(options, database):
    """False when the older program cannot get the data; it is then left out."""
    try:
        data.prepare(database, options.old, Path(options.old_root or ROOT), options.rows)
    except (SystemExit, subprocess.CalledProcessError) as reason:
        say(f"the older program is not measured, its data cannot be made (is --old-root right?): {reason}")
        data.drop(database)
        return False
    return True


def make_old_cases(options, service):
    """Cases that the older program cannot answer in our form are skipped, with a message."""
    service.start()
    nominations = data.nominations_of(options.rows)
    maker = cases.Maker(service.api, service.token, service.database.ask, options.rows, nominations)
    for make in maker.makers():
        try:
            case = make()
            wanted = case.name.startswith(OLD_CASES) and any(text in case.name for text in options.only.split("|"))
            if wanted and reference.answers_as_expected(service.api, case):
                service.cases[case.name] = case
            elif wanted:
                say("the older program answers otherwise:", case.name)
            service.take_back(case)
        except (Exception, SystemExit) as reason:
            say("a case is not for the older program:", str(reason)[:200])
    service.stop()


def make_old(options, database):
    """[the older program with its cases], or [] when there is none."""
    if not options.old or not prepare_old(options, database):
        return []
    service = Service("old", f"{options.home}/old", options.old, database, data.undo)
    make_old_cases(options, service)
    return [service]


class Load:
    def __init__(self, binary):
        self.binary, self.next_number = binary, 1

    def _first_number(self, case):
        if case.numbers:
            return case.numbers.start
        self.next_number += NUMBERS_APART
        return self.next_number - NUMBERS_APART

    def run(self, server, case, seconds):
        host, port = server.api.rsplit(":", 1)
        address = server.api.encode()
        requests = [r.replace(r.split(b"\r\nHost: ")[1].split(b"\r\n")[0], address, 1) for r in case.requests]
        text = b"".join(b"%d\n%s" % (len(r), r) for r in requests)
        command = [self.binary, host, port, str(case.connections), str(seconds), str(case.status),
                   str(self._first_number(case))]
        done = subprocess.run(command, input=text, capture_output=True)
        if done.returncode:
            raise SystemExit(f"bench: {server.name}: {case.name}: {done.stderr.decode()}")
        return json.loads(done.stdout)


def measure_once(server, load, case, seconds):
    server.forget_log()
    server.forget_peak()
    before = server.cpu_seconds()
    result = load.run(server, case, seconds)
    cpu = server.cpu_seconds() - before
    figure = {"rate": result["requests"] / result["seconds"], "p50": result["p50_ms"], "p99": result["p99_ms"],
              "max": result["max_ms"], "cpu_us": cpu / max(result["requests"], 1) * 1e6, "peak_mb": server.peak_mb()}
    server.take_back(case)
    return figure


def measure_pgbench(server, case, alone, seconds):
    rate = alone.run(case.connections, max(1, round(seconds)))
    server.take_back(case)
    return {"rate": rate}


def in_turn(servers, number):
    """Each round begins with another program."""
    first = number % len(servers)
    return servers[first:] + servers[:first]


def gently(case):
    """With few callers: while a program still plans its functions it is so slow that most of many requests would be refused."""
    few = copy.copy(case)
    few.connections = min(FEW, case.connections)
    return few


def measure(options, servers, references):
    """{case name: {name of a server or "pgbench": [figures of each round]}}. pgbench works on the data of the first server."""
    load, ours = Load(options.load), servers[0]
    figures = {name: {} for name in ours.cases}
    for server in servers:
        server.start()
        for case in server.cases.values():
            for callers in (gently(case), case):
                load.run(server, callers, server.warm_seconds)
                server.take_back(case)
    for number in range(options.rounds):
        say(f"round {number + 1} of {options.rounds}")
        for name, case in ours.cases.items():
            for server in in_turn(servers, number):
                if name in server.cases:
                    figure = measure_once(server, load, server.cases[name], options.seconds)
                    figures[name].setdefault(server.name, []).append(figure)
            if name in references:
                figure = measure_pgbench(ours, case, references[name], options.seconds)
                figures[name].setdefault("pgbench", []).append(figure)
    return figures


def main():
    options = read_options()
    cluster = reference.Database(options.postgres, options.socket, "postgres", f"{options.home}/postgres/log")
    database = cluster.beside("bench")
    if not data.exists(database):
        say("making the data set")
    data.prepare(database, options.binary, ROOT, options.rows)
    service = Service("tdkt", options.home, options.binary, database, data.undo)
    servers = [service]
    try:
        say("plans inside the reports")
        plans.check(database)
        references = make_references(options, service)
        servers += make_old(options, cluster.beside("bench_old"))
        servers += peers.servers(options, service, say) if options.peers else []
        if options.scenarios != "only":
            figures = measure(options, servers, references)
            tables.print_all(options, servers, figures, database)
            if options.peers:
                peers.print_note()
        for server in servers:
            server.stop()
        if options.scenarios != "not":
            say("scenarios in an open loop")
            open_loop.print_scenarios(service, f"{Path(options.load).parent}/tdkt_open_load", say)
    finally:
        for server in servers:
            server.stop()


if __name__ == "__main__":
    main()
