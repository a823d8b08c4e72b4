-- Statistics, rankings, the review of a cluster and snapshots, planned once a session as in 0088; the statements are as before.
-- kind: expand

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
