-- All instances have one TDKT_SECRET: under another, a citizen's number is kept as another value, and the same number would be
-- accepted twice. The first instance leaves a mark of its secret here; one with another secret finds out at its start. The mark
-- is an HMAC of fixed words and tells nothing of the secret; nobody but the owner reads it.
-- kind: expand

create table installation_secret (
    is_there boolean primary key default true,
    mark text not null,
    marked_at timestamptz not null default now(),
    constraint installation_secret_is_there_check check (is_there),
    constraint installation_secret_mark_check check (mark ~ '^[0-9a-f]{64}$')
);

alter table installation_secret enable row level security;
alter table installation_secret force row level security;

create policy installation_secret_owner on installation_secret
    to current_user
    using (true)
    with check (true);

-- Is this the mark of the secret in use? Null: none is in use yet, and with p_leave it is this one from now on.
create function is_installation_secret(p_mark text, p_leave boolean)
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

revoke all on function is_installation_secret(text, boolean) from public;
grant execute on function is_installation_secret(text, boolean) to tdkt_service;
