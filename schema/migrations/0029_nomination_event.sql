-- What happened on a nomination's road: who, in which role and for which unit, when, from where to where, and why.
-- Events are never changed, so that the history of each nomination replays to where it stands.

create table nomination_event (
    id uuid primary key default uuid_v7(),
    version bigint not null default 1,
    nomination_id uuid not null,
    on_version bigint not null,
    action text not null,
    from_state text not null,
    to_state text not null,
    stage text not null,
    actor text not null,
    actor_role text not null,
    actor_unit_id uuid,
    acted_on date not null default current_date,
    recorded_at timestamptz not null default now(),
    reason text,
    fields text[],
    acknowledgement text,
    ground text,
    letter_number text,
    letter_on date,
    decision_id uuid,
    council_item_id uuid,
    province_lineage uuid not null,
    district_lineage uuid,
    commune_lineage uuid,
    constraint nomination_event_reason_check check (is_clean(reason, 1, 2000)),
    constraint nomination_event_fields_check check (
        fields is null
        or (action = 'return'
            and cardinality(fields) between 1 and 7
            and fields <@ array['award_class_id', 'subject_kind', 'collective_id', 'individual_id', 'year',
                'achievement', 'documents'])),
    constraint nomination_event_acknowledgement_check check (is_clean(acknowledgement, 1, 2000)),
    constraint nomination_event_ground_check check (
        case action
            when 'hold' then ground is not null and ground in ('discipline', 'inspection', 'complaint')
            when 'annul' then ground is not null and ground in (
                'false_achievement', 'forged_dossier', 'unlawful_procedure', 'later_violation')
            else ground is null
        end),
    constraint nomination_event_letter_number_check check (
        case action when 'forward' then letter_number is not null else letter_number is null end
        and is_clean(letter_number, 1, 60)),
    constraint nomination_event_letter_on_check check (letter_on is null or action = 'forward'),
    constraint nomination_event_decision_id_check check ((action in ('decide', 'annul')) = (decision_id is not null)),
    constraint nomination_event_council_item_id_check check (
        (action in ('pass', 'fail', 'defer')) = (council_item_id is not null)),
    constraint nomination_event_nomination_id_fkey foreign key (nomination_id) references nomination (id),
    constraint nomination_event_actor_unit_id_fkey foreign key (actor_unit_id) references unit (id),
    constraint nomination_event_decision_id_fkey foreign key (decision_id) references decision (id),
    constraint nomination_event_nomination_id_on_version_key unique (nomination_id, on_version)
);

create index nomination_event_nomination_id_idx on nomination_event (nomination_id, recorded_at, id);
create index nomination_event_decision_id_idx on nomination_event (decision_id) where decision_id is not null;
create index nomination_event_council_item_id_idx on nomination_event (council_item_id)
    where council_item_id is not null;

create function refuse_event_rewrite()
returns trigger
language plpgsql
as $$
begin
    raise insufficient_privilege using message = 'nomination_event is append-only';
end
$$;

-- Only the lineages may follow a unit that is moved.
create trigger append_only
    before delete or truncate
        or update of id, version, nomination_id, on_version, action, from_state, to_state, stage, actor, actor_role,
            actor_unit_id, acted_on, recorded_at, reason, fields, acknowledgement, ground, letter_number, letter_on,
            decision_id, council_item_id
    on nomination_event
    for each statement execute function refuse_event_rewrite();

create function rescope_nomination()
returns trigger
language plpgsql
security definer
set search_path = pg_catalog, public, pg_temp
as $$
begin
    update nomination_event
    set province_lineage = new.province_lineage,
        district_lineage = new.district_lineage,
        commune_lineage = new.commune_lineage
    where nomination_id = new.id;
    return null;
end
$$;

create trigger rescope after update on nomination
    for each row when (
        (old.province_lineage, old.district_lineage, old.commune_lineage)
        is distinct from (new.province_lineage, new.district_lineage, new.commune_lineage))
    execute function rescope_nomination();

alter table nomination_event enable row level security;
alter table nomination_event force row level security;

create policy nomination_event_owner on nomination_event
    to current_user
    using (true)
    with check (true);

create policy nomination_event_select on nomination_event
    for select to tdkt_service
    using (
        (select caller_is('unit_officer', 'district_reviewer', 'province_reviewer', 'council_reviewer', 'auditor'))
        and (province_lineage = any ((select read_scope())::uuid[])
            or district_lineage = any ((select read_scope())::uuid[])
            or commune_lineage = any ((select read_scope())::uuid[])));

create policy nomination_event_insert on nomination_event
    for insert to tdkt_service
    with check (
        (select caller_is('unit_officer', 'district_reviewer', 'province_reviewer', 'council_reviewer'))
        and (province_lineage = any ((select write_scope())::uuid[])
            or district_lineage = any ((select write_scope())::uuid[])
            or commune_lineage = any ((select write_scope())::uuid[])));

grant select on nomination_event to tdkt_service;
-- A council's result and a decision name what they follow from; only their own functions (0035, 0037, 0038) can.
grant insert (
    id, nomination_id, on_version, action, acted_on, reason, fields, acknowledgement, ground, letter_number, letter_on)
    on nomination_event to tdkt_service;
