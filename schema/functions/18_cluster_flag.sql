-- From the ranking to the flag (cờ thi đua): a cluster proposes its leading members, as many as it has places for. The
-- nomination goes through the ordinary workflow; here is recorded for which member and year it was made.

-- How many other members already hold a place; a withdrawn nomination frees its place. Definer, to count nominations of
-- units that the caller does not see.
create or replace function cluster_flags_taken(p_cluster uuid, p_year integer, p_member uuid)
returns integer
language plpgsql
stable
security definer
set search_path = pg_catalog, public, pg_temp
as $$
begin
    return (
        select count(distinct f.member_id)
        from cluster_flag_nomination f
        join nomination n on n.id = f.nomination_id
        where f.cluster_id = p_cluster
        and f.year = p_year
        and f.member_id <> p_member
        and n.state <> 'withdrawn');
end
$$;

grant execute on function cluster_flags_taken(uuid, integer, uuid) to tdkt_service;

-- The member and all who share its rank must be within the places: nobody chooses between equal members. A score that
-- is corrected later may change who leads, but never how many are proposed.
create or replace function check_cluster_flag_rank(p_cluster uuid, p_year integer, p_member uuid)
returns void
language plpgsql
stable
as $$
declare
    places integer;
    own record;
    is_final boolean;
begin
    select flag_places into places from cluster_year where cluster_id = p_cluster and year = p_year;
    select bool_and(r.rank is not null) into is_final from cluster_ranking(p_cluster, p_year) r;
    if is_final is not true then
        perform refuse('cluster_flag_ranking', p_detail => state_detail('open'));
    end if;
    select r.rank, r.tied into own from cluster_ranking(p_cluster, p_year) r where r.member_id = p_member;
    if own.rank + own.tied > coalesce(places, 0) then
        perform refuse('cluster_flag_ranking_rank',
            array[own.rank::text, own.tied::text, coalesce(places, 0)::text], p_detail => state_detail('final'));
    end if;
    if cluster_flags_taken(p_cluster, p_year, p_member) >= places then
        perform refuse('cluster_flag_ranking_taken', p_detail => state_detail('final'));
    end if;
end
$$;

grant execute on function check_cluster_flag_rank(uuid, integer, uuid) to tdkt_service;

create or replace function check_cluster_flag_subject(p_nomination nomination, p_unit uuid)
returns void
language plpgsql
stable
as $$
begin
    if not exists (select from award_class where id = p_nomination.award_class_id and is_cluster_flag) then
        perform refuse('cluster_flag_nomination_award_class_id_flag');
    end if;
    if not exists (
        select
        from collective c
        join unit u on u.id = p_unit
        where c.id = p_nomination.collective_id
        and coalesce(c.commune_lineage, c.district_lineage, c.province_lineage) = u.lineage_id) then
        perform refuse('cluster_flag_nomination_collective_id_unit');
    end if;
end
$$;

grant execute on function check_cluster_flag_subject(nomination, uuid) to tdkt_service;

create or replace function enter_cluster_flag_nomination()
returns trigger
language plpgsql
as $$
declare
    ranked cluster_member;
    own nomination;
begin
    perform lock_cluster(new.cluster_id);
    select * into ranked from cluster_member where id = new.member_id and cluster_id = new.cluster_id;
    if not found and new.member_id is not null then
        perform refuse_reference('cluster_flag_nomination', 'member_id');
    end if;
    select * into own from nomination where id = new.nomination_id;
    if not found and new.nomination_id is not null then
        perform refuse_reference('cluster_flag_nomination', 'nomination_id');
    end if;
    if (ranked.year, own.year) is distinct from (new.year, new.year) then
        perform refuse('cluster_flag_nomination_year_member');
    end if;
    new.award_class_id := own.award_class_id;
    perform check_cluster_flag_subject(own, ranked.unit_id);
    perform check_cluster_flag_rank(new.cluster_id, new.year, new.member_id);
    return new;
end
$$;

-- A nomination from the ranking keeps its class, collective and year, even as a draft. Definer, because this also holds
-- for a successor that took the dossier over and does not see the cluster.
create or replace function check_cluster_flag_fixed()
returns trigger
language plpgsql
security definer
set search_path = pg_catalog, public, pg_temp
as $$
begin
    if exists (select from cluster_flag_nomination where nomination_id = new.id) then
        perform refuse('cluster_flag_nomination_fixed');
    end if;
    return null;
end
$$;
