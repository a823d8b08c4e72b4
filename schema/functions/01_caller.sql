-- Who is calling: what the settings of a transaction say, and which lineages the caller reaches.

-- The service sets for each transaction who is calling and for which units. After that transaction PostgreSQL returns
-- the setting as '', not as null; without nullif, row security would see an empty scope instead of none.
create or replace function caller_subject()
returns text
language sql
stable
parallel safe
return nullif(current_setting('tdkt.subject', true), '');

grant execute on function caller_subject() to tdkt_service;

create or replace function caller_is(variadic roles text[])
returns boolean
language sql
stable
parallel safe
return coalesce(string_to_array(nullif(current_setting('tdkt.roles', true), ''), ',') && roles, false);

grant execute on function caller_is(text[]) to tdkt_service;

-- The roles as the sentences of a refusal name them. api/request/access.h has the same words.
create or replace function roles_said(p_roles text[], p_lang text)
returns text
language plpgsql
immutable
parallel safe
as $$
begin
    return (
        select string_agg(case when p_lang = 'vi' then w.vi else w.en end, ', ' order by r.place)
        from unnest(p_roles) with ordinality as r (role, place)
        join (values
            ('unit_officer', 'cán bộ đơn vị', 'a unit officer'),
            ('district_reviewer', 'người xét duyệt cấp huyện, xã', 'a district reviewer'),
            ('province_reviewer', 'người xét duyệt cấp tỉnh', 'a province reviewer'),
            ('council_reviewer', 'người của Hội đồng', 'a council reviewer')
        ) as w (role, vi, en) on w.role = r.role);
end
$$;

grant execute on function roles_said(text[], text) to tdkt_service;

create or replace function read_scope()
returns uuid[]
language sql
stable
parallel safe
return string_to_array(nullif(current_setting('tdkt.read_scope', true), ''), ',')::uuid[];

grant execute on function read_scope() to tdkt_service;

create or replace function write_scope()
returns uuid[]
language sql
stable
parallel safe
return string_to_array(nullif(current_setting('tdkt.write_scope', true), ''), ',')::uuid[];

grant execute on function write_scope() to tdkt_service;

create or replace function caller_provinces()
returns uuid[]
language sql
stable
parallel safe
return string_to_array(nullif(current_setting('tdkt.provinces', true), ''), ',')::uuid[];

grant execute on function caller_provinces() to tdkt_service;

-- The provinces whose own catalogue rows a caller reads: those in which its units lie or once lay, and those that these
-- provinces took over. So a caller who sees a record also sees the award class it names. Definer, because readers do
-- not see units.
create or replace function catalogue_provinces()
returns uuid[]
language plpgsql
stable
parallel safe
security definer
set search_path = pg_catalog, public, pg_temp
as $$
begin
    return (
        select array_agg(a.lineage)
        from archive_of(
            array(select distinct u.province_lineage from unit u where u.lineage_id = any (read_scope()))
        ) as a (lineage));
end
$$;

grant execute on function catalogue_provinces() to tdkt_service;
