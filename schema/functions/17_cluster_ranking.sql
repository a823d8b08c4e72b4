-- The ranking of a cluster in one year is computed from its scores and never stored: the valid entries of each phase
-- are added up, and the members with all criteria confirmed are ranked. Of members with equal totals, those with the
-- share of women that the law names go first (16_cluster_tie); members that are still equal share a rank, and the next
-- ranks are skipped, until a decision says their order (17_cluster_tie_decision). Each function takes a point in time
-- and ignores the entries recorded from then on; null: it ignores none.

drop function if exists cluster_ranking_body(uuid, integer), cluster_ranking(uuid, integer),
    cluster_group_totals(uuid, integer), cluster_standing_scores(uuid, integer),
    cluster_ranking_body(uuid, integer, timestamptz), cluster_ranking(uuid, integer, timestamptz);

-- From when on a review of a period that ends on this day ignores entries: the end of that day in the time zone of the
-- installation. Null for a period that ended before the installation was live: its scores were all recorded later.
create or replace function ranking_closes_at(p_last_day date)
returns timestamptz
language plpgsql
stable
as $$
begin
    return (
        select (p_last_day + 1)::timestamp at time zone i.time_zone
        from installation i
        where p_last_day >= i.live_on);
end
$$;

grant execute on function ranking_closes_at(date) to tdkt_service;

-- The valid entry for each criterion of each member in each phase: its points.
create or replace function cluster_standing_scores(p_cluster uuid, p_year integer, p_before timestamptz)
returns table (member_id uuid, criterion_id uuid, phase text, total numeric)
language sql
stable
begin atomic
    select distinct on (s.member_id, s.criterion_id, s.phase)
        s.member_id, s.criterion_id, s.phase, s.points + s.bonus - s.penalty
    from cluster_score s
    where s.cluster_id = p_cluster
    and s.year = p_year
    and (p_before is null or s.recorded_at < p_before)
    order by s.member_id, s.criterion_id, s.phase, s.entry desc;
end;

grant execute on function cluster_standing_scores(uuid, integer, timestamptz) to tdkt_service;

-- The confirmed points of a member in each group of criteria; null while a criterion of the group is not confirmed.
-- Groups are in the order of their first criterion.
create or replace function cluster_group_totals(p_cluster uuid, p_year integer, p_before timestamptz)
returns table (member_id uuid, groups json)
language sql
stable
begin atomic
    select g.member_id,
        json_agg(
            json_build_object(
                'group_name', g.group_name,
                'max_points', trim_scale(g.max_points),
                'confirmed', trim_scale(g.confirmed))
            order by g.place, g.group_name)
    from (
        select m.id as member_id, c.group_name, min(c.order) as place, sum(c.max_points) as max_points,
            case when count(s.total) = count(*) then sum(s.total) end as confirmed
        from cluster_member m
        join cluster_criterion c on c.cluster_id = m.cluster_id and c.year = m.year
        left join cluster_standing_scores(p_cluster, p_year, p_before) s
            on s.member_id = m.id and s.criterion_id = c.id and s.phase = 'confirmation'
        where m.cluster_id = p_cluster
        and m.year = p_year
        group by m.id, c.group_name
    ) g
    group by g.member_id;
end;

grant execute on function cluster_group_totals(uuid, integer, timestamptz) to tdkt_service;

-- The last decision about exactly these members at this total; p_on: only decisions up to that day; null: all.
create or replace function cluster_tie_order(
    p_cluster uuid, p_year integer, p_member_ids uuid[], p_total numeric, p_before timestamptz, p_on date)
returns setof cluster_tie_decision
language plpgsql
stable
rows 1
as $$
begin
    return query
        select d.*
        from cluster_tie_decision d
        where d.cluster_id = p_cluster
        and d.year = p_year
        and d.confirmed_total = p_total
        and d.member_ids @> p_member_ids
        and d.member_ids <@ p_member_ids
        and (p_before is null or d.recorded_at < p_before)
        and (p_on is null or d.decided_on <= p_on)
        order by d.entry desc
        limit 1;
end
$$;

grant execute on function cluster_tie_order(uuid, integer, uuid[], numeric, timestamptz, date) to tdkt_service;

-- One row for each member of the year. A total is null while a criterion lacks that phase; criteria: how many there
-- are; confirmed: how many of them are confirmed; tied: how many other members share the rank; women_share: null where
-- no other member has the total, or no rule is known; equal_ids: the members that only a decision can put in order, null
-- for a member that is alone; tie_break: what put the member before or behind others with its total. p_on: the last day
-- that counts, for the law and for decisions; null: today.
create or replace function cluster_ranking(
    p_cluster uuid, p_year integer, p_before timestamptz default null, p_on date default null)
returns table (
    member_id uuid, unit_id uuid, role text, rank integer, tied integer, self_total numeric, checked_total numeric,
    confirmed_total numeric, confirmed integer, criteria integer, groups json, staff_count integer,
    women_count integer, women_share text, equal_ids uuid[], decision_id uuid, tie_break json)
language sql
stable
begin atomic
    with asked as (
        select count(*) as criteria
        from cluster_criterion c
        where c.cluster_id = p_cluster
        and c.year = p_year
    ),
    counted as (
        select s.member_id, s.phase, count(*) as criteria, sum(s.total) as total
        from cluster_standing_scores(p_cluster, p_year, p_before) s
        group by s.member_id, s.phase
    ),
    summed as (
        select m.id, m.unit_id, m.role,
            max(n.total) filter (where n.phase = 'self' and n.criteria = a.criteria) as self_total,
            max(n.total) filter (where n.phase = 'cross_check' and n.criteria = a.criteria) as checked_total,
            max(n.total) filter (where n.phase = 'confirmation' and n.criteria = a.criteria) as confirmed_total,
            coalesce(max(n.criteria) filter (where n.phase = 'confirmation'), 0) as confirmed,
            a.criteria
        from cluster_member m
        cross join asked a
        left join counted n on n.member_id = m.id
        where m.cluster_id = p_cluster
        and m.year = p_year
        group by m.id, a.criteria
    ),
    compared as (
        select s.*, count(*) over (partition by s.confirmed_total) > 1 and s.confirmed_total is not null as is_equal
        from summed s
    ),
    weighed as (
        select c.*, f.staff_count, f.women_count, l.permille, l.article,
            case when c.is_equal and l.permille is not null
                then women_share(f.staff_count, f.women_count, l.permille)
            end as women_share
        from compared c
        left join cluster_standing_staff(p_cluster, p_year, p_before) f on f.member_id = c.id
        left join cluster_tie_rule(p_cluster, p_year, p_on) l on true
    ),
    -- By total and preference: who is equal even then, and the decision about them.
    level as materialized (
        select e.*, d.id as decision_id, d.member_ids, d.reason, d.decided_on
        from (
            select w.confirmed_total, w.women_share is not distinct from 'met' as is_preferred,
                array_agg(w.id order by w.id) as equal_ids
            from weighed w
            where w.is_equal
            group by w.confirmed_total, w.women_share is not distinct from 'met'
        ) e
        left join lateral cluster_tie_order(
            p_cluster, p_year, e.equal_ids, e.confirmed_total, p_before, p_on) d on cardinality(e.equal_ids) > 1
    ),
    placed as (
        select w.*, coalesce(v.is_preferred, false) as is_preferred,
            case when cardinality(v.equal_ids) > 1 then v.equal_ids end as equal_ids,
            v.decision_id, v.reason, v.decided_on, coalesce(array_position(v.member_ids, w.id), 0) as place,
            v.is_preferred
                and exists (select from level o where o.confirmed_total = v.confirmed_total and not o.is_preferred)
                as goes_first
        from weighed w
        left join level v on w.is_equal
            and v.confirmed_total = w.confirmed_total
            and v.is_preferred = (w.women_share is not distinct from 'met')
    ),
    ranked as (
        select p.*,
            case when p.confirmed_total is not null
                then rank() over (order by p.confirmed_total desc nulls last, p.is_preferred desc, p.place)
            end as rank,
            case when p.confirmed_total is null then 0
                else count(*) over (partition by p.confirmed_total, p.is_preferred, p.place) - 1
            end as tied
        from placed p
    )
    select r.id, r.unit_id, r.role, r.rank::integer, r.tied::integer, trim_scale(r.self_total),
        trim_scale(r.checked_total), trim_scale(r.confirmed_total), r.confirmed::integer, r.criteria::integer,
        coalesce(g.groups, '[]'), r.staff_count, r.women_count, r.women_share, r.equal_ids, r.decision_id,
        case
            when r.decision_id is not null then json_build_object(
                'kind', 'leader_decision', 'decision_id', r.decision_id, 'decided_on', r.decided_on,
                'reason', r.reason)
            when r.goes_first then json_build_object(
                'kind', 'women_share', 'staff_count', r.staff_count, 'women_count', r.women_count,
                'permille', r.permille, 'article', r.article)
        end
    from ranked r
    left join cluster_group_totals(p_cluster, p_year, p_before) g on g.member_id = r.id
    join unit u on u.id = r.unit_id
    order by r.rank nulls last, u.code, r.id;
end;

grant execute on function cluster_ranking(uuid, integer, timestamptz, date) to tdkt_service;

-- The ranking without the name of its cluster, so that a report can include it. is_final: every criterion of every
-- member is confirmed. flag_places is 0 when the cluster has set nothing for the year. tie_decisions: all of the year,
-- and whether each applies.
create or replace function cluster_ranking_body(
    p_cluster uuid, p_year integer, p_before timestamptz default null, p_on date default null)
returns json
language plpgsql
stable
as $$
begin
    return (
        with items as materialized (
            select r.*, u.code as unit_code, u.name as unit_name, unit_full_name(u.type, u.name) as unit_full_name,
                row_number() over (order by r.rank nulls last, u.code, r.member_id) as place
            from cluster_ranking(p_cluster, p_year, p_before, p_on) r
            join unit u on u.id = r.unit_id
        ),
        ties as (
            select i.rank, json_agg(i.member_id order by i.place) as member_ids
            from items i
            where i.tied > 0
            group by i.rank
        )
        select json_build_object(
            'flag_places', coalesce(
                (select y.flag_places from cluster_year y where y.cluster_id = p_cluster and y.year = p_year), 0),
            'is_final', coalesce((select bool_and(i.rank is not null) from items i), false),
            'ties', coalesce(
                (select json_agg(json_build_object('rank', t.rank, 'member_ids', t.member_ids) order by t.rank) from ties t),
                '[]'),
            'tie_decisions', coalesce(
                (select json_agg(
                    json_build_object(
                        'decision_id', d.id, 'decided_on', d.decided_on, 'reason', d.reason,
                        'confirmed_total', trim_scale(d.confirmed_total), 'member_ids', to_json(d.member_ids),
                        'applies', exists (select from items i where i.decision_id = d.id))
                    order by d.entry)
                from cluster_tie_decision d
                where d.cluster_id = p_cluster
                and d.year = p_year
                and (p_before is null or d.recorded_at < p_before)
                and (p_on is null or d.decided_on <= p_on)),
                '[]'),
            'items', coalesce(
                (select json_agg(
                    json_build_object(
                        'rank', i.rank,
                        'tied', i.tied,
                        'member_id', i.member_id,
                        'unit', json_build_object(
                            'id', i.unit_id, 'code', i.unit_code, 'name', i.unit_name, 'full_name', i.unit_full_name),
                        'role', i.role,
                        'self_total', i.self_total,
                        'checked_total', i.checked_total,
                        'confirmed_total', i.confirmed_total,
                        'women_share', i.women_share,
                        'tie_break', i.tie_break,
                        'groups', i.groups)
                    order by i.place)
                from items i),
                '[]')));
end
$$;

grant execute on function cluster_ranking_body(uuid, integer, timestamptz, date) to tdkt_service;

-- The answer that callers get; null when they do not see the cluster.
create or replace function cluster_ranking_document(p_cluster uuid, p_year integer)
returns json
language plpgsql
stable
as $$
begin
    return (
        select json_build_object(
            'cluster', json_build_object('id', c.id, 'code', c.code, 'name', c.name),
            'year', p_year,
            'flag_places', r.body -> 'flag_places',
            'is_final', r.body -> 'is_final',
            'ties', r.body -> 'ties',
            'tie_decisions', r.body -> 'tie_decisions',
            'items', r.body -> 'items')
        from cluster c
        cross join lateral (select cluster_ranking_body(c.id, p_year) as body) r
        where c.id = p_cluster);
end
$$;

grant execute on function cluster_ranking_document(uuid, integer) to tdkt_service;
