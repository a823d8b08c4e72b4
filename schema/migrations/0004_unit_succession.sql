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

create function check_succession()
returns trigger
language plpgsql
as $$
declare
    before unit;
    after unit;
begin
    select * into before from unit where id = new.predecessor_id;
    if not found then
        perform refuse_reference('unit_succession', 'predecessor_id');
    end if;
    select * into after from unit where id = new.successor_id;
    if not found then
        perform refuse_reference('unit_succession', 'successor_id');
    end if;
    if before.valid_from >= new.effective_on
        or new.effective_on < after.valid_from or new.effective_on > after.valid_to then
        perform refuse('TD001', 'unit_succession_effective_on',
            'Ngày hiệu lực phải sau khi đơn vị cũ thành lập và trong thời gian đơn vị mới có hiệu lực',
            'effective_on must be after the predecessor began and while the successor is valid');
    end if;
    -- The strict order of the two beginnings is also what keeps lineages free of circles.
    if new.kind in ('rename', 'upgrade')
        and (before.level <> after.level or before.valid_from >= after.valid_from) then
        perform refuse('TD001', 'unit_succession_continuity',
            'Đổi tên hoặc nâng cấp phải giữ nguyên cấp hành chính và đơn vị mới phải bắt đầu sau',
            'A rename or upgrade stays at its level, and the successor begins later');
    end if;
    return new;
end
$$;

-- Hands the lineage of a continued unit on, or gives a unit its own back; unit triggers carry it further down.
create function keep_lineage()
returns trigger
language plpgsql
security definer
set search_path = pg_catalog, public, pg_temp
as $$
declare
    touched constant uuid[] := array_remove(
        array[
            case when tg_op <> 'INSERT' then old.successor_id end,
            case when tg_op <> 'DELETE' then new.successor_id end],
        null);
begin
    update unit u
    set lineage_id = kept.lineage_id
    from (
        select s.id, coalesce(p.lineage_id, s.id) as lineage_id
        from unit s
        left join unit_succession k on k.successor_id = s.id and k.kind in ('rename', 'upgrade')
        left join unit p on p.id = k.predecessor_id
        where s.id = any (touched)
    ) kept
    where u.id = kept.id
    and u.lineage_id <> kept.lineage_id;
    return null;
end
$$;

create trigger a_stamp before insert or update on unit_succession for each row execute function stamp();
create trigger b_check before insert or update on unit_succession for each row execute function check_succession();
create trigger keep_lineage after insert or update or delete on unit_succession
    for each row execute function keep_lineage();

alter table unit_succession enable row level security;
alter table unit_succession force row level security;

create policy unit_succession_owner on unit_succession
    to current_user
    using (true)
    with check (true);

create policy unit_succession_select on unit_succession
    for select to tdkt_service
    using ((select caller_is(
        'unit_officer', 'district_reviewer', 'province_reviewer', 'council_reviewer', 'auditor', 'admin')));

create policy unit_succession_insert on unit_succession
    for insert to tdkt_service
    with check ((select caller_is('admin')));

create policy unit_succession_update on unit_succession
    for update to tdkt_service
    using ((select caller_is('admin')));

create policy unit_succession_delete on unit_succession
    for delete to tdkt_service
    using ((select caller_is('admin')));

grant select, insert, update, delete on unit_succession to tdkt_service;
