-- Awards that the half-year report of the cluster must not count: signed before or after the period, annulled, given to
-- a body of the province itself, or in another province.

insert into award (
    id, code, decision_id, award_class_id, subject_kind, collective_id, individual_id,
    recipient_name, recipient_position, recipient_unit_name, unit_id, year, state)
select r.id::uuid, r.code, d.id, c.id, r.subject_kind,
    case r.subject_kind when 'collective' then r.subject_id::uuid end,
    case r.subject_kind when 'individual' then r.subject_id::uuid end,
    r.recipient_name, r.recipient_position, r.recipient_unit_name, u.id, r.year, r.state
from (values
    ('01600000-000b-7000-8000-000000000028', 'HNAM292XE', '204/QĐ-TTg', 'BKTTG', 'individual',
        '01600000-0008-7000-8000-000000000001', 'Đặng Thị Hường (mẫu)', 'Hiệu trưởng',
        'Trường Trung học cơ sở thị trấn Hòa Mạc (mẫu)', '13324', 2017, 'valid'),
    ('01600000-000b-7000-8000-000000000029', 'HNAM292YP', '204/QĐ-TTg', 'BKTTG', 'collective',
        '01600000-0007-7000-8000-000000000029', 'Ủy ban nhân dân xã Nhân Khang (mẫu)', null,
        'xã Nhân Khang, huyện Lý Nhân', '13606', 2017, 'valid'),
    ('01600000-000b-7000-8000-000000000030', 'HNAM292ZX', '103/QĐ-CTN', 'HCLD3', 'collective',
        '01600000-0007-7000-8000-000000000010', 'Ủy ban nhân dân huyện Thanh Liêm (mẫu)', null, 'huyện Thanh Liêm',
        '351', 2018, 'valid'),
    ('01600000-000b-7000-8000-000000000031', 'HNAM2932E', '103/QĐ-CTN', 'HCLD3', 'individual',
        '01600000-0008-7000-8000-000000000013', 'Đinh Công Lực (mẫu)', 'Giám đốc trung tâm',
        'Trung tâm Y tế huyện Kim Bảng (mẫu)', '350', 2018, 'valid'),
    ('01600000-000b-7000-8000-000000000032', 'HNAM2933P', '301/QĐ-UBND', 'GK', 'collective',
        '01600000-0007-7000-8000-000000000021', 'Ủy ban nhân dân thị trấn Hòa Mạc (mẫu)', null,
        'thị trấn Hòa Mạc, huyện Duy Tiên', '13324', 2018, 'valid'),
    ('01600000-000b-7000-8000-000000000033', 'HNAM2934X', '301/QĐ-UBND', 'GK', 'individual',
        '01600000-0008-7000-8000-000000000003', 'Trần Thị Hòa (mẫu)', 'Giáo viên',
        'Trường Trung học cơ sở thị trấn Hòa Mạc (mẫu)', '13324', 2018, 'valid'),
    ('01600000-000b-7000-8000-000000000034', 'HNAM29357', '301/QĐ-UBND', 'LDTT', 'individual',
        '01600000-0008-7000-8000-000000000005', 'Lê Thị Thuý (mẫu)', 'Điều dưỡng',
        'Trung tâm Y tế huyện Duy Tiên (mẫu)', '349', 2018, 'valid'),
    ('01600000-000b-7000-8000-000000000035', 'HNAM2936F', '202/QĐ-TTg', 'BKTTG', 'collective',
        '01600000-0007-7000-8000-000000000035', 'Sở Nội vụ tỉnh Hà Nam (mẫu)', null, 'tỉnh Hà Nam', '35', 2018,
        'valid'),
    ('01600000-000b-7000-8000-000000000036', 'HNAM2937Q', '202/QĐ-TTg', 'BKTTG', 'individual',
        '01600000-0008-7000-8000-000000000024', 'Tạ Thị Én (mẫu)', 'Chuyên viên', 'Sở Nội vụ tỉnh Hà Nam (mẫu)',
        '35', 2018, 'valid'),
    ('01600000-000b-7000-8000-000000000037', 'HNAM2938Y', '202/QĐ-TTg', 'BKTTG', 'individual',
        '01600000-0008-7000-8000-000000000009', 'Ngô Thị Ánh Tuyết (mẫu)', 'Bác sĩ',
        'Trung tâm Y tế thành phố Phủ Lý (mẫu)', '347', 2018, 'annulled'),
    ('01600000-000b-7000-8000-000000000038', 'HNAM29398', '205/QĐ-TTg', 'BKTTG', 'collective',
        '01600000-0007-7000-8000-000000000036', 'Sở Nội vụ tỉnh Nam Định (mẫu)', null, 'tỉnh Nam Định', '36', 2018,
        'valid'),
    ('01600000-000b-7000-8000-000000000039', 'HNAM293AG', '205/QĐ-TTg', 'BKTTG', 'individual',
        '01600000-0008-7000-8000-000000000025', 'Vương Đình Sáng (mẫu)', 'Chuyên viên',
        'Sở Nội vụ tỉnh Nam Định (mẫu)', '36', 2018, 'valid')
) as r (
    id, code, decision_number, class_code, subject_kind, subject_id,
    recipient_name, recipient_position, recipient_unit_name, unit_code, year, state)
join decision d on d.number = r.decision_number and d.signer_name = 'Người ký (mẫu)'
join award_class c on c.code = r.class_code
join unit u on u.code = r.unit_code and u.valid_from = '1997-01-01'
order by r.id
on conflict do nothing;
