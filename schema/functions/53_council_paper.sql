-- Votes on paper: of members without an account, of absent members in writing, or a hand count of all votes. A paper
-- counts only when a second person of the council has entered it again from the paper itself and both entries agree;
-- until then nobody can read its content. Members with an account vote in person or on such a paper, and in no other
-- way.

create or replace function refuse_closed_ballot(p_item council_item)
returns void
language plpgsql
as $$
begin
    if p_item.closed_at is not null then
        perform refuse('council_item_ballot_closed', p_detail => council_state_detail(p_item.session_id, p_item.id));
    end if;
end
$$;

create or replace function require_council_keeper(p_session uuid)
returns void
language plpgsql
as $$
begin
    if not keeps_council_session(p_session) then
        perform refuse('council_session_keeper');
    end if;
end
$$;

-- Whether a member's ballot is on a paper that is not confirmed yet.
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

-- The content of a paper in the form in which two entries are compared: the figures of a secret vote, or the votes of
-- an open one by member. Refuses content that is not of the item's kind.
create or replace function read_council_count(
    p_item council_item, p_sha256 text, p_agree integer, p_disagree integer, p_blank integer, p_votes jsonb)
returns council_paper_count
language plpgsql
as $$
declare
    read council_paper_count;
begin
    if p_sha256 !~ '^[0-9a-f]{64}$' then
        perform refuse('council_paper_sha256_format');
    end if;
    if p_item.secret and (p_votes is not null or num_nulls(p_agree, p_disagree, p_blank) > 0)
        or not p_item.secret and (p_votes is null or num_nonnulls(p_agree, p_disagree, p_blank) > 0) then
        perform refuse('council_paper_kind');
    end if;
    select null, p_sha256, p_agree, p_disagree, p_blank, jsonb_object_agg((v ->> 'member_id')::uuid, v ->> 'vote')
    into read
    from jsonb_array_elements(p_votes) as v;
    return read;
end
$$;

-- A paper of a secret vote has at least three ballots, because the person who enters it knows what it says.
create or replace function check_council_paper(p_item council_item, p_count council_paper_count, p_voters uuid[])
returns void
language plpgsql
as $$
declare
    voter uuid;
begin
    if p_item.secret and (least(p_count.agree, p_count.disagree, p_count.blank) >= 0
        and p_count.agree::bigint + p_count.disagree + p_count.blank = cardinality(p_voters)) is not true then
        perform refuse('council_paper_voters_figures');
    end if;
    if cardinality(p_voters) <> (select count(distinct v) from unnest(p_voters) as v) then
        perform refuse('council_paper_voters_repeated');
    end if;
    if p_item.secret and cardinality(p_voters) < 3 then
        perform refuse('council_paper_voters_few');
    end if;
    if p_count.votes is not null and exists (
        select from jsonb_each_text(p_count.votes) as v where (v.value in ('agree', 'disagree', 'blank')) is not true) then
        perform refuse('council_paper_votes');
    end if;
    for voter in select v.id from unnest(p_voters) as v (id) order by v.id loop
        perform check_council_voter(p_item, voter, true);
    end loop;
end
$$;

-- p_voters: only for a secret vote; the votes of an open one name the members. Nothing is counted yet.
create or replace function enter_council_paper(
    p_session uuid, p_id uuid, p_item uuid, p_number text, p_dated_on date, p_sha256 text, p_agree integer,
    p_disagree integer, p_blank integer, p_voters uuid[], p_votes jsonb)
returns void
language plpgsql
security definer
set search_path = pg_catalog, public, pg_temp
as $$
declare
    own council_item;
    entered council_paper_count;
    voting uuid[];
begin
    perform enter_council_session(p_session);
    if not exists (select from council_item where id = p_item and session_id = p_session) then
        perform refuse_reference('council_paper', 'item_id');
    end if;
    own := enter_council_item(p_item, true, caller_subject());
    perform require_council_keeper(p_session);
    perform refuse_closed_ballot(own);
    entered := read_council_count(own, p_sha256, p_agree, p_disagree, p_blank, p_votes);
    if not own.secret and p_voters is not null then
        perform refuse('council_paper_voters_open');
    end if;
    select coalesce(array_agg((v ->> 'member_id')::uuid), p_voters) into voting from jsonb_array_elements(p_votes) as v;
    perform check_council_paper(own, entered, voting);
    if exists (
        select
        from unnest(voting) as v (id)
        where waits_on_paper(p_item, v.id)
        or exists (select from council_participation where item_id = p_item and member_id = v.id)) then
        perform refuse('council_paper_voted', p_detail => council_state_detail(own.session_id, own.id));
    end if;
    if exists (select from council_paper where item_id = p_item and sha256 = p_sha256) then
        perform refuse('council_paper_sha256_used');
    end if;
    insert into council_paper (id, session_id, item_id, round, number, dated_on, voters, entered_by)
    values (p_id, p_session, p_item, own.round, p_number, p_dated_on, voting, caller_subject());
    insert into council_paper_count (paper_id, sha256, agree, disagree, blank, votes)
    values (p_id, entered.sha256, entered.agree, entered.disagree, entered.blank, entered.votes);
end
$$;

grant execute on function enter_council_paper(uuid, uuid, uuid, text, date, text, integer, integer, integer, uuid[], jsonb) to tdkt_service;

-- A paper that waits can be confirmed or refused; after that nothing is open.
create or replace function paper_state_detail(p_paper council_paper)
returns text
language sql
immutable
return state_detail(
    p_paper.state, case p_paper.state when 'waiting' then array['confirmation', 'refusal'] else array[]::text[] end);

-- A waiting paper, with its item locked: nobody else can count, refuse or vote at the same time.
create or replace function enter_waiting_paper(p_paper uuid, p_version bigint)
returns council_paper
language plpgsql
as $$
declare
    own council_paper;
begin
    perform enter_council_item((select item_id from council_paper where id = p_paper), true, caller_subject());
    select * into own from council_paper where id = p_paper for update;
    if own.version <> p_version then
        perform refuse('council_paper_version');
    end if;
    if own.state <> 'waiting' then
        perform refuse('council_paper_waiting', p_detail => paper_state_detail(own));
    end if;
    return own;
end
$$;

-- Counts a paper that two people have entered alike. The voters are checked again, because one may have stepped aside
-- since.
create or replace function count_council_paper(p_item council_item, p_paper council_paper, p_count council_paper_count)
returns void
language plpgsql
as $$
begin
    perform check_council_paper(p_item, p_count, p_paper.voters);
    insert into council_participation (item_id, member_id) select p_item.id, v.id from unnest(p_paper.voters) as v (id);
    insert into council_ballot (item_id, member_id, vote, province_lineage, district_lineage, commune_lineage)
    select p_item.id, v.key::uuid, v.value, p_item.province_lineage, p_item.district_lineage, p_item.commune_lineage
    from jsonb_each_text(p_count.votes) as v;
    update council_tally
    set agree = agree + p_count.agree,
        disagree = disagree + p_count.disagree,
        blank = blank + p_count.blank
    where item_id = p_item.id
    and p_item.secret;
end
$$;

-- A second person enters the paper again. Every difference gets the same answer, so that nobody can find the content by
-- trying; and nobody can try without the digest, which only a person with the paper knows.
create or replace function confirm_council_paper(
    p_paper uuid, p_version bigint, p_sha256 text, p_agree integer, p_disagree integer, p_blank integer, p_votes jsonb)
returns void
language plpgsql
security definer
set search_path = pg_catalog, public, pg_temp
as $$
declare
    own council_paper;
    item council_item;
    first council_paper_count;
    again council_paper_count;
begin
    own := enter_waiting_paper(p_paper, p_version);
    if own.entered_by = caller_subject() or exists (
        select from council_member m where m.id = any (own.voters) and m.subject = caller_subject()) then
        perform refuse('council_paper_confirmer');
    end if;
    select * into item from council_item where id = own.item_id;
    again := read_council_count(item, p_sha256, p_agree, p_disagree, p_blank, p_votes);
    select * into first from council_paper_count where paper_id = p_paper;
    if (first.sha256, first.agree, first.disagree, first.blank, first.votes)
        is distinct from (again.sha256, again.agree, again.disagree, again.blank, again.votes) then
        perform refuse('council_paper_difference', p_detail => paper_state_detail(own));
    end if;
    perform count_council_paper(item, own, first);
    delete from council_paper_count where paper_id = p_paper;
    update council_paper
    set state = 'counted',
        sha256 = first.sha256,
        confirmed_by = caller_subject()
    where id = p_paper;
end
$$;

grant execute on function confirm_council_paper(uuid, bigint, text, integer, integer, integer, jsonb) to tdkt_service;

-- The person who entered a paper withdraws it; anybody else of the council refuses it. Its members may then vote in
-- another way.
create or replace function refuse_council_paper(p_paper uuid, p_version bigint, p_reason text)
returns void
language plpgsql
security definer
set search_path = pg_catalog, public, pg_temp
as $$
declare
    own council_paper;
begin
    own := enter_waiting_paper(p_paper, p_version);
    if p_reason is null then
        perform refuse('council_paper_reason_missing');
    end if;
    delete from council_paper_count where paper_id = p_paper;
    update council_paper
    set state = case when own.entered_by = caller_subject() then 'withdrawn' else 'refused' end,
        reason = p_reason,
        refused_by = caller_subject()
    where id = p_paper;
end
$$;

grant execute on function refuse_council_paper(uuid, bigint, text) to tdkt_service;
