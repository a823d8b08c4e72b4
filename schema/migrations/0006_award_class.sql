-- The catalogue of emulation titles and forms of commendation. A title is not a form, and confusing the two has broken
-- exchanges with the national system; a class may be part of a form (the three classes of the Labour Order).

create table award_class (
    id uuid primary key default uuid_v7(),
    version bigint not null default 1,
    created_at timestamptz not null default now(),
    updated_at timestamptz not null default now(),
    code text not null,
    name_vi text collate "vi-x-icu" not null,
    name_en text not null,
    category text not null,
    level text not null,
    subject_kinds text[] not null,
    authority text not null,
    parent_id uuid,
    rank integer not null,
    valid_from date not null,
    valid_to date,
    name_search text collate "C" not null generated always as (fold(name_vi || ' ' || name_en)) stored,
    constraint award_class_code_check check (is_clean(code, 1, 16)),
    constraint award_class_name_vi_check check (is_clean(name_vi, 1, 200)),
    constraint award_class_name_en_check check (is_clean(name_en, 1, 200)),
    constraint award_class_category_check check (category in ('title', 'form')),
    constraint award_class_level_check check (level in ('state', 'province', 'base')),
    constraint award_class_subject_kinds_check check (
        cardinality(subject_kinds) between 1 and 3
        and array_ndims(subject_kinds) = 1
        and subject_kinds <@ array['collective', 'individual', 'household']
        and array_position(subject_kinds, null) is null),
    constraint award_class_authority_check check (
        authority in ('president', 'prime_minister', 'province_chair', 'agency_head')),
    constraint award_class_rank_check check (rank between 1 and 1000),
    constraint award_class_valid_to_check check (valid_to >= valid_from),
    constraint award_class_parent_id_check check (parent_id <> id),
    constraint award_class_parent_id_fkey foreign key (parent_id) references award_class (id),
    constraint award_class_code_key unique (code)
);

create index award_class_rank_idx on award_class (rank, id);
create index award_class_parent_id_idx on award_class (parent_id);

-- A form and its classes, no deeper: a report line is one or the other.
create function check_award_class_parent()
returns trigger
language plpgsql
as $$
begin
    if exists (select from award_class where id = new.parent_id and parent_id is not null)
        or exists (select from award_class where parent_id = new.id) then
        perform refuse('TD001', 'award_class_parent_depth',
            'Hạng khen thưởng chỉ được đặt dưới một hình thức không thuộc hình thức khác',
            'A class may only stand under a form that has no parent itself');
    end if;
    return new;
end
$$;

create trigger a_stamp before insert or update on award_class for each row execute function stamp();
create trigger b_parent before insert or update on award_class
    for each row when (new.parent_id is not null) execute function check_award_class_parent();

alter table award_class enable row level security;
alter table award_class force row level security;

create policy award_class_owner on award_class
    to current_user
    using (true)
    with check (true);

create policy award_class_select on award_class
    for select to tdkt_service
    using ((select caller_is(
        'unit_officer', 'district_reviewer', 'province_reviewer', 'council_reviewer', 'reader', 'auditor', 'admin')));

create policy award_class_insert on award_class
    for insert to tdkt_service
    with check ((select caller_is('council_reviewer', 'admin')));

create policy award_class_update on award_class
    for update to tdkt_service
    using ((select caller_is('council_reviewer', 'admin')));

create policy award_class_delete on award_class
    for delete to tdkt_service
    using ((select caller_is('council_reviewer', 'admin')));

grant select, insert, update, delete on award_class to tdkt_service;
