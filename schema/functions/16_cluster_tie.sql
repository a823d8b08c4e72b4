-- What decides between members with equal totals before anybody decides: the law puts a collective with enough women
-- first. The share is a dated rule of the flags (kind tie_break); the figures are stated by the members, as entries.

-- The rule for the ranking of a year: the one in force on the last day of the year, or, while the year is not over, on
-- the day of the ranking. p_on: that day; null: today. The province's flag takes precedence over the State's. No row:
-- the law of that day gives no preference, or nobody has read it.
create or replace function cluster_tie_rule(p_cluster uuid, p_year integer, p_on date)
returns setof award_rule
language plpgsql
stable
rows 1
as $$
begin
    return query
        select r.*
        from cluster k
        join award_class c on c.is_cluster_flag
            and (c.province_lineage is null or c.province_lineage = k.province_lineage)
        cross join lateral legal_rules(
            c.id, 'tie_break', 'collective', least(make_date(p_year, 12, 31), coalesce(p_on, today())),
            k.province_lineage) r
        where k.id = p_cluster
        order by c.level = 'state', c.rank, c.code, r.subject_kind nulls last
        limit 1;
end
$$;

grant execute on function cluster_tie_rule(uuid, integer, date) to tdkt_service;

-- Whether a member has the share of women that goes first: met, not_met, or unknown where nobody stated the figures.
create or replace function women_share(p_staff_count integer, p_women_count integer, p_permille integer)
returns text
language sql
immutable
parallel safe
return case
    when p_staff_count is null or p_women_count is null then 'unknown'
    when p_staff_count > 0 and p_women_count::bigint * 1000 >= p_staff_count::bigint * p_permille then 'met'
    else 'not_met'
end;

grant execute on function women_share(integer, integer, integer) to tdkt_service;

-- The last figures of each member, without the entries recorded from a point in time on; null: all entries.
create or replace function cluster_standing_staff(p_cluster uuid, p_year integer, p_before timestamptz)
returns table (member_id uuid, staff_count integer, women_count integer)
language sql
stable
begin atomic
    select distinct on (c.member_id) c.member_id, c.staff_count, c.women_count
    from cluster_staff_count c
    where c.cluster_id = p_cluster
    and c.year = p_year
    and (p_before is null or c.recorded_at < p_before)
    order by c.member_id, c.entry desc;
end;

grant execute on function cluster_standing_staff(uuid, integer, timestamptz) to tdkt_service;

-- A member's figures are stated by the member or by a unit above it.
create or replace function enter_cluster_staff_count()
returns trigger
language plpgsql
as $$
declare
    own cluster_member;
begin
    perform lock_cluster(new.cluster_id);
    select * into own from cluster_member where id = new.member_id and cluster_id = new.cluster_id;
    if not found and new.member_id is not null then
        perform refuse_reference('cluster_staff_count', 'member_id');
    end if;
    if not (caller_is('unit_officer', 'district_reviewer', 'province_reviewer') and covers_unit(own.unit_id)) then
        perform refuse('cluster_staff_count_unit');
    end if;
    new.version := 1;
    new.recorded_at := now();
    new.year := own.year;
    new.actor := caller_subject();
    select coalesce(max(c.entry), 0) + 1 into new.entry from cluster_staff_count c where c.member_id = new.member_id;
    return new;
end
$$;
