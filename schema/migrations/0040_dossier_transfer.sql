-- Units end while dossiers are on their way: districts did on 2025-06-30. What was not finished then goes on at the unit
-- that took over, by the hand of the province there; dossiers that are closed stay in the archive as they are.

-- A vote that another province's council had not finished is none: what waited for it comes before the heir's.
create function put_off_council_items(p_dossier uuid)
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

-- Definer, as the successor reads the archive and writes only its own: that the one becomes the other is this
-- function's whole business. The nominations, their papers and events follow by the triggers that keep their place.
create function transfer_dossier(p_id uuid, p_version bigint, p_unit uuid)
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
        perform refuse('TD004', 'dossier_transfer_role',
            'Vai trò này không chuyển hồ sơ', 'This role does not transfer dossiers');
    end if;
    if own.version <> p_version then
        perform refuse('TD003', 'dossier_version', 'Hồ sơ đã thay đổi', 'The dossier has changed');
    end if;
    if own.state = 'closed' then
        perform refuse('TD002', 'dossier_closed', 'Hồ sơ đã kết thúc', 'The dossier is closed');
    end if;
    if unit_stands(coalesce(own.commune_lineage, own.district_lineage, own.province_lineage), current_date) then
        perform refuse('TD002', 'dossier_unit_stands',
            'Đơn vị đề nghị vẫn đang tồn tại', 'The proposing unit still exists');
    end if;
    if not own.province_lineage in (select archive_of(array[heir.province_lineage]))
        or (heir.level = 'province') <> (own.district_lineage is null and own.commune_lineage is null)
        or not unit_stands(heir.lineage_id, current_date)
        or heir.valid_to < current_date then
        perform refuse('TD001', 'dossier_successor',
            'Đơn vị nhận không kế thừa đơn vị đề nghị', 'The receiving unit is no successor of the proposing one');
    end if;
    perform put_off_council_items(own.id);
    update dossier set unit_id = heir.id where id = own.id;
end
$$;

revoke all on function put_off_council_items(uuid) from public;
revoke all on function transfer_dossier(uuid, bigint, uuid) from public;
grant execute on function transfer_dossier(uuid, bigint, uuid) to tdkt_service;
