select t.id, t.version, t.collective_id, t.individual_id, t.year, t.rating, t.decision_number, t.decided_on, t.note, t.created_at, t.updated_at
from rating as t
where t.id = $1
