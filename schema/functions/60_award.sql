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
    perform lock_unit(new.unit_id);
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

create or replace function unit_stood(p_unit uuid, p_on date)
returns boolean
language plpgsql
stable
as $$
begin
    return exists (
        select from unit u where u.id = p_unit and p_on between u.valid_from and coalesce(u.valid_to, 'infinity'));
end
$$;

grant execute on function unit_stood(uuid, date) to tdkt_service;

-- The units of a day that a unit continues, or that continue it: itself if it stood that day, else the nearest of its
-- predecessors or successors that did.
create or replace function kin_on(p_unit uuid, p_on date)
returns setof unit
language plpgsql
stable
as $$
declare
    is_later constant boolean := (select u.valid_from > p_on from unit u where u.id = p_unit);
begin
    return query
        with recursive kin (id) as (
            select p_unit
            union
            select case when is_later then s.predecessor_id else s.successor_id end
            from kin k
            join unit_succession s on is_later and s.successor_id = k.id or not is_later and s.predecessor_id = k.id
            where not unit_stood(k.id, p_on)
        )
        select u.*
        from kin k
        join unit u on u.id = k.id
        where unit_stood(u.id, p_on);
end
$$;

grant execute on function kin_on(uuid, date) to tdkt_service;

-- Where a record of a unit lay on the day of a decision: in the unit itself if it stood that day, else in the lowest
-- unit that contains all its kin inside the decision's unit. Without such kin the decision's unit is the answer.
create or replace function unit_on(p_unit uuid, p_on date, p_within uuid)
returns uuid
language plpgsql
stable
as $$
declare
    lineage uuid;
begin
    if p_unit is null or unit_stood(p_unit, p_on) then
        return p_unit;
    end if;
    select case
        when count(distinct k.lineage_id) = 1 then min(k.lineage_id::text)
        when count(distinct k.district_lineage) = 1 and count(*) = count(k.district_lineage)
            then min(k.district_lineage::text)
    end
    into lineage
    from kin_on(p_unit, p_on) k
    join unit w on w.id = p_within and w.lineage_id in (k.lineage_id, k.district_lineage, k.province_lineage);
    return coalesce(
        (select u.id from unit u where u.lineage_id = lineage and unit_stood(u.id, p_on) limit 1),
        p_within);
end
$$;

grant execute on function unit_on(uuid, date, uuid) to tdkt_service;

-- The name, position and unit of a recipient on the day of a decision. p_unit: the unit that is given; null: the one of
-- the recipient's record on that day. If the record's unit did not stand then, the name of the unit stands for that of
-- the collective in which a person is today.
create or replace function recipient_on(p_collective uuid, p_individual uuid, p_unit uuid, p_decision uuid)
returns table (name text, "position" text, unit_name text, unit_id uuid)
language plpgsql
stable
as $$
begin
    return query
        select
            coalesce(i.full_name, c.name),
            i.position,
            case when unit_stood(home.unit_id, d.signed_on) then home.name else u.name::text end,
            place.unit_id
        from decision d
        left join collective c on c.id = p_collective
        left join individual i on i.id = p_individual
        left join collective home on home.id = i.collective_id
        cross join lateral (
            select coalesce(p_unit, unit_on(coalesce(home.unit_id, c.unit_id), d.signed_on, d.unit_id))
        ) as place (unit_id)
        left join unit u on u.id = place.unit_id
        where d.id = p_decision;
end
$$;

grant execute on function recipient_on(uuid, uuid, uuid, uuid) to tdkt_service;

-- The recipient's unit must have stood on the day of signature.
create or replace function check_award_unit()
returns trigger
language plpgsql
as $$
begin
    perform lock_unit(new.unit_id);
    if not unit_stood(new.unit_id, new.signed_on) then
        perform refuse('award_unit_period',
            array[(select unit_full_name(u.type, u.name) from unit u where u.id = new.unit_id), new.signed_on::text]);
    end if;
    return new;
end
$$;

-- Takes everything an award copies from the rows it refers to, and checks what these allow. What a new award does not
-- say of its recipient comes from the recipient's record. Whether a collective is a household is asked when it is named: an award
-- with a nomination has the nomination's answer, and an old award keeps its own.
create or replace function complete_award()
returns trigger
language plpgsql
as $$
declare
    class award_class;
    named uuid;
    stray text;
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
    if tg_op = 'INSERT' then
        select
            coalesce(new.recipient_name, r.name),
            coalesce(new.recipient_position, r.position),
            coalesce(new.recipient_unit_name, r.unit_name),
            r.unit_id
        into new.recipient_name, new.recipient_position, new.recipient_unit_name, new.unit_id
        from recipient_on(new.collective_id, new.individual_id, new.unit_id, new.decision_id) r;
    end if;
    select * into class from award_class where id = new.award_class_id;
    if not found and new.award_class_id is not null then
        perform refuse_reference('award', 'award_class_id');
    end if;
    if new.nomination_id is null and (
        tg_op = 'INSERT' or (old.subject_kind, old.collective_id) is distinct from (new.subject_kind, new.collective_id)) then
        named := new.collective_id;
    end if;
    stray := stray_subject_kind(class, new.subject_kind, named);
    if stray is not null then
        perform refuse_subject_kind('award_subject_kind', class, stray);
    end if;
    if subject_kind_of(new.subject_kind, named) <> new.subject_kind then
        perform refuse_household('award_household', new.subject_kind, named);
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
    class award_class;
begin
    select * into class from award_class where id = new.award_class_id;
    if not found and new.award_class_id is not null then
        perform refuse_reference('award_statement', 'award_class_id');
    end if;
    if new.subject_kind <> all (class.subject_kinds) then
        perform refuse_subject_kind('award_statement_subject_kind', class, new.subject_kind);
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
    select i.position_group, i.gender
    into new.recipient_position_group, new.recipient_gender
    from individual i
    where i.id = new.individual_id;
    return new;
end
$$;

-- The whole history of a subject, for callers who see the subject's record today: all of the awards in the caller's units,
-- and of awards of other units only what the certificate says: no nomination, no position, no citation, no money, no
-- acknowledgement, no correction.
create or replace view held_award as
select a.id, a.version, a.code, a.decision_id,
    case when own.is_seen then a.nomination_id end as nomination_id,
    a.award_class_id,
    (select c.code from award_class c where c.id = a.award_class_id) as award_class_code,
    a.subject_kind, a.collective_id, a.individual_id, a.recipient_name,
    case when own.is_seen then a.recipient_position end as recipient_position,
    a.recipient_unit_name, a.unit_id,
    (select u.name from unit u where u.id = a.unit_id) as unit_name,
    case when own.is_seen then a.achievement end as achievement,
    a.year, a.signed_on,
    (select d.number from decision d where d.id = a.decision_id) as decision_number,
    a.state, a.commendation_type,
    case when own.is_seen then a.bonus_coefficient end as bonus_coefficient,
    case when own.is_seen then a.base_salary end as base_salary,
    case when own.is_seen then a.bonus end as bonus,
    case when own.is_seen then a.acknowledgement end as acknowledgement,
    case when own.is_seen then a.corrected_on end as corrected_on,
    a.created_at, a.updated_at, a.recipient_name_search
from award a
cross join lateral (
    select coalesce(
        a.province_lineage = any ((select read_scope())::uuid[])
        or a.district_lineage = any ((select read_scope())::uuid[])
        or a.commune_lineage = any ((select read_scope())::uuid[]),
        false) as is_seen
) as own
where (select caller_is('unit_officer', 'district_reviewer', 'province_reviewer', 'council_reviewer', 'auditor'))
and (own.is_seen
    or exists (
        select
        from individual i
        where i.id = a.individual_id
        and (i.province_lineage = any ((select read_scope())::uuid[])
            or i.district_lineage = any ((select read_scope())::uuid[])
            or i.commune_lineage = any ((select read_scope())::uuid[])))
    or exists (
        select
        from collective c
        where c.id = a.collective_id
        and (c.province_lineage = any ((select read_scope())::uuid[])
            or c.district_lineage = any ((select read_scope())::uuid[])
            or c.commune_lineage = any ((select read_scope())::uuid[]))));

grant select on held_award to tdkt_service;
