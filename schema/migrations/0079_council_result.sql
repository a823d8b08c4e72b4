-- What becomes of a vote, and when. Anybody of the council could end a ballot after the first vote, and then read how that
-- one had voted. Now the keeper of the session concludes, when all have voted or after an explicit closing of the ballot
-- with a reason; and of a secret vote no part is decided or shown that is smaller than three ballots.

alter table council_item
    add column round integer not null default 1,
    add column closed_at timestamptz,
    add column closed_by text,
    add column closing_reason text,
    add constraint council_item_closed_at_check check (num_nulls(closed_at, closed_by, closing_reason) in (0, 3)),
    add constraint council_item_closing_reason_check check (is_clean(closing_reason, 1, 2000));

create or replace function open_council_session(p_session uuid, p_version bigint)
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
    if own.held_on > today() then
        perform refuse('TD002', 'council_session_held_on_future', 'Chưa đến ngày họp', 'The day has not come');
    end if;
    if not exists (select from council_member where session_id = p_session and role = 'chair') then
        perform refuse('TD002', 'council_session_chair', 'Phiên họp chưa có chủ tọa', 'The session has no chair');
    end if;
    if (select count(*) from council_member where session_id = p_session) < 3 then
        perform refuse('TD002', 'council_session_members',
            'Hội đồng phải có ít nhất ba thành viên', 'A council has at least three members');
    end if;
    if not exists (select from council_item where session_id = p_session) then
        perform refuse('TD002', 'council_session_agenda', 'Phiên họp chưa có nội dung', 'The agenda is empty');
    end if;
    if exists (
        select
        from council_item i
        join nomination n on n.id = i.nomination_id
        where i.session_id = p_session
        and (n.state <> 'council' or n.state_on > own.held_on or not comes_before(n, own))) then
        perform refuse('TD002', 'council_session_nominations',
            'Có đề nghị chưa được trình Hội đồng này vào ngày họp',
            'A nomination was not before this council on that day');
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

-- What was in the box of an item that is no longer voted on. The box goes, papers that wait go back, and who took part is
-- written anew in one stroke.
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

-- How many may vote on an item and have not.
create function missing_council_voters(p_item council_item)
returns bigint
language sql
stable
begin atomic
    select count(*)
    from council_member m
    where m.session_id = p_item.session_id
    and (m.attendance = 'present' or m.attendance = 'written' and p_item.written_allowed)
    and not exists (select from council_recusal r where r.item_id = p_item.id and r.member_id = m.id)
    and not exists (select from council_participation p where p.item_id = p_item.id and p.member_id = m.id)
    and not acted_outside_council(p_item.nomination_id, m.subject);
end;

-- A small box tells who said what, and so does a small part of it: who entered a paper knows what it said, and takes it
-- off the whole. Of an open vote two ballots are enough, so that no award hangs on one person.
create function check_council_box(p_item council_item)
returns void
language plpgsql
as $$
declare
    ballots bigint;
    on_paper bigint;
begin
    select count(*) into ballots from council_participation where item_id = p_item.id;
    select coalesce(sum(cardinality(voters)), 0) into on_paper
    from council_paper
    where item_id = p_item.id
    and round = p_item.round
    and state = 'counted';
    if p_item.secret and (ballots < 3 or ballots - on_paper between 1 and 2) then
        perform refuse('TD002', 'council_item_secrecy',
            'Phiếu kín cần ít nhất ba phiếu, và ít nhất ba phiếu ngoài các văn bản phiếu nếu có: chờ thêm hoặc hoãn',
            'A secret vote needs at least three ballots, and at least three besides those on paper if there are any: '
                || 'wait for more, or put it off');
    end if;
    if ballots < 2 then
        perform refuse('TD002', 'council_item_few',
            'Một phiếu không quyết định được nội dung: chờ thêm hoặc hoãn',
            'One ballot alone decides nothing: wait for more, or put it off');
    end if;
    if p_item.secret and exists (
        select
        from council_reopening o
        cross join lateral (
            select count(*) as number
            from unnest(o.voters) as before (id)
            full join (select member_id from council_participation where item_id = p_item.id) as now (id) using (id)
            where before.id is null
            or now.id is null
        ) as other
        where o.item_id = p_item.id
        and other.number between 1 and 2) then
        perform refuse('TD002', 'council_item_subtraction',
            'Chỉ một hoặc hai người khác lần bỏ phiếu trước: so hai kết quả sẽ lộ phiếu của họ. Cần đúng những người đã '
                || 'bỏ phiếu lần trước, hoặc hoãn',
            'One or two people differ from the vote before, and the two results side by side would tell their ballots: '
                || 'the same people must vote, or it is put off');
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
        perform refuse('TD002', 'council_item_returned',
            'Đề nghị đã bị trả lại sau khi khai mạc: chỉ có thể hoãn, và bỏ phiếu lại ở phiên họp khác',
            'The nomination was returned after the opening: it can only be put off and voted on in another session');
    end if;
    if exists (select from council_paper where item_id = p_item.id and state = 'waiting') then
        perform refuse('TD002', 'council_item_papers',
            'Còn văn bản phiếu chờ xác nhận', 'A paper waits for its confirmation');
    end if;
    if not exists (select from council_participation where item_id = p_item.id) then
        perform refuse('TD002', 'council_item_votes', 'Chưa có ai bỏ phiếu', 'Nobody has voted');
    end if;
    if missing > 0 and p_item.closed_at is null then
        perform refuse('TD002', 'council_item_missing_votes',
            format('Còn %s thành viên chưa bỏ phiếu: chờ, hoặc kết thúc bỏ phiếu và nêu lý do', missing),
            format('%s members have not voted: wait for them, or close the ballot with a reason', missing));
    end if;
    if not has_council_quorum(p_item) then
        perform refuse('TD002', 'council_item_quorum',
            'Không đủ số thành viên dự họp hoặc bỏ phiếu bằng văn bản', 'There is no quorum');
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

-- p_outcome is 'deferred', or null for what the votes say. The day of it is the session's, or, where the nomination was
-- moved after that, as by an earlier result that was taken back, the day of that.
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
        perform refuse('TD001', 'council_item_acted_on',
            'Ngày thực hiện trước ngày họp', 'The day lies before the session');
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

-- Nobody votes after it, whoever is missing. What waits on paper is counted or refused before.
create function close_council_ballot(p_item uuid, p_version bigint, p_reason text)
returns void
language plpgsql
security definer
set search_path = pg_catalog, public, pg_temp
as $$
declare
    own council_item;
begin
    own := enter_council_item(p_item, true, caller_subject());
    if own.version <> p_version then
        perform refuse('TD003', 'council_item_version', 'Nội dung đã thay đổi', 'The item has changed');
    end if;
    perform require_council_keeper(own.session_id);
    perform refuse_closed_ballot(own);
    if p_reason is null then
        perform refuse('TD001', 'council_item_closing_reason_missing', 'Phải nêu lý do', 'A reason must be given');
    end if;
    if exists (select from council_paper where item_id = p_item and state = 'waiting') then
        perform refuse('TD002', 'council_item_papers',
            'Còn văn bản phiếu chờ xác nhận', 'A paper waits for its confirmation');
    end if;
    update council_item
    set closed_at = now(),
        closed_by = caller_subject(),
        closing_reason = p_reason
    where id = p_item;
end
$$;

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
        perform refuse('TD003', 'council_session_version', 'Phiên họp đã thay đổi', 'The session has changed');
    end if;
    if own.state <> 'open' then
        perform refuse('TD002', 'council_session_open', 'Phiên họp không đang diễn ra', 'The session is not open');
    end if;
    perform require_council_keeper(p_session);
    if exists (select from council_item where session_id = p_session and outcome = 'pending') then
        perform refuse('TD002', 'council_session_pending',
            'Còn nội dung chưa có kết quả', 'Some items have no result yet');
    end if;
    update council_session set state = 'closed', minutes = coalesce(p_minutes, minutes) where id = p_session;
end
$$;

drop function council_allowed(text, text);

-- What a state leaves open, for the answer that refuses something else: sub-resources of the session, or of an item.
create function council_allowed(p_state text, p_outcome text, p_is_closed boolean)
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

revoke all on function missing_council_voters(council_item) from public;
revoke all on function check_council_box(council_item) from public;
revoke all on function close_council_ballot(uuid, bigint, text) from public;
grant execute on function close_council_ballot(uuid, bigint, text) to tdkt_service;
