select t.id, t.version, t.code, t.full_name, t.birth_date, t.gender, t.position, t.position_group, t.collective_id, case when t.has_citizen_id then '************' end as citizen_id, t.state, t.created_at, t.updated_at
from individual as t
where t.district_lineage = $1
order by t.full_name, t.id
limit 51
