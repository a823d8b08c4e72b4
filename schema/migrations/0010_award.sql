-- Decisions and awards, what is stated of them, their annulment and correction.
-- kind: contract

-- A year, half or quarter is told as such, however it was asked for.
create function report_period(p_first date, p_last date)
returns json
language plpgsql
stable
as $$
begin
    return (
        select json_build_object(
            'kind', p.kind,
            'label', case p.kind
                when 'year' then to_char(p_first, 'YYYY')
                when 'half' then to_char(p_first, 'YYYY"-H"') || (extract(month from p_first)::integer + 5) / 6
                when 'quarter' then to_char(p_first, 'YYYY"-Q"Q')
            end,
            'from', p_first,
            'to', p_last)
        from (
            select case
                when to_char(p_first, 'MMDD') = '0101' and p_last = p_first + interval '1 year -1 day' then 'year'
                when to_char(p_first, 'MMDD') in ('0101', '0701') and p_last = p_first + interval '6 months -1 day' then 'half'
                when to_char(p_first, 'MMDD') in ('0101', '0401', '0701', '1001')
                    and p_last = p_first + interval '3 months -1 day' then 'quarter'
                else 'days'
            end as kind
        ) p);
end
$$;

grant execute on function report_period(date, date) to tdkt_service;

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
    kind text not null default 'award',
    achievement_from date,
    achievement_to date,
    corrected_on date,
    published_on date,
    number_key text collate "C" not null generated always as (fold_key(number)) stored,
    constraint decision_number_check check (is_key(number, 1, 60)),
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
    constraint decision_kind_check check (kind in ('award', 'annulment')),
    constraint decision_effective_on_check check (effective_on >= signed_on) not valid,
    constraint decision_achievement_to_check check (achievement_to >= achievement_from),
    constraint decision_unit_id_number_signed_on_key unique (unit_id, number_key, signed_on)
);

create index decision_province_signed_on_idx on decision (province_lineage, signed_on, id);
create index decision_district_signed_on_idx on decision (district_lineage, signed_on, id)
    where district_lineage is not null;
create index decision_commune_signed_on_idx on decision (commune_lineage, signed_on, id)
    where commune_lineage is not null;
create index decision_province_created_at_idx on decision (province_lineage, created_at, id);
create index decision_district_created_at_idx on decision (district_lineage, created_at, id)
    where district_lineage is not null;

alter table nomination_event
    add constraint nomination_event_decision_id_fkey foreign key (decision_id) references decision (id);

-- Awards: who received what under which decision, with name, position and unit as they stood that day. The code is what
-- a recipient types into a phone to ask for the status; records never disappear and are never rewritten by the service.
create table award (
    id uuid primary key default uuid_v7(),
    version bigint not null default 1,
    created_at timestamptz not null default now(),
    updated_at timestamptz not null default now(),
    code text not null,
    decision_id uuid not null,
    award_class_id uuid not null,
    subject_kind text not null,
    collective_id uuid,
    individual_id uuid,
    recipient_name text not null,
    recipient_position text,
    recipient_unit_name text not null,
    unit_id uuid not null,
    achievement text,
    year integer not null,
    state text not null default 'valid',
    signed_on date not null,
    province_lineage uuid not null,
    district_lineage uuid,
    commune_lineage uuid,
    recipient_name_search text collate "C" not null generated always as (fold(recipient_name)) stored,
    commendation_type text not null default 'merit',
    bonus_coefficient numeric(21, 6),
    base_salary integer,
    bonus bigint,
    nomination_id uuid,
    recipient_headcount integer,
    recipient_collective_kind text,
    recipient_position_group text,
    recipient_direct_worker boolean,
    recipient_gender text,
    acknowledgement text,
    corrected_on date,
    constraint award_code_check check (code ~ '^[2-9A-HJKMNP-Z]{9}$'),
    constraint award_subject_kind_check check (subject_kind in ('collective', 'individual', 'household')),
    constraint award_subject_check check (
        case subject_kind
            when 'individual' then collective_id is null
            else individual_id is null
        end),
    constraint award_recipient_name_check check (is_clean(recipient_name, 1, 200)),
    constraint award_recipient_position_check check (is_clean(recipient_position, 1, 200)),
    constraint award_recipient_unit_name_check check (is_clean(recipient_unit_name, 1, 300)),
    constraint award_year_check check (year between 1945 and 2100),
    constraint award_state_check check (state in ('valid', 'annulled')),
    constraint award_decision_id_fkey foreign key (decision_id) references decision (id),
    constraint award_award_class_id_fkey foreign key (award_class_id) references award_class (id),
    constraint award_collective_id_fkey foreign key (collective_id) references collective (id),
    constraint award_individual_id_fkey foreign key (individual_id) references individual (id),
    constraint award_unit_id_fkey foreign key (unit_id) references unit (id),
    constraint award_code_key unique (code),
    constraint award_code_digit_check check (right(code, 1) = award_code_check(left(code, 8))),
    constraint award_commendation_type_check check (
        commendation_type in ('merit', 'irregular', 'movement', 'contribution', 'seniority', 'external')),
    constraint award_bonus_check check (
        (bonus is null) = (bonus_coefficient is null or base_salary is null) and bonus >= 0),
    constraint award_achievement_check check (is_clean(achievement, 0, 4000)),
    constraint award_nomination_id_fkey foreign key (nomination_id) references nomination (id),
    constraint award_nomination_id_key unique (nomination_id),
    constraint award_acknowledgement_check check (is_clean(acknowledgement, 1, 2000))
);

create index award_province_signed_on_idx on award (province_lineage, signed_on, id);
create index award_district_signed_on_idx on award (district_lineage, signed_on, id)
    where district_lineage is not null;
create index award_commune_signed_on_idx on award (commune_lineage, signed_on, id) where commune_lineage is not null;
create index award_province_created_at_idx on award (province_lineage, created_at, id);
create index award_district_created_at_idx on award (district_lineage, created_at, id)
    where district_lineage is not null;
create index award_recipient_name_search_idx on award using gin (recipient_name_search gin_trgm_ops);

-- as individual.full_name_search
create index award_decision_id_idx on award (decision_id);
create index award_award_class_id_idx on award (award_class_id, signed_on);
create index award_unit_id_idx on award (unit_id);
create index award_collective_id_idx on award (collective_id, signed_on, id) where collective_id is not null;
create index award_individual_id_idx on award (individual_id, signed_on, id) where individual_id is not null;
alter table award alter column recipient_name_search set statistics 300;

-- What a report states about awards without listing them: "nhiều" (many) is neither zero nor a number, and it must come
-- out of the figures as it went in.
create table award_statement (
    id uuid primary key default uuid_v7(),
    version bigint not null default 1,
    created_at timestamptz not null default now(),
    updated_at timestamptz not null default now(),
    cluster_id uuid,
    unit_id uuid not null,
    award_class_id uuid not null,
    subject_kind text not null,
    period_from date not null,
    period_to date not null,
    count integer,
    stated text,
    province_lineage uuid not null,
    district_lineage uuid,
    commune_lineage uuid,
    constraint award_statement_subject_kind_check check (subject_kind in ('collective', 'individual', 'household')),
    constraint award_statement_period_to_check check (period_to >= period_from),
    constraint award_statement_count_check check (count >= 0),
    constraint award_statement_stated_check check (is_clean(stated, 1, 60)),
    constraint award_statement_said_check check (count is not null or stated is not null),
    constraint award_statement_cluster_id_fkey foreign key (cluster_id) references cluster (id),
    constraint award_statement_unit_id_fkey foreign key (unit_id) references unit (id),
    constraint award_statement_award_class_id_fkey foreign key (award_class_id) references award_class (id),
    constraint award_statement_key
        unique nulls not distinct (unit_id, cluster_id, award_class_id, subject_kind, period_from, period_to)
);

create index award_statement_province_idx on award_statement (province_lineage, period_from, id);
create index award_statement_cluster_id_idx on award_statement (cluster_id, period_from);
create index award_statement_award_class_id_idx on award_statement (award_class_id);

-- An award goes as it came: by a decision, of its own and on one of the four grounds of the law (Law 06/2022/QH15,
-- chapter VII). The award stays, and says that it is annulled; its nomination's road ends there; and what was given or
-- proposed on the strength of it can be listed, to be looked at again.
create table annulment (
    id uuid primary key default uuid_v7(),
    version bigint not null default 1,
    created_at timestamptz not null default now(),
    updated_at timestamptz not null default now(),
    award_id uuid not null,
    on_version bigint not null,
    decision_id uuid not null,
    ground text not null,
    reason text not null,
    province_lineage uuid not null,
    district_lineage uuid,
    commune_lineage uuid,
    constraint annulment_ground_check check (
        ground in ('false_achievement', 'forged_dossier', 'unlawful_procedure', 'later_violation')),
    constraint annulment_reason_check check (is_clean(reason, 1, 2000)),
    constraint annulment_award_id_fkey foreign key (award_id) references award (id),
    constraint annulment_decision_id_fkey foreign key (decision_id) references decision (id),
    constraint annulment_award_id_key unique (award_id)
);

create index annulment_decision_id_idx on annulment (decision_id);

create table correction (
    id uuid primary key default uuid_v7(),
    version bigint not null default 1,
    created_at timestamptz not null default now(),
    updated_at timestamptz not null default now(),
    decision_id uuid,
    award_id uuid,
    on_version bigint not null,
    changes jsonb not null,
    earlier jsonb not null,
    reason text not null,
    state text not null default 'asked',
    asked_by text not null,
    asked_role text not null,
    answered_by text,
    answered_role text,
    answered_on date,
    answer_reason text,
    province_lineage uuid not null,
    district_lineage uuid,
    commune_lineage uuid,
    constraint correction_of_check check (num_nonnulls(decision_id, award_id) = 1),
    constraint correction_changes_check check (jsonb_typeof(changes) = 'object' and changes <> '{}'),
    constraint correction_reason_check check (is_clean(reason, 1, 2000)),
    constraint correction_state_check check (state in ('asked', 'confirmed', 'refused', 'withdrawn')),
    constraint correction_asked_role_check check (asked_role in ('district_reviewer', 'province_reviewer')),
    constraint correction_answered_by_check check ((state = 'asked') = (answered_by is null)),
    constraint correction_answered_on_check check ((answered_by is null) = (answered_on is null)),
    constraint correction_answered_role_check check (
        (answered_by is null) = (answered_role is null)
        and answered_role in ('district_reviewer', 'province_reviewer')),
    -- Two people: nobody confirms what they asked for themselves, and nobody below the level that asked.
    constraint correction_confirmation_check check (
        state <> 'confirmed'
        or answered_by <> asked_by and not (asked_role = 'province_reviewer' and answered_role = 'district_reviewer')),
    constraint correction_answer_reason_check check (
        is_clean(answer_reason, 1, 2000) and (state <> 'refused' or answer_reason is not null)),
    constraint correction_decision_id_fkey foreign key (decision_id) references decision (id),
    constraint correction_award_id_fkey foreign key (award_id) references award (id)
);

-- One question at a time.
create unique index correction_decision_id_key on correction (decision_id) where state = 'asked';
create unique index correction_award_id_key on correction (award_id) where state = 'asked';
create index correction_decision_id_idx on correction (decision_id, created_at, id) where decision_id is not null;
create index correction_award_id_idx on correction (award_id, created_at, id) where award_id is not null;
create index correction_province_created_at_idx on correction (province_lineage, created_at, id);
create index correction_district_created_at_idx on correction (district_lineage, created_at, id)
    where district_lineage is not null;
create index correction_commune_created_at_idx on correction (commune_lineage, created_at, id)
    where commune_lineage is not null;
