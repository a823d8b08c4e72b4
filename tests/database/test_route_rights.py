"""The route table and the policies agree about who may do what with the rows of a table, role by role and in both
directions. A route for a role that no policy allows is a promise not kept; a policy for a role without a route is a
right that nobody meant to give. Routes are tested in tests/api/test_rights.py, rows in
tests/database/test_write_rights.py.
"""

import re

import pytest

from support.routes import routes

COMMANDS = {"GET": "SELECT", "POST": "INSERT", "PUT": "UPDATE", "PATCH": "UPDATE", "DELETE": "DELETE"}
# Roles that a policy names without a plain route of the table: other routes, which check more, or functions that run as
# their caller need them.
BEYOND = {
    ("award_rule", "SELECT"): {"reader"},
    ("base_salary", "SELECT"): {"reader"},
    ("holiday", "SELECT"): {"reader"},
    ("legal_regime", "SELECT"): {"reader"},
    ("nomination_transition", "SELECT"): {"reader"},
    ("stage_deadline", "SELECT"): {"reader"},
}
# Readers have views of these and no row of the table.
VIEWS = {"award": "award_public", "decision": "decision_public"}
# The row decides and not the role: the leader of the cluster in that year.
BY_ROW = {(table, command) for table in ("cluster_criterion", "cluster_year") for command in ("INSERT", "UPDATE", "DELETE")}
OF_ANOTHER = {"create_cluster_flag_nomination"}  # finds its cluster and writes rows of two other tables


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
    """{(table, command): roles that the policy names, or None if it names none}"""
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
def test_a_policy_names_exactly_the_roles_of_the_routes(database, policies, table, command):
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


def test_every_other_write_policy_has_its_reason_here(database, policies):
    """Write policies without a plain route: the routes or functions named here need them."""
    without = {key for key in policies if key[1] != "SELECT" and key not in ROUTES}
    assert without == {
        ("annulment", "INSERT"),  # POST /v1/awards/{id}/annulment
        ("award", "INSERT"),  # POST /v1/decisions
        ("decision", "INSERT"),
        ("cluster_flag_nomination", "INSERT"),  # POST /v1/clusters/{id}/flag-nominations
        ("nomination_event", "INSERT"),  # acts
        ("report_snapshot", "INSERT"),  # POST /v1/report-snapshots
        ("idempotency_key", "ALL"),  # every keyed write
    }
