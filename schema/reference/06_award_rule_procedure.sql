-- The procedure of an award: who decides, how a council votes, public consultation, quotas.

-- Who decides. When the districts ended, the commune chair took over the powers of the district chair (Decree
-- 129/2025/NĐ-CP).
insert into award_rule as kept (
    id, award_class_id, kind, valid_from, valid_to, authority, text_vi, text_en, article, source, confidence)
select ('01600000-0193-7000-8000-' || lpad((r.number * 100 + class.place)::text, 12, '0'))::uuid, c.id, 'authority',
    r.valid_from::date, r.valid_to::date, r.authority,
    format('%s quyết định tặng %s', word.vi, c.name_vi),
    format('The %s decides on the %s', word.en, c.name_en),
    r.article, r.source, r.confidence
from (values
    (1, 'HCLD', '2024-01-01', '2026-09-30', 'president', 'Luật 06/2022/QH15 Điều 83.2',
        'hethongphapluat.vn, Điều 83; hỏi đáp TNT:76f38cb470a366df', 'S'),
    (15, 'HCLD', '2014-08-20', '2023-12-31', 'president', 'Luật Thi đua, khen thưởng 2003',
        'hỏi đáp TNT:75a9249024366f5f', 'S'),
    (2, 'CTDCP', '2014-08-20', '2023-12-31', 'prime_minister', null, null, 'M'),
    (3, 'CTDCP', '2024-01-01', '2026-09-30', 'prime_minister', null, 'hỏi đáp TNT:75a9249024366f5f', 'S'),
    (4, 'CSTDTQ BKTTG', '2014-08-20', '2026-09-30', 'prime_minister', null,
        'hỏi đáp TNT:75a9249024366f5f; TNT:b70aeaa74f5fa113; TNT:3eb06cf023f78272', 'S'),
    (5, 'CSTDT CTDT BKT TTLDXS', '2014-08-20', '2023-12-31', 'province_chair', 'Luật Thi đua, khen thưởng 2003',
        'vi.wikipedia.org', 'S'),
    (6, 'CSTDT CTDT BKT TTLDXS', '2024-01-01', '2025-06-30', 'province_chair', 'Luật 06/2022/QH15 Điều 79', null, 'M'),
    (7, 'CSTDT CTDT BKT TTLDXS', '2025-07-01', '2026-09-30', 'province_chair', 'Luật 06/2022/QH15 Điều 79',
        'Quyết định 86/2025/QĐ-UBND của tỉnh Bắc Ninh Điều 5', 'S-local'),
    (8, 'CSTDCS TTLDTT LDTT GK', '2024-01-01', '2026-09-30', 'agency_head', 'Luật 06/2022/QH15 Điều 80.1',
        'vi.wikisource.org 56', 'S'),
    (16, 'CSTDCS TTLDTT LDTT GK', '2014-08-20', '2023-12-31', 'agency_head', 'Luật Thi đua, khen thưởng 2003',
        'hỏi đáp TNT:c365dc62838fd8ab', 'S'),
    (9, 'CSTDCS TTLDTT LDTT GK', '2024-01-01', '2025-06-30', 'district_chair', 'Luật 06/2022/QH15 Điều 80.2',
        'vi.wikisource.org 56', 'S'),
    (17, 'CSTDCS TTLDTT LDTT GK', '2014-08-20', '2023-12-31', 'district_chair', 'Luật Thi đua, khen thưởng 2003',
        'hỏi đáp TNT:c365dc62838fd8ab', 'S'),
    (10, 'CSTDCS TTLDTT', '2025-07-01', '2026-09-30', 'commune_chair', 'Nghị định 129/2025/NĐ-CP Điều 59',
        'hỏi đáp TNT:c365dc62838fd8ab; tracuuphapluat.net', 'S'),
    (11, 'LDTT', '2014-08-20', '2017-09-30', 'commune_chair', 'Nghị định 65/2014/NĐ-CP Điều 26.2a',
        'bản chép toàn văn Nghị định 65/2014/NĐ-CP của một trường học', 'S'),
    (12, 'LDTT', '2017-10-01', '2023-12-31', 'commune_chair', null, null, 'M'),
    (13, 'GK', '2014-08-20', '2023-12-31', 'commune_chair', null, null, 'M'),
    (14, 'LDTT GK', '2024-01-01', '2026-09-30', 'commune_chair',
        'Luật 06/2022/QH15 Điều 80.3; Nghị định 129/2025/NĐ-CP Điều 59', 'vi.wikisource.org 56', 'S'),
    -- The laws before 2014-08-20 were not read; the authorities of later laws are assumed for that time.
    (18, 'HCLD', '1948-06-11', '2014-08-19', 'president', null, null, 'none'),
    (19, 'CTDCP CSTDTQ BKTTG', '1948-06-11', '2014-08-19', 'prime_minister', null, null, 'none'),
    (20, 'CSTDT CTDT BKT TTLDXS', '1948-06-11', '2014-08-19', 'province_chair', null, null, 'none'),
    (21, 'CSTDCS TTLDTT LDTT GK', '1948-06-11', '2014-08-19', 'agency_head', null, null, 'none'),
    (22, 'CSTDCS TTLDTT LDTT GK', '1948-06-11', '2014-08-19', 'district_chair', null, null, 'none'),
    (23, 'LDTT GK', '1948-06-11', '2014-08-19', 'commune_chair', null, null, 'none')
) as r (number, classes, valid_from, valid_to, authority, article, source, confidence)
cross join regexp_split_to_table(r.classes, ' ') with ordinality as class (code, place)
join award_class c on c.code = class.code
join (values
    ('president', 'Chủ tịch nước', 'President'),
    ('prime_minister', 'Thủ tướng Chính phủ', 'Prime Minister'),
    ('province_chair', 'Chủ tịch Ủy ban nhân dân cấp tỉnh', 'chair of the province'),
    ('district_chair', 'Chủ tịch Ủy ban nhân dân cấp huyện', 'chair of the district'),
    ('commune_chair', 'Chủ tịch Ủy ban nhân dân cấp xã', 'chair of the commune'),
    ('agency_head', 'Thủ trưởng cơ quan, đơn vị', 'head of the agency or unit')
) as word (authority, vi, en) on word.authority = r.authority
on conflict (id) do update set id = kept.id where differs_from_seed(kept, excluded);

-- How a council votes, measured against all its members. Where the text was read, it requires a ballot; where no
-- threshold was read, this service takes a majority of all members. No text says that a member who steps aside is not
-- counted.
insert into award_rule as kept (
    id, award_class_id, kind, valid_from, valid_to, permille, secret, written_allowed, recusal_shrinks, text_vi,
    text_en, article, source, confidence)
select ('01600000-0194-7000-8000-' || lpad((r.number * 100 + class.place)::text, 12, '0'))::uuid, c.id, 'vote',
    r.valid_from::date, r.valid_to::date, r.permille, r.permille > 501, true, false,
    case
        when r.permille > 501 then format('Đạt từ %s%% số phiếu của toàn thể thành viên Hội đồng', r.permille / 10)
        else 'Chưa đọc được tỷ lệ chung của cả nước; hệ thống mặc định đa số của toàn thể thành viên'
    end,
    case
        when r.permille > 501 then format('At least %s%% of all members of the council agree', r.permille / 10)
        else 'No national threshold was read; a majority of all members is the default of this service'
    end,
    r.article, r.source, r.confidence
from (values
    (1, 'CSTDTQ CSTDT', '2014-08-20', '2017-09-30', 501, null, null, 'none'),
    (2, 'CSTDTQ CSTDT', '2017-10-01', '2023-12-31', 900, 'Nghị định 91/2017/NĐ-CP Điều 45.8',
        'banthiduakhenthuongtw.gov.vn b6b7af14', 'S'),
    (3, 'CSTDTQ CSTDT', '2024-01-01', '2025-06-30', 900, 'Nghị định 98/2023/NĐ-CP Điều 30.7',
        'hỏi đáp TNT:28a584966bb6fbc9', 'S'),
    (4, 'CSTDTQ CSTDT', '2025-07-01', '2026-09-30', 900, 'Nghị định 98/2023/NĐ-CP Điều 30.7', null, 'M'),
    (5, 'CTDCP CTDT', '2014-08-20', '2023-12-31', 501, null, null, 'none'),
    (6, 'CTDCP CTDT CSTDCS', '2024-01-01', '2025-06-30', 800, 'Nghị định 98/2023/NĐ-CP Điều 30.7',
        'hỏi đáp TNT:28a584966bb6fbc9', 'S'),
    (7, 'CTDCP', '2025-07-01', '2026-09-30', 800, 'Nghị định 152/2025/NĐ-CP Điều 33.5',
        'phần mềm thi đua của một nhà cung cấp', 'P'),
    (8, 'CTDT CSTDCS', '2025-07-01', '2026-09-30', 800, 'Nghị định 98/2023/NĐ-CP Điều 30.7', null, 'M'),
    (9, 'HCLD BKTTG BKT TTLDXS', '2014-08-20', '2026-09-30', 501, null, null, 'none')
) as r (number, classes, valid_from, valid_to, permille, article, source, confidence)
cross join regexp_split_to_table(r.classes, ' ') with ordinality as class (code, place)
join award_class c on c.code = class.code
on conflict (id) do update set id = kept.id where differs_from_seed(kept, excluded);

-- Public consultation. The duty is older than every duration that was found for it.
insert into award_rule as kept (
    id, award_class_id, kind, valid_from, valid_to, working_days, text_vi, text_en, article, source, confidence)
select ('01600000-0196-7000-8000-' || lpad((r.number * 100 + class.place)::text, 12, '0'))::uuid, c.id, 'consultation',
    r.valid_from::date, r.valid_to::date, r.working_days,
    'Lấy ý kiến Nhân dân trên phương tiện thông tin đại chúng trước khi trình'
    || coalesce(' trong ' || r.working_days || ' ngày làm việc', ''),
    'The people are asked in public before the submission'
    || coalesce(', for ' || r.working_days || ' working days', ''),
    r.article, r.source, r.confidence
from (values
    (1, '2017-10-01', '2023-12-31', null, 'Nghị định 91/2017/NĐ-CP Điều 45.10; Thông tư 12/2019/TT-BNV Điều 2.2',
        'doe.gov.vn; dhtn.ttxvn.org.vn', 'S'),
    (2, '2024-01-01', '2025-06-30', 10, 'Nghị định 98/2023/NĐ-CP Điều 46.1',
        'societynewstech.com, một trường hợp danh hiệu Anh hùng', 'M'),
    (3, '2025-07-01', '2026-09-30', 10, 'Nghị định 152/2025/NĐ-CP Điều 44.2', 'thongtin.vietnam.vn 44', 'S')
) as r (number, valid_from, valid_to, working_days, article, source, confidence)
cross join regexp_split_to_table('HCLD CSTDTQ', ' ') with ordinality as class (code, place)
join award_class c on c.code = class.code
on conflict (id) do update set id = kept.id where differs_from_seed(kept, excluded);

-- From 2026-10-01 the earlier rules continue, marked as unread: who decides, how a council votes and what needs a
-- public consultation stand in decrees that, as far as is known, the amended law has not replaced. Coefficients and
-- quotas are not continued.
insert into award_rule as kept (
    id, award_class_id, kind, subject_kind, valid_from, valid_to, permille, quorum_permille, secret, written_allowed,
    recusal_shrinks, authority, working_days, text_vi, text_en, article, source, confidence)
select overlay(r.id::text placing '8005' from 20)::uuid, r.award_class_id, r.kind, r.subject_kind, regime.valid_from,
    null, r.permille, r.quorum_permille, r.secret, r.written_allowed, r.recusal_shrinks, r.authority,
    r.working_days,
    'Giữ như trước ngày 01/10/2026, chưa đọc văn bản mới: ' || r.text_vi,
    'As before 2026-10-01, the new text has not been read: ' || r.text_en,
    r.article, null, 'none'
from award_rule r
join legal_regime regime on regime.code = 'R5'
where r.id::text similar to '01600000-019[346]-%'
and r.valid_to = regime.valid_from - 1
and not exists (
    select
    from award_rule own
    where own.award_class_id = r.award_class_id
    and own.kind = r.kind
    and own.authority is not distinct from r.authority
    and (own.valid_to is null or own.valid_to >= regime.valid_from))
on conflict (id) do update set id = kept.id where differs_from_seed(kept, excluded);

-- Quotas: at most this share of the leaders of clusters, or of the holders of a lower title.
insert into award_rule as kept (
    id, award_class_id, kind, subject_kind, valid_from, valid_to, needs_award_class_id, permille, text_vi, text_en,
    article, source, confidence)
select r.id::uuid, c.id, 'quota', r.subject_kind, '2017-10-01', '2023-12-31', needs.id, r.permille, r.text_vi,
    r.text_en, r.article, r.source, r.confidence
from (values
    ('01600000-0197-7000-8000-000000000001', 'CTDCP', 'collective', null, 200,
        'Không quá 20% số tập thể được bình chọn dẫn đầu cụm, khối thi đua',
        'At most 20% of the collectives that were voted leaders of a cluster or block',
        'Nghị định 91/2017/NĐ-CP Điều 11, 51; Công văn 5007/BNV-TĐKT', 'thuvienphapluat.vn 53199', 'S'),
    ('01600000-0197-7000-8000-000000000002', 'CSTDCS', 'individual', 'LDTT', 150,
        'Không quá 15% số cá nhân đạt Lao động tiên tiến của đơn vị',
        'At most 15% of those who are Advanced Workers of the unit',
        'Nghị định 91/2017/NĐ-CP Điều 9.3', 'hỏi đáp TNT:7840ca93e44fd6ea', 'S')
) as r (id, class, subject_kind, needs, permille, text_vi, text_en, article, source, confidence)
join award_class c on c.code = r.class
left join award_class needs on needs.code = r.needs
on conflict (id) do update set id = kept.id where differs_from_seed(kept, excluded);

-- Who goes first among equals. Decree 98/2023 (from 2024-01-01 to 2025-06-30) and the law from 2026-10-01 were not read: no preference.
insert into award_rule as kept (
    id, award_class_id, kind, subject_kind, valid_from, valid_to, permille, text_vi, text_en, article, source,
    confidence)
select ('01600000-0199-7000-8000-' || lpad((r.number * 100 + class.place)::text, 12, '0'))::uuid, c.id, 'tie_break',
    'collective', r.valid_from::date, r.valid_to::date, 700,
    'Khi thành tích ngang nhau, ưu tiên tập thể có tỷ lệ nữ từ 70% trở lên',
    'With equal results, a collective with at least 70% women goes first',
    r.article, r.source, 'S'
from (values
    (1, '2017-10-01', '2023-12-31', 'Nghị định 91/2017/NĐ-CP Điều 3.2', 'Bộ pháp điển, chủ đề Thi đua, khen thưởng'),
    (2, '2025-07-01', '2026-09-30', 'Nghị định 152/2025/NĐ-CP Điều 4', 'hỏi đáp TNT:31bd1c84adc55bc9')
) as r (number, valid_from, valid_to, article, source)
cross join regexp_split_to_table('CTDT CTDCP', ' ') with ordinality as class (code, place)
join award_class c on c.code = class.code
on conflict (id) do update set id = kept.id where differs_from_seed(kept, excluded);
