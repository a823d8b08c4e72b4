-- The decisions behind the half-year figures, and some that the report must leave out: signed the day before or after,
-- years earlier, by a district, or for another province. Numbers and signers are made up.

insert into decision (id, number, signed_on, authority, level, unit_id, signer_name, signer_title, summary,
    published_on)
select r.id::uuid, r.number, r.signed_on::date, r.authority, r.level, u.id, r.signer_name, r.signer_title, r.summary,
    case r.number when '101/QĐ-CTN' then date '2018-02-20' end
from (values
    ('01600000-000a-7000-8000-000000000001', '101/QĐ-CTN', '2018-02-12', 'president', 'state', '35',
        'Người ký (mẫu)', 'Chủ tịch nước', 'Tặng thưởng Huân chương Lao động (mẫu)'),
    ('01600000-000a-7000-8000-000000000002', '102/QĐ-CTN', '2018-05-18', 'president', 'state', '35',
        'Người ký (mẫu)', 'Chủ tịch nước', 'Tặng thưởng Huân chương Lao động (mẫu)'),
    ('01600000-000a-7000-8000-000000000003', '201/QĐ-TTg', '2018-03-05', 'prime_minister', 'state', '35',
        'Người ký (mẫu)', 'Thủ tướng Chính phủ', 'Tặng Cờ thi đua của Chính phủ (mẫu)'),
    ('01600000-000a-7000-8000-000000000004', '202/QĐ-TTg', '2018-04-20', 'prime_minister', 'state', '35',
        'Người ký (mẫu)', 'Thủ tướng Chính phủ', 'Tặng Bằng khen (mẫu)'),
    ('01600000-000a-7000-8000-000000000005', '203/QĐ-TTg', '2018-06-30', 'prime_minister', 'state', '35',
        'Người ký (mẫu)', 'Thủ tướng Chính phủ', 'Tặng Bằng khen (mẫu)'),
    ('01600000-000a-7000-8000-000000000006', '204/QĐ-TTg', '2017-12-31', 'prime_minister', 'state', '35',
        'Người ký (mẫu)', 'Thủ tướng Chính phủ', 'Tặng Bằng khen năm 2017 (mẫu)'),
    ('01600000-000a-7000-8000-000000000007', '103/QĐ-CTN', '2018-07-01', 'president', 'state', '35',
        'Người ký (mẫu)', 'Chủ tịch nước', 'Tặng thưởng Huân chương Lao động (mẫu)'),
    ('01600000-000a-7000-8000-000000000008', '301/QĐ-UBND', '2018-08-15', 'district_chair', 'district', '349',
        'Người ký (mẫu)', 'Chủ tịch Ủy ban nhân dân huyện', 'Tặng Giấy khen (mẫu)'),
    ('01600000-000a-7000-8000-000000000009', '205/QĐ-TTg', '2018-04-20', 'prime_minister', 'state', '36',
        'Người ký (mẫu)', 'Thủ tướng Chính phủ', 'Tặng Bằng khen, tỉnh khác (mẫu)'),
    ('01600000-000a-7000-8000-000000000010', '206/QĐ-TTg', '2012-10-10', 'prime_minister', 'state', '35',
        'Người ký (mẫu)', 'Thủ tướng Chính phủ', 'Tặng Bằng khen năm 2012 (mẫu)'),
    ('01600000-000a-7000-8000-000000000011', '320/QĐ-UBND', '2015-02-10', 'province_chair', 'province', '35',
        'Người ký (mẫu)', 'Chủ tịch Ủy ban nhân dân tỉnh', 'Tặng Cờ thi đua năm 2014 (mẫu)'),
    ('01600000-000a-7000-8000-000000000012', '321/QĐ-UBND', '2017-02-14', 'province_chair', 'province', '35',
        'Người ký (mẫu)', 'Chủ tịch Ủy ban nhân dân tỉnh', 'Tặng Cờ thi đua năm 2016 (mẫu)'),
    ('01600000-000a-7000-8000-000000000013', '310/QĐ-UBND', '2015-12-28', 'district_chair', 'district', '350',
        'Người ký (mẫu)', 'Chủ tịch Ủy ban nhân dân huyện', 'Tặng Chiến sĩ thi đua cơ sở năm 2015 (mẫu)'),
    ('01600000-000a-7000-8000-000000000014', '311/QĐ-UBND', '2016-12-28', 'district_chair', 'district', '350',
        'Người ký (mẫu)', 'Chủ tịch Ủy ban nhân dân huyện', 'Tặng Chiến sĩ thi đua cơ sở năm 2016 (mẫu)'),
    ('01600000-000a-7000-8000-000000000015', '312/QĐ-UBND', '2017-12-28', 'district_chair', 'district', '350',
        'Người ký (mẫu)', 'Chủ tịch Ủy ban nhân dân huyện', 'Tặng Chiến sĩ thi đua cơ sở năm 2017 (mẫu)')
) as r (id, number, signed_on, authority, level, unit_code, signer_name, signer_title, summary)
join unit u on u.code = r.unit_code and u.valid_from = '1997-01-01'
order by r.id
on conflict do nothing;
