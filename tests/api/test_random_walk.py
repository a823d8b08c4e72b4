"""Thousands of random acts by many callers at once on a few dozen nominations: the model predicts each answer, and
afterwards the database itself shows that no rule of the workflow was broken.

TDKT_WALK_STEPS sets the number of requests, TDKT_WALK_SEED the random seed, which is printed.
"""

import os
import secrets
from concurrent.futures import ThreadPoolExecutor

import pytest

from support.client import Api
from support.council import a_class
from support.machine import Machine
from support.samples import HA_NAM
from support.sql import SqlError
from support.walk import Tokens, Walker

STEPS = int(os.environ.get("TDKT_WALK_STEPS", 3000))
SEED = "reference"  # of the database
WAY = os.environ.get("TDKT_WALK_SEED") or secrets.token_hex(4)
WALKERS, NOMINATIONS = 4, 9


@pytest.fixture(scope="module")
def walked(service, database, unique):
    """The walkers after all their acts."""
    print(f"the walk is repeated by TDKT_WALK_SEED={WAY} TDKT_WALK_STEPS={STEPS}")
    machine, tokens, subjects = Machine.read(Api(service).as_("auditor", "35")), Tokens(service), []
    voted = a_class(database, unique, permille=501, level="base")
    walkers = [Walker(service, machine, tokens, unique, subjects, f"{WAY}.{number}", NOMINATIONS, voted)
               for number in range(WALKERS)]
    with ThreadPoolExecutor(WALKERS) as threads:
        list(threads.map(lambda walker: walker.walk(STEPS // WALKERS), walkers))
    return walkers


def rows(database, statement) -> list:
    """The rows that break a rule, only of nominations whose history was made by this test."""
    return database.psql(statement, "postgres")


def test_every_answer_was_foretold(walked):
    done, tried = sum(walker.done for walker in walked), sum(walker.steps for walker in walked)
    print(f"{tried} acts, {done} of them done, on {sum(len(walker.all) for walker in walked)} nominations;",
          f"{sum(walker.overtaken for walker in walked)} overtaken by a step of another")
    assert [walker.surprise for walker in walked if walker.surprise] == []
    assert tried >= STEPS and done > tried / 10
    ends = {of.case.state for walker in walked for of in walker.all}
    assert STEPS < 3000 or {"decided", "rejected", "withdrawn"} <= ends


def test_the_events_are_the_acts_that_were_done(walked, database):
    told = {(of.id, number, *entry) for walker in walked for of in walker.all for number, entry in enumerate(of.log, 1)}
    ids = ",".join(f"'{of.id}'" for walker in walked for of in walker.all)
    kept = rows(database, f"""
        select nomination_id, row_number() over (partition by nomination_id order by on_version),
            action, from_state, to_state, stage, actor
        from nomination_event where nomination_id in ({ids})""")
    assert {(row[0], int(row[1]), *row[2:]) for row in kept} == told


def test_each_history_replays_to_where_the_nomination_stands(walked, database):
    assert rows(database, """
        with step as (
            select e.*, lag(to_state, 1, 'draft') over each_one as stood, lead(id) over each_one as following
            from nomination_event e window each_one as (partition by nomination_id order by on_version)
        )
        select n.id, n.state, s.from_state, s.stood, s.to_state
        from nomination n left join step s on s.nomination_id = n.id
        where case when s.id is null then n.state <> 'draft'
            else s.stood <> s.from_state or s.following is null and s.to_state <> n.state end
        """) == []


def test_what_is_held_goes_on_where_it_was(walked, database):
    assert rows(database, """
        select n.id from nomination n
        where (n.state = 'on_hold') <> (n.held_state is not null)
        or n.state = 'on_hold' and n.held_state <> (
            select from_state from nomination_event where nomination_id = n.id order by on_version desc limit 1)
        union all
        select r.nomination_id from nomination_event r
        where r.action = 'resume' and r.to_state <> (
            select h.from_state from nomination_event h
            where h.nomination_id = r.nomination_id and h.on_version < r.on_version order by h.on_version desc limit 1)
        """) == []


def test_each_change_of_state_has_its_event(walked, database):
    """Compared with the change history, which does not know events: as many changes as events, each at its version."""
    assert rows(database, """
        with change as (
            select row_id, version, row ->> 'state' as state,
                lag(row ->> 'state') over (partition by row_id order by version) as stood,
                lag(version) over (partition by row_id order by version) as before
            from change_history where table_name = 'nomination'
        )
        select c.row_id, c.version, c.stood, c.state, e.action
        from change c
        full join nomination_event e on e.nomination_id = c.row_id and e.on_version = c.version - 1
        where c.version <> c.before + 1
        or (c.stood, c.state) is distinct from (e.from_state, e.to_state) and (c.stood <> c.state or e.id is not null)
        """) == []


def test_nobody_acted_at_two_stages_or_on_what_they_submitted(walked, database):
    """Entering or confirming a paper and closing a ballot belong to the council's stage, too."""
    assert rows(database, """
        with act as (
            select nomination_id, actor, stage from nomination_event
            union all
            select i.nomination_id, who, 'council'
            from council_item i left join council_paper p on p.item_id = i.id
            cross join unnest(array[p.entered_by, p.confirmed_by, p.refused_by, i.closed_by]) as who
            where who is not null
        )
        select nomination_id, actor, array_agg(distinct stage) from act
        group by nomination_id, actor having count(distinct stage) > 1""") == []


def test_nobody_wrote_and_judged(walked, database):
    """Compared with the change history, which does not know authors: who wrote the content, and who acted beyond the unit."""
    assert rows(database, """
        with written as (
            select row_id as nomination_id, actor, row ->> 'achievement' as said,
                lag(row ->> 'achievement') over (partition by row_id order by version) as said_before
            from change_history where table_name = 'nomination'
            union all
            select (row ->> 'nomination_id')::uuid, actor, 'paper', null
            from change_history where table_name = 'dossier_document' and row ->> 'nomination_id' is not null
            union all
            select n.id, h.actor, 'dossier', null
            from change_history h join nomination n on n.dossier_id = h.row_id
            where h.table_name = 'dossier' and h.operation = 'insert'
        )
        select w.nomination_id, w.actor, e.action
        from written w join nomination_event e on e.nomination_id = w.nomination_id and e.actor = w.actor
        where w.said is distinct from w.said_before and e.stage <> 'unit'""") == []


def test_no_vote_hangs_on_one_person_and_none_can_be_read(walked, database):
    """Two people for each paper that was counted; at least three ballots in everything published of a secret vote."""
    assert rows(database, """
        select id, entered_by, confirmed_by, state from council_paper
        where state = 'counted' and entered_by = confirmed_by
        or state = 'waiting' and not exists (select from council_paper_count c where c.paper_id = council_paper.id)
        or state <> 'waiting' and exists (select from council_paper_count c where c.paper_id = council_paper.id)""") == []
    assert rows(database, """
        select id, agree + disagree + blank from council_item where secret and agree + disagree + blank < 3
        union all
        select item_id, agree + disagree + blank from council_reopening where agree + disagree + blank < 3""") == []


def test_titles_of_the_base_came_before_a_council_of_the_base(walked, database):
    assert rows(database, """
        select i.id, n.award_level, s.unit_id
        from council_item i
        join council_session s on s.id = i.session_id
        join nomination n on n.id = i.nomination_id
        where (n.award_level = 'base') <> (s.district_lineage is not null or s.commune_lineage is not null)""") == []


def test_no_correction_is_one_persons(walked, database):
    """Each award has the values of its last confirmed correction."""
    assert rows(database, "select id from correction where state = 'confirmed' and asked_by = answered_by") == []
    assert rows(database, """
        select a.id from award a
        join lateral (
            select c.changes ->> 'recipient_name' as name from correction c
            where c.award_id = a.id and c.state = 'confirmed' order by c.updated_at desc limit 1) as last on true
        where a.recipient_name <> last.name""") == []
    assert STEPS < 3000 or rows(database, "select id from correction where state = 'confirmed' limit 1") != []


def test_no_step_is_outside_the_table(walked, database):
    assert rows(database, """
        select e.nomination_id, e.action, e.from_state, e.to_state, e.actor_role, n.award_level, n.origin
        from nomination_event e join nomination n on n.id = e.nomination_id
        where not exists (
            select from nomination_transition t
            where (t.from_state, t.action, t.to_state, t.stage) = (e.from_state, e.action, e.to_state, e.stage)
            and e.actor_role = any (t.roles)
            and n.award_level = any (t.award_levels) and n.origin = any (t.origins)
            and (t.consultation is null or t.consultation = needs_consultation(n))
            and (t.votes is null or t.votes = needs_vote(n))
            and (t.simplified is null or t.simplified = (n.procedure = 'simplified')))""") == []


STAGES = {
    # the transitions that must precede a decision since the last submission; with a vote and without: at base level as
    # the law says for the class, above it in the full and the simplified procedure
    ("base", "local", False): ["district_review", "approved"],
    ("base", "local", True): ["district_review", "council", "approved"],
    ("province", "local", True): ["district_review", "province_appraisal", "council", "approved"],
    ("province", "local", False): ["district_review", "province_appraisal", "approved"],
    ("state", "local", True): ["district_review", "province_appraisal", "council", "approved", "forwarded"],
    ("state", "local", False): ["district_review", "province_appraisal", "approved", "forwarded"],
    ("state", "province", True): ["province_appraisal", "council", "approved", "forwarded"],
}


@pytest.mark.parametrize("level,origin,votes", STAGES)
def test_no_stage_was_left_out(walked, database, level, origin, votes):
    needed = "{" + ",".join(STAGES[level, origin, votes]) + "}"
    assert rows(database, f"""
        with lap as (
            select e.nomination_id, e.to_state, e.action, count(*) filter (where e.action = 'submit')
                over (partition by e.nomination_id order by e.on_version) as number
            from nomination_event e join nomination n on n.id = e.nomination_id
            where (n.award_level, n.origin, needs_vote(n)) = ('{level}', '{origin}', {votes})
        )
        select nomination_id, number, array_agg(to_state) from lap
        group by nomination_id, number
        having bool_or(action = 'decide') and not array_agg(to_state) @> '{needed}'""") == []


def test_what_must_be_laid_before_the_public_was(walked, database):
    assert rows(database, """
        select n.id from nomination n join award_class c on c.id = n.award_class_id
        where c.code like 'HCLD%' and n.procedure = 'full' and exists (
            select from nomination_event e where e.nomination_id = n.id and e.to_state = 'council'
            and e.action = 'approve' and e.from_state <> 'public_consultation')""") == []


def test_no_council_had_an_irregular_award(walked, database):
    assert rows(database, """
        select n.id, n.commendation_type, n.procedure, e.to_state
        from nomination n join dossier d on d.id = n.dossier_id join nomination_event e on e.nomination_id = n.id
        where (n.commendation_type, n.procedure) is distinct from
            (d.commendation_type, case d.commendation_type when 'irregular' then 'simplified' else 'full' end)
        or n.procedure = 'simplified' and e.to_state in ('public_consultation', 'council')""") == []
    assert STEPS < 3000 or rows(database, "select id from nomination where procedure = 'simplified' and state = 'decided'") != []


def test_an_award_and_its_nomination_agree(walked, database):
    """No award without a decision, no decided nomination without its award, and the pass of a council alone grants nothing."""
    assert rows(database, """
        select n.id, n.state, a.id, a.state
        from nomination n full join award a on a.nomination_id = n.id
        where (n.id is not null or a.nomination_id is not null)
        and (n.state in ('decided', 'annulled') or a.id is not null)
        and (n.state, a.state) is distinct from ('decided', 'valid')
        and (n.state, a.state) is distinct from ('annulled', 'annulled')
        union all
        select n.id, e.action, a.id, a.state
        from nomination n join award a on a.nomination_id = n.id join nomination_event e on e.nomination_id = n.id
        where e.action = 'decide' and e.decision_id <> a.decision_id""") == []


def test_every_vote_has_its_result(walked, database):
    """The last transition of an item is its outcome, and each earlier result was taken back. An item may also be
    deferred after its nomination left the council in another way; this is no transition."""
    assert rows(database, """
        with step as (
            select e.*, lead(e.action) over (partition by e.council_item_id order by e.on_version) as following
            from nomination_event e where e.council_item_id is not null
        )
        select e.nomination_id, e.action, e.following, i.outcome
        from step e full join council_item i on i.id = e.council_item_id
        where case
            when e.id is null then i.outcome in ('passed', 'failed')
            when e.nomination_id <> i.nomination_id then true
            when e.following is null then case e.action
                when 'pass' then i.outcome <> 'passed'
                when 'fail' then i.outcome <> 'failed'
                when 'defer' then i.outcome <> 'deferred'
                else i.outcome not in ('pending', 'deferred')
            end
            when e.action = 'reopen' then e.following not in ('pass', 'fail', 'defer')
            else e.following <> 'reopen' or e.action = 'defer'
        end""") == []
    assert rows(database, """
        select e.council_item_id, count(*) from nomination_event e where e.action = 'reopen' group by e.council_item_id
        having count(*) <> (select count(*) from council_reopening o where o.item_id = e.council_item_id)""") == []


def test_each_dossier_stands_where_its_nominations_do(walked, database):
    assert rows(database, """
        select d.id, d.state, array_agg(n.state)
        from dossier d left join nomination n on n.dossier_id = d.id
        group by d.id
        having d.state <> case
            when bool_and(n.state = 'draft') is not false then 'draft'
            when bool_and(n.state in ('decided', 'rejected', 'withdrawn', 'annulled')) then 'closed'
            else 'open' end""") == []


def test_the_stage_that_must_act_follows_from_the_state(walked, database):
    assert rows(database, """
        select id, state, waits_for from nomination
        where (waits_for is null) <> (state in ('decided', 'rejected', 'withdrawn', 'annulled', 'on_hold'))
        or waits_for is distinct from 'unit_officer' and state in ('draft', 'returned')
        or waits_for is distinct from 'council_reviewer' and state = 'council'""") == []


@pytest.mark.parametrize("role", ["tdkt_owner", "tdkt_service"])
@pytest.mark.parametrize("rewrite", [
    "update nomination_event set reason = 'Khác'", "update nomination_event set to_state = 'decided'",
    "update nomination_event set actor = 'khác'", "delete from nomination_event", "truncate nomination_event",
    "update nomination set state = 'decided'",
])
def test_nobody_rewrites_events_or_states(walked, database, role, rewrite):
    """Not even the owner: a trigger protects the history, and the state moves only by an event."""
    settings = {"roles": "province_reviewer", "subject": "x", "read_scope": HA_NAM, "write_scope": HA_NAM}
    with pytest.raises(SqlError) as refused:
        database.psql(rewrite, role, settings)
    assert refused.value.sqlstate == "42501", refused.value
