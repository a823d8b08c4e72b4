-- A rule of Ninh Bình's own, made up: from 2026 the nation asks for no vote on the title of fighter at the grassroots, so that a province
-- whose councils vote on it needs one.

insert into award_rule (
    id, award_class_id, kind, subject_kind, valid_from, permille, secret, written_allowed, recusal_shrinks, unit_id, text_vi, text_en,
    confidence)
select '01600000-019b-7000-8000-000000000001', c.id, 'vote', 'individual', '2026-01-01', 800, true, true, false, u.id,
    'Đạt từ 80% số phiếu của toàn thể thành viên Hội đồng (mẫu)', 'At least 80% of all members of the council agree (sample)', 'none'
from award_class c
cross join unit u
where c.code = 'CSTDCS'
and c.unit_id is null
and u.code = '37'
and u.valid_from = '2025-07-01'
on conflict do nothing;
