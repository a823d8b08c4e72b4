-- A person moves between units: the request of the receiving unit and its answer, and the history of positions.
-- kind: expand

-- The history of positions: what the record of a person said, from which day on. Rows are only added. On a day, the row that was
-- recorded last counts among those that begin by then; held_from is null where nobody knows since when.
create table individual_position (
    id uuid primary key default uuid_v7(),
    version bigint not null default 1,
    individual_id uuid not null,
    collective_id uuid not null,
    collective_name text not null,
    unit_id uuid not null,
    position text,
    position_group text,
    held_from date,
    move_id uuid,
    actor text not null,
    recorded_at timestamptz not null default clock_timestamp(),
    province_lineage uuid not null,
    district_lineage uuid,
    commune_lineage uuid,
    constraint individual_position_individual_id_fkey
        foreign key (individual_id) references individual (id) on delete cascade,
    constraint individual_position_collective_id_fkey foreign key (collective_id) references collective (id),
    constraint individual_position_unit_id_fkey foreign key (unit_id) references unit (id)
);

create index individual_position_individual_id_idx on individual_position (individual_id, recorded_at, id);
create index individual_position_collective_id_idx on individual_position (collective_id);
create index individual_position_unit_id_idx on individual_position (unit_id);

-- province_lineage and its kin are those of the giving unit, which may know everything about the person; lineages are those of both
-- units and of the units above them.
create table individual_move (
    id uuid primary key default uuid_v7(),
    version bigint not null default 1,
    created_at timestamptz not null default now(),
    updated_at timestamptz not null default now(),
    individual_id uuid not null,
    named_by text not null,
    from_collective_id uuid not null,
    from_unit_id uuid not null,
    to_collective_id uuid not null,
    to_unit_id uuid not null,
    moved_on date not null,
    position text,
    position_group text,
    code text,
    decision_number text,
    reason text,
    state text not null default 'requested',
    requested_by text not null,
    answered_by text,
    answered_on date,
    answer_reason text,
    province_lineage uuid not null,
    district_lineage uuid,
    commune_lineage uuid,
    lineages uuid[] not null,
    constraint individual_move_named_by_check check (named_by in ('individual_id', 'citizen_id')),
    constraint individual_move_position_check check (is_clean(position, 1, 200)),
    constraint individual_move_position_group_check check (
        position_group in (
            'ministry_province_leader', 'department_leader', 'entrepreneur', 'deputy_head_up', 'direct_worker')),
    constraint individual_move_code_check check (is_key(code, 1, 32)),
    constraint individual_move_decision_number_check check (is_key(decision_number, 1, 60)),
    constraint individual_move_reason_check check (is_clean(reason, 1, 2000)),
    constraint individual_move_state_check check (state in ('requested', 'released', 'refused', 'withdrawn')),
    constraint individual_move_answered_check check (
        (state = 'requested') = (answered_by is null) and (state = 'requested') = (answered_on is null)),
    constraint individual_move_answer_reason_check check (
        is_clean(answer_reason, 1, 2000) and (state = 'refused') = (answer_reason is not null)),
    constraint individual_move_individual_id_fkey foreign key (individual_id) references individual (id),
    constraint individual_move_from_collective_id_fkey foreign key (from_collective_id) references collective (id),
    constraint individual_move_from_unit_id_fkey foreign key (from_unit_id) references unit (id),
    constraint individual_move_to_collective_id_fkey foreign key (to_collective_id) references collective (id),
    constraint individual_move_to_unit_id_fkey foreign key (to_unit_id) references unit (id)
);

create unique index individual_move_individual_id_key on individual_move (individual_id) where state = 'requested';
create index individual_move_individual_id_idx on individual_move (individual_id);
create index individual_move_lineages_idx on individual_move using gin (lineages);
create index individual_move_created_at_idx on individual_move (created_at, id);
create index individual_move_from_unit_id_idx on individual_move (from_unit_id);
create index individual_move_to_unit_id_idx on individual_move (to_unit_id);
create index individual_move_to_collective_id_idx on individual_move (to_collective_id);

alter table individual_position
    add constraint individual_position_move_id_fkey foreign key (move_id) references individual_move (id);

-- Since when people have their positions of today is unknown.
insert into individual_position (
    individual_id, collective_id, collective_name, unit_id, position, position_group, actor, province_lineage, district_lineage,
    commune_lineage)
select i.id, c.id, c.name, c.unit_id, i.position, i.position_group, session_user, i.province_lineage, i.district_lineage,
    i.commune_lineage
from individual i
join collective c on c.id = i.collective_id;
