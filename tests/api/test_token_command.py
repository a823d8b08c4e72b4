"""`tdkt token` signs only what a service would accept."""

import base64
import json
import os
import subprocess

import pytest
from support.client import Api
from support.paths import binary

ID = "01600000-0001-7000-8000-000100000349"


@pytest.fixture
def tdkt_token(keys):
    def run(*arguments, **settings):
        clean = {name: value for name, value in os.environ.items() if not name.startswith(("TDKT_", "PG", "DATABASE_"))}
        environment = clean | {"TDKT_HOME": str(keys.home)} | settings
        return subprocess.run([binary(), "token", *arguments], env=environment, capture_output=True, text=True, timeout=60)

    return run


def refused(done) -> str:
    assert done.returncode == 1 and done.stdout == "" and len(done.stderr.splitlines()) == 1, done
    return done.stderr


def claims_of(done) -> dict:
    assert done.returncode == 0, done.stderr
    body = done.stdout.split(".")[1]
    return json.loads(base64.urlsafe_b64decode(body + "=" * (-len(body) % 4)))


@pytest.mark.parametrize("role", ["superuser", "Reader", "reader ", "", "district-reviewer", "tdkt_owner"])
def test_an_unknown_role_is_refused(tdkt_token, role):
    said = refused(tdkt_token("--role", "reader", "--role", role))
    assert f'"{role}"' in said and "district_reviewer" in said


@pytest.mark.parametrize("unit", ["", "349,350", "349 ", "đơn-vị", "x" * 17, "'349'", ID + "0", "349;"])
def test_a_unit_that_is_neither_code_nor_id_is_refused(tdkt_token, unit):
    assert "neither the code nor the id" in refused(tdkt_token("--role", "reader", "--unit", "349", "--unit", unit))


@pytest.mark.parametrize("unit", ["99999", "01600000-0001-7000-8000-0001ffffffff"])
def test_a_unit_that_the_database_has_not_is_refused(tdkt_token, database, unit):
    arguments = ("--role", "reader", "--unit", "349", "--unit", unit)
    for role in ("tdkt_service", "tdkt_owner"):
        assert f'no unit "{unit}"' in refused(tdkt_token(*arguments, DATABASE_URL=database.url(role)))
    assert tdkt_token(*arguments).returncode == 0  # nobody to ask


def test_a_token_opens(tdkt_token, service, database):
    done = tdkt_token("--role", "district_reviewer", "--unit", "349", "--unit", ID, DATABASE_URL=database.url())
    assert claims_of(done)["units"] == ["349", ID] and done.stderr == ""
    assert Api(service, done.stdout.strip()).get("/v1/collectives").expect(200).items


def test_without_a_database_it_signs_with_a_warning(tdkt_token):
    done = tdkt_token("--role", "reader", "--unit", "349", DATABASE_URL="host=/nowhere dbname=x user=y")
    assert claims_of(done)["units"] == ["349"] and "cannot be asked" in done.stderr


def test_its_claims_stand_where_the_settings_say(tdkt_token, start_service, keys):
    settings = {
        "TDKT_JWT_ROLES_CLAIM": "realm_access.roles", "TDKT_JWT_UNITS_CLAIM": "https://tdkt.example/units",
        "TDKT_JWT_SUBJECT_CLAIM": "oid", "TDKT_JWT_AUDIENCE_CLAIM": "client_id", "TDKT_JWT_AUDIENCE": "one, two",
    }
    done = tdkt_token("--role", "district_reviewer", "--unit", "349", "--sub", 'a "b"', **settings)
    claims = claims_of(done)
    assert (claims["oid"], claims["client_id"]) == ('a "b"', "one") and claims["realm_access.roles"] == ["district_reviewer"]
    assert Api(start_service(settings), done.stdout.strip()).get("/v1/collectives").expect(200).items


@pytest.mark.parametrize("name,value", [
    ("TDKT_JWT_ROLE_MAP", "x=reader"), ("TDKT_JWT_ISSUERS", "/x.json"), ("TDKT_JWT_ACCESS_CLAIM", "azp"),
])
def test_with_the_settings_of_a_provider_it_signs_nothing(tdkt_token, name, value):
    assert name in refused(tdkt_token("--role", "reader", **{name: value}))
