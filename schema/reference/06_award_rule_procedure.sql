-- The procedure of an award: who decides, how a council votes, public consultation, the simplified procedure, quotas.

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
    (15, 'HCLD', '2014-08-20', '2023-12-31', 'president', 'Luật Thi đua, khen thưởng 2003 Điều 77',
        'Bộ pháp điển, đề mục 29.1; hỏi đáp TNT:75a9249024366f5f', 'S'),
    -- The law says the Government; the Prime Minister decides by its authorisation.
    (2, 'CTDCP', '2014-08-20', '2023-12-31', 'prime_minister',
        'Luật Thi đua, khen thưởng 2003 Điều 78; Nghị định 91/2017/NĐ-CP Điều 51.2', 'Bộ pháp điển, đề mục 29.1', 'S'),
    (3, 'CTDCP', '2024-01-01', '2026-09-30', 'prime_minister',
        'Luật 06/2022/QH15 Điều 78.1; Nghị định 152/2025/NĐ-CP Điều 37.1',
        'toàn văn Nghị định 152/2025/NĐ-CP; hỏi đáp TNT:75a9249024366f5f', 'S'),
    (4, 'CSTDTQ BKTTG', '2014-08-20', '2026-09-30', 'prime_minister',
        'Luật Thi đua, khen thưởng 2003 Điều 78; Luật 06/2022/QH15 Điều 78.2',
        'Bộ pháp điển, đề mục 29.1; hỏi đáp TNT:75a9249024366f5f; TNT:b70aeaa74f5fa113; TNT:3eb06cf023f78272', 'S'),
    (5, 'CSTDT CTDT BKT TTLDXS', '2014-08-20', '2023-12-31', 'province_chair', 'Luật Thi đua, khen thưởng 2003 Điều 79',
        'Bộ pháp điển, đề mục 29.1', 'S'),
    (6, 'CSTDT CTDT BKT TTLDXS', '2024-01-01', '2025-06-30', 'province_chair', 'Luật 06/2022/QH15 Điều 79', null, 'M'),
    (7, 'CSTDT CTDT BKT TTLDXS', '2025-07-01', '2026-09-30', 'province_chair', 'Luật 06/2022/QH15 Điều 79',
        'Quyết định 86/2025/QĐ-UBND của tỉnh Bắc Ninh Điều 5', 'S-local'),
    (8, 'CSTDCS TTLDTT LDTT GK', '2024-01-01', '2026-09-30', 'agency_head', 'Luật 06/2022/QH15 Điều 80.1',
        'vi.wikisource.org 56', 'S'),
    (16, 'CSTDCS TTLDTT LDTT GK', '2014-08-20', '2023-12-31', 'agency_head', 'Luật Thi đua, khen thưởng 2003 Điều 80',
        'Bộ pháp điển, đề mục 29.1; hỏi đáp TNT:c365dc62838fd8ab', 'S'),
    (9, 'CSTDCS TTLDTT LDTT GK', '2024-01-01', '2025-06-30', 'district_chair', 'Luật 06/2022/QH15 Điều 80.2',
        'vi.wikisource.org 56', 'S'),
    (17, 'CSTDCS TTLDTT LDTT GK', '2014-08-20', '2023-12-31', 'district_chair', 'Luật Thi đua, khen thưởng 2003 Điều 80',
        'Bộ pháp điển, đề mục 29.1; hỏi đáp TNT:c365dc62838fd8ab', 'S'),
    (10, 'CSTDCS TTLDTT', '2025-07-01', '2026-09-30', 'commune_chair', 'Nghị định 129/2025/NĐ-CP Điều 59',
        'hỏi đáp TNT:c365dc62838fd8ab; tracuuphapluat.net', 'S'),
    (11, 'LDTT', '2014-08-20', '2017-09-30', 'commune_chair', 'Nghị định 65/2014/NĐ-CP Điều 26.2a',
        'bản chép toàn văn Nghị định 65/2014/NĐ-CP của một trường học', 'S'),
    (12, 'LDTT', '2017-10-01', '2023-12-31', 'commune_chair',
        'Luật Thi đua, khen thưởng 2003 Điều 80; Nghị định 91/2017/NĐ-CP Điều 43.2', 'Bộ pháp điển, đề mục 29.1', 'S'),
    (13, 'GK', '2014-08-20', '2023-12-31', 'commune_chair',
        'Luật Thi đua, khen thưởng 2003 Điều 80; Nghị định 91/2017/NĐ-CP Điều 43.2', 'Bộ pháp điển, đề mục 29.1', 'S'),
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
on conflict (id) do update set id = kept.id where take_from_seed(kept, excluded);

-- How a council votes, measured against all its members. Some acts name a share; others ask for a ballot, or for minutes only, and leave the
-- share to the province. Where no share was read, or none is set, this service takes a majority of all members. Where an act does not say
-- whether the ballot is secret, it is. No text says that a member who steps aside is not counted. The base level votes only where there is a
-- row for its title. Rows that are there come first, so that a period that was split makes room. Circular 12/2019/TT-BNV asks for two thirds of the members from 2020 on.
insert into award_rule as kept (
    id, award_class_id, kind, valid_from, valid_to, permille, quorum_permille, secret, written_allowed, recusal_shrinks, text_vi, text_en,
    article, source, confidence)
select ('01600000-0194-7000-8000-' || lpad(r.number::text, 12, '0'))::uuid, c.id, 'vote', r.valid_from::date, r.valid_to::date,
    coalesce(r.permille, 501), case r.act when 'TT12' then 667 end, r.permille is not null, true, false,
    case
        when r.permille is not null then format('Đạt từ %s%% số phiếu của toàn thể thành viên Hội đồng', r.permille / 10)
        when act.sets_none then 'Không quy định tỷ lệ chung của cả nước; hệ thống mặc định đa số của toàn thể thành viên'
        else 'Chưa đọc được tỷ lệ chung của cả nước; hệ thống mặc định đa số của toàn thể thành viên'
    end,
    case
        when r.permille is not null then format('At least %s%% of all members of the council agree', r.permille / 10)
        when act.sets_none then 'No share is set for the nation; a majority of all members is the default of this service'
        else 'No national threshold was read; a majority of all members is the default of this service'
    end,
    act.article, act.source, case when r.permille is null and not act.sets_none then 'none' else act.confidence end
from (values
    (101, 'CSTDTQ', null, '2014-08-20', '2017-09-30', 'unread'),
    (102, 'CSTDT', null, '2014-08-20', '2017-09-30', 'unread'),
    (201, 'CSTDTQ', 900, '2017-10-01', '2019-12-31', 'D91-45.8'),
    (202, 'CSTDT', 900, '2017-10-01', '2019-12-31', 'D91-45.8'),
    (1001, 'CSTDTQ', 900, '2020-01-01', '2023-12-31', 'TT12'),
    (1002, 'CSTDT', 900, '2020-01-01', '2023-12-31', 'TT12'),
    (301, 'CSTDTQ', 900, '2024-01-01', '2025-06-30', 'D98'),
    (302, 'CSTDT', 900, '2024-01-01', '2025-06-30', 'D98'),
    (401, 'CSTDTQ', 900, '2025-07-01', '2026-09-30', 'D152'),
    (402, 'CSTDT', 900, '2025-07-01', '2025-12-31', 'D98-late'),
    (1102, 'CSTDT', null, '2026-01-01', '2026-09-30', 'D152'),
    (501, 'CTDCP', null, '2014-08-20', '2017-09-30', 'unread'),
    (502, 'CTDT', null, '2014-08-20', '2017-09-30', 'unread'),
    (1201, 'CTDCP', null, '2017-10-01', '2019-12-31', 'D91-51'),
    (1202, 'CTDT', null, '2017-10-01', '2019-12-31', 'D91'),
    (1301, 'CTDCP', null, '2020-01-01', '2023-12-31', 'TT12'),
    (1302, 'CTDT', null, '2020-01-01', '2023-12-31', 'TT12'),
    (601, 'CTDCP', 800, '2024-01-01', '2025-06-30', 'D98'),
    (602, 'CTDT', 800, '2024-01-01', '2025-06-30', 'D98'),
    (603, 'CSTDCS', 800, '2024-01-01', '2025-06-30', 'D98'),
    (701, 'CTDCP', 800, '2025-07-01', '2026-09-30', 'D152'),
    (801, 'CTDT', 800, '2025-07-01', '2025-12-31', 'D98-late'),
    (802, 'CSTDCS', 800, '2025-07-01', '2025-12-31', 'D98-late'),
    (1401, 'CTDT', null, '2026-01-01', '2026-09-30', 'D152'),
    (901, 'HCLD', null, '2014-08-20', '2017-09-30', 'unread'),
    (902, 'BKTTG', null, '2014-08-20', '2017-09-30', 'unread'),
    (903, 'BKT', null, '2014-08-20', '2017-09-30', 'unread'),
    (904, 'TTLDXS', null, '2014-08-20', '2017-09-30', 'unread'),
    (1501, 'HCLD', null, '2017-10-01', '2019-12-31', 'D91'),
    (1502, 'BKTTG', null, '2017-10-01', '2019-12-31', 'D91'),
    (1503, 'BKT', null, '2017-10-01', '2019-12-31', 'D91'),
    (1504, 'TTLDXS', null, '2017-10-01', '2019-12-31', 'D91'),
    (1601, 'HCLD', null, '2020-01-01', '2023-12-31', 'TT12'),
    (1602, 'BKTTG', null, '2020-01-01', '2023-12-31', 'TT12'),
    (1603, 'BKT', null, '2020-01-01', '2023-12-31', 'TT12'),
    (1604, 'TTLDXS', null, '2020-01-01', '2023-12-31', 'TT12'),
    (1701, 'HCLD', null, '2024-01-01', '2025-06-30', 'D98'),
    (1702, 'BKTTG', null, '2024-01-01', '2025-06-30', 'D98'),
    (1703, 'BKT', null, '2024-01-01', '2025-06-30', 'D98'),
    (1704, 'TTLDXS', null, '2024-01-01', '2025-06-30', 'D98'),
    (1801, 'HCLD', null, '2025-07-01', '2026-09-30', 'D152'),
    (1802, 'BKTTG', null, '2025-07-01', '2026-09-30', 'D152'),
    (1803, 'BKT', null, '2025-07-01', '2026-09-30', 'D152'),
    (1804, 'TTLDXS', null, '2025-07-01', '2026-09-30', 'D152')
) as r (number, class, permille, valid_from, valid_to, act)
join (values
    ('unread', false, null, null, 'none'),
    ('D91-45.8', false, 'Nghị định 91/2017/NĐ-CP Điều 45.8', 'Bộ pháp điển, đề mục 29.1; banthiduakhenthuongtw.gov.vn b6b7af14', 'S'),
    ('D91-51', true, 'Nghị định 91/2017/NĐ-CP Điều 51.3c', 'Bộ pháp điển, đề mục 29.1', 'S'),
    ('D91', true, 'Nghị định 91/2017/NĐ-CP Điều 45, 50-53', 'Bộ pháp điển, đề mục 29.1', 'S'),
    ('TT12', true, 'Nghị định 91/2017/NĐ-CP Điều 45; Thông tư 12/2019/TT-BNV Điều 11.2', 'Bộ pháp điển, đề mục 29.1', 'S'),
    ('D98', true, 'Nghị định 98/2023/NĐ-CP Điều 30.7', 'hỏi đáp TNT:28a584966bb6fbc9; TNT:3eb06cf023f78272', 'S'),
    -- Where a province has no rules of its own yet, the former decree holds to the end of 2025.
    ('D98-late', true, 'Nghị định 98/2023/NĐ-CP Điều 30.7; Nghị định 152/2025/NĐ-CP Điều 60.2', 'toàn văn Nghị định 152/2025/NĐ-CP', 'S'),
    ('D152', true, 'Nghị định 152/2025/NĐ-CP Điều 33.5, 38.3, 42.1; Điều 6.2', 'toàn văn Nghị định 152/2025/NĐ-CP', 'S')
) as act (code, sets_none, article, source, confidence) on act.code = r.act
join award_class c on c.code = r.class
order by exists (select from award_rule there where right(there.id::text, 12)::bigint = r.number and there.id::text like '01600000-0194-7000-8000-%') desc, r.number
on conflict (id) do update set id = kept.id where take_from_seed(kept, excluded);

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
        'Bộ pháp điển, đề mục 29.1; doe.gov.vn; dhtn.ttxvn.org.vn', 'S'),
    (2, '2024-01-01', '2025-06-30', 10, 'Nghị định 98/2023/NĐ-CP Điều 46.1',
        'societynewstech.com, một trường hợp danh hiệu Anh hùng', 'M'),
    (3, '2025-07-01', '2026-09-30', 10, 'Nghị định 152/2025/NĐ-CP Điều 44.2', 'toàn văn Nghị định 152/2025/NĐ-CP', 'S')
) as r (number, valid_from, valid_to, working_days, article, source, confidence)
cross join regexp_split_to_table('HCLD CSTDTQ', ' ') with ordinality as class (code, place)
join award_class c on c.code = class.code
on conflict (id) do update set id = kept.id where take_from_seed(kept, excluded);

-- The simplified procedure: an irregular award needs neither a public consultation nor a council. Only forms have criteria for an irregular
-- achievement; titles are for a year. The article of the law that lists the cases was not read, only acts that refer to it.
insert into award_rule as kept (
    id, award_class_id, kind, commendation_type, valid_from, valid_to, text_vi, text_en, article, source, confidence)
select ('01600000-0199-7000-8000-' || lpad((r.number * 100 + class.place)::text, 12, '0'))::uuid, c.id, 'simplified', 'irregular',
    r.valid_from::date, r.valid_to::date,
    'Khen thưởng đột xuất được xét theo thủ tục đơn giản: không lấy ý kiến Nhân dân, không họp Hội đồng',
    'An irregular award is considered by the simplified procedure: without a public consultation and without the council',
    r.article, r.source, r.confidence
from (values
    (1, 'HCLD BKTTG BKT GK', '2004-07-01', '2023-12-31', 'Luật Thi đua, khen thưởng 2003', null, 'M'),
    (2, 'HCLD BKT GK', '2024-01-01', '2025-06-30', 'Luật 06/2022/QH15 Điều 85', null, 'M'),
    (3, 'BKTTG', '2024-01-01', '2025-06-30', 'Luật 06/2022/QH15 Điều 85',
        'dichvucong.gov.vn 5084, không bỏ phiếu khi xét theo thủ tục đơn giản', 'S-local'),
    (4, 'HCLD BKTTG BKT GK', '2025-07-01', '2026-09-30',
        'Luật 06/2022/QH15 Điều 85; Nghị định 152/2025/NĐ-CP Điều 44.2',
        'bản chép toàn văn Nghị định 152/2025/NĐ-CP (vbpl.vn 178327), chỉ Điều 44.2', 'M')
) as r (number, classes, valid_from, valid_to, article, source, confidence)
cross join regexp_split_to_table(r.classes, ' ') with ordinality as class (code, place)
join award_class c on c.code = class.code
on conflict (id) do update set id = kept.id where take_from_seed(kept, excluded);

-- From 2026-10-01 the earlier rules continue, marked as unread: who decides, how a council votes, what needs a public
-- consultation and what takes the simplified procedure stand in texts that, as far as is known, the amended law has
-- not replaced. Coefficients and quotas are not continued.
insert into award_rule as kept (
    id, award_class_id, kind, subject_kind, valid_from, valid_to, permille, quorum_permille, secret, written_allowed,
    recusal_shrinks, authority, working_days, commendation_type, text_vi, text_en, article, source, confidence)
select continued.id, r.award_class_id, r.kind, r.subject_kind, regime.valid_from,
    null, r.permille, r.quorum_permille, r.secret, r.written_allowed, r.recusal_shrinks, r.authority,
    r.working_days, r.commendation_type,
    'Giữ như trước ngày 01/10/2026, chưa đọc văn bản mới: ' || r.text_vi,
    'As before 2026-10-01, the new text has not been read: ' || r.text_en,
    r.article, null, 'none'
from award_rule r
join legal_regime regime on regime.code = 'R5'
cross join lateral (select overlay(r.id::text placing '8005' from 20)::uuid as id) continued
where r.id::text similar to '01600000-019[3469]-%'
and r.valid_to = regime.valid_from - 1
and not exists (
    select
    from award_rule own
    where own.id <> continued.id
    and own.award_class_id = r.award_class_id
    and own.kind = r.kind
    and own.authority is not distinct from r.authority
    and own.commendation_type is not distinct from r.commendation_type
    and (own.valid_to is null or own.valid_to >= regime.valid_from))
on conflict (id) do update set id = kept.id where take_from_seed(kept, excluded);

-- Quotas: at most this share of the collectives that meet the criteria of the lower flag, or of the holders of a lower title. Who meets the
-- criteria of the lower flag is not recorded, because who is proposed for the higher one does not get it.
insert into award_rule as kept (
    id, award_class_id, kind, subject_kind, valid_from, valid_to, needs_award_class_id, permille, text_vi, text_en,
    article, source, confidence)
select r.id::uuid, c.id, 'quota', r.subject_kind, r.valid_from::date, r.valid_to::date, needs.id, r.permille, r.text_vi, r.text_en,
    r.article, r.source, r.confidence
from (values
    ('01600000-0197-7000-8000-000000000001', 'CTDCP', 'collective', '2017-10-01', '2023-12-31', null, 200,
        'Số tập thể đề nghị không quá 20% số tập thể đạt tiêu chuẩn Cờ thi đua cấp bộ, cấp tỉnh',
        'At most 20% of the collectives that meet the criteria of the flag of a ministry or province are proposed',
        'Nghị định 91/2017/NĐ-CP Điều 11.1', 'Bộ pháp điển, đề mục 29.1; thuvienphapluat.vn 53199', 'S'),
    ('01600000-0197-7000-8000-000000000003', 'CTDCP', 'collective', '2025-07-01', '2026-09-30', null, 200,
        'Không quá 20% số tập thể dẫn đầu cụm, khối thi đua đạt tiêu chuẩn Cờ thi đua cấp bộ, cấp tỉnh',
        'At most 20% of the leaders of clusters and blocks that meet the criteria of the flag of a ministry or province',
        'Nghị định 152/2025/NĐ-CP Điều 7.1', 'toàn văn Nghị định 152/2025/NĐ-CP', 'S'),
    ('01600000-0197-7000-8000-000000000002', 'CSTDCS', 'individual', '2017-10-01', '2023-12-31', 'LDTT', 150,
        'Không quá 15% số cá nhân đạt Lao động tiên tiến của đơn vị',
        'At most 15% of those who are Advanced Workers of the unit',
        'Nghị định 91/2017/NĐ-CP Điều 9.3', 'Bộ pháp điển, đề mục 29.1; hỏi đáp TNT:7840ca93e44fd6ea', 'S')
) as r (id, class, subject_kind, valid_from, valid_to, needs, permille, text_vi, text_en, article, source, confidence)
join award_class c on c.code = r.class
left join award_class needs on needs.code = r.needs
on conflict (id) do update set id = kept.id where take_from_seed(kept, excluded);

-- Who goes first among equals. Decree 98/2023 (from 2024-01-01 to 2025-06-30) and the law from 2026-10-01 were not read: no preference.
insert into award_rule as kept (
    id, award_class_id, kind, subject_kind, valid_from, valid_to, permille, text_vi, text_en, article, source,
    confidence)
select ('01600000-019a-7000-8000-' || lpad((r.number * 100 + class.place)::text, 12, '0'))::uuid, c.id, 'tie_break',
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
on conflict (id) do update set id = kept.id where take_from_seed(kept, excluded);
