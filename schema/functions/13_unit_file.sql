-- `tdkt load-units`: units and successions from a file. Constraints and triggers of the tables decide what is right, as for
-- every other way in; this file reads the lines, finds the units that they mean, and collects what is refused. Only the
-- owner may call these functions. docs/operating.md describes the file.

-- The values of a line of CSV; null if a quote is out of place. A value does not continue on the next line.
create or replace function csv_values(p_line text)
returns text[]
language plpgsql
immutable
as $$
begin
    if ',' || p_line !~ '^(,("([^"]|"")*"|[^",]*))*$' then
        return null;
    end if;
    return array(
        select normalize(btrim(case
            when m.value[1] like '"%' then replace(substr(m.value[1], 2, length(m.value[1]) - 2), '""', '"')
            else m.value[1]
        end), nfc)
        from regexp_matches(',' || p_line, ',("(?:[^"]|"")*"|[^",]*)', 'g') with ordinality as m (value, place)
        order by m.place);
end
$$;

create or replace function unit_file_columns()
returns text[]
language sql
immutable
return array['record', 'code', 'name', 'type', 'valid_from', 'valid_to', 'parent_code', 'legal_act', 'predecessor_code', 'kind',
    'effective_on'];

-- The lines of a file behind its first, which names the columns: each as an object without its empty values, or what is
-- wrong with it.
create or replace function unit_file_rows(p_file text)
returns table (line integer, fields jsonb, wrong text)
language plpgsql
stable
as $$
declare
    lines constant text[] := string_to_array(replace(regexp_replace(p_file, '^\ufeff', ''), E'\r', ''), E'\n');
    head constant text[] := csv_values(lines[1]);
begin
    if head is null or not head @> array['record', 'code'] or not head <@ unit_file_columns()
        or cardinality(head) <> (select count(distinct h.name) from unnest(head) as h (name))
    then
        return query select 1, null::jsonb,
            'the first line must name the columns, each once: record, code, and any of '
            || array_to_string((unit_file_columns())[3:], ', ');
        return;
    end if;
    return query
        select l.number::integer,
            (
                select jsonb_object_agg(h.name, h.value) filter (where h.value <> '')
                from unnest(head, l.found) as h (name, value)
                where cardinality(l.found) = cardinality(head)),
            case
                when l.found is null then 'a quote is out of place; a value must end on its own line'
                when cardinality(l.found) <> cardinality(head) then
                    format('%s values where the first line names %s columns', cardinality(l.found), cardinality(head))
            end
        from (
            select t.number, csv_values(t.line) as found
            from unnest(lines) with ordinality as t (line, number)
            where t.number > 1
            and t.line ~ '[^ ,\t]'
        ) l;
end
$$;

-- Null for what is no day.
create or replace function read_day(p_text text)
returns date
language plpgsql
immutable
as $$
begin
    return case when p_text ~ '^\d{4}-\d\d-\d\d$' then p_text::date end;
exception
    when data_exception then
        return null;
end
$$;

create or replace function level_of_type(p_type text)
returns text
language sql
immutable
return case
    when p_type in ('province', 'municipality') then 'province'
    when p_type in ('city', 'town', 'district') then 'district'
    when p_type in ('ward', 'township', 'commune', 'special_zone') then 'commune'
end;

-- What is wrong with the form of a line: one sentence for each fault.
create or replace function unit_file_faults(p_fields jsonb)
returns setof text
language plpgsql
immutable
as $$
declare
    is_unit constant boolean := p_fields ->> 'record' = 'unit';
    needed constant text[] := case
        when is_unit then array['code', 'name', 'type', 'valid_from']
        else array['code', 'predecessor_code', 'kind', 'effective_on']
    end;
    foreign_columns constant text[] := case
        when is_unit then array['predecessor_code', 'kind', 'effective_on']
        else array['name', 'type', 'valid_from', 'valid_to', 'parent_code']
    end;
    member text;
begin
    if coalesce(p_fields ->> 'record', '') not in ('unit', 'succession') then
        return next 'record must be unit or succession';
        return;
    end if;
    foreach member in array needed loop
        if p_fields ->> member is null then
            return next member || ' is missing';
        end if;
    end loop;
    foreach member in array foreign_columns loop
        if p_fields ? member then
            return next format('%s has no meaning for a %s', member, p_fields ->> 'record');
        end if;
    end loop;
    foreach member in array array['valid_from', 'valid_to', 'effective_on'] loop
        if p_fields ? member and read_day(p_fields ->> member) is null then
            return next format('%s is not a day such as 2025-07-01: %s', member, p_fields ->> member);
        end if;
    end loop;
    if p_fields ? 'type' and level_of_type(p_fields ->> 'type') is null then
        return next 'type must be one of province, municipality, city, town, district, ward, township, commune, special_zone: '
            || (p_fields ->> 'type');
    end if;
    if p_fields ? 'kind' and p_fields ->> 'kind' not in ('merge', 'split', 'rename', 'upgrade') then
        return next 'kind must be one of merge, split, rename, upgrade: ' || (p_fields ->> 'kind');
    end if;
end
$$;

-- The refusal of a line, for load_units to catch.
create or replace function refuse_line(p_said text)
returns void
language plpgsql
as $$
begin
    raise sqlstate 'U0001' using message = p_said;
end
$$;

create or replace function unit_on(p_code text, p_day date)
returns unit
language plpgsql
stable
as $$
declare
    found_unit unit;
begin
    select * into found_unit
    from unit u
    where u.code = p_code
    and daterange(u.valid_from, u.valid_to, '[]') @> p_day;
    if not found then
        raise sqlstate 'U0001' using message = format('no unit has the code %s on %s', p_code, p_day), column = p_code;
    end if;
    return found_unit;
end
$$;

-- Adds a unit, or completes the one that has this code from this day on: a later file may tell when it ended, and the legal
-- act if none was known. Everything else must be the same. What a line leaves empty is not compared.
create or replace function load_unit(p_fields jsonb)
returns text
language plpgsql
as $$
declare
    known unit;
    above unit;
    told constant unit := jsonb_populate_record(null::unit, p_fields);
    differing text;
begin
    if p_fields ? 'parent_code' then
        above := unit_on(p_fields ->> 'parent_code', told.valid_from);
    end if;
    select * into known from unit u where u.code = told.code and u.valid_from = told.valid_from;
    if not found then
        insert into unit (code, name, type, level, parent_id, valid_from, valid_to, legal_act)
        values (
            told.code, told.name, told.type, level_of_type(told.type), above.id, told.valid_from, told.valid_to,
            told.legal_act);
        return 'added';
    end if;
    select string_agg(format('its %s is %s', d.what, coalesce(d.kept, 'not known')), ', ' order by d.place) into differing
    from (values
        (1, 'name', known.name, told.name),
        (2, 'type', known.type, told.type),
        (3, 'last day', known.valid_to::text, case when known.valid_to is not null then told.valid_to::text end),
        (4, 'legal act', known.legal_act, case when known.legal_act is not null then told.legal_act end),
        (5, 'parent', (select p.code from unit p where p.id = known.parent_id),
            case when above.lineage_id is distinct from known.parent_lineage_id then p_fields ->> 'parent_code' end)
    ) as d (place, what, kept, told)
    where d.told <> d.kept
    or (d.kept is null and d.told is not null);
    if differing is not null then
        perform refuse_line(format('the unit is there with other content: %s', differing));
    end if;
    if coalesce(known.valid_to, told.valid_to) is not distinct from known.valid_to
        and coalesce(known.legal_act, told.legal_act) is not distinct from known.legal_act
    then
        return 'unchanged';
    end if;
    update unit
    set valid_to = coalesce(known.valid_to, told.valid_to), legal_act = coalesce(known.legal_act, told.legal_act)
    where id = known.id;
    return 'completed';
end
$$;

-- A succession joins the unit that had the predecessor's code until the day before with the one that has the successor's
-- code from that day on.
create or replace function load_succession(p_fields jsonb)
returns text
language plpgsql
as $$
declare
    told constant unit_succession := jsonb_populate_record(null::unit_succession, p_fields);
    before constant unit := unit_on(p_fields ->> 'predecessor_code', told.effective_on - 1);
    after constant unit := unit_on(p_fields ->> 'code', told.effective_on);
    known unit_succession;
begin
    select * into known from unit_succession s where s.predecessor_id = before.id and s.successor_id = after.id;
    if not found then
        insert into unit_succession (predecessor_id, successor_id, kind, effective_on, legal_act)
        values (before.id, after.id, told.kind, told.effective_on, told.legal_act);
        return 'added';
    end if;
    if (known.kind, known.effective_on) <> (told.kind, told.effective_on) or known.legal_act <> told.legal_act then
        perform refuse_line(format('the succession is there with other content: %s',
            concat_ws(', ', known.kind, known.effective_on, known.legal_act)));
    end if;
    if known.legal_act is not null or told.legal_act is null then
        return 'unchanged';
    end if;
    update unit_succession set legal_act = told.legal_act where id = known.id;
    return 'completed';
end
$$;

create or replace function load_line(p_fields jsonb)
returns text
language plpgsql
as $$
begin
    return case p_fields ->> 'record' when 'unit' then load_unit(p_fields) else load_succession(p_fields) end;
end
$$;

-- A refusal by the tables, in words for the writer of the file.
create or replace function said_of_line(p_constraint text, p_hint text, p_message text)
returns text
language sql
immutable
return coalesce(
    case p_constraint
        when 'unit_code_check' then 'code must have 1 to 16 visible characters'
        when 'unit_name_check' then 'name must have 1 to 120 characters, with single blanks and without hidden characters'
        when 'unit_legal_act_check' then 'legal_act must have at most 300 characters, with single blanks'
        when 'unit_succession_legal_act_check' then 'legal_act must have at most 300 characters, with single blanks'
        when 'unit_parent_id_check' then 'a province or municipality has no parent_code, every other unit needs one'
        when 'unit_valid_to_check' then 'valid_to is before valid_from'
        when 'unit_code_period_excl' then 'another unit has this code on some of these days'
        when 'unit_succession_successor_id_check' then 'a unit does not succeed itself'
        when 'unit_succession_continued_predecessor_key' then 'the predecessor was renamed or upgraded to another unit already'
        when 'unit_succession_continued_successor_key' then 'another unit was renamed or upgraded to this one already'
    end,
    nullif(p_hint, ''),
    p_message);

create or replace function line_title(p_fields jsonb)
returns text
language sql
immutable
return case p_fields ->> 'record'
    when 'unit' then format('unit %s "%s", %s, from %s', p_fields ->> 'code', p_fields ->> 'name', p_fields ->> 'type',
        concat_ws(' to ', p_fields ->> 'valid_from', p_fields ->> 'valid_to'))
    else format('succession %s to %s, %s, on %s', p_fields ->> 'predecessor_code', p_fields ->> 'code', p_fields ->> 'kind',
        p_fields ->> 'effective_on')
end;

-- Units with days on which no version of the unit above stands. They would be missing from the tree of those days. No
-- constraint can check this: a district becomes a town by several statements, and in between its communes have no parent.
create or replace function orphaned_units()
returns table (id uuid, code text, name text, valid_from date, parent_code text, parent_lineage_id uuid, on_day date)
language sql
stable
begin atomic
    select u.id, u.code, u.name, u.valid_from, above.code, u.parent_lineage_id, lower(gap.days)
    from unit u
    join unit above on above.id = u.parent_id
    cross join lateral (
        select datemultirange(daterange(u.valid_from, u.valid_to, '[]'))
            - range_agg(daterange(p.valid_from, p.valid_to, '[]')) as days
        from unit p
        where p.lineage_id = u.parent_lineage_id
    ) gap
    where not isempty(gap.days);
end;

-- The lines in the order in which they can be loaded: those that cannot be; what is there already, so that a code is free
-- when another unit takes it; then from the top down; then the successions.
create or replace function ordered_lines(p_file text)
returns table (line integer, fields jsonb, faults text[])
language sql
stable
begin atomic
    select r.line, r.fields, faulty.faults
    from (
        select f.*, min(f.line) over (
            partition by f.fields ->> 'record', f.fields ->> 'code', f.fields ->> 'valid_from', f.fields ->> 'predecessor_code',
                f.fields ->> 'effective_on') as first_line
        from unit_file_rows(p_file) f
    ) r
    left join unit u on u.code = r.fields ->> 'code' and u.valid_from = read_day(r.fields ->> 'valid_from')
    cross join lateral (
        select case
            when r.wrong is not null then array[r.wrong]
            when r.first_line < r.line then array[format('says the same thing as line %s', r.first_line)]
            else array(select f from unit_file_faults(r.fields) as f)
        end as faults
    ) faulty
    order by
        faulty.faults = '{}',
        r.fields ->> 'record' = 'succession',
        u.id is null,
        array_position(array['province', 'district', 'commune'], level_of_type(r.fields ->> 'type')),
        coalesce(r.fields ->> 'valid_from', r.fields ->> 'effective_on'),
        r.line;
end;

-- Loads one line. detail: why it is refused; lacks: the code of the unit that is not there. Its own subtransaction, so that
-- the next line can be tried.
create or replace function try_line(p_fields jsonb, out outcome text, out detail text, out lacks text)
language plpgsql
as $$
declare
    broken text;
    hint text;
begin
    outcome := load_line(p_fields);
exception
    when integrity_constraint_violation or data_exception or sqlstate 'TD001' or sqlstate 'TD002' or sqlstate 'U0001' then
        get stacked diagnostics broken = constraint_name, hint = pg_exception_hint, detail = message_text,
            lacks = column_name;
        outcome := 'refused';
        detail := said_of_line(broken, hint, detail);
end
$$;

-- What a file does, or would do: one row for each line, and for each fault of a refused line. outcome: added, completed,
-- unchanged or refused. If a line is refused, or with p_dry_run, nothing is written. A line that can only be refused
-- because it needs the unit of a refused line is left out, and so are units without a unit above them, as long as a line is
-- refused: these would be other words for the same mistake.
create or replace function load_units(p_file text, p_dry_run boolean)
returns table (line integer, outcome text, said text)
language plpgsql
as $$
#variable_conflict use_column
declare
    outcomes jsonb[] := '{}';
    refused_codes text[] := '{}';
    orphans_before constant uuid[] := array(select o.id from orphaned_units() o);
    told record;
    tried record;
    fault text;
    is_refused boolean := false;
begin
    begin
        for told in select * from ordered_lines(p_file) loop
            if told.faults = '{}' then
                select * into tried from try_line(told.fields);
                continue when tried.lacks = any (refused_codes);
                told.faults := case when tried.outcome = 'refused' then array[tried.detail] else '{}' end;
            end if;
            if told.faults = '{}' then
                outcomes := outcomes || jsonb_build_object(
                    'line', told.line, 'outcome', tried.outcome, 'said', line_title(told.fields));
            else
                is_refused := true;
                refused_codes := refused_codes || (told.fields ->> 'code');
            end if;
            foreach fault in array told.faults loop
                outcomes := outcomes || jsonb_build_object('line', told.line, 'outcome', 'refused', 'said', fault);
            end loop;
        end loop;
        if not is_refused then
            for told in
                select o.*, coalesce(own.line, above.line, 1) as line
                from orphaned_units() o
                left join unit_file_rows(p_file) own
                    on own.fields ->> 'code' = o.code and own.fields ->> 'valid_from' = o.valid_from::text
                left join lateral (
                    select f.line
                    from unit_file_rows(p_file) f
                    where f.fields ->> 'code' = o.parent_code
                    order by f.line
                    limit 1
                ) above on true
                where o.id <> all (orphans_before)
            loop
                is_refused := true;
                outcomes := outcomes || jsonb_build_object('line', told.line, 'outcome', 'refused', 'said', format(
                    'unit %s "%s" from %s has no unit above it on %s: %s does not stand then, in any of its versions',
                    told.code, told.name, told.valid_from, told.on_day, told.parent_code));
            end loop;
        end if;
        if is_refused or p_dry_run then
            raise sqlstate 'U0002';
        end if;
    exception
        when sqlstate 'U0002' then
            null;
    end;
    return query
        select (o.entry ->> 'line')::integer, o.entry ->> 'outcome', o.entry ->> 'said'
        from unnest(outcomes) with ordinality as o (entry, place)
        order by 1, o.place;
end
$$;
