-- Collectives of the six units, three at district level and two in one commune each, and some that tests of scope and
-- search need (two in the communes named Châu Sơn, one of the province itself, one of another province). All are
-- samples, marked (mẫu).

insert into collective (id, code, name, short_name, unit_id, kind, headcount, women_count)
select r.id::uuid, r.code, r.name, r.short_name, u.id, r.kind, r.headcount, r.women_count
from (values
    ('01600000-0007-7000-8000-000000000001', '347', 'PL-01', 'Ủy ban nhân dân thành phố Phủ Lý (mẫu)', null,
        'agency', 86, 31),
    ('01600000-0007-7000-8000-000000000003', '347', 'PL-03', 'Trung tâm Y tế thành phố Phủ Lý (mẫu)', 'TTYT',
        'health', 120, 78),
    ('01600000-0007-7000-8000-000000000004', '349', 'DT-01', 'Ủy ban nhân dân huyện Duy Tiên (mẫu)', null, 'agency',
        86, 31),
    ('01600000-0007-7000-8000-000000000006', '349', 'DT-03', 'Trung tâm Y tế huyện Duy Tiên (mẫu)', 'TTYT', 'health',
        120, 78),
    ('01600000-0007-7000-8000-000000000007', '350', 'KB-01', 'Ủy ban nhân dân huyện Kim Bảng (mẫu)', null, 'agency',
        86, 31),
    ('01600000-0007-7000-8000-000000000009', '350', 'KB-03', 'Trung tâm Y tế huyện Kim Bảng (mẫu)', 'TTYT', 'health',
        120, 78),
    ('01600000-0007-7000-8000-000000000010', '351', 'TL-01', 'Ủy ban nhân dân huyện Thanh Liêm (mẫu)', null,
        'agency', 86, 31),
    ('01600000-0007-7000-8000-000000000012', '351', 'TL-03', 'Trung tâm Y tế huyện Thanh Liêm (mẫu)', 'TTYT',
        'health', 120, 78),
    ('01600000-0007-7000-8000-000000000013', '352', 'BL-01', 'Ủy ban nhân dân huyện Bình Lục (mẫu)', null, 'agency',
        86, 31),
    ('01600000-0007-7000-8000-000000000015', '352', 'BL-03', 'Trung tâm Y tế huyện Bình Lục (mẫu)', 'TTYT', 'health',
        120, 78),
    ('01600000-0007-7000-8000-000000000016', '353', 'LN-01', 'Ủy ban nhân dân huyện Lý Nhân (mẫu)', null, 'agency',
        86, 31),
    ('01600000-0007-7000-8000-000000000018', '353', 'LN-03', 'Trung tâm Y tế huyện Lý Nhân (mẫu)', 'TTYT', 'health',
        120, 78),
    ('01600000-0007-7000-8000-000000000019', '13285', 'PL-04', 'Ủy ban nhân dân phường Quang Trung (mẫu)', null,
        'commune_authority', 24, 9),
    ('01600000-0007-7000-8000-000000000020', '13285', 'PL-05', 'Trường Trung học cơ sở phường Quang Trung (mẫu)',
        'THCS', 'school', 41, 30),
    ('01600000-0007-7000-8000-000000000021', '13324', 'DT-04', 'Ủy ban nhân dân thị trấn Hòa Mạc (mẫu)', null,
        'commune_authority', 24, 9),
    ('01600000-0007-7000-8000-000000000022', '13324', 'DT-05', 'Trường Trung học cơ sở thị trấn Hòa Mạc (mẫu)',
        'THCS', 'school', 41, 30),
    ('01600000-0007-7000-8000-000000000023', '13384', 'KB-04', 'Ủy ban nhân dân thị trấn Quế (mẫu)', null,
        'commune_authority', 24, 9),
    ('01600000-0007-7000-8000-000000000024', '13384', 'KB-05', 'Trường Trung học cơ sở thị trấn Quế (mẫu)', 'THCS',
        'school', 41, 30),
    ('01600000-0007-7000-8000-000000000025', '13495', 'TL-04', 'Ủy ban nhân dân xã Thanh Nguyên (mẫu)', null,
        'commune_authority', 24, 9),
    ('01600000-0007-7000-8000-000000000026', '13495', 'TL-05', 'Trường Trung học cơ sở xã Thanh Nguyên (mẫu)',
        'THCS', 'school', 41, 30),
    ('01600000-0007-7000-8000-000000000027', '13504', 'BL-04', 'Ủy ban nhân dân xã Bình Nghĩa (mẫu)', null,
        'commune_authority', 24, 9),
    ('01600000-0007-7000-8000-000000000028', '13504', 'BL-05', 'Trường Trung học cơ sở xã Bình Nghĩa (mẫu)', 'THCS',
        'school', 41, 30),
    ('01600000-0007-7000-8000-000000000029', '13606', 'LN-04', 'Ủy ban nhân dân xã Nhân Khang (mẫu)', null,
        'commune_authority', 24, 9),
    ('01600000-0007-7000-8000-000000000030', '13606', 'LN-05', 'Trường Trung học cơ sở xã Nhân Khang (mẫu)', 'THCS',
        'school', 41, 30),
    ('01600000-0007-7000-8000-000000000031', '13375', 'DT-06', 'Hợp tác xã nông nghiệp Châu Sơn, Duy Tiên (mẫu)',
        'HTX', 'enterprise', 35, 19),
    ('01600000-0007-7000-8000-000000000032', '13318', 'PL-06', 'Công ty cổ phần may Châu Sơn, Phủ Lý (mẫu)', null,
        'enterprise', 640, 511),
    ('01600000-0007-7000-8000-000000000033', '13573', 'LN-06', 'Ban chỉ huy Quân sự xã Chính Lý (mẫu)', null,
        'armed_force', 12, 1),
    ('01600000-0007-7000-8000-000000000034', '13564', 'LN-07', 'Tổ dân phố số 1 thị trấn Vĩnh Trụ (mẫu)', null,
        'residential', null, null),
    ('01600000-0007-7000-8000-000000000035', '35', 'HN-01', 'Sở Nội vụ tỉnh Hà Nam (mẫu)', 'SNV', 'agency', 74, 29),
    ('01600000-0007-7000-8000-000000000036', '36', 'ND-01', 'Sở Nội vụ tỉnh Nam Định (mẫu)', 'SNV', 'agency', 81, 33)
) as r (id, unit_code, code, name, short_name, kind, headcount, women_count)
join unit u on u.code = r.unit_code and u.valid_from = '1997-01-01'
order by r.id
on conflict do nothing;

insert into collective (id, code, name, short_name, unit_id, parent_id, kind, headcount, women_count)
select r.id::uuid, r.code, r.name, r.short_name, above.unit_id, above.id, r.kind, r.headcount, r.women_count
from (values
    ('01600000-0007-7000-8000-000000000002', '01600000-0007-7000-8000-000000000001', 'PL-02',
        'Phòng Nội vụ thành phố Phủ Lý (mẫu)', 'PNV', 'agency', 9, 4),
    ('01600000-0007-7000-8000-000000000005', '01600000-0007-7000-8000-000000000004', 'DT-02',
        'Phòng Nội vụ huyện Duy Tiên (mẫu)', 'PNV', 'agency', 9, 4),
    ('01600000-0007-7000-8000-000000000008', '01600000-0007-7000-8000-000000000007', 'KB-02',
        'Phòng Nội vụ huyện Kim Bảng (mẫu)', 'PNV', 'agency', 9, 4),
    ('01600000-0007-7000-8000-000000000011', '01600000-0007-7000-8000-000000000010', 'TL-02',
        'Phòng Nội vụ huyện Thanh Liêm (mẫu)', 'PNV', 'agency', 9, 4),
    ('01600000-0007-7000-8000-000000000014', '01600000-0007-7000-8000-000000000013', 'BL-02',
        'Phòng Nội vụ huyện Bình Lục (mẫu)', 'PNV', 'agency', 9, 4),
    ('01600000-0007-7000-8000-000000000017', '01600000-0007-7000-8000-000000000016', 'LN-02',
        'Phòng Nội vụ huyện Lý Nhân (mẫu)', 'PNV', 'agency', 9, 4)
) as r (id, parent_id, code, name, short_name, kind, headcount, women_count)
join collective above on above.id = r.parent_id::uuid
order by r.id
on conflict do nothing;

-- Schools whose ratings and awards show how the rules for the Labour Order differ (08_rating.sql), and bodies of the
-- province and communes that the reform of 2025 created.
insert into collective (id, code, name, short_name, unit_id, kind, headcount, women_count, founded_on)
select r.id::uuid, r.code, r.name, r.short_name, u.id, r.kind, r.headcount, r.women_count, r.founded_on::date
from (values
    ('01600000-0007-7000-8000-000000000037', '353', '1997-01-01', 'LN-08',
        'Trường Trung học phổ thông số 1 huyện Lý Nhân (mẫu)', 'THPT', 'school', 68, 44, '1966-09-05'),
    ('01600000-0007-7000-8000-000000000038', '352', '1997-01-01', 'BL-06',
        'Trường Trung học phổ thông số 1 huyện Bình Lục (mẫu)', 'THPT', 'school', 64, 41, '1970-09-05'),
    ('01600000-0007-7000-8000-000000000039', '350', '1997-01-01', 'KB-06',
        'Trường Trung học phổ thông số 1 huyện Kim Bảng (mẫu)', 'THPT', 'school', 61, 39, '1972-09-05'),
    ('01600000-0007-7000-8000-000000000040', '37', '2025-07-01', 'NB-01', 'Sở Nội vụ tỉnh Ninh Bình (mẫu)', 'SNV',
        'agency', 142, 63, '2025-07-01'),
    ('01600000-0007-7000-8000-000000000041', '13285', '2025-07-01', 'NB-02', 'Ủy ban nhân dân phường Phủ Lý (mẫu)',
        null, 'commune_authority', 58, 27, '2025-07-01'),
    ('01600000-0007-7000-8000-000000000042', '13285', '2025-07-01', 'NB-03',
        'Trường Trung học cơ sở số 1 phường Phủ Lý (mẫu)', 'THCS', 'school', 52, 38, '1995-09-05'),
    ('01600000-0007-7000-8000-000000000043', '13573', '2025-07-01', 'NB-04', 'Ủy ban nhân dân xã Lý Nhân (mẫu)', null,
        'commune_authority', 49, 22, '2025-07-01'),
    ('01600000-0007-7000-8000-000000000044', '13573', '2025-07-01', 'NB-05', 'Trạm Y tế xã Lý Nhân (mẫu)', 'TYT',
        'health', 18, 13, '1980-01-01')
) as r (id, unit_code, unit_from, code, name, short_name, kind, headcount, women_count, founded_on)
join unit u on u.code = r.unit_code and u.valid_from = r.unit_from::date
order by r.id
on conflict do nothing;
