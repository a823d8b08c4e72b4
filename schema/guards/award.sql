-- Guards of decisions and awards: who may do what, and each table's triggers in the order in which they fire. See
-- schema/functions/04_guard.sql.

select guard('decision');
select protect('decision',
    readers => roles('staff'),
    read_if => '(' || in_read_scope() || $$ or level in ('state', 'province') and $$ || in_province() || ')',
    create_if => $$(
        (select caller_is('province_reviewer'))
        or (select caller_is('district_reviewer')) and level in ('district', 'commune')) and $$ || in_write_scope());
grant select, insert on decision to tdkt_service;
grant insert (achievement_from, achievement_to) on decision to tdkt_service;
select versioned('decision');
select sensible_day('decision', 'achievement_from', since => '1945-09-02');
select sensible_day('decision', 'achievement_to', since => '1945-09-02');
select sensible_day('decision', 'signed_on', since => '1945-09-02', until_today => true);
create trigger b_scope before insert or update on decision for each row execute function scope_by_unit();
create trigger c_unit before insert or update of unit_id, level, signed_on on decision
    for each row execute function check_decision_unit();
create trigger d_publication before insert or update of published_on, signed_on on decision
    for each row when (new.published_on is not null) execute function check_publication();
create trigger note_status after update on decision
    for each row
    when (old.number <> new.number or old.signed_on <> new.signed_on or old.corrected_on is distinct from new.corrected_on)
    execute function note_change_of_all_statuses();
select rescope('decision', 'correction', 'decision_id');


select guard('award');
select protect('award',
    readers => roles('staff'),
    read_if => in_read_scope(),
    create_if => $$(
        (select caller_is('province_reviewer'))
        or (select caller_is('district_reviewer'))
        and exists (
            select
            from decision d
            where d.id = award.decision_id
            and d.level in ('district', 'commune'))) and $$ || in_write_scope());
grant select on award to tdkt_service;
grant insert (
    id, decision_id, award_class_id, subject_kind, collective_id, individual_id, recipient_name,
    recipient_position, recipient_unit_name, unit_id, achievement, year, commendation_type,
    nomination_id, acknowledgement
) on award to tdkt_service;
select versioned('award');
create trigger b_adopt before insert on award
    for each row when (new.nomination_id is not null) execute function adopt_nomination();

-- Fires before b_scope, which needs the unit; for a recipient that the caller does not see, the refusal must name the
-- recipient, not the missing unit.
create trigger b_complete
    before insert or update of code, decision_id, award_class_id, subject_kind, collective_id, individual_id, signed_on
    on award
    for each row execute function complete_award();
create trigger b_scope before insert or update on award for each row execute function scope_by_unit();
create trigger b_scoped_class before insert or update of award_class_id, unit_id, province_lineage on award
    for each row execute function check_class_owner();
create trigger b_unit before insert on award for each row execute function check_award_unit();
create trigger b_unit_changed before update on award
    for each row when ((old.unit_id, old.signed_on) is distinct from (new.unit_id, new.signed_on))
    execute function check_award_unit();
create trigger c_decision before insert on award for each row execute function check_award_decision();
create trigger c_decision_changed before update on award
    for each row when (
        (old.decision_id, old.award_class_id, old.subject_kind, old.signed_on, old.unit_id)
        is distinct from (new.decision_id, new.award_class_id, new.subject_kind, new.signed_on, new.unit_id))
    execute function check_award_decision();
create trigger d_bonus before insert on award for each row execute function work_out_bonus();

-- After a correction, the bonus and the recipient's description follow the corrected class, day and recipient.
create trigger d_bonus_changed before update on award
    for each row when (
        (old.award_class_id, old.subject_kind, old.signed_on)
        is distinct from (new.award_class_id, new.subject_kind, new.signed_on))
    execute function work_out_bonus();
create trigger d_recipient before insert on award for each row execute function describe_recipient();
create trigger d_recipient_changed before update on award
    for each row when (
        (old.collective_id, old.individual_id) is distinct from (new.collective_id, new.individual_id))
    execute function describe_recipient();

-- Fires after the row's constraints and row security.
create trigger check_once after insert on award
    for each row when (new.state = 'valid') execute function check_award_once();
create trigger check_once_changed after update on award
    for each row when (
        new.state = 'valid'
        and (old.award_class_id, old.collective_id, old.individual_id, old.recipient_name, old.year)
            is distinct from
            (new.award_class_id, new.collective_id, new.individual_id, new.recipient_name, new.year))
    execute function check_award_once();
create trigger decide_nomination after insert on award
    for each row when (new.nomination_id is not null) execute function decide_nomination();

-- No trigger on insert: no answer exists yet for the code of a new row, and an award with the code of a nomination
-- changes the state of that nomination. A draft may be deleted, but a draft has no status.
create trigger note_status after update or delete on award for each row execute function note_status_change();
create trigger rescope after update on award
    for each row when (
        (old.province_lineage, old.district_lineage, old.commune_lineage)
        is distinct from (new.province_lineage, new.district_lineage, new.commune_lineage))
    execute function rescope_records('annulment', 'award_id');
select rescope('award', 'correction', 'award_id');
create trigger warn_of_award
    after insert or update of state, award_class_id, individual_id, collective_id, year, commendation_type, signed_on
    on award
    for each row when (new.individual_id is not null or new.collective_id is not null)
    execute function warn_of_award();


select guard('award_statement');
select protect('award_statement',
    readers => roles('staff'),
    writers => array['province_reviewer'],
    deleters => array['province_reviewer'],
    read_if => in_province(),
    write_if => in_write_scope());
grant select, insert, update, delete on award_statement to tdkt_service;
select versioned('award_statement');
select sensible_day('award_statement', 'period_from', since => '1945-09-02');
create trigger b_scope before insert or update on award_statement for each row execute function scope_by_unit();
create trigger b_scoped_class before insert or update of award_class_id, unit_id, province_lineage on award_statement
    for each row execute function check_class_owner();
create trigger c_class before insert or update of award_class_id, subject_kind on award_statement
    for each row execute function check_statement_class();
create trigger d_cluster before insert or update of cluster_id on award_statement
    for each row when (new.cluster_id is not null) execute function check_cluster_reference();


select guard('annulment');
select protect('annulment',
    readers => roles('staff'),
    read_if => in_read_scope(),
    create_if => $$(
        (select caller_is('province_reviewer'))
        or (select caller_is('district_reviewer'))
        and exists (
            select
            from award a
            join decision given on given.id = a.decision_id
            join decision taken on taken.id = annulment.decision_id
            where a.id = annulment.award_id
            and given.level in ('district', 'commune')
            and taken.level in ('district', 'commune')))
        and exists (
            select
            from decision taken
            where taken.id = annulment.decision_id
            and array[taken.province_lineage, taken.district_lineage, taken.commune_lineage] && write_scope()) and $$
        || in_read_scope());
grant select on annulment to tdkt_service;
grant insert (id, award_id, on_version, decision_id, ground, reason) on annulment to tdkt_service;
select versioned('annulment');
create trigger b_scope before insert or update on annulment for each row execute function scope_by_award();
create trigger c_enter before insert on annulment for each row execute function enter_annulment();
create trigger annul_award after insert on annulment for each row execute function annul_award();


select guard('correction');
select protect('correction', readers => roles('staff'), read_if => in_read_scope());
grant select on correction to tdkt_service;
select versioned('correction');
create trigger b_scope before insert or update on correction for each row execute function scope_by_corrected();
