-- The documents that a dossier needs (Law 06/2022/QH15 Art 84): for titles and forms a submission letter, a report and
-- the minutes; for emulation fighters also the recognition of their initiative. In the simplified procedure (Art 85) a
-- submission letter and a summary by the proposing body. The list before 2024 is assumed to be the same.

insert into required_document as kept (
    id, kind, name_vi, name_en, award_class_id, procedure, valid_from, valid_to, article, source, confidence)
select ('01600000-0220-7000-8000-' || lpad((period.number * 100 + paper.number)::text, 12, '0'))::uuid, paper.kind,
    paper.name_vi, paper.name_en, c.id, paper.procedure, period.valid_from::date, period.valid_to::date, period.article, period.source,
    period.confidence
from (values
    (1, 'submission_letter', 'tờ trình', 'the submission letter', null, null),
    (2, 'achievement_report', 'báo cáo thành tích', 'the achievement report', null, 'full'),
    (3, 'minutes', 'biên bản bình xét, họp xét', 'the minutes of the review', null, 'full'),
    (4, 'initiative_certificate', 'quyết định, giấy chứng nhận sáng kiến, đề tài',
        'the recognition of the initiative or research', 'CSTDTQ', null),
    (5, 'initiative_certificate', 'quyết định, giấy chứng nhận sáng kiến, đề tài',
        'the recognition of the initiative or research', 'CSTDT', null),
    (6, 'initiative_certificate', 'quyết định, giấy chứng nhận sáng kiến, đề tài',
        'the recognition of the initiative or research', 'CSTDCS', null)
) as paper (number, kind, name_vi, name_en, class, procedure)
cross join (values
    (1, '2004-07-01', '2023-12-31', null, null, 'M'),
    (2, '2024-01-01', null, 'Luật 06/2022/QH15 Điều 84', 'luatlvn.com 2023/08/05', 'S')
) as period (number, valid_from, valid_to, article, source, confidence)
left join award_class c on c.code = paper.class
order by period.number, paper.number
on conflict (id) do update set id = kept.id where take_from_seed(kept, excluded);

insert into required_document as kept (
    id, kind, name_vi, name_en, procedure, valid_from, valid_to, article, source, confidence)
select ('01600000-0220-7000-8000-' || lpad((period.number * 100 + 7)::text, 12, '0'))::uuid, 'summary',
    'bản tóm tắt thành tích của cơ quan đề nghị', 'the summary of the achievement by the proposing body', 'simplified',
    period.valid_from::date, period.valid_to::date, period.article, null, 'M'
from (values
    (1, '2004-07-01', '2023-12-31', null),
    (2, '2024-01-01', null, 'Luật 06/2022/QH15 Điều 85')
) as period (number, valid_from, valid_to, article)
on conflict (id) do update set id = kept.id where take_from_seed(kept, excluded);
