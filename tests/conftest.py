"""What every test can ask for: a private PostgreSQL for the worker, a fresh database and a service for the module.

A module chooses what its database holds with SEED = "demonstration" (the default), "reference" or "none", and changes
the service's environment with SERVICE_ENV = {...}. Tests of a module share both, run in any order, and therefore name
what they make with `unique`.
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
    """The longest files first: none of them is then what everybody else waits for at the end."""
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
    """A fresh copy of the template, for the module."""
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
    """A caller without a token; api.as_(role, unit) is one with."""
    return Api(service)


@pytest.fixture
def start_service(database, keys):
    """start_service({"TDKT_X": "1"}) → another service on the module's database, stopped after the test.

    Its own database: start_service(env, url=…). Not started: start_service(env, started=False).
    """
    with ExitStack() as running:

        def start(env=None, url=None, started=True):
            made = Service(url or database.url(), keys, env)
            running.callback(made.stop)
            return made.start() if started else made

        yield start


@pytest.fixture
def own_postgres():
    """A cluster of the test's own, to stop, kill and start."""
    cluster = Postgres().start()
    yield cluster
    cluster.remove()


@pytest.fixture(scope="session")
def unique():
    """unique("collective") → a name nobody else has, for codes too: short, upper and lower case letters, digits, "-"."""
    run, numbers = secrets.token_hex(3), itertools.count(1)
    return lambda prefix="x": f"{prefix}-{run}-{next(numbers)}"
