"""Reads of one record are sent together over a few connections; each is answered as if it had been sent alone."""

import os
import threading
import time
from contextlib import contextmanager

import pytest

from support.client import Api
from support.locks import locked
from support.samples import collective

HERE = f"/v1/collectives/{collective(4)}"  # of the district 349
SECONDS, EACH = 2.0, 4
LAST_USED = """select pg_terminate_backend(pid) from pg_stat_activity
               where usename = 'tdkt_service' and datname = current_database() order by state_change desc limit 1"""
LOOPS = 8  # the maximum, whatever the number of processors
CALLERS = [
    ("district_reviewer", "349", 200), ("province_reviewer", "35", 200), ("unit_officer", "349", 200),
    ("district_reviewer", "353", 404), ("auditor", "36", 404), ("district_reviewer", "347", 404),
]


@pytest.fixture
def service(start_service):
    return start_service({"TDKT_DB_CONNECTIONS": str(8 * min(os.cpu_count(), LOOPS))})


class Reader:
    """Asks for one path again and again, and stores every status and the longest wait."""

    def __init__(self, service, role, unit, path, over):
        self.caller, self.path, self.over = Api(service).as_(role, unit), path, over
        self.statuses, self.longest = set(), 0.0
        self.thread = threading.Thread(target=self._run, daemon=True)
        self.thread.start()

    def _run(self):
        while not self.over.is_set():
            began = time.monotonic()
            self.statuses.add(self.caller.get(self.path).status)
            self.longest = max(self.longest, time.monotonic() - began)


@contextmanager
def reading(service, callers, path=HERE, each=EACH):
    """Yields the readers: `each` for every (role, unit)."""
    over = threading.Event()
    readers = [[Reader(service, role, unit, path, over) for _ in range(each)] for role, unit in callers]
    yield readers
    over.set()
    for reader in sum(readers, []):
        reader.thread.join(30)


def test_each_is_answered_by_their_own_rights(service):
    with reading(service, [caller[:2] for caller in CALLERS]) as readers:
        time.sleep(SECONDS)
    for (role, unit, expected), those in zip(CALLERS, readers, strict=True):
        assert set().union(*(reader.statuses for reader in those)) == {expected}, (role, unit)
    assert 'tdkt_lane_working{lane="short"} 0' in service.admin_get("/metrics")[1]


def test_readers_do_not_notice_a_cut_connection(service, database):
    with reading(service, [("district_reviewer", "349"), ("auditor", "36")]) as (here, elsewhere):
        for _ in range(15):
            time.sleep(0.1)
            database.psql(LAST_USED, "postgres")
    assert set().union(*(reader.statuses for reader in here)) == {200}
    assert set().union(*(reader.statuses for reader in elsewhere)) == {404}


def test_a_locked_table_holds_up_its_own_readers_alone(service, database):
    """Readers of the locked table wait or are refused. Readers of another record in the same lane are not held up."""
    classes = "/v1/award-classes/01600000-0003-7000-8000-000000000080"
    with reading(service, [("district_reviewer", "349")], classes) as [others]:
        with locked(database, "collective"):
            with reading(service, [("province_reviewer", "35")], each=8) as [waiting]:
                time.sleep(SECONDS)
    assert set().union(*(reader.statuses for reader in others)) == {200}
    assert max(reader.longest for reader in others) < 1.5
    assert set().union(*(reader.statuses for reader in waiting)) <= {200, 503}


def test_readers_do_not_notice_a_migration(service, database):
    with reading(service, [("district_reviewer", "349")]) as [readers]:
        for number in range(3):
            time.sleep(0.3)
            database.psql(f"alter table collective add column passing_{number} text", "tdkt_owner")
            database.psql(f"alter table collective drop column passing_{number}", "tdkt_owner")
    assert set().union(*(reader.statuses for reader in readers)) == {200}


def test_with_few_connections_reads_are_not_sent_together(start_service):
    service = start_service({"TDKT_DB_CONNECTIONS": "2"})
    Api(service).as_("district_reviewer", "349").get(HERE).expect(200)
    assert 'lane="short"' not in service.admin_get("/metrics")[1]
