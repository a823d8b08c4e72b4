-- Sessions and the results of their votes: opening, results, closing. A vote is measured against all members (Decree
-- 98/2023/NĐ-CP Art 30.7; award_rule holds the rule of the day), with integers only. A passed vote sends the nomination
-- on to those who decide; it awards nothing.

-- Whether the caller voted on a nomination, and so acted at the council's stage even without an event. Definer, because
-- a reviewer of a district does not see the council's records.
create or replace function voted_in_council(p_nomination uuid)
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

grant execute on function voted_in_council(uuid) to tdkt_service;

create or replace function open_council_session(p_session uuid, p_version bigint)
returns void
language plpgsql
security definer
set search_path = pg_catalog, public, pg_temp
as $$
declare
    own council_session;
    nameless award_class;
begin
    perform from council_session where id = p_session for update;
    own := enter_council_session(p_session);
    if own.version <> p_version then
        perform refuse('council_session_version');
    end if;
    if own.state <> 'planned' then
        perform refuse('council_session_planned', p_detail => council_state_detail(p_session));
    end if;
    if own.held_on > today() then
        perform refuse('council_session_held_on_future', p_detail => council_state_detail(p_session));
    end if;
    if not exists (select from council_member where session_id = p_session and role = 'chair') then
        perform refuse('council_session_chair', p_detail => council_state_detail(p_session));
    end if;
    if (select count(*) from council_member where session_id = p_session) < 3 then
        perform refuse('council_session_members', p_detail => council_state_detail(p_session));
    end if;
    if not exists (select from council_item where session_id = p_session) then
        perform refuse('council_session_agenda', p_detail => council_state_detail(p_session));
    end if;
    if exists (
        select
        from council_item i
        join nomination n on n.id = i.nomination_id
        where i.session_id = p_session
        and (n.state <> 'council' or n.state_on > own.held_on or not comes_before(n, own))) then
        perform refuse('council_session_nominations', p_detail => council_state_detail(p_session));
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
        from legal_rules(n.award_class_id, 'vote', n.subject_kind, own.held_on, own.province_lineage) v
        order by v.subject_kind nulls last
        limit 1
    ) r
    where i.session_id = p_session
    and n.id = i.nomination_id;
    select c.* into nameless
    from council_item i
    join nomination n on n.id = i.nomination_id
    join award_class c on c.id = n.award_class_id
    where i.session_id = p_session
    and i.permille is null
    limit 1;
    if found then
        perform refuse('council_session_rule', array[nameless.name_vi], array[nameless.name_en],
            p_detail => council_state_detail(p_session));
    end if;
    insert into council_tally (item_id) select id from council_item where session_id = p_session and secret;
    insert into council_recusal (item_id, member_id, province_lineage, district_lineage, commune_lineage)
    select i.id, m.id, own.province_lineage, own.district_lineage, own.commune_lineage
    from council_item i
    join council_member m on m.session_id = i.session_id
    join nomination n on n.id = i.nomination_id
    left join individual p on p.id = n.individual_id
    where i.session_id = p_session
    and m.collective_id = coalesce(n.collective_id, p.collective_id);
    update council_session set state = 'open', opened_by = caller_subject() where id = p_session;
end
$$;

grant execute on function open_council_session(uuid, bigint) to tdkt_service;

-- Removes the box of an item that is no longer voted on, and returns its tally. Waiting papers are withdrawn. All rows
-- of who took part are rewritten together, so that the storage does not show in which order members voted.
create or replace function empty_council_box(p_item uuid)
returns council_tally
language plpgsql
as $$
declare
    found council_tally;
begin
    delete from council_tally where item_id = p_item returning * into found;
    delete from council_paper_count c using council_paper p where p.id = c.paper_id and p.item_id = p_item;
    update council_paper
    set state = 'withdrawn',
        reason = 'Nội dung không còn được bỏ phiếu',
        refused_by = coalesce(caller_subject(), session_user)
    where item_id = p_item
    and state = 'waiting';
    update council_participation set item_id = item_id where item_id = p_item;
    return found;
end
$$;

-- The votes of an item that is being decided, cast in person or on paper; empties the box.
create or replace function count_council_item(p_item council_item)
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

-- The members who are present or have voted make the quorum; it is a share of all members.
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

-- Enters an event of the nomination; all its rights and rules apply.
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

-- If the nomination was returned or put on hold since the opening, no vote is possible: its item can only be deferred,
-- and without an event.
create or replace function defer_council_item(p_item council_item, p_reason text, p_acted_on date)
returns void
language plpgsql
as $$
begin
    if p_reason is null then
        perform refuse('council_item_reason_deferred');
    end if;
    perform empty_council_box(p_item.id);
    update council_item set outcome = 'deferred', reason = p_reason where id = p_item.id;
    if exists (select from nomination where id = p_item.nomination_id and state = 'council') then
        perform enter_council_event(p_item, 'defer', p_reason, p_acted_on);
    end if;
end
$$;

create or replace function decide_council_item(p_item council_item, p_reason text, p_acted_on date)
returns void
language plpgsql
as $$
declare
    counted council_tally;
    members integer;
    recused integer;
    base integer;
    passed boolean;
    missing constant bigint := missing_council_voters(p_item);
begin
    if exists (
        select
        from nomination_event
        where nomination_id = p_item.nomination_id
        and action = 'return'
        and on_version >= p_item.on_version) then
        perform refuse('council_item_returned', p_detail => council_state_detail(p_item.session_id, p_item.id));
    end if;
    if exists (select from council_paper where item_id = p_item.id and state = 'waiting') then
        perform refuse('council_item_papers', p_detail => council_state_detail(p_item.session_id, p_item.id));
    end if;
    if not exists (select from council_participation where item_id = p_item.id) then
        perform refuse('council_item_votes', p_detail => council_state_detail(p_item.session_id, p_item.id));
    end if;
    if missing > 0 and p_item.closed_at is null then
        perform refuse('council_item_missing_votes', array[missing::text],
            p_detail => council_state_detail(p_item.session_id, p_item.id));
    end if;
    if not has_council_quorum(p_item) then
        perform refuse('council_item_quorum', p_detail => council_state_detail(p_item.session_id, p_item.id));
    end if;
    perform check_council_box(p_item);
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

-- p_outcome is 'deferred', or null to count the votes. Without p_acted_on, the day is that of the session; if the
-- nomination changed its state later (for example because an earlier result was taken back), it is that later day.
create or replace function conclude_council_item(p_item uuid, p_outcome text, p_reason text, p_acted_on date)
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
    perform require_council_keeper(own.session_id);
    select held_on into day from council_session where id = own.session_id;
    if p_acted_on < day then
        perform refuse('council_item_acted_on');
    end if;
    perform await_subject(coalesce(n.individual_id, n.collective_id)) from nomination n where n.id = own.nomination_id;
    perform from nomination where id = own.nomination_id for update;
    select coalesce(p_acted_on, greatest(day, n.state_on)) into day from nomination n where n.id = own.nomination_id;
    if p_outcome = 'deferred' then
        perform defer_council_item(own, p_reason, day);
    else
        perform decide_council_item(own, p_reason, day);
    end if;
end
$$;

grant execute on function conclude_council_item(uuid, text, text, date) to tdkt_service;

create or replace function close_council_session(p_session uuid, p_version bigint, p_minutes text)
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
        perform refuse('council_session_version');
    end if;
    if own.state <> 'open' then
        perform refuse('council_session_open', p_detail => council_state_detail(p_session));
    end if;
    perform require_council_keeper(p_session);
    if exists (select from council_item where session_id = p_session and outcome = 'pending') then
        perform refuse('council_session_pending', p_detail => council_state_detail(p_session));
    end if;
    update council_session set state = 'closed', minutes = coalesce(p_minutes, minutes) where id = p_session;
end
$$;

grant execute on function close_council_session(uuid, bigint, text) to tdkt_service;
