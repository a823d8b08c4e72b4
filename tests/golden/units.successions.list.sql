select t.id, t.version, t.predecessor_id, t.successor_id, t.kind, t.effective_on, t.legal_act, t.created_at, t.updated_at
from unit_succession as t
where true
  and $1 in (t.predecessor_id, t.successor_id)
order by t.effective_on, t.id
limit 51
