-- Acts on a correction: it is asked for and tried, confirmed and made (functions/67_correction_change), refused or
-- withdrawn.

create or replace function enter_correction(p_correction correction, p_version bigint)
returns uuid
language plpgsql
as $$
declare
    made correction := p_correction;
    own jsonb;
    strange text;
begin
    select k.key into strange
    from jsonb_object_keys(made.changes) as k (key)
    where k.key <> all (correctable(made))
    limit 1;
    if found then
        raise exception 'no such member to correct: %', strange;
    end if;
    if made.decision_id is not null then
        select to_jsonb(d) into own from decision d where d.id = made.decision_id for update;
        made.changes := corrected_part(
            to_jsonb(jsonb_populate_record(null::decision, made.changes)), made.changes);
    else
        perform await_subject(coalesce(a.individual_id, a.collective_id)) from award a where a.id = made.award_id;
        select to_jsonb(a) into own from award a where a.id = made.award_id for update;
        perform check_corrected_references(made.changes);
        made.changes := complete_correction(made.award_id, made.changes);
        made.changes := corrected_part(to_jsonb(jsonb_populate_record(null::award, made.changes)), made.changes);
    end if;
    if (own ->> 'version')::bigint <> p_version then
        perform refuse('correction_record_version');
    end if;
    if exists (
        select
        from correction c
        where c.state = 'asked'
        and (c.decision_id = made.decision_id or c.award_id = made.award_id)) then
        perform refuse('correction_open');
    end if;
    made.earlier := corrected_part(own, made.changes);
    if made.earlier = made.changes then
        perform refuse('correction_changes_none');
    end if;
    perform try_correction(made);
    insert into correction (decision_id, award_id, on_version, changes, earlier, reason, asked_by, asked_role)
    values (made.decision_id, made.award_id, p_version, made.changes, made.earlier, made.reason, caller_subject(),
        made.asked_role)
    returning id into made.id;
    return made.id;
end
$$;

create or replace function ask_decision_correction(p_decision uuid, p_version bigint, p_changes jsonb, p_reason text)
returns uuid
language plpgsql
security definer
set search_path = pg_catalog, public, pg_temp
as $$
declare
    asked correction;
begin
    asked.decision_id := p_decision;
    asked.changes := p_changes;
    asked.reason := p_reason;
    asked.asked_role := correcting_role(p_decision);
    return enter_correction(asked, p_version);
end
$$;

grant execute on function ask_decision_correction(uuid, bigint, jsonb, text) to tdkt_service;

create or replace function ask_award_correction(p_award uuid, p_version bigint, p_changes jsonb, p_reason text)
returns uuid
language plpgsql
security definer
set search_path = pg_catalog, public, pg_temp
as $$
declare
    asked correction;
begin
    asked.award_id := p_award;
    asked.changes := p_changes;
    asked.reason := p_reason;
    asked.asked_role := correcting_role((select decision_id from award where id = p_award));
    return enter_correction(asked, p_version);
end
$$;

grant execute on function ask_award_correction(uuid, bigint, jsonb, text) to tdkt_service;

create or replace function decision_of(p_correction correction)
returns uuid
language plpgsql
stable
as $$
begin
    return coalesce(p_correction.decision_id, (select a.decision_id from award a where a.id = p_correction.award_id));
end
$$;

grant execute on function decision_of(correction) to tdkt_service;

-- Called before the body of the request is read: the version of a correction that the caller sees. Refuses if the
-- caller may not answer it.
create or replace function enter_correction_answer(p_id uuid)
returns bigint
language plpgsql
stable
as $$
declare
    own correction;
begin
    select * into own from correction where id = p_id;
    if own.id is not null then
        perform check_correction_answer(own);
    end if;
    return own.version;
end
$$;

grant execute on function enter_correction_answer(uuid) to tdkt_service;

-- Who may answer: another recorder, of the level that asked or a higher one. Returns the role.
create or replace function check_correction_answer(p_correction correction)
returns text
language plpgsql
stable
as $$
declare
    role constant text := correcting_role(decision_of(p_correction));
begin
    if p_correction.asked_by = caller_subject() then
        perform refuse('correction_actor');
    end if;
    if p_correction.asked_role = 'province_reviewer' and role <> 'province_reviewer' then
        perform refuse('correction_level');
    end if;
    return role;
end
$$;

grant execute on function check_correction_answer(correction) to tdkt_service;

create or replace function enter_correction_withdrawal(p_id uuid)
returns bigint
language plpgsql
stable
as $$
declare
    own correction;
begin
    select * into own from correction where id = p_id;
    if own.asked_by <> caller_subject() then
        perform refuse('correction_asker');
    end if;
    return own.version;
end
$$;

grant execute on function enter_correction_withdrawal(uuid) to tdkt_service;

-- Locks the correction and checks that it waits for an answer.
create or replace function open_correction(p_id uuid, p_version bigint)
returns correction
language plpgsql
as $$
declare
    own correction;
begin
    select * into own from correction where id = p_id for update;
    if own.version <> p_version then
        perform refuse('correction_version');
    end if;
    if own.state <> 'asked' then
        perform refuse('correction_state', p_detail => state_detail(own.state, correction_allowed(own.state)));
    end if;
    return own;
end
$$;

create or replace function close_correction(p_correction correction, p_state text, p_role text, p_reason text)
returns void
language plpgsql
volatile
as $$
begin
    update correction
    set state = p_state,
        answered_by = caller_subject(),
        answered_role = p_role,
        answered_on = today(),
        answer_reason = p_reason
    where id = p_correction.id;
end
$$;

create or replace function confirm_correction(p_id uuid, p_version bigint)
returns void
language plpgsql
security definer
set search_path = pg_catalog, public, pg_temp
as $$
declare
    own correction;
    role text;
    seen bigint;
begin
    perform await_award_subjects(
        (select array_agg(s.id)
         from correction c
         join award a on c.award_id = a.id or c.decision_id = a.decision_id
         cross join lateral (values
            (coalesce(a.individual_id, a.collective_id)),
            ((c.changes ->> 'individual_id')::uuid),
            ((c.changes ->> 'collective_id')::uuid)) as s (id)
         where c.id = p_id),
        null);
    own := open_correction(p_id, p_version);
    role := check_correction_answer(own);
    select x.version into seen
    from (
        select d.version from decision d where d.id = own.decision_id
        union all
        select a.version from award a where a.id = own.award_id
    ) as x;
    if seen <> own.on_version then
        perform refuse('correction_overtaken', p_detail => state_detail(own.state, correction_allowed(own.state)));
    end if;
    perform apply_correction(own);
    perform close_correction(own, 'confirmed', role, null);
end
$$;

grant execute on function confirm_correction(uuid, bigint) to tdkt_service;

create or replace function refuse_correction(p_id uuid, p_version bigint, p_reason text)
returns void
language plpgsql
security definer
set search_path = pg_catalog, public, pg_temp
as $$
declare
    own correction := open_correction(p_id, p_version);
begin
    perform close_correction(own, 'refused', check_correction_answer(own), p_reason);
end
$$;

grant execute on function refuse_correction(uuid, bigint, text) to tdkt_service;

create or replace function withdraw_correction(p_id uuid, p_version bigint)
returns void
language plpgsql
security definer
set search_path = pg_catalog, public, pg_temp
as $$
declare
    own correction := open_correction(p_id, p_version);
begin
    perform enter_correction_withdrawal(p_id);
    perform close_correction(own, 'withdrawn', own.asked_role, null);
end
$$;

grant execute on function withdraw_correction(uuid, bigint) to tdkt_service;

create or replace function correction_allowed(p_state text)
returns text[]
language sql
immutable
return case p_state when 'asked' then array['confirmation', 'refusal', 'withdrawal'] else array[]::text[] end;

grant execute on function correction_allowed(text) to tdkt_service;
