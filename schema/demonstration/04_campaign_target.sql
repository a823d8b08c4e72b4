-- What the six units registered for 2018 and where they stood on 2018-06-30: budget revenue and new-rural construction
-- as priorities, the class-II urban area of Phủ Lý, and figures for each status there is. The numbers are made up.

insert into campaign_target (
    id, campaign_id, unit_id, collective_id, indicator, field, measure_unit, direction,
    registered_value, actual_value, projected_value, figures_on, due_on, priority, note)
select r.id::uuid, r.campaign_id::uuid, u.id, r.collective_id::uuid, r.indicator, r.field, r.measure_unit, r.direction,
    r.registered_value, r.actual_value, r.projected_value, r.figures_on::date, r.due_on::date, r.priority, r.note
from (values
    ('01600000-0009-7000-8000-000000000001', '01600000-0006-7000-8000-000000000001', '347', null,
        'Thu ngân sách nhà nước trên địa bàn', 'economy', 'tỷ đồng', 'at_least', 1200, 655.5, 1250, '2018-06-30',
        '2018-12-31', true, null),
    ('01600000-0009-7000-8000-000000000002', '01600000-0006-7000-8000-000000000001', '349', null,
        'Thu ngân sách nhà nước trên địa bàn', 'economy', 'tỷ đồng', 'at_least', 520, 241.2, 498, '2018-06-30',
        '2018-12-31', true, null),
    ('01600000-0009-7000-8000-000000000003', '01600000-0006-7000-8000-000000000001', '350', null,
        'Thu ngân sách nhà nước trên địa bàn', 'economy', 'tỷ đồng', 'at_least', 430, null, null, null, '2018-12-31',
        true, null),
    ('01600000-0009-7000-8000-000000000004', '01600000-0006-7000-8000-000000000001', '351', null,
        'Thu ngân sách nhà nước trên địa bàn', 'economy', 'tỷ đồng', 'at_least', 610, 640, 900, '2018-06-30',
        '2018-12-31', true, null),
    ('01600000-0009-7000-8000-000000000005', '01600000-0006-7000-8000-000000000001', '352', null,
        'Thu ngân sách nhà nước trên địa bàn', 'economy', 'tỷ đồng', 'at_least', 210, 118.4, 215, '2018-06-30',
        '2018-12-31', true, null),
    ('01600000-0009-7000-8000-000000000006', '01600000-0006-7000-8000-000000000001', '353', null,
        'Thu ngân sách nhà nước trên địa bàn', 'economy', 'tỷ đồng', 'at_least', 260, 109.75, 232, '2018-06-30',
        '2018-12-31', true, null),
    ('01600000-0009-7000-8000-000000000007', '01600000-0006-7000-8000-000000000002', '347', null,
        'Số xã đạt chuẩn nông thôn mới', 'society', 'xã', 'at_least', 10, 10, null, '2018-06-30', '2018-12-31', true,
        null),
    ('01600000-0009-7000-8000-000000000008', '01600000-0006-7000-8000-000000000002', '349', null,
        'Số xã đạt chuẩn nông thôn mới', 'society', 'xã', 'at_least', 16, 15, 16, '2018-06-30', '2018-12-31', true,
        null),
    ('01600000-0009-7000-8000-000000000009', '01600000-0006-7000-8000-000000000002', '350', null,
        'Số xã đạt chuẩn nông thôn mới', 'society', 'xã', 'at_least', 16, 16, 16, '2018-06-30', '2018-12-31', true,
        null),
    ('01600000-0009-7000-8000-000000000010', '01600000-0006-7000-8000-000000000002', '351', null,
        'Số xã đạt chuẩn nông thôn mới', 'society', 'xã', 'at_least', 16, 12, 14, '2018-06-30', '2018-12-31', true,
        null),
    ('01600000-0009-7000-8000-000000000011', '01600000-0006-7000-8000-000000000002', '352', null,
        'Số xã đạt chuẩn nông thôn mới', 'society', 'xã', 'at_least', 18, 11, 18, '2018-06-30', '2018-12-31', true,
        null),
    ('01600000-0009-7000-8000-000000000012', '01600000-0006-7000-8000-000000000002', '353', null,
        'Số xã đạt chuẩn nông thôn mới', 'society', 'xã', 'at_least', 22, null, null, null, '2018-12-31', true, null),
    ('01600000-0009-7000-8000-000000000013', '01600000-0006-7000-8000-000000000001', '347', null,
        'Tiêu chí đô thị loại II được hoàn thiện', 'economy', 'tiêu chí', 'at_least', 59, 52, 59, '2018-06-30',
        '2018-12-31', true, 'Xây dựng thành phố Phủ Lý đạt tiêu chuẩn đô thị loại II'),
    ('01600000-0009-7000-8000-000000000014', '01600000-0006-7000-8000-000000000001', '353', null, 'Tỷ lệ hộ nghèo',
        'society', '%', 'at_most', 4.5, 4.8, null, '2018-06-30', '2018-06-30', false, null),
    ('01600000-0009-7000-8000-000000000015', '01600000-0006-7000-8000-000000000001', '349', null, 'Tỷ lệ hộ nghèo',
        'society', '%', 'at_most', 3.2, 3.15, null, '2018-06-30', '2018-12-31', false, null),
    ('01600000-0009-7000-8000-000000000016', '01600000-0006-7000-8000-000000000001', '349', null, 'Tỷ lệ giao quân',
        'defence', '%', 'at_least', 100, 100, null, '2018-03-10', '2018-03-31', false, null),
    ('01600000-0009-7000-8000-000000000017', '01600000-0006-7000-8000-000000000001', '352', null,
        'Vụ vi phạm trật tự xã hội được giải quyết', 'security', '%', 'at_least', 90, null, 92, '2018-06-30',
        '2018-12-31', false, null),
    ('01600000-0009-7000-8000-000000000018', '01600000-0006-7000-8000-000000000001', '349',
        '01600000-0007-7000-8000-000000000022', 'Tỷ lệ học sinh tốt nghiệp trung học cơ sở', 'society', '%',
        'at_least', 99.5, null, 99, '2018-06-30', '2018-12-31', false, null)
) as r (
    id, campaign_id, unit_code, collective_id, indicator, field, measure_unit, direction,
    registered_value, actual_value, projected_value, figures_on, due_on, priority, note)
join unit u on u.code = r.unit_code and u.valid_from = '1997-01-01'
order by r.id
on conflict do nothing;
