select t.id, t.version, t.predecessor_id, t.successor_id, t.kind, t.effective_on, t.legal_act, t.created_at, t.updated_at
from unit_succession as t
where t.id = $1 and $2 in (t.predecessor_id, t.successor_id)
