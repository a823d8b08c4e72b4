-- Search and uniqueness see through what looks alike: Ð, ð (Icelandic), Ɖ, ɖ (Ewe) stand for Đ on many keyboards, wide letters are
-- letters, every dash is a dash. The number of a decision is unique by what is read, not by how it was typed.
-- kind: contract

create or replace function fold(value text)
returns text
language sql
immutable
strict
parallel safe
return btrim(
    regexp_replace(
        translate(
            regexp_replace(
                lower(normalize(value, nfkd) collate "und-x-icu") collate "C",
                '[\u0300-\u036f\u200c\u200d\ufe00-\ufe0f]', '', 'g'),
            U&'\0111\00f0\0256\2010\2011\2012\2013\2014\2015\2043\2212', 'ddd--------'),
        '\s+', ' ', 'g'));

-- A number or code as it is compared: folded, and without blanks.
create function fold_key(value text)
returns text
language sql
immutable
strict
parallel safe
return replace(fold(value), ' ', '');

revoke all on function fold_key(text) from public;
grant execute on function fold_key(text) to tdkt_service;

-- Columns that keep a folded text are made again where the new fold differs. Nothing that people see changes, so that neither
-- version nor history moves.
do $$
declare
    kept record;
begin
    for kept in
        select
            a.attrelid::regclass as of_table, a.attname, pg_get_expr(d.adbin, d.adrelid) as made,
            (regexp_match(pg_get_expr(d.adbin, d.adrelid), 'fold\(+(\w+)'))[1] as source
        from pg_attribute as a
        join pg_attrdef as d on d.adrelid = a.attrelid and d.adnum = a.attnum
        join pg_class as c on c.oid = a.attrelid
        where a.attgenerated = 's'
            and c.relnamespace = 'public'::regnamespace
            and pg_get_expr(d.adbin, d.adrelid) like '%fold(%'
        order by 1, 2
    loop
        execute format('alter table %s disable trigger user', kept.of_table);
        execute format(
            'update %s set %I = %2$I where %I <> (%s) collate "C"', kept.of_table, kept.source, kept.attname, kept.made);
        execute format('alter table %s enable trigger user', kept.of_table);
    end loop;
end
$$;

do $$
declare
    same text;
begin
    select string_agg(format('%s of %s (%s)', numbers, on_day, ids), '; ')
    into same
    from (
        select
            string_agg(number, ' = ' order by id) as numbers,
            to_char(signed_on, 'DD/MM/YYYY') as on_day,
            string_agg(id::text, ', ' order by id) as ids
        from decision
        group by unit_id, fold_key(number) collate "C", signed_on
        having count(*) > 1
    ) as twice;
    if same is not null then
        raise exception 'decisions are there twice, their numbers differ in case, blanks, marks or dashes alone: %', same
            using hint = 'Give one of each the number that is on its paper (POST /v1/decisions/{id}/corrections), then migrate again.';
    end if;
end
$$;

alter table decision
    add column number_key text collate "C" not null generated always as (fold_key(number)) stored,
    drop constraint decision_unit_id_number_signed_on_key,
    add constraint decision_unit_id_number_signed_on_key unique (unit_id, number_key, signed_on);

-- Readers look a decision up by its number too.
create or replace view decision_public as
select d.id, d.version, d.number, d.signed_on, d.effective_on, d.authority, d.level, d.unit_id,
    (select u.name from unit u where u.id = d.unit_id) as unit_name,
    d.kind, d.published_on, d.province_lineage, d.district_lineage, d.commune_lineage, d.number_key
from decision d
where (select caller_is('reader'))
and (d.province_lineage = any ((select read_scope())::uuid[])
    or d.district_lineage = any ((select read_scope())::uuid[])
    or d.commune_lineage = any ((select read_scope())::uuid[])
    or (d.level in ('state', 'province') and d.province_lineage = any ((select caller_provinces())::uuid[])));

-- Left out of the kept row: the hash of a citizen id, and columns that say again what others say.
create or replace function record_change()
returns trigger
language plpgsql
security definer
set search_path = pg_catalog, public, pg_temp
as $$
declare
    image constant jsonb := to_jsonb(case when tg_op = 'DELETE' then old else new end);
begin
    insert into change_history (
        table_name, row_id, version, operation, changed_by, request_id,
        province_lineage, district_lineage, commune_lineage, row)
    values (
        tg_table_name,
        (image ->> 'id')::uuid,
        (image ->> 'version')::bigint,
        lower(tg_op),
        coalesce(caller_subject(), session_user),
        nullif(current_setting('tdkt.request_id', true), ''),
        (image ->> 'province_lineage')::uuid,
        (image ->> 'district_lineage')::uuid,
        (image ->> 'commune_lineage')::uuid,
        image - array[
            'citizen_id_hash', 'name_search', 'full_name_search', 'indicator_search', 'recipient_name_search', 'number_key']);
    return null;
end
$$;

revoke all on function record_change() from public;
