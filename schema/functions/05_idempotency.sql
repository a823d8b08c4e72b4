-- Answers that are kept under an Idempotency-Key.

-- The first statement of a write with a key. new: continue, and store the answer before the commit; replay: send the stored
-- answer; unseen: there is a stored answer, but the caller no longer sees its rows; mismatch: the key was used for another
-- request; running: another transaction is using the same key.
-- A row without an answer, which no committed write should leave, also gives running: nothing is ever done twice.
create or replace function idempotency_claim(p_key text, p_request_digest text)
returns table (state text, status integer, location text, etag text, body text)
language plpgsql
volatile
as $$
#variable_conflict use_column
declare
    kept idempotency_key;
begin
    if not pg_try_advisory_xact_lock(hashtextextended(p_key, hashtextextended(caller_subject(), 0))) then
        return query select 'running', null::integer, null::text, null::text, null::text;
        return;
    end if;
    delete from idempotency_key k where k.subject = caller_subject() and k.expires_at <= now();
    insert into idempotency_key (subject, key, request_digest)
    values (caller_subject(), p_key, p_request_digest)
    on conflict do nothing;
    if found then
        return query select 'new', null::integer, null::text, null::text, null::text;
        return;
    end if;
    select * into kept from idempotency_key k where k.subject = caller_subject() and k.key = p_key;
    if kept.request_digest <> p_request_digest then
        return query select 'mismatch', null::integer, null::text, null::text, null::text;
    elsif kept.status is null then
        return query select 'running', null::integer, null::text, null::text, null::text;
    elsif not sees_rows(kept.shown) then
        return query select 'unseen', null::integer, null::text, null::text, null::text;
    else
        return query select 'replay', kept.status, kept.location, kept.etag, kept.body;
    end if;
end
$$;

grant execute on function idempotency_claim(text, text) to tdkt_service;

create or replace function idempotency_store(
    p_key text, p_status integer, p_location text, p_etag text, p_body text, p_shown text[])
returns void
language plpgsql
volatile
as $$
begin
    update idempotency_key
    set status = p_status,
        location = p_location,
        etag = p_etag,
        body = p_body,
        shown = p_shown
    where subject = caller_subject()
    and key = p_key;
end
$$;

grant execute on function idempotency_store(text, integer, text, text, text, text[]) to tdkt_service;

-- Changes of award status are kept for a day: an instance asks for them at least once a minute, or drops its kept
-- answers.
create or replace function purge_expired()
returns bigint
language plpgsql
volatile
security definer
set search_path = pg_catalog, public, pg_temp
as $$
declare
    dropped bigint;
begin
    delete from status_change where recorded_at < now() - interval '1 day';
    delete from idempotency_key where expires_at <= now();
    get diagnostics dropped = row_count;
    return dropped;
end
$$;

grant execute on function purge_expired() to tdkt_service;

-- Runs as the caller, so that row security decides.
create or replace function sees_rows(p_rows text[])
returns boolean
language plpgsql
stable
as $$
declare
    place record;
    seen bigint;
begin
    for place in
        select split_part(r.name, ':', 1) as relation, array_agg(distinct split_part(r.name, ':', 2)::uuid) as ids
        from unnest(p_rows) as r (name)
        group by 1
    loop
        execute format('select count(*) from %I where id = any ($1)', place.relation) into seen using place.ids;
        if seen < cardinality(place.ids) then
            return false;
        end if;
    end loop;
    return true;
end
$$;

grant execute on function sees_rows(text[]) to tdkt_service;
