-- Whether a transition is allowed, and what it does. Only an event moves a nomination: it locks the nomination, finds
-- the transition in the table, checks everything about the caller, and changes the state.

-- The day whose law applies to a nomination: the day it was received; before that, the date of its dossier.
create or replace function nomination_law_date(p_id uuid)
returns date
language plpgsql
stable
as $$
begin
    return law_date(p_id, (select n.dossier_id from nomination n where n.id = p_id));
end
$$;

grant execute on function nomination_law_date(uuid) to tdkt_service;

-- Whether a nomination needs a public consultation: a duty of its award class, with dates (Decree 91/2017/NĐ-CP Art
-- 45.10 and later ones); none in the simplified procedure (Decree 152/2025/NĐ-CP Art 44.2).
create or replace function needs_consultation(p_nomination nomination)
returns boolean
language plpgsql
stable
as $$
begin
    return p_nomination.procedure = 'full' and exists (
        select
        from legal_rules(
            p_nomination.award_class_id, 'consultation', p_nomination.subject_kind, law_date_of(p_nomination),
            p_nomination.province_lineage));
end
$$;

grant execute on function needs_consultation(nomination) to tdkt_service;

-- The body that acts at a stage on a day, as the lineage of its unit; null where there is none. For the base this is a
-- district until 2025-06-30 and the commune since then, as stage_authority says (Decree 129/2025/NĐ-CP Art 59); the
-- councils of the base moved with the other powers of the districts.
create or replace function stage_lineage(p_nomination nomination, p_stage text, p_on date)
returns uuid
language plpgsql
stable
as $$
begin
    return case
        when p_stage = 'unit'
            then coalesce(p_nomination.commune_lineage, p_nomination.district_lineage, p_nomination.province_lineage)
        when not is_base_stage(p_nomination, p_stage) then p_nomination.province_lineage
        when authority_level('district', p_on) = 'commune' then p_nomination.commune_lineage
        else p_nomination.district_lineage
    end;
end
$$;

grant execute on function stage_lineage(nomination, text, date) to tdkt_service;

-- A caller may act for a stage when its token's scope includes the body of that stage: its own unit or one below its
-- unit. A caller from below that body (a commune before its district) only sees the nomination.
create or replace function covers_stage(p_nomination nomination, p_stage text, p_on date)
returns boolean
language plpgsql
stable
as $$
begin
    return coalesce(
        p_nomination.province_lineage = any (write_scope())
        or (p_stage = 'unit' or is_base_stage(p_nomination, p_stage))
            and p_nomination.district_lineage = any (write_scope())
        or (p_stage = 'unit'
                or is_base_stage(p_nomination, p_stage) and authority_level('district', p_on) = 'commune')
            and p_nomination.commune_lineage = any (write_scope()),
        false);
end
$$;

grant execute on function covers_stage(nomination, text, date) to tdkt_service;

create or replace function unit_stands(p_lineage uuid, p_on date)
returns boolean
language plpgsql
stable
as $$
begin
    return exists (
        select
        from unit u
        where u.lineage_id = p_lineage
        and u.valid_from <= p_on
        and (u.valid_to is null or u.valid_to >= p_on));
end
$$;

grant execute on function unit_stands(uuid, date) to tdkt_service;

-- Why the caller may not take a transition on that day: role, unit, actor (the same person acted at another stage),
-- authority (the body had none on that day); null: the caller may.
create or replace function transition_refusal(p_nomination nomination, p_transition nomination_transition, p_on date)
returns text
language plpgsql
stable
as $$
begin
    return case
        when not caller_is(variadic p_transition.roles) then 'role'
        when not covers_stage(p_nomination, p_transition.stage, p_on) then 'unit'
        when acted_elsewhere(p_nomination, p_transition.stage) then 'actor'
        when not unit_stands(stage_lineage(p_nomination, p_transition.stage, p_on), p_on) then 'authority'
    end;
end
$$;

grant execute on function transition_refusal(nomination, nomination_transition, date) to tdkt_service;

-- The transitions that the nomination's state, level, origin, procedure and award class allow, for any caller. p_is_sure: only
-- those that depend neither on a consultation nor on a vote.
create or replace function transitions_from(p_nomination nomination, p_actions text[] default null, p_is_sure boolean default false)
returns setof nomination_transition
language plpgsql
stable
as $$
begin
    return query
        select t.*
        from nomination_transition t
        where t.from_state = p_nomination.state
        and case
            when t.action <> all (p_actions)
                or p_nomination.award_level <> all (t.award_levels)
                or p_nomination.origin <> all (t.origins)
                or t.simplified <> (p_nomination.procedure = 'simplified')
                or t.action = 'resume' and t.to_state is distinct from p_nomination.held_state then false
            when t.action <> 'reopen' and t.consultation is null and t.votes is null then true
            when p_is_sure then false
            when t.action = 'reopen' and not stands_by_vote(p_nomination) then false
            when t.consultation <> (select needs_consultation(p_nomination)) then false
            else (t.votes is null or t.votes = (select needs_vote(p_nomination)))
        end;
end
$$;

grant execute on function transitions_from(nomination, text[], boolean) to tdkt_service;

-- What the caller may do with a nomination on a day.
create or replace function nomination_allowed(p_nomination nomination, p_on date)
returns text[]
language plpgsql
stable
as $$
begin
    return (
        select coalesce(array_agg(distinct t.action order by t.action), '{}')
        from transitions_from(p_nomination) t
        where transition_refusal(p_nomination, t, p_on) is null);
end
$$;

grant execute on function nomination_allowed(nomination, date) to tdkt_service;

drop function if exists nomination_allowed(uuid, date);

create or replace function nomination_state_detail(p_nomination nomination, p_on date)
returns text
language plpgsql
stable
as $$
begin
    return state_detail(p_nomination.state, nomination_allowed(p_nomination, p_on));
end
$$;

grant execute on function nomination_state_detail(nomination, date) to tdkt_service;

-- Says who may take the transition that is refused to the caller.
create or replace function refuse_transition(p_nomination nomination, p_transition nomination_transition, p_refusal text, p_on date)
returns void
language plpgsql
stable
as $$
declare
    body constant uuid := stage_lineage(p_nomination, p_transition.stage, p_on);
begin
    case p_refusal
        when 'role' then
            perform refuse('nomination_role', array[roles_said(p_transition.roles, 'vi')], array[roles_said(p_transition.roles, 'en')]);
        when 'unit' then
            perform refuse('nomination_unit', array[unit_said(body, p_on, 'vi')], array[unit_said(body, p_on, 'en')]);
        else
            perform refuse('nomination_actor');
    end case;
end
$$;

grant execute on function refuse_transition(nomination, nomination_transition, text, date) to tdkt_service;

drop function if exists refuse_transition(text);

-- Called first in a request: the version of a nomination that the caller sees, null when the caller sees none. Refuses
-- if the state allows one of the actions, but not to this caller. Most callers may take a transition that needs no
-- further check; then the function ends early.
create or replace function nomination_enter(p_id uuid, p_actions text[])
returns bigint
language plpgsql
stable
security definer
set search_path = pg_catalog, public, pg_temp
as $$
declare
    own nomination;
    transition nomination_transition;
    refusals text[];
    on_day date;
begin
    select * into own
    from nomination
    where id = p_id
    and caller_is('unit_officer', 'district_reviewer', 'province_reviewer', 'council_reviewer', 'auditor')
    and (province_lineage = any (read_scope())
        or district_lineage = any (read_scope())
        or commune_lineage = any (read_scope()));
    if not found then
        return null;
    end if;
    on_day := today();
    for transition in select * from transitions_from(own, p_actions, true) where caller_is(variadic roles) loop
        if coalesce(transition_refusal(own, transition, on_day), 'open') in ('open', 'authority') then
            return own.version;
        end if;
    end loop;
    select array_agg(coalesce(transition_refusal(own, t, on_day), 'open')) into refusals
    from transitions_from(own, p_actions) t;
    if refusals <@ array['role', 'unit', 'actor'] then
        perform refuse_transition(own, t, transition_refusal(own, t, on_day), on_day)
        from transitions_from(own, p_actions) t
        limit 1;
    end if;
    return own.version;
end
$$;

grant execute on function nomination_enter(uuid, text[]) to tdkt_service;

-- The transition of an event, or a refusal. Where two stages have the action, the one for the caller's role is
-- preferred. For an annulment, unit and authority were already checked (functions/62_annulment) and are not checked
-- again.
create or replace function find_transition(p_nomination nomination, p_action text, p_on date)
returns nomination_transition
language plpgsql
stable
as $$
declare
    transition nomination_transition;
    first_step nomination_transition;
    refused text;
    refusal text;
begin
    for transition in
        select t.*
        from transitions_from(p_nomination, array[p_action]) t
        order by caller_is(variadic t.roles) desc, t.stage
    loop
        refused := transition_refusal(p_nomination, transition, p_on);
        if refused is null or p_action = 'annul' and refused in ('unit', 'authority') then
            return transition;
        end if;
        if refusal is null then
            first_step := transition;
            refusal := refused;
        end if;
    end loop;
    if refusal in ('role', 'unit', 'actor') then
        perform refuse_transition(p_nomination, first_step, refusal, p_on);
    end if;
    if refusal = 'authority' then
        perform refuse('nomination_authority', p_detail => nomination_state_detail(p_nomination, p_on));
    end if;
    perform refuse('nomination_transition', p_detail => nomination_state_detail(p_nomination, p_on));
end
$$;

grant execute on function find_transition(nomination, text, date) to tdkt_service;

create or replace function stage_of_role(p_role text)
returns text
language sql
immutable
return case p_role
    when 'unit_officer' then 'unit'
    when 'district_reviewer' then 'district'
    when 'province_reviewer' then 'province'
    when 'council_reviewer' then 'council'
end;

grant execute on function stage_of_role(text) to tdkt_service;

create or replace view work_queue with (security_invoker = true) as
select n.*
from nomination n
where n.waits_for is not null
and n.waits_for = any ((select string_to_array(current_setting('tdkt.roles', true), ','))::text[])
and covers_stage(n, stage_of_role(n.waits_for), coalesce(n.state_on, (select today())))
and not acted_elsewhere(n, stage_of_role(n.waits_for));

grant select on work_queue to tdkt_service;
