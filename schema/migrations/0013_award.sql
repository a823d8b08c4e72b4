-- Awards: who received what under which decision, with name, position and unit as they stood that day. The code is what
-- a recipient types into a phone to ask for the status; records never disappear and are never rewritten by the service.

create table award (
    id uuid primary key default uuid_v7(),
    version bigint not null default 1,
    created_at timestamptz not null default now(),
    updated_at timestamptz not null default now(),
    code text not null,
    decision_id uuid not null,
    award_class_id uuid not null,
    subject_kind text not null,
    collective_id uuid,
    individual_id uuid,
    recipient_name text not null,
    recipient_position text,
    recipient_unit_name text not null,
    unit_id uuid not null,
    achievement text,
    year integer not null,
    state text not null default 'valid',
    signed_on date not null,
    province_lineage uuid not null,
    district_lineage uuid,
    commune_lineage uuid,
    recipient_name_search text collate "C" not null generated always as (fold(recipient_name)) stored,
    constraint award_code_check check (code ~ '^[2-9A-HJKMNP-Z]{9}$'),
    constraint award_subject_kind_check check (subject_kind in ('collective', 'individual', 'household')),
    constraint award_subject_check check (
        case subject_kind
            when 'individual' then collective_id is null
            else individual_id is null
        end),
    constraint award_recipient_name_check check (is_clean(recipient_name, 1, 200)),
    constraint award_recipient_position_check check (is_clean(recipient_position, 1, 200)),
    constraint award_recipient_unit_name_check check (is_clean(recipient_unit_name, 1, 300)),
    constraint award_achievement_check check (is_clean(achievement, 0, 2000)),
    constraint award_year_check check (year between 1945 and 2100),
    constraint award_state_check check (state in ('valid', 'annulled')),
    constraint award_decision_id_fkey foreign key (decision_id) references decision (id),
    constraint award_award_class_id_fkey foreign key (award_class_id) references award_class (id),
    constraint award_collective_id_fkey foreign key (collective_id) references collective (id),
    constraint award_individual_id_fkey foreign key (individual_id) references individual (id),
    constraint award_unit_id_fkey foreign key (unit_id) references unit (id),
    constraint award_code_key unique (code)
);

create index award_province_signed_on_idx on award (province_lineage, signed_on, id);
create index award_district_signed_on_idx on award (district_lineage, signed_on, id)
    where district_lineage is not null;
create index award_commune_signed_on_idx on award (commune_lineage, signed_on, id) where commune_lineage is not null;
create index award_province_created_at_idx on award (province_lineage, created_at, id);
create index award_district_created_at_idx on award (district_lineage, created_at, id)
    where district_lineage is not null;
create index award_recipient_name_search_idx on award using gin (recipient_name_search gin_trgm_ops);
alter table award alter column recipient_name_search set statistics 300; -- as individual.full_name_search
create index award_decision_id_idx on award (decision_id);
create index award_award_class_id_idx on award (award_class_id, signed_on);
create index award_unit_id_idx on award (unit_id);
create index award_collective_id_idx on award (collective_id, signed_on, id) where collective_id is not null;
create index award_individual_id_idx on award (individual_id, signed_on, id) where individual_id is not null;

-- The last character of a code: the weighted sum of the first eight, modulo 31. Eight different weights and a prime
-- modulus catch every single wrong character and every exchange of two.
create function award_code_check(p_first_eight text)
returns text
language sql
immutable
strict
parallel safe
return substr(
    '23456789ABCDEFGHJKMNPQRSTUVWXYZ',
    1 + (
        select (sum(place * value) % 31)::integer
        from generate_series(1, 8) as place
        cross join lateral (
            select strpos('23456789ABCDEFGHJKMNPQRSTUVWXYZ', substr(p_first_eight, place, 1)) - 1
        ) as character (value)),
    1);

-- Eight characters that nobody can guess (31^8 of them), and the check character. Definer, because a code that is taken
-- outside the caller's scope is taken too.
create function new_award_code()
returns text
language plpgsql
volatile
security definer
set search_path = pg_catalog, public, pg_temp
as $$
declare
    alphabet constant text := '23456789ABCDEFGHJKMNPQRSTUVWXYZ';
    bytes bytea;
    first_eight text;
    candidate text;
begin
    loop
        bytes := uuid_send(gen_random_uuid()); -- bytes 6 and 8 hold fixed bits, the others are random
        select string_agg(substr(alphabet, 1 + get_byte(bytes, place) % 31, 1), '')
        into first_eight
        from unnest(array[0, 1, 2, 3, 4, 5, 9, 10]) as place;
        candidate := first_eight || award_code_check(first_eight);
        exit when not exists (select from award where code = candidate);
    end loop;
    return candidate;
end
$$;

-- A code that an import brings along must be one that a reader's typing check accepts.
alter table award add constraint award_code_digit_check check (right(code, 1) = award_code_check(left(code, 8)));

-- Everything an award takes from the rows it refers to, and what they allow.
create function complete_award()
returns trigger
language plpgsql
as $$
declare
    class award_class;
begin
    if new.code is null then
        new.code := new_award_code();
    end if;
    select signed_on into new.signed_on from decision where id = new.decision_id;
    if not found and new.decision_id is not null then
        perform refuse_reference('award', 'decision_id');
    end if;
    if new.collective_id is not null and not exists (select from collective where id = new.collective_id) then
        perform refuse_reference('award', 'collective_id');
    end if;
    if new.individual_id is not null and not exists (select from individual where id = new.individual_id) then
        perform refuse_reference('award', 'individual_id');
    end if;
    select * into class from award_class where id = new.award_class_id;
    if not found and new.award_class_id is not null then
        perform refuse_reference('award', 'award_class_id');
    end if;
    if new.subject_kind <> all (class.subject_kinds) then
        perform refuse('TD001', 'award_subject_kind',
            'Danh hiệu, hình thức này không dành cho loại đối tượng đã chọn',
            'This class is not for the given kind of subject');
    end if;
    if new.signed_on < class.valid_from or new.signed_on > class.valid_to then
        perform refuse('TD001', 'award_class_period',
            'Danh hiệu, hình thức khen thưởng không có hiệu lực vào ngày ký',
            'The award class was not valid on the day of signature');
    end if;
    return new;
end
$$;

create trigger a_stamp before insert or update on award for each row execute function stamp();
create trigger b_scope before insert or update on award for each row execute function scope_by_unit();
-- Before b_scope: a recipient that is not there for the caller is the reason why no unit was taken from it.
create trigger b_complete
    before insert or update of code, decision_id, award_class_id, subject_kind, collective_id, individual_id, signed_on
    on award
    for each row execute function complete_award();

revoke all on function new_award_code() from public;
grant execute on function new_award_code() to tdkt_service;

alter table award enable row level security;
alter table award force row level security;

create policy award_owner on award
    to current_user
    using (true)
    with check (true);

create policy award_select on award
    for select to tdkt_service
    using (
        (select caller_is(
            'unit_officer', 'district_reviewer', 'province_reviewer', 'council_reviewer', 'reader', 'auditor'))
        and (province_lineage = any ((select read_scope())::uuid[])
            or district_lineage = any ((select read_scope())::uuid[])
            or commune_lineage = any ((select read_scope())::uuid[])));

create policy award_insert on award
    for insert to tdkt_service
    with check (
        ((select caller_is('province_reviewer'))
            or ((select caller_is('district_reviewer')) and exists (
                select
                from decision d
                where d.id = decision_id
                and d.level in ('district', 'commune'))))
        and (province_lineage = any ((select write_scope())::uuid[])
            or district_lineage = any ((select write_scope())::uuid[])
            or commune_lineage = any ((select write_scope())::uuid[])));

-- Code, state and date are the database's to say.
grant select on award to tdkt_service;
grant insert (
    id, decision_id, award_class_id, subject_kind, collective_id, individual_id, recipient_name, recipient_position,
    recipient_unit_name, unit_id, achievement, year) on award to tdkt_service;
