-- Corrections of typing errors in a decision or an award: one recorder asks, another of the same or a higher level
-- confirms. The record then shows the corrected text and the day; the correction and the change history keep the
-- earlier text. A wrong decision is not corrected but annulled (functions/62_annulment).

create or replace function scope_by_corrected()
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

-- The role in which the caller records decisions of a level for a place; null: the caller may not.
create or replace function recorder_role(p_level text, p_lineages uuid[])
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

grant execute on function recorder_role(text, uuid[]) to tdkt_service;

create or replace function refuse_recorder()
returns void
language plpgsql
as $$
begin
    perform refuse('correction_recorder');
end
$$;

grant execute on function refuse_recorder() to tdkt_service;

-- The role in which the caller may correct a decision or its awards; refuses if there is none.
create or replace function correcting_role(p_decision uuid)
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

grant execute on function correcting_role(uuid) to tdkt_service;

-- Called before the body of the request is read: the version of the record to correct, null when the caller does not
-- see it.
create or replace function enter_decision_correction(p_decision uuid)
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

grant execute on function enter_decision_correction(uuid) to tdkt_service;

create or replace function enter_award_correction(p_award uuid)
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

grant execute on function enter_award_correction(uuid) to tdkt_service;

-- The members that may be corrected in each kind of record. Level, unit and authority are not among them: with another
-- value it would be another decision.
create or replace function correctable(p_correction correction)
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

grant execute on function correctable(correction) to tdkt_service;
