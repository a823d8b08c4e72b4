-- What a cluster lays down for one year: its pact (giao ước thi đua), how it scores, and how many of its members it may
-- propose for the flag. Leader and deputy change every year, and so does who may write here: rights hang on the pair of
-- cluster and year, never on the unit alone.

-- Whether a unit lies within what the caller writes: itself, or below it.
create function covers_unit(p_unit uuid)
returns boolean
language sql
stable
begin atomic
    select exists (
        select
        from unit u
        where u.id = p_unit
        and (u.province_lineage = any (write_scope())
            or u.district_lineage = any (write_scope())
            or u.commune_lineage = any (write_scope())));
end;

-- Whether the caller belongs to the unit itself, under whatever name it bears: its token names it, not one above it.
create function is_of_unit(p_unit uuid)
returns boolean
language sql
stable
begin atomic
    select exists (select from unit u where u.id = p_unit and u.lineage_id = any (write_scope()));
end;

-- The organising province, in any year; leader and deputy of the year, in that year alone.
create function leads_cluster(p_cluster uuid, p_year integer)
returns boolean
language sql
stable
begin atomic
    select caller_is('province_reviewer')
        and exists (
            select
            from cluster c
            where c.id = p_cluster
            and c.province_lineage = any (write_scope()))
        or caller_is('unit_officer', 'district_reviewer')
        and exists (
            select
            from cluster_member m
            where m.cluster_id = p_cluster
            and m.year = p_year
            and m.role in ('leader', 'deputy')
            and is_of_unit(m.unit_id));
end;

-- Criteria, scores and nominations of one cluster are written one after the other, so that none of them is judged by
-- what another is just changing. Definer, to lock a row that the caller only reads.
create function lock_cluster(p_cluster uuid)
returns void
language plpgsql
security definer
set search_path = pg_catalog, public, pg_temp
as $$
begin
    perform from cluster where id = p_cluster for no key update;
end
$$;

create table cluster_year (
    id uuid primary key default uuid_v7(),
    version bigint not null default 1,
    created_at timestamptz not null default now(),
    updated_at timestamptz not null default now(),
    cluster_id uuid not null,
    year integer not null,
    pact text,
    pact_signed_on date,
    pact_location text,
    flag_places integer not null default 1,
    scoring_method text,
    province_lineage uuid not null,
    constraint cluster_year_year_check check (year between 1945 and 2100),
    constraint cluster_year_pact_check check (is_clean(pact, 0, 20000)),
    constraint cluster_year_pact_location_check check (
        pact_location ~ '^[a-z][a-z0-9+.-]*:[^[:space:]]+$' and char_length(pact_location) <= 1000),
    constraint cluster_year_flag_places_check check (flag_places between 0 and 50),
    constraint cluster_year_scoring_method_check check (is_clean(scoring_method, 0, 4000)),
    constraint cluster_year_cluster_id_fkey foreign key (cluster_id) references cluster (id),
    constraint cluster_year_cluster_id_year_key unique (cluster_id, year)
);

-- What belongs to a cluster belongs to its province.
create function scope_of_cluster()
returns trigger
language plpgsql
as $$
begin
    if new.cluster_id is null then
        perform refuse_null(tg_table_name, 'cluster_id');
    end if;
    select province_lineage into new.province_lineage from cluster where id = new.cluster_id;
    if not found then
        perform refuse_reference(tg_table_name, 'cluster_id');
    end if;
    return new;
end
$$;

-- How many may be proposed for the flag is the province's to say: nobody grants places to a block it belongs to.
create function check_flag_places()
returns trigger
language plpgsql
as $$
begin
    if caller_subject() is not null and not caller_is('province_reviewer') then
        perform refuse('TD004', 'cluster_year_flag_places',
            'Số đơn vị được suy tôn đề nghị tặng cờ do cấp tỉnh quy định',
            'How many members may be proposed for the flag is for the province to say');
    end if;
    return new;
end
$$;

create function rescope_cluster_year()
returns trigger
language plpgsql
security definer
set search_path = pg_catalog, public, pg_temp
as $$
begin
    update cluster_year set province_lineage = new.province_lineage where cluster_id = new.id;
    return null;
end
$$;

create trigger a_stamp before insert or update on cluster_year for each row execute function stamp();
create trigger b_scope before insert or update on cluster_year for each row execute function scope_of_cluster();
create trigger c_places_first before insert on cluster_year
    for each row when (new.flag_places <> 1) execute function check_flag_places();
create trigger c_places before update of flag_places on cluster_year
    for each row when (new.flag_places <> old.flag_places) execute function check_flag_places();
create trigger record_change after insert or update or delete on cluster_year
    for each row execute function record_change();
create trigger rescope_year after update on cluster
    for each row when (old.province_lineage <> new.province_lineage) execute function rescope_cluster_year();

alter table cluster_year enable row level security;
alter table cluster_year force row level security;

create policy cluster_year_owner on cluster_year
    to current_user
    using (true)
    with check (true);

create policy cluster_year_select on cluster_year
    for select to tdkt_service
    using (
        (select caller_is('unit_officer', 'district_reviewer', 'province_reviewer', 'council_reviewer', 'auditor'))
        and province_lineage = any ((select caller_provinces())::uuid[]));

create policy cluster_year_insert on cluster_year
    for insert to tdkt_service
    with check (leads_cluster(cluster_id, year));

create policy cluster_year_update on cluster_year
    for update to tdkt_service
    using (leads_cluster(cluster_id, year));

create policy cluster_year_delete on cluster_year
    for delete to tdkt_service
    using (
        (select caller_is('province_reviewer'))
        and province_lineage = any ((select write_scope())::uuid[]));

grant select, delete on cluster_year to tdkt_service;
grant insert (id, cluster_id, year, pact, pact_signed_on, pact_location, flag_places, scoring_method)
    on cluster_year to tdkt_service;
grant update (pact, pact_signed_on, pact_location, flag_places, scoring_method) on cluster_year to tdkt_service;
