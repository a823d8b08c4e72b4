-- How `tdkt seed` may be run again: it adds what is missing and brings its own rows to the content of the files, but leaves alone what
-- people have changed since. `tdkt seed` gives its changes the request id "seed", so the change history tells them apart.

drop function if exists differs_from_seed(anyelement, anyelement);

-- The columns of a table that a file of the seed may set.
create or replace function seeded_columns(p_table regclass)
returns text[]
language plpgsql
stable
as $$
begin
    return (
        select array_agg(quote_ident(a.attname) order by a.attnum)
        from pg_attribute a
        where a.attrelid = p_table
        and a.attnum > 0
        and not a.attisdropped
        and a.attgenerated = ''
        and a.attname <> all (array['id', 'version', 'created_at', 'updated_at', 'lineage_id', 'parent_lineage_id']::name[]
            || lineages()::name[]));
end
$$;

-- What differs between two rows, column by column, for a person.
create or replace function row_difference(p_kept jsonb, p_seed jsonb, p_columns text[])
returns text
language plpgsql
stable
as $$
begin
    return (
        select string_agg(format('%s is %s, in the seed %s', k.key, k.value, s.value), '; ' order by k.key)
        from jsonb_each(p_kept) k
        join jsonb_each(p_seed) s on s.key = k.key
        where quote_ident(k.key) = any (p_columns)
        and k.value <> s.value);
end
$$;

-- For "on conflict … do update … where" in schema/reference, called with the row that is there and the row of the file. It is always false,
-- so ON CONFLICT itself changes nothing, because that would need every column of the table by name. A row that the seed loaded and nobody
-- has changed since gets the content of the file. A row that somebody changed stays; if the file says something new about it, a
-- warning names it. A row under this id that the seed never loaded is an error, and so are two rows of the files with one id: then this
-- seeding, which began at tdkt.seeding_since, wrote the row itself.
create or replace function take_from_seed(p_kept anyelement, p_seed anyelement)
returns boolean
language plpgsql
as $$
declare
    place constant regclass := pg_typeof(p_kept)::text;
    columns constant text[] := seeded_columns(place);
    kept constant jsonb := to_jsonb(p_kept);
    seed constant jsonb := to_jsonb(p_seed);
    entered change_history;
    loaded change_history;
begin
    if row_difference(kept, seed, columns) is null then
        return false;
    end if;
    select * into entered
    from change_history h
    where h.row_id = (kept ->> 'id')::uuid
    and h.table_name = place::text
    and h.operation = 'insert'
    order by h.recorded_at desc
    limit 1;
    if entered.request_id is distinct from 'seed' then
        raise unique_violation using message = format('%s %s: the seed has other content than the row that is there: %s',
            place, seed ->> 'id', row_difference(kept, seed, columns));
    end if;
    select * into loaded
    from change_history h
    where h.row_id = entered.row_id
    and h.table_name = entered.table_name
    and h.request_id = 'seed'
    and h.recorded_at >= entered.recorded_at
    order by h.recorded_at desc, h.version desc
    limit 1;
    if loaded.recorded_at >= nullif(current_setting('tdkt.seeding_since', true), '')::timestamptz then
        raise unique_violation using message = format('%s %s: two rows of the seed have this id: %s',
            place, seed ->> 'id', row_difference(kept, seed, columns));
    end if;
    if loaded.version = (kept ->> 'version')::bigint or row_difference(kept, loaded.row, columns) is null then
        execute format('update %1$s set (%2$s) = (select %2$s from jsonb_populate_record(null::%1$s, $1)) where id = ($1 ->> ''id'')::uuid',
            place, array_to_string(columns, ', '))
        using seed;
    elsif row_difference(loaded.row, seed, columns) is not null then
        raise warning '% % was changed here and stays: %', place, seed ->> 'id', row_difference(kept, seed, columns);
    end if;
    return false;
end
$$;

-- Whether somebody added this unit before the seed did, under an id of its own (`tdkt load-units`, HTTP): the same code, name and
-- type, and it stands on days on which the unit of the seed stands. Such a unit stays as it is. Another unit with this code on
-- these days is a conflict, which the constraints of the table name.
create or replace function stands_already(p_id uuid, p_code text, p_name text, p_type text, p_valid_from date, p_valid_to date)
returns boolean
language plpgsql
stable
as $$
begin
    return exists (
        select
        from unit u
        where u.code = p_code
        and u.id <> p_id
        and (u.name, u.type) = (p_name, p_type)
        and daterange(u.valid_from, u.valid_to, '[]') && daterange(p_valid_from, p_valid_to, '[]'));
end
$$;
