"""Request smuggling (contract §4.14): an ambiguous message is 400, the connection closes, and what hides behind it never
runs. The proof is a POST that would make a row.
"""

import pytest

from support.samples import new_collective
from support.wire import has_header, post_json, request, statuses

JSON = ("Content-Type", "application/json")


@pytest.fixture
def hidden(district, unique):
    """(the bytes of a POST, whether it was carried out)."""
    body = new_collective(unique)
    sent = post_json(district.token, "/v1/collectives", body)
    return sent, lambda: district.get("/v1/collectives", {"code": body["code"]}).items != []


def test_the_hidden_request_would_run_behind_a_sound_one(district, hidden):
    sent, was_run = hidden
    answer = district.raw(request(target="/openapi.yaml") + sent, seconds=1)
    assert statuses(answer) == [200, 201]
    assert was_run()


CHUNKED = ("Transfer-Encoding", "chunked")
AMBIGUOUS = {
    "two lengths": dict(headers=[("Content-Length", "0"), ("Content-Length", "{n}")]),
    "two lengths, the longer first": dict(headers=[("Content-Length", "{n}"), ("Content-Length", "0")]),
    "a list of lengths": dict(headers=[("Content-Length", "0, {n}")]),
    "length and chunks": dict(headers=[("Content-Length", "{n}"), CHUNKED], body=b"0\r\n\r\n"),
    "chunks and length": dict(headers=[CHUNKED, ("Content-Length", "{n}")], body=b"0\r\n\r\n"),
    "a signed length": dict(headers=[("Content-Length", "+0")]),
    "a negative length": dict(headers=[("Content-Length", "-1")]),
    "a hexadecimal length": dict(headers=[("Content-Length", "0x0")]),
    "an empty length": dict(headers=[("Content-Length", "")]),
    "another coding": dict(headers=[("Transfer-Encoding", "gzip")]),
    "chunked and another": dict(headers=[("Transfer-Encoding", "chunked, identity")]),
    "gzip, then chunked": dict(headers=[("Transfer-Encoding", "gzip, chunked")], body=b"0\r\n\r\n"),
    "chunked twice": dict(headers=[CHUNKED, CHUNKED], body=b"0\r\n\r\n"),
    "almost chunked": dict(headers=[("Transfer-Encoding", "xchunked")]),
    "chunked in HTTP/1.0": dict(headers=[CHUNKED], body=b"0\r\n\r\n", version="HTTP/1.0"),
    "no host": dict(host=None),
    "two hosts": dict(headers=[("Host", "other")]),
    "an empty host": dict(host=""),
    "a host with a path": dict(host="a/b"),
    "two tokens": dict(headers=[("Authorization", "Bearer x"), ("authorization", "Bearer y")]),
    "two content types": dict(headers=[JSON, ("content-type", "text/plain")]),
    "two conditions": dict(headers=[("If-Match", '"1"'), ("if-match", '"2"')]),
    "two idempotency keys": dict(headers=[("Idempotency-Key", "a"), ("idempotency-key", "b")]),
    "a blank before the colon": dict(headers=[("Content-Length ", "{n}")]),
    "a tab before the colon": dict(headers=[("Content-Length\t", "{n}")]),
    "a folded line": dict(headers=[("X-A", "b\r\n Content-Length: {n}")]),
    "a bare line feed": dict(headers=[("X-A", "b\nContent-Length: {n}")]),
    "a bare carriage return": dict(headers=[("X-A", "b\rContent-Length: {n}")]),
    "a NUL": dict(headers=[("X-A", "b\0c")]),
    "a line without a colon": dict(headers=[("X-A: b\r\nContent-Length {n}\r\nX-B", "c")]),
    "a method in small letters": dict(method="get"),
    "an absolute target": dict(target="http://localhost/v1/collectives"),
    "an asterisk": dict(method="OPTIONS", target="*"),
    "a fragment": dict(target="/v1/collectives#a"),
    "bytes above ASCII in the target": dict(target="/v1/collectives?q=\udcff"),
    "an unknown version": dict(version="HTTP/1.2"),
}  # fmt: skip


@pytest.mark.parametrize("how", AMBIGUOUS.values(), ids=AMBIGUOUS)
def test_an_ambiguous_message_is_400_closes_and_hides_nothing(district, hidden, how):
    sent, was_run = hidden
    headers = [(
        name.replace("{n}", str(len(sent))), value.replace("{n}", str(len(sent)))
    ) for name, value in how.get("headers", [])]
    answer = district.raw(request(**(how | {"headers": headers})) + sent, seconds=1)
    assert set(statuses(answer)) == {400}, answer
    assert has_header(answer, "Connection", "close"), answer
    assert not was_run()


UNREADABLE = {
    "a bad chunk": request("POST", headers=[JSON, CHUNKED], body=b"zz\r\n\r\n"),
    "a chunk longer than it says": request("POST", headers=[JSON, CHUNKED], body=b"1\r\n{}\r\n0\r\n\r\n"),
    "a huge chunk": request("POST", headers=[JSON, CHUNKED], body=b"fffffffffffffffff\r\n"),
    "a header that does not end": request(headers=[("X-A", "x" * 40_000)]),
    "a thousand headers": request(headers=[(f"X-{i}", "x" * 40) for i in range(1000)]),
    "no request at all": b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03" * 20 + b"\r\n\r\n",
    "another version": request(version="HTTP/2.0"),
    "no version": b"GET /v1/collectives\r\n\r\n",
}  # fmt: skip


@pytest.mark.parametrize("sent", UNREADABLE.values(), ids=UNREADABLE)
def test_what_cannot_be_read_is_never_carried_out(district, hidden, sent):
    """The library below refuses some of these by itself, in its own words or by closing: never with a success."""
    hiding, was_run = hidden
    answer = district.raw(sent + hiding, seconds=1)
    assert all(status >= 400 for status in statuses(answer)), answer
    assert not was_run()
    district.get("/v1/collectives").expect(200)


def test_a_refused_body_is_not_read_as_the_next_request(district, hidden):
    """The body of a request that is refused early is itself a request: it stays a body."""
    sent, was_run = hidden
    answer = district.raw(request("POST", headers=[JSON, ("Content-Length", len(sent))]) + sent, seconds=1)
    assert statuses(answer) == [401]
    assert not was_run()


def test_a_chunked_body_is_a_body(district, unique):
    body = new_collective(unique)
    answer = district.post("/v1/collectives", body, headers={"Transfer-Encoding": "chunked"})
    assert answer.expect(201).json["code"] == body["code"]


def test_sound_requests_share_a_connection(district):
    one = request(headers=[("Authorization", f"Bearer {district.token}")])
    assert statuses(district.raw(one * 3, seconds=1)) == [200, 200, 200]
