-- Subjects: collectives (agencies, schools, enterprises, commune authorities …), which register targets and receive
-- awards, and individuals; and what is recorded about them.

-- Follows the parents of a collective upwards, including rows that the caller may not see: a cycle through a hidden row
-- is also a cycle.
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

grant execute on function stands_above(uuid, uuid) to tdkt_service;

create or replace function check_collective_parent()
returns trigger
language plpgsql
as $$
begin
    if not exists (select from collective where id = new.parent_id) then
        perform refuse_reference('collective', 'parent_id');
    end if;
    -- Nothing is below a new row, so it closes no cycle. Two updates at once could close one together: they wait for
    -- each other.
    if tg_op = 'UPDATE' then
        perform pg_advisory_xact_lock(hashtext('collective.parent_id'));
        if stands_above(new.id, new.parent_id) then
            perform refuse('collective_parent_cycle');
        end if;
    end if;
    return new;
end
$$;

-- A collective does not become a household, or cease to be one, while a nomination that says otherwise is open. Definer, because
-- the caller may not see all nominations.
create or replace function check_collective_household()
returns trigger
language plpgsql
security definer
set search_path = pg_catalog, public, pg_temp
as $$
begin
    if exists (
        select
        from nomination n
        where n.collective_id = new.id
        and (n.subject_kind = 'household') <> (new.kind = 'household')
        and (n.state = 'draft' or is_under_way(n.state))) then
        perform refuse('collective_kind_household', p_detail => state_detail(new.state));
    end if;
    return null;
end
$$;

create or replace function scope_by_collective()
returns trigger
language plpgsql
as $$
begin
    if new.collective_id is null then
        perform refuse_null('individual', 'collective_id');
    end if;
    select province_lineage, district_lineage, commune_lineage
    into new.province_lineage, new.district_lineage, new.commune_lineage
    from collective
    where id = new.collective_id;
    if not found then
        perform refuse_reference('individual', 'collective_id');
    end if;
    return new;
end
$$;

-- Ratings in order; the second level has two names.
create or replace function rating_step(p_rating text)
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

grant execute on function rating_step(text) to tdkt_service;

-- Copies the scope of the rated subject. If both subjects are given, both are looked up, so that one that the caller
-- does not see is always refused like a missing one.
create or replace function scope_by_subject()
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

-- Records about a subject move with it. Arguments: the table, and the column that names the subject.
create or replace function rescope_records()
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

-- Levels in order; null for an unknown level.
create or replace function initiative_step(p_level text)
returns integer
language sql
immutable
parallel safe
return array_position(array['base', 'district', 'province', 'national'], p_level);

grant execute on function initiative_step(text) to tdkt_service;

create or replace function scope_by_individual()
returns trigger
language plpgsql
as $$
begin
    if new.individual_id is null then
        perform refuse_null(tg_table_name, 'individual_id');
    end if;
    select province_lineage, district_lineage, commune_lineage
    into new.province_lineage, new.district_lineage, new.commune_lineage
    from individual
    where id = new.individual_id;
    if not found then
        perform refuse_reference(tg_table_name, 'individual_id');
    end if;
    return new;
end
$$;
