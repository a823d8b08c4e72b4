select t.id, t.version, t.stage, t.award_level, t.procedure, t.working_days, t.valid_from, t.valid_to, t.article, t.source, t.confidence, t.verified, t.unit_id, t.created_at, t.updated_at
from stage_deadline as t
where true
order by t.stage, t.valid_from, t.id
limit 51
