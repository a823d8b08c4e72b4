"""Programs and schemas of different versions: an instance keeps running through a migration that only adds, stops at
one that removes something, and does not start on a schema that lacks what it needs.
"""

import json
import re
import subprocess
import time

import pytest

from support.client import Api
from support.paths import binary

SEED = "none"
OTHER_SCHEMA, BEHIND = 76, 75
NEWER = "insert into schema_migration (number, name, sha256, kind) select max(number) + 1, 'newer', 'x', '{0}' from schema_migration"


@pytest.fixture
def schema(databases):
    """A database for this test alone, with the migrations of this program."""
    made = databases.fresh(SEED)
    yield made
    made.drop()


@pytest.fixture
def empty(databases):
    """Bootstrapped but not migrated."""
    made = databases.bootstrapped()
    yield made
    made.drop()


def newest() -> int:
    told = subprocess.run([binary(), "--version"], capture_output=True, text=True, timeout=30).stdout
    return int(re.fullmatch(r"tdkt \d+\.\d+\.\d+, schema (\d+)\n", told).group(1))


def add(schema, kind):
    schema.psql(NEWER.format(kind), "tdkt_owner")


def readiness(service) -> tuple:
    status, body = service.admin_get("/readyz")
    return status, json.loads(body).get("reason")


def changes(service) -> list:
    """What the log says about readiness, line by line."""
    return [line["event"] for line in service.log_lines() if line["event"] in ("ready", "not_ready")]


def refused(start_service, schema, status) -> str:
    service = start_service(url=schema.url(), started=False)
    service.launch()
    assert service.wait() == status, service.log_text()
    [line] = service.log_lines()
    checked = subprocess.run([binary(), "check-config"], env=service.env, capture_output=True, text=True, timeout=60)
    assert (checked.returncode, checked.stderr) == (status, f"tdkt: {line['message']}\n")
    return line["message"]


def test_the_version_is_that_of_program_and_schema(schema):
    assert int(schema.value("select max(number) from schema_migration")) == newest()


@pytest.mark.parametrize("kind", ["expand", "backfill"])
def test_a_running_instance_stays_ready_through_a_compatible_migration(start_service, schema, kind):
    service = start_service(url=schema.url())
    add(schema, kind)
    assert readiness(service) == (200, None)
    assert changes(service) == ["ready"]
    start_service(url=schema.url())


def test_a_running_instance_turns_unready_when_something_was_taken_away(start_service, schema):
    service = start_service(url=schema.url())
    add(schema, "expand")
    add(schema, "contract")
    for _ in range(3):
        status, reason = readiness(service)
        assert status == 503 and f"of {newest()}" in reason and f"from {newest() + 2} on" in reason
    assert changes(service) == ["ready", "not_ready"], "a change is told once"
    schema.psql(f"delete from schema_migration where number = {newest() + 2}", "tdkt_owner")
    assert readiness(service) == (200, None)
    assert changes(service) == ["ready", "not_ready", "ready"]


def test_the_reason_has_a_sentence_in_either_language(start_service, schema):
    service = start_service(url=schema.url())
    add(schema, "contract")
    problem = json.loads(service.admin_get("/readyz")[1])
    assert problem["type"] == "/problems/unavailable" and problem["detail"] and problem["reason"]


def test_none_starts_on_a_schema_that_no_longer_fits(start_service, schema):
    add(schema, "contract")
    assert "run a newer program" in refused(start_service, schema, OTHER_SCHEMA)


def test_none_starts_on_another_programs_schema(start_service, schema):
    schema.psql(f"update schema_migration set sha256 = 'other' where number = {newest()}", "tdkt_owner")
    assert "is not this program's" in refused(start_service, schema, OTHER_SCHEMA)


def test_none_starts_on_a_schema_that_is_behind(start_service, schema):
    schema.psql(f"delete from schema_migration where number = {newest()}", "tdkt_owner")
    assert "tdkt migrate" in refused(start_service, schema, BEHIND)


def test_none_starts_on_a_database_without_a_schema(start_service, empty):
    assert "has no schema" in refused(start_service, empty, BEHIND)


def migrate(database):
    return subprocess.run(
        [binary(), "migrate"], env={"DATABASE_URL": database.url("tdkt_owner")}, capture_output=True, text=True, timeout=120
    )


def test_a_start_can_wait_for_the_migration(start_service, empty):
    service = start_service({"TDKT_WAIT_FOR_SCHEMA": "60"}, url=empty.url(), started=False)
    service.launch()
    service._wait_for("listening", service._listening)
    status, reason = readiness(service)
    assert status == 503 and "has no schema" in reason
    waiting = Api(service).as_("auditor", "35")
    waiting.get("/v1/units").expect_problem(503, "unavailable")
    assert migrate(empty).returncode == 0
    service._wait_for("ready", lambda: readiness(service)[0] == 200)
    waiting.get("/v1/units").expect(200)
    told = changes(service)
    assert told[0] == "not_ready" and told[-1] == "ready" and told.count("ready") == 1


def test_it_waits_no_longer_than_said(start_service, empty):
    service = start_service({"TDKT_WAIT_FOR_SCHEMA": "2"}, url=empty.url(), started=False)
    began = time.monotonic()
    service.launch()
    assert service.wait() == BEHIND and time.monotonic() - began >= 1
    [line] = [line for line in service.log_lines() if line["event"] == "start_refused"]
    assert "has no schema" in line["message"]


def test_an_older_program_leaves_a_newer_compatible_schema_as_it_is(schema):
    add(schema, "expand")
    done = migrate(schema)
    assert done.returncode == 0 and done.stdout.startswith("0 migrations applied")
    add(schema, "contract")
    done = migrate(schema)
    assert done.returncode == 1 and "ahead of this program" in done.stderr


def test_none_starts_on_functions_of_another_program(start_service, schema):
    schema.psql("update schema_definition set sha256 = 'other' where name = 'all'", "tdkt_owner")
    assert "functions in the database" in refused(start_service, schema, BEHIND)
    assert migrate(schema).returncode == 0
    start_service(url=schema.url())


def test_a_running_instance_stays_ready_when_functions_are_replaced(start_service, schema):
    service = start_service(url=schema.url())
    schema.psql("insert into schema_definition values ('all', 'newer', clock_timestamp())", "tdkt_owner")
    assert readiness(service) == (200, None)


def test_an_older_program_leaves_the_functions_of_a_newer_schema_as_they_are(start_service, schema):
    add(schema, "expand")
    schema.psql("update schema_definition set sha256 = 'newer'", "tdkt_owner")
    assert migrate(schema).returncode == 0
    assert schema.psql("select distinct sha256 from schema_definition") == [["newer"]]
    start_service(url=schema.url())


def test_the_first_migrations_are_one_contract_baseline(schema):
    assert schema.psql("select distinct kind from schema_migration where number <= 11") == [["contract"]]
