-- Answers kept for 24 hours, so that a caller who lost one may ask again with the same Idempotency-Key. The row is
-- written in the transaction of the write it stands for: either both are there or neither.

create table idempotency_key (
    subject text not null,
    key text not null,
    request_digest text not null,
    status integer,
    location text,
    etag text,
    body text,
    created_at timestamptz not null default now(),
    expires_at timestamptz not null default now() + interval '24 hours',
    constraint idempotency_key_pkey primary key (subject, key),
    constraint idempotency_key_key_check check (char_length(key) between 1 and 255),
    constraint idempotency_key_status_check check (status between 100 and 599)
);

create index idempotency_key_expires_at_idx on idempotency_key (expires_at);
create index idempotency_key_subject_idx on idempotency_key (subject, expires_at);

alter table idempotency_key enable row level security;
alter table idempotency_key force row level security;

create policy idempotency_key_owner on idempotency_key
    to current_user
    using (true)
    with check (true);

create policy idempotency_key_own on idempotency_key
    to tdkt_service
    using (subject = (select caller_subject()))
    with check (subject = (select caller_subject()));

grant select, insert, update, delete on idempotency_key to tdkt_service;

-- First statement of a write with a key. new: go on, and store the answer before the commit; replay: give the stored
-- answer; mismatch: the key was used for another request; running: the same key is at work in another transaction.
-- A row without an answer, which no committed write should leave, also says running: nothing is ever done twice.
create function idempotency_claim(p_key text, p_request_digest text)
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
    else
        return query select 'replay', kept.status, kept.location, kept.etag, kept.body;
    end if;
end
$$;

create function idempotency_store(p_key text, p_status integer, p_location text, p_etag text, p_body text)
returns void
language sql
volatile
begin atomic
    update idempotency_key
    set status = p_status,
        location = p_location,
        etag = p_etag,
        body = p_body
    where subject = caller_subject()
    and key = p_key;
end;

-- For the maintenance run: drops expired keys of every subject and says how many.
create function purge_expired()
returns bigint
language plpgsql
volatile
security definer
set search_path = pg_catalog, public, pg_temp
as $$
declare
    dropped bigint;
begin
    delete from idempotency_key where expires_at <= now();
    get diagnostics dropped = row_count;
    return dropped;
end
$$;

revoke all on function idempotency_claim(text, text) from public;
revoke all on function idempotency_store(text, integer, text, text, text) from public;
revoke all on function purge_expired() from public;
grant execute on function idempotency_claim(text, text) to tdkt_service;
grant execute on function idempotency_store(text, integer, text, text, text) to tdkt_service;
grant execute on function purge_expired() to tdkt_service;
