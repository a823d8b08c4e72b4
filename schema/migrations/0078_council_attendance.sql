-- Who is there decides who may vote and whether there is a quorum. Once a session is open, attendance changes by an act
-- with a reason, which is kept: until now the keeper could turn a member who was there into one who votes in writing,
-- and nothing told of it. With the first vote it is fixed for all, as before: whoever is marked absent after that would
-- be left out of a vote that others took part in.

create table council_attendance_event (
    id uuid primary key default uuid_v7(),
    version bigint not null default 1,
    recorded_at timestamptz not null default now(),
    session_id uuid not null,
    member_id uuid not null,
    on_version bigint not null,
    from_attendance text not null,
    to_attendance text not null,
    reason text not null,
    actor text not null,
    province_lineage uuid not null,
    district_lineage uuid,
    commune_lineage uuid,
    constraint council_attendance_event_reason_check check (is_clean(reason, 1, 2000)),
    constraint council_attendance_event_session_id_fkey foreign key (session_id) references council_session (id),
    constraint council_attendance_event_member_id_fkey foreign key (member_id) references council_member (id),
    constraint council_attendance_event_member_id_on_version_key unique (member_id, on_version)
);

create index council_attendance_event_session_id_idx on council_attendance_event (session_id, recorded_at, id);

create function refuse_attendance_rewrite()
returns trigger
language plpgsql
as $$
begin
    raise insufficient_privilege using message = 'council_attendance_event is append-only';
end
$$;

create trigger append_only
    before delete or truncate
        or update of id, version, recorded_at, session_id, member_id, on_version, from_attendance, to_attendance, reason,
            actor
    on council_attendance_event
    for each statement execute function refuse_attendance_rewrite();

alter table council_attendance_event enable row level security;
alter table council_attendance_event force row level security;

create policy council_attendance_event_owner on council_attendance_event
    to current_user
    using (true)
    with check (true);

create policy council_attendance_event_select on council_attendance_event
    for select to tdkt_service
    using (exists (select from council_member m where m.id = member_id));

grant select on council_attendance_event to tdkt_service;

-- A ballot on a paper that waits is a vote, too.
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
        perform refuse('TD002', 'council_member_attendance_voted',
            'Đã bỏ phiếu nên không thay đổi được việc dự họp', 'Votes were cast: attendance is fixed');
    end if;
    return new;
end
$$;

-- Members and agenda belong to the planning; once the session is open, an event alone changes who is there. Definer, to
-- lock the session, so that it cannot open meanwhile.
create or replace function check_council_planning()
returns trigger
language plpgsql
security definer
set search_path = pg_catalog, public, pg_temp
as $$
declare
    home uuid;
    standing text;
    is_attendance boolean;
begin
    home := case when tg_op = 'DELETE' then old.session_id else new.session_id end;
    select state into standing from council_session where id = home for no key update;
    if standing = 'planned' then
        return case when tg_op = 'DELETE' then old else new end;
    end if;
    is_attendance := tg_op = 'UPDATE' and tg_table_name = 'council_member' and standing = 'open'
        and to_jsonb(new) - array['attendance', 'version', 'updated_at']
            = to_jsonb(old) - array['attendance', 'version', 'updated_at'];
    if is_attendance and (to_jsonb(new) ->> 'attendance' = to_jsonb(old) ->> 'attendance' or exists (
        select
        from council_attendance_event e
        where e.member_id = old.id
        and e.on_version = old.version
        and e.to_attendance = to_jsonb(new) ->> 'attendance')) then
        return new;
    end if;
    if is_attendance then
        perform refuse('TD002', 'council_member_attendance_open',
            'Sau khai mạc, việc dự họp chỉ thay đổi kèm lý do',
            'Once the session is open, attendance changes only by an act with a reason');
    end if;
    perform refuse('TD002', tg_table_name || '_editable',
        'Phiên họp đã khai mạc: thành phần và nội dung không thay đổi nữa',
        'The session has been opened: its members and its agenda are fixed');
end
$$;

create function change_council_attendance(p_member uuid, p_version bigint, p_attendance text, p_reason text)
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
        perform refuse('TD003', 'council_member_version', 'Thành viên đã thay đổi', 'The member has changed');
    end if;
    if home.state <> 'open' then
        perform refuse('TD002', 'council_session_open', 'Phiên họp không đang diễn ra', 'The session is not open');
    end if;
    perform require_council_keeper(home.id);
    if p_reason is null then
        perform refuse('TD001', 'council_attendance_event_reason_missing', 'Phải nêu lý do', 'A reason must be given');
    end if;
    if own.attendance = p_attendance then
        perform refuse('TD002', 'council_member_attendance_same',
            'Việc dự họp đã được ghi như vậy', 'The attendance stands like this already');
    end if;
    insert into council_attendance_event (
        session_id, member_id, on_version, from_attendance, to_attendance, reason, actor, province_lineage,
        district_lineage, commune_lineage)
    values (home.id, own.id, own.version, own.attendance, p_attendance, p_reason, caller_subject(),
        own.province_lineage, own.district_lineage, own.commune_lineage);
    update council_member set attendance = p_attendance where id = own.id;
end
$$;

revoke all on function change_council_attendance(uuid, bigint, text, text) from public;
grant execute on function change_council_attendance(uuid, bigint, text, text) to tdkt_service;
