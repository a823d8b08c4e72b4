-- The transfers of a dossier and what was taken back of them, and how the province goes on with a nomination that lay with a unit
-- below it, when it keeps the archive of that unit.
-- kind: contract

create table dossier_transfer (
    id uuid primary key default uuid_v7(),
    version bigint not null default 1,
    dossier_id uuid not null,
    action text not null,
    from_unit_id uuid not null,
    to_unit_id uuid not null,
    reason text,
    actor text not null,
    recorded_at timestamptz not null default clock_timestamp(),
    content text not null,
    province_lineage uuid not null,
    district_lineage uuid,
    commune_lineage uuid,
    constraint dossier_transfer_action_check check (action in ('transfer', 'take_back')),
    constraint dossier_transfer_reason_check check (
        is_clean(reason, 1, 2000) and (action = 'take_back') = (reason is not null)),
    constraint dossier_transfer_dossier_id_fkey foreign key (dossier_id) references dossier (id),
    constraint dossier_transfer_from_unit_id_fkey foreign key (from_unit_id) references unit (id),
    constraint dossier_transfer_to_unit_id_fkey foreign key (to_unit_id) references unit (id)
);

create index dossier_transfer_dossier_id_idx on dossier_transfer (dossier_id, recorded_at, id);

insert into nomination_transition (
    from_state, action, to_state, roles, stage, award_levels, origins, votes, consultation, weighs_warnings, needs_reason)
values
    ('district_review', 'receive', 'province_appraisal', array['province_reviewer'], 'province', default,
        array['province'], null, null, false, false),
    ('on_hold', 'resume', 'district_review', array['province_reviewer'], 'province', default, array['province'], null,
        null, false, true);
