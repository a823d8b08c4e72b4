-- A year of a cluster from its pact to its ranking: the six districts and cities in 2018, scored, checked and
-- confirmed, two of them equal, between whom the leader decided; and a cluster of communes in 2026 with only its own scores. Figures, criteria and
-- people are made up.

insert into cluster (id, code, name, unit_id, note)
select '01600000-0004-7000-8000-000000000002', 'CTD-XA-2026', 'Cụm thi đua xã, phường (mẫu)', u.id,
    'Dữ liệu minh họa: hai xã và một phường của tỉnh Ninh Bình'
from unit u
where u.code = '37' and u.valid_from = '2025-07-01'
on conflict do nothing;

insert into cluster_member (id, cluster_id, year, unit_id, role)
select r.id::uuid, '01600000-0004-7000-8000-000000000002', 2026, u.id, r.role
from (values
    ('01600000-0005-7000-8000-000000000021', '13573', 'leader'),
    ('01600000-0005-7000-8000-000000000022', '13285', 'deputy'),
    ('01600000-0005-7000-8000-000000000023', '13627', 'member')
) as r (id, unit_code, role)
join unit u on u.code = r.unit_code and u.valid_from = '2025-07-01'
order by r.id
on conflict do nothing;

insert into cluster_year (id, cluster_id, year, pact, pact_signed_on, pact_location, flag_places, scoring_method)
select r.id::uuid, r.cluster_id::uuid, r.year, r.pact, r.signed_on::date, 'urn:sha256:' || made.digest, r.flag_places,
    r.scoring_method
from (values
    ('01600000-0040-7000-8000-000000000001', '01600000-0004-7000-8000-000000000001', 2018,
        'Sáu huyện, thành phố giao ước thi đua hoàn thành và hoàn thành vượt mức các chỉ tiêu năm 2018 (mẫu)',
        '2018-02-27', 3, 'Thang điểm 100; tự chấm, chấm chéo, khối trưởng xác nhận (mẫu)'),
    ('01600000-0040-7000-8000-000000000002', '01600000-0004-7000-8000-000000000002', 2026,
        'Hai xã và một phường giao ước thi đua năm 2026 (mẫu)', '2026-02-25', 1, 'Thang điểm 100 (mẫu)')
) as r (id, cluster_id, year, pact, signed_on, flag_places, scoring_method)
join cluster c on c.id = r.cluster_id::uuid
cross join lateral (select encode(sha256(convert_to(r.pact, 'UTF8')), 'hex') as digest) as made
order by r.id
on conflict do nothing;

insert into cluster_criterion (
    id, cluster_id, year, "order", group_name, name, max_points, bonus_cap, penalty_cap)
select r.id::uuid, c.id, r.year, r.order, r.group_name, r.name, r.max_points, r.bonus_cap, r.penalty_cap
from (values
    ('01600000-0041-7000-8000-000000000001', '01600000-0004-7000-8000-000000000001', 2018, 1, 'Kinh tế - xã hội',
        'Tăng trưởng kinh tế và thu ngân sách (mẫu)', 20, 2, 2),
    ('01600000-0041-7000-8000-000000000002', '01600000-0004-7000-8000-000000000001', 2018, 2, 'Kinh tế - xã hội',
        'Xây dựng nông thôn mới, đô thị văn minh (mẫu)', 20, 1, 0),
    ('01600000-0041-7000-8000-000000000003', '01600000-0004-7000-8000-000000000001', 2018, 3, 'Quốc phòng - an ninh',
        'Quốc phòng và tuyển quân (mẫu)', 10, 0, 0),
    ('01600000-0041-7000-8000-000000000004', '01600000-0004-7000-8000-000000000001', 2018, 4, 'Quốc phòng - an ninh',
        'An ninh, trật tự an toàn xã hội (mẫu)', 10, 0, 2),
    ('01600000-0041-7000-8000-000000000005', '01600000-0004-7000-8000-000000000001', 2018, 5,
        'Xây dựng Đảng, chính quyền', 'Xây dựng Đảng và hệ thống chính trị (mẫu)', 10, 0, 0),
    ('01600000-0041-7000-8000-000000000006', '01600000-0004-7000-8000-000000000001', 2018, 6,
        'Xây dựng Đảng, chính quyền', 'Cải cách hành chính (mẫu)', 10, 1, 0),
    ('01600000-0041-7000-8000-000000000007', '01600000-0004-7000-8000-000000000001', 2018, 7,
        'Công tác thi đua, khen thưởng', 'Tổ chức phong trào thi đua (mẫu)', 12, 0, 0),
    ('01600000-0041-7000-8000-000000000008', '01600000-0004-7000-8000-000000000001', 2018, 8,
        'Công tác thi đua, khen thưởng', 'Sinh hoạt khối và chế độ báo cáo (mẫu)', 8, 0, 1),
    ('01600000-0041-7000-8000-000000000011', '01600000-0004-7000-8000-000000000002', 2026, 1, 'Kinh tế - xã hội',
        'Phát triển kinh tế - xã hội (mẫu)', 60, 2, 2),
    ('01600000-0041-7000-8000-000000000012', '01600000-0004-7000-8000-000000000002', 2026, 2, 'Chuyển đổi số',
        'Dịch vụ công trực tuyến (mẫu)', 40, 0, 0)
) as r (id, cluster_id, year, "order", group_name, name, max_points, bonus_cap, penalty_cap)
join cluster c on c.id = r.cluster_id::uuid
where not exists (select from cluster_criterion known where known.id = r.id::uuid)
order by r.id
on conflict do nothing;

-- One row is one entry: who enters it, and for which unit. A cluster that already has a score, from here or from a
-- person, is left as it is. The points are those of the confirmation; members gave themselves a quarter of a point more
-- where possible.
do $$
declare
    made record;
begin
    for made in
        with given as (
            select r.cluster_id::uuid, r.year, r.order, s.unit_code, s.points,
                coalesce(e.bonus, 0) as bonus, coalesce(e.penalty, 0) as penalty
            from (values
                ('01600000-0004-7000-8000-000000000001', 2018, 1, array[19.5, 19, 18.5, 18, 18, 19.5]),
                ('01600000-0004-7000-8000-000000000001', 2018, 2, array[18.5, 19.5, 18.5, 18.5, 18, 19.5]),
                ('01600000-0004-7000-8000-000000000001', 2018, 3, array[9.5, 9.75, 9.5, 9.5, 9.25, 10]),
                ('01600000-0004-7000-8000-000000000001', 2018, 4, array[9.5, 9.5, 9.5, 9, 9, 9.5]),
                ('01600000-0004-7000-8000-000000000001', 2018, 5, array[9.75, 9.5, 9.5, 9.5, 9.5, 10]),
                ('01600000-0004-7000-8000-000000000001', 2018, 6, array[9.75, 9.5, 9.25, 9.25, 9, 9.75]),
                ('01600000-0004-7000-8000-000000000001', 2018, 7, array[11.5, 11.5, 11.25, 11.25, 11, 12]),
                ('01600000-0004-7000-8000-000000000001', 2018, 8, array[7.75, 7.5, 7.5, 7.5, 7.5, 8]),
                ('01600000-0004-7000-8000-000000000002', 2026, 1, array[57.5, 58, 56]),
                ('01600000-0004-7000-8000-000000000002', 2026, 2, array[38, 39, 37.5])
            ) as r (cluster_id, year, "order", points)
            cross join lateral unnest(
                case r.year when 2018 then array['347', '349', '350', '351', '352', '353']
                    else array['13573', '13285', '13627'] end,
                r.points) as s (unit_code, points)
            left join (values
                (2018, 1, '347', 1.0, 0.0), (2018, 2, '349', 1.0, 0.0), (2018, 1, '353', 1.5, 0.0),
                (2018, 4, '353', 0.0, 0.5), (2018, 8, '352', 0.0, 0.5)
            ) as e (year, "order", unit_code, bonus, penalty)
                on e.year = r.year and e.order = r.order and e.unit_code = s.unit_code
        ),
        acts (year, unit_code, phase, role, actor_code) as (
            values
                (2018, '347', 'self', 'unit_officer', '347'), (2018, '347', 'cross_check', 'unit_officer', '353'),
                (2018, '347', 'confirmation', 'district_reviewer', '353'),
                (2018, '349', 'self', 'unit_officer', '349'), (2018, '349', 'cross_check', 'unit_officer', '347'),
                (2018, '349', 'confirmation', 'district_reviewer', '353'),
                (2018, '350', 'self', 'unit_officer', '350'), (2018, '350', 'cross_check', 'unit_officer', '349'),
                (2018, '350', 'confirmation', 'district_reviewer', '353'),
                (2018, '351', 'self', 'unit_officer', '351'), (2018, '351', 'cross_check', 'unit_officer', '350'),
                (2018, '351', 'confirmation', 'district_reviewer', '353'),
                (2018, '352', 'self', 'unit_officer', '352'), (2018, '352', 'cross_check', 'unit_officer', '351'),
                (2018, '352', 'confirmation', 'district_reviewer', '353'),
                (2018, '353', 'self', 'unit_officer', '353'), (2018, '353', 'cross_check', 'unit_officer', '352'),
                (2018, '353', 'confirmation', 'district_reviewer', '347'),
                (2026, '13573', 'self', 'unit_officer', '13573'), (2026, '13285', 'self', 'unit_officer', '13285'),
                (2026, '13627', 'self', 'unit_officer', '13627')
        )
        select g.cluster_id, m.id as member_id, c.id as criterion_id, a.phase,
            case a.phase when 'self' then least(c.max_points, g.points + 0.25) else g.points end as points,
            g.bonus, g.penalty, a.role, a.actor_code, actor.lineage_id as lineage,
            ('01600000-0042-7000-8000-' || lpad(
                (row_number() over (order by g.cluster_id, u.code, c.order, s.place))::text, 12, '0'))::uuid as id
        from given g
        join cluster_member m on m.cluster_id = g.cluster_id and m.year = g.year
        join unit u on u.id = m.unit_id and u.code = g.unit_code
        join cluster_criterion c on c.cluster_id = g.cluster_id and c.year = g.year and c.order = g.order
        join acts a on a.year = g.year and a.unit_code = g.unit_code
        join unit actor on actor.code = a.actor_code and actor.valid_from = u.valid_from
        cross join lateral (
            select array_position(array['self', 'cross_check', 'confirmation'], a.phase) as place) as s
        where not exists (select from cluster_score known where known.cluster_id = g.cluster_id)
        order by g.cluster_id, s.place, u.code, c.order
    loop
        perform set_config('tdkt.subject', format('mau.%s.%s', made.role, made.actor_code), true),
            set_config('tdkt.roles', made.role, true),
            set_config('tdkt.read_scope', made.lineage::text, true),
            set_config('tdkt.write_scope', made.lineage::text, true);
        insert into cluster_score (id, cluster_id, member_id, criterion_id, phase, points, bonus, penalty)
        values (made.id, made.cluster_id, made.member_id, made.criterion_id, made.phase, made.points, made.bonus,
            made.penalty);
    end loop;
end
$$;

-- Phủ Lý and Duy Tiên are equal; neither has 70 % women. Each states its figures, and the leader of the year decides.
do $$
declare
    made record;
begin
    for made in
        select r.*, m.id as member_id, u.lineage_id::text as lineage
        from (values
            ('01600000-0043-7000-8000-000000000001', '347', 412, 176),
            ('01600000-0043-7000-8000-000000000002', '349', 298, 131)
        ) as r (id, unit_code, staff_count, women_count)
        join unit u on u.code = r.unit_code and u.valid_from = '1997-01-01'
        join cluster_member m on m.unit_id = u.id and m.year = 2018
            and m.cluster_id = '01600000-0004-7000-8000-000000000001'
        where not exists (select from cluster_staff_count known where known.member_id = m.id)
        order by r.id
    loop
        perform set_config('tdkt.subject', format('mau.unit_officer.%s', made.unit_code), true),
            set_config('tdkt.roles', 'unit_officer', true), set_config('tdkt.read_scope', made.lineage, true),
            set_config('tdkt.write_scope', made.lineage, true);
        insert into cluster_staff_count (id, cluster_id, member_id, staff_count, women_count, note)
        values (made.id::uuid, '01600000-0004-7000-8000-000000000001', made.member_id, made.staff_count,
            made.women_count, 'Số có mặt ngày 30/11/2018 (mẫu)');
    end loop;
    for made in
        select array_agg(m.id order by u.code) as member_ids, leader.lineage_id::text as lineage
        from cluster_member m
        join unit u on u.id = m.unit_id and u.code in ('347', '349')
        join unit leader on leader.code = '353' and leader.valid_from = '1997-01-01'
        where m.cluster_id = '01600000-0004-7000-8000-000000000001'
        and m.year = 2018
        and not exists (select from cluster_tie_decision known where known.cluster_id = m.cluster_id)
        group by leader.lineage_id
        having array_agg(m.id) <@ (
            select r.equal_ids
            from cluster_ranking('01600000-0004-7000-8000-000000000001', 2018) r
            where r.equal_ids is not null
            limit 1)
    loop
        perform set_config('tdkt.subject', 'mau.district_reviewer.353', true),
            set_config('tdkt.roles', 'district_reviewer', true), set_config('tdkt.read_scope', made.lineage, true),
            set_config('tdkt.write_scope', made.lineage, true);
        insert into cluster_tie_decision (id, cluster_id, year, member_ids, reason, decided_on)
        values ('01600000-0044-7000-8000-000000000001', '01600000-0004-7000-8000-000000000001', 2018, made.member_ids,
            'Phủ Lý về đích nông thôn mới trước kế hoạch (mẫu)', '2018-12-25');
    end loop;
end
$$;
