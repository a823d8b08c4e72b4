-- Five successions of 2025-07-01 were lost: in the reference data they had the ids of five others, and loading them left
-- them out without a word. This adds them to a database that has both units and no succession between them.
-- kind: backfill

insert into unit_succession (id, predecessor_id, successor_id, kind, effective_on, legal_act)
select lost.id::uuid, before.id, after.id, 'merge', after.valid_from, after.legal_act
from (values
    ('01600000-0002-7000-8725-013366013366', '13366'),
    ('01600000-0002-7000-8725-013384013384', '13384'),
    ('01600000-0002-7000-8725-013393013393', '13393'),
    ('01600000-0002-7000-8725-013396013396', '13396'),
    ('01600000-0002-7000-8725-013435013435', '13435')
) as lost (id, code)
join unit before on before.code = lost.code and before.valid_from = '2025-01-01'
join unit after on after.code = lost.code and after.valid_from = '2025-07-01'
where not exists (
    select
    from unit_succession known
    where known.predecessor_id = before.id
    and known.successor_id = after.id);
