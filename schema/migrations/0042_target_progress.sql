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

create trigger record_change after insert or update or delete on target_progress
    for each row execute function record_change();

-- What targets showed until now becomes their first entry, by whoever first wrote it; figures without a day are of the
-- day they were written.
insert into target_progress (
    campaign_target_id, figures_on, actual_value, projected_value, recorded_by, created_at,
    province_lineage, district_lineage, commune_lineage)
select t.id, coalesce(t.figures_on, greatest(written.changed_at::date, t.starts_on)), t.actual_value,
    t.projected_value, written.changed_by, written.changed_at, t.province_lineage, t.district_lineage, t.commune_lineage
from campaign_target t
cross join lateral (
    select h.changed_by, h.changed_at
    from change_history h
    where h.row_id = t.id
    and (h.row ->> 'actual_value')::numeric is not distinct from t.actual_value
    and (h.row ->> 'projected_value')::numeric is not distinct from t.projected_value
    and (h.row ->> 'figures_on')::date is not distinct from t.figures_on
    order by h.version
    limit 1
) written
where num_nonnulls(t.actual_value, t.projected_value) > 0;

update campaign_target t
set figures_on = (select p.figures_on from target_progress p where p.campaign_target_id = t.id)
where (num_nonnulls(actual_value, projected_value) > 0) is distinct from (figures_on is not null);

alter table campaign_target
    add constraint campaign_target_figures_on_check check (
        (figures_on is null) = (num_nonnulls(actual_value, projected_value) = 0));

-- Definer, to lock a target that the caller sees, so that entries of one target stand in the order of their clocks. Who
-- may write is asked by row security, of the lineages that are copied here.
create function enter_target_progress()
returns trigger
language plpgsql
security definer
set search_path = pg_catalog, public, pg_temp
as $$
declare
    own campaign_target;
begin
    if new.campaign_target_id is null then
        perform refuse_null('target_progress', 'campaign_target_id');
    end if;
    select * into own
    from campaign_target
    where id = new.campaign_target_id
    and (province_lineage = any (read_scope())
        or district_lineage = any (read_scope())
        or commune_lineage = any (read_scope()))
    for no key update;
    if not found then
        perform refuse_reference('target_progress', 'campaign_target_id');
    end if;
    if new.figures_on > current_date then
        perform refuse('TD001', 'target_progress_figures_on_future',
            'Ngày của số liệu ở tương lai', 'The day of the figures lies in the future');
    end if;
    if new.figures_on < own.starts_on then
        perform refuse('TD001', 'target_progress_figures_on_period',
            format('Số liệu không được trước ngày bắt đầu của chỉ tiêu (%s)', to_char(own.starts_on, 'DD/MM/YYYY')),
            format('The figures must not lie before the target''s first day (%s)', own.starts_on));
    end if;
    new.version := 1;
    new.created_at := clock_timestamp();
    new.recorded_by := caller_subject();
    new.province_lineage := own.province_lineage;
    new.district_lineage := own.district_lineage;
    new.commune_lineage := own.commune_lineage;
    return new;
end
$$;

create function carry_target_progress()
returns trigger
language plpgsql
security definer
set search_path = pg_catalog, public, pg_temp
as $$
begin
    update campaign_target
    set actual_value = new.actual_value,
        projected_value = new.projected_value,
        figures_on = new.figures_on
    where id = new.campaign_target_id
    and not exists (
        select
        from target_progress p
        where p.campaign_target_id = new.campaign_target_id
        and (p.figures_on, p.created_at, p.id) > (new.figures_on, new.created_at, new.id));
    return null;
end
$$;

create function refuse_progress_rewrite()
returns trigger
language plpgsql
as $$
begin
    raise insufficient_privilege using message = 'target_progress is append-only';
end
$$;

-- A period cannot begin after figures that are already entered.
create function check_target_figures()
returns trigger
language plpgsql
as $$
begin
    if exists (select from target_progress where campaign_target_id = new.id and figures_on < new.starts_on) then
        perform refuse('TD001', 'campaign_target_starts_on_figures',
            'Đã có số liệu trước ngày bắt đầu này', 'There are figures of before this first day');
    end if;
    return new;
end
$$;

create trigger a_enter before insert on target_progress for each row execute function enter_target_progress();
create trigger carry after insert on target_progress for each row execute function carry_target_progress();
-- Only the lineages may follow a unit that is moved.
create trigger append_only
    before delete or truncate
        or update of id, version, created_at, campaign_target_id, figures_on, actual_value, projected_value, note,
            source, recorded_by
    on target_progress
    for each statement execute function refuse_progress_rewrite();
create trigger e_figures before update of starts_on on campaign_target
    for each row when (new.starts_on > old.starts_on) execute function check_target_figures();

create function rescope_target_progress()
returns trigger
language plpgsql
security definer
set search_path = pg_catalog, public, pg_temp
as $$
begin
    update target_progress
    set province_lineage = new.province_lineage,
        district_lineage = new.district_lineage,
        commune_lineage = new.commune_lineage
    where campaign_target_id = new.id;
    return null;
end
$$;

create trigger rescope_progress after update on campaign_target
    for each row when (
        (old.province_lineage, old.district_lineage, old.commune_lineage)
        is distinct from (new.province_lineage, new.district_lineage, new.commune_lineage))
    execute function rescope_target_progress();

alter table target_progress enable row level security;
alter table target_progress force row level security;

create policy target_progress_owner on target_progress
    to current_user
    using (true)
    with check (true);

create policy target_progress_select on target_progress
    for select to tdkt_service
    using (
        (select caller_is('unit_officer', 'district_reviewer', 'province_reviewer', 'council_reviewer', 'auditor'))
        and (province_lineage = any ((select read_scope())::uuid[])
            or district_lineage = any ((select read_scope())::uuid[])
            or commune_lineage = any ((select read_scope())::uuid[])));

create policy target_progress_insert on target_progress
    for insert to tdkt_service
    with check (
        (select caller_is('unit_officer', 'district_reviewer', 'province_reviewer'))
        and (province_lineage = any ((select write_scope())::uuid[])
            or district_lineage = any ((select write_scope())::uuid[])
            or commune_lineage = any ((select write_scope())::uuid[])));

grant select on target_progress to tdkt_service;
grant insert (id, campaign_target_id, figures_on, actual_value, projected_value, note, source)
    on target_progress to tdkt_service;

-- The service writes what is registered; figures, state and status come from entries and acts (0043, 0044).
revoke insert, update on campaign_target from tdkt_service;
grant insert (
    id, campaign_id, unit_id, collective_id, indicator_id, indicator, field, measure_unit, direction, basis,
    registered_value, weight, starts_on, due_on, priority, note)
    on campaign_target to tdkt_service;
grant update (
    campaign_id, unit_id, collective_id, indicator_id, indicator, field, measure_unit, direction, basis,
    registered_value, weight, starts_on, due_on, priority, note)
    on campaign_target to tdkt_service;
