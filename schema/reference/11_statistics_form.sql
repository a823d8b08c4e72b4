-- The statistics forms of Circular 02/2023/TT-BNV as far as they are known: the circular itself was not read, only
-- another program's views of these forms. Hence confidence P, nothing verified, an open start (earlier years are
-- reported in the same forms), and no rows where nobody has seen the columns.

insert into statistics_form as kept (
    id, code, "order", name_vi, name_en, counts, source, confidence, note_vi, note_en, valid_from)
select ('01600000-0050-7000-8000-' || lpad(r.order::text, 12, '0'))::uuid, r.code, r.order, r.name_vi, r.name_en,
    r.counts, 'Thông tư 02/2023/TT-BNV', r.confidence, r.note_vi, r.note_en, '1945-01-01'
from (values
    (1, '0601.N', 'Số phong trào thi đua', 'Emulation movements', 'campaign', 'P',
        'Chưa đọc nguyên văn Thông tư; phong trào được tính khi diễn ra trong năm, theo cấp phát động và số ngày. '
            'Phong trào chưa có ngày kết thúc được tính riêng.',
        'The circular itself was not read. A movement counts when it ran in the year, by the level that launched it and '
            'its days; one without a last day stands apart.'),
    (2, '0602.N', 'Số lượng khen thưởng cấp Nhà nước', 'State-level awards', 'award', 'P',
        'Chưa đọc nguyên văn Thông tư; tính theo ngày ký quyết định. Ô trống: hình thức không dành cho đối tượng này.',
        'The circular itself was not read. Awards count by the day of signature; an empty cell: the class is not for '
            'that kind of subject.'),
    (3, '0603.N', 'Số lượng khen thưởng cấp bộ, tỉnh', 'Awards of ministries and provinces', 'award', 'P',
        'Chưa đọc nguyên văn Thông tư; tính theo ngày ký quyết định. Cá nhân chưa ghi nhóm chức vụ chỉ có trong cột tổng.',
        'The circular itself was not read. Awards count by the day of signature; persons whose group of positions was '
            'not recorded stand in the total only.'),
    (4, '0604.N', 'Biểu 0604.N (chưa đọc)', 'Form 0604.N (not read)', null, 'none',
        'Chưa đọc các cột của biểu này.', 'The columns of this form were not read.'),
    (5, '0605.N', 'Biểu 0605.N: nhân sự làm công tác thi đua, khen thưởng (chưa đọc)',
        'Form 0605.N: staff for emulation and commendation (not read)', null, 'none',
        'Chưa đọc các cột của biểu này.', 'The columns of this form were not read.')
) as r ("order", code, name_vi, name_en, counts, confidence, note_vi, note_en)
on conflict (id) do update set id = kept.id where take_from_seed(kept, excluded);

-- 0601.N: campaigns by who launched them, by kind and by duration.
insert into statistics_line as kept (
    id, form_id, is_column, "order", code, label_vi, label_en, depth, valid_from,
    launched_by, campaign_kind, least_days, most_days, is_open_ended)
select ('01600000-0051-7000-8000-' || lpad(r.number::text, 12, '0'))::uuid, '01600000-0050-7000-8000-000000000001',
    r.is_column, r.number, r.code, r.label_vi, r.label_en, r.depth, '1945-01-01',
    r.launched_by, r.campaign_kind, r.least_days, r.most_days, r.is_open_ended
from (values
    (1, true, 'total', 'Tổng số', 'Total', 0, null, null, null, null, null::boolean),
    (2, true, 'below_1', 'Dưới 1 năm', 'Less than a year', 0, null, null, null, 364, null),
    (3, true, '1', '1 năm', 'One year', 0, null, null, 365, 366, null),
    (4, true, '1_3', 'Trên 1 năm đến dưới 3 năm', 'Over one and under three years', 0, null, null, 367, 1094, null),
    (5, true, '3_5', 'Từ 3 năm đến dưới 5 năm', 'From three to under five years', 0, null, null, 1095, 1824, null),
    (6, true, '5', 'Từ 5 năm trở lên', 'Five years or longer', 0, null, null, 1825, null, null),
    (7, true, 'open', 'Chưa có ngày kết thúc', 'Without a last day', 0, null, null, null, null, true),
    (11, false, 'total', 'Tổng số', 'Total', 0, null, null, null, null, null),
    (12, false, 'province', 'Cấp tỉnh phát động', 'Launched by the province', 0, 'province', null, null, null, null),
    (13, false, 'province_regular', 'Hằng năm', 'Regular', 1, 'province', 'regular', null, null, null),
    (14, false, 'province_thematic', 'Chuyên đề', 'Thematic', 1, 'province', 'thematic', null, null, null),
    (15, false, 'district', 'Cấp huyện phát động', 'Launched by a district', 0, 'district', null, null, null, null),
    (16, false, 'district_regular', 'Hằng năm', 'Regular', 1, 'district', 'regular', null, null, null),
    (17, false, 'district_thematic', 'Chuyên đề', 'Thematic', 1, 'district', 'thematic', null, null, null),
    (18, false, 'commune', 'Cấp xã phát động', 'Launched by a commune', 0, 'commune', null, null, null, null),
    (19, false, 'commune_regular', 'Hằng năm', 'Regular', 1, 'commune', 'regular', null, null, null),
    (20, false, 'commune_thematic', 'Chuyên đề', 'Thematic', 1, 'commune', 'thematic', null, null, null)
) as r (
    number, is_column, code, label_vi, label_en, depth, launched_by, campaign_kind, least_days, most_days, is_open_ended)
order by r.number
on conflict (id) do update set id = kept.id where take_from_seed(kept, excluded);

-- 0602.N: the classes of the State, by kind of subject.
insert into statistics_line as kept (
    id, form_id, is_column, "order", code, label_vi, label_en, depth, valid_from, award_class_id, award_level,
    subject_kind)
select ('01600000-0052-7000-8000-' || lpad(r.number::text, 12, '0'))::uuid, '01600000-0050-7000-8000-000000000002',
    r.is_column, r.number, r.code, coalesce(r.label_vi, c.name_vi), coalesce(r.label_en, c.name_en),
    (c.parent_id is not null)::integer, '1945-01-01', c.id, 'state', r.subject_kind
from (values
    (1, true, 'collective', 'Tập thể', 'Collectives', 'collective'),
    (2, true, 'individual', 'Cá nhân', 'Individuals', 'individual'),
    (3, true, 'household', 'Hộ gia đình', 'Households', 'household'),
    (11, false, 'total', 'Tổng số', 'Total', null),
    (12, false, 'HCLD', null, null, null),
    (13, false, 'HCLD1', null, null, null),
    (14, false, 'HCLD2', null, null, null),
    (15, false, 'HCLD3', null, null, null),
    (16, false, 'CTDCP', null, null, null),
    (17, false, 'CSTDTQ', null, null, null),
    (18, false, 'BKTTG', null, null, null)
) as r (number, is_column, code, label_vi, label_en, subject_kind)
left join award_class c on c.code = r.code
order by r.number
on conflict (id) do update set id = kept.id where take_from_seed(kept, excluded);

-- 0603.N: all classes of the province together, by type of commendation and by subject.
insert into statistics_line as kept (
    id, form_id, is_column, "order", code, label_vi, label_en, depth, valid_from, award_level, subject_kind,
    collective_kind, position_group, commendation_type)
select ('01600000-0053-7000-8000-' || lpad(r.number::text, 12, '0'))::uuid, '01600000-0050-7000-8000-000000000003',
    r.is_column, r.number, r.code, r.label_vi, r.label_en, r.depth, '1945-01-01', 'province', r.subject_kind,
    r.collective_kind, r.position_group, r.commendation_type
from (values
    (1, true, 'total', 'Tổng số', 'Total', 0, null, null, null, null),
    (2, true, 'collective', 'Tập thể', 'Collectives', 0, 'collective', null, null, null),
    (3, true, 'enterprise', 'Trong đó: doanh nghiệp', 'Of these, enterprises', 0, 'collective', 'enterprise', null, null),
    (4, true, 'household', 'Hộ gia đình', 'Households', 0, 'household', null, null, null),
    (5, true, 'individual', 'Cá nhân', 'Individuals', 0, 'individual', null, null, null),
    (6, true, 'ministry_province_leader', 'Lãnh đạo cấp bộ, tỉnh', 'Leaders of ministries and provinces', 0,
        'individual', null, 'ministry_province_leader', null),
    (7, true, 'department_leader', 'Lãnh đạo cấp vụ, sở', 'Leaders of departments', 0,
        'individual', null, 'department_leader', null),
    (8, true, 'entrepreneur', 'Doanh nhân', 'Entrepreneurs', 0, 'individual', null, 'entrepreneur', null),
    (9, true, 'deputy_head_up', 'Từ phó trưởng phòng trở lên', 'Deputy heads of division and above', 0,
        'individual', null, 'deputy_head_up', null),
    (10, true, 'direct_worker', 'Người trực tiếp công tác, lao động', 'Those who work directly', 0,
        'individual', null, 'direct_worker', null),
    (11, false, 'total', 'Tổng số', 'Total', 0, null, null, null, null),
    (12, false, 'merit', 'Khen thưởng công trạng', 'For merit', 0, null, null, null, 'merit'),
    (13, false, 'irregular', 'Khen thưởng đột xuất', 'Irregular', 0, null, null, null, 'irregular'),
    (14, false, 'movement', 'Khen thưởng phong trào', 'For a movement', 0, null, null, null, 'movement'),
    (15, false, 'contribution', 'Khen thưởng quá trình cống hiến', 'For contribution', 0, null, null, null,
        'contribution'),
    (16, false, 'seniority', 'Khen thưởng niên hạn', 'For seniority', 0, null, null, null, 'seniority'),
    (17, false, 'external', 'Khen thưởng đối ngoại', 'External', 0, null, null, null, 'external')
) as r (
    number, is_column, code, label_vi, label_en, depth, subject_kind, collective_kind, position_group,
    commendation_type)
order by r.number
on conflict (id) do update set id = kept.id where take_from_seed(kept, excluded);
