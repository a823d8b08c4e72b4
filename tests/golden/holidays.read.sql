select t.id, t.version, t.on_date, t.name_vi, t.name_en, t.kind, t.article, t.source, t.confidence, t.verified, t.created_at, t.updated_at
from holiday as t
where t.id = $1
