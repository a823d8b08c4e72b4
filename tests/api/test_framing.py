"""Request smuggling: an ambiguous message gets 400 and the connection closes; a request hidden behind it never runs.
The hidden request is a POST that would create a row.
"""

import json

import pytest

from support.client import Api
from support.samples import new_collective
from support.wire import has_header, post_json, request, statuses

JSON = ("Content-Type", "application/json")


@pytest.fixture
def hidden(district, unique):
    """(the bytes of a POST, a function that tells whether it was carried out)."""
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
    "a length that is no number": dict(headers=[("Content-Length", "{n}x")]),
    "a length in a fraction": dict(headers=[("Content-Length", "0.5")]),
    "two lengths, the first unreadable": dict(headers=[("Content-Length", "x"), ("Content-Length", "{n}")]),
    "an absolute target without a host": dict(target="http:///v1/collectives"),
    "an absolute target with a user": dict(target="http://an@localhost/v1/collectives"),
    "an absolute target of another scheme": dict(target="ftp://localhost/v1/collectives"),
    "an asterisk to read": dict(target="*"),
    "an authority": dict(method="CONNECT", target="localhost:80"),
    "a fragment": dict(target="/v1/collectives#a"),
    "bytes above ASCII in the target": dict(target="/v1/collectives?q=\udcff"),
    "an unknown version": dict(version="HTTP/1.2"),
}


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
}


@pytest.mark.parametrize("sent", UNREADABLE.values(), ids=UNREADABLE)
def test_what_cannot_be_read_is_never_carried_out(district, hidden, sent):
    """There is exactly one answer, in our form with all our headers; or, where not even the first line can be read,
    only a closed connection."""
    hiding, was_run = hidden
    answer = district.raw(sent + hiding, seconds=1)
    assert not was_run()
    if answer:
        expect_one_problem(answer, 413 if b"fffffffff" in sent else 400)
    district.get("/v1/collectives").expect(200)


def expect_one_problem(answer, status):
    assert statuses(answer) == [status], answer
    head, _, body = answer.partition(b"\r\n\r\n")
    assert json.loads(body)["status"] == status
    for name, value in ALWAYS:
        assert has_header(answer, name, value), head


ALWAYS = [
    ("Connection", "close"),
    ("Content-Type", "application/problem+json"),
    ("Cache-Control", "no-store"),
    ("X-Content-Type-Options", "nosniff"),
    ("Vary", "Accept-Language"),
]


@pytest.mark.parametrize("length", ["{n}x", "x", "0x10", "-1", "1e3", "5 5"])
def test_a_length_that_no_one_can_read_is_answered_once(district, hidden, length):
    sent, was_run = hidden
    headers = [JSON, ("Content-Length", length.replace("{n}", str(len(sent))))]
    expect_one_problem(district.raw(request("POST", headers=headers) + sent, seconds=1), 400)
    assert not was_run()


@pytest.mark.parametrize("length", ["9" * 18, "9" * 19, "9" * 40, "0" * 20 + "9" * 19])
def test_a_length_beyond_every_number_is_413(district, hidden, length):
    sent, was_run = hidden
    headers = [JSON, ("Content-Length", length), ("Authorization", f"Bearer {district.token}")]
    expect_one_problem(district.raw(request("POST", headers=headers) + sent, seconds=1), 413)
    assert not was_run()


@pytest.mark.parametrize("length", ["{n} ", "{n}\t", "  {n}", "0" * 30 + "{n}"])
def test_blanks_and_zeros_around_a_length_are_ignored(district, hidden, unique, length):
    hiding, was_run = hidden
    sent = post_json(district.token, "/v1/collectives", new_collective(unique))
    head, _, body = sent.partition(b"\r\n\r\n")
    plain = f"Content-Length: {len(body)}".encode()
    assert plain in head
    written = b"Content-Length:" + length.replace("{n}", str(len(body))).encode()
    answer = district.raw(head.replace(plain, written) + b"\r\n\r\n" + body + hiding, seconds=1)
    assert statuses(answer) == [201, 201], "the body ends where it says, and the next request begins there"
    assert was_run()


@pytest.mark.parametrize("coding", ["chunked ", "chunked\t", " chunked", "Chunked"])
def test_blanks_around_chunked_are_ignored(district, unique, coding):
    body = json.dumps(new_collective(unique)).encode()
    headers = [JSON, ("Authorization", f"Bearer {district.token}"), ("Transfer-Encoding", coding)]
    chunks = b"%x\r\n%s\r\n0\r\n\r\n" % (len(body), body)
    answer = district.raw(request("POST", headers=headers, body=chunks), seconds=1)
    assert statuses(answer) == [201], answer


def test_an_absolute_target_names_the_host(district, unique):
    for _ in range(2):
        district.post("/v1/collectives", new_collective(unique)).expect(201)
    headers = [("Authorization", f"Bearer {district.token}")]
    for target, start in ABSOLUTE.items():
        answer = district.raw(request(target=target, headers=headers), seconds=1)
        assert statuses(answer) == [200], answer
        assert f'"next":"{start}/v1/collectives?'.encode() in answer


ABSOLUTE = {
    "http://tdkt.example:81/v1/collectives?limit=1": "http://tdkt.example:81",
    "HTTPS://[::1]/v1/collectives?limit=1": "https://[::1]",
}


@pytest.mark.parametrize("target", ["http://tdkt.example", "http://tdkt.example?a=b"])
def test_an_absolute_target_may_have_no_path(district, target):
    assert statuses(district.raw(request(target=target), seconds=1)) == [404]


def test_options_of_the_whole_server(district):
    answer = district.raw(request("OPTIONS", "*"), seconds=1)
    assert statuses(answer) == [204]
    assert has_header(answer, "Allow", "GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS")


@pytest.mark.parametrize("size", [9_000, 40_000])
def test_a_target_too_long_is_414_in_our_words(district, size):
    expect_one_problem(district.raw(request(target="/" + "a" * size), seconds=1), 414)


@pytest.mark.parametrize(
    "sent",
    [request(target="/" + "a" * 9_000, headers=[("Origin", "https://app.example")]),
     request("POST", headers=[JSON, ("Origin", "https://app.example"), CHUNKED], body=b"zz\r\n\r\n"),
     request("POST", headers=[JSON, ("Origin", "https://app.example"), ("Content-Length", "x")])],
    ids=["too long", "a bad chunk", "a bad length"],
)
def test_a_browser_may_read_why_its_message_was_refused(start_service, sent):
    service = start_service({"TDKT_CORS_ORIGINS": "https://app.example"})
    answer = Api(service).raw(sent, seconds=1)
    assert has_header(answer, "Access-Control-Allow-Origin", "https://app.example"), answer
    assert has_header(answer, "Vary", "Origin, Accept-Language"), answer


def test_a_refused_body_is_not_read_as_the_next_request(district, hidden):
    """The body of a request that is refused early looks like a request, but is still read as a body."""
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
