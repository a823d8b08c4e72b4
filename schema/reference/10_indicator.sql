-- Indicators that units usually register (chỉ tiêu), in all fields. This is our own selection as a start: no text of
-- the law lists them, and a province maintains its own catalogue. additive: the figures of units may be added; those of
-- rates may not.

insert into indicator as kept (id, code, name_vi, name_en, field, measure_unit, direction, basis, additive, valid_from)
select ('01600000-0041-7000-8000-' || lpad(r.number::text, 12, '0'))::uuid, r.code, r.name_vi, r.name_en, r.field,
    r.measure_unit, r.direction, r.basis, r.additive, '2018-01-01'
from (values
    (1, 'THU-NS', 'Thu ngân sách nhà nước trên địa bàn', 'State budget revenue collected in the area',
        'economy', 'tỷ đồng', 'at_least', 'cumulative', true),
    (2, 'GTSX-CN', 'Giá trị sản xuất công nghiệp', 'Value of industrial production',
        'economy', 'tỷ đồng', 'at_least', 'cumulative', true),
    (3, 'XUAT-KHAU', 'Kim ngạch xuất khẩu', 'Exports', 'economy', 'triệu USD', 'at_least', 'cumulative', true),
    (4, 'VON-DTC', 'Tỷ lệ giải ngân vốn đầu tư công', 'Share of public investment paid out',
        'economy', '%', 'at_least', 'level', false),
    (5, 'TC-DT-II', 'Tiêu chí đô thị loại II được hoàn thiện', 'Criteria of a class II urban area that are met',
        'economy', 'tiêu chí', 'at_least', 'level', false),
    (6, 'XA-NTM', 'Số xã đạt chuẩn nông thôn mới', 'Communes that meet the new-rural standards',
        'society', 'xã', 'at_least', 'level', true),
    (7, 'HO-NGHEO', 'Tỷ lệ hộ nghèo', 'Share of poor households', 'society', '%', 'at_most', 'level', false),
    (8, 'BHYT', 'Tỷ lệ dân số tham gia bảo hiểm y tế', 'Share of the population with health insurance',
        'society', '%', 'at_least', 'level', false),
    (9, 'VIEC-LAM', 'Số lao động được giải quyết việc làm', 'Workers who found employment',
        'society', 'người', 'at_least', 'cumulative', true),
    (10, 'TRUONG-CQG', 'Số trường đạt chuẩn quốc gia', 'Schools that meet the national standard',
        'society', 'trường', 'at_least', 'level', true),
    (11, 'TN-THCS', 'Tỷ lệ học sinh tốt nghiệp trung học cơ sở', 'Share of pupils who finish lower secondary school',
        'society', '%', 'at_least', 'level', false),
    (12, 'GD-VH', 'Tỷ lệ gia đình văn hóa', 'Share of cultural families', 'society', '%', 'at_least', 'level', false),
    (13, 'TNGT', 'Số vụ tai nạn giao thông', 'Traffic accidents', 'security', 'vụ', 'at_most', 'cumulative', true),
    (14, 'PHA-AN', 'Tỷ lệ điều tra, khám phá án', 'Share of criminal cases that are cleared up',
        'security', '%', 'at_least', 'level', false),
    (15, 'TTXH', 'Vụ vi phạm trật tự xã hội được giải quyết', 'Breaches of public order that are dealt with',
        'security', '%', 'at_least', 'level', false),
    (16, 'GIAO-QUAN', 'Tỷ lệ giao quân', 'Share of the conscription quota that is met',
        'defence', '%', 'at_least', 'level', false),
    (17, 'HL-DQTV', 'Tỷ lệ dân quân tự vệ được huấn luyện', 'Share of the militia that is trained',
        'defence', '%', 'at_least', 'level', false),
    (18, 'KN-DANG', 'Số đảng viên mới được kết nạp', 'New members admitted to the Party',
        'party_building', 'đảng viên', 'at_least', 'cumulative', true),
    (19, 'TCCSD', 'Tỷ lệ tổ chức cơ sở đảng hoàn thành tốt nhiệm vụ',
        'Share of Party base organisations that do their task well',
        'party_building', '%', 'at_least', 'level', false),
    (20, 'NUOC-SACH', 'Tỷ lệ hộ sử dụng nước sạch', 'Share of households with clean water',
        'environment', '%', 'at_least', 'level', false),
    (21, 'RAC-THAI', 'Tỷ lệ chất thải rắn sinh hoạt được thu gom, xử lý',
        'Share of household waste that is collected and treated', 'environment', '%', 'at_least', 'level', false),
    (22, 'RUNG-MAT', 'Diện tích rừng bị thiệt hại', 'Forest that was damaged',
        'environment', 'ha', 'at_most', 'cumulative', true)
) as r (number, code, name_vi, name_en, field, measure_unit, direction, basis, additive)
on conflict (id) do update set id = kept.id where take_from_seed(kept, excluded);
