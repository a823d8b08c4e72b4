select t.id, t.version, t.campaign_target_id, t.figures_on, t.actual_value, t.projected_value, t.note, t.source, t.actor, t.created_at
from target_progress as t
where true
  and t.campaign_target_id = $1
order by t.figures_on desc, t.created_at desc, t.id desc
limit 51
