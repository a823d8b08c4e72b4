-- Units (provinces, districts, communes) and how they follow one another.
-- kind: contract

-- Administrative units through time: a row is one version of a unit, because codes and names outlive what they named
-- (Vĩnh Trụ was 13564 in 2018 and is 13597 today). Each row carries the lineages of itself and of its ancestors, and
-- every record copies these three columns: a caller's scope is then an equality on an index.
create table unit (
    id uuid primary key default uuid_v7(),
    version bigint not null default 1,
    created_at timestamptz not null default now(),
    updated_at timestamptz not null default now(),
    code text not null,
    name text collate "vi-x-icu" not null,
    type text not null,
    level text not null,
    parent_id uuid,
    valid_from date not null,
    valid_to date,
    legal_act text,
    lineage_id uuid not null,
    province_lineage uuid not null,
    district_lineage uuid,
    commune_lineage uuid,
    name_search text collate "C" not null generated always as (fold(name)) stored,
    constraint unit_code_check check (is_key(code, 1, 16)),
    constraint unit_name_check check (is_clean(name, 1, 120)),
    constraint unit_legal_act_check check (is_clean(legal_act, 0, 300)),
    constraint unit_level_check check (level in ('province', 'district', 'commune')),
    constraint unit_type_check check (
        type in ('province', 'municipality', 'city', 'town', 'district', 'ward', 'township', 'commune',
            'special_zone')),
    constraint unit_type_level_check check (
        case level
            when 'province' then type in ('province', 'municipality')
            when 'district' then type in ('city', 'town', 'district')
            else type in ('ward', 'township', 'commune', 'special_zone')
        end),
    constraint unit_parent_id_check check ((level = 'province') = (parent_id is null)),
    constraint unit_valid_to_check check (valid_to >= valid_from),
    constraint unit_parent_id_fkey foreign key (parent_id) references unit (id),
    constraint unit_code_valid_from_key unique (code, valid_from),
    constraint unit_code_period_excl exclude using gist (code with =, daterange(valid_from, valid_to, '[]') with &&)
);

create index unit_name_idx on unit (name, id);
create index unit_parent_id_idx on unit (parent_id);
create index unit_lineage_id_idx on unit (lineage_id);
create index unit_name_search_idx on unit using gin (name_search gin_trgm_ops);

-- What became of a unit, many to many: a renamed or upgraded unit keeps its lineage, a merged or split one starts anew.
-- The successor by merge owns the archive of its predecessors and reads it; a split's archive stays with the province.
create table unit_succession (
    id uuid primary key default uuid_v7(),
    version bigint not null default 1,
    created_at timestamptz not null default now(),
    updated_at timestamptz not null default now(),
    predecessor_id uuid not null,
    successor_id uuid not null,
    kind text not null,
    effective_on date not null,
    legal_act text,
    constraint unit_succession_kind_check check (kind in ('merge', 'split', 'rename', 'upgrade')),
    constraint unit_succession_legal_act_check check (is_clean(legal_act, 0, 300)),
    constraint unit_succession_successor_id_check check (successor_id <> predecessor_id),
    constraint unit_succession_predecessor_id_fkey foreign key (predecessor_id) references unit (id),
    constraint unit_succession_successor_id_fkey foreign key (successor_id) references unit (id),
    constraint unit_succession_predecessor_id_successor_id_key unique (predecessor_id, successor_id)
);

create index unit_succession_successor_id_idx on unit_succession (successor_id);

-- One to one: the same body cannot go on as two, nor can one body have been two.
create unique index unit_succession_continued_predecessor_key on unit_succession (predecessor_id)
    where kind in ('rename', 'upgrade');
create unique index unit_succession_continued_successor_key on unit_succession (successor_id)
    where kind in ('rename', 'upgrade');
