-- Nominations of 2018 at their end: a certificate of the district chair and one of the province chair with their
-- awards, in the year after the one that the report counts, and a Labour Order that was sent on to the central level.

insert into decision (id, number, signed_on, authority, level, unit_id, signer_name, signer_title, summary)
select r.id::uuid, r.number, r.signed_on::date, r.authority, r.level, u.id, 'Người ký (mẫu)', r.signer_title, r.summary
from (values
    ('01600000-000a-7000-8000-000000000016', '302/QĐ-UBND', '2019-01-16', 'district_chair', 'district', '350',
        'Chủ tịch Ủy ban nhân dân huyện', 'Tặng Giấy khen (mẫu)'),
    ('01600000-000a-7000-8000-000000000017', '322/QĐ-UBND', '2019-01-18', 'province_chair', 'province', '35',
        'Chủ tịch Ủy ban nhân dân tỉnh', 'Tặng Bằng khen (mẫu)')
) as r (id, number, signed_on, authority, level, unit_code, signer_title, summary)
join unit u on u.code = r.unit_code and u.valid_from = '1997-01-01'
order by r.id
on conflict do nothing;

do $$
declare
    made record;
begin
    for made in
        select r.award_id::uuid, d.id as decision_id, n.id as nomination_id, r.role, u.lineage_id as lineage,
            u.code as unit_code
        from (values
            ('01600000-000b-7000-8000-000000000052', '01600000-000a-7000-8000-000000000016',
                '01600000-0027-7000-8000-000000000004', 'district_reviewer'),
            ('01600000-000b-7000-8000-000000000053', '01600000-000a-7000-8000-000000000017',
                '01600000-0027-7000-8000-000000000007', 'province_reviewer')
        ) as r (award_id, decision_id, nomination_id, role)
        join decision d on d.id = r.decision_id::uuid
        join unit u on u.id = d.unit_id
        join nomination n on n.id = r.nomination_id::uuid and n.state = 'approved'
        order by r.award_id
    loop
        perform set_config('tdkt.subject', format('mau.%s.%s', made.role, made.unit_code), true),
            set_config('tdkt.roles', made.role, true),
            set_config('tdkt.read_scope', made.lineage::text, true),
            set_config('tdkt.write_scope', made.lineage::text, true);
        insert into award (id, decision_id, nomination_id)
        values (made.award_id, made.decision_id, made.nomination_id);
    end loop;
    perform set_config('tdkt.subject', 'mau.province_reviewer.35', true),
        set_config('tdkt.roles', 'province_reviewer', true),
        set_config('tdkt.read_scope', n.province_lineage::text, true),
        set_config('tdkt.write_scope', n.province_lineage::text, true)
    from nomination n
    where n.id = '01600000-0027-7000-8000-000000000014';
    insert into nomination_event (nomination_id, on_version, action, acted_on, letter_number, letter_on)
    select n.id, n.version, 'forward', '2018-06-12', '88/TTr-UBND', '2018-06-12'
    from nomination n
    where n.id = '01600000-0027-7000-8000-000000000014'
    and n.state = 'approved'
    and not exists (select from nomination_event e where e.nomination_id = n.id and e.action = 'forward');
end
$$;
