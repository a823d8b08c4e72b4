-- Individuals. Personal data is kept to what a review needs: of the citizen id only a keyed hash, made by the service,
-- and the last three digits that a masked answer shows (Law 91/2025/QH15: for the stated purpose and no more).

create table individual (
    id uuid primary key default uuid_v7(),
    version bigint not null default 1,
    created_at timestamptz not null default now(),
    updated_at timestamptz not null default now(),
    code text,
    full_name text collate "vi-x-icu" not null,
    birth_date date,
    gender text,
    position text,
    position_group text,
    direct_worker boolean not null default false,
    collective_id uuid not null,
    citizen_id_hash bytea,
    citizen_id_last text,
    status text not null default 'active',
    province_lineage uuid not null,
    district_lineage uuid,
    commune_lineage uuid,
    full_name_search text collate "C" not null generated always as (fold(full_name)) stored,
    constraint individual_code_check check (is_clean(code, 1, 32)),
    constraint individual_full_name_check check (is_clean(full_name, 1, 120)),
    constraint individual_gender_check check (gender in ('female', 'male', 'other')),
    constraint individual_position_check check (is_clean(position, 1, 200)),
    constraint individual_position_group_check check (
        position_group in (
            'ministry_province_leader', 'department_leader', 'entrepreneur', 'deputy_head_up', 'direct_worker')),
    constraint individual_citizen_id_check check (
        (citizen_id_hash is null) = (citizen_id_last is null)
        and octet_length(citizen_id_hash) = 32
        and citizen_id_last ~ '^[0-9]{3}$'),
    constraint individual_status_check check (status in ('active', 'moved', 'retired', 'deceased')),
    constraint individual_collective_id_fkey foreign key (collective_id) references collective (id),
    constraint individual_collective_id_code_key unique (collective_id, code)
);

-- A person stands once in a district (in a province, where there is no district). The refusal reaches no further than
-- the caller's own district, so that it tells nobody who is registered elsewhere.
create unique index individual_citizen_id_hash_key
    on individual (citizen_id_hash, coalesce(district_lineage, province_lineage))
    where citizen_id_hash is not null;

create index individual_province_full_name_idx on individual (province_lineage, full_name, id);
create index individual_district_full_name_idx on individual (district_lineage, full_name, id)
    where district_lineage is not null;
create index individual_commune_full_name_idx on individual (commune_lineage, full_name, id)
    where commune_lineage is not null;
create index individual_province_created_at_idx on individual (province_lineage, created_at, id);
create index individual_district_created_at_idx on individual (district_lineage, created_at, id)
    where district_lineage is not null;
create index individual_code_idx on individual (code) where code is not null;
create index individual_full_name_search_idx on individual using gin (full_name_search gin_trgm_ops);

-- A word that many names share must be known to be common: such a search walks along an order, a rare one asks the
-- trigrams.
alter table individual alter column full_name_search set statistics 300;

create function scope_by_collective()
returns trigger
language plpgsql
as $$
begin
    if new.collective_id is null then
        perform refuse_null('individual', 'collective_id');
    end if;
    select province_lineage, district_lineage, commune_lineage
    into new.province_lineage, new.district_lineage, new.commune_lineage
    from collective
    where id = new.collective_id;
    if not found then
        perform refuse_reference('individual', 'collective_id');
    end if;
    return new;
end
$$;

-- People go with their collective when it moves to another unit.
create function rescope_individuals()
returns trigger
language plpgsql
security definer
set search_path = pg_catalog, public, pg_temp
as $$
begin
    update individual set province_lineage = new.province_lineage where collective_id = new.id;
    return null;
end
$$;

create trigger a_stamp before insert or update on individual for each row execute function stamp();
create trigger b_scope before insert or update on individual for each row execute function scope_by_collective();
create trigger rescope after update on collective
    for each row when (
        (old.province_lineage, old.district_lineage, old.commune_lineage)
        is distinct from (new.province_lineage, new.district_lineage, new.commune_lineage))
    execute function rescope_individuals();

alter table individual enable row level security;
alter table individual force row level security;

create policy individual_owner on individual
    to current_user
    using (true)
    with check (true);

create policy individual_select on individual
    for select to tdkt_service
    using (
        (select caller_is('unit_officer', 'district_reviewer', 'province_reviewer', 'council_reviewer', 'auditor'))
        and (province_lineage = any ((select read_scope())::uuid[])
            or district_lineage = any ((select read_scope())::uuid[])
            or commune_lineage = any ((select read_scope())::uuid[])));

create policy individual_insert on individual
    for insert to tdkt_service
    with check (
        (select caller_is('unit_officer', 'district_reviewer', 'province_reviewer'))
        and (province_lineage = any ((select write_scope())::uuid[])
            or district_lineage = any ((select write_scope())::uuid[])
            or commune_lineage = any ((select write_scope())::uuid[])));

create policy individual_update on individual
    for update to tdkt_service
    using (
        (select caller_is('unit_officer', 'district_reviewer', 'province_reviewer'))
        and (province_lineage = any ((select write_scope())::uuid[])
            or district_lineage = any ((select write_scope())::uuid[])
            or commune_lineage = any ((select write_scope())::uuid[])));

create policy individual_delete on individual
    for delete to tdkt_service
    using (
        (select caller_is('district_reviewer', 'province_reviewer'))
        and (province_lineage = any ((select write_scope())::uuid[])
            or district_lineage = any ((select write_scope())::uuid[])
            or commune_lineage = any ((select write_scope())::uuid[])));

grant select, insert, update, delete on individual to tdkt_service;
