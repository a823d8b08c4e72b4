"""Rights that PostgreSQL gives to everybody and we revoke: on functions, temporary tables and large objects; also on a
database that no superuser prepared.
"""

import os
import subprocess

import pytest
from support.paths import binary
from support.sql import SqlError

SEED = "reference"
OWNER = "plain_owner"
OURS = f"pronamespace = 'public'::regnamespace and proowner = '{OWNER}'::regrole"
DEFINER_TRIGGERS = f"select proname from pg_proc where {OURS} and prosecdef and prorettype = 'trigger'::regtype order by 1"


@pytest.fixture(scope="module")
def plain(databases, database):
    """Migrated by an ordinary owner, without schema/bootstrap.sql. The roles of the cluster exist already."""
    postgres = databases.postgres
    postgres.psql(f"create role {OWNER} login")
    made = databases.empty()
    postgres.psql_alone(f'alter database "{made.name}" owner to {OWNER}')
    done = subprocess.run(
        [binary(), "migrate"], env=os.environ | {"DATABASE_URL": made.url(OWNER)}, capture_output=True, text=True, timeout=120
    )
    assert done.returncode == 0, done.stderr
    yield made
    made.drop()
    postgres.psql_alone(f"drop role {OWNER}")


def refused(database, statement, role="tdkt_service") -> str:
    with pytest.raises(SqlError) as refusal:
        database.psql(statement, role)
    return refusal.value.sqlstate


def open_functions(database, condition) -> list:
    return database.psql(
        f"select oid::regprocedure from pg_proc where {condition} and has_function_privilege('public', oid, 'execute')", "postgres"
    )


def test_no_function_of_ours_is_for_everybody(plain, database):
    assert open_functions(plain, OURS) == []
    assert open_functions(database, OURS.replace(OWNER, "tdkt_owner")) == []


def test_a_new_function_is_closed_until_it_is_opened(plain):
    plain.psql("create function brand_new() returns integer language sql return 1", OWNER)
    assert refused(plain, "select brand_new()") == "42501"
    plain.psql("drop function brand_new()", OWNER)


def test_a_table_of_the_service_gets_no_trigger_of_the_owner(plain):
    """Even where TEMP was granted again: no trigger function with the owner's rights can be attached to a table of the service."""
    functions = [name for [name] in plain.psql(DEFINER_TRIGGERS, "postgres")]
    assert len(functions) > 20
    plain.psql(f'grant temporary on database "{plain.name}" to tdkt_service', OWNER)
    for name in functions:
        attack = f"create temp table mine (id uuid); create trigger x before insert on mine for each row execute function {name}()"
        assert refused(plain, attack) == "42501", name
    plain.psql(f'revoke temporary on database "{plain.name}" from tdkt_service', OWNER)


def test_the_migration_takes_temporary_tables_away(plain):
    assert refused(plain, "create temp table mine (id uuid)") == "42501"


@pytest.mark.parametrize("statement", [
    "select lo_create(0)", "select lo_creat(-1)", "select lo_from_bytea(0, 'x')", "select lo_put(1, 0, 'x')",
    "select lo_open(1, 131072)", "select lo_import('/etc/hostname')",
])
def test_large_objects_are_closed_by_the_bootstrap(database, statement):
    assert refused(database, statement) == "42501"
