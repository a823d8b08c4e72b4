"""More than the service can handle: what cannot be served is refused quickly; nothing hangs and everything recovers."""

import json
import socket
import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from pathlib import Path

import pytest

from support.client import Api
from support.locks import locked
from support.paths import binary
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
    """Four callers wait for a locked table. Callers of another table are served as usual."""
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


SLOW = """
create function overload_sleep() returns trigger language plpgsql as $$ begin perform pg_sleep(8); return new; end $$;
grant execute on function overload_sleep() to public;
create trigger overload_sleep before insert on collective for each row when (new.code like 'overload-%')
    execute function overload_sleep();
"""


@pytest.fixture
def slow_create(database):
    database.psql(SLOW, "postgres")
    yield {"code": "overload-1"}
    database.psql("drop trigger overload_sleep on collective; drop function overload_sleep()", "postgres")


def test_health_tells_the_truth_while_every_connection_is_taken(start_service, slow_create, unique):
    """Ready while there are answers; not ready, with the reason, when there has been none for seconds; ready again afterwards."""
    settings = {"TDKT_DB_CONNECTIONS": "1", "TDKT_DB_ACQUIRE_MS": "30000", "TDKT_STATEMENT_MS": "30000"}
    service = start_service(settings)
    district = Api(service).as_("district_reviewer", "349")
    bodies = [new_collective(unique) | slow_create, new_collective(unique)]
    with ThreadPoolExecutor(2) as threads:
        asked = []
        for body in bodies:
            asked.append(threads.submit(district.post, "/v1/collectives", body))
            time.sleep(0.5)
        began = time.monotonic()
        assert service.admin_get("/readyz")[0] == 200
        assert "tdkt_db_waiting 1" in service.admin_get("/metrics")[1]
        assert time.monotonic() - began < 2
        while service.admin_get("/readyz")[0] == 200:
            assert not asked[0].done(), "it said that it was ready, and answered nobody"
            time.sleep(0.2)
        status, text = service.admin_get("/readyz")
        assert status == 503 and "the write lane" in text, text
        assert [future.result().status for future in asked] == [201, 201]
    assert service.admin_get("/readyz")[0] == 200


def test_what_waits_is_not_done_for_a_caller_who_has_left(start_service, database, unique):
    service = start_service({"TDKT_DB_CONNECTIONS": "1", "TDKT_DB_ACQUIRE_MS": "30000", "TDKT_STATEMENT_MS": "30000"})
    district = Api(service).as_("district_reviewer", "349")
    district.get(HERE).expect(200)
    bodies = [new_collective(unique) for _ in range(6)]
    with ThreadPoolExecutor(1) as threads, ExitStack() as stack:
        with locked(database, "collective"):
            first = threads.submit(district.post, "/v1/collectives", bodies[0])
            time.sleep(0.3)
            for body in bodies[1:]:
                text = json.dumps(body).encode()
                head = (f"POST /v1/collectives HTTP/1.1\r\nHost: a\r\nAuthorization: Bearer {district.token}\r\n"
                        f"Content-Type: application/json\r\nContent-Length: {len(text)}\r\n\r\n")
                opened(stack, service, 1, head.encode() + text)
            deadline = time.monotonic() + 10
            while "tdkt_db_waiting 5" not in service.admin_get("/metrics")[1]:
                assert time.monotonic() < deadline, service.admin_get("/metrics")[1]
            stack.close()
            time.sleep(0.3)
        first.result().expect(201)
    for body in bodies[1:]:
        assert district.get("/v1/collectives", {"code": body["code"]}).items == []


def memory_kb(service) -> int:
    status = Path(f"/proc/{service.process.pid}/status").read_text()
    return int(status.split("VmRSS:")[1].split()[0])


@pytest.mark.parametrize("framing", ["Content-Length: 1000000\r\n\r\n", "Transfer-Encoding: chunked\r\n\r\nf4240\r\n"])
def test_a_body_nobody_may_send_is_not_kept(start_service, framing):
    """Without a token: refused by the headers, so the body is dropped as it arrives, and the sender still gets the reason."""
    service = start_service({"TDKT_PER_ADDRESS_LIMIT": "0"})
    Api(service).as_("district_reviewer", "349").get(HERE).expect(200)
    before = memory_kb(service)
    head = f"POST /v1/collectives HTTP/1.1\r\nHost: a\r\nContent-Type: application/json\r\n{framing}".encode()
    with ExitStack() as stack:
        senders = opened(stack, service, 100, head + b" " * 900_000)
        time.sleep(0.5)
        grown = memory_kb(service) - before
        assert sanitized() or grown < 30_000, f"{grown} kB for 100 callers"
        end = b" " * 100_000 + (b"\r\n0\r\n\r\n" if "chunked" in framing else b"")
        for sender in senders:
            sender.sendall(end)
            assert sender.recv(65536).startswith(b"HTTP/1.1 401 ")


def sanitized() -> bool:
    """A program with AddressSanitizer keeps freed memory for a while."""
    return b"__asan_init" in binary().read_bytes()


def test_bodies_nobody_may_send_keep_nobody_out(start_service, unique):
    """These bodies are dropped, so their announced lengths do not count as held: 300 MB in all, where 256 MB are allowed."""
    service = start_service({"TDKT_PER_ADDRESS_LIMIT": "0"})
    district = Api(service).as_("district_reviewer", "349")
    head = b"POST /v1/collectives HTTP/1.1\r\nHost: a\r\nContent-Length: 1000000\r\n\r\n "
    with ExitStack() as stack:
        opened(stack, service, 300, head)
        time.sleep(0.5)
        district.post("/v1/collectives", new_collective(unique)).expect(201)
        district.get(HERE).expect(200)


def test_readers_who_do_not_read_share_one_copy_of_a_document(start_service):
    service = start_service({"TDKT_PER_ADDRESS_LIMIT": "0"})
    Api(service).as_("district_reviewer", "349").get(HERE).expect(200)
    before = memory_kb(service)
    with ExitStack() as stack:
        opened(stack, service, 200, 4 * b"GET /openapi.json HTTP/1.1\r\nHost: a\r\n\r\n")
        time.sleep(1)
        grown = memory_kb(service) - before
        assert sanitized() or grown < 30_000, f"{grown} kB for 200 readers"
