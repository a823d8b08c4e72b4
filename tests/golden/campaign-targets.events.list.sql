select t.id, t.version, t.action, t.actor, t.actor_role, t.recorded_at, t.reason, t.changes
from campaign_target_event as t
where true
  and t.campaign_target_id = $1
order by t.recorded_at, t.id
limit 51
