-- When an administrator moves a unit below another parent, or a succession hands its lineage on, everything that
-- carries the old lineages follows. Rare and thorough: the rule is written once, in the triggers that place a row;
-- here they are only made to run again.

create function cascade_unit()
returns trigger
language plpgsql
security definer
set search_path = pg_catalog, public, pg_temp
as $$
declare
    holder text;
begin
    update unit set province_lineage = new.province_lineage where parent_id = new.id;
    update unit
    set lineage_id = new.lineage_id
    where lineage_id <> new.lineage_id
    and id in (
        select successor_id
        from unit_succession
        where predecessor_id = new.id
        and kind in ('rename', 'upgrade'));
    foreach holder in array array[
        'cluster', 'campaign', 'collective', 'campaign_target', 'decision', 'award', 'award_statement']
    loop
        execute format('update %I set province_lineage = $1 where unit_id = $2', holder)
        using new.province_lineage, new.id;
    end loop;
    return null;
end
$$;

create trigger cascade_unit after update on unit
    for each row when (
        (old.province_lineage, old.district_lineage, old.commune_lineage)
        is distinct from (new.province_lineage, new.district_lineage, new.commune_lineage))
    execute function cascade_unit();
