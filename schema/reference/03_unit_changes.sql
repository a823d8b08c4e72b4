-- The changes in Hà Nam between 2018 and the reform of 2025, by two resolutions: 829/NQ-UBTVQH14 (in force 2020-01-01: Duy Tiên
-- becomes a town with 9 wards; 109 communes remain) and 1288/NQ-UBTVQH15 (2025-01-01: Kim Bảng becomes a town with 10 wards; 98
-- remain). Codes and names are those of the General Statistics Office in its lists of 2020, 2021 and January 2025. The lists of
-- 2020 still give Vĩnh Trụ the code 13564; here it has that of 2021 from the first day.
--
-- A succession is listed if a second source confirms it (the Government's and the province's portals, newspapers that quote the
-- resolution), or if the unit kept its code. So nothing follows six communes of 2024: Hai Bà Trưng, Trần Hưng Đạo, Liêm Chung,
-- Tiên Hải, Liêm Tiết (Phủ Lý) and Mộc Nam (Duy Tiên). Their archive stays with the province; docs/operating.md says how to add
-- what became of them. A merger into a unit that keeps its name and code does not start a new version of that unit (Bình Mỹ).
-- Of the ids of successions of 2025-01-01, those that were added later begin with 8125 in the fourth group.

insert into unit as kept (id, code, name, type, level, parent_id, valid_from, valid_to, legal_act)
select r.id::uuid, r.code, r.name, r.type, 'district', p.id, r.valid_from::date, '2025-06-30',
    case r.valid_from when '2020-01-01' then 'Nghị quyết 829/NQ-UBTVQH14' else 'Nghị quyết 1288/NQ-UBTVQH15' end
from (values
    ('01600000-0001-7000-8000-000200000349', '349', 'Duy Tiên', 'town', '35', '2020-01-01'),
    ('01600000-0001-7000-8000-000200000350', '350', 'Kim Bảng', 'town', '35', '2025-01-01')
) as r (id, code, name, type, parent_code, valid_from)
left join unit p on p.code = r.parent_code and r.valid_from::date between p.valid_from and coalesce(p.valid_to, 'infinity')
where not stands_already(r.id::uuid, r.code, r.name, r.type, r.valid_from::date, '2025-06-30')
order by r.code
on conflict (id) do update set id = kept.id where take_from_seed(kept, excluded);

insert into unit as kept (id, code, name, type, level, parent_id, valid_from, valid_to, legal_act)
select r.id::uuid, r.code, r.name, r.type, 'commune', p.id, r.valid_from::date, '2025-06-30',
    case r.valid_from when '2020-01-01' then 'Nghị quyết 829/NQ-UBTVQH14' else 'Nghị quyết 1288/NQ-UBTVQH15' end
from (values
    ('01600000-0001-7000-8000-000200013321', '13321', 'Đồng Văn', 'ward', '349', '2020-01-01'),
    ('01600000-0001-7000-8000-000200013324', '13324', 'Hòa Mạc', 'ward', '349', '2020-01-01'),
    ('01600000-0001-7000-8000-000200013330', '13330', 'Châu Giang', 'ward', '349', '2020-01-01'),
    ('01600000-0001-7000-8000-000200013333', '13333', 'Bạch Thượng', 'ward', '349', '2020-01-01'),
    ('01600000-0001-7000-8000-000200013336', '13336', 'Duy Minh', 'ward', '349', '2020-01-01'),
    ('01600000-0001-7000-8000-000200013342', '13342', 'Duy Hải', 'ward', '349', '2020-01-01'),
    ('01600000-0001-7000-8000-000200013348', '13348', 'Yên Bắc', 'ward', '349', '2020-01-01'),
    ('01600000-0001-7000-8000-000200013354', '13354', 'Tiên Nội', 'ward', '349', '2020-01-01'),
    ('01600000-0001-7000-8000-000200013357', '13357', 'Hoàng Đông', 'ward', '349', '2020-01-01'),
    ('01600000-0001-7000-8000-000200013369', '13369', 'Tiên Sơn', 'commune', '349', '2020-01-01'),
    ('01600000-0001-7000-8000-000200013474', '13474', 'Tân Thanh', 'township', '351', '2020-01-01'),
    ('01600000-0001-7000-8000-000200013594', '13594', 'Trần Hưng Đạo', 'commune', '353', '2020-01-01'),
    ('01600000-0001-7000-8000-000200013597', '13597', 'Vĩnh Trụ', 'township', '353', '2020-01-01'),
    ('01600000-0001-7000-8000-000200013294', '13294', 'Châu Cầu', 'ward', '347', '2025-01-01'),
    ('01600000-0001-7000-8000-000200013366', '13366', 'Tân Hiệp', 'ward', '347', '2025-01-01'),
    ('01600000-0001-7000-8000-000200013444', '13444', 'Tân Liêm', 'ward', '347', '2025-01-01'),
    ('01600000-0001-7000-8000-000200013327', '13327', 'Mộc Hoàn', 'commune', '349', '2025-01-01'),
    ('01600000-0001-7000-8000-000200013384', '13384', 'Quế', 'ward', '350', '2025-01-01'),
    ('01600000-0001-7000-8000-000200013390', '13390', 'Đại Cương', 'ward', '350', '2025-01-01'),
    ('01600000-0001-7000-8000-000200013393', '13393', 'Lê Hồ', 'ward', '350', '2025-01-01'),
    ('01600000-0001-7000-8000-000200013396', '13396', 'Tượng Lĩnh', 'ward', '350', '2025-01-01'),
    ('01600000-0001-7000-8000-000200013402', '13402', 'Tân Tựu', 'ward', '350', '2025-01-01'),
    ('01600000-0001-7000-8000-000200013405', '13405', 'Đồng Hóa', 'ward', '350', '2025-01-01'),
    ('01600000-0001-7000-8000-000200013411', '13411', 'Tân Sơn', 'ward', '350', '2025-01-01'),
    ('01600000-0001-7000-8000-000200013423', '13423', 'Ngọc Sơn', 'ward', '350', '2025-01-01'),
    ('01600000-0001-7000-8000-000200013429', '13429', 'Ba Sao', 'ward', '350', '2025-01-01'),
    ('01600000-0001-7000-8000-000200013435', '13435', 'Thi Sơn', 'ward', '350', '2025-01-01'),
    ('01600000-0001-7000-8000-000200013540', '13540', 'Bình An', 'commune', '352', '2025-01-01')
) as r (id, code, name, type, parent_code, valid_from)
left join unit p on p.code = r.parent_code and r.valid_from::date between p.valid_from and coalesce(p.valid_to, 'infinity')
where not stands_already(r.id::uuid, r.code, r.name, r.type, r.valid_from::date, '2025-06-30')
order by r.code
on conflict (id) do update set id = kept.id where take_from_seed(kept, excluded);

-- From the unit that had the code on the day before to the unit that has it on the day. A succession that somebody recorded by
-- hand has an id of its own.
insert into unit_succession as kept (id, predecessor_id, successor_id, kind, effective_on, legal_act)
select r.id::uuid, before.id, after.id, r.kind, r.effective_on::date,
    case r.effective_on when '2020-01-01' then 'Nghị quyết 829/NQ-UBTVQH14' else 'Nghị quyết 1288/NQ-UBTVQH15' end
from (values
    ('01600000-0002-7000-8020-000349000349', 'upgrade', '349', '349', '2020-01-01'),
    ('01600000-0002-7000-8020-013321013321', 'upgrade', '13321', '13321', '2020-01-01'),
    ('01600000-0002-7000-8020-013324013324', 'upgrade', '13324', '13324', '2020-01-01'),
    ('01600000-0002-7000-8020-013330013330', 'upgrade', '13330', '13330', '2020-01-01'),
    ('01600000-0002-7000-8020-013333013333', 'upgrade', '13333', '13333', '2020-01-01'),
    ('01600000-0002-7000-8020-013336013336', 'upgrade', '13336', '13336', '2020-01-01'),
    ('01600000-0002-7000-8020-013342013342', 'upgrade', '13342', '13342', '2020-01-01'),
    ('01600000-0002-7000-8020-013348013348', 'upgrade', '13348', '13348', '2020-01-01'),
    ('01600000-0002-7000-8020-013354013354', 'upgrade', '13354', '13354', '2020-01-01'),
    ('01600000-0002-7000-8020-013357013357', 'upgrade', '13357', '13357', '2020-01-01'),
    ('01600000-0002-7000-8020-013369013369', 'merge', '13369', '13369', '2020-01-01'),
    ('01600000-0002-7000-8020-013375013369', 'merge', '13375', '13369', '2020-01-01'),
    ('01600000-0002-7000-8020-013378013369', 'merge', '13378', '13369', '2020-01-01'),
    ('01600000-0002-7000-8020-013462013474', 'merge', '13462', '13474', '2020-01-01'),
    ('01600000-0002-7000-8020-013474013474', 'merge', '13474', '13474', '2020-01-01'),
    ('01600000-0002-7000-8020-013537013501', 'merge', '13537', '13501', '2020-01-01'),
    ('01600000-0002-7000-8020-013549013501', 'merge', '13549', '13501', '2020-01-01'),
    ('01600000-0002-7000-8020-013564013597', 'merge', '13564', '13597', '2020-01-01'),
    ('01600000-0002-7000-8020-013594013594', 'merge', '13594', '13594', '2020-01-01'),
    ('01600000-0002-7000-8020-013597013597', 'merge', '13597', '13597', '2020-01-01'),
    ('01600000-0002-7000-8020-013603013594', 'merge', '13603', '13594', '2020-01-01'),
    ('01600000-0002-7000-8025-000350000350', 'upgrade', '350', '350', '2025-01-01'),
    ('01600000-0002-7000-8025-013384013384', 'upgrade', '13384', '13384', '2025-01-01'),
    ('01600000-0002-7000-8125-013390013390', 'upgrade', '13390', '13390', '2025-01-01'),
    ('01600000-0002-7000-8025-013393013393', 'upgrade', '13393', '13393', '2025-01-01'),
    ('01600000-0002-7000-8025-013396013396', 'upgrade', '13396', '13396', '2025-01-01'),
    ('01600000-0002-7000-8125-013405013405', 'upgrade', '13405', '13405', '2025-01-01'),
    ('01600000-0002-7000-8125-013411013411', 'upgrade', '13411', '13411', '2025-01-01'),
    ('01600000-0002-7000-8125-013423013423', 'upgrade', '13423', '13423', '2025-01-01'),
    ('01600000-0002-7000-8125-013429013429', 'upgrade', '13429', '13429', '2025-01-01'),
    ('01600000-0002-7000-8025-013435013435', 'upgrade', '13435', '13435', '2025-01-01'),
    ('01600000-0002-7000-8125-013288013294', 'merge', '13288', '13294', '2025-01-01'),
    ('01600000-0002-7000-8125-013294013294', 'merge', '13294', '13294', '2025-01-01'),
    ('01600000-0002-7000-8125-013327013327', 'merge', '13327', '13327', '2025-01-01'),
    ('01600000-0002-7000-8025-013366013366', 'merge', '13366', '13366', '2025-01-01'),
    ('01600000-0002-7000-8025-013372013366', 'merge', '13372', '13366', '2025-01-01'),
    ('01600000-0002-7000-8125-013399013402', 'merge', '13399', '13402', '2025-01-01'),
    ('01600000-0002-7000-8125-013402013402', 'merge', '13402', '13402', '2025-01-01'),
    ('01600000-0002-7000-8125-013444013444', 'merge', '13444', '13444', '2025-01-01'),
    ('01600000-0002-7000-8125-013522013540', 'merge', '13522', '13540', '2025-01-01'),
    ('01600000-0002-7000-8125-013534013540', 'merge', '13534', '13540', '2025-01-01'),
    ('01600000-0002-7000-8125-013540013540', 'merge', '13540', '13540', '2025-01-01')
) as r (id, kind, old_code, new_code, effective_on)
left join unit before on before.code = r.old_code
    and r.effective_on::date - 1 between before.valid_from and coalesce(before.valid_to, 'infinity')
left join unit after on after.code = r.new_code
    and r.effective_on::date between after.valid_from and coalesce(after.valid_to, 'infinity')
where not exists (
    select
    from unit_succession own
    where (own.predecessor_id, own.successor_id, own.kind) = (before.id, after.id, r.kind)
    and own.id <> r.id::uuid)
order by r.id
on conflict (id) do update set id = kept.id where take_from_seed(kept, excluded);
