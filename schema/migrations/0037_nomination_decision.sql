-- The end of a road: a decision names nominations, and each becomes an award that takes over what was nominated, with
-- the nomination's own code, and name, position and unit as they stand. Deciding is a step like any other: it enters an
-- event, so that role, unit, person, state and day are asked where they are asked of every step.

alter table decision
    add column kind text not null default 'award',
    add constraint decision_kind_check check (kind in ('award', 'annulment'));

-- A nomination's achievement may be longer than a citation used to be.
alter table award
    add column nomination_id uuid,
    drop constraint award_achievement_check,
    add constraint award_achievement_check check (is_clean(achievement, 0, 4000)),
    add constraint award_nomination_id_fkey foreign key (nomination_id) references nomination (id),
    add constraint award_nomination_id_key unique (nomination_id);

-- Who may decide on a class on a day: what the rules of that day say, and for a class without such rules what the
-- catalogue says. The heads of bodies below the province are agency heads and chairs alike there.
create function award_authorities(p_class uuid, p_subject_kind text, p_on date)
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

create function authority_name(p_authority text, p_lang text)
returns text
language sql
immutable
parallel safe
return case p_lang when 'vi' then
    case p_authority
        when 'president' then 'Chủ tịch nước'
        when 'prime_minister' then 'Thủ tướng Chính phủ'
        when 'province_chair' then 'Chủ tịch Ủy ban nhân dân tỉnh'
        when 'district_chair' then 'Chủ tịch Ủy ban nhân dân huyện'
        when 'commune_chair' then 'Chủ tịch Ủy ban nhân dân xã'
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

create function refuse_authority(p_authority text, p_class uuid, p_on date)
returns void
language plpgsql
as $$
declare
    class award_class;
begin
    select * into class from award_class where id = p_class;
    perform refuse('TD001', 'award_authority',
        format('Ngày %s, %s không có thẩm quyền quyết định %s',
            to_char(p_on, 'DD/MM/YYYY'), authority_name(p_authority, 'vi'), class.name_vi),
        format('On %s %s does not decide on the %s', p_on, authority_name(p_authority, 'en'), class.name_en));
end
$$;

-- Everything of the award is the nomination's; the unit is the subject's own. Runs as the caller: a nomination out of
-- sight is none. The lock is the one that events of the subject take before any row (0032): two decisions, or a
-- decision and a review, then wait for each other in one order.
create function adopt_nomination()
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
    if not exists (select from steps_from(source) t where t.action = 'decide') then
        perform refuse('TD002', 'nomination_transition',
            'Trạng thái hiện tại không cho phép bước này', 'The current state does not allow this step');
    end if;
    perform await_subject(coalesce(source.individual_id, source.collective_id));
    new.code := source.code;
    new.award_class_id := source.award_class_id;
    new.subject_kind := source.subject_kind;
    new.collective_id := source.collective_id;
    new.individual_id := source.individual_id;
    new.year := source.year;
    new.achievement := source.achievement;
    new.recipient_name := source.nominee_name;
    select commendation_type into new.commendation_type from dossier where id = source.dossier_id;
    if source.individual_id is null then
        select c.name, null, u.name, u.id
        into new.recipient_name, new.recipient_position, new.recipient_unit_name, new.unit_id
        from collective c
        join unit u on u.id = c.unit_id
        where c.id = source.collective_id;
        return new;
    end if;
    select i.full_name, i.position, home.name, home.unit_id
    into new.recipient_name, new.recipient_position, new.recipient_unit_name, new.unit_id
    from individual i
    join collective home on home.id = i.collective_id
    where i.id = source.individual_id;
    return new;
end
$$;

-- A decision of annulment awards nothing. Under a nomination the law is asked, too, who decides: the authority of that
-- day, and of a body that the nomination lies in. Historic awards are entered as they were signed.
create function check_award_decision()
returns trigger
language plpgsql
as $$
declare
    head decision;
    source nomination;
begin
    select * into head from decision where id = new.decision_id;
    if head.kind <> 'award' then
        perform refuse('TD001', 'award_decision_kind',
            'Quyết định hủy bỏ không tặng danh hiệu, hình thức nào', 'A decision of annulment awards nothing');
    end if;
    if new.nomination_id is null then
        return new;
    end if;
    if head.authority <> all (award_authorities(new.award_class_id, new.subject_kind, head.signed_on)) then
        perform refuse_authority(head.authority, new.award_class_id, head.signed_on);
    end if;
    select * into source from nomination where id = new.nomination_id;
    if head.province_lineage <> source.province_lineage
        or head.district_lineage is not null and head.district_lineage is distinct from source.district_lineage
        or head.commune_lineage is not null and head.commune_lineage is distinct from source.commune_lineage then
        perform refuse('TD001', 'award_decision_unit',
            'Đề nghị không thuộc đơn vị của người ký quyết định',
            'The nomination does not lie in the unit of the authority');
    end if;
    return new;
end
$$;

-- Definer, as nobody enters a decision's event but through the award.
create function decide_nomination()
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

create trigger b_adopt before insert on award
    for each row when (new.nomination_id is not null) execute function adopt_nomination();
create trigger c_decision before insert or update of decision_id on award
    for each row execute function check_award_decision();
create trigger decide_nomination after insert on award
    for each row when (new.nomination_id is not null) execute function decide_nomination();

grant insert (nomination_id) on award to tdkt_service;
