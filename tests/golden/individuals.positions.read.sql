select t.id, t.version, t.collective_id, t.collective_name, t.unit_id, (select u.name from unit as u where u.id = t.unit_id) as unit_name, t.position, t.position_group, t.held_from, t.move_id, t.recorded_at
from individual_position as t
where t.id = $1 and t.individual_id = $2
