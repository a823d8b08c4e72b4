-- What eligibility, warnings, the road of a nomination and corrections ask, planned once a session as in 0088; the statements are
-- as before.
-- kind: expand

-- What a condition counted, every member always there.
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

create or replace function warning(p_code text, p_vi text, p_en text)
returns jsonb
language plpgsql
immutable
parallel safe
as $$
begin
    return jsonb_build_object('code', p_code, 'detail_vi', p_vi, 'detail_en', p_en);
end
$$;

-- What a caller who sees a nomination may be told at this moment; null when it sees none.
create or replace function nomination_warnings(p_id uuid)
returns jsonb
language plpgsql
stable
security definer
set search_path = pg_catalog, public, pg_temp
as $$
begin
    return (
        select compute_warnings(n)
        from nomination n
        where n.id = p_id
        and caller_is('unit_officer', 'district_reviewer', 'province_reviewer', 'council_reviewer', 'auditor')
        and (n.province_lineage = any (read_scope())
            or n.district_lineage = any (read_scope())
            or n.commune_lineage = any (read_scope())));
end
$$;

-- Whether somebody acted on a nomination at another stage than the council's, be it as one of its writers.
create or replace function acted_outside_council(p_nomination uuid, p_subject text)
returns boolean
language plpgsql
stable
as $$
begin
    return (
        select exists (
            select
            from nomination_event e
            where e.nomination_id = p_nomination
            and e.actor = p_subject
            and e.stage <> 'council')
        or exists (
            select
            from nomination n
            where n.id = p_nomination
            and has_written(n, p_subject)));
end
$$;

-- Walks from a collective upwards, past rows that the caller may not see: a circle through one of them is one too.
create or replace function stands_above(p_upper uuid, p_lower uuid)
returns boolean
language plpgsql
stable
security definer
set search_path = pg_catalog, public, pg_temp
as $$
begin
    return (
        with recursive chain (id, parent_id) as (
            select c.id, c.parent_id from collective c where c.id = p_lower
            union
            select c.id, c.parent_id from chain join collective c on c.id = chain.parent_id
        )
        select exists (select from chain where chain.id = p_upper));
end
$$;

-- The last character of a code: the weighted sum of the first eight, modulo 31. Eight different weights and a prime
-- modulus catch every single wrong character and every exchange of two.
create or replace function award_code_check(p_first_eight text)
returns text
language plpgsql
immutable
strict
parallel safe
as $$
begin
    return substr(
        '23456789ABCDEFGHJKMNPQRSTUVWXYZ',
        1 + (
            select (sum(place * value) % 31)::integer
            from generate_series(1, 8) as place
            cross join lateral (
                select strpos('23456789ABCDEFGHJKMNPQRSTUVWXYZ', substr(p_first_eight, place, 1)) - 1
            ) as character (value)),
        1);
end
$$;

-- The day on which an award without a nomination was annulled; null where no decision says so.
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
    select n.version, n.state, n.award_class_id, n.subject_kind, d.number, d.signed_on, road.stages
    from nomination n
    left join lateral (
        select
            json_agg(
                json_build_object('stage', e.to_state, 'on', coalesce(by.signed_on, e.acted_on))
                order by e.on_version) as stages,
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

-- The award that a new one would repeat: a title of the same year, what is given once, or the same class twice in one
-- decision. Of a recipient without a record only the name can tell.
create or replace function award_standing(p_award award, p_recurrence text)
returns award
language plpgsql
stable
as $$
begin
    return (
        select a
        from award a
        where a.award_class_id = p_award.award_class_id
        and a.state = 'valid'
        and a.id <> p_award.id
        and case
            when p_award.individual_id is not null then a.individual_id = p_award.individual_id
            when p_award.collective_id is not null then a.collective_id = p_award.collective_id
            else a.unit_id = p_award.unit_id
                and num_nulls(a.individual_id, a.collective_id) = 2
                and a.recipient_name_search = fold(p_award.recipient_name)
        end
        and (a.decision_id = p_award.decision_id
            or p_recurrence = 'once'
            or p_recurrence = 'yearly' and a.year = p_award.year)
        order by a.decision_id = p_award.decision_id desc, a.signed_on, a.id
        limit 1);
end
$$;

-- Whatever moves nominations of one subject goes one after the other, and takes this lock before any row: two events
-- that each refresh the other's nomination would else wait for each other.
create or replace function await_subject(p_subject uuid)
returns void
language plpgsql
volatile
as $$
begin
    perform pg_advisory_xact_lock(hashtextextended('nomination of ' || p_subject, 0));
end
$$;

-- Decisions with many awards take the locks of all their subjects at once and in one order, so that two of them never
-- wait for each other.
create or replace function await_award_subjects(p_subjects uuid[], p_nominations uuid[])
returns void
language plpgsql
volatile
as $$
begin
    perform await_subject(s.id)
    from (
        select distinct subject.id
        from (
            select unnest(p_subjects)
            union all
            select coalesce(n.individual_id, n.collective_id) from nomination n where n.id = any (p_nominations)
        ) as subject (id)
        where subject.id is not null
        order by subject.id
    ) as s;
end
$$;

-- The part of a record that a correction is about, as it reads.
create or replace function corrected_part(p_row jsonb, p_changes jsonb)
returns jsonb
language plpgsql
immutable
as $$
begin
    return (
        select jsonb_object_agg(c.key, p_row -> c.key)
        from jsonb_each(p_changes) c
    );
end
$$;

create or replace function close_correction(p_correction correction, p_state text, p_role text, p_reason text)
returns void
language plpgsql
volatile
as $$
begin
    update correction
    set state = p_state,
        answered_by = caller_subject(),
        answered_role = p_role,
        answered_on = today(),
        answer_reason = p_reason
    where id = p_correction.id;
end
$$;

create or replace function decision_of(p_correction correction)
returns uuid
language plpgsql
stable
as $$
begin
    return coalesce(p_correction.decision_id, (select a.decision_id from award a where a.id = p_correction.award_id));
end
$$;
