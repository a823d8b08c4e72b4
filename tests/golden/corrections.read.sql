select t.id, t.version, t.decision_id, t.award_id, t.changes, t.earlier, t.reason, t.state, t.asked_by, t.asked_role, t.answered_by, t.answered_role, t.answered_on, t.answer_reason, t.created_at, t.updated_at
from correction as t
where t.id = $1
