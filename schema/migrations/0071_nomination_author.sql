-- Four eyes: whoever writes a nomination has no say in its review, even when a colleague submits it. Who created, edited
-- or deleted content of a nomination, of its dossier or of a document in it stands here, entered by triggers on whatever
-- way the content comes; the database's own updates (state, warnings, lineages, a transfer) are nobody's writing.

-- One row a person. Without a nomination: what belongs to all of the dossier. No foreign keys: the row stays when a
-- draft is deleted.
create table nomination_author (
    dossier_id uuid not null,
    nomination_id uuid,
    subject text not null,
    first_at timestamptz not null default now(),
    last_at timestamptz not null default now(),
    constraint nomination_author_key unique nulls not distinct (dossier_id, nomination_id, subject)
);

create function refuse_author_rewrite()
returns trigger
language plpgsql
as $$
begin
    raise insufficient_privilege using message = 'nomination_author is append-only';
end
$$;

-- Only the day of the last writing goes on.
create trigger append_only
    before delete or truncate or update of dossier_id, nomination_id, subject, first_at on nomination_author
    for each statement execute function refuse_author_rewrite();

-- What an existing database holds: the first image of each row, and every later one that differs in content; made by a
-- request, not by a migration or a seed.
with image as (
    select h.operation, h.changed_by, h.changed_at, h.request_id, c.content,
        lag(c.content) over (partition by h.table_name, h.row_id order by h.version, h.id) as content_before,
        case h.table_name when 'dossier' then h.row_id else (h.row ->> 'dossier_id')::uuid end as dossier_id,
        case h.table_name
            when 'nomination' then h.row_id
            when 'dossier_document' then (h.row ->> 'nomination_id')::uuid
        end as nomination_id
    from change_history h
    cross join lateral (
        select jsonb_object_agg(member.key, member.value)
        from jsonb_each(h.row) as member
        where member.key = any (case h.table_name
            when 'nomination' then array[
                'award_class_id', 'subject_kind', 'collective_id', 'individual_id', 'year', 'achievement']
            when 'dossier' then array[
                'number', 'title', 'collective_id', 'commendation_type', 'campaign_id', 'year', 'dated_on', 'summary']
            else array[
                'dossier_id', 'nomination_id', 'kind', 'title', 'number', 'dated_on', 'media_type', 'size', 'sha256',
                'location']
        end)
    ) as c (content)
    where h.table_name in ('nomination', 'dossier', 'dossier_document')
)
insert into nomination_author (dossier_id, nomination_id, subject, first_at, last_at)
select i.dossier_id, i.nomination_id, i.changed_by, min(i.changed_at), max(i.changed_at)
from image i
where i.request_id is not null
and (i.operation <> 'update' or i.content is distinct from i.content_before)
group by i.dossier_id, i.nomination_id, i.changed_by;

-- Whether somebody wrote a nomination, or something that belongs to all of its dossier.
create function has_written(p_nomination nomination, p_subject text)
returns boolean
language plpgsql
stable
security definer
set search_path = pg_catalog, public, pg_temp
as $$
begin
    return exists (
        select
        from nomination_author a
        where a.dossier_id = p_nomination.dossier_id
        and a.subject = p_subject
        and (a.nomination_id is null or a.nomination_id = p_nomination.id));
end
$$;

-- Whether the caller acted on a nomination at another stage than this: took a step there (submitting is one), voted in
-- the council, or wrote what the unit sends. Definer, as not everybody who acts sees what the others left.
create function acted_elsewhere(p_nomination nomination, p_stage text)
returns boolean
language plpgsql
stable
security definer
set search_path = pg_catalog, public, pg_temp
as $$
begin
    return exists (
            select
            from nomination_event e
            where e.nomination_id = p_nomination.id
            and e.actor = caller_subject()
            and e.stage <> p_stage)
        or p_stage <> 'unit' and has_written(p_nomination, caller_subject())
        or p_stage <> 'council' and voted_in_council(p_nomination.id);
end
$$;

-- Why the caller may not take a step on that day: role, unit, actor (the same person acted at another stage), authority
-- (the body had none that day); null: the step is open.
create or replace function step_refusal(p_nomination nomination, p_step nomination_transition, p_on date)
returns text
language plpgsql
stable
as $$
begin
    return case
        when not caller_is(variadic p_step.roles) then 'role'
        when not covers_stage(p_nomination, p_step.stage, p_on) then 'unit'
        when acted_elsewhere(p_nomination, p_step.stage) then 'actor'
        when not unit_stands(stage_lineage(p_nomination, p_step.stage, p_on), p_on) then 'authority'
    end;
end
$$;

create or replace function refuse_step(p_refusal text)
returns void
language plpgsql
as $$
begin
    case p_refusal
        when 'role' then
            perform refuse('TD004', 'nomination_role',
                'Vai trò này không thực hiện được bước này', 'This role does not take this step');
        when 'unit' then
            perform refuse('TD004', 'nomination_unit',
                'Bước này thuộc thẩm quyền của đơn vị khác', 'This step belongs to another unit');
        when 'actor' then
            perform refuse('TD004', 'nomination_actor',
                'Người đã soạn, sửa, gửi đề nghị hoặc đã xử lý ở bước khác không được xử lý ở bước này',
                'Whoever wrote, edited or submitted it, or acted at another stage, may not act at this one');
        else
            perform refuse('TD002', 'nomination_authority',
                'Đơn vị không có thẩm quyền vào ngày này: từ 01/7/2025 thẩm quyền của cấp huyện do cấp xã thực hiện '
                    || '(Nghị định 129/2025/NĐ-CP Điều 59)',
                'The unit had no authority on this day: since 2025-07-01 communes hold the powers of districts '
                    || '(Decree 129/2025/NĐ-CP Art 59)');
    end case;
end
$$;

-- Whether somebody acted on a nomination at another stage than the council's, be it as one of its writers.
create or replace function acted_outside_council(p_nomination uuid, p_subject text)
returns boolean
language sql
stable
begin atomic
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
        and has_written(n, p_subject));
end;

create or replace view work_queue with (security_invoker = true) as
select n.*
from nomination n
where n.waits_for is not null
and n.waits_for = any ((select string_to_array(current_setting('tdkt.roles', true), ','))::text[])
and covers_stage(n, stage_of_role(n.waits_for), coalesce(n.state_on, (select today())))
and not acted_elsewhere(n, stage_of_role(n.waits_for));

-- And the other way round: whoever reviewed, returned, voted or decided writes no more. p_nomination null: what belongs
-- to all of the dossier, and so to each of its nominations.
create function refuse_reviewer(p_dossier uuid, p_nomination uuid)
returns void
language plpgsql
security definer
set search_path = pg_catalog, public, pg_temp
as $$
begin
    if exists (
        select
        from nomination n
        where n.dossier_id = p_dossier
        and (p_nomination is null or n.id = p_nomination)
        and acted_elsewhere(n, 'unit')) then
        perform refuse('TD004', 'nomination_actor',
            'Người đã xét duyệt, bỏ phiếu hoặc quyết định không được soạn, sửa nội dung của đề nghị và hồ sơ này',
            'Whoever reviewed, voted on or decided a nomination does not write it, nor its dossier');
    end if;
end
$$;

create function note_author(p_dossier uuid, p_nomination uuid)
returns void
language plpgsql
as $$
begin
    if caller_subject() is null then
        return; -- a migration or a seed
    end if;
    insert into nomination_author as a (dossier_id, nomination_id, subject)
    values (p_dossier, p_nomination, caller_subject())
    on conflict on constraint nomination_author_key do update set last_at = now();
end
$$;

create function check_nomination_author()
returns trigger
language plpgsql
as $$
begin
    perform refuse_reviewer(old.dossier_id, old.id);
    return case when tg_op = 'DELETE' then old else new end;
end
$$;

create function note_nomination_author()
returns trigger
language plpgsql
security definer
set search_path = pg_catalog, public, pg_temp
as $$
begin
    perform note_author(new.dossier_id, new.id);
    return null;
end
$$;

create function check_dossier_author()
returns trigger
language plpgsql
as $$
begin
    perform refuse_reviewer(old.id, null);
    return case when tg_op = 'DELETE' then old else new end;
end
$$;

create function note_dossier_author()
returns trigger
language plpgsql
security definer
set search_path = pg_catalog, public, pg_temp
as $$
begin
    perform note_author(new.id, null);
    return null;
end
$$;

-- A paper may come while another nomination of its dossier is under review: the subjects' locks (0032) make the
-- writing and a step of the same person see each other.
create function check_document_author()
returns trigger
language plpgsql
security definer
set search_path = pg_catalog, public, pg_temp
as $$
declare
    paper constant dossier_document := case when tg_op = 'DELETE' then old else new end;
begin
    perform await_subject(subject.id)
    from (
        select distinct coalesce(n.individual_id, n.collective_id) as id
        from nomination n
        where n.dossier_id = paper.dossier_id
        order by 1
    ) as subject;
    if tg_op <> 'INSERT' then
        perform refuse_reviewer(old.dossier_id, old.nomination_id);
    end if;
    if tg_op <> 'DELETE' then
        perform refuse_reviewer(new.dossier_id, new.nomination_id);
    end if;
    return paper;
end
$$;

create function note_document_author()
returns trigger
language plpgsql
security definer
set search_path = pg_catalog, public, pg_temp
as $$
begin
    if tg_op <> 'INSERT' then
        perform note_author(old.dossier_id, old.nomination_id);
    end if;
    if tg_op <> 'DELETE' then
        perform note_author(new.dossier_id, new.nomination_id);
    end if;
    return null;
end
$$;

-- Asked before anything else of a row that is there for the caller: 403 comes before 409.
create trigger c_author
    before delete or update of award_class_id, subject_kind, collective_id, individual_id, year, achievement
    on nomination
    for each row execute function check_nomination_author();
create trigger note_author after insert on nomination for each row execute function note_nomination_author();
create trigger note_edit after update on nomination
    for each row when (
        (old.award_class_id, old.subject_kind, old.collective_id, old.individual_id, old.year, old.achievement)
        is distinct from
        (new.award_class_id, new.subject_kind, new.collective_id, new.individual_id, new.year, new.achievement))
    execute function note_nomination_author();

create trigger c_author
    before delete
        or update of number, title, collective_id, commendation_type, campaign_id, year, dated_on, summary
    on dossier
    for each row execute function check_dossier_author();
create trigger note_author after insert on dossier for each row execute function note_dossier_author();
create trigger note_edit after update on dossier
    for each row when (
        (old.number, old.title, old.collective_id, old.commendation_type, old.campaign_id, old.year, old.dated_on,
            old.summary)
        is distinct from
        (new.number, new.title, new.collective_id, new.commendation_type, new.campaign_id, new.year, new.dated_on,
            new.summary))
    execute function note_dossier_author();

create trigger c_author
    before insert or delete
        or update of dossier_id, nomination_id, kind, title, number, dated_on, media_type, size, sha256, location
    on dossier_document
    for each row execute function check_document_author();
create trigger note_author after insert or delete on dossier_document
    for each row execute function note_document_author();
create trigger note_edit after update on dossier_document
    for each row when (
        (old.dossier_id, old.nomination_id, old.kind, old.title, old.number, old.dated_on, old.media_type, old.size,
            old.sha256, old.location)
        is distinct from
        (new.dossier_id, new.nomination_id, new.kind, new.title, new.number, new.dated_on, new.media_type, new.size,
            new.sha256, new.location))
    execute function note_document_author();

revoke all on function has_written(nomination, text) from public;
revoke all on function acted_elsewhere(nomination, text) from public;
revoke all on function refuse_reviewer(uuid, uuid) from public;
revoke all on function note_author(uuid, uuid) from public;
revoke all on function note_nomination_author() from public;
revoke all on function note_dossier_author() from public;
revoke all on function check_document_author() from public;
revoke all on function note_document_author() from public;
grant execute on function acted_elsewhere(nomination, text) to tdkt_service;
grant execute on function refuse_reviewer(uuid, uuid) to tdkt_service;

alter table nomination_author enable row level security;
alter table nomination_author force row level security;

create policy nomination_author_owner on nomination_author
    to current_user
    using (true)
    with check (true);

-- Who sees the dossier sees who wrote it.
create policy nomination_author_select on nomination_author
    for select to tdkt_service
    using (exists (select from dossier d where d.id = dossier_id));

grant select on nomination_author to tdkt_service;
