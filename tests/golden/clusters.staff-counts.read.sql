select t.id, t.version, t.cluster_id, t.year, t.member_id, t.entry, t.staff_count, t.women_count, t.note, t.actor, t.recorded_at
from cluster_staff_count as t
where t.id = $1 and t.cluster_id = $2
