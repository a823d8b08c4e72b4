-- The keeper of a session can take back a result while the session is open and nothing followed from the result. The
-- vote then starts again with no ballots. A person who worked for the council on a nomination, even without an event,
-- may not act on it at another stage.

-- Puts the item back to what it was before the first vote. The published figures and the voters are kept as a
-- reopening.
create or replace function empty_council_item(p_item council_item, p_reason text)
returns void
language plpgsql
as $$
begin
    insert into council_reopening (
        item_id, round, reason, actor, outcome, outcome_reason, agree, disagree, blank, member_count, recused_count,
        needed, voters)
    select p_item.id, p_item.round, p_reason, caller_subject(), p_item.outcome, p_item.reason, p_item.agree,
        p_item.disagree, p_item.blank, p_item.member_count, p_item.recused_count, p_item.needed,
        coalesce(array_agg(p.member_id order by p.member_id), '{}')
    from council_participation p
    where p.item_id = p_item.id;
    delete from council_participation where item_id = p_item.id;
    delete from council_ballot where item_id = p_item.id;
    insert into council_tally (item_id) select p_item.id where p_item.secret;
    update council_item
    set outcome = 'pending',
        round = round + 1,
        on_version = (select version from nomination where id = p_item.nomination_id),
        reason = null,
        agree = null,
        disagree = null,
        blank = null,
        member_count = null,
        recused_count = null,
        needed = null,
        closed_at = null,
        closed_by = null,
        closing_reason = null
    where id = p_item.id;
end
$$;

-- Takes back a result. The last event of the nomination must be that result.
create or replace function reopen_council_item(p_item uuid, p_version bigint, p_reason text)
returns void
language plpgsql
security definer
set search_path = pg_catalog, public, pg_temp
as $$
declare
    own council_item;
    home council_session;
    day date;
begin
    home := enter_council_session((select session_id from council_item where id = p_item));
    select * into own from council_item where id = p_item for update;
    if own.version <> p_version then
        perform refuse('council_item_version');
    end if;
    perform require_council_keeper(home.id);
    if home.state <> 'open' or own.outcome not in ('passed', 'failed') then
        perform refuse('council_item_decided', p_detail => council_state_detail(home.id, own.id));
    end if;
    perform await_subject(coalesce(n.individual_id, n.collective_id)) from nomination n where n.id = own.nomination_id;
    select n.state_on into day
    from nomination n
    where n.id = own.nomination_id
    and p_item = (
        select e.council_item_id
        from nomination_event e
        where e.nomination_id = n.id
        order by e.on_version desc
        limit 1)
    for update;
    if not found then
        perform refuse('council_item_moved_on', p_detail => council_state_detail(home.id, own.id));
    end if;
    perform enter_council_event(own, 'reopen', p_reason, day);
    perform empty_council_item(own, p_reason);
end
$$;

grant execute on function reopen_council_item(uuid, bigint, text) to tdkt_service;

-- Whether the caller did work for the council on a nomination that left no event: entered, confirmed or refused a
-- paper, closed a ballot, or voted before the vote was repeated. Definer, because a reviewer of a district does not see
-- the council's records.
create or replace function worked_for_council(p_nomination uuid)
returns boolean
language plpgsql
stable
security definer
set search_path = pg_catalog, public, pg_temp
as $$
begin
    return exists (
        select
        from council_item i
        where i.nomination_id = p_nomination
        and (i.closed_by = caller_subject()
            or exists (
                select
                from council_paper p
                where p.item_id = i.id
                and caller_subject() in (p.entered_by, p.confirmed_by, p.refused_by))
            or exists (
                select
                from council_reopening o
                join council_member m on m.id = any (o.voters)
                where o.item_id = i.id
                and m.subject = caller_subject())));
end
$$;

grant execute on function worked_for_council(uuid) to tdkt_service;
