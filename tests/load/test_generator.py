"""The load generator itself, against a server whose every answer is known."""

import socket
import threading
import time
from contextlib import contextmanager

from support.open_load import caller, get, run

GOOD = b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok"
TOLD = b"HTTP/1.1 503 x\r\nRetry-After: 1\r\nContent-Type: application/problem+json\r\nContent-Length: 2\r\n\r\n{}"
BARE = b"HTTP/1.1 503 x\r\nContent-Length: 0\r\n\r\n"


@contextmanager
def server(answer):
    """answer(number of the request) → bytes, after any delay; each connection has a thread."""
    listener = socket.create_server(("127.0.0.1", 0))
    numbers = iter(range(10**6))

    def serve(connection):
        with connection:
            while connection.recv(65536):
                if not (made := answer(next(numbers))):
                    return
                connection.sendall(made)

    def accept():
        while True:
            try:
                connection, _ = listener.accept()
            except OSError:
                return
            threading.Thread(target=serve, args=(connection,), daemon=True).start()

    threading.Thread(target=accept, daemon=True).start()
    yield f"127.0.0.1:{listener.getsockname()[1]}"
    listener.close()


def slowly(answer, seconds):
    def wait(_number):
        time.sleep(seconds)
        return answer

    return wait


def one(address, seconds, linger=5, **settings):
    return run(address, [caller("c", get("/", "x"), **settings)], seconds, linger)["c"]


def test_every_planned_request_is_sent_and_counted():
    with server(lambda _: GOOD) as address:
        result = one(address, 2, rate=50, connections=4)
    assert result["sent"] == result["good"] == 100
    assert [second["sent"] for second in result["seconds"]] == [50, 50]


def test_time_counts_from_the_plan():
    """One connection, 0.2 s for an answer, 10 requests a second: the last request waits for those before it."""
    with server(slowly(GOOD, 0.2)) as address:
        result = one(address, 1, rate=10, connections=1)
    assert result["good"] == 10 and result["good_ms"]["max"] >= 1000


def test_bunches_come_at_once():
    with server(slowly(GOOD, 0.1)) as address:
        result = one(address, 1, rate=20, bunch=10, connections=10)
    assert result["good"] == 20 and result["good_ms"]["max"] < 1000


def test_a_caller_whose_patience_ends_hangs_up():
    with server(slowly(GOOD, 5)) as address:
        result = one(address, 1, rate=10, connections=20, patience=0.3, linger=1)
    assert result["timed_out"] == 10 and result["good"] == 0


def test_what_is_left_at_the_end_is_unanswered():
    with server(slowly(GOOD, 9)) as address:
        assert one(address, 0.5, rate=10, connections=10, linger=0.2)["unanswered"] == 5


def test_refusals_are_told_apart():
    with server(lambda number: BARE if number % 2 else TOLD) as address:
        result = one(address, 1, rate=20, connections=1)
    assert (result["refused"], result["refused_bare"], result["good"]) == (20, 10, 0)
    assert result["odd"].startswith("HTTP/1.1 503")


def test_a_closed_connection_is_a_broken_request_and_is_opened_again():
    with server(lambda number: GOOD if number % 2 else b"") as address:
        result = one(address, 1, rate=20, connections=1)
    assert (result["good"], result["broken"]) == (10, 10)


def test_a_loop_sends_the_next_when_it_is_answered():
    with server(slowly(GOOD, 0.1)) as address:
        result = one(address, 1, loop=True, connections=2)
    assert 8 <= result["good"] <= 22
