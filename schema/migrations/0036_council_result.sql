-- What becomes of a session and of its votes: opening, results, closing, minutes. The base of a vote is all members
-- (Decree 98/2023/NĐ-CP Art 30.7; the rule of the day stands in award_rule), and it is compared in integers. A pass
-- sends a nomination on to whoever decides; it grants nothing.

-- Whether the caller voted on a nomination: then it acted at the council's stage, event or not. Definer, as a reviewer
-- of a district does not see the council's records.
create function voted_in_council(p_nomination uuid)
returns boolean
language plpgsql
stable
security definer
set search_path = pg_catalog, public, pg_temp
as $$
begin
    return exists (
        select
        from council_participation p
        join council_item i on i.id = p.item_id
        join council_member m on m.id = p.member_id
        where i.nomination_id = p_nomination
        and m.subject = caller_subject());
end
$$;

create function open_council_session(p_session uuid, p_version bigint)
returns void
language plpgsql
security definer
set search_path = pg_catalog, public, pg_temp
as $$
declare
    own council_session;
    nameless text;
begin
    perform from council_session where id = p_session for update;
    own := enter_council_session(p_session);
    if own.version <> p_version then
        perform refuse('TD003', 'council_session_version', 'Phiên họp đã thay đổi', 'The session has changed');
    end if;
    if own.state <> 'planned' then
        perform refuse('TD002', 'council_session_planned', 'Phiên họp đã khai mạc', 'The session has been opened');
    end if;
    if own.held_on > current_date then
        perform refuse('TD002', 'council_session_held_on_future', 'Chưa đến ngày họp', 'The day has not come');
    end if;
    if not exists (select from council_member where session_id = p_session and role = 'chair') then
        perform refuse('TD002', 'council_session_chair', 'Phiên họp chưa có chủ tọa', 'The session has no chair');
    end if;
    if not exists (select from council_item where session_id = p_session) then
        perform refuse('TD002', 'council_session_agenda', 'Phiên họp chưa có nội dung', 'The agenda is empty');
    end if;
    if exists (
        select
        from council_item i
        join nomination n on n.id = i.nomination_id
        where i.session_id = p_session
        and (n.state <> 'council' or n.state_on > own.held_on or n.province_lineage <> own.province_lineage)) then
        perform refuse('TD002', 'council_session_nominations',
            'Có đề nghị chưa được trình Hội đồng vào ngày họp', 'A nomination was not before the council on that day');
    end if;
    update council_item i
    set on_version = n.version,
        rule_id = r.id,
        permille = r.permille,
        quorum_permille = r.quorum_permille,
        secret = r.secret,
        written_allowed = r.written_allowed,
        recusal_shrinks = r.recusal_shrinks
    from nomination n
    cross join lateral (
        select v.*
        from legal_rules(n.award_class_id, 'vote', n.subject_kind, own.held_on) v
        order by v.subject_kind nulls last
        limit 1
    ) r
    where i.session_id = p_session
    and n.id = i.nomination_id;
    select c.code into nameless
    from council_item i
    join nomination n on n.id = i.nomination_id
    join award_class c on c.id = n.award_class_id
    where i.session_id = p_session
    and i.permille is null
    limit 1;
    if found then
        perform refuse('TD002', 'council_session_rule',
            format('Không có quy định bỏ phiếu cho %s vào ngày họp', nameless),
            format('No voting rule is known for %s on that day', nameless));
    end if;
    insert into council_tally (item_id) select id from council_item where session_id = p_session and secret;
    insert into council_recusal (item_id, member_id, province_lineage)
    select i.id, m.id, own.province_lineage
    from council_item i
    join council_member m on m.session_id = i.session_id
    join nomination n on n.id = i.nomination_id
    left join individual p on p.id = n.individual_id
    where i.session_id = p_session
    and m.collective_id = coalesce(n.collective_id, p.collective_id);
    update council_session set state = 'open', opened_by = caller_subject() where id = p_session;
end
$$;

-- What was in the box of an item that is no longer voted on. The box goes, and who took part is written anew in one
-- stroke.
create function empty_council_box(p_item uuid)
returns council_tally
language plpgsql
as $$
declare
    found council_tally;
begin
    delete from council_tally where item_id = p_item returning * into found;
    update council_participation set item_id = item_id where item_id = p_item;
    return found;
end
$$;

-- Figures of an item that is decided, whichever way the ballots came.
create function count_council_item(p_item council_item)
returns council_tally
language plpgsql
as $$
declare
    counted council_tally := empty_council_box(p_item.id);
begin
    if not p_item.secret then
        select p_item.id,
            count(*) filter (where vote = 'agree'),
            count(*) filter (where vote = 'disagree'),
            count(*) filter (where vote = 'blank')
        into counted
        from council_ballot
        where item_id = p_item.id;
    end if;
    return counted;
end
$$;

-- Who attends, or sent a vote in writing, makes the quorum, of all members.
create function has_council_quorum(p_item council_item)
returns boolean
language sql
stable
begin atomic
    select p_item.quorum_permille is null
        or count(*) filter (where m.attendance = 'present' or p.member_id is not null) * 1000
            >= p_item.quorum_permille * count(*)
    from council_member m
    left join council_participation p on p.member_id = m.id and p.item_id = p_item.id
    where m.session_id = p_item.session_id;
end;

-- The event is the nomination's own; every right and rule of 0030 holds for it.
create function enter_council_event(p_item council_item, p_action text, p_reason text, p_acted_on date)
returns void
language sql
volatile
begin atomic
    insert into nomination_event (nomination_id, on_version, action, reason, acted_on, council_item_id)
    select n.id, n.version, p_action, p_reason, p_acted_on, p_item.id
    from nomination n
    where n.id = p_item.nomination_id;
end;

-- A nomination that was returned or held meanwhile has no vote to wait for: its item can only be put off, without an
-- event.
create function defer_council_item(p_item council_item, p_reason text, p_acted_on date)
returns void
language plpgsql
as $$
begin
    if p_reason is null then
        perform refuse('TD001', 'council_item_reason_deferred', 'Phải nêu lý do', 'A reason must be given');
    end if;
    perform empty_council_box(p_item.id);
    update council_item set outcome = 'deferred', reason = p_reason where id = p_item.id;
    if exists (select from nomination where id = p_item.nomination_id and state = 'council') then
        perform enter_council_event(p_item, 'defer', p_reason, p_acted_on);
    end if;
end
$$;

create function decide_council_item(p_item council_item, p_reason text, p_acted_on date)
returns void
language plpgsql
as $$
declare
    counted council_tally;
    members integer;
    recused integer;
    base integer;
    passed boolean;
begin
    if exists (
        select
        from nomination_event
        where nomination_id = p_item.nomination_id
        and action = 'return'
        and on_version >= p_item.on_version) then
        perform refuse('TD002', 'council_item_returned',
            'Đề nghị đã bị trả lại sau khi khai mạc: chỉ có thể hoãn, và bỏ phiếu lại ở phiên họp khác',
            'The nomination was returned after the opening: it can only be put off and voted on in another session');
    end if;
    if not exists (select from council_participation where item_id = p_item.id) then
        perform refuse('TD002', 'council_item_votes', 'Chưa có ai bỏ phiếu', 'Nobody has voted');
    end if;
    if not has_council_quorum(p_item) then
        perform refuse('TD002', 'council_item_quorum',
            'Không đủ số thành viên dự họp hoặc bỏ phiếu bằng văn bản', 'There is no quorum');
    end if;
    counted := count_council_item(p_item);
    select count(*) into members from council_member where session_id = p_item.session_id;
    select count(*) into recused from council_recusal where item_id = p_item.id;
    base := members - case when p_item.recusal_shrinks then recused else 0 end;
    passed := counted.agree * 1000 >= p_item.permille * base;
    update council_item
    set outcome = case when passed then 'passed' else 'failed' end,
        reason = p_reason,
        agree = counted.agree,
        disagree = counted.disagree,
        blank = counted.blank,
        member_count = members,
        recused_count = recused,
        needed = (p_item.permille * base + 999) / 1000
    where id = p_item.id;
    perform enter_council_event(p_item, case when passed then 'pass' else 'fail' end, p_reason, p_acted_on);
end
$$;

-- p_outcome is 'deferred', or null for what the votes say.
create function conclude_council_item(p_item uuid, p_outcome text, p_reason text, p_acted_on date)
returns void
language plpgsql
security definer
set search_path = pg_catalog, public, pg_temp
as $$
declare
    own council_item;
    day date;
begin
    own := enter_council_item(p_item, true, caller_subject());
    select held_on into day from council_session where id = own.session_id;
    if p_acted_on < day then
        perform refuse('TD001', 'council_item_acted_on',
            'Ngày thực hiện trước ngày họp', 'The day lies before the session');
    end if;
    day := coalesce(p_acted_on, day);
    perform await_subject(coalesce(n.individual_id, n.collective_id)) from nomination n where n.id = own.nomination_id;
    perform from nomination where id = own.nomination_id for update;
    if p_outcome = 'deferred' then
        perform defer_council_item(own, p_reason, day);
    else
        perform decide_council_item(own, p_reason, day);
    end if;
end
$$;

create function close_council_session(p_session uuid, p_version bigint, p_minutes text)
returns void
language plpgsql
security definer
set search_path = pg_catalog, public, pg_temp
as $$
declare
    own council_session;
begin
    perform from council_session where id = p_session for update;
    own := enter_council_session(p_session);
    if own.version <> p_version then
        perform refuse('TD003', 'council_session_version', 'Phiên họp đã thay đổi', 'The session has changed');
    end if;
    if own.state <> 'open' then
        perform refuse('TD002', 'council_session_open', 'Phiên họp không đang diễn ra', 'The session is not open');
    end if;
    if exists (select from council_item where session_id = p_session and outcome = 'pending') then
        perform refuse('TD002', 'council_session_pending',
            'Còn nội dung chưa có kết quả', 'Some items have no result yet');
    end if;
    update council_session set state = 'closed', minutes = coalesce(p_minutes, minutes) where id = p_session;
end
$$;

-- What a state leaves open, for the answer that refuses something else: sub-resources of the session, or of an item.
create function council_allowed(p_state text, p_outcome text)
returns text[]
language sql
immutable
return case
    when p_state = 'planned' then array['opening']
    when p_state = 'open' and p_outcome is null then array['closing']
    when p_state = 'open' and p_outcome = 'pending' then array['ballots', 'recusals', 'result', 'tally']
    else array[]::text[]
end;

-- The minutes (biên bản) as one document: who was there, by which rule each item was voted on, and what came of it.
-- Runs as the caller. Of a secret vote it tells who took part, and figures once it is decided.
create function council_item_minutes(p_item council_item)
returns json
language sql
stable
begin atomic
    select json_build_object(
        'id', p_item.id, 'position', p_item.position,
        'nomination_id', p_item.nomination_id, 'nomination_code', n.code, 'nominee_name', n.nominee_name,
        'award', c.code, 'subject_kind', n.subject_kind,
        'rule', case when p_item.permille is not null then json_build_object(
            'permille', p_item.permille, 'quorum_permille', p_item.quorum_permille, 'secret', p_item.secret,
            'written_allowed', p_item.written_allowed, 'recusal_shrinks', p_item.recusal_shrinks,
            'text_vi', r.text_vi, 'text_en', r.text_en, 'article', r.article,
            'confidence', r.confidence, 'verified', r.verified) end,
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
        'outcome', p_item.outcome, 'reason', p_item.reason,
        'agree', p_item.agree, 'disagree', p_item.disagree, 'blank', p_item.blank,
        'member_count', p_item.member_count, 'recused_count', p_item.recused_count, 'needed', p_item.needed)
    from nomination n
    join award_class c on c.id = n.award_class_id
    left join award_rule r on r.id = p_item.rule_id
    where n.id = p_item.nomination_id;
end;

create function council_minutes(p_session uuid)
returns json
language sql
stable
begin atomic
    select json_build_object(
        'id', s.id, 'unit_id', s.unit_id, 'number', s.number, 'held_on', s.held_on, 'place', s.place,
        'state', s.state, 'minutes', s.minutes,
        'members', (
            select coalesce(json_agg(json_build_object(
                'id', m.id, 'name', m.name, 'position', m.position, 'role', m.role,
                'attendance', m.attendance)
                order by array_position(
                    array['chair', 'first_vice_chair', 'vice_chair', 'standing_member', 'member', 'secretary'], m.role),
                    m.created_at, m.id), '[]')
            from council_member m
            where m.session_id = s.id),
        'items', (
            select coalesce(json_agg(council_item_minutes(i) order by i.position, i.id), '[]')
            from council_item i
            where i.session_id = s.id))
    from council_session s
    where s.id = p_session;
end;

revoke all on function voted_in_council(uuid) from public;
revoke all on function open_council_session(uuid, bigint) from public;
revoke all on function empty_council_box(uuid) from public;
revoke all on function count_council_item(council_item) from public;
revoke all on function has_council_quorum(council_item) from public;
revoke all on function enter_council_event(council_item, text, text, date) from public;
revoke all on function defer_council_item(council_item, text, date) from public;
revoke all on function decide_council_item(council_item, text, date) from public;
revoke all on function conclude_council_item(uuid, text, text, date) from public;
revoke all on function close_council_session(uuid, bigint, text) from public;
grant execute on function voted_in_council(uuid) to tdkt_service;
grant execute on function open_council_session(uuid, bigint) to tdkt_service;
grant execute on function conclude_council_item(uuid, text, text, date) to tdkt_service;
grant execute on function close_council_session(uuid, bigint, text) to tdkt_service;
