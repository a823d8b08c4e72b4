-- The Emulation and Commendation Council of a province (Hội đồng Thi đua – Khen thưởng): its sessions, who sits in
-- them, and what is on the agenda. All of it is arranged while a session is planned and stands fast once it is open
-- (0035), so that nobody is added to a vote or taken out of it after it began.

create table council_session (
    id uuid primary key default uuid_v7(),
    version bigint not null default 1,
    created_at timestamptz not null default now(),
    updated_at timestamptz not null default now(),
    unit_id uuid not null,
    number text not null,
    held_on date not null,
    place text,
    minutes text,
    state text not null default 'planned',
    opened_by text,
    province_lineage uuid not null,
    district_lineage uuid,
    commune_lineage uuid,
    constraint council_session_number_check check (is_clean(number, 1, 60)),
    constraint council_session_place_check check (is_clean(place, 0, 200)),
    constraint council_session_minutes_check check (is_clean(minutes, 0, 20000)),
    constraint council_session_state_check check (state in ('planned', 'open', 'closed')),
    constraint council_session_opened_by_check check ((state = 'planned') = (opened_by is null)),
    constraint council_session_unit_id_fkey foreign key (unit_id) references unit (id),
    constraint council_session_unit_id_number_held_on_key unique (unit_id, number, held_on)
);

create index council_session_province_held_on_idx on council_session (province_lineage, held_on, id);
create index council_session_province_created_at_idx on council_session (province_lineage, created_at, id);

create function check_council_session()
returns trigger
language plpgsql
as $$
declare
    own unit;
begin
    select * into own from unit where id = new.unit_id;
    if own.level <> 'province' then
        perform refuse('TD001', 'council_session_unit_level',
            'Hội đồng thuộc đơn vị cấp tỉnh', 'The council is that of a province');
    end if;
    if new.held_on < own.valid_from or new.held_on > own.valid_to then
        perform refuse('TD001', 'council_session_unit_period',
            'Đơn vị không tồn tại vào ngày họp', 'The unit did not exist on the day of the session');
    end if;
    return new;
end
$$;

-- What was laid down before a session stays; its minutes are written until it is closed.
create function check_council_session_edit()
returns trigger
language plpgsql
as $$
begin
    if old.state = 'planned' then
        return case when tg_op = 'DELETE' then old else new end;
    end if;
    if tg_op = 'UPDATE' and old.state = 'open'
        and (new.unit_id, new.number, new.held_on, new.place)
            is not distinct from (old.unit_id, old.number, old.held_on, old.place) then
        return new;
    end if;
    perform refuse('TD002', 'council_session_editable',
        'Phiên họp đã khai mạc nên không sửa được', 'The session has been opened and cannot be changed');
end
$$;

create trigger a_stamp before insert or update on council_session for each row execute function stamp();
create trigger b_scope before insert or update on council_session for each row execute function scope_by_unit();
create trigger c_edit before delete or update of unit_id, number, held_on, place, minutes on council_session
    for each row execute function check_council_session_edit();
create trigger d_unit before insert or update of unit_id, held_on on council_session
    for each row execute function check_council_session();
create trigger record_change after insert or update or delete on council_session
    for each row execute function record_change();

-- subject: whose token casts this member's ballots; null: a member without an account. collective_id: the member's own,
-- in whose matters they do not vote.
create table council_member (
    id uuid primary key default uuid_v7(),
    version bigint not null default 1,
    created_at timestamptz not null default now(),
    updated_at timestamptz not null default now(),
    session_id uuid not null,
    name text collate "vi-x-icu" not null,
    position text,
    role text not null default 'member',
    subject text,
    collective_id uuid,
    attendance text not null default 'present',
    province_lineage uuid not null,
    constraint council_member_name_check check (is_clean(name, 1, 120)),
    constraint council_member_position_check check (is_clean(position, 1, 200)),
    constraint council_member_role_check check (
        role in ('chair', 'first_vice_chair', 'vice_chair', 'standing_member', 'member', 'secretary')),
    constraint council_member_subject_check check (is_clean(subject, 1, 255)),
    constraint council_member_attendance_check check (attendance in ('present', 'absent', 'written')),
    constraint council_member_session_id_fkey foreign key (session_id) references council_session (id),
    constraint council_member_collective_id_fkey foreign key (collective_id) references collective (id),
    constraint council_member_session_id_subject_key unique (session_id, subject)
);

create unique index council_member_chair_key on council_member (session_id) where role = 'chair';
create index council_member_session_id_idx on council_member (session_id, created_at, id);
create index council_member_collective_id_idx on council_member (collective_id) where collective_id is not null;

-- One nomination before one session. The rule of the session's day is copied here when it is opened, so that a later
-- change of the law leaves the vote as it was taken, and so is the version of the nomination that is voted on; figures
-- are written when the item is decided, and not before.
create table council_item (
    id uuid primary key default uuid_v7(),
    version bigint not null default 1,
    created_at timestamptz not null default now(),
    updated_at timestamptz not null default now(),
    session_id uuid not null,
    nomination_id uuid not null,
    on_version bigint,
    position integer not null,
    rule_id uuid,
    permille integer,
    quorum_permille integer,
    secret boolean,
    written_allowed boolean,
    recusal_shrinks boolean,
    outcome text not null default 'pending',
    reason text,
    agree integer,
    disagree integer,
    blank integer,
    member_count integer,
    recused_count integer,
    needed integer,
    province_lineage uuid not null,
    constraint council_item_position_check check (position between 1 and 10000),
    constraint council_item_outcome_check check (outcome in ('pending', 'passed', 'failed', 'deferred')),
    constraint council_item_reason_check check (
        is_clean(reason, 1, 2000)
        and case outcome when 'pending' then reason is null when 'deferred' then reason is not null else true end),
    constraint council_item_tally_check check (
        num_nulls(agree, disagree, blank, member_count, recused_count, needed)
            = case when outcome in ('passed', 'failed') then 0 else 6 end),
    constraint council_item_session_id_fkey foreign key (session_id) references council_session (id),
    constraint council_item_nomination_id_fkey foreign key (nomination_id) references nomination (id),
    constraint council_item_rule_id_fkey foreign key (rule_id) references award_rule (id),
    constraint council_item_session_id_nomination_id_key unique (session_id, nomination_id)
);

-- A nomination waits for one vote at a time; after a deferral it comes before another session.
create unique index council_item_nomination_id_key on council_item (nomination_id) where outcome = 'pending';
create index council_item_session_id_idx on council_item (session_id, position, id);
create index council_item_nomination_id_idx on council_item (nomination_id);
create index council_item_rule_id_idx on council_item (rule_id) where rule_id is not null;

alter table nomination_event
    add constraint nomination_event_council_item_id_fkey foreign key (council_item_id) references council_item (id);

create function scope_by_council_session()
returns trigger
language plpgsql
as $$
begin
    if new.session_id is null then
        perform refuse_null(tg_table_name, 'session_id');
    end if;
    select province_lineage into new.province_lineage from council_session where id = new.session_id;
    if not found then
        perform refuse_reference(tg_table_name, 'session_id');
    end if;
    return new;
end
$$;

-- Members and agenda belong to the planning; only who is there may still change until the first vote (0035). Definer,
-- to lock the session, so that it cannot open meanwhile.
create function check_council_planning()
returns trigger
language plpgsql
security definer
set search_path = pg_catalog, public, pg_temp
as $$
declare
    home uuid;
    standing text;
begin
    home := case when tg_op = 'DELETE' then old.session_id else new.session_id end;
    select state into standing from council_session where id = home for no key update;
    if standing = 'planned' then
        return case when tg_op = 'DELETE' then old else new end;
    end if;
    if tg_op = 'UPDATE' and tg_table_name = 'council_member' and standing = 'open'
        and to_jsonb(new) - array['attendance', 'version', 'updated_at']
            = to_jsonb(old) - array['attendance', 'version', 'updated_at'] then
        return new;
    end if;
    perform refuse('TD002', tg_table_name || '_editable',
        'Phiên họp đã khai mạc: thành phần và nội dung không thay đổi nữa',
        'The session has been opened: its members and its agenda are fixed');
end
$$;

create function check_council_member()
returns trigger
language plpgsql
as $$
begin
    if not exists (select from collective where id = new.collective_id) then
        perform refuse_reference('council_member', 'collective_id');
    end if;
    return new;
end
$$;

create function check_council_item()
returns trigger
language plpgsql
as $$
declare
    own nomination;
begin
    select * into own from nomination where id = new.nomination_id and province_lineage = new.province_lineage;
    if not found and new.nomination_id is not null then
        perform refuse_reference('council_item', 'nomination_id');
    end if;
    if own.state <> 'council' then
        perform refuse('TD002', 'council_item_nomination_id_state',
            'Đề nghị chưa được trình Hội đồng hoặc đã qua Hội đồng',
            'The nomination has not come before the council, or is past it');
    end if;
    return new;
end
$$;

create trigger a_stamp before insert or update on council_member for each row execute function stamp();
create trigger b_scope before insert or update on council_member
    for each row execute function scope_by_council_session();
create trigger c_planning
    before insert or delete or update of session_id, name, position, role, subject, collective_id, attendance
    on council_member
    for each row execute function check_council_planning();
create trigger d_collective before insert or update of collective_id on council_member
    for each row when (new.collective_id is not null) execute function check_council_member();
create trigger record_change after insert or update or delete on council_member
    for each row execute function record_change();

create trigger a_stamp before insert or update on council_item for each row execute function stamp();
create trigger b_scope before insert or update on council_item
    for each row execute function scope_by_council_session();
create trigger c_planning before insert or delete or update of session_id, nomination_id, position on council_item
    for each row execute function check_council_planning();
create trigger d_nomination before insert or update of nomination_id on council_item
    for each row execute function check_council_item();
create trigger record_change after insert or update or delete on council_item
    for each row execute function record_change();

-- A session goes with its province when that is moved, and everything in it.
create function rescope_council_session()
returns trigger
language plpgsql
security definer
set search_path = pg_catalog, public, pg_temp
as $$
begin
    update council_member set province_lineage = new.province_lineage where session_id = new.id;
    update council_item set province_lineage = new.province_lineage where session_id = new.id;
    return null;
end
$$;

create trigger rescope after update on council_session
    for each row when (old.province_lineage is distinct from new.province_lineage)
    execute function rescope_council_session();

create trigger rescope_council_session after update on unit
    for each row when (
        (old.province_lineage, old.district_lineage, old.commune_lineage)
        is distinct from (new.province_lineage, new.district_lineage, new.commune_lineage))
    execute function rescope_records('council_session', 'unit_id');

-- Whoever sees the province as a whole sees its council; a district sees the outcome in its nominations' timelines.
alter table council_session enable row level security;
alter table council_session force row level security;
alter table council_member enable row level security;
alter table council_member force row level security;
alter table council_item enable row level security;
alter table council_item force row level security;

create policy council_session_owner on council_session
    to current_user
    using (true)
    with check (true);

create policy council_session_select on council_session
    for select to tdkt_service
    using (
        (select caller_is('unit_officer', 'district_reviewer', 'province_reviewer', 'council_reviewer', 'auditor'))
        and province_lineage = any ((select read_scope())::uuid[]));

create policy council_session_insert on council_session
    for insert to tdkt_service
    with check (
        (select caller_is('council_reviewer'))
        and province_lineage = any ((select write_scope())::uuid[]));

create policy council_session_update on council_session
    for update to tdkt_service
    using (
        (select caller_is('council_reviewer'))
        and province_lineage = any ((select write_scope())::uuid[]));

create policy council_session_delete on council_session
    for delete to tdkt_service
    using (
        (select caller_is('council_reviewer'))
        and province_lineage = any ((select write_scope())::uuid[]));

create policy council_member_owner on council_member
    to current_user
    using (true)
    with check (true);

create policy council_member_select on council_member
    for select to tdkt_service
    using (
        (select caller_is('unit_officer', 'district_reviewer', 'province_reviewer', 'council_reviewer', 'auditor'))
        and province_lineage = any ((select read_scope())::uuid[]));

create policy council_member_insert on council_member
    for insert to tdkt_service
    with check (
        (select caller_is('council_reviewer'))
        and province_lineage = any ((select write_scope())::uuid[]));

create policy council_member_update on council_member
    for update to tdkt_service
    using (
        (select caller_is('council_reviewer'))
        and province_lineage = any ((select write_scope())::uuid[]));

create policy council_member_delete on council_member
    for delete to tdkt_service
    using (
        (select caller_is('council_reviewer'))
        and province_lineage = any ((select write_scope())::uuid[]));

create policy council_item_owner on council_item
    to current_user
    using (true)
    with check (true);

create policy council_item_select on council_item
    for select to tdkt_service
    using (
        (select caller_is('unit_officer', 'district_reviewer', 'province_reviewer', 'council_reviewer', 'auditor'))
        and province_lineage = any ((select read_scope())::uuid[]));

create policy council_item_insert on council_item
    for insert to tdkt_service
    with check (
        (select caller_is('council_reviewer'))
        and province_lineage = any ((select write_scope())::uuid[]));

create policy council_item_update on council_item
    for update to tdkt_service
    using (
        (select caller_is('council_reviewer'))
        and province_lineage = any ((select write_scope())::uuid[]));

create policy council_item_delete on council_item
    for delete to tdkt_service
    using (
        (select caller_is('council_reviewer'))
        and province_lineage = any ((select write_scope())::uuid[]));

-- State, rule, outcome and figures are the database's to say.
grant select, delete on council_session, council_member, council_item to tdkt_service;
grant insert (id, unit_id, number, held_on, place, minutes) on council_session to tdkt_service;
grant update (unit_id, number, held_on, place, minutes) on council_session to tdkt_service;
grant insert (id, session_id, name, position, role, subject, collective_id, attendance) on council_member
    to tdkt_service;
grant update (name, position, role, subject, collective_id, attendance) on council_member to tdkt_service;
grant insert (id, session_id, nomination_id, position) on council_item to tdkt_service;
grant update (nomination_id, position) on council_item to tdkt_service;
