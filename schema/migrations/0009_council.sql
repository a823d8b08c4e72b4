-- Councils: sessions, members, the agenda, votes.
-- kind: contract

-- The Emulation and Commendation Council of a province (Hội đồng Thi đua – Khen thưởng): its sessions, who sits in
-- them, and what is on the agenda. All of it is arranged while a session is planned and stands fast once it is open
-- (functions/51_council_vote), so that nobody is added to a vote or taken out of it after it began.
create table council_session (
    id uuid primary key default uuid_v7(),
    version bigint not null default 1,
    created_at timestamptz not null default now(),
    updated_at timestamptz not null default now(),
    unit_id uuid not null,
    number text not null,
    held_on date not null,
    place text,
    minutes text,
    state text not null default 'planned',
    opened_by text,
    province_lineage uuid not null,
    district_lineage uuid,
    commune_lineage uuid,
    collective_id uuid,
    constraint council_session_number_check check (is_key(number, 1, 60)),
    constraint council_session_place_check check (is_clean(place, 0, 200)),
    constraint council_session_minutes_check check (is_clean(minutes, 0, 20000)),
    constraint council_session_state_check check (state in ('planned', 'open', 'closed')),
    constraint council_session_opened_by_check check ((state = 'planned') = (opened_by is null)),
    constraint council_session_unit_id_fkey foreign key (unit_id) references unit (id),
    constraint council_session_collective_id_fkey foreign key (collective_id) references collective (id),
    constraint council_session_council_number_held_on_key
        unique nulls not distinct (unit_id, collective_id, number, held_on)
);

create index council_session_province_held_on_idx on council_session (province_lineage, held_on, id);
create index council_session_province_created_at_idx on council_session (province_lineage, created_at, id);
create index council_session_district_held_on_idx on council_session (district_lineage, held_on, id)
    where district_lineage is not null;
create index council_session_district_created_at_idx on council_session (district_lineage, created_at, id)
    where district_lineage is not null;
create index council_session_commune_held_on_idx on council_session (commune_lineage, held_on, id)
    where commune_lineage is not null;
create index council_session_commune_created_at_idx on council_session (commune_lineage, created_at, id)
    where commune_lineage is not null;
create index council_session_collective_id_idx on council_session (collective_id) where collective_id is not null;

-- subject: whose token casts this member's ballots; null: a member without an account. collective_id: the member's own,
-- in whose matters they do not vote.
create table council_member (
    id uuid primary key default uuid_v7(),
    version bigint not null default 1,
    created_at timestamptz not null default now(),
    updated_at timestamptz not null default now(),
    session_id uuid not null,
    name text collate "vi-x-icu" not null,
    position text,
    role text not null default 'member',
    subject text,
    collective_id uuid,
    attendance text not null default 'present',
    province_lineage uuid not null,
    district_lineage uuid,
    commune_lineage uuid,
    constraint council_member_name_check check (is_clean(name, 1, 120)),
    constraint council_member_position_check check (is_clean(position, 1, 200)),
    constraint council_member_role_check check (
        role in ('chair', 'first_vice_chair', 'vice_chair', 'standing_member', 'member', 'secretary')),
    constraint council_member_subject_check check (is_clean(subject, 1, 255)),
    constraint council_member_attendance_check check (attendance in ('present', 'absent', 'written')),
    constraint council_member_session_id_fkey foreign key (session_id) references council_session (id),
    constraint council_member_collective_id_fkey foreign key (collective_id) references collective (id),
    constraint council_member_session_id_subject_key unique (session_id, subject)
);

create unique index council_member_chair_key on council_member (session_id) where role = 'chair';
create index council_member_session_id_idx on council_member (session_id, created_at, id);
create index council_member_collective_id_idx on council_member (collective_id) where collective_id is not null;

-- One nomination before one session. The rule of the session's day is copied here when it is opened, so that a later
-- change of the law leaves the vote as it was taken, and so is the version of the nomination that is voted on; figures
-- are written when the item is decided, and not before.
create table council_item (
    id uuid primary key default uuid_v7(),
    version bigint not null default 1,
    created_at timestamptz not null default now(),
    updated_at timestamptz not null default now(),
    session_id uuid not null,
    nomination_id uuid not null,
    on_version bigint,
    position integer not null,
    rule_id uuid,
    permille integer,
    quorum_permille integer,
    secret boolean,
    written_allowed boolean,
    recusal_shrinks boolean,
    outcome text not null default 'pending',
    reason text,
    agree integer,
    disagree integer,
    blank integer,
    member_count integer,
    recused_count integer,
    needed integer,
    province_lineage uuid not null,
    district_lineage uuid,
    commune_lineage uuid,
    round integer not null default 1,
    closed_at timestamptz,
    closed_by text,
    closing_reason text,
    constraint council_item_position_check check (position between 1 and 10000),
    constraint council_item_outcome_check check (outcome in ('pending', 'passed', 'failed', 'deferred')),
    constraint council_item_reason_check check (
        is_clean(reason, 1, 2000)
        and case outcome when 'pending' then reason is null when 'deferred' then reason is not null else true end),
    constraint council_item_tally_check check (
        num_nulls(agree, disagree, blank, member_count, recused_count, needed)
            = case when outcome in ('passed', 'failed') then 0 else 6 end),
    constraint council_item_session_id_fkey foreign key (session_id) references council_session (id),
    constraint council_item_nomination_id_fkey foreign key (nomination_id) references nomination (id),
    constraint council_item_rule_id_fkey foreign key (rule_id) references award_rule (id),
    constraint council_item_session_id_nomination_id_key unique (session_id, nomination_id),
    constraint council_item_closed_at_check check (num_nulls(closed_at, closed_by, closing_reason) in (0, 3)),
    constraint council_item_closing_reason_check check (is_clean(closing_reason, 1, 2000))
);

-- A nomination waits for one vote at a time; after a deferral it comes before another session.
create unique index council_item_nomination_id_key on council_item (nomination_id) where outcome = 'pending';
create index council_item_session_id_idx on council_item (session_id, position, id);
create index council_item_nomination_id_idx on council_item (nomination_id);
create index council_item_rule_id_idx on council_item (rule_id) where rule_id is not null;

alter table nomination_event
    add constraint nomination_event_council_item_id_fkey foreign key (council_item_id) references council_item (id);

-- The ballot box of a secret vote: counters, no ballots. The service has no right to look into it; once the item is
-- decided its figures stand there and the box is gone.
create table council_tally (
    item_id uuid primary key,
    agree integer not null default 0,
    disagree integer not null default 0,
    blank integer not null default 0,
    constraint council_tally_item_id_fkey foreign key (item_id) references council_item (id)
);

-- That a member has voted, once: no vote, no time, no history. Rows are written anew when the item is decided, so that
-- not even their order in the table tells who voted after whom.
create table council_participation (
    item_id uuid not null,
    member_id uuid not null,
    constraint council_participation_pkey primary key (item_id, member_id),
    constraint council_participation_item_id_fkey foreign key (item_id) references council_item (id),
    constraint council_participation_member_id_fkey foreign key (member_id) references council_member (id)
);

create index council_participation_member_id_idx on council_participation (member_id);

-- An open vote stands beside its name.
create table council_ballot (
    id uuid primary key default uuid_v7(),
    version bigint not null default 1,
    created_at timestamptz not null default now(),
    updated_at timestamptz not null default now(),
    item_id uuid not null,
    member_id uuid not null,
    vote text not null,
    province_lineage uuid not null,
    district_lineage uuid,
    commune_lineage uuid,
    constraint council_ballot_vote_check check (vote in ('agree', 'disagree', 'blank')),
    constraint council_ballot_item_id_fkey foreign key (item_id) references council_item (id),
    constraint council_ballot_member_id_fkey foreign key (member_id) references council_member (id),
    constraint council_ballot_item_id_member_id_key unique (item_id, member_id)
);

create index council_ballot_member_id_idx on council_ballot (member_id);

-- Votes of the council: who steps aside, ballots, counted paper. A secret vote leaves two things behind: that a member
-- took part, and how many ballots said what; nothing joins the two, then or later. What becomes of a vote is 52_council_result's.
create table council_recusal (
    id uuid primary key default uuid_v7(),
    version bigint not null default 1,
    created_at timestamptz not null default now(),
    updated_at timestamptz not null default now(),
    item_id uuid not null,
    member_id uuid not null,
    province_lineage uuid not null,
    district_lineage uuid,
    commune_lineage uuid,
    constraint council_recusal_item_id_fkey foreign key (item_id) references council_item (id),
    constraint council_recusal_member_id_fkey foreign key (member_id) references council_member (id),
    constraint council_recusal_item_id_member_id_key unique (item_id, member_id)
);

create index council_recusal_member_id_idx on council_recusal (member_id);

-- Votes that come on paper: of members without an account, of absent members in writing, or a count by hand of them all.
-- One person's word for another's vote was enough until now. A paper counts only when a second person of the council
-- has entered it again from the paper itself and it came out the same; until then nobody can read what it says. Members
-- with an account cast their ballot in person or on such a paper, and in no other way.
create table council_paper (
    id uuid primary key default uuid_v7(),
    version bigint not null default 1,
    created_at timestamptz not null default now(),
    updated_at timestamptz not null default now(),
    session_id uuid not null,
    item_id uuid not null,
    round integer not null,
    number text not null,
    dated_on date not null,
    sha256 text,
    voters uuid[] not null,
    state text not null default 'waiting',
    reason text,
    entered_by text not null,
    confirmed_by text,
    refused_by text,
    province_lineage uuid not null,
    district_lineage uuid,
    commune_lineage uuid,
    constraint council_paper_number_check check (is_key(number, 1, 60)),
    constraint council_paper_sha256_check check (sha256 ~ '^[0-9a-f]{64}$'),
    constraint council_paper_voters_check check (cardinality(voters) between 1 and 200),
    constraint council_paper_state_check check (state in ('waiting', 'counted', 'refused', 'withdrawn')),
    constraint council_paper_reason_check check (is_clean(reason, 1, 2000)),
    constraint council_paper_confirmed_by_check check (
        (state = 'counted') = (confirmed_by is not null) and (state = 'counted') = (sha256 is not null)),
    constraint council_paper_refused_by_check check ((state in ('refused', 'withdrawn')) = (refused_by is not null)),
    constraint council_paper_two_people_check check (confirmed_by <> entered_by),
    constraint council_paper_session_id_fkey foreign key (session_id) references council_session (id),
    constraint council_paper_item_id_fkey foreign key (item_id) references council_item (id)
);

create index council_paper_session_id_idx on council_paper (session_id, created_at, id);
create index council_paper_item_id_idx on council_paper (item_id, state);

-- What a waiting paper says, and its digest, which the second person must have the paper for: the service cannot read
-- it. Gone as soon as the paper is counted, refused or withdrawn. votes: of an open vote, by member.
create table council_paper_count (
    paper_id uuid primary key,
    sha256 text not null,
    agree integer,
    disagree integer,
    blank integer,
    votes jsonb,
    constraint council_paper_count_sha256_check check (sha256 ~ '^[0-9a-f]{64}$'),
    constraint council_paper_count_votes_check check (
        num_nulls(agree, disagree, blank) = case when votes is null then 0 else 3 end),
    constraint council_paper_count_paper_id_fkey foreign key (paper_id) references council_paper (id)
);

-- Who is there decides who may vote and whether there is a quorum. Once a session is open, attendance changes by an act
-- with a reason, which is kept: until now the keeper could turn a member who was there into one who votes in writing,
-- and nothing told of it. With the first vote it is fixed for all, as before: whoever is marked absent after that would
-- be left out of a vote that others took part in.
create table council_attendance_event (
    id uuid primary key default uuid_v7(),
    version bigint not null default 1,
    recorded_at timestamptz not null default now(),
    session_id uuid not null,
    member_id uuid not null,
    on_version bigint not null,
    from_attendance text not null,
    to_attendance text not null,
    reason text not null,
    actor text not null,
    province_lineage uuid not null,
    district_lineage uuid,
    commune_lineage uuid,
    constraint council_attendance_event_reason_check check (is_clean(reason, 1, 2000)),
    constraint council_attendance_event_session_id_fkey foreign key (session_id) references council_session (id),
    constraint council_attendance_event_member_id_fkey foreign key (member_id) references council_member (id),
    constraint council_attendance_event_member_id_on_version_key unique (member_id, on_version)
);

create index council_attendance_event_session_id_idx on council_attendance_event (session_id, recorded_at, id);

-- A result of the council can be taken back by the keeper of its session, while the session is open and nothing followed
-- from it. The vote is then taken anew from nothing. And whoever worked for the council on a nomination, even where no
-- event tells of it, acts at no other stage of it.
--
-- A result that was taken back, as it was: its figures were published, and who took part is what a later vote must not
-- be subtracted from.
create table council_reopening (
    id uuid primary key default uuid_v7(),
    version bigint not null default 1,
    recorded_at timestamptz not null default now(),
    item_id uuid not null,
    round integer not null,
    reason text not null,
    actor text not null,
    outcome text not null,
    outcome_reason text,
    agree integer not null,
    disagree integer not null,
    blank integer not null,
    member_count integer not null,
    recused_count integer not null,
    needed integer not null,
    voters uuid[] not null,
    constraint council_reopening_reason_check check (is_clean(reason, 1, 2000)),
    constraint council_reopening_outcome_check check (outcome in ('passed', 'failed')),
    constraint council_reopening_item_id_fkey foreign key (item_id) references council_item (id),
    constraint council_reopening_item_id_round_key unique (item_id, round)
);
