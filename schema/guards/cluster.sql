-- Guards of clusters: who may do what, and each table's triggers in the order in which they fire. See
-- schema/functions/04_guard.sql.

select guard('cluster');
drop function if exists rescope_cluster_members(), rescope_cluster_year(), rescope_cluster_criterion(), rescope_cluster_score(),
    rescope_cluster_flag_nomination(); -- rescope_records() does it for all
select protect('cluster',
    readers => roles('staff'),
    writers => array['province_reviewer'],
    deleters => array['province_reviewer'],
    read_if => in_province(),
    write_if => in_write_scope());
grant select, insert, update, delete on cluster to tdkt_service;
select versioned('cluster');
create trigger b_scope before insert or update on cluster for each row execute function scope_by_unit();
select rescope('cluster', 'cluster_criterion', 'cluster_id', province_only => true);
select rescope('cluster', 'cluster_flag_nomination', 'cluster_id', province_only => true);
select rescope('cluster', 'cluster_member', 'cluster_id', province_only => true);
select rescope('cluster', 'cluster_score', 'cluster_id', province_only => true);
select rescope('cluster', 'cluster_staff_count', 'cluster_id', province_only => true);
select rescope('cluster', 'cluster_tie_decision', 'cluster_id', province_only => true);
create trigger rescope_snapshots after update on cluster
    for each row when (
        (old.province_lineage, old.district_lineage, old.commune_lineage)
        is distinct from (new.province_lineage, new.district_lineage, new.commune_lineage))
    execute function rescope_snapshots();
select rescope('cluster', 'cluster_year', 'cluster_id', province_only => true);


select guard('cluster_member');
select protect('cluster_member',
    readers => roles('staff'),
    writers => array['province_reviewer'],
    deleters => array['province_reviewer'],
    read_if => in_province(),
    write_if => $$province_lineage = any ((select write_scope())::uuid[])$$);
grant select, insert, update, delete on cluster_member to tdkt_service;
select versioned('cluster_member');
create trigger b_scope before insert or update on cluster_member for each row execute function scope_by_cluster();
create trigger b_scored after update of cluster_id, year, unit_id on cluster_member
    for each row when (
        (old.cluster_id, old.year, old.unit_id) is distinct from (new.cluster_id, new.year, new.unit_id))
    execute function check_member_scored();


select guard('cluster_year');
select protect('cluster_year',
    readers => roles('staff'),
    deleters => array['province_reviewer'],
    read_if => in_province(),
    create_if => $$leads_cluster(cluster_id, year)$$,
    edit_if => $$leads_cluster(cluster_id, year)$$,
    delete_if => $$province_lineage = any ((select write_scope())::uuid[])$$);
grant select, delete on cluster_year to tdkt_service;
grant insert (
    id, cluster_id, year, pact, pact_signed_on, pact_location, flag_places, scoring_method
) on cluster_year to tdkt_service;
grant update (pact, pact_signed_on, pact_location, flag_places, scoring_method) on cluster_year to tdkt_service;
select versioned('cluster_year');
select sensible_day('cluster_year', 'pact_signed_on', since => '1945-09-02', until_today => true);
create trigger b_scope before insert or update on cluster_year for each row execute function scope_of_cluster();
create trigger c_places before update of flag_places on cluster_year
    for each row when (new.flag_places <> old.flag_places) execute function check_flag_places();
create trigger c_places_first before insert on cluster_year
    for each row when (new.flag_places <> 1) execute function check_flag_places();


select guard('cluster_criterion');
select protect('cluster_criterion',
    readers => roles('staff'),
    read_if => in_province(),
    write_if => $$leads_cluster(cluster_id, year)$$);
grant select, delete on cluster_criterion to tdkt_service;
grant insert (
    id, cluster_id, year, "order", group_name, name, description, max_points, bonus_cap,
    penalty_cap
) on cluster_criterion to tdkt_service;
grant update (
    "order", group_name, name, description, max_points, bonus_cap, penalty_cap
) on cluster_criterion to tdkt_service;
select versioned('cluster_criterion');
create trigger b_scope before insert or update on cluster_criterion for each row execute function scope_of_cluster();
create trigger b_unscored before delete on cluster_criterion for each row execute function check_criterion_scored();
create trigger b_scored
    after insert or update of year, "order", group_name, name, description, max_points, bonus_cap, penalty_cap
    on cluster_criterion
    for each row execute function check_criterion_scored();


select guard('cluster_score');
select protect('cluster_score',
    readers => roles('staff'),
    creators => roles('keepers'),
    read_if => in_province(),
    create_if => in_province());
grant select on cluster_score to tdkt_service;
grant insert (
    id, cluster_id, member_id, criterion_id, phase, points, bonus, penalty, note, evidence,
    by_member_id
) on cluster_score to tdkt_service;
select append_only('cluster_score', may_change => lineages());
drop function if exists refuse_score_rewrite();
create trigger b_scope before insert on cluster_score for each row execute function scope_of_cluster();
create trigger c_enter before insert on cluster_score for each row execute function enter_cluster_score();
create trigger record_change after insert on cluster_score for each row execute function record_change();


select guard('cluster_staff_count');
select protect('cluster_staff_count',
    readers => roles('staff'),
    creators => roles('keepers'),
    read_if => in_province(),
    create_if => in_province());
grant select on cluster_staff_count to tdkt_service;
grant insert (id, cluster_id, member_id, staff_count, women_count, note) on cluster_staff_count to tdkt_service;
select append_only('cluster_staff_count', may_change => lineages());
create trigger b_scope before insert on cluster_staff_count for each row execute function scope_of_cluster();
create trigger c_enter before insert on cluster_staff_count for each row execute function enter_cluster_staff_count();
create trigger record_change after insert on cluster_staff_count for each row execute function record_change();


select guard('cluster_tie_decision');
select protect('cluster_tie_decision',
    readers => roles('staff'),
    creators => roles('keepers'),
    read_if => in_province(),
    create_if => in_province());
grant select on cluster_tie_decision to tdkt_service;
grant insert (id, cluster_id, year, member_ids, reason, decided_on) on cluster_tie_decision to tdkt_service;
select append_only('cluster_tie_decision', may_change => lineages());
select sensible_day('cluster_tie_decision', 'decided_on', since => '1945-09-02', until_today => true);
create trigger b_scope before insert on cluster_tie_decision for each row execute function scope_of_cluster();
create trigger c_enter before insert on cluster_tie_decision for each row execute function enter_cluster_tie_decision();
create trigger record_change after insert on cluster_tie_decision for each row execute function record_change();
