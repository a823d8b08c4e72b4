"""The route table and the policies say the same of who may do what with the rows of a table, role by role and in both directions. A
route that is open to a role whom no policy lets in is a promise not kept; a policy that lets in a role for whom no route is open is a
right that nobody meant to give. tests/api/test_rights.py has the routes, tests/database/test_write_rights.py the rows."""

import re

import pytest

from support.routes import routes

COMMANDS = {"GET": "SELECT", "POST": "INSERT", "PUT": "UPDATE", "PATCH": "UPDATE", "DELETE": "DELETE"}
# Whom a policy names and no plain route of the table: other routes, which ask more, or functions that run as their caller need it.
BEYOND = {
    ("award_rule", "SELECT"): {"reader"},
    ("base_salary", "SELECT"): {"reader"},
    ("holiday", "SELECT"): {"reader"},
    ("legal_regime", "SELECT"): {"reader"},
    ("nomination_transition", "SELECT"): {"reader"},
    ("stage_deadline", "SELECT"): {"reader"},
}
# Readers have views of these, and no row of the table.
VIEWS = {"award": "award_public", "decision": "decision_public"}
# By the row and not by role: the cluster's leader of the year.
BY_ROW = {(table, command) for table in ("cluster_criterion", "cluster_year") for command in ("INSERT", "UPDATE", "DELETE")}
OF_ANOTHER = {"create_cluster_flag_nomination"}  # finds its cluster, and writes rows of two other tables


def open_to() -> dict:
    """{(table, command): roles} of the plain routes."""
    found = {}
    for route in routes():
        if route.table != "-" and route.operation not in OF_ANOTHER:
            found.setdefault((route.table, COMMANDS[route.method]), set()).update(route.roles)
    return found


ROUTES = open_to()


@pytest.fixture(scope="module")
def policies(database) -> dict:
    """{(table, command): roles that the policy names, or None where it names none}"""
    rows = database.psql(
        "select tablename, cmd, coalesce(qual, with_check) from pg_policies where 'tdkt_service' = any (roles)", role="postgres"
    )
    return {(table, command): named(condition) for table, command, condition in rows}


def named(condition):
    asked = re.findall(r"caller_is\(VARIADIC ARRAY\[(.*?)\]\)", condition)
    return {role for roles in asked for role in re.findall(r"'(\w+)'", roles)} or None


def is_view(database, table) -> bool:
    return database.value(f"select relkind = 'v' from pg_class where oid = '{table}'::regclass", role="postgres") == "t"


@pytest.mark.parametrize("table,command", sorted(ROUTES))
def test_a_policy_lets_in_whom_the_routes_let_in_and_nobody_else(database, policies, table, command):
    roles = ROUTES[table, command]
    if is_view(database, table):
        return
    assert (table, command) in policies, "a route without a policy: nobody gets through"
    by_policy = policies[table, command]
    if (table, command) in BY_ROW or by_policy is None:
        assert (table, command) in BY_ROW or command == "SELECT"
        return
    if table in VIEWS and command == "SELECT":
        assert policies[table, command] == roles - {"reader"}
        return
    assert by_policy - BEYOND.get((table, command), set()) == roles
    assert BEYOND.get((table, command), set()) <= by_policy - roles


def test_no_row_is_deleted_or_edited_where_no_route_does_it(database, policies):
    """Policies for writing without a plain route: each is there for routes or functions named here."""
    without = {key for key in policies if key[1] != "SELECT" and key not in ROUTES}
    assert without == {
        ("annulment", "INSERT"),  # POST /v1/awards/{id}/annulment
        ("award", "INSERT"),  # POST /v1/decisions
        ("decision", "INSERT"),
        ("cluster_flag_nomination", "INSERT"),  # POST /v1/clusters/{id}/flag-nominations
        ("nomination_event", "INSERT"),  # acts
        ("report_snapshot", "INSERT"),  # POST /v1/report-snapshots
        ("idempotency_key", "ALL"),  # every keyed write
        ("unit_succession", "UPDATE"),  # an admin's right without a route: a succession recorded by mistake is mended by hand
        ("unit_succession", "DELETE"),
    }
