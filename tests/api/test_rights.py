"""Who may do what: a role × route matrix made from the program's own table, so that a new route is refused by default,
and the table itself against RIGHTS below.
"""

import pytest

from support.routes import ROLES, routes

STAFF = {"unit_officer", "district_reviewer", "province_reviewer", "council_reviewer", "auditor"}
KEEPERS = {"unit_officer", "district_reviewer", "province_reviewer"}
RECORDERS = {"district_reviewer", "province_reviewer"}
REVIEWERS = RECORDERS | {"council_reviewer"}
OFFICER = {"unit_officer"}
PROVINCE = {"province_reviewer"}
CATALOGUERS = {"council_reviewer", "admin"}  # a province's own rows, the nation's
COUNCIL = {"council_reviewer"}
ADMIN = {"admin"}
PUBLIC = set()
RIGHTS = {
    # path of the list: who reads, who creates and changes, who deletes
    "/v1/units": (STAFF | ADMIN, ADMIN, ADMIN),
    "/v1/units/{id}/successions": (STAFF | ADMIN, ADMIN, ADMIN),
    "/v1/clusters": (STAFF, PROVINCE, PROVINCE),
    "/v1/clusters/{id}/members": (STAFF, PROVINCE, PROVINCE),
    "/v1/clusters/{id}/years": (STAFF, KEEPERS, PROVINCE),
    "/v1/clusters/{id}/criteria": (STAFF, KEEPERS, KEEPERS),
    "/v1/clusters/{id}/scores": (STAFF, KEEPERS, None),
    "/v1/clusters/{id}/score-sheets": (None, KEEPERS, None),
    "/v1/clusters/{id}/ranking": (STAFF, None, None),
    "/v1/clusters/{id}/flag-nominations": (None, OFFICER, None),
    "/v1/campaigns": (STAFF, PROVINCE, PROVINCE),
    "/v1/collectives": (STAFF, KEEPERS, RECORDERS),
    "/v1/collectives/{id}/awards": (STAFF, None, None),
    "/v1/collectives/{id}/eligibility": (STAFF, None, None),
    "/v1/individuals": (STAFF, KEEPERS, RECORDERS),
    "/v1/individuals/lookup": (None, STAFF, None),
    "/v1/individuals/{id}/awards": (STAFF, None, None),
    "/v1/individuals/{id}/eligibility": (STAFF, None, None),
    "/v1/ratings": (STAFF, KEEPERS, RECORDERS),
    "/v1/initiatives": (STAFF, KEEPERS, RECORDERS),
    "/v1/indicators": (STAFF | ADMIN, CATALOGUERS, CATALOGUERS),
    "/v1/campaign-targets": (STAFF, KEEPERS, RECORDERS),
    "/v1/campaign-targets/progress": (None, KEEPERS, None),
    "/v1/campaign-targets/{id}/progress": (STAFF, KEEPERS, None),
    "/v1/campaign-targets/{id}/history": (STAFF, None, None),
    "/v1/campaign-targets/{id}/confirmation": (None, RECORDERS, None),
    "/v1/campaign-targets/{id}/returns": (None, RECORDERS, None),
    "/v1/campaign-targets/{id}/amendments": (None, KEEPERS, None),
    "/v1/award-classes": (set(ROLES), CATALOGUERS, CATALOGUERS),
    "/v1/award-classes/{id}/rules": (STAFF | ADMIN, CATALOGUERS, CATALOGUERS),
    "/v1/statistics-forms": (STAFF | ADMIN, ADMIN, ADMIN),
    "/v1/statistics-forms/{id}/lines": (STAFF | ADMIN, ADMIN, ADMIN),
    "/v1/legal-regimes": (STAFF | ADMIN, None, None),
    "/v1/holidays": (STAFF | ADMIN, ADMIN, ADMIN),
    "/v1/stage-deadlines": (STAFF | ADMIN, CATALOGUERS, CATALOGUERS),
    "/v1/decisions/{id}/corrections": (None, RECORDERS, None),
    "/v1/awards/{id}/corrections": (None, RECORDERS, None),
    "/v1/corrections": (STAFF, None, None),
    "/v1/corrections/{id}/confirmation": (None, RECORDERS, None),
    "/v1/corrections/{id}/refusal": (None, RECORDERS, None),
    "/v1/corrections/{id}/withdrawal": (None, RECORDERS, None),
    "/v1/base-salaries": (STAFF | ADMIN, ADMIN, ADMIN),
    "/v1/dossiers": (STAFF, OFFICER, OFFICER),
    "/v1/dossiers/{id}/documents": (STAFF, OFFICER, OFFICER),
    "/v1/dossiers/{id}/submission": (None, OFFICER, None),
    "/v1/dossiers/{id}/transfer": (None, PROVINCE, None),
    "/v1/nominations": (STAFF, OFFICER, OFFICER),
    "/v1/nominations/{id}/submission": (None, OFFICER, None),
    "/v1/nominations/{id}/reviews": (None, REVIEWERS, None),
    "/v1/nominations/{id}/withdrawal": (None, OFFICER, None),
    "/v1/nominations/{id}/holds": (None, REVIEWERS, None),
    "/v1/nominations/{id}/resumption": (None, REVIEWERS, None),
    "/v1/nominations/{id}/timeline": (STAFF, None, None),
    "/v1/nominations/{id}/eligibility": (STAFF, None, None),
    "/v1/nomination-transitions": (STAFF | ADMIN, None, None),
    "/v1/work-queue": (OFFICER | REVIEWERS, None, None),
    "/v1/award-statements": (STAFF, PROVINCE, PROVINCE),
    "/v1/council-sessions": (STAFF, COUNCIL, COUNCIL),
    "/v1/council-sessions/{id}/opening": (None, COUNCIL, None),
    "/v1/council-sessions/{id}/closing": (None, COUNCIL, None),
    "/v1/council-sessions/{id}/minutes": (STAFF, None, None),
    "/v1/council-sessions/{id}/members": (STAFF, COUNCIL, COUNCIL),
    "/v1/council-sessions/{id}/items": (STAFF, COUNCIL, COUNCIL),
    "/v1/council-sessions/{id}/items/{item_id}/recusals": (None, COUNCIL, None),
    "/v1/council-sessions/{id}/items/{item_id}/ballots": (None, COUNCIL, None),
    "/v1/council-sessions/{id}/items/{item_id}/ballot-closing": (None, COUNCIL, None),
    "/v1/council-sessions/{id}/items/{item_id}/reopening": (None, COUNCIL, None),
    "/v1/council-sessions/{id}/members/{member_id}/attendance": (None, COUNCIL, None),
    "/v1/council-sessions/{id}/papers": (STAFF, COUNCIL, None),
    "/v1/council-sessions/{id}/papers/{paper_id}/confirmation": (None, COUNCIL, None),
    "/v1/council-sessions/{id}/papers/{paper_id}/refusal": (None, COUNCIL, None),
    "/v1/council-sessions/{id}/items/{item_id}/result": (None, COUNCIL, None),
    "/v1/decisions": (STAFF | {"reader"}, RECORDERS, None),
    "/v1/decisions/{id}/publication": (None, RECORDERS, None),
    "/v1/awards": (STAFF | {"reader"}, None, None),
    "/v1/awards/{id}/annulment": (STAFF, RECORDERS, None),
    "/v1/awards/{id}/dependants": (STAFF, None, None),
    "/v1/award-status/{code}": (STAFF | {"reader"}, None, None),
    **dict.fromkeys([f"/v1/reports/{name}" for name in (
        "award-summary", "target-progress", "cluster-review", "statistics")], (STAFF, None, None)),
    "/v1/report-snapshots": (STAFF, RECORDERS, None),
    "/v1/report-snapshots/{id}": (STAFF, None, None),
    "/v1/report-snapshots/{id}/document": (STAFF, None, None),
    "/v1/report-snapshots/{id}/difference": (STAFF, None, None),
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
