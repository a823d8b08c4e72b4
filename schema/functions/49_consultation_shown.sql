-- What others read of a public consultation: the council in its minutes, and everybody without a token.

-- What the council reads of the consultation on a nomination: the list on which it stood last, the opinions about it and their
-- answers in writing, without their senders. Null where there was none. Definer: commune staff read minutes, but no opinions.
create or replace function consultation_outcome(p_nomination uuid)
returns json
language plpgsql
stable
security definer
set search_path = pg_catalog, public, pg_temp
as $$
begin
    return (
        select json_build_object(
            'code', c.code, 'published_on', c.published_on, 'ends_on', c.ends_on, 'result', c.result,
            'opinion_count', told.number, 'opinions', told.opinions)
        from consultation_item i
        join consultation c on c.id = i.consultation_id
        cross join lateral (
            select count(*) as number,
                coalesce(json_agg(json_build_object(
                    'received_on', o.received_on, 'is_late', o.is_late, 'channel', o.channel,
                    'outcome', o.outcome, 'answer', o.answer, 'answered_on', o.answered_on)
                    order by o.received_on, o.id), '[]') as opinions
            from consultation_opinion o
            where o.consultation_id = c.id
            and (o.item_id is null or o.item_id = i.id)
        ) as told
        where i.nomination_id = p_nomination
        and i.left_by = 'approve'
        order by i.left_on desc, i.created_at desc
        limit 1);
end
$$;

grant execute on function consultation_outcome(uuid) to tdkt_service;

-- The day on which a published list ended: its last day; where the law names none, the day of its closing, or the day on which the last
-- nomination left it. Null while it runs without a known end.
create or replace function consultation_ended_on(p_list consultation)
returns date
language plpgsql
stable
security definer
set search_path = pg_catalog, public, pg_temp
as $$
begin
    return coalesce(
        p_list.ends_on,
        p_list.closed_on,
        (
            select case when bool_and(i.left_by is not null) then max(i.left_on) end
            from consultation_item i
            where i.consultation_id = p_list.id));
end
$$;

grant execute on function consultation_ended_on(consultation) to tdkt_service;

-- What the public reads of a list while it runs, and for 30 days after its end: never a draft.
create or replace view consultation_public as
select c.id, c.version, c.code, c.title, u.name as province, c.published_on, c.ends_on, c.elsewhere, c.contact,
    case when o.day < (select today()) then 'ended' else 'running' end as state
from consultation c
join unit u on u.id = c.unit_id
cross join lateral (select coalesce(consultation_ended_on(c), 'infinity') as day) as o
where c.published_on is not null
and o.day + 30 >= (select today());

grant select on consultation_public to tdkt_service;

-- One list as the public reads it: of each nominee the name, unit, award class and year, and nothing else. Null where the public
-- reads none.
create or replace function public_consultation(p_code text)
returns json
language plpgsql
stable
security definer
set search_path = pg_catalog, public, pg_temp
as $$
begin
    return (
        select json_build_object(
            'code', c.code, 'title', c.title, 'province', c.province, 'published_on', c.published_on, 'ends_on', c.ends_on,
            'elsewhere', c.elsewhere, 'contact', c.contact, 'state', c.state,
            'items', (
                select coalesce(json_agg(json_build_object(
                    'nominee_name', i.nominee_name, 'unit', unit_type_name(u.type) || ' ' || u.name,
                    'award_class_code', k.code, 'award_name_vi', k.name_vi, 'award_name_en', k.name_en, 'year', i.year)
                    order by k.rank, i.nominee_name, i.created_at, i.id), '[]')
                from consultation_item i
                join unit u on u.id = i.unit_id
                join award_class k on k.id = i.award_class_id
                where i.consultation_id = c.id
                and (i.left_by is null or i.left_by = 'approve')))
        from consultation_public c
        where c.code = p_code);
end
$$;

grant execute on function public_consultation(text) to tdkt_service;
