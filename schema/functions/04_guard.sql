-- The protection of tables: these functions create a table's policies and its usual triggers. schema/guards says which
-- table gets which. Those files are complete, because guard() first removes everything that was there before.

-- Roles that often go together, with the same names as in api/routes.c. Actors are those who may enter an event of a
-- nomination.
create or replace function roles(p_group text)
returns text[]
language sql
immutable
return case p_group
    when 'everyone' then
        array[
            'unit_officer', 'district_reviewer', 'province_reviewer', 'council_reviewer', 'reader', 'auditor', 'admin']
    when 'office' then
        array['unit_officer', 'district_reviewer', 'province_reviewer', 'council_reviewer', 'auditor', 'admin']
    when 'staff' then
        array['unit_officer', 'district_reviewer', 'province_reviewer', 'council_reviewer', 'auditor']
    when 'actors' then array['unit_officer', 'district_reviewer', 'province_reviewer', 'council_reviewer']
    when 'keepers' then array['unit_officer', 'district_reviewer', 'province_reviewer']
    when 'recorders' then array['district_reviewer', 'province_reviewer']
end;

-- Conditions for policies. Each reads the caller's settings in a scalar sub-select, so that PostgreSQL reads them once
-- per statement and can use an index.

-- The record lies in a unit that the caller may read.
create or replace function in_read_scope()
returns text
language plpgsql
immutable
as $$
begin
    return '(province_lineage = any ((select read_scope())::uuid[])'
        ' or district_lineage = any ((select read_scope())::uuid[])'
        ' or commune_lineage = any ((select read_scope())::uuid[]))';
end
$$;

-- The record lies in a unit that the caller may write for.
create or replace function in_write_scope()
returns text
language plpgsql
immutable
as $$
begin
    return '(province_lineage = any ((select write_scope())::uuid[])'
        ' or district_lineage = any ((select write_scope())::uuid[])'
        ' or commune_lineage = any ((select write_scope())::uuid[]))';
end
$$;

-- The record lies anywhere in one of the caller's provinces.
create or replace function in_province()
returns text
language plpgsql
immutable
as $$
begin
    return 'province_lineage = any ((select caller_provinces())::uuid[])';
end
$$;

-- The catalogue row is one of the nation, or one of a province whose own rows the caller reads.
create or replace function seen_catalogue_row()
returns text
language plpgsql
immutable
as $$
begin
    return '(province_lineage is null or province_lineage = any ((select catalogue_provinces())::uuid[]))';
end
$$;

-- An administrator maintains the nation's rows, a province's council the rows of that province.
create or replace function own_catalogue_row()
returns text
language plpgsql
immutable
as $$
begin
    return '(province_lineage is null and (select caller_is(''admin''))'
        ' or province_lineage = any ((select write_scope())::uuid[]) and (select caller_is(''council_reviewer'')))';
end
$$;

-- Removes the triggers, the policies and the service's rights of a table. What follows this call in its file is
-- therefore complete.
create or replace function guard(p_table regclass)
returns void
language plpgsql
as $$
declare
    name text;
begin
    for name in select tgname from pg_trigger where tgrelid = p_table and not tgisinternal loop
        execute format('drop trigger %I on %s', name, p_table);
    end loop;
    for name in select polname from pg_policy where polrelid = p_table loop
        execute format('drop policy %I on %s', name, p_table);
    end loop;
    execute format('revoke all on table %s from tdkt_service', p_table);
    select string_agg(format('%I', attname), ', ') into name
    from pg_attribute
    where attrelid = p_table
    and attacl is not null
    and not attisdropped;
    if name is not null then
        execute format('revoke all (%s) on table %s from tdkt_service', name, p_table);
    end if;
    execute format('alter table %s enable row level security', p_table);
    execute format('alter table %s force row level security', p_table);
    execute format('create policy %I on %s to current_user using (true) with check (true)', p_table || '_owner', p_table);
end
$$;

-- Creates one policy for the service. The role and the condition must both hold. Without either there is no policy, so
-- nobody may do it.
create or replace function allow(p_table regclass, p_operation text, p_roles text[], p_if text)
returns void
language plpgsql
as $$
declare
    asked text := concat_ws(' and ',
        (select '(select caller_is(' || string_agg(quote_literal(r), ', ') || '))' from unnest(p_roles) r), p_if);
begin
    if asked = '' then
        return;
    end if;
    execute format('create policy %I on %s for %s to tdkt_service %s (%s)',
        p_table || '_' || p_operation, p_table, p_operation,
        case p_operation when 'insert' then 'with check' else 'using' end, asked);
end
$$;

-- Says who may do what with which rows of a table. Writers create and edit. write_if applies to every writing that has
-- no condition of its own. Where no role is named for any writing, write_if alone decides; where some roles are named,
-- write_if gives no right to other roles.
create or replace function protect(
    p_table regclass,
    readers text[] default null,
    writers text[] default null,
    creators text[] default null,
    editors text[] default null,
    deleters text[] default null,
    read_if text default null,
    write_if text default null,
    create_if text default null,
    edit_if text default null,
    delete_if text default null)
returns void
language plpgsql
as $$
declare
    by_row boolean := num_nonnulls(writers, creators, editors, deleters) = 0;
    to_create text[] := coalesce(creators, writers);
    to_edit text[] := coalesce(editors, writers);
begin
    perform allow(p_table, 'select', readers, read_if);
    perform allow(p_table, 'insert', to_create,
        coalesce(create_if, case when by_row or to_create is not null then write_if end));
    perform allow(p_table, 'update', to_edit,
        coalesce(edit_if, case when by_row or to_edit is not null then write_if end));
    perform allow(p_table, 'delete', deleters,
        coalesce(delete_if, case when by_row or deleters is not null then write_if end));
end
$$;

-- Each row counts its versions, and every change of the row is kept in the change history.
create or replace function versioned(p_table regclass)
returns void
language plpgsql
as $$
begin
    execute format('create trigger a_stamp before insert or update on %s for each row execute function stamp()', p_table);
    execute format(
        'create trigger record_change after insert or update or delete on %s for each row execute function record_change()',
        p_table);
end
$$;

-- Rows are added and never changed or deleted, not even by the owner. may_change: columns that follow something else, as the
-- lineages follow a unit that is moved. may_delete: another trigger says which rows may go.
create or replace function append_only(p_table regclass, may_change name[] default '{}', may_delete boolean default false)
returns void
language plpgsql
as $$
declare
    fixed text;
begin
    select string_agg(format('%I', attname), ', ' order by attnum) into fixed
    from pg_attribute
    where attrelid = p_table
    and attnum > 0
    and not attisdropped
    and attname <> all (may_change);
    execute format(
        'create trigger append_only before %s truncate or update of %s on %s for each statement execute function refuse_rewrite()',
        case when not may_delete then 'delete or' end, fixed, p_table);
end
$$;

create or replace function lineages()
returns name[]
language sql
immutable
return array['province_lineage', 'district_lineage', 'commune_lineage']::name[];

-- Only plausible days: not before the first plausible day, and not after today if the column is about the past.
create or replace function sensible_day(p_table regclass, p_column name, since date, until_today boolean default false)
returns void
language plpgsql
as $$
begin
    execute format(
        'create trigger %I before insert or update of %I on %s for each row '
        'when (not is_sensible_day(new.%2$I, %4$L, %5$s)) execute function refuse_day(%2$L, %4$L)',
        'b_day_' || p_column, p_column, p_table, since, case when until_today then 'true' else 'false' end);
end
$$;

-- When a row of the table moves to another unit, the records that belong to it move too.
create or replace function rescope(
    p_table regclass, p_followers regclass, p_column name, province_only boolean default false)
returns void
language plpgsql
as $$
declare
    moved text := case
        when province_only then 'old.province_lineage is distinct from new.province_lineage'
        else '(old.province_lineage, old.district_lineage, old.commune_lineage)'
            ' is distinct from (new.province_lineage, new.district_lineage, new.commune_lineage)'
    end;
begin
    execute format(
        'create trigger %I after update on %s for each row when (%s) execute function rescope_records(%L, %L)',
        'rescope_' || p_followers, p_table, moved, p_followers, p_column);
end
$$;
