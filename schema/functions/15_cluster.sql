-- Clusters of emulation and their members by year. Leader and deputy change every year, so membership is kept by year
-- and is not a property of the unit. The province that organises a cluster owns it; its districts may read it.

-- A membership belongs to the province of its cluster, not to the province of the member.
create or replace function scope_by_cluster()
returns trigger
language plpgsql
as $$
begin
    if new.cluster_id is null then
        perform refuse_null('cluster_member', 'cluster_id');
    end if;
    select province_lineage into new.province_lineage from cluster where id = new.cluster_id;
    if not found then
        perform refuse_reference('cluster_member', 'cluster_id');
    end if;
    if not exists (select from unit where id = new.unit_id) and new.unit_id is not null then
        perform refuse_reference('cluster_member', 'unit_id');
    end if;
    return new;
end
$$;

-- Whether a unit is one of the caller's write scope, or lies below one.
create or replace function covers_unit(p_unit uuid)
returns boolean
language plpgsql
stable
as $$
begin
    return (
        select exists (
            select
            from unit u
            where u.id = p_unit
            and (u.province_lineage = any (write_scope())
                or u.district_lineage = any (write_scope())
                or u.commune_lineage = any (write_scope()))));
end
$$;

grant execute on function covers_unit(uuid) to tdkt_service;

-- Whether the caller belongs to the unit itself, under any name the unit has had: its token names this unit, not one
-- above it.
create or replace function is_of_unit(p_unit uuid)
returns boolean
language plpgsql
stable
as $$
begin
    return (
        select exists (select from unit u where u.id = p_unit and u.lineage_id = any (write_scope())));
end
$$;

grant execute on function is_of_unit(uuid) to tdkt_service;

-- Who leads a cluster: the province that organises it, in every year; the leader and the deputy of a year, in that year
-- only.
create or replace function leads_cluster(p_cluster uuid, p_year integer)
returns boolean
language plpgsql
stable
as $$
begin
    return (
        select caller_is('province_reviewer')
            and exists (
                select
                from cluster c
                where c.id = p_cluster
                and c.province_lineage = any (write_scope()))
            or caller_is('unit_officer', 'district_reviewer')
            and exists (
                select
                from cluster_member m
                where m.cluster_id = p_cluster
                and m.year = p_year
                and m.role in ('leader', 'deputy')
                and is_of_unit(m.unit_id)));
end
$$;

grant execute on function leads_cluster(uuid, integer) to tdkt_service;

-- Criteria, scores and nominations of one cluster are written one after another, so that no check relies on data that
-- another write is changing. Definer, to lock a row that the caller may only read.
create or replace function lock_cluster(p_cluster uuid)
returns void
language plpgsql
security definer
set search_path = pg_catalog, public, pg_temp
as $$
begin
    perform from cluster where id = p_cluster for no key update;
end
$$;

grant execute on function lock_cluster(uuid) to tdkt_service;

-- What belongs to a cluster belongs to the cluster's province.
create or replace function scope_of_cluster()
returns trigger
language plpgsql
as $$
begin
    if new.cluster_id is null then
        perform refuse_null(tg_table_name, 'cluster_id');
    end if;
    select province_lineage into new.province_lineage from cluster where id = new.cluster_id;
    if not found then
        perform refuse_reference(tg_table_name, 'cluster_id');
    end if;
    return new;
end
$$;

-- Only the province sets how many members may be proposed for the flag: no member may give places to its own cluster.
create or replace function check_flag_places()
returns trigger
language plpgsql
as $$
begin
    if caller_subject() is not null and not caller_is('province_reviewer') then
        perform refuse('cluster_year_flag_places');
    end if;
    return new;
end
$$;
