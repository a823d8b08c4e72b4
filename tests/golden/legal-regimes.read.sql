select t.id, t.version, t.code, t.name_vi, t.name_en, t.valid_from, t.valid_to, t.article, t.source, t.confidence, t.verified, t.created_at, t.updated_at
from legal_regime as t
where t.id = $1
