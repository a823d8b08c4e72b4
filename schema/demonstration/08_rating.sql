-- Yearly ratings: of a person who meets the rules for a provincial certificate in 2026, of one whose last year was not good
-- enough, and of one with a missing year, for whom the answer is cannot_tell. Also those of a school.
--
-- The answers of GET /v1/{collectives|individuals}/{id}/eligibility?award_class=…&on=…&year=…, with the
-- year before that of the day, by the last digits of the ids:
--   on 2018-06-01 (Decree 91/2017)  HCLD3 of collectives: 37 eligible · 38 not_met (2015 was only good)
--                                   · 39 cannot_tell (2014 is missing); CSTDT of individuals: 27 eligible · 26 not_met
--   on 2026-06-01 (Decree 152/2025) CSTDCS of individuals: 28 eligible · 29 not_met · 30 cannot_tell
--   on 2026-10-15 (Law 06/2026)     cannot_tell for everybody: its criteria have not been read

insert into rating (id, individual_id, collective_id, year, rating, decision_number, decided_on)
select r.id::uuid,
    case r.subject_kind when 'individual' then r.subject_id::uuid end,
    case r.subject_kind when 'collective' then r.subject_id::uuid end,
    r.year, r.rating, r.decision_number, make_date(r.year + 1, 1, 15)
from (values
    ('01600000-0022-7000-8000-000000000001', 'individual', '01600000-0008-7000-8000-000000000003', 2024, 'excellent',
        '11/QĐ-THCS'),
    ('01600000-0022-7000-8000-000000000002', 'individual', '01600000-0008-7000-8000-000000000003', 2025, 'excellent',
        '12/QĐ-THCS'),
    ('01600000-0022-7000-8000-000000000003', 'individual', '01600000-0008-7000-8000-000000000005', 2024, 'excellent',
        '21/QĐ-TTYT'),
    ('01600000-0022-7000-8000-000000000004', 'individual', '01600000-0008-7000-8000-000000000005', 2025, 'good',
        '22/QĐ-TTYT'),
    ('01600000-0022-7000-8000-000000000005', 'individual', '01600000-0008-7000-8000-000000000007', 2024, 'excellent',
        '31/QĐ-CT'),
    ('01600000-0022-7000-8000-000000000006', 'individual', '01600000-0008-7000-8000-000000000001', 2017,
        'completed_limited', null),
    ('01600000-0022-7000-8000-000000000007', 'collective', '01600000-0007-7000-8000-000000000022', 2024, 'excellent',
        '13/QĐ-UBND'),
    ('01600000-0022-7000-8000-000000000008', 'collective', '01600000-0007-7000-8000-000000000022', 2025, 'excellent',
        '14/QĐ-UBND'),
    ('01600000-0022-7000-8000-000000000009', 'collective', '01600000-0007-7000-8000-000000000004', 2025, 'completed',
        '15/QĐ-UBND'),
    ('01600000-0022-7000-8000-000000000010', 'individual', '01600000-0008-7000-8000-000000000020', 2025, 'good', null),
    ('01600000-0022-7000-8000-000000000011', 'collective', '01600000-0007-7000-8000-000000000037', 2013, 'excellent',
        '77/QĐ-SGDĐT'),
    ('01600000-0022-7000-8000-000000000012', 'collective', '01600000-0007-7000-8000-000000000037', 2014, 'excellent',
        '77/QĐ-SGDĐT'),
    ('01600000-0022-7000-8000-000000000013', 'collective', '01600000-0007-7000-8000-000000000037', 2015, 'excellent',
        '77/QĐ-SGDĐT'),
    ('01600000-0022-7000-8000-000000000014', 'collective', '01600000-0007-7000-8000-000000000037', 2016, 'excellent',
        '77/QĐ-SGDĐT'),
    ('01600000-0022-7000-8000-000000000015', 'collective', '01600000-0007-7000-8000-000000000037', 2017, 'excellent',
        '77/QĐ-SGDĐT'),
    ('01600000-0022-7000-8000-000000000016', 'collective', '01600000-0007-7000-8000-000000000038', 2013, 'excellent',
        '78/QĐ-SGDĐT'),
    ('01600000-0022-7000-8000-000000000017', 'collective', '01600000-0007-7000-8000-000000000038', 2014, 'excellent',
        '78/QĐ-SGDĐT'),
    ('01600000-0022-7000-8000-000000000018', 'collective', '01600000-0007-7000-8000-000000000038', 2015, 'good',
        '78/QĐ-SGDĐT'),
    ('01600000-0022-7000-8000-000000000019', 'collective', '01600000-0007-7000-8000-000000000038', 2016, 'excellent',
        '78/QĐ-SGDĐT'),
    ('01600000-0022-7000-8000-000000000020', 'collective', '01600000-0007-7000-8000-000000000038', 2017, 'excellent',
        '78/QĐ-SGDĐT'),
    ('01600000-0022-7000-8000-000000000021', 'collective', '01600000-0007-7000-8000-000000000039', 2013, 'excellent',
        '79/QĐ-SGDĐT'),
    ('01600000-0022-7000-8000-000000000022', 'collective', '01600000-0007-7000-8000-000000000039', 2015, 'excellent',
        '79/QĐ-SGDĐT'),
    ('01600000-0022-7000-8000-000000000023', 'collective', '01600000-0007-7000-8000-000000000039', 2016, 'excellent',
        '79/QĐ-SGDĐT'),
    ('01600000-0022-7000-8000-000000000024', 'collective', '01600000-0007-7000-8000-000000000039', 2017, 'excellent',
        '79/QĐ-SGDĐT'),
    ('01600000-0022-7000-8000-000000000025', 'individual', '01600000-0008-7000-8000-000000000028', 2024, 'excellent',
        '51/QĐ-UBND'),
    ('01600000-0022-7000-8000-000000000026', 'individual', '01600000-0008-7000-8000-000000000028', 2025, 'excellent',
        '52/QĐ-UBND'),
    ('01600000-0022-7000-8000-000000000027', 'individual', '01600000-0008-7000-8000-000000000029', 2024, 'excellent',
        '51/QĐ-UBND'),
    ('01600000-0022-7000-8000-000000000028', 'individual', '01600000-0008-7000-8000-000000000029', 2025, 'good',
        '52/QĐ-UBND'),
    ('01600000-0022-7000-8000-000000000029', 'individual', '01600000-0008-7000-8000-000000000030', 2024, 'good',
        '51/QĐ-UBND'),
    ('01600000-0022-7000-8000-000000000030', 'collective', '01600000-0007-7000-8000-000000000042', 2024, 'excellent',
        '53/QĐ-UBND'),
    ('01600000-0022-7000-8000-000000000031', 'collective', '01600000-0007-7000-8000-000000000042', 2025, 'excellent',
        '54/QĐ-UBND')
) as r (id, subject_kind, subject_id, year, rating, decision_number)
on conflict do nothing;
