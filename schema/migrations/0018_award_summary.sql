-- The award figures of a cluster over a period, out of its records. They run as the caller: row security decides what
-- is counted, and cluster_is_covered says whether that is all there is.

-- One row for each class in play and kind of subject; a class with a parent stands under it, and the parent's row sums
-- both what was recorded at form level and its classes. state: counted, unknown (stated without a number; at_least says
-- what the records prove), not_applicable. Records win over a stated number.
create function award_summary(p_cluster uuid, p_from date, p_to date)
returns table (
    award text, parent text, name_vi text, name_en text, rank integer,
    subject_kind text, state text, count bigint, stated text, at_least bigint)
language sql
stable
begin atomic
    with member as materialized (
        select distinct
            u.level,
            u.lineage_id,
            greatest(p_from, make_date(m.year, 1, 1)) as first_day,
            least(p_to, make_date(m.year, 12, 31)) as last_day
        from cluster_member m
        join unit u on u.id = m.unit_id
        where m.cluster_id = p_cluster
        and m.year between extract(year from p_from)::integer and extract(year from p_to)::integer
    ),
    -- A union, because a member may lie below another; each branch is a walk along one index (scope, signed_on).
    counted as (
        select a.id, a.award_class_id, a.subject_kind
        from member m
        join award a on a.province_lineage = m.lineage_id and a.signed_on between m.first_day and m.last_day
        where m.level = 'province' and a.state = 'valid'
        union
        select a.id, a.award_class_id, a.subject_kind
        from member m
        join award a on a.district_lineage = m.lineage_id and a.signed_on between m.first_day and m.last_day
        where m.level = 'district' and a.state = 'valid'
        union
        select a.id, a.award_class_id, a.subject_kind
        from member m
        join award a on a.commune_lineage = m.lineage_id and a.signed_on between m.first_day and m.last_day
        where m.level = 'commune' and a.state = 'valid'
    ),
    recorded as (
        select c.award_class_id, c.subject_kind, count(*) as number
        from counted c
        group by c.award_class_id, c.subject_kind
    ),
    -- A statement for a year swallows those of its halves.
    statement as (
        select
            s.award_class_id,
            s.subject_kind,
            sum(s.count) as number,
            min(s.stated) filter (where s.count is null) as words
        from award_statement s
        where s.cluster_id = p_cluster
        and s.period_from >= p_from
        and s.period_to <= p_to
        and not exists (
            select
            from award_statement wider
            where (wider.cluster_id, wider.unit_id, wider.award_class_id, wider.subject_kind)
                = (s.cluster_id, s.unit_id, s.award_class_id, s.subject_kind)
            and wider.id <> s.id
            and wider.period_from between p_from and s.period_from
            and wider.period_to between s.period_to and p_to)
        group by s.award_class_id, s.subject_kind
    ),
    figure as (
        select
            c.id as class_id,
            c.parent_id,
            k.kind,
            k.kind = any (c.subject_kinds) as applies,
            r.number is not null or s.number is not null or s.words is not null as in_play,
            r.number as recorded,
            coalesce(r.number, s.number, 0) as value,
            s.words
        from award_class c
        cross join unnest(array['collective', 'individual', 'household']) as k (kind)
        left join recorded r on r.award_class_id = c.id and r.subject_kind = k.kind
        left join statement s on s.award_class_id = c.id and s.subject_kind = k.kind
    ),
    below as (
        select
            f.parent_id as class_id,
            f.kind,
            bool_or(f.applies) as applies,
            bool_or(f.in_play) as in_play,
            sum(f.value) as value,
            min(f.words) as words
        from figure f
        where f.parent_id is not null
        group by f.parent_id, f.kind
    ),
    -- What a form states as a whole counts only where its classes say nothing.
    line as (
        select
            f.class_id,
            f.parent_id,
            f.kind,
            f.applies or coalesce(b.applies, false) as applies,
            bool_or(f.in_play or coalesce(b.in_play, false)) over (partition by f.class_id) as in_play,
            case when b.value > 0 then b.value + coalesce(f.recorded, 0) else f.value end::bigint as value,
            coalesce(f.words, b.words) as words
        from figure f
        left join below b on b.class_id = f.class_id and b.kind = f.kind
    )
    select
        c.code,
        p.code,
        c.name_vi,
        c.name_en,
        c.rank,
        l.kind,
        outcome.state,
        case when outcome.state = 'counted' then l.value end,
        case when outcome.state = 'unknown' then l.words end,
        case when outcome.state = 'unknown' then nullif(l.value, 0) end
    from line l
    join award_class c on c.id = l.class_id
    left join award_class p on p.id = l.parent_id
    cross join lateral (
        select case
            when l.words is not null then 'unknown'
            when l.applies or l.value > 0 then 'counted'
            else 'not_applicable'
        end as state
    ) outcome
    where l.in_play
    and (l.kind <> 'household' or outcome.state <> 'not_applicable')
    order by coalesce(p.rank, c.rank), coalesce(p.code, c.code), p.code is not null, c.rank, c.code,
        array_position(array['collective', 'individual', 'household'], l.kind);
end;

-- Whether the caller reads every member of the cluster in the years of the period.
create function cluster_is_covered(p_cluster uuid, p_from date, p_to date)
returns boolean
language sql
stable
begin atomic
    select exists (select from cluster where id = p_cluster)
        and not exists (
            select
            from cluster_member m
            join unit u on u.id = m.unit_id
            where m.cluster_id = p_cluster
            and m.year between extract(year from p_from)::integer and extract(year from p_to)::integer
            and (array[u.province_lineage, u.district_lineage, u.commune_lineage] && read_scope()) is not true);
end;
