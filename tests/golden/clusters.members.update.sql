update cluster_member as t
set "code" = $3, "name" = $4
where t.id = $1 and t.version = $2 and t.cluster_id = $5
returning t.id, t.version, t.cluster_id, t.year, t.unit_id, t.role, t.created_at, t.updated_at
