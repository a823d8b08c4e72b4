-- The tag of an award's status told of the award and of its nomination alone: who had it was told "not modified" (304) after
-- the decision's number, or the name of the class, had changed. A version that is answered is the sum of all that is told:
-- each only grows, so the sum is new whenever one of them is.
-- kind: expand
-- The award behind a code, for whoever holds the code: no person and no unit, as nomination_road() (0039).
create or replace function award_by_code(p_code text)
returns table (
    id uuid, version bigint, code text, nomination_id uuid, award_class_id uuid, subject_kind text, state text,
    decision_number text, signed_on date, corrected_on date)
language plpgsql
stable
security definer
set search_path = pg_catalog, public, pg_temp
as $$
begin
    return query
    select
        a.id,
        a.version + d.version + case when a.state = 'annulled' then (
            select coalesce(sum(by.version), 0)::bigint
            from annulment x
            join decision by on by.id = x.decision_id
            where x.award_id = a.id
        ) else 0 end,
        a.code, a.nomination_id, a.award_class_id, a.subject_kind, a.state, d.number, a.signed_on,
        greatest(a.corrected_on, d.corrected_on)
    from award a
    join decision d on d.id = a.decision_id
    where a.code = p_code
    and caller_is('unit_officer', 'district_reviewer', 'province_reviewer', 'council_reviewer', 'reader', 'auditor')
    and (a.province_lineage = any (read_scope())
        or a.district_lineage = any (read_scope())
        or a.commune_lineage = any (read_scope()));
end
$$;

-- The day of a decision is the decision's, as it reads now.
create or replace function nomination_road(p_code text)
returns table (
    version bigint, state text, award_class_id uuid, subject_kind text, decision_number text, signed_on date,
    stages json)
language plpgsql
stable
security definer
set search_path = pg_catalog, public, pg_temp
as $$
#variable_conflict use_column
begin
    return query
    select n.version + road.decisions, n.state, n.award_class_id, n.subject_kind, d.number, d.signed_on, road.stages
    from nomination n
    left join lateral (
        select
            json_agg(
                json_build_object('stage', e.to_state, 'on', coalesce(by.signed_on, e.acted_on))
                order by e.on_version) as stages,
            coalesce(sum(by.version), 0)::bigint as decisions,
            min(e.decision_id::text) filter (where e.action = 'decide') as decision_id
        from nomination_event e
        left join decision by on by.id = e.decision_id
        where e.nomination_id = n.id
    ) as road on true
    left join decision d on d.id = road.decision_id::uuid
    where n.code = p_code
    and n.state <> 'draft'
    and caller_is('unit_officer', 'district_reviewer', 'province_reviewer', 'council_reviewer', 'reader', 'auditor')
    and (n.province_lineage = any (read_scope())
        or n.district_lineage = any (read_scope())
        or n.commune_lineage = any (read_scope()));
end
$$;
