-- The award figures as they are sent, for the report of awards and the review of a cluster.

-- One line for each title or form, with its classes below it.
create or replace function award_lines_json(p_scope report_scope, p_tally award_tally[])
returns table (lines json, totals json)
language sql
stable
begin atomic
    with cell as materialized (
        select l.*, row_number() over () as place
        from award_lines(p_scope, p_tally) l
    ),
    line as (
        select
            min(c.place) as place,
            c.award_class_code,
            c.parent,
            c.name_vi,
            c.name_en,
            json_object_agg(
                c.subject_kind || 's', award_cell(c.state, c.count, c.stated, c.at_least) order by c.place) as cells
        from cell c
        group by c.award_class_code, c.parent, c.name_vi, c.name_en
    ),
    told as (
        select
            l.place,
            json_strip_nulls(json_build_object(
                'award_class_code', l.award_class_code, 'name_vi', l.name_vi, 'name_en', l.name_en,
                'collectives', l.cells -> 'collectives', 'individuals', l.cells -> 'individuals',
                'households', l.cells -> 'households',
                'classes', case when l.parent is null then coalesce(
                    (
                        select json_agg(
                            json_strip_nulls(json_build_object(
                                'award_class_code', b.award_class_code, 'name_vi', b.name_vi, 'name_en', b.name_en,
                                'collectives', b.cells -> 'collectives', 'individuals', b.cells -> 'individuals',
                                'households', b.cells -> 'households'))
                            order by b.place)
                        from line b
                        where b.parent = l.award_class_code),
                    '[]') end)) as line
        from line l
        where l.parent is null
    ),
    total as (
        select
            k.kind,
            k.place,
            coalesce(bool_or(c.state = 'unknown'), false) as is_unknown,
            coalesce(sum(coalesce(c.count, c.at_least)), 0)::bigint as value
        from unnest(array['collective', 'individual', 'household']) with ordinality as k (kind, place)
        left join cell c on c.subject_kind = k.kind and c.parent is null
        where k.kind <> 'household' or c.award_class_code is not null
        group by k.kind, k.place
    )
    select
        (select coalesce(json_agg(t.line order by t.place), '[]') from told t),
        (
            select json_object_agg(
                t.kind || 's',
                case
                    when t.is_unknown then award_cell('unknown', null, null, nullif(t.value, 0))
                    else award_cell('counted', t.value, null, null)
                end
                order by t.place)
            from total t);
end;

grant execute on function award_lines_json(report_scope, award_tally[]) to tdkt_service;

-- The units with a line of their own in a report: a cluster's members; or the unit itself, the units directly below it
-- that existed on the last day or have records, and its predecessors that existed in the period or have records.
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

grant execute on function report_bodies(report_scope, uuid[]) to tdkt_service;

create or replace function award_units_json(p_scope report_scope, p_tally award_tally[])
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
                    'unit', unit_json(t.unit_id), 'collectives', t.collectives, 'individuals', t.individuals,
                    'households', t.households)
                order by t.place, u.code, u.id),
            '[]')
        from told t
        join unit u on u.id = t.unit_id);
end
$$;

grant execute on function award_units_json(report_scope, award_tally[]) to tdkt_service;

-- The share of recorded awards to small collectives, to people who work directly, and to women. The number of awards
-- that do not say it is given too, so that nobody takes a share of the known for a share of all.
create or replace function award_shares_json(p_tally award_tally[], p_small_headcount integer)
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

grant execute on function award_shares_json(award_tally[], integer) to tdkt_service;

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
        award_units_json(p_scope, t.rows),
        award_shares_json(t.rows, p_small_headcount)
    into told
    from tally t
    cross join lateral award_lines_json(p_scope, t.rows) l;
    return told;
end
$$;

grant execute on function award_figures(report_scope, integer) to tdkt_service;

create or replace function award_summary_report(p_scope report_scope, p_small_headcount integer)
returns json
language plpgsql
stable
as $$
begin
    return (
        select json_build_object(
            'report', 'award_summary',
            'scope', report_scope_json(p_scope),
            'period', report_period((p_scope).first_day, (p_scope).last_day),
            'predecessors', report_predecessors_json(p_scope),
            'lines', f.lines, 'totals', f.totals, 'units', f.units, 'shares', f.shares)
        from award_figures(p_scope, p_small_headcount) f);
end
$$;

grant execute on function award_summary_report(report_scope, integer) to tdkt_service;
