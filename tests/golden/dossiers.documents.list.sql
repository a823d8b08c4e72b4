select t.id, t.version, t.nomination_id, t.kind, t.title, t.number, t.dated_on, t.media_type, t.size, t.sha256, t.location, t.created_at, t.updated_at
from dossier_document as t
where true
  and t.dossier_id = $1
order by t.created_at, t.id
limit 51
