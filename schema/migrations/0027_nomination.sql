-- Nominations (đề nghị khen thưởng): one subject for one award class, each on its own road. What a unit writes stands
-- here; where the nomination is on its road is said by its events alone (0030).

create table nomination (
    id uuid primary key default uuid_v7(),
    version bigint not null default 1,
    created_at timestamptz not null default now(),
    updated_at timestamptz not null default now(),
    code text not null,
    dossier_id uuid not null,
    award_class_id uuid not null,
    subject_kind text not null,
    collective_id uuid,
    individual_id uuid,
    nominee_name text collate "vi-x-icu" not null,
    year integer not null,
    achievement text,
    state text not null default 'draft',
    state_on date,
    waits_for text default 'unit_officer',
    due_on date,
    due_by date not null generated always as (coalesce(due_on, date '9999-12-31')) stored,
    held_state text,
    returned_fields text[],
    warnings jsonb not null default '[]',
    award_level text not null,
    origin text not null,
    province_lineage uuid not null,
    district_lineage uuid,
    commune_lineage uuid,
    name_search text collate "C" not null generated always as (fold(nominee_name)) stored,
    constraint nomination_code_check check (code ~ '^[2-9A-HJKMNP-Z]{9}$'),
    constraint nomination_code_digit_check check (right(code, 1) = award_code_check(left(code, 8))),
    constraint nomination_subject_kind_check check (subject_kind in ('collective', 'individual', 'household')),
    constraint nomination_subject_check check (
        case subject_kind
            when 'individual' then individual_id is not null and collective_id is null
            else collective_id is not null and individual_id is null
        end),
    constraint nomination_year_check check (year between 1945 and 2100),
    constraint nomination_achievement_check check (is_clean(achievement, 0, 4000)),
    constraint nomination_award_level_check check (award_level in ('base', 'province', 'state')),
    constraint nomination_origin_check check (origin in ('local', 'province')),
    constraint nomination_waits_for_check check (
        waits_for in ('unit_officer', 'district_reviewer', 'province_reviewer', 'council_reviewer')),
    constraint nomination_held_state_check check ((state = 'on_hold') = (held_state is not null)),
    constraint nomination_returned_fields_check check (returned_fields is null or state = 'returned'),
    constraint nomination_dossier_id_fkey foreign key (dossier_id) references dossier (id),
    constraint nomination_award_class_id_fkey foreign key (award_class_id) references award_class (id),
    constraint nomination_collective_id_fkey foreign key (collective_id) references collective (id),
    constraint nomination_individual_id_fkey foreign key (individual_id) references individual (id),
    constraint nomination_code_key unique (code),
    constraint nomination_once_key unique nulls not distinct (dossier_id, award_class_id, collective_id, individual_id)
);

create index nomination_province_created_at_idx on nomination (province_lineage, created_at, id);
create index nomination_district_created_at_idx on nomination (district_lineage, created_at, id)
    where district_lineage is not null;
create index nomination_commune_created_at_idx on nomination (commune_lineage, created_at, id)
    where commune_lineage is not null;
-- Work queues (0033) walk along these.
create index nomination_province_due_by_idx on nomination (province_lineage, due_by, id) where waits_for is not null;
create index nomination_district_due_by_idx on nomination (district_lineage, due_by, id)
    where district_lineage is not null and waits_for is not null;
create index nomination_commune_due_by_idx on nomination (commune_lineage, due_by, id)
    where commune_lineage is not null and waits_for is not null;
create index nomination_name_search_idx on nomination using gin (name_search gin_trgm_ops);
create index nomination_dossier_id_idx on nomination (dossier_id, state);
create index nomination_award_class_id_idx on nomination (award_class_id, year);
create index nomination_collective_id_idx on nomination (collective_id, award_class_id) where collective_id is not null;
create index nomination_individual_id_idx on nomination (individual_id, award_class_id) where individual_id is not null;

alter table dossier_document
    add constraint dossier_document_nomination_id_fkey foreign key (nomination_id) references nomination (id);

-- One code accompanies a subject from the nomination to the award: neither table may give the other's away.
create or replace function new_award_code()
returns text
language plpgsql
volatile
security definer
set search_path = pg_catalog, public, pg_temp
as $$
declare
    alphabet constant text := '23456789ABCDEFGHJKMNPQRSTUVWXYZ';
    bytes bytea;
    first_eight text;
    candidate text;
begin
    loop
        bytes := uuid_send(gen_random_uuid()); -- bytes 6 and 8 hold fixed bits, the others are random
        select string_agg(substr(alphabet, 1 + get_byte(bytes, place) % 31, 1), '')
        into first_eight
        from unnest(array[0, 1, 2, 3, 4, 5, 9, 10]) as place;
        candidate := first_eight || award_code_check(first_eight);
        exit when not exists (select from award where code = candidate)
            and not exists (select from nomination where code = candidate);
    end loop;
    return candidate;
end
$$;

-- The name of the subject as it stands. Only the active may be nominated: a collective that was merged or dissolved can
-- be looked up and no more (Circular 15/2025/TT-BNV). People who died may be, posthumously.
create function find_nominee(p_individual_id uuid, p_collective_id uuid)
returns text
language plpgsql
stable
as $$
declare
    found_name text;
    standing text;
begin
    if p_individual_id is not null then
        select full_name into found_name from individual where id = p_individual_id;
        if not found then
            perform refuse_reference('nomination', 'individual_id');
        end if;
        return found_name;
    end if;
    select name, status into found_name, standing from collective where id = p_collective_id;
    if not found and p_collective_id is not null then
        perform refuse_reference('nomination', 'collective_id');
    end if;
    if standing <> 'active' then
        perform refuse('TD001', 'nomination_collective_status',
            'Tập thể đã sáp nhập hoặc giải thể, không còn được đề nghị khen thưởng',
            'A merged or dissolved collective is no longer nominated');
    end if;
    return coalesce(found_name, '-'); -- neither is given: nomination_subject_check says so
end
$$;

-- What the award class allows and fixes: kind of subject, day, and the level that decides how long the road is.
create function complete_nomination()
returns trigger
language plpgsql
as $$
declare
    class award_class;
    home dossier;
begin
    if new.code is null then
        new.code := new_award_code();
    end if;
    select * into home from dossier where id = new.dossier_id;
    new.year := coalesce(new.year, home.year);
    select case level when 'province' then 'province' else 'local' end into new.origin
    from unit
    where id = home.unit_id;
    select * into class from award_class where id = new.award_class_id;
    if not found and new.award_class_id is not null then
        perform refuse_reference('nomination', 'award_class_id');
    end if;
    new.award_level := class.level;
    if new.subject_kind <> all (class.subject_kinds) then
        perform refuse('TD001', 'nomination_subject_kind',
            'Danh hiệu, hình thức này không dành cho loại đối tượng đã chọn',
            'This class is not for the given kind of subject');
    end if;
    if exists (select from award_class where parent_id = new.award_class_id) then
        perform refuse('TD001', 'nomination_class_form',
            'Phải đề nghị một hạng cụ thể của hình thức này', 'A class of this form must be named');
    end if;
    if home.dated_on < class.valid_from or home.dated_on > class.valid_to then
        perform refuse('TD001', 'nomination_class_period',
            'Danh hiệu, hình thức khen thưởng không có hiệu lực vào ngày của hồ sơ',
            'The award class is not valid on the dossier''s date');
    end if;
    new.nominee_name := find_nominee(new.individual_id, new.collective_id);
    return new;
end
$$;

-- The road begins with a draft, and only its events move a nomination along it.
create function check_nomination_state()
returns trigger
language plpgsql
security definer
set search_path = pg_catalog, public, pg_temp
as $$
begin
    if tg_op = 'INSERT' then
        if new.state <> 'draft' then
            raise insufficient_privilege using message = 'a nomination begins as a draft';
        end if;
    elsif not exists (
        select
        from nomination_event
        where nomination_id = new.id
        and on_version = old.version
        and from_state = old.state
        and to_state = new.state) then
        raise insufficient_privilege using message = 'only an event moves a nomination';
    end if;
    return new;
end
$$;

-- Written while it is a draft; after a return, only what the reviewer asked for when fields were named.
create function check_nomination_edit()
returns trigger
language plpgsql
as $$
declare
    changed text[];
begin
    if old.state not in ('draft', 'returned') then
        perform refuse('TD002', 'nomination_editable',
            'Đề nghị đã gửi thì không sửa được; chỉ sửa được khi là bản nháp hoặc khi bị trả lại',
            'A nomination can be changed only as a draft or after its return');
    end if;
    changed := array_remove(array[
        case when new.award_class_id is distinct from old.award_class_id then 'award_class_id' end,
        case when new.subject_kind is distinct from old.subject_kind then 'subject_kind' end,
        case when new.collective_id is distinct from old.collective_id then 'collective_id' end,
        case when new.individual_id is distinct from old.individual_id then 'individual_id' end,
        case when new.year is distinct from old.year then 'year' end,
        case when new.achievement is distinct from old.achievement then 'achievement' end], null);
    if not changed <@ old.returned_fields then
        perform refuse('TD002', 'nomination_returned_fields',
            'Chỉ sửa được những mục người xét duyệt đã yêu cầu',
            'Only the fields that the reviewer named can be changed');
    end if;
    return new;
end
$$;

create function check_nomination_delete()
returns trigger
language plpgsql
as $$
begin
    if old.state <> 'draft' then
        perform refuse('TD002', 'nomination_deletable',
            'Chỉ xóa được bản nháp; đề nghị đã gửi thì rút lại', 'Only a draft can be deleted; withdraw what was sent');
    end if;
    return old;
end
$$;

create trigger a_stamp before insert or update on nomination for each row execute function stamp();
create trigger b_scope before insert or update on nomination for each row execute function scope_by_dossier();
create trigger c_edit before update of award_class_id, subject_kind, collective_id, individual_id, year, achievement
    on nomination
    for each row execute function check_nomination_edit();
create trigger d_complete before insert or update of award_class_id, subject_kind, collective_id, individual_id, year
    on nomination
    for each row execute function complete_nomination();
create trigger e_state before insert or update of state on nomination
    for each row execute function check_nomination_state();
create trigger f_delete before delete on nomination for each row execute function check_nomination_delete();
create trigger record_change after insert or update or delete on nomination
    for each row execute function record_change();

-- A dossier is written, and its documents too, while none of it is under review.
create function check_dossier_edit()
returns trigger
language plpgsql
as $$
begin
    if exists (select from nomination where dossier_id = old.id and state not in ('draft', 'returned')) then
        perform refuse('TD002', 'dossier_editable',
            'Hồ sơ đang được xét duyệt nên không sửa được', 'The dossier is under review and cannot be changed');
    end if;
    if tg_op = 'UPDATE' and new.dated_on <> old.dated_on and exists (
        select
        from nomination n
        join award_class c on c.id = n.award_class_id
        where n.dossier_id = new.id
        and (new.dated_on < c.valid_from or new.dated_on > c.valid_to)) then
        perform refuse('TD001', 'dossier_class_period',
            'Danh hiệu, hình thức được đề nghị không có hiệu lực vào ngày này',
            'A class nominated in the dossier is not valid on this date');
    end if;
    return case when tg_op = 'DELETE' then old else new end;
end
$$;

create trigger d_edit
    before update of number, title, collective_id, commendation_type, campaign_id, year, dated_on, summary
    on dossier
    for each row execute function check_dossier_edit();
create trigger e_delete before delete on dossier for each row execute function check_dossier_edit();

-- Whether papers may be written: those of one nomination with it, unless its reviewer asked for something else. What
-- belongs to all of them may be added to while one is open, and changed while all are.
create function is_document_open(p_dossier uuid, p_nomination uuid, p_adds boolean)
returns boolean
language plpgsql
stable
as $$
begin
    return (
        select coalesce(case when p_adds then bool_or(w.is_open) else bool_and(w.is_open) end, true)
        from nomination n
        cross join lateral (
            select n.state = 'draft'
                or n.state = 'returned' and ('documents' = any (n.returned_fields)) is not false
        ) as w (is_open)
        where n.dossier_id = p_dossier
        and (p_nomination is null or n.id = p_nomination));
end
$$;

create function check_document_edit()
returns trigger
language plpgsql
as $$
declare
    paper constant dossier_document := case when tg_op = 'DELETE' then old else new end;
begin
    if paper.nomination_id is not null and not exists (
        select from nomination where id = paper.nomination_id and dossier_id = paper.dossier_id) then
        perform refuse_reference('dossier_document', 'nomination_id');
    end if;
    if tg_op <> 'INSERT' and not is_document_open(old.dossier_id, old.nomination_id, false)
        or tg_op <> 'DELETE' and not is_document_open(new.dossier_id, new.nomination_id, true) then
        perform refuse('TD002', 'dossier_document_editable',
            'Hồ sơ đang được xét duyệt nên không thay đổi được tài liệu',
            'The dossier is under review and its documents cannot be changed');
    end if;
    return paper;
end
$$;

create trigger c_edit
    before insert or delete
        or update of dossier_id, nomination_id, kind, title, number, dated_on, media_type, size, sha256, location
    on dossier_document
    for each row execute function check_document_edit();

-- When a unit is moved below another, its dossiers go with it, and what lies in them.
create function rescope_dossier()
returns trigger
language plpgsql
security definer
set search_path = pg_catalog, public, pg_temp
as $$
begin
    update dossier_document set province_lineage = new.province_lineage where dossier_id = new.id;
    update nomination set province_lineage = new.province_lineage where dossier_id = new.id;
    return null;
end
$$;

create trigger rescope after update on dossier
    for each row when (
        (old.province_lineage, old.district_lineage, old.commune_lineage)
        is distinct from (new.province_lineage, new.district_lineage, new.commune_lineage))
    execute function rescope_dossier();

create trigger rescope_dossier after update on unit
    for each row when (
        (old.province_lineage, old.district_lineage, old.commune_lineage)
        is distinct from (new.province_lineage, new.district_lineage, new.commune_lineage))
    execute function rescope_records('dossier', 'unit_id');

alter table nomination enable row level security;
alter table nomination force row level security;

create policy nomination_owner on nomination
    to current_user
    using (true)
    with check (true);

create policy nomination_select on nomination
    for select to tdkt_service
    using (
        (select caller_is('unit_officer', 'district_reviewer', 'province_reviewer', 'council_reviewer', 'auditor'))
        and (province_lineage = any ((select read_scope())::uuid[])
            or district_lineage = any ((select read_scope())::uuid[])
            or commune_lineage = any ((select read_scope())::uuid[])));

create policy nomination_insert on nomination
    for insert to tdkt_service
    with check (
        (select caller_is('unit_officer'))
        and (province_lineage = any ((select write_scope())::uuid[])
            or district_lineage = any ((select write_scope())::uuid[])
            or commune_lineage = any ((select write_scope())::uuid[])));

create policy nomination_update on nomination
    for update to tdkt_service
    using (
        (select caller_is('unit_officer'))
        and (province_lineage = any ((select write_scope())::uuid[])
            or district_lineage = any ((select write_scope())::uuid[])
            or commune_lineage = any ((select write_scope())::uuid[])));

create policy nomination_delete on nomination
    for delete to tdkt_service
    using (
        (select caller_is('unit_officer'))
        and (province_lineage = any ((select write_scope())::uuid[])
            or district_lineage = any ((select write_scope())::uuid[])
            or commune_lineage = any ((select write_scope())::uuid[])));

-- Code, state, dates and warnings are the database's to say.
grant select, delete on nomination to tdkt_service;
grant insert (
    id, dossier_id, award_class_id, subject_kind, collective_id, individual_id, year, achievement)
    on nomination to tdkt_service;
grant update (award_class_id, subject_kind, collective_id, individual_id, year, achievement)
    on nomination to tdkt_service;
