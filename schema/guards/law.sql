-- Guards of the catalogues of the law: who may do what, and each table's triggers in the order in which they fire.
-- See schema/functions/04_guard.sql.

select guard('legal_regime');
select protect('legal_regime', readers => roles('everyone'));
grant select on legal_regime to tdkt_service;
select versioned('legal_regime');


select guard('award_class');
select protect('award_class',
    readers => roles('everyone'),
    read_if => seen_catalogue_row(),
    write_if => own_catalogue_row());
grant select, insert, delete on award_class to tdkt_service;
grant update (
    code, name_vi, name_en, category, level, subject_kinds, authority, parent_id, rank, valid_from,
    valid_to, recurrence, is_cluster_flag
) on award_class to tdkt_service;
select versioned('award_class');
select sensible_day('award_class', 'valid_from', since => '1945-09-02');
create trigger b_owner before insert or update on award_class for each row execute function place_catalogue_row();
create trigger b_parent before insert or update on award_class
    for each row when (new.parent_id is not null) execute function check_award_class_parent();
create trigger c_code before insert on award_class
    for each row when (new.province_lineage is not null) execute function refuse_national_code();
create trigger c_code_change before update of code on award_class
    for each row when (new.province_lineage is not null and new.code <> old.code)
    execute function refuse_national_code();
create trigger c_recurrence before insert or update on award_class
    for each row when (new.recurrence is null) execute function complete_recurrence();
create trigger d_owner before insert or update of level, authority, parent_id on award_class
    for each row execute function check_own_class();
create trigger note_status after update on award_class
    for each row
    when (old.code <> new.code or old.name_vi <> new.name_vi or old.name_en is distinct from new.name_en)
    execute function note_change_of_all_statuses();


select guard('award_rule');
select protect('award_rule',
    readers => roles('everyone'),
    read_if => seen_catalogue_row(),
    write_if => own_catalogue_row());
grant select, insert, delete on award_rule to tdkt_service;
grant update (
    kind, subject_kind, valid_from, valid_to, path, needs_award_class_id, least, years, rating,
    initiative_level, permille, quorum_permille, secret, written_allowed, recusal_shrinks,
    authority, coefficient, working_days, commendation_type, text_vi, text_en, article, source, confidence, verified
) on award_rule to tdkt_service;
select versioned('award_rule');
select sensible_day('award_rule', 'valid_from', since => '1945-09-02');
create trigger b_owner before insert or update on award_rule for each row execute function place_catalogue_row();
create trigger d_owner before insert or update of award_class_id, kind, needs_award_class_id on award_rule
    for each row execute function check_own_rule();


select guard('holiday');
select protect('holiday', readers => roles('everyone'), writers => array['admin'], deleters => array['admin']);
grant select, insert, update, delete on holiday to tdkt_service;
select versioned('holiday');
select sensible_day('holiday', 'on_date', since => '1945-09-02');


select guard('stage_deadline');
select protect('stage_deadline',
    readers => roles('everyone'),
    read_if => seen_catalogue_row(),
    write_if => own_catalogue_row());
grant select, insert, delete on stage_deadline to tdkt_service;
grant update (
    stage, award_level, procedure, working_days, valid_from, valid_to, article, source, confidence, verified
) on stage_deadline to tdkt_service;
select versioned('stage_deadline');
select sensible_day('stage_deadline', 'valid_from', since => '1945-09-02');
create trigger b_owner before insert or update on stage_deadline for each row execute function place_catalogue_row();
create trigger d_owner before insert or update of stage, award_level on stage_deadline
    for each row when (new.province_lineage is not null) execute function check_own_deadline();


select guard('stage_authority');
select protect('stage_authority', readers => roles('everyone'));
grant select on stage_authority to tdkt_service;
select versioned('stage_authority');


select guard('base_salary');
select protect('base_salary', readers => roles('everyone'), writers => array['admin'], deleters => array['admin']);
grant select, insert, update, delete on base_salary to tdkt_service;
select versioned('base_salary');
select sensible_day('base_salary', 'valid_from', since => '1945-09-02');
