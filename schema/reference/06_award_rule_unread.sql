-- Rows that say "unread" where the files before this one have no rule: regimes for which nothing was found about a
-- class, and everything from 2026-10-01 (Law 06/2026/QH16, whose amended criteria have not been read).
insert into award_rule as kept (
    id, award_class_id, kind, subject_kind, valid_from, valid_to, path, text_vi, text_en, article, source, confidence)
select unread.id, c.id, 'unread', kind.name, regime.valid_from, regime.valid_to, 'a',
    'Tiêu chuẩn theo ' || regime.name_vi || ': chưa đọc được điều luật',
    'The criteria under ' || regime.name_en || ': the text has not been read',
    regime.article, null, 'none'
from award_class c
cross join legal_regime regime
cross join unnest(array['collective', 'individual', 'household']) with ordinality as kind (name, place)
cross join lateral (
    select format(
        '01600000-0192-7000-8000-%s%s%s', lpad(right(regime.code, 1), 4, '0'), lpad(kind.place::text, 4, '0'),
        right(c.id::text, 4))::uuid as id
) unread
where c.id::text like '01600000-0003-%'
and kind.name = any (c.subject_kinds)
and not exists (
    select
    from award_rule r
    where r.id <> unread.id
    and r.award_class_id = c.id
    and rule_family(r.kind) = 'eligibility'
    and coalesce(r.subject_kind, kind.name) = kind.name
    and daterange(r.valid_from, r.valid_to, '[]') && daterange(regime.valid_from, regime.valid_to, '[]'))
on conflict (id) do update set id = kept.id where take_from_seed(kept, excluded);
