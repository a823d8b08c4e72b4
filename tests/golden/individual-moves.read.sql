select t.id, t.version, t.individual_id, t.named_by, t.from_collective_id, t.from_collective_name, t.from_unit_id, t.to_collective_id, t.to_collective_name, t.to_unit_id, t.moved_on, t.position, t.position_group, t.code, t.decision_number, t.reason, t.state, t.requested_by, t.answered_by, t.answered_on, t.answer_reason, t.created_at, t.updated_at
from known_move as t
where t.id = $1
