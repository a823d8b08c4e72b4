select t.id, t.version, t.action, t.from_state, t.to_state, t.stage, t.actor, t.actor_role, t.actor_unit_id, t.acted_on, t.recorded_at, t.reason, t.fields, t.acknowledgement, t.ground, t.letter_number, t.letter_on, t.decision_id, t.council_item_id
from nomination_event as t
where true
  and t.nomination_id = $1
order by t.recorded_at, t.id
limit 51
