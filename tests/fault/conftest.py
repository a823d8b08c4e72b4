"""A cluster, a database and a service for one test alone, which it may break."""

from contextlib import ExitStack

import pytest

from support.databases import Databases
from support.service import Service


@pytest.fixture
def own_database(own_postgres):
    """With reference data. Unlike in other tests, acknowledged writes reach the disk, as in production."""
    made = Databases(own_postgres).fresh("demonstration")
    own_postgres.psql("alter role tdkt_service set synchronous_commit = on")
    return made


@pytest.fixture
def serve(own_database, keys):
    """serve({"TDKT_X": "1"}) → a service on that database. If it still runs after the test, it is stopped and checked."""
    with ExitStack() as running:

        def start(env=None):
            made = Service(own_database.url(), keys, env)
            running.callback(made.stop)
            return made.start()

        yield start
