"""A caller who sends or takes only a byte now and then must finish by a deadline, and one address may hold only a
limited number of connections.
"""

import select
import socket
import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack

import pytest

from support.client import Api
from support.locks import locked
from support.samples import collective

HERE = f"/v1/collectives/{collective(4)}"
HEAD = b"GET /v1/collectives HTTP/1.1\r\nHost: a\r\nX-Slow: "
BODY = b"POST /v1/collectives HTTP/1.1\r\nHost: a\r\nContent-Length: 100000\r\n\r\n{"
QUICK = {"TDKT_HEADER_TIMEOUT": "2", "TDKT_BODY_TIMEOUT": "3", "TDKT_ANSWER_TIMEOUT": "4", "TDKT_IDLE_TIMEOUT": "2"}
ELSEWHERE = "127.0.0.2"  # another address of this machine


@pytest.fixture
def hurried(start_service):
    return start_service(QUICK)


def connect(service, source=ELSEWHERE, receive_buffer=None) -> socket.socket:
    host, _, port = service.api.rpartition(":")
    connection = socket.socket()
    if receive_buffer:
        connection.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, receive_buffer)
    connection.bind((source, 0))
    connection.connect((host, int(port)))
    return connection


def is_closed(connection) -> bool:
    """True when the other side has closed; anything it sent before is read and dropped."""
    try:
        while select.select([connection], [], [], 0)[0]:
            if not connection.recv(65536):
                return True
    except ConnectionError:
        return True
    return False


def drip(connection, byte=b"x", seconds=15, every=0.4) -> float:
    """Sends a byte now and then; returns the seconds until the connection was closed."""
    began = time.monotonic()
    while not is_closed(connection):
        assert time.monotonic() - began < seconds, "still open"
        try:
            connection.sendall(byte)
        except ConnectionError:
            break
        time.sleep(every)
    return time.monotonic() - began


def refusals(service) -> list:
    return [line for line in service.log_lines() if line["event"] == "clients_refused" and line["server"] == "api"]


def told(service, reason, count, seconds=5):
    deadline = time.monotonic() + seconds
    while sum(line[reason] for line in refusals(service)) < count:
        assert time.monotonic() < deadline, refusals(service)
        time.sleep(0.05)
    assert sum(line[reason] for line in refusals(service)) == count


def test_a_head_that_drips_is_cut_off(hurried):
    with connect(hurried) as slow:
        slow.sendall(HEAD)
        assert 1.5 < drip(slow) < 4
    told(hurried, "slow_head", 1)


def test_a_request_line_that_drips_is_cut_off(hurried):
    with connect(hurried) as slow:
        assert 1.5 < drip(slow, b"G") < 4


def test_a_body_that_drips_is_cut_off(hurried):
    with connect(hurried) as slow:
        slow.sendall(BODY)
        assert 2.5 < drip(slow, b" ") < 5
    told(hurried, "slow_body", 1)


def test_an_answer_that_is_hardly_taken_is_cut_off(start_service):
    """Several answers, because the buffers of the system hold some of the data for the reader."""
    service = start_service(QUICK | {"TDKT_IDLE_TIMEOUT": "60"})
    with connect(service, receive_buffer=4096) as slow:
        slow.sendall(30 * b"GET /openapi.json HTTP/1.1\r\nHost: a\r\n\r\n")
        began = time.monotonic()
        with pytest.raises(ConnectionError):
            while slow.recv(1024):
                assert time.monotonic() - began < 15, "still open"
                time.sleep(0.1)
        assert 3 < time.monotonic() - began < 9
    told(service, "slow_answer", 1)


def test_between_requests_silence_is_allowed_and_a_dripping_head_is_not(hurried):
    with connect(hurried) as slow:
        for pause in (0, 1):
            time.sleep(pause)
            slow.sendall(b"GET /v1/nowhere HTTP/1.1\r\nHost: a\r\n\r\n")
            assert slow.recv(65536).startswith(b"HTTP/1.1 404")
        slow.sendall(HEAD)
        assert 2.5 < drip(slow) < 7  # idle and head together


def test_what_was_cut_off_is_not_carried_out(hurried, district, unique):
    """The last byte of the body comes after the deadline, which is too late."""
    body = f'{{"code":"{unique("tt")}","name":"Tổ"}}'.encode()
    with connect(hurried) as slow:
        slow.sendall(
            b"POST /v1/collectives HTTP/1.1\r\nHost: a\r\nContent-Type: application/json\r\n"
            + f"Authorization: Bearer {district.token}\r\nContent-Length: {len(body)}\r\n\r\n".encode()
            + body[:-1]
        )
        drip(slow, b"", seconds=6, every=0.1)
        try:
            slow.sendall(body[-1:])
        except ConnectionError:
            pass
        time.sleep(0.3)
    assert not [line for line in hurried.log_lines() if line["event"] == "request"]


def test_an_honest_caller_is_served_quickly_beside_200_of_them(start_service):
    service = start_service(QUICK)
    district = Api(service).as_("district_reviewer", "349")
    district.get(HERE).expect(200)
    with ExitStack() as stack:
        slow = [stack.enter_context(connect(service)) for _ in range(200)]
        for number, connection in enumerate(slow):
            connection.sendall([b"", HEAD, BODY, b"G"][number % 4])
        longest, began = 0, time.monotonic()
        while time.monotonic() - began < 5:
            for connection in (connection for number, connection in enumerate(slow) if number % 4):
                try:
                    connection.sendall(b"x")
                except ConnectionError:
                    pass
            asked = time.monotonic()
            district.get(HERE).expect(200)
            longest = max(longest, time.monotonic() - asked)
        assert longest < 2
        assert all(is_closed(connection) for connection in slow)
    lines = refusals(service)
    assert sum(line["slow_head"] + line["slow_body"] for line in lines) >= 100
    assert len(lines) <= 8, "one line a second at most"


def test_a_slow_but_steady_body_in_time_is_served(hurried, district, unique):
    body = b'{"code":"' + b"x" * 30 + b'"}'
    with connect(hurried) as steady:
        steady.sendall(
            b"POST /v1/collectives HTTP/1.1\r\nHost: a\r\nContent-Type: application/json\r\n"
            + f"Authorization: Bearer {district.token}\r\nContent-Length: {len(body)}\r\n\r\n".encode()
        )
        for byte in range(0, len(body), 5):
            steady.sendall(body[byte : byte + 5])
            time.sleep(0.1)
        assert steady.recv(65536).startswith(b"HTTP/1.1 400")


class TestPerAddress:
    LIMIT = 20

    @pytest.fixture
    def limited(self, start_service):
        return start_service({"TDKT_PER_ADDRESS_LIMIT": str(self.LIMIT)})

    def open_now(self, connections) -> int:
        time.sleep(0.3)
        return sum(not is_closed(connection) for connection in connections)

    def test_connections_of_an_address_beyond_the_limit_are_closed_at_once(self, limited):
        with ExitStack() as stack:
            held = [stack.enter_context(connect(limited)) for _ in range(2 * self.LIMIT)]
            assert self.open_now(held) == self.LIMIT
            Api(limited).as_("district_reviewer", "349").get(HERE).expect(200)  # from another address
            told(limited, "over_address_limit", self.LIMIT)
            assert len(refusals(limited)) <= 3

    def test_a_place_that_is_given_back_is_free_again(self, limited):
        for _ in range(3):
            with ExitStack() as stack:
                held = [stack.enter_context(connect(limited)) for _ in range(self.LIMIT)]
                assert self.open_now(held) == self.LIMIT
            time.sleep(0.3)

    def test_what_a_refused_connection_asks_is_not_carried_out(self, limited, district):
        ask = f"GET /v1/collectives HTTP/1.1\r\nHost: a\r\nAuthorization: Bearer {district.token}\r\n\r\n".encode()
        with ExitStack() as stack:
            for _ in range(self.LIMIT):
                stack.enter_context(connect(limited))
            time.sleep(0.2)
            for _ in range(30):
                with connect(limited) as refused:
                    try:
                        refused.sendall(ask)
                        assert refused.recv(65536) == b""
                    except ConnectionError:
                        pass
        assert not [line for line in limited.log_lines() if line["event"] == "request"]

    def test_what_a_connection_asked_before_it_was_refused_is_not_carried_out(self, start_service, database, district):
        """Many requests come at once while a statement of another caller is slow: one is served, the others are too many."""
        service = start_service({"TDKT_PER_ADDRESS_LIMIT": "1"})
        ask = f"GET /v1/award-classes HTTP/1.1\r\nHost: a\r\nAuthorization: Bearer {district.token}\r\n\r\n".encode()
        with ExitStack() as stack, ThreadPoolExecutor(1) as threads:
            with locked(database, "collective"):
                busy = threads.submit(Api(service, district.token).get, HERE)
                time.sleep(0.5)
                waiting = [stack.enter_context(connect(service)) for _ in range(10)]
                for connection in waiting:
                    connection.sendall(ask)
                time.sleep(0.2)
            busy.result().expect(200)
            told(service, "over_address_limit", 9)
            assert self.open_now(waiting) == 1
        asked = [line for line in service.log_lines() if line.get("operation") == "list_award_classes"]
        assert len(asked) == 1

    def test_a_trusted_proxy_may_hold_any_number(self, start_service):
        service = start_service({"TDKT_PER_ADDRESS_LIMIT": "20", "TDKT_TRUSTED_PROXIES": f"10.1.1.1,{ELSEWHERE}"})
        with ExitStack() as stack:
            held = [stack.enter_context(connect(service)) for _ in range(60)]
            assert self.open_now(held) == 60
            others = [stack.enter_context(connect(service, "127.0.0.3")) for _ in range(30)]
            assert self.open_now(others) == 20

    def test_there_is_a_limit_by_default(self, start_service):
        service = start_service()
        with ExitStack() as stack:
            held = [stack.enter_context(connect(service)) for _ in range(300)]
            assert self.open_now(held) == 256


def test_beyond_all_connections_the_next_is_closed_at_once_and_not_left_waiting(start_service):
    service = start_service({"TDKT_CONNECTION_LIMIT": "64", "TDKT_PER_ADDRESS_LIMIT": "0"})
    with ExitStack() as stack:
        held = [stack.enter_context(connect(service)) for _ in range(100)]
        time.sleep(0.3)
        assert sum(not is_closed(connection) for connection in held) == 64
        told(service, "over_limit", 36)
    deadline = time.monotonic() + 5
    while not answered(service):
        assert time.monotonic() < deadline
    assert service.admin_get("/livez")[0] == 200


def answered(service) -> bool:
    try:
        return Api(service).as_("district_reviewer", "349").get(HERE).status == 200
    except ConnectionError:
        time.sleep(0.1)
        return False
