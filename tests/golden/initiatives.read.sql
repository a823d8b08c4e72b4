select t.id, t.version, t.individual_id, t.kind, t.title, t.level, t.year, t.recognised_on, t.decision_number, t.recognised_by, t.created_at, t.updated_at
from initiative as t
where t.id = $1
