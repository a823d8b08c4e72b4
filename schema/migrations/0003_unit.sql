-- Administrative units through time: a row is one version of a unit, because codes and names outlive what they named
-- (Vĩnh Trụ was 13564 in 2018 and is 13597 today). Each row carries the lineages of itself and of its ancestors, and
-- every record copies these three columns: a caller's scope is then an equality on an index.

create table unit (
    id uuid primary key default uuid_v7(),
    version bigint not null default 1,
    created_at timestamptz not null default now(),
    updated_at timestamptz not null default now(),
    code text not null,
    name text collate "vi-x-icu" not null,
    type text not null,
    level text not null,
    parent_id uuid,
    valid_from date not null,
    valid_to date,
    legal_act text,
    lineage_id uuid not null,
    province_lineage uuid not null,
    district_lineage uuid,
    commune_lineage uuid,
    name_search text collate "C" not null generated always as (fold(name)) stored,
    constraint unit_code_check check (is_clean(code, 1, 16)),
    constraint unit_name_check check (is_clean(name, 1, 120)),
    constraint unit_legal_act_check check (is_clean(legal_act, 0, 300)),
    constraint unit_level_check check (level in ('province', 'district', 'commune')),
    constraint unit_type_check check (
        type in ('province', 'municipality', 'city', 'town', 'district', 'ward', 'township', 'commune',
            'special_zone')),
    constraint unit_type_level_check check (
        case level
            when 'province' then type in ('province', 'municipality')
            when 'district' then type in ('city', 'town', 'district')
            else type in ('ward', 'township', 'commune', 'special_zone')
        end),
    constraint unit_parent_id_check check ((level = 'province') = (parent_id is null)),
    constraint unit_valid_to_check check (valid_to >= valid_from),
    constraint unit_parent_id_fkey foreign key (parent_id) references unit (id),
    constraint unit_code_valid_from_key unique (code, valid_from),
    constraint unit_code_period_excl exclude using gist (code with =, daterange(valid_from, valid_to, '[]') with &&)
);

create index unit_name_idx on unit (name, id);
create index unit_parent_id_idx on unit (parent_id);
create index unit_lineage_id_idx on unit (lineage_id);
create index unit_name_search_idx on unit using gin (name_search gin_trgm_ops);

-- Places a unit below its parent. The lineage itself is set by successions (0004); a new unit starts its own.
create function place_unit()
returns trigger
language plpgsql
as $$
declare
    above unit;
begin
    if tg_op = 'INSERT' then
        new.lineage_id := new.id;
    end if;
    new.province_lineage := new.lineage_id;
    new.district_lineage := null;
    new.commune_lineage := null;
    if new.parent_id is null then
        return new;
    end if;
    select * into above from unit where id = new.parent_id;
    new.province_lineage := above.province_lineage;
    if new.level = 'district' then
        new.district_lineage := new.lineage_id;
    else
        new.district_lineage := above.district_lineage;
        new.commune_lineage := new.lineage_id;
    end if;
    return new;
end
$$;

create function check_unit_parent()
returns trigger
language plpgsql
as $$
declare
    above unit;
begin
    select * into above from unit where id = new.parent_id;
    if not found then
        perform refuse_reference('unit', 'parent_id');
    end if;
    if above.level = 'commune' or above.level = new.level then
        perform refuse('TD001', 'unit_parent_level',
            'Đơn vị cấp trên phải thuộc cấp cao hơn', 'The parent must be of a higher level');
    end if;
    if new.valid_from < above.valid_from or new.valid_from > above.valid_to then
        perform refuse('TD001', 'unit_parent_period',
            'Đơn vị cấp trên không có hiệu lực vào ngày valid_from', 'The parent is not valid on valid_from');
    end if;
    return new;
end
$$;

create trigger a_stamp before insert or update on unit for each row execute function stamp();
create trigger b_place before insert or update on unit for each row execute function place_unit();
create trigger c_parent before insert or update of parent_id, level, valid_from on unit
    for each row when (new.parent_id is not null) execute function check_unit_parent();

-- Copies the scope of a record's unit onto the record; shared by every table with a unit_id.
create function scope_by_unit()
returns trigger
language plpgsql
as $$
begin
    if new.unit_id is null then
        perform refuse_null(tg_table_name, 'unit_id');
    end if;
    select province_lineage, district_lineage, commune_lineage
    into new.province_lineage, new.district_lineage, new.commune_lineage
    from unit
    where id = new.unit_id;
    if not found then
        perform refuse_reference(tg_table_name, 'unit_id');
    end if;
    return new;
end
$$;

alter table unit enable row level security;
alter table unit force row level security;

create policy unit_owner on unit
    to current_user
    using (true)
    with check (true);

create policy unit_select on unit
    for select to tdkt_service
    using ((select caller_is(
        'unit_officer', 'district_reviewer', 'province_reviewer', 'council_reviewer', 'auditor', 'admin')));

create policy unit_insert on unit
    for insert to tdkt_service
    with check ((select caller_is('admin')));

create policy unit_update on unit
    for update to tdkt_service
    using ((select caller_is('admin')));

create policy unit_delete on unit
    for delete to tdkt_service
    using ((select caller_is('admin')));

-- The lineage columns are no business of the service: it may not even name them in an update.
grant select, insert, delete on unit to tdkt_service;
grant update (code, name, type, level, parent_id, valid_from, valid_to, legal_act) on unit to tdkt_service;
