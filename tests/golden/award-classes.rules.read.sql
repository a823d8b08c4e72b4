select t.id, t.version, t.award_class_id, t.kind, t.subject_kind, t.valid_from, t.valid_to, t.path, t.needs_award_class_id, t.least, t.years, t.rating, t.initiative_level, t.permille, t.quorum_permille, t.secret, t.written_allowed, t.recusal_shrinks, t.authority, t.coefficient, t.working_days, t.commendation_type, t.text_vi, t.text_en, t.article, t.source, t.confidence, t.verified, t.unit_id, t.created_at, t.updated_at
from award_rule as t
where t.id = $1 and t.award_class_id = $2
