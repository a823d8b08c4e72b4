-- The targets of a cluster or a unit over a period, with the figures that were valid on its last day: each target, and
-- sums by unit, in total and by indicator. target_status() computes a target's status from its figures. Runs as the
-- caller.

-- The targets of one body with a period that overlaps the given days, without those of the other bodies of the report
-- below it.
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

grant execute on function body_targets(uuid, text, date, date, uuid[]) to tdkt_service;

-- Each target once. A long target may fall in several years of a member: it counts for the body of the last one.
create or replace function report_targets(p_scope report_scope)
returns setof report_target
language sql
stable
begin atomic
    select distinct on (t.id)
        t.id,
        t.campaign_id,
        case
            when s.is_own and s.level = 'province' then coalesce(t.district_lineage, t.commune_lineage, s.lineage_id)
            when s.is_own and s.level = 'district' then coalesce(t.commune_lineage, s.lineage_id)
            else s.lineage_id
        end,
        coalesce(t.commune_lineage, t.district_lineage, t.province_lineage),
        case
            when t.commune_lineage is not null then 'commune'
            when t.district_lineage is not null then 'district'
            else 'province'
        end,
        t.collective_id,
        t.indicator_id,
        t.indicator,
        t.field,
        t.measure_unit,
        t.direction,
        t.basis,
        t.registered_value,
        p.actual_value,
        p.projected_value,
        p.figures_on,
        t.starts_on,
        t.due_on,
        t.priority,
        t.weight,
        t.state,
        target_status(
            t.direction, t.basis, t.registered_value, p.actual_value, p.projected_value, p.figures_on, t.starts_on,
            t.due_on),
        s.is_predecessor
    from report_spans(p_scope) s
    cross join lateral body_targets(s.lineage_id, s.level, s.first_day, s.last_day, s.others) t
    left join lateral (
        select e.actual_value, e.projected_value, e.figures_on
        from target_progress e
        where e.campaign_target_id = t.id
        and e.figures_on <= (p_scope).last_day
        order by e.figures_on desc, e.recorded_at desc, e.id desc
        limit 1
    ) p on true
    order by t.id, s.last_day desc;
end;

grant execute on function report_targets(report_scope) to tdkt_service;
