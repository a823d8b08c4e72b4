select t.id, t.version, t.action, t.from_unit_id, t.to_unit_id, t.reason, t.actor, t.recorded_at
from dossier_transfer as t
where true
  and t.dossier_id = $1
order by t.recorded_at, t.id
limit 51
