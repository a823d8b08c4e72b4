select t.id, t.version, t.report, t.cluster_id, t.unit_id, report_period(t.period_from, t.period_to) ->> 'label' as period, t.period_from, t.period_to, t.predecessors, t.small_headcount, t.note, t.frozen_by, t.created_at
from report_snapshot as t
where t.id = $1
