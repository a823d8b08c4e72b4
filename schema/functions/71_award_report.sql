-- The award figures of a cluster or a unit, from its records: lines by class, totals, units, shares. The records are
-- read once and summed up; everything else is computed from those sums. Runs as the caller: row security decides what
-- is counted, and report_is_covered says whether that is everything.

-- The awards of a scope, each once. Each branch reads one index (scope, signed_on), body by body; without "offset 0"
-- the planner would read all awards. The unit's own records are grouped by the unit directly below it.
create or replace function counted_awards(p_scope report_scope)
returns table (
    lineage_id uuid, award_class_id uuid, subject_kind text, commendation_type text, headcount integer,
    collective_kind text, position_group text, gender text)
language sql
stable
begin atomic
    with span as materialized (
        select s.lineage_id, s.level, s.first_day, s.last_day, s.is_own, s.others
        from report_spans(p_scope) s
    )
    select
        case when s.is_own then coalesce(a.district_lineage, a.commune_lineage, s.lineage_id) else s.lineage_id end,
        a.award_class_id, a.subject_kind, a.commendation_type, a.recipient_headcount, a.recipient_collective_kind,
        a.recipient_position_group, a.recipient_gender
    from span s
    cross join lateral (
        select r.*
        from award r
        where r.province_lineage = s.lineage_id
        and r.signed_on between s.first_day and s.last_day
        and r.state = 'valid'
        and (r.district_lineage <> all (s.others)) is not false
        and (r.commune_lineage <> all (s.others)) is not false
        offset 0
    ) a
    where s.level = 'province'
    union all
    select
        case when s.is_own then coalesce(a.commune_lineage, s.lineage_id) else s.lineage_id end,
        a.award_class_id, a.subject_kind, a.commendation_type, a.recipient_headcount, a.recipient_collective_kind,
        a.recipient_position_group, a.recipient_gender
    from span s
    cross join lateral (
        select r.*
        from award r
        where r.district_lineage = s.lineage_id
        and r.signed_on between s.first_day and s.last_day
        and r.state = 'valid'
        and (r.commune_lineage <> all (s.others)) is not false
        offset 0
    ) a
    where s.level = 'district'
    union all
    select
        s.lineage_id,
        a.award_class_id, a.subject_kind, a.commendation_type, a.recipient_headcount, a.recipient_collective_kind,
        a.recipient_position_group, a.recipient_gender
    from span s
    cross join lateral (
        select r.*
        from award r
        where r.commune_lineage = s.lineage_id
        and r.signed_on between s.first_day and s.last_day
        and r.state = 'valid'
        offset 0
    ) a
    where s.level = 'commune';
end;

grant execute on function counted_awards(report_scope) to tdkt_service;

create or replace function tally_awards(p_scope report_scope, p_small_headcount integer)
returns setof award_tally
language sql
stable
begin atomic
    select
        c.lineage_id,
        c.award_class_id,
        c.subject_kind,
        count(*),
        count(*) filter (where c.headcount <= p_small_headcount),
        count(*) filter (where c.headcount is null),
        count(*) filter (where c.position_group = 'direct_worker'),
        count(*) filter (where c.position_group is null),
        count(*) filter (where c.gender = 'female'),
        count(*) filter (where c.gender is null)
    from counted_awards(p_scope) c
    group by c.lineage_id, c.award_class_id, c.subject_kind;
end;

grant execute on function tally_awards(report_scope, integer) to tdkt_service;

-- The numbers that were stated for the scope without a list of awards. A statement for a year replaces those for its
-- halves by the same body under any name; of two for the same days the later one is valid. A statement of a cluster
-- counts for the cluster, one without a cluster for its own unit.
create or replace function stated_awards(p_scope report_scope)
returns table (award_class_id uuid, subject_kind text, number bigint, words text)
language sql
stable
begin atomic
    with statement as (
        select s.*, u.lineage_id
        from award_statement s
        join unit u on u.id = s.unit_id
        where s.period_from >= (p_scope).first_day
        and s.period_to <= (p_scope).last_day
        and case
            when (p_scope).cluster_id is not null then s.cluster_id = (p_scope).cluster_id
            else s.cluster_id is null and exists (
                select
                from report_spans(p_scope) b
                where b.lineage_id = u.lineage_id
                and b.last_day >= s.period_to)
        end
    )
    select s.award_class_id, s.subject_kind, sum(s.count), min(s.stated) filter (where s.count is null)
    from statement s
    where not exists (
        select
        from statement wider
        where (wider.lineage_id, wider.award_class_id, wider.subject_kind)
            = (s.lineage_id, s.award_class_id, s.subject_kind)
        and wider.period_from <= s.period_from
        and wider.period_to >= s.period_to
        and ((wider.period_from, wider.period_to) <> (s.period_from, s.period_to)
            or (wider.created_at, wider.id) > (s.created_at, s.id)))
    group by s.award_class_id, s.subject_kind;
end;

grant execute on function stated_awards(report_scope) to tdkt_service;

-- One row for each class with a figure and each kind of subject. A class with a parent comes below it; the parent's row
-- is the sum of its classes and of awards recorded for the form itself. state: counted, unknown (stated without a
-- number; at_least is what the records prove), not_applicable. Records take precedence over a stated number.
create or replace function award_lines(p_scope report_scope, p_tally award_tally[])
returns table (
    award_class_code text, parent text, name_vi text, name_en text, rank integer,
    subject_kind text, state text, count bigint, stated text, at_least bigint)
language sql
stable
begin atomic
    with recorded as (
        select t.award_class_id, t.subject_kind, sum(t.number)::bigint as number
        from unnest(p_tally) t
        group by t.award_class_id, t.subject_kind
    ),
    figure as (
        select
            c.id as class_id,
            c.parent_id,
            k.kind,
            k.kind = any (c.subject_kinds) as applies,
            r.number is not null or s.number is not null or s.words is not null as in_play,
            r.number as recorded,
            coalesce(r.number, s.number, 0) as value,
            s.words
        from award_class c
        cross join unnest(array['collective', 'individual', 'household']) as k (kind)
        left join recorded r on r.award_class_id = c.id and r.subject_kind = k.kind
        left join stated_awards(p_scope) s on s.award_class_id = c.id and s.subject_kind = k.kind
    ),
    below as (
        select
            f.parent_id as class_id,
            f.kind,
            bool_or(f.applies) as applies,
            bool_or(f.in_play) as in_play,
            sum(f.value) as value,
            min(f.words) as words
        from figure f
        where f.parent_id is not null
        group by f.parent_id, f.kind
    ),
    -- A number stated for the whole form counts only if its classes have none.
    line as (
        select
            f.class_id,
            f.parent_id,
            f.kind,
            f.applies or coalesce(b.applies, false) as applies,
            bool_or(f.in_play or coalesce(b.in_play, false)) over (partition by f.class_id) as in_play,
            case when b.value > 0 then b.value + coalesce(f.recorded, 0) else f.value end::bigint as value,
            coalesce(f.words, b.words) as words
        from figure f
        left join below b on b.class_id = f.class_id and b.kind = f.kind
    )
    select
        c.code,
        p.code,
        c.name_vi,
        c.name_en,
        c.rank,
        l.kind,
        outcome.state,
        case when outcome.state = 'counted' then l.value end,
        case when outcome.state = 'unknown' then l.words end,
        case when outcome.state = 'unknown' then nullif(l.value, 0) end
    from line l
    join award_class c on c.id = l.class_id
    left join award_class p on p.id = l.parent_id
    cross join lateral (
        select case
            when l.words is not null then 'unknown'
            when l.applies or l.value > 0 then 'counted'
            else 'not_applicable'
        end as state
    ) outcome
    where l.in_play
    and (l.kind <> 'household' or outcome.state <> 'not_applicable')
    order by coalesce(p.rank, c.rank), coalesce(p.code, c.code), p.code is not null, c.rank, c.code,
        array_position(array['collective', 'individual', 'household'], l.kind);
end;

grant execute on function award_lines(report_scope, award_tally[]) to tdkt_service;

create or replace function award_cell(p_state text, p_count bigint, p_stated text, p_at_least bigint)
returns json
language plpgsql
immutable
as $$
begin
    return json_strip_nulls(
        json_build_object('state', p_state, 'count', p_count, 'stated', p_stated, 'at_least', p_at_least));
end
$$;

grant execute on function award_cell(text, bigint, text, bigint) to tdkt_service;
