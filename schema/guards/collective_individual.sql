-- Guards of collectives, individuals and the records about them: who may do what, and each table's triggers in the order
-- in which they fire. See schema/functions/04_guard.sql.

select guard('collective');
drop function if exists rescope_individuals(); -- rescope_records() does it for all
select protect('collective',
    readers => roles('staff'),
    writers => roles('keepers'),
    deleters => roles('recorders'),
    read_if => in_read_scope(),
    write_if => in_write_scope());
grant select, insert, update, delete on collective to tdkt_service;
select versioned('collective');
select sensible_day('collective', 'founded_on', since => '1800-01-01', until_today => true);
create trigger b_scope before insert or update on collective for each row execute function scope_by_unit();
create trigger c_parent before insert on collective
    for each row when (new.parent_id is not null and new.parent_id <> new.id)
    execute function check_collective_parent();
create trigger d_parent before update on collective
    for each row when (new.parent_id is distinct from old.parent_id and new.parent_id <> new.id)
    execute function check_collective_parent();
create trigger check_household after update on collective
    for each row when ((old.kind = 'household') <> (new.kind = 'household'))
    execute function check_collective_household();
create trigger note_positions after update on collective
    for each row when (old.unit_id <> new.unit_id) execute function note_positions();
select rescope('collective', 'individual', 'collective_id');
select rescope('collective', 'individual_move', 'to_collective_id');
select rescope('collective', 'rating', 'collective_id');


select guard('individual');
select protect('individual',
    readers => roles('staff'),
    writers => roles('keepers'),
    deleters => roles('recorders'),
    read_if => in_read_scope(),
    write_if => in_write_scope());
grant insert, update, delete on individual to tdkt_service;
grant select (
    id, version, created_at, updated_at, code, full_name, birth_date, gender, position,
    position_group, collective_id, state, province_lineage, district_lineage,
    commune_lineage, full_name_search, has_citizen_id
) on individual to tdkt_service;
select versioned('individual');
select sensible_day('individual', 'birth_date', since => '1850-01-01', until_today => true);
create trigger b_scope before insert or update on individual for each row execute function scope_by_collective();
create trigger c_citizen_id before insert or update of citizen_id_hash on individual
    for each row when (new.citizen_id_hash is not null) execute function count_citizen_id_write();
create trigger d_archive before insert on individual
    for each row when (num_nonnulls(new.citizen_id_hash, new.code) > 0) execute function check_archived_person();
create trigger d_archive_changed before update on individual
    for each row when (
        (old.citizen_id_hash, old.code) is distinct from (new.citizen_id_hash, new.code)
        and num_nonnulls(new.citizen_id_hash, new.code) > 0)
    execute function check_archived_person();
create trigger note_position after insert or update of collective_id, position, position_group on individual
    for each row execute function note_position();
create trigger readdress_moves after update on individual
    for each row when (
        (old.collective_id, old.province_lineage, old.district_lineage, old.commune_lineage)
        is distinct from (new.collective_id, new.province_lineage, new.district_lineage, new.commune_lineage))
    execute function readdress_moves();
select rescope('individual', 'initiative', 'individual_id');
select rescope('individual', 'rating', 'individual_id');


select guard('rating');
select protect('rating',
    readers => roles('staff'),
    writers => roles('keepers'),
    deleters => roles('recorders'),
    read_if => in_read_scope(),
    write_if => in_write_scope());
grant select, insert, update, delete on rating to tdkt_service;
select versioned('rating');
select sensible_day('rating', 'decided_on', since => '1945-09-02', until_today => true);
create trigger b_scope before insert or update on rating for each row execute function scope_by_subject();


select guard('initiative');
select protect('initiative',
    readers => roles('staff'),
    writers => roles('keepers'),
    deleters => roles('recorders'),
    read_if => in_read_scope(),
    write_if => in_write_scope());
grant select, insert, update, delete on initiative to tdkt_service;
select versioned('initiative');
select sensible_day('initiative', 'recognised_on', since => '1945-09-02', until_today => true);
create trigger b_scope before insert or update on initiative for each row execute function scope_by_individual();


-- The unit that holds the person reads the whole history, a former unit the rows of its own time.
select guard('individual_position');
select protect('individual_position',
    readers => roles('staff'),
    read_if => '(' || in_read_scope() || ' or exists (select from individual i where i.id = individual_position.individual_id))');
grant select on individual_position to tdkt_service;
select append_only('individual_position', may_change => lineages(), may_delete => true);
create trigger b_scope before insert or update on individual_position for each row execute function scope_by_unit();


-- The service has no right on the table: it reads known_move and calls functions/23_individual_move.
select guard('individual_move');
select versioned('individual_move');
create trigger b_scope before insert or update on individual_move for each row execute function scope_move();


select guard('citizen_id_use');
select protect('citizen_id_use',
    readers => array['auditor'],
    read_if => $$lineages && (select read_scope())$$);
grant select on citizen_id_use to tdkt_service;
select append_only('citizen_id_use');
drop function if exists refuse_use_rewrite();
