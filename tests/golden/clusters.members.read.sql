select t.id, t.version, t.cluster_id, t.year, t.unit_id, t.role, t.created_at, t.updated_at
from cluster_member as t
where t.id = $1 and t.cluster_id = $2
