-- Collectives: the agencies, schools, enterprises, commune authorities … that register targets and receive awards.

create table collective (
    id uuid primary key default uuid_v7(),
    version bigint not null default 1,
    created_at timestamptz not null default now(),
    updated_at timestamptz not null default now(),
    code text not null,
    name text collate "vi-x-icu" not null,
    short_name text,
    unit_id uuid not null,
    parent_id uuid,
    kind text not null,
    headcount integer,
    women_count integer,
    founded_on date,
    status text not null default 'active',
    agency_code text,
    address text,
    province_lineage uuid not null,
    district_lineage uuid,
    commune_lineage uuid,
    name_search text collate "C" not null generated always as (fold(name)) stored,
    constraint collective_code_check check (is_clean(code, 1, 32)),
    constraint collective_name_check check (is_clean(name, 1, 200)),
    constraint collective_short_name_check check (is_clean(short_name, 1, 80)),
    constraint collective_kind_check check (
        kind in ('agency', 'organisation', 'school', 'enterprise', 'health', 'armed_force', 'commune_authority',
            'residential', 'household', 'other')),
    constraint collective_headcount_check check (headcount between 0 and 1000000),
    constraint collective_women_count_check check (women_count between 0 and 1000000),
    constraint collective_women_count_headcount_check check (women_count <= headcount),
    constraint collective_status_check check (status in ('active', 'merged', 'dissolved')),
    constraint collective_agency_code_check check (is_clean(agency_code, 1, 40)),
    constraint collective_address_check check (is_clean(address, 0, 300)),
    constraint collective_parent_id_check check (parent_id <> id),
    constraint collective_unit_id_fkey foreign key (unit_id) references unit (id),
    constraint collective_parent_id_fkey foreign key (parent_id) references collective (id),
    constraint collective_unit_id_code_key unique (unit_id, code)
);

-- One index for each scope and documented order; communes are small enough to sort what the first two do not serve.
create index collective_province_name_idx on collective (province_lineage, name, id);
create index collective_district_name_idx on collective (district_lineage, name, id)
    where district_lineage is not null;
create index collective_commune_name_idx on collective (commune_lineage, name, id) where commune_lineage is not null;
create index collective_province_created_at_idx on collective (province_lineage, created_at, id);
create index collective_district_created_at_idx on collective (district_lineage, created_at, id)
    where district_lineage is not null;
create index collective_code_idx on collective (code);
create index collective_agency_code_idx on collective (agency_code) where agency_code is not null;
create index collective_parent_id_idx on collective (parent_id) where parent_id is not null;
create index collective_name_search_idx on collective using gin (name_search gin_trgm_ops);
alter table collective alter column name_search set statistics 300; -- as individual.full_name_search

-- Walks from a collective upwards, past rows that the caller may not see: a circle through one of them is one too.
create function stands_above(p_upper uuid, p_lower uuid)
returns boolean
language sql
stable
security definer
set search_path = pg_catalog, public, pg_temp
begin atomic
    with recursive chain (id, parent_id) as (
        select c.id, c.parent_id from collective c where c.id = p_lower
        union
        select c.id, c.parent_id from chain join collective c on c.id = chain.parent_id
    )
    select exists (select from chain where chain.id = p_upper);
end;

create function check_collective_parent()
returns trigger
language plpgsql
as $$
begin
    if not exists (select from collective where id = new.parent_id) then
        perform refuse_reference('collective', 'parent_id');
    end if;
    -- A new row has nothing below it. Two updates at once could close a circle between them: one at a time.
    if tg_op = 'UPDATE' then
        perform pg_advisory_xact_lock(hashtext('collective.parent_id'));
        if stands_above(new.id, new.parent_id) then
            perform refuse('TD001', 'collective_parent_cycle',
                'Tập thể cấp trên không được trực thuộc chính tập thể này',
                'The parent must not stand below this collective');
        end if;
    end if;
    return new;
end
$$;

create trigger a_stamp before insert or update on collective for each row execute function stamp();
create trigger b_scope before insert or update on collective for each row execute function scope_by_unit();
create trigger c_parent before insert on collective
    for each row when (new.parent_id is not null and new.parent_id <> new.id)
    execute function check_collective_parent();
create trigger d_parent before update on collective
    for each row when (new.parent_id is distinct from old.parent_id and new.parent_id <> new.id)
    execute function check_collective_parent();

revoke all on function stands_above(uuid, uuid) from public;
grant execute on function stands_above(uuid, uuid) to tdkt_service;

alter table collective enable row level security;
alter table collective force row level security;

create policy collective_owner on collective
    to current_user
    using (true)
    with check (true);

create policy collective_select on collective
    for select to tdkt_service
    using (
        (select caller_is('unit_officer', 'district_reviewer', 'province_reviewer', 'council_reviewer', 'auditor'))
        and (province_lineage = any ((select read_scope())::uuid[])
            or district_lineage = any ((select read_scope())::uuid[])
            or commune_lineage = any ((select read_scope())::uuid[])));

create policy collective_insert on collective
    for insert to tdkt_service
    with check (
        (select caller_is('unit_officer', 'district_reviewer', 'province_reviewer'))
        and (province_lineage = any ((select write_scope())::uuid[])
            or district_lineage = any ((select write_scope())::uuid[])
            or commune_lineage = any ((select write_scope())::uuid[])));

create policy collective_update on collective
    for update to tdkt_service
    using (
        (select caller_is('unit_officer', 'district_reviewer', 'province_reviewer'))
        and (province_lineage = any ((select write_scope())::uuid[])
            or district_lineage = any ((select write_scope())::uuid[])
            or commune_lineage = any ((select write_scope())::uuid[])));

create policy collective_delete on collective
    for delete to tdkt_service
    using (
        (select caller_is('district_reviewer', 'province_reviewer'))
        and (province_lineage = any ((select write_scope())::uuid[])
            or district_lineage = any ((select write_scope())::uuid[])
            or commune_lineage = any ((select write_scope())::uuid[])));

grant select, insert, update, delete on collective to tdkt_service;
