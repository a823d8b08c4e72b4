-- Dossiers of the demonstration's nominations: of the six districts and cities and of a department of Hà Nam in 2018,
-- and of a ward and a commune of Ninh Bình in 2026. Numbers and documents are made up; the digest of a document is
-- computed from its title.

insert into dossier (id, number, title, unit_id, collective_id, commendation_type, year, dated_on, summary)
select r.id::uuid, r.number, r.title, u.id, r.collective_id::uuid, 'merit', r.year, r.dated_on::date, r.summary
from (values
    ('01600000-0025-7000-8000-000000000001', '350', '1997-01-01', '05/TTr-UBND',
        'Đề nghị khen thưởng của huyện Kim Bảng, đợt 1 năm 2018 (mẫu)', '01600000-0007-7000-8000-000000000007', 2018,
        '2018-03-05', 'Khen thưởng công trạng, gồm một Huân chương Lao động'),
    ('01600000-0025-7000-8000-000000000002', '351', '1997-01-01', '07/TTr-UBND',
        'Đề nghị khen thưởng của huyện Thanh Liêm, đợt 1 năm 2018 (mẫu)', '01600000-0007-7000-8000-000000000010',
        2018, '2018-03-12', null),
    ('01600000-0025-7000-8000-000000000003', '352', '1997-01-01', '09/TTr-UBND',
        'Đề nghị khen thưởng của huyện Bình Lục, đợt 1 năm 2018 (mẫu)', '01600000-0007-7000-8000-000000000013', 2018,
        '2018-03-14', null),
    ('01600000-0025-7000-8000-000000000004', '353', '1997-01-01', '11/TTr-UBND',
        'Đề nghị khen thưởng của huyện Lý Nhân, đợt 1 năm 2018 (mẫu)', '01600000-0007-7000-8000-000000000016', 2018,
        '2018-03-16', null),
    ('01600000-0025-7000-8000-000000000005', '347', '1997-01-01', '21/TTr-UBND',
        'Đề nghị khen thưởng của thành phố Phủ Lý, đợt 2 năm 2018 (mẫu)', '01600000-0007-7000-8000-000000000001',
        2018, '2018-10-01', 'Đang soạn'),
    ('01600000-0025-7000-8000-000000000006', '349', '1997-01-01', '13/TTr-UBND',
        'Đề nghị khen thưởng của huyện Duy Tiên, đợt 1 năm 2018 (mẫu)', '01600000-0007-7000-8000-000000000004', 2018,
        '2018-03-20', null),
    ('01600000-0025-7000-8000-000000000007', '35', '1997-01-01', '15/TTr-SNV',
        'Đề nghị khen thưởng của Sở Nội vụ, năm 2018 (mẫu)', '01600000-0007-7000-8000-000000000035', 2018,
        '2018-03-21', 'Cơ quan của tỉnh: không qua cấp huyện'),
    ('01600000-0025-7000-8000-000000000008', '13285', '2025-07-01', '03/TTr-UBND',
        'Đề nghị khen thưởng của phường Phủ Lý năm 2025 (mẫu)', '01600000-0007-7000-8000-000000000041', 2025,
        '2026-03-02', 'Danh hiệu thi đua năm 2025'),
    ('01600000-0025-7000-8000-000000000009', '13573', '2025-07-01', '04/TTr-UBND',
        'Đề nghị khen thưởng của xã Lý Nhân năm 2025 (mẫu)', '01600000-0007-7000-8000-000000000043', 2025,
        '2026-03-09', null),
    ('01600000-0025-7000-8000-000000000010', '13573', '2025-07-01', '17/TTr-UBND',
        'Đề nghị khen thưởng của xã Lý Nhân sau ngày 01/10/2026 (mẫu)', '01600000-0007-7000-8000-000000000043', 2026,
        '2026-10-12', 'Tiêu chuẩn của luật sửa đổi chưa đọc được')
) as r (id, unit_code, unit_from, number, title, collective_id, year, dated_on, summary)
join unit u on u.code = r.unit_code and u.valid_from = r.unit_from::date
where not exists (select from dossier known where known.id = r.id::uuid)
order by r.id
on conflict do nothing;

-- Three documents each; the first dossier of the commune has no minutes, and Phủ Lý has only begun.
insert into dossier_document (
    id, dossier_id, kind, title, number, dated_on, media_type, size, sha256, location)
select ('01600000-0026-7000-8000-' || lpad((d.place * 100 + paper.place)::text, 12, '0'))::uuid, d.id, paper.kind,
    made.title, case paper.place when 1 then d.number end, d.dated_on, 'application/pdf', 180000 + 7919 * d.place,
    made.digest, 'urn:sha256:' || made.digest
from (
    select right(id::text, 12)::integer as place, id, number, title, dated_on
    from dossier
    where id::text like '01600000-0025-%'
) as d
join (values
    (1, 'submission_letter', 'Tờ trình'),
    (2, 'achievement_report', 'Báo cáo thành tích'),
    (3, 'minutes', 'Biên bản họp xét khen thưởng')
) as paper (place, kind, name) on (d.place, paper.place) not in ((5, 2), (5, 3), (9, 3))
cross join lateral (
    select
        paper.name || ': ' || d.title as title,
        encode(sha256(convert_to(paper.name || d.title, 'UTF8')), 'hex') as digest
) as made
where not exists (select from nomination n where n.dossier_id = d.id)
and not exists (select from dossier_document known where known.dossier_id = d.id)
order by d.place, paper.place
on conflict do nothing;
