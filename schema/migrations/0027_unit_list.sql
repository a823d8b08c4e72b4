-- Five communes of Hà Nam ended earlier than the reference data said: Châu Sơn (Duy Tiên) and Thanh Lưu with 2019, Liêm Tuyền,
-- Nhật Tân and An Nội with 2024. This ends them, adds the units that followed, and moves to these what is of a later day: the
-- successions of 2025-07-01, and the awards. The change history keeps the earlier unit. The other units of the complete lists
-- come with the next `tdkt seed`.
-- kind: backfill

do $$
declare
    told record;
    next_unit unit;
begin
    -- These are changes of the seed: the next one goes on from them (functions/06_seed).
    perform set_config('tdkt.request_id', 'seed', true);

    -- These awards were checked when they were recorded; only their place changes.
    if exists (select from pg_trigger where tgrelid = 'award'::regclass and tgname = 'c_decision_changed') then
        alter table award disable trigger c_decision_changed;
    end if;

    for told in
        select u.id, u.name, r.*
        from (values
            ('13375', '13369', 'Tiên Sơn', 'commune', '349', date '2020-01-01', '01600000-0002-7000-8020-013375013369'),
            ('13474', '13474', 'Tân Thanh', 'township', '351', '2020-01-01', '01600000-0002-7000-8020-013474013474'),
            ('13402', '13402', 'Tân Tựu', 'ward', '350', '2025-01-01', '01600000-0002-7000-8125-013402013402'),
            ('13444', '13444', 'Tân Liêm', 'ward', '347', '2025-01-01', '01600000-0002-7000-8125-013444013444'),
            ('13540', '13540', 'Bình An', 'commune', '352', '2025-01-01', '01600000-0002-7000-8125-013540013540')
        ) as r (code, next_code, next_name, next_type, parent_code, first_day, succession_id)
        join unit u on u.id = ('01600000-0001-7000-8000-0001000' || r.code)::uuid
        where u.code = r.code
        and u.valid_to = '2025-06-30'
    loop
        update unit set valid_to = told.first_day - 1 where id = told.id;

        insert into unit (id, code, name, type, level, parent_id, valid_from, valid_to, legal_act)
        select ('01600000-0001-7000-8000-0002000' || told.next_code)::uuid, told.next_code, told.next_name, told.next_type,
            'commune', p.id, told.first_day, '2025-06-30',
            case told.first_day when '2020-01-01' then 'Nghị quyết 829/NQ-UBTVQH14' else 'Nghị quyết 1288/NQ-UBTVQH15' end
        from unit p
        where p.code = told.parent_code
        and told.first_day between p.valid_from and coalesce(p.valid_to, 'infinity')
        and not exists (
            select
            from unit o
            where o.code = told.next_code
            and daterange(o.valid_from, o.valid_to, '[]') && daterange(told.first_day, '2025-06-30', '[]'));

        select u.* into next_unit
        from unit u
        where u.code = told.next_code
        and told.first_day between u.valid_from and coalesce(u.valid_to, 'infinity');
        continue when not found;

        insert into unit_succession (id, predecessor_id, successor_id, kind, effective_on, legal_act)
        select told.succession_id::uuid, told.id, next_unit.id, 'merge', told.first_day,
            case told.first_day when '2020-01-01' then 'Nghị quyết 829/NQ-UBTVQH14' else 'Nghị quyết 1288/NQ-UBTVQH15' end
        where not exists (
            select
            from unit_succession s
            where s.predecessor_id = told.id
            and s.successor_id = next_unit.id);

        update unit_succession s
        set predecessor_id = next_unit.id
        where s.predecessor_id = told.id
        and s.effective_on > told.first_day
        and s.successor_id <> next_unit.id
        and not exists (
            select
            from unit_succession k
            where k.predecessor_id = next_unit.id
            and k.successor_id = s.successor_id);

        update award a
        set unit_id = next_unit.id,
            recipient_unit_name = case
                when a.recipient_unit_name = told.name then next_unit.name
                else a.recipient_unit_name
            end
        from decision d
        where a.unit_id = told.id
        and a.signed_on >= told.first_day
        and d.id = a.decision_id
        and d.unit_id <> told.id;
    end loop;

    if exists (select from pg_trigger where tgrelid = 'award'::regclass and tgname = 'c_decision_changed') then
        alter table award enable trigger c_decision_changed;
    end if;
end
$$;
