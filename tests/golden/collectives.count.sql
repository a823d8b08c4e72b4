select count(*)
from collective as t
where t.district_lineage = $5
  and t.name_search like '%' || fold($1) || '%'
  and t.name_search like '%' || fold($2) || '%'
  and t.kind = $3
  and t.headcount >= $4
