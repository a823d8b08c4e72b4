-- The units below a unit on a day. A unit keeps the version of its parent that it was recorded under; when the parent is
-- renamed or upgraded, that version ends, but both versions have one lineage.
-- kind: expand

alter table unit add column parent_lineage_id uuid generated always as (
    case level
        when 'commune' then coalesce(district_lineage, province_lineage)
        when 'district' then province_lineage
    end) stored;

create index unit_parent_lineage_id_idx on unit (parent_lineage_id);

-- This function returns whole units: in its old form it fails as soon as a unit has one more column. This form serves until
-- `tdkt migrate` applies the functions again, at the end of the same run.
drop function if exists named_units(text[], date);

create function named_units(p_names text[], p_on date)
returns setof unit
language sql
stable
as $$
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
$$;
