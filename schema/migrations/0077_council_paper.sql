-- Votes that come on paper: of members without an account, of absent members in writing, or a count by hand of them all.
-- One person's word for another's vote was enough until now. A paper counts only when a second person of the council
-- has entered it again from the paper itself and it came out the same; until then nobody can read what it says. Members
-- with an account cast their ballot in person or on such a paper, and in no other way.

create table council_paper (
    id uuid primary key default uuid_v7(),
    version bigint not null default 1,
    created_at timestamptz not null default now(),
    updated_at timestamptz not null default now(),
    session_id uuid not null,
    item_id uuid not null,
    round integer not null,
    number text not null,
    dated_on date not null,
    sha256 text,
    voters uuid[] not null,
    state text not null default 'waiting',
    reason text,
    entered_by text not null,
    confirmed_by text,
    refused_by text,
    province_lineage uuid not null,
    district_lineage uuid,
    commune_lineage uuid,
    constraint council_paper_number_check check (is_clean(number, 1, 60)),
    constraint council_paper_sha256_check check (sha256 ~ '^[0-9a-f]{64}$'),
    constraint council_paper_voters_check check (cardinality(voters) between 1 and 200),
    constraint council_paper_state_check check (state in ('waiting', 'counted', 'refused', 'withdrawn')),
    constraint council_paper_reason_check check (is_clean(reason, 1, 2000)),
    constraint council_paper_confirmed_by_check check (
        (state = 'counted') = (confirmed_by is not null) and (state = 'counted') = (sha256 is not null)),
    constraint council_paper_refused_by_check check ((state in ('refused', 'withdrawn')) = (refused_by is not null)),
    constraint council_paper_two_people_check check (confirmed_by <> entered_by),
    constraint council_paper_session_id_fkey foreign key (session_id) references council_session (id),
    constraint council_paper_item_id_fkey foreign key (item_id) references council_item (id)
);

create index council_paper_session_id_idx on council_paper (session_id, created_at, id);
create index council_paper_item_id_idx on council_paper (item_id, state);

-- What a waiting paper says, and its digest, which the second person must have the paper for: the service cannot read
-- it. Gone as soon as the paper is counted, refused or withdrawn. votes: of an open vote, by member.
create table council_paper_count (
    paper_id uuid primary key,
    sha256 text not null,
    agree integer,
    disagree integer,
    blank integer,
    votes jsonb,
    constraint council_paper_count_sha256_check check (sha256 ~ '^[0-9a-f]{64}$'),
    constraint council_paper_count_votes_check check (
        num_nulls(agree, disagree, blank) = case when votes is null then 0 else 3 end),
    constraint council_paper_count_paper_id_fkey foreign key (paper_id) references council_paper (id)
);

create trigger b_day_dated_on before insert or update of dated_on on council_paper
    for each row when (not is_sensible_day(new.dated_on, '1945-09-02', true))
    execute function refuse_day('dated_on', '1945-09-02');
create trigger a_stamp before insert or update on council_paper for each row execute function stamp();
create trigger b_scope before insert or update on council_paper
    for each row execute function scope_by_council_session();
create trigger record_change after insert or update or delete on council_paper
    for each row execute function record_change();

alter table council_paper enable row level security;
alter table council_paper force row level security;
alter table council_paper_count enable row level security;
alter table council_paper_count force row level security;

create policy council_paper_owner on council_paper
    to current_user
    using (true)
    with check (true);

create policy council_paper_select on council_paper
    for select to tdkt_service
    using (exists (select from council_item i where i.id = item_id));

create policy council_paper_count_owner on council_paper_count
    to current_user
    using (true)
    with check (true);

-- Written by the functions below alone.
grant select on council_paper to tdkt_service;

create function refuse_closed_ballot(p_item council_item)
returns void
language plpgsql
as $$
begin
    if p_item.closed_at is not null then
        perform refuse('TD002', 'council_item_ballot_closed',
            'Việc bỏ phiếu nội dung này đã kết thúc', 'The ballot on this item has been closed');
    end if;
end
$$;

create function require_council_keeper(p_session uuid)
returns void
language plpgsql
as $$
begin
    if not keeps_council_session(p_session) then
        perform refuse('TD004', 'council_session_keeper',
            'Chỉ người khai mạc hoặc thư ký phiên họp thực hiện được việc này',
            'Only who opened the session, or its secretary, does this');
    end if;
end
$$;

-- Under the item's lock, so that nobody votes and steps aside at once. Members with an account step aside in person;
-- for the others the keeper enters it.
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
        perform refuse('TD004', 'council_recusal_subject',
            'Thành viên có tài khoản tự rút; người khai mạc hoặc thư ký ghi thay cho người không có tài khoản',
            'A member with an account steps aside in person; for the others the keeper of the session enters it');
    end if;
    if exists (select from council_participation where item_id = p_item and member_id = p_member)
        or waits_on_paper(p_item, p_member) then
        perform refuse('TD002', 'council_recusal_voted', 'Thành viên đã bỏ phiếu', 'The member has voted');
    end if;
    insert into council_recusal (item_id, member_id, province_lineage, district_lineage, commune_lineage)
    values (p_item, member.id, own.province_lineage, own.district_lineage, own.commune_lineage);
end
$$;

-- Whether a member's ballot lies on a paper that was not confirmed yet.
create function waits_on_paper(p_item uuid, p_member uuid)
returns boolean
language sql
stable
begin atomic
    select exists (
        select
        from council_paper p
        where p.item_id = p_item
        and p.state = 'waiting'
        and p_member = any (p.voters));
end;

-- Whether a member's vote may be taken: whose, and how it came.
create or replace function check_council_voter(p_item council_item, p_member uuid, p_on_paper boolean)
returns void
language plpgsql
as $$
declare
    own council_member;
begin
    own := find_council_member(p_item, p_member);
    if not p_on_paper and own.subject is distinct from caller_subject() then
        perform refuse('TD004', 'council_ballot_subject',
            'Mỗi thành viên tự bỏ phiếu bằng tài khoản của mình; phiếu trên giấy được nhập thành văn bản phiếu',
            'Members cast the ballot with their own account; ballots on paper are entered as a paper');
    end if;
    if acted_outside_council(p_item.nomination_id, own.subject) then
        perform refuse('TD004', 'council_ballot_actor',
            'Thành viên đã xử lý đề nghị này ở bước khác nên không bỏ phiếu',
            'The member acted on this nomination at another stage and does not vote on it');
    end if;
    if own.attendance = 'absent' or own.attendance = 'written' and not p_item.written_allowed then
        perform refuse('TD002', 'council_ballot_attendance',
            'Thành viên vắng mặt hoặc không được phép gửi phiếu bằng văn bản',
            'The member is absent, or the rule knows no written votes');
    end if;
    if exists (select from council_recusal where item_id = p_item.id and member_id = p_member) then
        perform refuse('TD002', 'council_ballot_recused',
            'Thành viên không tham gia bỏ phiếu nội dung này', 'The member stepped aside from this item');
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
        perform refuse('TD001', 'council_ballot_vote', 'Phiếu không hợp lệ', 'Not a vote');
    end if;
    perform refuse_closed_ballot(own);
    perform check_council_voter(own, p_member, false);
    if waits_on_paper(p_item, p_member) then
        perform refuse('TD002', 'council_ballot_paper',
            'Phiếu của thành viên nằm trong văn bản phiếu đang chờ xác nhận',
            'The member''s ballot lies on a paper that waits for its confirmation');
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

-- What was entered from a paper, in the form in which two entries are compared: figures of a secret vote, the votes of an
-- open one by member. Refused when it is not of the item's kind.
create function read_council_count(
    p_item council_item, p_sha256 text, p_agree integer, p_disagree integer, p_blank integer, p_votes jsonb)
returns council_paper_count
language plpgsql
as $$
declare
    read council_paper_count;
begin
    if p_sha256 !~ '^[0-9a-f]{64}$' then
        perform refuse('TD001', 'council_paper_sha256_format', 'Mã băm SHA-256 không hợp lệ', 'Not a SHA-256');
    end if;
    if p_item.secret and (p_votes is not null or num_nulls(p_agree, p_disagree, p_blank) > 0)
        or not p_item.secret and (p_votes is null or num_nonnulls(p_agree, p_disagree, p_blank) > 0) then
        perform refuse('TD001', 'council_paper_kind',
            'Phiếu kín chỉ nhập số phiếu; biểu quyết công khai nhập phiếu của từng thành viên',
            'Of a secret vote figures are entered and nothing else; of an open one the vote of each member');
    end if;
    select null, p_sha256, p_agree, p_disagree, p_blank, jsonb_object_agg((v ->> 'member_id')::uuid, v ->> 'vote')
    into read
    from jsonb_array_elements(p_votes) as v;
    return read;
end
$$;

-- Papers of a secret vote have three ballots or more: who enters one knows what it says.
create function check_council_paper(p_item council_item, p_count council_paper_count, p_voters uuid[])
returns void
language plpgsql
as $$
declare
    voter uuid;
begin
    if p_item.secret and (least(p_count.agree, p_count.disagree, p_count.blank) >= 0
        and p_count.agree::bigint + p_count.disagree + p_count.blank = cardinality(p_voters)) is not true then
        perform refuse('TD001', 'council_paper_voters_figures',
            'Số phiếu phải bằng số người bỏ phiếu', 'There must be as many ballots as voters');
    end if;
    if cardinality(p_voters) <> (select count(distinct v) from unnest(p_voters) as v) then
        perform refuse('TD001', 'council_paper_voters_repeated',
            'Mỗi thành viên chỉ có một phiếu', 'Each member has one ballot');
    end if;
    if p_item.secret and cardinality(p_voters) < 3 then
        perform refuse('TD001', 'council_paper_voters_few',
            'Văn bản phiếu của phiếu kín phải có ít nhất ba phiếu, nếu không ai cũng biết từng người bầu gì',
            'A paper of a secret vote has at least three ballots, or everybody knows who voted what');
    end if;
    if p_count.votes is not null and exists (
        select from jsonb_each_text(p_count.votes) as v where (v.value in ('agree', 'disagree', 'blank')) is not true) then
        perform refuse('TD001', 'council_paper_votes', 'Phiếu không hợp lệ', 'Not a vote');
    end if;
    for voter in select v.id from unnest(p_voters) as v (id) order by v.id loop
        perform check_council_voter(p_item, voter, true);
    end loop;
end
$$;

-- p_voters: of a secret vote; of an open one the votes name them. Nothing is counted yet.
create function enter_council_paper(
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
        perform refuse('TD001', 'council_paper_voters_open',
            'Biểu quyết công khai: phiếu đã nêu thành viên', 'The votes of an open vote name the members already');
    end if;
    select coalesce(array_agg((v ->> 'member_id')::uuid), p_voters) into voting from jsonb_array_elements(p_votes) as v;
    perform check_council_paper(own, entered, voting);
    if exists (
        select
        from unnest(voting) as v (id)
        where waits_on_paper(p_item, v.id)
        or exists (select from council_participation where item_id = p_item and member_id = v.id)) then
        perform refuse('TD002', 'council_paper_voted',
            'Có thành viên đã bỏ phiếu, hoặc có phiếu trong văn bản khác đang chờ xác nhận',
            'A member has voted, or has a ballot on another paper that waits for its confirmation');
    end if;
    if exists (select from council_paper where item_id = p_item and sha256 = p_sha256) then
        perform refuse('TD002', 'council_paper_sha256_used',
            'Văn bản này đã được tính cho nội dung này', 'This paper was counted for the item already');
    end if;
    insert into council_paper (id, session_id, item_id, round, number, dated_on, voters, entered_by)
    values (p_id, p_session, p_item, own.round, p_number, p_dated_on, voting, caller_subject());
    insert into council_paper_count (paper_id, sha256, agree, disagree, blank, votes)
    values (p_id, entered.sha256, entered.agree, entered.disagree, entered.blank, entered.votes);
end
$$;

-- A paper that still waits, with its item locked: nobody else counts, refuses or votes meanwhile.
create function enter_waiting_paper(p_paper uuid, p_version bigint)
returns council_paper
language plpgsql
as $$
declare
    own council_paper;
begin
    perform enter_council_item((select item_id from council_paper where id = p_paper), true, caller_subject());
    select * into own from council_paper where id = p_paper for update;
    if own.version <> p_version then
        perform refuse('TD003', 'council_paper_version', 'Văn bản phiếu đã thay đổi', 'The paper has changed');
    end if;
    if own.state <> 'waiting' then
        perform refuse('TD002', 'council_paper_waiting',
            'Văn bản phiếu không còn chờ xác nhận', 'The paper does not wait for its confirmation any more');
    end if;
    return own;
end
$$;

-- The ballots of a paper that two people read alike. Voters are asked again: somebody may have stepped aside meanwhile.
create function count_council_paper(p_item council_item, p_paper council_paper, p_count council_paper_count)
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

-- The second person enters the paper again. Whatever differs, one answer says so, so that nobody finds out by trying; and
-- nobody can try without the digest, which only who has the paper knows.
create function confirm_council_paper(
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
        perform refuse('TD004', 'council_paper_confirmer',
            'Người nhập văn bản và người có phiếu trong đó không xác nhận được; cần người thứ hai của Hội đồng',
            'Neither who entered the paper nor whose ballot lies on it confirms it: that takes a second person');
    end if;
    select * into item from council_item where id = own.item_id;
    again := read_council_count(item, p_sha256, p_agree, p_disagree, p_blank, p_votes);
    select * into first from council_paper_count where paper_id = p_paper;
    if (first.sha256, first.agree, first.disagree, first.blank, first.votes)
        is distinct from (again.sha256, again.agree, again.disagree, again.blank, again.votes) then
        perform refuse('TD002', 'council_paper_difference',
            'Nội dung hoặc mã băm nhập lại khác lần nhập đầu: đối chiếu lại văn bản giấy',
            'What was entered again, or the digest, differs from the first entry: look at the paper again');
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

-- Who entered it takes it back; anybody else of the council refuses it. Its members may then vote another way.
create function refuse_council_paper(p_paper uuid, p_version bigint, p_reason text)
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
        perform refuse('TD001', 'council_paper_reason_missing', 'Phải nêu lý do', 'A reason must be given');
    end if;
    delete from council_paper_count where paper_id = p_paper;
    update council_paper
    set state = case when own.entered_by = caller_subject() then 'withdrawn' else 'refused' end,
        reason = p_reason,
        refused_by = caller_subject()
    where id = p_paper;
end
$$;

drop function count_council_ballots(uuid, integer, integer, integer, uuid[]);

revoke all on function refuse_closed_ballot(council_item) from public;
revoke all on function require_council_keeper(uuid) from public;
revoke all on function waits_on_paper(uuid, uuid) from public;
revoke all on function read_council_count(council_item, text, integer, integer, integer, jsonb) from public;
revoke all on function check_council_paper(council_item, council_paper_count, uuid[]) from public;
revoke all on function enter_council_paper(
    uuid, uuid, uuid, text, date, text, integer, integer, integer, uuid[], jsonb) from public;
revoke all on function enter_waiting_paper(uuid, bigint) from public;
revoke all on function count_council_paper(council_item, council_paper, council_paper_count) from public;
revoke all on function confirm_council_paper(uuid, bigint, text, integer, integer, integer, jsonb) from public;
revoke all on function refuse_council_paper(uuid, bigint, text) from public;
grant execute on function enter_council_paper(
    uuid, uuid, uuid, text, date, text, integer, integer, integer, uuid[], jsonb) to tdkt_service;
grant execute on function confirm_council_paper(uuid, bigint, text, integer, integer, integer, jsonb) to tdkt_service;
grant execute on function refuse_council_paper(uuid, bigint, text) to tdkt_service;
