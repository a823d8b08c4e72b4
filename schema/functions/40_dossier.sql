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
    perform lock_unit(new.unit_id);
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

-- Every body that took over from a body, at any depth: by merge, split, renaming or upgrade.
create or replace function took_over(p_lineage uuid)
returns setof uuid
language sql
stable
begin atomic
    with recursive heir (lineage_id) as (
        select p_lineage
        union
        select after.lineage_id
        from heir h
        join unit before on before.lineage_id = h.lineage_id
        join unit_succession s on s.predecessor_id = before.id
        join unit after on after.id = s.successor_id
    )
    select h.lineage_id
    from heir h
    where h.lineage_id <> p_lineage;
end;

-- Whether a unit may receive the dossiers of a body that has ended: it exists today and took the body over; or nobody who exists today
-- did, and it is the province that keeps the archive.
create or replace function may_take_dossier(p_heir unit, p_lineage uuid, p_province uuid)
returns boolean
language plpgsql
stable
as $$
begin
    if p_heir.valid_from > today() or p_heir.valid_to < today() then
        return false;
    end if;
    if p_heir.lineage_id in (select took_over(p_lineage)) then
        return true;
    end if;
    return p_heir.level = 'province'
        and p_province in (select archive_of(array[p_heir.lineage_id]))
        and not exists (select from took_over(p_lineage) as t (id) where unit_stands(t.id, today()));
end
$$;

-- A digest of a dossier with all that people wrote and did in it; two equal digests mean that nothing happened in between. Versions of
-- nominations are not part of it: they also count what other nominations change, such as warnings.
create or replace function dossier_content(p_dossier uuid)
returns text
language plpgsql
stable
as $$
begin
    return (
        select encode(sha256(convert_to(coalesce(string_agg(part.said, E'\n' order by part.said), ''), 'UTF8')), 'hex')
        from (
            select concat_ws(' ', 'dossier', d.version)
            from dossier d
            where d.id = p_dossier
            union all
            select concat_ws(' ', 'nomination', n.id, n.state, n.award_class_id, n.collective_id, n.individual_id, n.year, n.achievement)
            from nomination n
            where n.dossier_id = p_dossier
            union all
            select concat_ws(' ', 'event', e.id)
            from nomination_event e
            join nomination n on n.id = e.nomination_id
            where n.dossier_id = p_dossier
            union all
            select concat_ws(' ', 'author', a.actor, a.nomination_id, a.last_at)
            from nomination_author a
            where a.dossier_id = p_dossier
            union all
            select concat_ws(' ', 'item', i.id, i.version)
            from council_item i
            join nomination n on n.id = i.nomination_id
            where n.dossier_id = p_dossier
        ) part (said));
end
$$;

-- Moves a dossier with its nominations to a unit and records it. A nomination whose dossier is the province's goes on at the province.
create or replace function move_dossier(p_own dossier, p_unit uuid, p_action text, p_reason text)
returns void
language plpgsql
as $$
begin
    update dossier set unit_id = p_unit where id = p_own.id;
    update nomination n
    set origin = case u.level when 'province' then 'province' else 'local' end
    from unit u
    where u.id = p_unit
    and n.dossier_id = p_own.id
    and n.origin <> case u.level when 'province' then 'province' else 'local' end;
    insert into dossier_transfer (dossier_id, action, from_unit_id, to_unit_id, reason, actor, content)
    values (p_own.id, p_action, p_own.unit_id, p_unit, p_reason, coalesce(caller_subject(), session_user),
        dossier_content(p_own.id));
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
    if not may_take_dossier(
        heir, coalesce(own.commune_lineage, own.district_lineage, own.province_lineage), own.province_lineage) then
        perform refuse('dossier_successor');
    end if;
    perform put_off_council_items(own.id);
    perform move_dossier(own, heir.id, 'transfer', null);
end
$$;

grant execute on function transfer_dossier(uuid, bigint, uuid) to tdkt_service;

-- Takes a mistaken transfer back. Votes that the transfer deferred stay deferred: the council of the former unit no longer meets. The lock
-- waits for documents and nominations that are just being added.
create or replace function take_back_dossier(p_id uuid, p_version bigint, p_reason text)
returns void
language plpgsql
volatile
security definer
set search_path = pg_catalog, public, pg_temp
as $$
declare
    own dossier;
    made dossier_transfer;
begin
    select * into own
    from dossier
    where id = p_id
    and array[province_lineage, district_lineage, commune_lineage] && read_scope()
    for update;
    if not caller_is('province_reviewer') or own.id is null then
        perform refuse('dossier_transfer_role');
    end if;
    select * into made
    from dossier_transfer t
    where t.dossier_id = own.id
    order by t.recorded_at desc, t.id desc
    limit 1;
    if made.action = 'transfer' and (own.province_lineage = any (write_scope())) is not true then
        perform refuse('dossier_transfer_province');
    end if;
    if own.version <> p_version then
        perform refuse('dossier_version');
    end if;
    if made.action is distinct from 'transfer' then
        perform refuse('dossier_transfer_none', p_detail => state_detail(own.state));
    end if;
    perform from nomination n where n.dossier_id = own.id order by n.id for no key update;
    if dossier_content(own.id) <> made.content then
        perform refuse('dossier_transfer_used', p_detail => state_detail(own.state));
    end if;
    perform move_dossier(own, made.from_unit_id, 'take_back', p_reason);
end
$$;

grant execute on function take_back_dossier(uuid, bigint, text) to tdkt_service;
