-- What happened to a nomination: who acted, in which role and for which unit, when, from which state to which, and why.
-- Events never change, so that the events of a nomination always lead to its current state.

create or replace function rescope_nomination()
returns trigger
language plpgsql
security definer
set search_path = pg_catalog, public, pg_temp
as $$
begin
    update nomination_event
    set province_lineage = new.province_lineage,
        district_lineage = new.district_lineage,
        commune_lineage = new.commune_lineage
    where nomination_id = new.id;
    return null;
end
$$;

create or replace function check_event_dates(p_nomination nomination, p_event nomination_event)
returns void
language plpgsql
stable
as $$
begin
    if p_event.acted_on > today() then
        perform refuse('nomination_event_future');
    end if;
    if p_event.acted_on < coalesce(
        p_nomination.state_on, (select dated_on from dossier where id = p_nomination.dossier_id)) then
        perform refuse('nomination_event_order');
    end if;
    if p_nomination.state = 'public_consultation' and p_event.action = 'approve' then
        perform check_consultation_over(p_nomination, p_event.acted_on); -- functions/48_consultation_opinion
    end if;
end
$$;

grant execute on function check_event_dates(nomination, nomination_event) to tdkt_service;

-- Definer, to lock a nomination that the caller sees; the rights of the caller are checked by its settings.
create or replace function enter_event()
returns trigger
language plpgsql
security definer
set search_path = pg_catalog, public, pg_temp
as $$
declare
    own nomination;
    transition nomination_transition;
begin
    select * into own
    from nomination
    where id = new.nomination_id
    and (province_lineage = any (read_scope())
        or district_lineage = any (read_scope())
        or commune_lineage = any (read_scope()))
    for update;
    if not found then
        perform refuse_reference('nomination_event', 'nomination_id');
    end if;
    if own.version <> new.on_version then
        perform refuse('nomination_version');
    end if;
    new.acted_on := coalesce(new.acted_on, today());
    transition := find_transition(own, new.action, new.acted_on);
    perform check_event_dates(own, new);
    if transition.needs_reason and new.reason is null then
        perform refuse('nomination_event_reason');
    end if;
    new.version := 1;
    new.from_state := own.state;
    new.to_state := transition.to_state;
    new.stage := transition.stage;
    new.actor := caller_subject();
    new.actor_role := (select r.role from unnest(transition.roles) as r (role) where caller_is(r.role) limit 1);
    select u.id into new.actor_unit_id
    from unit u
    where u.lineage_id = stage_lineage(own, transition.stage, new.acted_on)
    and u.valid_from <= new.acted_on
    order by u.valid_from desc
    limit 1;
    new.recorded_at := now();
    new.province_lineage := own.province_lineage;
    new.district_lineage := own.district_lineage;
    new.commune_lineage := own.commune_lineage;
    return new;
end
$$;

-- The stage whose deadline runs in a state. A nomination from a body of the province itself waits for the province,
-- never for a district.
create or replace function desk_of(p_nomination nomination, p_state text)
returns text
language plpgsql
stable
as $$
begin
    return (
        select case
            when s.waits_for = 'district' and p_nomination.origin = 'province' then 'province'
            else s.waits_for
        end
        from nomination_state s
        where s.code = p_state);
end
$$;

grant execute on function desk_of(nomination, text) to tdkt_service;

-- A deadline runs from the day on which the stage received the nomination; a transition within the stage does not
-- restart it. No row: no deadline is known.
create or replace function nomination_deadline(p_nomination nomination, p_event nomination_event)
returns table (due_on date, is_estimated boolean)
language plpgsql
stable
as $$
declare
    desk constant text := desk_of(p_nomination, p_event.to_state);
begin
    if desk = desk_of(p_nomination, p_event.from_state) then
        return query select p_nomination.due_on, p_nomination.due_is_estimated;
    else
        return query
            select d.*
            from deadline_of(
                desk, p_nomination.award_level, p_event.acted_on, p_nomination.province_lineage, p_nomination.procedure) d;
    end if;
end
$$;

grant execute on function nomination_deadline(nomination, nomination_event) to tdkt_service;

drop function if exists nomination_due_on(nomination, nomination_event);

-- The role that must act next on this nomination in a state; null when nobody must.
create or replace function role_awaited(p_nomination nomination, p_state text)
returns text
language plpgsql
stable
as $$
begin
    return (
        select t.roles[1]
        from nomination_transition t
        where t.from_state = p_state
        and t.moves_on
        and p_nomination.award_level = any (t.award_levels)
        and p_nomination.origin = any (t.origins)
        limit 1);
end
$$;

grant execute on function role_awaited(nomination, text) to tdkt_service;

-- A dossier is a draft until one of its nominations is sent, and closed when all are in a final state.
create or replace function dossier_state(p_id uuid)
returns text
language plpgsql
stable
as $$
begin
    return (
        select case
            when bool_and(n.state = 'draft') is not false then 'draft'
            when bool_and(s.is_final) then 'closed'
            else 'open'
        end
        from nomination n
        join nomination_state s on s.code = n.state
        where n.dossier_id = p_id);
end
$$;

grant execute on function dossier_state(uuid) to tdkt_service;

-- The nomination as it was before an event changed it, so far as its state and transitions go.
create or replace function before_event(p_nomination nomination, p_event nomination_event)
returns nomination
language plpgsql
stable
as $$
declare
    earlier nomination := p_nomination;
begin
    earlier.version := p_event.on_version;
    earlier.state := p_event.from_state;
    earlier.held_state := case when p_event.action = 'resume' then p_event.to_state end;
    return earlier;
end
$$;

grant execute on function before_event(nomination, nomination_event) to tdkt_service;

-- Changes the state of the nomination and of its dossier. The nomination's own trigger computes its warnings again,
-- because a rating or a rule may have changed since the last event.
create or replace function apply_event()
returns trigger
language plpgsql
security definer
set search_path = pg_catalog, public, pg_temp
as $$
declare
    own nomination;
begin
    update nomination n
    set state = new.to_state,
        state_on = new.acted_on,
        waits_for = role_awaited(n, new.to_state),
        (due_on, due_is_estimated) = (
            select max(due.due_on), coalesce(bool_or(due.is_estimated), false)
            from nomination_deadline(n, new) due),
        held_state = case when new.action = 'hold' then new.from_state end,
        returned_fields = new.fields
    where n.id = new.nomination_id
    returning * into own;
    if own.warnings <> '[]' and new.acknowledgement is null and weighs_warnings(new) then
        perform refuse('nomination_warnings', p_detail => state_detail(
            new.from_state,
            nomination_allowed(before_event(own, new), new.acted_on),
            jsonb_build_object('warnings', own.warnings)));
    end if;
    update dossier d
    set state = now_in.state
    from (select dossier_state(own.dossier_id)) as now_in (state)
    where d.id = own.dossier_id
    and d.state <> now_in.state;
    return null;
end
$$;
