-- The yearly statistics forms of a province, as data: a form has rows and columns, each with the criteria of what it
-- counts and the days on which it applies. So a form that changes, or that is read only later, needs no new release: a
-- legal officer enters it, and the answer shows how certain it is.

-- The first criterion of a line that does not belong to what the form counts; null: there is none.
create or replace function statistics_stray_criterion(p_line statistics_line, p_counts text)
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

grant execute on function statistics_stray_criterion(statistics_line, text) to tdkt_service;

-- A line with criteria for awards in a form of campaigns would count nothing and show zeros. Fires after row security;
-- locks the form, so that what it counts does not change at the same time.
create or replace function check_statistics_line()
returns trigger
language plpgsql
as $$
declare
    stray constant text := statistics_stray_criterion(
        new, (select f.counts from statistics_form f where f.id = new.form_id for share));
begin
    if stray is not null then
        perform refuse('statistics_line_stray', p_member => stray);
    end if;
    return null;
end
$$;

create or replace function check_statistics_form_counts()
returns trigger
language plpgsql
as $$
begin
    if exists (
        select
        from statistics_line l
        where l.form_id = new.id
        and statistics_stray_criterion(l, new.counts) is not null) then
        perform refuse('statistics_form_counts_lines');
    end if;
    return null;
end
$$;

create or replace function tally_statistics(p_scope report_scope)
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
    where c.state = 'launched'
    and c.starts_on <= (p_scope).last_day
    and (c.ends_on is null or c.ends_on >= (p_scope).first_day)
    and exists (
        select
        from report_spans(p_scope) s
        where s.lineage_id in (c.province_lineage, c.district_lineage, c.commune_lineage)
        and c.starts_on <= s.last_day
        and (c.ends_on is null or c.ends_on >= s.first_day));
end;

grant execute on function tally_statistics(report_scope) to tdkt_service;

-- Whether a counted thing meets the criteria of a row or column. An award of a class also counts for its form. A plain
-- expression, so that the planner can inline it.
create or replace function statistics_counts(p_line statistics_line, p_tally statistics_tally)
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

grant execute on function statistics_counts(statistics_line, statistics_tally) to tdkt_service;

-- How many awards to individuals a form with position groups counts in none of them, because nobody stated the group; null
-- for a form that does not ask for groups.
create or replace function statistics_unknown_group(p_form statistics_form, p_on date, p_tally statistics_tally[])
returns bigint
language plpgsql
stable
as $$
begin
    return (
        with line as materialized (
            select l.is_column, l.position_group, jsonb_populate_record(l, '{"position_group": null}') as of_any_group
            from statistics_line l
            where l.form_id = p_form.id
            and daterange(l.valid_from, l.valid_to, '[]') @> p_on
        )
        select coalesce(sum(t.number), 0)
        from unnest(p_tally) t
        where t.counts = p_form.counts
        and t.subject_kind = 'individual'
        and t.position_group is null
        and exists (
            select
            from line r
            join line c on c.is_column
            where not r.is_column
            and num_nonnulls(r.position_group, c.position_group) > 0
            and statistics_counts(r.of_any_group, t)
            and statistics_counts(c.of_any_group, t))
        having exists (select from line l where l.position_group is not null));
end
$$;

grant execute on function statistics_unknown_group(statistics_form, date, statistics_tally[]) to tdkt_service;

-- A cell is null where nothing can be counted: the form counts nothing that is recorded, or the class of the row is not
-- for the kind of subject of the column.
create or replace function statistics_form_json(p_form statistics_form, p_on date, p_tally statistics_tally[])
returns json
language plpgsql
stable
as $$
begin
    return (
        with counted as materialized (
            select r.id as row_id, c.id as column_id, sum(t.number)::bigint as number
            from unnest(p_tally) t
            join statistics_line r on not r.is_column and statistics_counts(r, t)
            join statistics_line c on c.is_column and statistics_counts(c, t)
            where t.counts = p_form.counts
            and r.form_id = p_form.id
            and daterange(r.valid_from, r.valid_to, '[]') @> p_on
            and c.form_id = p_form.id
            and daterange(c.valid_from, c.valid_to, '[]') @> p_on
            group by r.id, c.id
        ),
        cells as materialized (
            select
                r.id as row_id,
                json_agg(
                    case
                        when p_form.counts is not null and (c.subject_kind <> all (a.subject_kinds)) is not true
                            then coalesce(n.number, 0)
                    end
                    order by c.order, c.code) as told
            from statistics_line r
            join statistics_line c on c.form_id = r.form_id and c.is_column
            left join award_class a on a.id = r.award_class_id
            left join counted n on n.row_id = r.id and n.column_id = c.id
            where r.form_id = p_form.id
            and not r.is_column
            and daterange(r.valid_from, r.valid_to, '[]') @> p_on
            and daterange(c.valid_from, c.valid_to, '[]') @> p_on
            group by r.id
        )
        select json_build_object(
            'code', p_form.code, 'name_vi', p_form.name_vi, 'name_en', p_form.name_en, 'source', p_form.source,
            'confidence', p_form.confidence, 'verified', p_form.verified,
            'note_vi', p_form.note_vi, 'note_en', p_form.note_en,
            'unknown_position_group', statistics_unknown_group(p_form, p_on, p_tally),
            'columns', coalesce(
                json_agg(
                    json_build_object('code', l.code, 'label_vi', l.label_vi, 'label_en', l.label_en)
                    order by l.order, l.code)
                    filter (where l.is_column),
                '[]'),
            'rows', coalesce(
                json_agg(
                    json_build_object(
                        'code', l.code, 'label_vi', l.label_vi, 'label_en', l.label_en, 'depth', l.depth,
                        'cells', coalesce(s.told, '[]'))
                    order by l.order, l.code)
                    filter (where not l.is_column),
                '[]'))
        from statistics_line l
        left join cells s on s.row_id = l.id
        where l.form_id = p_form.id
        and daterange(l.valid_from, l.valid_to, '[]') @> p_on);
end
$$;

grant execute on function statistics_form_json(statistics_form, date, statistics_tally[]) to tdkt_service;

-- The forms that apply on the last day of the year.
create or replace function statistics_report(p_scope report_scope, p_small_headcount integer)
returns json
language plpgsql
stable
as $$
begin
    return (
        with tally as materialized (
            select coalesce(array_agg(t), '{}') as rows
            from tally_statistics(p_scope) t
        )
        select json_build_object(
            'report', 'statistics',
            'scope', report_scope_json(p_scope),
            'period', report_period((p_scope).first_day, (p_scope).last_day),
            'predecessors', report_predecessors_json(p_scope),
            'forms', (
                select coalesce(
                    json_agg(statistics_form_json(f, (p_scope).last_day, t.rows) order by f.order, f.code),
                    '[]')
                from statistics_form f
                where daterange(f.valid_from, f.valid_to, '[]') @> (p_scope).last_day))
        from tally t);
end
$$;

grant execute on function statistics_report(report_scope, integer) to tdkt_service;
