"""Tests of check_traffic itself: what it must find, in exchanges made up here."""

import json

import pytest
from contract.check_traffic import Report, check_coverage, check_exchanges, check_rules, check_states, raised_rules
from contract.conformance import Contract
from contract.exchanges import exchange
from contract.schemas import ROOT
from openapi_document import load, sample

DOCUMENT = load(ROOT / "openapi.yaml")
CONTRACT = Contract(DOCUMENT)
COLLECTIVE = sample(DOCUMENT, {"$ref": "#/components/schemas/Collective"})
WRITE = sample(DOCUMENT, {"$ref": "#/components/schemas/CollectiveWrite"})
AT = f"/v1/collectives/{COLLECTIVE['id']}"
ALWAYS = {
    "X-Request-Id": "01900000-0000-7000-8000-000000000001", "API-Version": "0.10.0", "Cache-Control": "no-store",
    "X-Content-Type-Options": "nosniff",
}


def answered(status, body=None, kind="application/json", **headers):
    said = {**ALWAYS, **{name.replace("_", "-"): value for name, value in headers.items()}}
    if body is not None:
        said["Content-Type"] = kind
        body = body if isinstance(body, str) else json.dumps(body)
    return {"status": status, "headers": list(said.items()), "body": body}


def problem(status, slug, **headers):
    body = {"type": f"/problems/{slug}", "title": "x", "status": status, "instance": "/v1"}
    return answered(status, body, "application/problem+json", **headers)


def made(method, target, response, body=None, headers=()):
    path, _, query = target.partition("?")
    request = {"headers": list(headers), "body": None if body is None else json.dumps(body)}
    asked = {"method": method, "url": "http://127.0.0.1:8080" + target, "path": path, "query": query}
    return exchange({"test": "t", **asked, "request": request, "response": response})


def creation(body, **headers):
    response = answered(201, COLLECTIVE, Location=AT, ETag='"1"', **headers)
    return made("POST", "/v1/collectives", response, body, [("Content-Type", "application/json")])


SOUND = {
    "a read": made("GET", AT, answered(200, COLLECTIVE, ETag='"1"')),
    "a read that knows": made("GET", AT, answered(304, ETag='"1"')),
    "a head": made("HEAD", AT, answered(200, "", ETag='"1"')),
    "a creation": creation(WRITE),
    "a creation with blanks around a text": creation({**WRITE, "name": " " + "a" * 200 + " "}),
    "a page": made("GET", "/v1/collectives?limit=2&kind=school", answered(200, {"items": [COLLECTIVE]})),
    "a missing one": made("GET", AT, problem(404, "not-found")),
    "no such path": made("GET", "/v1/collectives/", problem(404, "not-found")),
    "no such method": made("DELETE", "/v1/awards", problem(405, "method-not-allowed", Allow="GET, HEAD, OPTIONS")),
    "options": made("OPTIONS", "/v1/awards", answered(204, Allow="GET, HEAD, OPTIONS")),
    "a literal before a variable": made(
        "GET", "/v1/individuals/lookup", problem(405, "method-not-allowed", Allow="POST, OPTIONS")
    ),
}
UNSOUND = {
    "a member too many": made("GET", AT, answered(200, {**COLLECTIVE, "version": 1}, ETag='"1"')),
    "a member too few": made("GET", AT, answered(200, dict(list(COLLECTIVE.items())[1:]), ETag='"1"')),
    "a member twice": made("GET", AT, answered(200, json.dumps(COLLECTIVE)[:-1] + ', "code": "x"}', ETag='"1"')),
    "a day that is none": made("GET", AT, answered(200, {**COLLECTIVE, "founded_on": "2018-02-30"}, ETag='"1"')),
    "no tag": made("GET", AT, answered(200, COLLECTIVE)),
    "a weak tag": made("GET", AT, answered(200, COLLECTIVE, ETag='W/"1"')),
    "no request id": made("GET", AT, {**answered(200, COLLECTIVE), "headers": [("ETag", '"1"')]}),
    "another type": made("GET", AT, answered(200, COLLECTIVE, "text/plain", ETag='"1"')),
    "a body where none belongs": made("GET", AT, answered(304, COLLECTIVE, ETag='"1"')),
    "a status nobody documented": made("GET", AT, problem(409, "conflict")),
    "a type of another status": made("GET", AT, problem(404, "conflict")),
    "no challenge": made("GET", AT, problem(401, "unauthenticated")),
    "no time to wait": made("GET", AT, problem(503, "unavailable")),
    "an unknown path that answers": made("GET", "/v1/nothing", answered(200, {})),
    "a wrong Allow": made("DELETE", "/v1/awards", problem(405, "method-not-allowed", Allow="GET, OPTIONS")),
    "415 that does not say what": made("POST", "/v1/collectives", problem(415, "unsupported-type")),
    "a body that should not be accepted": creation({**WRITE, "headcount": -1}),
    "a body without a type": made("POST", "/v1/collectives", answered(201, COLLECTIVE, Location=AT, ETag='"1"'), WRITE),
    "a parameter nobody documented": made("GET", "/v1/collectives?page=2", answered(200, {"items": []})),
    "a parameter of the wrong kind": made("GET", "/v1/collectives?limit=x", answered(200, {"items": []})),
    "a change without If-Match": made("DELETE", AT, answered(204)),
}


@pytest.mark.parametrize("case", SOUND.values(), ids=SOUND)
def test_what_conforms_passes(case):
    assert CONTRACT.faults(case) == []


@pytest.mark.parametrize("case", UNSOUND.values(), ids=UNSOUND)
def test_what_differs_is_noticed(case):
    assert CONTRACT.faults(case) != []


def test_alike_failures_are_shown_once(capsys):
    report = Report()
    check_exchanges(CONTRACT, [UNSOUND["no tag"], UNSOUND["no tag"], SOUND["a read"]], report)
    report.show()
    lines = capsys.readouterr().out.splitlines()
    assert lines[0] == "FAILED read_collective 200: the header ETag is missing (2 times)"
    assert lines[-1] == "1 passed, 2 failed"


def test_what_was_never_seen_is_a_failure(capsys):
    report = Report()
    check_coverage(CONTRACT, [SOUND["a read"]], report)
    report.show()
    lines = capsys.readouterr().out.splitlines()
    assert "FAILED read_collective: no success was seen" not in lines
    assert "FAILED read_collective 404: was never seen" in lines
    assert "FAILED create_collective: no success was seen" in lines
    assert "FAILED 422: was never seen anywhere" in lines


def test_a_rule_is_raised_by_an_answer_or_by_the_database(tmp_path):
    body = {"type": "/problems/invalid", "rule": "at_the_top", "errors": [{"rule": "of_a_field"}, {"code": "type"}]}
    told = made("GET", AT, answered(400, body, "application/problem+json"))
    (tmp_path / "rules-1.txt").write_text("asked_directly\nasked_directly\n")
    assert raised_rules(tmp_path, [told, SOUND["a read"]]) == {"at_the_top", "of_a_field", "asked_directly"}


def test_a_rule_that_was_never_raised_is_a_failure(capsys):
    report = Report()
    codes, raised = {"raised", "forgotten", "excused", "raised after all"}, {"raised", "unlisted", "raised after all"}
    check_rules(codes, raised, report, {"excused": "why", "raised after all": "why"})
    report.show()
    lines = capsys.readouterr().out.splitlines()
    assert lines[:-1] == [
        "FAILED rule forgotten: was never raised", "FAILED rule raised after all: raised, but listed in NOT_RAISED",
        "FAILED rule unlisted: is not in the catalogue",
    ]
    assert lines[-1] == "2 passed, 3 failed"


def conflict(rule, **more):
    body = {"type": "/problems/conflict", "rule": rule, **more}
    return made("PATCH", AT, answered(409, body, "application/problem+json"))


def test_a_conflict_that_does_not_say_its_state_is_a_failure(capsys):
    report = Report()
    state = {"current_state": "closed", "allowed": []}
    of_many = {"errors": [{"pointer": "/items/0", "rule": "tells"}]}
    check_states({"tells", "stateless"}, [
        conflict("tells", **state), conflict("tells"), conflict("tells", allowed=[]), conflict("stateless"),
        conflict("stateless", **state), conflict("another kind"), conflict("tells", **of_many), SOUND["a read"],
    ], report, {"stateless": "why"})
    report.show()
    lines = capsys.readouterr().out.splitlines()
    assert [line for line in lines if line.startswith("FAILED")] == [
        "FAILED rule stateless: says a state", "FAILED rule tells: does not say its state (2 times)",
    ]
    assert lines[-1] == "3 passed, 3 failed"
