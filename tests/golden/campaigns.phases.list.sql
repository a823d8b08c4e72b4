select t.id, t.version, t.campaign_id, t.name, t.starts_on, t.ends_on, t.created_at, t.updated_at
from campaign_phase as t
where t.province_lineage = $2
  and t.campaign_id = $1
order by t.starts_on, t.id
limit 51
