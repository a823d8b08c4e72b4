-- What the law says, as dated rows: regimes, classes of award, rules, holidays, deadlines, authority, base salary.
-- kind: contract

-- The law as dated data: which regime governs a day, and what each class of award asks for, sentence by sentence. A
-- decree changes a number every few years; a legal officer then ends one row and adds another, and nothing is released.
-- Every row says where it was read and how surely, and stays unverified until such an officer confirms it.
create table legal_regime (
    id uuid primary key default uuid_v7(),
    version bigint not null default 1,
    created_at timestamptz not null default now(),
    updated_at timestamptz not null default now(),
    code text not null,
    name_vi text collate "vi-x-icu" not null,
    name_en text not null,
    valid_from date not null,
    valid_to date,
    article text,
    source text,
    confidence text not null,
    verified boolean not null default false,
    constraint legal_regime_code_check check (is_key(code, 1, 16)),
    constraint legal_regime_name_vi_check check (is_clean(name_vi, 1, 200)),
    constraint legal_regime_name_en_check check (is_clean(name_en, 1, 200)),
    constraint legal_regime_valid_to_check check (valid_to >= valid_from),
    constraint legal_regime_article_check check (is_clean(article, 1, 200)),
    constraint legal_regime_source_check check (is_clean(source, 1, 300)),
    constraint legal_regime_confidence_check check (confidence in ('S', 'S-local', 'C', 'P', 'M', 'none')),
    constraint legal_regime_code_key unique (code),
    constraint legal_regime_period_excl exclude using gist (daterange(valid_from, valid_to, '[]') with &&)
);

-- The catalogue of emulation titles and forms of commendation. A title is not a form, and confusing the two has broken
-- exchanges with the national system; a class may be part of a form (the three classes of the Labour Order).
create table award_class (
    id uuid primary key default uuid_v7(),
    version bigint not null default 1,
    created_at timestamptz not null default now(),
    updated_at timestamptz not null default now(),
    code text not null,
    name_vi text collate "vi-x-icu" not null,
    name_en text not null,
    category text not null,
    level text not null,
    subject_kinds text[] not null,
    authority text not null,
    parent_id uuid,
    rank integer not null,
    valid_from date not null,
    valid_to date,
    name_search text collate "C" not null generated always as (fold(name_vi || ' ' || name_en)) stored,
    recurrence text not null,
    is_cluster_flag boolean not null default false,
    unit_id uuid,
    province_lineage uuid,
    constraint award_class_code_check check (is_key(code, 1, 16)),
    constraint award_class_name_vi_check check (is_clean(name_vi, 1, 200)),
    constraint award_class_name_en_check check (is_clean(name_en, 1, 200)),
    constraint award_class_category_check check (category in ('title', 'form')),
    constraint award_class_level_check check (level in ('state', 'province', 'base')),
    constraint award_class_subject_kinds_check check (
        cardinality(subject_kinds) between 1 and 3
        and array_ndims(subject_kinds) = 1
        and subject_kinds <@ array['collective', 'individual', 'household']
        and array_position(subject_kinds, null) is null),
    constraint award_class_authority_check check (
        authority in ('president', 'prime_minister', 'province_chair', 'agency_head')),
    constraint award_class_rank_check check (rank between 1 and 1000),
    constraint award_class_valid_to_check check (valid_to >= valid_from),
    constraint award_class_parent_id_check check (parent_id <> id),
    constraint award_class_parent_id_fkey foreign key (parent_id) references award_class (id),
    constraint award_class_recurrence_check check (recurrence in ('yearly', 'once', 'repeated')),
    constraint award_class_unit_id_fkey foreign key (unit_id) references unit (id),
    constraint award_class_code_key unique nulls not distinct (code, province_lineage)
);

create index award_class_rank_idx on award_class (rank, id);
create index award_class_parent_id_idx on award_class (parent_id);
create index award_class_unit_id_idx on award_class (unit_id) where unit_id is not null;

-- One row is one sentence of the law, for as long as it says so. Conditions of eligibility carry a path: all rows of a
-- path are asked for, and one path of several is enough.
create table award_rule (
    id uuid primary key default uuid_v7(),
    version bigint not null default 1,
    created_at timestamptz not null default now(),
    updated_at timestamptz not null default now(),
    award_class_id uuid not null,
    kind text not null,
    subject_kind text,
    valid_from date not null,
    valid_to date,
    path text,
    needs_award_class_id uuid,
    least integer,
    years integer,
    rating text,
    initiative_level text,
    permille integer,
    quorum_permille integer,
    secret boolean,
    written_allowed boolean,
    recusal_shrinks boolean,
    authority text,
    coefficient numeric(21, 6),
    working_days integer,
    text_vi text not null,
    text_en text not null,
    article text,
    source text,
    confidence text not null,
    verified boolean not null default false,
    province_lineage uuid,
    unit_id uuid,
    constraint award_rule_kind_check check (
        kind in (
            'held_award', 'consecutive_award', 'rating_years', 'rating_count', 'initiatives', 'unit_age',
            'member_share', 'member_award', 'judgement', 'unread',
            'vote', 'bonus', 'quota', 'consultation', 'authority')),
    constraint award_rule_subject_kind_check check (subject_kind in ('collective', 'individual', 'household')),
    constraint award_rule_valid_to_check check (valid_to >= valid_from),
    -- What a kind asks for and what it leaves empty, column by column.
    constraint award_rule_path_check check (
        case
            when kind in ('vote', 'bonus', 'quota', 'consultation', 'authority') then path is null
            else coalesce(path ~ '^[a-z0-9]{1,3}(\.[a-z0-9]{1,3}){0,2}$', false)
        end),
    constraint award_rule_needs_award_class_id_check check (
        case
            when kind in ('held_award', 'consecutive_award', 'member_share', 'member_award')
                then needs_award_class_id is not null
            else kind in ('rating_years', 'quota') or needs_award_class_id is null
        end),
    constraint award_rule_least_check check (
        case
            when kind in ('held_award', 'rating_count', 'initiatives', 'member_award')
                then coalesce(least between 1 and 1000, false)
            else least is null
        end),
    constraint award_rule_years_check check (
        case
            when kind in ('consecutive_award', 'rating_years', 'rating_count', 'unit_age')
                then coalesce(years between 1 and 100, false)
            when kind in ('held_award', 'initiatives') then years between 1 and 100
            else years is null
        end),
    constraint award_rule_rating_check check (
        case
            when kind in ('rating_years', 'rating_count')
                then coalesce(rating in ('completed_limited', 'completed', 'good', 'excellent'), false)
            else rating is null
        end),
    constraint award_rule_initiative_level_check check (
        case
            when kind = 'initiatives'
                then coalesce(initiative_level in ('base', 'district', 'province', 'national'), false)
            else initiative_level is null
        end),
    constraint award_rule_permille_check check (
        case
            when kind in ('member_share', 'vote', 'quota') then coalesce(permille between 1 and 1000, false)
            else permille is null
        end),
    constraint award_rule_quorum_permille_check check (
        quorum_permille is null or kind = 'vote' and quorum_permille between 1 and 1000),
    constraint award_rule_secret_check check ((kind = 'vote') = (secret is not null)),
    constraint award_rule_written_allowed_check check ((kind = 'vote') = (written_allowed is not null)),
    constraint award_rule_recusal_shrinks_check check ((kind = 'vote') = (recusal_shrinks is not null)),
    constraint award_rule_authority_check check (
        case
            when kind = 'authority'
                then coalesce(
                    authority in (
                        'president', 'prime_minister', 'province_chair', 'district_chair', 'commune_chair',
                        'agency_head'),
                    false)
            else authority is null
        end),
    constraint award_rule_coefficient_check check (
        case
            when kind = 'bonus' then coalesce(coefficient between 0 and 1000, false)
            else coefficient is null
        end),
    constraint award_rule_working_days_check check (
        working_days is null or kind = 'consultation' and working_days between 1 and 365),
    constraint award_rule_text_vi_check check (is_clean(text_vi, 1, 1000)),
    constraint award_rule_text_en_check check (is_clean(text_en, 1, 1000)),
    constraint award_rule_article_check check (is_clean(article, 1, 200)),
    constraint award_rule_source_check check (is_clean(source, 1, 300)),
    constraint award_rule_confidence_check check (confidence in ('S', 'S-local', 'C', 'P', 'M', 'none')),
    constraint award_rule_award_class_id_fkey foreign key (award_class_id) references award_class (id),
    constraint award_rule_needs_award_class_id_fkey foreign key (needs_award_class_id) references award_class (id),
    -- Who decides and what money goes with an award is never left to a province.
    constraint award_rule_province_lineage_check check (
        province_lineage is null or kind not in ('authority', 'bonus')),
    constraint award_rule_period_excl exclude using gist (
        award_class_id with =, kind with =, coalesce(subject_kind, '') with =,
        coalesce(province_lineage, '00000000-0000-0000-0000-000000000000') with =,
        daterange(valid_from, valid_to, '[]') with &&)
        where (kind in ('vote', 'bonus', 'consultation')),
    constraint award_rule_unit_id_fkey foreign key (unit_id) references unit (id)
);

create index award_rule_award_class_id_idx on award_rule (award_class_id, kind, valid_from, id);
create index award_rule_needs_award_class_id_idx on award_rule (needs_award_class_id);
create index award_rule_province_lineage_idx on award_rule (province_lineage) where province_lineage is not null;
create index award_rule_unit_id_idx on award_rule (unit_id) where unit_id is not null;

-- When something is due. Deadlines count working days, and those follow a calendar that is announced year by year (the
-- lunar New Year, swapped Saturdays): so holidays are rows and not an algorithm, and so are the deadlines themselves.
create table holiday (
    id uuid primary key default uuid_v7(),
    version bigint not null default 1,
    created_at timestamptz not null default now(),
    updated_at timestamptz not null default now(),
    on_date date not null,
    name_vi text collate "vi-x-icu" not null,
    name_en text not null,
    kind text not null default 'holiday',
    article text,
    source text,
    confidence text not null,
    verified boolean not null default false,
    constraint holiday_name_vi_check check (is_clean(name_vi, 1, 200)),
    constraint holiday_name_en_check check (is_clean(name_en, 1, 200)),
    constraint holiday_kind_check check (kind in ('holiday', 'make_up')),
    -- What is worked to make up for a day is a day that offices are closed on.
    constraint holiday_make_up_check check (kind <> 'make_up' or extract(isodow from on_date) > 5),
    constraint holiday_article_check check (is_clean(article, 1, 200)),
    constraint holiday_source_check check (is_clean(source, 1, 300)),
    constraint holiday_confidence_check check (confidence in ('S', 'S-local', 'C', 'P', 'M', 'none')),
    constraint holiday_on_date_key unique (on_date)
);

create table stage_deadline (
    id uuid primary key default uuid_v7(),
    version bigint not null default 1,
    created_at timestamptz not null default now(),
    updated_at timestamptz not null default now(),
    stage text not null,
    award_level text,
    working_days integer not null,
    valid_from date not null,
    valid_to date,
    article text,
    source text,
    confidence text not null,
    verified boolean not null default false,
    unit_id uuid,
    province_lineage uuid,
    constraint stage_deadline_stage_check check (
        stage in ('district', 'province', 'consultation', 'council', 'decision', 'central')),
    constraint stage_deadline_award_level_check check (award_level in ('state', 'province', 'base')),
    constraint stage_deadline_working_days_check check (working_days between 1 and 365),
    constraint stage_deadline_valid_to_check check (valid_to >= valid_from),
    constraint stage_deadline_article_check check (is_clean(article, 1, 200)),
    constraint stage_deadline_source_check check (is_clean(source, 1, 300)),
    constraint stage_deadline_confidence_check check (confidence in ('S', 'S-local', 'C', 'P', 'M', 'none')),
    constraint stage_deadline_unit_id_fkey foreign key (unit_id) references unit (id),
    constraint stage_deadline_period_excl exclude using gist (
        stage with =, coalesce(award_level, '') with =,
        coalesce(province_lineage, '00000000-0000-0000-0000-000000000000') with =,
        daterange(valid_from, valid_to, '[]') with &&)
);

create index stage_deadline_stage_idx on stage_deadline (stage, valid_from, id);
create index stage_deadline_unit_id_idx on stage_deadline (unit_id) where unit_id is not null;

-- At which level of administration a stage is done: the district's part went to the communes with the reform of 2025.
create table stage_authority (
    id uuid primary key default uuid_v7(),
    version bigint not null default 1,
    created_at timestamptz not null default now(),
    updated_at timestamptz not null default now(),
    stage text not null,
    unit_level text not null,
    valid_from date not null,
    valid_to date,
    article text,
    source text,
    confidence text not null,
    verified boolean not null default false,
    constraint stage_authority_stage_check check (
        stage in ('district', 'province', 'consultation', 'council', 'decision', 'central')),
    constraint stage_authority_unit_level_check check (unit_level in ('province', 'district', 'commune')),
    constraint stage_authority_valid_to_check check (valid_to >= valid_from),
    constraint stage_authority_article_check check (is_clean(article, 1, 200)),
    constraint stage_authority_source_check check (is_clean(source, 1, 300)),
    constraint stage_authority_confidence_check check (confidence in ('S', 'S-local', 'C', 'P', 'M', 'none')),
    constraint stage_authority_period_excl exclude using gist (
        stage with =, daterange(valid_from, valid_to, '[]') with &&)
);

-- The money that goes with an award: a coefficient of the law times the base salary of the day of signature, rounded up
-- to 10,000 đồng. It is worked out once, when the award is recorded, and kept with both numbers that made it: a later
-- correction of a rule does not rewrite what was paid. What is not known stays empty and is not called zero.
create table base_salary (
    id uuid primary key default uuid_v7(),
    version bigint not null default 1,
    created_at timestamptz not null default now(),
    updated_at timestamptz not null default now(),
    amount integer not null,
    valid_from date not null,
    valid_to date,
    article text,
    source text,
    confidence text not null,
    verified boolean not null default false,
    constraint base_salary_amount_check check (amount between 1 and 1000000000),
    constraint base_salary_valid_to_check check (valid_to >= valid_from),
    constraint base_salary_article_check check (is_clean(article, 1, 200)),
    constraint base_salary_source_check check (is_clean(source, 1, 300)),
    constraint base_salary_confidence_check check (confidence in ('S', 'S-local', 'C', 'P', 'M', 'none')),
    constraint base_salary_period_excl exclude using gist (daterange(valid_from, valid_to, '[]') with &&)
);

create index base_salary_valid_from_idx on base_salary (valid_from, id);
