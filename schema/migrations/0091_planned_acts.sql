-- An act asks the same functions twice: nomination_enter() before it and the triggers of its event. Cached plans are thrown away when
-- the user or search_path changes between two calls, so both ask as the definer now; nomination_enter() itself says which
-- rows its caller sees, as the policy does. What does not depend on the row is asked once a statement, not once a row.
-- kind: expand

-- Before anything else is looked at: the version of a nomination the caller sees, null when it sees none; refused when
-- the state knows one of the actions, but not for this caller.
create or replace function nomination_enter(p_id uuid, p_actions text[])
returns bigint
language plpgsql
stable
security definer
set search_path = pg_catalog, public, pg_temp
as $$
declare
    own nomination;
    refusals text[];
begin
    select * into own
    from nomination
    where id = p_id
    and caller_is('unit_officer', 'district_reviewer', 'province_reviewer', 'council_reviewer', 'auditor')
    and (province_lineage = any (read_scope())
        or district_lineage = any (read_scope())
        or commune_lineage = any (read_scope()));
    if not found then
        return null;
    end if;
    select array_agg(coalesce(step_refusal(own, t, today()), 'open')) into refusals
    from steps_from(own) t
    where t.action = any (p_actions);
    if refusals <@ array['role', 'unit', 'actor'] then
        perform refuse_step(refusals[1]);
    end if;
    return own.version;
end
$$;
revoke all on function nomination_enter(uuid, text[]) from public;
grant execute on function nomination_enter(uuid, text[]) to tdkt_service;

-- The steps that a nomination's state, road and class leave open, whoever asks.
create or replace function steps_from(p_nomination nomination)
returns setof nomination_transition
language plpgsql
stable
as $$
begin
    return query
        select t.*
        from nomination_transition t
        where t.from_state = p_nomination.state
        and p_nomination.award_level = any (t.award_levels)
        and p_nomination.origin = any (t.origins)
        and (t.action <> 'resume' or t.to_state = p_nomination.held_state)
        and (t.action <> 'reopen' or stands_by_vote(p_nomination))
        and (t.consultation is null or t.consultation = (select needs_consultation(p_nomination)))
        and (t.votes is null or t.votes = (select needs_vote(p_nomination)));
end
$$;

create or replace function warn_of_papers(p_nomination nomination)
returns setof jsonb
language plpgsql
stable
as $$
declare
    law_day constant date := law_date_of(p_nomination);
begin
    return query
        select warning('missing_document',
            format('Hồ sơ chưa có: %s', needed.name_vi), format('Missing from the dossier: %s', needed.name_en))
        from required_document needed
        where (needed.award_class_id is null or needed.award_class_id = p_nomination.award_class_id)
        and law_day between needed.valid_from and coalesce(needed.valid_to, 'infinity')
        and not exists (
            select
            from dossier_document paper
            where paper.dossier_id = p_nomination.dossier_id
            and paper.kind = needed.kind
            and (paper.nomination_id is null or paper.nomination_id = p_nomination.id))
        order by needed.id;
end
$$;
