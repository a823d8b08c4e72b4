"""A stop: first not ready, then no new connections, then a deadline. Whatever passes the deadline is rolled back,
answered and logged.
"""

import signal
import socket
import time
from concurrent.futures import ThreadPoolExecutor

import pytest

from support.client import Api, Unreachable
from support.giving import named_award
from support.locks import locked
from support.samples import new_collective, new_decision

CUT = 74
DISTRICT = ("district_reviewer", "349")


def waiting_for_locks(database) -> int:
    return int(database.value(
        "select count(*) from pg_stat_activity where wait_event_type = 'Lock' and datname = current_database()",
        "postgres",
    ))


def wait_until(happened, seconds=10):
    deadline = time.monotonic() + seconds
    while not happened():
        assert time.monotonic() < deadline, "did not happen in time"
        time.sleep(0.02)


def events(service, name) -> list:
    return [line for line in service.log_lines() if line["event"] == name]


def stop_while_locked(service, database, table, calls):
    """(the answers to `calls`, the exit status). All calls wait for the table when the service is told to stop."""
    with ThreadPoolExecutor(len(calls)) as threads, locked(database, table):
        answers = [threads.submit(call) for call in calls]
        wait_until(lambda: waiting_for_locks(database) == len(calls))
        service.process.send_signal(signal.SIGTERM)
        told = [answer.result() for answer in answers]
        status = service.wait()
    return told, status


def test_what_passes_the_deadline_is_undone_answered_and_told(start_service, database, district, unique):
    service = start_service({"TDKT_DRAIN_TIMEOUT": "1"})
    caller = Api(service, district.token)
    bodies = [new_decision(unique, *[named_award(unique) for _ in range(3)]) for _ in range(4)]
    began = time.monotonic()
    answers, status = stop_while_locked(
        service, database, "award",
        [lambda body=body: caller.post("/v1/decisions", body, body["number"]) for body in bodies],
    )
    assert time.monotonic() - began < 8
    for answer in answers:
        answer.expect_problem(503, "unavailable")
        answer.expect_header("Connection", "close")
    assert status == CUT
    [line] = events(service, "drain_cut")
    assert line["level"] == "error" and "4 requests" in line["message"] and "4 stopped and answered, 0 cut" in line["message"]
    assert "some of them with a refusal" in events(service, "stopped")[0]["message"]
    service.check_log()
    for body in bodies:  # nothing was created, and the key is free
        assert district.get("/v1/decisions", {"number": body["number"]}).items == []
        made = district.post("/v1/decisions", body, body["number"]).expect(201)
        assert "Idempotency-Replayed" not in made.headers and len(made.json["awards"]) == 3


def test_a_read_that_passes_it_is_answered_too(start_service, database, district):
    service = start_service({"TDKT_DRAIN_TIMEOUT": "0"})
    caller = Api(service, district.token)
    [answer], status = stop_while_locked(service, database, "collective", [lambda: caller.get("/v1/collectives")])
    answer.expect_problem(503, "unavailable")
    assert status == CUT


def test_a_caller_who_waits_for_a_connection_is_answered_too(start_service, database, district):
    service = start_service({
        "TDKT_DRAIN_TIMEOUT": "1", "TDKT_DB_CONNECTIONS": "1", "TDKT_DB_ACQUIRE_MS": "60000",
    })
    caller = Api(service, district.token)
    with ThreadPoolExecutor(3) as threads, locked(database, "collective"):
        answers = [threads.submit(caller.get, "/v1/collectives") for _ in range(3)]
        wait_until(lambda: "tdkt_db_waiting 2" in service.admin_get("/metrics")[1])
        service.process.send_signal(signal.SIGTERM)
        for answer in answers:
            answer.result().expect_problem(503, "unavailable")
        assert service.wait() == CUT


def test_a_request_that_never_ends_is_cut_off_and_told(start_service):
    service = start_service({"TDKT_DRAIN_TIMEOUT": "1"})
    host, _, port = service.api.rpartition(":")
    with socket.create_connection((host, int(port))) as slow:
        slow.sendall(b"POST /v1/collectives HTTP/1.1\r\nHost: a\r\nContent-Length: 50\r\n\r\n{")
        time.sleep(0.2)
        service.process.send_signal(signal.SIGTERM)
        assert service.wait() == CUT
        slow.settimeout(5)
        assert slow.recv(1000) == b""
    [line] = events(service, "drain_cut")
    assert "0 stopped and answered, 1 cut off" in line["message"]
    assert "not all requests" in events(service, "stopped")[0]["message"]


def test_a_stop_in_time_is_status_0_and_says_so(start_service, district):
    service = start_service()
    Api(service, district.token).get("/v1/collectives").expect(200)
    service.process.send_signal(signal.SIGTERM)
    assert service.wait() == 0
    assert events(service, "drain_cut") == []
    assert events(service, "stopped")[0]["message"] == "all requests answered"


def test_it_still_serves_when_not_ready_until_the_port_closes(start_service, district):
    service = start_service({"TDKT_DRAIN_DELAY": "2"})
    caller = Api(service, district.token)
    began = time.monotonic()
    service.process.send_signal(signal.SIGTERM)
    wait_until(lambda: service.admin_get("/readyz")[0] == 503)
    assert service.admin_get("/livez")[0] == 200
    served = 0
    while time.monotonic() - began < 1.5:
        caller.get("/v1/collectives", {"limit": 1}).expect(200)
        served += 1
    assert served > 3
    assert service.wait() == 0
    assert time.monotonic() - began >= 2
    with pytest.raises(Unreachable):
        caller.get("/v1/collectives")


def test_a_second_signal_ends_the_delay(start_service):
    service = start_service({"TDKT_DRAIN_DELAY": "300"})
    service.process.send_signal(signal.SIGTERM)
    wait_until(lambda: events(service, "not_ready"))
    service.process.send_signal(signal.SIGTERM)
    assert service.wait(10) == 0
