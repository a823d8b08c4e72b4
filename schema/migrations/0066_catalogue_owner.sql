-- Whose a row of a catalogue is. A row without a unit is the nation's: an administrator keeps it and it holds everywhere.
-- A row that names a province is that province's own, where the law leaves it the choice (Decree 152/2025/NĐ-CP
-- Art 6.2): its council keeps it, and it is there for that province alone. What was entered before is the nation's.

alter table award_class
    add column unit_id uuid,
    add column province_lineage uuid,
    add constraint award_class_unit_id_fkey foreign key (unit_id) references unit (id),
    drop constraint award_class_code_key,
    add constraint award_class_code_key unique nulls not distinct (code, province_lineage);

alter table award_rule
    add column unit_id uuid,
    add constraint award_rule_unit_id_fkey foreign key (unit_id) references unit (id);

alter table stage_deadline
    add column unit_id uuid,
    add column province_lineage uuid,
    add constraint stage_deadline_unit_id_fkey foreign key (unit_id) references unit (id),
    drop constraint stage_deadline_period_excl,
    add constraint stage_deadline_period_excl exclude using gist (
        stage with =, coalesce(award_level, '') with =,
        coalesce(province_lineage, '00000000-0000-0000-0000-000000000000') with =,
        daterange(valid_from, valid_to, '[]') with &&);

alter table indicator
    add column unit_id uuid,
    add column province_lineage uuid,
    add constraint indicator_unit_id_fkey foreign key (unit_id) references unit (id),
    drop constraint indicator_code_key,
    add constraint indicator_code_key unique nulls not distinct (code, province_lineage);

create index award_class_unit_id_idx on award_class (unit_id) where unit_id is not null;
create index award_rule_unit_id_idx on award_rule (unit_id) where unit_id is not null;
create index stage_deadline_unit_id_idx on stage_deadline (unit_id) where unit_id is not null;
create index indicator_unit_id_idx on indicator (unit_id) where unit_id is not null;

-- The provinces whose own rows a caller reads: those in which its units lie or once lay, and what these took over. So
-- whoever sees a record sees the class that it names. Definer, as readers do not see units.
create function catalogue_provinces()
returns uuid[]
language plpgsql
stable
parallel safe
security definer
set search_path = pg_catalog, public, pg_temp
as $$
begin
    return (
        select array_agg(a.lineage)
        from archive_of(
            array(select distinct u.province_lineage from unit u where u.lineage_id = any (read_scope()))
        ) as a (lineage));
end
$$;

-- Whether a row of a province's own stands in a province: in its own, and in the one that took it over. A row without
-- an owner stands everywhere.
create function stands_in(p_owner uuid, p_province uuid)
returns boolean
language plpgsql
stable
parallel safe
security definer
set search_path = pg_catalog, public, pg_temp
as $$
begin
    return p_owner is null
        or coalesce(p_owner = p_province or p_owner in (select archive_of(array[p_province])), false);
end
$$;

revoke all on function catalogue_provinces() from public;
revoke all on function stands_in(uuid, uuid) from public;
grant execute on function catalogue_provinces() to tdkt_service;
grant execute on function stands_in(uuid, uuid) to tdkt_service;

-- Takes the owner from the unit. A council names its own province; another one looks as if it were not there.
create function place_catalogue_row()
returns trigger
language plpgsql
as $$
declare
    keeper unit;
begin
    new.province_lineage := null;
    if new.unit_id is null and tg_op = 'INSERT' and caller_is('council_reviewer') and not caller_is('admin') then
        perform refuse('TD004', tg_table_name || '_unit_id_nation',
            'Quy định chung của cả nước do quản trị viên cập nhật; quy định riêng của tỉnh phải ghi rõ tỉnh ở unit_id',
            'What holds for the nation is kept by an administrator; a province''s own row names it in unit_id');
    end if;
    if new.unit_id is null then
        return new;
    end if;
    select * into keeper from unit where id = new.unit_id;
    if not found or tg_op = 'INSERT' and caller_is('council_reviewer')
        and (keeper.province_lineage = any (write_scope())) is not true then
        perform refuse_reference(tg_table_name, 'unit_id');
    end if;
    if tg_op = 'INSERT' and keeper.level <> 'province' then
        perform refuse('TD001', tg_table_name || '_unit_id_province',
            'Chỉ tỉnh, thành phố trực thuộc trung ương có quy định riêng', 'Only a province has rows of its own');
    end if;
    new.province_lineage := keeper.province_lineage;
    return new;
end
$$;

-- A province takes no code that the nation uses. The nation may take any: where a code then stands twice, it means the
-- nation's.
create function refuse_national_code()
returns trigger
language plpgsql
as $$
declare
    is_taken boolean;
begin
    execute format('select exists (select from %I where code = $1 and province_lineage is null)', tg_table_name)
    into is_taken
    using new.code;
    if is_taken then
        raise unique_violation using
            message = format('duplicate key value violates unique constraint "%s_code_key"', tg_table_name),
            constraint = tg_table_name || '_code_key',
            table = tg_table_name;
    end if;
    return new;
end
$$;

create trigger b_owner before insert or update on award_class
    for each row execute function place_catalogue_row();
create trigger b_owner before insert or update on award_rule
    for each row execute function place_catalogue_row();
create trigger b_owner before insert or update on stage_deadline
    for each row execute function place_catalogue_row();
create trigger b_owner before insert or update on indicator
    for each row execute function place_catalogue_row();

create trigger c_code before insert on award_class
    for each row when (new.province_lineage is not null) execute function refuse_national_code();
create trigger c_code_change before update of code on award_class
    for each row when (new.province_lineage is not null and new.code <> old.code)
    execute function refuse_national_code();
create trigger c_code before insert on indicator
    for each row when (new.province_lineage is not null) execute function refuse_national_code();
create trigger c_code_change before update of code on indicator
    for each row when (new.province_lineage is not null and new.code <> old.code)
    execute function refuse_national_code();

-- A province that goes on under a new version of its unit keeps its rows.
create trigger rescope_award_class after update on unit
    for each row when (old.province_lineage is distinct from new.province_lineage)
    execute function rescope_records('award_class', 'unit_id');
create trigger rescope_award_rule after update on unit
    for each row when (old.province_lineage is distinct from new.province_lineage)
    execute function rescope_records('award_rule', 'unit_id');
create trigger rescope_stage_deadline after update on unit
    for each row when (old.province_lineage is distinct from new.province_lineage)
    execute function rescope_records('stage_deadline', 'unit_id');
create trigger rescope_indicator after update on unit
    for each row when (old.province_lineage is distinct from new.province_lineage)
    execute function rescope_records('indicator', 'unit_id');

alter policy award_class_select on award_class
    using (
        (select caller_is(
            'unit_officer', 'district_reviewer', 'province_reviewer', 'council_reviewer', 'reader', 'auditor', 'admin'))
        and (province_lineage is null or province_lineage = any ((select catalogue_provinces())::uuid[])));

alter policy award_class_insert on award_class
    with check (
        province_lineage is null and (select caller_is('admin'))
        or province_lineage = any ((select write_scope())::uuid[]) and (select caller_is('council_reviewer')));

alter policy award_class_update on award_class
    using (
        province_lineage is null and (select caller_is('admin'))
        or province_lineage = any ((select write_scope())::uuid[]) and (select caller_is('council_reviewer')));

alter policy award_class_delete on award_class
    using (
        province_lineage is null and (select caller_is('admin'))
        or province_lineage = any ((select write_scope())::uuid[]) and (select caller_is('council_reviewer')));

alter policy award_rule_select on award_rule
    using (
        (select caller_is(
            'unit_officer', 'district_reviewer', 'province_reviewer', 'council_reviewer', 'reader', 'auditor', 'admin'))
        and (province_lineage is null or province_lineage = any ((select catalogue_provinces())::uuid[])));

alter policy award_rule_insert on award_rule
    with check (
        province_lineage is null and (select caller_is('admin'))
        or province_lineage = any ((select write_scope())::uuid[]) and (select caller_is('council_reviewer')));

alter policy award_rule_update on award_rule
    using (
        province_lineage is null and (select caller_is('admin'))
        or province_lineage = any ((select write_scope())::uuid[]) and (select caller_is('council_reviewer')));

alter policy award_rule_delete on award_rule
    using (
        province_lineage is null and (select caller_is('admin'))
        or province_lineage = any ((select write_scope())::uuid[]) and (select caller_is('council_reviewer')));

alter policy stage_deadline_select on stage_deadline
    using (
        (select caller_is(
            'unit_officer', 'district_reviewer', 'province_reviewer', 'council_reviewer', 'reader', 'auditor', 'admin'))
        and (province_lineage is null or province_lineage = any ((select catalogue_provinces())::uuid[])));

alter policy stage_deadline_insert on stage_deadline
    with check (
        province_lineage is null and (select caller_is('admin'))
        or province_lineage = any ((select write_scope())::uuid[]) and (select caller_is('council_reviewer')));

alter policy stage_deadline_update on stage_deadline
    using (
        province_lineage is null and (select caller_is('admin'))
        or province_lineage = any ((select write_scope())::uuid[]) and (select caller_is('council_reviewer')));

alter policy stage_deadline_delete on stage_deadline
    using (
        province_lineage is null and (select caller_is('admin'))
        or province_lineage = any ((select write_scope())::uuid[]) and (select caller_is('council_reviewer')));

alter policy indicator_select on indicator
    using (
        (select caller_is(
            'unit_officer', 'district_reviewer', 'province_reviewer', 'council_reviewer', 'auditor', 'admin'))
        and (province_lineage is null or province_lineage = any ((select catalogue_provinces())::uuid[])));

alter policy indicator_insert on indicator
    with check (
        province_lineage is null and (select caller_is('admin'))
        or province_lineage = any ((select write_scope())::uuid[]) and (select caller_is('council_reviewer')));

alter policy indicator_update on indicator
    using (
        province_lineage is null and (select caller_is('admin'))
        or province_lineage = any ((select write_scope())::uuid[]) and (select caller_is('council_reviewer')));

alter policy indicator_delete on indicator
    using (
        province_lineage is null and (select caller_is('admin'))
        or province_lineage = any ((select write_scope())::uuid[]) and (select caller_is('council_reviewer')));

-- Whose a row is and which class a rule is of is said once, when it is made: the service may not even name these
-- columns in an update.
revoke update on award_class, award_rule, stage_deadline, indicator from tdkt_service;
grant update (
    code, name_vi, name_en, category, level, subject_kinds, authority, parent_id, rank, valid_from, valid_to, recurrence,
    is_cluster_flag) on award_class to tdkt_service;
grant update (
    kind, subject_kind, valid_from, valid_to, path, needs_award_class_id, least, years, rating, initiative_level,
    permille, quorum_permille, secret, written_allowed, recusal_shrinks, authority, coefficient, working_days, text_vi,
    text_en, article, source, confidence, verified) on award_rule to tdkt_service;
grant update (stage, award_level, working_days, valid_from, valid_to, article, source, confidence, verified)
    on stage_deadline to tdkt_service;
grant update (
    code, name_vi, name_en, field, measure_unit, direction, basis, additive, valid_from, valid_to, note)
    on indicator to tdkt_service;
