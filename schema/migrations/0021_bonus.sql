-- The money that goes with an award: a coefficient of the law times the base salary of the day of signature, rounded up
-- to 10,000 đồng. It is worked out once, when the award is recorded, and kept with both numbers that made it: a later
-- correction of a rule does not rewrite what was paid. What is not known stays empty and is not called zero.

create table base_salary (
    id uuid primary key default uuid_v7(),
    version bigint not null default 1,
    created_at timestamptz not null default now(),
    updated_at timestamptz not null default now(),
    amount integer not null,
    valid_from date not null,
    valid_to date,
    article text,
    source text,
    confidence text not null,
    verified boolean not null default false,
    constraint base_salary_amount_check check (amount between 1 and 1000000000),
    constraint base_salary_valid_to_check check (valid_to >= valid_from),
    constraint base_salary_article_check check (is_clean(article, 1, 200)),
    constraint base_salary_source_check check (is_clean(source, 1, 300)),
    constraint base_salary_confidence_check check (confidence in ('S', 'S-local', 'C', 'P', 'M', 'none')),
    constraint base_salary_period_excl exclude using gist (daterange(valid_from, valid_to, '[]') with &&)
);

create index base_salary_valid_from_idx on base_salary (valid_from, id);

alter table award
    add column commendation_type text not null default 'merit',
    add column bonus_coefficient numeric(21, 6),
    add column base_salary integer,
    add column bonus bigint,
    add constraint award_commendation_type_check check (
        commendation_type in ('merit', 'irregular', 'movement', 'contribution', 'seniority', 'external')),
    add constraint award_bonus_check check (
        (bonus is null) = (bonus_coefficient is null or base_salary is null) and bonus >= 0);

-- Exact arithmetic: numeric, never floating point.
create function bonus_of(p_coefficient numeric, p_base_salary integer)
returns bigint
language sql
immutable
strict
parallel safe
return (ceil(p_coefficient * p_base_salary / 10000) * 10000)::bigint;

-- After b_complete, which takes the day of signature from the decision. A rule for the kind of subject goes before one
-- for all kinds.
create function work_out_bonus()
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

create trigger d_bonus before insert on award for each row execute function work_out_bonus();
create trigger a_stamp before insert or update on base_salary for each row execute function stamp();
create trigger record_change after insert or update or delete on base_salary
    for each row execute function record_change();

alter table base_salary enable row level security;
alter table base_salary force row level security;

create policy base_salary_owner on base_salary
    to current_user
    using (true)
    with check (true);

create policy base_salary_select on base_salary
    for select to tdkt_service
    using ((select caller_is(
        'unit_officer', 'district_reviewer', 'province_reviewer', 'council_reviewer', 'reader', 'auditor', 'admin')));

create policy base_salary_insert on base_salary
    for insert to tdkt_service
    with check ((select caller_is('council_reviewer', 'admin')));

create policy base_salary_update on base_salary
    for update to tdkt_service
    using ((select caller_is('council_reviewer', 'admin')));

create policy base_salary_delete on base_salary
    for delete to tdkt_service
    using ((select caller_is('council_reviewer', 'admin')));

grant select, insert, update, delete on base_salary to tdkt_service;
grant insert (commendation_type) on award to tdkt_service;
