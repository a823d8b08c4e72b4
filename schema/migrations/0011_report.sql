-- Forms of statistics and frozen reports, and the types that reports are made of.
-- kind: contract

create type report_scope as (
    cluster_id uuid,
    unit_id uuid,
    first_day date,
    last_day date,
    with_predecessors boolean);

-- So many awards of one class to one kind of subject, counted for one body; and of these how many to small collectives,
-- to people who work directly, to women, and how many of which that is not known.
create type award_tally as (
    lineage_id uuid,
    award_class_id uuid,
    subject_kind text,
    number bigint,
    small bigint,
    headcount_unknown bigint,
    direct bigint,
    direct_unknown bigint,
    women bigint,
    gender_unknown bigint);

create type award_figures as (lines json, totals json, units json, shares json);

create type report_target as (
    id uuid,
    campaign_id uuid,
    lineage_id uuid,
    unit_lineage uuid,
    unit_level text,
    collective_id uuid,
    indicator_id uuid,
    indicator text,
    field text,
    measure_unit text,
    direction text,
    basis text,
    registered_value numeric,
    actual_value numeric,
    projected_value numeric,
    figures_on date,
    starts_on date,
    due_on date,
    priority boolean,
    weight numeric,
    state text,
    status text,
    is_predecessors boolean);

create type target_figures as (targets json, units json, totals json, indicators json);

-- What there is to count: so many awards, or movements that ran in the year, that are alike in all that a form asks.
create type statistics_tally as (
    counts text,
    award_class_id uuid,
    award_parent_id uuid,
    award_level text,
    subject_kind text,
    commendation_type text,
    collective_kind text,
    position_group text,
    campaign_kind text,
    launched_by text,
    days integer,
    number bigint);

-- The statistics forms that a province hands in every year, as data: a form has rows and columns, each with the criteria
-- of what it counts and the days from which and to which it is laid down. So a form that changes, or one that somebody
-- reads at last, needs no release: a legal officer enters it; whoever is shown one sees how surely it was read.
--
-- `counts` is null of a form that nobody has read, or that asks for what is not recorded here: its cells stay empty.
create table statistics_form (
    id uuid primary key default uuid_v7(),
    version bigint not null default 1,
    created_at timestamptz not null default now(),
    updated_at timestamptz not null default now(),
    code text not null,
    position integer not null,
    name_vi text not null,
    name_en text not null,
    counts text,
    source text,
    confidence text not null,
    verified boolean not null default false,
    note_vi text,
    note_en text,
    valid_from date not null,
    valid_to date,
    constraint statistics_form_code_check check (is_key(code, 1, 32)),
    constraint statistics_form_position_check check (position between 1 and 1000),
    constraint statistics_form_name_vi_check check (is_clean(name_vi, 1, 300)),
    constraint statistics_form_name_en_check check (is_clean(name_en, 1, 300)),
    constraint statistics_form_counts_check check (counts in ('award', 'campaign')),
    constraint statistics_form_source_check check (is_clean(source, 1, 300)),
    constraint statistics_form_confidence_check check (confidence in ('S', 'S-local', 'C', 'P', 'M', 'none')),
    constraint statistics_form_note_vi_check check (is_clean(note_vi, 1, 1000)),
    constraint statistics_form_note_en_check check (is_clean(note_en, 1, 1000)),
    constraint statistics_form_valid_to_check check (valid_to >= valid_from),
    constraint statistics_form_code_period_excl exclude using gist (
        code with =, daterange(valid_from, valid_to, '[]') with &&)
);

create index statistics_form_position_idx on statistics_form (position, code, id);

-- Rows and columns of forms alike; a cell counts what meets the criteria of both. A criterion that is null asks nothing.
create table statistics_line (
    id uuid primary key default uuid_v7(),
    version bigint not null default 1,
    created_at timestamptz not null default now(),
    updated_at timestamptz not null default now(),
    form_id uuid not null,
    is_column boolean not null,
    position integer not null,
    code text not null,
    label_vi text not null,
    label_en text not null,
    depth integer not null default 0,
    valid_from date not null,
    valid_to date,
    award_class_id uuid,
    award_level text,
    subject_kind text,
    commendation_type text,
    collective_kind text,
    position_group text,
    campaign_kind text,
    launched_by text,
    least_days integer,
    most_days integer,
    is_open_ended boolean,
    constraint statistics_line_position_check check (position between 1 and 1000),
    constraint statistics_line_code_check check (is_key(code, 1, 32)),
    constraint statistics_line_label_vi_check check (is_clean(label_vi, 1, 300)),
    constraint statistics_line_label_en_check check (is_clean(label_en, 1, 300)),
    constraint statistics_line_depth_check check (depth between 0 and 5),
    constraint statistics_line_depth_of_row_check check (depth = 0 or not is_column),
    constraint statistics_line_valid_to_check check (valid_to >= valid_from),
    constraint statistics_line_award_level_check check (award_level in ('state', 'province', 'base')),
    constraint statistics_line_subject_kind_check check (subject_kind in ('collective', 'individual', 'household')),
    constraint statistics_line_commendation_type_check check (
        commendation_type in ('merit', 'irregular', 'movement', 'contribution', 'seniority', 'external')),
    constraint statistics_line_collective_kind_check check (
        collective_kind in ('agency', 'organisation', 'school', 'enterprise', 'health', 'armed_force',
            'commune_authority', 'residential', 'household', 'other')),
    constraint statistics_line_collective_kind_subject_check check (
        collective_kind is null or subject_kind is null or subject_kind <> 'individual'),
    constraint statistics_line_position_group_check check (
        position_group in (
            'ministry_province_leader', 'department_leader', 'entrepreneur', 'deputy_head_up', 'direct_worker')),
    constraint statistics_line_position_group_subject_check check (
        position_group is null or subject_kind is null or subject_kind = 'individual'),
    constraint statistics_line_position_group_alone_check check (num_nonnulls(position_group, collective_kind) < 2),
    constraint statistics_line_campaign_kind_check check (campaign_kind in ('regular', 'thematic')),
    constraint statistics_line_launched_by_check check (launched_by in ('province', 'district', 'commune')),
    constraint statistics_line_least_days_check check (least_days between 1 and 36600),
    constraint statistics_line_most_days_check check (most_days between 1 and 36600),
    constraint statistics_line_most_days_order_check check (least_days <= most_days),
    -- What has no last day has no number of days.
    constraint statistics_line_is_open_ended_check check (
        not is_open_ended or num_nonnulls(least_days, most_days) = 0),
    constraint statistics_line_form_id_fkey foreign key (form_id) references statistics_form (id),
    constraint statistics_line_award_class_id_fkey foreign key (award_class_id) references award_class (id),
    constraint statistics_line_code_period_excl exclude using gist (
        form_id with =, (is_column::integer) with =, code with =, daterange(valid_from, valid_to, '[]') with &&)
);

create index statistics_line_form_id_idx on statistics_line (form_id, position, code, id);
create index statistics_line_award_class_id_idx on statistics_line (award_class_id) where award_class_id is not null;

create table report_snapshot (
    id uuid primary key default uuid_v7(),
    version bigint not null default 1,
    created_at timestamptz not null default now(),
    report text not null,
    cluster_id uuid,
    unit_id uuid,
    period_from date not null,
    period_to date not null,
    predecessors boolean not null default false,
    small_headcount integer,
    note text,
    frozen_by text not null,
    document json not null,
    province_lineage uuid not null,
    district_lineage uuid,
    commune_lineage uuid,
    constraint report_snapshot_report_check check (
        report in ('award_summary', 'target_progress', 'cluster_review', 'statistics')),
    constraint report_snapshot_scope_check check (num_nonnulls(cluster_id, unit_id) = 1),
    constraint report_snapshot_cluster_id_check check (report <> 'cluster_review' or cluster_id is not null),
    constraint report_snapshot_unit_id_check check (report <> 'statistics' or unit_id is not null),
    constraint report_snapshot_period_to_check check (period_to >= period_from),
    constraint report_snapshot_period_check check (
        report <> 'statistics' or report_period(period_from, period_to) ->> 'kind' = 'year'),
    constraint report_snapshot_predecessors_check check (not predecessors or unit_id is not null),
    constraint report_snapshot_small_headcount_check check (
        small_headcount between 1 and 100000
        and (report in ('award_summary', 'cluster_review')) = (small_headcount is not null)),
    constraint report_snapshot_note_check check (is_clean(note, 0, 2000)),
    constraint report_snapshot_cluster_id_fkey foreign key (cluster_id) references cluster (id),
    constraint report_snapshot_unit_id_fkey foreign key (unit_id) references unit (id)
);

create index report_snapshot_province_created_at_idx on report_snapshot (province_lineage, created_at, id);
create index report_snapshot_district_created_at_idx on report_snapshot (district_lineage, created_at, id)
    where district_lineage is not null;
create index report_snapshot_commune_created_at_idx on report_snapshot (commune_lineage, created_at, id)
    where commune_lineage is not null;
create index report_snapshot_cluster_id_idx on report_snapshot (cluster_id) where cluster_id is not null;
create index report_snapshot_unit_id_idx on report_snapshot (unit_id) where unit_id is not null;
