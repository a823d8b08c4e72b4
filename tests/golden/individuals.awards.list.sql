select t.id, t.version, t.code, t.decision_id, t.nomination_id, t.award_class_id, (select c.code from award_class as c where c.id = t.award_class_id) as award_class_code, t.subject_kind, t.collective_id, t.individual_id, t.recipient_name, t.recipient_position, t.recipient_unit_name, t.unit_id, (select u.name from unit as u where u.id = t.unit_id) as unit_name, t.achievement, t.year, t.signed_on, (select d.number from decision as d where d.id = t.decision_id) as decision_number, t.state, t.commendation_type, t.bonus_coefficient, t.base_salary, t.bonus, t.acknowledgement, t.corrected_on, t.created_at, t.updated_at
from award as t
where t.district_lineage = $2
  and t.individual_id = $1
order by t.signed_on desc, t.id desc
limit 51
