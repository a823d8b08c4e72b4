-- The statistics forms that a province hands in every year, as data: a form has rows and columns, each with the criteria
-- of what it counts and the days from which and to which it is laid down. So a form that changes, or one that somebody
-- reads at last, needs no release: a legal officer enters it; whoever is shown one sees how surely it was read.

-- `counts` is null of a form that nobody has read, or that asks for what is not recorded here: its cells stay empty.

create table statistics_form (
    id uuid primary key default uuid_v7(),
    version bigint not null default 1,
    created_at timestamptz not null default now(),
    updated_at timestamptz not null default now(),
    code text not null,
    position integer not null,
    name_vi text not null,
    name_en text not null,
    counts text,
    source text,
    confidence text not null,
    verified boolean not null default false,
    note_vi text,
    note_en text,
    valid_from date not null,
    valid_to date,
    constraint statistics_form_code_check check (is_clean(code, 1, 32)),
    constraint statistics_form_position_check check (position between 1 and 1000),
    constraint statistics_form_name_vi_check check (is_clean(name_vi, 1, 300)),
    constraint statistics_form_name_en_check check (is_clean(name_en, 1, 300)),
    constraint statistics_form_counts_check check (counts in ('award', 'campaign')),
    constraint statistics_form_source_check check (is_clean(source, 1, 300)),
    constraint statistics_form_confidence_check check (confidence in ('S', 'S-local', 'C', 'P', 'M', 'none')),
    constraint statistics_form_note_vi_check check (is_clean(note_vi, 1, 1000)),
    constraint statistics_form_note_en_check check (is_clean(note_en, 1, 1000)),
    constraint statistics_form_valid_to_check check (valid_to >= valid_from),
    constraint statistics_form_code_period_excl exclude using gist (
        code with =, daterange(valid_from, valid_to, '[]') with &&)
);

-- Rows and columns of forms alike; a cell counts what meets the criteria of both. A criterion that is null asks nothing.
create table statistics_line (
    id uuid primary key default uuid_v7(),
    version bigint not null default 1,
    created_at timestamptz not null default now(),
    updated_at timestamptz not null default now(),
    form_id uuid not null,
    is_column boolean not null,
    position integer not null,
    code text not null,
    label_vi text not null,
    label_en text not null,
    depth integer not null default 0,
    valid_from date not null,
    valid_to date,
    award_class_id uuid,
    award_level text,
    subject_kind text,
    commendation_type text,
    collective_kind text,
    position_group text,
    campaign_kind text,
    launched_by text,
    least_days integer,
    most_days integer,
    is_open_ended boolean,
    constraint statistics_line_position_check check (position between 1 and 1000),
    constraint statistics_line_code_check check (is_clean(code, 1, 32)),
    constraint statistics_line_label_vi_check check (is_clean(label_vi, 1, 300)),
    constraint statistics_line_label_en_check check (is_clean(label_en, 1, 300)),
    constraint statistics_line_depth_check check (depth between 0 and 5),
    constraint statistics_line_depth_of_row_check check (depth = 0 or not is_column),
    constraint statistics_line_valid_to_check check (valid_to >= valid_from),
    constraint statistics_line_award_level_check check (award_level in ('state', 'province', 'base')),
    constraint statistics_line_subject_kind_check check (subject_kind in ('collective', 'individual', 'household')),
    constraint statistics_line_commendation_type_check check (
        commendation_type in ('merit', 'irregular', 'movement', 'contribution', 'seniority', 'external')),
    constraint statistics_line_collective_kind_check check (
        collective_kind in ('agency', 'organisation', 'school', 'enterprise', 'health', 'armed_force',
            'commune_authority', 'residential', 'household', 'other')),
    constraint statistics_line_collective_kind_subject_check check (
        collective_kind is null or subject_kind is null or subject_kind <> 'individual'),
    constraint statistics_line_position_group_check check (
        position_group in (
            'ministry_province_leader', 'department_leader', 'entrepreneur', 'deputy_head_up', 'direct_worker')),
    constraint statistics_line_position_group_subject_check check (
        position_group is null or subject_kind is null or subject_kind = 'individual'),
    constraint statistics_line_position_group_alone_check check (num_nonnulls(position_group, collective_kind) < 2),
    constraint statistics_line_campaign_kind_check check (campaign_kind in ('regular', 'thematic')),
    constraint statistics_line_launched_by_check check (launched_by in ('province', 'district', 'commune')),
    constraint statistics_line_least_days_check check (least_days between 1 and 36600),
    constraint statistics_line_most_days_check check (most_days between 1 and 36600),
    constraint statistics_line_most_days_order_check check (least_days <= most_days),
    -- What has no last day has no number of days.
    constraint statistics_line_is_open_ended_check check (
        not is_open_ended or num_nonnulls(least_days, most_days) = 0),
    constraint statistics_line_form_id_fkey foreign key (form_id) references statistics_form (id),
    constraint statistics_line_award_class_id_fkey foreign key (award_class_id) references award_class (id),
    constraint statistics_line_code_period_excl exclude using gist (
        form_id with =, (is_column::integer) with =, code with =, daterange(valid_from, valid_to, '[]') with &&)
);

create index statistics_form_position_idx on statistics_form (position, code, id);
create index statistics_line_form_id_idx on statistics_line (form_id, position, code, id);
create index statistics_line_award_class_id_idx on statistics_line (award_class_id) where award_class_id is not null;

-- The first criterion of a line that is not of what the form counts; null: there is none.
create function statistics_stray_criterion(p_line statistics_line, p_counts text)
returns text
language sql
immutable
parallel safe
return coalesce(
    case
        when p_counts = 'award' then null
        when p_line.award_class_id is not null then 'award_class_id'
        when p_line.award_level is not null then 'award_level'
        when p_line.subject_kind is not null then 'subject_kind'
        when p_line.commendation_type is not null then 'commendation_type'
        when p_line.collective_kind is not null then 'collective_kind'
        when p_line.position_group is not null then 'position_group'
    end,
    case
        when p_counts = 'campaign' then null
        when p_line.campaign_kind is not null then 'campaign_kind'
        when p_line.launched_by is not null then 'launched_by'
        when p_line.least_days is not null then 'least_days'
        when p_line.most_days is not null then 'most_days'
        when p_line.is_open_ended is not null then 'is_open_ended'
    end);

-- A row of awards on a form of movements would count nothing and show zeros for it. After row security has spoken; the
-- form is locked, so that what it counts does not change meanwhile.
create function check_statistics_line()
returns trigger
language plpgsql
as $$
declare
    stray constant text := statistics_stray_criterion(
        new, (select f.counts from statistics_form f where f.id = new.form_id for share));
begin
    if stray is not null then
        perform refuse('TD001', 'statistics_line_' || stray || '_stray',
            'Tiêu chí này không thuộc nội dung mà biểu thống kê',
            'This is not a criterion of what the form counts');
    end if;
    return null;
end
$$;

create function check_statistics_form_counts()
returns trigger
language plpgsql
as $$
begin
    if exists (
        select
        from statistics_line l
        where l.form_id = new.id
        and statistics_stray_criterion(l, new.counts) is not null) then
        perform refuse('TD002', 'statistics_form_counts_lines',
            'Biểu có hàng hoặc cột mang tiêu chí của nội dung khác',
            'The form has rows or columns with criteria of something else');
    end if;
    return null;
end
$$;

create trigger b_criteria after insert or update on statistics_line
    for each row execute function check_statistics_line();
create trigger b_counts after update on statistics_form
    for each row when (old.counts is distinct from new.counts) execute function check_statistics_form_counts();
create trigger a_stamp before insert or update on statistics_form for each row execute function stamp();
create trigger a_stamp before insert or update on statistics_line for each row execute function stamp();
create trigger record_change after insert or update or delete on statistics_form
    for each row execute function record_change();
create trigger record_change after insert or update or delete on statistics_line
    for each row execute function record_change();

alter table statistics_form enable row level security;
alter table statistics_form force row level security;
alter table statistics_line enable row level security;
alter table statistics_line force row level security;

create policy statistics_form_owner on statistics_form
    to current_user
    using (true)
    with check (true);

create policy statistics_form_select on statistics_form
    for select to tdkt_service
    using ((select caller_is(
        'unit_officer', 'district_reviewer', 'province_reviewer', 'council_reviewer', 'auditor', 'admin')));

create policy statistics_form_insert on statistics_form
    for insert to tdkt_service
    with check ((select caller_is('council_reviewer', 'admin')));

create policy statistics_form_update on statistics_form
    for update to tdkt_service
    using ((select caller_is('council_reviewer', 'admin')));

create policy statistics_form_delete on statistics_form
    for delete to tdkt_service
    using ((select caller_is('council_reviewer', 'admin')));

create policy statistics_line_owner on statistics_line
    to current_user
    using (true)
    with check (true);

create policy statistics_line_select on statistics_line
    for select to tdkt_service
    using ((select caller_is(
        'unit_officer', 'district_reviewer', 'province_reviewer', 'council_reviewer', 'auditor', 'admin')));

create policy statistics_line_insert on statistics_line
    for insert to tdkt_service
    with check ((select caller_is('council_reviewer', 'admin')));

create policy statistics_line_update on statistics_line
    for update to tdkt_service
    using ((select caller_is('council_reviewer', 'admin')));

create policy statistics_line_delete on statistics_line
    for delete to tdkt_service
    using ((select caller_is('council_reviewer', 'admin')));

grant select, insert, update, delete on statistics_form, statistics_line to tdkt_service;

-- What there is to count: so many awards, or movements that ran in the year, that are alike in all that a form asks.
create type statistics_tally as (
    counts text,
    award_class_id uuid,
    award_parent_id uuid,
    award_level text,
    subject_kind text,
    commendation_type text,
    collective_kind text,
    position_group text,
    campaign_kind text,
    launched_by text,
    days integer,
    number bigint);

create function tally_statistics(p_scope report_scope)
returns setof statistics_tally
language sql
stable
begin atomic
    select 'award', c.id, c.parent_id, c.level, a.subject_kind, a.commendation_type, a.collective_kind,
        a.position_group, null, null, null::integer, a.number
    from (
        select r.award_class_id, r.subject_kind, r.commendation_type, r.collective_kind, r.position_group,
            count(*) as number
        from counted_awards(p_scope) r
        group by r.award_class_id, r.subject_kind, r.commendation_type, r.collective_kind, r.position_group
    ) a
    join award_class c on c.id = a.award_class_id
    union all
    select 'campaign', null, null, null, null, null, null, null,
        c.kind,
        case
            when c.commune_lineage is not null then 'commune'
            when c.district_lineage is not null then 'district'
            else 'province'
        end,
        c.ends_on - c.starts_on + 1,
        1
    from campaign c
    where c.starts_on <= (p_scope).last_day
    and (c.ends_on is null or c.ends_on >= (p_scope).first_day)
    and exists (
        select
        from report_spans(p_scope) s
        where s.lineage_id in (c.province_lineage, c.district_lineage, c.commune_lineage)
        and c.starts_on <= s.last_day
        and (c.ends_on is null or c.ends_on >= s.first_day));
end;

-- Whether one thing counted meets the criteria of a row or column. A class meets those of the form it is part of. A plain
-- expression, which the planner puts in the place of each call.
create function statistics_counts(p_line statistics_line, p_tally statistics_tally)
returns boolean
language sql
immutable
parallel safe
return (p_line.subject_kind is null or p_line.subject_kind = p_tally.subject_kind)
    and (p_line.commendation_type is null or p_line.commendation_type = p_tally.commendation_type)
    and (p_line.collective_kind is null or p_line.collective_kind = p_tally.collective_kind)
    and (p_line.position_group is null or p_line.position_group = p_tally.position_group)
    and (p_line.campaign_kind is null or p_line.campaign_kind = p_tally.campaign_kind)
    and (p_line.launched_by is null or p_line.launched_by = p_tally.launched_by)
    and (p_line.least_days is null or p_line.least_days <= p_tally.days)
    and (p_line.most_days is null or p_line.most_days >= p_tally.days)
    and (p_line.is_open_ended is null or p_line.is_open_ended = (p_tally.days is null))
    and (p_line.award_class_id is null or p_line.award_class_id in (p_tally.award_class_id, p_tally.award_parent_id))
    and (p_line.award_level is null or p_line.award_level = p_tally.award_level);

-- The cells of one row, one for each column. Null where there is nothing to count: the form counts nothing that is
-- recorded, or the class of the row is not for the kind of subject of the column.
create function statistics_cells(
    p_counts text, p_row statistics_line, p_columns statistics_line[], p_tally statistics_tally[])
returns json
language sql
stable
begin atomic
    select coalesce(json_agg(case when f.is_for then f.number end order by f.place), '[]')
    from (
        select
            l.place,
            coalesce(sum(t.number), 0)::bigint as number,
            p_counts is not null and not exists (
                select
                from award_class c
                where c.id = p_row.award_class_id
                and l.subject_kind <> all (c.subject_kinds)) as is_for
        from unnest(p_columns) with ordinality as l (
            id, version, created_at, updated_at, form_id, is_column, position, code, label_vi, label_en, depth,
            valid_from, valid_to, award_class_id, award_level, subject_kind, commendation_type, collective_kind,
            position_group, campaign_kind, launched_by, least_days, most_days, is_open_ended, place)
        left join unnest(p_tally) t on t.counts = p_counts
            and statistics_counts(p_row, t)
            and statistics_counts(p_columns[l.place], t)
        group by l.place, l.subject_kind
    ) f;
end;

create function statistics_form_told(p_form statistics_form, p_on date, p_tally statistics_tally[])
returns json
language sql
stable
begin atomic
    with line as materialized (
        select l as line, l.is_column, l.position, l.code
        from statistics_line l
        where l.form_id = p_form.id
        and daterange(l.valid_from, l.valid_to, '[]') @> p_on
    ),
    heads as materialized (
        select array_agg(l.line order by l.position, l.code) as columns
        from line l
        where l.is_column
    )
    select json_build_object(
        'code', p_form.code, 'name_vi', p_form.name_vi, 'name_en', p_form.name_en, 'source', p_form.source,
        'confidence', p_form.confidence, 'verified', p_form.verified,
        'note_vi', p_form.note_vi, 'note_en', p_form.note_en,
        'columns', (
            select coalesce(
                json_agg(
                    json_build_object(
                        'code', l.code, 'label_vi', (l.line).label_vi, 'label_en', (l.line).label_en)
                    order by l.position, l.code),
                '[]')
            from line l
            where l.is_column),
        'rows', (
            select coalesce(
                json_agg(
                    json_build_object(
                        'code', l.code, 'label_vi', (l.line).label_vi, 'label_en', (l.line).label_en,
                        'depth', (l.line).depth,
                        'cells', statistics_cells(p_form.counts, l.line, h.columns, p_tally))
                    order by l.position, l.code),
                '[]')
            from line l
            cross join heads h
            where not l.is_column));
end;

-- The forms as they are laid down on the last day of the year.
create function statistics_report(p_scope report_scope, p_small_headcount integer)
returns json
language sql
stable
begin atomic
    with tally as materialized (
        select coalesce(array_agg(t), '{}') as rows
        from tally_statistics(p_scope) t
    )
    select json_build_object(
        'report', 'statistics',
        'scope', report_scope_told(p_scope),
        'period', report_period((p_scope).first_day, (p_scope).last_day),
        'predecessors', report_predecessors_told(p_scope),
        'forms', (
            select coalesce(
                json_agg(statistics_form_told(f, (p_scope).last_day, t.rows) order by f.position, f.code),
                '[]')
            from statistics_form f
            where daterange(f.valid_from, f.valid_to, '[]') @> (p_scope).last_day))
    from tally t;
end;
