-- Corrections of what was typed wrongly in a decision or an award: asked by one recorder, confirmed by another of the
-- same or a higher level. The record then reads as corrected and says so; how it read before stays in the correction and
-- in the history. What was decided wrongly is not corrected but annulled (0038).

alter table decision add column corrected_on date;
alter table award add column corrected_on date;

create table correction (
    id uuid primary key default uuid_v7(),
    version bigint not null default 1,
    created_at timestamptz not null default now(),
    updated_at timestamptz not null default now(),
    decision_id uuid,
    award_id uuid,
    on_version bigint not null,
    changes jsonb not null,
    earlier jsonb not null,
    reason text not null,
    state text not null default 'asked',
    asked_by text not null,
    asked_role text not null,
    answered_by text,
    answered_role text,
    answered_on date,
    answer_reason text,
    province_lineage uuid not null,
    district_lineage uuid,
    commune_lineage uuid,
    constraint correction_of_check check (num_nonnulls(decision_id, award_id) = 1),
    constraint correction_changes_check check (jsonb_typeof(changes) = 'object' and changes <> '{}'),
    constraint correction_reason_check check (is_clean(reason, 1, 2000)),
    constraint correction_state_check check (state in ('asked', 'confirmed', 'refused', 'withdrawn')),
    constraint correction_asked_role_check check (asked_role in ('district_reviewer', 'province_reviewer')),
    constraint correction_answered_by_check check ((state = 'asked') = (answered_by is null)),
    constraint correction_answered_on_check check ((answered_by is null) = (answered_on is null)),
    constraint correction_answered_role_check check (
        (answered_by is null) = (answered_role is null)
        and answered_role in ('district_reviewer', 'province_reviewer')),
    -- Two people: nobody confirms what they asked for themselves, and nobody below the level that asked.
    constraint correction_confirmation_check check (
        state <> 'confirmed'
        or answered_by <> asked_by and not (asked_role = 'province_reviewer' and answered_role = 'district_reviewer')),
    constraint correction_answer_reason_check check (
        is_clean(answer_reason, 1, 2000) and (state <> 'refused' or answer_reason is not null)),
    constraint correction_decision_id_fkey foreign key (decision_id) references decision (id),
    constraint correction_award_id_fkey foreign key (award_id) references award (id)
);

-- One question at a time.
create unique index correction_decision_id_key on correction (decision_id) where state = 'asked';
create unique index correction_award_id_key on correction (award_id) where state = 'asked';
create index correction_decision_id_idx on correction (decision_id, created_at, id) where decision_id is not null;
create index correction_award_id_idx on correction (award_id, created_at, id) where award_id is not null;
create index correction_province_created_at_idx on correction (province_lineage, created_at, id);
create index correction_district_created_at_idx on correction (district_lineage, created_at, id)
    where district_lineage is not null;
create index correction_commune_created_at_idx on correction (commune_lineage, created_at, id)
    where commune_lineage is not null;

create trigger a_stamp before insert or update on correction for each row execute function stamp();
create trigger record_change after insert or update or delete on correction
    for each row execute function record_change();

-- Corrections go with what they correct when units are moved.
create trigger rescope_correction after update on award
    for each row when (
        (old.province_lineage, old.district_lineage, old.commune_lineage)
        is distinct from (new.province_lineage, new.district_lineage, new.commune_lineage))
    execute function rescope_records('correction', 'award_id');
create trigger rescope_correction after update on decision
    for each row when (
        (old.province_lineage, old.district_lineage, old.commune_lineage)
        is distinct from (new.province_lineage, new.district_lineage, new.commune_lineage))
    execute function rescope_records('correction', 'decision_id');

create function scope_by_corrected()
returns trigger
language plpgsql
security definer
set search_path = pg_catalog, public, pg_temp
as $$
begin
    select x.province_lineage, x.district_lineage, x.commune_lineage
    into new.province_lineage, new.district_lineage, new.commune_lineage
    from (
        select d.province_lineage, d.district_lineage, d.commune_lineage
        from decision d
        where d.id = new.decision_id
        union all
        select a.province_lineage, a.district_lineage, a.commune_lineage
        from award a
        where a.id = new.award_id
    ) as x;
    return new;
end
$$;

revoke all on function scope_by_corrected() from public;
create trigger b_scope before insert or update on correction for each row execute function scope_by_corrected();

-- The role in which the caller records decisions of a level for a place; null: it records none there.
create function recorder_role(p_level text, p_lineages uuid[])
returns text
language plpgsql
stable
as $$
begin
    return case
        when (p_lineages && write_scope()) is not true then null
        when caller_is('province_reviewer') then 'province_reviewer'
        when caller_is('district_reviewer') and p_level in ('district', 'commune') then 'district_reviewer'
    end;
end
$$;

create function refuse_recorder()
returns void
language plpgsql
as $$
begin
    perform refuse('TD004', 'correction_recorder',
        'Chỉ người được ghi nhận quyết định của cấp này, trong đơn vị của mình, mới đính chính',
        'Only those who record decisions of this level, in their units, correct them');
end
$$;

-- The role in which the caller may correct what was decided, or the refusal.
create function correcting_role(p_decision uuid)
returns text
language plpgsql
stable
as $$
declare
    head decision;
    role text;
begin
    select * into head from decision where id = p_decision;
    role := recorder_role(head.level, array[head.province_lineage, head.district_lineage, head.commune_lineage]);
    if role is null then
        perform refuse_recorder();
    end if;
    return role;
end
$$;

-- Before a body is read: the version of the record that somebody wants to correct, null when the caller does not see
-- it.
create function enter_decision_correction(p_decision uuid)
returns bigint
language plpgsql
stable
as $$
declare
    seen bigint;
begin
    select version into seen from decision where id = p_decision;
    if found then
        perform correcting_role(p_decision);
    end if;
    return seen;
end
$$;

create function enter_award_correction(p_award uuid)
returns bigint
language plpgsql
stable
as $$
declare
    own award;
begin
    select * into own from award where id = p_award;
    if own.id is not null then
        perform correcting_role(own.decision_id);
    end if;
    return own.version;
end
$$;

-- The members that may be corrected, of each kind of record. Level, unit and authority say whose decision it is: who
-- errs there has entered another decision.
create function correctable(p_correction correction)
returns text[]
language sql
immutable
return case
    when p_correction.decision_id is not null then array[
        'number', 'signed_on', 'effective_on', 'signer_name', 'signer_title', 'summary', 'achievement_from',
        'achievement_to']
    else array[
        'award_class_id', 'subject_kind', 'collective_id', 'individual_id', 'recipient_name', 'recipient_position',
        'recipient_unit_name', 'unit_id', 'achievement', 'year', 'commendation_type', 'acknowledgement']
end;

-- A decision with another number or day: its awards carry both in their status, so they are corrected with it.
create function correct_decision(p_decision uuid, p_changes jsonb)
returns void
language plpgsql
as $$
declare
    fresh decision;
begin
    select x.* into fresh from decision d, jsonb_populate_record(d, p_changes) x where d.id = p_decision;
    update decision
    set number = fresh.number,
        signed_on = fresh.signed_on,
        effective_on = fresh.effective_on,
        signer_name = fresh.signer_name,
        signer_title = fresh.signer_title,
        summary = fresh.summary,
        achievement_from = fresh.achievement_from,
        achievement_to = fresh.achievement_to,
        corrected_on = today()
    where id = p_decision;
    update award
    set signed_on = fresh.signed_on,
        corrected_on = today()
    where decision_id = p_decision;
    if exists (
        select
        from nomination_event given
        join nomination_event e on e.nomination_id = given.nomination_id
        where given.decision_id = p_decision
        and case
            when e.on_version < given.on_version then e.acted_on > fresh.signed_on
            when e.on_version > given.on_version then e.acted_on < fresh.signed_on
        end) then
        perform refuse('TD001', 'correction_signed_on',
            'Ngày ký mới không nằm giữa bước trước và bước sau của đề nghị',
            'The new day of signature does not lie between the steps before and after it');
    end if;
    perform check_annulment_decision(a, d)
    from annulment x
    join award a on a.id = x.award_id
    join decision d on d.id = x.decision_id
    where p_decision in (x.decision_id, a.decision_id);
end
$$;

-- An award's class and recipient are its nomination's where it has one: another class or person was never decided on.
create function correct_award(p_award uuid, p_changes jsonb)
returns void
language plpgsql
as $$
declare
    own award;
    fresh award;
begin
    select * into own from award where id = p_award;
    select x.* into fresh from jsonb_populate_record(own, p_changes) x;
    if own.state <> 'valid' then
        perform refuse('TD002', 'correction_annulled', 'Đã bị hủy bỏ, không đính chính nữa',
            'The award is annulled and is not corrected any more');
    end if;
    if own.nomination_id is not null
        and (fresh.award_class_id, fresh.subject_kind, fresh.collective_id, fresh.individual_id)
            is distinct from (own.award_class_id, own.subject_kind, own.collective_id, own.individual_id) then
        perform refuse('TD002', 'correction_nominated',
            'Danh hiệu, hình thức và đối tượng là của đề nghị: sai thì hủy bỏ quyết định, không đính chính',
            'Class and recipient are those of the nomination: if they are wrong the award is annulled, not corrected');
    end if;
    update award
    set award_class_id = fresh.award_class_id,
        subject_kind = fresh.subject_kind,
        collective_id = fresh.collective_id,
        individual_id = fresh.individual_id,
        recipient_name = fresh.recipient_name,
        recipient_position = fresh.recipient_position,
        recipient_unit_name = fresh.recipient_unit_name,
        unit_id = fresh.unit_id,
        achievement = fresh.achievement,
        year = fresh.year,
        commendation_type = fresh.commendation_type,
        acknowledgement = fresh.acknowledgement,
        corrected_on = today()
    where id = p_award;
end
$$;

create function apply_correction(p_correction correction)
returns void
language plpgsql
as $$
begin
    if p_correction.decision_id is not null then
        perform correct_decision(p_correction.decision_id, p_correction.changes);
    else
        perform correct_award(p_correction.award_id, p_correction.changes);
    end if;
end
$$;

-- What may not be written is told to who asks, not only to who confirms: the correction is made and undone.
create function try_correction(p_correction correction)
returns void
language plpgsql
as $$
begin
    perform apply_correction(p_correction);
    raise sqlstate 'TDTRY' using message = 'undone';
exception
    when sqlstate 'TDTRY' then
        null;
end
$$;

-- A record that a correction points to must be one that the caller sees; what it does not see is not there.
create function check_corrected_references(p_changes jsonb)
returns void
language plpgsql
stable
as $$
declare
    place record;
begin
    for place in
        select r.name
        from (
            select 'collective_id', array[c.province_lineage, c.district_lineage, c.commune_lineage]
            from collective c
            where c.id = (p_changes ->> 'collective_id')::uuid
            union all
            select 'individual_id', array[i.province_lineage, i.district_lineage, i.commune_lineage]
            from individual i
            where i.id = (p_changes ->> 'individual_id')::uuid
            union all
            select 'unit_id', array[u.province_lineage, u.district_lineage, u.commune_lineage]
            from unit u
            where u.id = (p_changes ->> 'unit_id')::uuid
        ) as found (name, lineages)
        right join (values ('collective_id'), ('individual_id'), ('unit_id')) as r (name) on r.name = found.name
        where p_changes ->> r.name is not null
        and (found.lineages && read_scope()) is not true
    loop
        perform refuse_reference('award', place.name);
    end loop;
end
$$;

-- The name, place and unit of another recipient are taken from its record unless they are said.
create function complete_correction(p_changes jsonb)
returns jsonb
language plpgsql
stable
as $$
declare
    taken jsonb;
begin
    select jsonb_build_object(
        'recipient_name', coalesce(i.full_name, c.name),
        'recipient_position', i.position,
        'recipient_unit_name', coalesce(home.name, u.name),
        'unit_id', coalesce(home.unit_id, c.unit_id))
    into taken
    from (values (p_changes ->> 'individual_id', p_changes ->> 'collective_id')) as said (individual_id, collective_id)
    left join individual i on i.id = said.individual_id::uuid
    left join collective home on home.id = i.collective_id
    left join collective c on c.id = said.collective_id::uuid
    left join unit u on u.id = c.unit_id
    where num_nonnulls(said.individual_id, said.collective_id) > 0;
    return coalesce(taken, '{}') || p_changes;
end
$$;

-- The part of a record that a correction is about, as it reads.
create function corrected_part(p_row jsonb, p_changes jsonb)
returns jsonb
language sql
immutable
return (
    select jsonb_object_agg(c.key, p_row -> c.key)
    from jsonb_each(p_changes) c
);

create function enter_correction(p_correction correction, p_version bigint)
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
        made.changes := complete_correction(made.changes);
        made.changes := corrected_part(to_jsonb(jsonb_populate_record(null::award, made.changes)), made.changes);
    end if;
    if (own ->> 'version')::bigint <> p_version then
        perform refuse('TD003', 'correction_version', 'Bản ghi đã thay đổi', 'The record has changed');
    end if;
    if exists (
        select
        from correction c
        where c.state = 'asked'
        and (c.decision_id = made.decision_id or c.award_id = made.award_id)) then
        perform refuse('TD002', 'correction_open',
            'Đã có một yêu cầu đính chính bản ghi này chưa được trả lời',
            'Another correction of this record has not been answered yet');
    end if;
    made.earlier := corrected_part(own, made.changes);
    if made.earlier = made.changes then
        perform refuse('TD001', 'correction_changes_none', 'Nội dung đính chính giống như hiện tại',
            'The record reads so already');
    end if;
    perform try_correction(made);
    insert into correction (decision_id, award_id, on_version, changes, earlier, reason, asked_by, asked_role)
    values (made.decision_id, made.award_id, p_version, made.changes, made.earlier, made.reason, caller_subject(),
        made.asked_role)
    returning id into made.id;
    return made.id;
end
$$;

create function ask_decision_correction(p_decision uuid, p_version bigint, p_changes jsonb, p_reason text)
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

create function ask_award_correction(p_award uuid, p_version bigint, p_changes jsonb, p_reason text)
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

create function decision_of(p_correction correction)
returns uuid
language sql
stable
return coalesce(p_correction.decision_id, (select a.decision_id from award a where a.id = p_correction.award_id));

-- Before a body is read: the version of a correction that the caller sees, refused to who may not answer it.
create function enter_correction_answer(p_id uuid)
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

-- Who answers: another recorder, of the level that asked or of one above. Returns the role.
create function check_correction_answer(p_correction correction)
returns text
language plpgsql
stable
as $$
declare
    role constant text := correcting_role(decision_of(p_correction));
begin
    if p_correction.asked_by = caller_subject() then
        perform refuse('TD004', 'correction_actor',
            'Người yêu cầu đính chính không tự xác nhận', 'Whoever asked for a correction does not answer it');
    end if;
    if p_correction.asked_role = 'province_reviewer' and role <> 'province_reviewer' then
        perform refuse('TD004', 'correction_level',
            'Đính chính do cấp tỉnh yêu cầu phải do cấp tỉnh xác nhận',
            'What the province asked for is answered by the province');
    end if;
    return role;
end
$$;

create function enter_correction_withdrawal(p_id uuid)
returns bigint
language plpgsql
stable
as $$
declare
    own correction;
begin
    select * into own from correction where id = p_id;
    if own.asked_by <> caller_subject() then
        perform refuse('TD004', 'correction_asker',
            'Chỉ người yêu cầu mới rút lại yêu cầu đính chính', 'Only who asked for a correction withdraws it');
    end if;
    return own.version;
end
$$;

-- The correction, locked, in the state that every answer needs.
create function open_correction(p_id uuid, p_version bigint)
returns correction
language plpgsql
as $$
declare
    own correction;
begin
    select * into own from correction where id = p_id for update;
    if own.version <> p_version then
        perform refuse('TD003', 'correction_version', 'Yêu cầu đính chính đã thay đổi', 'The correction has changed');
    end if;
    if own.state <> 'asked' then
        perform refuse('TD002', 'correction_state', 'Yêu cầu đính chính đã được trả lời',
            'The correction has been answered');
    end if;
    return own;
end
$$;

create function close_correction(p_correction correction, p_state text, p_role text, p_reason text)
returns void
language sql
volatile
begin atomic
    update correction
    set state = p_state,
        answered_by = caller_subject(),
        answered_role = p_role,
        answered_on = today(),
        answer_reason = p_reason
    where id = p_correction.id;
end;

create function confirm_correction(p_id uuid, p_version bigint)
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
        perform refuse('TD002', 'correction_overtaken',
            'Bản ghi đã thay đổi từ khi có yêu cầu: rút lại và yêu cầu lại',
            'The record has changed since the correction was asked for: withdraw it and ask again');
    end if;
    perform apply_correction(own);
    perform close_correction(own, 'confirmed', role, null);
end
$$;

create function refuse_correction(p_id uuid, p_version bigint, p_reason text)
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

create function withdraw_correction(p_id uuid, p_version bigint)
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

create function correction_allowed(p_state text)
returns text[]
language sql
immutable
return case p_state when 'asked' then array['confirmation', 'refusal', 'withdrawal'] else array[]::text[] end;

-- Money, and what a recipient was, follow the class, the day and the recipient as corrected.
create trigger d_bonus_changed before update on award
    for each row when (
        (old.award_class_id, old.subject_kind, old.signed_on)
        is distinct from (new.award_class_id, new.subject_kind, new.signed_on))
    execute function work_out_bonus();
create trigger d_recipient_changed before update on award
    for each row when (
        (old.collective_id, old.individual_id) is distinct from (new.collective_id, new.individual_id))
    execute function describe_recipient();

-- What a corrected award now is may matter to nominations of its recipients, also of the one it was taken from.
create or replace function warn_of_award()
returns trigger
language plpgsql
security definer
set search_path = pg_catalog, public, pg_temp
as $$
begin
    perform refresh_warnings(new.individual_id, new.collective_id, null, null);
    if tg_op = 'UPDATE'
        and (old.individual_id, old.collective_id) is distinct from (new.individual_id, new.collective_id) then
        perform refresh_warnings(old.individual_id, old.collective_id, null, null);
    end if;
    return null;
end
$$;

drop trigger warn_of_award on award;
create trigger warn_of_award
    after insert or update of state, award_class_id, individual_id, collective_id, year, commendation_type, signed_on
    on award
    for each row when (new.individual_id is not null or new.collective_id is not null)
    execute function warn_of_award();

-- The day of a decision is the decision's, as it reads now.
create or replace function nomination_road(p_code text)
returns table (
    version bigint, state text, award_class_id uuid, subject_kind text, decision_number text, signed_on date,
    stages json)
language sql
stable
security definer
set search_path = pg_catalog, public, pg_temp
begin atomic
    select n.version, n.state, n.award_class_id, n.subject_kind, d.number, d.signed_on, road.stages
    from nomination n
    left join lateral (
        select
            json_agg(
                json_build_object('stage', e.to_state, 'on', coalesce(by.signed_on, e.acted_on))
                order by e.on_version) as stages,
            min(e.decision_id::text) filter (where e.action = 'decide') as decision_id
        from nomination_event e
        left join decision by on by.id = e.decision_id
        where e.nomination_id = n.id
    ) as road on true
    left join decision d on d.id = road.decision_id::uuid
    where n.code = p_code
    and n.state <> 'draft'
    and caller_is('unit_officer', 'district_reviewer', 'province_reviewer', 'council_reviewer', 'reader', 'auditor')
    and (n.province_lineage = any (read_scope())
        or n.district_lineage = any (read_scope())
        or n.commune_lineage = any (read_scope()));
end;

do $$
declare
    own text;
begin
    foreach own in array array[
        'ask_decision_correction(uuid, bigint, jsonb, text)', 'ask_award_correction(uuid, bigint, jsonb, text)',
        'confirm_correction(uuid, bigint)', 'refuse_correction(uuid, bigint, text)',
        'withdraw_correction(uuid, bigint)']
    loop
        execute format('revoke all on function %s from public', own);
        execute format('grant execute on function %s to tdkt_service', own);
    end loop;
    foreach own in array array[
        'correct_decision(uuid, jsonb)', 'correct_award(uuid, jsonb)', 'apply_correction(correction)',
        'try_correction(correction)', 'enter_correction(correction, bigint)', 'open_correction(uuid, bigint)',
        'close_correction(correction, text, text, text)', 'complete_correction(jsonb)',
        'check_corrected_references(jsonb)']
    loop
        execute format('revoke all on function %s from public', own);
    end loop;
end
$$;

alter table correction enable row level security;
alter table correction force row level security;

create policy correction_owner on correction
    to current_user
    using (true)
    with check (true);

create policy correction_select on correction
    for select to tdkt_service
    using (
        (select caller_is('unit_officer', 'district_reviewer', 'province_reviewer', 'council_reviewer', 'auditor'))
        and (province_lineage = any ((select read_scope())::uuid[])
            or district_lineage = any ((select read_scope())::uuid[])
            or commune_lineage = any ((select read_scope())::uuid[])));

-- Written by the functions above alone.
grant select on correction to tdkt_service;
