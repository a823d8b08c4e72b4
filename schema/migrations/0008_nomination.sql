-- Nominations: states, the transitions between them, events.
-- kind: contract

create type eligibility_case as (
    collective_id uuid, individual_id uuid, subject_kind text, on_date date, last_year integer, follows integer);

create type finding as (result text, counted jsonb);

-- The road of a nomination as data: its states, and the steps between them as one table. What happened on it is 42_nomination_event's,
-- whether a step may be taken 44_nomination_step's.
create table nomination_state (
    id uuid primary key default uuid_v7(),
    version bigint not null default 1,
    code text not null,
    rank integer not null,
    name_vi text not null,
    name_en text not null,
    waits_for text,
    is_final boolean not null,
    constraint nomination_state_waits_for_check check (
        waits_for in ('district', 'province', 'consultation', 'council', 'decision', 'central')),
    constraint nomination_state_code_key unique (code),
    constraint nomination_state_rank_key unique (rank)
);

insert into nomination_state (code, rank, name_vi, name_en, waits_for, is_final)
values
    ('draft', 1, 'Bản nháp', 'Draft', null, false),
    ('submitted', 2, 'Đã gửi', 'Submitted', 'district', false),
    ('district_review', 3, 'Xét duyệt tại cấp huyện, cấp xã', 'Review by the district or commune', 'district', false),
    ('province_appraisal', 4, 'Thẩm định cấp tỉnh', 'Appraisal by the province', 'province', false),
    ('public_consultation', 5, 'Lấy ý kiến nhân dân', 'Public consultation', 'consultation', false),
    ('council', 6, 'Hội đồng xét, bỏ phiếu', 'Before the council', 'council', false),
    ('approved', 7, 'Chờ quyết định', 'Awaiting the decision', 'decision', false),
    ('forwarded', 8, 'Đã trình trung ương', 'Forwarded to the central level', 'central', false),
    ('decided', 9, 'Đã có quyết định', 'Decided', null, true),
    ('returned', 10, 'Bị trả lại', 'Returned', null, false),
    ('on_hold', 11, 'Tạm dừng', 'On hold', null, false),
    ('rejected', 12, 'Không được xét', 'Rejected', null, true),
    ('withdrawn', 13, 'Đã rút', 'Withdrawn', null, true),
    ('annulled', 14, 'Quyết định bị hủy bỏ', 'Annulled', null, true);

-- One row is one step that may be taken: from a state, by one of the roles, acting for a stage. award_levels and
-- origins choose the road: a title of base level ends at its district, one of the province goes before the council, one
-- of the State on to the central level; what a body of the province itself proposes begins at the province.
-- consultation: null for every class, else only for those that must (must not) be laid before the public.
create table nomination_transition (
    id uuid primary key default uuid_v7(),
    version bigint not null default 1,
    from_state text not null,
    action text not null,
    to_state text not null,
    roles text[] not null,
    stage text not null,
    award_levels text[] not null default array['base', 'province', 'state'],
    origins text[] not null default array['local', 'province'],
    consultation boolean,
    moves_on boolean not null generated always as (
        action in ('submit', 'receive', 'approve', 'pass', 'forward', 'decide')) stored,
    needs_reason boolean not null default false,
    weighs_warnings boolean not null default false,
    votes boolean,
    constraint nomination_transition_stage_check check (stage in ('unit', 'district', 'province', 'council')),
    constraint nomination_transition_roles_check check (
        cardinality(roles) > 0
        and roles <@ array['unit_officer', 'district_reviewer', 'province_reviewer', 'council_reviewer']),
    constraint nomination_transition_from_state_fkey foreign key (from_state) references nomination_state (code),
    constraint nomination_transition_to_state_fkey foreign key (to_state) references nomination_state (code),
    constraint nomination_transition_key
        unique nulls not distinct (from_state, action, to_state, stage, award_levels, origins, consultation, votes)
);

insert into nomination_transition (
    from_state, action, to_state, roles, stage, award_levels, origins, votes, consultation, weighs_warnings, needs_reason)
values
    -- The unit sends its nomination, or sends it again.
    ('draft', 'submit', 'submitted', array['unit_officer'], 'unit', default, default, null, null, false, false),
    ('returned', 'submit', 'submitted', array['unit_officer'], 'unit', default, default, null, null, false, false),
    -- The desk it comes to takes it.
    ('submitted', 'receive', 'district_review', array['district_reviewer'], 'district', default,
        array['local'], null, null, false, false),
    ('submitted', 'receive', 'province_appraisal', array['province_reviewer'], 'province', default,
        array['province'], null, null, false, false),
    -- Approval: to the next desk, or, where nobody votes on a class of base level, to whoever decides.
    ('district_review', 'approve', 'approved', array['district_reviewer'], 'district', array['base'],
        array['local'], false, null, true, false),
    ('district_review', 'approve', 'council', array['district_reviewer'], 'district', array['base'],
        array['local'], true, null, true, false),
    ('district_review', 'approve', 'province_appraisal', array['district_reviewer'], 'district',
        array['province', 'state'], array['local'], null, null, true, false),
    ('province_appraisal', 'approve', 'approved', array['province_reviewer'], 'province', array['base'],
        array['province'], false, null, true, false),
    ('province_appraisal', 'approve', 'council', array['province_reviewer'], 'province', array['base'],
        array['province'], true, null, true, false),
    ('province_appraisal', 'approve', 'council', array['province_reviewer'], 'province', array['province',
        'state'], default, null, false, true, false),
    ('province_appraisal', 'approve', 'public_consultation', array['province_reviewer'], 'province',
        array['province', 'state'], default, null, true, true, false),
    ('public_consultation', 'approve', 'council', array['province_reviewer'], 'province', array['province',
        'state'], default, null, null, true, false),
    -- A vote of the council: on, no further, put off, taken back.
    ('council', 'pass', 'approved', array['council_reviewer'], 'council', default, default, null, null, false, false),
    ('council', 'fail', 'rejected', array['council_reviewer'], 'council', default, default, null, null, false, false),
    ('council', 'defer', 'council', array['council_reviewer'], 'council', default, default, null, null, false, true),
    ('approved', 'reopen', 'council', array['council_reviewer'], 'council', default, default, null, null,
        false, true),
    ('rejected', 'reopen', 'council', array['council_reviewer'], 'council', default, default, null, null,
        false, true),
    -- To the central level, which decides on awards of the State.
    ('approved', 'forward', 'forwarded', array['province_reviewer'], 'province', array['state'], default, null,
        null, true, false),
    -- A decision is recorded.
    ('approved', 'decide', 'decided', array['district_reviewer'], 'district', array['base'], array['local'],
        null, null, false, false),
    ('approved', 'decide', 'decided', array['province_reviewer'], 'province', array['base'], array['province'],
        null, null, false, false),
    ('approved', 'decide', 'decided', array['province_reviewer'], 'province', array['province'], default, null,
        null, false, false),
    ('forwarded', 'decide', 'decided', array['province_reviewer'], 'province', array['state'], default, null,
        null, false, false),
    -- Whoever has a nomination may return, reject or hold it, always with a reason.
    ('submitted', 'return', 'returned', array['district_reviewer'], 'district', default, array['local'], null,
        null, false, true),
    ('submitted', 'return', 'returned', array['province_reviewer'], 'province', default, array['province'],
        null, null, false, true),
    ('district_review', 'return', 'returned', array['district_reviewer'], 'district', default, array['local'],
        null, null, false, true),
    ('province_appraisal', 'return', 'returned', array['province_reviewer'], 'province', default, default,
        null, null, false, true),
    ('public_consultation', 'return', 'returned', array['province_reviewer'], 'province', array['province',
        'state'], default, null, null, false, true),
    ('council', 'return', 'returned', array['council_reviewer'], 'council', default, default, null, null,
        false, true),
    ('approved', 'return', 'returned', array['district_reviewer'], 'district', array['base'], array['local'],
        null, null, false, true),
    ('approved', 'return', 'returned', array['province_reviewer'], 'province', array['base'],
        array['province'], null, null, false, true),
    ('approved', 'return', 'returned', array['province_reviewer'], 'province', array['province', 'state'],
        default, null, null, false, true),
    ('forwarded', 'return', 'returned', array['province_reviewer'], 'province', array['state'], default, null,
        null, false, true),
    ('submitted', 'reject', 'rejected', array['district_reviewer'], 'district', default, array['local'], null,
        null, false, true),
    ('submitted', 'reject', 'rejected', array['province_reviewer'], 'province', default, array['province'],
        null, null, false, true),
    ('district_review', 'reject', 'rejected', array['district_reviewer'], 'district', default, array['local'],
        null, null, false, true),
    ('province_appraisal', 'reject', 'rejected', array['province_reviewer'], 'province', default, default,
        null, null, false, true),
    ('public_consultation', 'reject', 'rejected', array['province_reviewer'], 'province', array['province',
        'state'], default, null, null, false, true),
    ('council', 'reject', 'rejected', array['council_reviewer'], 'council', default, default, null, null,
        false, true),
    ('approved', 'reject', 'rejected', array['district_reviewer'], 'district', array['base'], array['local'],
        null, null, false, true),
    ('approved', 'reject', 'rejected', array['province_reviewer'], 'province', array['base'],
        array['province'], null, null, false, true),
    ('approved', 'reject', 'rejected', array['province_reviewer'], 'province', array['province', 'state'],
        default, null, null, false, true),
    ('forwarded', 'reject', 'rejected', array['province_reviewer'], 'province', array['state'], default, null,
        null, false, true),
    ('submitted', 'hold', 'on_hold', array['district_reviewer'], 'district', default, array['local'], null,
        null, false, true),
    ('submitted', 'hold', 'on_hold', array['province_reviewer'], 'province', default, array['province'], null,
        null, false, true),
    ('district_review', 'hold', 'on_hold', array['district_reviewer'], 'district', default, array['local'],
        null, null, false, true),
    ('province_appraisal', 'hold', 'on_hold', array['province_reviewer'], 'province', default, default, null,
        null, false, true),
    ('public_consultation', 'hold', 'on_hold', array['province_reviewer'], 'province', array['province',
        'state'], default, null, null, false, true),
    ('council', 'hold', 'on_hold', array['council_reviewer'], 'council', default, default, null, null, false, true),
    ('approved', 'hold', 'on_hold', array['district_reviewer'], 'district', array['base'], array['local'],
        null, null, false, true),
    ('approved', 'hold', 'on_hold', array['province_reviewer'], 'province', array['base'], array['province'],
        null, null, false, true),
    ('approved', 'hold', 'on_hold', array['province_reviewer'], 'province', array['province', 'state'],
        default, null, null, false, true),
    ('forwarded', 'hold', 'on_hold', array['province_reviewer'], 'province', array['state'], default, null,
        null, false, true),
    -- What was held goes on where it was, by the hand of the same desk.
    ('on_hold', 'resume', 'approved', array['district_reviewer'], 'district', array['base'], array['local'],
        null, null, false, true),
    ('on_hold', 'resume', 'approved', array['province_reviewer'], 'province', array['base'], array['province'],
        null, null, false, true),
    ('on_hold', 'resume', 'approved', array['province_reviewer'], 'province', array['province', 'state'],
        default, null, null, false, true),
    ('on_hold', 'resume', 'council', array['council_reviewer'], 'council', default, default, null, null, false, true),
    ('on_hold', 'resume', 'district_review', array['district_reviewer'], 'district', default, array['local'],
        null, null, false, true),
    ('on_hold', 'resume', 'forwarded', array['province_reviewer'], 'province', array['state'], default, null,
        null, false, true),
    ('on_hold', 'resume', 'province_appraisal', array['province_reviewer'], 'province', default, default, null,
        null, false, true),
    ('on_hold', 'resume', 'public_consultation', array['province_reviewer'], 'province', array['province',
        'state'], default, null, null, false, true),
    ('on_hold', 'resume', 'submitted', array['district_reviewer'], 'district', default, array['local'], null,
        null, false, true),
    ('on_hold', 'resume', 'submitted', array['province_reviewer'], 'province', default, array['province'],
        null, null, false, true),
    -- The proposer takes back what has not come before the council.
    ('submitted', 'withdraw', 'withdrawn', array['unit_officer'], 'unit', default, default, null, null, false, true),
    ('district_review', 'withdraw', 'withdrawn', array['unit_officer'], 'unit', default, default, null, null,
        false, true),
    ('province_appraisal', 'withdraw', 'withdrawn', array['unit_officer'], 'unit', default, default, null,
        null, false, true),
    ('public_consultation', 'withdraw', 'withdrawn', array['unit_officer'], 'unit', default, default, null,
        null, false, true),
    ('returned', 'withdraw', 'withdrawn', array['unit_officer'], 'unit', default, default, null, null, false, true),
    -- An award goes the way it came: annulled by whoever records decisions of its level (Law 06/2022/QH15, chapter VII), or
    -- by the province, which also answers for bodies below it that are no more.
    ('decided', 'annul', 'annulled', array['district_reviewer'], 'district', array['base'], array['local'],
        null, null, false, true),
    ('decided', 'annul', 'annulled', array['province_reviewer'], 'province', array['base'], array['province'],
        null, null, false, true),
    ('decided', 'annul', 'annulled', array['province_reviewer'], 'province', array['base'], array['local'],
        null, null, false, true),
    ('decided', 'annul', 'annulled', array['province_reviewer'], 'province', array['province'], default, null,
        null, false, true),
    ('decided', 'annul', 'annulled', array['province_reviewer'], 'province', array['state'], default, null,
        null, false, true);

-- Nominations (đề nghị khen thưởng): one subject for one award class, each on its own road. What a unit writes stands
-- here; where the nomination is on its road is said by its events alone (functions/44_nomination_step).
create table nomination (
    id uuid primary key default uuid_v7(),
    version bigint not null default 1,
    created_at timestamptz not null default now(),
    updated_at timestamptz not null default now(),
    code text not null,
    dossier_id uuid not null,
    award_class_id uuid not null,
    subject_kind text not null,
    collective_id uuid,
    individual_id uuid,
    nominee_name text collate "vi-x-icu" not null,
    year integer not null,
    achievement text,
    state text not null default 'draft',
    state_on date,
    waits_for text default 'unit_officer',
    due_on date,
    due_by date not null generated always as (coalesce(due_on, date '9999-12-31')) stored,
    held_state text,
    returned_fields text[],
    warnings jsonb not null default '[]',
    award_level text not null,
    origin text not null,
    province_lineage uuid not null,
    district_lineage uuid,
    commune_lineage uuid,
    name_search text collate "C" not null generated always as (fold(nominee_name)) stored,
    constraint nomination_code_check check (code ~ '^[2-9A-HJKMNP-Z]{9}$'),
    constraint nomination_code_digit_check check (right(code, 1) = award_code_check(left(code, 8))),
    constraint nomination_subject_kind_check check (subject_kind in ('collective', 'individual', 'household')),
    constraint nomination_subject_check check (
        case subject_kind
            when 'individual' then individual_id is not null and collective_id is null
            else collective_id is not null and individual_id is null
        end),
    constraint nomination_year_check check (year between 1945 and 2100),
    constraint nomination_achievement_check check (is_clean(achievement, 0, 4000)),
    constraint nomination_award_level_check check (award_level in ('base', 'province', 'state')),
    constraint nomination_origin_check check (origin in ('local', 'province')),
    constraint nomination_waits_for_check check (
        waits_for in ('unit_officer', 'district_reviewer', 'province_reviewer', 'council_reviewer')),
    constraint nomination_held_state_check check ((state = 'on_hold') = (held_state is not null)),
    constraint nomination_returned_fields_check check (returned_fields is null or state = 'returned'),
    constraint nomination_dossier_id_fkey foreign key (dossier_id) references dossier (id),
    constraint nomination_award_class_id_fkey foreign key (award_class_id) references award_class (id),
    constraint nomination_collective_id_fkey foreign key (collective_id) references collective (id),
    constraint nomination_individual_id_fkey foreign key (individual_id) references individual (id),
    constraint nomination_code_key unique (code),
    constraint nomination_once_key unique nulls not distinct (
        dossier_id, award_class_id, collective_id, individual_id),
    constraint nomination_state_fkey foreign key (state) references nomination_state (code),
    constraint nomination_held_state_fkey foreign key (held_state) references nomination_state (code)
);

create index nomination_province_created_at_idx on nomination (province_lineage, created_at, id);
create index nomination_district_created_at_idx on nomination (district_lineage, created_at, id)
    where district_lineage is not null;
create index nomination_commune_created_at_idx on nomination (commune_lineage, created_at, id)
    where commune_lineage is not null;

-- Work queues (functions/44_nomination_step) walk along these.
create index nomination_province_due_by_idx on nomination (province_lineage, due_by, id) where waits_for is not null;
create index nomination_district_due_by_idx on nomination (district_lineage, due_by, id)
    where district_lineage is not null and waits_for is not null;
create index nomination_commune_due_by_idx on nomination (commune_lineage, due_by, id)
    where commune_lineage is not null and waits_for is not null;
create index nomination_name_search_idx on nomination using gin (name_search gin_trgm_ops);
create index nomination_dossier_id_idx on nomination (dossier_id, state);
create index nomination_award_class_id_idx on nomination (award_class_id, year);
create index nomination_collective_id_idx on nomination (collective_id, award_class_id) where collective_id is not null;
create index nomination_individual_id_idx on nomination (individual_id, award_class_id) where individual_id is not null;

alter table dossier_document
    add constraint dossier_document_nomination_id_fkey foreign key (nomination_id) references nomination (id);

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
    acted_on date not null default today(),
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
        and is_key(letter_number, 1, 60)),
    constraint nomination_event_letter_on_check check (letter_on is null or action = 'forward'),
    constraint nomination_event_decision_id_check check ((action in ('decide', 'annul')) = (decision_id is not null)),
    constraint nomination_event_nomination_id_fkey foreign key (nomination_id) references nomination (id),
    constraint nomination_event_actor_unit_id_fkey foreign key (actor_unit_id) references unit (id),
    constraint nomination_event_nomination_id_on_version_key unique (nomination_id, on_version),
    constraint nomination_event_council_item_id_check check (
        (action in ('pass', 'fail', 'defer', 'reopen')) = (council_item_id is not null))
);

create index nomination_event_nomination_id_idx on nomination_event (nomination_id, recorded_at, id);
create index nomination_event_decision_id_idx on nomination_event (decision_id) where decision_id is not null;
create index nomination_event_council_item_id_idx on nomination_event (council_item_id)
    where council_item_id is not null;

-- Four eyes: whoever writes a nomination has no say in its review, even when a colleague submits it. Who created, edited
-- or deleted content of a nomination, of its dossier or of a document in it stands here, entered by triggers on whatever
-- way the content comes; the database's own updates (state, warnings, lineages, a transfer) are nobody's writing.
--
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

create table cluster_flag_nomination (
    id uuid primary key default uuid_v7(),
    version bigint not null default 1,
    created_at timestamptz not null default now(),
    updated_at timestamptz not null default now(),
    cluster_id uuid not null,
    year integer not null,
    member_id uuid not null,
    award_class_id uuid not null,
    nomination_id uuid not null,
    province_lineage uuid not null,
    constraint cluster_flag_nomination_cluster_id_fkey foreign key (cluster_id) references cluster (id),
    constraint cluster_flag_nomination_member_id_fkey foreign key (member_id) references cluster_member (id),
    constraint cluster_flag_nomination_award_class_id_fkey foreign key (award_class_id) references award_class (id),
    constraint cluster_flag_nomination_nomination_id_fkey
        foreign key (nomination_id) references nomination (id) on delete cascade,
    constraint cluster_flag_nomination_nomination_id_key unique (nomination_id),
    constraint cluster_flag_nomination_once_key unique (cluster_id, year, member_id, award_class_id)
);

create index cluster_flag_nomination_member_id_idx on cluster_flag_nomination (member_id);
create index cluster_flag_nomination_award_class_id_idx on cluster_flag_nomination (award_class_id);
