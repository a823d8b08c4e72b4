-- An award is annulled by a decision of its own, on one of the four grounds of the law (Law 06/2022/QH15, chapter VII).
-- The award stays and becomes annulled; the workflow of its nomination ends; and awards and nominations that relied on
-- it can be listed, to be reviewed.

-- Runs as the caller: what the caller does not see counts as missing. Copies the scope of the award.
create or replace function scope_by_award()
returns trigger
language plpgsql
as $$
begin
    select province_lineage, district_lineage, commune_lineage
    into new.province_lineage, new.district_lineage, new.commune_lineage
    from award
    where id = new.award_id;
    if not found then
        perform refuse_reference(tg_table_name, 'award_id');
    end if;
    if not exists (select from decision where id = new.decision_id) then
        perform refuse_reference(tg_table_name, 'decision_id');
    end if;
    return new;
end
$$;

-- Whether the body that gave an award no longer exists; then the chair of the province may annul it.
create or replace function is_orphaned(p_award award, p_on date)
returns boolean
language plpgsql
stable
as $$
begin
    return exists (
        select
        from decision given
        where given.id = p_award.decision_id
        and not unit_stands(
            coalesce(given.commune_lineage, given.district_lineage, given.province_lineage), p_on));
end
$$;

grant execute on function is_orphaned(award, date) to tdkt_service;

-- The decision must be signed for the unit of the award, for one above it, or for a successor of these: a body that
-- took over an archive annuls what is in it. While the body that gave the award exists, the decision must also be
-- signed for that body or one above it: a commune cannot annul what its district gave.
create or replace function check_annulment_decision(p_award award, p_decision decision)
returns void
language plpgsql
stable
as $$
declare
    given decision;
    reach uuid[];
begin
    if p_decision.kind <> 'annulment' then
        perform refuse('annulment_decision_kind');
    end if;
    if p_decision.signed_on < p_award.signed_on then
        perform refuse('annulment_order');
    end if;
    if p_decision.signed_on > today() then
        perform refuse('annulment_future');
    end if;
    select * into given from decision where id = p_award.decision_id;
    select array_agg(a.id) into reach
    from archive_of(array[coalesce(
        p_decision.commune_lineage, p_decision.district_lineage, p_decision.province_lineage)]) as a (id);
    if not reach && array[p_award.province_lineage, p_award.district_lineage, p_award.commune_lineage] then
        perform refuse('annulment_decision_unit');
    end if;
    if p_decision.authority <> all (
        award_authorities(p_award.award_class_id, p_award.subject_kind, p_decision.signed_on))
        and not (p_decision.authority = 'province_chair' and is_orphaned(p_award, p_decision.signed_on)) then
        perform refuse_authority(p_decision.authority, p_award.award_class_id, p_decision.signed_on);
    end if;
    if not reach && array[given.province_lineage, given.district_lineage, given.commune_lineage]
        and not is_orphaned(p_award, p_decision.signed_on) then
        perform refuse('annulment_decision_body');
    end if;
end
$$;

grant execute on function check_annulment_decision(award, decision) to tdkt_service;

-- Definer, to lock the award, so that only one of two annulments succeeds. The subject is locked before the row, as for
-- every event.
create or replace function enter_annulment()
returns trigger
language plpgsql
security definer
set search_path = pg_catalog, public, pg_temp
as $$
declare
    own award;
    head decision;
begin
    perform await_subject(coalesce(a.individual_id, a.collective_id)) from award a where a.id = new.award_id;
    select * into own from award where id = new.award_id for update;
    if own.version <> new.on_version then
        perform refuse('annulment_version');
    end if;
    if own.state <> 'valid' then
        perform refuse('award_annulled', p_detail => state_detail('annulled'));
    end if;
    select * into head from decision where id = new.decision_id;
    perform check_annulment_decision(own, head);
    return new;
end
$$;

-- Fires after row security allowed the insert: annuls the award and enters the last event of its nomination.
create or replace function annul_award()
returns trigger
language plpgsql
security definer
set search_path = pg_catalog, public, pg_temp
as $$
declare
    nominated uuid;
begin
    update award set state = 'annulled' where id = new.award_id returning nomination_id into nominated;
    insert into nomination_event (nomination_id, on_version, action, acted_on, ground, reason, decision_id)
    select n.id, n.version, 'annul', d.signed_on, new.ground, new.reason, d.id
    from nomination n
    join decision d on d.id = new.decision_id
    where n.id = nominated;
    return null;
end
$$;

-- Whether the rules of an award class on a day in a province require another class, its form, or one of its classes.
create or replace function asks_for(p_class uuid, p_subject_kind text, p_on date, p_held uuid, p_province uuid)
returns boolean
language plpgsql
stable
as $$
begin
    return exists (
        select
        from legal_rules(p_class, 'eligibility', p_subject_kind, p_on, p_province) r
        join award_class needed on needed.id = r.needs_award_class_id
        join award_class held on held.id = p_held
        where needed.id in (held.id, held.parent_id)
        or needed.parent_id = held.id);
end
$$;

grant execute on function asks_for(uuid, text, date, uuid, uuid) to tdkt_service;

create or replace view award_dependant with (security_invoker = true) as
select a.id, a.version, x.id as on_award_id, 'award' as kind, a.code, a.award_class_id, a.year, a.state,
    a.signed_on as counted_on
from award x
join award a on a.individual_id = x.individual_id or a.collective_id = x.collective_id
where x.commendation_type = 'merit'
and a.id <> x.id
and a.state = 'valid'
and a.signed_on >= x.signed_on
and asks_for(a.award_class_id, a.subject_kind, a.signed_on, x.award_class_id, a.province_lineage)
union all
select n.id, n.version, x.id, 'nomination', n.code, n.award_class_id, n.year, n.state, law.day
from award x
join nomination n on n.individual_id = x.individual_id or n.collective_id = x.collective_id
join nomination_state s on s.code = n.state and not s.is_final
cross join lateral nomination_law_date(n.id) as law (day)
where x.commendation_type = 'merit'
and law.day >= x.signed_on
and asks_for(n.award_class_id, n.subject_kind, law.day, x.award_class_id, n.province_lineage);

grant select on award_dependant to tdkt_service;
