-- Tables that every other one stands on: the installation, answers kept under a key, the history of changes; and the functions that
-- columns and checks of tables call. Such a function is not in schema/functions: whoever changes it must look at the stored rows too.
-- kind: contract

-- The ground every later file stands on: the role that serves, the extensions that indexes need.
-- A superuser has usually made both before (schema/bootstrap.sql); a plain database owner gets as far as rights allow:
-- both extensions are trusted, and a role is made only where the owner may make one.

create extension if not exists pg_trgm;
create extension if not exists btree_gist;

do $$
begin
    if not exists (select from pg_roles where rolname = 'tdkt_service') then
        create role tdkt_service nologin;
    end if;
exception
    when duplicate_object or unique_violation then
        null; -- another database of the same cluster was migrated at the same moment
    when insufficient_privilege then
        raise exception 'role tdkt_service is missing and % may not create it', current_user
            using hint = 'run schema/bootstrap.sql as a superuser once';
end
$$;

grant usage on schema public to tdkt_service;

-- A function is closed until it is opened. PostgreSQL lets everybody call a new one: a trigger function that runs with the owner's
-- rights could then be set upon a table of the caller's own making, and would do to the records whatever that table's rows tell it.
alter default privileges revoke execute on functions from public;

-- No temporary tables either. Whoever owns the database may say so; else schema/bootstrap.sql does, run by a superuser.
do $$
begin
    if (select pg_has_role(datdba, 'usage') from pg_database where datname = current_database()) then
        execute format('revoke temporary on database %I from public, tdkt_service', current_database());
    end if;
end
$$;

-- Name search without a leak: is_like() and its operator @~ are what schema/bootstrap.sql makes, marks leakproof and lets use the
-- trigram indexes. Here they are made where no superuser has run it (again): the search is then right, but slow.

do $do$
begin
    if to_regprocedure('public.is_like(text, varchar)') is not null then
        return;
    end if;

create function is_like(value text, pattern varchar)
returns boolean
language plpgsql
immutable
strict
parallel safe
cost 2
as $like$
begin
    if pg_catalog.right(pattern, 1) = '\' and pattern operator(pg_catalog.~) '(^|[^\\])(\\\\)*\\$' then
        return false;
    end if;
    return value operator(pg_catalog.~~) pattern::text;
end
$like$;

    revoke all on function is_like(text, varchar) from public;
    grant execute on function is_like(text, varchar) to tdkt_service;
    create operator @~ (
        leftarg = text,
        rightarg = varchar,
        function = is_like,
        restrict = matchingsel,
        join = matchingjoinsel
    );
end
$do$;

-- The last character of a code: the weighted sum of the first eight, modulo 31. Eight different weights and a prime
-- modulus catch every single wrong character and every exchange of two.
create function award_code_check(p_first_eight text)
returns text
language plpgsql
immutable
strict
parallel safe
as $$
begin
    return substr(
        '23456789ABCDEFGHJKMNPQRSTUVWXYZ',
        1 + (
            select (sum(place * value) % 31)::integer
            from generate_series(1, 8) as place
            cross join lateral (
                select strpos('23456789ABCDEFGHJKMNPQRSTUVWXYZ', substr(p_first_eight, place, 1)) - 1
            ) as character (value)),
        1);
end
$$;

grant execute on function award_code_check(text) to tdkt_service;

-- What search compares: no case, no diacritics, one blank between words, đ as d. It makes hòa, hoà and HÒA one word,
-- however the accents were typed.
create function fold(value text)
returns text
language sql
immutable
strict
parallel safe
return btrim(
    regexp_replace(
        translate(
            regexp_replace(
                lower(normalize(value, nfkd) collate "und-x-icu") collate "C",
                '[\u0300-\u036f\u200c\u200d\ufe00-\ufe0f]', '', 'g'),
            U&'\0111\00f0\0256\2010\2011\2012\2013\2014\2015\2043\2212', 'ddd--------'),
        '\s+', ' ', 'g'));

grant execute on function fold(text) to tdkt_service;

-- A number or code as it is compared: folded, and without blanks.
create function fold_key(value text)
returns text
language sql
immutable
strict
parallel safe
return replace(fold(value), ' ', '');

grant execute on function fold_key(text) to tdkt_service;

-- Clean text: in NFC and of the length the contract names; no blank at its ends; no character that hides, turns its neighbours
-- round, or means nothing to others; joiners and variation selectors only beside what they shape; something to see, so not
-- marks alone. A text of up to 500 characters is one line with single plain blanks; a longer one may have lines and tabs.
create function is_clean(value text, shortest integer, longest integer)
returns boolean
language plpgsql
immutable
strict
parallel safe
as $$
begin
    return value is nfc normalized
        and char_length(value) between shortest and longest
        and case
            when longest > 500 then value !~ (
                '^[ \t\n]|[ \t\n]$|['
                '\u0001-\u0008\u000b-\u000d\u000e-\u001f\u007f-\u0084\u0085\u0086-\u009f\u00a0\u00ad\u034f\u061c'
                '\u115f\u1160\u1680\u17b4\u17b5\u180e\u2000-\u200a\u200b\u200e\u200f\u2028\u2029\u202a-\u202e'
                '\u202f\u205f\u2060-\u2064\u2065-\u206f\u2800\u3000\u3164\ue000-\uf8ff\ufdd0-\ufdef\ufeff\uffa0'
                '\ufff0-\ufffb\ufffc\ufffe\uffff\U0001bca0-\U0001bca3\U0001d159\U0001d173-\U0001d17a\U0001fffe'
                '\U0001ffff\U0002fffe\U0002ffff\U0003fffe\U0003ffff\U0004fffe\U0004ffff\U0005fffe\U0005ffff'
                '\U0006fffe\U0006ffff\U0007fffe\U0007ffff\U0008fffe\U0008ffff\U0009fffe\U0009ffff\U000afffe'
                '\U000affff\U000bfffe\U000bffff\U000cfffe\U000cffff\U000dfffe\U000dffff\U000e0000-\U000e00ff'
                '\U000e01f0-\U000e0fff\U000efffe-\U0010ffff'
                ']')
            else value !~ (
                '^ | $|  |['
                '\u0001-\u0008\u0009-\u000d\u000e-\u001f\u007f-\u0084\u0085\u0086-\u009f\u00a0\u00ad\u034f\u061c'
                '\u115f\u1160\u1680\u17b4\u17b5\u180e\u2000-\u200a\u200b\u200e\u200f\u2028\u2029\u202a-\u202e'
                '\u202f\u205f\u2060-\u2064\u2065-\u206f\u2800\u3000\u3164\ue000-\uf8ff\ufdd0-\ufdef\ufeff\uffa0'
                '\ufff0-\ufffb\ufffc\ufffe\uffff\U0001bca0-\U0001bca3\U0001d159\U0001d173-\U0001d17a\U0001fffe'
                '\U0001ffff\U0002fffe\U0002ffff\U0003fffe\U0003ffff\U0004fffe\U0004ffff\U0005fffe\U0005ffff'
                '\U0006fffe\U0006ffff\U0007fffe\U0007ffff\U0008fffe\U0008ffff\U0009fffe\U0009ffff\U000afffe'
                '\U000affff\U000bfffe\U000bffff\U000cfffe\U000cffff\U000dfffe\U000dffff\U000e0000-\U000e00ff'
                '\U000e01f0-\U000e0fff\U000efffe-\U0010ffff'
                ']')
        end
        and case
            when value ~ '[\u200c\u200d\u180b-\u180d\u180f\ufe00-\ufe0f\U000e0100-\U000e01ef]' then value !~ (
                '(^|[^\u180b-\u180d\u180f\ufe00-\ufe0f\U000e0100-\U000e01ef'
                '\u0590-\u109f\u1700-\u180a\u1810-\u1aaf\u1b00-\u1c7f\u2190-\u27ff\u2801-\u2bff\ua840-\uab2f'
                '\ufb1d-\ufdcf\ufe70-\ufefc\U00010a00-\U00011fff\U0001e900-\U0001e95f\U0001f000-\U0001faff'
                '])[\u200c\u200d]|[\u200c\u200d]($|[^'
                '\u0590-\u109f\u1700-\u180a\u1810-\u1aaf\u1b00-\u1c7f\u2190-\u27ff\u2801-\u2bff\ua840-\uab2f'
                '\ufb1d-\ufdcf\ufe70-\ufefc\U00010a00-\U00011fff\U0001e900-\U0001e95f\U0001f000-\U0001faff'
                '])|(^|[^'
                '\u00a9\u00ae\u1000-\u109f\u1800-\u180a\u1810-\u18af\u203c\u2049\u2100-\u27ff\u2801-\u2bff\u2e80'
                '-\u2fff\u3001-\u3163\u3165-\ua4cf\ua840-\ua87f\uf900-\ufaff\U0001f000-\U0001faff\U00020000-'
                '\U0002fffd\U00030000-\U0003fffd'
                '])[\u180b-\u180d\u180f\ufe00-\ufe0f\U000e0100-\U000e01ef]')
            else true
        end
        and case
            when value = '' or value ~ '[!-~\u00c0-\u02ff\u1e00-\u1eff]' then true
            else value ~ (
                '[^ \t\n\u200c\u200d\u180b-\u180d\u180f\ufe00-\ufe0f\U000e0100-\U000e01ef'
                '\u0300-\u036f\u0483-\u0489\u0591-\u05bd\u05bf\u05c1\u05c2\u05c4\u05c5\u05c7\u0610-\u061a\u064b-'
                '\u065f\u0670\u06d6-\u06dc\u06df-\u06e4\u06e7\u06e8\u06ea-\u06ed\u0711\u0730-\u074a\u07a6-\u07b0'
                '\u07eb-\u07f3\u07fd\u0816-\u0819\u081b-\u0823\u0825-\u0827\u0829-\u082d\u0859-\u085b\u0898-'
                '\u089f\u08ca-\u08e1\u08e3-\u0903\u093a-\u093c\u093e-\u094f\u0951-\u0957\u0962\u0963\u0981-'
                '\u0983\u09bc\u09be-\u09c4\u09c7\u09c8\u09cb-\u09cd\u09d7\u09e2\u09e3\u09fe\u0a01-\u0a03\u0a3c'
                '\u0a3e-\u0a42\u0a47\u0a48\u0a4b-\u0a4d\u0a51\u0a70\u0a71\u0a75\u0a81-\u0a83\u0abc\u0abe-\u0ac5'
                '\u0ac7-\u0ac9\u0acb-\u0acd\u0ae2\u0ae3\u0afa-\u0aff\u0b01-\u0b03\u0b3c\u0b3e-\u0b44\u0b47\u0b48'
                '\u0b4b-\u0b4d\u0b55-\u0b57\u0b62\u0b63\u0b82\u0bbe-\u0bc2\u0bc6-\u0bc8\u0bca-\u0bcd\u0bd7\u0c00'
                '-\u0c04\u0c3c\u0c3e-\u0c44\u0c46-\u0c48\u0c4a-\u0c4d\u0c55\u0c56\u0c62\u0c63\u0c81-\u0c83\u0cbc'
                '\u0cbe-\u0cc4\u0cc6-\u0cc8\u0cca-\u0ccd\u0cd5\u0cd6\u0ce2\u0ce3\u0d00-\u0d03\u0d3b\u0d3c\u0d3e-'
                '\u0d44\u0d46-\u0d48\u0d4a-\u0d4d\u0d57\u0d62\u0d63\u0d81-\u0d83\u0dca\u0dcf-\u0dd4\u0dd6\u0dd8-'
                '\u0ddf\u0df2\u0df3\u0e31\u0e34-\u0e3a\u0e47-\u0e4e\u0eb1\u0eb4-\u0ebc\u0ec8-\u0ecd\u0f18\u0f19'
                '\u0f35\u0f37\u0f39\u0f3e\u0f3f\u0f71-\u0f84\u0f86\u0f87\u0f8d-\u0f97\u0f99-\u0fbc\u0fc6\u102b-'
                '\u103e\u1056-\u1059\u105e-\u1060\u1062-\u1064\u1067-\u106d\u1071-\u1074\u1082-\u108d\u108f'
                '\u109a-\u109d\u135d-\u135f\u1712-\u1715\u1732-\u1734\u1752\u1753\u1772\u1773\u17b6-\u17d3\u17dd'
                '\u1885\u1886\u18a9\u1920-\u192b\u1930-\u193b\u1a17-\u1a1b\u1a55-\u1a5e\u1a60-\u1a7c\u1a7f\u1ab0'
                '-\u1ace\u1b00-\u1b04\u1b34-\u1b44\u1b6b-\u1b73\u1b80-\u1b82\u1ba1-\u1bad\u1be6-\u1bf3\u1c24-'
                '\u1c37\u1cd0-\u1cd2\u1cd4-\u1ce8\u1ced\u1cf4\u1cf7-\u1cf9\u1dc0-\u1dff\u20d0-\u20f0\u2cef-'
                '\u2cf1\u2d7f\u2de0-\u2dff\u302a-\u302f\u3099\u309a\ua66f-\ua672\ua674-\ua67d\ua69e\ua69f\ua6f0'
                '\ua6f1\ua802\ua806\ua80b\ua823-\ua827\ua82c\ua880\ua881\ua8b4-\ua8c5\ua8e0-\ua8f1\ua8ff\ua926-'
                '\ua92d\ua947-\ua953\ua980-\ua983\ua9b3-\ua9c0\ua9e5\uaa29-\uaa36\uaa43\uaa4c\uaa4d\uaa7b-\uaa7d'
                '\uaab0\uaab2-\uaab4\uaab7\uaab8\uaabe\uaabf\uaac1\uaaeb-\uaaef\uaaf5\uaaf6\uabe3-\uabea\uabec'
                '\uabed\ufb1e\ufe20-\ufe2f\U000101fd\U000102e0\U00010376-\U0001037a\U00010a01-\U00010a03'
                '\U00010a05\U00010a06\U00010a0c-\U00010a0f\U00010a38-\U00010a3a\U00010a3f\U00010ae5\U00010ae6'
                '\U00010d24-\U00010d27\U00010eab\U00010eac\U00010f46-\U00010f50\U00010f82-\U00010f85\U00011000-'
                '\U00011002\U00011038-\U00011046\U00011070\U00011073\U00011074\U0001107f-\U00011082\U000110b0-'
                '\U000110ba\U000110c2\U00011100-\U00011102\U00011127-\U00011134\U00011145\U00011146\U00011173'
                '\U00011180-\U00011182\U000111b3-\U000111c0\U000111c9-\U000111cc\U000111ce\U000111cf\U0001122c-'
                '\U00011237\U0001123e\U000112df-\U000112ea\U00011300-\U00011303\U0001133b\U0001133c\U0001133e-'
                '\U00011344\U00011347\U00011348\U0001134b-\U0001134d\U00011357\U00011362\U00011363\U00011366-'
                '\U0001136c\U00011370-\U00011374\U00011435-\U00011446\U0001145e\U000114b0-\U000114c3\U000115af-'
                '\U000115b5\U000115b8-\U000115c0\U000115dc\U000115dd\U00011630-\U00011640\U000116ab-\U000116b7'
                '\U0001171d-\U0001172b\U0001182c-\U0001183a\U00011930-\U00011935\U00011937\U00011938\U0001193b-'
                '\U0001193e\U00011940\U00011942\U00011943\U000119d1-\U000119d7\U000119da-\U000119e0\U000119e4'
                '\U00011a01-\U00011a0a\U00011a33-\U00011a39\U00011a3b-\U00011a3e\U00011a47\U00011a51-\U00011a5b'
                '\U00011a8a-\U00011a99\U00011c2f-\U00011c36\U00011c38-\U00011c3f\U00011c92-\U00011ca7\U00011ca9-'
                '\U00011cb6\U00011d31-\U00011d36\U00011d3a\U00011d3c\U00011d3d\U00011d3f-\U00011d45\U00011d47'
                '\U00011d8a-\U00011d8e\U00011d90\U00011d91\U00011d93-\U00011d97\U00011ef3-\U00011ef6\U00016af0-'
                '\U00016af4\U00016b30-\U00016b36\U00016f4f\U00016f51-\U00016f87\U00016f8f-\U00016f92\U00016fe4'
                '\U00016ff0\U00016ff1\U0001bc9d\U0001bc9e\U0001cf00-\U0001cf2d\U0001cf30-\U0001cf46\U0001d165-'
                '\U0001d169\U0001d16d-\U0001d172\U0001d17b-\U0001d182\U0001d185-\U0001d18b\U0001d1aa-\U0001d1ad'
                '\U0001d242-\U0001d244\U0001da00-\U0001da36\U0001da3b-\U0001da6c\U0001da75\U0001da84\U0001da9b-'
                '\U0001da9f\U0001daa1-\U0001daaf\U0001e000-\U0001e006\U0001e008-\U0001e018\U0001e01b-\U0001e021'
                '\U0001e023\U0001e024\U0001e026-\U0001e02a\U0001e130-\U0001e136\U0001e2ae\U0001e2ec-\U0001e2ef'
                '\U0001e8d0-\U0001e8d6\U0001e944-\U0001e94a'
                ']')
        end;
end
$$;

grant execute on function is_clean(text, integer, integer) to tdkt_service;

-- A code or a number by which people look a record up: clean, in NFKC (no wide letters), every dash a hyphen, no sign that
-- looks like Đ, no joiner and no selector.
create function is_key(value text, shortest integer, longest integer)
returns boolean
language plpgsql
immutable
strict
parallel safe
as $$
begin
    return public.is_clean(value, shortest, longest)
        and value is nfkc normalized
        and value !~ '[\u2010-\u2015\u2043\u2212\u00d0\u00f0\u0189\u0256\u200c\u200d\u180b-\u180d\u180f\ufe00-\ufe0f\U000e0100-\U000e01ef]';
end
$$;

grant execute on function is_key(text, integer, integer) to tdkt_service;

-- The day of this transaction where the installation stands.
create function today()
returns date
language plpgsql
stable
as $$
begin
    return (select (now() at time zone i.time_zone)::date from installation i);
end
$$;

grant execute on function today() to tdkt_service;

-- A version 7 UUID: 48 bits of milliseconds, then random bits, so that ids grow with time and indexes stay compact.
create function uuid_v7()
returns uuid
language sql
volatile
parallel safe
return encode(
    set_bit(
        set_bit(
            overlay(
                uuid_send(gen_random_uuid())
                placing substring(int8send((extract(epoch from clock_timestamp()) * 1000)::bigint) from 3)
                from 1 for 6),
            52, 1),
        53, 1),
    'hex')::uuid;

grant execute on function uuid_v7() to tdkt_service;

-- What day it is, and since when this installation is the place where nominations are decided. Both are facts of the
-- installation, not of a caller: one row, kept by the operator (tdkt migrate), read by everybody.
create table installation (
    id uuid primary key default uuid_v7(),
    version bigint not null default 1,
    created_at timestamptz not null default now(),
    updated_at timestamptz not null default now(),
    time_zone text not null default 'Asia/Ho_Chi_Minh',
    live_on date not null,
    constraint installation_time_zone_check check (
        timestamptz '2026-01-01 00:00:00Z' at time zone time_zone is not null)
);

create unique index installation_key on installation ((true));

-- All instances have one TDKT_SECRET: under another, a citizen's number is kept as another value, and the same number would be
-- accepted twice. The first instance leaves a mark of its secret here; one with another secret finds out at its start. The mark
-- is an HMAC of fixed words and tells nothing of the secret; nobody but the owner reads it.
create table installation_secret (
    is_there boolean primary key default true,
    mark text not null,
    marked_at timestamptz not null default now(),
    constraint installation_secret_is_there_check check (is_there),
    constraint installation_secret_mark_check check (mark ~ '^[0-9a-f]{64}$')
);

-- Answers kept for 24 hours, so that a caller who lost one may ask again with the same Idempotency-Key. The row is
-- written in the transaction of the write it stands for: either both are there or neither.
create table idempotency_key (
    subject text not null,
    key text not null,
    request_digest text not null,
    status integer,
    location text,
    etag text,
    body text,
    created_at timestamptz not null default now(),
    expires_at timestamptz not null default now() + interval '24 hours',
    shown text[] not null default '{}',
    constraint idempotency_key_pkey primary key (subject, key),
    constraint idempotency_key_key_check check (char_length(key) between 1 and 255),
    constraint idempotency_key_status_check check (status between 100 and 599)
);

create index idempotency_key_expires_at_idx on idempotency_key (expires_at);
create index idempotency_key_subject_idx on idempotency_key (subject, expires_at);

-- Who changed what, when, and how the row then looked: appended by the database itself, so that no path around the
-- service escapes it, and never changed afterwards.
create table change_history (
    id uuid primary key default uuid_v7(),
    table_name text not null,
    row_id uuid not null,
    version bigint not null,
    operation text not null,
    changed_at timestamptz not null default now(),
    changed_by text not null,
    request_id text,
    province_lineage uuid,
    district_lineage uuid,
    commune_lineage uuid,
    row jsonb not null,
    constraint change_history_operation_check check (operation in ('insert', 'update', 'delete'))
);

create index change_history_row_id_idx on change_history (row_id, version);

-- The status of an award is asked far more often than it changes, so each instance keeps its answers. Nobody may be told
-- what was true before a change that its writer has been told of; a notification may come after that answer. So what
-- changes is written down in its own transaction, and an instance asks, in one statement for all who wait, what has been
-- committed since it last asked: rows of transactions that the snapshot of that time did not show.
create table status_change (
    xact xid8 not null default pg_current_xact_id(),
    number bigint generated always as identity not null,
    code text,
    recorded_at timestamptz not null default now(),
    constraint status_change_pkey primary key (xact, number)
);

create index status_change_recorded_at on status_change (recorded_at);

comment on table status_change is
    'Codes whose GET /v1/award-status/{code} answers differently since a transaction; code null: all of them. Kept for a day.';
