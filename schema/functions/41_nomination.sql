-- Nominations (đề nghị khen thưởng): one subject for one award class, each with its own workflow. This file is about
-- what a unit writes; only events change the state of a nomination (functions/42_nomination_event).

-- The current name of the subject. A collective that was merged or dissolved can be found but not nominated (Circular
-- 15/2025/TT-BNV). People who died may be nominated, posthumously.
create or replace function find_nominee(p_individual_id uuid, p_collective_id uuid)
returns text
language plpgsql
stable
as $$
declare
    found_name text;
    standing text;
begin
    if p_individual_id is not null then
        select full_name into found_name from individual where id = p_individual_id;
        if not found then
            perform refuse_reference('nomination', 'individual_id');
        end if;
        return found_name;
    end if;
    select name, state into found_name, standing from collective where id = p_collective_id;
    if not found and p_collective_id is not null then
        perform refuse_reference('nomination', 'collective_id');
    end if;
    if standing <> 'active' then
        perform refuse('nomination_collective_state');
    end if;
    return coalesce(found_name, '-'); -- neither is given: nomination_subject_check says so
end
$$;

grant execute on function find_nominee(uuid, uuid) to tdkt_service;

-- Fires after the trigger that places the nomination, for one that names its class by code.
create or replace function take_class_by_code()
returns trigger
language plpgsql
as $$
declare
    given constant uuid := award_class_given(new.award_class_code, new.province_lineage);
begin
    if new.award_class_id <> given then
        if not exists (select from award_class where id = new.award_class_id) then
            perform refuse_reference('nomination', 'award_class_id');
        end if;
        perform refuse('nomination_class_code');
    end if;
    new.award_class_id := given;
    new.award_class_code := null;
    return new;
end
$$;

-- Checks the kind of subject and the day against the award class, and takes its level, which decides how long the
-- workflow is.
create or replace function complete_nomination()
returns trigger
language plpgsql
as $$
declare
    class award_class;
    home dossier;
    stray text;
begin
    if new.code is null then
        new.code := new_award_code();
    end if;
    select * into home from dossier where id = new.dossier_id;
    new.year := coalesce(new.year, home.year);
    select case level when 'province' then 'province' else 'local' end into new.origin
    from unit
    where id = home.unit_id;
    select * into class from award_class where id = new.award_class_id;
    if not found and new.award_class_id is not null then
        perform refuse_reference('nomination', 'award_class_id');
    end if;
    new.award_level := class.level;
    new.commendation_type := home.commendation_type;
    stray := stray_subject_kind(class, new.subject_kind, new.collective_id);
    if stray is not null then
        perform refuse_subject_kind('nomination_subject_kind', class, stray);
    end if;
    if subject_kind_of(new.subject_kind, new.collective_id) <> new.subject_kind then
        perform refuse_household('nomination_household', new.subject_kind, new.collective_id);
    end if;
    if exists (select from award_class where parent_id = new.award_class_id) then
        perform refuse('nomination_class_form');
    end if;
    if home.dated_on < class.valid_from or home.dated_on > class.valid_to then
        perform refuse('nomination_class_period');
    end if;
    new.nominee_name := find_nominee(new.individual_id, new.collective_id);
    return new;
end
$$;

-- The rule by which a nomination takes the simplified procedure: of its award class, for its dossier's type of commendation, by the law of
-- its day. Null: it takes the full procedure.
create or replace function simplified_rule(p_nomination nomination)
returns award_rule
language plpgsql
stable
as $$
declare
    rule award_rule;
begin
    select r.* into rule
    from legal_rules(
        p_nomination.award_class_id, 'simplified', p_nomination.subject_kind, law_date_of(p_nomination),
        p_nomination.province_lineage) r
    where r.commendation_type = p_nomination.commendation_type
    limit 1;
    return rule;
end
$$;

-- The procedure is planned until a desk has received the nomination, by the law of that day, and stays for the whole review.
create or replace function plan_procedure()
returns trigger
language plpgsql
security definer
set search_path = pg_catalog, public, pg_temp
as $$
declare
    rule award_rule;
begin
    if tg_op = 'UPDATE' and old.state not in ('draft', 'submitted', 'returned') then
        return new;
    end if;
    rule := simplified_rule(new);
    new.procedure := case when rule.id is null then 'full' else 'simplified' end;
    new.procedure_article := rule.article;
    return new;
end
$$;

-- A nomination begins as a draft, and only its events change its state.
create or replace function check_nomination_state()
returns trigger
language plpgsql
security definer
set search_path = pg_catalog, public, pg_temp
as $$
begin
    if tg_op = 'INSERT' then
        if new.state <> 'draft' then
            raise insufficient_privilege using message = 'a nomination begins as a draft';
        end if;
    elsif not exists (
        select
        from nomination_event
        where nomination_id = new.id
        and on_version = old.version
        and from_state = old.state
        and to_state = new.state) then
        raise insufficient_privilege using message = 'only an event moves a nomination';
    end if;
    return new;
end
$$;

-- A nomination may be changed while it is a draft; after a return, only the fields that the reviewer named, if any were
-- named.
create or replace function check_nomination_edit()
returns trigger
language plpgsql
as $$
declare
    changed text[];
begin
    if old.state not in ('draft', 'returned') then
        perform refuse('nomination_editable', p_detail => nomination_state_detail(old, today()));
    end if;
    changed := array_remove(array[
        case when new.award_class_id is distinct from old.award_class_id then 'award_class_id' end,
        case when new.subject_kind is distinct from old.subject_kind then 'subject_kind' end,
        case when new.collective_id is distinct from old.collective_id then 'collective_id' end,
        case when new.individual_id is distinct from old.individual_id then 'individual_id' end,
        case when new.year is distinct from old.year then 'year' end,
        case when new.achievement is distinct from old.achievement then 'achievement' end], null);
    if not changed <@ old.returned_fields then
        perform refuse('nomination_returned_fields', p_detail => nomination_state_detail(old, today()));
    end if;
    return new;
end
$$;

create or replace function check_nomination_delete()
returns trigger
language plpgsql
as $$
begin
    if old.state <> 'draft' then
        perform refuse('nomination_deletable', p_detail => nomination_state_detail(old, today()));
    end if;
    return old;
end
$$;

-- A dossier and its documents may be changed while none of its nominations is under review. The type of commendation decides whether a
-- council votes: after a return it changes only if the reviewer named it, or named nothing.
create or replace function check_dossier_edit()
returns trigger
language plpgsql
as $$
begin
    if exists (select from nomination where dossier_id = old.id and state not in ('draft', 'returned')) then
        perform refuse('dossier_editable', p_detail => state_detail(old.state));
    end if;
    if tg_op = 'UPDATE' and new.commendation_type <> old.commendation_type and exists (
        select
        from nomination
        where dossier_id = new.id
        and 'commendation_type' <> all (returned_fields)) then
        perform refuse('dossier_returned_fields', p_detail => state_detail(old.state));
    end if;
    if tg_op = 'UPDATE' and new.dated_on <> old.dated_on and exists (
        select
        from nomination n
        join award_class c on c.id = n.award_class_id
        where n.dossier_id = new.id
        and (new.dated_on < c.valid_from or new.dated_on > c.valid_to)) then
        perform refuse('dossier_class_period');
    end if;
    return case when tg_op = 'DELETE' then old else new end;
end
$$;

-- The nominations of a dossier take its type and are planned again, because its type and day decide on the procedure. The last check is for
-- a nomination that was sent at the same moment.
create or replace function replan_nominations()
returns trigger
language plpgsql
security definer
set search_path = pg_catalog, public, pg_temp
as $$
begin
    update nomination n
    set commendation_type = new.commendation_type
    where n.dossier_id = new.id
    and n.state in ('draft', 'returned')
    and (n.commendation_type <> new.commendation_type
        or exists (
            select
            from simplified_rule(n) r
            where (n.procedure, n.procedure_article)
                is distinct from (case when r.id is null then 'full' else 'simplified' end, r.article)));
    if exists (select from nomination where dossier_id = new.id and commendation_type <> new.commendation_type) then
        perform refuse('dossier_editable', p_detail => state_detail(old.state));
    end if;
    return null;
end
$$;

-- Whether documents may be written. A document of one nomination: while that nomination may be changed, unless its
-- reviewer named only other fields. A document of the whole dossier: added while one nomination is open, changed while
-- all are.
create or replace function is_document_open(p_dossier uuid, p_nomination uuid, p_adds boolean)
returns boolean
language plpgsql
stable
as $$
begin
    return (
        select coalesce(case when p_adds then bool_or(w.is_open) else bool_and(w.is_open) end, true)
        from nomination n
        cross join lateral (
            select n.state = 'draft'
                or n.state = 'returned' and ('documents' = any (n.returned_fields)) is not false
        ) as w (is_open)
        where n.dossier_id = p_dossier
        and (p_nomination is null or n.id = p_nomination));
end
$$;

grant execute on function is_document_open(uuid, uuid, boolean) to tdkt_service;

create or replace function check_document_edit()
returns trigger
language plpgsql
as $$
declare
    paper constant dossier_document := case when tg_op = 'DELETE' then old else new end;
begin
    if paper.nomination_id is not null and not exists (
        select from nomination where id = paper.nomination_id and dossier_id = paper.dossier_id) then
        perform refuse_reference('dossier_document', 'nomination_id');
    end if;
    if tg_op <> 'INSERT' and not is_document_open(old.dossier_id, old.nomination_id, false)
        or tg_op <> 'DELETE' and not is_document_open(new.dossier_id, new.nomination_id, true) then
        perform refuse('dossier_document_editable', p_detail => dossier_state_detail(paper.dossier_id));
    end if;
    return paper;
end
$$;

-- When a unit moves below another one, its dossiers and everything in them move too.
create or replace function rescope_dossier()
returns trigger
language plpgsql
security definer
set search_path = pg_catalog, public, pg_temp
as $$
begin
    update dossier_document set province_lineage = new.province_lineage where dossier_id = new.id;
    update nomination set province_lineage = new.province_lineage where dossier_id = new.id;
    update dossier_transfer set province_lineage = new.province_lineage where dossier_id = new.id;
    return null;
end
$$;
