-- The award classes in use. valid_from is the day of the appeal for patriotic emulation (1948-06-11): it means an open
-- start and was not verified for each class; later regimes kept these classes. Authorities: the President for orders,
-- the Prime Minister for the Government flag, CSTDTQ and his certificate, the province chair, heads of agencies and
-- units. Households receive the three certificates for which a rule names them (06_award_rule_collective, _bonus).

-- The flags that clusters propose for: Circular 15/2025/TT-BNV and earlier guides of provinces; our selection.
insert into award_class as kept (
    id, code, name_vi, name_en, category, level, subject_kinds, authority, rank, valid_from, is_cluster_flag)
select r.id::uuid, r.code, r.name_vi, r.name_en, r.category, r.level, r.subject_kinds, r.authority, r.rank, r.valid_from::date,
    r.code in ('CTDT', 'CTDCP')
from (values
    ('01600000-0003-7000-8000-000000000010', 'HCLD', 'Huân chương Lao động', 'Labour Order',
        'form', 'state', array['collective', 'individual'], 'president', 10, '1948-06-11'),
    ('01600000-0003-7000-8000-000000000020', 'CTDCP', 'Cờ thi đua của Chính phủ', 'Government Emulation Flag',
        'title', 'state', array['collective'], 'prime_minister', 20, '1948-06-11'),
    ('01600000-0003-7000-8000-000000000025', 'CSTDTQ', 'Chiến sĩ thi đua toàn quốc', 'National Emulation Fighter',
        'title', 'state', array['individual'], 'prime_minister', 25, '1948-06-11'),
    ('01600000-0003-7000-8000-000000000030', 'BKTTG', 'Bằng khen của Thủ tướng Chính phủ',
        'Prime Minister''s Certificate of Merit',
        'form', 'state', array['collective', 'individual', 'household'], 'prime_minister', 30, '1948-06-11'),
    ('01600000-0003-7000-8000-000000000040', 'CTDT', 'Cờ thi đua của Ủy ban nhân dân tỉnh', 'Provincial Emulation Flag',
        'title', 'province', array['collective'], 'province_chair', 40, '1948-06-11'),
    ('01600000-0003-7000-8000-000000000050', 'TTLDXS', 'Tập thể lao động xuất sắc', 'Excellent Labour Collective',
        'title', 'province', array['collective'], 'province_chair', 50, '1948-06-11'),
    ('01600000-0003-7000-8000-000000000055', 'CSTDT', 'Chiến sĩ thi đua cấp tỉnh', 'Provincial Emulation Fighter',
        'title', 'province', array['individual'], 'province_chair', 55, '1948-06-11'),
    ('01600000-0003-7000-8000-000000000060', 'BKT', 'Bằng khen của Chủ tịch Ủy ban nhân dân tỉnh',
        'Provincial Certificate of Merit',
        'form', 'province', array['collective', 'individual', 'household'], 'province_chair', 60, '1948-06-11'),
    ('01600000-0003-7000-8000-000000000070', 'TTLDTT', 'Tập thể lao động tiên tiến', 'Advanced Labour Collective',
        'title', 'base', array['collective'], 'agency_head', 70, '1948-06-11'),
    ('01600000-0003-7000-8000-000000000075', 'CSTDCS', 'Chiến sĩ thi đua cơ sở', 'Grassroots Emulation Fighter',
        'title', 'base', array['individual'], 'agency_head', 75, '1948-06-11'),
    ('01600000-0003-7000-8000-000000000080', 'GK', 'Giấy khen', 'Certificate of Commendation',
        'form', 'base', array['collective', 'individual', 'household'], 'agency_head', 80, '1948-06-11'),
    ('01600000-0003-7000-8000-000000000085', 'LDTT', 'Lao động tiên tiến', 'Advanced Worker',
        'title', 'base', array['individual'], 'agency_head', 85, '1948-06-11')
) as r (id, code, name_vi, name_en, category, level, subject_kinds, authority, rank, valid_from)
on conflict (id) do update set id = kept.id where take_from_seed(kept, excluded);

-- The classes of the Labour Order are below the form, so that an award whose class was not stated is also a valid
-- record.
insert into award_class as kept (
    id, code, name_vi, name_en, category, level, subject_kinds, authority, parent_id, rank, valid_from)
select r.id::uuid, r.code, r.name_vi, r.name_en, form.category, form.level, form.subject_kinds, form.authority, form.id,
    r.rank, form.valid_from
from (values
    ('01600000-0003-7000-8000-000000000011', 'HCLD1', 'Huân chương Lao động hạng Nhất',
        'Labour Order, First Class', 11),
    ('01600000-0003-7000-8000-000000000012', 'HCLD2', 'Huân chương Lao động hạng Nhì',
        'Labour Order, Second Class', 12),
    ('01600000-0003-7000-8000-000000000013', 'HCLD3', 'Huân chương Lao động hạng Ba',
        'Labour Order, Third Class', 13)
) as r (id, code, name_vi, name_en, rank)
join award_class form on form.code = 'HCLD'
on conflict (id) do update set id = kept.id where take_from_seed(kept, excluded);
