-- What every record keeps: its version, and who changed what and when.

-- BEFORE trigger of every table of records: sets what only the database may set in a row. Triggers fire in the order of
-- their names; this one is called a_stamp and fires first.
create or replace function stamp()
returns trigger
language plpgsql
as $$
begin
    if tg_op = 'INSERT' then
        new.version := 1;
        new.created_at := now();
    else
        new.id := old.id;
        new.version := old.version + 1;
        new.created_at := old.created_at;
    end if;
    new.updated_at := now();
    return new;
end
$$;

-- The kept row leaves out the hash of a citizen id, and columns that repeat what other columns say.
create or replace function record_change()
returns trigger
language plpgsql
security definer
set search_path = pg_catalog, public, pg_temp
as $$
declare
    image constant jsonb := to_jsonb(case when tg_op = 'DELETE' then old else new end);
begin
    insert into change_history (
        table_name, row_id, version, operation, actor, request_id,
        province_lineage, district_lineage, commune_lineage, row)
    values (
        tg_table_name,
        (image ->> 'id')::uuid,
        (image ->> 'version')::bigint,
        lower(tg_op),
        coalesce(caller_subject(), session_user),
        nullif(current_setting('tdkt.request_id', true), ''),
        (image ->> 'province_lineage')::uuid,
        (image ->> 'district_lineage')::uuid,
        (image ->> 'commune_lineage')::uuid,
        image - array[
            'citizen_id_hash', 'name_search', 'full_name_search', 'indicator_search', 'recipient_name_search', 'number_key']);
    return null;
end
$$;

-- Not even the owner can change the past by accident.
create or replace function refuse_rewrite()
returns trigger
language plpgsql
as $$
begin
    raise insufficient_privilege using message = format('%s is append-only', tg_table_name);
end
$$;

create or replace function live_on()
returns date
language plpgsql
stable
as $$
begin
    return (select i.live_on from installation i);
end
$$;

grant execute on function live_on() to tdkt_service;

-- Whether this is the mark of the secret in use. Null: no secret is in use yet. With p_leave, and if none is in use,
-- this mark is kept from now on.
create or replace function is_installation_secret(p_mark text, p_leave boolean)
returns boolean
language plpgsql
security definer
set search_path = pg_catalog, public, pg_temp
as $$
begin
    if p_leave then
        insert into installation_secret (mark)
        values (p_mark)
        on conflict do nothing;
    end if;
    return (select s.mark = p_mark from installation_secret s);
end
$$;

grant execute on function is_installation_secret(text, boolean) to tdkt_service;
