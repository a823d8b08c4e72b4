"""Fixtures of every test: a private PostgreSQL for each worker; a fresh database and a service for each module.

A module chooses what its database holds with SEED = "demonstration" (the default), "reference" or "none", and changes
the service's environment with SERVICE_ENV = {...}. The tests of a module share both and run in any order. They
therefore name what they make with `unique`.
"""

import itertools
import os
import secrets
from contextlib import ExitStack

import pytest

from support.client import Api
from support.databases import Databases
from support.postgres import Postgres
from support.proxy import SETTINGS, stand_behind
from support.service import Service
from support.tokens import Keys


def pytest_collection_modifyitems(items):
    """The longest files start first, so that no worker waits for one of them at the end."""
    items.sort(key=lambda item: "scripts" not in item.path.parts)


@pytest.fixture(scope="session")
def postgres():
    """The worker's own cluster. A test that stops it needs one of its own: `own_postgres`."""
    cluster = Postgres().start()
    yield cluster
    cluster.remove()


@pytest.fixture(scope="session")
def databases(postgres):
    return Databases(postgres)


@pytest.fixture(scope="session")
def keys():
    return Keys.made_by_tdkt()


@pytest.fixture(scope="module")
def database(request, databases):
    """A fresh copy of the template database, for the module."""
    made = databases.fresh(getattr(request.module, "SEED", "demonstration"))
    yield made
    made.drop()


@pytest.fixture(scope="module")
def service(request, database, keys):
    """The program, serving the module's database; behind the nginx of deploy/ when TDKT_THROUGH_PROXY is set."""
    is_behind = bool(os.environ.get("TDKT_THROUGH_PROXY"))
    environment = getattr(request.module, "SERVICE_ENV", None) or {}
    running = Service(database.url(), keys, environment | (SETTINGS if is_behind else {})).start()
    with ExitStack() as front:
        if is_behind:
            stand_behind(running, front)
        yield running
    running.stop()


@pytest.fixture
def api(service):
    """A caller without a token; api.as_(role, unit) returns a caller with one."""
    return Api(service)


@pytest.fixture
def start_service(database, keys):
    """start_service({"TDKT_X": "1"}) → another service on the module's database, stopped after the test.

    With a database of its own: start_service(env, url=…). Not started yet: start_service(env, started=False).
    """
    with ExitStack() as running:

        def start(env=None, url=None, started=True):
            made = Service(url or database.url(), keys, env)
            running.callback(made.stop)
            return made.start() if started else made

        yield start


@pytest.fixture
def own_postgres():
    """A cluster for one test alone, which it may stop, kill and start."""
    cluster = Postgres().start()
    yield cluster
    cluster.remove()


@pytest.fixture(scope="session")
def unique():
    """unique("collective") → a name that nobody else has. It also fits codes: short, only letters of both cases, digits and "-"."""
    run, numbers = secrets.token_hex(3), itertools.count(1)
    return lambda prefix="x": f"{prefix}-{run}-{next(numbers)}"
