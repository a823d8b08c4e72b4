-- One word for one thing: columns get the names that the interface has. The rows of change_history that were written before keep the
-- old names in `row`.
-- kind: contract

alter table collective rename column status to state;
alter table collective rename constraint collective_status_check to collective_state_check;
alter table individual rename column status to state;
alter table individual rename constraint individual_status_check to individual_state_check;

-- The place in a list; `position` is a job title.
alter table cluster_criterion rename column position to "order";
alter table cluster_criterion rename constraint cluster_criterion_position_check to cluster_criterion_order_check;
alter table council_item rename column position to "order";
alter table council_item rename constraint council_item_position_check to council_item_order_check;
alter table statistics_form rename column position to "order";
alter table statistics_form rename constraint statistics_form_position_check to statistics_form_order_check;
alter index statistics_form_position_idx rename to statistics_form_order_idx;
alter table statistics_line rename column position to "order";
alter table statistics_line rename constraint statistics_line_position_check to statistics_line_order_check;

-- The three phases of a score; `stage` is a desk of the workflow.
alter table cluster_score rename column stage to phase;
alter table cluster_score rename constraint cluster_score_stage_check to cluster_score_phase_check;

-- Rows that are only added: who did it (the subject of the token), and when it was recorded.
alter table cluster_score rename column scored_by to actor;
alter table cluster_score rename column created_at to recorded_at;
alter table target_progress rename column recorded_by to actor;
alter table target_progress rename column created_at to recorded_at;
alter index target_progress_created_at_idx rename to target_progress_recorded_at_idx;
alter table change_history rename column changed_by to actor;
alter table change_history rename column changed_at to recorded_at;
alter table citizen_id_use rename column subject to actor;
alter table citizen_id_use rename column used_at to recorded_at;
alter index citizen_id_use_subject_idx rename to citizen_id_use_actor_idx;
alter index citizen_id_use_used_at_idx rename to citizen_id_use_recorded_at_idx;
alter table nomination_author rename column subject to actor;

-- Frozen reports are read by the names of today. A quotation mark inside a text is escaped, so only names of members match. The triggers
-- that refuse a change, and row security, are not there yet in a new database; in an old one they stand aside for this.
alter table report_snapshot no force row level security;
alter table report_snapshot disable trigger user;
update report_snapshot
set document = regexp_replace(document::text, '"award"(\s*):', '"award_class_code"\1:', 'g')::json
where document::text ~ '"award"\s*:';
alter table report_snapshot enable trigger user;
alter table report_snapshot force row level security;

-- What got another name, or gives or takes something by another name, goes; all definitions are applied again after this migration, and
-- so is what depended on it.
drop view if exists award_public;
do $$
declare
    old text;
    gone constant text[] := (
        select array_agg(format('%I(%s)', proname, pg_get_function_identity_arguments(oid)))
        from pg_proc
        where pronamespace = 'public'::regnamespace
        and proname in (
            'award_lines', 'cluster_score_stage', 'cluster_score_allowed', 'cluster_standing_scores',
            'find_step', 'step_refusal', 'steps_from', 'refuse_step', 'nomination_road',
            'unit_told', 'award_lines_told', 'award_units_told', 'award_shares_told', 'report_scope_told',
            'report_predecessors_told', 'report_campaigns_told', 'report_indicators_told', 'report_targets_told',
            'report_target_units_told', 'report_target_totals_told', 'statistics_form_told'));
begin
    foreach old in array coalesce(gone, '{}') loop
        execute format('drop function if exists %s cascade', old);
    end loop;
    if to_regclass('schema_definition') is not null then
        delete from schema_definition;
    end if;
end
$$;
