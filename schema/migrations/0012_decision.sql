-- Decisions on awards as they were signed. A decision is a record of the State: the service may add one and read it,
-- but neither change nor delete it; an annulment will be a decision of its own.

create table decision (
    id uuid primary key default uuid_v7(),
    version bigint not null default 1,
    created_at timestamptz not null default now(),
    updated_at timestamptz not null default now(),
    number text not null,
    signed_on date not null,
    effective_on date,
    authority text not null,
    level text not null,
    unit_id uuid not null,
    signer_name text not null,
    signer_title text,
    summary text,
    province_lineage uuid not null,
    district_lineage uuid,
    commune_lineage uuid,
    constraint decision_number_check check (is_clean(number, 1, 60)),
    constraint decision_authority_check check (
        authority in (
            'president', 'prime_minister', 'province_chair', 'district_chair', 'commune_chair', 'agency_head')),
    constraint decision_level_check check (level in ('state', 'province', 'district', 'commune')),
    constraint decision_authority_level_check check (
        case authority
            when 'president' then level = 'state'
            when 'prime_minister' then level = 'state'
            when 'province_chair' then level = 'province'
            when 'district_chair' then level = 'district'
            when 'commune_chair' then level = 'commune'
            else level <> 'state'
        end),
    constraint decision_signer_name_check check (is_clean(signer_name, 1, 120)),
    constraint decision_signer_title_check check (is_clean(signer_title, 1, 200)),
    constraint decision_summary_check check (is_clean(summary, 0, 1000)),
    constraint decision_unit_id_fkey foreign key (unit_id) references unit (id),
    constraint decision_unit_id_number_signed_on_key unique (unit_id, number, signed_on)
);

create index decision_province_signed_on_idx on decision (province_lineage, signed_on, id);
create index decision_district_signed_on_idx on decision (district_lineage, signed_on, id)
    where district_lineage is not null;
create index decision_commune_signed_on_idx on decision (commune_lineage, signed_on, id)
    where commune_lineage is not null;
create index decision_province_created_at_idx on decision (province_lineage, created_at, id);
create index decision_district_created_at_idx on decision (district_lineage, created_at, id)
    where district_lineage is not null;

-- District and commune authorities decide for their own unit and only while it exists: a district chair could sign
-- until 2025-06-30; since then the commune chair holds that power (Decree 129/2025/NĐ-CP Art 59).
create function check_decision_unit()
returns trigger
language plpgsql
as $$
declare
    own unit;
begin
    select * into own from unit where id = new.unit_id;
    if own.level <> new.level then
        perform refuse('TD001', 'decision_unit_level',
            'Quyết định cấp huyện hoặc cấp xã phải thuộc đúng đơn vị của người có thẩm quyền',
            'A district or commune decision belongs to the unit of its authority');
    end if;
    if new.signed_on < own.valid_from or new.signed_on > own.valid_to then
        perform refuse('TD001', 'decision_unit_period',
            'Đơn vị không tồn tại vào ngày ký quyết định', 'The unit did not exist on the day of signature');
    end if;
    return new;
end
$$;

create trigger a_stamp before insert or update on decision for each row execute function stamp();
create trigger b_scope before insert or update on decision for each row execute function scope_by_unit();
create trigger c_unit before insert or update of level, signed_on on decision
    for each row when (new.level in ('district', 'commune')) execute function check_decision_unit();

alter table decision enable row level security;
alter table decision force row level security;

create policy decision_owner on decision
    to current_user
    using (true)
    with check (true);

create policy decision_select on decision
    for select to tdkt_service
    using (
        (select caller_is(
            'unit_officer', 'district_reviewer', 'province_reviewer', 'council_reviewer', 'reader', 'auditor'))
        and (province_lineage = any ((select read_scope())::uuid[])
            or district_lineage = any ((select read_scope())::uuid[])
            or commune_lineage = any ((select read_scope())::uuid[])
            or (level in ('state', 'province') and province_lineage = any ((select caller_provinces())::uuid[]))));

create policy decision_insert on decision
    for insert to tdkt_service
    with check (
        ((select caller_is('province_reviewer'))
            or ((select caller_is('district_reviewer')) and level in ('district', 'commune')))
        and (province_lineage = any ((select write_scope())::uuid[])
            or district_lineage = any ((select write_scope())::uuid[])
            or commune_lineage = any ((select write_scope())::uuid[])));

grant select, insert on decision to tdkt_service;
