-- Confirmation by the next level, and amendment: a registered target counts once the level above has confirmed it.
-- After that it changes only with a reason, and needs a new confirmation.

-- A caller may confirm for the body above the registrant if its token's scope includes that body: for a collective its
-- unit, for a commune its district (if there is none: the province), for a district the province. A province confirms
-- its own targets.
create or replace function covers_confirmation(p_target campaign_target)
returns boolean
language plpgsql
stable
as $$
begin
    return coalesce(
        p_target.province_lineage = any (write_scope())
        or (p_target.collective_id is not null or p_target.commune_lineage is not null)
            and p_target.district_lineage = any (write_scope())
        or p_target.collective_id is not null and p_target.commune_lineage = any (write_scope()),
        false);
end
$$;

grant execute on function covers_confirmation(campaign_target) to tdkt_service;

create or replace function covers_target(p_target campaign_target)
returns boolean
language plpgsql
stable
as $$
begin
    return coalesce(
        p_target.province_lineage = any (write_scope())
        or p_target.district_lineage = any (write_scope())
        or p_target.commune_lineage = any (write_scope()),
        false);
end
$$;

grant execute on function covers_target(campaign_target) to tdkt_service;

-- Whether the caller wrote what would be confirmed: registered the target, or changed it since the last confirmation.
create or replace function is_own_promise(p_target_id uuid)
returns boolean
language plpgsql
stable
as $$
begin
    return exists (
        select
        from campaign_target_event e
        where e.campaign_target_id = p_target_id
        and e.action = 'register'
        and e.actor = caller_subject())
    or exists (
        select
        from campaign_target_event e
        where e.campaign_target_id = p_target_id
        and e.action in ('change', 'amend')
        and e.actor = caller_subject()
        and not exists (
            select
            from campaign_target_event c
            where c.campaign_target_id = p_target_id
            and c.action = 'confirm'
            and (c.recorded_at, c.id) > (e.recorded_at, e.id)));
end
$$;

grant execute on function is_own_promise(uuid) to tdkt_service;

-- Why the caller may not do an act in any state: role, unit or actor; null: the caller may.
create or replace function target_refusal(p_target campaign_target, p_action text)
returns text
language plpgsql
stable
as $$
declare
    is_review constant boolean := p_action in ('confirm', 'return');
begin
    return case
        when not caller_is('district_reviewer', 'province_reviewer')
            and (is_review or p_action = 'delete' or not caller_is('unit_officer')) then 'role'
        when is_review and not covers_confirmation(p_target) then 'unit'
        when not covers_target(p_target) then 'unit'
        when is_review and is_own_promise(p_target.id) then 'actor'
    end;
end
$$;

grant execute on function target_refusal(campaign_target, text) to tdkt_service;

create or replace function refuse_target_action(p_refusal text, p_is_review boolean)
returns void
language plpgsql
as $$
declare
    roles constant text[] := array['unit_officer', 'district_reviewer', 'province_reviewer'];
    who constant text[] := case when p_is_review then roles[2:] else roles end;
begin
    case p_refusal
        when 'role' then
            perform refuse('campaign_target_role', array[roles_said(who, 'vi')], array[roles_said(who, 'en')]);
        when 'unit' then
            perform refuse('campaign_target_unit');
        else
            perform refuse('campaign_target_actor');
    end case;
end
$$;

grant execute on function refuse_target_action(text, boolean) to tdkt_service;

drop function if exists refuse_target_action(text);

-- Which acts a state allows, for any caller.
create or replace function target_actions(p_state text)
returns text[]
language sql
immutable
return case p_state
    when 'confirmed' then array['amend']
    else array['change', 'confirm', 'delete', 'return']
end;

grant execute on function target_actions(text) to tdkt_service;

-- What the caller may do with a target.
create or replace function target_allowed(p_target campaign_target)
returns text[]
language plpgsql
stable
as $$
begin
    return (
        select coalesce(array_agg(a.action order by a.action), '{}')
        from unnest(target_actions(p_target.state)) as a (action)
        where target_refusal(p_target, a.action) is null
        and not (a.action = 'delete' and exists (
            select
            from campaign_target_event e
            where e.campaign_target_id = p_target.id
            and e.action in ('confirm', 'return'))));
end
$$;

grant execute on function target_allowed(campaign_target) to tdkt_service;

drop function if exists target_allowed(uuid);

create or replace function target_state_detail(p_target campaign_target)
returns text
language plpgsql
stable
as $$
begin
    return state_detail(p_target.state, target_allowed(p_target));
end
$$;

grant execute on function target_state_detail(campaign_target) to tdkt_service;

-- Called first in a request: the version of a target that the caller sees, null when the caller sees none. Refuses if
-- the caller may not do the act.
create or replace function target_enter(p_id uuid, p_action text)
returns bigint
language plpgsql
stable
as $$
declare
    own campaign_target;
    refusal text;
begin
    select * into own from campaign_target where id = p_id;
    if not found then
        return null;
    end if;
    refusal := target_refusal(own, p_action);
    if refusal is not null then
        perform refuse_target_action(refusal, p_action in ('confirm', 'return'));
    end if;
    return own.version;
end
$$;

grant execute on function target_enter(uuid, text) to tdkt_service;

-- Locks the target of an act. Refuses if its version is not the one the caller saw, if the caller may not do the act,
-- or if the state does not allow it.
create or replace function lock_target(p_id uuid, p_version bigint, p_action text)
returns campaign_target
language plpgsql
as $$
declare
    own campaign_target;
    refusal text;
begin
    select * into own
    from campaign_target
    where id = p_id
    and (province_lineage = any (read_scope())
        or district_lineage = any (read_scope())
        or commune_lineage = any (read_scope()))
    for no key update;
    if own.version is distinct from p_version then
        perform refuse('campaign_target_version');
    end if;
    refusal := target_refusal(own, p_action);
    if refusal is not null then
        perform refuse_target_action(refusal, p_action in ('confirm', 'return'));
    end if;
    if p_action <> all (target_actions(own.state)) then
        perform refuse('campaign_target_transition', p_detail => target_state_detail(own));
    end if;
    return own;
end
$$;

-- Definer, to write the state, which the service cannot write; the rights of the caller are checked by its settings.
create or replace function confirm_target(p_id uuid, p_version bigint)
returns void
language plpgsql
security definer
set search_path = pg_catalog, public, pg_temp
as $$
declare
    own campaign_target;
begin
    own := lock_target(p_id, p_version, 'confirm');
    update campaign_target set state = 'confirmed', state_reason = null where id = own.id;
    perform enter_target_event(own, 'confirm', null, '{}');
end
$$;

grant execute on function confirm_target(uuid, bigint) to tdkt_service;

create or replace function return_target(p_id uuid, p_version bigint, p_reason text)
returns void
language plpgsql
security definer
set search_path = pg_catalog, public, pg_temp
as $$
declare
    own campaign_target;
begin
    own := lock_target(p_id, p_version, 'return');
    update campaign_target set state = 'returned', state_reason = p_reason where id = own.id;
    perform enter_target_event(own, 'return', p_reason, '{}');
end
$$;

grant execute on function return_target(uuid, bigint, text) to tdkt_service;

-- A null argument leaves the value as it is.
create or replace function amend_target(
    p_id uuid,
    p_version bigint,
    p_reason text,
    p_direction text,
    p_registered_value numeric,
    p_weight numeric,
    p_starts_on date,
    p_due_on date,
    p_priority boolean,
    p_note text)
returns void
language plpgsql
security definer
set search_path = pg_catalog, public, pg_temp
as $$
declare
    own campaign_target;
    amended campaign_target;
    changes jsonb;
begin
    own := lock_target(p_id, p_version, 'amend');
    update campaign_target
    set state = 'registered',
        state_reason = p_reason,
        direction = coalesce(p_direction, direction),
        registered_value = coalesce(p_registered_value, registered_value),
        weight = coalesce(p_weight, weight),
        starts_on = coalesce(p_starts_on, starts_on),
        due_on = coalesce(p_due_on, due_on),
        priority = coalesce(p_priority, priority),
        note = coalesce(p_note, note)
    where id = own.id
    returning * into amended;
    changes := target_changes(own, amended);
    if changes = '{}' then
        perform refuse('campaign_target_amendment_empty');
    end if;
    perform enter_target_event(amended, 'amend', p_reason, changes);
end
$$;

grant execute on function amend_target(uuid, bigint, text, text, numeric, numeric, date, date, boolean, text) to tdkt_service;
