-- Whose a rule is. The nation's rules have no owner; a province may have rules of its own where the law leaves it the
-- choice (Decree 152/2025/ND-CP Art 6.2), and they count in that province alone.

alter table award_rule
    add column province_lineage uuid,
    -- Who decides and what money goes with an award is never left to a province.
    add constraint award_rule_province_lineage_check check (
        province_lineage is null or kind not in ('authority', 'bonus')),
    drop constraint award_rule_period_excl,
    add constraint award_rule_period_excl exclude using gist (
        award_class_id with =, kind with =, coalesce(subject_kind, '') with =,
        coalesce(province_lineage, '00000000-0000-0000-0000-000000000000') with =,
        daterange(valid_from, valid_to, '[]') with &&)
        where (kind in ('vote', 'bonus', 'consultation'));

create index award_rule_province_lineage_idx on award_rule (province_lineage) where province_lineage is not null;

-- The rules of a class that bind on a day in a province: the province's own where it has any of the kind, else the
-- nation's. p_province of null asks for the nation's. A class that has none itself takes those of its form.
create function legal_rules(p_class uuid, p_kind text, p_subject_kind text, p_on date, p_province uuid)
returns setof award_rule
language plpgsql
stable
as $$
declare
    place record;
begin
    select own.award_class_id, own.province_lineage into place
    from award_rule own
    join award_class c on c.id = p_class and own.award_class_id in (c.id, c.parent_id)
    where (own.province_lineage is null or own.province_lineage = p_province)
    and rule_binds(own, p_kind, p_subject_kind, p_on)
    order by own.award_class_id = p_class desc, own.province_lineage nulls last
    limit 1;
    if not found then
        return;
    end if;
    return query
        select r.*
        from award_rule r
        where r.award_class_id = place.award_class_id
        and r.province_lineage is not distinct from place.province_lineage
        and rule_binds(r, p_kind, p_subject_kind, p_on)
        order by r.kind, r.path, r.valid_from, r.id;
end
$$;

-- Without a province: the nation's rules alone.
create or replace function legal_rules(p_class uuid, p_kind text, p_subject_kind text, p_on date)
returns setof award_rule
language plpgsql
stable
as $$
begin
    return query select * from legal_rules(p_class, p_kind, p_subject_kind, p_on, null);
end
$$;
