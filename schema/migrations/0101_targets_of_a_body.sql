-- The targets of a body were asked for in a statement put together at each call, and so planned at each call: for a report of a
-- cluster, most of its time. Now each level has its own statement, as awards have, whose plan is kept.
-- kind: expand

-- The targets of one body whose days meet the given ones; not those of the other bodies, which have their own.
create or replace function body_targets(p_lineage uuid, p_level text, p_first date, p_last date, p_others uuid[])
returns setof campaign_target
language plpgsql
stable
as $$
begin
    if p_level = 'province' then
        return query
            select t.*
            from campaign_target t
            where t.province_lineage = p_lineage
            and t.due_on between p_first and p_last + 366
            and t.starts_on <= p_last
            and (t.commune_lineage <> all (p_others)) is not false
            and (t.district_lineage <> all (p_others)) is not false
            union all
            select t.*
            from campaign_target t
            where t.province_lineage = p_lineage
            and t.due_on > p_last + 366
            and t.due_on - t.starts_on > 366
            and t.starts_on <= p_last
            and (t.commune_lineage <> all (p_others)) is not false
            and (t.district_lineage <> all (p_others)) is not false;
        return;
    end if;
    if p_level = 'district' then
        return query
            select t.*
            from campaign_target t
            where t.district_lineage = p_lineage
            and t.due_on between p_first and p_last + 366
            and t.starts_on <= p_last
            and (t.commune_lineage <> all (p_others)) is not false
            union all
            select t.*
            from campaign_target t
            where t.district_lineage = p_lineage
            and t.due_on > p_last + 366
            and t.due_on - t.starts_on > 366
            and t.starts_on <= p_last
            and (t.commune_lineage <> all (p_others)) is not false;
        return;
    end if;
    return query
        select t.*
        from campaign_target t
        where t.commune_lineage = p_lineage
        and t.due_on between p_first and p_last + 366
        and t.starts_on <= p_last
        union all
        select t.*
        from campaign_target t
        where t.commune_lineage = p_lineage
        and t.due_on > p_last + 366
        and t.due_on - t.starts_on > 366
        and t.starts_on <= p_last;
end
$$;

-- Which version of a unit stood on the last day is asked once for each body, not for each of its targets.
create or replace function report_targets_told(p_scope report_scope, p_targets report_target[])
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
                    'unit', json_build_object('id', u.id, 'code', u.code, 'name', u.name),
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
