-- Four eyes: a person who writes a nomination does not review it, even when a colleague submits it. Triggers record
-- here who created, edited or deleted content of a nomination, of its dossier or of a document in it. Updates by the
-- database itself (state, warnings, lineages, a transfer) have no author.

-- Whether a person wrote a nomination, or content of its whole dossier.
create or replace function has_written(p_nomination nomination, p_subject text)
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
        and a.actor = p_subject
        and (a.nomination_id is null or a.nomination_id = p_nomination.id));
end
$$;

-- Whether the caller acted on a nomination at another stage than this one: by an event, as a writer (stage unit), or by
-- work for the council or for a consultation (stage province) without an event.
create or replace function acted_elsewhere(p_nomination nomination, p_stage text)
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
            and e.on_version < p_nomination.version
            and e.actor = caller_subject()
            and e.stage <> p_stage)
        or p_stage <> 'unit' and has_written(p_nomination, caller_subject())
        or p_stage <> 'province' and worked_for_consultation(p_nomination.id)
        or p_stage <> 'council' and (voted_in_council(p_nomination.id) or worked_for_council(p_nomination.id));
end
$$;

grant execute on function acted_elsewhere(nomination, text) to tdkt_service;

-- The other direction: a person who reviewed, returned, voted or decided no longer writes. p_nomination null: the
-- content belongs to the whole dossier, and so to each of its nominations.
create or replace function refuse_reviewer(p_dossier uuid, p_nomination uuid)
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
        perform refuse('nomination_author');
    end if;
end
$$;

grant execute on function refuse_reviewer(uuid, uuid) to tdkt_service;

create or replace function note_author(p_dossier uuid, p_nomination uuid)
returns void
language plpgsql
as $$
begin
    if caller_subject() is null then
        return; -- a migration or a seed
    end if;
    insert into nomination_author as a (dossier_id, nomination_id, actor)
    values (p_dossier, p_nomination, caller_subject())
    on conflict on constraint nomination_author_key do update set last_at = now();
end
$$;

create or replace function check_nomination_author()
returns trigger
language plpgsql
as $$
begin
    perform refuse_reviewer(old.dossier_id, old.id);
    return case when tg_op = 'DELETE' then old else new end;
end
$$;

create or replace function note_nomination_author()
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

create or replace function check_dossier_author()
returns trigger
language plpgsql
as $$
begin
    perform refuse_reviewer(old.id, null);
    return case when tg_op = 'DELETE' then old else new end;
end
$$;

create or replace function note_dossier_author()
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

-- A document may be written while another nomination of the dossier is under review. So the subjects are locked
-- (functions/45_nomination_warning): a writing and an act of the same person then cannot miss each other.
create or replace function check_document_author()
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

create or replace function note_document_author()
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
