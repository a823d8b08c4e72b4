select t.id, t.version, t.action, t.from_unit_id, t.to_unit_id, t.reason, t.actor, t.recorded_at
from dossier_transfer as t
where t.id = $1 and t.dossier_id = $2
