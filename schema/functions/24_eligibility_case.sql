-- A question about eligibility: the subject, the year that the award is for, which years count, and who asks.
--
-- All records of a subject count, no matter who gave an award and where the subject was then: the unit that
-- holds the subject today gets the same answer as its province. eligibility() checks who asks, and runs as the owner; so
-- do the warnings of nominations. What a caller may not see gives cannot_tell and is not shown. Words used below:
--   year       the year the award is for. A title honours this year, even if it is not over.
--   last_year  the last year that counts: for a title the year; for a form the year if it is over or has a rating, else the
--              year before. "The last N years" end with it.
--   open       the title's year is not over on that day: what is missing in it may still come.
--   follows    how many years of ratings the path asks for. An award that may be held at any time (no years given) must then
--              have been decided before those years.
--   is_simplified  a nomination of the simplified procedure asks: for an irregular achievement the law asks for no years, ratings or
--              earlier awards. Only paths that a person must judge count.
--   by_caller  a caller asks (not a trigger): members that the caller does not see are not shown.
--   is_hidden  the caller does not see the subject itself.
--   possible   what would count if the records were complete: years without a rating, awards of a form whose class was not
--              stated, what may still come. Enough of these gives cannot_tell; if even these are too few, the result is
--              not_met.

create or replace function last_full_year(p_collective uuid, p_individual uuid, p_year integer, p_on date)
returns integer
language plpgsql
stable
as $$
declare
    latest constant integer := least(p_year, extract(year from p_on)::integer);
begin
    return latest - (
        latest = extract(year from p_on)
        and not exists (
            select from known_ratings(p_collective, p_individual, p_on) r where r.year = latest))::integer;
end
$$;

drop function if exists last_full_year(uuid, uuid, date);

-- Whether the caller sees the record of a subject today. Then it may know the whole history of the subject.
create or replace function reads_subject(p_collective uuid, p_individual uuid)
returns boolean
language plpgsql
stable
as $$
begin
    return caller_is(variadic roles('staff')) and exists (
        select
        from individual i
        where i.id = p_individual
        and array[i.province_lineage, i.district_lineage, i.commune_lineage] && read_scope()
        union all
        select
        from collective c
        where c.id = p_collective
        and array[c.province_lineage, c.district_lineage, c.commune_lineage] && read_scope());
end
$$;

drop function if exists case_of(uuid, uuid, uuid, text, integer, date, boolean);

-- The question about a subject: what it is, which years count, who asks.
create or replace function case_of(
    p_class uuid, p_collective uuid, p_individual uuid, p_subject_kind text, p_year integer, p_on date,
    p_by_caller boolean, p_is_simplified boolean default false)
returns eligibility_case
language plpgsql
stable
as $$
declare
    made eligibility_case;
begin
    made.collective_id := p_collective;
    made.individual_id := p_individual;
    made.subject_kind := p_subject_kind;
    made.on_date := p_on;
    made.year := p_year;
    made.is_title := (select c.category = 'title' from award_class c where c.id = p_class);
    made.last_year := case
        when made.is_title then p_year
        else last_full_year(p_collective, p_individual, p_year, p_on)
    end;
    made.is_simplified := p_is_simplified;
    made.by_caller := p_by_caller;
    made.is_hidden := p_by_caller and not reads_subject(p_collective, p_individual);
    return made;
end
$$;

create or replace function is_open(p_case eligibility_case)
returns boolean
language sql
immutable
parallel safe
return coalesce(p_case.is_title and p_case.year >= extract(year from p_case.on_date), false);

-- The same question for a path that asks for this number of rated years.
create or replace function following(p_case eligibility_case, p_follows integer)
returns eligibility_case
language plpgsql
immutable
as $$
begin
    p_case.follows := p_follows;
    return p_case;
end
$$;
