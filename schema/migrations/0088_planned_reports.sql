-- PostgreSQL plans a function of language sql anew at each statement that calls it, unless its body can stand in the place of the
-- call; a plpgsql function keeps its plans for the session. A report spent four fifths of its time on planning, so the functions
-- of reports (0093, 0094: of the others) whose bodies cannot be put in place of a call are plpgsql. Their statements are as before.
-- kind: expand

-- What an element of a document is known by, whatever its place: so that one more line does not shift all others.
create or replace function report_identity(p_element jsonb)
returns text
language plpgsql
immutable
parallel safe
as $$
begin
    return coalesce(
        p_element ->> 'member_id', p_element ->> 'id', p_element ->> 'award', p_element #>> '{unit,id}',
        p_element ->> 'code', p_element ->> 'indicator_code',
        concat_ws(' ', p_element ->> 'indicator', p_element ->> 'field', p_element ->> 'measure_unit',
            p_element ->> 'direction', p_element ->> 'basis', p_element ->> 'group_name', p_element ->> 'rank'));
end
$$;

-- A year, half or quarter is told as such, however it was asked for.
create or replace function report_period(p_first date, p_last date)
returns json
language plpgsql
stable
as $$
begin
    return (
        select json_build_object(
            'kind', p.kind,
            'label', case p.kind
                when 'year' then to_char(p_first, 'YYYY')
                when 'half' then to_char(p_first, 'YYYY"-H"') || (extract(month from p_first)::integer + 5) / 6
                when 'quarter' then to_char(p_first, 'YYYY"-Q"Q')
            end,
            'from', p_first,
            'to', p_last)
        from (
            select case
                when to_char(p_first, 'MMDD') = '0101' and p_last = p_first + interval '1 year -1 day' then 'year'
                when to_char(p_first, 'MMDD') in ('0101', '0701') and p_last = p_first + interval '6 months -1 day' then 'half'
                when to_char(p_first, 'MMDD') in ('0101', '0401', '0701', '1001')
                    and p_last = p_first + interval '3 months -1 day' then 'quarter'
                else 'days'
            end as kind
        ) p);
end
$$;

-- The version of a body that stood on a day: the last that had begun, or else its first.
create or replace function unit_as_of(p_lineage uuid, p_on date)
returns uuid
language plpgsql
stable
as $$
begin
    return (
        select u.id
        from unit u
        where u.lineage_id = p_lineage
        order by u.valid_from <= p_on desc, abs(u.valid_from - p_on)
        limit 1);
end
$$;

create or replace function unit_told(p_unit uuid)
returns json
language plpgsql
stable
as $$
begin
    return (
        select json_build_object('id', u.id, 'code', u.code, 'name', u.name)
        from unit u
        where u.id = p_unit);
end
$$;

create or replace function report_scope_told(p_scope report_scope)
returns json
language plpgsql
stable
as $$
begin
    return (
        select json_build_object('kind', 'cluster', 'id', k.id, 'code', k.code, 'name', k.name)
        from cluster k
        where k.id = (p_scope).cluster_id
        union all
        select json_build_object('kind', 'unit', 'id', u.id, 'code', u.code, 'name', u.name, 'level', u.level)
        from unit u
        where u.id = (p_scope).unit_id);
end
$$;

create or replace function report_predecessors_told(p_scope report_scope)
returns json
language plpgsql
stable
as $$
begin
    return (
        select coalesce(
            json_agg(
                json_build_object(
                    'id', u.id, 'code', u.code, 'name', u.name, 'level', u.level,
                    'valid_from', u.valid_from, 'valid_to', u.valid_to,
                    'kind', p.kind, 'successor_id', p.successor_id, 'is_shared', p.is_shared)
                order by u.valid_from desc, u.code, u.id),
            '[]')
        from report_predecessors(p_scope) p
        join unit u on u.id = p.unit_id);
end
$$;

-- Whether the caller reads all that counts: a partial sum would be a wrong one. A body that moved to another province or
-- district must be readable as it stood at any time of the period.
create or replace function report_is_covered(p_scope report_scope)
returns boolean
language plpgsql
stable
as $$
begin
    return (
        select case
            when (p_scope).cluster_id is not null then
                cluster_is_covered((p_scope).cluster_id, (p_scope).first_day, (p_scope).last_day)
            else not exists (
                select
                from report_spans(p_scope) s
                join unit u on u.lineage_id = s.lineage_id
                where (u.id = unit_as_of(s.lineage_id, s.last_day)
                    or daterange(u.valid_from, u.valid_to, '[]') && daterange(s.first_day, s.last_day, '[]'))
                and (array[u.province_lineage, u.district_lineage, u.commune_lineage] && read_scope()) is not true)
        end);
end
$$;

-- Who is told apart in a report: a cluster's members; a unit itself and what stood directly below it at the end, or has
-- records; its predecessors that stood in the period, or have records.
create or replace function report_bodies(p_scope report_scope, p_recorded uuid[])
returns table (lineage_id uuid, unit_id uuid, place integer)
language plpgsql
stable
as $$
#variable_conflict use_column
begin
    return query
    with body as (
        select s.lineage_id, case when s.is_own then 0 when s.is_predecessor then 2 else 1 end as place
        from report_spans(p_scope) s
        join unit u on u.lineage_id = s.lineage_id
        where not s.is_predecessor
        or s.lineage_id = any (p_recorded)
        or daterange(u.valid_from, u.valid_to, '[]') && daterange(s.first_day, s.last_day, '[]')
        union
        select below.lineage_id, 1
        from unit own
        join unit above on above.lineage_id = own.lineage_id
        join unit below on below.parent_id = above.id
        where own.id = (p_scope).unit_id
        and daterange(below.valid_from, below.valid_to, '[]') @> (p_scope).last_day
        union
        select r.lineage_id, 1
        from unnest(p_recorded) as r (lineage_id)
        where r.lineage_id not in (select s.lineage_id from report_spans(p_scope) s)
    )
    select b.lineage_id, unit_as_of(b.lineage_id, (p_scope).last_day), min(b.place)
    from body b
    group by b.lineage_id;
end
$$;

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

create or replace function award_units_told(p_scope report_scope, p_tally award_tally[])
returns json
language plpgsql
stable
as $$
begin
    return (
        with told as (
            select
                b.place,
                b.unit_id,
                coalesce(sum(t.number) filter (where t.subject_kind = 'collective'), 0) as collectives,
                coalesce(sum(t.number) filter (where t.subject_kind = 'individual'), 0) as individuals,
                coalesce(sum(t.number) filter (where t.subject_kind = 'household'), 0) as households
            from report_bodies(p_scope, (select array_agg(distinct t.lineage_id) from unnest(p_tally) t)) b
            left join unnest(p_tally) t on t.lineage_id = b.lineage_id
            group by b.place, b.unit_id
        )
        select coalesce(
            json_agg(
                json_build_object(
                    'unit', unit_told(t.unit_id), 'collectives', t.collectives, 'individuals', t.individuals,
                    'households', t.households)
                order by t.place, u.code, u.id),
            '[]')
        from told t
        join unit u on u.id = t.unit_id);
end
$$;

-- Of the recorded awards: those to small collectives, to people who work directly, to women. What the records do not say
-- is told beside, so that nobody reads a share of the known as a share of all.
create or replace function award_shares_told(p_tally award_tally[], p_small_headcount integer)
returns json
language plpgsql
stable
as $$
begin
    return (
        select json_build_object(
            'small_collectives', json_build_object(
                'count', coalesce(sum(t.small) filter (where t.subject_kind = 'collective'), 0),
                'of', coalesce(sum(t.number) filter (where t.subject_kind = 'collective'), 0),
                'unknown', coalesce(sum(t.headcount_unknown) filter (where t.subject_kind = 'collective'), 0)),
            'small_headcount', p_small_headcount,
            'direct_workers', json_build_object(
                'count', coalesce(sum(t.direct) filter (where t.subject_kind = 'individual'), 0),
                'of', coalesce(sum(t.number) filter (where t.subject_kind = 'individual'), 0),
                'unknown', coalesce(sum(t.direct_unknown) filter (where t.subject_kind = 'individual'), 0)),
            'women', json_build_object(
                'count', coalesce(sum(t.women) filter (where t.subject_kind = 'individual'), 0),
                'of', coalesce(sum(t.number) filter (where t.subject_kind = 'individual'), 0),
                'unknown', coalesce(sum(t.gender_unknown) filter (where t.subject_kind = 'individual'), 0)))
        from unnest(p_tally) t);
end
$$;

create or replace function award_figures(p_scope report_scope, p_small_headcount integer)
returns award_figures
language plpgsql
stable
as $$
declare
    told award_figures;
begin
    with tally as materialized (
        select coalesce(array_agg(t), '{}') as rows
        from tally_awards(p_scope, p_small_headcount) t
    )
    select
        l.lines,
        l.totals,
        award_units_told(p_scope, t.rows),
        award_shares_told(t.rows, p_small_headcount)
    into told
    from tally t
    cross join lateral award_lines_told(p_scope, t.rows) l;
    return told;
end
$$;

create or replace function award_summary_report(p_scope report_scope, p_small_headcount integer)
returns json
language plpgsql
stable
as $$
begin
    return (
        select json_build_object(
            'report', 'award_summary',
            'scope', report_scope_told(p_scope),
            'period', report_period((p_scope).first_day, (p_scope).last_day),
            'predecessors', report_predecessors_told(p_scope),
            'lines', f.lines, 'totals', f.totals, 'units', f.units, 'shares', f.shares)
        from award_figures(p_scope, p_small_headcount) f);
end
$$;
