-- What day it is, and since when this installation is the place where nominations are decided. Both are facts of the
-- installation, not of a caller: one row, kept by the operator (tdkt migrate), read by everybody.

create table installation (
    id uuid primary key default uuid_v7(),
    version bigint not null default 1,
    created_at timestamptz not null default now(),
    updated_at timestamptz not null default now(),
    time_zone text not null default 'Asia/Ho_Chi_Minh',
    live_on date not null,
    constraint installation_time_zone_check check (
        timestamptz '2026-01-01 00:00:00Z' at time zone time_zone is not null)
);

create unique index installation_key on installation ((true));

create trigger a_stamp before insert or update on installation for each row execute function stamp();
create trigger record_change after insert or update or delete on installation
    for each row execute function record_change();

-- Until told otherwise an installation is live since the day of its first migration.
do $$
declare
    first_day date;
begin
    if to_regclass('schema_migration') is not null then
        execute 'select min(applied_at at time zone ''Asia/Ho_Chi_Minh'')::date from schema_migration' into first_day;
    end if;
    insert into installation (live_on)
    values (coalesce(first_day, (now() at time zone 'Asia/Ho_Chi_Minh')::date));
end
$$;

-- The day of this transaction where the installation stands.
create function today()
returns date
language plpgsql
stable
as $$
begin
    return (select (now() at time zone i.time_zone)::date from installation i);
end
$$;

create function live_on()
returns date
language plpgsql
stable
as $$
begin
    return (select i.live_on from installation i);
end
$$;

alter table installation enable row level security;
alter table installation force row level security;

create policy installation_owner on installation
    to current_user
    using (true)
    with check (true);

create policy installation_select on installation
    for select to tdkt_service
    using (true);

grant select on installation to tdkt_service;
