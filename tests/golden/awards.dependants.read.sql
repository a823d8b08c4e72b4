select t.id, t.version, t.kind, t.code, t.award_class_id, (select c.code from award_class as c where c.id = t.award_class_id) as award_class_code, t.year, t.state, t.counted_on
from award_dependant as t
where t.id = $1 and t.on_award_id = $2
