-- The road of a nomination as data: its states, and the steps between them as one table. What happened on it is 0029's,
-- whether a step may be taken 0030's.

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

-- waits_for: whose deadline runs (0020); null where none does.
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

alter table nomination
    add constraint nomination_state_fkey foreign key (state) references nomination_state (code),
    add constraint nomination_held_state_fkey foreign key (held_state) references nomination_state (code);

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
    constraint nomination_transition_stage_check check (stage in ('unit', 'district', 'province', 'council')),
    constraint nomination_transition_roles_check check (
        cardinality(roles) > 0
        and roles <@ array['unit_officer', 'district_reviewer', 'province_reviewer', 'council_reviewer']),
    constraint nomination_transition_from_state_fkey foreign key (from_state) references nomination_state (code),
    constraint nomination_transition_to_state_fkey foreign key (to_state) references nomination_state (code),
    constraint nomination_transition_key
        unique nulls not distinct (from_state, action, to_state, stage, award_levels, origins, consultation)
);

insert into nomination_transition (from_state, action, to_state, roles, stage, award_levels, origins)
values
    ('draft', 'submit', 'submitted', array['unit_officer'], 'unit', default, default),
    ('returned', 'submit', 'submitted', array['unit_officer'], 'unit', default, default),
    ('submitted', 'receive', 'district_review', array['district_reviewer'], 'district', default, array['local']),
    ('submitted', 'receive', 'province_appraisal', array['province_reviewer'], 'province', default, array['province']),
    ('council', 'pass', 'approved', array['council_reviewer'], 'council', array['province', 'state'], default),
    ('approved', 'decide', 'decided', array['district_reviewer'], 'district', array['base'], array['local']),
    ('approved', 'decide', 'decided', array['province_reviewer'], 'province', array['base'], array['province']),
    ('approved', 'decide', 'decided', array['province_reviewer'], 'province', array['province'], default),
    ('forwarded', 'decide', 'decided', array['province_reviewer'], 'province', array['state'], default);

insert into nomination_transition (
    from_state, action, to_state, roles, stage, award_levels, origins, consultation, weighs_warnings)
values
    ('district_review', 'approve', 'approved', array['district_reviewer'], 'district', array['base'], array['local'],
        null, true),
    ('district_review', 'approve', 'province_appraisal', array['district_reviewer'], 'district',
        array['province', 'state'], array['local'], null, true),
    ('province_appraisal', 'approve', 'approved', array['province_reviewer'], 'province', array['base'],
        array['province'], null, true),
    ('province_appraisal', 'approve', 'public_consultation', array['province_reviewer'], 'province',
        array['province', 'state'], default, true, true),
    ('province_appraisal', 'approve', 'council', array['province_reviewer'], 'province', array['province', 'state'],
        default, false, true),
    ('public_consultation', 'approve', 'council', array['province_reviewer'], 'province', array['province', 'state'],
        default, null, true),
    ('approved', 'forward', 'forwarded', array['province_reviewer'], 'province', array['state'], default, null, true);

-- The council sends on, fails or puts off what it voted on; a failed vote ends the road.
insert into nomination_transition (from_state, action, to_state, roles, stage, award_levels, needs_reason)
values
    ('council', 'fail', 'rejected', array['council_reviewer'], 'council', array['province', 'state'], false),
    ('council', 'defer', 'council', array['council_reviewer'], 'council', array['province', 'state'], true);

-- Whoever has a nomination may return, reject or hold it, always with a reason.
insert into nomination_transition (from_state, action, to_state, roles, stage, award_levels, origins, needs_reason)
select desk.state, step.action, coalesce(step.to_state, desk.state), array[desk.role], desk.stage, desk.award_levels,
    desk.origins, true
from (values
    ('submitted', 'district_reviewer', 'district', array['base', 'province', 'state'], array['local']),
    ('submitted', 'province_reviewer', 'province', array['base', 'province', 'state'], array['province']),
    ('district_review', 'district_reviewer', 'district', array['base', 'province', 'state'], array['local']),
    ('province_appraisal', 'province_reviewer', 'province', array['base', 'province', 'state'],
        array['local', 'province']),
    ('public_consultation', 'province_reviewer', 'province', array['province', 'state'], array['local', 'province']),
    ('council', 'council_reviewer', 'council', array['province', 'state'], array['local', 'province']),
    ('approved', 'district_reviewer', 'district', array['base'], array['local']),
    ('approved', 'province_reviewer', 'province', array['base'], array['province']),
    ('approved', 'province_reviewer', 'province', array['province', 'state'], array['local', 'province']),
    ('forwarded', 'province_reviewer', 'province', array['state'], array['local', 'province'])
) as desk (state, role, stage, award_levels, origins)
cross join (values ('return', 'returned'), ('reject', 'rejected'), ('hold', 'on_hold')) as step (action, to_state);

-- What was held goes on where it was, by the hand of the same desk.
insert into nomination_transition (from_state, action, to_state, roles, stage, award_levels, origins, needs_reason)
select 'on_hold', 'resume', from_state, roles, stage, award_levels, origins, true
from nomination_transition
where action = 'hold';

-- The proposer takes back what has not come before the council.
insert into nomination_transition (from_state, action, to_state, roles, stage, needs_reason)
select from_state, 'withdraw', 'withdrawn', array['unit_officer'], 'unit', true
from unnest(array['submitted', 'district_review', 'province_appraisal', 'public_consultation', 'returned'])
    as had (from_state);

-- An award goes the way it came: annulled by whoever records decisions of its level (Law 06/2022/QH15, chapter VII), or
-- by the province, which also answers for bodies below it that are no more.
insert into nomination_transition (from_state, action, to_state, roles, stage, award_levels, origins, needs_reason)
select 'decided', 'annul', 'annulled', roles, stage, award_levels, origins, true
from nomination_transition
where action = 'decide'
union all
values ('decided', 'annul', 'annulled', array['province_reviewer'], 'province', array['base'], array['local'], true);

alter table nomination_state enable row level security;
alter table nomination_state force row level security;
alter table nomination_transition enable row level security;
alter table nomination_transition force row level security;

create policy nomination_state_owner on nomination_state
    to current_user
    using (true)
    with check (true);

create policy nomination_state_select on nomination_state
    for select to tdkt_service
    using ((select caller_is(
        'unit_officer', 'district_reviewer', 'province_reviewer', 'council_reviewer', 'reader', 'auditor', 'admin')));

create policy nomination_transition_owner on nomination_transition
    to current_user
    using (true)
    with check (true);

create policy nomination_transition_select on nomination_transition
    for select to tdkt_service
    using ((select caller_is(
        'unit_officer', 'district_reviewer', 'province_reviewer', 'council_reviewer', 'reader', 'auditor', 'admin')));

grant select on nomination_state, nomination_transition to tdkt_service;
