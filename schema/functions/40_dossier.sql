-- Dossiers (hồ sơ) and the documents in them. A proposing unit sends a dossier; each of its nominations
-- (functions/41_nomination) goes through the workflow on its own. A document is a reference with a digest, so that a
-- file kept elsewhere can be proved to be the right one.

-- A unit that no longer exists can be found but cannot propose (Circular 15/2025/TT-BNV); a dossier from the past has a
-- date on which its unit existed.
create or replace function check_dossier()
returns trigger
language plpgsql
as $$
declare
    own unit;
    movement campaign;
begin
    select * into own from unit where id = new.unit_id;
    if tg_op = 'UPDATE' and new.dated_on = old.dated_on then
        null; -- dated once; its unit may change hands (functions/40_dossier)
    elsif new.dated_on < own.valid_from or new.dated_on > own.valid_to then
        perform refuse('dossier_unit_period');
    end if;
    if new.collective_id is not null and not exists (select from collective where id = new.collective_id) then
        perform refuse_reference('dossier', 'collective_id');
    end if;
    select * into movement from campaign where id = new.campaign_id;
    if not found and new.campaign_id is not null then
        perform refuse_reference('dossier', 'campaign_id');
    end if;
    if movement.state = 'draft' then
        perform refuse('dossier_campaign_draft', p_detail => state_detail(movement.state));
    end if;
    return new;
end
$$;

-- Copies the scope of the dossier onto its documents and nominations.
create or replace function scope_by_dossier()
returns trigger
language plpgsql
as $$
begin
    if new.dossier_id is null then
        perform refuse_null(tg_table_name, 'dossier_id');
    end if;
    select province_lineage, district_lineage, commune_lineage
    into new.province_lineage, new.district_lineage, new.commune_lineage
    from dossier
    where id = new.dossier_id;
    if not found then
        perform refuse_reference(tg_table_name, 'dossier_id');
    end if;
    return new;
end
$$;

-- The state of a dossier, for a refusal that leaves nothing open to the caller.
create or replace function dossier_state_detail(p_id uuid)
returns text
language plpgsql
stable
as $$
begin
    return (select state_detail(d.state) from dossier d where d.id = p_id);
end
$$;

grant execute on function dossier_state_detail(uuid) to tdkt_service;

-- Defers the items that the former unit's council has not decided: an unfinished vote does not count, and the
-- nominations come before the successor's council.
create or replace function put_off_council_items(p_dossier uuid)
returns void
language plpgsql
volatile
as $$
declare
    item uuid;
begin
    for item in
        select i.id
        from council_item i
        join nomination n on n.id = i.nomination_id
        where n.dossier_id = p_dossier
        and i.outcome = 'pending'
        order by i.id
        for update of i
    loop
        perform empty_council_box(item);
        update council_item
        set outcome = 'deferred',
            reason = 'Hồ sơ được chuyển sang đơn vị kế thừa'
        where id = item;
    end loop;
end
$$;

-- Definer, because the successor may read the archive but write only its own records, and this function moves a dossier
-- from one to the other. Triggers move its nominations, documents and events with it.
create or replace function transfer_dossier(p_id uuid, p_version bigint, p_unit uuid)
returns void
language plpgsql
volatile
security definer
set search_path = pg_catalog, public, pg_temp
as $$
declare
    own dossier;
    heir unit;
begin
    select * into own
    from dossier
    where id = p_id
    and array[province_lineage, district_lineage, commune_lineage] && read_scope()
    for no key update;
    select * into heir from unit where id = p_unit and province_lineage = any (write_scope());
    if not found then
        perform refuse_reference('dossier', 'unit_id');
    end if;
    if not caller_is('province_reviewer') or own.id is null then
        perform refuse('dossier_transfer_role');
    end if;
    if own.version <> p_version then
        perform refuse('dossier_version');
    end if;
    if own.state = 'closed' then
        perform refuse('dossier_closed', p_detail => state_detail(own.state));
    end if;
    if unit_stands(coalesce(own.commune_lineage, own.district_lineage, own.province_lineage), today()) then
        perform refuse('dossier_unit_stands', p_detail => state_detail(own.state));
    end if;
    if not own.province_lineage in (select archive_of(array[heir.province_lineage]))
        or (heir.level = 'province') <> (own.district_lineage is null and own.commune_lineage is null)
        or not unit_stands(heir.lineage_id, today())
        or heir.valid_to < today() then
        perform refuse('dossier_successor');
    end if;
    perform put_off_council_items(own.id);
    update dossier set unit_id = heir.id where id = own.id;
end
$$;

grant execute on function transfer_dossier(uuid, bigint, uuid) to tdkt_service;
