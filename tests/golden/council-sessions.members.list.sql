select t.id, t.version, t.name, t.position, t.role, t.subject, t.collective_id, t.attendance, t.session_id, t.created_at, t.updated_at
from council_member as t
where true
  and t.session_id = $1
order by t.created_at, t.id
limit 51
