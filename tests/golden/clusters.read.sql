select t.id, t.version, t.code, t.name, t.unit_id, t.note, t.created_at, t.updated_at
from cluster as t
where t.id = $1
