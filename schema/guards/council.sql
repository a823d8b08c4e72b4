-- Guards of the council: who may do what, and each table's triggers in the order in which they fire. See
-- schema/functions/04_guard.sql.

select guard('council_session');
select protect('council_session',
    readers => roles('staff'),
    writers => array['council_reviewer'],
    deleters => array['council_reviewer'],
    read_if => in_read_scope(),
    write_if => in_write_scope());
grant select, delete on council_session to tdkt_service;
grant insert (id, unit_id, number, held_on, place, minutes, collective_id) on council_session to tdkt_service;
grant update (unit_id, number, held_on, place, minutes, collective_id) on council_session to tdkt_service;
select versioned('council_session');
select sensible_day('council_session', 'held_on', since => '1945-09-02');
create trigger b_scope before insert or update on council_session for each row execute function scope_by_unit();
create trigger c_edit before delete or update of unit_id, collective_id, number, held_on, place, minutes
    on council_session
    for each row execute function check_council_session_edit();
create trigger d_unit before insert or update of unit_id, collective_id, held_on on council_session
    for each row execute function check_council_session();
create trigger rescope after update on council_session
    for each row when (
        (old.province_lineage, old.district_lineage, old.commune_lineage)
        is distinct from (new.province_lineage, new.district_lineage, new.commune_lineage))
    execute function rescope_council_session();


select guard('council_member');
select protect('council_member',
    readers => roles('staff'),
    writers => array['council_reviewer'],
    deleters => array['council_reviewer'],
    read_if => in_read_scope(),
    write_if => in_write_scope());
grant select, delete on council_member to tdkt_service;
grant insert (
    id, session_id, name, position, role, subject, collective_id, attendance
) on council_member to tdkt_service;
grant update (name, position, role, subject, collective_id, attendance) on council_member to tdkt_service;
select versioned('council_member');
create trigger b_scope before insert or update on council_member
    for each row execute function scope_by_council_session();
create trigger c_planning
    before insert or delete or update of session_id, name, position, role, subject, collective_id, attendance
    on council_member
    for each row execute function check_council_planning();
create trigger d_collective before insert or update of collective_id on council_member
    for each row when (new.collective_id is not null) execute function check_council_member();
create trigger e_attendance before update of attendance on council_member
    for each row when (new.attendance is distinct from old.attendance)
    execute function check_council_attendance();


select guard('council_item');
select protect('council_item',
    readers => roles('staff'),
    writers => array['council_reviewer'],
    deleters => array['council_reviewer'],
    read_if => in_read_scope(),
    write_if => in_write_scope());
grant select, delete on council_item to tdkt_service;
grant insert (id, session_id, nomination_id, "order") on council_item to tdkt_service;
grant update (nomination_id, "order") on council_item to tdkt_service;
select versioned('council_item');
create trigger b_scope before insert or update on council_item
    for each row execute function scope_by_council_session();
create trigger c_planning before insert or delete or update of session_id, nomination_id, "order" on council_item
    for each row execute function check_council_planning();
create trigger d_nomination before insert or update of nomination_id on council_item
    for each row execute function check_council_item();
create trigger rescope after update on council_item
    for each row when (
        (old.province_lineage, old.district_lineage, old.commune_lineage)
        is distinct from (new.province_lineage, new.district_lineage, new.commune_lineage))
    execute function rescope_council_item();


select guard('council_tally');



select guard('council_participation');
select protect('council_participation',
    read_if => $$exists (select from council_item i where i.id = council_participation.item_id)$$);
grant select on council_participation to tdkt_service;


select guard('council_ballot');
select protect('council_ballot',
    read_if => $$exists (select from council_item i where i.id = council_ballot.item_id)$$);
grant select on council_ballot to tdkt_service;
select versioned('council_ballot');


select guard('council_recusal');
select protect('council_recusal',
    read_if => $$exists (select from council_item i where i.id = council_recusal.item_id)$$);
grant select on council_recusal to tdkt_service;
select versioned('council_recusal');


select guard('council_paper');
select protect('council_paper',
    read_if => $$exists (select from council_item i where i.id = council_paper.item_id)$$);
grant select on council_paper to tdkt_service;
select versioned('council_paper');
select sensible_day('council_paper', 'dated_on', since => '1945-09-02', until_today => true);
create trigger b_scope before insert or update on council_paper
    for each row execute function scope_by_council_session();


select guard('council_paper_count');



select guard('council_attendance_event');
select protect('council_attendance_event',
    read_if => $$exists (select from council_member m where m.id = council_attendance_event.member_id)$$);
grant select on council_attendance_event to tdkt_service;
select append_only('council_attendance_event', may_change => lineages());
drop function if exists refuse_attendance_rewrite();


select guard('council_reopening');
select protect('council_reopening',
    read_if => $$exists (select from council_item i where i.id = council_reopening.item_id)$$);
grant select on council_reopening to tdkt_service;
select append_only('council_reopening');
drop function if exists refuse_reopening_rewrite();
