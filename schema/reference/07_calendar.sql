-- Days on which offices are closed, and Saturdays worked in exchange, from 2018 to 2027. The fixed days are from the Labour Code. The days of
-- the lunar New Year, the day beside National Day and swaps are announced each year; where the announcement was not read, a library of
-- holidays that cites it was (P). Not certain (M) are the swap of 2026-01-02, and the lunar New Year of 2027 with the days around it, which
-- nobody has announced: one more day of it, and the day beside National Day of 2027, are missing. Whether 2026-11-24, planned as a new day
-- off, became one is not known; it is missing too.

insert into holiday as kept (id, on_date, name_vi, name_en, kind, article, source, confidence)
select ('01600000-0200-7000-8000-0000' || to_char(r.on_date::date, 'YYYYMMDD'))::uuid, r.on_date::date, name.vi, name.en, name.kind,
    case when r.on_date < '2021' then 'Bộ luật Lao động 2012 Điều 115' else 'Bộ luật Lao động 2019 Điều 112' end,
    case when name.is_fixed and r.on_date >= '2021' then 'hỏi đáp TNT:011213c0aecbddea' when r.assumed is null then year.source end,
    case when name.is_fixed and r.on_date >= '2021' then 'S' else coalesce(r.assumed, year.confidence) end
from (values
    ('2018-01-01', 'year', null), ('2018-02-14', 'tet', null), ('2018-02-15', 'tet', null), ('2018-02-16', 'tet', null),
    ('2018-02-17', 'tet', null), ('2018-02-18', 'tet', null), ('2018-02-19', 'instead', null), ('2018-02-20', 'instead', null),
    ('2018-04-25', 'hung', null), ('2018-04-30', 'south', null), ('2018-05-01', 'may', null), ('2018-09-02', 'nation', null),
    ('2018-09-03', 'instead', null), ('2018-12-31', 'swap', null),
    ('2019-01-01', 'year', null), ('2019-01-05', 'make_up', null), ('2019-02-04', 'tet', null), ('2019-02-05', 'tet', null),
    ('2019-02-06', 'tet', null), ('2019-02-07', 'tet', null), ('2019-02-08', 'tet', null), ('2019-04-14', 'hung', null),
    ('2019-04-15', 'instead', null), ('2019-04-29', 'swap', null), ('2019-04-30', 'south', null), ('2019-05-01', 'may', null),
    ('2019-05-04', 'make_up', null), ('2019-09-02', 'nation', null),
    ('2020-01-01', 'year', null), ('2020-01-23', 'tet', null), ('2020-01-24', 'tet', null), ('2020-01-25', 'tet', null),
    ('2020-01-26', 'tet', null), ('2020-01-27', 'tet', null), ('2020-01-28', 'instead', null), ('2020-01-29', 'instead', null),
    ('2020-04-02', 'hung', null), ('2020-04-30', 'south', null), ('2020-05-01', 'may', null), ('2020-09-02', 'nation', null),
    ('2021-01-01', 'year', null), ('2021-02-10', 'tet', null), ('2021-02-11', 'tet', null), ('2021-02-12', 'tet', null),
    ('2021-02-13', 'tet', null), ('2021-02-14', 'tet', null), ('2021-02-15', 'instead', null), ('2021-02-16', 'instead', null),
    ('2021-04-21', 'hung', null), ('2021-04-30', 'south', null), ('2021-05-01', 'may', null), ('2021-05-03', 'instead', null),
    ('2021-09-02', 'nation', null), ('2021-09-03', 'beside', null),
    ('2022-01-01', 'year', null), ('2022-01-03', 'instead', null), ('2022-01-31', 'tet', null), ('2022-02-01', 'tet', null),
    ('2022-02-02', 'tet', null), ('2022-02-03', 'tet', null), ('2022-02-04', 'tet', null), ('2022-04-10', 'hung', null),
    ('2022-04-11', 'instead', null), ('2022-04-30', 'south', null), ('2022-05-01', 'may', null), ('2022-05-02', 'instead', null),
    ('2022-05-03', 'instead', null), ('2022-09-01', 'beside', null), ('2022-09-02', 'nation', null),
    ('2023-01-01', 'year', null), ('2023-01-02', 'instead', null), ('2023-01-20', 'tet', null), ('2023-01-21', 'tet', null),
    ('2023-01-22', 'tet', null), ('2023-01-23', 'tet', null), ('2023-01-24', 'tet', null), ('2023-01-25', 'instead', null),
    ('2023-01-26', 'instead', null), ('2023-04-29', 'hung', null), ('2023-04-30', 'south', null), ('2023-05-01', 'may', null),
    ('2023-05-02', 'instead', null), ('2023-05-03', 'instead', null), ('2023-09-01', 'beside', null),
    ('2023-09-02', 'nation', null), ('2023-09-04', 'instead', null),
    ('2024-01-01', 'year', null), ('2024-02-08', 'tet', null), ('2024-02-09', 'tet', null), ('2024-02-10', 'tet', null),
    ('2024-02-11', 'tet', null), ('2024-02-12', 'tet', null), ('2024-02-13', 'instead', null), ('2024-02-14', 'instead', null),
    ('2024-04-18', 'hung', null), ('2024-04-29', 'swap', null), ('2024-04-30', 'south', null), ('2024-05-01', 'may', null),
    ('2024-05-04', 'make_up', null), ('2024-09-02', 'nation', null), ('2024-09-03', 'beside', null),
    ('2025-01-01', 'year', null), ('2025-01-27', 'tet', null), ('2025-01-28', 'tet', null), ('2025-01-29', 'tet', null),
    ('2025-01-30', 'tet', null), ('2025-01-31', 'tet', null), ('2025-04-07', 'hung', null), ('2025-04-26', 'make_up', null),
    ('2025-04-30', 'south', null), ('2025-05-01', 'may', null), ('2025-05-02', 'swap', null), ('2025-09-01', 'beside', null),
    ('2025-09-02', 'nation', null),
    ('2026-01-01', 'year', null), ('2026-01-02', 'swap', 'M'), ('2026-01-10', 'make_up', 'M'), ('2026-02-16', 'tet', null),
    ('2026-02-17', 'tet', null), ('2026-02-18', 'tet', null), ('2026-02-19', 'tet', null), ('2026-02-20', 'tet', null),
    ('2026-04-26', 'hung', null), ('2026-04-27', 'instead', null), ('2026-04-30', 'south', null), ('2026-05-01', 'may', null),
    ('2026-08-22', 'make_up', null), ('2026-08-31', 'swap', null), ('2026-09-01', 'beside', null), ('2026-09-02', 'nation', null),
    ('2027-01-01', 'year', null), ('2027-02-05', 'tet', 'M'), ('2027-02-06', 'tet', 'M'), ('2027-02-07', 'tet', 'M'),
    ('2027-02-08', 'tet', 'M'), ('2027-02-09', 'tet', 'M'), ('2027-02-10', 'instead', 'M'), ('2027-04-16', 'hung', null),
    ('2027-04-30', 'south', null), ('2027-05-01', 'may', null), ('2027-05-03', 'instead', null), ('2027-09-02', 'nation', null)
) as r (on_date, code, assumed)
join (values
    ('year', 'Tết Dương lịch', 'New Year''s Day', 'holiday', true),
    ('tet', 'Tết Âm lịch', 'Lunar New Year', 'holiday', false),
    ('hung', 'Giỗ Tổ Hùng Vương', 'Commemoration of the Hùng Kings', 'holiday', false),
    ('south', 'Ngày Chiến thắng', 'Victory Day', 'holiday', true),
    ('may', 'Ngày Quốc tế lao động', 'International Labour Day', 'holiday', true),
    ('nation', 'Quốc khánh', 'National Day', 'holiday', true),
    ('beside', 'Quốc khánh (ngày liền kề)', 'National Day, the day beside it', 'holiday', false),
    ('instead', 'Nghỉ bù', 'Compensation for a holiday at the weekend', 'holiday', false),
    ('swap', 'Nghỉ hoán đổi', 'Day off, worked on a Saturday', 'holiday', false),
    ('make_up', 'Làm bù', 'Worked Saturday', 'make_up', false)
) as name (code, vi, en, kind, is_fixed) on name.code = r.code
join (values
    ('2018', 'thư viện python-holidays, dẫn công văn 6519/VPCP-KGVX năm 2018', 'P'),
    ('2019', 'thư viện python-holidays', 'P'),
    ('2020', 'thư viện python-holidays; socongthuong.daklak.gov.vn (Tết)', 'P'),
    ('2021', 'thư viện python-holidays', 'P'),
    ('2022', 'thư viện python-holidays; kinhtemoitruong.vn (Tết, công văn 245); scon.com.vn', 'C'),
    ('2023', 'thư viện python-holidays', 'P'),
    ('2024', 'thư viện python-holidays, dẫn công văn 2450/VPCP-KGVX năm 2024', 'P'),
    ('2025', 'hỏi đáp TNT, dẫn công văn 8726/VPCP-KGVX', 'S'),
    ('2026', 'hỏi đáp TNT về lịch nghỉ năm 2026', 'S'),
    ('2027', 'thư viện python-holidays và date-holidays (ngày âm lịch)', 'C')
) as year (code, source, confidence) on year.code = left(r.on_date, 4)
on conflict (id) do update set id = kept.id where take_from_seed(kept, excluded);

-- How long a stage may take. For stages and regimes that are missing here nothing was read: the last rule before them is used, as an
-- estimate. The longer times with consultation (30 working days at the centre until 2023) are not rows.
insert into stage_deadline as kept (
    id, stage, award_level, working_days, valid_from, valid_to, article, source, confidence)
select ('01600000-0201-7000-8000-' || lpad(r.number::text, 12, '0'))::uuid, r.stage, r.award_level, r.working_days,
    r.valid_from::date, r.valid_to::date, r.article, r.source, r.confidence
from (values
    (1, 'district', 'base', 10, '2012-06-20', '2017-09-30', 'Nghị định 39/2012/NĐ-CP', 'plo.vn post46777', 'S'),
    (8, 'district', 'base', 20, '2017-10-01', '2023-12-31', 'Nghị định 91/2017/NĐ-CP Điều 48.2a', 'Bộ pháp điển, đề mục 29.1', 'S'),
    -- Read for CSTDCS only; this project assumes the same time for other titles of the base level. The decree leaves it to the provinces.
    (2, 'district', 'base', 20, '2025-07-01', '2026-09-30', 'Quyết định 638/QĐ-BNV 2025, xét Chiến sĩ thi đua cơ sở',
        'hỏi đáp TNT:1be4380f205f4205, chỉ về Chiến sĩ thi đua cơ sở', 'M'),
    (9, 'province', 'base', 20, '2017-10-01', '2023-12-31', 'Nghị định 91/2017/NĐ-CP Điều 48.2a', 'Bộ pháp điển, đề mục 29.1', 'S'),
    (3, 'province', 'province', 25, '2017-10-01', '2023-12-31', 'Nghị định 91/2017/NĐ-CP Điều 48.2b', 'Bộ pháp điển, đề mục 29.1', 'S'),
    -- 30 working days for CSTDTQ and for what ranks above the Labour Order.
    (10, 'province', 'state', 20, '2017-10-01', '2023-12-31', 'Nghị định 91/2017/NĐ-CP Điều 48.2b', 'Bộ pháp điển, đề mục 29.1', 'S'),
    (11, 'province', 'state', 30, '2025-07-01', '2026-09-30', 'Nghị định 152/2025/NĐ-CP Điều 35.3', 'toàn văn Nghị định 152/2025/NĐ-CP', 'S'),
    (4, 'consultation', 'state', 10, '2024-01-01', '2025-06-30', 'Nghị định 98/2023/NĐ-CP Điều 46.1',
        'societynewstech.com, một trường hợp danh hiệu Anh hùng', 'M'),
    (5, 'consultation', 'state', 10, '2025-07-01', '2026-09-30', 'Nghị định 152/2025/NĐ-CP Điều 44.2', 'toàn văn Nghị định 152/2025/NĐ-CP', 'S'),
    (6, 'central', 'state', 10, '2012-06-20', '2017-09-30', 'Nghị định 39/2012/NĐ-CP', 'plo.vn post46777', 'S'),
    (12, 'central', 'state', 20, '2017-10-01', '2023-12-31', 'Nghị định 91/2017/NĐ-CP Điều 48.2', 'Bộ pháp điển, đề mục 29.1', 'S'),
    (7, 'central', 'state', 20, '2024-01-01', '2025-06-30', 'Nghị định 98/2023/NĐ-CP Điều 32.2', 'hỏi đáp TNT:b70aeaa74f5fa113', 'S'),
    (13, 'central', 'state', 20, '2025-07-01', '2026-09-30', 'Nghị định 152/2025/NĐ-CP Điều 35.2', 'toàn văn Nghị định 152/2025/NĐ-CP', 'S')
) as r (number, stage, award_level, working_days, valid_from, valid_to, article, source, confidence)
on conflict (id) do update set id = kept.id where take_from_seed(kept, excluded);

-- The district of Hà Nam: a certificate for an irregular achievement, as its procedure said in 2018.
insert into stage_deadline as kept (
    id, stage, award_level, procedure, working_days, valid_from, valid_to, unit_id, article, source, confidence)
select '01600000-0201-7000-8000-000000000101', 'district', 'base', 'simplified', 8, '2017-10-01', '2023-12-31', u.id,
    'Thủ tục hành chính 1.000804.000.00.00.H25', 'motcua.hanam.gov.vn 20283', 'S-local'
from unit u
where u.code = '35'
and u.level = 'province'
and date '2018-01-01' between u.valid_from and coalesce(u.valid_to, 'infinity')
on conflict (id) do update set id = kept.id where take_from_seed(kept, excluded);

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
on conflict (id) do update set id = kept.id where take_from_seed(kept, excluded);
