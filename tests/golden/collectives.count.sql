select count(*)
from collective as t
where t.district_lineage = $5
  and t.name_search @~ ('%' || fold($1) || '%')::varchar
  and t.name_search @~ ('%' || fold($2) || '%')::varchar
  and t.kind = $3
  and t.headcount >= $4
