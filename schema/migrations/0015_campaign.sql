-- Campaigns of every level: a unit prepares a draft, a reviewer of its level launches it. A campaign may have phases, a day of
-- review, and a campaign above it. Campaigns that exist are launched; who launched them was not recorded.
-- kind: contract

alter table campaign
    add column state text not null default 'launched',
    add column launched_by text,
    add column launched_at timestamptz,
    add column review_on date,
    add column parent_id uuid,
    add constraint campaign_state_check check (state in ('draft', 'launched')),
    add constraint campaign_launched_at_check check (
        (launched_by is null) = (launched_at is null) and (state = 'launched' or launched_at is null)),
    add constraint campaign_review_on_check check (review_on >= starts_on),
    add constraint campaign_parent_id_fkey foreign key (parent_id) references campaign (id);

alter table campaign alter column state set default 'draft';

create index campaign_parent_id_idx on campaign (parent_id) where parent_id is not null;

create table campaign_phase (
    id uuid primary key default uuid_v7(),
    version bigint not null default 1,
    created_at timestamptz not null default now(),
    updated_at timestamptz not null default now(),
    campaign_id uuid not null,
    name text collate "vi-x-icu" not null,
    starts_on date not null,
    ends_on date not null,
    province_lineage uuid not null,
    constraint campaign_phase_name_check check (is_clean(name, 1, 200)),
    constraint campaign_phase_ends_on_check check (ends_on >= starts_on),
    constraint campaign_phase_campaign_id_fkey foreign key (campaign_id) references campaign (id),
    constraint campaign_phase_campaign_id_name_key unique (campaign_id, name)
);

create index campaign_phase_starts_on_idx on campaign_phase (campaign_id, starts_on, id);
