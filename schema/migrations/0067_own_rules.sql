-- What a province may lay down for itself: never about an award of the State, never who decides or what money goes with
-- an award. And which rules bind in a province: its own where it has any of the kind, else the nation's.

-- Asked as the caller: a class out of sight is none.
create function check_own_class()
returns trigger
language plpgsql
as $$
declare
    form award_class;
begin
    if new.province_lineage is not null and new.level = 'state' then
        perform refuse('TD001', 'award_class_level_owner',
            'Danh hiệu, hình thức cấp nhà nước không do tỉnh quy định', 'A province has no classes of the State');
    end if;
    if new.province_lineage is not null and new.authority in ('president', 'prime_minister') then
        perform refuse('TD001', 'award_class_authority_owner',
            'Danh hiệu, hình thức riêng của tỉnh do Chủ tịch Ủy ban nhân dân tỉnh hoặc thủ trưởng cơ quan, đơn vị quyết định',
            'A province''s own class is decided by its chair or by the head of an agency');
    end if;
    if new.parent_id is null then
        return new;
    end if;
    select * into form from award_class where id = new.parent_id;
    if not found then
        perform refuse_reference('award_class', 'parent_id');
    end if;
    if form.province_lineage is distinct from new.province_lineage then
        perform refuse('TD001', 'award_class_parent_id_owner',
            'Hạng khen thưởng phải thuộc hình thức của cùng nơi quy định',
            'A class stands under a form of the same owner');
    end if;
    return new;
end
$$;

create function check_own_rule()
returns trigger
language plpgsql
as $$
declare
    class award_class;
    needed award_class;
begin
    select * into class from award_class where id = new.award_class_id;
    if not found and new.award_class_id is not null then
        perform refuse_reference('award_rule', 'award_class_id');
    end if;
    if class.province_lineage is not null and class.province_lineage is distinct from new.province_lineage then
        perform refuse('TD001', 'award_rule_unit_id_class',
            'Danh hiệu, hình thức riêng của tỉnh chỉ có quy định của chính tỉnh đó',
            'A province''s own class has rules of that province only');
    end if;
    if new.province_lineage is not null and class.level = 'state' then
        perform refuse('TD001', 'award_rule_unit_id_state',
            'Tỉnh không có quy định riêng về danh hiệu, hình thức cấp nhà nước',
            'A province has no rules of its own for awards of the State');
    end if;
    if new.province_lineage is not null and new.kind in ('authority', 'bonus') then
        perform refuse('TD001', 'award_rule_kind_owner',
            'Tỉnh không tự quy định thẩm quyền quyết định và mức tiền thưởng',
            'A province lays down neither who decides nor what money goes with an award');
    end if;
    if new.needs_award_class_id is null then
        return new;
    end if;
    select * into needed from award_class where id = new.needs_award_class_id;
    if not found or needed.province_lineage is not null
        and needed.province_lineage is distinct from new.province_lineage then
        perform refuse_reference('award_rule', 'needs_award_class_id');
    end if;
    return new;
end
$$;

create function check_own_deadline()
returns trigger
language plpgsql
as $$
begin
    if new.stage = 'central' then
        perform refuse('TD001', 'stage_deadline_stage_owner',
            'Tỉnh không quy định thời hạn của cơ quan trung ương',
            'A province sets no deadline for the central level');
    end if;
    if new.award_level is null or new.award_level = 'state' then
        perform refuse('TD001', 'stage_deadline_award_level_owner',
            'Thời hạn riêng của tỉnh chỉ áp dụng cho khen thưởng cấp tỉnh hoặc cấp cơ sở',
            'A province''s own deadline is for awards of the level province or base');
    end if;
    return new;
end
$$;

create trigger d_owner before insert or update of level, authority, parent_id on award_class
    for each row execute function check_own_class();
create trigger d_owner before insert or update of award_class_id, kind, needs_award_class_id on award_rule
    for each row execute function check_own_rule();
create trigger d_owner before insert or update of stage, award_level on stage_deadline
    for each row when (new.province_lineage is not null) execute function check_own_deadline();

-- The rules of a class that bind on a day in a province: the province's own where it has any of the kind, else the
-- nation's. p_province of null asks for the nation's. A province's own class has its own rules wherever its records
-- went; a class of the State has the nation's alone. A class that has none itself takes those of its form.
create or replace function legal_rules(
    p_class uuid, p_kind text, p_subject_kind text, p_on date, p_province uuid)
returns setof award_rule
language plpgsql
stable
as $$
declare
    place record;
begin
    select own.award_class_id, own.province_lineage into place
    from award_class c
    join award_rule own on own.award_class_id in (c.id, c.parent_id)
    where c.id = p_class
    and (own.province_lineage is null
        or c.level <> 'state' and own.province_lineage = coalesce(c.province_lineage, p_province))
    and rule_binds(own, p_kind, p_subject_kind, p_on)
    order by own.award_class_id = p_class desc, own.province_lineage nulls last
    limit 1;
    if not found then
        return;
    end if;
    return query
        select r.*
        from award_rule r
        where r.award_class_id = place.award_class_id
        and r.province_lineage is not distinct from place.province_lineage
        and rule_binds(r, p_kind, p_subject_kind, p_on)
        order by r.kind, r.path, r.valid_from, r.id;
end
$$;
