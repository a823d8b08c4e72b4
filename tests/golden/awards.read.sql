select t.id, t.version, t.code, t.decision_id, t.nomination_id, t.award_class_id, (select c.code from award_class as c where c.id = t.award_class_id) as award, t.subject_kind, t.collective_id, t.individual_id, t.recipient_name, t.recipient_position, t.recipient_unit_name, t.unit_id, t.achievement, t.year, t.signed_on, (select d.number from decision as d where d.id = t.decision_id) as decision_number, t.state, t.commendation_type, t.bonus_coefficient, t.base_salary, t.bonus, t.created_at, t.updated_at
from award as t
where t.id = $1
