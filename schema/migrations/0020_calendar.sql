-- When something is due. Deadlines count working days, and those follow a calendar that is announced year by year (the
-- lunar New Year, swapped Saturdays): so holidays are rows and not an algorithm, and so are the deadlines themselves.

create table holiday (
    id uuid primary key default uuid_v7(),
    version bigint not null default 1,
    created_at timestamptz not null default now(),
    updated_at timestamptz not null default now(),
    on_date date not null,
    name_vi text collate "vi-x-icu" not null,
    name_en text not null,
    kind text not null default 'holiday',
    article text,
    source text,
    confidence text not null,
    verified boolean not null default false,
    constraint holiday_name_vi_check check (is_clean(name_vi, 1, 200)),
    constraint holiday_name_en_check check (is_clean(name_en, 1, 200)),
    constraint holiday_kind_check check (kind in ('holiday', 'make_up')),
    -- What is worked to make up for a day is a day that offices are closed on.
    constraint holiday_make_up_check check (kind <> 'make_up' or extract(isodow from on_date) > 5),
    constraint holiday_article_check check (is_clean(article, 1, 200)),
    constraint holiday_source_check check (is_clean(source, 1, 300)),
    constraint holiday_confidence_check check (confidence in ('S', 'S-local', 'C', 'P', 'M', 'none')),
    constraint holiday_on_date_key unique (on_date)
);

create table stage_deadline (
    id uuid primary key default uuid_v7(),
    version bigint not null default 1,
    created_at timestamptz not null default now(),
    updated_at timestamptz not null default now(),
    stage text not null,
    award_level text,
    working_days integer not null,
    valid_from date not null,
    valid_to date,
    article text,
    source text,
    confidence text not null,
    verified boolean not null default false,
    constraint stage_deadline_stage_check check (
        stage in ('district', 'province', 'consultation', 'council', 'decision', 'central')),
    constraint stage_deadline_award_level_check check (award_level in ('state', 'province', 'base')),
    constraint stage_deadline_working_days_check check (working_days between 1 and 365),
    constraint stage_deadline_valid_to_check check (valid_to >= valid_from),
    constraint stage_deadline_article_check check (is_clean(article, 1, 200)),
    constraint stage_deadline_source_check check (is_clean(source, 1, 300)),
    constraint stage_deadline_confidence_check check (confidence in ('S', 'S-local', 'C', 'P', 'M', 'none')),
    constraint stage_deadline_period_excl exclude using gist (
        stage with =, coalesce(award_level, '') with =, daterange(valid_from, valid_to, '[]') with &&)
);

create index stage_deadline_stage_idx on stage_deadline (stage, valid_from, id);

-- At which level of administration a stage is done: the district's part went to the communes with the reform of 2025.
create table stage_authority (
    id uuid primary key default uuid_v7(),
    version bigint not null default 1,
    created_at timestamptz not null default now(),
    updated_at timestamptz not null default now(),
    stage text not null,
    unit_level text not null,
    valid_from date not null,
    valid_to date,
    article text,
    source text,
    confidence text not null,
    verified boolean not null default false,
    constraint stage_authority_stage_check check (
        stage in ('district', 'province', 'consultation', 'council', 'decision', 'central')),
    constraint stage_authority_unit_level_check check (unit_level in ('province', 'district', 'commune')),
    constraint stage_authority_valid_to_check check (valid_to >= valid_from),
    constraint stage_authority_article_check check (is_clean(article, 1, 200)),
    constraint stage_authority_source_check check (is_clean(source, 1, 300)),
    constraint stage_authority_confidence_check check (confidence in ('S', 'S-local', 'C', 'P', 'M', 'none')),
    constraint stage_authority_period_excl exclude using gist (
        stage with =, daterange(valid_from, valid_to, '[]') with &&)
);

-- The last of so many working days after a day, which does not count itself. Null when the number is not known, and
-- when the calendar holds no such day within twice the time and two months.
create function add_working_days(p_from date, p_days integer)
returns date
language plpgsql
stable
strict
as $$
begin
    return (
        select case when p_days <= 0 then p_from else (
            select day
            from (select p_from + n as day from generate_series(1, p_days * 2 + 60) as n) ahead
            left join holiday h on h.on_date = day
            where coalesce(h.kind = 'make_up', extract(isodow from day) < 6)
            order by day
            offset greatest(p_days, 1) - 1
            limit 1)
        end);
end
$$;

-- When a stage that began on a day is due, by the rule of that day; a rule for the level of the award goes before one
-- for all. Null where no rule is known.
create function deadline_of(p_stage text, p_award_level text, p_from date)
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
            and d.valid_from <= p_from
            and (d.valid_to is null or d.valid_to >= p_from)
            order by d.award_level nulls last
            limit 1)));
end
$$;

create function authority_level(p_stage text, p_on date)
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

create trigger a_stamp before insert or update on holiday for each row execute function stamp();
create trigger a_stamp before insert or update on stage_deadline for each row execute function stamp();
create trigger a_stamp before insert or update on stage_authority for each row execute function stamp();
create trigger record_change after insert or update or delete on holiday
    for each row execute function record_change();
create trigger record_change after insert or update or delete on stage_deadline
    for each row execute function record_change();
create trigger record_change after insert or update or delete on stage_authority
    for each row execute function record_change();

alter table holiday enable row level security;
alter table holiday force row level security;

create policy holiday_owner on holiday
    to current_user
    using (true)
    with check (true);

create policy holiday_select on holiday
    for select to tdkt_service
    using ((select caller_is(
        'unit_officer', 'district_reviewer', 'province_reviewer', 'council_reviewer', 'reader', 'auditor', 'admin')));

create policy holiday_insert on holiday
    for insert to tdkt_service
    with check ((select caller_is('council_reviewer', 'admin')));

create policy holiday_update on holiday
    for update to tdkt_service
    using ((select caller_is('council_reviewer', 'admin')));

create policy holiday_delete on holiday
    for delete to tdkt_service
    using ((select caller_is('council_reviewer', 'admin')));

alter table stage_deadline enable row level security;
alter table stage_deadline force row level security;

create policy stage_deadline_owner on stage_deadline
    to current_user
    using (true)
    with check (true);

create policy stage_deadline_select on stage_deadline
    for select to tdkt_service
    using ((select caller_is(
        'unit_officer', 'district_reviewer', 'province_reviewer', 'council_reviewer', 'reader', 'auditor', 'admin')));

create policy stage_deadline_insert on stage_deadline
    for insert to tdkt_service
    with check ((select caller_is('council_reviewer', 'admin')));

create policy stage_deadline_update on stage_deadline
    for update to tdkt_service
    using ((select caller_is('council_reviewer', 'admin')));

create policy stage_deadline_delete on stage_deadline
    for delete to tdkt_service
    using ((select caller_is('council_reviewer', 'admin')));

alter table stage_authority enable row level security;
alter table stage_authority force row level security;

create policy stage_authority_owner on stage_authority
    to current_user
    using (true)
    with check (true);

create policy stage_authority_select on stage_authority
    for select to tdkt_service
    using ((select caller_is(
        'unit_officer', 'district_reviewer', 'province_reviewer', 'council_reviewer', 'reader', 'auditor', 'admin')));

grant select, insert, update, delete on holiday, stage_deadline to tdkt_service;
grant select on stage_authority to tdkt_service;
