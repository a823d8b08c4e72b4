-- Votes of the council: who steps aside, ballots, and counted papers. A secret vote records only that a member took
-- part, and how many ballots there are of each kind; nothing connects the two, then or later. 52_council_result decides
-- the result.

create or replace function rescope_council_item()
returns trigger
language plpgsql
security definer
set search_path = pg_catalog, public, pg_temp
as $$
begin
    update council_recusal
    set province_lineage = new.province_lineage,
        district_lineage = new.district_lineage,
        commune_lineage = new.commune_lineage
    where item_id = new.id;
    update council_ballot
    set province_lineage = new.province_lineage,
        district_lineage = new.district_lineage,
        commune_lineage = new.commune_lineage
    where item_id = new.id;
    return null;
end
$$;

-- Attendance cannot change after a vote; a ballot on a paper that waits for confirmation counts as a vote.
create or replace function check_council_attendance()
returns trigger
language plpgsql
security definer
set search_path = pg_catalog, public, pg_temp
as $$
begin
    if exists (
        select
        from council_participation p
        join council_item i on i.id = p.item_id
        where i.session_id = new.session_id)
        or exists (select from council_paper p where p.session_id = new.session_id and p.state = 'waiting') then
        perform refuse('council_member_attendance_voted', p_detail => council_state_detail(new.session_id));
    end if;
    return new;
end
$$;

-- Whether a person acted on a nomination at another stage than the council's, or wrote it.
create or replace function acted_outside_council(p_nomination uuid, p_subject text)
returns boolean
language plpgsql
stable
as $$
begin
    return (
        select exists (
            select
            from nomination_event e
            where e.nomination_id = p_nomination
            and e.actor = p_subject
            and e.stage <> 'council')
        or exists (
            select
            from nomination n
            where n.id = p_nomination
            and has_written(n, p_subject)));
end
$$;

-- Every act of the council calls this first: it locks the session, so that it is not closed, and checks the caller's
-- role and units.
create or replace function enter_council_session(p_session uuid)
returns council_session
language plpgsql
as $$
declare
    own council_session;
begin
    select * into own from council_session where id = p_session for share;
    if not caller_is('council_reviewer')
        or (array[own.province_lineage, own.district_lineage, own.commune_lineage] && write_scope()) is not true then
        perform refuse('council_session_unit');
    end if;
    return own;
end
$$;

-- p_alone: the item is locked so that nobody else acts on it. p_subject: a person who must not have acted on the
-- nomination at another stage.
create or replace function enter_council_item(p_item uuid, p_alone boolean, p_subject text)
returns council_item
language plpgsql
as $$
declare
    own council_item;
    home council_session;
begin
    home := enter_council_session((select session_id from council_item where id = p_item));
    if p_alone then
        select * into own from council_item where id = p_item for update;
    else
        select * into own from council_item where id = p_item for share;
    end if;
    if acted_outside_council(own.nomination_id, p_subject) then
        perform refuse('council_item_actor');
    end if;
    if home.state <> 'open' or own.outcome <> 'pending' then
        perform refuse('council_item_pending', p_detail => council_state_detail(home.id, own.id));
    end if;
    return own;
end
$$;

-- The keepers of a session are the person who opened it and its secretary: they enter what comes on paper.
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

create or replace function find_council_member(p_item council_item, p_member uuid)
returns council_member
language plpgsql
stable
as $$
declare
    own council_member;
begin
    select * into own from council_member where id = p_member and session_id = p_item.session_id;
    if not found then
        perform refuse_reference('council_participation', 'member_id');
    end if;
    return own;
end
$$;

-- Locks the item, so that a member cannot vote and step aside at the same time. Members with an account step aside in
-- person; for the others a keeper enters it.
create or replace function recuse_council_member(p_item uuid, p_member uuid)
returns void
language plpgsql
security definer
set search_path = pg_catalog, public, pg_temp
as $$
declare
    own council_item;
    member council_member;
begin
    own := enter_council_item(p_item, true, null);
    perform refuse_closed_ballot(own);
    member := find_council_member(own, p_member);
    if member.subject is not null and member.subject is distinct from caller_subject()
        or member.subject is null and not keeps_council_session(own.session_id) then
        perform refuse('council_recusal_subject');
    end if;
    if exists (select from council_participation where item_id = p_item and member_id = p_member)
        or waits_on_paper(p_item, p_member) then
        perform refuse('council_recusal_voted', p_detail => council_state_detail(own.session_id, own.id));
    end if;
    insert into council_recusal (item_id, member_id, province_lineage, district_lineage, commune_lineage)
    values (p_item, member.id, own.province_lineage, own.district_lineage, own.commune_lineage);
end
$$;

grant execute on function recuse_council_member(uuid, uuid) to tdkt_service;

-- Checks that a member may vote, and that the ballot may come in this way.
create or replace function check_council_voter(p_item council_item, p_member uuid, p_on_paper boolean)
returns void
language plpgsql
as $$
declare
    own council_member;
begin
    own := find_council_member(p_item, p_member);
    if not p_on_paper and own.subject is distinct from caller_subject() then
        perform refuse('council_ballot_subject');
    end if;
    if acted_outside_council(p_item.nomination_id, own.subject) then
        perform refuse('council_ballot_actor');
    end if;
    if own.attendance = 'absent' or own.attendance = 'written' and not p_item.written_allowed then
        perform refuse('council_ballot_attendance', p_detail => council_state_detail(p_item.session_id, p_item.id));
    end if;
    if exists (select from council_recusal where item_id = p_item.id and member_id = p_member) then
        perform refuse('council_ballot_recused', p_detail => council_state_detail(p_item.session_id, p_item.id));
    end if;
end
$$;

create or replace function cast_council_ballot(p_item uuid, p_member uuid, p_vote text)
returns void
language plpgsql
security definer
set search_path = pg_catalog, public, pg_temp
as $$
declare
    own council_item;
begin
    own := enter_council_item(p_item, false, caller_subject());
    if (p_vote in ('agree', 'disagree', 'blank')) is not true then
        perform refuse('council_ballot_vote');
    end if;
    perform refuse_closed_ballot(own);
    perform check_council_voter(own, p_member, false);
    if waits_on_paper(p_item, p_member) then
        perform refuse('council_ballot_paper', p_detail => council_state_detail(own.session_id, own.id));
    end if;
    insert into council_participation (item_id, member_id) values (p_item, p_member);
    if not own.secret then
        insert into council_ballot (item_id, member_id, vote, province_lineage, district_lineage, commune_lineage)
        values (p_item, p_member, p_vote, own.province_lineage, own.district_lineage, own.commune_lineage);
        return;
    end if;
    update council_tally
    set agree = agree + (p_vote = 'agree')::integer,
        disagree = disagree + (p_vote = 'disagree')::integer,
        blank = blank + (p_vote = 'blank')::integer
    where item_id = p_item;
end
$$;

grant execute on function cast_council_ballot(uuid, uuid, text) to tdkt_service;

create or replace function change_council_attendance(p_member uuid, p_version bigint, p_attendance text, p_reason text)
returns void
language plpgsql
security definer
set search_path = pg_catalog, public, pg_temp
as $$
declare
    own council_member;
    home council_session;
begin
    perform from council_session where id = (select session_id from council_member where id = p_member) for update;
    home := enter_council_session((select session_id from council_member where id = p_member));
    select * into own from council_member where id = p_member for update;
    if own.version <> p_version then
        perform refuse('council_member_version');
    end if;
    if home.state <> 'open' then
        perform refuse('council_session_open', p_detail => council_state_detail(home.id));
    end if;
    perform require_council_keeper(home.id);
    if p_reason is null then
        perform refuse('council_attendance_event_reason_missing');
    end if;
    if own.attendance = p_attendance then
        perform refuse('council_member_attendance_same', p_detail => council_state_detail(home.id));
    end if;
    insert into council_attendance_event (
        session_id, member_id, on_version, from_attendance, to_attendance, reason, actor, province_lineage,
        district_lineage, commune_lineage)
    values (home.id, own.id, own.version, own.attendance, p_attendance, p_reason, caller_subject(),
        own.province_lineage, own.district_lineage, own.commune_lineage);
    update council_member set attendance = p_attendance where id = own.id;
end
$$;

grant execute on function change_council_attendance(uuid, bigint, text, text) to tdkt_service;
