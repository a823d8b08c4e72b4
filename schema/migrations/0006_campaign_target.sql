-- Campaigns, indicators, and targets with their figures and events.
-- kind: contract

-- Where a target stands, from its figures alone:
-- * null while neither an actual nor a projected value is known;
-- * the period is over (figures of due_on or later) and the actual value is known: met if it reaches the registered
--   value (at_least: actual >= registered, at_most: actual <= registered), else unmet;
-- * before that: met when an at_least target is reached, or an at_most one on the basis level; unmet when an at_most
--   sum is already exceeded, because a sum does not come down again;
-- * else by the projection, when there is one: on_track if it reaches the registered value, else at_risk;
-- * else by the pace: the share of the registered value that was reached against the share of the days that are gone,
--   first and last day included: a sum that is at least (at_most: at most) in step is on_track, else at_risk. A level
--   that is not reached and not projected is at_risk.
-- Products instead of quotients, so that nothing is rounded.
create function target_status(
    p_direction text,
    p_basis text,
    p_registered numeric,
    p_actual numeric,
    p_projected numeric,
    p_figures_on date,
    p_starts_on date,
    p_due_on date)
returns text
language sql
immutable
parallel safe
return case
    when p_actual is null and p_projected is null then null
    when p_actual is not null and p_figures_on >= p_due_on then
        case
            when p_direction = 'at_least' and p_actual >= p_registered then 'met'
            when p_direction = 'at_most' and p_actual <= p_registered then 'met'
            else 'unmet'
        end
    when p_direction = 'at_least' and p_actual >= p_registered then 'met'
    when p_direction = 'at_most' and p_basis = 'level' and p_actual <= p_registered then 'met'
    when p_direction = 'at_most' and p_basis = 'cumulative' and p_actual > p_registered then 'unmet'
    when p_projected is not null then
        case
            when p_direction = 'at_least' and p_projected >= p_registered then 'on_track'
            when p_direction = 'at_most' and p_projected <= p_registered then 'on_track'
            else 'at_risk'
        end
    when p_basis = 'level' then 'at_risk'
    when p_direction = 'at_least'
        and p_actual * (p_due_on - p_starts_on + 1) >= p_registered * (p_figures_on - p_starts_on + 1) then 'on_track'
    when p_direction = 'at_most'
        and p_actual * (p_due_on - p_starts_on + 1) <= p_registered * (p_figures_on - p_starts_on + 1) then 'on_track'
    else 'at_risk'
end;

grant execute on function target_status(text, text, numeric, numeric, numeric, date, date, date) to tdkt_service;

-- Emulation movements: regular ones and those launched for a theme. A campaign belongs to the unit that launched it and
-- is read in the whole province, because targets are registered under it by units below.
create table campaign (
    id uuid primary key default uuid_v7(),
    version bigint not null default 1,
    created_at timestamptz not null default now(),
    updated_at timestamptz not null default now(),
    code text not null,
    name text collate "vi-x-icu" not null,
    kind text not null,
    unit_id uuid not null,
    cluster_id uuid,
    starts_on date not null,
    ends_on date,
    goals text,
    province_lineage uuid not null,
    district_lineage uuid,
    commune_lineage uuid,
    name_search text collate "C" not null generated always as (fold(name)) stored,
    constraint campaign_code_check check (is_key(code, 1, 32)),
    constraint campaign_name_check check (is_clean(name, 1, 300)),
    constraint campaign_kind_check check (kind in ('regular', 'thematic')),
    constraint campaign_goals_check check (is_clean(goals, 0, 4000)),
    constraint campaign_ends_on_check check (ends_on >= starts_on),
    constraint campaign_unit_id_fkey foreign key (unit_id) references unit (id),
    constraint campaign_cluster_id_fkey foreign key (cluster_id) references cluster (id),
    constraint campaign_unit_id_code_key unique (unit_id, code)
);

create index campaign_starts_on_idx on campaign (province_lineage, starts_on, id);
create index campaign_name_idx on campaign (province_lineage, name, id);
create index campaign_cluster_id_idx on campaign (cluster_id);

-- What a target is measured by, and the one place that says what became of it. The catalogue of indicators (chỉ tiêu)
-- says what is counted, in which unit, and whether more or less of it is better, so that targets of different units can
-- be laid side by side; a target may also name an indicator that is in no catalogue.
create table indicator (
    id uuid primary key default uuid_v7(),
    version bigint not null default 1,
    created_at timestamptz not null default now(),
    updated_at timestamptz not null default now(),
    code text not null,
    name_vi text collate "vi-x-icu" not null,
    name_en text not null,
    field text not null,
    measure_unit text not null,
    direction text not null,
    basis text not null default 'cumulative',
    additive boolean not null default false,
    valid_from date not null,
    valid_to date,
    note text,
    name_search text collate "C" not null generated always as (fold(name_vi || ' ' || name_en)) stored,
    unit_id uuid,
    province_lineage uuid,
    constraint indicator_code_check check (is_key(code, 1, 32)),
    constraint indicator_name_vi_check check (is_clean(name_vi, 1, 300)),
    constraint indicator_name_en_check check (is_clean(name_en, 1, 300)),
    constraint indicator_field_check check (
        field in ('economy', 'society', 'security', 'defence', 'party_building', 'environment', 'other')),
    constraint indicator_measure_unit_check check (is_clean(measure_unit, 1, 60)),
    constraint indicator_direction_check check (direction in ('at_least', 'at_most')),
    constraint indicator_basis_check check (basis in ('cumulative', 'level')),
    constraint indicator_valid_to_check check (valid_to >= valid_from),
    constraint indicator_note_check check (is_clean(note, 0, 2000)),
    constraint indicator_unit_id_fkey foreign key (unit_id) references unit (id),
    constraint indicator_code_key unique nulls not distinct (code, province_lineage)
);

create index indicator_name_vi_idx on indicator (name_vi, id);
create index indicator_unit_id_idx on indicator (unit_id) where unit_id is not null;

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
    province_lineage uuid not null,
    district_lineage uuid,
    commune_lineage uuid,
    indicator_search text collate "C" not null generated always as (fold(indicator)) stored,
    indicator_id uuid,
    basis text not null default 'cumulative',
    weight numeric(21, 6) not null default 1,
    starts_on date not null,
    state text not null default 'registered',
    state_reason text,
    status text generated always as (
        target_status(
            direction, basis, registered_value, actual_value, projected_value, figures_on, starts_on, due_on)) stored,
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
        unique nulls not distinct (campaign_id, unit_id, collective_id, indicator),
    constraint campaign_target_indicator_id_fkey foreign key (indicator_id) references indicator (id),
    constraint campaign_target_basis_check check (basis in ('cumulative', 'level')),
    constraint campaign_target_weight_check check (weight > 0),
    constraint campaign_target_starts_on_check check (starts_on <= due_on),
    constraint campaign_target_state_check check (state in ('registered', 'confirmed', 'returned')),
    constraint campaign_target_state_reason_check check (
        is_clean(state_reason, 1, 2000)
        and case state when 'returned' then state_reason is not null when 'confirmed' then state_reason is null
            else true end),
    constraint campaign_target_figures_on_check check (
        (figures_on is null) = (num_nonnulls(actual_value, projected_value) = 0))
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
create index campaign_target_indicator_id_idx on campaign_target (indicator_id) where indicator_id is not null;

-- A target belongs to every period that its own days meet. Most last a year at most: an index by due day finds those
-- that are due up to a year after the period, these indexes the long ones that are due later still.
create index campaign_target_province_long_idx on campaign_target (province_lineage, due_on)
    where due_on - starts_on > 366;
create index campaign_target_district_long_idx on campaign_target (district_lineage, due_on)
    where due_on - starts_on > 366 and district_lineage is not null;
create index campaign_target_commune_long_idx on campaign_target (commune_lineage, due_on)
    where due_on - starts_on > 366 and commune_lineage is not null;

-- Figures of a target are entries with a day, never changed: a correction is a later entry for the same day. What a
-- target shows as its actual and projected value are those of the standing entry, and only the database carries them
-- over, so that nobody can write a figure that no entry accounts for.
create table target_progress (
    id uuid primary key default uuid_v7(),
    version bigint not null default 1,
    created_at timestamptz not null default clock_timestamp(),
    campaign_target_id uuid not null,
    figures_on date not null,
    actual_value numeric(21, 6),
    projected_value numeric(21, 6),
    note text,
    source text,
    recorded_by text not null,
    province_lineage uuid not null,
    district_lineage uuid,
    commune_lineage uuid,
    constraint target_progress_actual_value_check check (num_nonnulls(actual_value, projected_value) > 0),
    constraint target_progress_note_check check (is_clean(note, 0, 2000)),
    constraint target_progress_source_check check (is_clean(source, 0, 300)),
    constraint target_progress_campaign_target_id_fkey
        foreign key (campaign_target_id) references campaign_target (id)
);

-- The order in which entries stand: the greatest day, and of that day what was recorded last.
create index target_progress_standing_idx
    on target_progress (campaign_target_id, figures_on desc, created_at desc, id desc);
create index target_progress_created_at_idx on target_progress (campaign_target_id, created_at, id);

-- What happened to a target: registered, changed, confirmed, returned, amended; who, in which role, when, why, and what
-- became different. Events are entered by the database alone and never changed.
create table campaign_target_event (
    id uuid primary key default uuid_v7(),
    version bigint not null default 1,
    campaign_target_id uuid not null,
    action text not null,
    actor text not null,
    actor_role text,
    recorded_at timestamptz not null default clock_timestamp(),
    reason text,
    changes jsonb not null default '{}',
    province_lineage uuid not null,
    district_lineage uuid,
    commune_lineage uuid,
    constraint campaign_target_event_action_check check (
        action in ('register', 'change', 'confirm', 'return', 'amend')),
    constraint campaign_target_event_reason_check check (
        is_clean(reason, 1, 2000) and (action in ('return', 'amend')) = (reason is not null)),
    constraint campaign_target_event_changes_check check (
        jsonb_typeof(changes) = 'object' and (action in ('change', 'amend')) = (changes <> '{}')),
    -- A registration that nobody has judged may be withdrawn, and its events with it.
    constraint campaign_target_event_campaign_target_id_fkey
        foreign key (campaign_target_id) references campaign_target (id) on delete cascade
);

create index campaign_target_event_campaign_target_id_idx
    on campaign_target_event (campaign_target_id, recorded_at, id);
