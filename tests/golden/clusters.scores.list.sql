select t.id, t.version, t.cluster_id, t.year, t.member_id, t.criterion_id, t.phase, t.entry, t.points, t.bonus, t.penalty, t.note, t.evidence, t.by_member_id, t.actor, t.created_at
from cluster_score as t
where t.province_lineage = $2
  and t.cluster_id = $1
order by t.created_at, t.id
limit 51
