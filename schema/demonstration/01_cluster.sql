-- The cluster of the six districts and cities of Hà Nam with its members of 2017 and 2018; the two campaigns for which
-- they registered targets, a regular one and one with a theme; and the regular campaign of Ninh Bình in 2026. The
-- leaders of each year are made up.

insert into cluster (id, code, name, unit_id, note)
select '01600000-0004-7000-8000-000000000001', 'KTD-HUYEN-TP', 'Khối thi đua các huyện, thành phố', u.id,
    'Dữ liệu minh họa: sáu huyện, thành phố của tỉnh Hà Nam'
from unit u
where u.code = '35' and u.valid_from = '1997-01-01'
on conflict do nothing;

insert into cluster_member (id, cluster_id, year, unit_id, role)
select r.id::uuid, '01600000-0004-7000-8000-000000000001', r.year, u.id, r.role
from (values
    ('01600000-0005-7000-8000-000000000001', 2017, '347', 'member'),
    ('01600000-0005-7000-8000-000000000002', 2017, '349', 'leader'),
    ('01600000-0005-7000-8000-000000000003', 2017, '350', 'member'),
    ('01600000-0005-7000-8000-000000000004', 2017, '351', 'member'),
    ('01600000-0005-7000-8000-000000000005', 2017, '352', 'member'),
    ('01600000-0005-7000-8000-000000000006', 2017, '353', 'deputy'),
    ('01600000-0005-7000-8000-000000000007', 2018, '347', 'deputy'),
    ('01600000-0005-7000-8000-000000000008', 2018, '349', 'member'),
    ('01600000-0005-7000-8000-000000000009', 2018, '350', 'member'),
    ('01600000-0005-7000-8000-000000000010', 2018, '351', 'member'),
    ('01600000-0005-7000-8000-000000000011', 2018, '352', 'member'),
    ('01600000-0005-7000-8000-000000000012', 2018, '353', 'leader')
) as r (id, year, unit_code, role)
join unit u on u.code = r.unit_code and u.valid_from = '1997-01-01'
order by r.id
on conflict do nothing;

insert into campaign (id, code, name, kind, unit_id, cluster_id, starts_on, ends_on, goals, state)
select r.id::uuid, r.code, r.name, r.kind, u.id, '01600000-0004-7000-8000-000000000001', r.starts_on::date,
    r.ends_on::date, r.goals, 'launched'
from (values
    ('01600000-0006-7000-8000-000000000001', 'TX-2018',
        'Thi đua thực hiện thắng lợi nhiệm vụ kinh tế - xã hội năm 2018', 'regular', '2018-01-01', '2018-12-31',
        'Hoàn thành và hoàn thành vượt mức các chỉ tiêu đăng ký thi đua năm 2018'),
    ('01600000-0006-7000-8000-000000000002', 'NTM-2016-2020', 'Hà Nam chung sức xây dựng nông thôn mới', 'thematic',
        '2016-01-01', '2020-12-31', 'Các xã đạt chuẩn nông thôn mới')
) as r (id, code, name, kind, starts_on, ends_on, goals)
join unit u on u.code = '35' and u.valid_from = '1997-01-01'
on conflict do nothing;

insert into campaign (id, code, name, kind, unit_id, starts_on, ends_on, goals, state)
select '01600000-0006-7000-8000-000000000003', 'TX-2026', 'Thi đua hoàn thành các chỉ tiêu năm 2026', 'regular', u.id,
    '2026-01-01', '2026-12-31', 'Hoàn thành các chỉ tiêu đăng ký thi đua năm 2026', 'launched'
from unit u
where u.code = '37' and u.valid_from = '2025-07-01'
on conflict do nothing;

insert into campaign_phase (id, campaign_id, name, starts_on, ends_on)
select r.id::uuid, c.id, r.name, r.starts_on::date, r.ends_on::date
from (values
    ('01600000-0060-7000-8000-000000000001', 'Giai đoạn 2016-2018', '2016-01-01', '2018-12-31'),
    ('01600000-0060-7000-8000-000000000002', 'Giai đoạn 2019-2020', '2019-01-01', '2020-12-31')
) as r (id, name, starts_on, ends_on)
join campaign c on c.id = '01600000-0006-7000-8000-000000000002'
order by r.id
on conflict do nothing;
