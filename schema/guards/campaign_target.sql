-- Guards of campaigns and targets: who may do what, and each table's triggers in the order in which they fire. See
-- schema/functions/04_guard.sql.

select guard('campaign');
select protect('campaign',
    readers => roles('staff'),
    writers => roles('keepers'),
    deleters => roles('keepers'),
    read_if => in_province() || $$ and (state = 'launched' or $$ || in_read_scope() || ')',
    write_if => in_write_scope());
grant select, delete on campaign to tdkt_service;
grant insert (
    id, code, name, kind, unit_id, cluster_id, starts_on, ends_on, review_on, parent_id, goals
) on campaign to tdkt_service;
grant update (
    code, name, kind, unit_id, cluster_id, starts_on, ends_on, review_on, parent_id, goals
) on campaign to tdkt_service;
select versioned('campaign');
select sensible_day('campaign', 'starts_on', since => '1945-09-02');
create trigger b_scope before insert or update on campaign for each row execute function scope_by_unit();
create trigger c_cluster before insert or update of cluster_id on campaign
    for each row when (new.cluster_id is not null) execute function check_cluster_reference();
create trigger c_launched
    before update of code, name, kind, unit_id, cluster_id, starts_on, ends_on, review_on, parent_id, goals on campaign
    for each row when (old.state = 'launched') execute function check_campaign_launched();
create trigger c_launched_delete before delete on campaign
    for each row when (old.state = 'launched') execute function check_campaign_launched();
create trigger d_parent before insert or update of parent_id, unit_id, starts_on, ends_on, state on campaign
    for each row when (new.parent_id is not null) execute function check_campaign_parent();
create trigger d_parts after update of unit_id, starts_on, ends_on on campaign
    for each row when (
        (old.unit_id, old.starts_on, old.ends_on) is distinct from (new.unit_id, new.starts_on, new.ends_on))
    execute function check_campaign_parts();
select rescope('campaign', 'campaign_phase', 'campaign_id', province_only => true);


select guard('campaign_phase');
select protect('campaign_phase',
    readers => roles('staff'),
    writers => roles('keepers'),
    deleters => roles('keepers'),
    read_if => in_province() || $$ and exists (select from campaign c where c.id = campaign_phase.campaign_id)$$,
    write_if => $$covers_campaign(campaign_id)$$);
grant select, delete on campaign_phase to tdkt_service;
grant insert (id, campaign_id, name, starts_on, ends_on) on campaign_phase to tdkt_service;
grant update (name, starts_on, ends_on) on campaign_phase to tdkt_service;
select versioned('campaign_phase');
select sensible_day('campaign_phase', 'starts_on', since => '1945-09-02');
create trigger b_campaign before insert or update on campaign_phase for each row execute function check_campaign_phase();
create trigger b_campaign_delete before delete on campaign_phase
    for each row execute function check_campaign_phase_delete();


select guard('indicator');
select protect('indicator',
    readers => roles('office'),
    read_if => seen_catalogue_row(),
    write_if => own_catalogue_row());
grant select, insert, delete on indicator to tdkt_service;
grant update (
    code, name_vi, name_en, field, measure_unit, direction, basis, additive, valid_from, valid_to,
    note
) on indicator to tdkt_service;
select versioned('indicator');
select sensible_day('indicator', 'valid_from', since => '1945-09-02');
create trigger b_owner before insert or update on indicator for each row execute function place_catalogue_row();
create trigger b_use before update of field, measure_unit, direction, basis on indicator
    for each row when (
        (old.field, old.measure_unit, old.direction, old.basis)
        is distinct from (new.field, new.measure_unit, new.direction, new.basis))
    execute function check_indicator_use();
create trigger c_code before insert on indicator
    for each row when (new.province_lineage is not null) execute function refuse_national_code();
create trigger c_code_change before update of code on indicator
    for each row when (new.province_lineage is not null and new.code <> old.code)
    execute function refuse_national_code();


select guard('campaign_target');
select protect('campaign_target',
    readers => roles('staff'),
    writers => roles('keepers'),
    deleters => roles('recorders'),
    read_if => in_read_scope(),
    write_if => in_write_scope());
grant select, delete on campaign_target to tdkt_service;
grant insert (
    id, campaign_id, unit_id, collective_id, indicator, field, measure_unit, direction,
    registered_value, due_on, priority, note, indicator_id, basis, weight, starts_on
) on campaign_target to tdkt_service;
grant update (
    campaign_id, unit_id, collective_id, indicator, field, measure_unit, direction,
    registered_value, due_on, priority, note, indicator_id, basis, weight, starts_on
) on campaign_target to tdkt_service;
select versioned('campaign_target');
select sensible_day('campaign_target', 'due_on', since => '1945-09-02');
select sensible_day('campaign_target', 'starts_on', since => '1945-09-02');
create trigger b_scope before insert or update on campaign_target for each row execute function scope_by_unit();
create trigger c_edit
    before delete
        or update of campaign_id, unit_id, collective_id, indicator_id, indicator, field, measure_unit, direction,
            basis, registered_value, weight, starts_on, due_on, priority, note
    on campaign_target
    for each row execute function check_target_edit();
create trigger c_references before insert or update of campaign_id, unit_id, collective_id on campaign_target
    for each row execute function check_target_references();
create trigger d_indicator
    before insert or update of indicator_id, campaign_id, field, measure_unit, direction, basis on campaign_target
    for each row when (new.indicator_id is not null) execute function check_target_indicator();
create trigger d_period before insert or update of starts_on, due_on, campaign_id on campaign_target
    for each row execute function place_target_period();
create trigger e_figures before update of starts_on on campaign_target
    for each row when (new.starts_on > old.starts_on) execute function check_target_figures();
create trigger f_mend
    before update of campaign_id, unit_id, collective_id, indicator_id, indicator, field, measure_unit, direction,
        basis, registered_value, weight, starts_on, due_on, priority, note
    on campaign_target
    for each row when (old.state = 'returned' and new.state = 'returned') execute function mend_target();
create trigger record_event
    after insert
        or update of campaign_id, unit_id, collective_id, indicator_id, indicator, field, measure_unit, direction,
            basis, registered_value, weight, starts_on, due_on, priority, note
    on campaign_target
    for each row execute function record_target_change();
create trigger rescope_event after update on campaign_target
    for each row when (
        (old.province_lineage, old.district_lineage, old.commune_lineage)
        is distinct from (new.province_lineage, new.district_lineage, new.commune_lineage))
    execute function rescope_target_event();
create trigger rescope_progress after update on campaign_target
    for each row when (
        (old.province_lineage, old.district_lineage, old.commune_lineage)
        is distinct from (new.province_lineage, new.district_lineage, new.commune_lineage))
    execute function rescope_target_progress();


select guard('target_progress');
select protect('target_progress',
    readers => roles('staff'),
    creators => roles('keepers'),
    read_if => in_read_scope(),
    create_if => in_write_scope());
grant select on target_progress to tdkt_service;
grant insert (
    id, campaign_target_id, figures_on, actual_value, projected_value, note, source
) on target_progress to tdkt_service;
select append_only('target_progress', may_change => lineages());
drop function if exists refuse_progress_rewrite();
create trigger a_enter before insert on target_progress for each row execute function enter_target_progress();
select sensible_day('target_progress', 'figures_on', since => '1945-09-02');
create trigger carry after insert on target_progress for each row execute function carry_target_progress();
create trigger record_change after insert or update or delete on target_progress
    for each row execute function record_change();


select guard('campaign_target_event');
select protect('campaign_target_event', readers => roles('staff'), read_if => in_read_scope());
grant select on campaign_target_event to tdkt_service;
select append_only('campaign_target_event', may_change => lineages(), may_delete => true);
create trigger append_only_row before delete on campaign_target_event
    for each row execute function refuse_target_event_rewrite();
