-- The targets that units register under a campaign (functions/29_campaign).

create or replace function check_cluster_reference()
returns trigger
language plpgsql
as $$
begin
    if not exists (select from cluster where id = new.cluster_id) then
        perform refuse_reference(tg_table_name, 'cluster_id');
    end if;
    return new;
end
$$;

create or replace function check_target_references()
returns trigger
language plpgsql
as $$
declare
    movement campaign;
    registrant collective;
begin
    select * into movement from campaign where id = new.campaign_id;
    if not found and new.campaign_id is not null then
        perform refuse_reference('campaign_target', 'campaign_id');
    end if;
    if movement.state = 'draft' then
        perform refuse('campaign_target_campaign_draft', p_detail => state_detail(movement.state));
    end if;
    if new.collective_id is null then
        return new;
    end if;
    select * into registrant from collective where id = new.collective_id;
    if not found then
        perform refuse_reference('campaign_target', 'collective_id');
    end if;
    if (coalesce(new.commune_lineage, new.district_lineage, new.province_lineage) = any (
        array[registrant.province_lineage, registrant.district_lineage, registrant.commune_lineage])) is not true then
        perform refuse('campaign_target_collective_unit');
    end if;
    return new;
end
$$;

-- The first day of a target's period if none is given: the first day of the campaign or of the year in which the target
-- is due, whichever is later, but not after the due day.
create or replace function target_starts_on(p_campaign_id uuid, p_due_on date)
returns date
language plpgsql
stable
as $$
begin
    return least(
        greatest(
            (select starts_on from campaign where id = p_campaign_id),
            make_date(extract(year from p_due_on)::integer, 1, 1)),
        p_due_on);
end
$$;

grant execute on function target_starts_on(uuid, date) to tdkt_service;

create or replace function place_target_period()
returns trigger
language plpgsql
as $$
begin
    new.starts_on := coalesce(new.starts_on, target_starts_on(new.campaign_id, new.due_on));
    return new;
end
$$;

-- What the catalogue says about an indicator holds for every target that names it; a province's own indicator is only
-- for campaigns of that province. Definer, to lock the indicator until the target exists and check_indicator_use() can
-- see it; a caller who registers targets only reads the catalogue.
create or replace function check_target_indicator()
returns trigger
language plpgsql
security definer
set search_path = pg_catalog, public, pg_temp
as $$
declare
    known indicator;
begin
    select * into known from indicator where id = new.indicator_id for share;
    if not found or known.province_lineage is not null and not exists (
        select
        from campaign c
        where c.id = new.campaign_id
        and stands_in(known.province_lineage, c.province_lineage)) then
        perform refuse_reference('campaign_target', 'indicator_id');
    end if;
    perform refuse('campaign_target_indicator_id_agrees',
        array[string_agg(w.vi, ', ' order by w.place)], array[string_agg(w.en, ', ' order by w.place)],
        p_member => (array_agg(w.member order by w.place))[1])
    from (values
        (1, 'field', 'lĩnh vực', 'field', known.field, new.field),
        (2, 'measure_unit', 'đơn vị tính', 'measure unit', known.measure_unit, new.measure_unit),
        (3, 'direction', 'chiều', 'direction', known.direction, new.direction),
        (4, 'basis', 'cách tính', 'basis', known.basis, new.basis)
    ) as w (place, member, vi, en, listed, given)
    where w.listed is distinct from w.given
    having count(*) > 0;
    return new;
end
$$;

-- Field, measure unit, direction and basis of an indicator cannot change while targets name it. Definer, to see the
-- targets of all units.
create or replace function check_indicator_use()
returns trigger
language plpgsql
security definer
set search_path = pg_catalog, public, pg_temp
as $$
begin
    if exists (select from campaign_target where indicator_id = old.id) then
        perform refuse('indicator_in_use');
    end if;
    return new;
end
$$;
