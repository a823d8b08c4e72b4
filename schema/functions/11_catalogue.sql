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

create or replace function subject_kind_said(p_kind text, p_lang text)
returns text
language sql
immutable
parallel safe
return case p_lang when 'vi' then
    case p_kind when 'collective' then 'tập thể' when 'individual' then 'cá nhân' else 'hộ gia đình' end
else
    case p_kind when 'collective' then 'collective' when 'individual' then 'individual' else 'household' end
end;

grant execute on function subject_kind_said(text, text) to tdkt_service;

-- "tập thể, cá nhân, hộ gia đình", "collectives, individuals, households"
create or replace function subject_kinds_said(p_kinds text[], p_lang text)
returns text
language plpgsql
immutable
parallel safe
as $$
begin
    return (
        select string_agg(
            subject_kind_said(k.kind, p_lang) || case when p_lang = 'en' then 's' else '' end, ', ' order by k.place)
        from unnest(array['collective', 'individual', 'household']) with ordinality as k (kind, place)
        where k.kind = any (p_kinds));
end
$$;

grant execute on function subject_kinds_said(text[], text) to tdkt_service;

-- The kind of subject that a record is for: the given one, but a collective is a household exactly if its own kind says so.
create or replace function subject_kind_of(p_kind text, p_collective uuid)
returns text
language plpgsql
stable
as $$
begin
    return coalesce(
        (select case when c.kind = 'household' then 'household' else 'collective' end
        from collective c
        where c.id = p_collective
        and p_kind in ('collective', 'household')),
        p_kind);
end
$$;

grant execute on function subject_kind_of(text, uuid) to tdkt_service;

-- The kind of subject, as given or by the collective's own kind, that the class is not for; null: the class is for it.
create or replace function stray_subject_kind(p_class award_class, p_kind text, p_collective uuid)
returns text
language plpgsql
stable
as $$
declare
    own_kind constant text := subject_kind_of(p_kind, p_collective);
begin
    return coalesce(
        case when p_kind <> all (p_class.subject_kinds) then p_kind end,
        case when own_kind <> all (p_class.subject_kinds) then own_kind end);
end
$$;

grant execute on function stray_subject_kind(award_class, text, uuid) to tdkt_service;

create or replace function refuse_subject_kind(p_rule text, p_class award_class, p_stray text)
returns void
language plpgsql
stable
as $$
begin
    perform refuse(p_rule,
        array[p_class.name_vi, subject_kinds_said(p_class.subject_kinds, 'vi'), subject_kind_said(p_stray, 'vi')],
        array[
            p_class.name_en, subject_kinds_said(p_class.subject_kinds, 'en'),
            subject_kinds_said(array[p_stray], 'en')]);
end
$$;

grant execute on function refuse_subject_kind(text, award_class, text) to tdkt_service;

-- Refuses a household that is given as another collective, or the reverse.
create or replace function refuse_household(p_rule text, p_kind text, p_collective uuid)
returns void
language plpgsql
stable
as $$
declare
    own_kind constant text := subject_kind_of(p_kind, p_collective);
    own_name constant text := (select c.name from collective c where c.id = p_collective);
begin
    perform refuse(p_rule,
        array[own_name, subject_kind_said(own_kind, 'vi'), subject_kind_said(p_kind, 'vi')],
        array[own_name, subject_kind_said(own_kind, 'en'), subject_kind_said(p_kind, 'en')]);
end
$$;

grant execute on function refuse_household(text, text, uuid) to tdkt_service;

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
