-- Members that are equal in score and before the law share a rank until those who lead the cluster that year decide
-- their order, with a reason. A decision is about exactly the members that share the rank and their total: when a score
-- or a member's figures change, it no longer applies. The last decision about the same members and total counts.

-- Nobody decides about their own unit: if the leader's unit is among the members, the deputy or the province decides.
create or replace function check_tie_decision_caller(p_decision cluster_tie_decision)
returns void
language plpgsql
stable
as $$
begin
    if not leads_cluster(p_decision.cluster_id, p_decision.year) then
        perform refuse('cluster_tie_decision_unit');
    end if;
    if exists (
        select
        from cluster_member m
        where m.cluster_id = p_decision.cluster_id
        and m.id = any (p_decision.member_ids)
        and is_of_unit(m.unit_id)) then
        perform refuse('cluster_tie_decision_own');
    end if;
end
$$;

grant execute on function check_tie_decision_caller(cluster_tie_decision) to tdkt_service;

create or replace function check_tie_decision_members(p_decision cluster_tie_decision)
returns void
language plpgsql
stable
as $$
declare
    named constant integer := cardinality(array(select distinct unnest(p_decision.member_ids)));
begin
    if named < 2 or named < cardinality(p_decision.member_ids) then
        perform refuse('cluster_tie_decision_member_ids');
    end if;
    if named <> (
        select count(*)
        from cluster_member m
        where m.cluster_id = p_decision.cluster_id
        and m.year = p_decision.year
        and m.id = any (p_decision.member_ids)) then
        perform refuse_reference('cluster_tie_decision', 'member_ids');
    end if;
end
$$;

grant execute on function check_tie_decision_members(cluster_tie_decision) to tdkt_service;

create or replace function enter_cluster_tie_decision()
returns trigger
language plpgsql
as $$
begin
    perform lock_cluster(new.cluster_id);
    perform check_tie_decision_caller(new);
    perform check_tie_decision_members(new);
    select r.confirmed_total into new.confirmed_total
    from cluster_ranking(new.cluster_id, new.year) r
    where r.equal_ids @> new.member_ids
    and r.equal_ids <@ new.member_ids
    limit 1;
    if not found then
        perform refuse('cluster_tie_decision_set', p_detail => state_detail((
            select case when bool_and(r.rank is not null) then 'final' else 'open' end
            from cluster_ranking(new.cluster_id, new.year) r)));
    end if;
    new.version := 1;
    new.recorded_at := now();
    new.actor := caller_subject();
    select coalesce(max(d.entry), 0) + 1 into new.entry
    from cluster_tie_decision d
    where d.cluster_id = new.cluster_id
    and d.year = new.year;
    return new;
end
$$;
