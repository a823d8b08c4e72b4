select t.id, t.version, t.cluster_id, t.unit_id, t.award_class_id, t.subject_kind, t.period_from, t.period_to, t.count, t.stated, t.created_at, t.updated_at
from award_statement as t
where t.province_lineage = $1
order by t.period_from desc, t.id desc
limit 51
