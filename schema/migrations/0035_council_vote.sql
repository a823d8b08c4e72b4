-- Votes of the council: who steps aside, ballots, counted paper. A secret vote leaves two things behind: that a member
-- took part, and how many ballots said what; nothing joins the two, then or later. What becomes of a vote is 0036's.

create table council_recusal (
    id uuid primary key default uuid_v7(),
    version bigint not null default 1,
    created_at timestamptz not null default now(),
    updated_at timestamptz not null default now(),
    item_id uuid not null,
    member_id uuid not null,
    province_lineage uuid not null,
    constraint council_recusal_item_id_fkey foreign key (item_id) references council_item (id),
    constraint council_recusal_member_id_fkey foreign key (member_id) references council_member (id),
    constraint council_recusal_item_id_member_id_key unique (item_id, member_id)
);

-- That a member has voted, once: no vote, no time, no history. Rows are written anew when the item is decided, so that
-- not even their order in the table tells who voted after whom.
create table council_participation (
    item_id uuid not null,
    member_id uuid not null,
    constraint council_participation_pkey primary key (item_id, member_id),
    constraint council_participation_item_id_fkey foreign key (item_id) references council_item (id),
    constraint council_participation_member_id_fkey foreign key (member_id) references council_member (id)
);

-- The ballot box of a secret vote: counters, no ballots. The service has no right to look into it; once the item is
-- decided its figures stand there and the box is gone.
create table council_tally (
    item_id uuid primary key,
    agree integer not null default 0,
    disagree integer not null default 0,
    blank integer not null default 0,
    constraint council_tally_item_id_fkey foreign key (item_id) references council_item (id)
);

-- An open vote stands beside its name.
create table council_ballot (
    id uuid primary key default uuid_v7(),
    version bigint not null default 1,
    created_at timestamptz not null default now(),
    updated_at timestamptz not null default now(),
    item_id uuid not null,
    member_id uuid not null,
    vote text not null,
    province_lineage uuid not null,
    constraint council_ballot_vote_check check (vote in ('agree', 'disagree', 'blank')),
    constraint council_ballot_item_id_fkey foreign key (item_id) references council_item (id),
    constraint council_ballot_member_id_fkey foreign key (member_id) references council_member (id),
    constraint council_ballot_item_id_member_id_key unique (item_id, member_id)
);

create index council_recusal_member_id_idx on council_recusal (member_id);
create index council_participation_member_id_idx on council_participation (member_id);
create index council_ballot_member_id_idx on council_ballot (member_id);

create trigger a_stamp before insert or update on council_recusal for each row execute function stamp();
create trigger a_stamp before insert or update on council_ballot for each row execute function stamp();
create trigger record_change after insert or update or delete on council_recusal
    for each row execute function record_change();
create trigger record_change after insert or update or delete on council_ballot
    for each row execute function record_change();

create function rescope_council_item()
returns trigger
language plpgsql
security definer
set search_path = pg_catalog, public, pg_temp
as $$
begin
    update council_recusal set province_lineage = new.province_lineage where item_id = new.id;
    update council_ballot set province_lineage = new.province_lineage where item_id = new.id;
    return null;
end
$$;

create trigger rescope after update on council_item
    for each row when (old.province_lineage is distinct from new.province_lineage)
    execute function rescope_council_item();

-- Who is there decides who may vote and whether there is a quorum: fixed with the first vote of the session.
create function check_council_attendance()
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
        where i.session_id = new.session_id) then
        perform refuse('TD002', 'council_member_attendance_voted',
            'Đã bỏ phiếu nên không thay đổi được việc dự họp', 'Votes were cast: attendance is fixed');
    end if;
    return new;
end
$$;

create trigger e_attendance before update of attendance on council_member
    for each row when (new.attendance is distinct from old.attendance)
    execute function check_council_attendance();

-- Whether somebody acted on a nomination at another stage than the council's, be it as the submitter.
create function acted_outside_council(p_nomination uuid, p_subject text)
returns boolean
language sql
stable
begin atomic
    select exists (
        select
        from nomination_event e
        where e.nomination_id = p_nomination
        and e.actor = p_subject
        and e.stage <> 'council');
end;

-- Every act below begins here: the session, locked against its closing, and in the caller's province.
create function enter_council_session(p_session uuid)
returns council_session
language plpgsql
as $$
declare
    own council_session;
begin
    select * into own from council_session where id = p_session for share;
    if not caller_is('council_reviewer') or (own.province_lineage = any (write_scope())) is not true then
        perform refuse('TD004', 'council_session_unit',
            'Phiên họp thuộc thẩm quyền của đơn vị khác', 'The session belongs to another unit');
    end if;
    return own;
end
$$;

-- p_alone: nobody else acts on the item meanwhile. p_subject: who must not have acted on the nomination before.
create function enter_council_item(p_item uuid, p_alone boolean, p_subject text)
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
        perform refuse('TD004', 'council_item_actor',
            'Người đã gửi hoặc đã xử lý đề nghị ở bước khác không tham gia bước này của Hội đồng',
            'Whoever submitted the nomination or acted on it at another stage takes no part in the council''s');
    end if;
    if home.state <> 'open' or own.outcome <> 'pending' then
        perform refuse('TD002', 'council_item_pending',
            'Chỉ thực hiện được khi phiên họp đang diễn ra và nội dung chưa có kết quả',
            'The session must be open and the item undecided');
    end if;
    return own;
end
$$;

-- A session is kept by whoever opened it and by its secretary: they enter what comes on paper.
create function keeps_council_session(p_session uuid)
returns boolean
language sql
stable
begin atomic
    select exists (select from council_session s where s.id = p_session and s.opened_by = caller_subject())
        or exists (
            select
            from council_member m
            where m.session_id = p_session
            and m.role = 'secretary'
            and m.subject = caller_subject());
end;

create function find_council_member(p_item council_item, p_member uuid)
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

-- Under the item's lock, so that nobody votes and steps aside at once.
create function recuse_council_member(p_item uuid, p_member uuid)
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
    member := find_council_member(own, p_member);
    if exists (select from council_participation where item_id = p_item and member_id = p_member) then
        perform refuse('TD002', 'council_recusal_voted', 'Thành viên đã bỏ phiếu', 'The member has voted');
    end if;
    insert into council_recusal (item_id, member_id, province_lineage)
    values (p_item, member.id, own.province_lineage);
end
$$;

-- Whether a member's vote may be taken: by whom, whose, and how it came.
create function check_council_voter(p_item council_item, p_member uuid, p_on_paper boolean)
returns void
language plpgsql
as $$
declare
    own council_member;
    is_own_hand boolean;
begin
    own := find_council_member(p_item, p_member);
    is_own_hand := coalesce(own.subject = caller_subject(), false) and not p_on_paper;
    if not is_own_hand and not p_on_paper and own.subject is not null and own.attendance <> 'written' then
        perform refuse('TD004', 'council_ballot_subject',
            'Thành viên có tài khoản tự bỏ phiếu', 'A member with an account casts the ballot in person');
    end if;
    if not is_own_hand and not keeps_council_session(p_item.session_id) then
        perform refuse('TD004', 'council_ballot_keeper',
            'Chỉ người khai mạc hoặc thư ký phiên họp nhập phiếu thay',
            'Only who opened the session, or its secretary, enters ballots for others');
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

create function cast_council_ballot(p_item uuid, p_member uuid, p_vote text)
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
    perform check_council_voter(own, p_member, false);
    insert into council_participation (item_id, member_id) values (p_item, p_member);
    if not own.secret then
        insert into council_ballot (item_id, member_id, vote, province_lineage)
        values (p_item, p_member, p_vote, own.province_lineage);
        return;
    end if;
    update council_tally
    set agree = agree + (p_vote = 'agree')::integer,
        disagree = disagree + (p_vote = 'disagree')::integer,
        blank = blank + (p_vote = 'blank')::integer
    where item_id = p_item;
end
$$;

-- Paper ballots of a secret vote, counted by hand: figures, and who put one into the box.
create function count_council_ballots(
    p_item uuid, p_agree integer, p_disagree integer, p_blank integer, p_voters uuid[])
returns void
language plpgsql
security definer
set search_path = pg_catalog, public, pg_temp
as $$
declare
    own council_item;
    voter uuid;
begin
    own := enter_council_item(p_item, false, caller_subject());
    if not own.secret then
        perform refuse('TD002', 'council_tally_open',
            'Biểu quyết công khai được ghi theo từng thành viên', 'Open votes are entered member by member');
    end if;
    if (least(p_agree, p_disagree, p_blank) >= 0
        and p_agree::bigint + p_disagree + p_blank = cardinality(p_voters)) is not true then
        perform refuse('TD001', 'council_tally_voters',
            'Số phiếu phải bằng số người bỏ phiếu', 'There must be as many ballots as voters');
    end if;
    for voter in select v.id from unnest(p_voters) as v (id) order by v.id loop
        perform check_council_voter(own, voter, true);
        insert into council_participation (item_id, member_id) values (p_item, voter);
    end loop;
    update council_tally
    set agree = agree + p_agree,
        disagree = disagree + p_disagree,
        blank = blank + p_blank
    where item_id = p_item;
end
$$;

revoke all on function acted_outside_council(uuid, text) from public;
revoke all on function enter_council_session(uuid) from public;
revoke all on function enter_council_item(uuid, boolean, text) from public;
revoke all on function keeps_council_session(uuid) from public;
revoke all on function find_council_member(council_item, uuid) from public;
revoke all on function check_council_voter(council_item, uuid, boolean) from public;
revoke all on function recuse_council_member(uuid, uuid) from public;
revoke all on function cast_council_ballot(uuid, uuid, text) from public;
revoke all on function count_council_ballots(uuid, integer, integer, integer, uuid[]) from public;
grant execute on function recuse_council_member(uuid, uuid) to tdkt_service;
grant execute on function cast_council_ballot(uuid, uuid, text) to tdkt_service;
grant execute on function count_council_ballots(uuid, integer, integer, integer, uuid[]) to tdkt_service;

alter table council_recusal enable row level security;
alter table council_recusal force row level security;
alter table council_participation enable row level security;
alter table council_participation force row level security;
alter table council_tally enable row level security;
alter table council_tally force row level security;
alter table council_ballot enable row level security;
alter table council_ballot force row level security;

create policy council_recusal_owner on council_recusal
    to current_user
    using (true)
    with check (true);

create policy council_recusal_select on council_recusal
    for select to tdkt_service
    using (exists (select from council_item i where i.id = item_id));

create policy council_participation_owner on council_participation
    to current_user
    using (true)
    with check (true);

create policy council_participation_select on council_participation
    for select to tdkt_service
    using (exists (select from council_item i where i.id = item_id));

create policy council_tally_owner on council_tally
    to current_user
    using (true)
    with check (true);

create policy council_ballot_owner on council_ballot
    to current_user
    using (true)
    with check (true);

create policy council_ballot_select on council_ballot
    for select to tdkt_service
    using (exists (select from council_item i where i.id = item_id));

-- Written by the functions above alone.
grant select on council_recusal, council_participation, council_ballot to tdkt_service;
