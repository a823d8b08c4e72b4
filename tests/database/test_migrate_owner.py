"""The role that migrates owns the tables: never a superuser, and never a second owner beside the first."""

import os
import subprocess

import pytest
from support.paths import binary
from support.sql import literal

SEED = "none"


def migrate(url):
    return subprocess.run([binary(), "migrate"], env=os.environ | {"DATABASE_URL": url}, capture_output=True, text=True, timeout=120)


@pytest.fixture
def empty(databases):
    made = databases.bootstrapped()
    yield made
    made.drop()


def tables(database) -> list:
    return database.psql("select distinct tableowner from pg_tables where schemaname = 'public'", "postgres")


def test_a_superuser_makes_no_tables(empty):
    refused = migrate(empty.url("postgres"))
    assert refused.returncode == 1 and "superuser" in refused.stderr and "-c role=tdkt_owner" in refused.stderr
    assert tables(empty) == []


def test_a_superuser_who_sets_the_owners_role_makes_tables(empty):
    done = migrate(empty.url("postgres") + " options='-c role=tdkt_owner'")
    assert done.returncode == 0, done.stderr
    assert tables(empty) == [["tdkt_owner"]]


@pytest.mark.parametrize("role", ["postgres", "tdkt_service", "another_owner"])
def test_nobody_adds_to_the_tables_of_another(database, role):
    if role == "another_owner":
        database.psql(
            f'create role another_owner login; grant create, usage on schema public to another_owner;'
            f'grant connect on database "{database.name}" to another_owner', "postgres")
    refused = migrate(database.url(role))
    assert refused.returncode == 1 and f"belong to tdkt_owner, and {role} must not" in refused.stderr
    assert tables(database) == [["tdkt_owner"]]
    if role == "another_owner":
        database.psql("drop owned by another_owner; drop role another_owner", "postgres")


def test_a_superuser_without_bootstrap_is_told_to_run_it(databases, own_postgres):
    """In a cluster where the role does not exist."""
    own_postgres.psql_alone("create database bare template template0")
    refused = migrate(own_postgres.url("postgres", "bare"))
    assert refused.returncode == 1 and "bootstrap.sql" in refused.stderr
    assert own_postgres.psql(f"select from pg_tables where schemaname = {literal('public')}", database="bare") == []


def test_tables_that_a_superuser_owns_already_are_still_migrated(databases):
    """An installation from before superusers were refused is not locked out."""
    made = databases.bootstrapped()
    assert migrate(made.url("postgres") + " options='-c role=tdkt_owner'").returncode == 0
    made.psql("alter table schema_migration owner to postgres", "postgres")
    done = migrate(made.url("postgres"))
    assert done.returncode == 0 and done.stdout.startswith("0 migrations applied")
    made.drop()
