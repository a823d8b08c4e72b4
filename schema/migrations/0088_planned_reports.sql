-- PostgreSQL plans a function of language sql anew at each statement that calls it, unless its body can stand in the place of the
-- call; a plpgsql function keeps its plans for the session. A report spent four fifths of its time on planning, so the functions
-- of reports, statistics and rankings whose bodies cannot be put in place of a call are plpgsql. Their statements are as before.
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

create or replace function report_targets_told(p_scope report_scope, p_targets report_target[])
returns json
language plpgsql
stable
as $$
begin
    return (
        select coalesce(
            json_agg(
                json_build_object(
                    'id', t.id,
                    'campaign', case when c.id is not null then
                        json_build_object('id', c.id, 'code', c.code, 'name', c.name, 'kind', c.kind) end,
                    'unit', json_build_object('id', u.id, 'code', u.code, 'name', u.name),
                    'counts_for', unit_as_of(t.lineage_id, (p_scope).last_day),
                    'collective', case when o.id is not null then
                        json_build_object('id', o.id, 'code', o.code, 'name', o.name) end,
                    'indicator', t.indicator, 'indicator_code', i.code, 'field', t.field, 'measure_unit', t.measure_unit,
                    'direction', t.direction, 'basis', t.basis,
                    'registered_value', trim_scale(t.registered_value), 'actual_value', trim_scale(t.actual_value),
                    'projected_value', trim_scale(t.projected_value), 'figures_on', t.figures_on,
                    'starts_on', t.starts_on, 'due_on', t.due_on, 'priority', t.priority, 'weight', trim_scale(t.weight),
                    'state', t.state, 'status', t.status,
                    'amendments', (
                        select count(*)
                        from campaign_target_event e
                        where e.campaign_target_id = t.id
                        and e.action = 'amend'),
                    'is_predecessors', t.is_predecessors)
                order by u.code, t.priority desc, t.field, t.indicator, t.due_on, t.id),
            '[]')
        from unnest(p_targets) t
        join unit u on u.id = unit_as_of(t.unit_lineage, (p_scope).last_day)
        left join campaign c on c.id = t.campaign_id
        left join collective o on o.id = t.collective_id
        left join indicator i on i.id = t.indicator_id);
end
$$;

create or replace function report_target_units_told(p_scope report_scope, p_targets report_target[])
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
                count(t.id) as registered,
                count(*) filter (where t.status = 'met') as met,
                count(*) filter (where t.status = 'on_track') as on_track,
                count(*) filter (where t.status = 'at_risk') as at_risk,
                count(*) filter (where t.status = 'unmet') as unmet,
                count(t.id) filter (where t.status is null) as unknown,
                count(*) filter (where t.state = 'confirmed') as confirmed,
                coalesce(sum(t.weight), 0) as weight,
                coalesce(sum(t.weight) filter (where t.status = 'met'), 0) as weight_met
            from report_bodies(p_scope, (select array_agg(distinct t.lineage_id) from unnest(p_targets) t)) b
            left join unnest(p_targets) t on t.lineage_id = b.lineage_id
            group by b.place, b.unit_id
        )
        select coalesce(
            json_agg(
                json_build_object(
                    'unit', unit_told(t.unit_id), 'registered', t.registered, 'met', t.met, 'on_track', t.on_track,
                    'at_risk', t.at_risk, 'unmet', t.unmet, 'unknown', t.unknown, 'confirmed', t.confirmed,
                    'weight', trim_scale(t.weight), 'weight_met', trim_scale(t.weight_met))
                order by t.place, u.code, u.id),
            '[]')
        from told t
        join unit u on u.id = t.unit_id);
end
$$;

create or replace function report_target_totals_told(p_targets report_target[])
returns json
language plpgsql
stable
as $$
begin
    return (
        select json_build_object(
            'registered', count(*),
            'met', count(*) filter (where t.status = 'met'),
            'on_track', count(*) filter (where t.status = 'on_track'),
            'at_risk', count(*) filter (where t.status = 'at_risk'),
            'unmet', count(*) filter (where t.status = 'unmet'),
            'unknown', count(*) filter (where t.status is null),
            'confirmed', count(*) filter (where t.state = 'confirmed'),
            'weight', trim_scale(coalesce(sum(t.weight), 0)),
            'weight_met', trim_scale(coalesce(sum(t.weight) filter (where t.status = 'met'), 0)),
            'priority', json_build_object(
                'registered', count(*) filter (where t.priority),
                'met', count(*) filter (where t.priority and t.status = 'met'),
                'on_track', count(*) filter (where t.priority and t.status = 'on_track'),
                'at_risk', count(*) filter (where t.priority and t.status = 'at_risk'),
                'unmet', count(*) filter (where t.priority and t.status = 'unmet'),
                'unknown', count(*) filter (where t.priority and t.status is null)))
        from unnest(p_targets) t);
end
$$;

-- Targets of one indicator side by side. Values are added up only where the catalogue says that they may be, each
-- registrant has one, and all are of one level (a province's own target holds those of its districts); a sum of which
-- a part is not known is not known.
create or replace function report_indicators_told(p_targets report_target[])
returns json
language plpgsql
stable
as $$
begin
    return (
        with grouped as (
            select
                coalesce(i.name_vi, t.indicator) as indicator,
                i.code,
                t.field,
                t.measure_unit,
                t.direction,
                t.basis,
                bool_or(t.priority) as is_priority,
                count(*) as targets,
                count(*) filter (where t.status = 'met') as met,
                count(*) filter (where t.status = 'on_track') as on_track,
                count(*) filter (where t.status = 'at_risk') as at_risk,
                count(*) filter (where t.status = 'unmet') as unmet,
                count(*) filter (where t.status is null) as unknown,
                bool_and(coalesce(i.additive, false))
                    and count(distinct (t.unit_lineage, t.collective_id)) = count(*)
                    and count(distinct (t.unit_level, t.collective_id is null)) = 1 as is_additive,
                sum(t.registered_value) as registered_sum,
                case when count(t.actual_value) = count(*) then sum(t.actual_value) end as actual_sum,
                case when count(t.projected_value) = count(*) then sum(t.projected_value) end as projected_sum
            from unnest(p_targets) t
            left join indicator i on i.id = t.indicator_id
            group by coalesce(i.name_vi, t.indicator), i.code, t.field, t.measure_unit, t.direction, t.basis
        )
        select coalesce(
            json_agg(
                json_build_object(
                    'indicator', g.indicator, 'indicator_code', g.code, 'field', g.field, 'measure_unit', g.measure_unit,
                    'direction', g.direction, 'basis', g.basis, 'targets', g.targets, 'met', g.met,
                    'on_track', g.on_track, 'at_risk', g.at_risk, 'unmet', g.unmet, 'unknown', g.unknown,
                    'registered_sum', case when g.is_additive then trim_scale(g.registered_sum) end,
                    'actual_sum', case when g.is_additive then trim_scale(g.actual_sum) end,
                    'projected_sum', case when g.is_additive then trim_scale(g.projected_sum) end)
                order by g.is_priority desc, g.field, g.indicator, g.code, g.measure_unit, g.direction, g.basis),
            '[]')
        from grouped g);
end
$$;

create or replace function target_figures(p_scope report_scope)
returns target_figures
language plpgsql
stable
as $$
declare
    told target_figures;
begin
    with target as materialized (
        select coalesce(array_agg(t), '{}') as rows
        from report_targets(p_scope) t
    )
    select
        report_targets_told(p_scope, t.rows),
        report_target_units_told(p_scope, t.rows),
        report_target_totals_told(t.rows),
        report_indicators_told(t.rows)
    into told
    from target t;
    return told;
end
$$;

create or replace function target_progress_report(p_scope report_scope, p_small_headcount integer)
returns json
language plpgsql
stable
as $$
begin
    return (
        select json_build_object(
            'report', 'target_progress',
            'scope', report_scope_told(p_scope),
            'period', report_period((p_scope).first_day, (p_scope).last_day),
            'predecessors', report_predecessors_told(p_scope),
            'targets', f.targets, 'units', f.units, 'totals', f.totals, 'indicators', f.indicators)
        from target_figures(p_scope) f);
end
$$;

-- The cells of one row, one for each column. Null where there is nothing to count: the form counts nothing that is
-- recorded, or the class of the row is not for the kind of subject of the column.
create or replace function statistics_cells(
    p_counts text, p_row statistics_line, p_columns statistics_line[], p_tally statistics_tally[])
returns json
language plpgsql
stable
as $$
begin
    return (
        select coalesce(json_agg(case when f.is_for then f.number end order by f.place), '[]')
        from (
            select
                l.place,
                coalesce(sum(t.number), 0)::bigint as number,
                p_counts is not null and not exists (
                    select
                    from award_class c
                    where c.id = p_row.award_class_id
                    and l.subject_kind <> all (c.subject_kinds)) as is_for
            from unnest(p_columns) with ordinality as l (
                id, version, created_at, updated_at, form_id, is_column, position, code, label_vi, label_en, depth,
                valid_from, valid_to, award_class_id, award_level, subject_kind, commendation_type, collective_kind,
                position_group, campaign_kind, launched_by, least_days, most_days, is_open_ended, place)
            left join unnest(p_tally) t on t.counts = p_counts
                and statistics_counts(p_row, t)
                and statistics_counts(p_columns[l.place], t)
            group by l.place, l.subject_kind
        ) f);
end
$$;

create or replace function statistics_form_told(p_form statistics_form, p_on date, p_tally statistics_tally[])
returns json
language plpgsql
stable
as $$
begin
    return (
        with line as materialized (
            select l as line, l.is_column, l.position, l.code
            from statistics_line l
            where l.form_id = p_form.id
            and daterange(l.valid_from, l.valid_to, '[]') @> p_on
        ),
        heads as materialized (
            select array_agg(l.line order by l.position, l.code) as columns
            from line l
            where l.is_column
        )
        select json_build_object(
            'code', p_form.code, 'name_vi', p_form.name_vi, 'name_en', p_form.name_en, 'source', p_form.source,
            'confidence', p_form.confidence, 'verified', p_form.verified,
            'note_vi', p_form.note_vi, 'note_en', p_form.note_en,
            'columns', (
                select coalesce(
                    json_agg(
                        json_build_object(
                            'code', l.code, 'label_vi', (l.line).label_vi, 'label_en', (l.line).label_en)
                        order by l.position, l.code),
                    '[]')
                from line l
                where l.is_column),
            'rows', (
                select coalesce(
                    json_agg(
                        json_build_object(
                            'code', l.code, 'label_vi', (l.line).label_vi, 'label_en', (l.line).label_en,
                            'depth', (l.line).depth,
                            'cells', statistics_cells(p_form.counts, l.line, h.columns, p_tally))
                        order by l.position, l.code),
                    '[]')
                from line l
                cross join heads h
                where not l.is_column)));
end
$$;

-- The forms as they are laid down on the last day of the year.
create or replace function statistics_report(p_scope report_scope, p_small_headcount integer)
returns json
language plpgsql
stable
as $$
begin
    return (
        with tally as materialized (
            select coalesce(array_agg(t), '{}') as rows
            from tally_statistics(p_scope) t
        )
        select json_build_object(
            'report', 'statistics',
            'scope', report_scope_told(p_scope),
            'period', report_period((p_scope).first_day, (p_scope).last_day),
            'predecessors', report_predecessors_told(p_scope),
            'forms', (
                select coalesce(
                    json_agg(statistics_form_told(f, (p_scope).last_day, t.rows) order by f.position, f.code),
                    '[]')
                from statistics_form f
                where daterange(f.valid_from, f.valid_to, '[]') @> (p_scope).last_day))
        from tally t);
end
$$;

-- Whether the caller reads every member of the cluster in the years of the period.
create or replace function cluster_is_covered(p_cluster uuid, p_from date, p_to date)
returns boolean
language plpgsql
stable
as $$
begin
    return (
        select exists (select from cluster where id = p_cluster)
            and not exists (
                select
                from cluster_member m
                join unit u on u.id = m.unit_id
                where m.cluster_id = p_cluster
                and m.year between extract(year from p_from)::integer and extract(year from p_to)::integer
                and (array[u.province_lineage, u.district_lineage, u.commune_lineage] && read_scope()) is not true));
end
$$;

-- What the ranking says, without whose it is, so that a report can take it up. final: every member is confirmed
-- throughout; no places for the flag where the cluster has laid down nothing for the year.
create or replace function cluster_ranking_body(p_cluster uuid, p_year integer)
returns json
language plpgsql
stable
as $$
begin
    return (
        with items as materialized (
            select r.*, u.code as unit_code, u.name as unit_name,
                row_number() over (order by r.rank nulls last, u.code, r.member_id) as place
            from cluster_ranking(p_cluster, p_year) r
            join unit u on u.id = r.unit_id
        ),
        ties as (
            select i.rank, json_agg(i.member_id order by i.place) as member_ids
            from items i
            where i.tied > 0
            group by i.rank
        )
        select json_build_object(
            'flag_places', coalesce(
                (select y.flag_places from cluster_year y where y.cluster_id = p_cluster and y.year = p_year), 0),
            'is_final', coalesce((select bool_and(i.rank is not null) from items i), false),
            'ties', coalesce(
                (select json_agg(json_build_object('rank', t.rank, 'member_ids', t.member_ids) order by t.rank) from ties t),
                '[]'),
            'items', coalesce(
                (select json_agg(
                    json_build_object(
                        'rank', i.rank,
                        'tied', i.tied,
                        'member_id', i.member_id,
                        'unit', json_build_object('id', i.unit_id, 'code', i.unit_code, 'name', i.unit_name),
                        'role', i.role,
                        'self_total', i.self_total,
                        'checked_total', i.checked_total,
                        'confirmed_total', i.confirmed_total,
                        'groups', i.groups)
                    order by i.place)
                from items i),
                '[]')));
end
$$;

-- The answer as callers get it; null when they do not see the cluster.
create or replace function cluster_ranking_document(p_cluster uuid, p_year integer)
returns json
language plpgsql
stable
as $$
begin
    return (
        select json_build_object(
            'cluster', json_build_object('id', c.id, 'code', c.code, 'name', c.name),
            'year', p_year,
            'flag_places', r.body -> 'flag_places',
            'is_final', r.body -> 'is_final',
            'ties', r.body -> 'ties',
            'items', r.body -> 'items')
        from cluster c
        cross join lateral (select cluster_ranking_body(c.id, p_year) as body) r
        where c.id = p_cluster);
end
$$;

-- The movements that a cluster took part in: the regular ones of its province, and its own.
create or replace function report_campaigns_told(p_scope report_scope)
returns json
language plpgsql
stable
as $$
begin
    return (
        select coalesce(
            json_agg(
                json_build_object(
                    'id', c.id, 'code', c.code, 'name', c.name, 'kind', c.kind, 'starts_on', c.starts_on,
                    'ends_on', c.ends_on)
                order by c.starts_on, c.code, c.id),
            '[]')
        from cluster k
        join campaign c on c.province_lineage = k.province_lineage
        where k.id = (p_scope).cluster_id
        and (c.cluster_id = k.id or c.cluster_id is null and c.kind = 'regular')
        and c.starts_on <= (p_scope).last_day
        and (c.ends_on is null or c.ends_on >= (p_scope).first_day));
end
$$;

-- Ranking and pact are those of the year in which the period ends.
create or replace function cluster_review_report(p_scope report_scope, p_small_headcount integer)
returns json
language plpgsql
stable
as $$
begin
    return (
        select json_build_object(
            'report', 'cluster_review',
            'scope', report_scope_told(p_scope),
            'period', report_period((p_scope).first_day, (p_scope).last_day),
            'predecessors', report_predecessors_told(p_scope),
            'year', y.year,
            'members', (
                select coalesce(
                    json_agg(
                        json_build_object(
                            'member_id', m.id,
                            'unit', unit_told(unit_as_of(u.lineage_id, (p_scope).last_day)),
                            'role', m.role)
                        order by u.code, m.id),
                    '[]')
                from cluster_member m
                join unit u on u.id = m.unit_id
                where m.cluster_id = (p_scope).cluster_id
                and m.year = y.year),
            'pact', (
                select json_build_object('pact_signed_on', p.pact_signed_on, 'pact', p.pact, 'flag_places', p.flag_places)
                from cluster_year p
                where p.cluster_id = (p_scope).cluster_id
                and p.year = y.year),
            'campaigns', report_campaigns_told(p_scope),
            'ranking', cluster_ranking_body((p_scope).cluster_id, y.year),
            'awards', json_build_object('lines', a.lines, 'totals', a.totals, 'units', a.units, 'shares', a.shares),
            'targets', json_build_object(
                'targets', t.targets, 'units', t.units, 'totals', t.totals, 'indicators', t.indicators))
        from (select extract(year from (p_scope).last_day)::integer as year) y
        cross join lateral award_figures(p_scope, p_small_headcount) a
        cross join lateral target_figures(p_scope) t);
end
$$;

-- Whether the caller would have the report today. A cluster's members and a unit's predecessors need not lie where the
-- cluster or the unit does, so its lineages alone would hand a frozen report to who is refused the live one.
create or replace function snapshot_is_covered(
    p_cluster uuid, p_unit uuid, p_first date, p_last date, p_predecessors boolean)
returns boolean
language plpgsql
stable
as $$
begin
    return (
        select exists (
            select
            from find_report_scope(p_cluster::text, p_unit::text, p_first, p_last, p_predecessors) s
            where report_is_covered(s)));
end
$$;

-- Null where the caller does not read all of the report today.
create or replace function snapshot_difference(p_snapshot report_snapshot)
returns json
language plpgsql
stable
as $$
begin
    return (
        select json_build_object(
            'frozen_at', snapshot_time(p_snapshot),
            'frozen_by', p_snapshot.frozen_by,
            'differences', (
                select coalesce(
                    json_agg(json_build_object('path', d.path, 'frozen', d.frozen, 'today', d.today) order by d.place),
                    '[]')
                from report_differences(
                    '', p_snapshot.document, report_document(p_snapshot.report, s, p_snapshot.small_headcount))
                    with ordinality as d (path, frozen, today, place)))
        from snapshot_scope(p_snapshot) s
        where report_is_covered(s));
end
$$;
