-- A citizen id is used for the stated purpose only and cannot be guessed (Law 91/2025/QH15). The mask shows no digit. A
-- person may look up or write only a limited number of ids, and each use leaves a row; the rows are counted here, so
-- the limit holds over all instances. The check for duplicates reveals nothing about people outside the unit that keeps
-- the record.

-- How often one person may: look up an id (lookup); write an id onto an existing record (change); create a record with an
-- id (entry). Each of these answers a guess: a million guesses would take years, or thousands of false records a day.
create or replace function citizen_id_limits(p_act text)
returns table (most integer, period interval)
language sql
immutable
begin atomic
    select l.most, l.period
    from (values
        ('lookup', 5, interval '1 minute'),
        ('lookup', 60, interval '1 day'),
        ('change', 30, interval '1 minute'),
        ('change', 500, interval '1 day'),
        ('entry', 5000, interval '1 day')
    ) as l (act, most, period)
    where l.act = p_act;
end;

grant execute on function citizen_id_limits(text) to tdkt_service;

-- The detail of the refusal says after how many seconds to try again, and how many uses are allowed within how many
-- seconds. Requests of one person wait for each other, so that two at once cannot pass the limit. New records may come
-- in bulk and do not wait; a few more or less do not matter there.
create or replace function check_citizen_id_limit(p_act text)
returns void
language plpgsql
volatile
as $$
declare
    passed record;
begin
    if p_act <> 'entry' then
        perform pg_advisory_xact_lock(hashtextextended('citizen_id of ' || caller_subject(), 0));
    end if;
    select l.most, l.period, ceil(extract(epoch from last_counted.recorded_at + l.period - clock_timestamp())) as seconds
    into passed
    from citizen_id_limits(p_act) l
    cross join lateral (
        select u.recorded_at
        from citizen_id_use u
        where u.actor = caller_subject()
        and u.act = p_act
        order by u.recorded_at desc
        offset l.most - 1
        limit 1
    ) as last_counted
    where last_counted.recorded_at > clock_timestamp() - l.period
    order by 3 desc
    limit 1;
    if found then
        perform refuse('individual_citizen_id_limit', p_detail => format('%s %s %s',
            greatest(passed.seconds, 1), passed.most, extract(epoch from passed.period)::integer));
    end if;
end
$$;

-- The lineages are those of the caller's units and of the units above them: auditors there may read the row.
create or replace function note_citizen_id_use(p_act text, p_individuals uuid[])
returns void
language plpgsql
volatile
as $$
begin
    insert into citizen_id_use (actor, act, request_id, found, individual_ids, lineages)
    select caller_subject(), p_act, nullif(current_setting('tdkt.request_id', true), ''), cardinality(p_individuals),
        p_individuals, coalesce(array_agg(distinct above.lineage) filter (where above.lineage is not null), '{}')
    from unit u
    cross join lateral unnest(array[u.province_lineage, u.district_lineage, u.commune_lineage]) as above (lineage)
    where u.lineage_id = any (read_scope());
end
$$;

-- Finds at most 100 individuals in the caller's own units. The use is recorded even if nothing is found. Definer,
-- because nobody else may compare a hash; it checks roles and units as row security does.
create or replace function look_up_citizen_id(p_hash bytea)
returns setof uuid
language plpgsql
volatile
security definer
set search_path = pg_catalog, public, pg_temp
as $$
declare
    individuals uuid[];
begin
    if caller_subject() is null or not caller_is(
        'unit_officer', 'district_reviewer', 'province_reviewer', 'council_reviewer', 'auditor') then
        raise insufficient_privilege using message = 'not for this caller';
    end if;
    perform check_citizen_id_limit('lookup');
    select coalesce(array_agg(own.id order by own.id), '{}') into individuals
    from (
        select i.id
        from individual i
        where i.citizen_id_hash = p_hash
        and (i.province_lineage = any (read_scope())
            or i.district_lineage = any (read_scope())
            or i.commune_lineage = any (read_scope()))
        order by i.id
        limit 100
    ) as own;
    perform note_citizen_id_use('lookup', individuals);
    return query select unnest(individuals);
end
$$;

grant execute on function look_up_citizen_id(bytea) to tdkt_service;

-- Fires before the check for duplicates, and also counts an id that already exists. Otherwise, at the limit, the only
-- write that is not refused by the limit would be the correct guess.
create or replace function count_citizen_id_write()
returns trigger
language plpgsql
security definer
set search_path = pg_catalog, public, pg_temp
as $$
declare
    act constant text := case tg_op when 'INSERT' then 'entry' else 'change' end;
begin
    if caller_subject() is not null then
        perform check_citizen_id_limit(act);
        perform note_citizen_id_use(act, array[new.id]);
    end if;
    return new;
end
$$;
