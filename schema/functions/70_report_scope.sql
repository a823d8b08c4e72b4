-- What a report is about: a cluster or a unit, a period, with or without predecessors. Every report asks here whose
-- records count, whether the caller may read all of them, and what its head says.

-- Whether the caller may read every member of the cluster in the years of the period.
create or replace function cluster_is_covered(p_cluster uuid, p_from date, p_to date)
returns boolean
language plpgsql
stable
as $$
begin
    return (
        select exists (select from cluster where id = p_cluster)
            and not exists (
                select
                from cluster_member m
                join unit u on u.id = m.unit_id
                where m.cluster_id = p_cluster
                and m.year between extract(year from p_from)::integer and extract(year from p_to)::integer
                and (array[u.province_lineage, u.district_lineage, u.commune_lineage] && read_scope()) is not true));
end
$$;

grant execute on function cluster_is_covered(uuid, date, date) to tdkt_service;

-- The version of a body on a day: the last one that had begun, or else its first.
create or replace function unit_as_of(p_lineage uuid, p_on date)
returns uuid
language plpgsql
stable
as $$
begin
    return (
        select u.id
        from unit u
        where u.lineage_id = p_lineage
        order by u.valid_from <= p_on desc, abs(u.valid_from - p_on)
        limit 1);
end
$$;

grant execute on function unit_as_of(uuid, date) to tdkt_service;

-- Finds a cluster or unit by its id or code. A unit's code must be in use on the last day or on the first; the report
-- shows the unit's version on the last day. No row: the caller sees no such cluster or unit.
create or replace function find_report_scope(p_cluster text, p_unit text, p_first date, p_last date, p_predecessors boolean)
returns setof report_scope
language sql
stable
begin atomic
    with named as (
        select
            case when p_cluster ~ f.id then p_cluster::uuid end as cluster_id,
            case when p_cluster !~ f.id then p_cluster end as cluster_code,
            case when p_unit ~ f.id then p_unit::uuid end as unit_id,
            case when p_unit !~ f.id then p_unit end as unit_code
        from (select '^[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}$') as f (id)
    ),
    found as (
        select u.lineage_id, u.valid_from from named n join unit u on u.id = n.unit_id
        union all
        select u.lineage_id, u.valid_from
        from named n
        join unit u on u.code = n.unit_code
        where daterange(u.valid_from, u.valid_to, '[]') @> p_last
        or daterange(u.valid_from, u.valid_to, '[]') @> p_first
    )
    (
        select k.id, null::uuid, p_first, p_last, p_predecessors
        from named n
        join cluster k on k.id = n.cluster_id or k.code = n.cluster_code
        order by k.id
        limit 1
    )
    union all
    (
        select null::uuid, unit_as_of(f.lineage_id, p_last), p_first, p_last, p_predecessors
        from found f
        order by f.valid_from desc
        limit 1
    );
end;

grant execute on function find_report_scope(text, text, date, date, boolean) to tdkt_service;

-- All predecessors of a unit. is_shared: a unit outside this report counts the body too, because the body, or one of
-- its successors here, has another successor or continues to exist. ends_on: the last day whose records count for the
-- successor; a body that continues to exist after a part was taken counts for itself again from the next day.
create or replace function report_predecessors(p_scope report_scope)
returns table (unit_id uuid, successor_id uuid, kind text, is_shared boolean, ends_on date)
language sql
stable
begin atomic
    with recursive reached (unit_id) as (
        select (p_scope).unit_id
        where (p_scope).with_predecessors
        union
        select s.predecessor_id
        from reached r
        join unit_succession s on s.successor_id = r.unit_id
    ),
    step as (
        select
            s.predecessor_id,
            s.successor_id,
            s.kind,
            exists (
                select
                from unit_succession other
                where other.predecessor_id = s.predecessor_id
                and other.successor_id not in (select r.unit_id from reached r))
                or stays.is_body as is_divided,
            case
                when s.kind in ('rename', 'upgrade') then date '-infinity'
                when stays.is_body then s.effective_on - 1
                else date 'infinity'
            end as ends_on
        from reached r
        join unit_succession s on s.successor_id = r.unit_id
        cross join lateral (
            select s.kind not in ('rename', 'upgrade') and exists (
                select
                from unit before
                join unit later on later.lineage_id = before.lineage_id
                where before.id = s.predecessor_id
                and coalesce(later.valid_to, 'infinity') > s.effective_on) as is_body
        ) stays
    ),
    shared (unit_id) as (
        select s.predecessor_id from step s where s.is_divided
        union
        select s.predecessor_id from shared d join step s on s.successor_id = d.unit_id
    )
    select distinct on (s.predecessor_id)
        s.predecessor_id, s.successor_id, s.kind, s.predecessor_id in (select d.unit_id from shared d),
        max(s.ends_on) over (partition by s.predecessor_id)
    from step s
    order by s.predecessor_id, s.successor_id;
end;

grant execute on function report_predecessors(report_scope) to tdkt_service;

-- The bodies whose records count, and on which days: members in their years, or the unit and its predecessors, by spans
-- of days with the same bodies. `others` are all bodies of the span: a record that lies in two of them counts only for
-- the lower one.
create or replace function report_spans(p_scope report_scope)
returns table (
    lineage_id uuid, level text, first_day date, last_day date, is_own boolean, is_predecessor boolean, others uuid[])
language sql
stable
begin atomic
    with own as (
        select u.lineage_id, u.level
        from unit u
        where u.id = (p_scope).unit_id
    ),
    body as (
        select o.lineage_id, o.level, date 'infinity' as ends_on, true as is_own
        from own o
        union all
        select u.lineage_id, u.level, max(p.ends_on), false
        from report_predecessors(p_scope) p
        join unit u on u.id = p.unit_id
        where u.lineage_id not in (select o.lineage_id from own o)
        group by u.lineage_id, u.level
    ),
    start (day) as (
        select (p_scope).first_day
        union
        select b.ends_on + 1
        from body b
        where b.ends_on >= (p_scope).first_day
        and b.ends_on < (p_scope).last_day
    ),
    stretch as (
        select s.day as first_day, coalesce(lead(s.day) over (order by s.day) - 1, (p_scope).last_day) as last_day
        from start s
    ),
    span as (
        select
            u.lineage_id,
            u.level,
            greatest((p_scope).first_day, make_date(m.year, 1, 1)) as first_day,
            least((p_scope).last_day, make_date(m.year, 12, 31)) as last_day,
            false as is_own,
            false as is_predecessor
        from cluster_member m
        join unit u on u.id = m.unit_id
        where m.cluster_id = (p_scope).cluster_id
        and m.year between extract(year from (p_scope).first_day)::integer and extract(year from (p_scope).last_day)::integer
        union
        select b.lineage_id, b.level, s.first_day, s.last_day, b.is_own, not b.is_own
        from stretch s
        join body b on b.ends_on >= s.first_day
    )
    select
        s.lineage_id, s.level, s.first_day, s.last_day, s.is_own, s.is_predecessor,
        array_agg(s.lineage_id) over (partition by s.first_day, s.last_day)
    from span s;
end;

grant execute on function report_spans(report_scope) to tdkt_service;

-- Whether the caller may read everything that counts, because a partial sum would be wrong. A body that moved to
-- another province or district must be readable in each version of the period.
create or replace function report_is_covered(p_scope report_scope)
returns boolean
language plpgsql
stable
as $$
begin
    return (
        select case
            when (p_scope).cluster_id is not null then
                cluster_is_covered((p_scope).cluster_id, (p_scope).first_day, (p_scope).last_day)
            else not exists (
                select
                from report_spans(p_scope) s
                join unit u on u.lineage_id = s.lineage_id
                where (u.id = unit_as_of(s.lineage_id, s.last_day)
                    or daterange(u.valid_from, u.valid_to, '[]') && daterange(s.first_day, s.last_day, '[]'))
                and (array[u.province_lineage, u.district_lineage, u.commune_lineage] && read_scope()) is not true)
        end);
end
$$;

grant execute on function report_is_covered(report_scope) to tdkt_service;

create or replace function unit_json(p_unit uuid)
returns json
language plpgsql
stable
as $$
begin
    return (
        select json_build_object('id', u.id, 'code', u.code, 'name', u.name, 'full_name', unit_full_name(u.type, u.name))
        from unit u
        where u.id = p_unit);
end
$$;

grant execute on function unit_json(uuid) to tdkt_service;

create or replace function report_scope_json(p_scope report_scope)
returns json
language plpgsql
stable
as $$
begin
    return (
        select json_build_object('kind', 'cluster', 'id', k.id, 'code', k.code, 'name', k.name)
        from cluster k
        where k.id = (p_scope).cluster_id
        union all
        select json_build_object(
            'kind', 'unit', 'id', u.id, 'code', u.code, 'name', u.name, 'full_name', unit_full_name(u.type, u.name),
            'level', u.level)
        from unit u
        where u.id = (p_scope).unit_id);
end
$$;

grant execute on function report_scope_json(report_scope) to tdkt_service;

create or replace function report_predecessors_json(p_scope report_scope)
returns json
language plpgsql
stable
as $$
begin
    return (
        select coalesce(
            json_agg(
                json_build_object(
                    'id', u.id, 'code', u.code, 'name', u.name, 'full_name', unit_full_name(u.type, u.name), 'level', u.level,
                    'valid_from', u.valid_from, 'valid_to', u.valid_to,
                    'kind', p.kind, 'successor_id', p.successor_id, 'is_shared', p.is_shared)
                order by u.valid_from desc, u.code, u.id),
            '[]')
        from report_predecessors(p_scope) p
        join unit u on u.id = p.unit_id);
end
$$;

grant execute on function report_predecessors_json(report_scope) to tdkt_service;
