-- Councils of the base: a session is that of a province, of a district until 2025-06-30 or of a commune since, or of an
-- agency there (its collective), whose council decides on its own people. Whose nominations come before which council is
-- said once, in comes_before().

alter table council_session
    add column collective_id uuid,
    add constraint council_session_collective_id_fkey foreign key (collective_id) references collective (id),
    drop constraint council_session_unit_id_number_held_on_key,
    add constraint council_session_council_number_held_on_key
        unique nulls not distinct (unit_id, collective_id, number, held_on);

alter table council_member add column district_lineage uuid, add column commune_lineage uuid;
alter table council_item add column district_lineage uuid, add column commune_lineage uuid;
alter table council_recusal add column district_lineage uuid, add column commune_lineage uuid;
alter table council_ballot add column district_lineage uuid, add column commune_lineage uuid;

create index council_session_district_held_on_idx on council_session (district_lineage, held_on, id)
    where district_lineage is not null;
create index council_session_district_created_at_idx on council_session (district_lineage, created_at, id)
    where district_lineage is not null;
create index council_session_commune_held_on_idx on council_session (commune_lineage, held_on, id)
    where commune_lineage is not null;
create index council_session_commune_created_at_idx on council_session (commune_lineage, created_at, id)
    where commune_lineage is not null;
create index council_session_collective_id_idx on council_session (collective_id) where collective_id is not null;

-- Runs as the caller: a collective out of sight is none.
create or replace function check_council_session()
returns trigger
language plpgsql
as $$
declare
    own unit;
    home uuid;
begin
    select * into own from unit where id = new.unit_id;
    if new.held_on is not null
        and own.level not in ('province', coalesce(authority_level('district', new.held_on), 'province')) then
        perform refuse('TD001', 'council_session_unit_level',
            'Hội đồng là của tỉnh hoặc của cơ sở: đến 30/06/2025 là huyện, từ 01/07/2025 là xã',
            'The council is that of a province, or of the base: a district until 2025-06-30, a commune since');
    end if;
    if new.held_on < own.valid_from or new.held_on > own.valid_to then
        perform refuse('TD001', 'council_session_unit_period',
            'Đơn vị không tồn tại vào ngày họp', 'The unit did not exist on the day of the session');
    end if;
    if new.collective_id is null then
        return new;
    end if;
    select u.lineage_id into home
    from collective c
    join unit u on u.id = c.unit_id
    where c.id = new.collective_id;
    if not found then
        perform refuse_reference('council_session', 'collective_id');
    end if;
    if home <> own.lineage_id then
        perform refuse('TD001', 'council_session_collective_unit',
            'Cơ quan có Hội đồng không thuộc đơn vị này', 'The agency is not one of the unit');
    end if;
    return new;
end
$$;

-- What was laid down before a session stays; its minutes are written until it is closed.
create or replace function check_council_session_edit()
returns trigger
language plpgsql
as $$
begin
    if old.state = 'planned' then
        return case when tg_op = 'DELETE' then old else new end;
    end if;
    if tg_op = 'UPDATE' and old.state = 'open'
        and (new.unit_id, new.collective_id, new.number, new.held_on, new.place)
            is not distinct from (old.unit_id, old.collective_id, old.number, old.held_on, old.place) then
        return new;
    end if;
    perform refuse('TD002', 'council_session_editable',
        'Phiên họp đã khai mạc nên không sửa được', 'The session has been opened and cannot be changed');
end
$$;

drop trigger c_edit on council_session;
create trigger c_edit before delete or update of unit_id, collective_id, number, held_on, place, minutes
    on council_session
    for each row execute function check_council_session_edit();
drop trigger d_unit on council_session;
create trigger d_unit before insert or update of unit_id, collective_id, held_on on council_session
    for each row execute function check_council_session();

create or replace function scope_by_council_session()
returns trigger
language plpgsql
as $$
begin
    if new.session_id is null then
        perform refuse_null(tg_table_name, 'session_id');
    end if;
    select province_lineage, district_lineage, commune_lineage
    into new.province_lineage, new.district_lineage, new.commune_lineage
    from council_session
    where id = new.session_id;
    if not found then
        perform refuse_reference(tg_table_name, 'session_id');
    end if;
    return new;
end
$$;

-- Whether a collective is an agency or a part of it, however deep.
create function lies_in_collective(p_collective uuid, p_agency uuid)
returns boolean
language plpgsql
stable
as $$
begin
    return exists (
        with recursive part (id, parent_id) as (
            select c.id, c.parent_id from collective c where c.id = p_collective
            union
            select c.id, c.parent_id from part join collective c on c.id = part.parent_id
        )
        select from part where part.id = p_agency);
end
$$;

-- What is decided at the base comes before a council there: that of the unit, or of the agency that the subject is or
-- works in; a body of the province itself has only the latter. What goes further comes before the province's.
create function comes_before(p_nomination nomination, p_session council_session)
returns boolean
language plpgsql
stable
as $$
declare
    home uuid;
begin
    if coalesce(p_session.commune_lineage, p_session.district_lineage, p_session.province_lineage)
        is distinct from stage_lineage(p_nomination, 'council', p_session.held_on) then
        return false;
    end if;
    if p_nomination.award_level <> 'base' or p_session.collective_id is null then
        return p_session.collective_id is null and (p_nomination.award_level <> 'base' or p_nomination.origin = 'local');
    end if;
    home := coalesce(
        p_nomination.collective_id,
        (select i.collective_id from individual i where i.id = p_nomination.individual_id));
    return lies_in_collective(home, p_session.collective_id);
end
$$;

create or replace function check_council_item()
returns trigger
language plpgsql
as $$
declare
    own nomination;
    home council_session;
begin
    select * into own from nomination where id = new.nomination_id and province_lineage = new.province_lineage;
    if not found and new.nomination_id is not null then
        perform refuse_reference('council_item', 'nomination_id');
    end if;
    if own.state <> 'council' then
        perform refuse('TD002', 'council_item_nomination_id_state',
            'Đề nghị chưa được trình Hội đồng hoặc đã qua Hội đồng',
            'The nomination has not come before the council, or is past it');
    end if;
    select * into home from council_session where id = new.session_id;
    if own.id is not null and not comes_before(own, home) then
        perform refuse('TD002', 'council_item_nomination_id_council',
            'Đề nghị thuộc Hội đồng khác: danh hiệu cấp cơ sở do Hội đồng cơ sở xét, còn lại do Hội đồng cấp tỉnh',
            'The nomination comes before another council: awards of the base before that of the base, '
                || 'the others before the province''s');
    end if;
    return new;
end
$$;

-- A session goes with its unit when that is moved, and everything in it.
create or replace function rescope_council_session()
returns trigger
language plpgsql
security definer
set search_path = pg_catalog, public, pg_temp
as $$
begin
    update council_member set province_lineage = new.province_lineage where session_id = new.id;
    update council_item set province_lineage = new.province_lineage where session_id = new.id;
    update council_paper set province_lineage = new.province_lineage where session_id = new.id;
    update council_attendance_event
    set province_lineage = new.province_lineage,
        district_lineage = new.district_lineage,
        commune_lineage = new.commune_lineage
    where session_id = new.id;
    return null;
end
$$;

drop trigger rescope on council_session;
create trigger rescope after update on council_session
    for each row when (
        (old.province_lineage, old.district_lineage, old.commune_lineage)
        is distinct from (new.province_lineage, new.district_lineage, new.commune_lineage))
    execute function rescope_council_session();

create or replace function rescope_council_item()
returns trigger
language plpgsql
security definer
set search_path = pg_catalog, public, pg_temp
as $$
begin
    update council_recusal
    set province_lineage = new.province_lineage,
        district_lineage = new.district_lineage,
        commune_lineage = new.commune_lineage
    where item_id = new.id;
    update council_ballot
    set province_lineage = new.province_lineage,
        district_lineage = new.district_lineage,
        commune_lineage = new.commune_lineage
    where item_id = new.id;
    return null;
end
$$;

drop trigger rescope on council_item;
create trigger rescope after update on council_item
    for each row when (
        (old.province_lineage, old.district_lineage, old.commune_lineage)
        is distinct from (new.province_lineage, new.district_lineage, new.commune_lineage))
    execute function rescope_council_item();

-- Every act of the council begins here: the session, locked against its closing, and in the caller's units.
create or replace function enter_council_session(p_session uuid)
returns council_session
language plpgsql
as $$
declare
    own council_session;
begin
    select * into own from council_session where id = p_session for share;
    if not caller_is('council_reviewer')
        or (array[own.province_lineage, own.district_lineage, own.commune_lineage] && write_scope()) is not true then
        perform refuse('TD004', 'council_session_unit',
            'Phiên họp thuộc thẩm quyền của đơn vị khác', 'The session belongs to another unit');
    end if;
    return own;
end
$$;

-- Whoever sees the unit as a whole sees its council: the province its own and those below it, a commune its own.
do $$
declare
    place text;
    act text;
begin
    foreach place in array array['council_session', 'council_member', 'council_item'] loop
        execute format('drop policy %1$s_select on %1$s', place);
        execute format($policy$
            create policy %1$s_select on %1$s
                for select to tdkt_service
                using (
                    (select caller_is(
                        'unit_officer', 'district_reviewer', 'province_reviewer', 'council_reviewer', 'auditor'))
                    and (province_lineage = any ((select read_scope())::uuid[])
                        or district_lineage = any ((select read_scope())::uuid[])
                        or commune_lineage = any ((select read_scope())::uuid[])))$policy$, place);
        foreach act in array array['insert', 'update', 'delete'] loop
            execute format('drop policy %1$s_%2$s on %1$s', place, act);
            execute format($policy$
                create policy %1$s_%2$s on %1$s
                    for %2$s to tdkt_service
                    %3$s (
                        (select caller_is('council_reviewer'))
                        and (province_lineage = any ((select write_scope())::uuid[])
                            or district_lineage = any ((select write_scope())::uuid[])
                            or commune_lineage = any ((select write_scope())::uuid[])))$policy$,
                place, act, case act when 'insert' then 'with check' else 'using' end);
        end loop;
    end loop;
end
$$;

grant insert (collective_id) on council_session to tdkt_service;
grant update (collective_id) on council_session to tdkt_service;
