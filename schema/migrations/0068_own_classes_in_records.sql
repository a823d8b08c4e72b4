-- A province's own class or indicator is named by records of that province only; for all others it is not there.

-- What an award class's code means in a province: the nation's class, or else the province's own.
create function award_class_named(p_code text, p_province uuid)
returns uuid
language plpgsql
stable
as $$
begin
    return (
        select c.id
        from award_class c
        where c.code = p_code
        and (c.province_lineage is null or c.province_lineage = p_province)
        order by c.province_lineage nulls first
        limit 1);
end
$$;

-- After the trigger that places the record. Nobody is nominated any more for a class of a province that was taken over,
-- but what was nominated or awarded by then goes on, and the past can still be entered. Definer, to know the owner of a
-- class that the caller does not see.
create function check_class_owner()
returns trigger
language plpgsql
security definer
set search_path = pg_catalog, public, pg_temp
as $$
declare
    is_named_now constant boolean := tg_op = 'INSERT' or new.award_class_id is distinct from old.award_class_id;
    keeper uuid;
begin
    select province_lineage into keeper from award_class where id = new.award_class_id;
    if keeper is null or keeper = new.province_lineage then
        return new;
    end if;
    if stands_in(keeper, new.province_lineage) and not (is_named_now and tg_table_name = 'nomination') then
        return new;
    end if;
    if is_named_now then
        perform refuse_reference(tg_table_name, 'award_class_id');
    end if;
    perform refuse('TD002', 'unit_parent_id_own_class',
        'Đơn vị có đề nghị hoặc khen thưởng theo danh hiệu, hình thức riêng của tỉnh hiện tại',
        'Records of the unit name award classes that are its present province''s own');
    return new;
end
$$;

-- The statistics forms are the nation's, and so is what they count by.
create function check_statistics_class()
returns trigger
language plpgsql
as $$
begin
    if not exists (select from award_class where id = new.award_class_id and province_lineage is null) then
        perform refuse_reference('statistics_line', 'award_class_id');
    end if;
    return new;
end
$$;

revoke all on function check_class_owner() from public;

create trigger b_scoped_class before insert or update of award_class_id, dossier_id, province_lineage on nomination
    for each row execute function check_class_owner();
create trigger b_scoped_class before insert or update of award_class_id, unit_id, province_lineage on award
    for each row execute function check_class_owner();
create trigger b_scoped_class before insert or update of award_class_id, unit_id, province_lineage on award_statement
    for each row execute function check_class_owner();
create trigger c_class before insert or update of award_class_id on statistics_line
    for each row when (new.award_class_id is not null) execute function check_statistics_class();

-- What the catalogue says about an indicator holds for every target that names it; one of a province's own is for the
-- campaigns of that province. Definer, to hold the indicator as it is until the target is there for
-- check_indicator_use() to see: who registers only reads the catalogue.
create or replace function check_target_indicator()
returns trigger
language plpgsql
security definer
set search_path = pg_catalog, public, pg_temp
as $$
declare
    known indicator;
begin
    select * into known from indicator where id = new.indicator_id for share;
    if not found or known.province_lineage is not null and not exists (
        select
        from campaign c
        where c.id = new.campaign_id
        and stands_in(known.province_lineage, c.province_lineage)) then
        perform refuse_reference('campaign_target', 'indicator_id');
    end if;
    if (known.field, known.measure_unit, known.direction, known.basis)
        is distinct from (new.field, new.measure_unit, new.direction, new.basis) then
        perform refuse('TD001', 'campaign_target_indicator_id_agrees',
            'Lĩnh vực, đơn vị tính, chiều và cách tính phải đúng như trong danh mục chỉ tiêu',
            'Field, measure unit, direction and basis must be those of the catalogue');
    end if;
    return new;
end
$$;

drop trigger d_indicator on campaign_target;
create trigger d_indicator
    before insert or update of indicator_id, campaign_id, field, measure_unit, direction, basis on campaign_target
    for each row when (new.indicator_id is not null) execute function check_target_indicator();
