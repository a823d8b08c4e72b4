-- Open nominations for script/bench: psql -v nominations=100000, after data.sql. Four of ten are drafts that can be
-- submitted, three wait for the province's reviewer, all of these in province B1; the others are in any state, in all
-- provinces. Each has its own person; ten share a dossier of a commune with its papers. All days are in May 2024, so
-- that the rules of a provincial certificate require years, initiatives and judgement.
--
-- Ids end in the number 600000000001 and up, in decimal: the load generator and pgbench count through them.
\set ON_ERROR_STOP on
set session_replication_role = replica;
set client_min_messages = warning;
set synchronous_commit = off;

create function bench.nomination_id(number bigint)
returns uuid
language sql
immutable
return ('00000006-0000-7000-8000-' || 600000000000 + number)::uuid;

-- The state of each kind of nomination: the acts that led to it, and the role that must act next.
create table bench.workflow as
select *
from (values
    (0, 'draft', 'unit_officer', array[]::text[]),
    (1, 'province_appraisal', 'province_reviewer', array['submit', 'receive', 'approve']),
    (2, 'submitted', 'district_reviewer', array['submit']),
    (3, 'submitted', 'district_reviewer', array['submit']),
    (4, 'district_review', 'district_reviewer', array['submit', 'receive']),
    (5, 'district_review', 'district_reviewer', array['submit', 'receive']),
    (6, 'council', 'council_reviewer', array['submit', 'receive', 'approve', 'approve']),
    (7, 'rejected', null, array['submit', 'receive', 'reject']),
    (8, 'withdrawn', null, array['submit', 'withdraw']),
    (9, 'on_hold', null, array['submit', 'receive', 'approve', 'hold'])
) as r (kind, state, waits_for, acts);

create table bench.plan as
select
    n as number,
    bench.nomination_id(n) as id,
    (n - 1) / 10 as dossier,
    r.state,
    r.waits_for,
    r.acts,
    cardinality(r.acts) as done,
    case when r.acts <> '{}' then date '2024-05-06' + cardinality(r.acts) end as state_on,
    case when n % 3 <> 0 and r.waits_for <> 'unit_officer' then date '2024-05-20' + n % 40 end as due_on
from generate_series(1, :nominations) as n
join bench.workflow r on r.kind = case
    when n <= :nominations * 4 / 10 then 0
    when n <= :nominations * 7 / 10 then 1
    else 2 + n % 8
end;

insert into dossier (
    id, created_at, updated_at, number, title, unit_id, year, dated_on, state,
    province_lineage, district_lineage, commune_lineage)
select bench.id(7, d.number), d.moment, d.moment, d.number || '/TTr-UBND', 'Hồ sơ số ' || d.number, place.id, 2024,
    '2024-05-06', case when d.done = 0 then 'draft' else 'open' end,
    place.province_lineage, place.district_lineage, place.commune_lineage
from (
    select
        dossier as number, min(done) as done, bool_and(state in ('draft', 'province_appraisal')) as is_of_b1,
        timestamptz '2024-05-06' + dossier * interval '1 second' as moment
    from bench.plan
    group by dossier
) as d
join bench.place on place.id = bench.id(1,
    10000 * case
        when d.is_of_b1 or d.number % 100 < 60 then 1
        when d.number % 100 < 80 then 2
        when d.number % 100 < 92 then 3
        else 4
    end
    + 100 * (1 + d.number % 10) + 1 + d.number / 10 % 20);

insert into dossier_document (
    created_at, updated_at, dossier_id, kind, title, media_type, size, sha256, location,
    province_lineage, district_lineage, commune_lineage)
select d.created_at, d.created_at, d.id, paper.kind, 'Tài liệu', 'application/pdf', 1024, digest,
    'urn:sha256:' || digest, d.province_lineage, d.district_lineage, d.commune_lineage
from dossier d
cross join unnest(array['submission_letter', 'achievement_report', 'minutes']) as paper (kind)
cross join lateral (select encode(sha256(convert_to(d.number || paper.kind, 'UTF8')), 'hex') as digest) as made;

-- The codes come after those of the awards: their high half is far from the awards'.
insert into nomination (
    id, version, created_at, updated_at, code, dossier_id, award_class_id, subject_kind, individual_id, nominee_name,
    year, achievement, state, state_on, waits_for, due_on, held_state, award_level, origin,
    province_lineage, district_lineage, commune_lineage)
select
    p.id, 1 + p.done, d.created_at, d.created_at, first_eight || award_code_check(first_eight), d.id, c.id,
    'individual', i.id, i.full_name, 2024, 'Thành tích số ' || p.number, p.state, p.state_on, p.waits_for, p.due_on,
    case when p.state = 'on_hold' then 'province_appraisal' end, 'province', 'local',
    d.province_lineage, d.district_lineage, d.commune_lineage
from bench.plan p
join dossier d on d.id = bench.id(7, p.dossier)
join individual i on i.id = bench.id(3, p.number)
cross join (select id from award_class where code = 'BKT') as c
cross join lateral (
    select
        'YYY' || string_agg(substr('23456789ABCDEFGHJKMNPQRSTUVWXYZ', 1 + digit, 1), '' order by place)
            as first_eight
    from (values
        (1, (p.number / 923521 % 31)::integer), (2, (p.number / 29791 % 31)::integer),
        (3, (p.number / 961 % 31)::integer), (4, (p.number / 31 % 31)::integer), (5, (p.number % 31)::integer)
    ) as digits (place, digit)
) as spelled;

insert into nomination_event (
    id, nomination_id, on_version, action, from_state, to_state, stage, actor, actor_role, actor_unit_id, acted_on,
    recorded_at, reason, ground, province_lineage, district_lineage, commune_lineage)
select bench.id(9, p.number * 10 + act.place), n.id, act.place, act.name, t.from_state, t.to_state, t.stage,
    'bench.' || t.stage, t.roles[1], coalesce(n.district_lineage, n.province_lineage),
    date '2024-05-06' + act.place::integer, n.created_at, case when t.needs_reason then 'Lý do' end,
    case act.name when 'hold' then 'complaint' end, n.province_lineage, n.district_lineage, n.commune_lineage
from bench.plan p
join nomination n on n.id = p.id
cross join lateral unnest(p.acts) with ordinality as act (name, place)
join nomination_transition t
    on t.action = act.name
    and 'province' = any (t.award_levels)
    and 'local' = any (t.origins)
    and t.consultation is not true
    and t.simplified is not true
    and t.from_state = case act.place
        when 1 then 'draft'
        when 2 then 'submitted'
        when 3 then 'district_review'
        else 'province_appraisal'
    end
    and t.to_state = case act.name when 'receive' then 'district_review' else t.to_state end;

-- Restores what a measurement changed.
create procedure bench.take_back()
language sql
begin atomic
    delete from nomination_event e
    using bench.plan p
    where e.nomination_id = p.id
    and e.on_version > p.done;
    update nomination n
    set version = 1 + p.done, state = p.state, state_on = p.state_on, waits_for = p.waits_for, due_on = p.due_on,
        warnings = '[]'
    from bench.plan p
    where n.id = p.id
    and n.version > 1 + p.done;
    update dossier d
    set state = 'draft', version = 1
    where state <> 'draft'
    and exists (select from bench.plan p where p.done = 0 and bench.id(7, p.dossier) = d.id);
end;

alter table bench.plan add primary key (number);
create index on bench.plan (id);
analyze bench.plan;
vacuum (freeze, analyze) dossier, dossier_document, nomination, nomination_event;
