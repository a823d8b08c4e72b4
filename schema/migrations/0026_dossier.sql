-- Dossiers (hồ sơ) and the documents in them. A dossier is what a proposing unit sends; its nominations (0027) travel
-- on their own. Documents are references with a digest, so that a file kept elsewhere can be proved to be the one meant.

create table dossier (
    id uuid primary key default uuid_v7(),
    version bigint not null default 1,
    created_at timestamptz not null default now(),
    updated_at timestamptz not null default now(),
    number text,
    title text collate "vi-x-icu" not null,
    unit_id uuid not null,
    collective_id uuid,
    commendation_type text not null default 'merit',
    campaign_id uuid,
    year integer not null,
    dated_on date not null default current_date,
    summary text,
    state text not null default 'draft',
    province_lineage uuid not null,
    district_lineage uuid,
    commune_lineage uuid,
    name_search text collate "C" not null generated always as (fold(title)) stored,
    constraint dossier_number_check check (is_clean(number, 1, 60)),
    constraint dossier_title_check check (is_clean(title, 1, 300)),
    constraint dossier_commendation_type_check check (
        commendation_type in ('merit', 'irregular', 'movement', 'contribution', 'seniority', 'external')),
    constraint dossier_year_check check (year between 1945 and 2100),
    constraint dossier_summary_check check (is_clean(summary, 0, 2000)),
    constraint dossier_state_check check (state in ('draft', 'open', 'closed')),
    constraint dossier_unit_id_fkey foreign key (unit_id) references unit (id),
    constraint dossier_collective_id_fkey foreign key (collective_id) references collective (id),
    constraint dossier_campaign_id_fkey foreign key (campaign_id) references campaign (id),
    constraint dossier_unit_id_number_key unique (unit_id, number)
);

create index dossier_province_dated_on_idx on dossier (province_lineage, dated_on, id);
create index dossier_district_dated_on_idx on dossier (district_lineage, dated_on, id)
    where district_lineage is not null;
create index dossier_commune_dated_on_idx on dossier (commune_lineage, dated_on, id) where commune_lineage is not null;
create index dossier_province_created_at_idx on dossier (province_lineage, created_at, id);
create index dossier_district_created_at_idx on dossier (district_lineage, created_at, id)
    where district_lineage is not null;
create index dossier_collective_id_idx on dossier (collective_id) where collective_id is not null;
create index dossier_campaign_id_idx on dossier (campaign_id) where campaign_id is not null;
create index dossier_name_search_idx on dossier using gin (name_search gin_trgm_ops);

-- A unit that no longer exists may be looked up but proposes nothing (Circular 15/2025/TT-BNV); a dossier of the past
-- bears a date on which its unit did exist.
create function check_dossier()
returns trigger
language plpgsql
as $$
declare
    own unit;
begin
    select * into own from unit where id = new.unit_id;
    if tg_op = 'UPDATE' and new.dated_on = old.dated_on then
        null; -- dated once; its unit may change hands (0040)
    elsif new.dated_on < own.valid_from or new.dated_on > own.valid_to then
        perform refuse('TD001', 'dossier_unit_period',
            'Đơn vị đề nghị không tồn tại vào ngày của hồ sơ',
            'The proposing unit did not exist on the dossier''s date');
    end if;
    if new.collective_id is not null and not exists (select from collective where id = new.collective_id) then
        perform refuse_reference('dossier', 'collective_id');
    end if;
    if new.campaign_id is not null and not exists (select from campaign where id = new.campaign_id) then
        perform refuse_reference('dossier', 'campaign_id');
    end if;
    return new;
end
$$;

create trigger a_stamp before insert or update on dossier for each row execute function stamp();
create trigger b_scope before insert or update on dossier for each row execute function scope_by_unit();
create trigger c_check before insert or update of unit_id, collective_id, campaign_id, dated_on on dossier
    for each row execute function check_dossier();
create trigger record_change after insert or update or delete on dossier
    for each row execute function record_change();

alter table dossier enable row level security;
alter table dossier force row level security;

create policy dossier_owner on dossier
    to current_user
    using (true)
    with check (true);

create policy dossier_select on dossier
    for select to tdkt_service
    using (
        (select caller_is('unit_officer', 'district_reviewer', 'province_reviewer', 'council_reviewer', 'auditor'))
        and (province_lineage = any ((select read_scope())::uuid[])
            or district_lineage = any ((select read_scope())::uuid[])
            or commune_lineage = any ((select read_scope())::uuid[])));

create policy dossier_insert on dossier
    for insert to tdkt_service
    with check (
        (select caller_is('unit_officer'))
        and (province_lineage = any ((select write_scope())::uuid[])
            or district_lineage = any ((select write_scope())::uuid[])
            or commune_lineage = any ((select write_scope())::uuid[])));

create policy dossier_update on dossier
    for update to tdkt_service
    using (
        (select caller_is('unit_officer'))
        and (province_lineage = any ((select write_scope())::uuid[])
            or district_lineage = any ((select write_scope())::uuid[])
            or commune_lineage = any ((select write_scope())::uuid[])));

create policy dossier_delete on dossier
    for delete to tdkt_service
    using (
        (select caller_is('unit_officer'))
        and (province_lineage = any ((select write_scope())::uuid[])
            or district_lineage = any ((select write_scope())::uuid[])
            or commune_lineage = any ((select write_scope())::uuid[])));

-- The state follows from the nominations, and a dossier stays with the unit that made it.
grant select, delete on dossier to tdkt_service;
grant insert (
    id, number, title, unit_id, collective_id, commendation_type, campaign_id, year, dated_on, summary)
    on dossier to tdkt_service;
grant update (number, title, collective_id, commendation_type, campaign_id, year, dated_on, summary)
    on dossier to tdkt_service;

create table dossier_document (
    id uuid primary key default uuid_v7(),
    version bigint not null default 1,
    created_at timestamptz not null default now(),
    updated_at timestamptz not null default now(),
    dossier_id uuid not null,
    nomination_id uuid,
    kind text not null,
    title text not null,
    number text,
    dated_on date,
    media_type text not null,
    size bigint not null,
    sha256 text not null,
    location text not null,
    province_lineage uuid not null,
    district_lineage uuid,
    commune_lineage uuid,
    constraint dossier_document_kind_check check (
        kind in ('submission_letter', 'achievement_report', 'minutes', 'initiative_certificate', 'confirmation',
            'opinion', 'summary', 'decision', 'other')),
    constraint dossier_document_title_check check (is_clean(title, 1, 300)),
    constraint dossier_document_number_check check (is_clean(number, 1, 60)),
    constraint dossier_document_media_type_check check (media_type ~ '^[a-z0-9.+-]+/[a-z0-9.+-]+$'),
    constraint dossier_document_size_check check (size between 1 and 1099511627776),
    constraint dossier_document_sha256_check check (sha256 ~ '^[0-9a-f]{64}$'),
    constraint dossier_document_location_check check (
        location ~ '^[a-z][a-z0-9+.-]*:[^[:space:]]+$' and char_length(location) <= 1000),
    constraint dossier_document_dossier_id_fkey foreign key (dossier_id) references dossier (id),
    constraint dossier_document_dossier_id_sha256_key unique nulls not distinct (dossier_id, nomination_id, sha256)
);

create index dossier_document_dossier_id_idx on dossier_document (dossier_id, created_at, id);
create index dossier_document_nomination_id_idx on dossier_document (nomination_id) where nomination_id is not null;

-- Copies the scope of the dossier onto what lies in it: documents, and in 0027 nominations.
create function scope_by_dossier()
returns trigger
language plpgsql
as $$
begin
    if new.dossier_id is null then
        perform refuse_null(tg_table_name, 'dossier_id');
    end if;
    select province_lineage, district_lineage, commune_lineage
    into new.province_lineage, new.district_lineage, new.commune_lineage
    from dossier
    where id = new.dossier_id;
    if not found then
        perform refuse_reference(tg_table_name, 'dossier_id');
    end if;
    return new;
end
$$;

create trigger a_stamp before insert or update on dossier_document for each row execute function stamp();
create trigger b_scope before insert or update on dossier_document for each row execute function scope_by_dossier();
create trigger record_change after insert or update or delete on dossier_document
    for each row execute function record_change();

alter table dossier_document enable row level security;
alter table dossier_document force row level security;

create policy dossier_document_owner on dossier_document
    to current_user
    using (true)
    with check (true);

create policy dossier_document_select on dossier_document
    for select to tdkt_service
    using (
        (select caller_is('unit_officer', 'district_reviewer', 'province_reviewer', 'council_reviewer', 'auditor'))
        and (province_lineage = any ((select read_scope())::uuid[])
            or district_lineage = any ((select read_scope())::uuid[])
            or commune_lineage = any ((select read_scope())::uuid[])));

create policy dossier_document_insert on dossier_document
    for insert to tdkt_service
    with check (
        (select caller_is('unit_officer'))
        and (province_lineage = any ((select write_scope())::uuid[])
            or district_lineage = any ((select write_scope())::uuid[])
            or commune_lineage = any ((select write_scope())::uuid[])));

create policy dossier_document_update on dossier_document
    for update to tdkt_service
    using (
        (select caller_is('unit_officer'))
        and (province_lineage = any ((select write_scope())::uuid[])
            or district_lineage = any ((select write_scope())::uuid[])
            or commune_lineage = any ((select write_scope())::uuid[])));

create policy dossier_document_delete on dossier_document
    for delete to tdkt_service
    using (
        (select caller_is('unit_officer'))
        and (province_lineage = any ((select write_scope())::uuid[])
            or district_lineage = any ((select write_scope())::uuid[])
            or commune_lineage = any ((select write_scope())::uuid[])));

grant select, insert, update, delete on dossier_document to tdkt_service;
