-- Working out the warnings of a nomination asked the day of the law for each kind of them, and wrote out the whole answer of
-- eligibility() to read one word of it. Now the day is asked once and handed on, and the criteria are weighed only until it is sure
-- whether they are met.
-- kind: expand

-- The day whose law a nomination is under: when it was received, and until then the day its dossier is dated.
create function law_date(p_nomination uuid, p_dossier uuid)
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

create or replace function nomination_law_date(p_id uuid)
returns date
language plpgsql
stable
as $$
begin
    return law_date(p_id, (select n.dossier_id from nomination n where n.id = p_id));
end
$$;

-- The law of the day, also for a nomination that is only being written.
create or replace function law_date_of(p_nomination nomination)
returns date
language plpgsql
stable
as $$
begin
    return law_date(p_nomination.id, p_nomination.dossier_id);
end
$$;

create or replace function needs_consultation(p_nomination nomination)
returns boolean
language plpgsql
stable
as $$
begin
    return exists (
        select
        from legal_rules(
            p_nomination.award_class_id, 'consultation', p_nomination.subject_kind, law_date_of(p_nomination),
            p_nomination.province_lineage));
end
$$;

-- Whether a nomination is voted on before it is decided, by the law that it is under. Asked at the base only: whatever
-- goes on to the province comes before its council.
create or replace function needs_vote(p_nomination nomination)
returns boolean
language plpgsql
stable
as $$
begin
    return exists (
        select
        from legal_rules(
            p_nomination.award_class_id, 'vote', p_nomination.subject_kind, law_date_of(p_nomination),
            p_nomination.province_lineage));
end
$$;

-- What is asked for an award class, each condition with the years that its path wants rated.
create function eligibility_conditions(p_class uuid, p_case eligibility_case, p_province uuid)
returns table (rule award_rule, path text, follows integer)
language sql
stable
begin atomic
    select
        r,
        r.path,
        max(r.years) filter (where r.kind = 'rating_years') over (partition by r.path)
    from legal_rules(p_class, 'eligibility', (p_case).subject_kind, (p_case).on_date, p_province) r;
end;
grant execute on function eligibility_conditions(uuid, eligibility_case, uuid) to tdkt_service;

-- Each path with its conditions. One condition that is not met settles a path; one that nobody can tell leaves it open.
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

-- Whether eligibility() answers 'not_met': each path has a condition that is not met. A path is weighed until its first one, and the
-- first path without one ends the question.
create function is_not_met(p_class uuid, p_case eligibility_case, p_province uuid)
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

drop function warn_of_duplicates(nomination);
drop function warn_of_awards(nomination);
drop function warn_of_quotas(nomination);
drop function warn_of_papers(nomination);
drop function warn_of_rules(nomination);

-- The same subject, nominated elsewhere for the same: the class in the year (ever, where it is given once), or one
-- achievement under another class.
create function warn_of_duplicates(p_nomination nomination)
returns jsonb
language plpgsql
stable
as $$
declare
    is_same_class boolean;
    is_same_deed boolean;
    said jsonb := '[]';
begin
    select
        bool_or(m.award_class_id = p_nomination.award_class_id
            and (m.year = p_nomination.year or c.recurrence = 'once')),
        bool_or(p_nomination.achievement <> '' and fold(m.achievement) = fold(p_nomination.achievement))
    into is_same_class, is_same_deed
    from nomination m
    join award_class c on c.id = p_nomination.award_class_id
    where (m.individual_id = p_nomination.individual_id or m.collective_id = p_nomination.collective_id)
    and m.id <> p_nomination.id
    and is_under_way(m.state);
    if is_same_class then
        said := said || warning('duplicate_nomination',
            'Đối tượng này đang được đề nghị cùng danh hiệu, hình thức ở một đề nghị khác',
            'The subject is nominated for this class in another nomination');
    end if;
    if is_same_deed then
        said := said || warning('duplicate_nomination',
            'Cùng thành tích này đang được nêu ở một đề nghị khác cho cùng đối tượng',
            'The same achievement stands in another nomination of the subject');
    end if;
    return said;
end
$$;

create function warn_of_awards(p_nomination nomination)
returns jsonb
language plpgsql
stable
as $$
begin
    return (
        select coalesce(
            jsonb_agg(
                warning('already_awarded',
                    format('Đối tượng đã được tặng %s', c.name_vi)
                        || case c.recurrence when 'yearly' then format(' của năm %s', p_nomination.year) else '' end,
                    format('The subject already holds the %s', c.name_en)
                        || case c.recurrence when 'yearly' then format(' for %s', p_nomination.year) else '' end)),
            '[]')
        from award_class c
        where c.id = p_nomination.award_class_id
        and exists (
            select
            from award a
            where (a.individual_id = p_nomination.individual_id or a.collective_id = p_nomination.collective_id)
            and a.award_class_id = c.id
            and a.state = 'valid'
            and (c.recurrence = 'once' or c.recurrence = 'yearly' and a.year = p_nomination.year)));
end
$$;

-- A quota counts against the holders of another class in the unit and year, or, where the rule names none, against the
-- leaders of the province's clusters in the year.
create function warn_of_quotas(p_nomination nomination, p_law_day date)
returns jsonb
language plpgsql
stable
as $$
begin
    return (
        select coalesce(
            jsonb_agg(
                warning('quota_exceeded',
                    format('Vượt tỷ lệ %s%%: %s trên %s. %s',
                        trim_scale(r.permille / 10.0), used.number, base.number, r.text_vi),
                    format('Beyond %s%%: %s of %s. %s',
                        trim_scale(r.permille / 10.0), used.number, base.number, r.text_en))
                order by r.kind, r.path, r.valid_from, r.id),
            '[]')
        from legal_rules(
            p_nomination.award_class_id, 'quota', p_nomination.subject_kind, p_law_day, p_nomination.province_lineage) r
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
        where used.number * 1000 > r.permille * base.number);
end
$$;

create function warn_of_papers(p_nomination nomination, p_law_day date)
returns jsonb
language plpgsql
stable
as $$
begin
    return (
        select coalesce(
            jsonb_agg(
                warning('missing_document',
                    format('Hồ sơ chưa có: %s', needed.name_vi), format('Missing from the dossier: %s', needed.name_en))
                order by needed.id),
            '[]')
        from required_document needed
        where (needed.award_class_id is null or needed.award_class_id = p_nomination.award_class_id)
        and p_law_day between needed.valid_from and coalesce(needed.valid_to, 'infinity')
        and not exists (
            select
            from dossier_document paper
            where paper.dossier_id = p_nomination.dossier_id
            and paper.kind = needed.kind
            and (paper.nomination_id is null or paper.nomination_id = p_nomination.id)));
end
$$;

create function warn_of_rules(p_nomination nomination, p_law_day date)
returns jsonb
language plpgsql
stable
as $$
begin
    if not is_not_met(
        p_nomination.award_class_id,
        row(p_nomination.collective_id, p_nomination.individual_id, p_nomination.subject_kind, p_law_day,
            last_full_year(p_nomination.collective_id, p_nomination.individual_id, p_law_day), null)::eligibility_case,
        p_nomination.province_lineage) then
        return '[]';
    end if;
    return jsonb_build_array(warning('not_eligible',
        'Đối tượng chưa đạt tiêu chuẩn của danh hiệu, hình thức này theo dữ liệu hiện có',
        'By the records the subject does not meet the criteria of this class'));
end
$$;

-- Nothing is weighed any more where the road has ended.
create or replace function compute_warnings(p_nomination nomination)
returns jsonb
language plpgsql
stable
as $$
declare
    law_day date;
begin
    if not exists (select from nomination_state s where s.code = p_nomination.state and not s.is_final) then
        return '[]';
    end if;
    law_day := law_date_of(p_nomination);
    return warn_of_duplicates(p_nomination)
        || warn_of_awards(p_nomination)
        || warn_of_quotas(p_nomination, law_day)
        || warn_of_papers(p_nomination, law_day)
        || warn_of_rules(p_nomination, law_day);
end
$$;
