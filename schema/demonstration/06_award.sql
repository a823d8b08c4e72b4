-- The awards of the first half of 2018: Labour Order 5 collectives and 7 individuals (with their class or without),
-- Government flag 2 collectives, Prime Minister's certificate 3 collectives and 10 individuals.

insert into award (
    id, code, decision_id, award_class_id, subject_kind, collective_id, individual_id,
    recipient_name, recipient_position, recipient_unit_name, unit_id, year, state)
select r.id::uuid, r.code, d.id, c.id, r.subject_kind,
    case r.subject_kind when 'collective' then r.subject_id::uuid end,
    case r.subject_kind when 'individual' then r.subject_id::uuid end,
    r.recipient_name, r.recipient_position, r.recipient_unit_name, u.id, r.year, r.state
from (values
    ('01600000-000b-7000-8000-000000000001', 'HNAM2923F', '101/QĐ-CTN', 'HCLD3', 'collective',
        '01600000-0007-7000-8000-000000000001', 'Ủy ban nhân dân thành phố Phủ Lý (mẫu)', null, 'thành phố Phủ Lý',
        '347', 2018, 'valid'),
    ('01600000-000b-7000-8000-000000000002', 'HNAM2924Q', '101/QĐ-CTN', 'HCLD3', 'collective',
        '01600000-0007-7000-8000-000000000022', 'Trường Trung học cơ sở thị trấn Hòa Mạc (mẫu)', null,
        'thị trấn Hòa Mạc, huyện Duy Tiên', '13324', 2018, 'valid'),
    ('01600000-000b-7000-8000-000000000003', 'HNAM2925Y', '101/QĐ-CTN', 'HCLD2', 'collective',
        '01600000-0007-7000-8000-000000000009', 'Trung tâm Y tế huyện Kim Bảng (mẫu)', null, 'huyện Kim Bảng', '350',
        2018, 'valid'),
    ('01600000-000b-7000-8000-000000000004', 'HNAM29268', '102/QĐ-CTN', 'HCLD3', 'collective',
        '01600000-0007-7000-8000-000000000027', 'Ủy ban nhân dân xã Bình Nghĩa (mẫu)', null,
        'xã Bình Nghĩa, huyện Bình Lục', '13504', 2018, 'valid'),
    ('01600000-000b-7000-8000-000000000005', 'HNAM2927G', '102/QĐ-CTN', 'HCLD', 'collective',
        '01600000-0007-7000-8000-000000000029', 'Ủy ban nhân dân xã Nhân Khang (mẫu)', null,
        'xã Nhân Khang, huyện Lý Nhân', '13606', 2018, 'valid'),
    ('01600000-000b-7000-8000-000000000006', 'HNAM2928R', '101/QĐ-CTN', 'HCLD3', 'individual',
        '01600000-0008-7000-8000-000000000001', 'Đặng Thị Hường (mẫu)', 'Hiệu trưởng',
        'Trường Trung học cơ sở thị trấn Hòa Mạc (mẫu)', '13324', 2018, 'valid'),
    ('01600000-000b-7000-8000-000000000007', 'HNAM2929Z', '101/QĐ-CTN', 'HCLD3', 'individual',
        '01600000-0008-7000-8000-000000000002', 'Nguyễn Văn Hoà (mẫu)', 'Chủ tịch Ủy ban nhân dân huyện',
        'Ủy ban nhân dân huyện Duy Tiên (mẫu)', '349', 2018, 'valid'),
    ('01600000-000b-7000-8000-000000000008', 'HNAM292A9', '101/QĐ-CTN', 'HCLD2', 'individual',
        '01600000-0008-7000-8000-000000000006', 'Vũ Đình Thủy (mẫu)', 'Chủ tịch Ủy ban nhân dân thành phố',
        'Ủy ban nhân dân thành phố Phủ Lý (mẫu)', '347', 2018, 'valid'),
    ('01600000-000b-7000-8000-000000000009', 'HNAM292BH', '101/QĐ-CTN', 'HCLD', 'individual',
        '01600000-0008-7000-8000-000000000011', 'Trịnh Xuân Quế (mẫu)', 'Trưởng phòng',
        'Phòng Nội vụ huyện Kim Bảng (mẫu)', '350', 2018, 'valid'),
    ('01600000-000b-7000-8000-000000000010', 'HNAM292CS', '102/QĐ-CTN', 'HCLD3', 'individual',
        '01600000-0008-7000-8000-000000000016', 'Cao Thị Xuyến (mẫu)', 'Phó Chủ tịch Ủy ban nhân dân huyện',
        'Ủy ban nhân dân huyện Thanh Liêm (mẫu)', '351', 2018, 'valid'),
    ('01600000-000b-7000-8000-000000000011', 'HNAM292D2', '102/QĐ-CTN', 'HCLD3', 'individual',
        '01600000-0008-7000-8000-000000000017', 'Trương Văn Bảy (mẫu)', 'Nông dân, tổ trưởng sản xuất',
        'Ủy ban nhân dân xã Bình Nghĩa (mẫu)', '13504', 2018, 'valid'),
    ('01600000-000b-7000-8000-000000000012', 'HNAM292EA', '102/QĐ-CTN', 'HCLD', 'individual',
        '01600000-0008-7000-8000-000000000021', 'Lương Văn Trụ (mẫu)', 'Chủ tịch Ủy ban nhân dân huyện',
        'Ủy ban nhân dân huyện Lý Nhân (mẫu)', '353', 2018, 'valid'),
    ('01600000-000b-7000-8000-000000000013', 'HNAM292FJ', '201/QĐ-TTg', 'CTDCP', 'collective',
        '01600000-0007-7000-8000-000000000004', 'Ủy ban nhân dân huyện Duy Tiên (mẫu)', null, 'huyện Duy Tiên',
        '349', 2018, 'valid'),
    ('01600000-000b-7000-8000-000000000014', 'HNAM292GT', '201/QĐ-TTg', 'CTDCP', 'collective',
        '01600000-0007-7000-8000-000000000016', 'Ủy ban nhân dân huyện Lý Nhân (mẫu)', null, 'huyện Lý Nhân', '353',
        2018, 'valid'),
    ('01600000-000b-7000-8000-000000000015', 'HNAM292H3', '202/QĐ-TTg', 'BKTTG', 'collective',
        '01600000-0007-7000-8000-000000000026', 'Trường Trung học cơ sở xã Thanh Nguyên (mẫu)', null,
        'xã Thanh Nguyên, huyện Thanh Liêm', '13495', 2018, 'valid'),
    ('01600000-000b-7000-8000-000000000016', 'HNAM292JB', '202/QĐ-TTg', 'BKTTG', 'collective',
        '01600000-0007-7000-8000-000000000032', 'Công ty cổ phần may Châu Sơn, Phủ Lý (mẫu)', null,
        'phường Châu Sơn, thành phố Phủ Lý', '13318', 2018, 'valid'),
    ('01600000-000b-7000-8000-000000000017', 'HNAM292KK', '203/QĐ-TTg', 'BKTTG', 'collective',
        '01600000-0007-7000-8000-000000000031', 'Hợp tác xã nông nghiệp Châu Sơn, Duy Tiên (mẫu)', null,
        'xã Châu Sơn, huyện Duy Tiên', '13375', 2018, 'valid'),
    ('01600000-000b-7000-8000-000000000018', 'HNAM292MU', '202/QĐ-TTg', 'BKTTG', 'individual',
        '01600000-0008-7000-8000-000000000007', 'Hoàng Thị Quỳnh (mẫu)', 'Công nhân may',
        'Công ty cổ phần may Châu Sơn, Phủ Lý (mẫu)', '13318', 2018, 'valid'),
    ('01600000-000b-7000-8000-000000000019', 'HNAM292N4', '202/QĐ-TTg', 'BKTTG', 'individual',
        '01600000-0008-7000-8000-000000000003', 'Trần Thị Hòa (mẫu)', 'Giáo viên',
        'Trường Trung học cơ sở thị trấn Hòa Mạc (mẫu)', '13324', 2018, 'valid'),
    ('01600000-000b-7000-8000-000000000020', 'HNAM292PC', '202/QĐ-TTg', 'BKTTG', 'individual',
        '01600000-0008-7000-8000-000000000012', 'Lại Thị Nga (mẫu)', 'Giáo viên',
        'Trường Trung học cơ sở thị trấn Quế (mẫu)', '13384', 2018, 'valid'),
    ('01600000-000b-7000-8000-000000000021', 'HNAM292QM', '202/QĐ-TTg', 'BKTTG', 'individual',
        '01600000-0008-7000-8000-000000000014', 'Phan Thị Diệu (mẫu)', 'Công chức văn hóa - xã hội',
        'Ủy ban nhân dân xã Thanh Nguyên (mẫu)', '13495', 2018, 'valid'),
    ('01600000-000b-7000-8000-000000000022', 'HNAM292RV', '202/QĐ-TTg', 'BKTTG', 'individual',
        '01600000-0008-7000-8000-000000000018', 'Dương Thị Lụa (mẫu)', 'Y sĩ', 'Trung tâm Y tế huyện Bình Lục (mẫu)',
        '352', 2018, 'valid'),
    ('01600000-000b-7000-8000-000000000023', 'HNAM292S5', '202/QĐ-TTg', 'BKTTG', 'individual',
        '01600000-0008-7000-8000-000000000020', 'Nguyễn Thị Ngọc Ước (mẫu)', 'Giáo viên',
        'Trường Trung học cơ sở xã Nhân Khang (mẫu)', '13606', 2018, 'valid'),
    ('01600000-000b-7000-8000-000000000024', 'HNAM292TD', '202/QĐ-TTg', 'BKTTG', 'individual',
        '01600000-0008-7000-8000-000000000022', 'Kiều Thị Mơ (mẫu)', 'Công chức tư pháp - hộ tịch',
        'Ủy ban nhân dân xã Nhân Khang (mẫu)', '13606', 2018, 'valid'),
    ('01600000-000b-7000-8000-000000000025', 'HNAM292UN', '203/QĐ-TTg', 'BKTTG', 'individual',
        '01600000-0008-7000-8000-000000000004', 'Phạm Quốc Đạt (mẫu)', 'Giám đốc hợp tác xã',
        'Hợp tác xã nông nghiệp Châu Sơn, Duy Tiên (mẫu)', '13375', 2018, 'valid'),
    ('01600000-000b-7000-8000-000000000026', 'HNAM292VW', '203/QĐ-TTg', 'BKTTG', 'individual',
        '01600000-0008-7000-8000-000000000005', 'Lê Thị Thuý (mẫu)', 'Điều dưỡng',
        'Trung tâm Y tế huyện Duy Tiên (mẫu)', '349', 2018, 'valid'),
    ('01600000-000b-7000-8000-000000000027', 'HNAM292W6', '203/QĐ-TTg', 'BKTTG', 'individual',
        '01600000-0008-7000-8000-000000000019', 'Hà Minh Đường (mẫu)', 'Chủ tịch Ủy ban nhân dân xã',
        'Ủy ban nhân dân xã Bình Nghĩa (mẫu)', '13504', 2018, 'valid')
) as r (
    id, code, decision_number, class_code, subject_kind, subject_id,
    recipient_name, recipient_position, recipient_unit_name, unit_code, year, state)
join decision d on d.number = r.decision_number and d.signer_name = 'Người ký (mẫu)'
join award_class c on c.code = r.class_code
join unit u on u.code = r.unit_code and u.valid_from = '1997-01-01'
order by r.id
on conflict do nothing;

-- "Nhiều" is what the report says of the local titles and forms: many, without a number.
insert into award_statement (id, cluster_id, unit_id, award_class_id, subject_kind, period_from, period_to, stated)
select r.id::uuid, k.id, k.unit_id, c.id, r.subject_kind, '2018-01-01', '2018-06-30', 'nhiều'
from (values
    ('01600000-000c-7000-8000-000000000001', 'TTLDTT', 'collective'),
    ('01600000-000c-7000-8000-000000000002', 'CSTDCS', 'individual'),
    ('01600000-000c-7000-8000-000000000003', 'GK', 'collective'),
    ('01600000-000c-7000-8000-000000000004', 'GK', 'individual'),
    ('01600000-000c-7000-8000-000000000005', 'LDTT', 'individual')
) as r (id, class_code, subject_kind)
join award_class c on c.code = r.class_code
join cluster k on k.id = '01600000-0004-7000-8000-000000000001'
order by r.id
on conflict do nothing;
