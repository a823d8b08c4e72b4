select t.id, t.version, t.code, t.decision_id, t.nomination_id, t.award_class_id, t.award_class_code, t.subject_kind, t.collective_id, t.individual_id, t.recipient_name, t.recipient_position, t.recipient_unit_name, t.unit_id, t.unit_name, t.achievement, t.year, t.signed_on, t.decision_number, t.state, t.commendation_type, t.bonus_coefficient, t.base_salary, t.bonus, t.acknowledgement, t.corrected_on, t.created_at, t.updated_at
from held_award as t
where t.id = $1 and t.individual_id = $2
