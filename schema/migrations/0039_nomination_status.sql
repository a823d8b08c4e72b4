-- What the holder of a code may learn of a nomination: which class, where it stands and since when. No person, no unit,
-- no reason. Readers do not see nominations; so a definer's function answers for the one row behind the code, to the
-- roles that may ask and within their units.

create function nomination_road(p_code text)
returns table (
    version bigint, state text, award_class_id uuid, subject_kind text, decision_number text, signed_on date,
    stages json)
language sql
stable
security definer
set search_path = pg_catalog, public, pg_temp
begin atomic
    select n.version, n.state, n.award_class_id, n.subject_kind, d.number, d.signed_on, road.stages
    from nomination n
    left join lateral (
        select
            json_agg(json_build_object('stage', e.to_state, 'on', e.acted_on) order by e.on_version) as stages,
            min(e.decision_id::text) filter (where e.action = 'decide') as decision_id
        from nomination_event e
        where e.nomination_id = n.id
    ) as road on true
    left join decision d on d.id = road.decision_id::uuid
    where n.code = p_code
    and n.state <> 'draft'
    and caller_is('unit_officer', 'district_reviewer', 'province_reviewer', 'council_reviewer', 'reader', 'auditor')
    and (n.province_lineage = any (read_scope())
        or n.district_lineage = any (read_scope())
        or n.commune_lineage = any (read_scope()));
end;

-- The day on which an award without a nomination was annulled; null where no decision says so.
create function annulled_on(p_award uuid)
returns date
language sql
stable
security definer
set search_path = pg_catalog, public, pg_temp
begin atomic
    select d.signed_on
    from annulment a
    join decision d on d.id = a.decision_id
    where a.award_id = p_award
    and caller_is('unit_officer', 'district_reviewer', 'province_reviewer', 'council_reviewer', 'reader', 'auditor')
    and (a.province_lineage = any (read_scope())
        or a.district_lineage = any (read_scope())
        or a.commune_lineage = any (read_scope()));
end;

revoke all on function nomination_road(text) from public;
revoke all on function annulled_on(uuid) from public;
grant execute on function nomination_road(text) to tdkt_service;
grant execute on function annulled_on(uuid) to tdkt_service;
