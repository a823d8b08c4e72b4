select t.id, t.version, t.action, t.actor, t.actor_role, t.recorded_at, t.reason, t.changes
from campaign_target_event as t
where t.id = $1 and t.campaign_target_id = $2
