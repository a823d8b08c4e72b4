-- Targets that the six units registered for 2018, and communes of Ninh Bình for 2026: budget revenue and new-rural
-- construction as priorities, the class-II urban area of Phủ Lý, and some in every field. Each officer registers for
-- their own unit; figures and confirmations follow in 04_target_progress.sql. The numbers are made up.

do $$
declare
    made record;
begin
    for made in
        select ('01600000-0009-7000-8000-' || lpad(r.number::text, 12, '0'))::uuid as id,
            ('01600000-0006-7000-8000-' || lpad(r.campaign::text, 12, '0'))::uuid as campaign_id,
            ('01600000-0007-7000-8000-' || lpad(r.collective::text, 12, '0'))::uuid as collective_id,
            u.id as unit_id, u.code as unit_code, i.id as indicator_id, i.name_vi, i.field, i.measure_unit,
            i.direction, i.basis, r.registered_value, r.due_on, r.priority, r.weight, r.note
        from (values
            (1, 1, '347', date '1997-01-01', null::integer, 'THU-NS', 1200, date '2018-12-31', true, 2, null::text),
            (2, 1, '349', date '1997-01-01', null, 'THU-NS', 520, date '2018-12-31', true, 2, null),
            (3, 1, '350', date '1997-01-01', null, 'THU-NS', 430, date '2018-12-31', true, 2, null),
            (4, 1, '351', date '1997-01-01', null, 'THU-NS', 610, date '2018-12-31', true, 2, null),
            (5, 1, '352', date '1997-01-01', null, 'THU-NS', 210, date '2018-12-31', true, 2, null),
            (6, 1, '353', date '1997-01-01', null, 'THU-NS', 260, date '2018-12-31', true, 2, null),
            (7, 2, '347', date '1997-01-01', null, 'XA-NTM', 10, date '2018-12-31', true, 2, null),
            (8, 2, '349', date '1997-01-01', null, 'XA-NTM', 16, date '2018-12-31', true, 2, null),
            (9, 2, '350', date '1997-01-01', null, 'XA-NTM', 16, date '2018-12-31', true, 2, null),
            (10, 2, '351', date '1997-01-01', null, 'XA-NTM', 16, date '2018-12-31', true, 2, null),
            (11, 2, '352', date '1997-01-01', null, 'XA-NTM', 18, date '2018-12-31', true, 2, null),
            (12, 2, '353', date '1997-01-01', null, 'XA-NTM', 22, date '2018-12-31', true, 2, null),
            (13, 1, '347', date '1997-01-01', null, 'TC-DT-II', 59, date '2018-12-31', true, 1.5,
                'Xây dựng thành phố Phủ Lý đạt tiêu chuẩn đô thị loại II'),
            (14, 1, '353', date '1997-01-01', null, 'HO-NGHEO', 4.5, date '2018-06-30', false, 1, null),
            (15, 1, '349', date '1997-01-01', null, 'HO-NGHEO', 3.2, date '2018-12-31', false, 1, null),
            (16, 1, '349', date '1997-01-01', null, 'GIAO-QUAN', 100, date '2018-03-31', false, 1, null),
            (17, 1, '352', date '1997-01-01', null, 'TTXH', 90, date '2018-12-31', false, 1, null),
            (18, 1, '349', date '1997-01-01', 22, 'TN-THCS', 99.5, date '2018-12-31', false, 1, null),
            (19, 1, '347', date '1997-01-01', null, 'TNGT', 40, date '2018-12-31', false, 1, null),
            (20, 1, '350', date '1997-01-01', null, 'TNGT', 60, date '2018-12-31', false, 1, null),
            (21, 1, '351', date '1997-01-01', null, 'VIEC-LAM', 2400, date '2018-12-31', false, 1, null),
            (22, 1, '352', date '1997-01-01', null, 'KN-DANG', 120, date '2018-12-31', false, 1, null),
            (23, 3, '13573', date '2025-07-01', null, 'THU-NS', 18.5, date '2026-12-31', true, 2, null),
            (24, 3, '13573', date '2025-07-01', null, 'HO-NGHEO', 1.9, date '2026-12-31', false, 1, null),
            (25, 3, '13627', date '2025-07-01', null, 'THU-NS', 14.2, date '2026-12-31', true, 2, null),
            (26, 3, '13627', date '2025-07-01', null, 'NUOC-SACH', 98, date '2026-12-31', false, 1, null),
            (27, 3, '13285', date '2025-07-01', null, 'THU-NS', 96, date '2026-12-31', true, 2, null),
            (28, 3, '13285', date '2025-07-01', null, 'TNGT', 12, date '2026-12-31', false, 1, null)
        ) as r (
            number, campaign, unit_code, valid_from, collective, indicator, registered_value, due_on, priority, weight,
            note)
        join unit u on u.code = r.unit_code and u.valid_from = r.valid_from
        join indicator i on i.code = r.indicator
        order by r.number
    loop
        perform set_config('tdkt.subject', format('mau.unit_officer.%s', made.unit_code), true),
            set_config('tdkt.roles', 'unit_officer', true);
        insert into campaign_target (
            id, campaign_id, unit_id, collective_id, indicator_id, indicator, field, measure_unit, direction, basis,
            registered_value, due_on, priority, weight, note)
        values (
            made.id, made.campaign_id, made.unit_id, made.collective_id, made.indicator_id, made.name_vi, made.field,
            made.measure_unit, made.direction, made.basis, made.registered_value, made.due_on, made.priority,
            made.weight, made.note)
        on conflict do nothing;
    end loop;
    perform set_config('tdkt.subject', '', true), set_config('tdkt.roles', '', true);
end
$$;
