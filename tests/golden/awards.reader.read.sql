select t.id, t.version, t.decision_id, t.award_class_id, t.award_class_code, t.subject_kind, t.recipient_name, t.unit_id, t.unit_name, t.year, t.signed_on, t.decision_number, t.state, t.commendation_type
from award_public as t
where t.id = $1
