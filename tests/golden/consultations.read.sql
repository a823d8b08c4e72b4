select t.id, t.version, t.unit_id, t.title, t.contact, t.elsewhere, t.code, t.state, t.published_on, t.ends_on, t.published_by, t.published_at, t.closed_on, t.closed_by, t.closed_at, t.result, t.created_at, t.updated_at
from consultation as t
where t.id = $1
