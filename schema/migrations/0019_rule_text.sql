-- The Vietnamese texts of rules in the reference data: the words of the law for the chairs of people's committees, and days as people
-- write them. Rules that an administrator has changed stay as they are.
-- kind: backfill

update award_rule
set text_vi = regexp_replace(text_vi, 'Chủ tịch Ủy ban nhân dân (tỉnh|huyện|xã)', 'Chủ tịch Ủy ban nhân dân cấp \1')
where unit_id is null
and kind = 'authority'
and text_vi ~ 'Chủ tịch Ủy ban nhân dân (tỉnh|huyện|xã)';

update award_rule
set text_vi = replace(text_vi, 'Giữ như trước ngày 2026-10-01,', 'Giữ như trước ngày 01/10/2026,')
where unit_id is null
and text_vi like 'Giữ như trước ngày 2026-10-01,%';
