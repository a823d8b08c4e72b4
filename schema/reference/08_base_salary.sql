-- The base salary of officials, in đồng: a bonus is its coefficient times this salary.

insert into base_salary as kept (id, amount, valid_from, valid_to, article, source, confidence)
select ('01600000-0210-7000-8000-' || lpad(r.number::text, 12, '0'))::uuid, r.amount, r.valid_from::date,
    r.valid_to::date, r.article,
    'bhxhbqp.vn, bảng mức lương cơ sở' || case when r.number = 7 then '; toàn văn Nghị định 161/2026/NĐ-CP' else '' end, 'S'
from (values
    (6, 1210000, '2016-05-01', '2017-06-30', 'Nghị định 47/2016/NĐ-CP'),
    (1, 1300000, '2017-07-01', '2018-06-30', 'Nghị định 47/2017/NĐ-CP'),
    (2, 1390000, '2018-07-01', '2019-06-30', 'Nghị định 72/2018/NĐ-CP'),
    (3, 1490000, '2019-07-01', '2023-06-30', 'Nghị định 38/2019/NĐ-CP'),
    (4, 1800000, '2023-07-01', '2024-06-30', 'Nghị định 24/2023/NĐ-CP'),
    (5, 2340000, '2024-07-01', '2026-06-30', 'Nghị định 73/2024/NĐ-CP Điều 3'),
    (7, 2530000, '2026-07-01', null, 'Nghị định 161/2026/NĐ-CP')
) as r (number, amount, valid_from, valid_to, article)
on conflict (id) do update set id = kept.id where take_from_seed(kept, excluded);
