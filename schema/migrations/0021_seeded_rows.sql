-- Which rows of reference data the seed loaded, and what it or a migration changed of them: their entries in the change history say so from
-- now on (functions/06_seed). Rows that an older program loaded have ids of the seed and were never entered by a caller; what changed in
-- the transaction of such a load, or of a migration, was not changed by a person.
-- kind: backfill

-- Migration 0020 renamed columns that this function writes. Later migrations change rows before all functions are applied again.
create or replace function record_change()
returns trigger
language plpgsql
security definer
set search_path = pg_catalog, public, pg_temp
as $$
declare
    image constant jsonb := to_jsonb(case when tg_op = 'DELETE' then old else new end);
begin
    insert into change_history (
        table_name, row_id, version, operation, actor, request_id,
        province_lineage, district_lineage, commune_lineage, row)
    values (
        tg_table_name,
        (image ->> 'id')::uuid,
        (image ->> 'version')::bigint,
        lower(tg_op),
        coalesce(caller_subject(), session_user),
        nullif(current_setting('tdkt.request_id', true), ''),
        (image ->> 'province_lineage')::uuid,
        (image ->> 'district_lineage')::uuid,
        (image ->> 'commune_lineage')::uuid,
        image - array[
            'citizen_id_hash', 'name_search', 'full_name_search', 'indicator_search', 'recipient_name_search', 'number_key',
            'parent_lineage_id']);
    return null;
end
$$;

do $$
begin
    if exists (select from pg_trigger where tgrelid = 'change_history'::regclass and tgname = 'append_only') then
        alter table change_history disable trigger append_only;
    end if;

    with seeded as materialized (
        select h.id, h.operation, h.recorded_at
        from change_history h
        where h.request_id is null
        and h.row_id::text like '01600000-%'
        and h.table_name in (
            'unit', 'unit_succession', 'award_class', 'legal_regime', 'award_rule', 'holiday', 'stage_deadline', 'stage_authority',
            'base_salary', 'required_document', 'indicator', 'statistics_form', 'statistics_line')
    ),
    loads (at) as (
        select recorded_at from seeded where operation = 'insert'
        union
        select applied_at from schema_migration
    )
    update change_history h
    set request_id = 'seed'
    from seeded s
    where s.id = h.id
    and (s.operation = 'insert' or s.operation = 'update' and s.recorded_at in (select l.at from loads l));

    if exists (select from pg_trigger where tgrelid = 'change_history'::regclass and tgname = 'append_only') then
        alter table change_history enable trigger append_only;
    end if;
end
$$;
