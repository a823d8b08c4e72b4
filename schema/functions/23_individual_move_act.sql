-- Acts on a move: the request, the release, the refusal, the withdrawal; and the refusal of a second record of a person whose record lies
-- in an archive. Definer, because the service has no right on the table, and the caller has none on the people of another unit; so each
-- of them checks who calls.

-- Carries the move out. The row of the history comes first, so that the trigger of the record finds it and adds none of its own. A code
-- is of its collective: without a new one the person keeps the old one only if nobody at the new place has it. This refuses nothing,
-- because neither unit can see both people.
create or replace function carry_out_move(p_move individual_move)
returns void
language plpgsql
volatile
as $$
declare
    person individual;
begin
    select * into person from individual where id = p_move.individual_id;
    update individual_move
    set state = 'released',
        answered_by = caller_subject(),
        answered_on = today()
    where id = p_move.id;
    person.collective_id := p_move.to_collective_id;
    person.position := p_move.position;
    person.position_group := p_move.position_group;
    perform add_position(person, p_move.moved_on, p_move.id);
    update individual i
    set collective_id = p_move.to_collective_id,
        position = p_move.position,
        position_group = p_move.position_group,
        code = coalesce(
            p_move.code,
            case when not exists (
                select from individual o where o.collective_id = p_move.to_collective_id and o.code = i.code and o.id <> i.id)
            then i.code end),
        state = case i.state when 'moved' then 'active' else i.state end
    where i.id = p_move.individual_id;
end
$$;

-- Asks for a person: p_people has one id that the caller gave, or what find_people_to_move() found. If the
-- caller may release the person, the request is released at once.
create or replace function request_move(
    p_id uuid, p_people uuid[], p_by_citizen_id boolean, p_collective uuid, p_moved_on date, p_position text, p_position_group text,
    p_code text, p_decision_number text, p_reason text)
returns void
language plpgsql
volatile
security definer
set search_path = pg_catalog, public, pg_temp
as $$
declare
    home collective := receiving_collective(p_collective);
    person individual;
    made individual_move;
begin
    if p_moved_on > today() then
        perform refuse('day_future', array[today()::text], p_member => 'moved_on');
    elsif p_moved_on < '1945-09-02' then
        perform refuse('day_too_early', array['1945-09-02'], p_member => 'moved_on');
    end if;
    select * into person from individual where id = person_to_move(p_people, home) for no key update;
    if not found then
        perform refuse_reference('individual_move', case when p_by_citizen_id then 'citizen_id' else 'individual_id' end);
    end if;
    if p_by_citizen_id and (person.province_lineage, person.district_lineage, person.commune_lineage)
        is not distinct from (home.province_lineage, home.district_lineage, home.commune_lineage) then
        perform refuse('individual_move_double',
            p_detail => state_detail(person.state, p_more => jsonb_build_object('individual_id', person.id)));
    end if;
    if exists (select from individual_move m where m.individual_id = person.id and m.state = 'requested') then
        perform refuse('individual_move_open', p_detail => state_detail('requested'));
    end if;
    perform check_room(person, home, p_code, null);
    insert into individual_move (
        id, individual_id, named_by, from_collective_id, to_collective_id, moved_on, position, position_group, code, decision_number,
        reason, requested_by)
    values (
        p_id, person.id, case when p_by_citizen_id then 'citizen_id' else 'individual_id' end, person.collective_id, home.id,
        p_moved_on, p_position, p_position_group, p_code, p_decision_number, p_reason, caller_subject())
    returning * into made;
    if gives_move(made) then
        perform carry_out_move(made);
    end if;
end
$$;

grant execute on function request_move(uuid, uuid[], boolean, uuid, date, text, text, text, text, text) to tdkt_service;

-- Called before the body of the request is read: the version of a move that the caller knows of. Refuses who may not answer it.
create or replace function enter_move_answer(p_id uuid)
returns bigint
language plpgsql
stable
security definer
set search_path = pg_catalog, public, pg_temp
as $$
declare
    own constant individual_move := move_known(p_id);
begin
    if own.id is not null and not gives_move(own) then
        perform refuse('individual_move_giver');
    end if;
    return own.version;
end
$$;

grant execute on function enter_move_answer(uuid) to tdkt_service;

create or replace function enter_move_withdrawal(p_id uuid)
returns bigint
language plpgsql
stable
security definer
set search_path = pg_catalog, public, pg_temp
as $$
declare
    own constant individual_move := move_known(p_id);
begin
    if own.id is not null and not receives_move(own) then
        perform refuse('individual_move_receiver');
    end if;
    return own.version;
end
$$;

grant execute on function enter_move_withdrawal(uuid) to tdkt_service;

-- Locks the person, then the move, in the order of a change of the person's record; checks that the caller is of the side that acts, and
-- that the move waits for an answer.
create or replace function open_move(p_id uuid, p_version bigint, p_gives boolean)
returns individual_move
language plpgsql
as $$
declare
    own individual_move;
begin
    perform from individual i where i.id = (select m.individual_id from individual_move m where m.id = p_id) for no key update;
    select * into own from individual_move m where m.id = p_id for update;
    if p_gives and gives_move(own) is not true then
        perform refuse('individual_move_giver');
    elsif not p_gives and receives_move(own) is not true then
        perform refuse('individual_move_receiver');
    end if;
    if own.version <> p_version then
        perform refuse('individual_move_version');
    end if;
    if own.state <> 'requested' then
        perform refuse('individual_move_state', p_detail => move_detail(own));
    end if;
    return own;
end
$$;

create or replace function release_move(p_id uuid, p_version bigint)
returns void
language plpgsql
volatile
security definer
set search_path = pg_catalog, public, pg_temp
as $$
declare
    own individual_move;
    person individual;
    home collective;
begin
    own := open_move(p_id, p_version, true);
    select * into person from individual where id = own.individual_id;
    select * into home from collective where id = own.to_collective_id;
    perform check_room(person, home, own.code, move_detail(own));
    perform carry_out_move(own);
end
$$;

grant execute on function release_move(uuid, bigint) to tdkt_service;

create or replace function refuse_move(p_id uuid, p_version bigint, p_reason text)
returns void
language plpgsql
volatile
security definer
set search_path = pg_catalog, public, pg_temp
as $$
declare
    own constant individual_move := open_move(p_id, p_version, true);
begin
    update individual_move
    set state = 'refused',
        answered_by = caller_subject(),
        answered_on = today(),
        answer_reason = p_reason
    where id = own.id;
end
$$;

grant execute on function refuse_move(uuid, bigint, text) to tdkt_service;

create or replace function withdraw_move(p_id uuid, p_version bigint)
returns void
language plpgsql
volatile
security definer
set search_path = pg_catalog, public, pg_temp
as $$
declare
    own constant individual_move := open_move(p_id, p_version, false);
begin
    update individual_move
    set state = 'withdrawn',
        answered_by = caller_subject(),
        answered_on = today()
    where id = own.id;
end
$$;

grant execute on function withdraw_move(uuid, bigint) to tdkt_service;

-- A person whose record lies in an archive that the caller may read, but not write, gets no second record: the archive's is moved. It
-- is the same person if the citizen id is the same; or, if one of the records has none, the code and the name, and the day of birth
-- where both have it. A code alone means nothing, because every collective has its own. Definer, because only the owner compares
-- hashes. Fires after the use of the number is counted.
create or replace function check_archived_person()
returns trigger
language plpgsql
security definer
set search_path = pg_catalog, public, pg_temp
as $$
declare
    kept individual;
begin
    if (read_scope() <@ write_scope()) is not false then
        return new; -- the caller has no archive
    end if;
    select i.* into kept
    from individual i
    where (i.citizen_id_hash = new.citizen_id_hash
        or num_nulls(i.citizen_id_hash, new.citizen_id_hash) > 0
        and i.code = new.code
        and i.full_name_search = fold(new.full_name) collate "C"
        and (i.birth_date = new.birth_date) is not false)
    and i.id <> new.id
    and array[i.province_lineage, i.district_lineage, i.commune_lineage] && read_scope()
    and (array[i.province_lineage, i.district_lineage, i.commune_lineage] && write_scope()) is not true
    and not unit_stands(coalesce(i.commune_lineage, i.district_lineage, i.province_lineage), today())
    order by i.created_at desc, i.id desc
    limit 1;
    if found then
        perform refuse('individual_archived',
            p_member => case when kept.citizen_id_hash = new.citizen_id_hash then 'citizen_id' else 'code' end,
            p_detail => state_detail(kept.state, array['individual-moves'], jsonb_build_object('individual_id', kept.id)));
    end if;
    return new;
end
$$;
