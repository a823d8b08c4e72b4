-- The changes in Hà Nam between 2018 and the reform of 2025, as far as the two resolutions were read: 829/NQ-UBTVQH14
-- (in force 2020-01-01: Duy Tiên becomes a town with wards, Đồng Lý is merged into Vĩnh Trụ) and 1288/NQ-UBTVQH15
-- (2025-01-01: Kim Bảng becomes a town with wards, Tiên Tân and Tiên Hiệp are merged). The codes of the merged units
-- are from the data set of March 2025. Not every commune that these resolutions changed is listed here.

insert into unit as kept (id, code, name, type, level, parent_id, valid_from, valid_to, legal_act)
select r.id::uuid, r.code, r.name, r.type, 'district', p.id, r.valid_from::date, '2025-06-30',
    case r.valid_from when '2020-01-01' then 'Nghị quyết 829/NQ-UBTVQH14' else 'Nghị quyết 1288/NQ-UBTVQH15' end
from (values
    ('01600000-0001-7000-8000-000200000349', '349', 'Duy Tiên', 'town', '35', '2020-01-01'),
    ('01600000-0001-7000-8000-000200000350', '350', 'Kim Bảng', 'town', '35', '2025-01-01')
) as r (id, code, name, type, parent_code, valid_from)
join unit p on p.code = r.parent_code
    and r.valid_from::date between p.valid_from and coalesce(p.valid_to, 'infinity')
order by r.code
on conflict (id) do update set id = kept.id where take_from_seed(kept, excluded);

insert into unit as kept (id, code, name, type, level, parent_id, valid_from, valid_to, legal_act)
select r.id::uuid, r.code, r.name, r.type, 'commune', p.id, r.valid_from::date, '2025-06-30',
    case r.valid_from when '2020-01-01' then 'Nghị quyết 829/NQ-UBTVQH14' else 'Nghị quyết 1288/NQ-UBTVQH15' end
from (values
    ('01600000-0001-7000-8000-000200013321', '13321', 'Đồng Văn', 'ward', '349', '2020-01-01'),
    ('01600000-0001-7000-8000-000200013324', '13324', 'Hòa Mạc', 'ward', '349', '2020-01-01'),
    ('01600000-0001-7000-8000-000200013330', '13330', 'Châu Giang', 'ward', '349', '2020-01-01'),
    ('01600000-0001-7000-8000-000200013336', '13336', 'Duy Minh', 'ward', '349', '2020-01-01'),
    ('01600000-0001-7000-8000-000200013348', '13348', 'Yên Bắc', 'ward', '349', '2020-01-01'),
    ('01600000-0001-7000-8000-000200013594', '13594', 'Trần Hưng Đạo', 'commune', '353', '2020-01-01'),
    ('01600000-0001-7000-8000-000200013597', '13597', 'Vĩnh Trụ', 'township', '353', '2020-01-01'),
    ('01600000-0001-7000-8000-000200013366', '13366', 'Tân Hiệp', 'ward', '347', '2025-01-01'),
    ('01600000-0001-7000-8000-000200013384', '13384', 'Quế', 'ward', '350', '2025-01-01'),
    ('01600000-0001-7000-8000-000200013393', '13393', 'Lê Hồ', 'ward', '350', '2025-01-01'),
    ('01600000-0001-7000-8000-000200013396', '13396', 'Tượng Lĩnh', 'ward', '350', '2025-01-01'),
    ('01600000-0001-7000-8000-000200013435', '13435', 'Thi Sơn', 'ward', '350', '2025-01-01')
) as r (id, code, name, type, parent_code, valid_from)
join unit p on p.code = r.parent_code
    and r.valid_from::date between p.valid_from and coalesce(p.valid_to, 'infinity')
order by r.code
on conflict (id) do update set id = kept.id where take_from_seed(kept, excluded);

-- A succession that somebody recorded by hand has an id of its own.
insert into unit_succession as kept (id, predecessor_id, successor_id, kind, effective_on, legal_act)
select r.id::uuid, before.id, after.id, r.kind, after.valid_from, after.legal_act
from (values
    ('01600000-0002-7000-8020-000349000349', 'upgrade', '349', '1997-01-01', '349', '2020-01-01'),
    ('01600000-0002-7000-8020-013321013321', 'upgrade', '13321', '1997-01-01', '13321', '2020-01-01'),
    ('01600000-0002-7000-8020-013324013324', 'upgrade', '13324', '1997-01-01', '13324', '2020-01-01'),
    ('01600000-0002-7000-8020-013330013330', 'upgrade', '13330', '1997-01-01', '13330', '2020-01-01'),
    ('01600000-0002-7000-8020-013336013336', 'upgrade', '13336', '1997-01-01', '13336', '2020-01-01'),
    ('01600000-0002-7000-8020-013348013348', 'upgrade', '13348', '1997-01-01', '13348', '2020-01-01'),
    ('01600000-0002-7000-8020-013564013597', 'merge', '13564', '1997-01-01', '13597', '2020-01-01'),
    ('01600000-0002-7000-8020-013597013597', 'merge', '13597', '1997-01-01', '13597', '2020-01-01'),
    ('01600000-0002-7000-8025-000350000350', 'upgrade', '350', '1997-01-01', '350', '2025-01-01'),
    ('01600000-0002-7000-8025-013384013384', 'upgrade', '13384', '1997-01-01', '13384', '2025-01-01'),
    ('01600000-0002-7000-8025-013393013393', 'upgrade', '13393', '1997-01-01', '13393', '2025-01-01'),
    ('01600000-0002-7000-8025-013396013396', 'upgrade', '13396', '1997-01-01', '13396', '2025-01-01'),
    ('01600000-0002-7000-8025-013435013435', 'upgrade', '13435', '1997-01-01', '13435', '2025-01-01'),
    ('01600000-0002-7000-8025-013366013366', 'merge', '13366', '1997-01-01', '13366', '2025-01-01'),
    ('01600000-0002-7000-8025-013372013366', 'merge', '13372', '1997-01-01', '13366', '2025-01-01')
) as r (id, kind, old_code, old_from, new_code, new_from)
join unit before on before.code = r.old_code and before.valid_from = r.old_from::date
join unit after on after.code = r.new_code and after.valid_from = r.new_from::date
where not exists (
    select
    from unit_succession own
    where (own.predecessor_id, own.successor_id, own.kind) = (before.id, after.id, r.kind)
    and own.id <> r.id::uuid)
order by r.id
on conflict (id) do update set id = kept.id where take_from_seed(kept, excluded);
