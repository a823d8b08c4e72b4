-- Emulation clusters by year: members, criteria, scores.
-- kind: contract

-- Clusters of emulation and their members by year: leader and deputy change every year, so membership is a dated fact
-- and never an attribute of the unit. The organising province owns the cluster; its districts may read it.
create table cluster (
    id uuid primary key default uuid_v7(),
    version bigint not null default 1,
    created_at timestamptz not null default now(),
    updated_at timestamptz not null default now(),
    code text not null,
    name text collate "vi-x-icu" not null,
    unit_id uuid not null,
    note text,
    province_lineage uuid not null,
    district_lineage uuid,
    commune_lineage uuid,
    name_search text collate "C" not null generated always as (fold(name)) stored,
    constraint cluster_code_check check (is_key(code, 1, 32)),
    constraint cluster_name_check check (is_clean(name, 1, 200)),
    constraint cluster_note_check check (is_clean(note, 0, 2000)),
    constraint cluster_unit_id_fkey foreign key (unit_id) references unit (id),
    constraint cluster_unit_id_code_key unique (unit_id, code)
);

create index cluster_province_idx on cluster (province_lineage, name, id);

create table cluster_member (
    id uuid primary key default uuid_v7(),
    version bigint not null default 1,
    created_at timestamptz not null default now(),
    updated_at timestamptz not null default now(),
    cluster_id uuid not null,
    year integer not null,
    unit_id uuid not null,
    role text not null,
    province_lineage uuid not null,
    constraint cluster_member_year_check check (year between 1945 and 2100),
    constraint cluster_member_role_check check (role in ('leader', 'deputy', 'member')),
    constraint cluster_member_cluster_id_fkey foreign key (cluster_id) references cluster (id),
    constraint cluster_member_unit_id_fkey foreign key (unit_id) references unit (id),
    constraint cluster_member_cluster_id_year_unit_id_key unique (cluster_id, year, unit_id)
);

create unique index cluster_member_leader_key on cluster_member (cluster_id, year) where role = 'leader';
create index cluster_member_unit_id_idx on cluster_member (unit_id);

create table cluster_year (
    id uuid primary key default uuid_v7(),
    version bigint not null default 1,
    created_at timestamptz not null default now(),
    updated_at timestamptz not null default now(),
    cluster_id uuid not null,
    year integer not null,
    pact text,
    pact_signed_on date,
    pact_location text,
    flag_places integer not null default 1,
    scoring_method text,
    province_lineage uuid not null,
    constraint cluster_year_year_check check (year between 1945 and 2100),
    constraint cluster_year_pact_check check (is_clean(pact, 0, 20000)),
    constraint cluster_year_flag_places_check check (flag_places between 0 and 50),
    constraint cluster_year_scoring_method_check check (is_clean(scoring_method, 0, 4000)),
    constraint cluster_year_cluster_id_fkey foreign key (cluster_id) references cluster (id),
    constraint cluster_year_cluster_id_year_key unique (cluster_id, year),
    constraint cluster_year_pact_location_check check (
        pact_location ~ '^[a-z][a-z0-9+.-]*:[^[:space:]]+$' and is_clean(pact_location, 1, 1000))
);

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

-- Scores of a cluster's members: each criterion is scored by the member itself, checked by another member, and confirmed
-- by who leads the cluster that year. Entries are only added: the last of its stage stands, a later one corrects it.
create table cluster_score (
    id uuid primary key default uuid_v7(),
    version bigint not null default 1,
    created_at timestamptz not null default now(),
    cluster_id uuid not null,
    year integer not null,
    member_id uuid not null,
    criterion_id uuid not null,
    stage text not null,
    entry integer not null,
    points numeric(21, 6) not null,
    bonus numeric(21, 6) not null default 0,
    penalty numeric(21, 6) not null default 0,
    note text,
    evidence text,
    by_member_id uuid,
    scored_by text not null,
    province_lineage uuid not null,
    constraint cluster_score_stage_check check (stage in ('self', 'cross_check', 'confirmation')),
    constraint cluster_score_points_check check (points >= 0),
    constraint cluster_score_bonus_check check (bonus >= 0),
    constraint cluster_score_penalty_check check (penalty >= 0),
    constraint cluster_score_note_check check (is_clean(note, 0, 2000)),
    constraint cluster_score_evidence_check check (is_clean(evidence, 0, 2000)),
    constraint cluster_score_by_member_id_check check ((stage = 'cross_check') = (by_member_id is not null)),
    constraint cluster_score_cluster_id_fkey foreign key (cluster_id) references cluster (id),
    constraint cluster_score_member_id_fkey foreign key (member_id) references cluster_member (id),
    constraint cluster_score_criterion_id_fkey foreign key (criterion_id) references cluster_criterion (id),
    constraint cluster_score_by_member_id_fkey foreign key (by_member_id) references cluster_member (id),
    constraint cluster_score_entry_key unique (member_id, criterion_id, stage, entry)
);

create index cluster_score_cluster_id_idx on cluster_score (cluster_id, created_at, id);
create index cluster_score_cluster_id_year_idx on cluster_score (cluster_id, year);
create index cluster_score_criterion_id_idx on cluster_score (criterion_id);
create index cluster_score_by_member_id_idx on cluster_score (by_member_id) where by_member_id is not null;
