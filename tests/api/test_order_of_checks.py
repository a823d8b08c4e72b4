"""The order of the checks of a request (openapi.yaml, "Order of checks"): of several errors, the first one is answered."""

import pytest

from support.samples import MISSING, collective, new_collective
from support.wire import has_header, request, statuses

HERE = f"/v1/collectives/{collective(4)}"
NOWHERE = f"/v1/collectives/{MISSING}"
ROW_OF_LY_NHAN = f"/v1/collectives/{collective(16)}"
BAD = {"body": b"{", "content_type": "text/plain", "etag": '"99"'}
STEPS = [
    # token, method, path, further parts of the request → status, slug; each request also fails every later check
    ("none", "PUT", "/v1/collective/?x=1", BAD, 404, "not-found"),
    ("none", "PUT", "/v1/collectives?x=1", BAD, 405, "method-not-allowed"),
    ("none", "PUT", NOWHERE + "?x=1", BAD, 401, "unauthenticated"),
    ("forged", "PUT", NOWHERE + "?x=1", BAD, 401, "invalid-token"),
    ("auditor", "PUT", NOWHERE + "?x=1", BAD, 403, "forbidden"),
    ("district", "PUT", NOWHERE + "?x=1", BAD, 400, "invalid"),
    ("district", "PUT", NOWHERE, BAD, 404, "not-found"),
    ("district", "PUT", ROW_OF_LY_NHAN, BAD, 404, "not-found"),
    ("district", "PUT", HERE, BAD | {"headers": {"Accept": "text/html"}}, 406, "not-acceptable"),
    ("district", "PUT", HERE, BAD, 415, "unsupported-type"),
    ("district", "PUT", HERE, {"body": b"x" * 1_100_000}, 413, "too-large"),
    ("district", "PUT", HERE, {"body": b"{"}, 428, "precondition-required"),
    ("district", "PUT", HERE, {"body": b"{", "etag": '"99"'}, 412, "stale"),
    ("district", "PUT", HERE, {"body": {"code": "DT-06", "x": 1}, "etag": '"1"'}, 400, "invalid"),
]


@pytest.mark.parametrize("who,method,path,sent,status,slug", STEPS, ids=[f"{s[4]}-{s[0]}" for s in STEPS])
def test_the_first_thing_wrong_is_told(api, district, who, method, path, sent, status, slug):
    callers = {
        "none": api.anonymous, "forged": api.bearing("a.b.c"), "auditor": api.as_("auditor", "35"),
        "district": district,
    }
    callers[who].request(method, path, **sent).expect_problem(status, slug)


def test_framing_comes_before_everything(api):
    answer = api.raw(request("PUT", "/nowhere", [("Content-Length", "1"), ("Content-Length", "2")], b"{}"))
    assert statuses(answer) == [400] and has_header(answer, "Connection", "close")


def test_a_conflict_comes_last(district, unique):
    taken, made = (district.post("/v1/collectives", new_collective(unique)).expect(201) for _ in range(2))
    body = new_collective(unique, code=taken.json["code"])
    district.put(made.headers["Location"], body | {"x": 1}, made.etag).expect_problem(400, "invalid")
    district.put(made.headers["Location"], body, made.etag).expect_problem(409, "conflict", pointer="/code")
