-- Initiatives, research, inventions and feats of arms of a person, with the level that recognised them: several rules
-- ask for so many of them in so many years (Law 06/2022/QH15 Art 23, Decree 65/2014/NĐ-CP Art 23–24).

create table initiative (
    id uuid primary key default uuid_v7(),
    version bigint not null default 1,
    created_at timestamptz not null default now(),
    updated_at timestamptz not null default now(),
    individual_id uuid not null,
    kind text not null,
    title text collate "vi-x-icu" not null,
    level text not null,
    year integer not null,
    recognised_on date,
    decision_number text,
    recognised_by text,
    province_lineage uuid not null,
    district_lineage uuid,
    commune_lineage uuid,
    constraint initiative_kind_check check (kind in ('initiative', 'research', 'invention', 'combat_merit')),
    constraint initiative_title_check check (is_clean(title, 1, 500)),
    constraint initiative_level_check check (level in ('base', 'district', 'province', 'national')),
    constraint initiative_year_check check (year between 1945 and 2100),
    constraint initiative_decision_number_check check (is_clean(decision_number, 1, 60)),
    constraint initiative_recognised_by_check check (is_clean(recognised_by, 1, 200)),
    constraint initiative_individual_id_fkey foreign key (individual_id) references individual (id),
    -- Entered twice it would count twice.
    constraint initiative_individual_id_year_title_key unique (individual_id, year, title)
);

create index initiative_province_year_idx on initiative (province_lineage, year, id);
create index initiative_district_year_idx on initiative (district_lineage, year, id)
    where district_lineage is not null;
create index initiative_commune_year_idx on initiative (commune_lineage, year, id) where commune_lineage is not null;
create index initiative_province_created_at_idx on initiative (province_lineage, created_at, id);
create index initiative_district_created_at_idx on initiative (district_lineage, created_at, id)
    where district_lineage is not null;

-- Levels in order; null of what is none.
create function initiative_step(p_level text)
returns integer
language sql
immutable
parallel safe
return array_position(array['base', 'district', 'province', 'national'], p_level);

create function scope_by_individual()
returns trigger
language plpgsql
as $$
begin
    if new.individual_id is null then
        perform refuse_null(tg_table_name, 'individual_id');
    end if;
    select province_lineage, district_lineage, commune_lineage
    into new.province_lineage, new.district_lineage, new.commune_lineage
    from individual
    where id = new.individual_id;
    if not found then
        perform refuse_reference(tg_table_name, 'individual_id');
    end if;
    return new;
end
$$;

create trigger a_stamp before insert or update on initiative for each row execute function stamp();
create trigger b_scope before insert or update on initiative for each row execute function scope_by_individual();
create trigger rescope_initiative after update on individual
    for each row when (
        (old.province_lineage, old.district_lineage, old.commune_lineage)
        is distinct from (new.province_lineage, new.district_lineage, new.commune_lineage))
    execute function rescope_records('initiative', 'individual_id');
create trigger record_change after insert or update or delete on initiative
    for each row execute function record_change();

alter table initiative enable row level security;
alter table initiative force row level security;

create policy initiative_owner on initiative
    to current_user
    using (true)
    with check (true);

create policy initiative_select on initiative
    for select to tdkt_service
    using (
        (select caller_is('unit_officer', 'district_reviewer', 'province_reviewer', 'council_reviewer', 'auditor'))
        and (province_lineage = any ((select read_scope())::uuid[])
            or district_lineage = any ((select read_scope())::uuid[])
            or commune_lineage = any ((select read_scope())::uuid[])));

create policy initiative_insert on initiative
    for insert to tdkt_service
    with check (
        (select caller_is('unit_officer', 'district_reviewer', 'province_reviewer'))
        and (province_lineage = any ((select write_scope())::uuid[])
            or district_lineage = any ((select write_scope())::uuid[])
            or commune_lineage = any ((select write_scope())::uuid[])));

create policy initiative_update on initiative
    for update to tdkt_service
    using (
        (select caller_is('unit_officer', 'district_reviewer', 'province_reviewer'))
        and (province_lineage = any ((select write_scope())::uuid[])
            or district_lineage = any ((select write_scope())::uuid[])
            or commune_lineage = any ((select write_scope())::uuid[])));

create policy initiative_delete on initiative
    for delete to tdkt_service
    using (
        (select caller_is('district_reviewer', 'province_reviewer'))
        and (province_lineage = any ((select write_scope())::uuid[])
            or district_lineage = any ((select write_scope())::uuid[])
            or commune_lineage = any ((select write_scope())::uuid[])));

grant select, insert, update, delete on initiative to tdkt_service;
