-- The warnings of a nomination (duplicates, awards already held, quotas, missing documents, rules not met), and how
-- often a class is given.

create or replace function complete_recurrence()
returns trigger
language plpgsql
as $$
begin
    new.recurrence := case
        when new.category = 'title' then 'yearly'
        when new.level = 'state' then 'once'
        else 'repeated'
    end;
    return new;
end
$$;

create or replace function warning(p_code text, p_vi text, p_en text)
returns jsonb
language plpgsql
immutable
parallel safe
as $$
begin
    return jsonb_build_object('code', p_code, 'detail_vi', p_vi, 'detail_en', p_en);
end
$$;

grant execute on function warning(text, text, text) to tdkt_service;

-- Whether a nomination counts for others: not yet as a draft, and no longer in a final state.
create or replace function is_under_way(p_state text)
returns boolean
language plpgsql
stable
as $$
begin
    return p_state <> 'draft' and exists (select from nomination_state s where s.code = p_state and not s.is_final);
end
$$;

grant execute on function is_under_way(text) to tdkt_service;

-- The day whose law applies to a nomination, even if it is not stored yet.
create or replace function law_date_of(p_nomination nomination)
returns date
language plpgsql
stable
as $$
begin
    return law_date(p_nomination.id, p_nomination.dossier_id);
end
$$;

grant execute on function law_date_of(nomination) to tdkt_service;

-- Warns if another nomination of the subject is under way for the same class and year (for any year, if the class is
-- given once), or for the same achievement.
create or replace function warn_of_duplicates(p_nomination nomination)
returns jsonb
language plpgsql
stable
as $$
declare
    is_same_class boolean;
    is_same_deed boolean;
    said jsonb := '[]';
begin
    select
        bool_or(m.award_class_id = p_nomination.award_class_id
            and (m.year = p_nomination.year or c.recurrence = 'once')),
        bool_or(p_nomination.achievement <> '' and fold(m.achievement) = fold(p_nomination.achievement))
    into is_same_class, is_same_deed
    from nomination m
    join award_class c on c.id = p_nomination.award_class_id
    where (m.individual_id = p_nomination.individual_id or m.collective_id = p_nomination.collective_id)
    and m.id <> p_nomination.id
    and is_under_way(m.state);
    if is_same_class then
        said := said || warning('duplicate_nomination',
            'Đối tượng này đang được đề nghị cùng danh hiệu, hình thức ở một đề nghị khác',
            'The subject is nominated for this class in another nomination');
    end if;
    if is_same_deed then
        said := said || warning('duplicate_nomination',
            'Cùng thành tích này đang được nêu ở một đề nghị khác cho cùng đối tượng',
            'The same achievement stands in another nomination of the subject');
    end if;
    return said;
end
$$;

create or replace function warn_of_awards(p_nomination nomination)
returns jsonb
language plpgsql
stable
as $$
begin
    return (
        select coalesce(
            jsonb_agg(
                warning('already_awarded',
                    format('Đối tượng đã được tặng %s', c.name_vi)
                        || case c.recurrence when 'yearly' then format(' của năm %s', p_nomination.year) else '' end,
                    format('The subject already holds the %s', c.name_en)
                        || case c.recurrence when 'yearly' then format(' for %s', p_nomination.year) else '' end)),
            '[]')
        from award_class c
        where c.id = p_nomination.award_class_id
        and exists (
            select
            from award a
            where (a.individual_id = p_nomination.individual_id or a.collective_id = p_nomination.collective_id)
            and a.award_class_id = c.id
            and a.state = 'valid'
            and (c.recurrence = 'once' or c.recurrence = 'yearly' and a.year = p_nomination.year)));
end
$$;

-- Whether a row lies in the proposing unit: a commune, a district with its communes, or the bodies of the province
-- itself.
create or replace function lies_in_unit_of(p_nomination nomination, p_province uuid, p_district uuid, p_commune uuid)
returns boolean
language sql
immutable
parallel safe
return p_province = p_nomination.province_lineage
    and case
        when p_nomination.commune_lineage is not null then p_commune is not distinct from p_nomination.commune_lineage
        when p_nomination.district_lineage is not null
            then p_district is not distinct from p_nomination.district_lineage
        else p_district is null and p_commune is null
    end;

grant execute on function lies_in_unit_of(nomination, uuid, uuid, uuid) to tdkt_service;

-- How many hold a class for the year or are nominated for it, each counted once. p_is_province: in the whole province.
create or replace function count_holders(p_nomination nomination, p_class uuid, p_is_province boolean)
returns bigint
language plpgsql
stable
as $$
begin
    return (
        select count(*)
        from (
            select coalesce(a.individual_id, a.collective_id, a.id)
            from award a
            where a.award_class_id = p_class
            and a.year = p_nomination.year
            and a.state = 'valid'
            and a.province_lineage = p_nomination.province_lineage
            and (p_is_province
                or lies_in_unit_of(p_nomination, a.province_lineage, a.district_lineage, a.commune_lineage))
            union
            select coalesce(m.individual_id, m.collective_id)
            from nomination m
            where m.award_class_id = p_class
            and m.year = p_nomination.year
            and is_under_way(m.state)
            and m.province_lineage = p_nomination.province_lineage
            and (p_is_province
                or lies_in_unit_of(p_nomination, m.province_lineage, m.district_lineage, m.commune_lineage))
            union
            select coalesce(p_nomination.individual_id, p_nomination.collective_id)
            where p_nomination.award_class_id = p_class
        ) as holder);
end
$$;

grant execute on function count_holders(nomination, uuid, boolean) to tdkt_service;

-- A quota is a share of the holders of another class in the unit and year or, where the rule names no class, of the
-- leaders of the province's clusters in the year.
create or replace function warn_of_quotas(p_nomination nomination, p_law_day date)
returns jsonb
language plpgsql
stable
as $$
begin
    return (
        select coalesce(
            jsonb_agg(
                warning('quota_exceeded',
                    format('Vượt tỷ lệ %s%%: %s trên %s. %s',
                        trim_scale(r.permille / 10.0), used.number, base.number, r.text_vi),
                    format('Beyond %s%%: %s of %s. %s',
                        trim_scale(r.permille / 10.0), used.number, base.number, r.text_en))
                order by r.kind, r.path, r.valid_from, r.id),
            '[]')
        from legal_rules(
            p_nomination.award_class_id, 'quota', p_nomination.subject_kind, p_law_day, p_nomination.province_lineage) r
        cross join lateral (
            select case
                when r.needs_award_class_id is not null then count_holders(p_nomination, r.needs_award_class_id, false)
                else (
                    select count(*)
                    from cluster_member l
                    where l.province_lineage = p_nomination.province_lineage
                    and l.year = p_nomination.year
                    and l.role = 'leader')
            end
        ) as base (number)
        cross join lateral (
            select count_holders(p_nomination, p_nomination.award_class_id, r.needs_award_class_id is null)
        ) as used (number)
        where used.number * 1000 > r.permille * base.number);
end
$$;

create or replace function warn_of_papers(p_nomination nomination, p_law_day date)
returns jsonb
language plpgsql
stable
as $$
begin
    return (
        select coalesce(
            jsonb_agg(
                warning('missing_document',
                    format('Hồ sơ chưa có: %s', needed.name_vi), format('Missing from the dossier: %s', needed.name_en))
                order by needed.id),
            '[]')
        from required_document needed
        where (needed.award_class_id is null or needed.award_class_id = p_nomination.award_class_id)
        and coalesce(needed.procedure = p_nomination.procedure, true)
        and p_law_day between needed.valid_from and coalesce(needed.valid_to, 'infinity')
        and not exists (
            select
            from dossier_document paper
            where paper.dossier_id = p_nomination.dossier_id
            and paper.kind = needed.kind
            and (paper.nomination_id is null or paper.nomination_id = p_nomination.id)));
end
$$;

create or replace function warn_of_rules(p_nomination nomination, p_law_day date)
returns jsonb
language plpgsql
stable
as $$
begin
    if not is_not_met(
        p_nomination.award_class_id,
        case_of(
            p_nomination.award_class_id, p_nomination.collective_id, p_nomination.individual_id,
            p_nomination.subject_kind, p_nomination.year, p_law_day, false, p_nomination.procedure = 'simplified'),
        p_nomination.province_lineage) then
        return '[]';
    end if;
    return jsonb_build_array(warning('not_eligible',
        'Đối tượng chưa đạt tiêu chuẩn của danh hiệu, hình thức này theo dữ liệu hiện có',
        'By the records the subject does not meet the criteria of this class'));
end
$$;

-- A nomination in a final state has no warnings.
create or replace function compute_warnings(p_nomination nomination)
returns jsonb
language plpgsql
stable
as $$
declare
    law_day date;
begin
    if not exists (select from nomination_state s where s.code = p_nomination.state and not s.is_final) then
        return '[]';
    end if;
    law_day := law_date_of(p_nomination);
    return warn_of_duplicates(p_nomination)
        || warn_of_awards(p_nomination)
        || warn_of_quotas(p_nomination, law_day)
        || warn_of_papers(p_nomination, law_day)
        || warn_of_rules(p_nomination, law_day);
end
$$;

grant execute on function compute_warnings(nomination) to tdkt_service;

drop function if exists nomination_warnings(uuid);

-- Writes that move nominations of one subject happen one after another. Each takes this lock before it locks any row:
-- two events that each refresh the other's nomination would otherwise wait for each other for ever.
create or replace function await_subject(p_subject uuid)
returns void
language plpgsql
volatile
as $$
begin
    perform pg_advisory_xact_lock(hashtextextended('nomination of ' || p_subject, 0));
end
$$;

grant execute on function await_subject(uuid) to tdkt_service;

create or replace function await_subject_of_event()
returns trigger
language plpgsql
security definer
set search_path = pg_catalog, public, pg_temp
as $$
begin
    perform await_subject(coalesce(n.individual_id, n.collective_id)) from nomination n where n.id = new.nomination_id;
    return new;
end
$$;

-- Computes the warnings of the subject's other nominations again. Only a nomination whose warnings differ gets a new
-- version, so that nobody acts on the old warnings. An award or a document comes here without an event, so the subjects
-- are locked here first.
create or replace function refresh_warnings(p_individual uuid, p_collective uuid, p_dossier uuid, p_except uuid)
returns void
language plpgsql
volatile
as $$
declare
    other nomination;
    fresh jsonb;
begin
    perform await_subject(subject.id)
    from (
        select distinct coalesce(n.individual_id, n.collective_id) as id
        from nomination n
        where n.individual_id = p_individual or n.collective_id = p_collective or n.dossier_id = p_dossier
        order by 1
    ) as subject;
    for other in
        select n.*
        from nomination n
        join nomination_state s on s.code = n.state and not s.is_final
        where (n.individual_id = p_individual or n.collective_id = p_collective or n.dossier_id = p_dossier)
        and n.id is distinct from p_except
        order by n.id
        for no key update of n
    loop
        fresh := compute_warnings(other);
        if fresh <> other.warnings then
            update nomination set warnings = fresh where id = other.id;
        end if;
    end loop;
end
$$;

grant execute on function refresh_warnings(uuid, uuid, uuid, uuid) to tdkt_service;

create or replace function warn_nomination()
returns trigger
language plpgsql
security definer
set search_path = pg_catalog, public, pg_temp
as $$
begin
    new.warnings := compute_warnings(new);
    return new;
end
$$;

create or replace function warn_others()
returns trigger
language plpgsql
security definer
set search_path = pg_catalog, public, pg_temp
as $$
begin
    perform await_subject(coalesce(new.individual_id, new.collective_id));
    perform refresh_warnings(new.individual_id, new.collective_id, null, new.id);
    if (old.individual_id, old.collective_id) is distinct from (new.individual_id, new.collective_id) then
        perform refresh_warnings(old.individual_id, old.collective_id, null, new.id);
    end if;
    return null;
end
$$;

-- A new or changed award may change the warnings of its recipient's nominations; a corrected one also those of the
-- recipient it was taken from.
create or replace function warn_of_award()
returns trigger
language plpgsql
security definer
set search_path = pg_catalog, public, pg_temp
as $$
begin
    perform refresh_warnings(new.individual_id, new.collective_id, null, null);
    if tg_op = 'UPDATE'
        and (old.individual_id, old.collective_id) is distinct from (new.individual_id, new.collective_id) then
        perform refresh_warnings(old.individual_id, old.collective_id, null, null);
    end if;
    return null;
end
$$;

create or replace function warn_of_document()
returns trigger
language plpgsql
security definer
set search_path = pg_catalog, public, pg_temp
as $$
begin
    perform refresh_warnings(null, null, coalesce(new.dossier_id, old.dossier_id), null);
    return null;
end
$$;

-- Whether the event's transition requires an acknowledgement when there are warnings. Such a transition never leads to
-- a final state, which has no warnings.
create or replace function weighs_warnings(p_event nomination_event)
returns boolean
language plpgsql
stable
as $$
begin
    return exists (
        select
        from nomination_transition t
        where t.from_state = p_event.from_state
        and t.action = p_event.action
        and t.to_state = p_event.to_state
        and t.stage = p_event.stage
        and t.weighs_warnings);
end
$$;
