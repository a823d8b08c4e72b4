-- Emulation movements: regular ones and those launched for a theme. A campaign belongs to the unit that launched it and
-- is read in the whole province, because targets are registered under it by units below.

create table campaign (
    id uuid primary key default uuid_v7(),
    version bigint not null default 1,
    created_at timestamptz not null default now(),
    updated_at timestamptz not null default now(),
    code text not null,
    name text collate "vi-x-icu" not null,
    kind text not null,
    unit_id uuid not null,
    cluster_id uuid,
    starts_on date not null,
    ends_on date,
    goals text,
    province_lineage uuid not null,
    district_lineage uuid,
    commune_lineage uuid,
    name_search text collate "C" not null generated always as (fold(name)) stored,
    constraint campaign_code_check check (is_clean(code, 1, 32)),
    constraint campaign_name_check check (is_clean(name, 1, 300)),
    constraint campaign_kind_check check (kind in ('regular', 'thematic')),
    constraint campaign_goals_check check (is_clean(goals, 0, 4000)),
    constraint campaign_ends_on_check check (ends_on >= starts_on),
    constraint campaign_unit_id_fkey foreign key (unit_id) references unit (id),
    constraint campaign_cluster_id_fkey foreign key (cluster_id) references cluster (id),
    constraint campaign_unit_id_code_key unique (unit_id, code)
);

create index campaign_starts_on_idx on campaign (province_lineage, starts_on, id);
create index campaign_name_idx on campaign (province_lineage, name, id);
create index campaign_cluster_id_idx on campaign (cluster_id);

create function check_cluster_reference()
returns trigger
language plpgsql
as $$
begin
    if not exists (select from cluster where id = new.cluster_id) then
        perform refuse_reference(tg_table_name, 'cluster_id');
    end if;
    return new;
end
$$;

create trigger a_stamp before insert or update on campaign for each row execute function stamp();
create trigger b_scope before insert or update on campaign for each row execute function scope_by_unit();
create trigger c_cluster before insert or update of cluster_id on campaign
    for each row when (new.cluster_id is not null) execute function check_cluster_reference();

alter table campaign enable row level security;
alter table campaign force row level security;

create policy campaign_owner on campaign
    to current_user
    using (true)
    with check (true);

create policy campaign_select on campaign
    for select to tdkt_service
    using (
        (select caller_is('unit_officer', 'district_reviewer', 'province_reviewer', 'council_reviewer', 'auditor'))
        and province_lineage = any ((select caller_provinces())::uuid[]));

create policy campaign_insert on campaign
    for insert to tdkt_service
    with check (
        (select caller_is('province_reviewer'))
        and (province_lineage = any ((select write_scope())::uuid[])
            or district_lineage = any ((select write_scope())::uuid[])
            or commune_lineage = any ((select write_scope())::uuid[])));

create policy campaign_update on campaign
    for update to tdkt_service
    using (
        (select caller_is('province_reviewer'))
        and (province_lineage = any ((select write_scope())::uuid[])
            or district_lineage = any ((select write_scope())::uuid[])
            or commune_lineage = any ((select write_scope())::uuid[])));

create policy campaign_delete on campaign
    for delete to tdkt_service
    using (
        (select caller_is('province_reviewer'))
        and (province_lineage = any ((select write_scope())::uuid[])
            or district_lineage = any ((select write_scope())::uuid[])
            or commune_lineage = any ((select write_scope())::uuid[])));

grant select, insert, update, delete on campaign to tdkt_service;
