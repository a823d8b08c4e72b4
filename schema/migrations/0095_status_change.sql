-- The status of an award is asked far more often than it changes, so each instance keeps its answers. Nobody may be told
-- what was true before a change that its writer has been told of; a notification may come after that answer. So what
-- changes is written down in its own transaction, and an instance asks, in one statement for all who wait, what has been
-- committed since it last asked: rows of transactions that the snapshot of that time did not show.
-- kind: expand
create table status_change (
    xact xid8 not null default pg_current_xact_id(),
    number bigint generated always as identity,
    code text,
    recorded_at timestamptz not null default now(),
    primary key (xact, number)
);

comment on table status_change is
    'Codes whose GET /v1/award-status/{code} answers differently since a transaction; code null: all of them. Kept for a day.';

create index status_change_recorded_at on status_change (recorded_at);

alter table status_change enable row level security;
alter table status_change force row level security;
create policy status_change_owner on status_change to tdkt_owner using (true) with check (true);

-- Of a row whose status a code tells.
create function note_status_change()
returns trigger
language plpgsql
security definer
set search_path = pg_catalog, public, pg_temp
as $$
begin
    insert into status_change (code) values (old.code);
    return null;
end
$$;

-- Of a row that many codes tell of.
create function note_change_of_all_statuses()
returns trigger
language plpgsql
security definer
set search_path = pg_catalog, public, pg_temp
as $$
begin
    insert into status_change default values;
    return null;
end
$$;

revoke all on function note_status_change(), note_change_of_all_statuses() from public;

-- A new row answers for no code that was answered before: an award that takes over its nomination's code moves the nomination. A
-- nomination can be deleted while it is a draft, which has no status.
create trigger note_status after update or delete on award
    for each row execute function note_status_change();
create trigger note_status after update on nomination
    for each row when (new.state <> 'draft' or old.state <> 'draft') execute function note_status_change();
create trigger note_status after update on decision
    for each row
    when (old.number <> new.number or old.signed_on <> new.signed_on or old.corrected_on is distinct from new.corrected_on)
    execute function note_change_of_all_statuses();
create trigger note_status after update on award_class
    for each row
    when (old.code <> new.code or old.name_vi <> new.name_vi or old.name_en is distinct from new.name_en)
    execute function note_change_of_all_statuses();

-- What has been committed since a snapshot: codes with commas between them, '*' for all, null for nothing.
create function status_changes(p_since pg_snapshot)
returns text
language plpgsql
stable
security definer
set search_path = pg_catalog, public, pg_temp
as $$
begin
    if p_since is null then
        return '*';
    end if;
    return (
        select case when count(*) > 200 or count(*) > count(c.code) then '*' else string_agg(c.code, ',') end
        from (
            select s.code
            from status_change s
            where s.xact >= pg_snapshot_xmin(p_since)
            and not pg_visible_in_snapshot(s.xact, p_since)
            limit 201
        ) as c
    );
end
$$;

revoke all on function status_changes(pg_snapshot) from public;
grant execute on function status_changes(pg_snapshot) to tdkt_service;

-- An instance asks once a minute at least, or forgets what it keeps.
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
