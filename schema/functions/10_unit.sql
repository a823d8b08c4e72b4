-- Units and their successions.

-- Places a unit below its parent. A new unit starts its own lineage; a succession may change it later.
create or replace function place_unit()
returns trigger
language plpgsql
as $$
declare
    above unit;
begin
    if tg_op = 'INSERT' then
        new.lineage_id := new.id;
    end if;
    new.province_lineage := new.lineage_id;
    new.district_lineage := null;
    new.commune_lineage := null;
    if new.parent_id is null then
        return new;
    end if;
    select * into above from unit where id = new.parent_id;
    new.province_lineage := above.province_lineage;
    if new.level = 'district' then
        new.district_lineage := new.lineage_id;
    else
        new.district_lineage := above.district_lineage;
        new.commune_lineage := new.lineage_id;
    end if;
    return new;
end
$$;

create or replace function check_unit_parent()
returns trigger
language plpgsql
as $$
declare
    above unit;
begin
    select * into above from unit where id = new.parent_id;
    if not found then
        perform refuse_reference('unit', 'parent_id');
    end if;
    if above.level = 'commune' or above.level = new.level then
        perform refuse('unit_parent_level');
    end if;
    if new.valid_from < above.valid_from or new.valid_from > above.valid_to then
        perform refuse('unit_parent_period');
    end if;
    return new;
end
$$;

-- Keeps the period of a unit while a record of a day in it is written. Definer, because callers may not lock units.
create or replace function lock_unit(p_unit uuid)
returns void
language plpgsql
security definer
set search_path = pg_catalog, public, pg_temp
as $$
begin
    perform from unit u where u.id = p_unit for share;
end
$$;

grant execute on function lock_unit(uuid) to tdkt_service;

-- The records that would be refused if the unit did not exist on their day, with that day. A record of a day on which the unit does
-- not exist (a dossier that it took over) does not need it. Units below are not among them: they hang on all versions of the unit
-- (parent_lineage_id).
create or replace function days_in_unit(p_unit unit)
returns table (said_vi text, said_en text, on_day date)
language plpgsql
stable
as $$
begin
    return query
        select d.*
        from (
            select 'khen thưởng', 'awards', a.signed_on from award a where a.unit_id = p_unit.id
            union all
            select 'quyết định', 'decisions', d.signed_on from decision d where d.unit_id = p_unit.id
            union all
            select 'hồ sơ', 'dossiers', h.dated_on from dossier h where h.unit_id = p_unit.id
            union all
            select 'phiên họp hội đồng', 'council sessions', s.held_on from council_session s where s.unit_id = p_unit.id
            union all
            select 'lần sắp xếp đơn vị', 'successions', s.effective_on from unit_succession s where s.successor_id = p_unit.id
        ) as d (said_vi, said_en, on_day)
        where d.on_day between p_unit.valid_from and coalesce(p_unit.valid_to, 'infinity');
end
$$;

-- A unit that is said to end earlier, or to begin later, must not leave records on days on which it does not exist. Definer, because
-- an administrator of units does not read them.
create or replace function check_unit_shortened()
returns trigger
language plpgsql
security definer
set search_path = pg_catalog, public, pg_temp
as $$
declare
    first_day date;
    last_day date;
    kinds_vi text;
    kinds_en text;
begin
    with stray as (
        select d.said_vi, d.said_en, count(*) as number, min(d.on_day) as first_day, max(d.on_day) as last_day
        from days_in_unit(old) d
        where d.on_day not between new.valid_from and coalesce(new.valid_to, 'infinity')
        group by d.said_vi, d.said_en
    )
    select
        min(s.first_day), max(s.last_day),
        string_agg(format('%s (%s)', s.said_vi, s.number), ', ' order by s.number desc, s.said_en),
        string_agg(format('%s (%s)', s.said_en, s.number), ', ' order by s.number desc, s.said_en)
    into first_day, last_day, kinds_vi, kinds_en
    from stray s;
    if first_day is not null then
        perform refuse('unit_period_records',
            array[kinds_vi, first_day::text, last_day::text],
            array[kinds_en, first_day::text, last_day::text],
            p_member => case when last_day > new.valid_to then 'valid_to' else 'valid_from' end);
    end if;
    return new;
end
$$;

-- Copies the scope of a record's unit onto the record; used by every table with a unit_id.
create or replace function scope_by_unit()
returns trigger
language plpgsql
as $$
begin
    if new.unit_id is null then
        perform refuse_null(tg_table_name, 'unit_id');
    end if;
    select province_lineage, district_lineage, commune_lineage
    into new.province_lineage, new.district_lineage, new.commune_lineage
    from unit
    where id = new.unit_id;
    if not found then
        perform refuse_reference(tg_table_name, 'unit_id');
    end if;
    return new;
end
$$;

create or replace function check_succession()
returns trigger
language plpgsql
as $$
declare
    before unit;
    after unit;
begin
    select * into before from unit where id = new.predecessor_id;
    if not found then
        perform refuse_reference('unit_succession', 'predecessor_id');
    end if;
    select * into after from unit where id = new.successor_id;
    if not found then
        perform refuse_reference('unit_succession', 'successor_id');
    end if;
    if before.valid_from >= new.effective_on
        or new.effective_on < after.valid_from or new.effective_on > after.valid_to then
        perform refuse('unit_succession_effective_on');
    end if;
    -- Because the predecessor must begin before the successor, lineages cannot form a cycle.
    if new.kind in ('rename', 'upgrade')
        and (before.level <> after.level or before.valid_from >= after.valid_from) then
        perform refuse('unit_succession_continuity');
    end if;
    return new;
end
$$;

-- Passes the lineage of a continued unit on to its successor, or gives a unit its own lineage back. The triggers of
-- unit pass it further down.
create or replace function keep_lineage()
returns trigger
language plpgsql
security definer
set search_path = pg_catalog, public, pg_temp
as $$
declare
    touched constant uuid[] := array_remove(
        array[
            case when tg_op <> 'INSERT' then old.successor_id end,
            case when tg_op <> 'DELETE' then new.successor_id end],
        null);
begin
    update unit u
    set lineage_id = kept.lineage_id
    from (
        select s.id, coalesce(p.lineage_id, s.id) as lineage_id
        from unit s
        left join unit_succession k on k.successor_id = s.id and k.kind in ('rename', 'upgrade')
        left join unit p on p.id = k.predecessor_id
        where s.id = any (touched)
    ) kept
    where u.id = kept.id
    and u.lineage_id <> kept.lineage_id;
    return null;
end
$$;

-- The units that a token names: one row for each code or id that names a unit. Unknown names give no row.
create or replace function named_units(p_names text[], p_on date)
returns setof unit
language sql
stable
begin atomic
    select u.*
    from unnest(p_names) as named (name)
    cross join lateral (
        select v.*
        from unit v
        where v.code = named.name
        and v.valid_from <= p_on
        order by v.valid_from desc
        limit 1
    ) u
    union
    select u.*
    from unit u
    where u.id = any (
        select named.name::uuid
        from unnest(p_names) as named (name)
        where named.name ~* '^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$');
end;

-- Everything that a lineage took over: its predecessors by merge, their predecessors, and so on. Renamed and upgraded
-- units share one lineage.
create or replace function archive_of(p_lineages uuid[])
returns setof uuid
language sql
stable
begin atomic
    with recursive owned (lineage_id) as (
        select unnest(p_lineages)
        union
        select before.lineage_id
        from owned
        join unit after on after.lineage_id = owned.lineage_id
        join unit_succession s on s.successor_id = after.id and s.kind in ('merge', 'rename', 'upgrade')
        join unit before on before.id = s.predecessor_id
    )
    select lineage_id from owned;
end;

-- Whether every version of a unit lay below one of the given lineages.
create or replace function lies_below(p_lineage uuid, p_lineages uuid[])
returns boolean
language plpgsql
stable
as $$
begin
    return (
        select bool_and(
            coalesce(u.province_lineage <> p_lineage and u.province_lineage = any (p_lineages), false)
            or coalesce(u.district_lineage <> p_lineage and u.district_lineage = any (p_lineages), false))
        from unit u
        where u.lineage_id = p_lineage);
end
$$;

-- The scope of a token. writable: one of its own units; the other rows are the archive that these took over. covered:
-- another row of the answer already gives the right to read it (350 next to 37, which reads all of the former 35), so a
-- merged list may leave it out. moved: the unit once lay in another province than province_lineage, and so do the records
-- of that time.
create or replace function resolve_units(codes text[], on_date date)
returns table (lineage uuid, level text, province_lineage uuid, writable boolean, covered boolean, moved boolean)
language plpgsql
stable
security definer
set search_path = pg_catalog, public, pg_temp
as $$
#variable_conflict use_column
declare
    own uuid[];
    readable uuid[];
begin
    select array_agg(distinct n.lineage_id) into own from named_units(codes, on_date) n;
    select array_agg(o.id) into own from unnest(own) as o (id) where not lies_below(o.id, own);
    select array_agg(a.id) into readable from archive_of(own) as a (id);
    return query
        select r.id, u.level, u.province_lineage, w.writable, below.covered, m.moved
        from unnest(readable) as r (id)
        cross join lateral (select r.id = any (own) as writable) w
        cross join lateral (select lies_below(r.id, readable) as covered) below
        cross join lateral (
            select v.level, v.province_lineage
            from unit v
            where v.lineage_id = r.id
            order by v.valid_from desc
            limit 1
        ) u
        cross join lateral (
            select exists (
                select from unit v where v.lineage_id = r.id and v.province_lineage <> u.province_lineage) as moved
        ) m
        where w.writable or not below.covered
        order by w.writable desc, r.id;
end
$$;

grant execute on function resolve_units(text[], date) to tdkt_service;

create or replace function cascade_unit()
returns trigger
language plpgsql
security definer
set search_path = pg_catalog, public, pg_temp
as $$
declare
    holder text;
begin
    update unit set province_lineage = new.province_lineage where parent_id = new.id;
    update unit
    set lineage_id = new.lineage_id
    where lineage_id <> new.lineage_id
    and id in (
        select successor_id
        from unit_succession
        where predecessor_id = new.id
        and kind in ('rename', 'upgrade'));
    foreach holder in array array[
        'cluster', 'campaign', 'collective', 'campaign_target', 'decision', 'award', 'award_statement']
    loop
        execute format('update %I set province_lineage = $1 where unit_id = $2', holder)
        using new.province_lineage, new.id;
    end loop;
    return null;
end
$$;

-- Whether a row that belongs to one province applies in a given province: it applies in its own, and in the province
-- that took that one over. A row without an owner applies everywhere.
create or replace function stands_in(p_owner uuid, p_province uuid)
returns boolean
language plpgsql
stable
parallel safe
security definer
set search_path = pg_catalog, public, pg_temp
as $$
begin
    return p_owner is null
        or coalesce(p_owner = p_province or p_owner in (select archive_of(array[p_province])), false);
end
$$;

grant execute on function stands_in(uuid, uuid) to tdkt_service;

-- The province of a collective or individual; null when the caller does not see it.
create or replace function province_of(p_collective uuid, p_individual uuid)
returns uuid
language plpgsql
stable
as $$
begin
    return coalesce(
        (select i.province_lineage from individual i where i.id = p_individual),
        (select c.province_lineage from collective c where c.id = p_collective));
end
$$;

grant execute on function province_of(uuid, uuid) to tdkt_service;

-- Rights depend on units, and each instance keeps what it read about them for some seconds. A change of a unit or of a
-- succession must take effect sooner, above all when it takes rights away. So the database notifies every instance once,
-- when the transaction commits.
create or replace function tell_units_changed()
returns trigger
language plpgsql
as $$
begin
    perform pg_notify('tdkt_units', '');
    return null;
end
$$;

-- A unit as sentences name it, with its type, because two units may share a name: "huyện Duy Tiên" and "thị xã Duy Tiên". On a day
-- without a unit of the lineage, the last one. Definer, because readers do not see units.
create or replace function unit_said(p_lineage uuid, p_on date, p_lang text)
returns text
language plpgsql
stable
security definer
set search_path = pg_catalog, public, pg_temp
as $$
begin
    return coalesce(
        (select case when p_lang = 'vi' then unit_full_name(u.type, u.name) else u.name || ' (' || u.type || ')' end
        from unit u
        where u.lineage_id = p_lineage
        order by u.valid_from <= p_on and (u.valid_to is null or u.valid_to >= p_on) desc, u.valid_from desc
        limit 1),
        case when p_lang = 'vi' then 'đơn vị khác' else 'another unit' end);
end
$$;

grant execute on function unit_said(uuid, date, text) to tdkt_service;

create or replace function unit_type_name(p_type text)
returns text
language sql
immutable
parallel safe
return case p_type
    when 'province' then 'tỉnh'
    when 'municipality' then 'thành phố'
    when 'city' then 'thành phố'
    when 'town' then 'thị xã'
    when 'district' then 'huyện'
    when 'ward' then 'phường'
    when 'township' then 'thị trấn'
    when 'special_zone' then 'đặc khu'
    else 'xã'
end;

grant execute on function unit_type_name(text) to tdkt_service;

-- "phường Phủ Lý": the name with its type, unless the name has it already.
create or replace function unit_full_name(p_type text, p_name text)
returns text
language sql
immutable
parallel safe
return case
    when starts_with(lower(p_name), unit_type_name(p_type) || ' ') then p_name
    else unit_type_name(p_type) || ' ' || p_name
end;

grant execute on function unit_full_name(text, text) to tdkt_service;
