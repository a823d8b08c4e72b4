-- What a reviewer should weigh before a nomination goes on: it stands twice, the award is held already, a quota is
-- passed, a paper is missing, the rules are not met. Warnings never block: they are acknowledged with a reason. They
-- are worked out past the caller's scope and say of what lies outside it no more than that it is there.

create function warning(p_code text, p_vi text, p_en text)
returns jsonb
language sql
immutable
parallel safe
return jsonb_build_object('code', p_code, 'detail_vi', p_vi, 'detail_en', p_en);

-- A draft is nobody's business yet, and a road that ended nominates nobody any more.
create function is_under_way(p_state text)
returns boolean
language plpgsql
stable
as $$
begin
    return p_state <> 'draft' and exists (select from nomination_state s where s.code = p_state and not s.is_final);
end
$$;

-- The law of the day, also for a nomination that is only being written.
create function law_date_of(p_nomination nomination)
returns date
language plpgsql
stable
as $$
begin
    return coalesce(
        nomination_law_date(p_nomination.id), (select d.dated_on from dossier d where d.id = p_nomination.dossier_id));
end
$$;

-- The same subject, nominated elsewhere for the same: the class in the year (ever, where it is given once), or one
-- achievement under another class.
create function warn_of_duplicates(p_nomination nomination)
returns setof jsonb
language plpgsql
stable
as $$
begin
    return query
        with others as (
            select
                m.award_class_id = p_nomination.award_class_id
                    and (m.year = p_nomination.year or c.recurrence = 'once') as is_same_class,
                fold(m.achievement) = fold(p_nomination.achievement) and p_nomination.achievement <> '' as is_same_deed
            from nomination m
            join award_class c on c.id = p_nomination.award_class_id
            where (m.individual_id = p_nomination.individual_id or m.collective_id = p_nomination.collective_id)
            and m.id <> p_nomination.id
            and is_under_way(m.state)
        )
        select warning('duplicate_nomination',
            'Đối tượng này đang được đề nghị cùng danh hiệu, hình thức ở một đề nghị khác',
            'The subject is nominated for this class in another nomination')
        where exists (select from others o where o.is_same_class)
        union all
        select warning('duplicate_nomination',
            'Cùng thành tích này đang được nêu ở một đề nghị khác cho cùng đối tượng',
            'The same achievement stands in another nomination of the subject')
        where exists (select from others o where o.is_same_deed);
end
$$;

create function warn_of_awards(p_nomination nomination)
returns setof jsonb
language plpgsql
stable
as $$
begin
    return query
        select warning('already_awarded',
            format('Đối tượng đã được tặng %s', c.name_vi)
                || case c.recurrence when 'yearly' then format(' của năm %s', p_nomination.year) else '' end,
            format('The subject already holds the %s', c.name_en)
                || case c.recurrence when 'yearly' then format(' for %s', p_nomination.year) else '' end)
        from award_class c
        where c.id = p_nomination.award_class_id
        and exists (
            select
            from award a
            where (a.individual_id = p_nomination.individual_id or a.collective_id = p_nomination.collective_id)
            and a.award_class_id = c.id
            and a.state = 'valid'
            and (c.recurrence = 'once' or c.recurrence = 'yearly' and a.year = p_nomination.year));
end
$$;

-- Whether a row lies in the unit that proposes: a district with its communes, or the offices of the province itself.
create function lies_in_unit_of(p_nomination nomination, p_province uuid, p_district uuid, p_commune uuid)
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

-- Who holds a class for the year, or is on the way to it, each once. p_is_province: in the whole province.
create function count_holders(p_nomination nomination, p_class uuid, p_is_province boolean)
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

-- A quota counts against the holders of another class in the unit and year, or, where the rule names none, against the
-- leaders of the province's clusters in the year.
create function warn_of_quotas(p_nomination nomination)
returns setof jsonb
language plpgsql
stable
as $$
begin
    return query
        select warning('quota_exceeded',
            format('Vượt tỷ lệ %s%%: %s trên %s. %s',
                trim_scale(r.permille / 10.0), used.number, base.number, r.text_vi),
            format('Beyond %s%%: %s of %s. %s', trim_scale(r.permille / 10.0), used.number, base.number, r.text_en))
        from legal_rules(p_nomination.award_class_id, 'quota', p_nomination.subject_kind, law_date_of(p_nomination)) r
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
        where used.number * 1000 > r.permille * base.number;
end
$$;

create function warn_of_papers(p_nomination nomination)
returns setof jsonb
language plpgsql
stable
as $$
begin
    return query
        select warning('missing_document',
            format('Hồ sơ chưa có: %s', needed.name_vi), format('Missing from the dossier: %s', needed.name_en))
        from required_document needed
        where (needed.award_class_id is null or needed.award_class_id = p_nomination.award_class_id)
        and law_date_of(p_nomination) between needed.valid_from and coalesce(needed.valid_to, 'infinity')
        and not exists (
            select
            from dossier_document paper
            where paper.dossier_id = p_nomination.dossier_id
            and paper.kind = needed.kind
            and (paper.nomination_id is null or paper.nomination_id = p_nomination.id))
        order by needed.id;
end
$$;

create function warn_of_rules(p_nomination nomination)
returns setof jsonb
language plpgsql
stable
as $$
begin
    return query
        select warning('not_eligible',
            'Đối tượng chưa đạt tiêu chuẩn của danh hiệu, hình thức này theo dữ liệu hiện có',
            'By the records the subject does not meet the criteria of this class')
        from eligibility(
            p_nomination.award_class_id, p_nomination.collective_id, p_nomination.individual_id,
            law_date_of(p_nomination), p_nomination.subject_kind) as answer
        where answer ->> 'result' = 'not_met';
end
$$;

-- Nothing is weighed any more where the road has ended.
create function compute_warnings(p_nomination nomination)
returns jsonb
language plpgsql
stable
as $$
begin
    return (
        select coalesce(jsonb_agg(w.said order by w.place, w.number), '[]')
        from (
            select 1, d.number, d.said from warn_of_duplicates(p_nomination) with ordinality as d (said, number)
            union all
            select 2, a.number, a.said from warn_of_awards(p_nomination) with ordinality as a (said, number)
            union all
            select 3, q.number, q.said from warn_of_quotas(p_nomination) with ordinality as q (said, number)
            union all
            select 4, p.number, p.said from warn_of_papers(p_nomination) with ordinality as p (said, number)
            union all
            select 5, r.number, r.said from warn_of_rules(p_nomination) with ordinality as r (said, number)
        ) as w (place, number, said)
        where exists (select from nomination_state s where s.code = p_nomination.state and not s.is_final));
end
$$;

-- What a caller who sees a nomination may be told at this moment; null when it sees none.
create function nomination_warnings(p_id uuid)
returns jsonb
language sql
stable
security definer
set search_path = pg_catalog, public, pg_temp
begin atomic
    select compute_warnings(n)
    from nomination n
    where n.id = p_id
    and caller_is('unit_officer', 'district_reviewer', 'province_reviewer', 'council_reviewer', 'auditor')
    and (n.province_lineage = any (read_scope())
        or n.district_lineage = any (read_scope())
        or n.commune_lineage = any (read_scope()));
end;

-- Whatever moves nominations of one subject goes one after the other, and takes this lock before any row: two events
-- that each refresh the other's nomination would else wait for each other.
create function await_subject(p_subject uuid)
returns void
language sql
volatile
begin atomic
    select pg_advisory_xact_lock(hashtextextended('nomination of ' || p_subject, 0));
end;

create function await_subject_of_event()
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

-- The other nominations of a subject show what became true of them. Only one that says something new gets a new
-- version, and then nobody acts on what it said before. An award or a document comes here without an event: it takes
-- the subjects' locks first, too.
create function refresh_warnings(p_individual uuid, p_collective uuid, p_dossier uuid, p_except uuid)
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

create function warn_nomination()
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

create function warn_others()
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

create function warn_of_award()
returns trigger
language plpgsql
security definer
set search_path = pg_catalog, public, pg_temp
as $$
begin
    perform refresh_warnings(new.individual_id, new.collective_id, null, null);
    return null;
end
$$;

create function warn_of_document()
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

-- A step that weighs them does not pass over warnings in silence. They are worked out anew: a rating or a rule may have
-- changed since the nomination last moved.
create function weigh_warnings()
returns trigger
language plpgsql
security definer
set search_path = pg_catalog, public, pg_temp
as $$
begin
    if new.acknowledgement is null and exists (
        select
        from nomination_transition t
        where t.from_state = new.from_state
        and t.action = new.action
        and t.to_state = new.to_state
        and t.stage = new.stage
        and t.weighs_warnings)
        and exists (
            select from nomination n where n.id = new.nomination_id and compute_warnings(n) <> '[]') then
        perform refuse('TD002', 'nomination_warnings',
            'Đề nghị có cảnh báo: muốn cho đi tiếp phải nêu lý do ở acknowledgement',
            'There are warnings: whoever lets it go on says why in acknowledgement');
    end if;
    return new;
end
$$;

create trigger g_warnings
    before insert or update of award_class_id, subject_kind, collective_id, individual_id, year, achievement, state
    on nomination
    for each row execute function warn_nomination();
create trigger warn_others after update on nomination
    for each row when (
        is_under_way(old.state) <> is_under_way(new.state)
        or is_under_way(new.state)
            and (old.award_class_id, old.individual_id, old.collective_id, old.year, old.achievement)
                is distinct from
                (new.award_class_id, new.individual_id, new.collective_id, new.year, new.achievement))
    execute function warn_others();
create trigger warn_of_award after insert or update of state on award
    for each row when (new.individual_id is not null or new.collective_id is not null)
    execute function warn_of_award();
create trigger warn_of_document after insert or update or delete on dossier_document
    for each row execute function warn_of_document();
create trigger a_await before insert on nomination_event for each row execute function await_subject_of_event();
create trigger b_warnings before insert on nomination_event for each row execute function weigh_warnings();

revoke all on function nomination_warnings(uuid) from public;
grant execute on function nomination_warnings(uuid) to tdkt_service;
