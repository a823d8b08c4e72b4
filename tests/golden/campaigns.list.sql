select t.id, t.version, t.code, t.name, t.kind, t.unit_id, t.cluster_id, t.starts_on, t.ends_on, t.review_on, t.parent_id, t.goals, t.state, t.launched_by, t.launched_at, t.created_at, t.updated_at
from campaign as t
where t.province_lineage = $1
order by t.starts_on desc, t.id desc
limit 51
