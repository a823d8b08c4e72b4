select t.id, t.version, t.code, t.dossier_id, t.award_class_id, (select c.code from award_class as c where c.id = t.award_class_id) as award_class_code, t.subject_kind, t.collective_id, t.individual_id, t.nominee_name, t.year, t.achievement, t.award_level, t.commendation_type, t.procedure, t.procedure_article, t.state, t.state_on, t.waits_for, t.due_on, t.due_is_estimated, t.held_state, t.returned_fields, t.warnings, t.created_at, t.updated_at
from nomination as t
where t.district_lineage = $1
order by t.created_at desc, t.id desc
limit 51
