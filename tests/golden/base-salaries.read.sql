select t.id, t.version, t.amount, t.valid_from, t.valid_to, t.article, t.source, t.confidence, t.verified, t.created_at, t.updated_at
from base_salary as t
where t.id = $1
