-- What a database holds already gets its type and procedure. Nominations for a form that are drafts, returned or under review by a
-- district or province continue by the simplified procedure if their dossier is irregular; those that are before the public or a council,
-- or past it, end by the full one. The rules themselves, and which papers each procedure needs, come
-- with the reference data.
-- kind: backfill

do $$
begin
    -- Only what follows from the dossier is written, nobody edits.
    alter table nomination disable trigger user;

    update nomination n
    set commendation_type = d.commendation_type
    from dossier d
    where d.id = n.dossier_id
    and d.commendation_type <> n.commendation_type;

    update nomination n
    set procedure = 'simplified',
        procedure_article = case
            when received.on_day < '2024-01-01' then 'Luật Thi đua, khen thưởng 2003'
            when received.on_day < '2025-07-01' then 'Luật 06/2022/QH15 Điều 85'
            else 'Luật 06/2022/QH15 Điều 85; Nghị định 152/2025/NĐ-CP Điều 44.2'
        end,
        version = n.version + 1
    from (
        select m.id, coalesce(
            (select min(e.acted_on) from nomination_event e where e.nomination_id = m.id and e.action = 'receive'),
            d.dated_on) as on_day
        from nomination m
        join dossier d on d.id = m.dossier_id
    ) received
    cross join award_class c
    where received.id = n.id
    and c.id = n.award_class_id
    and c.code in ('HCLD1', 'HCLD2', 'HCLD3', 'BKTTG', 'BKT', 'GK')
    and n.commendation_type = 'irregular'
    and received.on_day >= '2004-07-01'
    and coalesce(n.held_state, n.state) in ('draft', 'returned', 'submitted', 'district_review', 'province_appraisal');

    alter table nomination enable trigger user;
end
$$;
