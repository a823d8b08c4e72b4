-- Every question to the rules says in which province it is asked, so that a province's own rule binds there and nowhere
-- else. Who decides and what money goes with an award are asked of the nation alone (0037, 0021).

create or replace function needs_consultation(p_nomination nomination)
returns boolean
language plpgsql
stable
as $$
begin
    return exists (
        select
        from legal_rules(
            p_nomination.award_class_id, 'consultation', p_nomination.subject_kind,
            nomination_law_date(p_nomination.id), p_nomination.province_lineage));
end
$$;

create or replace function check_event_dates(p_nomination nomination, p_event nomination_event)
returns void
language plpgsql
stable
as $$
declare
    closes_on date;
begin
    if p_event.acted_on > today() then
        perform refuse('TD001', 'nomination_event_future', 'Ngày thực hiện ở tương lai', 'The day lies in the future');
    end if;
    if p_event.acted_on < coalesce(
        p_nomination.state_on, (select dated_on from dossier where id = p_nomination.dossier_id)) then
        perform refuse('TD001', 'nomination_event_order',
            'Ngày thực hiện trước ngày của hồ sơ hoặc của bước trước',
            'The day lies before the dossier or the last step');
    end if;
    if p_nomination.state <> 'public_consultation' or p_event.action <> 'approve' then
        return;
    end if;
    select max(add_working_days(p_nomination.state_on, r.working_days)) into closes_on
    from legal_rules(p_nomination.award_class_id, 'consultation', p_nomination.subject_kind,
        nomination_law_date(p_nomination.id), p_nomination.province_lineage) r;
    if p_event.acted_on < closes_on then
        perform refuse('TD002', 'nomination_consultation',
            format('Thời hạn lấy ý kiến nhân dân đến hết ngày %s', to_char(closes_on, 'DD/MM/YYYY')),
            format('The public consultation runs until %s', closes_on));
    end if;
end
$$;

-- When a stage that began on a day is due in a province, by the rule of that day: the province's own before the
-- nation's, one for the level of the award before one for all. Null where no rule is known.
drop function deadline_of(text, text, date);
create function deadline_of(p_stage text, p_award_level text, p_from date, p_province uuid default null)
returns date
language plpgsql
stable
as $$
begin
    return (
        select add_working_days(p_from, (
            select d.working_days
            from stage_deadline d
            where d.stage = p_stage
            and (d.award_level is null or d.award_level = p_award_level)
            and (d.province_lineage is null or d.province_lineage = p_province)
            and d.valid_from <= p_from
            and (d.valid_to is null or d.valid_to >= p_from)
            order by d.province_lineage nulls last, d.award_level nulls last
            limit 1)));
end
$$;

-- A deadline runs from the day its desk got the nomination, not from each step there.
create or replace function nomination_due_on(p_nomination nomination, p_event nomination_event)
returns date
language plpgsql
stable
as $$
declare
    desk constant text := desk_of(p_nomination, p_event.to_state);
begin
    if desk = desk_of(p_nomination, p_event.from_state) then
        return p_nomination.due_on;
    end if;
    return deadline_of(desk, p_nomination.award_level, p_event.acted_on, p_nomination.province_lineage);
end
$$;

-- A quota counts against the holders of another class in the unit and year, or, where the rule names none, against the
-- leaders of the province's clusters in the year.
create or replace function warn_of_quotas(p_nomination nomination)
returns setof jsonb
language plpgsql
stable
as $$
begin
    return query
        select warning('quota_exceeded',
            format('Vượt tỷ lệ %s%%: %s trên %s. %s',
                trim_scale(r.permille / 10.0), used.number, base.number, r.text_vi),
            format('Beyond %s%%: %s of %s. %s', trim_scale(r.permille / 10.0), used.number, base.number, r.text_en))
        from legal_rules(
            p_nomination.award_class_id, 'quota', p_nomination.subject_kind, law_date_of(p_nomination),
            p_nomination.province_lineage) r
        cross join lateral (
            select case
                when r.needs_award_class_id is not null then count_holders(p_nomination, r.needs_award_class_id, false)
                else (
                    select count(*)
                    from cluster_member l
                    where l.province_lineage = p_nomination.province_lineage
                    and l.year = p_nomination.year
                    and l.role = 'leader')
            end
        ) as base (number)
        cross join lateral (
            select count_holders(p_nomination, p_nomination.award_class_id, r.needs_award_class_id is null)
        ) as used (number)
        where used.number * 1000 > r.permille * base.number;
end
$$;

-- One condition as it is shown; unit_id says whose it is, null being the nation's.
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
            'award', (select c.code from award_class c where c.id = p_rule.needs_award_class_id),
            'least', p_rule.least, 'years', p_rule.years, 'rating', p_rule.rating,
            'initiative_level', p_rule.initiative_level, 'permille', p_rule.permille),
        'counted', p_finding.counted,
        'text_vi', p_rule.text_vi, 'text_en', p_rule.text_en,
        'article', p_rule.article, 'confidence', p_rule.confidence, 'verified', p_rule.verified,
        'unit_id', p_rule.unit_id);
end
$$;

-- The paths of a case: all conditions of a path are asked for.
drop function eligibility_paths(uuid, eligibility_case);
create function eligibility_paths(p_class uuid, p_case eligibility_case, p_province uuid)
returns table (path text, result text, verified boolean, conditions jsonb)
language plpgsql
stable
as $$
#variable_conflict use_column
begin
    return query
        with asked as (
            select
                r as rule,
                r.path,
                max(r.years) filter (where r.kind = 'rating_years') over (partition by r.path) as follows
            from legal_rules(p_class, 'eligibility', p_case.subject_kind, p_case.on_date, p_province) r
        ),
        weighed as materialized (
            select a.rule, a.path, row(f.result, f.counted)::finding as finding, f.result
            from asked a
            cross join lateral weigh(
                a.rule,
                row(p_case.collective_id, p_case.individual_id, p_case.subject_kind, p_case.on_date, p_case.last_year,
                    a.follows)::eligibility_case) f
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

-- The province in which a collective or person stands; null when the caller does not see it.
create function province_of(p_collective uuid, p_individual uuid)
returns uuid
language plpgsql
stable
as $$
begin
    return coalesce(
        (select i.province_lineage from individual i where i.id = p_individual),
        (select c.province_lineage from collective c where c.id = p_collective));
end
$$;

-- One path is enough. Without rules of the day (before the first regime, or for a class nobody described) nobody can
-- tell. A nomination says itself whether it is for a household, and in which province; otherwise the subject does.
drop function eligibility(uuid, uuid, uuid, date, text);
create function eligibility(
    p_class uuid, p_collective uuid, p_individual uuid, p_on date, p_subject_kind text default null,
    p_province uuid default null)
returns jsonb
language plpgsql
stable
as $$
begin
    return (
        with subject as (
            select row(
                p_collective, p_individual,
                coalesce(p_subject_kind, eligible_kind(p_class, p_collective, p_individual)),
                p_on, last_full_year(p_collective, p_individual, p_on), null)::eligibility_case as facts,
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
            'award', (select c.code from award_class c where c.id = p_class),
            'subject_kind', (s.facts).subject_kind,
            'on', p_on,
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

create or replace function warn_of_rules(p_nomination nomination)
returns setof jsonb
language plpgsql
stable
as $$
begin
    return query
        select warning('not_eligible',
            'Đối tượng chưa đạt tiêu chuẩn của danh hiệu, hình thức này theo dữ liệu hiện có',
            'By the records the subject does not meet the criteria of this class')
        from eligibility(
            p_nomination.award_class_id, p_nomination.collective_id, p_nomination.individual_id,
            law_date_of(p_nomination), p_nomination.subject_kind, p_nomination.province_lineage) as answer
        where answer ->> 'result' = 'not_met';
end
$$;

-- Whether the rules of a class on a day in a province ask for another class, for its form or for one of its classes.
create function asks_for(p_class uuid, p_subject_kind text, p_on date, p_held uuid, p_province uuid)
returns boolean
language plpgsql
stable
as $$
begin
    return exists (
        select
        from legal_rules(p_class, 'eligibility', p_subject_kind, p_on, p_province) r
        join award_class needed on needed.id = r.needs_award_class_id
        join award_class held on held.id = p_held
        where needed.id in (held.id, held.parent_id)
        or needed.parent_id = held.id);
end
$$;

create or replace view award_dependant with (security_invoker = true) as
select a.id, a.version, x.id as on_award_id, 'award' as kind, a.code, a.award_class_id, a.year, a.state,
    a.signed_on as counted_on
from award x
join award a on a.individual_id = x.individual_id or a.collective_id = x.collective_id
where x.commendation_type = 'merit'
and a.id <> x.id
and a.state = 'valid'
and a.signed_on >= x.signed_on
and asks_for(a.award_class_id, a.subject_kind, a.signed_on, x.award_class_id, a.province_lineage)
union all
select n.id, n.version, x.id, 'nomination', n.code, n.award_class_id, n.year, n.state, law.day
from award x
join nomination n on n.individual_id = x.individual_id or n.collective_id = x.collective_id
join nomination_state s on s.code = n.state and not s.is_final
cross join lateral nomination_law_date(n.id) as law (day)
where x.commendation_type = 'merit'
and law.day >= x.signed_on
and asks_for(n.award_class_id, n.subject_kind, law.day, x.award_class_id, n.province_lineage);

drop function asks_for(uuid, text, date, uuid);
