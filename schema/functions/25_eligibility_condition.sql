-- Whether a subject meets the rules of an award class on a day: eligible, not_met or cannot_tell, for each condition,
-- with what was counted (26_eligibility combines the conditions). The result advises and never blocks: people must
-- judge much of the law.
--
-- Functions that run at every transition of a nomination are written in plpgsql: its plans last as long as the session,
-- those of SQL functions only as long as a statement.
--
-- Everything runs as the caller and counts what the caller may see. Words used below:
--   last_year  the last complete year of the subject: the year of the day if it already has a rating, else the year before.
--              "The last N years" end with it.
--   follows    how many years of ratings the path asks for. An award that may be held at any time (no years given) must then
--              have been decided before those years.
--   possible   what would count if the records were complete: years without a rating, and awards of a form whose class was
--              not stated. Enough of these gives cannot_tell; if even these are too few, the result is not_met.

create or replace function verdict(p_certain bigint, p_possible bigint, p_least bigint)
returns text
language sql
immutable
parallel safe
return case
    when p_certain >= p_least then 'eligible'
    when p_possible >= p_least then 'cannot_tell'
    else 'not_met'
end;

grant execute on function verdict(bigint, bigint, bigint) to tdkt_service;

-- What a condition counted; every member is always present.
create or replace function counted(
    p_number bigint default null, p_of bigint default null,
    p_from_year integer default null, p_to_year integer default null,
    p_awards jsonb default null, p_ratings jsonb default null, p_initiatives jsonb default null)
returns jsonb
language plpgsql
immutable
parallel safe
as $$
begin
    return jsonb_build_object(
        'number', p_number, 'of', p_of, 'from_year', p_from_year, 'to_year', p_to_year,
        'awards', coalesce(p_awards, '[]'), 'ratings', coalesce(p_ratings, '[]'),
        'initiatives', coalesce(p_initiatives, '[]'));
end
$$;

grant execute on function counted(bigint, bigint, integer, integer, jsonb, jsonb, jsonb) to tdkt_service;

-- The day from which an award counts for the next one: on days since 2020-01-01 the end of the period it honours, if
-- its decision names one, else the day of signature.
create or replace function counts_from(p_signed_on date, p_achievement_to date, p_on date)
returns date
language sql
immutable
parallel safe
return case when p_on >= '2020-01-01' then coalesce(p_achievement_to, p_signed_on) else p_signed_on end;

grant execute on function counts_from(date, date, date) to tdkt_service;

-- Valid awards for merit that were decided by that day; awards for a single event (irregular, thematic …) count for no
-- condition (Decree 152/2025/NĐ-CP Art 4). An award of a form counts only as possible for the classes of the form; an
-- award of a class counts for its form.
create or replace function merit_awards(p_collective uuid, p_individual uuid, p_class uuid, p_on date)
returns table (year integer, decided_in integer, is_certain boolean, occasion text, shown jsonb)
language sql
stable
begin atomic
    select
        a.year,
        extract(year from counts_from(a.signed_on, d.achievement_to, p_on))::integer,
        p_class in (a.award_class_id, c.parent_id),
        case c.category when 'title' then a.year::text else a.code end, -- a title is for a year, and once
        jsonb_build_object('code', a.code, 'award_class_code', c.code, 'year', a.year, 'decision_number', d.number)
    from award a
    join award_class c on c.id = a.award_class_id
    left join decision d on d.id = a.decision_id
    where (a.collective_id = p_collective or a.individual_id = p_individual)
    and a.state = 'valid'
    and a.commendation_type = 'merit'
    and a.signed_on <= p_on
    and (p_class in (a.award_class_id, c.parent_id)
        or a.award_class_id = (select w.parent_id from award_class w where w.id = p_class));
end;

grant execute on function merit_awards(uuid, uuid, uuid, date) to tdkt_service;

create or replace function known_ratings(p_collective uuid, p_individual uuid, p_on date)
returns table (year integer, rating text)
language sql
stable
begin atomic
    select r.year, r.rating
    from rating r
    where (r.collective_id = p_collective or r.individual_id = p_individual)
    and (r.decided_on is null or r.decided_on <= p_on);
end;

grant execute on function known_ratings(uuid, uuid, date) to tdkt_service;

create or replace function last_full_year(p_collective uuid, p_individual uuid, p_on date)
returns integer
language plpgsql
stable
as $$
begin
    return extract(year from p_on)::integer - (
        not exists (
            select
            from known_ratings(p_collective, p_individual, p_on) r
            where r.year = extract(year from p_on)))::integer;
end
$$;

grant execute on function last_full_year(uuid, uuid, date) to tdkt_service;

-- An award held at least so many times: in the last years if the rule names a number of years, else before the years
-- that must follow it.
create or replace function weigh_held_award(p_rule award_rule, p_case eligibility_case)
returns finding
language plpgsql
stable
as $$
declare
    outcome finding;
begin
    select f.result, f.counted into outcome
    from (
            with span as (
                select
                    p_case.last_year - p_rule.years + 1 as from_year,
                    case
                        when p_rule.years is null then p_case.last_year - p_case.follows
                        else p_case.last_year
                    end as to_year
            ),
            held as (
                select a.*
                from merit_awards(
                    p_case.collective_id, p_case.individual_id, p_rule.needs_award_class_id, p_case.on_date) a
                cross join span s
                where case
                    when p_rule.years is null then s.to_year is null or a.decided_in <= s.to_year
                    else a.year between s.from_year and s.to_year
                end
            )
            select
                verdict(
                    count(distinct h.occasion) filter (where h.is_certain), count(distinct h.occasion), p_rule.least),
                counted(
                    p_number => count(distinct h.occasion) filter (where h.is_certain),
                    p_from_year => min(s.from_year),
                    p_to_year => min(s.to_year),
                    p_awards => jsonb_agg(h.shown order by h.year, h.occasion) filter (where h.shown is not null))
            from span s
            left join held h on true
    ) as f (result, counted);
    return outcome;
end
$$;

grant execute on function weigh_held_award(award_rule, eligibility_case) to tdkt_service;

-- The award in each of the last years. The year of the day counts as complete if the title has been given for it.
create or replace function weigh_consecutive_award(p_rule award_rule, p_case eligibility_case)
returns finding
language plpgsql
stable
as $$
declare
    outcome finding;
begin
    select f.result, f.counted into outcome
    from (
            with held as (
                select a.*
                from merit_awards(
                    p_case.collective_id, p_case.individual_id, p_rule.needs_award_class_id, p_case.on_date) a
            ),
            span as (
                select greatest(p_case.last_year, max(h.year)) as to_year
                from held h
                where h.year = extract(year from p_case.on_date)
            )
            select
                verdict(count(distinct h.year) filter (where h.is_certain), count(distinct h.year), p_rule.years),
                counted(
                    p_number => count(distinct h.year) filter (where h.is_certain),
                    p_from_year => min(s.to_year) - p_rule.years + 1,
                    p_to_year => min(s.to_year),
                    p_awards => jsonb_agg(h.shown order by h.year) filter (where h.shown is not null))
            from span s
            left join held h on h.year between s.to_year - p_rule.years + 1 and s.to_year
    ) as f (result, counted);
    return outcome;
end
$$;

grant execute on function weigh_consecutive_award(award_rule, eligibility_case) to tdkt_service;

-- The last years of a rule with their ratings, and the title that replaces a rating where the rule names one.
create or replace function rated_years(p_rule award_rule, p_case eligibility_case)
returns table (is_enough boolean, is_unknown boolean, year integer, shown jsonb)
language sql
stable
begin atomic
    select
        coalesce(rating_step(r.rating) >= rating_step(p_rule.rating), false) or title.award_class_code is not null,
        r.rating is null and title.award_class_code is null,
        y.year,
        jsonb_build_object('year', y.year, 'rating', r.rating, 'award_class_code', title.award_class_code)
    from generate_series(p_case.last_year - p_rule.years + 1, p_case.last_year) as y (year)
    left join known_ratings(p_case.collective_id, p_case.individual_id, p_case.on_date) r on r.year = y.year
    left join lateral (
        select min(a.shown ->> 'award_class_code')
        from merit_awards(p_case.collective_id, p_case.individual_id, p_rule.needs_award_class_id, p_case.on_date) a
        where a.is_certain
        and a.year = y.year
    ) as title (award_class_code) on true;
end;

grant execute on function rated_years(award_rule, eligibility_case) to tdkt_service;

create or replace function count_rated_years(p_rule award_rule, p_case eligibility_case, p_least integer)
returns finding
language plpgsql
stable
as $$
declare
    told finding;
begin
    select
        verdict(count(*) filter (where y.is_enough), count(*) filter (where y.is_enough or y.is_unknown), p_least),
        counted(
            p_number => count(*) filter (where y.is_enough),
            p_from_year => min(y.year),
            p_to_year => max(y.year),
            p_ratings => jsonb_agg(y.shown order by y.year))
    into told
    from rated_years(p_rule, p_case) y;
    return told;
end
$$;

grant execute on function count_rated_years(award_rule, eligibility_case, integer) to tdkt_service;

create or replace function weigh_rating_years(p_rule award_rule, p_case eligibility_case)
returns finding
language plpgsql
stable
as $$
begin
    return count_rated_years(p_rule, p_case, p_rule.years);
end
$$;

grant execute on function weigh_rating_years(award_rule, eligibility_case) to tdkt_service;

create or replace function weigh_rating_count(p_rule award_rule, p_case eligibility_case)
returns finding
language plpgsql
stable
as $$
begin
    return count_rated_years(p_rule, p_case, p_rule.least);
end
$$;

grant execute on function weigh_rating_count(award_rule, eligibility_case) to tdkt_service;

-- Initiatives, research, inventions and feats of arms of the asked level or a higher one. They are recorded for
-- individuals only.
create or replace function weigh_initiatives(p_rule award_rule, p_case eligibility_case)
returns finding
language plpgsql
stable
as $$
declare
    outcome finding;
begin
    select f.result, f.counted into outcome
    from (
            with span as (
                select
                    p_case.last_year - p_rule.years + 1 as from_year,
                    case when p_rule.years is not null then p_case.last_year end as to_year
            ),
            recognised as (
                select i.*
                from initiative i
                cross join span s
                where i.individual_id = p_case.individual_id
                and initiative_step(i.level) >= initiative_step(p_rule.initiative_level)
                and i.year >= coalesce(s.from_year, i.year)
                and i.year <= coalesce(s.to_year, extract(year from p_case.on_date))
                and (i.recognised_on is null or i.recognised_on <= p_case.on_date)
            )
            select
                case
                    when p_case.individual_id is null then 'cannot_tell'
                    else verdict(count(r.id), count(r.id), p_rule.least)
                end,
                counted(
                    p_number => count(r.id),
                    p_from_year => min(s.from_year),
                    p_to_year => min(s.to_year),
                    p_initiatives => jsonb_agg(
                        jsonb_build_object('id', r.id, 'kind', r.kind, 'level', r.level, 'year', r.year)
                        order by r.year, r.id)
                        filter (where r.id is not null))
            from span s
            left join recognised r on true
    ) as f (result, counted);
    return outcome;
end
$$;

grant execute on function weigh_initiatives(award_rule, eligibility_case) to tdkt_service;

create or replace function weigh_unit_age(p_rule award_rule, p_case eligibility_case)
returns finding
language plpgsql
stable
as $$
declare
    outcome finding;
begin
    select f.result, f.counted into outcome
    from (
            select
                case
                    when min(c.founded_on) is null then 'cannot_tell'
                    when min(c.founded_on) + make_interval(years => p_rule.years) <= p_case.on_date then 'eligible'
                    else 'not_met'
                end,
                counted(
                    p_number => case
                        when min(c.founded_on) <= p_case.on_date
                            then extract(year from age(p_case.on_date, min(c.founded_on)))::bigint
                    end,
                    p_from_year => extract(year from min(c.founded_on))::integer)
            from collective c
            where c.id = p_case.collective_id
    ) as f (result, counted);
    return outcome;
end
$$;

grant execute on function weigh_unit_age(award_rule, eligibility_case) to tdkt_service;

-- The awards of a class for the last year that are held by members of a collective and of the collectives below it.
create or replace function member_awards(p_rule award_rule, p_case eligibility_case)
returns table (individual_id uuid, shown jsonb)
language sql
stable
begin atomic
    with recursive below (id) as (
        select p_case.collective_id
        union
        select c.id from below b join collective c on c.parent_id = b.id
    )
    select i.id, a.shown
    from below b
    join individual i on i.collective_id = b.id
    cross join lateral merit_awards(null, i.id, p_rule.needs_award_class_id, p_case.on_date) a
    where a.is_certain
    and a.year = p_case.last_year;
end;

grant execute on function member_awards(award_rule, eligibility_case) to tdkt_service;

-- The share of the headcount, in thousandths; without a headcount the answer is cannot_tell.
create or replace function weigh_member_share(p_rule award_rule, p_case eligibility_case)
returns finding
language plpgsql
stable
as $$
declare
    outcome finding;
begin
    select f.result, f.counted into outcome
    from (
            with staff as (
                select max(nullif(c.headcount, 0)) as number from collective c where c.id = p_case.collective_id
            )
            select
                case
                    when min(s.number) is null then 'cannot_tell'
                    when count(distinct m.individual_id) * 1000 >= p_rule.permille * min(s.number)::bigint
                        then 'eligible'
                    else 'not_met'
                end,
                counted(
                    p_number => count(distinct m.individual_id),
                    p_of => min(s.number),
                    p_from_year => p_case.last_year,
                    p_to_year => p_case.last_year,
                    p_awards => jsonb_agg(m.shown order by m.shown ->> 'code') filter (where m.shown is not null))
            from staff s
            left join member_awards(p_rule, p_case) m on true
    ) as f (result, counted);
    return outcome;
end
$$;

grant execute on function weigh_member_share(award_rule, eligibility_case) to tdkt_service;

create or replace function weigh_member_award(p_rule award_rule, p_case eligibility_case)
returns finding
language plpgsql
stable
as $$
declare
    outcome finding;
begin
    select f.result, f.counted into outcome
    from (
            select
                verdict(count(distinct m.individual_id), count(distinct m.individual_id), p_rule.least),
                counted(
                    p_number => count(distinct m.individual_id),
                    p_from_year => p_case.last_year,
                    p_to_year => p_case.last_year,
                    p_awards => jsonb_agg(m.shown order by m.shown ->> 'code'))
            from member_awards(p_rule, p_case) m
    ) as f (result, counted);
    return outcome;
end
$$;

grant execute on function weigh_member_award(award_rule, eligibility_case) to tdkt_service;
