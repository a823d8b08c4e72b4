select t.id, t.version, t.cluster_id, t.year, t.member_id, t.entry, t.staff_count, t.women_count, t.note, t.actor, t.recorded_at
from cluster_staff_count as t
where t.province_lineage = $2
  and t.cluster_id = $1
order by t.recorded_at, t.id
limit 51
