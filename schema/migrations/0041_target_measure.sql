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
    constraint indicator_code_check check (is_clean(code, 1, 32)),
    constraint indicator_name_vi_check check (is_clean(name_vi, 1, 300)),
    constraint indicator_name_en_check check (is_clean(name_en, 1, 300)),
    constraint indicator_field_check check (
        field in ('economy', 'society', 'security', 'defence', 'party_building', 'environment', 'other')),
    constraint indicator_measure_unit_check check (is_clean(measure_unit, 1, 60)),
    constraint indicator_direction_check check (direction in ('at_least', 'at_most')),
    constraint indicator_basis_check check (basis in ('cumulative', 'level')),
    constraint indicator_valid_to_check check (valid_to >= valid_from),
    constraint indicator_note_check check (is_clean(note, 0, 2000)),
    constraint indicator_code_key unique (code)
);

create index indicator_name_vi_idx on indicator (name_vi, id);

create trigger a_stamp before insert or update on indicator for each row execute function stamp();
create trigger record_change after insert or update or delete on indicator
    for each row execute function record_change();

alter table indicator enable row level security;
alter table indicator force row level security;

create policy indicator_owner on indicator
    to current_user
    using (true)
    with check (true);

create policy indicator_select on indicator
    for select to tdkt_service
    using ((select caller_is(
        'unit_officer', 'district_reviewer', 'province_reviewer', 'council_reviewer', 'auditor', 'admin')));

create policy indicator_insert on indicator
    for insert to tdkt_service
    with check ((select caller_is('council_reviewer', 'admin')));

create policy indicator_update on indicator
    for update to tdkt_service
    using ((select caller_is('council_reviewer', 'admin')));

create policy indicator_delete on indicator
    for delete to tdkt_service
    using ((select caller_is('council_reviewer', 'admin')));

grant select, insert, update, delete on indicator to tdkt_service;

-- A sum that grows through the period (cumulative) and a state that is read at a moment (level) are judged differently
-- before the period is over, so a target says which it is, and when its period begins.

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

alter table campaign_target
    add column indicator_id uuid,
    add column basis text not null default 'cumulative',
    add column weight numeric(21, 6) not null default 1,
    add column starts_on date,
    add column state text not null default 'registered',
    add column state_reason text,
    add constraint campaign_target_indicator_id_fkey foreign key (indicator_id) references indicator (id),
    add constraint campaign_target_basis_check check (basis in ('cumulative', 'level')),
    add constraint campaign_target_weight_check check (weight > 0),
    add constraint campaign_target_starts_on_check check (starts_on <= due_on),
    add constraint campaign_target_state_check check (state in ('registered', 'confirmed', 'returned')),
    add constraint campaign_target_state_reason_check check (
        is_clean(state_reason, 1, 2000)
        and case state when 'returned' then state_reason is not null when 'confirmed' then state_reason is null
            else true end);

create index campaign_target_indicator_id_idx on campaign_target (indicator_id) where indicator_id is not null;

-- The first day of a target's period unless it is said: of the campaign, or of the year in which the target is due.
create function target_starts_on(p_campaign_id uuid, p_due_on date)
returns date
language plpgsql
stable
as $$
begin
    return least(
        greatest(
            (select starts_on from campaign where id = p_campaign_id),
            make_date(extract(year from p_due_on)::integer, 1, 1)),
        p_due_on);
end
$$;

-- Figures that are older than that were taken within the period all the same.
update campaign_target set starts_on = least(target_starts_on(campaign_id, due_on), figures_on);

alter table campaign_target
    alter column starts_on set not null,
    drop column status,
    add column status text generated always as (
        target_status(
            direction, basis, registered_value, actual_value, projected_value, figures_on, starts_on, due_on)) stored;

create function place_target_period()
returns trigger
language plpgsql
as $$
begin
    new.starts_on := coalesce(new.starts_on, target_starts_on(new.campaign_id, new.due_on));
    return new;
end
$$;

-- What the catalogue says about an indicator holds for every target that names it. Definer, to hold the indicator as it is
-- until the target is there for check_indicator_use() to see: who registers only reads the catalogue.
create function check_target_indicator()
returns trigger
language plpgsql
security definer
set search_path = pg_catalog, public, pg_temp
as $$
declare
    known indicator;
begin
    select * into known from indicator where id = new.indicator_id for share;
    if not found then
        perform refuse_reference('campaign_target', 'indicator_id');
    end if;
    if (known.field, known.measure_unit, known.direction, known.basis)
        is distinct from (new.field, new.measure_unit, new.direction, new.basis) then
        perform refuse('TD001', 'campaign_target_indicator_id_agrees',
            'Lĩnh vực, đơn vị tính, chiều và cách tính phải đúng như trong danh mục chỉ tiêu',
            'Field, measure unit, direction and basis must be those of the catalogue');
    end if;
    return new;
end
$$;

-- So an indicator that targets name keeps them. Definer, to see the targets of all units.
create function check_indicator_use()
returns trigger
language plpgsql
security definer
set search_path = pg_catalog, public, pg_temp
as $$
begin
    if exists (select from campaign_target where indicator_id = old.id) then
        perform refuse('TD002', 'indicator_in_use',
            'Chỉ tiêu đã được đăng ký nên không đổi được lĩnh vực, đơn vị tính, chiều và cách tính',
            'Targets name this indicator: its field, measure unit, direction and basis are fixed');
    end if;
    return new;
end
$$;

create trigger d_indicator before insert or update of indicator_id, field, measure_unit, direction, basis
    on campaign_target
    for each row when (new.indicator_id is not null) execute function check_target_indicator();
create trigger d_period before insert or update of starts_on, due_on, campaign_id on campaign_target
    for each row execute function place_target_period();
create trigger b_use before update of field, measure_unit, direction, basis on indicator
    for each row when (
        (old.field, old.measure_unit, old.direction, old.basis)
        is distinct from (new.field, new.measure_unit, new.direction, new.basis))
    execute function check_indicator_use();
