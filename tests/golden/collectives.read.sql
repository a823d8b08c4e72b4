select t.id, t.version, t.code, t.name, t.short_name, t.unit_id, t.parent_id, t.kind, t.headcount, t.women_count, t.founded_on, t.state, t.agency_code, t.address, t.created_at, t.updated_at
from collective as t
where t.id = $1
