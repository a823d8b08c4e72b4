-- Equal totals in the ranking of a cluster: the law puts members with enough women first, and the leader of the cluster decides between
-- those that are still equal. What the members state about their staff, and the decisions, are entries: they are added and never changed,
-- so the ranking of a day in the past stays what it was.
-- kind: expand

alter table award_rule
    drop constraint award_rule_kind_check,
    drop constraint award_rule_path_check,
    drop constraint award_rule_permille_check,
    drop constraint award_rule_period_excl,
    add constraint award_rule_kind_check check (
        kind in (
            'held_award', 'consecutive_award', 'rating_years', 'rating_count', 'initiatives', 'unit_age',
            'member_share', 'member_award', 'judgement', 'unread',
            'vote', 'bonus', 'quota', 'consultation', 'authority', 'simplified', 'tie_break')),
    add constraint award_rule_path_check check (
        case
            when kind in ('vote', 'bonus', 'quota', 'consultation', 'authority', 'simplified', 'tie_break') then path is null
            else coalesce(path ~ '^[a-z0-9]{1,3}(\.[a-z0-9]{1,3}){0,2}$', false)
        end),
    add constraint award_rule_permille_check check (
        case
            when kind in ('member_share', 'vote', 'quota', 'tie_break') then coalesce(permille between 1 and 1000, false)
            else permille is null
        end),
    add constraint award_rule_period_excl exclude using gist (
        award_class_id with =, kind with =, coalesce(subject_kind, '') with =, coalesce(commendation_type, '') with =,
        coalesce(province_lineage, '00000000-0000-0000-0000-000000000000') with =,
        daterange(valid_from, valid_to, '[]') with &&)
        where (kind in ('vote', 'bonus', 'consultation', 'simplified', 'tie_break'));

-- How many people and how many women a member has in the year. The last entry counts; null: unknown.
create table cluster_staff_count (
    id uuid primary key default uuid_v7(),
    version bigint not null default 1,
    recorded_at timestamptz not null default now(),
    cluster_id uuid not null,
    year integer not null,
    member_id uuid not null,
    entry integer not null,
    staff_count integer,
    women_count integer,
    note text,
    actor text not null,
    province_lineage uuid not null,
    constraint cluster_staff_count_staff_count_check check (staff_count between 0 and 1000000),
    constraint cluster_staff_count_women_count_check check (women_count between 0 and coalesce(staff_count, 1000000)),
    constraint cluster_staff_count_note_check check (is_clean(note, 0, 2000)),
    constraint cluster_staff_count_cluster_id_fkey foreign key (cluster_id) references cluster (id),
    constraint cluster_staff_count_member_id_fkey foreign key (member_id) references cluster_member (id),
    constraint cluster_staff_count_entry_key unique (member_id, entry)
);

create index cluster_staff_count_cluster_id_idx on cluster_staff_count (cluster_id, recorded_at, id);

-- In which order members follow that are equal in score and before the law. It is about exactly these members at exactly this total.
create table cluster_tie_decision (
    id uuid primary key default uuid_v7(),
    version bigint not null default 1,
    recorded_at timestamptz not null default now(),
    cluster_id uuid not null,
    year integer not null,
    entry integer not null,
    member_ids uuid[] not null,
    confirmed_total numeric not null,
    reason text not null,
    decided_on date not null,
    actor text not null,
    province_lineage uuid not null,
    constraint cluster_tie_decision_year_check check (year between 1945 and 2100),
    constraint cluster_tie_decision_member_ids_check check (cardinality(member_ids) between 2 and 200),
    constraint cluster_tie_decision_reason_check check (is_clean(reason, 1, 2000)),
    constraint cluster_tie_decision_decided_on_check check (decided_on >= make_date(year, 1, 1)),
    constraint cluster_tie_decision_cluster_id_fkey foreign key (cluster_id) references cluster (id),
    constraint cluster_tie_decision_entry_key unique (cluster_id, year, entry)
);

create index cluster_tie_decision_cluster_id_idx on cluster_tie_decision (cluster_id, recorded_at, id);
