"""Scenarios in an open loop: callers that do not slow down for the service. Each scenario prints rows with its goal and
the result.

Slow creates come from a trigger that sleeps for 50 ms, a slow statement from a lock that another session holds. Both
exist only in the measured database and are removed afterwards.
"""

import os
from contextlib import contextmanager
from types import SimpleNamespace

from support.locks import locked
from support.open_load import caller, run

SECONDS = 3
READS = 200  # requests a second of the quiet callers
CREATE = "create"
READ = "read by id"
HEAVY = "award summary, a province, ten years"
SLEEP = """
create function bench.doze() returns trigger language plpgsql as $$ begin perform pg_sleep(0.05); return new; end $$;
grant usage on schema bench to public;
grant execute on function bench.doze() to public;
create trigger bench_doze before insert on collective for each row execute function bench.doze()"""
AWAKE = "drop trigger if exists bench_doze on collective; drop function if exists bench.doze()"
COUNT = "select count(*) from collective where code not like 'BT-%'"
NEEDED = (READ, CREATE, HEAVY)


def texts(case):
    return [request.decode() for request in case.requests]


def answered_ms(result, what="p99", of="good_ms"):
    return result[of][what] if result[of] else float("inf")


class Scenarios:
    def __init__(self, service):
        self.service, self.database, self.cases = service, service.database, service.cases
        self.number = 500_000_000_000
        self.for_locks = SimpleNamespace(url=lambda role: f"host={self.database.socket} dbname={self.database.name} user={role}")

    def run(self, *callers, seconds=SECONDS):
        self.number += 1_000_000
        return run(self.service.api, callers, seconds, first_number=self.number)

    def reader(self, **settings):
        return caller("reader", *texts(self.cases[READ]), **{"rate": READS, "connections": 32} | settings)

    def writer(self, **settings):
        return caller("writer", *texts(self.cases[CREATE]), **{"expect": 201, "connections": 64} | settings)

    def slow(self, **settings):
        token = self.service.token("auditor", ["B1"], "slow")
        text = f"GET /v1/campaign-targets?limit=1 HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer {token}\r\n\r\n"
        return caller("slow", text, **settings)

    @contextmanager
    def slow_creates(self):
        self.database.psql(sql=SLEEP)
        try:
            yield
        finally:
            self.database.psql(sql=AWAKE)

    @contextmanager
    def serving(self, **settings):
        self.service.start(**{"TDKT_PER_ADDRESS_LIMIT": "0"} | settings)
        try:
            yield
        finally:
            self.service.stop()

    def rows(self):
        """(what, goal, result)"""
        for scenario in (self.beside_reports, self.overload, self.slow_statements, self.locked_table, self.noisy, self.bunches,
                         self.idle):
            yield from scenario()

    def beside_reports(self):
        with self.serving():
            alone = answered_ms(self.run(self.reader())["reader"])
            heavy = caller("heavy", *texts(self.cases[HEAVY]), loop=True, connections=2)
            beside = answered_ms(self.run(self.reader(), heavy)["reader"])
        yield "reads beside two callers looping a heavy report: p99", f"≤ 1.5 × alone ({alone:.1f} ms)", f"{beside:.1f} ms"

    def overload(self):
        with self.slow_creates(), self.serving():
            alone = answered_ms(self.run(self.reader())["reader"])
            able = max(self.run(self.writer(loop=True, connections=12))["writer"]["good"] / SECONDS for _ in range(2))  # cold, warm
            for times in (2, 10):
                yield from self.burst(able, times, alone)

    def burst(self, able, times, alone):
        before = int(self.database.ask(COUNT)[0][0])
        results = self.run(self.writer(rate=able * times, connections=1500, patience=2), self.reader())
        told, read = results["writer"], results["reader"]
        what = f"creates of 50 ms at {times} × capacity ({able:.0f}/s)"
        good = told["good"] / SECONDS / able
        yield f"{what}: good answers", "≥ 0.95 of capacity", f"{good:.2f}; {told['timed_out'] + told['unanswered']} of {told['sent']} silent"
        refused = f"{answered_ms(told, 'p50', 'refused_ms'):.1f} ms ({told['refused']})" if told["refused"] else "none was refused"
        yield f"{what}: refusals, p50", "≤ 5 ms", refused
        yield f"{what}: reads, p99", f"≤ 3 × alone ({alone:.1f} ms)", f"{answered_ms(read):.1f} ms"
        after = self.run(self.writer(rate=10, connections=8, start=1), seconds=2)["writer"]
        extra = int(self.database.ask(COUNT)[0][0]) - before - told["good"] - after["good"]
        yield f"{what}: written for callers who had left", "near none", str(extra)
        yield f"{what}: a create 1 s later, longest", "as alone", f"{answered_ms(after, 'max'):.0f} ms"

    def slow_statements(self):
        with self.serving(TDKT_STATEMENT_MS="1000"), locked(self.for_locks, "campaign_target"):
            results = self.run(self.slow(loop=True, connections=14), self.reader(connections=20, start=0.5), seconds=5)
        yield "14 callers of a 1 s statement beside 20 readers: longest read", "≤ 100 ms", self.longest(results["reader"])

    def locked_table(self):
        with self.serving(), locked(self.for_locks, "campaign_target"):
            results = self.run(self.slow(rate=20, connections=80, stop=2), self.reader(start=1), seconds=4)
        yield "a locked table, reads of another one: longest read", "≤ 100 ms", self.longest(results["reader"])

    def noisy(self):
        noisy = caller("noisy", texts(self.cases[CREATE])[0], rate=2000, connections=250, expect=201, patience=2)
        quiet = self.reader(rate=20)
        with self.slow_creates(), self.serving(TDKT_RATE_LIMIT="100", TDKT_RATE_BURST="200"):
            results = self.run(noisy, quiet)
        told = results["noisy"]
        yield "one token at 2,000/s, limit 100/s", "the rest 429", f"{told['limited']} of {told['sent']}"
        yield "a quiet caller beside it: longest read", "≤ 100 ms", self.longest(results["reader"])

    def bunches(self):
        many = caller("many", *texts(self.cases[READ]), rate=1000, bunch=500, connections=500)
        with self.serving():
            told = self.run(many)["many"]
        ended = f"{told['good']} good, {told['refused']} refused of {told['sent']}; longest {answered_ms(told, 'max'):.0f} ms"
        yield "500 reads at once, twice a second", "all answered", ended

    def idle(self):
        with self.serving(TDKT_CONNECTION_LIMIT="6000"):
            results = self.run(caller("idle", connections=5000), self.reader())
            peak = self.service.peak_mb()
        idle = results["idle"]
        lost = idle["unopened"] + idle["closed"]
        yield "5,000 idle connections: memory; reads, p99", "≤ 200 MB", f"{peak:.0f} MB, {lost} lost; {answered_ms(results['reader']):.1f} ms"

    def longest(self, result):
        lost = result["sent"] - result["good"]
        return f"{answered_ms(result, 'max'):,.0f} ms" + (f", {lost} of {result['sent']} not served" if lost else "")


def print_scenarios(service, load_program, say):
    """Prints each row as soon as it is measured."""
    os.environ["TDKT_OPEN_LOAD"] = load_program
    missing = [name for name in NEEDED if name not in service.cases]
    if missing:
        return say("no scenarios: --only leaves out", ", ".join(missing))
    service.database.psql(sql=AWAKE)
    print("\nIn an open loop, requests are sent when they are planned and their time counts from then.\n")
    print("| scenario | goal | measured |\n| --- | --- | --- |")
    for row in Scenarios(service).rows():
        print("| " + " | ".join(row) + " |", flush=True)
