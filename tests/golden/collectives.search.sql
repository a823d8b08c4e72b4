select t.id, t.version, t.code, t.name, t.short_name, t.unit_id, t.parent_id, t.kind, t.headcount, t.women_count, t.founded_on, t.state, t.agency_code, t.address, t.created_at, t.updated_at
from collective as t
where t.district_lineage = $5
  and t.name_search @~ ('%' || fold($1) || '%')::varchar
  and t.name_search @~ ('%' || fold($2) || '%')::varchar
  and t.kind = $3
  and t.headcount >= $4
  and ((t.name_search @~ ('% ' || fold($1) || ' %')::varchar or t.name_search @~ ('' || fold($1) || ' %')::varchar or t.name_search @~ ('% ' || fold($1) || '')::varchar or t.name_search @~ ('' || fold($1) || '')::varchar) and (t.name_search @~ ('% ' || fold($2) || ' %')::varchar or t.name_search @~ ('' || fold($2) || ' %')::varchar or t.name_search @~ ('% ' || fold($2) || '')::varchar or t.name_search @~ ('' || fold($2) || '')::varchar))
order by t.created_at desc, t.id desc
limit 11
