-- "Today" is the day where the installation stands, everywhere: until seven in the morning the day of UTC is yesterday
-- in Viet Nam, and on the first of January, or when the law changes, yesterday is another year and another law. The
-- functions, defaults and the view that asked for current_date ask today() instead; nothing else of them changes.

alter table nomination_event alter column acted_on set default today();
alter table dossier alter column dated_on set default today();

-- Before anything else is looked at: the version of a nomination the caller sees, null when it sees none; refused when
-- the state knows one of the actions, but not for this caller.
create or replace function nomination_enter(p_id uuid, p_actions text[])
returns bigint
language plpgsql
stable
as $$
declare
    own nomination;
    refusals text[];
begin
    select * into own from nomination where id = p_id;
    select array_agg(coalesce(step_refusal(own, t, today()), 'open')) into refusals
    from steps_from(own) t
    where t.action = any (p_actions);
    if refusals <@ array['role', 'unit', 'actor'] then
        perform refuse_step(refusals[1]);
    end if;
    return own.version;
end
$$;

create or replace function check_event_dates(p_nomination nomination, p_event nomination_event)
returns void
language plpgsql
stable
as $$
declare
    closes_on date;
begin
    if p_event.acted_on > today() then
        perform refuse('TD001', 'nomination_event_future', 'Ngày thực hiện ở tương lai', 'The day lies in the future');
    end if;
    if p_event.acted_on < coalesce(
        p_nomination.state_on, (select dated_on from dossier where id = p_nomination.dossier_id)) then
        perform refuse('TD001', 'nomination_event_order',
            'Ngày thực hiện trước ngày của hồ sơ hoặc của bước trước',
            'The day lies before the dossier or the last step');
    end if;
    if p_nomination.state <> 'public_consultation' or p_event.action <> 'approve' then
        return;
    end if;
    select max(add_working_days(p_nomination.state_on, r.working_days)) into closes_on
    from legal_rules(p_nomination.award_class_id, 'consultation', p_nomination.subject_kind,
        nomination_law_date(p_nomination.id)) r;
    if p_event.acted_on < closes_on then
        perform refuse('TD002', 'nomination_consultation',
            format('Thời hạn lấy ý kiến nhân dân đến hết ngày %s', to_char(closes_on, 'DD/MM/YYYY')),
            format('The public consultation runs until %s', closes_on));
    end if;
end
$$;

-- Definer, to lock a nomination that the caller sees; every right is asked of the caller's settings in step_refusal().
create or replace function enter_event()
returns trigger
language plpgsql
security definer
set search_path = pg_catalog, public, pg_temp
as $$
declare
    own nomination;
    step nomination_transition;
begin
    select * into own
    from nomination
    where id = new.nomination_id
    and (province_lineage = any (read_scope())
        or district_lineage = any (read_scope())
        or commune_lineage = any (read_scope()))
    for update;
    if not found then
        perform refuse_reference('nomination_event', 'nomination_id');
    end if;
    if own.version <> new.on_version then
        perform refuse('TD003', 'nomination_version', 'Đề nghị đã thay đổi', 'The nomination has changed');
    end if;
    new.acted_on := coalesce(new.acted_on, today());
    step := find_step(own, new.action, new.acted_on);
    perform check_event_dates(own, new);
    if step.needs_reason and new.reason is null then
        perform refuse('TD001', 'nomination_event_reason', 'Phải nêu lý do', 'A reason must be given');
    end if;
    new.version := 1;
    new.from_state := own.state;
    new.to_state := step.to_state;
    new.stage := step.stage;
    new.actor := caller_subject();
    new.actor_role := (select r.role from unnest(step.roles) as r (role) where caller_is(r.role) limit 1);
    select u.id into new.actor_unit_id
    from unit u
    where u.lineage_id = stage_lineage(own, step.stage, new.acted_on)
    and u.valid_from <= new.acted_on
    order by u.valid_from desc
    limit 1;
    new.recorded_at := now();
    new.province_lineage := own.province_lineage;
    new.district_lineage := own.district_lineage;
    new.commune_lineage := own.commune_lineage;
    return new;
end
$$;

-- Definer, to lock a target that the caller sees, so that entries of one target stand in the order of their clocks. Who
-- may write is asked by row security, of the lineages that are copied here.
create or replace function enter_target_progress()
returns trigger
language plpgsql
security definer
set search_path = pg_catalog, public, pg_temp
as $$
declare
    own campaign_target;
begin
    if new.campaign_target_id is null then
        perform refuse_null('target_progress', 'campaign_target_id');
    end if;
    select * into own
    from campaign_target
    where id = new.campaign_target_id
    and (province_lineage = any (read_scope())
        or district_lineage = any (read_scope())
        or commune_lineage = any (read_scope()))
    for no key update;
    if not found then
        perform refuse_reference('target_progress', 'campaign_target_id');
    end if;
    if new.figures_on > today() then
        perform refuse('TD001', 'target_progress_figures_on_future',
            'Ngày của số liệu ở tương lai', 'The day of the figures lies in the future');
    end if;
    if new.figures_on < own.starts_on then
        perform refuse('TD001', 'target_progress_figures_on_period',
            format('Số liệu không được trước ngày bắt đầu của chỉ tiêu (%s)', to_char(own.starts_on, 'DD/MM/YYYY')),
            format('The figures must not lie before the target''s first day (%s)', own.starts_on));
    end if;
    new.version := 1;
    new.created_at := clock_timestamp();
    new.recorded_by := caller_subject();
    new.province_lineage := own.province_lineage;
    new.district_lineage := own.district_lineage;
    new.commune_lineage := own.commune_lineage;
    return new;
end
$$;

-- Definer, as the successor reads the archive and writes only its own: that the one becomes the other is this
-- function's whole business. The nominations, their papers and events follow by the triggers that keep their place.
create or replace function transfer_dossier(p_id uuid, p_version bigint, p_unit uuid)
returns void
language plpgsql
volatile
security definer
set search_path = pg_catalog, public, pg_temp
as $$
declare
    own dossier;
    heir unit;
begin
    select * into own
    from dossier
    where id = p_id
    and array[province_lineage, district_lineage, commune_lineage] && read_scope()
    for no key update;
    select * into heir from unit where id = p_unit and province_lineage = any (write_scope());
    if not found then
        perform refuse_reference('dossier', 'unit_id');
    end if;
    if not caller_is('province_reviewer') or own.id is null then
        perform refuse('TD004', 'dossier_transfer_role',
            'Vai trò này không chuyển hồ sơ', 'This role does not transfer dossiers');
    end if;
    if own.version <> p_version then
        perform refuse('TD003', 'dossier_version', 'Hồ sơ đã thay đổi', 'The dossier has changed');
    end if;
    if own.state = 'closed' then
        perform refuse('TD002', 'dossier_closed', 'Hồ sơ đã kết thúc', 'The dossier is closed');
    end if;
    if unit_stands(coalesce(own.commune_lineage, own.district_lineage, own.province_lineage), today()) then
        perform refuse('TD002', 'dossier_unit_stands',
            'Đơn vị đề nghị vẫn đang tồn tại', 'The proposing unit still exists');
    end if;
    if not own.province_lineage in (select archive_of(array[heir.province_lineage]))
        or (heir.level = 'province') <> (own.district_lineage is null and own.commune_lineage is null)
        or not unit_stands(heir.lineage_id, today())
        or heir.valid_to < today() then
        perform refuse('TD001', 'dossier_successor',
            'Đơn vị nhận không kế thừa đơn vị đề nghị', 'The receiving unit is no successor of the proposing one');
    end if;
    perform put_off_council_items(own.id);
    update dossier set unit_id = heir.id where id = own.id;
end
$$;

-- The decision is signed for the unit of the award or for one above it, or for their successor: whoever took over an
-- archive annuls what stands in it. It is also signed for the body that gave the award or one above that, as long as
-- that body stands: a commune does not undo what its district gave.
create or replace function check_annulment_decision(p_award award, p_decision decision)
returns void
language plpgsql
stable
as $$
declare
    given decision;
    reach uuid[];
begin
    if p_decision.kind <> 'annulment' then
        perform refuse('TD001', 'annulment_decision_kind',
            'Đây không phải quyết định hủy bỏ', 'This is not a decision of annulment');
    end if;
    if p_decision.signed_on < p_award.signed_on then
        perform refuse('TD001', 'annulment_order',
            'Ngày ký trước ngày của quyết định khen thưởng', 'It was signed before the award was decided');
    end if;
    if p_decision.signed_on > today() then
        perform refuse('TD001', 'annulment_future', 'Ngày ký ở tương lai', 'The day of signature lies in the future');
    end if;
    select * into given from decision where id = p_award.decision_id;
    select array_agg(a.id) into reach
    from archive_of(array[coalesce(
        p_decision.commune_lineage, p_decision.district_lineage, p_decision.province_lineage)]) as a (id);
    if not reach && array[p_award.province_lineage, p_award.district_lineage, p_award.commune_lineage] then
        perform refuse('TD001', 'annulment_decision_unit',
            'Danh hiệu, hình thức này không thuộc đơn vị của người ký quyết định',
            'The award does not lie in the unit of the authority');
    end if;
    if p_decision.authority <> all (
        award_authorities(p_award.award_class_id, p_award.subject_kind, p_decision.signed_on))
        and not (p_decision.authority = 'province_chair' and is_orphaned(p_award, p_decision.signed_on)) then
        perform refuse_authority(p_decision.authority, p_award.award_class_id, p_decision.signed_on);
    end if;
    if not reach && array[given.province_lineage, given.district_lineage, given.commune_lineage]
        and not is_orphaned(p_award, p_decision.signed_on) then
        perform refuse('TD001', 'annulment_decision_unit',
            'Danh hiệu, hình thức này do đơn vị khác quyết định, không phải đơn vị của người ký',
            'The award was decided by another body than that of the authority');
    end if;
end
$$;

create or replace function open_council_session(p_session uuid, p_version bigint)
returns void
language plpgsql
security definer
set search_path = pg_catalog, public, pg_temp
as $$
declare
    own council_session;
    nameless text;
begin
    perform from council_session where id = p_session for update;
    own := enter_council_session(p_session);
    if own.version <> p_version then
        perform refuse('TD003', 'council_session_version', 'Phiên họp đã thay đổi', 'The session has changed');
    end if;
    if own.state <> 'planned' then
        perform refuse('TD002', 'council_session_planned', 'Phiên họp đã khai mạc', 'The session has been opened');
    end if;
    if own.held_on > today() then
        perform refuse('TD002', 'council_session_held_on_future', 'Chưa đến ngày họp', 'The day has not come');
    end if;
    if not exists (select from council_member where session_id = p_session and role = 'chair') then
        perform refuse('TD002', 'council_session_chair', 'Phiên họp chưa có chủ tọa', 'The session has no chair');
    end if;
    if not exists (select from council_item where session_id = p_session) then
        perform refuse('TD002', 'council_session_agenda', 'Phiên họp chưa có nội dung', 'The agenda is empty');
    end if;
    if exists (
        select
        from council_item i
        join nomination n on n.id = i.nomination_id
        where i.session_id = p_session
        and (n.state <> 'council' or n.state_on > own.held_on or n.province_lineage <> own.province_lineage)) then
        perform refuse('TD002', 'council_session_nominations',
            'Có đề nghị chưa được trình Hội đồng vào ngày họp', 'A nomination was not before the council on that day');
    end if;
    update council_item i
    set on_version = n.version,
        rule_id = r.id,
        permille = r.permille,
        quorum_permille = r.quorum_permille,
        secret = r.secret,
        written_allowed = r.written_allowed,
        recusal_shrinks = r.recusal_shrinks
    from nomination n
    cross join lateral (
        select v.*
        from legal_rules(n.award_class_id, 'vote', n.subject_kind, own.held_on) v
        order by v.subject_kind nulls last
        limit 1
    ) r
    where i.session_id = p_session
    and n.id = i.nomination_id;
    select c.code into nameless
    from council_item i
    join nomination n on n.id = i.nomination_id
    join award_class c on c.id = n.award_class_id
    where i.session_id = p_session
    and i.permille is null
    limit 1;
    if found then
        perform refuse('TD002', 'council_session_rule',
            format('Không có quy định bỏ phiếu cho %s vào ngày họp', nameless),
            format('No voting rule is known for %s on that day', nameless));
    end if;
    insert into council_tally (item_id) select id from council_item where session_id = p_session and secret;
    insert into council_recusal (item_id, member_id, province_lineage)
    select i.id, m.id, own.province_lineage
    from council_item i
    join council_member m on m.session_id = i.session_id
    join nomination n on n.id = i.nomination_id
    left join individual p on p.id = n.individual_id
    where i.session_id = p_session
    and m.collective_id = coalesce(n.collective_id, p.collective_id);
    update council_session set state = 'open', opened_by = caller_subject() where id = p_session;
end
$$;

create or replace view work_queue with (security_invoker = true) as
select n.*
from nomination n
where n.waits_for is not null
and n.waits_for = any ((select string_to_array(current_setting('tdkt.roles', true), ','))::text[])
and covers_stage(n, stage_of_role(n.waits_for), coalesce(n.state_on, (select today())))
and not exists (
    select
    from nomination_event e
    where e.nomination_id = n.id
    and e.actor = (select caller_subject())
    and e.stage <> stage_of_role(n.waits_for));
