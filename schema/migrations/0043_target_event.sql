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

-- Who registered what stands already is in the change history; the role was not kept.
insert into campaign_target_event (
    campaign_target_id, action, actor, recorded_at, province_lineage, district_lineage, commune_lineage)
select t.id, 'register', made.changed_by, made.changed_at, t.province_lineage, t.district_lineage, t.commune_lineage
from campaign_target t
cross join lateral (
    select h.changed_by, h.changed_at
    from change_history h
    where h.row_id = t.id
    order by h.version
    limit 1
) made;

create function refuse_target_event_rewrite()
returns trigger
language plpgsql
as $$
begin
    if tg_op = 'DELETE' and tg_level = 'ROW'
        and not exists (select from campaign_target where id = old.campaign_target_id) then
        return old;
    end if;
    raise insufficient_privilege using message = 'campaign_target_event is append-only';
end
$$;

-- Only the lineages may follow a unit that is moved.
create trigger append_only
    before truncate
        or update of id, version, campaign_target_id, action, actor, actor_role, recorded_at, reason, changes
    on campaign_target_event
    for each statement execute function refuse_target_event_rewrite();
create trigger append_only_row before delete on campaign_target_event
    for each row execute function refuse_target_event_rewrite();

create function rescope_target_event()
returns trigger
language plpgsql
security definer
set search_path = pg_catalog, public, pg_temp
as $$
begin
    update campaign_target_event
    set province_lineage = new.province_lineage,
        district_lineage = new.district_lineage,
        commune_lineage = new.commune_lineage
    where campaign_target_id = new.id;
    return null;
end
$$;

create trigger rescope_event after update on campaign_target
    for each row when (
        (old.province_lineage, old.district_lineage, old.commune_lineage)
        is distinct from (new.province_lineage, new.district_lineage, new.commune_lineage))
    execute function rescope_target_event();

alter table campaign_target_event enable row level security;
alter table campaign_target_event force row level security;

create policy campaign_target_event_owner on campaign_target_event
    to current_user
    using (true)
    with check (true);

create policy campaign_target_event_select on campaign_target_event
    for select to tdkt_service
    using (
        (select caller_is('unit_officer', 'district_reviewer', 'province_reviewer', 'council_reviewer', 'auditor'))
        and (province_lineage = any ((select read_scope())::uuid[])
            or district_lineage = any ((select read_scope())::uuid[])
            or commune_lineage = any ((select read_scope())::uuid[])));

grant select on campaign_target_event to tdkt_service;

-- What a target promises: everything its registrant writes.
create function target_promise(p_target campaign_target)
returns jsonb
language sql
stable
return jsonb_build_object(
    'campaign_id', p_target.campaign_id, 'unit_id', p_target.unit_id, 'collective_id', p_target.collective_id,
    'indicator_id', p_target.indicator_id, 'indicator', p_target.indicator, 'field', p_target.field,
    'measure_unit', p_target.measure_unit, 'direction', p_target.direction, 'basis', p_target.basis,
    'registered_value', trim_scale(p_target.registered_value), 'weight', trim_scale(p_target.weight),
    'starts_on', p_target.starts_on, 'due_on', p_target.due_on, 'priority', p_target.priority,
    'note', p_target.note);

-- {"registered_value": {"from": 100, "to": 120}}
create function target_changes(p_old campaign_target, p_new campaign_target)
returns jsonb
language sql
stable
return (
    select coalesce(jsonb_object_agg(n.key, jsonb_build_object('from', o.value, 'to', n.value)), '{}')
    from jsonb_each(target_promise(p_new)) n
    join jsonb_each(target_promise(p_old)) o on o.key = n.key
    where o.value <> n.value);

create function enter_target_event(p_target campaign_target, p_action text, p_reason text, p_changes jsonb)
returns void
language plpgsql
as $$
begin
    insert into campaign_target_event (
        campaign_target_id, action, actor, actor_role, reason, changes,
        province_lineage, district_lineage, commune_lineage)
    values (
        p_target.id, p_action, coalesce(caller_subject(), session_user),
        (select r.role
        from unnest(array['unit_officer', 'district_reviewer', 'province_reviewer']) as r (role)
        where caller_is(r.role)
        limit 1),
        p_reason, p_changes, p_target.province_lineage, p_target.district_lineage, p_target.commune_lineage);
end
$$;

-- A confirmed target changes by an amendment only, which takes the confirmation from it in the same statement; the
-- service cannot write the state. What somebody has judged is not deleted.
create function check_target_edit()
returns trigger
language plpgsql
as $$
begin
    if old.state = 'confirmed' and (tg_op = 'DELETE' or new.state = old.state) then
        perform refuse('TD002', 'campaign_target_editable',
            'Chỉ tiêu đã được xác nhận; chỉ thay đổi bằng điều chỉnh có nêu lý do',
            'The target is confirmed; it changes only by an amendment that gives a reason');
    end if;
    if tg_op = 'DELETE' then
        if exists (
            select
            from campaign_target_event e
            where e.campaign_target_id = old.id
            and e.action in ('confirm', 'return')) then
            perform refuse('TD002', 'campaign_target_reviewed',
                'Chỉ tiêu đã được xem xét nên không xóa được', 'The target has been reviewed and cannot be deleted');
        end if;
        return old;
    end if;
    return new;
end
$$;

-- What its registrant mends after a return waits for its confirmation again.
create function mend_target()
returns trigger
language plpgsql
as $$
begin
    if target_changes(old, new) <> '{}' then
        new.state := 'registered';
        new.state_reason := null;
    end if;
    return new;
end
$$;

-- Definer: events are entered by the database alone.
create function record_target_change()
returns trigger
language plpgsql
security definer
set search_path = pg_catalog, public, pg_temp
as $$
declare
    changes jsonb;
begin
    if tg_op = 'INSERT' then
        perform enter_target_event(new, 'register', null, '{}');
        return null;
    end if;
    changes := target_changes(old, new);
    if old.state <> 'confirmed' and changes <> '{}' then
        perform enter_target_event(new, 'change', null, changes);
    end if;
    return null;
end
$$;

create trigger c_edit
    before delete
        or update of campaign_id, unit_id, collective_id, indicator_id, indicator, field, measure_unit, direction,
            basis, registered_value, weight, starts_on, due_on, priority, note
    on campaign_target
    for each row execute function check_target_edit();
create trigger f_mend
    before update of campaign_id, unit_id, collective_id, indicator_id, indicator, field, measure_unit, direction,
        basis, registered_value, weight, starts_on, due_on, priority, note
    on campaign_target
    for each row when (old.state = 'returned' and new.state = 'returned') execute function mend_target();
create trigger record_event
    after insert
        or update of campaign_id, unit_id, collective_id, indicator_id, indicator, field, measure_unit, direction,
            basis, registered_value, weight, starts_on, due_on, priority, note
    on campaign_target
    for each row execute function record_target_change();

revoke all on function enter_target_event(campaign_target, text, text, jsonb) from public;
