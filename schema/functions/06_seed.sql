-- How `tdkt seed` may be run again: see schema/reference.

-- For "on conflict … do update … where" in schema/reference: false if the row that is there already is the row of the
-- seed, otherwise an error that names the row. Each value must be the one of the seed, or have been changed since the row
-- was inserted, or have been the one of the seed before: what an administrator has changed stays. Columns that the
-- database sets itself do not count.
create or replace function differs_from_seed(p_kept anyelement, p_seed anyelement)
returns boolean
language plpgsql
stable
as $$
declare
    derived constant text[] := array['id', 'version', 'created_at', 'updated_at', 'lineage_id', 'parent_lineage_id']
        || lineages()::text[];
    seed constant jsonb := to_jsonb(p_seed) - derived;
    kept constant jsonb := to_jsonb(p_kept) - derived;
    loaded change_history;
    differing text;
begin
    if kept = seed then
        return false;
    end if;
    select * into loaded
    from change_history h
    where h.row_id = (to_jsonb(p_kept) ->> 'id')::uuid
    and h.table_name = pg_typeof(p_kept)::text
    and h.operation = 'insert'
    order by h.id desc
    limit 1;
    select string_agg(format('%s is %s, in the seed %s', s.key, k.value, s.value), '; ' order by s.key) into differing
    from jsonb_each(seed) s
    join jsonb_each(kept) k using (key)
    where k.value <> s.value
    and (loaded.id is null or loaded.row -> s.key = k.value)
    and not exists (
        select
        from change_history h
        where h.row_id = loaded.row_id
        and h.table_name = loaded.table_name
        and h.id > loaded.id
        and h.row -> s.key = s.value);
    if differing is null then
        return false;
    end if;
    raise unique_violation using message = format('%s %s: the seed has other content than the row that is there: %s',
        pg_typeof(p_kept), to_jsonb(p_seed) ->> 'id', differing);
end
$$;
