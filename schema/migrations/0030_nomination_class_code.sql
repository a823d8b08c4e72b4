-- A nomination may name its award class by code, as an award may. A writer gives the code in this column; a trigger puts the class that
-- it means into award_class_id and empties the column, so every way of writing meets the same rule.
-- kind: expand

alter table nomination add column award_class_code text;
alter table nomination add constraint nomination_award_class_code_check check (award_class_code is null);
