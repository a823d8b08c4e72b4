-- What a person does with a nomination enters one event, on the version that the caller saw; the triggers of nomination_event ask
-- everything that is asked of it and change the nomination (42_nomination_event). Both functions run as the caller, so that row
-- security holds.

create or replace function enter_nomination_event(
    p_id uuid, p_version bigint, p_action text, p_acted_on date, p_reason text default null, p_fields text[] default null,
    p_acknowledgement text default null, p_ground text default null, p_letter_number text default null,
    p_letter_on date default null)
returns uuid
language plpgsql
as $$
declare
    entered uuid;
begin
    insert into nomination_event (
        nomination_id, on_version, action, acted_on, reason, fields, acknowledgement, ground, letter_number, letter_on)
    values (
        p_id, p_version, p_action, p_acted_on, p_reason, p_fields, p_acknowledgement, p_ground, p_letter_number, p_letter_on)
    returning id into entered;
    return entered;
end
$$;

grant execute on function enter_nomination_event(uuid, bigint, text, date, text, text[], text, text, text, date) to tdkt_service;

-- Submits every draft and returned nomination of a dossier, all or none. The subjects' locks come first (45_nomination_warning), then
-- the dossier's, so that two submissions cannot cross. One nomination after the other: a submission may change the warnings of
-- another one of the same subject, and so its version.
create or replace function submit_dossier(p_id uuid, p_version bigint, p_acted_on date)
returns void
language plpgsql
as $$
declare
    own dossier;
    unsent uuid;
begin
    perform await_subject(subject.id)
    from (
        select distinct coalesce(n.individual_id, n.collective_id) as id
        from nomination n
        where n.dossier_id = p_id
        order by 1
    ) as subject;
    select * into own from dossier where id = p_id and version = p_version for no key update;
    if not found then
        perform refuse('dossier_version');
    end if;
    for unsent in
        select id from nomination where dossier_id = p_id and state in ('draft', 'returned') order by id
    loop
        perform enter_nomination_event(unsent, (select version from nomination where id = unsent), 'submit', p_acted_on);
    end loop;
    if not found then
        perform refuse('dossier_empty', p_detail => state_detail(own.state));
    end if;
end
$$;

grant execute on function submit_dossier(uuid, bigint, date) to tdkt_service;
