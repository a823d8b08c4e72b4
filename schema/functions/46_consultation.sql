-- The public consultation (lấy ý kiến nhân dân) on nominations: a province publishes a list, receives opinions and answers them. A
-- nomination goes on to the council only after the last day of its list, with all opinions about it answered (Decree
-- 152/2025/NĐ-CP Art 44.2).

-- Whether the caller writes the lists of this province.
create or replace function keeps_consultation(p_province uuid)
returns boolean
language plpgsql
stable
as $$
begin
    return caller_is('province_reviewer') and coalesce(p_province = any (write_scope()), false);
end
$$;

grant execute on function keeps_consultation(uuid) to tdkt_service;

-- What the caller may do with a list today, as names of its sub-resources.
create or replace function consultation_allowed(p_list consultation)
returns text[]
language plpgsql
stable
as $$
begin
    return case
        when p_list.state <> 'draft' and caller_is('unit_officer', 'province_reviewer') then array['opinions']
        else array[]::text[]
    end || case
        when not keeps_consultation(p_list.province_lineage) or p_list.state = 'closed' then array[]::text[]
        when p_list.state = 'draft' then array['items', 'publication']
        when p_list.ends_on >= today() then array[]::text[]
        else array['closing']
    end;
end
$$;

grant execute on function consultation_allowed(consultation) to tdkt_service;

create or replace function consultation_state_detail(p_list consultation)
returns text
language plpgsql
stable
as $$
begin
    return state_detail(p_list.state, consultation_allowed(p_list));
end
$$;

grant execute on function consultation_state_detail(consultation) to tdkt_service;

-- A list belongs to a province. Fires after b_scope.
create or replace function check_consultation()
returns trigger
language plpgsql
as $$
begin
    if new.district_lineage is not null or new.commune_lineage is not null then
        perform refuse('consultation_unit_level');
    end if;
    new.code := coalesce(new.code, new_award_code());
    return new;
end
$$;

-- A published list stays as it was published.
create or replace function check_consultation_draft()
returns trigger
language plpgsql
as $$
begin
    if old.state <> 'draft' then
        perform refuse('consultation_published', p_detail => consultation_state_detail(old));
    end if;
    return case when tg_op = 'DELETE' then old else new end;
end
$$;

-- The draft to whose items the caller adds, or from which it removes. The lock keeps it a draft until the transaction ends.
create or replace function lock_consultation_draft(p_id uuid)
returns consultation
language plpgsql
security definer
set search_path = pg_catalog, public, pg_temp
as $$
declare
    own consultation;
begin
    select * into own from consultation where id = p_id and province_lineage = any (write_scope()) for share;
    if not found then
        perform refuse_reference('consultation_item', 'consultation_id');
    end if;
    if own.state <> 'draft' then
        perform refuse('consultation_published', p_detail => consultation_state_detail(own));
    end if;
    return own;
end
$$;

grant execute on function lock_consultation_draft(uuid) to tdkt_service;

-- Puts a nomination on a draft. What the public reads is kept with the item. Definer, to lock a nomination that the caller sees: it
-- cannot leave the consultation at the same time.
create or replace function enter_consultation_item()
returns trigger
language plpgsql
security definer
set search_path = pg_catalog, public, pg_temp
as $$
declare
    list consultation;
    own nomination;
begin
    list := lock_consultation_draft(new.consultation_id);
    select * into own from nomination where id = new.nomination_id and province_lineage = any (read_scope()) for share;
    if not found then
        perform refuse_reference('consultation_item', 'nomination_id');
    end if;
    if own.province_lineage <> list.province_lineage then
        perform refuse('consultation_item_province');
    end if;
    if own.state <> 'public_consultation' then
        perform refuse('consultation_item_state', p_detail => nomination_state_detail(own, today()));
    end if;
    new.nominee_name := own.nominee_name;
    new.unit_id := (select d.unit_id from dossier d where d.id = own.dossier_id);
    new.award_class_id := own.award_class_id;
    new.year := own.year;
    new.province_lineage := list.province_lineage;
    return new;
end
$$;

create or replace function check_consultation_item_delete()
returns trigger
language plpgsql
as $$
begin
    perform lock_consultation_draft(old.consultation_id);
    return old;
end
$$;

-- A nomination that leaves the consultation leaves its list.
create or replace function leave_consultation()
returns trigger
language plpgsql
security definer
set search_path = pg_catalog, public, pg_temp
as $$
begin
    update consultation_item
    set left_by = new.action,
        left_on = new.acted_on
    where nomination_id = new.nomination_id
    and left_by is null;
    return null;
end
$$;

-- A nomination that is transferred to another province is published again there.
create or replace function leave_consultation_with_dossier()
returns trigger
language plpgsql
security definer
set search_path = pg_catalog, public, pg_temp
as $$
begin
    update consultation_item
    set left_by = 'transfer',
        left_on = today()
    where nomination_id = new.id
    and left_by is null;
    return null;
end
$$;

-- The last working day on which the public may speak, for a list that is published on a day: the longest period of its nominations. Null
-- if the law names none.
create or replace function consultation_ends_on(p_id uuid, p_from date)
returns date
language plpgsql
stable
as $$
begin
    return (
        select max(add_working_days(p_from, r.working_days))
        from consultation_item i
        join nomination n on n.id = i.nomination_id
        cross join lateral legal_rules(
            n.award_class_id, 'consultation', n.subject_kind, law_date_of(n), n.province_lineage) r
        where i.consultation_id = p_id
        and i.left_by is null);
end
$$;

-- Called first in a request: the version of a list that the caller sees, null when the caller sees none. Refuses who may not write it.
create or replace function consultation_enter(p_id uuid)
returns bigint
language plpgsql
stable
as $$
declare
    own consultation;
begin
    select * into own from consultation where id = p_id;
    if own.id is not null and not keeps_consultation(own.province_lineage) then
        perform refuse('consultation_unit');
    end if;
    return own.version;
end
$$;

grant execute on function consultation_enter(uuid) to tdkt_service;

-- Locks a list for an act of the caller on the version that it saw. Definer, as are the acts: the service cannot write a state. The
-- rights of the caller are checked by its settings.
create or replace function lock_consultation(p_id uuid, p_version bigint)
returns consultation
language plpgsql
security definer
set search_path = pg_catalog, public, pg_temp
as $$
declare
    own consultation;
begin
    select * into own from consultation where id = p_id for no key update;
    if own.version is distinct from p_version then
        perform refuse('consultation_version');
    end if;
    if not keeps_consultation(own.province_lineage) then
        perform refuse('consultation_unit');
    end if;
    return own;
end
$$;

-- Publishing and answering are work of the province's stage: nobody does it who acted on a nomination of the list elsewhere.
create or replace function check_consultation_actor(p_list uuid, p_item uuid default null)
returns void
language plpgsql
stable
as $$
begin
    if exists (
        select
        from consultation_item i
        join nomination n on n.id = i.nomination_id
        where i.consultation_id = p_list
        and (p_item is null or i.id = p_item)
        and i.left_by is null
        and acted_elsewhere(n, 'province')) then
        perform refuse('nomination_actor');
    end if;
end
$$;

create or replace function publish_consultation(p_id uuid, p_version bigint, p_published_on date)
returns void
language plpgsql
security definer
set search_path = pg_catalog, public, pg_temp
as $$
declare
    own consultation := lock_consultation(p_id, p_version);
    on_day constant date := coalesce(p_published_on, today());
    last_came_on date;
begin
    if own.state <> 'draft' then
        perform refuse('consultation_published', p_detail => consultation_state_detail(own));
    end if;
    select max(n.state_on) into last_came_on
    from consultation_item i
    join nomination n on n.id = i.nomination_id
    where i.consultation_id = own.id
    and i.left_by is null;
    if last_came_on is null then
        perform refuse('consultation_empty', p_detail => consultation_state_detail(own));
    end if;
    if on_day > today() then
        perform refuse('consultation_published_on_future');
    end if;
    if on_day < last_came_on then
        perform refuse('consultation_published_on_order', array[last_came_on::text]);
    end if;
    perform check_consultation_actor(own.id);
    update consultation
    set state = 'published',
        published_on = on_day,
        ends_on = consultation_ends_on(own.id, on_day),
        published_by = caller_subject(),
        published_at = now()
    where id = own.id;
end
$$;

grant execute on function publish_consultation(uuid, bigint, date) to tdkt_service;

-- Closes a list with its result in writing, which the council reads.
create or replace function close_consultation(p_id uuid, p_version bigint, p_closed_on date, p_result text)
returns void
language plpgsql
security definer
set search_path = pg_catalog, public, pg_temp
as $$
declare
    own consultation := lock_consultation(p_id, p_version);
    on_day constant date := coalesce(p_closed_on, today());
    open_ones bigint;
begin
    if own.state <> 'published' then
        perform refuse('consultation_not_published', p_detail => consultation_state_detail(own));
    end if;
    if on_day > today() then
        perform refuse('consultation_closed_on_future');
    end if;
    if on_day < own.published_on then
        perform refuse('consultation_closed_on_order');
    end if;
    if on_day <= own.ends_on then
        perform refuse('consultation_running', array[own.ends_on::text], p_detail => consultation_state_detail(own));
    end if;
    select count(*) into open_ones from consultation_opinion where consultation_id = own.id and outcome is null;
    if open_ones > 0 then
        perform refuse('consultation_unanswered', array[open_ones::text], p_detail => consultation_state_detail(own));
    end if;
    update consultation
    set state = 'closed',
        closed_on = on_day,
        closed_by = caller_subject(),
        closed_at = now(),
        result = p_result
    where id = own.id;
end
$$;

grant execute on function close_consultation(uuid, bigint, date, text) to tdkt_service;
