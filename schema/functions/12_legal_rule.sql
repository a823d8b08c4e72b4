-- The law as data with dates: which regime applies on a day, and what each award class requires, sentence by sentence.
-- A decree changes a number every few years; a legal officer then ends one row and adds another, and no new release is
-- needed. Every row says where it was read and how certain it is, and stays unverified until a legal officer confirms
-- it.

-- All conditions of eligibility form one family; every other kind is a family of its own.
create or replace function rule_family(p_kind text)
returns text
language sql
immutable
parallel safe
return case
    when p_kind in ('vote', 'bonus', 'quota', 'consultation', 'authority', 'simplified', 'tie_break') then p_kind
    else 'eligibility'
end;

grant execute on function rule_family(text) to tdkt_service;

-- Whether a rule is in force on a day for a kind of subject. p_kind is a kind or the family 'eligibility'. Where the
-- rule or the call names no kind of subject, the rule applies to all.
create or replace function rule_binds(p_rule award_rule, p_kind text, p_subject_kind text, p_on date)
returns boolean
language sql
stable
parallel safe
return p_kind in (p_rule.kind, rule_family(p_rule.kind))
    and (p_rule.subject_kind is null or p_subject_kind is null or p_rule.subject_kind = p_subject_kind)
    and p_rule.valid_from <= p_on
    and (p_rule.valid_to is null or p_rule.valid_to >= p_on);

grant execute on function rule_binds(award_rule, text, text, date) to tdkt_service;

-- The rules of a kind that apply to an award class on a day: its own or, when it has none, those of the form it belongs
-- to. Rows of the province replace the nation's, except for awards of the State.
create or replace function legal_rules(p_class uuid, p_kind text, p_subject_kind text, p_on date, p_province uuid)
returns setof award_rule
language plpgsql
stable
as $$
begin
    return query
        select r.*
        from (
            select own.award_class_id, own.province_lineage
            from award_class c
            join award_rule own on own.award_class_id in (c.id, c.parent_id)
            where c.id = p_class
            and (own.province_lineage is null
                or c.level <> 'state' and own.province_lineage = coalesce(c.province_lineage, p_province))
            and rule_binds(own, p_kind, p_subject_kind, p_on)
            order by own.award_class_id = p_class desc, own.province_lineage nulls last
            limit 1
        ) as place
        join award_rule r on r.award_class_id = place.award_class_id
        where r.province_lineage is not distinct from place.province_lineage
        and rule_binds(r, p_kind, p_subject_kind, p_on)
        order by r.kind, r.path, r.valid_from, r.id;
end
$$;

grant execute on function legal_rules(uuid, text, text, date, uuid) to tdkt_service;

-- Without a province: only the nation's rules.
create or replace function legal_rules(p_class uuid, p_kind text, p_subject_kind text, p_on date)
returns setof award_rule
language plpgsql
stable
as $$
begin
    return query select * from legal_rules(p_class, p_kind, p_subject_kind, p_on, null);
end
$$;

grant execute on function legal_rules(uuid, text, text, date) to tdkt_service;

-- The day after this number of working days. Working days are Monday to Friday without holidays, and the days that make
-- up for a holiday.
create or replace function add_working_days(p_from date, p_days integer)
returns date
language plpgsql
stable
strict
as $$
declare
    made_up date[];
    free date[];
    day date := p_from;
    missing integer := p_days;
begin
    if missing <= 0 then
        return p_from;
    end if;
    select array_agg(h.on_date) filter (where h.kind = 'make_up'), array_agg(h.on_date) filter (where h.kind <> 'make_up')
    into made_up, free
    from holiday h
    where h.on_date > p_from
    and h.on_date <= p_from + p_days * 2 + 60;
    for i in 1 .. p_days * 2 + 60 loop
        day := day + 1;
        if day = any (made_up) or extract(isodow from day) < 6 and (day = any (free)) is not true then
            missing := missing - 1;
        end if;
        if missing = 0 then
            return day;
        end if;
    end loop;
    return null;
end
$$;

grant execute on function add_working_days(date, integer) to tdkt_service;

-- Whether a day that was counted in working days from another one may still move: a year between them has no day in the calendar, or a day
-- until the end of the last year is only assumed, as those of the next lunar New Year are until they are announced.
create or replace function is_calendar_open(p_from date, p_to date)
returns boolean
language sql
stable
strict
begin atomic
    select exists (
            select
            from generate_series(extract(year from p_from)::integer, extract(year from p_to)::integer) as y (year)
            where not exists (select from holiday h where h.on_date between make_date(y.year, 1, 1) and make_date(y.year, 12, 31)))
        or exists (
            select
            from holiday h
            where h.on_date > p_from
            and h.on_date <= make_date(extract(year from p_to)::integer, 12, 31)
            and h.confidence in ('M', 'none')
            and not h.verified);
end;

grant execute on function is_calendar_open(date, date) to tdkt_service;

drop function if exists deadline_of(text, text, date, uuid);
drop function if exists deadline_of(text, text, date, uuid, text);

-- When a stage that began on a day is due, by the rule of that day. A rule of the province takes precedence over the nation's, then one for
-- the procedure over one for both, then one for the level of the award over one for all levels. Where none is in force any more, the last one that was still counts, so that a desk
-- always has a day. is_estimated: that is the case, or nobody has read the rule, or the calendar is not certain. Without any rule: no row.
create or replace function deadline_of(
    p_stage text, p_award_level text, p_from date, p_province uuid default null, p_procedure text default 'full')
returns table (due_on date, is_estimated boolean)
language plpgsql
stable
as $$
#variable_conflict use_column
begin
    return query
        select due.due_on, not rule.is_in_force or rule.is_assumed or is_calendar_open(p_from, due.due_on)
        from (
            select d.working_days, d.valid_to is null or d.valid_to >= p_from as is_in_force,
                d.confidence in ('M', 'none') and not d.verified as is_assumed
            from stage_deadline d
            where d.stage = p_stage
            and (d.award_level is null or d.award_level = p_award_level)
            and (d.procedure is null or d.procedure = p_procedure)
            and (d.province_lineage is null or d.province_lineage = p_province)
            and d.valid_from <= p_from
            order by is_in_force desc, d.province_lineage nulls last, d.procedure nulls last, d.award_level nulls last,
                d.valid_from desc
            limit 1
        ) as rule
        cross join lateral (select add_working_days(p_from, rule.working_days)) as due (due_on)
        where due.due_on is not null;
end
$$;

grant execute on function deadline_of(text, text, date, uuid, text) to tdkt_service;

create or replace function authority_level(p_stage text, p_on date)
returns text
language plpgsql
stable
as $$
begin
    return (
        select a.unit_level
        from stage_authority a
        where a.stage = p_stage
        and a.valid_from <= p_on
        and (a.valid_to is null or a.valid_to >= p_on));
end
$$;

grant execute on function authority_level(text, date) to tdkt_service;

-- Exact arithmetic: numeric, never floating point.
create or replace function bonus_of(p_coefficient numeric, p_base_salary integer)
returns bigint
language sql
immutable
strict
parallel safe
return (ceil(p_coefficient * p_base_salary / 10000) * 10000)::bigint;

grant execute on function bonus_of(numeric, integer) to tdkt_service;

-- Fires after b_complete, which takes the day of signature from the decision. A rule for the kind of subject takes
-- precedence over one for all kinds.
create or replace function work_out_bonus()
returns trigger
language plpgsql
as $$
begin
    new.bonus_coefficient := (
        select r.coefficient
        from legal_rules(new.award_class_id, 'bonus', new.subject_kind, new.signed_on) r
        order by r.subject_kind nulls last
        limit 1);
    new.base_salary := (
        select s.amount
        from base_salary s
        where s.valid_from <= new.signed_on
        and (s.valid_to is null or s.valid_to >= new.signed_on));
    new.bonus := bonus_of(new.bonus_coefficient, new.base_salary);
    return new;
end
$$;
