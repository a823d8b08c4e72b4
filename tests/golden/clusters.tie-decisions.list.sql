select t.id, t.version, t.cluster_id, t.year, t.entry, t.member_ids, t.confirmed_total, t.reason, t.decided_on, t.actor, t.recorded_at
from cluster_tie_decision as t
where t.province_lineage = $2
  and t.cluster_id = $1
order by t.recorded_at, t.id
limit 51
