-- An act asked the same rows again and again: the rules of a class in two statements, whether its caller acted elsewhere for each
-- step that is open, the rules of consultation and vote for steps that the level rules out. Now each is asked once, and
-- looking for what a caller may do ends at the first step that is open to it.
-- kind: expand

-- The rules of a kind that bind a class on a day: its own or, when it has none, those of the form it is a class of; the rows of the
-- province in place of the nation's, but for awards of the State.
create or replace function legal_rules(p_class uuid, p_kind text, p_subject_kind text, p_on date, p_province uuid)
returns setof award_rule
language plpgsql
stable
as $$
begin
    return query
        select r.*
        from (
            select own.award_class_id, own.province_lineage
            from award_class c
            join award_rule own on own.award_class_id in (c.id, c.parent_id)
            where c.id = p_class
            and (own.province_lineage is null
                or c.level <> 'state' and own.province_lineage = coalesce(c.province_lineage, p_province))
            and rule_binds(own, p_kind, p_subject_kind, p_on)
            order by own.award_class_id = p_class desc, own.province_lineage nulls last
            limit 1
        ) as place
        join award_rule r on r.award_class_id = place.award_class_id
        where r.province_lineage is not distinct from place.province_lineage
        and rule_binds(r, p_kind, p_subject_kind, p_on)
        order by r.kind, r.path, r.valid_from, r.id;
end
$$;

-- The steps that a nomination's state, road and class leave open, whoever asks; only those of some actions where they are given,
-- and only those that are open whatever rules and events say where p_is_sure. What must ask those is asked last.
drop function steps_from(nomination);
create function steps_from(p_nomination nomination, p_actions text[] default null, p_is_sure boolean default false)
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
                or t.action = 'resume' and t.to_state is distinct from p_nomination.held_state then false
            when t.action <> 'reopen' and t.consultation is null and t.votes is null then true
            when p_is_sure then false
            when t.action = 'reopen' and not stands_by_vote(p_nomination) then false
            when t.consultation <> (select needs_consultation(p_nomination)) then false
            else (t.votes is null or t.votes = (select needs_vote(p_nomination)))
        end;
end
$$;
grant execute on function steps_from(nomination, text[], boolean) to tdkt_service;

-- Before anything else is looked at: the version of a nomination the caller sees, null when it sees none; refused when
-- the state knows one of the actions, but not for this caller. Most callers may take a step that is surely open, and then
-- nothing else is asked.
create or replace function nomination_enter(p_id uuid, p_actions text[])
returns bigint
language plpgsql
stable
security definer
set search_path = pg_catalog, public, pg_temp
as $$
declare
    own nomination;
    step nomination_transition;
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
    for step in select * from steps_from(own, p_actions, true) where caller_is(variadic roles) loop
        if coalesce(step_refusal(own, step, on_day), 'open') in ('open', 'authority') then
            return own.version;
        end if;
    end loop;
    select array_agg(coalesce(step_refusal(own, t, on_day), 'open')) into refusals
    from steps_from(own, p_actions) t;
    if refusals <@ array['role', 'unit', 'actor'] then
        perform refuse_step(refusals[1]);
    end if;
    return own.version;
end
$$;

create or replace function find_step(p_nomination nomination, p_action text, p_on date)
returns nomination_transition
language plpgsql
stable
as $$
declare
    step nomination_transition;
    refused text;
    refusal text;
begin
    for step in
        select t.*
        from steps_from(p_nomination, array[p_action]) t
        order by caller_is(variadic t.roles) desc, t.stage
    loop
        refused := step_refusal(p_nomination, step, p_on);
        if refused is null or p_action = 'annul' and refused in ('unit', 'authority') then
            return step;
        end if;
        refusal := coalesce(refusal, refused);
    end loop;
    if refusal is not null then
        perform refuse_step(refusal);
    end if;
    perform refuse('TD002', 'nomination_transition',
        'Trạng thái hiện tại không cho phép bước này', 'The current state does not allow this step');
end
$$;

-- The day on which so many working days have passed: Monday to Friday without holidays, and the days that make up for one.
create or replace function add_working_days(p_from date, p_days integer)
returns date
language plpgsql
stable
strict
as $$
declare
    made_up date[];
    free date[];
    day date := p_from;
    missing integer := p_days;
begin
    if missing <= 0 then
        return p_from;
    end if;
    select array_agg(h.on_date) filter (where h.kind = 'make_up'), array_agg(h.on_date) filter (where h.kind <> 'make_up')
    into made_up, free
    from holiday h
    where h.on_date > p_from
    and h.on_date <= p_from + p_days * 2 + 60;
    for i in 1 .. p_days * 2 + 60 loop
        day := day + 1;
        if day = any (made_up) or extract(isodow from day) < 6 and (day = any (free)) is not true then
            missing := missing - 1;
        end if;
        if missing = 0 then
            return day;
        end if;
    end loop;
    return null;
end
$$;
