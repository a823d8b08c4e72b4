"""Who may do what: a role × route matrix made from the program's own table, so that a new route is refused by default,
and the table itself against contract §2.
"""

import pytest

from support.routes import ROLES, routes

STAFF = {"unit_officer", "district_reviewer", "province_reviewer", "council_reviewer", "auditor"}
KEEPERS = {"unit_officer", "district_reviewer", "province_reviewer"}
RECORDERS = {"district_reviewer", "province_reviewer"}
PROVINCE = {"province_reviewer"}
CATALOGUERS = {"council_reviewer", "admin"}
ADMIN = {"admin"}
PUBLIC = set()
RIGHTS = {
    # path of the list: who reads, who creates and changes, who deletes
    "/v1/units": (STAFF | ADMIN, ADMIN, ADMIN),
    "/v1/units/{id}/successions": (STAFF | ADMIN, ADMIN, ADMIN),
    "/v1/clusters": (STAFF, PROVINCE, PROVINCE),
    "/v1/clusters/{id}/members": (STAFF, PROVINCE, PROVINCE),
    "/v1/campaigns": (STAFF, PROVINCE, PROVINCE),
    "/v1/collectives": (STAFF, KEEPERS, RECORDERS),
    "/v1/collectives/{id}/awards": (STAFF, None, None),
    "/v1/individuals": (STAFF, KEEPERS, RECORDERS),
    "/v1/individuals/lookup": (None, STAFF, None),
    "/v1/individuals/{id}/awards": (STAFF, None, None),
    "/v1/campaign-targets": (STAFF, KEEPERS, RECORDERS),
    "/v1/award-classes": (set(ROLES), CATALOGUERS, CATALOGUERS),
    "/v1/award-statements": (STAFF, PROVINCE, PROVINCE),
    "/v1/decisions": (STAFF | {"reader"}, RECORDERS, None),
    "/v1/awards": (STAFF | {"reader"}, None, None),
    "/v1/award-status/{code}": (STAFF | {"reader"}, None, None),
    "/v1/reports/award-summary": (STAFF, None, None),
    "/openapi.yaml": (PUBLIC, None, None),
    "/openapi.json": (PUBLIC, None, None),
    "/docs": (PUBLIC, None, None),
    "/problems/{slug}": (PUBLIC, None, None),
}


def collection(route) -> str:
    """The list that the route's item belongs to."""
    if route.path in RIGHTS:
        return route.path
    return route.path.rpartition("/")[0]


def expected_roles(route):
    readers, writers, deleters = RIGHTS[collection(route)]
    return {"GET": readers, "DELETE": deleters}.get(route.method, writers)


@pytest.mark.parametrize("route", routes(), ids=str)
def test_the_table_says_what_the_contract_says(route):
    assert route.roles == expected_roles(route)


@pytest.mark.parametrize("route", [route for route in routes() if route.roles], ids=str)
def test_only_the_roles_of_a_route_get_past_its_door(api, route):
    """Who may not gets 403 whatever else is wrong; who may gets something else: 404, 400, 428 … or 200."""
    for role in ROLES:
        answer = api.as_(role, "349").request(route.method, route.example)
        if role in route.roles:
            assert answer.status not in (401, 403), answer
        else:
            answer.expect_problem(403, "forbidden")
            assert 'error="insufficient_scope"' in answer.headers["WWW-Authenticate"]


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
