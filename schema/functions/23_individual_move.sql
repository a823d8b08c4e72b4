-- A person moves to another unit: the receiving unit asks, and the giving unit, or a unit above it, releases. If the giving unit has
-- ended, the units that took it over and the province that took over its province release. The request of a caller who may release is
-- released at once.
--
-- Until the release, the receiving unit learns nothing about the person but what it said itself (known_move). It names the person by
-- the id of the record, which has 62 random bits and cannot be guessed, or by the citizen id. Such a request is counted and recorded
-- like a look-up (functions/21_citizen_id), also when it finds nobody or is refused (api/individuals/move.c commits the use). So a
-- million guesses would take years, and a right guess leaves a request that the giving unit sees, with the name of the one who asked.

-- Whether the caller may give away people of a unit, which is given by its lineages.
create or replace function gives_people_of(p_province uuid, p_district uuid, p_commune uuid)
returns boolean
language plpgsql
stable
as $$
declare
    above constant uuid[] := array_remove(array[p_province, p_district, p_commune], null);
begin
    if not caller_is(variadic roles('keepers')) or write_scope() is null then
        return false;
    end if;
    return above && write_scope()
        or not unit_stands(coalesce(p_commune, p_district, p_province), today())
        and exists (
            select
            from unnest(above) as former (lineage)
            cross join took_over(former.lineage) as heir (lineage)
            where heir.lineage = any (write_scope()));
end
$$;

-- Both units are those of their collectives until the request is answered; then they stay.
create or replace function scope_move()
returns trigger
language plpgsql
as $$
begin
    if tg_op = 'INSERT' or old.state = 'requested' then
        select c.unit_id into new.from_unit_id from collective c where c.id = new.from_collective_id;
        select c.unit_id into new.to_unit_id from collective c where c.id = new.to_collective_id;
    end if;
    select u.province_lineage, u.district_lineage, u.commune_lineage
    into new.province_lineage, new.district_lineage, new.commune_lineage
    from unit u
    where u.id = new.from_unit_id;
    select array_agg(distinct above.lineage) into new.lineages
    from unit u
    cross join lateral unnest(array[u.province_lineage, u.district_lineage, u.commune_lineage]) as above (lineage)
    where u.id in (new.from_unit_id, new.to_unit_id)
    and above.lineage is not null;
    return new;
end
$$;

-- An open request is addressed to the unit that holds the person.
create or replace function readdress_moves()
returns trigger
language plpgsql
security definer
set search_path = pg_catalog, public, pg_temp
as $$
begin
    update individual_move
    set from_collective_id = new.collective_id
    where individual_id = new.id
    and state = 'requested';
    return null;
end
$$;

create or replace function rescope_moves()
returns trigger
language plpgsql
security definer
set search_path = pg_catalog, public, pg_temp
as $$
begin
    update individual_move set province_lineage = province_lineage where from_unit_id = new.id or to_unit_id = new.id;
    return null;
end
$$;

-- What a caller may know of the moves from and to its units. Who does not read the giving unit learns who and where the person is
-- when the person is released.
create or replace view known_move as
select m.id, m.version,
    case when told.who then m.individual_id end as individual_id,
    m.named_by,
    case when told.origin then m.from_collective_id end as from_collective_id,
    case when told.origin then (select c.name from collective c where c.id = m.from_collective_id) end as from_collective_name,
    case when told.origin then m.from_unit_id end as from_unit_id,
    m.to_collective_id,
    (select c.name from collective c where c.id = m.to_collective_id) as to_collective_name,
    m.to_unit_id,
    m.moved_on, m.position, m.position_group, m.code, m.decision_number, m.reason, m.state, m.requested_by, m.answered_by,
    m.answered_on, m.answer_reason, m.created_at, m.updated_at
from individual_move m
cross join lateral (
    select m.state = 'released' or coalesce(
        m.province_lineage = any ((select read_scope())::uuid[])
        or m.district_lineage = any ((select read_scope())::uuid[])
        or m.commune_lineage = any ((select read_scope())::uuid[]),
        false) as origin
) as side
cross join lateral (select side.origin, side.origin or m.named_by = 'individual_id' as who) as told
where (select caller_is('unit_officer', 'district_reviewer', 'province_reviewer', 'council_reviewer', 'auditor'))
and m.lineages && (select read_scope())::uuid[];

grant select on known_move to tdkt_service;

-- Only for moves that the caller may know of.
create or replace function move_known(p_id uuid)
returns individual_move
language plpgsql
stable
as $$
declare
    own individual_move;
begin
    select * into own
    from individual_move m
    where m.id = p_id
    and caller_is(variadic roles('staff'))
    and m.lineages && read_scope();
    return own;
end
$$;

create or replace function gives_move(p_move individual_move)
returns boolean
language plpgsql
stable
as $$
begin
    return gives_people_of(p_move.province_lineage, p_move.district_lineage, p_move.commune_lineage);
end
$$;

create or replace function receives_move(p_move individual_move)
returns boolean
language plpgsql
stable
as $$
begin
    return caller_is(variadic roles('keepers')) and exists (
        select
        from unit u
        where u.id = p_move.to_unit_id
        and array[u.province_lineage, u.district_lineage, u.commune_lineage] && write_scope());
end
$$;

-- The acts that are open to the caller, for a refusal because of the state.
create or replace function move_detail(p_move individual_move)
returns text
language plpgsql
stable
as $$
begin
    return state_detail(
        p_move.state,
        case when p_move.state = 'requested' and gives_move(p_move) then array['release', 'refusal'] else '{}' end
            || case when p_move.state = 'requested' and receives_move(p_move) then array['withdrawal'] else '{}' end);
end
$$;

-- The collective that receives: one that the caller writes for.
create or replace function receiving_collective(p_collective uuid)
returns collective
language plpgsql
stable
as $$
declare
    home collective;
begin
    select * into home
    from collective c
    where c.id = p_collective
    and caller_is(variadic roles('keepers'))
    and array[c.province_lineage, c.district_lineage, c.commune_lineage] && write_scope();
    if not found then
        perform refuse_reference('individual_move', 'to_collective_id');
    end if;
    return home;
end
$$;

-- Refuses if the receiving unit has a record with the citizen id of the person, or if the new code is taken in the collective. p_detail:
-- the state of the move, if there is one.
create or replace function check_room(p_person individual, p_home collective, p_code text, p_detail text)
returns void
language plpgsql
stable
as $$
declare
    double individual;
begin
    select * into double
    from individual i
    where i.citizen_id_hash = p_person.citizen_id_hash
    and i.id <> p_person.id
    and (i.province_lineage, i.district_lineage, i.commune_lineage)
        is not distinct from (p_home.province_lineage, p_home.district_lineage, p_home.commune_lineage);
    if found and array[double.province_lineage, double.district_lineage, double.commune_lineage] && read_scope() then
        perform refuse('individual_move_double',
            p_detail => (coalesce(p_detail, state_detail(double.state))::jsonb
                || jsonb_build_object('individual_id', double.id))::text);
    elsif double.id is not null then
        perform refuse('individual_move_double', p_detail => coalesce(p_detail, state_detail('requested')));
    end if;
    if exists (select from individual i where i.collective_id = p_home.id and i.code = p_code and i.id <> p_person.id) then
        perform refuse('individual_move_code');
    end if;
end
$$;

-- The records with a citizen id, wherever they are; only their ids, and only for request_move(), which tells the caller
-- nothing of them. Counts and records the use.
create or replace function find_people_to_move(p_hash bytea, p_collective uuid)
returns uuid[]
language plpgsql
volatile
security definer
set search_path = pg_catalog, public, pg_temp
as $$
declare
    people uuid[];
begin
    perform receiving_collective(p_collective);
    perform check_citizen_id_limit('lookup');
    select coalesce(array_agg(i.id order by i.id), '{}') into people from individual i where i.citizen_id_hash = p_hash;
    perform note_citizen_id_use('lookup', people);
    return people;
end
$$;

grant execute on function find_people_to_move(bytea, uuid) to tdkt_service;

-- Of several records with the citizen id, the one that is meant: that of the receiving unit, which is then refused as a double; else
-- the only one that the caller may release; else the only one.
create or replace function person_to_move(p_people uuid[], p_home collective)
returns uuid
language plpgsql
stable
as $$
declare
    meant uuid[];
begin
    select array_agg(i.id order by i.id) into meant
    from individual i
    cross join lateral (
        select case
            when (i.province_lineage, i.district_lineage, i.commune_lineage)
                is not distinct from (p_home.province_lineage, p_home.district_lineage, p_home.commune_lineage) then 1
            when gives_people_of(i.province_lineage, i.district_lineage, i.commune_lineage) then 2
            else 3
        end as place
    ) as nearness
    where i.id = any (p_people)
    group by nearness.place
    order by nearness.place
    limit 1;
    if cardinality(meant) > 1 then
        perform refuse('individual_move_several');
    end if;
    return meant[1];
end
$$;
