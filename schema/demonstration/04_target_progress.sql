-- Figures of the registered targets: for the first quarter for some, for 2018-06-30 for most, one of them corrected on
-- the same day, and for 2026 for the communes; then the answer of the level above to each registration. Every status
-- occurs, one target was returned and two wait. No day in the future is entered.

do $$
declare
    made record;
begin
    for made in
        select ('01600000-0042-7000-8000-' || lpad(r.number::text, 12, '0'))::uuid as id, t.id as target_id,
            u.code as unit_code, u.lineage_id, r.figures_on, r.actual_value, r.projected_value, r.note
        from (values
            (1, 1, date '2018-03-31', 310.2::numeric, null::numeric, null::text),
            (2, 2, date '2018-03-31', 118.6, 510, null),
            (3, 4, date '2018-03-31', 255, 640, null),
            (4, 6, date '2018-03-31', 48.3, null, null),
            (5, 8, date '2018-03-31', 14, null, null),
            (6, 16, date '2018-03-10', 100, null, null),
            (7, 20, date '2018-03-31', 13, null, null),
            (8, 1, date '2018-06-30', 655.5, 1250, null),
            (9, 2, date '2018-06-30', 238.9, 498, null),
            (10, 2, date '2018-06-30', 241.2, 498, 'Đính chính: cộng khoản thu ngày cuối quý (mẫu)'),
            (11, 4, date '2018-06-30', 640, 900, null),
            (12, 5, date '2018-06-30', 118.4, 215, null),
            (13, 6, date '2018-06-30', 109.75, 232, null),
            (14, 7, date '2018-06-30', 10, null, null),
            (15, 8, date '2018-06-30', 15, 16, null),
            (16, 9, date '2018-06-30', 16, 16, null),
            (17, 10, date '2018-06-30', 12, 14, null),
            (18, 11, date '2018-06-30', 11, 18, null),
            (19, 13, date '2018-06-30', 52, 59, null),
            (20, 14, date '2018-06-30', 4.8, null, null),
            (21, 15, date '2018-06-30', 3.15, null, null),
            (22, 17, date '2018-06-30', null, 92, null),
            (23, 18, date '2018-06-30', null, 99, null),
            (24, 19, date '2018-06-30', 43, null, null),
            (25, 20, date '2018-06-30', 27, null, null),
            (26, 21, date '2018-06-30', 1300, null, null),
            (27, 22, date '2018-06-30', 50, null, null),
            (28, 23, date '2026-03-31', 5.1, null, null),
            (29, 23, date '2026-06-30', 9.6, null, null),
            (30, 24, date '2026-06-30', 2.1, null, null),
            (31, 25, date '2026-06-30', 6.2, 13.1, null),
            (32, 27, date '2026-06-30', 52.4, 101, null),
            (33, 28, date '2026-06-30', 5, null, null)
        ) as r (number, target, figures_on, actual_value, projected_value, note)
        join campaign_target t
            on t.id = ('01600000-0009-7000-8000-' || lpad(r.target::text, 12, '0'))::uuid
        join unit u on u.id = t.unit_id
        where r.figures_on <= today()
        order by r.number
    loop
        perform set_config('tdkt.subject', format('mau.unit_officer.%s', made.unit_code), true),
            set_config('tdkt.roles', 'unit_officer', true),
            set_config('tdkt.read_scope', made.lineage_id::text, true),
            set_config('tdkt.write_scope', made.lineage_id::text, true);
        insert into target_progress (
            id, campaign_target_id, figures_on, actual_value, projected_value, note, source)
        values (
            made.id, made.target_id, made.figures_on, made.actual_value, made.projected_value, made.note,
            'Báo cáo của đơn vị (mẫu)')
        on conflict do nothing;
    end loop;
    for made in
        select t.id, t.version, above.code, above.lineage_id,
            case above.level when 'province' then 'province_reviewer' else 'district_reviewer' end as role,
            right(t.id::text, 12)::integer as number
        from campaign_target t
        join unit u on u.id = t.unit_id
        join unit above on above.id = case when t.collective_id is null then u.parent_id else u.id end
        where t.id between '01600000-0009-7000-8000-000000000001' and '01600000-0009-7000-8000-000000000028'
        and t.state = 'registered'
        and right(t.id::text, 12)::integer not in (12, 26)
        and not exists (
            select
            from campaign_target_event e
            where e.campaign_target_id = t.id
            and e.action in ('confirm', 'return'))
        order by t.id
    loop
        perform set_config('tdkt.subject', format('mau.%s.%s', made.role, made.code), true),
            set_config('tdkt.roles', made.role, true),
            set_config('tdkt.read_scope', made.lineage_id::text, true),
            set_config('tdkt.write_scope', made.lineage_id::text, true);
        if made.number = 22 then
            perform return_target(made.id, made.version, 'Chỉ tiêu thấp hơn kết quả năm trước (mẫu)');
        else
            perform confirm_target(made.id, made.version);
        end if;
    end loop;
    perform set_config('tdkt.subject', '', true), set_config('tdkt.roles', '', true),
        set_config('tdkt.read_scope', '', true), set_config('tdkt.write_scope', '', true);
end
$$;
