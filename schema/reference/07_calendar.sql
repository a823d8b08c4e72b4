-- Days on which offices are closed, and Saturdays worked in exchange, for 2018 and 2024 to 2027. The fixed days are
-- from the Labour Code; the lunar days, days off in lieu and swaps are announced each year and come from general
-- knowledge. For 2027 only the days that are certain are listed: one more day of the lunar New Year and the day next to
-- National Day are not announced yet.

insert into holiday as kept (id, on_date, name_vi, name_en, kind, article, source, confidence)
select ('01600000-0200-7000-8000-0000' || to_char(r.on_date::date, 'YYYYMMDD'))::uuid, r.on_date::date,
    name.vi, name.en, name.kind,
    case when r.on_date < '2021' then 'Bộ luật Lao động 2012 Điều 115' else 'Bộ luật Lao động 2019 Điều 112' end,
    name.source, case when r.on_date < '2021' then 'M' else name.confidence end
from (values
    ('2018-01-01', 'year'), ('2018-02-14', 'tet'), ('2018-02-15', 'tet'), ('2018-02-16', 'tet'), ('2018-02-17', 'tet'),
    ('2018-02-18', 'tet'), ('2018-02-19', 'instead'), ('2018-02-20', 'instead'), ('2018-04-25', 'hung'),
    ('2018-04-30', 'south'), ('2018-05-01', 'may'), ('2018-09-02', 'nation'), ('2018-09-03', 'instead'),
    ('2018-12-31', 'swap'), ('2019-01-01', 'year'), ('2019-01-05', 'make_up'),
    ('2024-01-01', 'year'), ('2024-02-08', 'tet'), ('2024-02-09', 'tet'), ('2024-02-10', 'tet'), ('2024-02-11', 'tet'),
    ('2024-02-12', 'tet'), ('2024-02-13', 'instead'), ('2024-02-14', 'instead'), ('2024-04-18', 'hung'),
    ('2024-04-29', 'swap'), ('2024-04-30', 'south'), ('2024-05-01', 'may'), ('2024-05-04', 'make_up'),
    ('2024-09-02', 'nation'), ('2024-09-03', 'beside'),
    ('2025-01-01', 'year'), ('2025-01-27', 'tet'), ('2025-01-28', 'tet'), ('2025-01-29', 'tet'), ('2025-01-30', 'tet'),
    ('2025-01-31', 'tet'), ('2025-04-07', 'hung'), ('2025-04-26', 'make_up'), ('2025-04-30', 'south'),
    ('2025-05-01', 'may'), ('2025-05-02', 'swap'), ('2025-09-01', 'beside'), ('2025-09-02', 'nation'),
    ('2026-01-01', 'year'), ('2026-01-02', 'swap'), ('2026-01-10', 'make_up'), ('2026-02-16', 'tet'),
    ('2026-02-17', 'tet'), ('2026-02-18', 'tet'), ('2026-02-19', 'tet'), ('2026-02-20', 'tet'), ('2026-04-26', 'hung'),
    ('2026-04-27', 'instead'), ('2026-04-30', 'south'), ('2026-05-01', 'may'), ('2026-08-22', 'make_up'),
    ('2026-08-31', 'swap'), ('2026-09-01', 'beside'), ('2026-09-02', 'nation'),
    ('2027-01-01', 'year'), ('2027-02-05', 'tet'), ('2027-02-06', 'tet'), ('2027-02-07', 'tet'), ('2027-02-08', 'tet'),
    ('2027-02-09', 'tet'), ('2027-02-10', 'instead'), ('2027-04-16', 'hung'), ('2027-04-30', 'south'),
    ('2027-05-01', 'may'), ('2027-05-03', 'instead'), ('2027-09-02', 'nation')
) as r (on_date, code)
join (values
    ('year', 'Tết Dương lịch', 'New Year''s Day', 'holiday', 'hỏi đáp TNT:011213c0aecbddea', 'S'),
    ('tet', 'Tết Âm lịch', 'Lunar New Year', 'holiday', null, 'M'),
    ('hung', 'Giỗ Tổ Hùng Vương', 'Commemoration of the Hùng Kings', 'holiday', null, 'M'),
    ('south', 'Ngày Chiến thắng', 'Victory Day', 'holiday', 'hỏi đáp TNT:011213c0aecbddea', 'S'),
    ('may', 'Ngày Quốc tế lao động', 'International Labour Day', 'holiday', 'hỏi đáp TNT:011213c0aecbddea', 'S'),
    ('nation', 'Quốc khánh', 'National Day', 'holiday', 'hỏi đáp TNT:011213c0aecbddea', 'S'),
    ('beside', 'Quốc khánh (ngày liền kề)', 'National Day, the day beside it', 'holiday', null, 'M'),
    ('instead', 'Nghỉ bù', 'Compensation for a holiday at the weekend', 'holiday', null, 'M'),
    ('swap', 'Nghỉ hoán đổi', 'Day off, worked on a Saturday', 'holiday', null, 'M'),
    ('make_up', 'Làm bù', 'Worked Saturday', 'make_up', null, 'M')
) as name (code, vi, en, kind, source, confidence) on name.code = r.code
on conflict (id) do update set id = kept.id where differs_from_seed(kept, excluded);

-- How long a stage may take. For stages and regimes that are missing here nothing was read: their deadline is unknown.
insert into stage_deadline as kept (
    id, stage, award_level, working_days, valid_from, valid_to, article, source, confidence)
select ('01600000-0201-7000-8000-' || lpad(r.number::text, 12, '0'))::uuid, r.stage, r.award_level, r.working_days,
    r.valid_from::date, r.valid_to::date, r.article, r.source, r.confidence
from (values
    (1, 'district', 'base', 10, '2012-06-20', '2023-12-31', 'Nghị định 39/2012/NĐ-CP', 'plo.vn post46777', 'S'),
    -- Read for CSTDCS only; this project assumes the same time for other titles of the base level.
    (2, 'district', 'base', 20, '2025-07-01', '2026-09-30', 'Quyết định 638/QĐ-BNV 2025, xét Chiến sĩ thi đua cơ sở',
        'hỏi đáp TNT:1be4380f205f4205, chỉ về Chiến sĩ thi đua cơ sở', 'M'),
    (3, 'province', null, 25, '2017-10-01', '2023-12-31', 'Nghị định 91/2017/NĐ-CP',
        'dichvucong, thủ tục của tỉnh Hải Dương và tỉnh Thanh Hóa', 'S-local'),
    (4, 'consultation', 'state', 10, '2024-01-01', '2025-06-30', 'Nghị định 98/2023/NĐ-CP Điều 46.1',
        'societynewstech.com, một trường hợp danh hiệu Anh hùng', 'M'),
    (5, 'consultation', 'state', 10, '2025-07-01', '2026-09-30', 'Nghị định 152/2025/NĐ-CP Điều 44.2',
        'thongtin.vietnam.vn 44', 'S'),
    (6, 'central', 'state', 10, '2012-06-20', '2023-12-31', 'Nghị định 39/2012/NĐ-CP', 'plo.vn post46777', 'S'),
    (7, 'central', 'state', 20, '2024-01-01', '2025-06-30', 'Nghị định 98/2023/NĐ-CP Điều 32.2',
        'hỏi đáp TNT:b70aeaa74f5fa113', 'S')
) as r (number, stage, award_level, working_days, valid_from, valid_to, article, source, confidence)
on conflict (id) do update set id = kept.id where differs_from_seed(kept, excluded);

-- The district of Hà Nam: a certificate for an irregular achievement, as its procedure said in 2018.
insert into stage_deadline as kept (
    id, stage, award_level, procedure, working_days, valid_from, valid_to, unit_id, article, source, confidence)
select '01600000-0201-7000-8000-000000000008', 'district', 'base', 'simplified', 8, '2017-10-01', '2023-12-31', u.id,
    'Thủ tục hành chính 1.000804.000.00.00.H25', 'motcua.hanam.gov.vn 20283', 'S-local'
from unit u
where u.code = '35'
and u.level = 'province'
and date '2018-01-01' between u.valid_from and coalesce(u.valid_to, 'infinity')
on conflict (id) do update set id = kept.id where differs_from_seed(kept, excluded);

-- Which administration acts at a stage: since the districts ended, the communes do what districts did.
insert into stage_authority as kept (id, stage, unit_level, valid_from, valid_to, article, source, confidence)
select ('01600000-0202-7000-8000-' || lpad(r.number::text, 12, '0'))::uuid, r.stage, r.unit_level,
    r.valid_from::date, r.valid_to::date, r.article, r.source, r.confidence
from (values
    (1, 'district', 'district', '2004-07-01', '2025-06-30', 'Luật Thi đua, khen thưởng 2003', null, 'M'),
    (2, 'district', 'commune', '2025-07-01', null, 'Nghị định 129/2025/NĐ-CP Điều 59',
        'hỏi đáp TNT:c365dc62838fd8ab; tracuuphapluat.net', 'S'),
    (3, 'province', 'province', '2004-07-01', null, 'Luật Thi đua, khen thưởng 2003', null, 'M'),
    (4, 'consultation', 'province', '2004-07-01', null, null, null, 'M'),
    (5, 'council', 'province', '2004-07-01', null, 'Luật Thi đua, khen thưởng 2003', null, 'M'),
    (6, 'decision', 'province', '2004-07-01', null, null, null, 'M'),
    (7, 'central', 'province', '2004-07-01', null, null, null, 'M')
) as r (number, stage, unit_level, valid_from, valid_to, article, source, confidence)
on conflict (id) do update set id = kept.id where differs_from_seed(kept, excluded);
