-- Dossiers, their documents, and which documents the law asks for.
-- kind: contract

-- Dossiers (hồ sơ) and the documents in them. A dossier is what a proposing unit sends; its nominations (functions/41_nomination) travel
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
    dated_on date not null default today(),
    summary text,
    state text not null default 'draft',
    province_lineage uuid not null,
    district_lineage uuid,
    commune_lineage uuid,
    name_search text collate "C" not null generated always as (fold(title)) stored,
    constraint dossier_number_check check (is_key(number, 1, 60)),
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
    constraint dossier_document_number_check check (is_key(number, 1, 60)),
    constraint dossier_document_media_type_check check (media_type ~ '^[a-z0-9.+-]+/[a-z0-9.+-]+$'),
    constraint dossier_document_size_check check (size between 1 and 1099511627776),
    constraint dossier_document_sha256_check check (sha256 ~ '^[0-9a-f]{64}$'),
    constraint dossier_document_dossier_id_fkey foreign key (dossier_id) references dossier (id),
    constraint dossier_document_dossier_id_sha256_key unique nulls not distinct (dossier_id, nomination_id, sha256),
    constraint dossier_document_location_check check (
        location ~ '^[a-z][a-z0-9+.-]*:[^[:space:]]+$' and is_clean(location, 1, 1000))
);

create index dossier_document_dossier_id_idx on dossier_document (dossier_id, created_at, id);
create index dossier_document_nomination_id_idx on dossier_document (nomination_id) where nomination_id is not null;

-- The papers of a dossier (Law 06/2022/QH15 Art 84), for every class or for one.
create table required_document (
    id uuid primary key default uuid_v7(),
    version bigint not null default 1,
    created_at timestamptz not null default now(),
    updated_at timestamptz not null default now(),
    kind text not null,
    name_vi text not null,
    name_en text not null,
    award_class_id uuid,
    valid_from date not null,
    valid_to date,
    article text,
    source text,
    confidence text not null,
    verified boolean not null default false,
    constraint required_document_kind_check check (
        kind in ('submission_letter', 'achievement_report', 'minutes', 'initiative_certificate', 'confirmation',
            'opinion', 'summary', 'decision', 'other')),
    constraint required_document_name_vi_check check (is_clean(name_vi, 1, 200)),
    constraint required_document_name_en_check check (is_clean(name_en, 1, 200)),
    constraint required_document_valid_to_check check (valid_to >= valid_from),
    constraint required_document_article_check check (is_clean(article, 1, 200)),
    constraint required_document_source_check check (is_clean(source, 1, 300)),
    constraint required_document_confidence_check check (confidence in ('S', 'S-local', 'C', 'P', 'M', 'none')),
    constraint required_document_award_class_id_fkey foreign key (award_class_id) references award_class (id),
    constraint required_document_period_excl exclude using gist (
        kind with =, coalesce(award_class_id, '00000000-0000-0000-0000-000000000000') with =,
        daterange(valid_from, valid_to, '[]') with &&)
);
