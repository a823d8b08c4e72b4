-- Nominations in those dossiers, and how far each has come. Acts are entered one by one as their actors did them: role,
-- unit, person and day are checked as for everybody. Actors are made up: mau.<role>.<unit>.

insert into nomination (
    id, code, dossier_id, award_class_id, subject_kind, collective_id, individual_id, year, achievement)
select r.id::uuid, r.code, r.dossier_id::uuid, c.id, r.subject_kind,
    case r.subject_kind when 'collective' then r.subject_id::uuid end,
    case r.subject_kind when 'individual' then r.subject_id::uuid end,
    r.year, r.achievement
from (values
    ('01600000-0027-7000-8000-000000000001', 'HSKT2393S', '01600000-0025-7000-8000-000000000001', 'GK', 'individual',
        '01600000-0008-7000-8000-000000000012', 2018, 'Bồi dưỡng học sinh giỏi cấp huyện (mẫu)'),
    ('01600000-0027-7000-8000-000000000002', 'HSKT23G4M', '01600000-0025-7000-8000-000000000001', 'LDTT',
        'individual', '01600000-0008-7000-8000-000000000011', 2017, 'Cải cách hành chính của huyện (mẫu)'),
    ('01600000-0027-7000-8000-000000000003', 'HSKT23Q5F', '01600000-0025-7000-8000-000000000001', 'HCLD3',
        'collective', '01600000-0007-7000-8000-000000000039', 2018, 'Năm năm liền dẫn đầu khối thi đua (mẫu)'),
    ('01600000-0027-7000-8000-000000000004', 'HSKT23X6A', '01600000-0025-7000-8000-000000000001', 'GK', 'collective',
        '01600000-0007-7000-8000-000000000024', 2018, 'Trường học xanh, sạch, đẹp (mẫu)'),
    ('01600000-0027-7000-8000-000000000005', 'HSKT23675', '01600000-0025-7000-8000-000000000001', 'CSTDT',
        'individual', '01600000-0008-7000-8000-000000000027', 2017, 'Thí nghiệm vật lý bằng vật liệu tái chế (mẫu)'),
    ('01600000-0027-7000-8000-000000000006', 'HSKT23D8Y', '01600000-0025-7000-8000-000000000002', 'BKT', 'collective',
        '01600000-0007-7000-8000-000000000026', 2018, 'Phổ cập giáo dục ở vùng bãi sông (mẫu)'),
    ('01600000-0027-7000-8000-000000000007', 'HSKT23M9T', '01600000-0025-7000-8000-000000000002', 'BKT', 'individual',
        '01600000-0008-7000-8000-000000000014', 2018, 'Xây dựng làng văn hóa (mẫu)'),
    ('01600000-0027-7000-8000-000000000008', 'HSKT23UAN', '01600000-0025-7000-8000-000000000002', 'GK', 'individual',
        '01600000-0008-7000-8000-000000000016', 2018, 'Chỉ đạo giải phóng mặt bằng (mẫu)'),
    ('01600000-0027-7000-8000-000000000009', 'HSKT233BG', '01600000-0025-7000-8000-000000000002', 'CSTDCS',
        'individual', '01600000-0008-7000-8000-000000000015', 2018, 'Quản lý trường học (mẫu)'),
    ('01600000-0027-7000-8000-000000000010', 'HSKT23ACB', '01600000-0025-7000-8000-000000000003', 'HCLD3',
        'collective', '01600000-0007-7000-8000-000000000038', 2018, 'Năm năm dạy tốt, học tốt (mẫu)'),
    ('01600000-0027-7000-8000-000000000011', 'HSKT23HD6', '01600000-0025-7000-8000-000000000003', 'BKT', 'individual',
        '01600000-0008-7000-8000-000000000018', 2018, 'Khám chữa bệnh tại trạm (mẫu)'),
    ('01600000-0027-7000-8000-000000000012', 'HSKT23REZ', '01600000-0025-7000-8000-000000000003', 'GK', 'individual',
        '01600000-0008-7000-8000-000000000017', 2018, 'Dồn điền đổi thửa (mẫu)'),
    ('01600000-0027-7000-8000-000000000013', 'HSKT23YFU', '01600000-0025-7000-8000-000000000003', 'LDTT',
        'individual', '01600000-0008-7000-8000-000000000019', 2018, 'Điều hành công việc của xã (mẫu)'),
    ('01600000-0027-7000-8000-000000000014', 'HSKT237GP', '01600000-0025-7000-8000-000000000004', 'HCLD3',
        'collective', '01600000-0007-7000-8000-000000000037', 2018, 'Trường chuẩn quốc gia, năm năm xuất sắc (mẫu)'),
    ('01600000-0027-7000-8000-000000000015', 'HSKT23EHH', '01600000-0025-7000-8000-000000000004', 'CTDT',
        'collective', '01600000-0007-7000-8000-000000000017', 2017, 'Dẫn đầu khối các phòng nội vụ (mẫu)'),
    ('01600000-0027-7000-8000-000000000016', 'HSKT23NJC', '01600000-0025-7000-8000-000000000004', 'GK', 'individual',
        '01600000-0008-7000-8000-000000000022', 2018, 'Hộ tịch điện tử (mẫu)'),
    ('01600000-0027-7000-8000-000000000017', 'HSKT23VK7', '01600000-0025-7000-8000-000000000004', 'BKT', 'individual',
        '01600000-0008-7000-8000-000000000020', 2018, 'Giáo viên dạy giỏi (mẫu)'),
    ('01600000-0027-7000-8000-000000000018', 'HSKT234M2', '01600000-0025-7000-8000-000000000004', 'BKT', 'individual',
        '01600000-0008-7000-8000-000000000026', 2018, 'Quản lý trường chuẩn quốc gia (mẫu)'),
    ('01600000-0027-7000-8000-000000000019', 'HSKT23BNV', '01600000-0025-7000-8000-000000000005', 'BKT', 'collective',
        '01600000-0007-7000-8000-000000000032', 2018, 'Bảo đảm việc làm cho lao động nữ (mẫu)'),
    ('01600000-0027-7000-8000-000000000020', 'HSKT23JPQ', '01600000-0025-7000-8000-000000000005', 'GK', 'individual',
        '01600000-0008-7000-8000-000000000009', 2018, 'Cấp cứu kịp thời trong đêm (mẫu)'),
    ('01600000-0027-7000-8000-000000000021', 'HSKT23SQJ', '01600000-0025-7000-8000-000000000006', 'GK', 'collective',
        '01600000-0007-7000-8000-000000000006', 2018, 'Tiêm chủng mở rộng (mẫu)'),
    ('01600000-0027-7000-8000-000000000022', 'HSKT23ZRD', '01600000-0025-7000-8000-000000000007', 'BKT', 'collective',
        '01600000-0007-7000-8000-000000000035', 2018, 'Cải cách công vụ (mẫu)'),
    ('01600000-0027-7000-8000-000000000023', 'HSKT238S8', '01600000-0025-7000-8000-000000000008', 'CSTDCS',
        'individual', '01600000-0008-7000-8000-000000000028', 2025, 'Lịch hẹn chung của bộ phận một cửa (mẫu)'),
    ('01600000-0027-7000-8000-000000000024', 'HSKT23FT3', '01600000-0025-7000-8000-000000000008', 'CSTDCS',
        'individual', '01600000-0008-7000-8000-000000000029', 2025, 'Điều hành phòng chuyên môn (mẫu)'),
    ('01600000-0027-7000-8000-000000000025', 'HSKT23PUW', '01600000-0025-7000-8000-000000000008', 'CSTDCS',
        'individual', '01600000-0008-7000-8000-000000000030', 2025, 'Chứng thực điện tử (mẫu)'),
    ('01600000-0027-7000-8000-000000000026', 'HSKT23WVR', '01600000-0025-7000-8000-000000000008', 'BKT', 'collective',
        '01600000-0007-7000-8000-000000000042', 2025, 'Hai năm liền hoàn thành xuất sắc nhiệm vụ (mẫu)'),
    ('01600000-0027-7000-8000-000000000027', 'HSKT235WK', '01600000-0025-7000-8000-000000000009', 'GK', 'individual',
        '01600000-0008-7000-8000-000000000032', 2025, 'Số hóa hồ sơ lưu trữ (mẫu)'),
    ('01600000-0027-7000-8000-000000000028', 'HSKT23CXE', '01600000-0025-7000-8000-000000000009', 'BKT', 'individual',
        '01600000-0008-7000-8000-000000000033', 2025, 'Chăm sóc sức khỏe ban đầu (mẫu)'),
    ('01600000-0027-7000-8000-000000000029', 'HSKT23KY9', '01600000-0025-7000-8000-000000000009', 'LDTT',
        'individual', '01600000-0008-7000-8000-000000000032', 2025, 'Tiếp công dân (mẫu)'),
    ('01600000-0027-7000-8000-000000000030', 'HSKT23TZ4', '01600000-0025-7000-8000-000000000010', 'GK', 'collective',
        '01600000-0007-7000-8000-000000000044', 2026, 'Khám sức khỏe toàn dân (mẫu)'),
    ('01600000-0027-7000-8000-000000000031', 'HSKT24225', '01600000-0025-7000-8000-000000000010', 'BKT', 'collective',
        '01600000-0007-7000-8000-000000000043', 2026, 'Chuyển đổi số cấp xã (mẫu)')
) as r (id, code, dossier_id, class_code, subject_kind, subject_id, year, achievement)
join award_class c on c.code = r.class_code
where not exists (select from nomination known where known.id = r.id::uuid)
and not exists (
    select
    from nomination sent
    where sent.dossier_id = r.dossier_id::uuid
    and sent.state <> 'draft')
order by r.id
on conflict do nothing;

-- The recognition of an initiative belongs to the one nomination that needs it.
insert into dossier_document (
    id, dossier_id, nomination_id, kind, title, number, dated_on, media_type, size, sha256, location)
select r.id::uuid, n.dossier_id, n.id, 'initiative_certificate', r.title, r.number, r.dated_on::date,
    'application/pdf', 96000, made.digest, 'urn:sha256:' || made.digest
from (values
    ('01600000-0026-7000-8000-000000010005', '01600000-0027-7000-8000-000000000005',
        'Quyết định công nhận sáng kiến cấp tỉnh (mẫu)', '812/QĐ-UBND', '2016-11-10'),
    ('01600000-0026-7000-8000-000000010023', '01600000-0027-7000-8000-000000000023',
        'Quyết định công nhận sáng kiến cấp cơ sở (mẫu)', '62/QĐ-UBND', '2025-12-15')
) as r (id, nomination_id, title, number, dated_on)
join nomination n on n.id = r.nomination_id::uuid and n.state = 'draft'
cross join lateral (select encode(sha256(convert_to(r.title || r.number, 'UTF8')), 'hex') as digest) as made
where not exists (select from dossier_document known where known.id = r.id::uuid)
on conflict do nothing;

-- The list on which the public was asked about nominations 3 and 14, and an opinion about the second.
create function pg_temp.publish_for_demonstration(p_on date)
returns void
language plpgsql
as $$
declare
    list constant uuid := '01600000-002b-7000-8000-000000000001';
    opinion constant uuid := '01600000-002d-7000-8000-000000000001';
begin
    insert into consultation (id, code, unit_id, title, contact, elsewhere)
    select list, 'YKND2222B', u.id, 'Lấy ý kiến về đề nghị tặng Huân chương Lao động năm 2018 (mẫu)',
        'Ban Thi đua - Khen thưởng tỉnh, y-kien@mau.example', 'Báo của tỉnh (mẫu)'
    from unit u
    where u.id = '01600000-0001-7000-8000-000100000035';
    insert into consultation_item (id, consultation_id, nomination_id)
    select ('01600000-002c-7000-8000-' || right(n.id::text, 12))::uuid, list, n.id
    from nomination n
    where n.id in ('01600000-0027-7000-8000-000000000003', '01600000-0027-7000-8000-000000000014')
    and n.state = 'public_consultation';
    perform publish_consultation(list, 1, p_on);
    insert into consultation_opinion (id, consultation_id, item_id, received_on, channel, content)
    values (opinion, list, '01600000-002c-7000-8000-000000000014', p_on + 5, 'letter',
        'Đề nghị nêu rõ thành tích của tập thể (mẫu)');
    perform answer_consultation_opinion(opinion, 1, 'Thành tích đã nêu trong báo cáo công khai tại trụ sở (mẫu)',
        'not_upheld', p_on + 12);
end
$$;

-- One row is one act; acts are entered in the order of their days. A nomination that already has an event, from here or
-- from a person, gets no more. Acts with a day in the future are left out.
do $$
declare
    act record;
begin
    for act in
        select r.*, n.id as nomination_id, place.lineage, place.code as unit_code
        from (values
            (1, 'submit', 'unit_officer', '2018-03-06', null, null, null, null),
            (1, 'receive', 'district_reviewer', '2018-03-08', null, null, null, null),
            (1, 'approve', 'district_reviewer', '2018-03-15', null, null, null, null),
            (2, 'submit', 'unit_officer', '2018-03-06', null, null, null, null),
            (2, 'receive', 'district_reviewer', '2018-03-08', null, null, null, null),
            (2, 'reject', 'district_reviewer', '2018-03-16', 'Nghỉ quá 40 ngày làm việc trong năm', null, null, null),
            (3, 'submit', 'unit_officer', '2018-03-06', null, null, null, null),
            (3, 'receive', 'district_reviewer', '2018-03-08', null, null, null, null),
            (3, 'approve', 'district_reviewer', '2018-03-19', null, null, null, null),
            (3, 'approve', 'province_reviewer', '2018-04-12', null, null, null, null),
            (4, 'submit', 'unit_officer', '2018-03-06', null, null, null, null),
            (4, 'receive', 'district_reviewer', '2018-03-08', null, null, null, null),
            (4, 'approve', 'district_reviewer', '2018-03-15', null, null, null, null),
            (5, 'submit', 'unit_officer', '2018-03-06', null, null, null, null),
            (5, 'receive', 'district_reviewer', '2018-03-08', null, null, null, null),
            (5, 'approve', 'district_reviewer', '2018-03-19', null, null, null, null),
            (5, 'approve', 'province_reviewer', '2018-04-16', null, null, null, null),
            (6, 'submit', 'unit_officer', '2018-03-13', null, null, null, null),
            (6, 'receive', 'district_reviewer', '2018-03-15', null, null, null, null),
            (6, 'approve', 'district_reviewer', '2018-03-27', null, null, null, null),
            (7, 'submit', 'unit_officer', '2018-03-13', null, null, null, null),
            (7, 'receive', 'district_reviewer', '2018-03-15', null, null, null, null),
            (7, 'approve', 'district_reviewer', '2018-03-27', null, null, null, null),
            (7, 'approve', 'province_reviewer', '2018-04-23', null, null, null, null),
            (8, 'submit', 'unit_officer', '2018-03-13', null, null, null, null),
            (8, 'receive', 'district_reviewer', '2018-03-15', null, null, null, null),
            (8, 'return', 'district_reviewer', '2018-03-22', 'Bổ sung số liệu và xác nhận của đơn vị',
                array['achievement', 'documents'], null, null),
            (9, 'submit', 'unit_officer', '2018-03-13', null, null, null, null),
            (9, 'receive', 'district_reviewer', '2018-03-15', null, null, null, null),
            (10, 'submit', 'unit_officer', '2018-03-15', null, null, null, null),
            (10, 'receive', 'district_reviewer', '2018-03-19', null, null, null, null),
            (10, 'approve', 'district_reviewer', '2018-03-29', null, null, null,
                'Trình để cấp tỉnh xem xét năm 2015 của trường'),
            (11, 'submit', 'unit_officer', '2018-03-15', null, null, null, null),
            (11, 'receive', 'district_reviewer', '2018-03-19', null, null, null, null),
            (11, 'approve', 'district_reviewer', '2018-03-29', null, null, null, null),
            (11, 'hold', 'province_reviewer', '2018-04-17', 'Có đơn đang được xem xét', null, 'complaint', null),
            (12, 'submit', 'unit_officer', '2018-03-15', null, null, null, null),
            (12, 'withdraw', 'unit_officer', '2018-03-16', 'Sẽ đề nghị cùng đợt tổng kết năm', null, null, null),
            (13, 'submit', 'unit_officer', '2018-03-15', null, null, null, null),
            (14, 'submit', 'unit_officer', '2018-03-19', null, null, null, null),
            (14, 'receive', 'district_reviewer', '2018-03-21', null, null, null, null),
            (14, 'approve', 'district_reviewer', '2018-03-30', null, null, null, null),
            (14, 'approve', 'province_reviewer', '2018-04-24', null, null, null, null),
            (14, 'publish', 'province_reviewer', '2018-04-26', null, null, null, null),
            (14, 'approve', 'province_reviewer', '2018-05-16', null, null, null, null),
            (15, 'submit', 'unit_officer', '2018-03-19', null, null, null, null),
            (15, 'receive', 'district_reviewer', '2018-03-21', null, null, null, null),
            (15, 'approve', 'district_reviewer', '2018-03-30', null, null, null, null),
            (15, 'approve', 'province_reviewer', '2018-07-05', null, null, null, null),
            (17, 'submit', 'unit_officer', '2018-03-19', null, null, null, null),
            (17, 'receive', 'district_reviewer', '2018-03-21', null, null, null, null),
            (17, 'approve', 'district_reviewer', '2018-03-30', null, null, null, null),
            (17, 'return', 'province_reviewer', '2018-04-18', 'Nêu rõ thành tích của hai năm gần nhất',
                array['achievement'], null, null),
            (18, 'submit', 'unit_officer', '2018-03-19', null, null, null, null),
            (18, 'receive', 'district_reviewer', '2018-03-21', null, null, null, null),
            (18, 'approve', 'district_reviewer', '2018-03-30', null, null, null, null),
            (18, 'approve', 'province_reviewer', '2018-04-25', null, null, null, null),
            (21, 'submit', 'unit_officer', '2018-03-21', null, null, null, null),
            (22, 'submit', 'unit_officer', '2018-03-22', null, null, null, null),
            (22, 'receive', 'province_reviewer', '2018-03-26', null, null, null, null),
            (23, 'submit', 'unit_officer', '2026-03-03', null, null, null, null),
            (23, 'receive', 'district_reviewer', '2026-03-05', null, null, null, null),
            (23, 'approve', 'district_reviewer', '2026-03-20', null, null, null, null),
            (24, 'submit', 'unit_officer', '2026-03-03', null, null, null, null),
            (24, 'receive', 'district_reviewer', '2026-03-05', null, null, null, null),
            (25, 'submit', 'unit_officer', '2026-03-03', null, null, null, null),
            (26, 'submit', 'unit_officer', '2026-03-03', null, null, null, null),
            (26, 'receive', 'district_reviewer', '2026-03-05', null, null, null, null),
            (26, 'approve', 'district_reviewer', '2026-03-23', null, null, null, null),
            (27, 'submit', 'unit_officer', '2026-03-10', null, null, null, null),
            (27, 'receive', 'district_reviewer', '2026-03-12', null, null, null, null),
            (27, 'reject', 'district_reviewer', '2026-03-18', 'Thành tích thuộc nhiệm vụ thường xuyên', null, null,
                null),
            (28, 'submit', 'unit_officer', '2026-03-10', null, null, null, null),
            (28, 'receive', 'district_reviewer', '2026-03-12', null, null, null, null),
            (28, 'approve', 'district_reviewer', '2026-03-24', null, null, null, 'Biên bản nộp sau, đã xem bản giấy'),
            (28, 'approve', 'province_reviewer', '2026-04-15', null, null, null, 'Biên bản đã có ở Sở Nội vụ'),
            (29, 'submit', 'unit_officer', '2026-03-10', null, null, null, null),
            (29, 'withdraw', 'unit_officer', '2026-03-11', 'Đã đề nghị Giấy khen', null, null, null),
            (30, 'submit', 'unit_officer', '2026-10-13', null, null, null, null)
        ) as r (number, action, role, acted_on, reason, fields, ground, acknowledgement)
        join nomination n on n.id = ('01600000-0027-7000-8000-' || lpad(r.number::text, 12, '0'))::uuid
        cross join lateral (
            select u.lineage_id as lineage, u.code
            from unit u
            where u.lineage_id = case r.role
                when 'province_reviewer' then n.province_lineage
                else coalesce(n.commune_lineage, n.district_lineage, n.province_lineage)
            end
            limit 1
        ) as place
        where r.acted_on::date <= today()
        and not exists (select from nomination_event e where e.nomination_id = n.id)
        order by r.acted_on, r.number
    loop
        perform set_config('tdkt.subject', format('mau.%s.%s', act.role, act.unit_code), true),
            set_config('tdkt.roles', act.role, true),
            set_config('tdkt.read_scope', act.lineage::text, true),
            set_config('tdkt.write_scope', act.lineage::text, true),
            set_config('tdkt.provinces', act.lineage::text, true);
        if act.action = 'publish' then
            perform pg_temp.publish_for_demonstration(act.acted_on::date);
            continue;
        end if;
        insert into nomination_event (
            nomination_id, on_version, action, acted_on, reason, fields, ground, acknowledgement)
        select id, version, act.action, act.acted_on::date, act.reason, act.fields, act.ground, act.acknowledgement
        from nomination
        where id = act.nomination_id;
    end loop;
end
$$;
