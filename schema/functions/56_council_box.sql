-- When a vote can be concluded: who is missing, how a ballot is closed without them, and that no part of a secret box
-- is so small that it reveals a vote.

-- How many members may vote on an item and have not voted.
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

-- Few ballots reveal who voted what, and so do few ballots beside the papers: a person who entered a paper knows its
-- content and can subtract it from the total. In an open vote two ballots are enough, so that no award depends on one
-- person.
create or replace function check_council_box(p_item council_item)
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
        perform refuse('council_item_secrecy', p_detail => council_state_detail(p_item.session_id, p_item.id));
    end if;
    if ballots < 2 then
        perform refuse('council_item_few', p_detail => council_state_detail(p_item.session_id, p_item.id));
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
        perform refuse('council_item_subtraction', p_detail => council_state_detail(p_item.session_id, p_item.id));
    end if;
end
$$;

-- Nobody can vote after the closing, not even the missing members. Waiting papers must be counted or refused first.
create or replace function close_council_ballot(p_item uuid, p_version bigint, p_reason text)
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
        perform refuse('council_item_version');
    end if;
    perform require_council_keeper(own.session_id);
    perform refuse_closed_ballot(own);
    if p_reason is null then
        perform refuse('council_item_closing_reason_missing');
    end if;
    if exists (select from council_paper where item_id = p_item and state = 'waiting') then
        perform refuse('council_item_papers', p_detail => council_state_detail(own.session_id, own.id));
    end if;
    update council_item
    set closed_at = now(),
        closed_by = caller_subject(),
        closing_reason = p_reason
    where id = p_item;
end
$$;

grant execute on function close_council_ballot(uuid, bigint, text) to tdkt_service;
