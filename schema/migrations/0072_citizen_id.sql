-- A citizen's number is asked for, never guessed (Law 91/2025/QH15: for the stated purpose and no more). The mask shows no
-- digit; who looks a number up, or writes one, does so a few times and leaves a row that tells it, counted here so that all
-- instances count together; and uniqueness says nothing about anybody outside the unit that keeps the record.

alter table individual
    drop constraint individual_citizen_id_check,
    drop column citizen_id_last,
    add column has_citizen_id boolean not null generated always as (citizen_id_hash is not null) stored,
    add constraint individual_citizen_id_check check (octet_length(citizen_id_hash) = 32);

-- The service writes hashes and never compares them: look_up_citizen_id() below does.
revoke select on individual from tdkt_service;
grant select (
    id, version, created_at, updated_at, code, full_name, birth_date, gender, position, position_group, direct_worker,
    collective_id, status, province_lineage, district_lineage, commune_lineage, full_name_search, has_citizen_id)
    on individual to tdkt_service;

-- Once in the unit that keeps the record: a commune, a district or the province's own offices, whoever may write there sees
-- all of it. The district stands beside its commune because a commune that outlived its district keeps two generations
-- of records.
drop index individual_citizen_id_hash_key;
create unique index individual_citizen_id_hash_key
    on individual (
        citizen_id_hash,
        coalesce(commune_lineage, district_lineage, province_lineage),
        coalesce(district_lineage, province_lineage))
    where citizen_id_hash is not null;

-- What was kept of the last digits: in the history, and in answers that wait for a retry.
alter table change_history disable trigger append_only;
update change_history
set row = row - 'citizen_id_last'
where table_name = 'individual'
and row ? 'citizen_id_last';
alter table change_history enable trigger append_only;
update idempotency_key
set body = regexp_replace(body, '"citizen_id":"\*{9}[0-9]{3}"', '"citizen_id":"************"', 'g')
where body ~ '"citizen_id":"\*{9}[0-9]{3}"';

-- Who asked for or wrote a number, when, in which request, and of which rows: never the number, nor its hash.
create table citizen_id_use (
    id uuid primary key default uuid_v7(),
    subject text not null,
    act text not null,
    used_at timestamptz not null default clock_timestamp(),
    request_id text,
    found integer not null,
    individual_ids uuid[] not null,
    lineages uuid[] not null,
    constraint citizen_id_use_act_check check (act in ('lookup', 'change', 'entry')),
    constraint citizen_id_use_found_check check (found = cardinality(individual_ids))
);

create index citizen_id_use_subject_idx on citizen_id_use (subject, act, used_at);
create index citizen_id_use_used_at_idx on citizen_id_use (used_at);

create function refuse_use_rewrite()
returns trigger
language plpgsql
as $$
begin
    raise insufficient_privilege using message = 'citizen_id_use is append-only';
end
$$;

create trigger append_only before update or delete or truncate on citizen_id_use
    for each statement execute function refuse_use_rewrite();

-- How often one person may: look a number up; write one onto a record that is there; enter a record with one. Each is a
-- guess that is answered, so even the loosest leaves a million guesses to years, or to thousands of false records a day.
create function citizen_id_limits(p_act text)
returns table (most integer, period interval)
language sql
immutable
begin atomic
    select l.most, l.period
    from (values
        ('lookup', 5, interval '1 minute'),
        ('lookup', 60, interval '1 day'),
        ('change', 30, interval '1 minute'),
        ('change', 500, interval '1 day'),
        ('entry', 5000, interval '1 day')
    ) as l (act, most, period)
    where l.act = p_act;
end;

-- A refusal whose hint says after how many seconds to come again, and how many are allowed within how many seconds.
create function refuse_haste(p_rule text, p_seconds integer, p_most integer, p_period interval, p_vi text, p_en text)
returns void
language plpgsql
as $$
begin
    raise exception using
        errcode = 'TD005',
        constraint = p_rule,
        message = p_vi || ' | ' || p_en,
        hint = format('%s %s %s', p_seconds, p_most, extract(epoch from p_period)::integer);
end
$$;

-- One after the other for each person, so that nobody is counted while asking twice at once; entries may come in bulk, and
-- a few more or less do not matter there.
create function check_citizen_id_limit(p_act text)
returns void
language plpgsql
volatile
as $$
declare
    passed record;
begin
    if p_act <> 'entry' then
        perform pg_advisory_xact_lock(hashtextextended('citizen_id of ' || caller_subject(), 0));
    end if;
    select l.most, l.period, ceil(extract(epoch from last_counted.used_at + l.period - clock_timestamp())) as seconds
    into passed
    from citizen_id_limits(p_act) l
    cross join lateral (
        select u.used_at
        from citizen_id_use u
        where u.subject = caller_subject()
        and u.act = p_act
        order by u.used_at desc
        offset l.most - 1
        limit 1
    ) as last_counted
    where last_counted.used_at > clock_timestamp() - l.period
    order by 3 desc
    limit 1;
    if found then
        perform refuse_haste('individual_citizen_id_limit', greatest(passed.seconds, 1)::integer, passed.most, passed.period,
            'Đã tra cứu hoặc ghi số định danh cá nhân quá nhiều lần, hãy thử lại sau',
            'Citizen ids were looked up or written too often; come again later');
    end if;
end
$$;

-- The lineages are those of the caller's units and of the units above: whose auditors read the row.
create function note_citizen_id_use(p_act text, p_individuals uuid[])
returns void
language sql
volatile
begin atomic
    insert into citizen_id_use (subject, act, request_id, found, individual_ids, lineages)
    select caller_subject(), p_act, nullif(current_setting('tdkt.request_id', true), ''), cardinality(p_individuals),
        p_individuals, coalesce(array_agg(distinct above.lineage) filter (where above.lineage is not null), '{}')
    from unit u
    cross join lateral unnest(array[u.province_lineage, u.district_lineage, u.commune_lineage]) as above (lineage)
    where u.lineage_id = any (read_scope());
end;

-- Among the caller's own, at most 100. The row is written whether or not anything is found. Definer, because nobody else
-- may compare a hash; roles and units are asked as row security asks them.
create function look_up_citizen_id(p_hash bytea)
returns setof uuid
language plpgsql
volatile
security definer
set search_path = pg_catalog, public, pg_temp
as $$
declare
    individuals uuid[];
begin
    if caller_subject() is null or not caller_is(
        'unit_officer', 'district_reviewer', 'province_reviewer', 'council_reviewer', 'auditor') then
        raise insufficient_privilege using message = 'not for this caller';
    end if;
    perform check_citizen_id_limit('lookup');
    select coalesce(array_agg(own.id order by own.id), '{}') into individuals
    from (
        select i.id
        from individual i
        where i.citizen_id_hash = p_hash
        and (i.province_lineage = any (read_scope())
            or i.district_lineage = any (read_scope())
            or i.commune_lineage = any (read_scope()))
        order by i.id
        limit 100
    ) as own;
    perform note_citizen_id_use('lookup', individuals);
    return query select unnest(individuals);
end
$$;

-- Before uniqueness is asked, and also for a number that is there already: else the one write that is not refused at the
-- limit would be the right guess.
create function count_citizen_id_write()
returns trigger
language plpgsql
security definer
set search_path = pg_catalog, public, pg_temp
as $$
declare
    act constant text := case tg_op when 'INSERT' then 'entry' else 'change' end;
begin
    if caller_subject() is not null then
        perform check_citizen_id_limit(act);
        perform note_citizen_id_use(act, array[new.id]);
    end if;
    return new;
end
$$;

create trigger c_citizen_id before insert or update of citizen_id_hash on individual
    for each row when (new.citizen_id_hash is not null) execute function count_citizen_id_write();

revoke all on function check_citizen_id_limit(text) from public;
revoke all on function note_citizen_id_use(text, uuid[]) from public;
revoke all on function look_up_citizen_id(bytea) from public;
revoke all on function count_citizen_id_write() from public;
grant execute on function look_up_citizen_id(bytea) to tdkt_service;

alter table citizen_id_use enable row level security;
alter table citizen_id_use force row level security;

create policy citizen_id_use_owner on citizen_id_use
    to current_user
    using (true)
    with check (true);

create policy citizen_id_use_select on citizen_id_use
    for select to tdkt_service
    using ((select caller_is('auditor')) and lineages && (select read_scope())::uuid[]);

grant select on citizen_id_use to tdkt_service;
