"""Every operation gives every answer that openapi.yaml documents for it and that a single request can cause.

The cases come from the document, so a new operation is tested for all of them; check_traffic.py counts them.
"""

import pytest
from contract.schemas import ROOT
from contract.specimens import FORBIDDEN, REFERRED, Specimens
from openapi_document import load, operations

DOCUMENT = load(ROOT / "openapi.yaml")
OPERATIONS = operations(DOCUMENT)
RUNNING = {"$ref": "#/components/responses/KeyRunning"}  # needs a key, while the first request is still running
UNSEEN = {"$ref": "#/components/responses/Unseen"}  # a replayed answer: needs a key and a caller who lost a unit


def that_answer(status, *methods):
    documented = [o for o in OPERATIONS if status in o.responses and not o.is_admin]
    chosen = [o for o in documented if not methods or o.method in methods]
    return pytest.mark.parametrize("operation", chosen, ids=lambda operation: operation.id)


@pytest.fixture
def specimens(api):
    return Specimens(api, DOCUMENT)


@pytest.fixture
def ask(specimens):
    """ask(operation, …) → the answer to a valid request, changed as the arguments say."""

    def asked(operation, caller=None, path=None, query=None, body=None, tag='"1"', headers=()):
        caller = caller or specimens.caller(operation)
        path = path or specimens.path(operation)
        params = specimens.query(operation) if query is None else query
        kind = next(iter(operation.body), None)
        return caller.request(
            operation.method,
            path,
            body or specimens.body(operation),
            params=params,
            etag=tag if "If-Match" in operation.named("header") else None,
            content_type=kind,
            headers=dict(headers),
        )

    return asked


@pytest.mark.parametrize("operation", [o for o in OPERATIONS if o.is_admin], ids=lambda operation: operation.id)
def test_the_admin_listener_answers(api, operation):
    api.get(operation.path, admin=True).expect(200)


@that_answer("200", "GET")
def test_it_reads(ask, operation):
    ask(operation).expect(200)


@that_answer("304")
def test_it_says_that_nothing_changed(ask, operation):
    etag = ask(operation).expect(200).etag
    assert ask(operation, headers=[("If-None-Match", etag)]).expect(304).content == b""


@that_answer("400")
def test_it_refuses_a_parameter_it_does_not_know(ask, specimens, operation):
    query = {**specimens.query(operation), "surprise": "1"}
    ask(operation, query=query).expect_problem(400, "invalid", parameter="surprise", code="unknown")


@that_answer("401")
def test_it_asks_for_a_token(api, ask, operation):
    ask(operation, caller=api.anonymous).expect_problem(401, "unauthenticated")


@that_answer("403")
def test_it_refuses_other_roles(ask, specimens, operation):
    ask(operation, caller=specimens.outsider(operation)).expect_problem(403, "forbidden")


@that_answer("404")
def test_it_does_not_find_what_is_not_there(ask, specimens, operation):
    if "{" not in operation.path and operation.spec["responses"]["404"] == UNSEEN:
        return
    query = specimens.query(operation)
    query = {name: "NO-SUCH-THING" if name in ("cluster", "unit") else value for name, value in query.items()}
    ask(operation, path=specimens.absent_path(operation), query=query).expect_problem(404, "not-found")


@that_answer("406")
def test_a_picture_is_406(ask, operation):
    ask(operation, headers=[("Accept", "image/png")]).expect_problem(406, "not-acceptable")


@that_answer("409", "POST", "PUT", "PATCH")
def test_it_refuses_a_reference_to_nothing(ask, specimens, operation):
    if "409" in operation.spec.get("x-untested", {}) or not specimens.references(operation):
        return
    tag = "*" if operation.method == "POST" else current_tag(specimens, operation)
    answer = ask(operation, tag=tag, body=specimens.body_with_a_dangling_reference(operation))
    answer.expect_problem(409, "conflict", code="reference")


def current_tag(specimens, operation):
    return specimens.caller(operation).get(specimens.path(operation)).expect(200).etag


@pytest.mark.parametrize("operation", [o for o in OPERATIONS if o.id in FORBIDDEN], ids=lambda operation: operation.id)
def test_its_state_forbids_it(ask, specimens, operation):
    path, tag = specimens.forbidden(operation)
    ask(operation, path=path, tag=tag).expect_problem(409, "conflict")


@that_answer("409", "DELETE")
def test_it_keeps_what_others_refer_to(ask, specimens, operation):
    if operation.id in FORBIDDEN or operation.spec["responses"]["409"] == RUNNING or "409" in operation.spec.get("x-untested", {}):
        return
    assert operation.id in REFERRED
    path = specimens.referred_path(operation)
    tag = specimens.caller(operation).get(path).expect(200).etag
    ask(operation, path=path, tag=tag).expect_problem(409, "conflict", code="referenced")


@that_answer("412")
def test_it_refuses_a_stale_tag(ask, operation):
    ask(operation, tag='"0"').expect_problem(412, "stale")


@that_answer("415")
def test_it_takes_no_plain_text(ask, operation):
    ask(operation, headers=[("Content-Type", "text/plain")]).expect_problem(415, "unsupported-type")


@that_answer("428")
def test_it_asks_for_a_tag(ask, operation):
    ask(operation, tag=None).expect_problem(428, "precondition-required")
