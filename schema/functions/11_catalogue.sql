-- The catalogue of emulation titles and forms of commendation. A title is not a form; confusing the two has broken
-- exchanges with the national system. A class may belong to a form (the three classes of the Labour Order).

-- A form and its classes are the only two levels: each report line is one or the other.
create or replace function check_award_class_parent()
returns trigger
language plpgsql
as $$
begin
    if exists (select from award_class where id = new.parent_id and parent_id is not null)
        or exists (select from award_class where parent_id = new.id) then
        perform refuse('award_class_parent_depth');
    end if;
    return new;
end
$$;

-- Takes the owner of a catalogue row from its unit. A council may only name its own province; any other unit is refused
-- like a missing one.
create or replace function place_catalogue_row()
returns trigger
language plpgsql
as $$
declare
    keeper unit;
begin
    new.province_lineage := null;
    if new.unit_id is null and tg_op = 'INSERT' and caller_is('council_reviewer') and not caller_is('admin') then
        perform refuse('own_rules_nation');
    end if;
    if new.unit_id is null then
        return new;
    end if;
    select * into keeper from unit where id = new.unit_id;
    if not found or tg_op = 'INSERT' and caller_is('council_reviewer')
        and (keeper.province_lineage = any (write_scope())) is not true then
        perform refuse_reference(tg_table_name, 'unit_id');
    end if;
    if tg_op = 'INSERT' and keeper.level <> 'province' then
        perform refuse('own_rules_province');
    end if;
    new.province_lineage := keeper.province_lineage;
    return new;
end
$$;

-- A province may not use a code that the nation uses. The nation may use any code; if a province has the same one, the
-- code means the nation's row.
create or replace function refuse_national_code()
returns trigger
language plpgsql
as $$
declare
    is_taken boolean;
begin
    execute format('select exists (select from %I where code = $1 and province_lineage is null)', tg_table_name)
    into is_taken
    using new.code;
    if is_taken then
        raise unique_violation using
            message = format('duplicate key value violates unique constraint "%s_code_key"', tg_table_name),
            constraint = tg_table_name || '_code_key',
            table = tg_table_name;
    end if;
    return new;
end
$$;

-- Runs as the caller: an award class that the caller does not see counts as missing.
create or replace function check_own_class()
returns trigger
language plpgsql
as $$
declare
    form award_class;
begin
    if new.province_lineage is not null and new.level = 'state' then
        perform refuse('award_class_level_owner');
    end if;
    if new.province_lineage is not null and new.authority in ('president', 'prime_minister') then
        perform refuse('award_class_authority_owner');
    end if;
    if new.parent_id is null then
        return new;
    end if;
    select * into form from award_class where id = new.parent_id;
    if not found then
        perform refuse_reference('award_class', 'parent_id');
    end if;
    if form.province_lineage is distinct from new.province_lineage then
        perform refuse('award_class_parent_id_owner');
    end if;
    return new;
end
$$;

create or replace function check_own_rule()
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
        perform refuse('award_rule_unit_id_class');
    end if;
    if new.province_lineage is not null and class.level = 'state' then
        perform refuse('award_rule_unit_id_state');
    end if;
    if new.province_lineage is not null and new.kind in ('authority', 'bonus') then
        perform refuse('award_rule_kind_owner');
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

create or replace function check_own_deadline()
returns trigger
language plpgsql
as $$
begin
    if new.stage = 'central' then
        perform refuse('stage_deadline_stage_owner');
    end if;
    if new.award_level is null or new.award_level = 'state' then
        perform refuse('stage_deadline_award_level_owner');
    end if;
    return new;
end
$$;

-- The award class that a code means in a province: the nation's class, or else the province's own.
create or replace function award_class_named(p_code text, p_province uuid)
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

grant execute on function award_class_named(text, uuid) to tdkt_service;

-- The same for a code that a caller gives as `award`; null for null.
create or replace function award_class_given(p_code text, p_province uuid)
returns uuid
language plpgsql
stable
as $$
declare
    found_id constant uuid := award_class_named(p_code, p_province);
begin
    if found_id is null and p_code is not null then
        perform refuse('award_class_unknown', array[p_code]);
    end if;
    return found_id;
end
$$;

grant execute on function award_class_given(text, uuid) to tdkt_service;

-- Fires after the trigger that places the record. Nobody is nominated any more for an own class of a province that was
-- taken over. But nominations and awards made before continue, and past awards can still be entered. Definer, to read
-- the owner of a class that the caller does not see.
create or replace function check_class_owner()
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
    perform refuse('unit_parent_id_own_class');
    return new;
end
$$;

-- The statistics forms belong to the nation, so they may only count by the nation's award classes.
create or replace function check_statistics_class()
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
