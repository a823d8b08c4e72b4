-- Yearly ratings: how well a collective or a person did its task, year by year. Most rules of eligibility count years
-- of a rating, so without them nobody can be told whether five years are full.

create table rating (
    id uuid primary key default uuid_v7(),
    version bigint not null default 1,
    created_at timestamptz not null default now(),
    updated_at timestamptz not null default now(),
    collective_id uuid,
    individual_id uuid,
    year integer not null,
    rating text not null,
    decision_number text,
    decided_on date,
    note text,
    province_lineage uuid not null,
    district_lineage uuid,
    commune_lineage uuid,
    constraint rating_subject_check check (num_nonnulls(collective_id, individual_id) = 1),
    constraint rating_year_check check (year between 1945 and 2100),
    constraint rating_rating_check check (
        rating in ('not_completed', 'completed_limited', 'completed', 'good', 'excellent')),
    -- The fourth step had one name under Decree 56/2015/NĐ-CP and has another under Decree 90/2020/NĐ-CP.
    constraint rating_rating_of_year_check check (
        case rating
            when 'completed_limited' then year <= 2019
            when 'completed' then year >= 2020
            else true
        end),
    constraint rating_decision_number_check check (is_clean(decision_number, 1, 60)),
    constraint rating_decided_on_check check (decided_on >= make_date(year, 1, 1)),
    constraint rating_note_check check (is_clean(note, 0, 1000)),
    constraint rating_collective_id_fkey foreign key (collective_id) references collective (id),
    constraint rating_individual_id_fkey foreign key (individual_id) references individual (id),
    constraint rating_collective_id_year_key unique (collective_id, year),
    constraint rating_individual_id_year_key unique (individual_id, year)
);

create index rating_province_year_idx on rating (province_lineage, year, id);
create index rating_district_year_idx on rating (district_lineage, year, id) where district_lineage is not null;
create index rating_commune_year_idx on rating (commune_lineage, year, id) where commune_lineage is not null;
create index rating_province_created_at_idx on rating (province_lineage, created_at, id);
create index rating_district_created_at_idx on rating (district_lineage, created_at, id)
    where district_lineage is not null;

-- Ratings in order; both names of the second step are one step.
create function rating_step(p_rating text)
returns integer
language sql
immutable
parallel safe
return case p_rating
    when 'not_completed' then 0
    when 'completed_limited' then 1
    when 'completed' then 1
    when 'good' then 2
    when 'excellent' then 3
end;

-- Copies the scope of whoever is rated. Both subjects are looked at, so that one outside the caller's sight is refused
-- as a missing one even where the other is given too.
create function scope_by_subject()
returns trigger
language plpgsql
as $$
begin
    if new.collective_id is null and new.individual_id is null then
        perform refuse_null(tg_table_name, 'collective_id');
    end if;
    if new.collective_id is not null then
        select province_lineage, district_lineage, commune_lineage
        into new.province_lineage, new.district_lineage, new.commune_lineage
        from collective
        where id = new.collective_id;
        if not found then
            perform refuse_reference(tg_table_name, 'collective_id');
        end if;
    end if;
    if new.individual_id is not null then
        select province_lineage, district_lineage, commune_lineage
        into new.province_lineage, new.district_lineage, new.commune_lineage
        from individual
        where id = new.individual_id;
        if not found then
            perform refuse_reference(tg_table_name, 'individual_id');
        end if;
    end if;
    return new;
end
$$;

-- What is recorded about a subject goes with it when it moves. Arguments: the table, and the column that names the
-- subject.
create function rescope_records()
returns trigger
language plpgsql
security definer
set search_path = pg_catalog, public, pg_temp
as $$
begin
    execute format('update %I set province_lineage = $1 where %I = $2', tg_argv[0], tg_argv[1])
    using new.province_lineage, new.id;
    return null;
end
$$;

create trigger a_stamp before insert or update on rating for each row execute function stamp();
create trigger b_scope before insert or update on rating for each row execute function scope_by_subject();
create trigger rescope_rating after update on collective
    for each row when (
        (old.province_lineage, old.district_lineage, old.commune_lineage)
        is distinct from (new.province_lineage, new.district_lineage, new.commune_lineage))
    execute function rescope_records('rating', 'collective_id');
create trigger rescope_rating after update on individual
    for each row when (
        (old.province_lineage, old.district_lineage, old.commune_lineage)
        is distinct from (new.province_lineage, new.district_lineage, new.commune_lineage))
    execute function rescope_records('rating', 'individual_id');
create trigger record_change after insert or update or delete on rating
    for each row execute function record_change();

alter table rating enable row level security;
alter table rating force row level security;

create policy rating_owner on rating
    to current_user
    using (true)
    with check (true);

create policy rating_select on rating
    for select to tdkt_service
    using (
        (select caller_is('unit_officer', 'district_reviewer', 'province_reviewer', 'council_reviewer', 'auditor'))
        and (province_lineage = any ((select read_scope())::uuid[])
            or district_lineage = any ((select read_scope())::uuid[])
            or commune_lineage = any ((select read_scope())::uuid[])));

create policy rating_insert on rating
    for insert to tdkt_service
    with check (
        (select caller_is('unit_officer', 'district_reviewer', 'province_reviewer'))
        and (province_lineage = any ((select write_scope())::uuid[])
            or district_lineage = any ((select write_scope())::uuid[])
            or commune_lineage = any ((select write_scope())::uuid[])));

create policy rating_update on rating
    for update to tdkt_service
    using (
        (select caller_is('unit_officer', 'district_reviewer', 'province_reviewer'))
        and (province_lineage = any ((select write_scope())::uuid[])
            or district_lineage = any ((select write_scope())::uuid[])
            or commune_lineage = any ((select write_scope())::uuid[])));

create policy rating_delete on rating
    for delete to tdkt_service
    using (
        (select caller_is('district_reviewer', 'province_reviewer'))
        and (province_lineage = any ((select write_scope())::uuid[])
            or district_lineage = any ((select write_scope())::uuid[])
            or commune_lineage = any ((select write_scope())::uuid[])));

grant select, insert, update, delete on rating to tdkt_service;
