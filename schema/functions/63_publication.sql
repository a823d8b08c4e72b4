-- What a reader (a mobile client, another system) may know of decisions and awards: class, year, number and date, unit,
-- kind of subject; the recipient's name only if the decision was published. No ids of persons, no money, no free text.
-- The role cannot read the tables themselves, so a check that the service forgets reveals nothing.

-- Readers also find a decision by its number.
create or replace view decision_public as
select d.id, d.version, d.number, d.signed_on, d.effective_on, d.authority, d.level, d.unit_id,
    (select u.name from unit u where u.id = d.unit_id) as unit_name,
    d.kind, d.published_on, d.province_lineage, d.district_lineage, d.commune_lineage, d.number_key
from decision d
where (select caller_is('reader'))
and (d.province_lineage = any ((select read_scope())::uuid[])
    or d.district_lineage = any ((select read_scope())::uuid[])
    or d.commune_lineage = any ((select read_scope())::uuid[])
    or (d.level in ('state', 'province') and d.province_lineage = any ((select caller_provinces())::uuid[])));

grant select on decision_public to tdkt_service;

-- The version includes the decision's version, because publication changes what is shown.
create or replace view award_public as
select a.id,
    a.version + (select d.version from decision d where d.id = a.decision_id) - 1 as version,
    a.decision_id, a.award_class_id,
    (select c.code from award_class c where c.id = a.award_class_id) as award_class_code,
    a.subject_kind,
    (select a.recipient_name from decision d where d.id = a.decision_id and d.published_on is not null) as recipient_name,
    a.unit_id,
    (select u.name from unit u where u.id = a.unit_id) as unit_name,
    a.year, a.signed_on,
    (select d.number from decision d where d.id = a.decision_id) as decision_number,
    a.state, a.commendation_type, a.province_lineage, a.district_lineage, a.commune_lineage
from award a
where (select caller_is('reader'))
and (a.province_lineage = any ((select read_scope())::uuid[])
    or a.district_lineage = any ((select read_scope())::uuid[])
    or a.commune_lineage = any ((select read_scope())::uuid[]));

grant select on award_public to tdkt_service;

create or replace function check_publication()
returns trigger
language plpgsql
as $$
begin
    if new.published_on < new.signed_on then
        perform refuse('decision_published_on_order');
    end if;
    if new.published_on > today() then
        perform refuse('decision_published_on_future');
    end if;
    return new;
end
$$;

-- Only those who record decisions of a level may publish them, in their own units.
create or replace function refuse_publisher(p_decision decision)
returns void
language plpgsql
stable
as $$
begin
    if not caller_is('province_reviewer')
        and not (caller_is('district_reviewer') and p_decision.level in ('district', 'commune'))
        or (array[p_decision.province_lineage, p_decision.district_lineage, p_decision.commune_lineage]
            && write_scope()) is not true then
        perform refuse('decision_publication_role');
    end if;
end
$$;

grant execute on function refuse_publisher(decision) to tdkt_service;

-- Called before the body of the request is read: the version of a decision that the caller sees, null when the caller
-- sees none.
create or replace function enter_publication(p_id uuid)
returns bigint
language plpgsql
stable
as $$
declare
    own decision;
begin
    select * into own from decision where id = p_id;
    if own.id is not null then
        perform refuse_publisher(own);
    end if;
    return own.version;
end
$$;

grant execute on function enter_publication(uuid) to tdkt_service;

-- A decision is published once and stays published. Definer, because the service cannot change a decision.
create or replace function publish_decision(p_id uuid, p_version bigint, p_published_on date)
returns void
language plpgsql
volatile
security definer
set search_path = pg_catalog, public, pg_temp
as $$
declare
    own decision;
begin
    select * into own from decision where id = p_id for update;
    perform refuse_publisher(own);
    if own.version <> p_version then
        perform refuse('decision_version');
    end if;
    if own.published_on is not null then
        perform refuse('decision_published', p_detail => state_detail('published'));
    end if;
    update decision set published_on = p_published_on where id = p_id;
end
$$;

grant execute on function publish_decision(uuid, bigint, date) to tdkt_service;

-- The award of a code, for the holder of the code: no person and no unit. The version is the sum of the versions of the
-- award and of the decisions that the answer shows; each only grows, so the sum changes whenever one of them changes.
create or replace function award_by_code(p_code text)
returns table (
    id uuid, version bigint, code text, nomination_id uuid, award_class_id uuid, subject_kind text, state text,
    decision_number text, signed_on date, corrected_on date)
language plpgsql
stable
security definer
set search_path = pg_catalog, public, pg_temp
as $$
begin
    return query
    select
        a.id,
        a.version + d.version + case when a.state = 'annulled' then (
            select coalesce(sum(by.version), 0)::bigint
            from annulment x
            join decision by on by.id = x.decision_id
            where x.award_id = a.id
        ) else 0 end,
        a.code, a.nomination_id, a.award_class_id, a.subject_kind, a.state, d.number, a.signed_on,
        greatest(a.corrected_on, d.corrected_on)
    from award a
    join decision d on d.id = a.decision_id
    where a.code = p_code
    and caller_is('unit_officer', 'district_reviewer', 'province_reviewer', 'council_reviewer', 'reader', 'auditor')
    and (a.province_lineage = any (read_scope())
        or a.district_lineage = any (read_scope())
        or a.commune_lineage = any (read_scope()));
end
$$;

grant execute on function award_by_code(text) to tdkt_service;
