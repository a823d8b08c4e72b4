-- Reports as they were when somebody froze them: a report that was handed in or read out at a conference must not
-- change when records are corrected later. The database itself makes the document, so that nobody can hand in their
-- own; later it can say what has changed since.

-- Every report by its name; only this function knows which function makes it.
create or replace function report_document(p_report text, p_scope report_scope, p_small_headcount integer)
returns json
language plpgsql
stable
as $$
begin
    return case p_report
        when 'award_summary' then award_summary_report(p_scope, p_small_headcount)
        when 'target_progress' then target_progress_report(p_scope, p_small_headcount)
        when 'cluster_review' then cluster_review_report(p_scope, p_small_headcount)
        when 'statistics' then statistics_report(p_scope, p_small_headcount)
    end;
end
$$;

grant execute on function report_document(text, report_scope, integer) to tdkt_service;

create or replace function snapshot_scope(p_snapshot report_snapshot)
returns setof report_scope
language sql
stable
begin atomic
    select s.*
    from find_report_scope(
        p_snapshot.cluster_id::text, p_snapshot.unit_id::text, p_snapshot.period_from, p_snapshot.period_to,
        p_snapshot.predecessors) s;
end;

grant execute on function snapshot_scope(report_snapshot) to tdkt_service;

-- Whether the caller may read the whole report today. Members of a cluster and predecessors of a unit may lie elsewhere
-- than the cluster or the unit; by the scope alone, a caller could read a frozen report whose live version is refused.
create or replace function snapshot_is_covered(
    p_cluster uuid, p_unit uuid, p_first date, p_last date, p_predecessors boolean)
returns boolean
language plpgsql
stable
as $$
begin
    return (
        select exists (
            select
            from find_report_scope(p_cluster::text, p_unit::text, p_first, p_last, p_predecessors) s
            where report_is_covered(s)));
end
$$;

grant execute on function snapshot_is_covered(uuid, uuid, date, date, boolean) to tdkt_service;

-- Runs as the caller, who must be able to read everything in the report; a report that is refused cannot be frozen.
create or replace function freeze_report()
returns trigger
language plpgsql
as $$
declare
    scope report_scope;
begin
    select s.* into scope from snapshot_scope(new) s;
    if not found then
        perform refuse_reference('report_snapshot', case when new.unit_id is null then 'cluster_id' else 'unit_id' end);
    end if;
    select p.province_lineage, p.district_lineage, p.commune_lineage
    into new.province_lineage, new.district_lineage, new.commune_lineage
    from (
        select k.province_lineage, k.district_lineage, k.commune_lineage from cluster k where k.id = new.cluster_id
        union all
        select u.province_lineage, u.district_lineage, u.commune_lineage from unit u where u.id = new.unit_id
    ) p;
    if not report_is_covered(scope) then
        perform refuse('report_snapshot_covered');
    end if;
    new.version := 1;
    new.created_at := now();
    new.frozen_by := caller_subject();
    new.document := report_document(new.report, scope, new.small_headcount);
    return new;
end
$$;

create or replace function rescope_snapshots()
returns trigger
language plpgsql
security definer
set search_path = pg_catalog, public, pg_temp
as $$
begin
    update report_snapshot
    set province_lineage = new.province_lineage,
        district_lineage = new.district_lineage,
        commune_lineage = new.commune_lineage
    where case tg_table_name when 'cluster' then cluster_id else unit_id end = new.id;
    return null;
end
$$;

-- What identifies an element of a document wherever it stands, so that one more line does not make all later ones
-- differ.
create or replace function report_identity(p_element jsonb)
returns text
language plpgsql
immutable
parallel safe
as $$
begin
    return coalesce(
        p_element ->> 'member_id', p_element ->> 'id', p_element ->> 'award_class_code', p_element #>> '{unit,id}',
        p_element ->> 'code', p_element ->> 'indicator_code',
        concat_ws(' ', p_element ->> 'indicator', p_element ->> 'field', p_element ->> 'measure_unit',
            p_element ->> 'direction', p_element ->> 'basis', p_element ->> 'group_name', p_element ->> 'rank'));
end
$$;

grant execute on function report_identity(jsonb) to tdkt_service;

-- The parts of a value by the key that leads to each: members by name, elements by identity, or by place if they have
-- none.
create or replace function report_parts(p_value json)
returns table (step text, value json, place bigint)
language sql
immutable
parallel safe
begin atomic
    select e.key, e.value, e.place
    from json_each(case when json_typeof(p_value) = 'object' then p_value end)
        with ordinality as e (key, value, place)
    union all
    select
        case when json_typeof(e.value) = 'object' then report_identity(e.value::jsonb) else (e.place - 1)::text end,
        e.value,
        e.place
    from json_array_elements(case when json_typeof(p_value) = 'array' then p_value end)
        with ordinality as e (value, place);
end;

grant execute on function report_parts(json) to tdkt_service;

-- Members that reports frozen by an earlier version lack, where they say nothing new: the type of a unit, and that no household got
-- an award.
create or replace function adds_nothing(p_step text, p_value json)
returns boolean
language sql
immutable
parallel safe
return p_step = 'full_name' or p_step = 'households' and coalesce(p_value ->> 'count' = '0', false);

grant execute on function adds_nothing(text, json) to tdkt_service;

-- Every value that differs now, with its path (RFC 6901, elements by identity) and both values; null for a value that
-- was missing then or is missing now.
create or replace function report_differences(p_path text, p_frozen json, p_today json)
returns table (path text, frozen json, today json)
language plpgsql
stable
as $$
begin
    if p_frozen::jsonb = p_today::jsonb then
        return;
    end if;
    if json_typeof(p_frozen) is distinct from json_typeof(p_today)
        or json_typeof(p_frozen) not in ('object', 'array') then
        return query select p_path, p_frozen, p_today;
        return;
    end if;
    return query
        select d.*
        from report_parts(p_frozen) f
        full join report_parts(p_today) t on t.step = f.step
        cross join lateral report_differences(
            p_path || '/' || replace(replace(coalesce(f.step, t.step), '~', '~0'), '/', '~1'),
            f.value, t.value) d
        where not (f.step is null and adds_nothing(t.step, t.value))
        order by f.place, t.place, d.path;
end
$$;

grant execute on function report_differences(text, json, json) to tdkt_service;

create or replace function snapshot_time(p_snapshot report_snapshot)
returns text
language sql
stable
return to_char(p_snapshot.created_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"');

grant execute on function snapshot_time(report_snapshot) to tdkt_service;

-- Null when the caller may not read all of the report today.
create or replace function snapshot_difference(p_snapshot report_snapshot)
returns json
language plpgsql
stable
as $$
begin
    return (
        select json_build_object(
            'frozen_at', snapshot_time(p_snapshot),
            'frozen_by', p_snapshot.frozen_by,
            'differences', (
                select coalesce(
                    json_agg(json_build_object('path', d.path, 'frozen', d.frozen, 'today', d.today) order by d.place),
                    '[]')
                from report_differences(
                    '', p_snapshot.document, report_document(p_snapshot.report, s, p_snapshot.small_headcount))
                    with ordinality as d (path, frozen, today, place)))
        from snapshot_scope(p_snapshot) s
        where report_is_covered(s));
end
$$;

grant execute on function snapshot_difference(report_snapshot) to tdkt_service;
