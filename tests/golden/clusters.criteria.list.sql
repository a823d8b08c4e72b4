select t.id, t.version, t.cluster_id, t.year, t.order, t.group_name, t.name, t.description, t.max_points, t.bonus_cap, t.penalty_cap, t.created_at, t.updated_at
from cluster_criterion as t
where t.province_lineage = $2
  and t.cluster_id = $1
order by t.year, t.order, t.id
limit 51
