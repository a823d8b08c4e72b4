-- The answer about eligibility: every condition of a path must be met, and one path is enough. The counting is done in
-- 25_eligibility_condition.

-- The result of one condition. Nothing of a hidden subject is counted. Kinds that the records cannot answer give
-- cannot_tell: judgement (a person must decide) and unread (nobody has read the text yet).
create or replace function weigh(p_rule award_rule, p_case eligibility_case)
returns finding
language plpgsql
stable
as $$
begin
    if p_case.is_hidden then
        return row('cannot_tell', counted())::finding;
    end if;
    return case p_rule.kind
        when 'held_award' then weigh_held_award(p_rule, p_case)
        when 'consecutive_award' then weigh_consecutive_award(p_rule, p_case)
        when 'rating_years' then weigh_rating_years(p_rule, p_case)
        when 'rating_count' then weigh_rating_count(p_rule, p_case)
        when 'initiatives' then weigh_initiatives(p_rule, p_case)
        when 'unit_age' then weigh_unit_age(p_rule, p_case)
        when 'member_share' then weigh_member_share(p_rule, p_case)
        when 'member_award' then weigh_member_award(p_rule, p_case)
        else row('cannot_tell', counted())::finding
    end;
end
$$;

grant execute on function weigh(award_rule, eligibility_case) to tdkt_service;

-- One condition as the answer shows it; unit_id says which province set it, null for the nation.
create or replace function condition_shown(p_rule award_rule, p_finding finding)
returns jsonb
language plpgsql
stable
as $$
begin
    return jsonb_build_object(
        'kind', p_rule.kind,
        'result', p_finding.result,
        'needed', jsonb_build_object(
            'award_class_code', (select c.code from award_class c where c.id = p_rule.needs_award_class_id),
            'least', p_rule.least, 'years', p_rule.years, 'rating', p_rule.rating,
            'initiative_level', p_rule.initiative_level, 'permille', p_rule.permille),
        'counted', p_finding.counted,
        'text_vi', p_rule.text_vi, 'text_en', p_rule.text_en,
        'article', p_rule.article, 'confidence', p_rule.confidence, 'verified', p_rule.verified,
        'unit_id', p_rule.unit_id);
end
$$;

grant execute on function condition_shown(award_rule, finding) to tdkt_service;

-- Each path with its conditions. One condition that is not met fails the path; one that cannot be told leaves it open.
create or replace function eligibility_paths(p_class uuid, p_case eligibility_case, p_province uuid)
returns table (path text, result text, verified boolean, conditions jsonb)
language plpgsql
stable
as $$
#variable_conflict use_column
begin
    return query
        with weighed as materialized (
            select a.rule, a.path, row(f.result, f.counted)::finding as finding, f.result
            from eligibility_conditions(p_class, p_case, p_province) a
            cross join lateral weigh(a.rule, following(p_case, a.follows)) f
        )
        select
            w.path,
            case
                when bool_or(w.result = 'not_met') then 'not_met'
                when bool_or(w.result = 'cannot_tell') then 'cannot_tell'
                else 'eligible'
            end,
            bool_and((w.rule).verified),
            jsonb_agg(condition_shown(w.rule, w.finding) order by (w.rule).id)
        from weighed w
        group by w.path;
end
$$;

grant execute on function eligibility_paths(uuid, eligibility_case, uuid) to tdkt_service;

-- Which of the class's kinds of subject a collective or individual is; null when the class is not for it.
create or replace function eligible_kind(p_class uuid, p_collective uuid, p_individual uuid)
returns text
language plpgsql
stable
as $$
begin
    return (
        select k.kind
        from award_class c
        join unnest(array['individual', 'household', 'collective']) with ordinality as k (kind, place)
            on k.kind = any (c.subject_kinds)
        where c.id = p_class
        and case k.kind
            when 'individual' then p_individual is not null
            else p_collective is not null and k.kind = subject_kind_of(k.kind, p_collective)
        end
        order by k.place
        limit 1);
end
$$;

grant execute on function eligible_kind(uuid, uuid, uuid) to tdkt_service;

-- One path is enough. Without rules on that day (before the first regime, or for a class that nobody described) the
-- result is cannot_tell. p_year: the year the award is for; null: the year of the day. A nomination itself says whether it
-- is for a household; otherwise the subject says it. Definer, because the whole history of the subject counts; what the
-- caller may know of it is checked in case_of().
create or replace function eligibility(
    p_class uuid, p_collective uuid, p_individual uuid, p_on date, p_year integer default null,
    p_subject_kind text default null, p_province uuid default null, p_is_simplified boolean default false)
returns jsonb
language plpgsql
stable
security definer
set search_path = pg_catalog, public, pg_temp
as $$
begin
    return (
        with subject as (
            select
                case_of(
                    p_class, p_collective, p_individual,
                    coalesce(p_subject_kind, eligible_kind(p_class, p_collective, p_individual)),
                    coalesce(p_year, extract(year from p_on)::integer), p_on, true, p_is_simplified) as facts,
                coalesce(p_province, province_of(p_collective, p_individual)) as province
        ),
        outcome as (
            select
                case
                    when bool_or(p.result = 'eligible') then 'eligible'
                    when bool_and(p.result = 'not_met') then 'not_met'
                    else 'cannot_tell'
                end as result,
                coalesce(bool_and(p.verified), false) as verified,
                coalesce(
                    jsonb_agg(
                        jsonb_build_object('path', p.path, 'result', p.result, 'conditions', p.conditions)
                        order by p.path),
                    '[]') as paths
            from subject s
            cross join lateral eligibility_paths(p_class, s.facts, s.province) p
        )
        select jsonb_build_object(
            'award_class_code', (select c.code from award_class c where c.id = p_class),
            'subject_kind', (s.facts).subject_kind,
            'on', p_on,
            'year', (s.facts).year,
            'regime', (
                select jsonb_build_object('code', l.code, 'name_vi', l.name_vi, 'name_en', l.name_en)
                from legal_regime l
                where p_on >= l.valid_from
                and (l.valid_to is null or p_on <= l.valid_to)),
            'result', o.result, 'verified', o.verified, 'paths', o.paths)
        from subject s
        cross join outcome o);
end
$$;

drop function if exists eligibility(uuid, uuid, uuid, date, text, uuid);
drop function if exists eligibility(uuid, uuid, uuid, date, integer, text, uuid);
grant execute on function eligibility(uuid, uuid, uuid, date, integer, text, uuid, boolean) to tdkt_service;

-- The day whose law applies to a nomination: the day it was received; before that, the date of its dossier.
create or replace function law_date(p_nomination uuid, p_dossier uuid)
returns date
language plpgsql
stable
as $$
begin
    return coalesce(
        (select min(e.acted_on) from nomination_event e where e.nomination_id = p_nomination and e.action = 'receive'),
        (select d.dated_on from dossier d where d.id = p_dossier));
end
$$;

grant execute on function law_date(uuid, uuid) to tdkt_service;

-- The conditions of an award class, each with the number of rated years that its path asks for. For a nomination of the simplified
-- procedure only paths that nothing is counted for.
create or replace function eligibility_conditions(p_class uuid, p_case eligibility_case, p_province uuid)
returns table (rule award_rule, path text, follows integer)
language sql
stable
begin atomic
    select a.rule, a.path, a.follows
    from (
        select
            r as rule,
            r.path,
            max(r.years) filter (where r.kind = 'rating_years') over (partition by r.path) as follows,
            bool_or(r.kind not in ('judgement', 'unread')) over (partition by r.path) as counts
        from legal_rules(p_class, 'eligibility', (p_case).subject_kind, (p_case).on_date, p_province) r
    ) a
    where not (a.counts and coalesce((p_case).is_simplified, false));
end;

grant execute on function eligibility_conditions(uuid, eligibility_case, uuid) to tdkt_service;

-- Whether eligibility() answers 'not_met': each path has a condition that is not met. The check leaves a path at its
-- first such condition, and ends with false at the first path without one.
create or replace function is_not_met(p_class uuid, p_case eligibility_case, p_province uuid)
returns boolean
language plpgsql
stable
as $$
declare
    asked record;
    current_path text;
    is_closed boolean; -- the current path; null: there is none yet
begin
    for asked in
        select a.rule, a.path, a.follows
        from eligibility_conditions(p_class, p_case, p_province) a
        order by a.path
    loop
        if is_closed is null or asked.path is distinct from current_path then
            if not is_closed then
                return false;
            end if;
            is_closed := false;
            current_path := asked.path;
        end if;
        if not is_closed then
            p_case.follows := asked.follows;
            is_closed := (weigh(asked.rule, p_case)).result = 'not_met';
        end if;
    end loop;
    return coalesce(is_closed, false);
end
$$;
