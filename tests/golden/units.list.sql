select t.id, t.version, t.code, t.name, t.type, t.level, t.parent_id, t.valid_from, t.valid_to, t.legal_act, t.lineage_id, t.parent_lineage_id, t.created_at, t.updated_at
from unit as t
where true
order by t.code, t.valid_from, t.id
limit 51
