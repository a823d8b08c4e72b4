select t.id, t.version, t.number, t.title, t.unit_id, t.collective_id, t.commendation_type, t.campaign_id, t.year, t.dated_on, t.summary, t.state, t.created_at, t.updated_at
from dossier as t
where t.district_lineage = $1
order by t.dated_on desc, t.id desc
limit 51
