select t.id, t.version, t.campaign_id, t.unit_id, t.collective_id, t.indicator_id, t.indicator, t.field, t.measure_unit, t.direction, t.basis, t.registered_value, t.weight, t.actual_value, t.projected_value, t.figures_on, t.starts_on, t.due_on, t.priority, t.note, t.state, t.state_reason, t.status, t.created_at, t.updated_at
from campaign_target as t
where t.id = $1
