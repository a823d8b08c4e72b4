-- The table of criteria by which a cluster scores its members in one year: it differs from cluster to cluster and from
-- year to year, so it is data. Once anything is scored by it, it stands: a changed table would be another ranking.

create table cluster_criterion (
    id uuid primary key default uuid_v7(),
    version bigint not null default 1,
    created_at timestamptz not null default now(),
    updated_at timestamptz not null default now(),
    cluster_id uuid not null,
    year integer not null,
    position integer not null,
    group_name text collate "vi-x-icu" not null,
    name text collate "vi-x-icu" not null,
    description text,
    max_points numeric(21, 6) not null,
    bonus_cap numeric(21, 6) not null default 0,
    penalty_cap numeric(21, 6) not null default 0,
    province_lineage uuid not null,
    constraint cluster_criterion_year_check check (year between 1945 and 2100),
    constraint cluster_criterion_position_check check (position between 1 and 10000),
    constraint cluster_criterion_group_name_check check (is_clean(group_name, 1, 200)),
    constraint cluster_criterion_name_check check (is_clean(name, 1, 300)),
    constraint cluster_criterion_description_check check (is_clean(description, 0, 4000)),
    constraint cluster_criterion_max_points_check check (max_points > 0),
    constraint cluster_criterion_bonus_cap_check check (bonus_cap >= 0),
    constraint cluster_criterion_penalty_cap_check check (penalty_cap >= 0),
    constraint cluster_criterion_cluster_id_fkey foreign key (cluster_id) references cluster (id),
    constraint cluster_criterion_cluster_id_year_name_key unique (cluster_id, year, name)
);

create index cluster_criterion_cluster_id_idx on cluster_criterion (cluster_id, year, position, id);

create function rescope_cluster_criterion()
returns trigger
language plpgsql
security definer
set search_path = pg_catalog, public, pg_temp
as $$
begin
    update cluster_criterion set province_lineage = new.province_lineage where cluster_id = new.id;
    return null;
end
$$;

create trigger a_stamp before insert or update on cluster_criterion for each row execute function stamp();
create trigger b_scope before insert or update on cluster_criterion
    for each row execute function scope_of_cluster();
create trigger record_change after insert or update or delete on cluster_criterion
    for each row execute function record_change();
create trigger rescope_criterion after update on cluster
    for each row when (old.province_lineage <> new.province_lineage) execute function rescope_cluster_criterion();

alter table cluster_criterion enable row level security;
alter table cluster_criterion force row level security;

create policy cluster_criterion_owner on cluster_criterion
    to current_user
    using (true)
    with check (true);

create policy cluster_criterion_select on cluster_criterion
    for select to tdkt_service
    using (
        (select caller_is('unit_officer', 'district_reviewer', 'province_reviewer', 'council_reviewer', 'auditor'))
        and province_lineage = any ((select caller_provinces())::uuid[]));

create policy cluster_criterion_insert on cluster_criterion
    for insert to tdkt_service
    with check (leads_cluster(cluster_id, year));

create policy cluster_criterion_update on cluster_criterion
    for update to tdkt_service
    using (leads_cluster(cluster_id, year));

create policy cluster_criterion_delete on cluster_criterion
    for delete to tdkt_service
    using (leads_cluster(cluster_id, year));

grant select, delete on cluster_criterion to tdkt_service;
grant insert (
    id, cluster_id, year, position, group_name, name, description, max_points, bonus_cap, penalty_cap)
    on cluster_criterion to tdkt_service;
grant update (position, group_name, name, description, max_points, bonus_cap, penalty_cap)
    on cluster_criterion to tdkt_service;
