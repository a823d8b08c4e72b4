-- Targets registered under a campaign, and what has become of them. The status is derived from the figures and nothing
-- else, so it cannot disagree with them; without figures there is none.

create table campaign_target (
    id uuid primary key default uuid_v7(),
    version bigint not null default 1,
    created_at timestamptz not null default now(),
    updated_at timestamptz not null default now(),
    campaign_id uuid not null,
    unit_id uuid not null,
    collective_id uuid,
    indicator text collate "vi-x-icu" not null,
    field text not null,
    measure_unit text not null,
    direction text not null,
    registered_value numeric(21, 6) not null,
    actual_value numeric(21, 6),
    projected_value numeric(21, 6),
    figures_on date,
    due_on date not null,
    priority boolean not null default false,
    note text,
    status text generated always as (
        case
            when actual_value is null and projected_value is null then null
            when direction = 'at_least' and actual_value >= registered_value then 'met'
            when direction = 'at_most' and actual_value <= registered_value then 'met'
            when actual_value is not null and figures_on >= due_on then 'unmet'
            when direction = 'at_least' and projected_value >= registered_value then 'on_track'
            when direction = 'at_most' and projected_value <= registered_value then 'on_track'
            else 'at_risk'
        end) stored,
    province_lineage uuid not null,
    district_lineage uuid,
    commune_lineage uuid,
    indicator_search text collate "C" not null generated always as (fold(indicator)) stored,
    constraint campaign_target_indicator_check check (is_clean(indicator, 1, 300)),
    constraint campaign_target_field_check check (
        field in ('economy', 'society', 'security', 'defence', 'party_building', 'environment', 'other')),
    constraint campaign_target_measure_unit_check check (is_clean(measure_unit, 1, 60)),
    constraint campaign_target_direction_check check (direction in ('at_least', 'at_most')),
    constraint campaign_target_note_check check (is_clean(note, 0, 2000)),
    constraint campaign_target_campaign_id_fkey foreign key (campaign_id) references campaign (id),
    constraint campaign_target_unit_id_fkey foreign key (unit_id) references unit (id),
    constraint campaign_target_collective_id_fkey foreign key (collective_id) references collective (id),
    constraint campaign_target_registration_key
        unique nulls not distinct (campaign_id, unit_id, collective_id, indicator)
);

create index campaign_target_province_due_on_idx on campaign_target (province_lineage, due_on, created_at, id);
create index campaign_target_district_due_on_idx on campaign_target (district_lineage, due_on, created_at, id)
    where district_lineage is not null;
create index campaign_target_commune_due_on_idx on campaign_target (commune_lineage, due_on, created_at, id)
    where commune_lineage is not null;
create index campaign_target_province_created_at_idx on campaign_target (province_lineage, created_at, id);
create index campaign_target_district_created_at_idx on campaign_target (district_lineage, created_at, id)
    where district_lineage is not null;
create index campaign_target_province_indicator_idx on campaign_target (province_lineage, indicator, id);
create index campaign_target_district_indicator_idx on campaign_target (district_lineage, indicator, id)
    where district_lineage is not null;
create index campaign_target_indicator_search_idx on campaign_target using gin (indicator_search gin_trgm_ops);
create index campaign_target_unit_id_idx on campaign_target (unit_id);
create index campaign_target_collective_id_idx on campaign_target (collective_id) where collective_id is not null;

create function check_target_references()
returns trigger
language plpgsql
as $$
declare
    registrant collective;
begin
    if not exists (select from campaign where id = new.campaign_id) and new.campaign_id is not null then
        perform refuse_reference('campaign_target', 'campaign_id');
    end if;
    if new.collective_id is null then
        return new;
    end if;
    select * into registrant from collective where id = new.collective_id;
    if not found then
        perform refuse_reference('campaign_target', 'collective_id');
    end if;
    if (coalesce(new.commune_lineage, new.district_lineage, new.province_lineage) = any (
        array[registrant.province_lineage, registrant.district_lineage, registrant.commune_lineage])) is not true then
        perform refuse('TD001', 'campaign_target_collective_unit',
            'Tập thể đăng ký phải thuộc đơn vị đăng ký', 'The collective must belong to the registering unit');
    end if;
    return new;
end
$$;

create trigger a_stamp before insert or update on campaign_target for each row execute function stamp();
create trigger b_scope before insert or update on campaign_target for each row execute function scope_by_unit();
create trigger c_references before insert or update of campaign_id, unit_id, collective_id on campaign_target
    for each row execute function check_target_references();

alter table campaign_target enable row level security;
alter table campaign_target force row level security;

create policy campaign_target_owner on campaign_target
    to current_user
    using (true)
    with check (true);

create policy campaign_target_select on campaign_target
    for select to tdkt_service
    using (
        (select caller_is('unit_officer', 'district_reviewer', 'province_reviewer', 'council_reviewer', 'auditor'))
        and (province_lineage = any ((select read_scope())::uuid[])
            or district_lineage = any ((select read_scope())::uuid[])
            or commune_lineage = any ((select read_scope())::uuid[])));

create policy campaign_target_insert on campaign_target
    for insert to tdkt_service
    with check (
        (select caller_is('unit_officer', 'district_reviewer', 'province_reviewer'))
        and (province_lineage = any ((select write_scope())::uuid[])
            or district_lineage = any ((select write_scope())::uuid[])
            or commune_lineage = any ((select write_scope())::uuid[])));

create policy campaign_target_update on campaign_target
    for update to tdkt_service
    using (
        (select caller_is('unit_officer', 'district_reviewer', 'province_reviewer'))
        and (province_lineage = any ((select write_scope())::uuid[])
            or district_lineage = any ((select write_scope())::uuid[])
            or commune_lineage = any ((select write_scope())::uuid[])));

create policy campaign_target_delete on campaign_target
    for delete to tdkt_service
    using (
        (select caller_is('district_reviewer', 'province_reviewer'))
        and (province_lineage = any ((select write_scope())::uuid[])
            or district_lineage = any ((select write_scope())::uuid[])
            or commune_lineage = any ((select write_scope())::uuid[])));

grant select, insert, update, delete on campaign_target to tdkt_service;
