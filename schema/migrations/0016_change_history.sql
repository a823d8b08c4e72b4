-- Who changed what, when, and how the row then looked: appended by the database itself, so that no path around the
-- service escapes it, and never changed afterwards.

create table change_history (
    id uuid primary key default uuid_v7(),
    table_name text not null,
    row_id uuid not null,
    version bigint not null,
    operation text not null,
    changed_at timestamptz not null default now(),
    changed_by text not null,
    request_id text,
    province_lineage uuid,
    district_lineage uuid,
    commune_lineage uuid,
    row jsonb not null,
    constraint change_history_operation_check check (operation in ('insert', 'update', 'delete'))
);

create index change_history_row_id_idx on change_history (row_id, version);

-- Left out of the kept row: the hash of a citizen id, and columns that say again what others say.
create function record_change()
returns trigger
language plpgsql
security definer
set search_path = pg_catalog, public, pg_temp
as $$
declare
    image constant jsonb := to_jsonb(case when tg_op = 'DELETE' then old else new end);
begin
    insert into change_history (
        table_name, row_id, version, operation, changed_by, request_id,
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
            'citizen_id_hash', 'name_search', 'full_name_search', 'indicator_search', 'recipient_name_search']);
    return null;
end
$$;

create trigger record_change after insert or update or delete on unit
    for each row execute function record_change();
create trigger record_change after insert or update or delete on unit_succession
    for each row execute function record_change();
create trigger record_change after insert or update or delete on award_class
    for each row execute function record_change();
create trigger record_change after insert or update or delete on cluster
    for each row execute function record_change();
create trigger record_change after insert or update or delete on cluster_member
    for each row execute function record_change();
create trigger record_change after insert or update or delete on campaign
    for each row execute function record_change();
create trigger record_change after insert or update or delete on collective
    for each row execute function record_change();
create trigger record_change after insert or update or delete on individual
    for each row execute function record_change();
create trigger record_change after insert or update or delete on campaign_target
    for each row execute function record_change();
create trigger record_change after insert or update or delete on decision
    for each row execute function record_change();
create trigger record_change after insert or update or delete on award
    for each row execute function record_change();
create trigger record_change after insert or update or delete on award_statement
    for each row execute function record_change();

-- Not even the owner rewrites the past by accident.
create function refuse_rewrite()
returns trigger
language plpgsql
as $$
begin
    raise insufficient_privilege using message = 'change_history is append-only';
end
$$;

create trigger append_only before update or delete or truncate on change_history
    for each statement execute function refuse_rewrite();

alter table change_history enable row level security;
alter table change_history force row level security;

create policy change_history_owner on change_history
    to current_user
    using (true)
    with check (true);

create policy change_history_select on change_history
    for select to tdkt_service
    using (
        (select caller_is('auditor'))
        and (province_lineage = any ((select read_scope())::uuid[])
            or district_lineage = any ((select read_scope())::uuid[])
            or commune_lineage = any ((select read_scope())::uuid[])));

grant select on change_history to tdkt_service;
