-- Councils at the base on the road of a nomination. A title that is voted on at the base (today: Emulation Fighter at the
-- Grassroots Level, Decree 98/2023/NĐ-CP Art 30.7) comes before the council of the district, since 2025-07-01 of the
-- commune, before anybody may decide on it; until now such nominations were approved without a vote. And a result of the
-- council can be taken back by the council, as long as nothing followed from it.

-- votes: null for every class, else only for those that a rule of the law says are (are not) voted on.
alter table nomination_transition
    add column votes boolean,
    drop constraint nomination_transition_key,
    add constraint nomination_transition_key
        unique nulls not distinct (from_state, action, to_state, stage, award_levels, origins, consultation, votes);

-- What the council may do with a nomination, it may at the base.
update nomination_transition
set award_levels = array['base', 'province', 'state'],
    version = version + 1
where from_state = 'council'
or from_state = 'on_hold' and to_state = 'council';

update nomination_transition
set votes = false,
    version = version + 1
where award_levels = array['base']
and action = 'approve'
and to_state = 'approved';

insert into nomination_transition (
    from_state, action, to_state, roles, stage, award_levels, origins, votes, weighs_warnings)
values
    ('district_review', 'approve', 'council', array['district_reviewer'], 'district', array['base'], array['local'],
        true, true),
    ('province_appraisal', 'approve', 'council', array['province_reviewer'], 'province', array['base'],
        array['province'], true, true);

-- By the council's own function alone (0080), like pass, fail and defer.
insert into nomination_transition (from_state, action, to_state, roles, stage, needs_reason)
values
    ('approved', 'reopen', 'council', array['council_reviewer'], 'council', true),
    ('rejected', 'reopen', 'council', array['council_reviewer'], 'council', true);

alter table nomination_event
    drop constraint nomination_event_council_item_id_check,
    add constraint nomination_event_council_item_id_check check (
        (action in ('pass', 'fail', 'defer', 'reopen')) = (council_item_id is not null));

-- Whether a nomination is voted on before it is decided, by the law that it is under. Asked at the base only: whatever
-- goes on to the province comes before its council.
create function needs_vote(p_nomination nomination)
returns boolean
language plpgsql
stable
as $$
begin
    return exists (
        select
        from legal_rules(
            p_nomination.award_class_id, 'vote', p_nomination.subject_kind, nomination_law_date(p_nomination.id),
            p_nomination.province_lineage));
end
$$;

-- Whether a vote of the council brought a nomination where it stands, and nothing followed.
create function stands_by_vote(p_nomination nomination)
returns boolean
language plpgsql
stable
as $$
begin
    return coalesce((
        select e.action in ('pass', 'fail')
        from nomination_event e
        where e.nomination_id = p_nomination.id
        order by e.on_version desc
        limit 1), false);
end
$$;

-- Stages that are at home below the province: of what a unit of a province proposes, the district's, and the council's
-- where the award is one of the base.
create function is_base_stage(p_nomination nomination, p_stage text)
returns boolean
language sql
immutable
parallel safe
return p_stage = 'district'
    or p_stage = 'council' and p_nomination.award_level = 'base' and p_nomination.origin = 'local';

-- The body that acts at a stage on a day, as the lineage of its unit: a district until 2025-06-30, since then the
-- commune (Decree 129/2025/NĐ-CP Art 59), as stage_authority says; null where there is none. The councils of the base
-- went with the districts' other powers.
create or replace function stage_lineage(p_nomination nomination, p_stage text, p_on date)
returns uuid
language plpgsql
stable
as $$
begin
    return case
        when p_stage = 'unit'
            then coalesce(p_nomination.commune_lineage, p_nomination.district_lineage, p_nomination.province_lineage)
        when not is_base_stage(p_nomination, p_stage) then p_nomination.province_lineage
        when authority_level('district', p_on) = 'commune' then p_nomination.commune_lineage
        else p_nomination.district_lineage
    end;
end
$$;

-- A caller acts for a stage when the scope of its token reaches that body: its own unit or one above it. Whoever is
-- only below it (a commune before its district) sees the nomination, and that is all.
create or replace function covers_stage(p_nomination nomination, p_stage text, p_on date)
returns boolean
language plpgsql
stable
as $$
begin
    return coalesce(
        p_nomination.province_lineage = any (write_scope())
        or (p_stage = 'unit' or is_base_stage(p_nomination, p_stage))
            and p_nomination.district_lineage = any (write_scope())
        or (p_stage = 'unit'
                or is_base_stage(p_nomination, p_stage) and authority_level('district', p_on) = 'commune')
            and p_nomination.commune_lineage = any (write_scope()),
        false);
end
$$;

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
        and (t.consultation is null or t.consultation = needs_consultation(p_nomination))
        and (t.votes is null or t.votes = needs_vote(p_nomination));
end
$$;
