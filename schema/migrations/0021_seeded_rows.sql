-- Which rows of reference data the seed loaded: their first entry in the change history says so from now on (functions/06_seed). Rows that
-- an older program loaded have ids of the seed and were never entered by a caller.
-- kind: backfill

do $$
begin
    if exists (select from pg_trigger where tgrelid = 'change_history'::regclass and tgname = 'append_only') then
        alter table change_history disable trigger append_only;
    end if;

    update change_history
    set request_id = 'seed'
    where operation = 'insert'
    and request_id is null
    and row_id::text like '01600000-%'
    and table_name in (
        'unit', 'unit_succession', 'award_class', 'legal_regime', 'award_rule', 'holiday', 'stage_deadline', 'stage_authority',
        'base_salary', 'required_document', 'indicator', 'statistics_form', 'statistics_line');

    if exists (select from pg_trigger where tgrelid = 'change_history'::regclass and tgname = 'append_only') then
        alter table change_history enable trigger append_only;
    end if;
end
$$;
