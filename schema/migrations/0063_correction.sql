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
