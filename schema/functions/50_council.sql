-- The Emulation and Commendation Councils (Hội đồng Thi đua – Khen thưởng) of a province and of the base: their
-- sessions, members and agenda. All of it is arranged while a session is planned and fixed once it is open
-- (functions/51_council_vote), so that nobody is added to a vote or removed from it after it began.

-- Runs as the caller: a collective that the caller does not see counts as missing.
create or replace function check_council_session()
returns trigger
language plpgsql
as $$
declare
    own unit;
    home uuid;
begin
    perform lock_unit(new.unit_id);
    select * into own from unit where id = new.unit_id;
    if new.held_on is not null
        and own.level not in ('province', coalesce(authority_level('district', new.held_on), 'province')) then
        perform refuse('council_session_unit_level');
    end if;
    if new.held_on < own.valid_from or new.held_on > own.valid_to then
        perform refuse('council_session_unit_period');
    end if;
    if new.collective_id is null then
        return new;
    end if;
    select u.lineage_id into home
    from collective c
    join unit u on u.id = c.unit_id
    where c.id = new.collective_id;
    if not found then
        perform refuse_reference('council_session', 'collective_id');
    end if;
    if home <> own.lineage_id then
        perform refuse('council_session_collective_unit');
    end if;
    return new;
end
$$;

-- The data of a session cannot change after its opening; the minutes can be written until it is closed.
create or replace function check_council_session_edit()
returns trigger
language plpgsql
as $$
begin
    if old.state = 'planned' then
        return case when tg_op = 'DELETE' then old else new end;
    end if;
    if tg_op = 'UPDATE' and old.state = 'open'
        and (new.unit_id, new.collective_id, new.number, new.held_on, new.place)
            is not distinct from (old.unit_id, old.collective_id, old.number, old.held_on, old.place) then
        return new;
    end if;
    perform refuse('council_session_editable', p_detail => council_state_detail(old.id));
end
$$;

create or replace function scope_by_council_session()
returns trigger
language plpgsql
as $$
begin
    if new.session_id is null then
        perform refuse_null(tg_table_name, 'session_id');
    end if;
    select province_lineage, district_lineage, commune_lineage
    into new.province_lineage, new.district_lineage, new.commune_lineage
    from council_session
    where id = new.session_id;
    if not found then
        perform refuse_reference(tg_table_name, 'session_id');
    end if;
    return new;
end
$$;

-- Members and agenda can change only while the session is planned; after that, only an event changes the attendance.
-- Definer, to lock the session, so that it is not opened at the same time.
create or replace function check_council_planning()
returns trigger
language plpgsql
security definer
set search_path = pg_catalog, public, pg_temp
as $$
declare
    home uuid;
    standing text;
    is_attendance boolean;
begin
    home := case when tg_op = 'DELETE' then old.session_id else new.session_id end;
    select state into standing from council_session where id = home for no key update;
    if standing = 'planned' then
        return case when tg_op = 'DELETE' then old else new end;
    end if;
    is_attendance := tg_op = 'UPDATE' and tg_table_name = 'council_member' and standing = 'open'
        and to_jsonb(new) - array['attendance', 'version', 'updated_at']
            = to_jsonb(old) - array['attendance', 'version', 'updated_at'];
    if is_attendance and (to_jsonb(new) ->> 'attendance' = to_jsonb(old) ->> 'attendance' or exists (
        select
        from council_attendance_event e
        where e.member_id = old.id
        and e.on_version = old.version
        and e.to_attendance = to_jsonb(new) ->> 'attendance')) then
        return new;
    end if;
    if is_attendance then
        perform refuse('council_member_attendance_open', p_detail => council_state_detail(home));
    end if;
    perform refuse('council_session_fixed', p_detail => council_state_detail(home));
end
$$;

create or replace function check_council_member()
returns trigger
language plpgsql
as $$
begin
    if not exists (select from collective where id = new.collective_id) then
        perform refuse_reference('council_member', 'collective_id');
    end if;
    return new;
end
$$;

create or replace function check_council_item()
returns trigger
language plpgsql
as $$
declare
    own nomination;
    home council_session;
begin
    select * into own from nomination where id = new.nomination_id and province_lineage = new.province_lineage;
    if not found and new.nomination_id is not null then
        perform refuse_reference('council_item', 'nomination_id');
    end if;
    if own.state <> 'council' then
        perform refuse('council_item_nomination_id_state', p_detail => council_state_detail(new.session_id));
    end if;
    select * into home from council_session where id = new.session_id;
    if own.id is not null and not comes_before(own, home) then
        perform refuse('council_item_nomination_id_council', p_detail => council_state_detail(new.session_id));
    end if;
    return new;
end
$$;

-- When a unit moves, its sessions and everything in them move too.
create or replace function rescope_council_session()
returns trigger
language plpgsql
security definer
set search_path = pg_catalog, public, pg_temp
as $$
begin
    update council_member set province_lineage = new.province_lineage where session_id = new.id;
    update council_item set province_lineage = new.province_lineage where session_id = new.id;
    update council_paper set province_lineage = new.province_lineage where session_id = new.id;
    update council_attendance_event
    set province_lineage = new.province_lineage,
        district_lineage = new.district_lineage,
        commune_lineage = new.commune_lineage
    where session_id = new.id;
    return null;
end
$$;

-- Whether a council must vote on a nomination before the decision, by the law that applies to it; never in the simplified
-- procedure. Only awards of the base depend on this: all others of the full procedure come before the province's council.
create or replace function needs_vote(p_nomination nomination)
returns boolean
language plpgsql
stable
as $$
begin
    return p_nomination.procedure = 'full' and exists (
        select
        from legal_rules(
            p_nomination.award_class_id, 'vote', p_nomination.subject_kind, law_date_of(p_nomination),
            p_nomination.province_lineage));
end
$$;

grant execute on function needs_vote(nomination) to tdkt_service;

-- Whether the last event of a nomination is a result of the council's vote.
create or replace function stands_by_vote(p_nomination nomination)
returns boolean
language plpgsql
stable
as $$
begin
    return coalesce((
        select e.action in ('pass', 'fail')
        from nomination_event e
        where e.nomination_id = p_nomination.id
        and e.on_version < p_nomination.version
        order by e.on_version desc
        limit 1), false);
end
$$;

grant execute on function stands_by_vote(nomination) to tdkt_service;

-- Stages below the province: the district's, and the council's for an award of the base that a unit below the province
-- proposes.
create or replace function is_base_stage(p_nomination nomination, p_stage text)
returns boolean
language sql
immutable
parallel safe
return p_stage = 'district'
    or p_stage = 'council' and p_nomination.award_level = 'base' and p_nomination.origin = 'local';

grant execute on function is_base_stage(nomination, text) to tdkt_service;

-- Whether a collective is the agency or a part of it at any depth.
create or replace function lies_in_collective(p_collective uuid, p_agency uuid)
returns boolean
language plpgsql
stable
as $$
begin
    return exists (
        with recursive part (id, parent_id) as (
            select c.id, c.parent_id from collective c where c.id = p_collective
            union
            select c.id, c.parent_id from part join collective c on c.id = part.parent_id
        )
        select from part where part.id = p_agency);
end
$$;

grant execute on function lies_in_collective(uuid, uuid) to tdkt_service;

-- Whether a nomination comes before the council of a session. An award of the base comes before a council of the base:
-- that of the unit, or of the agency that the subject is or works in; for a body of the province itself, only the
-- agency's. Every other award comes before the province's council.
create or replace function comes_before(p_nomination nomination, p_session council_session)
returns boolean
language plpgsql
stable
as $$
declare
    home uuid;
begin
    if coalesce(p_session.commune_lineage, p_session.district_lineage, p_session.province_lineage)
        is distinct from stage_lineage(p_nomination, 'council', p_session.held_on) then
        return false;
    end if;
    if p_nomination.award_level <> 'base' or p_session.collective_id is null then
        return p_session.collective_id is null and (p_nomination.award_level <> 'base' or p_nomination.origin = 'local');
    end if;
    home := coalesce(
        p_nomination.collective_id,
        (select i.collective_id from individual i where i.id = p_nomination.individual_id));
    return lies_in_collective(home, p_session.collective_id);
end
$$;

grant execute on function comes_before(nomination, council_session) to tdkt_service;
