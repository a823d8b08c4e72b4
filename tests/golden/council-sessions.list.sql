select t.id, t.version, t.unit_id, t.collective_id, t.number, t.held_on, t.place, t.minutes, t.state, t.opened_by, t.created_at, t.updated_at
from council_session as t
where t.district_lineage = $1
order by t.held_on desc, t.id desc
limit 51
