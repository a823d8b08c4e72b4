-- The history of positions (quá trình công tác): in which collective, unit and position a person was. Triggers write it whenever the
-- record of a person, or the unit of its collective, changes; a move (functions/23_individual_move) also says its day.

-- Adds a row if it says something else than the last one, or if a move says the day.
create or replace function add_position(p_individual individual, p_held_from date, p_move uuid)
returns void
language plpgsql
volatile
as $$
begin
    insert into individual_position (
        individual_id, collective_id, collective_name, unit_id, position, position_group, held_from, move_id, actor)
    select p_individual.id, c.id, c.name, c.unit_id, p_individual.position, p_individual.position_group, p_held_from, p_move,
        coalesce(caller_subject(), session_user)
    from collective c
    left join lateral (
        select p.*
        from individual_position p
        where p.individual_id = p_individual.id
        order by p.recorded_at desc, p.id desc
        limit 1
    ) last on true
    where c.id = p_individual.collective_id
    and (p_move is not null
        or last.id is null
        or (last.collective_id, last.unit_id, last.position, last.position_group)
            is distinct from (c.id, c.unit_id, p_individual.position, p_individual.position_group));
end
$$;

-- Since when a new record is true is unknown; a later change counts from the day on which it is made.
create or replace function note_position()
returns trigger
language plpgsql
security definer
set search_path = pg_catalog, public, pg_temp
as $$
begin
    perform add_position(new, case tg_op when 'UPDATE' then today() end, null);
    return null;
end
$$;

-- A collective goes to another unit, and its people with it.
create or replace function note_positions()
returns trigger
language plpgsql
security definer
set search_path = pg_catalog, public, pg_temp
as $$
begin
    perform add_position(i, today(), null) from individual i where i.collective_id = new.id;
    return null;
end
$$;

-- The row of the history that counts on a day. Definer, because a former unit must not take its last row for the present one; row
-- security then decides whether the caller sees the row.
create or replace function position_on(p_individual uuid, p_on date)
returns uuid
language plpgsql
stable
security definer
set search_path = pg_catalog, public, pg_temp
as $$
begin
    return (
        select p.id
        from individual_position p
        where p.individual_id = p_individual
        and (p.held_from is null or p.held_from <= p_on)
        order by p.recorded_at desc, p.id desc
        limit 1);
end
$$;

grant execute on function position_on(uuid, date) to tdkt_service;
