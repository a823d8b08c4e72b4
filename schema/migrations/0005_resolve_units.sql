-- From the units named in a token to the scope they give, before anything is known about the caller: hence a definer's
-- function that reads only units. A code means the unit that bears it on the day, or else the last that bore it.

-- The units a token names: one row for each code or id that names one. Unknown ones give nothing.
create function named_units(p_names text[], p_on date)
returns setof unit
language sql
stable
begin atomic
    select u.*
    from unnest(p_names) as named (name)
    cross join lateral (
        select v.*
        from unit v
        where v.code = named.name
        and v.valid_from <= p_on
        order by v.valid_from desc
        limit 1
    ) u
    union
    select u.*
    from unit u
    where u.id = any (
        select named.name::uuid
        from unnest(p_names) as named (name)
        where named.name ~* '^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$');
end;

-- Everything a lineage took over: its predecessors by merge, theirs, and so on. Renames and upgrades share the lineage.
create function archive_of(p_lineages uuid[])
returns setof uuid
language sql
stable
begin atomic
    with recursive owned (lineage_id) as (
        select unnest(p_lineages)
        union
        select before.lineage_id
        from owned
        join unit after on after.lineage_id = owned.lineage_id
        join unit_succession s on s.successor_id = after.id and s.kind in ('merge', 'rename', 'upgrade')
        join unit before on before.id = s.predecessor_id
    )
    select lineage_id from owned;
end;

-- Whether every version of a unit lay below one of the given lineages.
create function lies_below(p_lineage uuid, p_lineages uuid[])
returns boolean
language sql
stable
begin atomic
    select bool_and(
        coalesce(u.province_lineage <> p_lineage and u.province_lineage = any (p_lineages), false)
        or coalesce(u.district_lineage <> p_lineage and u.district_lineage = any (p_lineages), false))
    from unit u
    where u.lineage_id = p_lineage;
end;

-- The scope of a token. writable: its own units; the others are the archive they took over. covered: another row of the
-- answer already reads it (350 beside 37, which reads all of the former 35), so a merge of lists can leave it out.
-- moved: it once lay in another province than province_lineage, and so do records of that time.
create function resolve_units(codes text[], on_date date)
returns table (lineage uuid, level text, province_lineage uuid, writable boolean, covered boolean, moved boolean)
language plpgsql
stable
security definer
set search_path = pg_catalog, public, pg_temp
as $$
#variable_conflict use_column
declare
    own uuid[];
    readable uuid[];
begin
    select array_agg(distinct n.lineage_id) into own from named_units(codes, on_date) n;
    select array_agg(o.id) into own from unnest(own) as o (id) where not lies_below(o.id, own);
    select array_agg(a.id) into readable from archive_of(own) as a (id);
    return query
        select r.id, u.level, u.province_lineage, w.writable, below.covered, m.moved
        from unnest(readable) as r (id)
        cross join lateral (select r.id = any (own) as writable) w
        cross join lateral (select lies_below(r.id, readable) as covered) below
        cross join lateral (
            select v.level, v.province_lineage
            from unit v
            where v.lineage_id = r.id
            order by v.valid_from desc
            limit 1
        ) u
        cross join lateral (
            select exists (
                select from unit v where v.lineage_id = r.id and v.province_lineage <> u.province_lineage) as moved
        ) m
        where w.writable or not below.covered
        order by w.writable desc, r.id;
end
$$;

revoke all on function named_units(text[], date) from public;
revoke all on function archive_of(uuid[]) from public;
revoke all on function lies_below(uuid, uuid[]) from public;
revoke all on function resolve_units(text[], date) from public;
grant execute on function resolve_units(text[], date) to tdkt_service;
