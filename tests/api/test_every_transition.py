"""Every act by every role, of every kind of unit and person, in every state of a workflow: the answer is what the table
(GET /v1/nomination-transitions) says, and a refusal changes nothing.

test_transitions.py checks that the table says what the law requires.
"""

import datetime
import itertools
import json
from concurrent.futures import ThreadPoolExecutor

import pytest

from support.client import Api
from support.council import a_class
from support.machine import ACTS, ELSEWHERE, NOBODY, Caller, Case, Machine
from support.placing import HELPERS, Placing, unit_id
from support.routes import ROLES
from support.samples import unit
from support.sql import literal
from support.wire import KeepAlive

COMMUNE = unit(13324)  # Hòa Mạc of 2018; another unit has its code today
OLD, NEW = "2018-03-01", "2025-09-03"
VOTED = "a class of the base that is voted on"
WORKFLOWS = {
    # award class, case of the draft, day of its acts, units that do not see it
    "district title": ("GK", Case("base", ("35", "349"), seen_too=("37",)), OLD, ("353", "36")),
    "province title": ("BKT", Case("province", ("35", "349", COMMUNE), seen_too=("37",)), OLD, ("353",)),
    "state title": ("BKTTG", Case("state", ("35", "349"), seen_too=("37",)), OLD, ("36",)),
    "state title with consultation": ("HCLD3", Case("state", ("35", "349"), True, seen_too=("37",)), OLD, ("353",)),
    "title of the province's office": ("GK", Case("base", ("35",), seen_too=("37",)), OLD, ("349",)),
    "state title of the province's office": ("HCLD3", Case("state", ("35",), True, seen_too=("37",)), OLD, ("349",)),
    "commune title since the reform": ("GK", Case("base", ("37", "13324")), NEW, ("13330", "349")),
    "province title since the reform": ("BKT", Case("province", ("37", "13324")), NEW, ("13330",)),
    "district title with a vote": (VOTED, Case("base", ("35", "349", COMMUNE), seen_too=("37",), votes=True), OLD, ("353",)),
    "office's title with a vote": (VOTED, Case("base", ("35",), seen_too=("37",), votes=True), OLD, ("349",)),
    "irregular district title": ("GK", Case("base", ("35", "349"), seen_too=("37",), simplified=True), OLD, ("353",)),
    "irregular province title": ("BKT", Case("province", ("35", "349", COMMUNE), seen_too=("37",), simplified=True), OLD, ("353",)),
    "irregular state title": ("HCLD3", Case("state", ("35", "349"), seen_too=("37",), simplified=True), OLD, ("36",)),
    "irregular province title since the reform": ("BKT", Case("province", ("37", "13324"), simplified=True), NEW, ("13330",)),
    "commune title with a vote": (VOTED, Case("base", ("37", "13324"), votes=True), NEW, ("13330",)),
}
ACTING, LOOKING = ROLES[:4], ROLES[4:]
REASONS = {None: "route", "nomination_role": "role", "nomination_unit": "unit", "nomination_actor": "actor"}
THREADS = 4


@pytest.fixture(scope="module")
def machine(service):
    return Machine.read(Api(service).as_("auditor", "35"))


@pytest.fixture
def placed(database, machine, unique):
    """Returns a function that makes the Placing of a workflow; some need a class made for the test."""

    def place(award, start, day):
        known = a_class(database, unique, level="base") if award is VOTED else award
        return Placing(database, machine, known, start, day)

    return place


@pytest.fixture(scope="module")
def token(service):
    made = {NOBODY: ""}

    def of(caller):
        if caller not in made:
            roles = [caller.roles] if isinstance(caller.roles, str) else list(caller.roles)
            made[caller] = service.token(roles, caller.unit, caller.sub)
        return made[caller]

    return of


def callers(case, outside) -> list:
    """Each role in each unit as a new person; in the case's own unit also the people who acted before, and one person
    with all roles."""
    made = [Caller(role, name, f"{role}.{name}")
            for role, name in itertools.product(ACTING, case.chain + case.seen_too + outside)]
    made += [Caller(role, name, f"{role}.{name}")
             for role, name in itertools.product(LOOKING, (case.chain[-1], outside[0]))]
    made += [Caller(role, case.chain[0], sub) for role, sub in itertools.product(ACTING, case.actors)]
    return [*made, Caller(ROLES, case.chain[0], "all.hats"), NOBODY]


def body(action, day) -> dict:
    """A complete body, so that only the table can refuse the act."""
    said = {"acted_on": day}
    if action != "submit":
        said["reason"] = "Lý do"
    if ACTS[action] == "reviews":
        said |= {"verdict": action, "acknowledgement": "Đã xem xét"}
    return said | {"forward": {"letter_number": "12/TTr"}, "hold": {"ground": "complaint"}}.get(action, {})


def snapshot(database, placed) -> list:
    """All data that an act could change."""
    listed = ", ".join(literal(at.id) for at in placed)
    return database.psql(
        f"""select n.id, n.version, n.state, n.held_state, n.updated_at, d.state, d.version, count(e.id)
            from nomination n join dossier d on d.id = n.dossier_id
            left join nomination_event e on e.nomination_id = n.id
            where n.id in ({listed}) group by n.id, d.id order by n.id""",
        "postgres",
    )


def told(status, answer) -> tuple:
    """The parts of an answer that the model can predict."""
    match status:
        case 201:
            return status, answer["state"], answer["held_state"]
        case 403:
            return status, REASONS[answer.get("rule")]
        case 409:
            return status, answer["current_state"], tuple(answer["allowed"])
    return (status,)


def foretold(case, expected, caller) -> tuple:
    if expected.status == 201:
        after = case.after(expected.step, caller)
        return 201, after.state, after.held
    explained = {403: (403, expected.reason), 409: (409, case.state, expected.allowed)}
    return explained.get(expected.status, (expected.status,))


def differing(service, token, day, attempts) -> list:
    """The answers that differ from the prediction."""

    def take(share):
        wire = KeepAlive(service.api, "")
        for at, caller, action, expected in share:
            status, _, answer = wire.send("POST", f"{at.path}/{ACTS[action]}", body(action, day), token(caller), at.etag)
            wanted, found = foretold(at.case, expected, caller), told(status, answer)
            if found != wanted:
                yield at.case.state, at.case.held, caller, action, wanted, found, answer
        wire.close()

    with ThreadPoolExecutor(THREADS) as threads:
        done = threads.map(lambda number: list(take(attempts[number::THREADS])), range(THREADS))
        return [difference for share in done for difference in share]


@pytest.mark.parametrize("workflow", WORKFLOWS)
def test_every_act_is_answered_as_the_table_says(service, database, machine, placed, token, workflow):
    award, start, day, outside = WORKFLOWS[workflow]
    on = datetime.date.fromisoformat(day)
    placing = placed(award, start, day)
    everywhere = list(placing.places.values())
    attempts = [(at, caller, action, machine.answer(at.case, caller, action, on))
                for at in everywhere for caller in callers(at.case, outside) for action in ACTS]
    refused = [attempt for attempt in attempts if attempt[3].status != 201]
    granted = [attempt for attempt in attempts if attempt[3].status == 201]
    assert {expected.status for *_, expected in attempts} == {201, 401, 403, 404, 409}
    own = placing.like([at for at, *_ in granted])

    before = snapshot(database, everywhere)
    assert differing(service, token, day, refused) == []
    assert snapshot(database, everywhere) == before, "a refusal left something"
    assert differing(service, token, day, [(at, *rest) for at, (_, *rest) in zip(own, granted, strict=True)]) == []


ATTEMPTS = """
create temporary table outcome (number integer, said text);

create function pg_temp.attempt(p_job jsonb) returns text language plpgsql as $$
declare
    own nomination;
    named text;
begin
    select * into own from nomination where id = (p_job ->> 'id')::uuid;
    perform pg_temp.enter_as(p_job ->> 'roles', p_job ->> 'sub',
        case when (p_job ->> 'sees')::boolean then own.province_lineage else u.lineage_id end, u.lineage_id)
    from unit u where u.id = (p_job ->> 'unit')::uuid;
    perform pg_temp.enter(own, p_job ->> 'action', (p_job ->> 'on')::date);
    raise sqlstate 'TD999' using constraint = 'open';
exception when others then
    get stacked diagnostics named = constraint_name;
    return coalesce(nullif(named, ''), sqlerrm);
end
$$;
"""
SAID = {
    "nomination_role": "role", "nomination_unit": "unit", "nomination_actor": "actor",
    "nomination_transition": "transition", "nomination_authority": "authority",
    "nomination_event_nomination_id_fkey": "unseen", "open": None,
}


def reason(machine, at, caller, action, on) -> str | None:
    return machine.outcome(at.case, caller, action, on).reason if at.case.seen_by(caller) else "unseen"


@pytest.mark.parametrize("workflow", WORKFLOWS)
def test_what_follows_from_a_vote_or_a_decision_is_asked_of_the_table_too(database, machine, placed, workflow):
    """pass, fail, defer, reopen, decide and annul have no endpoint of their own: the test asks the database as their
    functions do."""
    award, start, day, outside = WORKFLOWS[workflow]
    on = datetime.date.fromisoformat(day)
    placing = placed(award, start, day)
    attempts = [(at, caller, action)
                for at in placing.places.values() for action in ELSEWHERE for caller in callers(at.case, outside[:1])
                if caller is not NOBODY]
    jobs = [
        {"id": at.id, "roles": caller.roles if isinstance(caller.roles, str) else ",".join(caller.roles),
         "sub": caller.sub, "unit": unit_id(caller.unit), "sees": at.case.seen_by(caller), "action": action, "on": day}
        for at, caller, action in attempts
    ]
    asked = f"select pg_temp.attempt(job) from jsonb_array_elements({literal(json.dumps(jobs))}) job"
    found = [SAID.get(said, said) for [said] in database.psql(HELPERS + ATTEMPTS + asked, "postgres")]
    wanted = [reason(machine, *attempt, on) for attempt in attempts]
    assert [tried for tried in zip(attempts, wanted, found, strict=True) if tried[1] != tried[2]] == []
    assert {"transition", "role", "unseen", None} <= set(found)
