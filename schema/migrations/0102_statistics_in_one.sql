-- The cells of a statistics form were worked out row by row, and the columns and all that is counted were unpacked again for each of
-- them. Now one statement works out all cells: what is counted is compared with the rows once, and what met one with the columns.
-- kind: expand

-- A cell is null where there is nothing to count: the form counts nothing that is recorded, or the class of the row is not for
-- the kind of subject of the column.
create or replace function statistics_form_told(p_form statistics_form, p_on date, p_tally statistics_tally[])
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
                    order by c.position, c.code) as told
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
            'columns', coalesce(
                json_agg(
                    json_build_object('code', l.code, 'label_vi', l.label_vi, 'label_en', l.label_en)
                    order by l.position, l.code)
                    filter (where l.is_column),
                '[]'),
            'rows', coalesce(
                json_agg(
                    json_build_object(
                        'code', l.code, 'label_vi', l.label_vi, 'label_en', l.label_en, 'depth', l.depth,
                        'cells', coalesce(s.told, '[]'))
                    order by l.position, l.code)
                    filter (where not l.is_column),
                '[]'))
        from statistics_line l
        left join cells s on s.row_id = l.id
        where l.form_id = p_form.id
        and daterange(l.valid_from, l.valid_to, '[]') @> p_on);
end
$$;

drop function statistics_cells(text, statistics_line, statistics_line[], statistics_tally[]);
