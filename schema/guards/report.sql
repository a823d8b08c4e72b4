-- Guards of statistics forms and frozen reports: who may do what, and each table's triggers in the order in which
-- they fire. See schema/functions/04_guard.sql.

select guard('statistics_form');
select protect('statistics_form', readers => roles('office'), writers => array['admin'], deleters => array['admin']);
grant select, insert, update, delete on statistics_form to tdkt_service;
select versioned('statistics_form');
select sensible_day('statistics_form', 'valid_from', since => '1900-01-01');
create trigger b_counts after update on statistics_form
    for each row when (old.counts is distinct from new.counts) execute function check_statistics_form_counts();


select guard('statistics_line');
select protect('statistics_line', readers => roles('office'), writers => array['admin'], deleters => array['admin']);
grant select, insert, update, delete on statistics_line to tdkt_service;
select versioned('statistics_line');
create trigger c_class before insert or update of award_class_id on statistics_line
    for each row when (new.award_class_id is not null) execute function check_statistics_class();
create trigger b_criteria after insert or update on statistics_line
    for each row execute function check_statistics_line();


select guard('report_snapshot');
select protect('report_snapshot',
    readers => roles('staff'),
    creators => roles('recorders'),
    read_if => in_read_scope() || ' and snapshot_is_covered(cluster_id, unit_id, period_from, period_to, predecessors)',
    create_if => in_read_scope());
grant select on report_snapshot to tdkt_service;
grant insert (
    id, report, cluster_id, unit_id, period_from, period_to, predecessors, small_headcount, note
) on report_snapshot to tdkt_service;
select append_only('report_snapshot', may_change => lineages());
drop function if exists refuse_snapshot_rewrite();

-- Fires only for a possible scope and period. Others are refused by the constraints, which are checked later; no
-- document is made for them.
create trigger b_freeze before insert on report_snapshot
    for each row when (
        num_nonnulls(new.cluster_id, new.unit_id) = 1
        and new.period_from <= new.period_to)
    execute function freeze_report();
