-- Decisions on awards as they were signed. A decision is a record of the State: the service may add and read it, but
-- cannot delete it, and changes it only by publication (63_publication) and correction (66_correction). An annulment is
-- a decision of its own.

-- A decision belongs to the unit of its authority; the province keeps the decisions of the State and its own. The unit
-- must exist on the day of signature: a district chair could sign until 2025-06-30; since then the commune chair has
-- that power (Decree 129/2025/ND-CP Art 59).
create or replace function check_decision_unit()
returns trigger
language plpgsql
as $$
declare
    own unit;
begin
    select * into own from unit where id = new.unit_id;
    if own.level <> (case new.level when 'state' then 'province' else new.level end) then
        perform refuse('decision_unit_level');
    end if;
    if new.signed_on < own.valid_from or new.signed_on > own.valid_to then
        perform refuse('decision_unit_period');
    end if;
    return new;
end
$$;

-- A subject has one code from the nomination to the award, so a new code must be in use in neither table.
create or replace function new_award_code()
returns text
language plpgsql
volatile
security definer
set search_path = pg_catalog, public, pg_temp
as $$
declare
    alphabet constant text := '23456789ABCDEFGHJKMNPQRSTUVWXYZ';
    bytes bytea;
    first_eight text;
    candidate text;
begin
    loop
        bytes := uuid_send(gen_random_uuid()); -- bytes 6 and 8 hold fixed bits, the others are random
        select string_agg(substr(alphabet, 1 + get_byte(bytes, place) % 31, 1), '')
        into first_eight
        from unnest(array[0, 1, 2, 3, 4, 5, 9, 10]) as place;
        candidate := first_eight || award_code_check(first_eight);
        exit when not exists (select from award where code = candidate)
            and not exists (select from nomination where code = candidate);
    end loop;
    return candidate;
end
$$;

grant execute on function new_award_code() to tdkt_service;

-- Takes everything an award copies from the rows it refers to, and checks what these allow.
create or replace function complete_award()
returns trigger
language plpgsql
as $$
declare
    class award_class;
begin
    if new.code is null then
        new.code := new_award_code();
    end if;
    select signed_on into new.signed_on from decision where id = new.decision_id;
    if not found and new.decision_id is not null then
        perform refuse_reference('award', 'decision_id');
    end if;
    if new.collective_id is not null and not exists (select from collective where id = new.collective_id) then
        perform refuse_reference('award', 'collective_id');
    end if;
    if new.individual_id is not null and not exists (select from individual where id = new.individual_id) then
        perform refuse_reference('award', 'individual_id');
    end if;
    select * into class from award_class where id = new.award_class_id;
    if not found and new.award_class_id is not null then
        perform refuse_reference('award', 'award_class_id');
    end if;
    if new.subject_kind <> all (class.subject_kinds) then
        perform refuse('award_subject_kind');
    end if;
    if new.signed_on < class.valid_from or new.signed_on > class.valid_to then
        perform refuse('award_class_period');
    end if;
    return new;
end
$$;

-- The award class must exist (every role that writes here may see classes) and be for this kind of subject.
create or replace function check_statement_class()
returns trigger
language plpgsql
as $$
declare
    kinds text[];
begin
    select subject_kinds into kinds from award_class where id = new.award_class_id;
    if not found and new.award_class_id is not null then
        perform refuse_reference('award_statement', 'award_class_id');
    end if;
    if new.subject_kind <> all (kinds) then
        perform refuse('award_statement_subject_kind');
    end if;
    return new;
end
$$;

-- Fires after b_adopt and b_complete, which set the recipient and refuse one that the caller does not see.
create or replace function describe_recipient()
returns trigger
language plpgsql
as $$
begin
    select c.headcount, c.kind
    into new.recipient_headcount, new.recipient_collective_kind
    from collective c
    where c.id = new.collective_id;
    select i.position_group, i.direct_worker, i.gender
    into new.recipient_position_group, new.recipient_direct_worker, new.recipient_gender
    from individual i
    where i.id = new.individual_id;
    return new;
end
$$;
