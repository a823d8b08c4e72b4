-- Figures of a target are entries with a day, which never change: a later entry for the same day is a correction. The
-- actual and projected value of a target are those of its latest entry. Only the database copies them, so nobody can
-- write a figure without an entry.

-- Definer, to lock a target that the caller sees, so that the entries of one target are in the order of their times.
-- Row security then checks the right to write, by the lineages that are copied here.
create or replace function enter_target_progress()
returns trigger
language plpgsql
security definer
set search_path = pg_catalog, public, pg_temp
as $$
declare
    own campaign_target;
begin
    if new.campaign_target_id is null then
        perform refuse_null('target_progress', 'campaign_target_id');
    end if;
    select * into own
    from campaign_target
    where id = new.campaign_target_id
    and (province_lineage = any (read_scope())
        or district_lineage = any (read_scope())
        or commune_lineage = any (read_scope()))
    for no key update;
    if not found then
        perform refuse_reference('target_progress', 'campaign_target_id');
    end if;
    if new.figures_on > today() then
        perform refuse('target_progress_figures_on_future');
    end if;
    if new.figures_on < own.starts_on then
        perform refuse('target_progress_figures_on_period', array[own.starts_on::text]);
    end if;
    new.version := 1;
    new.recorded_at := clock_timestamp();
    new.actor := caller_subject();
    new.province_lineage := own.province_lineage;
    new.district_lineage := own.district_lineage;
    new.commune_lineage := own.commune_lineage;
    return new;
end
$$;

create or replace function carry_target_progress()
returns trigger
language plpgsql
security definer
set search_path = pg_catalog, public, pg_temp
as $$
begin
    update campaign_target
    set actual_value = new.actual_value,
        projected_value = new.projected_value,
        figures_on = new.figures_on
    where id = new.campaign_target_id
    and not exists (
        select
        from target_progress p
        where p.campaign_target_id = new.campaign_target_id
        and (p.figures_on, p.recorded_at, p.id) > (new.figures_on, new.recorded_at, new.id));
    return null;
end
$$;

-- A period cannot begin after a day for which figures were already entered.
create or replace function check_target_figures()
returns trigger
language plpgsql
as $$
begin
    if exists (select from target_progress where campaign_target_id = new.id and figures_on < new.starts_on) then
        perform refuse('campaign_target_starts_on_figures');
    end if;
    return new;
end
$$;

create or replace function rescope_target_progress()
returns trigger
language plpgsql
security definer
set search_path = pg_catalog, public, pg_temp
as $$
begin
    update target_progress
    set province_lineage = new.province_lineage,
        district_lineage = new.district_lineage,
        commune_lineage = new.commune_lineage
    where campaign_target_id = new.id;
    return null;
end
$$;
