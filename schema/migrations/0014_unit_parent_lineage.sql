-- The units below a unit on a day. A unit keeps the version of its parent that it was recorded under; when the parent is
-- renamed or upgraded, that version ends, but both versions have one lineage.
-- kind: expand

alter table unit add column parent_lineage_id uuid generated always as (
    case level
        when 'commune' then coalesce(district_lineage, province_lineage)
        when 'district' then province_lineage
    end) stored;

create index unit_parent_lineage_id_idx on unit (parent_lineage_id);
