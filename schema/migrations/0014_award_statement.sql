-- What a report states about awards without listing them: "nhiều" (many) is neither zero nor a number, and it must come
-- out of the figures as it went in.

create table award_statement (
    id uuid primary key default uuid_v7(),
    version bigint not null default 1,
    created_at timestamptz not null default now(),
    updated_at timestamptz not null default now(),
    cluster_id uuid,
    unit_id uuid not null,
    award_class_id uuid not null,
    subject_kind text not null,
    period_from date not null,
    period_to date not null,
    count integer,
    stated text,
    province_lineage uuid not null,
    district_lineage uuid,
    commune_lineage uuid,
    constraint award_statement_subject_kind_check check (subject_kind in ('collective', 'individual', 'household')),
    constraint award_statement_period_to_check check (period_to >= period_from),
    constraint award_statement_count_check check (count >= 0),
    constraint award_statement_stated_check check (is_clean(stated, 1, 60)),
    constraint award_statement_said_check check (count is not null or stated is not null),
    constraint award_statement_cluster_id_fkey foreign key (cluster_id) references cluster (id),
    constraint award_statement_unit_id_fkey foreign key (unit_id) references unit (id),
    constraint award_statement_award_class_id_fkey foreign key (award_class_id) references award_class (id),
    constraint award_statement_key
        unique nulls not distinct (unit_id, cluster_id, award_class_id, subject_kind, period_from, period_to)
);

create index award_statement_province_idx on award_statement (province_lineage, period_from, id);
create index award_statement_cluster_id_idx on award_statement (cluster_id, period_from);
create index award_statement_award_class_id_idx on award_statement (award_class_id);

-- The class must be there (every role that writes here may see classes) and be meant for the kind of subject.
create function check_statement_class()
returns trigger
language plpgsql
as $$
declare
    kinds text[];
begin
    select subject_kinds into kinds from award_class where id = new.award_class_id;
    if not found and new.award_class_id is not null then
        perform refuse_reference('award_statement', 'award_class_id');
    end if;
    if new.subject_kind <> all (kinds) then
        perform refuse('TD001', 'award_statement_subject_kind',
            'Danh hiệu, hình thức này không dành cho loại đối tượng đã chọn',
            'This class is not for the given kind of subject');
    end if;
    return new;
end
$$;

create trigger a_stamp before insert or update on award_statement for each row execute function stamp();
create trigger b_scope before insert or update on award_statement for each row execute function scope_by_unit();
create trigger c_class before insert or update of award_class_id, subject_kind on award_statement
    for each row execute function check_statement_class();
create trigger d_cluster before insert or update of cluster_id on award_statement
    for each row when (new.cluster_id is not null) execute function check_cluster_reference();

alter table award_statement enable row level security;
alter table award_statement force row level security;

create policy award_statement_owner on award_statement
    to current_user
    using (true)
    with check (true);

create policy award_statement_select on award_statement
    for select to tdkt_service
    using (
        (select caller_is('unit_officer', 'district_reviewer', 'province_reviewer', 'council_reviewer', 'auditor'))
        and province_lineage = any ((select caller_provinces())::uuid[]));

create policy award_statement_insert on award_statement
    for insert to tdkt_service
    with check (
        (select caller_is('province_reviewer'))
        and (province_lineage = any ((select write_scope())::uuid[])
            or district_lineage = any ((select write_scope())::uuid[])
            or commune_lineage = any ((select write_scope())::uuid[])));

create policy award_statement_update on award_statement
    for update to tdkt_service
    using (
        (select caller_is('province_reviewer'))
        and (province_lineage = any ((select write_scope())::uuid[])
            or district_lineage = any ((select write_scope())::uuid[])
            or commune_lineage = any ((select write_scope())::uuid[])));

create policy award_statement_delete on award_statement
    for delete to tdkt_service
    using (
        (select caller_is('province_reviewer'))
        and (province_lineage = any ((select write_scope())::uuid[])
            or district_lineage = any ((select write_scope())::uuid[])
            or commune_lineage = any ((select write_scope())::uuid[])));

grant select, insert, update, delete on award_statement to tdkt_service;
