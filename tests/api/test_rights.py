"""Who may do what: every role on every route of the program's own table, so that the test covers a new route at once;
and the table compared with the roles in openapi.yaml (x-roles).
"""

import re

import pytest

from contract.routes import Routes
from openapi_document import load
from support.paths import ROOT
from support.routes import ROLES, routes

DOCUMENTED = {operation.id: set(operation.roles) for operation in Routes(load(ROOT / "openapi.yaml")).operations}


@pytest.mark.parametrize("route", routes(), ids=str)
def test_the_table_says_what_the_contract_says(route):
    assert route.roles == DOCUMENTED[route.operation]


@pytest.mark.parametrize("route", [route for route in routes() if route.roles], ids=str)
def test_only_the_roles_of_a_route_get_past_its_door(api, route):
    """A role without the right gets 403, whatever else is wrong. A role with it gets something else: 404, 400, 428 … or 200."""
    for role in ROLES:
        answer = api.as_(role, "349").request(route.method, route.example)
        if role in route.roles:
            assert answer.status not in (401, 403), answer
        else:
            answer.expect_problem(403, "forbidden")
            assert 'error="insufficient_scope"' in answer.headers["WWW-Authenticate"]
            assert set(re.findall(r"\((\w+)\)", answer.json["detail"])) == set(route.roles)


@pytest.mark.parametrize("route", [route for route in routes() if route.roles], ids=str)
def test_nobody_gets_in_without_a_token(api, route):
    api.anonymous.request(route.method, route.example).expect_problem(401, "unauthenticated")
    api.bearing("x.y.z").request(route.method, route.example).expect_problem(401, "invalid-token")


@pytest.mark.parametrize("route", [route for route in routes() if not route.roles], ids=str)
def test_what_is_public_needs_no_token(api, route):
    api.anonymous.request(route.method, route.example).expect(200)


def test_several_roles_add_up(api):
    both = api.as_(["reader", "district_reviewer"], "349")
    both.get("/v1/collectives").expect(200)
    api.as_("reader", "349").get("/v1/collectives").expect_problem(403, "forbidden")
