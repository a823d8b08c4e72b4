"""The service or PostgreSQL is killed during a stream of acts. Each nomination is in exactly one state with its whole
history, and a retry with the same Idempotency-Key and ETag finds the act done once.
"""

import http.client
import threading
import time
from contextlib import contextmanager

import pytest

from support.client import Api
from support.machine import Case, Machine
from support.placing import Placing
from support.workflows import class_id
from support.samples import DUY_TIEN
from support.wire import KeepAlive, Lost

DESKS, KILLS, SECONDS = 6, 3, 60
DEAF = 4  # every fourth request is sent without reading the answer, every eighth after waiting for its first byte


class Desk:
    """A caller who sends one act after the other, and repeats each one until an answer tells what happened."""

    def __init__(self, service, token, acts):
        """acts: a generator of (path, body, ETag); it receives the headers of each answer."""
        self.service, self.token, self.acts = service, token, acts
        self.told, self.asked, self.replayed, self.surprise = [], 0, 0, None
        self.over, self.wire = threading.Event(), None
        self.thread = threading.Thread(target=self._run, daemon=True)

    def _run(self):
        try:
            act = next(self.acts)
            while not self.over.is_set():
                headers = self._insist(*act, key=f"{id(self)}-{len(self.told)}")
                self.told.append(act)
                act = self.acts.send(headers)
        except (AssertionError, StopIteration) as reason:
            self.surprise = reason if isinstance(reason, AssertionError) else None

    def _insist(self, path, body, etag, key) -> dict:
        deadline = time.monotonic() + SECONDS
        while time.monotonic() < deadline:
            status, headers, answer = self._ask(path, body, etag, key)
            if status == 201:
                self.replayed += headers["Idempotency-Replayed"] == "true"
                return headers
            is_running = status == 409 and answer["type"] == "/problems/key-running"
            assert status in (None, 503, 504) or is_running, (path, body, etag, key, status, answer)
            time.sleep(0.02)
        raise AssertionError(f"no answer to {path} in {SECONDS} seconds")

    def _ask(self, path, body, etag, key) -> tuple:
        """The status is None when there was no answer, or only a part of one."""
        try:
            self.wire = self.wire or KeepAlive(self.service.api or "127.0.0.1:1", self.token)
            self.asked += 1
            if self.asked % DEAF == 0:
                self.wire.hang_up_on("POST", path, body, etag, key, when_answered=self.asked % (2 * DEAF) == 0)
                return None, None, None
            return self.wire.send("POST", path, body, etag=etag, key=key)
        except (Lost, OSError, http.client.HTTPException):
            self.wire = None
            return None, None, None


@contextmanager
def at_work(desks, at_least=5):
    """Each desk gets some answers before the fault and after it."""
    for desk in desks:
        desk.thread.start()
    wait_for_each(desks, at_least)
    yield
    wait_for_each(desks, at_least)
    for desk in desks:
        desk.over.set()
    for desk in desks:
        desk.thread.join(2 * SECONDS)
        assert not desk.thread.is_alive() and desk.surprise is None, desk.surprise


def wait_for_each(desks, more):
    deadline, wanted = time.monotonic() + SECONDS, [len(desk.told) + more for desk in desks]
    while any(desk.thread.is_alive() and len(desk.told) < least for desk, least in zip(desks, wanted, strict=True)):
        assert time.monotonic() < deadline, [(len(desk.told), desk.surprise) for desk in desks]
        time.sleep(0.01)


def hold_and_resume(at):
    etag, number = at.etag, 0
    while True:
        for act, more in (("holds", {"ground": "inspection"}), ("resumption", {})):
            number += 1
            said = more | {"reason": f"Lần {number}", "acted_on": "2018-03-01"}
            headers = yield f"{at.path}/{act}", said, etag
            etag = headers["ETag"]


@pytest.fixture
def service(serve):
    return serve({"TDKT_DB_CONNECT_MS": "1000"})


@pytest.fixture
def held(service, own_database):
    """Nominations under review, each with a district reviewer who holds and resumes it without a pause."""
    machine = Machine.read(Api(service).as_("auditor", "35"))
    workflow = Placing(own_database, machine, "GK", Case("base", ("35", "349")), "2018-03-01")
    under_review = workflow.like([workflow.places["district_review", None, False]] * DESKS)
    token = service.token("district_reviewer", "349", "placed.district")
    return under_review, [Desk(service, token, hold_and_resume(at)) for at in under_review]


def assert_whole(database, nominations, desks):
    """Every answered act was done, once and in this order, and no other act."""
    for at, desk in zip(nominations, desks, strict=True):
        events = database.psql(
            f"""select action, from_state, to_state, on_version, reason from nomination_event
                where nomination_id = '{at.id}' order by on_version""", "postgres")
        [[state, held_state, version]] = database.psql(
            f"select state, held_state, version from nomination where id = '{at.id}'", "postgres")
        assert [int(event[3]) for event in events] == list(range(1, int(version)))
        assert [event[1] for event in events] == ["draft", *[event[2] for event in events[:-1]]]
        assert events[-1][2] == state and (held_state is not None) == (state == "on_hold")
        done = [event[4] for event in events if event[0] in ("hold", "resume")]
        told = [body["reason"] for _, body, _ in desk.told]
        assert done == told, "an act was done twice, or was not done though it was answered"


def kill_the_service(service, _postgres):
    service.kill()
    service.start()


def kill_the_database(_service, postgres):
    postgres.kill()
    postgres.start()


@pytest.mark.parametrize("kill", [kill_the_service, kill_the_database])
def test_each_act_is_done_once(own_postgres, own_database, service, held, kill):
    nominations, desks = held
    with at_work(desks):
        for _ in range(KILLS):
            kill(service, own_postgres)
            wait_for_each(desks, 3)
    assert_whole(own_database, nominations, desks)
    assert any(desk.replayed for desk in desks), "nobody asked for what was done already"


def submit_dossiers(dossiers):
    for dossier in dossiers:
        yield f"/v1/dossiers/{dossier}/submission", {"acted_on": "2018-03-01"}, '"1"'


@pytest.mark.parametrize("kill", [kill_the_service, kill_the_database])
def test_a_dossier_is_sent_as_a_whole_or_not(own_postgres, own_database, service, kill):
    """Each of its nominations has done the same transition, and no more, however often it was sent."""
    each = 4
    rows = own_database.psql(
        f"""insert into dossier (number, title, unit_id, year, dated_on)
            select n, 'Hồ sơ (mẫu)', '{DUY_TIEN}', 2018, '2018-02-01' from generate_series(1, 240) n;
            insert into collective (code, name, unit_id, kind)
            select d.number || '.' || n, d.id, '{DUY_TIEN}', 'agency'
            from dossier d cross join generate_series(1, {each}) n where d.title = 'Hồ sơ (mẫu)';
            insert into nomination (dossier_id, award_class_id, subject_kind, collective_id)
            select c.name::uuid, '{class_id("GK")}', 'collective', c.id
            from collective c join dossier d on d.id::text = c.name;
            select id from dossier where title = 'Hồ sơ (mẫu)'""", "postgres")
    token = service.token("unit_officer", "349", "an.nv")
    dossiers = [id for [id] in rows]
    desks = [Desk(service, token, submit_dossiers(dossiers[number::DESKS])) for number in range(DESKS)]
    with at_work(desks, 2):
        kill(service, own_postgres)
    shapes = own_database.psql(
        """select array_agg(distinct n.state), count(n.id), count(e.id), d.state
           from dossier d join nomination n on n.dossier_id = d.id
           left join nomination_event e on e.nomination_id = n.id
           where d.title = 'Hồ sơ (mẫu)' group by d.id""", "postgres")
    kept, gone = ("{draft}", f"{each}", "0", "draft"), ("{submitted}", f"{each}", f"{each}", "open")
    assert {tuple(shape) for shape in shapes} <= {kept, gone}
    sent = sum(shape[3] == "open" for shape in shapes)
    assert sent == sum(len(desk.told) for desk in desks)
