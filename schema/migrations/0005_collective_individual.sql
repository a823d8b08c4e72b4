-- Who can be awarded: collectives and individuals, with their ratings and initiatives.
-- kind: contract

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
    constraint collective_code_check check (is_key(code, 1, 32)),
    constraint collective_name_check check (is_clean(name, 1, 200)),
    constraint collective_short_name_check check (is_clean(short_name, 1, 80)),
    constraint collective_kind_check check (
        kind in ('agency', 'organisation', 'school', 'enterprise', 'health', 'armed_force', 'commune_authority',
            'residential', 'household', 'other')),
    constraint collective_headcount_check check (headcount between 0 and 1000000),
    constraint collective_women_count_check check (women_count between 0 and 1000000),
    constraint collective_women_count_headcount_check check (women_count <= headcount),
    constraint collective_status_check check (status in ('active', 'merged', 'dissolved')),
    constraint collective_agency_code_check check (is_key(agency_code, 1, 40)),
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
alter table collective alter column name_search set statistics 300;

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
    status text not null default 'active',
    province_lineage uuid not null,
    district_lineage uuid,
    commune_lineage uuid,
    full_name_search text collate "C" not null generated always as (fold(full_name)) stored,
    has_citizen_id boolean not null generated always as (citizen_id_hash is not null) stored,
    constraint individual_code_check check (is_key(code, 1, 32)),
    constraint individual_full_name_check check (is_clean(full_name, 1, 120)),
    constraint individual_gender_check check (gender in ('female', 'male', 'other')),
    constraint individual_position_check check (is_clean(position, 1, 200)),
    constraint individual_position_group_check check (
        position_group in (
            'ministry_province_leader', 'department_leader', 'entrepreneur', 'deputy_head_up', 'direct_worker')),
    constraint individual_status_check check (status in ('active', 'moved', 'retired', 'deceased')),
    constraint individual_collective_id_fkey foreign key (collective_id) references collective (id),
    constraint individual_collective_id_code_key unique (collective_id, code),
    constraint individual_citizen_id_check check (octet_length(citizen_id_hash) = 32)
);

create unique index individual_citizen_id_hash_key
    on individual (
        citizen_id_hash,
        coalesce(commune_lineage, district_lineage, province_lineage),
        coalesce(district_lineage, province_lineage))
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
alter table individual alter column full_name_search set statistics 300;

-- Yearly ratings: how well a collective or a person did its task, year by year. Most rules of eligibility count years
-- of a rating, so without them nobody can be told whether five years are full.
create table rating (
    id uuid primary key default uuid_v7(),
    version bigint not null default 1,
    created_at timestamptz not null default now(),
    updated_at timestamptz not null default now(),
    collective_id uuid,
    individual_id uuid,
    year integer not null,
    rating text not null,
    decision_number text,
    decided_on date,
    note text,
    province_lineage uuid not null,
    district_lineage uuid,
    commune_lineage uuid,
    constraint rating_subject_check check (num_nonnulls(collective_id, individual_id) = 1),
    constraint rating_year_check check (year between 1945 and 2100),
    constraint rating_rating_check check (
        rating in ('not_completed', 'completed_limited', 'completed', 'good', 'excellent')),
    -- The fourth step had one name under Decree 56/2015/NĐ-CP and has another under Decree 90/2020/NĐ-CP.
    constraint rating_rating_of_year_check check (
        case rating
            when 'completed_limited' then year <= 2019
            when 'completed' then year >= 2020
            else true
        end),
    constraint rating_decision_number_check check (is_key(decision_number, 1, 60)),
    constraint rating_decided_on_check check (decided_on >= make_date(year, 1, 1)),
    constraint rating_note_check check (is_clean(note, 0, 1000)),
    constraint rating_collective_id_fkey foreign key (collective_id) references collective (id),
    constraint rating_individual_id_fkey foreign key (individual_id) references individual (id),
    constraint rating_collective_id_year_key unique (collective_id, year),
    constraint rating_individual_id_year_key unique (individual_id, year)
);

create index rating_province_year_idx on rating (province_lineage, year, id);
create index rating_district_year_idx on rating (district_lineage, year, id) where district_lineage is not null;
create index rating_commune_year_idx on rating (commune_lineage, year, id) where commune_lineage is not null;
create index rating_province_created_at_idx on rating (province_lineage, created_at, id);
create index rating_district_created_at_idx on rating (district_lineage, created_at, id)
    where district_lineage is not null;

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
    constraint initiative_decision_number_check check (is_key(decision_number, 1, 60)),
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

-- Who asked for or wrote a number, when, in which request, and of which rows: never the number, nor its hash.
create table citizen_id_use (
    id uuid primary key default uuid_v7(),
    subject text not null,
    act text not null,
    used_at timestamptz not null default clock_timestamp(),
    request_id text,
    found integer not null,
    individual_ids uuid[] not null,
    lineages uuid[] not null,
    constraint citizen_id_use_act_check check (act in ('lookup', 'change', 'entry')),
    constraint citizen_id_use_found_check check (found = cardinality(individual_ids))
);

create index citizen_id_use_subject_idx on citizen_id_use (subject, act, used_at);
create index citizen_id_use_used_at_idx on citizen_id_use (used_at);
