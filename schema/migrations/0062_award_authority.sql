-- Who may give what, of every award: with a nomination or without, entered now or corrected later. The decision's
-- authority must hold the class by the rules of its day, its level and unit must fit, and since this installation is
-- live an award needs a nomination; what was signed before is history and entered as it was signed.

-- The period whose work is honoured. The next award counts from its end where the decision names it (Circular
-- 12/2019/TT-BNV Art 2.6; Decree 152/2025/ND-CP Art 33.7).
alter table decision
    add column achievement_from date,
    add column achievement_to date,
    add constraint decision_achievement_to_check check (achievement_to >= achievement_from);

grant insert (achievement_from, achievement_to) on decision to tdkt_service;

create trigger b_day_achievement_from before insert or update of achievement_from on decision
    for each row when (not is_sensible_day(new.achievement_from, '1945-09-02', false))
    execute function refuse_day('achievement_from', '1945-09-02');
create trigger b_day_achievement_to before insert or update of achievement_to on decision
    for each row when (not is_sensible_day(new.achievement_to, '1945-09-02', false))
    execute function refuse_day('achievement_to', '1945-09-02');

-- Why an award goes past a warning of its own, in the words of who recorded it.
alter table award
    add column acknowledgement text,
    add constraint award_acknowledgement_check check (is_clean(acknowledgement, 1, 2000));

grant insert (acknowledgement) on award to tdkt_service;

-- A decision belongs to the unit of its authority; what the State and the province decide is kept by the province. The
-- unit stands on the day of signature: a district chair could sign until 2025-06-30, since then the commune chair holds
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
        perform refuse('TD001', 'decision_unit_level',
            'Quyết định phải thuộc đúng đơn vị của người có thẩm quyền; '
                || 'quyết định của Nhà nước do tỉnh ghi nhận',
            'A decision belongs to the unit of its authority; those of the State are recorded by the province');
    end if;
    if new.signed_on < own.valid_from or new.signed_on > own.valid_to then
        perform refuse('TD001', 'decision_unit_period',
            'Đơn vị không tồn tại vào ngày ký quyết định', 'The unit did not exist on the day of signature');
    end if;
    return new;
end
$$;

drop trigger c_unit on decision;
create trigger c_unit before insert or update of unit_id, level, signed_on on decision
    for each row execute function check_decision_unit();

-- A class of the State is given by the State, one of the province by the province; neither by a body below.
create function check_award_level(p_class award_class, p_decision decision)
returns void
language plpgsql
stable
as $$
begin
    if p_class.level in ('state', 'province') and p_decision.level <> p_class.level
        or p_class.level = 'base' and p_decision.level = 'state' then
        perform refuse('TD001', 'award_decision_level',
            format('%s không thuộc cấp của quyết định này', p_class.name_vi),
            format('The %s does not belong to the level of this decision', p_class.name_en));
    end if;
end
$$;

-- Whether a place lies in the unit that signed.
create function lies_in_unit_of_decision(p_decision decision, p_province uuid, p_district uuid, p_commune uuid)
returns boolean
language sql
immutable
parallel safe
return p_decision.province_lineage = p_province
    and (p_decision.district_lineage is null or p_decision.district_lineage is not distinct from p_district)
    and (p_decision.commune_lineage is null or p_decision.commune_lineage is not distinct from p_commune);

-- The recipient lies where the authority reaches: the nomination's place, or, of history, the unit of the award if it
-- stood on that day (a later unit is the heir of one that did).
create function check_award_place(p_award award, p_decision decision)
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
        where u.id = p_award.unit_id
        and u.valid_from <= p_decision.signed_on
        and (u.valid_to is null or u.valid_to >= p_decision.signed_on);
        if not found then
            return;
        end if;
    end if;
    if not lies_in_unit_of_decision(
        p_decision, place.province_lineage, place.district_lineage, place.commune_lineage) then
        perform refuse('TD001', 'award_decision_unit',
            'Đối tượng không thuộc đơn vị của người ký quyết định',
            'The recipient does not lie in the unit of the authority');
    end if;
end
$$;

-- The rules of every award. Nothing here depends on the road by which it came.
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
        perform refuse('TD001', 'award_decision_kind',
            'Quyết định hủy bỏ không tặng danh hiệu, hình thức nào', 'A decision of annulment awards nothing');
    end if;
    if new.nomination_id is null and head.signed_on >= live_on() then
        perform refuse('TD001', 'award_nomination_needed',
            format('Quyết định ký từ ngày %s phải có đề nghị khen thưởng', to_char(live_on(), 'DD/MM/YYYY')),
            format('A decision signed on %s or later needs a nomination', live_on()));
    end if;
    if (head.authority = any (award_authorities(class.id, new.subject_kind, head.signed_on))) is not true then
        perform refuse_authority(head.authority, class.id, head.signed_on);
    end if;
    perform check_award_level(class, head);
    perform check_award_place(new, head);
    return new;
end
$$;

drop trigger c_decision on award;
create trigger c_decision before insert on award for each row execute function check_award_decision();
create trigger c_decision_changed before update on award
    for each row when (
        (old.decision_id, old.award_class_id, old.subject_kind, old.signed_on, old.unit_id)
        is distinct from (new.decision_id, new.award_class_id, new.subject_kind, new.signed_on, new.unit_id))
    execute function check_award_decision();

-- The award that a new one would repeat: a title of the same year, what is given once, or the same class twice in one
-- decision. Of a recipient without a record only the name can tell.
create function award_standing(p_award award, p_recurrence text)
returns award
language sql
stable
begin atomic
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
    limit 1;
end;

-- Said in full to who may see the award that stands, and to nobody else.
create function refuse_repeated_award(p_rule text, p_standing award, p_hint_vi text, p_hint_en text)
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
    perform refuse('TD002', p_rule,
        format('Đối tượng đã được tặng %s năm %s%s%s', class.name_vi, p_standing.year, shown_vi, p_hint_vi),
        format('The recipient already holds the %s of %s%s%s', class.name_en, p_standing.year, shown_en, p_hint_en));
end
$$;

-- A title of a year is given once. An order is too, but records of decades err: who has looked says so. Namesakes
-- without a record are told apart in the same way. Definer, as what stands may stand elsewhere; the subject's lock
-- keeps two decisions from passing each other.
create function check_award_once()
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
        perform refuse_repeated_award('award_once', standing, '', '');
    end if;
    if new.acknowledgement is null and not exists (
        select
        from nomination_event e
        where e.nomination_id = new.nomination_id
        and e.acknowledgement is not null
        and e.recorded_at >= standing.created_at) then
        perform refuse_repeated_award('award_held', standing,
            '; nếu vẫn đúng thì nêu lý do', '; if both are right, say why');
    end if;
    return null;
end
$$;

-- After the row's own constraints and row security have spoken.
create trigger check_once after insert on award
    for each row when (new.state = 'valid') execute function check_award_once();
create trigger check_once_changed after update on award
    for each row when (
        new.state = 'valid'
        and (old.award_class_id, old.collective_id, old.individual_id, old.recipient_name, old.year)
            is distinct from
            (new.award_class_id, new.collective_id, new.individual_id, new.recipient_name, new.year))
    execute function check_award_once();

revoke all on function check_award_once() from public;

-- Decisions with many awards take the locks of all their subjects at once and in one order, so that two of them never
-- wait for each other.
create function await_award_subjects(p_subjects uuid[], p_nominations uuid[])
returns void
language sql
volatile
begin atomic
    select await_subject(s.id)
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
end;

-- When an award was given, as far as the next one counts from it: the end of the period it honours where its decision
-- names one, on days since that is the rule, else the day of signature.
create function counts_from(p_signed_on date, p_achievement_to date, p_on date)
returns date
language sql
immutable
parallel safe
return case when p_on >= '2020-01-01' then coalesce(p_achievement_to, p_signed_on) else p_signed_on end;

create or replace function merit_awards(p_collective uuid, p_individual uuid, p_class uuid, p_on date)
returns table (year integer, decided_in integer, is_certain boolean, occasion text, shown jsonb)
language sql
stable
begin atomic
    select
        a.year,
        extract(year from counts_from(a.signed_on, d.achievement_to, p_on))::integer,
        p_class in (a.award_class_id, c.parent_id),
        case c.category when 'title' then a.year::text else a.code end, -- a title is for a year, and once
        jsonb_build_object('code', a.code, 'award', c.code, 'year', a.year, 'decision_number', d.number)
    from award a
    join award_class c on c.id = a.award_class_id
    left join decision d on d.id = a.decision_id
    where (a.collective_id = p_collective or a.individual_id = p_individual)
    and a.state = 'valid'
    and a.commendation_type = 'merit'
    and a.signed_on <= p_on
    and (p_class in (a.award_class_id, c.parent_id)
        or a.award_class_id = (select w.parent_id from award_class w where w.id = p_class));
end;

-- The classes are older than the law of 2003 that names them: since the appeal for patriotic emulation of 1948 as an
-- open start that no text was read for. Classes that somebody has dated otherwise stay as they are.
update award_class
set valid_from = '1948-06-11'
where valid_from = '2004-07-01'
and id::text like '01600000-0003-7000-8000-%';
