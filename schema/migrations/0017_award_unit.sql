-- Awards whose unit did not exist on the day of signature: an award of 2021 for a person who lives in a ward of 2025 was
-- stored under that ward, so the reports of the city of 2021 missed it. Each moves to the unit of that day, by the rule
-- that new awards follow (unit_on, functions/60_award). The change history keeps the earlier unit.
-- kind: backfill

do $$
begin
    -- These awards were checked when they were recorded; only their place changes.
    if exists (select from pg_trigger where tgrelid = 'award'::regclass and tgname = 'c_decision_changed') then
        alter table award disable trigger c_decision_changed;
    end if;

    with recursive stray as (
        select a.id, a.signed_on, u.id as unit_id, u.name, u.valid_from > a.signed_on as is_later, d.unit_id as within_id
        from award a
        join unit u on u.id = a.unit_id
        join decision d on d.id = a.decision_id
        where a.signed_on not between u.valid_from and coalesce(u.valid_to, 'infinity')
    ),
    kin (award_id, id) as (
        select s.id, s.unit_id
        from stray s
        union
        select k.award_id, case when s.is_later then f.predecessor_id else f.successor_id end
        from kin k
        join stray s on s.id = k.award_id
        join unit u on u.id = k.id and s.signed_on not between u.valid_from and coalesce(u.valid_to, 'infinity')
        join unit_succession f on s.is_later and f.successor_id = k.id or not s.is_later and f.predecessor_id = k.id
    ),
    place as (
        select
            k.award_id,
            case
                when count(distinct u.lineage_id) = 1 then min(u.lineage_id::text)
                when count(distinct u.district_lineage) = 1 and count(*) = count(u.district_lineage)
                    then min(u.district_lineage::text)
            end::uuid as lineage_id
        from kin k
        join stray s on s.id = k.award_id
        join unit u on u.id = k.id and s.signed_on between u.valid_from and coalesce(u.valid_to, 'infinity')
        join unit w on w.id = s.within_id and w.lineage_id in (u.lineage_id, u.district_lineage, u.province_lineage)
        group by k.award_id
    )
    update award a
    set unit_id = fresh.id,
        recipient_unit_name = case when a.recipient_unit_name = s.name then fresh.name else a.recipient_unit_name end
    from stray s
    left join place p on p.award_id = s.id
    cross join lateral (
        select u.id, u.name
        from unit u
        where (u.lineage_id = p.lineage_id or u.id = s.within_id)
        and s.signed_on between u.valid_from and coalesce(u.valid_to, 'infinity')
        order by (u.lineage_id = p.lineage_id) is true desc
        limit 1
    ) as fresh
    where a.id = s.id;

    if exists (select from pg_trigger where tgrelid = 'award'::regclass and tgname = 'c_decision_changed') then
        alter table award enable trigger c_decision_changed;
    end if;
end
$$;
