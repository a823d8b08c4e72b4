select t.id, t.version, t.item_id, t.number, t.dated_on, t.sha256, t.voters, t.state, t.reason, t.round, t.entered_by, t.confirmed_by, t.refused_by, t.session_id, t.created_at, t.updated_at
from council_paper as t
where t.id = $1 and t.session_id = $2
