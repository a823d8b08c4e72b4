-- A step that weighs warnings worked them out twice: before the event was entered, and again for the nomination that it moves. Now they
-- are worked out once, when the nomination moves, and the event is refused when they are not acknowledged: what is weighed
-- is what is shown afterwards, with all that others have committed until then.
-- kind: expand

drop trigger b_warnings on nomination_event;
drop function weigh_warnings();

-- Whether an event is of a step that does not pass over warnings in silence. Such a step never ends the road, where none are worked out.
create function weighs_warnings(p_event nomination_event)
returns boolean
language plpgsql
stable
as $$
begin
    return exists (
        select
        from nomination_transition t
        where t.from_state = p_event.from_state
        and t.action = p_event.action
        and t.to_state = p_event.to_state
        and t.stage = p_event.stage
        and t.weighs_warnings);
end
$$;

-- The nomination moves, and its dossier with it. Its warnings are worked out anew by its own trigger: a rating or a rule may have
-- changed since it last moved.
create or replace function apply_event()
returns trigger
language plpgsql
security definer
set search_path = pg_catalog, public, pg_temp
as $$
declare
    home uuid;
    said jsonb;
begin
    update nomination n
    set state = new.to_state,
        state_on = new.acted_on,
        waits_for = role_awaited(n, new.to_state),
        due_on = nomination_due_on(n, new),
        held_state = case when new.action = 'hold' then new.from_state end,
        returned_fields = new.fields
    where n.id = new.nomination_id
    returning n.dossier_id, n.warnings into home, said;
    if said <> '[]' and new.acknowledgement is null and weighs_warnings(new) then
        perform refuse('TD002', 'nomination_warnings',
            'Đề nghị có cảnh báo: muốn cho đi tiếp phải nêu lý do ở acknowledgement',
            'There are warnings: whoever lets it go on says why in acknowledgement');
    end if;
    update dossier d
    set state = now_in.state
    from (select dossier_state(home)) as now_in (state)
    where d.id = home
    and d.state <> now_in.state;
    return null;
end
$$;
