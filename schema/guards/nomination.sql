-- Guards of nominations: who may do what, and each table's triggers in the order in which they fire. See
-- schema/functions/04_guard.sql.

select guard('nomination_state');
select protect('nomination_state', readers => roles('everyone'));
grant select on nomination_state to tdkt_service;


select guard('nomination_transition');
select protect('nomination_transition', readers => roles('everyone'));
grant select on nomination_transition to tdkt_service;


select guard('nomination');
select protect('nomination',
    readers => roles('staff'),
    writers => array['unit_officer'],
    deleters => array['unit_officer'],
    read_if => in_read_scope(),
    write_if => in_write_scope());
grant select, delete on nomination to tdkt_service;
grant insert (
    id, dossier_id, award_class_id, award_class_code, subject_kind, collective_id, individual_id, year, achievement
) on nomination to tdkt_service;
grant update (
    award_class_id, award_class_code, subject_kind, collective_id, individual_id, year, achievement
) on nomination to tdkt_service;
select versioned('nomination');
create trigger b_scope before insert or update on nomination for each row execute function scope_by_dossier();
create trigger b_scope_class before insert or update on nomination
    for each row when (new.award_class_code is not null) execute function take_class_by_code();
create trigger b_scoped_class before insert or update of award_class_id, dossier_id, province_lineage on nomination
    for each row execute function check_class_owner();

-- Fires before all other checks of a row that the caller sees: 403 comes before 409.
create trigger c_author
    before delete or update of award_class_id, subject_kind, collective_id, individual_id, year, achievement
    on nomination
    for each row execute function check_nomination_author();
create trigger c_edit before update of award_class_id, subject_kind, collective_id, individual_id, year, achievement
    on nomination
    for each row execute function check_nomination_edit();
create trigger d_complete before insert or update of award_class_id, subject_kind, collective_id, individual_id, year
    on nomination
    for each row execute function complete_nomination();
create trigger d_procedure
    before insert or update of award_class_id, subject_kind, commendation_type, state
    on nomination
    for each row execute function plan_procedure();
create trigger e_state before insert or update of state on nomination
    for each row execute function check_nomination_state();
create trigger f_delete before delete on nomination for each row execute function check_nomination_delete();
create trigger g_warnings
    before insert
        or update of award_class_id, subject_kind, collective_id, individual_id, year, achievement, commendation_type, state
    on nomination
    for each row execute function warn_nomination();
create trigger cluster_flag_fixed
    after update of award_class_id, subject_kind, collective_id, individual_id, year on nomination
    for each row when (
        (old.award_class_id, old.subject_kind, old.collective_id, old.individual_id, old.year)
        is distinct from (new.award_class_id, new.subject_kind, new.collective_id, new.individual_id, new.year))
    execute function check_cluster_flag_fixed();
create trigger note_author after insert on nomination for each row execute function note_nomination_author();
create trigger note_edit after update on nomination
    for each row when (
        (old.award_class_id, old.subject_kind, old.collective_id, old.individual_id, old.year, old.achievement)
        is distinct from
        (new.award_class_id, new.subject_kind, new.collective_id, new.individual_id, new.year, new.achievement))
    execute function note_nomination_author();
create trigger note_status after update on nomination
    for each row when (new.state <> 'draft' or old.state <> 'draft') execute function note_status_change();
create trigger rescope after update on nomination
    for each row when (
        (old.province_lineage, old.district_lineage, old.commune_lineage)
        is distinct from (new.province_lineage, new.district_lineage, new.commune_lineage))
    execute function rescope_nomination();
create trigger rescope_consultation after update on nomination
    for each row when (old.province_lineage is distinct from new.province_lineage)
    execute function leave_consultation_with_dossier();
create trigger warn_others after update on nomination
    for each row when (
        is_under_way(old.state) <> is_under_way(new.state)
        or is_under_way(new.state)
            and (old.award_class_id, old.individual_id, old.collective_id, old.year, old.achievement)
                is distinct from
                (new.award_class_id, new.individual_id, new.collective_id, new.year, new.achievement))
    execute function warn_others();


select guard('nomination_event');
select protect('nomination_event',
    readers => roles('staff'),
    creators => roles('actors'),
    read_if => in_read_scope(),
    create_if => in_write_scope());
grant select on nomination_event to tdkt_service;
grant insert (
    id, nomination_id, on_version, action, acted_on, reason, fields, acknowledgement, ground,
    letter_number, letter_on
) on nomination_event to tdkt_service;
select append_only('nomination_event', may_change => lineages());
drop function if exists refuse_event_rewrite();
create trigger a_await before insert on nomination_event for each row execute function await_subject_of_event();
create trigger a_enter before insert on nomination_event for each row execute function enter_event();
select sensible_day('nomination_event', 'letter_on', since => '1945-09-02', until_today => true);
create trigger apply_event after insert on nomination_event for each row execute function apply_event();
create trigger leave_consultation after insert on nomination_event
    for each row when (new.from_state = 'public_consultation') execute function leave_consultation();


select guard('nomination_author');
select protect('nomination_author',
    read_if => $$exists (select from dossier d where d.id = nomination_author.dossier_id)$$);
grant select on nomination_author to tdkt_service;
select append_only('nomination_author', may_change => array['last_at']); -- the day of the last writing goes on
drop function if exists refuse_author_rewrite();


select guard('cluster_flag_nomination');
select protect('cluster_flag_nomination',
    readers => roles('staff'),
    creators => array['unit_officer'],
    read_if => in_province(),
    create_if => in_province() || $$
        and exists (
            select
            from nomination n
            where n.id = cluster_flag_nomination.nomination_id
            and (n.province_lineage = any (write_scope())
                or n.district_lineage = any (write_scope())
                or n.commune_lineage = any (write_scope())))$$);
grant select on cluster_flag_nomination to tdkt_service;
grant insert (id, cluster_id, year, member_id, nomination_id) on cluster_flag_nomination to tdkt_service;
select versioned('cluster_flag_nomination');
create trigger b_scope before insert or update on cluster_flag_nomination
    for each row execute function scope_of_cluster();
create trigger c_enter before insert on cluster_flag_nomination
    for each row execute function enter_cluster_flag_nomination();
