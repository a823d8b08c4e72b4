select t.id, t.version, t.number, t.signed_on, t.effective_on, t.authority, t.level, t.unit_id, t.unit_name, t.kind, t.published_on
from decision_public as t
where t.id = $1
