-- The targets of a period as they are sent, and the review of a cluster, which also has its ranking and awards.

-- The version of a unit on the last day is looked up once for each body, not for each target.
create or replace function report_targets_json(p_scope report_scope, p_targets report_target[])
returns json
language plpgsql
stable
as $$
begin
    return (
        with stood as materialized (
            select b.lineage_id, unit_as_of(b.lineage_id, (p_scope).last_day) as unit_id
            from (
                select t.lineage_id
                from unnest(p_targets) t
                union
                select t.unit_lineage
                from unnest(p_targets) t
            ) as b
        )
        select coalesce(
            json_agg(
                json_build_object(
                    'id', t.id,
                    'campaign', case when c.id is not null then
                        json_build_object('id', c.id, 'code', c.code, 'name', c.name, 'kind', c.kind) end,
                    'unit', json_build_object(
                        'id', u.id, 'code', u.code, 'name', u.name, 'full_name', unit_full_name(u.type, u.name)),
                    'counts_for', body.unit_id,
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
        join stood home on home.lineage_id = t.unit_lineage
        join unit u on u.id = home.unit_id
        left join stood body on body.lineage_id = t.lineage_id
        left join campaign c on c.id = t.campaign_id
        left join collective o on o.id = t.collective_id
        left join indicator i on i.id = t.indicator_id);
end
$$;

grant execute on function report_targets_json(report_scope, report_target[]) to tdkt_service;

create or replace function report_target_units_json(p_scope report_scope, p_targets report_target[])
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
                    'unit', unit_json(t.unit_id), 'registered', t.registered, 'met', t.met, 'on_track', t.on_track,
                    'at_risk', t.at_risk, 'unmet', t.unmet, 'unknown', t.unknown, 'confirmed', t.confirmed,
                    'weight', trim_scale(t.weight), 'weight_met', trim_scale(t.weight_met))
                order by t.place, u.code, u.id),
            '[]')
        from told t
        join unit u on u.id = t.unit_id);
end
$$;

grant execute on function report_target_units_json(report_scope, report_target[]) to tdkt_service;

create or replace function report_target_totals_json(p_targets report_target[])
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

grant execute on function report_target_totals_json(report_target[]) to tdkt_service;

-- Targets of one indicator side by side. Values are summed only if the catalogue allows it, each registrant has one
-- target, and all are of one level (a province's own target includes those of its districts). A sum with an unknown
-- part is unknown.
create or replace function report_indicators_json(p_targets report_target[])
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

grant execute on function report_indicators_json(report_target[]) to tdkt_service;

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
        report_targets_json(p_scope, t.rows),
        report_target_units_json(p_scope, t.rows),
        report_target_totals_json(t.rows),
        report_indicators_json(t.rows)
    into told
    from target t;
    return told;
end
$$;

grant execute on function target_figures(report_scope) to tdkt_service;

create or replace function target_progress_report(p_scope report_scope, p_small_headcount integer)
returns json
language plpgsql
stable
as $$
begin
    return (
        select json_build_object(
            'report', 'target_progress',
            'scope', report_scope_json(p_scope),
            'period', report_period((p_scope).first_day, (p_scope).last_day),
            'predecessors', report_predecessors_json(p_scope),
            'targets', f.targets, 'units', f.units, 'totals', f.totals, 'indicators', f.indicators)
        from target_figures(p_scope) f);
end
$$;

grant execute on function target_progress_report(report_scope, integer) to tdkt_service;

-- The launched campaigns that a cluster took part in: its own, and those for no cluster that its province launched, or one of its
-- members in a year of its membership.
create or replace function report_campaigns_json(p_scope report_scope)
returns json
language plpgsql
stable
as $$
begin
    return (
        with span as materialized (
            select s.lineage_id, s.first_day, s.last_day
            from report_spans(p_scope) s
        )
        select coalesce(
            json_agg(
                json_build_object(
                    'id', c.id, 'code', c.code, 'name', c.name, 'kind', c.kind, 'unit', unit_json(c.unit_id),
                    'starts_on', c.starts_on, 'ends_on', c.ends_on, 'review_on', c.review_on)
                order by c.starts_on, c.code, c.id),
            '[]')
        from cluster k
        cross join campaign c
        where k.id = (p_scope).cluster_id
        and c.state = 'launched'
        and c.starts_on <= (p_scope).last_day
        and (c.ends_on is null or c.ends_on >= (p_scope).first_day)
        and (c.cluster_id = k.id
            or c.cluster_id is null
            and (c.province_lineage = k.province_lineage and c.district_lineage is null and c.commune_lineage is null
                or exists (
                    select
                    from span s
                    where s.lineage_id = coalesce(c.commune_lineage, c.district_lineage, c.province_lineage)
                    and c.starts_on <= s.last_day
                    and (c.ends_on is null or c.ends_on >= s.first_day)))));
end
$$;

grant execute on function report_campaigns_json(report_scope) to tdkt_service;

-- Ranking and pact are those of the year in which the period ends; the ranking is as it was at the end of the last day.
create or replace function cluster_review_report(p_scope report_scope, p_small_headcount integer)
returns json
language plpgsql
stable
as $$
begin
    return (
        select json_build_object(
            'report', 'cluster_review',
            'scope', report_scope_json(p_scope),
            'period', report_period((p_scope).first_day, (p_scope).last_day),
            'predecessors', report_predecessors_json(p_scope),
            'year', y.year,
            'members', (
                select coalesce(
                    json_agg(
                        json_build_object(
                            'member_id', m.id,
                            'unit', unit_json(unit_as_of(u.lineage_id, (p_scope).last_day)),
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
            'campaigns', report_campaigns_json(p_scope),
            'ranking', cluster_ranking_body(
                (p_scope).cluster_id, y.year, ranking_closes_at((p_scope).last_day), (p_scope).last_day),
            'awards', json_build_object('lines', a.lines, 'totals', a.totals, 'units', a.units, 'shares', a.shares),
            'targets', json_build_object(
                'targets', t.targets, 'units', t.units, 'totals', t.totals, 'indicators', t.indicators))
        from (select extract(year from (p_scope).last_day)::integer as year) y
        cross join lateral award_figures(p_scope, p_small_headcount) a
        cross join lateral target_figures(p_scope) t);
end
$$;

grant execute on function cluster_review_report(report_scope, integer) to tdkt_service;
