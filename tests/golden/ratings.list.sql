select t.id, t.version, t.collective_id, t.individual_id, t.year, t.rating, t.decision_number, t.decided_on, t.note, t.created_at, t.updated_at
from rating as t
where t.district_lineage = $1
order by t.year desc, t.id desc
limit 51
