-- How `tdkt seed` may be run again: see schema/reference.

-- For "on conflict … do update … where" in schema/reference: false if the row that is there already is the row of the
-- seed, otherwise an error that names the row. It is the row of the seed if its content is the same now, or was when
-- it was inserted: what an administrator has changed since then stays. Columns that the database sets itself do not
-- count.
create or replace function differs_from_seed(p_kept anyelement, p_seed anyelement)
returns boolean
language plpgsql
as $$
declare
    derived constant text[] := array['id', 'version', 'created_at', 'updated_at', 'lineage_id', 'parent_lineage_id']
        || lineages()::text[];
    seed constant jsonb := to_jsonb(p_seed) - derived;
    kept constant jsonb := to_jsonb(p_kept) - derived;
    loaded jsonb;
begin
    if kept = seed then
        return false;
    end if;
    select h.row into loaded
    from change_history h
    where h.row_id = (to_jsonb(p_kept) ->> 'id')::uuid
    and h.table_name = pg_typeof(p_kept)::text
    and h.operation = 'insert'
    order by h.id desc
    limit 1;
    if loaded is not null and not exists (
        select
        from jsonb_each(seed) s
        join jsonb_each(loaded) l using (key)
        where l.value <> s.value)
    then
        return false;
    end if;
    raise unique_violation using message = format('%s %s: the seed has other content than the row that is there: %s',
        pg_typeof(p_kept), to_jsonb(p_seed) ->> 'id', (
            select string_agg(format('%s is %s, in the seed %s', s.key, k.value, s.value), '; ' order by s.key)
            from jsonb_each(seed) s
            join jsonb_each(kept) k using (key)
            where k.value is distinct from s.value));
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
