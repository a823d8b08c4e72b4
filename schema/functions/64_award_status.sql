-- What the holder of a code may know of a nomination: its award class, its states and their days. No person, no unit,
-- no reason. Readers do not see nominations; so a definer function returns the one row of the code, to the roles that
-- may ask and within their units.

-- For a decision, the day is the day of signature as it reads now, also after a correction.
create or replace function nomination_status(p_code text)
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
    select n.version + passed.decisions, n.state, n.award_class_id, n.subject_kind, d.number, d.signed_on, passed.stages
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
    ) as passed on true
    left join decision d on d.id = passed.decision_id::uuid
    where n.code = p_code
    and n.state <> 'draft'
    and caller_is('unit_officer', 'district_reviewer', 'province_reviewer', 'council_reviewer', 'reader', 'auditor')
    and (n.province_lineage = any (read_scope())
        or n.district_lineage = any (read_scope())
        or n.commune_lineage = any (read_scope()));
end
$$;

grant execute on function nomination_status(text) to tdkt_service;

-- The day on which an award without a nomination was annulled; null when no decision annuls it.
create or replace function annulled_on(p_award uuid)
returns date
language plpgsql
stable
security definer
set search_path = pg_catalog, public, pg_temp
as $$
begin
    return (
        select d.signed_on
        from annulment a
        join decision d on d.id = a.decision_id
        where a.award_id = p_award
        and caller_is('unit_officer', 'district_reviewer', 'province_reviewer', 'council_reviewer', 'reader', 'auditor')
        and (a.province_lineage = any (read_scope())
            or a.district_lineage = any (read_scope())
            or a.commune_lineage = any (read_scope())));
end
$$;

grant execute on function annulled_on(uuid) to tdkt_service;

-- For a table whose row is part of the status of one code: records that this status changed.
create or replace function note_status_change()
returns trigger
language plpgsql
security definer
set search_path = pg_catalog, public, pg_temp
as $$
begin
    insert into status_change (code) values (old.code);
    return null;
end
$$;

-- For a table whose row is part of the status of many codes: records that any status may have changed.
create or replace function note_change_of_all_statuses()
returns trigger
language plpgsql
security definer
set search_path = pg_catalog, public, pg_temp
as $$
begin
    insert into status_change default values;
    return null;
end
$$;

-- The codes whose status changes were committed since a snapshot, separated by commas; '*' for all codes, null for
-- none.
create or replace function status_changes(p_since pg_snapshot)
returns text
language plpgsql
stable
security definer
set search_path = pg_catalog, public, pg_temp
as $$
begin
    if p_since is null then
        return '*';
    end if;
    return (
        select case when count(*) > 200 or count(*) > count(c.code) then '*' else string_agg(c.code, ',') end
        from (
            select s.code
            from status_change s
            where s.xact >= pg_snapshot_xmin(p_since)
            and not pg_visible_in_snapshot(s.xact, p_since)
            limit 201
        ) as c
    );
end
$$;

grant execute on function status_changes(pg_snapshot) to tdkt_service;
