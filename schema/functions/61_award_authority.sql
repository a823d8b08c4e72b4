-- The end of the workflow: a decision names nominations, and each becomes an award with the content and the code of the
-- nomination, and with the current name, position and unit of the recipient. Deciding is a transition like any other:
-- it enters an event, which checks role, unit, person, state and day.

-- Who may decide on an award class on a day: by the rules of that day, or for a class without such rules by the
-- catalogue. There, the head of an agency also stands for the chairs below the province.
create or replace function award_authorities(p_class uuid, p_subject_kind text, p_on date)
returns text[]
language plpgsql
stable
as $$
begin
    return (
        select coalesce(
            (select array_agg(distinct r.authority) from legal_rules(p_class, 'authority', p_subject_kind, p_on) r),
            (select case c.authority
                when 'agency_head' then array['agency_head', 'district_chair', 'commune_chair']
                else array[c.authority]
            end
            from award_class c
            where c.id = p_class)));
end
$$;

grant execute on function award_authorities(uuid, text, date) to tdkt_service;

create or replace function authority_name(p_authority text, p_lang text)
returns text
language sql
immutable
parallel safe
return case p_lang when 'vi' then
    case p_authority
        when 'president' then 'Chủ tịch nước'
        when 'prime_minister' then 'Thủ tướng Chính phủ'
        when 'province_chair' then 'Chủ tịch Ủy ban nhân dân cấp tỉnh'
        when 'district_chair' then 'Chủ tịch Ủy ban nhân dân cấp huyện'
        when 'commune_chair' then 'Chủ tịch Ủy ban nhân dân cấp xã'
        else 'Thủ trưởng cơ quan, đơn vị'
    end
else
    case p_authority
        when 'president' then 'the President'
        when 'prime_minister' then 'the Prime Minister'
        when 'province_chair' then 'the chair of the province'
        when 'district_chair' then 'the chair of the district'
        when 'commune_chair' then 'the chair of the commune'
        else 'the head of an agency or unit'
    end
end;

grant execute on function authority_name(text, text) to tdkt_service;

create or replace function refuse_authority(p_authority text, p_class uuid, p_on date)
returns void
language plpgsql
as $$
declare
    class award_class;
begin
    select * into class from award_class where id = p_class;
    perform refuse('award_authority',
        array[p_on::text, authority_name(p_authority, 'vi'), class.name_vi],
        array[p_on::text, authority_name(p_authority, 'en'), class.name_en]);
end
$$;

grant execute on function refuse_authority(text, uuid, date) to tdkt_service;

-- Everything in the award comes from the nomination and from the recipient's record. Runs as the caller: a nomination
-- that the caller does not see counts as missing. The subject is locked as for its events, before any row
-- (functions/45_nomination_warning): two decisions, or a decision and a review, then lock in the same order.
create or replace function adopt_nomination()
returns trigger
language plpgsql
as $$
declare
    source nomination;
begin
    select * into source from nomination where id = new.nomination_id;
    if not found then
        perform refuse_reference('award', 'nomination_id');
    end if;
    if not exists (select from transitions_from(source) t where t.action = 'decide') then
        perform refuse('nomination_transition', p_detail => nomination_state_detail(
            source, (select d.signed_on from decision d where d.id = new.decision_id)));
    end if;
    perform await_subject(coalesce(source.individual_id, source.collective_id));
    new.code := source.code;
    new.award_class_id := source.award_class_id;
    new.subject_kind := source.subject_kind;
    new.collective_id := source.collective_id;
    new.individual_id := source.individual_id;
    new.year := source.year;
    new.achievement := source.achievement;
    select commendation_type into new.commendation_type from dossier where id = source.dossier_id;
    new.recipient_name := null; -- complete_award() takes the name, position and unit from the recipient's record
    new.recipient_position := null;
    new.recipient_unit_name := null;
    new.unit_id := null;
    return new;
end
$$;

-- The rules for every award, with or without a nomination.
create or replace function check_award_decision()
returns trigger
language plpgsql
as $$
declare
    head decision;
    class award_class;
begin
    select * into head from decision where id = new.decision_id;
    select * into class from award_class where id = new.award_class_id;
    if not found then
        return new; -- no class is named: NOT NULL says so
    end if;
    if head.kind <> 'award' then
        perform refuse('award_decision_kind');
    end if;
    if new.nomination_id is null and head.signed_on >= live_on() then
        perform refuse('award_nomination_needed', array[live_on()::text]);
    end if;
    if (head.authority = any (award_authorities(class.id, new.subject_kind, head.signed_on))) is not true then
        perform refuse_authority(head.authority, class.id, head.signed_on);
    end if;
    perform check_award_level(class, head);
    perform check_award_place(new, head);
    return new;
end
$$;

-- Definer, because the event of a decision is entered only through the award.
create or replace function decide_nomination()
returns trigger
language plpgsql
security definer
set search_path = pg_catalog, public, pg_temp
as $$
declare
    seen bigint;
begin
    select version into seen from nomination where id = new.nomination_id for update;
    insert into nomination_event (nomination_id, on_version, action, acted_on, decision_id)
    values (new.nomination_id, seen, 'decide', new.signed_on, new.decision_id);
    return null;
end
$$;

-- A class of the State is awarded only by the State, a class of the province only by the province, a class of the base
-- never by the State.
create or replace function check_award_level(p_class award_class, p_decision decision)
returns void
language plpgsql
stable
as $$
begin
    if p_class.level in ('state', 'province') and p_decision.level <> p_class.level
        or p_class.level = 'base' and p_decision.level = 'state' then
        perform refuse('award_decision_level', array[p_class.name_vi], array[p_class.name_en]);
    end if;
end
$$;

grant execute on function check_award_level(award_class, decision) to tdkt_service;

-- Whether a place lies in the unit of the decision.
create or replace function lies_in_unit_of_decision(p_decision decision, p_province uuid, p_district uuid, p_commune uuid)
returns boolean
language sql
immutable
parallel safe
return p_decision.province_lineage = p_province
    and (p_decision.district_lineage is null or p_decision.district_lineage is not distinct from p_district)
    and (p_decision.commune_lineage is null or p_decision.commune_lineage is not distinct from p_commune);

grant execute on function lies_in_unit_of_decision(decision, uuid, uuid, uuid) to tdkt_service;

-- The recipient must lie in the unit of the decision. The place is the nomination's; for an award without a nomination
-- it is the award's unit.
create or replace function check_award_place(p_award award, p_decision decision)
returns void
language plpgsql
stable
as $$
declare
    place record;
begin
    if p_award.nomination_id is not null then
        select n.province_lineage, n.district_lineage, n.commune_lineage into place
        from nomination n
        where n.id = p_award.nomination_id;
    else
        select u.province_lineage, u.district_lineage, u.commune_lineage into place
        from unit u
        where u.id = p_award.unit_id;
    end if;
    if not lies_in_unit_of_decision(
        p_decision, place.province_lineage, place.district_lineage, place.commune_lineage) then
        perform refuse('award_decision_unit');
    end if;
end
$$;

grant execute on function check_award_place(award, decision) to tdkt_service;

-- The award that a new one would repeat: a title of the same year, a class that is given once, or the same class twice
-- in one decision. For a recipient without a record only the name can be compared.
create or replace function award_standing(p_award award, p_recurrence text)
returns award
language plpgsql
stable
as $$
begin
    return (
        select a
        from award a
        where a.award_class_id = p_award.award_class_id
        and a.state = 'valid'
        and a.id <> p_award.id
        and case
            when p_award.individual_id is not null then a.individual_id = p_award.individual_id
            when p_award.collective_id is not null then a.collective_id = p_award.collective_id
            else a.unit_id = p_award.unit_id
                and num_nulls(a.individual_id, a.collective_id) = 2
                and a.recipient_name_search = fold(p_award.recipient_name)
        end
        and (a.decision_id = p_award.decision_id
            or p_recurrence = 'once'
            or p_recurrence = 'yearly' and a.year = p_award.year)
        order by a.decision_id = p_award.decision_id desc, a.signed_on, a.id
        limit 1);
end
$$;

grant execute on function award_standing(award, text) to tdkt_service;

-- Only a caller who may see the existing award learns its decision and code.
create or replace function refuse_repeated_award(p_rule text, p_standing award)
returns void
language plpgsql
stable
as $$
declare
    class award_class;
    shown_vi text := '';
    shown_en text := '';
begin
    select * into class from award_class where id = p_standing.award_class_id;
    if array[p_standing.province_lineage, p_standing.district_lineage, p_standing.commune_lineage] && read_scope() then
        select format(' theo Quyết định số %s ngày %s (mã %s)', d.number, to_char(d.signed_on, 'DD/MM/YYYY'),
                p_standing.code),
            format(' by decision %s of %s (code %s)', d.number, d.signed_on, p_standing.code)
        into shown_vi, shown_en
        from decision d
        where d.id = p_standing.decision_id;
    end if;
    perform refuse(p_rule,
        array[class.name_vi, p_standing.year::text, shown_vi],
        array[class.name_en, p_standing.year::text, shown_en]);
end
$$;

grant execute on function refuse_repeated_award(text, award) to tdkt_service;

-- A title is given once a year; a repeated one is refused. An order is also given once, but old records have errors, so
-- the caller may acknowledge that both are right; the same holds for two people of one name without a record. Definer,
-- because the existing award may be outside the caller's units; the subject's lock prevents two decisions at the same
-- time.
create or replace function check_award_once()
returns trigger
language plpgsql
security definer
set search_path = pg_catalog, public, pg_temp
as $$
declare
    standing award;
    recurrence text;
    is_certain boolean;
begin
    perform await_subject(coalesce(new.individual_id, new.collective_id));
    select c.recurrence into recurrence from award_class c where c.id = new.award_class_id;
    standing := award_standing(new, recurrence);
    if standing.id is null then
        return null;
    end if;
    is_certain := (recurrence = 'yearly' or standing.decision_id = new.decision_id)
        and num_nulls(new.individual_id, new.collective_id) < 2;
    if is_certain then
        perform refuse_repeated_award('award_once', standing);
    end if;
    if new.acknowledgement is null and not exists (
        select
        from nomination_event e
        where e.nomination_id = new.nomination_id
        and e.acknowledgement is not null
        and e.recorded_at >= standing.created_at) then
        perform refuse_repeated_award('award_held', standing);
    end if;
    return null;
end
$$;

-- A decision with many awards locks all their subjects at once and in one order, so that two such decisions never wait
-- for each other.
create or replace function await_award_subjects(p_subjects uuid[], p_nominations uuid[])
returns void
language plpgsql
volatile
as $$
begin
    perform await_subject(s.id)
    from (
        select distinct subject.id
        from (
            select unnest(p_subjects)
            union all
            select coalesce(n.individual_id, n.collective_id) from nomination n where n.id = any (p_nominations)
        ) as subject (id)
        where subject.id is not null
        order by subject.id
    ) as s;
end
$$;

grant execute on function await_award_subjects(uuid[], uuid[]) to tdkt_service;
