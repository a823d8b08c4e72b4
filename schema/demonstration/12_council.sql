-- Sessions of the council: one of Hà Nam in 2018 with its votes, open and secret, and two that are still planned, one
-- of them of Ninh Bình. Members are made up and have no accounts; whoever opened the session enters what they voted.

insert into council_session (id, unit_id, number, held_on, place)
select r.id::uuid, u.id, r.number, r.held_on::date, r.place
from (values
    ('01600000-0028-7000-8000-000000000001', '35', '1997-01-01', '01/2018', '2018-05-24', 'Phòng họp số 1 (mẫu)'),
    ('01600000-0028-7000-8000-000000000002', '35', '1997-01-01', '02/2018', '2018-08-15', 'Phòng họp số 1 (mẫu)'),
    ('01600000-0028-7000-8000-000000000003', '37', '2025-07-01', '01/2026', '2026-05-06', 'Phòng họp số 2 (mẫu)')
) as r (id, unit_code, unit_from, number, held_on, place)
join unit u on u.code = r.unit_code and u.valid_from = r.unit_from::date
where not exists (select from council_session known where known.id = r.id::uuid)
order by r.id
on conflict do nothing;

insert into council_member (id, session_id, name, position, role, attendance)
select ('01600000-0029-7000-8000-' || lpad((right(s.id::text, 4)::integer * 100 + r.place)::text, 12, '0'))::uuid,
    s.id, r.name, r.position, r.role, r.attendance
from (values
    (1, 'Thành viên 1 (mẫu)', 'Chủ tịch Ủy ban nhân dân tỉnh', 'chair', 'present'),
    (2, 'Thành viên 2 (mẫu)', 'Phó Chủ tịch Ủy ban nhân dân tỉnh', 'first_vice_chair', 'present'),
    (3, 'Thành viên 3 (mẫu)', 'Chủ tịch Ủy ban Mặt trận Tổ quốc tỉnh', 'vice_chair', 'present'),
    (4, 'Thành viên 4 (mẫu)', 'Chủ tịch Liên đoàn Lao động tỉnh', 'vice_chair', 'present'),
    (5, 'Thành viên 5 (mẫu)', 'Giám đốc Sở Nội vụ', 'standing_member', 'present'),
    (6, 'Thành viên 6 (mẫu)', 'Giám đốc Sở Tài chính', 'member', 'present'),
    (7, 'Thành viên 7 (mẫu)', 'Giám đốc Sở Giáo dục và Đào tạo', 'member', 'present'),
    (8, 'Thành viên 8 (mẫu)', 'Giám đốc Sở Y tế', 'member', 'written'),
    (9, 'Thành viên 9 (mẫu)', 'Giám đốc Công an tỉnh', 'member', 'present'),
    (10, 'Thành viên 10 (mẫu)', 'Chỉ huy trưởng Bộ chỉ huy Quân sự tỉnh', 'member', 'present'),
    (11, 'Thành viên 11 (mẫu)', 'Chủ tịch Hội Nông dân tỉnh', 'member', 'present'),
    (12, 'Thành viên 12 (mẫu)', 'Chủ tịch Hội Liên hiệp Phụ nữ tỉnh', 'member', 'present'),
    (13, 'Thành viên 13 (mẫu)', 'Trưởng Ban Thi đua - Khen thưởng', 'secretary', 'present')
) as r (place, name, position, role, attendance)
join council_session s on s.id::text like '01600000-0028-%' and s.state = 'planned'
where not exists (select from council_member known where known.session_id = s.id)
order by s.id, r.place
on conflict do nothing;

insert into council_item (id, session_id, nomination_id, position)
select r.id::uuid, s.id, n.id, r.position
from (values
    ('01600000-002a-7000-8000-000000000001', '01600000-0028-7000-8000-000000000001',
        '01600000-0027-7000-8000-000000000014', 1),
    ('01600000-002a-7000-8000-000000000002', '01600000-0028-7000-8000-000000000001',
        '01600000-0027-7000-8000-000000000005', 2),
    ('01600000-002a-7000-8000-000000000003', '01600000-0028-7000-8000-000000000001',
        '01600000-0027-7000-8000-000000000007', 3),
    ('01600000-002a-7000-8000-000000000004', '01600000-0028-7000-8000-000000000001',
        '01600000-0027-7000-8000-000000000018', 4),
    ('01600000-002a-7000-8000-000000000005', '01600000-0028-7000-8000-000000000002',
        '01600000-0027-7000-8000-000000000015', 1),
    ('01600000-002a-7000-8000-000000000006', '01600000-0028-7000-8000-000000000003',
        '01600000-0027-7000-8000-000000000028', 1)
) as r (id, session_id, nomination_id, position)
join council_session s on s.id = r.session_id::uuid and s.state = 'planned'
join nomination n on n.id = r.nomination_id::uuid and n.state = 'council'
where not exists (select from council_item known where known.session_id = s.id)
order by r.id
on conflict do nothing;

-- The first session, from its opening to its closing: two items passed in open votes, one failed, and one passed in a
-- secret vote of which only figures stay.
do $$
declare
    held constant uuid := '01600000-0028-7000-8000-000000000001';
    home uuid;
    item record;
begin
    select province_lineage into home
    from council_session
    where id = held
    and state = 'planned'
    and 4 = (select count(*) from council_item i where i.session_id = held);
    if not found then
        return;
    end if;
    perform set_config('tdkt.subject', 'mau.council_reviewer.35', true),
        set_config('tdkt.roles', 'council_reviewer', true),
        set_config('tdkt.read_scope', home::text, true),
        set_config('tdkt.write_scope', home::text, true);
    perform open_council_session(held, version) from council_session where id = held;
    for item in select * from council_item where session_id = held order by position loop
        if item.secret then
            perform count_council_ballots(item.id, 12, 0, 1, array_agg(id)) from council_member where session_id = held;
        else
            perform cast_council_ballot(
                item.id, id,
                case
                    when item.position = 4 and row_number() over (order by id) > 5 then 'disagree'
                    when role = 'secretary' then 'blank'
                    else 'agree'
                end)
            from council_member
            where session_id = held;
        end if;
        perform conclude_council_item(
            item.id, null, case when item.position = 4 then 'Thành tích chưa nổi bật (mẫu)' end, null);
    end loop;
    perform close_council_session(held, version, 'Hội đồng đã thảo luận và bỏ phiếu bốn nội dung (mẫu)')
    from council_session
    where id = held;
end
$$;
