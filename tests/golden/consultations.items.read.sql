select t.id, t.version, t.consultation_id, t.nomination_id, t.nominee_name, t.unit_id, (select c.code from award_class as c where c.id = t.award_class_id) as award_class_code, t.year, t.left_by, t.left_on, t.created_at, t.updated_at
from consultation_item as t
where t.id = $1 and t.consultation_id = $2
