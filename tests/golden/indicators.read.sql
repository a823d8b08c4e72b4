select t.id, t.version, t.code, t.name_vi, t.name_en, t.field, t.measure_unit, t.direction, t.basis, t.additive, t.valid_from, t.valid_to, t.note, t.unit_id, t.created_at, t.updated_at
from indicator as t
where t.id = $1
