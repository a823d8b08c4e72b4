"""More than the service can handle, from callers that do not slow down for it. Limits are orders of magnitude, because
other work may run on the machine.
"""

import re
import time
from concurrent.futures import ThreadPoolExecutor

import pytest

from support.locks import locked
from support.open_load import NUMBER, caller, get, post, run
from support.proxy import SmallPool
from support.samples import DUY_TIEN

SLOW = """
create function bench_sleep() returns trigger language plpgsql as $$ begin perform pg_sleep(0.1); return new; end $$;
grant execute on function bench_sleep() to public;
create trigger bench_sleep before insert on collective for each row execute function bench_sleep();
"""
CONNECTIONS = 4  # to the database
SECONDS = 3
IN_FLIGHT = 16  # writes that had begun when their callers left
LONGEST_MS = 1000


@pytest.fixture(scope="module")
def slow_creates(database):
    """A create takes 0.1 s of a database connection, and no CPU."""
    database.psql(SLOW, "postgres")


def reader(service, path="/v1/award-classes?limit=1", sub="quiet", **settings):
    token = service.token("auditor", "349", sub)
    return caller("reader", get(path, token), **{"rate": 20, "connections": 10} | settings)


def writer(service, prefix, **settings):
    token = service.token("district_reviewer", "349", "busy")
    body = {"code": f"{prefix}{NUMBER}", "name": "Phòng Nội vụ (mẫu)", "unit_id": DUY_TIEN, "kind": "agency"}
    return caller("writer", post("/v1/collectives", token, body), **{"expect": 201} | settings)


def written(database, prefix) -> int:
    return int(database.value(f"select count(*) from collective where code like '{prefix}%'", "postgres"))


def capacity(service, prefix) -> float:
    """Creates a second, by callers that wait for each answer."""
    result = run(service.api, [writer(service, prefix, loop=True, connections=CONNECTIONS)], 2)["writer"]
    assert result["good"] > 0, result["odd"]
    return result["good"] / 2


def check_served(result, longest_ms=LONGEST_MS):
    assert result["good"] == result["sent"], f"not every read was served: {result}"
    assert result["good_ms"]["max"] < longest_ms, f"a read waited: {result}"


def check_refusals(result):
    assert result["other"] == 0 and result["refused_bare"] == 0, f"a refusal without Retry-After, or no problem: {result}"


@pytest.mark.parametrize("times", [2, 10])
def test_overload_serves_what_it_can_and_refuses_the_rest(start_service, database, slow_creates, unique, times):
    service = start_service({"TDKT_DB_CONNECTIONS": CONNECTIONS, "TDKT_PER_ADDRESS_LIMIT": "0"})
    first, prefix = unique("c"), unique("o")
    able = capacity(service, first)
    burst = writer(service, prefix, rate=able * times, connections=250, patience=2)
    results = run(service.api, [burst, reader(service)], SECONDS)
    told = results["writer"]
    check_refusals(told)
    assert told["good"] >= able * SECONDS / 2, f"{able} a second before, now: {told}"
    assert told["good"] + told["refused"] >= told["sent"] * 0.95, f"silence: {told}"
    assert told["refused"] > 0 and told["refused_ms"]["p50"] < 500, told
    assert written(database, prefix) <= told["good"] + IN_FLIGHT
    check_served(results["reader"])


def test_nothing_is_written_for_callers_who_have_left(start_service, database, slow_creates, unique):
    service = start_service({"TDKT_DB_CONNECTIONS": CONNECTIONS, "TDKT_PER_ADDRESS_LIMIT": "0"})
    prefix = unique("a")
    told = run(service.api, [writer(service, prefix, rate=150, connections=250, patience=0.8)], SECONDS)["writer"]
    assert written(database, prefix) <= told["good"] + IN_FLIGHT, told
    assert told["good"] >= SECONDS / 0.1 * CONNECTIONS / 4, told
    again = unique("b")
    after = run(service.api, [writer(service, again, rate=10, connections=10, start=1)], 2)["writer"]
    assert after["good"] == after["sent"] and after["good_ms"]["max"] < LONGEST_MS, f"a second later: {after}"


def test_callers_of_a_slow_statement_do_not_stall_readers(start_service, database):
    """Fourteen callers repeat a request that takes a second; twenty read something else."""
    service = start_service({"TDKT_STATEMENT_MS": "1000"})
    slow = get("/v1/campaign-targets?limit=1", service.token("auditor", "349", "slow"))
    with locked(database, "campaign_target"):
        results = run(service.api, [
            caller("slow", slow, loop=True, connections=14), reader(service, rate=40, connections=20, start=0.5)
        ], 5)
    check_refusals(results["slow"])
    check_served(results["reader"])


@pytest.fixture
def pool(start_service):
    """A service that waits a second for a lock, behind a proxy with few connections."""
    front = SmallPool(start_service({"TDKT_STATEMENT_MS": "1000", "TDKT_PER_ADDRESS_LIMIT": "0"}))
    yield front.start()
    front.stop()


def test_slow_callers_do_not_stall_readers_behind_a_proxy(pool, database):
    """The proxy gives a reader the connection that a slow caller has just used."""
    slow = get("/v1/campaign-targets?limit=1", pool.service.token("auditor", "349", "slow"))
    with locked(database, "campaign_target"):
        results = run(pool.address, [
            caller("slow", slow, loop=True, connections=14), reader(pool.service, rate=40, connections=20, start=0.5)
        ], 4)
    check_refusals(results["slow"])
    check_served(results["reader"])


SEARCHES = {"a search": ("?q=mau", ()), "a count": ("?limit=1", [("Prefer", "count=exact")])}


@pytest.mark.parametrize("kind", SEARCHES)
def test_searches_that_wait_leave_places_for_reads(start_service, database, kind):
    """Thirty-two at a time, by several callers, for two kinds of record: they have few places, and reads of another
    kind have the rest."""
    service = start_service({"TDKT_STATEMENT_MS": "1000", "TDKT_PER_ADDRESS_LIMIT": "0"})
    query, headers = SEARCHES[kind]
    with locked(database, "individual, campaign_target, collective"):
        loops = [
            caller(f"{records} {number}", get(f"/v1/{records}{query}", service.token("auditor", "35", f"{number}"), *headers),
                   loop=True, connections=8)
            for records in ("individuals", "collectives") for number in range(2)
        ]
        with ThreadPoolExecutor(1) as apart:
            running = apart.submit(run, service.api, [*loops, reader(service, rate=40, connections=20, start=0.5)], 4)
            time.sleep(1.5)
            figures = service.admin_get("/metrics")[1]
            results = running.result()
    for told in loops:
        check_refusals(results[told["name"]])
    check_served(results["reader"])
    working = dict(re.findall(r'tdkt_lane_working{lane="(\w+)"} (\d+)', figures))
    assert 0 < int(working["search"]) <= 4 and int(working["read"]) <= 2, working


def test_a_locked_table_stops_only_who_needs_it(start_service, database):
    """More callers than database connections want the table; others read another one."""
    service = start_service({"TDKT_STATEMENT_MS": "5000"})
    waiting = get("/v1/campaign-targets?limit=1", service.token("auditor", "349", "waiting"))
    with locked(database, "campaign_target"):
        results = run(service.api, [
            caller("waiting", waiting, rate=20, connections=80, stop=2), reader(service, start=1)
        ], 4, linger=8)
    check_refusals(results["waiting"])
    check_served(results["reader"])


def test_a_noisy_caller_is_limited_and_a_quiet_one_is_served(start_service, slow_creates, unique):
    """What the limit allows is more than the database can do: the rest must meet the limit before any queue."""
    limit, burst = 100, 20
    service = start_service({
        "TDKT_RATE_LIMIT": limit, "TDKT_RATE_BURST": burst, "TDKT_PER_ADDRESS_LIMIT": "0", "TDKT_DB_CONNECTIONS": CONNECTIONS
    })
    noisy = writer(service, unique("n"), rate=600, connections=250, patience=2)
    results = run(service.api, [noisy, reader(service, rate=5, connections=5)], SECONDS)
    told = results["writer"]
    check_refusals(told)
    passed = burst + limit * (SECONDS + 3)
    assert told["limited"] >= told["sent"] - passed, f"the limit was not met: {told}"
    assert told["good"] + told["refused"] >= told["sent"] * 0.9, f"silence: {told}"
    check_served(results["reader"])


def test_a_bunch_at_once_is_answered(start_service):
    service = start_service({"TDKT_PER_ADDRESS_LIMIT": "0"})
    many = get("/v1/award-classes?limit=1", service.token("auditor", "349", "many"))
    results = run(service.api, [
        caller("many", many, rate=100, bunch=100, connections=100), reader(service, start=0.2, rate=10)
    ], SECONDS)
    told = results["many"]
    check_refusals(told)
    assert told["good"] + told["refused"] == told["sent"], f"silence: {told}"
    check_served(results["reader"], 2 * LONGEST_MS)


def test_reads_go_on_beside_idle_connections(start_service):
    service = start_service({"TDKT_PER_ADDRESS_LIMIT": "0"})
    results = run(service.api, [caller("idle", connections=1000), reader(service)], SECONDS)
    assert results["idle"]["unopened"] == results["idle"]["closed"] == 0
    check_served(results["reader"])
