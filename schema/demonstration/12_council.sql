-- Council sessions: one of Hà Nam in 2018 with open and secret votes; two that are still planned, one of them of Ninh
-- Bình; and one of the base, of the ward of Phủ Lý in 2026. Members are made up and have no accounts: their votes came
-- on paper, entered by the person who opened the session and confirmed by a second person.

insert into council_session (id, unit_id, number, held_on, place)
select r.id::uuid, u.id, r.number, r.held_on::date, r.place
from (values
    ('01600000-0028-7000-8000-000000000001', '35', '1997-01-01', '01/2018', '2018-05-24', 'Phòng họp số 1 (mẫu)'),
    ('01600000-0028-7000-8000-000000000002', '35', '1997-01-01', '02/2018', '2018-08-15', 'Phòng họp số 1 (mẫu)'),
    ('01600000-0028-7000-8000-000000000003', '37', '2025-07-01', '01/2026', '2026-05-06', 'Phòng họp số 2 (mẫu)'),
    ('01600000-0028-7000-8000-000000000004', '13285', '2025-07-01', '01/2026', '2026-03-27', 'Phòng họp phường (mẫu)')
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
join council_session s on s.id::text like '01600000-0028-%' and s.state = 'planned' and s.commune_lineage is null
where not exists (select from council_member known where known.session_id = s.id)
order by s.id, r.place
on conflict do nothing;

insert into council_member (id, session_id, name, position, role, attendance)
select ('01600000-0029-7000-8000-' || lpad((400 + r.place)::text, 12, '0'))::uuid, s.id, r.name, r.position, r.role,
    r.attendance
from (values
    (1, 'Thành viên 1 của phường (mẫu)', 'Chủ tịch Ủy ban nhân dân phường', 'chair', 'present'),
    (2, 'Thành viên 2 của phường (mẫu)', 'Phó Chủ tịch Ủy ban nhân dân phường', 'vice_chair', 'present'),
    (3, 'Thành viên 3 của phường (mẫu)', 'Trưởng phòng Văn hóa - Xã hội', 'standing_member', 'present'),
    (4, 'Thành viên 4 của phường (mẫu)', 'Chủ tịch Ủy ban Mặt trận Tổ quốc phường', 'member', 'present'),
    (5, 'Thành viên 5 của phường (mẫu)', 'Công chức thi đua, khen thưởng', 'secretary', 'present')
) as r (place, name, position, role, attendance)
join council_session s on s.id = '01600000-0028-7000-8000-000000000004' and s.state = 'planned'
where not exists (select from council_member known where known.session_id = s.id)
order by r.place
on conflict do nothing;

insert into council_item (id, session_id, nomination_id, "order")
select r.id::uuid, s.id, n.id, r.order
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
        '01600000-0027-7000-8000-000000000028', 1),
    ('01600000-002a-7000-8000-000000000007', '01600000-0028-7000-8000-000000000004',
        '01600000-0027-7000-8000-000000000023', 1)
) as r (id, session_id, nomination_id, "order")
join council_session s on s.id = r.session_id::uuid and s.state = 'planned'
join nomination n on n.id = r.nomination_id::uuid and n.state = 'council'
where not exists (select from council_item known where known.session_id = s.id)
order by r.id
on conflict do nothing;

-- Two sessions from opening to closing. In Hà Nam two items passed in open votes, one failed, and one passed in a
-- secret vote, of which only figures are kept; in Phủ Lý a title of the base passed in a secret vote. All ballots came
-- on paper, and the digest of each paper is that of its number.
create function pg_temp.act_as(p_role text, p_place text, p_number integer, p_scope uuid) returns void language sql as $$
    select set_config('tdkt.subject', format('mau.%s.%s%s', p_role, p_place, nullif('.' || p_number, '.1')), true),
        set_config('tdkt.roles', p_role, true),
        set_config('tdkt.read_scope', p_scope::text, true),
        set_config('tdkt.write_scope', p_scope::text, true);
$$;

create function pg_temp.vote_on(p_item council_item, p_place text, p_scope uuid) returns void language plpgsql as $$
declare
    paper constant uuid := overlay(p_item.id::text placing '002b' from 10 for 4)::uuid;
    paper_number constant text := format('BB-%s-%s', p_place, p_item.order);
    digest constant text := encode(sha256(convert_to(paper_number, 'UTF8')), 'hex');
    members constant uuid[] := (select array_agg(id) from council_member where session_id = p_item.session_id);
    blanks constant integer := case when cardinality(members) > 5 then 1 else 0 end;
    said jsonb;
begin
    if not p_item.secret then
        select jsonb_agg(jsonb_build_object('member_id', m.id, 'vote', case
            when p_item.order = 4 and m.place > 5 then 'disagree'
            when m.role = 'secretary' then 'blank'
            else 'agree'
        end))
        into said
        from (select id, role, row_number() over (order by id) as place
            from council_member where session_id = p_item.session_id) as m;
    end if;
    perform pg_temp.act_as('council_reviewer', p_place, 1, p_scope);
    perform enter_council_paper(
        p_item.session_id, paper, p_item.id, paper_number, s.held_on, digest,
        case when p_item.secret then cardinality(members) - blanks end, case when p_item.secret then 0 end,
        case when p_item.secret then blanks end, case when p_item.secret then members end, said)
    from council_session s
    where s.id = p_item.session_id;
    perform pg_temp.act_as('council_reviewer', p_place, 2, p_scope);
    perform confirm_council_paper(
        paper, 1, digest, case when p_item.secret then cardinality(members) - blanks end,
        case when p_item.secret then 0 end, case when p_item.secret then blanks end, said);
    perform pg_temp.act_as('council_reviewer', p_place, 1, p_scope);
    perform conclude_council_item(
        p_item.id, null, case when p_item.order = 4 then 'Thành tích chưa nổi bật (mẫu)' end, null);
end
$$;

do $$
declare
    held record;
    item council_item;
begin
    for held in
        select s.id, u.code, coalesce(s.commune_lineage, s.province_lineage) as scope, r.minutes
        from (values
            ('01600000-0028-7000-8000-000000000001', 4, 'Hội đồng đã thảo luận và bỏ phiếu bốn nội dung (mẫu)'),
            ('01600000-0028-7000-8000-000000000004', 1, 'Hội đồng phường đã bỏ phiếu kín một nội dung (mẫu)')
        ) as r (id, items, minutes)
        join council_session s on s.id = r.id::uuid and s.state = 'planned'
        join unit u on u.id = s.unit_id
        where r.items = (select count(*) from council_item i where i.session_id = s.id)
        and s.held_on <= today()
        order by s.held_on
    loop
        perform pg_temp.act_as('council_reviewer', held.code, 1, held.scope);
        perform open_council_session(held.id, version) from council_session where id = held.id;
        for item in select * from council_item where session_id = held.id order by "order" loop
            perform pg_temp.vote_on(item, held.code, held.scope);
        end loop;
        perform close_council_session(held.id, version, held.minutes) from council_session where id = held.id;
    end loop;
end
$$;
