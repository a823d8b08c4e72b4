-- The public consultation as a record of its own: the list that a province publishes, the nominations on it, the opinions received
-- and their answers (Decree 152/2025/NĐ-CP Art 44.2). The days of a consultation now run from the publication of the list. Nominations
-- that are under consultation get a list per province and day, published on the day on which they came there, so that none is stuck.
-- kind: contract

create table consultation (
    id uuid primary key default uuid_v7(),
    version bigint not null default 1,
    created_at timestamptz not null default now(),
    updated_at timestamptz not null default now(),
    code text not null,
    unit_id uuid not null,
    title text collate "vi-x-icu" not null,
    contact text not null,
    elsewhere text,
    state text not null default 'draft',
    published_on date,
    ends_on date,
    published_by text,
    published_at timestamptz,
    closed_on date,
    closed_by text,
    closed_at timestamptz,
    result text,
    province_lineage uuid not null,
    district_lineage uuid,
    commune_lineage uuid,
    constraint consultation_code_check check (code ~ '^[2-9A-HJKMNP-Z]{9}$'),
    constraint consultation_title_check check (is_clean(title, 1, 300)),
    constraint consultation_contact_check check (is_clean(contact, 1, 500)),
    constraint consultation_elsewhere_check check (is_clean(elsewhere, 1, 500)),
    constraint consultation_result_check check (is_clean(result, 1, 4000)),
    constraint consultation_state_check check (state in ('draft', 'published', 'closed')),
    constraint consultation_published_on_check check ((state = 'draft') = (published_on is null)),
    constraint consultation_closed_on_check check (
        (state = 'closed') = (closed_on is not null) and (state = 'closed') = (result is not null)),
    constraint consultation_ends_on_check check (ends_on >= published_on),
    constraint consultation_code_key unique (code),
    constraint consultation_unit_id_fkey foreign key (unit_id) references unit (id)
);

create index consultation_province_created_at_idx on consultation (province_lineage, created_at, id);
create index consultation_published_on_idx on consultation (published_on, id) where published_on is not null;

-- left_by: the act by which the nomination left the list, as it left the consultation; null while it is on it.
create table consultation_item (
    id uuid primary key default uuid_v7(),
    version bigint not null default 1,
    created_at timestamptz not null default now(),
    updated_at timestamptz not null default now(),
    consultation_id uuid not null,
    nomination_id uuid not null,
    nominee_name text collate "vi-x-icu" not null,
    unit_id uuid not null,
    award_class_id uuid not null,
    year integer not null,
    left_by text,
    left_on date,
    province_lineage uuid not null,
    constraint consultation_item_left_by_check check (
        (left_by is null) = (left_on is null)
        and left_by in ('approve', 'hold', 'reject', 'return', 'withdraw', 'transfer')),
    constraint consultation_item_consultation_id_fkey foreign key (consultation_id) references consultation (id),
    constraint consultation_item_nomination_id_fkey foreign key (nomination_id) references nomination (id),
    constraint consultation_item_unit_id_fkey foreign key (unit_id) references unit (id),
    constraint consultation_item_award_class_id_fkey foreign key (award_class_id) references award_class (id)
);

create unique index consultation_item_nomination_id_key on consultation_item (nomination_id) where left_by is null;
create index consultation_item_consultation_id_idx on consultation_item (consultation_id, created_at, id);
create index consultation_item_nomination_id_idx on consultation_item (nomination_id, created_at);

-- item_id null: about the whole list. The last four columns repeat the latest answer.
create table consultation_opinion (
    id uuid primary key default uuid_v7(),
    version bigint not null default 1,
    created_at timestamptz not null default now(),
    updated_at timestamptz not null default now(),
    consultation_id uuid not null,
    item_id uuid,
    received_on date not null,
    is_late boolean not null,
    channel text not null,
    content text not null,
    sender text,
    recorded_by text,
    outcome text,
    answer text,
    answered_on date,
    answered_by text,
    province_lineage uuid not null,
    constraint consultation_opinion_channel_check check (channel in ('letter', 'mail', 'portal', 'phone', 'in_person')),
    constraint consultation_opinion_content_check check (is_clean(content, 1, 4000)),
    constraint consultation_opinion_sender_check check (is_clean(sender, 1, 200)),
    constraint consultation_opinion_answer_check check (num_nulls(outcome, answer, answered_on) in (0, 3)),
    constraint consultation_opinion_consultation_id_fkey foreign key (consultation_id) references consultation (id),
    constraint consultation_opinion_item_id_fkey foreign key (item_id) references consultation_item (id)
);

create index consultation_opinion_consultation_id_idx on consultation_opinion (consultation_id, received_on, id);
create index consultation_opinion_item_id_idx on consultation_opinion (item_id) where item_id is not null;

-- Answers are added and never changed: a later one corrects an earlier one.
create table consultation_answer (
    id uuid primary key default uuid_v7(),
    version bigint not null default 1,
    opinion_id uuid not null,
    answer text not null,
    outcome text not null,
    answered_on date not null,
    actor text,
    recorded_at timestamptz not null default clock_timestamp(),
    constraint consultation_answer_answer_check check (is_clean(answer, 1, 4000)),
    constraint consultation_answer_outcome_check check (outcome in ('upheld', 'not_upheld', 'partly')),
    constraint consultation_answer_opinion_id_fkey foreign key (opinion_id) references consultation_opinion (id)
);

create index consultation_answer_opinion_id_idx on consultation_answer (opinion_id, recorded_at, id);

-- The lists of the nominations that are under consultation today. Their last day is the longest of their rules, counted from the day on
-- which they came there, as it was until now. In plain SQL, because functions of older versions may not fit the columns.
with waiting as (
    select n.id, n.province_lineage, n.state_on, n.nominee_name, n.award_class_id, n.year, d.unit_id, rule.working_days
    from nomination n
    join dossier d on d.id = n.dossier_id
    join award_class c on c.id = n.award_class_id
    cross join lateral (
        select coalesce(
            (select min(e.acted_on) from nomination_event e where e.nomination_id = n.id and e.action = 'receive'),
            d.dated_on) as day
    ) as law
    left join lateral (
        select r.working_days
        from award_rule r
        where r.award_class_id in (c.id, c.parent_id)
        and r.kind = 'consultation'
        and (r.subject_kind is null or r.subject_kind = n.subject_kind)
        and law.day between r.valid_from and coalesce(r.valid_to, 'infinity')
        and (r.province_lineage is null or c.level <> 'state' and r.province_lineage = n.province_lineage)
        order by r.award_class_id = c.id desc, r.province_lineage nulls last, r.working_days desc nulls last
        limit 1
    ) as rule on true
    where n.state = 'public_consultation'
),
list as (
    select place.*,
        (
            select string_agg(substr('23456789ABCDEFGHJKMNPQRSTUVWXYZ', 1 + get_byte(place.random, at) % 31, 1), '')
            from unnest(array[0, 1, 2, 3, 4, 5, 9, 10, 11]) as at
        ) as code
    from (
        select w.province_lineage, w.state_on, max(w.working_days) as working_days, uuid_v7() as id,
            uuid_send(gen_random_uuid()) as random
        from waiting w
        group by w.province_lineage, w.state_on
    ) as place
),
made as (
    insert into consultation (id, code, unit_id, title, contact, state, published_on, ends_on, province_lineage)
    select l.id, l.code,
        (
            select u.id
            from unit u
            where u.lineage_id = l.province_lineage
            order by u.valid_from <= l.state_on desc, u.valid_from desc
            limit 1
        ),
        'Lấy ý kiến nhân dân từ ngày ' || to_char(l.state_on, 'DD/MM/YYYY'),
        'Cơ quan thi đua, khen thưởng cấp tỉnh',
        'published', l.state_on,
        (
            select s.day
            from (
                select g.day::date as day, row_number() over (order by g.day) as number
                from generate_series(l.state_on + 1, l.state_on + 2 * l.working_days + 60, interval '1 day') as g (day)
                left join holiday h on h.on_date = g.day::date
                where h.kind = 'make_up' or h.kind is null and extract(isodow from g.day) < 6
            ) as s
            where s.number = l.working_days
        ),
        l.province_lineage
    from list l
)
insert into consultation_item (consultation_id, nomination_id, nominee_name, unit_id, award_class_id, year, province_lineage)
select l.id, w.id, w.nominee_name, w.unit_id, w.award_class_id, w.year, w.province_lineage
from waiting w
join list l on (l.province_lineage, l.state_on) = (w.province_lineage, w.state_on);
