select t.id, t.version, t.form_id, t.is_column, t.order, t.code, t.label_vi, t.label_en, t.depth, t.valid_from, t.valid_to, t.award_class_id, t.award_level, t.subject_kind, t.commendation_type, t.collective_kind, t.position_group, t.campaign_kind, t.launched_by, t.least_days, t.most_days, t.is_open_ended, t.created_at, t.updated_at
from statistics_line as t
where true
  and t.form_id = $1
order by t.order, t.code, t.id
limit 51
