-- Whether a step may be taken, and what it does. An event is the only thing that moves a nomination: entering one locks
-- the nomination, finds the step in the table, asks everything that is asked of a caller, and moves it.

-- The day whose law a nomination is under: when it was received, and until then the day its dossier is dated.
create function nomination_law_date(p_id uuid)
returns date
language plpgsql
stable
as $$
begin
    return (
        select coalesce(
            (select min(e.acted_on) from nomination_event e where e.nomination_id = p_id and e.action = 'receive'),
            (select d.dated_on from nomination n join dossier d on d.id = n.dossier_id where n.id = p_id)));
end
$$;

-- Whether a nomination must be laid before the public: a dated duty of its class (Decree 91/2017/NĐ-CP Art 45.10 and
-- those after it).
create function needs_consultation(p_nomination nomination)
returns boolean
language plpgsql
stable
as $$
begin
    return exists (
        select
        from legal_rules(
            p_nomination.award_class_id, 'consultation', p_nomination.subject_kind,
            nomination_law_date(p_nomination.id)));
end
$$;

-- The body that acts at a stage on a day, as the lineage of its unit: a district until 2025-06-30, since then the
-- commune (Decree 129/2025/NĐ-CP Art 59), as stage_authority says; null where there is none.
create function stage_lineage(p_nomination nomination, p_stage text, p_on date)
returns uuid
language plpgsql
stable
as $$
begin
    return case
        when p_stage = 'unit'
            then coalesce(p_nomination.commune_lineage, p_nomination.district_lineage, p_nomination.province_lineage)
        when p_stage = 'district' and authority_level('district', p_on) = 'commune' then p_nomination.commune_lineage
        when p_stage = 'district' then p_nomination.district_lineage
        else p_nomination.province_lineage
    end;
end
$$;

-- A caller acts for a stage when the scope of its token reaches that body: its own unit or one above it. Whoever is
-- only below it (a commune before its district) sees the nomination, and that is all.
create function covers_stage(p_nomination nomination, p_stage text, p_on date)
returns boolean
language plpgsql
stable
as $$
begin
    return coalesce(
        p_nomination.province_lineage = any (write_scope())
        or p_stage in ('unit', 'district') and p_nomination.district_lineage = any (write_scope())
        or (p_stage = 'unit' or p_stage = 'district' and authority_level('district', p_on) = 'commune')
            and p_nomination.commune_lineage = any (write_scope()),
        false);
end
$$;

create function unit_stands(p_lineage uuid, p_on date)
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

-- Why the caller may not take a step on that day: role, unit, actor (the same person acted at another stage, be it as
-- the submitter, or voted in the council: 0036), authority (the body had none that day); null: the step is open.
create function step_refusal(p_nomination nomination, p_step nomination_transition, p_on date)
returns text
language plpgsql
stable
as $$
begin
    return case
        when not caller_is(variadic p_step.roles) then 'role'
        when not covers_stage(p_nomination, p_step.stage, p_on) then 'unit'
        when exists (
            select
            from nomination_event e
            where e.nomination_id = p_nomination.id
            and e.actor = caller_subject()
            and e.stage <> p_step.stage) then 'actor'
        when p_step.stage <> 'council' and voted_in_council(p_nomination.id) then 'actor'
        when not unit_stands(stage_lineage(p_nomination, p_step.stage, p_on), p_on) then 'authority'
    end;
end
$$;

-- The steps that a nomination's state, road and class leave open, whoever asks.
create function steps_from(p_nomination nomination)
returns setof nomination_transition
language plpgsql
stable
as $$
begin
    return query
        select t.*
        from nomination_transition t
        where t.from_state = p_nomination.state
        and p_nomination.award_level = any (t.award_levels)
        and p_nomination.origin = any (t.origins)
        and (t.action <> 'resume' or t.to_state = p_nomination.held_state)
        and (t.consultation is null or t.consultation = needs_consultation(p_nomination));
end
$$;

-- What the caller may do with a nomination, for the answer that refuses something else.
create function nomination_allowed(p_id uuid, p_on date)
returns text[]
language plpgsql
stable
as $$
begin
    return (
        select coalesce(array_agg(distinct t.action order by t.action), '{}')
        from nomination n
        cross join lateral steps_from(n) t
        where n.id = p_id
        and step_refusal(n, t, p_on) is null);
end
$$;

create function refuse_step(p_refusal text)
returns void
language plpgsql
as $$
begin
    case p_refusal
        when 'role' then
            perform refuse('TD004', 'nomination_role',
                'Vai trò này không thực hiện được bước này', 'This role does not take this step');
        when 'unit' then
            perform refuse('TD004', 'nomination_unit',
                'Bước này thuộc thẩm quyền của đơn vị khác', 'This step belongs to another unit');
        when 'actor' then
            perform refuse('TD004', 'nomination_actor',
                'Người đã gửi hoặc đã xử lý ở bước khác không được xử lý ở bước này',
                'Whoever submitted it or acted at another stage may not act at this one');
        else
            perform refuse('TD002', 'nomination_authority',
                'Đơn vị không có thẩm quyền vào ngày này: từ 01/7/2025 thẩm quyền của cấp huyện do cấp xã thực hiện '
                    || '(Nghị định 129/2025/NĐ-CP Điều 59)',
                'The unit had no authority on this day: since 2025-07-01 communes hold the powers of districts '
                    || '(Decree 129/2025/NĐ-CP Art 59)');
    end case;
end
$$;

-- Before anything else is looked at: the version of a nomination the caller sees, null when it sees none; refused when
-- the state knows one of the actions, but not for this caller.
create function nomination_enter(p_id uuid, p_actions text[])
returns bigint
language plpgsql
stable
as $$
declare
    own nomination;
    refusals text[];
begin
    select * into own from nomination where id = p_id;
    select array_agg(coalesce(step_refusal(own, t, current_date), 'open')) into refusals
    from steps_from(own) t
    where t.action = any (p_actions);
    if refusals <@ array['role', 'unit', 'actor'] then
        perform refuse_step(refusals[1]);
    end if;
    return own.version;
end
$$;

-- The step that an event takes, or a refusal. Where two desks know the action, it is one of the caller's role that is
-- open. Whose award it is, of today or of an archive, was asked before an annulment is entered (0038): not again here.
create function find_step(p_nomination nomination, p_action text, p_on date)
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
        from steps_from(p_nomination) t
        where t.action = p_action
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

create function check_event_dates(p_nomination nomination, p_event nomination_event)
returns void
language plpgsql
stable
as $$
declare
    closes_on date;
begin
    if p_event.acted_on > current_date then
        perform refuse('TD001', 'nomination_event_future', 'Ngày thực hiện ở tương lai', 'The day lies in the future');
    end if;
    if p_event.acted_on < coalesce(
        p_nomination.state_on, (select dated_on from dossier where id = p_nomination.dossier_id)) then
        perform refuse('TD001', 'nomination_event_order',
            'Ngày thực hiện trước ngày của hồ sơ hoặc của bước trước',
            'The day lies before the dossier or the last step');
    end if;
    if p_nomination.state <> 'public_consultation' or p_event.action <> 'approve' then
        return;
    end if;
    select max(add_working_days(p_nomination.state_on, r.working_days)) into closes_on
    from legal_rules(p_nomination.award_class_id, 'consultation', p_nomination.subject_kind,
        nomination_law_date(p_nomination.id)) r;
    if p_event.acted_on < closes_on then
        perform refuse('TD002', 'nomination_consultation',
            format('Thời hạn lấy ý kiến nhân dân đến hết ngày %s', to_char(closes_on, 'DD/MM/YYYY')),
            format('The public consultation runs until %s', closes_on));
    end if;
end
$$;

-- Definer, to lock a nomination that the caller sees; every right is asked of the caller's settings in step_refusal().
create function enter_event()
returns trigger
language plpgsql
security definer
set search_path = pg_catalog, public, pg_temp
as $$
declare
    own nomination;
    step nomination_transition;
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
        perform refuse('TD003', 'nomination_version', 'Đề nghị đã thay đổi', 'The nomination has changed');
    end if;
    new.acted_on := coalesce(new.acted_on, current_date);
    step := find_step(own, new.action, new.acted_on);
    perform check_event_dates(own, new);
    if step.needs_reason and new.reason is null then
        perform refuse('TD001', 'nomination_event_reason', 'Phải nêu lý do', 'A reason must be given');
    end if;
    new.version := 1;
    new.from_state := own.state;
    new.to_state := step.to_state;
    new.stage := step.stage;
    new.actor := caller_subject();
    new.actor_role := (select r.role from unnest(step.roles) as r (role) where caller_is(r.role) limit 1);
    select u.id into new.actor_unit_id
    from unit u
    where u.lineage_id = stage_lineage(own, step.stage, new.acted_on)
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

-- Whose deadline runs in a state; what a body of the province proposes waits for the province from the beginning.
create function desk_of(p_nomination nomination, p_state text)
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

-- A deadline runs from the day its desk got the nomination, not from each step there.
create function nomination_due_on(p_nomination nomination, p_event nomination_event)
returns date
language plpgsql
stable
as $$
declare
    desk constant text := desk_of(p_nomination, p_event.to_state);
begin
    if desk = desk_of(p_nomination, p_event.from_state) then
        return p_nomination.due_on;
    end if;
    return deadline_of(desk, p_nomination.award_level, p_event.acted_on);
end
$$;

-- Whose turn it is in a state, on the road of this nomination; null where nobody's is.
create function role_awaited(p_nomination nomination, p_state text)
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

-- A dossier is a draft until something of it is sent, and closed when every road has ended.
create function dossier_state(p_id uuid)
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

create function apply_event()
returns trigger
language plpgsql
security definer
set search_path = pg_catalog, public, pg_temp
as $$
declare
    home uuid;
begin
    update nomination n
    set state = new.to_state,
        state_on = new.acted_on,
        waits_for = role_awaited(n, new.to_state),
        due_on = nomination_due_on(n, new),
        held_state = case when new.action = 'hold' then new.from_state end,
        returned_fields = new.fields
    where n.id = new.nomination_id
    returning n.dossier_id into home;
    update dossier set state = dossier_state(home) where id = home and state <> dossier_state(home);
    return null;
end
$$;

create trigger a_enter before insert on nomination_event for each row execute function enter_event();
create trigger apply_event after insert on nomination_event for each row execute function apply_event();
