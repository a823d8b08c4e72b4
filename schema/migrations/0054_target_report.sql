-- The targets of a cluster or a unit over a period, with the figures that stood at its end: each target, sums by unit,
-- in all and by indicator. What a target's figures make of it is target_status()'s word. Runs as the caller.

-- A target belongs to every period that its own days meet. Most last a year at most: an index by due day finds those
-- that are due up to a year after the period, these indexes the long ones that are due later still.
create index campaign_target_province_long_idx on campaign_target (province_lineage, due_on)
    where due_on - starts_on > 366;
create index campaign_target_district_long_idx on campaign_target (district_lineage, due_on)
    where due_on - starts_on > 366 and district_lineage is not null;
create index campaign_target_commune_long_idx on campaign_target (commune_lineage, due_on)
    where due_on - starts_on > 366 and commune_lineage is not null;

create type report_target as (
    id uuid,
    campaign_id uuid,
    lineage_id uuid,
    unit_lineage uuid,
    unit_level text,
    collective_id uuid,
    indicator_id uuid,
    indicator text,
    field text,
    measure_unit text,
    direction text,
    basis text,
    registered_value numeric,
    actual_value numeric,
    projected_value numeric,
    figures_on date,
    starts_on date,
    due_on date,
    priority boolean,
    weight numeric,
    state text,
    status text,
    is_predecessors boolean);

-- The targets of one body whose days meet the given ones; not those of the other bodies, which have their own.
create function body_targets(p_lineage uuid, p_level text, p_first date, p_last date, p_others uuid[])
returns setof campaign_target
language plpgsql
stable
as $$
begin
    return query execute format(
        'select t.*
        from campaign_target t
        where t.%1$I = $1
        and t.due_on between $2 and $3 + 366
        and t.starts_on <= $3
        and ($5 = ''commune'' or (t.commune_lineage <> all ($4)) is not false)
        and ($5 <> ''province'' or (t.district_lineage <> all ($4)) is not false)
        union all
        select t.*
        from campaign_target t
        where t.%1$I = $1
        and t.due_on > $3 + 366
        and t.due_on - t.starts_on > 366
        and t.starts_on <= $3
        and ($5 = ''commune'' or (t.commune_lineage <> all ($4)) is not false)
        and ($5 <> ''province'' or (t.district_lineage <> all ($4)) is not false)',
        p_level || '_lineage')
    using p_lineage, p_first, p_last, p_others, p_level;
end
$$;

-- Each target once, though a long one may meet several years of a member: for the body it counts for in the last one.
create function report_targets(p_scope report_scope)
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
        order by e.figures_on desc, e.created_at desc, e.id desc
        limit 1
    ) p on true
    order by t.id, s.last_day desc;
end;
