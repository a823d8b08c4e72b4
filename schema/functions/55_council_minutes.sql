-- The acts that a session allows, and its minutes.

-- The acts that a state allows, sent with a refusal: names of sub-resources of the session or of an item.
create or replace function council_allowed(p_state text, p_outcome text, p_is_closed boolean)
returns text[]
language sql
immutable
return case
    when p_state = 'planned' then array['opening']
    when p_state = 'open' and p_outcome is null then array['closing']
    when p_state = 'open' and p_outcome = 'pending' and p_is_closed then array['result']
    when p_state = 'open' and p_outcome = 'pending'
        then array['ballot-closing', 'ballots', 'papers', 'recusals', 'result']
    when p_state = 'open' and p_outcome in ('passed', 'failed') then array['reopening']
    else array[]::text[]
end;

grant execute on function council_allowed(text, text, boolean) to tdkt_service;

-- The state of a session, or of one of its items while they are voted on.
create or replace function council_state_detail(p_session uuid, p_item uuid default null)
returns text
language plpgsql
stable
as $$
begin
    return (
        select state_detail(
            case when s.state = 'open' then coalesce(i.outcome, s.state) else s.state end,
            council_allowed(s.state, i.outcome, i.closed_at is not null))
        from council_session s
        left join council_item i on i.session_id = s.id and i.id = p_item
        where s.id = p_session);
end
$$;

grant execute on function council_state_detail(uuid, uuid) to tdkt_service;

-- One item of the minutes (biên bản): by which rule it was voted on, who took part, and the result. Runs as the caller.
-- For a secret vote there are no ballots, and figures only after the result.
create or replace function council_item_minutes(p_item council_item)
returns json
language plpgsql
stable
as $$
begin
    return (
        select json_build_object(
            'id', p_item.id, 'order', p_item.order,
            'nomination_id', p_item.nomination_id, 'nomination_code', n.code, 'nominee_name', n.nominee_name,
            'award_class_code', c.code, 'subject_kind', n.subject_kind,
            'consultation', consultation_outcome(n.id),
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

grant execute on function council_item_minutes(council_item) to tdkt_service;

create or replace function council_minutes(p_session uuid)
returns json
language plpgsql
stable
as $$
begin
    return (
        select json_build_object(
            'id', s.id, 'unit_id', s.unit_id, 'unit_name', u.name, 'unit_full_name', unit_full_name(u.type, u.name), 'unit_level', u.level,
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
                select coalesce(json_agg(council_item_minutes(i) order by i.order, i.id), '[]')
                from council_item i
                where i.session_id = s.id))
        from council_session s
        left join unit u on u.id = s.unit_id
        left join collective c on c.id = s.collective_id
        where s.id = p_session);
end
$$;

grant execute on function council_minutes(uuid) to tdkt_service;
