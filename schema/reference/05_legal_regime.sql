-- The regimes of emulation and commendation law, each with the decree that details its law. The day of a dossier
-- decides which regime it is judged by. Law 06/2026/QH16 amends the law of 2022; its criteria have not been read.

insert into legal_regime as kept (id, code, name_vi, name_en, valid_from, valid_to, article, source, confidence)
select ('01600000-0190-7000-8000-00000000000' || right(r.code, 1))::uuid, r.code, r.name_vi, r.name_en,
    r.valid_from::date, r.valid_to::date, r.article, r.source, r.confidence
from (values
    ('R1', 'Luật Thi đua, khen thưởng 2003 (sửa đổi 2005, 2009, 2013) và Nghị định 65/2014/NĐ-CP',
        'the law of 2003 (amended in 2005, 2009, 2013) with Decree 65/2014', '2014-08-20', '2017-09-30',
        'Nghị định 65/2014/NĐ-CP Điều 30.1', 'bản chép toàn văn Nghị định 65/2014/NĐ-CP của một trường học', 'S'),
    ('R2', 'Luật Thi đua, khen thưởng 2003 (sửa đổi 2005, 2009, 2013) và Nghị định 91/2017/NĐ-CP',
        'the law of 2003 (amended in 2005, 2009, 2013) with Decree 91/2017', '2017-10-01', '2023-12-31',
        'Nghị định 91/2017/NĐ-CP', 'dichvucong.gov.vn; thuvienphapluat.vn; plo.vn', 'S'),
    ('R3', 'Luật Thi đua, khen thưởng 06/2022/QH15 và Nghị định 98/2023/NĐ-CP',
        'Law 06/2022 with Decree 98/2023', '2024-01-01', '2025-06-30',
        'Nghị định 98/2023/NĐ-CP', 'hỏi đáp TNT:0a2c9cdccc620fd0', 'S'),
    ('R4', 'Luật Thi đua, khen thưởng 06/2022/QH15 và Nghị định 152/2025/NĐ-CP',
        'Law 06/2022 with Decree 152/2025', '2025-07-01', '2026-09-30',
        'Nghị định 152/2025/NĐ-CP', 'dichvucong.gov.vn; thuvienphapluat.vn; plo.vn', 'S'),
    ('R5', 'Luật Thi đua, khen thưởng 06/2022/QH15 sửa đổi bởi Luật 06/2026/QH16',
        'Law 06/2022 as amended by Law 06/2026', '2026-10-01', null,
        'Luật 06/2026/QH16', 'vanban.chinhphu.vn 218100, theo sổ nguồn của một phần mềm khác', 'P')
) as r (code, name_vi, name_en, valid_from, valid_to, article, source, confidence)
on conflict (id) do update set id = kept.id where take_from_seed(kept, excluded);
