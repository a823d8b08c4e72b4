select t.id, t.version, t.code, t.order, t.name_vi, t.name_en, t.counts, t.valid_from, t.valid_to, t.note_vi, t.note_en, t.source, t.confidence, t.verified, t.created_at, t.updated_at
from statistics_form as t
where true
order by t.order, t.code, t.id
limit 51
