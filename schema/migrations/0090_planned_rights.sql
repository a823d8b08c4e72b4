-- Rights, councils, minutes and kept answers, planned once a session as in 0088; the statements are as before.
-- kind: expand

-- {"registered_value": {"from": 100, "to": 120}}
create or replace function target_changes(p_old campaign_target, p_new campaign_target)
returns jsonb
language plpgsql
stable
as $$
begin
    return (
        select coalesce(jsonb_object_agg(n.key, jsonb_build_object('from', o.value, 'to', n.value)), '{}')
        from jsonb_each(target_promise(p_new)) n
        join jsonb_each(target_promise(p_old)) o on o.key = n.key
        where o.value <> n.value);
end
$$;

-- Whether every version of a unit lay below one of the given lineages.
create or replace function lies_below(p_lineage uuid, p_lineages uuid[])
returns boolean
language plpgsql
stable
as $$
begin
    return (
        select bool_and(
            coalesce(u.province_lineage <> p_lineage and u.province_lineage = any (p_lineages), false)
            or coalesce(u.district_lineage <> p_lineage and u.district_lineage = any (p_lineages), false))
        from unit u
        where u.lineage_id = p_lineage);
end
$$;

-- Whether a unit lies within what the caller writes: itself, or below it.
create or replace function covers_unit(p_unit uuid)
returns boolean
language plpgsql
stable
as $$
begin
    return (
        select exists (
            select
            from unit u
            where u.id = p_unit
            and (u.province_lineage = any (write_scope())
                or u.district_lineage = any (write_scope())
                or u.commune_lineage = any (write_scope()))));
end
$$;

-- Whether the caller belongs to the unit itself, under whatever name it bears: its token names it, not one above it.
create or replace function is_of_unit(p_unit uuid)
returns boolean
language plpgsql
stable
as $$
begin
    return (
        select exists (select from unit u where u.id = p_unit and u.lineage_id = any (write_scope())));
end
$$;

-- The organising province, in any year; leader and deputy of the year, in that year alone.
create or replace function leads_cluster(p_cluster uuid, p_year integer)
returns boolean
language plpgsql
stable
as $$
begin
    return (
        select caller_is('province_reviewer')
            and exists (
                select
                from cluster c
                where c.id = p_cluster
                and c.province_lineage = any (write_scope()))
            or caller_is('unit_officer', 'district_reviewer')
            and exists (
                select
                from cluster_member m
                where m.cluster_id = p_cluster
                and m.year = p_year
                and m.role in ('leader', 'deputy')
                and is_of_unit(m.unit_id)));
end
$$;

-- How far a member's criterion has come: none, self, cross_check or confirmation.
create or replace function cluster_score_stage(p_member uuid, p_criterion uuid)
returns text
language plpgsql
stable
as $$
begin
    return (
        select case
            when bool_or(s.stage = 'confirmation') then 'confirmation'
            when bool_or(s.stage = 'cross_check') then 'cross_check'
            when bool_or(s.stage = 'self') then 'self'
            else 'none'
        end
        from cluster_score s
        where s.member_id = p_member
        and s.criterion_id = p_criterion);
end
$$;

-- A session is kept by whoever opened it and by its secretary: they enter what comes on paper.
create or replace function keeps_council_session(p_session uuid)
returns boolean
language plpgsql
stable
as $$
begin
    return (
        select exists (select from council_session s where s.id = p_session and s.opened_by = caller_subject())
            or exists (
                select
                from council_member m
                where m.session_id = p_session
                and m.role = 'secretary'
                and m.subject = caller_subject()));
end
$$;

-- Who attends, or sent a vote in writing, makes the quorum, of all members.
create or replace function has_council_quorum(p_item council_item)
returns boolean
language plpgsql
stable
as $$
begin
    return (
        select p_item.quorum_permille is null
            or count(*) filter (where m.attendance = 'present' or p.member_id is not null) * 1000
                >= p_item.quorum_permille * count(*)
        from council_member m
        left join council_participation p on p.member_id = m.id and p.item_id = p_item.id
        where m.session_id = p_item.session_id);
end
$$;

-- How many may vote on an item and have not.
create or replace function missing_council_voters(p_item council_item)
returns bigint
language plpgsql
stable
as $$
begin
    return (
        select count(*)
        from council_member m
        where m.session_id = p_item.session_id
        and (m.attendance = 'present' or m.attendance = 'written' and p_item.written_allowed)
        and not exists (select from council_recusal r where r.item_id = p_item.id and r.member_id = m.id)
        and not exists (select from council_participation p where p.item_id = p_item.id and p.member_id = m.id)
        and not acted_outside_council(p_item.nomination_id, m.subject));
end
$$;

-- Whether a member's ballot lies on a paper that was not confirmed yet.
create or replace function waits_on_paper(p_item uuid, p_member uuid)
returns boolean
language plpgsql
stable
as $$
begin
    return (
        select exists (
            select
            from council_paper p
            where p.item_id = p_item
            and p.state = 'waiting'
            and p_member = any (p.voters)));
end
$$;

-- The event is the nomination's own; every right and rule of 0030 holds for it.
create or replace function enter_council_event(p_item council_item, p_action text, p_reason text, p_acted_on date)
returns void
language plpgsql
volatile
as $$
begin
    insert into nomination_event (nomination_id, on_version, action, reason, acted_on, council_item_id)
    select n.id, n.version, p_action, p_reason, p_acted_on, p_item.id
    from nomination n
    where n.id = p_item.nomination_id;
end
$$;

create or replace function council_item_minutes(p_item council_item)
returns json
language plpgsql
stable
as $$
begin
    return (
        select json_build_object(
            'id', p_item.id, 'position', p_item.position,
            'nomination_id', p_item.nomination_id, 'nomination_code', n.code, 'nominee_name', n.nominee_name,
            'award', c.code, 'subject_kind', n.subject_kind,
            'rule', case when p_item.permille is not null then json_build_object(
                'permille', p_item.permille, 'quorum_permille', p_item.quorum_permille, 'secret', p_item.secret,
                'written_allowed', p_item.written_allowed, 'recusal_shrinks', p_item.recusal_shrinks,
                'text_vi', r.text_vi, 'text_en', r.text_en, 'article', r.article,
                'confidence', r.confidence, 'verified', r.verified) end,
            'round', p_item.round,
            'voters', (
                select coalesce(json_agg(p.member_id order by p.member_id), '[]')
                from council_participation p
                where p.item_id = p_item.id),
            'recused', (
                select coalesce(json_agg(x.member_id order by x.member_id), '[]')
                from council_recusal x
                where x.item_id = p_item.id),
            'ballots', case when not p_item.secret then (
                select coalesce(json_agg(
                    json_build_object('member_id', b.member_id, 'vote', b.vote) order by b.member_id), '[]')
                from council_ballot b
                where b.item_id = p_item.id) end,
            'papers', (
                select coalesce(json_agg(json_build_object(
                    'id', w.id, 'round', w.round, 'number', w.number, 'dated_on', w.dated_on, 'sha256', w.sha256,
                    'state', w.state, 'reason', w.reason, 'voters', w.voters, 'entered_by', w.entered_by,
                    'confirmed_by', w.confirmed_by, 'refused_by', w.refused_by)
                    order by w.created_at, w.id), '[]')
                from council_paper w
                where w.item_id = p_item.id),
            'closed_at', to_char(p_item.closed_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"'),
            'closed_by', p_item.closed_by, 'closing_reason', p_item.closing_reason,
            'reopenings', (
                select coalesce(json_agg(json_build_object(
                    'round', o.round, 'reason', o.reason, 'actor', o.actor,
                    'recorded_at', to_char(o.recorded_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"'),
                    'outcome', o.outcome, 'outcome_reason', o.outcome_reason, 'agree', o.agree, 'disagree', o.disagree,
                    'blank', o.blank, 'member_count', o.member_count, 'recused_count', o.recused_count,
                    'needed', o.needed, 'voters', o.voters)
                    order by o.round), '[]')
                from council_reopening o
                where o.item_id = p_item.id),
            'outcome', p_item.outcome, 'reason', p_item.reason,
            'agree', p_item.agree, 'disagree', p_item.disagree, 'blank', p_item.blank,
            'member_count', p_item.member_count, 'recused_count', p_item.recused_count, 'needed', p_item.needed)
        from nomination n
        join award_class c on c.id = n.award_class_id
        left join award_rule r on r.id = p_item.rule_id
        where n.id = p_item.nomination_id);
end
$$;

create or replace function council_minutes(p_session uuid)
returns json
language plpgsql
stable
as $$
begin
    return (
        select json_build_object(
            'id', s.id, 'unit_id', s.unit_id, 'unit_name', u.name, 'unit_level', u.level,
            'collective_id', s.collective_id, 'collective_name', c.name,
            'number', s.number, 'held_on', s.held_on, 'place', s.place,
            'state', s.state, 'opened_by', s.opened_by, 'minutes', s.minutes,
            'members', (
                select coalesce(json_agg(json_build_object(
                    'id', m.id, 'name', m.name, 'position', m.position, 'role', m.role,
                    'attendance', m.attendance)
                    order by array_position(
                        array['chair', 'first_vice_chair', 'vice_chair', 'standing_member', 'member', 'secretary'], m.role),
                        m.created_at, m.id), '[]')
                from council_member m
                where m.session_id = s.id),
            'attendance_changes', (
                select coalesce(json_agg(json_build_object(
                    'member_id', e.member_id, 'from_attendance', e.from_attendance, 'to_attendance', e.to_attendance,
                    'reason', e.reason, 'actor', e.actor,
                    'recorded_at', to_char(e.recorded_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"'))
                    order by e.recorded_at, e.id), '[]')
                from council_attendance_event e
                where e.session_id = s.id),
            'items', (
                select coalesce(json_agg(council_item_minutes(i) order by i.position, i.id), '[]')
                from council_item i
                where i.session_id = s.id))
        from council_session s
        left join unit u on u.id = s.unit_id
        left join collective c on c.id = s.collective_id
        where s.id = p_session);
end
$$;

create or replace function idempotency_store(
    p_key text, p_status integer, p_location text, p_etag text, p_body text, p_shown text[])
returns void
language plpgsql
volatile
as $$
begin
    update idempotency_key
    set status = p_status,
        location = p_location,
        etag = p_etag,
        body = p_body,
        shown = p_shown
    where subject = caller_subject()
    and key = p_key;
end
$$;

-- The lineages are those of the caller's units and of the units above: whose auditors read the row.
create or replace function note_citizen_id_use(p_act text, p_individuals uuid[])
returns void
language plpgsql
volatile
as $$
begin
    insert into citizen_id_use (subject, act, request_id, found, individual_ids, lineages)
    select caller_subject(), p_act, nullif(current_setting('tdkt.request_id', true), ''), cardinality(p_individuals),
        p_individuals, coalesce(array_agg(distinct above.lineage) filter (where above.lineage is not null), '{}')
    from unit u
    cross join lateral unnest(array[u.province_lineage, u.district_lineage, u.commune_lineage]) as above (lineage)
    where u.lineage_id = any (read_scope());
end
$$;
