"""More than the service can take: what cannot be served is told so, quickly; nothing hangs and everything recovers."""

import socket
import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack

from support.client import Api
from support.locks import locked
from support.samples import collective, new_collective

HERE = f"/v1/collectives/{collective(4)}"


def at_once(count, ask) -> list:
    with ThreadPoolExecutor(count) as threads:
        return [future.result() for future in [threads.submit(ask) for _ in range(count)]]


def test_a_statement_that_takes_too_long_is_503(start_service, database, unique):
    district = Api(start_service({"TDKT_STATEMENT_MS": "400"})).as_("district_reviewer", "349")
    body = new_collective(unique)
    district.get(HERE).expect(200)
    with locked(database, "collective"):
        for ask in (lambda: district.get(HERE), lambda: district.post("/v1/collectives", body, unique("key"))):
            began = time.monotonic()
            answer = ask().expect_problem(503, "unavailable")
            assert time.monotonic() - began < 15
            assert int(answer.headers["Retry-After"]) >= 1
    district.get(HERE).expect(200)
    assert district.get("/v1/collectives", {"code": body["code"]}).items == []
    district.post("/v1/collectives", body).expect(201)


def test_when_every_connection_is_busy_the_rest_is_503_and_no_one_waits_long(start_service, database):
    service = start_service(
        {"TDKT_DB_CONNECTIONS": "2", "TDKT_DB_WAITING": "2", "TDKT_DB_ACQUIRE_MS": "300", "TDKT_STATEMENT_MS": "2000"}
    )
    district = Api(service).as_("district_reviewer", "349")
    district.get(HERE).expect(200)
    with locked(database, "collective"):
        began = time.monotonic()
        answers = at_once(10, lambda: district.get(HERE))
        assert time.monotonic() - began < 30
    for answer in answers:
        answer.expect_problem(503, "unavailable")
        assert int(answer.headers["Retry-After"]) >= 1
    assert [answer.status for answer in at_once(4, lambda: district.get(HERE))] == [200] * 4
    figures = service.admin_get("/metrics")[1]
    assert "tdkt_db_connections_in_use 0" in figures and "tdkt_db_waiting 0" in figures


def test_slow_statements_do_not_stand_in_the_way_of_others(start_service, database):
    """Four callers wait for a locked table; who needs another table is served as ever."""
    service = start_service({"TDKT_STATEMENT_MS": "5000"})
    district = Api(service).as_("district_reviewer", "349")
    district.get("/v1/units", {"limit": 1}).expect(200)
    with ThreadPoolExecutor(4) as threads:
        with locked(database, "campaign_target"):
            slow = [threads.submit(district.get, "/v1/campaign-targets") for _ in range(4)]
            time.sleep(0.2)
            began = time.monotonic()
            for _ in range(8):
                district.get("/v1/award-classes", {"limit": 1}).expect(200)
            assert time.monotonic() - began < 15
        assert [future.result().status for future in slow] == [200] * 4


def opened(stack, service, count, data=b"") -> list:
    host, _, port = service.api.rpartition(":")
    connections = []
    for _ in range(count):
        connection = stack.enter_context(socket.create_connection((host, int(port)), timeout=5))
        connection.sendall(data)
        connections.append(connection)
    return connections


def test_idle_and_half_sent_requests_block_nobody(start_service):
    service = start_service({"TDKT_PER_ADDRESS_LIMIT": "0"})
    district = Api(service).as_("district_reviewer", "349")
    with ExitStack() as stack:
        opened(stack, service, 300)
        opened(stack, service, 300, b"GET /v1/collectives HTTP/1.1\r\nHost: x\r\nX-Slow: ")
        opened(stack, service, 100, b"POST /v1/collectives HTTP/1.1\r\nHost: x\r\nContent-Length: 500\r\n\r\n{")
        began = time.monotonic()
        for _ in range(10):
            district.get(HERE).expect(200)
        assert time.monotonic() - began < 15


def test_a_flood_beyond_the_limit_passes_when_the_idle_ones_are_closed(start_service):
    service = start_service({"TDKT_CONNECTION_LIMIT": "64", "TDKT_IDLE_TIMEOUT": "1"})
    district = Api(service).as_("district_reviewer", "349")
    with ExitStack() as stack:
        opened(stack, service, 120)
        deadline = time.monotonic() + 8
        while not answers(district):
            assert time.monotonic() < deadline, "idle connections keep everybody out"
        assert service.admin_get("/livez")[0] == 200


def answers(caller) -> bool:
    try:
        return caller.get(HERE).status == 200
    except ConnectionError:
        time.sleep(0.1)
        return False


def test_one_address_may_hold_only_so_many_connections(start_service):
    service = start_service({"TDKT_PER_ADDRESS_LIMIT": "10"})
    with ExitStack() as stack:
        connections = opened(stack, service, 20)
        time.sleep(0.3)
        refused = sum(is_closed(connection) for connection in connections)
        assert refused == 10
    district = Api(service).as_("district_reviewer", "349")
    deadline = time.monotonic() + 5
    while not answers(district):
        assert time.monotonic() < deadline


def is_closed(connection) -> bool:
    connection.setblocking(False)
    try:
        return connection.recv(1) == b""
    except BlockingIOError:
        return False
    except ConnectionError:
        return True


def test_an_idle_connection_is_closed_in_time(start_service):
    service = start_service({"TDKT_IDLE_TIMEOUT": "1"})
    with ExitStack() as stack:
        [connection] = opened(stack, service, 1, b"GET /v1/coll")
        began = time.monotonic()
        connection.settimeout(20)
        while connection.recv(4096):
            pass
        assert time.monotonic() - began < 15
