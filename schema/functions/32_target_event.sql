-- What happened to a target: registered, changed, confirmed, returned, amended; with who, in which role, when, why and
-- what changed. Only the database enters events, and they never change.

create or replace function refuse_target_event_rewrite()
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

create or replace function rescope_target_event()
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

-- The promise of a target: everything that the registering unit writes.
create or replace function target_promise(p_target campaign_target)
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

grant execute on function target_promise(campaign_target) to tdkt_service;

-- For example {"registered_value": {"from": 100, "to": 120}}.
create or replace function target_changes(p_old campaign_target, p_new campaign_target)
returns jsonb
language plpgsql
stable
as $$
begin
    return (
        select coalesce(jsonb_object_agg(n.key, jsonb_build_object('from', o.value, 'to', n.value)), '{}')
        from jsonb_each(target_promise(p_new)) n
        join jsonb_each(target_promise(p_old)) o on o.key = n.key
        where o.value <> n.value);
end
$$;

grant execute on function target_changes(campaign_target, campaign_target) to tdkt_service;

create or replace function enter_target_event(p_target campaign_target, p_action text, p_reason text, p_changes jsonb)
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

-- A confirmed target changes only by an amendment, which also ends the confirmation in the same statement; the service
-- cannot write the state. A target that somebody has confirmed or returned cannot be deleted.
create or replace function check_target_edit()
returns trigger
language plpgsql
as $$
begin
    if old.state = 'confirmed' and (tg_op = 'DELETE' or new.state = old.state) then
        perform refuse('campaign_target_editable', p_detail => target_state_detail(old));
    end if;
    if tg_op = 'DELETE' then
        if exists (
            select
            from campaign_target_event e
            where e.campaign_target_id = old.id
            and e.action in ('confirm', 'return')) then
            perform refuse('campaign_target_reviewed', p_detail => target_state_detail(old));
        end if;
        return old;
    end if;
    return new;
end
$$;

-- A returned target that its unit changes becomes registered again and waits for confirmation.
create or replace function mend_target()
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

-- Definer, because only the database enters events.
create or replace function record_target_change()
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
