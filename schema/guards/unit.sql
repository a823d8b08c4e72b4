-- Guards of units: who may do what, and each table's triggers in the order in which they fire. See
-- schema/functions/04_guard.sql.

select guard('unit');
select protect('unit', readers => roles('office'), writers => array['admin'], deleters => array['admin']);
grant select, insert, delete on unit to tdkt_service;
grant update (code, name, type, level, parent_id, valid_from, valid_to, legal_act) on unit to tdkt_service;
select versioned('unit');
select sensible_day('unit', 'valid_from', since => '1800-01-01');
create trigger b_place before insert or update on unit for each row execute function place_unit();
create trigger c_parent before insert or update of parent_id, level, valid_from on unit
    for each row when (new.parent_id is not null) execute function check_unit_parent();
create trigger d_shortened before update of valid_from, valid_to on unit
    for each row when (
        (new.valid_from > old.valid_from or coalesce(new.valid_to, 'infinity') < coalesce(old.valid_to, 'infinity'))
        and (new.valid_to >= new.valid_from) is not false)
    execute function check_unit_shortened();
create trigger cascade_unit after update on unit
    for each row when (
        (old.province_lineage, old.district_lineage, old.commune_lineage)
        is distinct from (new.province_lineage, new.district_lineage, new.commune_lineage))
    execute function cascade_unit();
select rescope('unit', 'award_class', 'unit_id', province_only => true);
select rescope('unit', 'award_rule', 'unit_id', province_only => true);
select rescope('unit', 'council_session', 'unit_id');
select rescope('unit', 'dossier', 'unit_id');
select rescope('unit', 'indicator', 'unit_id', province_only => true);
select rescope('unit', 'individual_position', 'unit_id');
create trigger rescope_moves after update on unit
    for each row when (
        (old.province_lineage, old.district_lineage, old.commune_lineage)
        is distinct from (new.province_lineage, new.district_lineage, new.commune_lineage))
    execute function rescope_moves();
create trigger rescope_snapshots after update on unit
    for each row when (
        (old.province_lineage, old.district_lineage, old.commune_lineage)
        is distinct from (new.province_lineage, new.district_lineage, new.commune_lineage))
    execute function rescope_snapshots();
select rescope('unit', 'stage_deadline', 'unit_id', province_only => true);
create trigger tell_units_changed after insert or update or delete or truncate on unit
    for each statement execute function tell_units_changed();


select guard('unit_succession');
select protect('unit_succession', readers => roles('office'), writers => array['admin'], deleters => array['admin']);
grant select, insert, delete on unit_succession to tdkt_service;
grant update (kind, effective_on, legal_act) on unit_succession to tdkt_service;
select versioned('unit_succession');
create trigger b_check before insert or update on unit_succession for each row execute function check_succession();
select sensible_day('unit_succession', 'effective_on', since => '1800-01-01');
create trigger keep_lineage after insert or update or delete on unit_succession
    for each row execute function keep_lineage();
create trigger tell_units_changed after insert or update or delete or truncate on unit_succession
    for each statement execute function tell_units_changed();
