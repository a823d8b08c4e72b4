-- The law as dated data: which regime governs a day, and what each class of award asks for, sentence by sentence. A
-- decree changes a number every few years; a legal officer then ends one row and adds another, and nothing is released.
-- Every row says where it was read and how surely, and stays unverified until such an officer confirms it.

create table legal_regime (
    id uuid primary key default uuid_v7(),
    version bigint not null default 1,
    created_at timestamptz not null default now(),
    updated_at timestamptz not null default now(),
    code text not null,
    name_vi text collate "vi-x-icu" not null,
    name_en text not null,
    valid_from date not null,
    valid_to date,
    article text,
    source text,
    confidence text not null,
    verified boolean not null default false,
    constraint legal_regime_code_check check (is_clean(code, 1, 16)),
    constraint legal_regime_name_vi_check check (is_clean(name_vi, 1, 200)),
    constraint legal_regime_name_en_check check (is_clean(name_en, 1, 200)),
    constraint legal_regime_valid_to_check check (valid_to >= valid_from),
    constraint legal_regime_article_check check (is_clean(article, 1, 200)),
    constraint legal_regime_source_check check (is_clean(source, 1, 300)),
    constraint legal_regime_confidence_check check (confidence in ('S', 'S-local', 'C', 'P', 'M', 'none')),
    constraint legal_regime_code_key unique (code),
    constraint legal_regime_period_excl exclude using gist (daterange(valid_from, valid_to, '[]') with &&)
);

-- One row is one sentence of the law, for as long as it says so. Conditions of eligibility carry a path: all rows of a
-- path are asked for, and one path of several is enough.
create table award_rule (
    id uuid primary key default uuid_v7(),
    version bigint not null default 1,
    created_at timestamptz not null default now(),
    updated_at timestamptz not null default now(),
    award_class_id uuid not null,
    kind text not null,
    subject_kind text,
    valid_from date not null,
    valid_to date,
    path text,
    needs_award_class_id uuid,
    least integer,
    years integer,
    rating text,
    initiative_level text,
    permille integer,
    quorum_permille integer,
    secret boolean,
    written_allowed boolean,
    recusal_shrinks boolean,
    authority text,
    coefficient numeric(21, 6),
    working_days integer,
    text_vi text not null,
    text_en text not null,
    article text,
    source text,
    confidence text not null,
    verified boolean not null default false,
    constraint award_rule_kind_check check (
        kind in (
            'held_award', 'consecutive_award', 'rating_years', 'rating_count', 'initiatives', 'unit_age',
            'member_share', 'member_award', 'judgement', 'unread',
            'vote', 'bonus', 'quota', 'consultation', 'authority')),
    constraint award_rule_subject_kind_check check (subject_kind in ('collective', 'individual', 'household')),
    constraint award_rule_valid_to_check check (valid_to >= valid_from),
    -- What a kind asks for and what it leaves empty, column by column.
    constraint award_rule_path_check check (
        case
            when kind in ('vote', 'bonus', 'quota', 'consultation', 'authority') then path is null
            else coalesce(path ~ '^[a-z0-9]{1,3}(\.[a-z0-9]{1,3}){0,2}$', false)
        end),
    constraint award_rule_needs_award_class_id_check check (
        case
            when kind in ('held_award', 'consecutive_award', 'member_share', 'member_award')
                then needs_award_class_id is not null
            else kind in ('rating_years', 'quota') or needs_award_class_id is null
        end),
    constraint award_rule_least_check check (
        case
            when kind in ('held_award', 'rating_count', 'initiatives', 'member_award')
                then coalesce(least between 1 and 1000, false)
            else least is null
        end),
    constraint award_rule_years_check check (
        case
            when kind in ('consecutive_award', 'rating_years', 'rating_count', 'unit_age')
                then coalesce(years between 1 and 100, false)
            when kind in ('held_award', 'initiatives') then years between 1 and 100
            else years is null
        end),
    constraint award_rule_rating_check check (
        case
            when kind in ('rating_years', 'rating_count')
                then coalesce(rating in ('completed_limited', 'completed', 'good', 'excellent'), false)
            else rating is null
        end),
    constraint award_rule_initiative_level_check check (
        case
            when kind = 'initiatives'
                then coalesce(initiative_level in ('base', 'district', 'province', 'national'), false)
            else initiative_level is null
        end),
    constraint award_rule_permille_check check (
        case
            when kind in ('member_share', 'vote', 'quota') then coalesce(permille between 1 and 1000, false)
            else permille is null
        end),
    constraint award_rule_quorum_permille_check check (
        quorum_permille is null or kind = 'vote' and quorum_permille between 1 and 1000),
    constraint award_rule_secret_check check ((kind = 'vote') = (secret is not null)),
    constraint award_rule_written_allowed_check check ((kind = 'vote') = (written_allowed is not null)),
    constraint award_rule_recusal_shrinks_check check ((kind = 'vote') = (recusal_shrinks is not null)),
    constraint award_rule_authority_check check (
        case
            when kind = 'authority'
                then coalesce(
                    authority in (
                        'president', 'prime_minister', 'province_chair', 'district_chair', 'commune_chair',
                        'agency_head'),
                    false)
            else authority is null
        end),
    constraint award_rule_coefficient_check check (
        case
            when kind = 'bonus' then coalesce(coefficient between 0 and 1000, false)
            else coefficient is null
        end),
    constraint award_rule_working_days_check check (
        working_days is null or kind = 'consultation' and working_days between 1 and 365),
    constraint award_rule_text_vi_check check (is_clean(text_vi, 1, 1000)),
    constraint award_rule_text_en_check check (is_clean(text_en, 1, 1000)),
    constraint award_rule_article_check check (is_clean(article, 1, 200)),
    constraint award_rule_source_check check (is_clean(source, 1, 300)),
    constraint award_rule_confidence_check check (confidence in ('S', 'S-local', 'C', 'P', 'M', 'none')),
    constraint award_rule_award_class_id_fkey foreign key (award_class_id) references award_class (id),
    constraint award_rule_needs_award_class_id_fkey foreign key (needs_award_class_id) references award_class (id),
    -- Of these only one sentence can hold on a day: two thresholds or two coefficients would be none.
    constraint award_rule_period_excl exclude using gist (
        award_class_id with =, kind with =, coalesce(subject_kind, '') with =,
        daterange(valid_from, valid_to, '[]') with &&)
        where (kind in ('vote', 'bonus', 'consultation'))
);

create index award_rule_award_class_id_idx on award_rule (award_class_id, kind, valid_from, id);
create index award_rule_needs_award_class_id_idx on award_rule (needs_award_class_id);

-- Conditions of eligibility belong together, whatever each of them counts; every other kind stands alone.
create function rule_family(p_kind text)
returns text
language sql
immutable
parallel safe
return case
    when p_kind in ('vote', 'bonus', 'quota', 'consultation', 'authority') then p_kind
    else 'eligibility'
end;

-- Whether a rule speaks on a day about a kind of subject; p_kind is a kind or the family 'eligibility', and a subject
-- kind of null asks for the rules of all.
create function rule_binds(p_rule award_rule, p_kind text, p_subject_kind text, p_on date)
returns boolean
language sql
stable
parallel safe
return p_kind in (p_rule.kind, rule_family(p_rule.kind))
    and (p_rule.subject_kind is null or p_subject_kind is null or p_rule.subject_kind = p_subject_kind)
    and p_rule.valid_from <= p_on
    and (p_rule.valid_to is null or p_rule.valid_to >= p_on);

-- The rules of a class that bind on a day. A class that has none of the kind itself takes those of its form. Functions
-- asked at every step of a nomination are plpgsql: their plans live as long as the session, and arguments are worked out
-- once; PostgreSQL 15 plans the body of an SQL function anew in every statement.
create function legal_rules(p_class uuid, p_kind text, p_subject_kind text, p_on date)
returns setof award_rule
language plpgsql
stable
as $$
begin
    return query
        select r.*
        from award_rule r
        where r.award_class_id = (
            select coalesce(
                (select own.award_class_id
                 from award_rule own
                 where own.award_class_id = p_class
                 and rule_binds(own, p_kind, p_subject_kind, p_on)
                 limit 1),
                (select c.parent_id from award_class c where c.id = p_class)))
        and rule_binds(r, p_kind, p_subject_kind, p_on)
        order by r.kind, r.path, r.valid_from, r.id;
end
$$;

create trigger a_stamp before insert or update on legal_regime for each row execute function stamp();
create trigger a_stamp before insert or update on award_rule for each row execute function stamp();
create trigger record_change after insert or update or delete on legal_regime
    for each row execute function record_change();
create trigger record_change after insert or update or delete on award_rule
    for each row execute function record_change();

alter table legal_regime enable row level security;
alter table legal_regime force row level security;

create policy legal_regime_owner on legal_regime
    to current_user
    using (true)
    with check (true);

create policy legal_regime_select on legal_regime
    for select to tdkt_service
    using ((select caller_is(
        'unit_officer', 'district_reviewer', 'province_reviewer', 'council_reviewer', 'reader', 'auditor', 'admin')));

alter table award_rule enable row level security;
alter table award_rule force row level security;

create policy award_rule_owner on award_rule
    to current_user
    using (true)
    with check (true);

create policy award_rule_select on award_rule
    for select to tdkt_service
    using ((select caller_is(
        'unit_officer', 'district_reviewer', 'province_reviewer', 'council_reviewer', 'reader', 'auditor', 'admin')));

create policy award_rule_insert on award_rule
    for insert to tdkt_service
    with check ((select caller_is('council_reviewer', 'admin')));

create policy award_rule_update on award_rule
    for update to tdkt_service
    using ((select caller_is('council_reviewer', 'admin')));

create policy award_rule_delete on award_rule
    for delete to tdkt_service
    using ((select caller_is('council_reviewer', 'admin')));

grant select on legal_regime to tdkt_service;
grant select, insert, update, delete on award_rule to tdkt_service;
