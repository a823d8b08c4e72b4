-- What a correction (functions/66_correction) changes in a record and in everything that depends on it. The triggers of
-- the record check the corrected record like a new one.

-- The awards of a decision show its number and day in their status, so they are marked as corrected with it.
create or replace function correct_decision(p_decision uuid, p_changes jsonb)
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
        perform refuse('correction_signed_on');
    end if;
    perform check_annulment_decision(a, d)
    from annulment x
    join award a on a.id = x.award_id
    join decision d on d.id = x.decision_id
    where p_decision in (x.decision_id, a.decision_id);
end
$$;

-- If the award has a nomination, its class and recipient are those of the nomination: no other class or person was
-- decided on.
create or replace function correct_award(p_award uuid, p_changes jsonb)
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
        perform refuse('correction_annulled');
    end if;
    if own.nomination_id is not null
        and (fresh.award_class_id, fresh.subject_kind, fresh.collective_id, fresh.individual_id)
            is distinct from (own.award_class_id, own.subject_kind, own.collective_id, own.individual_id) then
        perform refuse('correction_nominated');
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

create or replace function apply_correction(p_correction correction)
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

-- Makes the correction and undoes it, so that the person who asks already learns what the rules refuse.
create or replace function try_correction(p_correction correction)
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

-- A record that a correction refers to must be visible to the caller; otherwise it counts as missing.
create or replace function check_corrected_references(p_changes jsonb)
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

-- The name, position and unit of another recipient, as on the day of the decision, are taken from its record unless the
-- correction gives them.
create or replace function complete_correction(p_award uuid, p_changes jsonb)
returns jsonb
language plpgsql
stable
as $$
declare
    taken jsonb;
begin
    select jsonb_build_object(
        'recipient_name', r.name,
        'recipient_position', r.position,
        'recipient_unit_name', r.unit_name,
        'unit_id', r.unit_id)
    into taken
    from award a
    cross join lateral recipient_on(
        (p_changes ->> 'collective_id')::uuid, (p_changes ->> 'individual_id')::uuid, (p_changes ->> 'unit_id')::uuid,
        a.decision_id) r
    where a.id = p_award
    and num_nonnulls(p_changes ->> 'individual_id', p_changes ->> 'collective_id') > 0;
    return coalesce(taken, '{}') || p_changes;
end
$$;

drop function if exists complete_correction(jsonb);

-- The part of a record that a correction is about, as it is now.
create or replace function corrected_part(p_row jsonb, p_changes jsonb)
returns jsonb
language plpgsql
immutable
as $$
begin
    return (
        select jsonb_object_agg(c.key, p_row -> c.key)
        from jsonb_each(p_changes) c
    );
end
$$;

grant execute on function corrected_part(jsonb, jsonb) to tdkt_service;
