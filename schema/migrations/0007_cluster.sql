-- Clusters of emulation and their members by year: leader and deputy change every year, so membership is a dated fact
-- and never an attribute of the unit. The organising province owns the cluster; its districts may read it.

create table cluster (
    id uuid primary key default uuid_v7(),
    version bigint not null default 1,
    created_at timestamptz not null default now(),
    updated_at timestamptz not null default now(),
    code text not null,
    name text collate "vi-x-icu" not null,
    unit_id uuid not null,
    note text,
    province_lineage uuid not null,
    district_lineage uuid,
    commune_lineage uuid,
    name_search text collate "C" not null generated always as (fold(name)) stored,
    constraint cluster_code_check check (is_clean(code, 1, 32)),
    constraint cluster_name_check check (is_clean(name, 1, 200)),
    constraint cluster_note_check check (is_clean(note, 0, 2000)),
    constraint cluster_unit_id_fkey foreign key (unit_id) references unit (id),
    constraint cluster_unit_id_code_key unique (unit_id, code)
);

create index cluster_province_idx on cluster (province_lineage, name, id);

create trigger a_stamp before insert or update on cluster for each row execute function stamp();
create trigger b_scope before insert or update on cluster for each row execute function scope_by_unit();

create table cluster_member (
    id uuid primary key default uuid_v7(),
    version bigint not null default 1,
    created_at timestamptz not null default now(),
    updated_at timestamptz not null default now(),
    cluster_id uuid not null,
    year integer not null,
    unit_id uuid not null,
    role text not null,
    province_lineage uuid not null,
    constraint cluster_member_year_check check (year between 1945 and 2100),
    constraint cluster_member_role_check check (role in ('leader', 'deputy', 'member')),
    constraint cluster_member_cluster_id_fkey foreign key (cluster_id) references cluster (id),
    constraint cluster_member_unit_id_fkey foreign key (unit_id) references unit (id),
    constraint cluster_member_cluster_id_year_unit_id_key unique (cluster_id, year, unit_id)
);

create unique index cluster_member_leader_key on cluster_member (cluster_id, year) where role = 'leader';
create index cluster_member_unit_id_idx on cluster_member (unit_id);

-- A membership belongs to the province of its cluster, not to the member.
create function scope_by_cluster()
returns trigger
language plpgsql
as $$
begin
    if new.cluster_id is null then
        perform refuse_null('cluster_member', 'cluster_id');
    end if;
    select province_lineage into new.province_lineage from cluster where id = new.cluster_id;
    if not found then
        perform refuse_reference('cluster_member', 'cluster_id');
    end if;
    if not exists (select from unit where id = new.unit_id) and new.unit_id is not null then
        perform refuse_reference('cluster_member', 'unit_id');
    end if;
    return new;
end
$$;

create function rescope_cluster_members()
returns trigger
language plpgsql
security definer
set search_path = pg_catalog, public, pg_temp
as $$
begin
    update cluster_member set province_lineage = new.province_lineage where cluster_id = new.id;
    return null;
end
$$;

create trigger a_stamp before insert or update on cluster_member for each row execute function stamp();
create trigger b_scope before insert or update on cluster_member for each row execute function scope_by_cluster();
create trigger rescope after update on cluster
    for each row when (old.province_lineage <> new.province_lineage) execute function rescope_cluster_members();

alter table cluster enable row level security;
alter table cluster force row level security;

create policy cluster_owner on cluster
    to current_user
    using (true)
    with check (true);

create policy cluster_select on cluster
    for select to tdkt_service
    using (
        (select caller_is('unit_officer', 'district_reviewer', 'province_reviewer', 'council_reviewer', 'auditor'))
        and province_lineage = any ((select caller_provinces())::uuid[]));

create policy cluster_insert on cluster
    for insert to tdkt_service
    with check (
        (select caller_is('province_reviewer'))
        and (province_lineage = any ((select write_scope())::uuid[])
            or district_lineage = any ((select write_scope())::uuid[])
            or commune_lineage = any ((select write_scope())::uuid[])));

create policy cluster_update on cluster
    for update to tdkt_service
    using (
        (select caller_is('province_reviewer'))
        and (province_lineage = any ((select write_scope())::uuid[])
            or district_lineage = any ((select write_scope())::uuid[])
            or commune_lineage = any ((select write_scope())::uuid[])));

create policy cluster_delete on cluster
    for delete to tdkt_service
    using (
        (select caller_is('province_reviewer'))
        and (province_lineage = any ((select write_scope())::uuid[])
            or district_lineage = any ((select write_scope())::uuid[])
            or commune_lineage = any ((select write_scope())::uuid[])));

alter table cluster_member enable row level security;
alter table cluster_member force row level security;

create policy cluster_member_owner on cluster_member
    to current_user
    using (true)
    with check (true);

create policy cluster_member_select on cluster_member
    for select to tdkt_service
    using (
        (select caller_is('unit_officer', 'district_reviewer', 'province_reviewer', 'council_reviewer', 'auditor'))
        and province_lineage = any ((select caller_provinces())::uuid[]));

create policy cluster_member_insert on cluster_member
    for insert to tdkt_service
    with check (
        (select caller_is('province_reviewer'))
        and province_lineage = any ((select write_scope())::uuid[]));

create policy cluster_member_update on cluster_member
    for update to tdkt_service
    using (
        (select caller_is('province_reviewer'))
        and province_lineage = any ((select write_scope())::uuid[]));

create policy cluster_member_delete on cluster_member
    for delete to tdkt_service
    using (
        (select caller_is('province_reviewer'))
        and province_lineage = any ((select write_scope())::uuid[]));

grant select, insert, update, delete on cluster, cluster_member to tdkt_service;
