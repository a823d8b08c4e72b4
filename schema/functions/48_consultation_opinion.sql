-- Opinions about a published list and their answers, and what a nomination waits for before it leaves the consultation for the council.

-- An opinion is about a published list, or one nomination on it. Late ones are marked. Definer, so that the list stays as it is read.
create or replace function enter_consultation_opinion()
returns trigger
language plpgsql
security definer
set search_path = pg_catalog, public, pg_temp
as $$
declare
    list consultation;
begin
    select * into list
    from consultation
    where id = new.consultation_id
    and province_lineage = any (caller_provinces())
    for share;
    if not found then
        perform refuse_reference('consultation_opinion', 'consultation_id');
    end if;
    if list.state = 'draft' then
        perform refuse('consultation_opinion_draft', p_detail => consultation_state_detail(list));
    end if;
    if new.item_id is not null
        and not exists (select from consultation_item where id = new.item_id and consultation_id = list.id) then
        perform refuse_reference('consultation_opinion', 'item_id');
    end if;
    if new.received_on < list.published_on then
        perform refuse('consultation_opinion_early', array[list.published_on::text]);
    end if;
    new.is_late := coalesce(new.received_on > list.ends_on, false);
    new.recorded_by := caller_subject();
    new.province_lineage := list.province_lineage;
    return new;
end
$$;

-- Adds an answer; the opinion shows the latest one.
create or replace function answer_consultation_opinion(
    p_id uuid, p_version bigint, p_answer text, p_outcome text, p_answered_on date)
returns void
language plpgsql
security definer
set search_path = pg_catalog, public, pg_temp
as $$
declare
    own consultation_opinion;
    on_day constant date := coalesce(p_answered_on, today());
begin
    select * into own from consultation_opinion where id = p_id for no key update;
    if own.version is distinct from p_version then
        perform refuse('consultation_opinion_version');
    end if;
    if not keeps_consultation(own.province_lineage) then
        perform refuse('consultation_unit');
    end if;
    if on_day > today() then
        perform refuse('consultation_answer_future');
    end if;
    if on_day < own.received_on then
        perform refuse('consultation_answer_order');
    end if;
    perform check_consultation_actor(own.consultation_id, own.item_id);
    insert into consultation_answer (opinion_id, answer, outcome, answered_on, actor)
    values (own.id, p_answer, p_outcome, on_day, caller_subject());
    update consultation_opinion
    set answer = p_answer,
        outcome = p_outcome,
        answered_on = on_day,
        answered_by = caller_subject()
    where id = own.id;
end
$$;

grant execute on function answer_consultation_opinion(uuid, bigint, text, text, date) to tdkt_service;

-- The number of opinions about an item, or about its whole list, that had no answer on a day. One that came after that day must have
-- an answer too.
create or replace function unanswered_opinions(p_item consultation_item, p_on date)
returns bigint
language plpgsql
stable
as $$
begin
    return (
        select count(*)
        from consultation_opinion o
        where o.consultation_id = p_item.consultation_id
        and (o.item_id is null or o.item_id = p_item.id)
        and not exists (
            select
            from consultation_answer a
            where a.opinion_id = o.id
            and (a.answered_on <= p_on or o.received_on > p_on)));
end
$$;

-- A nomination leaves the consultation for the council when it stood on a published list until the end of its last day, and every
-- opinion about it has an answer. Definer: whoever approves, all opinions count.
create or replace function check_consultation_over(p_nomination nomination, p_on date)
returns void
language plpgsql
stable
security definer
set search_path = pg_catalog, public, pg_temp
as $$
declare
    own consultation_item;
    list consultation;
    open_ones bigint;
begin
    select * into own from consultation_item where nomination_id = p_nomination.id and left_by is null;
    select * into list from consultation where id = own.consultation_id and published_on <= p_on;
    if not found then
        perform refuse('nomination_consultation_unpublished', p_detail => nomination_state_detail(p_nomination, p_on));
    end if;
    if p_on <= list.ends_on then
        perform refuse('nomination_consultation', array[list.ends_on::text],
            p_detail => nomination_state_detail(p_nomination, p_on));
    end if;
    open_ones := unanswered_opinions(own, p_on);
    if open_ones > 0 then
        perform refuse('nomination_consultation_unanswered', array[open_ones::text],
            p_detail => nomination_state_detail(p_nomination, p_on));
    end if;
end
$$;

grant execute on function check_consultation_over(nomination, date) to tdkt_service;

-- Whether the caller published the list of a nomination or answered an opinion about it.
create or replace function worked_for_consultation(p_nomination uuid)
returns boolean
language plpgsql
stable
security definer
set search_path = pg_catalog, public, pg_temp
as $$
begin
    return exists (
        select
        from consultation_item i
        join consultation c on c.id = i.consultation_id
        where i.nomination_id = p_nomination
        and (c.published_by = caller_subject()
            or exists (
                select
                from consultation_opinion o
                join consultation_answer a on a.opinion_id = o.id
                where o.consultation_id = c.id
                and (o.item_id is null or o.item_id = i.id)
                and a.actor = caller_subject())));
end
$$;
