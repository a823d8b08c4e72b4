select t.id, t.version, t.code, t.name_vi, t.name_en, t.category, t.level, t.subject_kinds, t.authority, t.parent_id, t.rank, t.valid_from, t.valid_to, t.recurrence, t.is_cluster_flag, t.unit_id, t.created_at, t.updated_at
from award_class as t
where t.id = $1
