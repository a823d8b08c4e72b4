-- Scores of a cluster's members in three phases: the member scores each criterion itself, another member checks it, and
-- those who lead the cluster that year confirm it. Entries are only added: the last entry of a phase is valid and
-- corrects the earlier ones.

-- The last phase that a member's criterion has reached: none, self, cross_check or confirmation.
create or replace function cluster_score_phase(p_member uuid, p_criterion uuid)
returns text
language plpgsql
stable
as $$
begin
    return (
        select case
            when bool_or(s.phase = 'confirmation') then 'confirmation'
            when bool_or(s.phase = 'cross_check') then 'cross_check'
            when bool_or(s.phase = 'self') then 'self'
            else 'none'
        end
        from cluster_score s
        where s.member_id = p_member
        and s.criterion_id = p_criterion);
end
$$;

grant execute on function cluster_score_phase(uuid, uuid) to tdkt_service;

-- The order of the phases is written here only: which phases may be entered after the one that was reached. A phase may
-- be corrected until the confirmation; after that, only another confirmation corrects the score.
create or replace function cluster_score_allowed(p_phase text)
returns text[]
language sql
immutable
parallel safe
return case p_phase
    when 'none' then array['self']
    when 'self' then array['self', 'cross_check']
    when 'cross_check' then array['self', 'cross_check', 'confirmation']
    else array['confirmation']
end;

grant execute on function cluster_score_allowed(text) to tdkt_service;

-- Which member checks: the named one, or else the only other member that the caller may act for.
create or replace function find_checking_member(p_scored cluster_member, p_named uuid)
returns uuid
language plpgsql
stable
as $$
declare
    others uuid[];
begin
    if p_named = p_scored.id then
        perform refuse('cluster_score_by_member_id_self');
    end if;
    select array_agg(m.id) into others
    from cluster_member m
    where m.cluster_id = p_scored.cluster_id
    and m.year = p_scored.year
    and m.id <> p_scored.id
    and (m.id = p_named or p_named is null and covers_unit(m.unit_id));
    if p_named is not null and others is null then
        perform refuse_reference('cluster_score', 'by_member_id');
    end if;
    if cardinality(others) > 1 then
        perform refuse('cluster_score_by_member_id_required');
    end if;
    return others[1];
end
$$;

grant execute on function find_checking_member(cluster_member, uuid) to tdkt_service;

-- Why the caller may not enter a score in a phase: unit, own (nobody checks or confirms the score of their own unit),
-- actor (the same person entered another phase of it). Null: the caller may.
create or replace function cluster_score_refusal(p_score cluster_score, p_scored cluster_member)
returns text
language plpgsql
stable
as $$
begin
    return case
        when not caller_is('unit_officer', 'district_reviewer', 'province_reviewer') then 'unit'
        when p_score.phase = 'self' and not covers_unit(p_scored.unit_id) then 'unit'
        when p_score.phase <> 'self' and is_of_unit(p_scored.unit_id) then 'own'
        when p_score.phase = 'cross_check' and (
            select covers_unit(m.unit_id)
            from cluster_member m
            where m.id = p_score.by_member_id) is not true then 'unit'
        when p_score.phase = 'confirmation' and not leads_cluster(p_scored.cluster_id, p_scored.year) then 'unit'
        when exists (
            select
            from cluster_score s
            where s.member_id = p_score.member_id
            and s.criterion_id = p_score.criterion_id
            and s.phase <> p_score.phase
            and s.actor = caller_subject()) then 'actor'
    end;
end
$$;

grant execute on function cluster_score_refusal(cluster_score, cluster_member) to tdkt_service;

create or replace function refuse_cluster_score(p_refusal text)
returns void
language plpgsql
as $$
begin
    case p_refusal
        when 'unit' then
            perform refuse('cluster_score_unit');
        when 'own' then
            perform refuse('cluster_score_own');
        when 'actor' then
            perform refuse('cluster_score_actor');
        else
            null;
    end case;
end
$$;

grant execute on function refuse_cluster_score(text) to tdkt_service;

create or replace function check_cluster_score_limits(p_score cluster_score, p_criterion cluster_criterion)
returns void
language plpgsql
stable
as $$
begin
    if p_score.points > p_criterion.max_points then
        perform refuse('cluster_score_points_limit', array[trim_scale(p_criterion.max_points)::text]);
    end if;
    if p_score.bonus > p_criterion.bonus_cap then
        perform refuse('cluster_score_bonus_limit', array[trim_scale(p_criterion.bonus_cap)::text]);
    end if;
    if p_score.penalty > p_criterion.penalty_cap then
        perform refuse('cluster_score_penalty_limit', array[trim_scale(p_criterion.penalty_cap)::text]);
    end if;
end
$$;

grant execute on function check_cluster_score_limits(cluster_score, cluster_criterion) to tdkt_service;

create or replace function check_cluster_score_order(p_score cluster_score)
returns void
language plpgsql
stable
as $$
declare
    reached constant text := cluster_score_phase(p_score.member_id, p_score.criterion_id);
begin
    if p_score.phase = any (cluster_score_allowed(reached)) then
        return;
    end if;
    if reached = 'confirmation' then
        perform refuse('cluster_score_confirmed', p_detail => state_detail(reached, cluster_score_allowed(reached)));
    end if;
    perform refuse('cluster_score_order', p_detail => state_detail(reached, cluster_score_allowed(reached)));
end
$$;

grant execute on function check_cluster_score_order(cluster_score) to tdkt_service;

-- All checks of an entry, after the cluster is locked: who may enter it, the limits, and the order of phases.
create or replace function enter_cluster_score()
returns trigger
language plpgsql
as $$
declare
    scored cluster_member;
    criterion cluster_criterion;
begin
    perform lock_cluster(new.cluster_id);
    select * into scored from cluster_member where id = new.member_id and cluster_id = new.cluster_id;
    if not found and new.member_id is not null then
        perform refuse_reference('cluster_score', 'member_id');
    end if;
    select * into criterion from cluster_criterion where id = new.criterion_id and cluster_id = new.cluster_id;
    if not found and new.criterion_id is not null then
        perform refuse_reference('cluster_score', 'criterion_id');
    end if;
    if criterion.year <> scored.year then
        perform refuse('cluster_score_criterion_id_year');
    end if;
    new.version := 1;
    new.recorded_at := now();
    new.year := scored.year;
    new.actor := caller_subject();
    if new.phase = 'cross_check' and not is_of_unit(scored.unit_id) then
        new.by_member_id := find_checking_member(scored, new.by_member_id);
    end if;
    perform refuse_cluster_score(cluster_score_refusal(new, scored));
    perform check_cluster_score_limits(new, criterion);
    perform check_cluster_score_order(new);
    select coalesce(max(s.entry), 0) + 1 into new.entry
    from cluster_score s
    where s.member_id = new.member_id
    and s.criterion_id = new.criterion_id
    and s.phase = new.phase;
    return new;
end
$$;

-- The criteria of a year cannot change once a score was entered for them. Fires after row security, so that a caller
-- who may not write the criterion does not learn how far the scoring is.
create or replace function check_criterion_scored()
returns trigger
language plpgsql
as $$
declare
    own constant cluster_criterion := case when tg_op = 'DELETE' then old else new end;
begin
    perform lock_cluster(own.cluster_id);
    if exists (select from cluster_score s where s.cluster_id = own.cluster_id and s.year = own.year) then
        perform refuse('cluster_criterion_scored', p_detail => state_detail('scored'));
    end if;
    return own;
end
$$;

-- A member that has a score, or has checked another member, keeps its unit and year; its role may still change.
create or replace function check_member_scored()
returns trigger
language plpgsql
as $$
begin
    perform lock_cluster(old.cluster_id);
    if exists (select from cluster_score s where old.id in (s.member_id, s.by_member_id)) then
        perform refuse('cluster_member_scored');
    end if;
    return null;
end
$$;
