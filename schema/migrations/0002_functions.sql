-- The words the other files are written in: ids, folded names, clean text, who is calling, and the columns that the
-- database keeps on every record. Bodies are parsed here and now (SQL-standard bodies), so no search_path changes them.

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
        replace(
            regexp_replace(
                normalize(lower(value collate "und-x-icu"), nfd) collate "C",
                '[\u0300-\u036f]', '', 'g'),
            'đ', 'd'),
        '\s+', ' ', 'g'));

-- Stored text is NFC, without blanks around it, and of the length the contract names.
create function is_clean(value text, shortest integer, longest integer)
returns boolean
language sql
immutable
parallel safe
return value is nfc normalized
    and value = btrim(value, E' \t\n\r')
    and char_length(value) between shortest and longest;

-- Who is calling, and for which units, as the service set it for this transaction. A setting of an ended transaction
-- reads back as '', not as null: without nullif row security would meet an empty scope instead of none.
create function caller_subject()
returns text
language sql
stable
parallel safe
return nullif(current_setting('tdkt.subject', true), '');

create function caller_is(variadic roles text[])
returns boolean
language sql
stable
parallel safe
return coalesce(string_to_array(nullif(current_setting('tdkt.roles', true), ''), ',') && roles, false);

create function read_scope()
returns uuid[]
language sql
stable
parallel safe
return string_to_array(nullif(current_setting('tdkt.read_scope', true), ''), ',')::uuid[];

create function write_scope()
returns uuid[]
language sql
stable
parallel safe
return string_to_array(nullif(current_setting('tdkt.write_scope', true), ''), ',')::uuid[];

create function caller_provinces()
returns uuid[]
language sql
stable
parallel safe
return string_to_array(nullif(current_setting('tdkt.provinces', true), ''), ',')::uuid[];

-- BEFORE trigger of every record table: what only the database may say about a row. Triggers fire in the order of their
-- names; this one is called a_stamp and comes first.
create function stamp()
returns trigger
language plpgsql
as $$
begin
    if tg_op = 'INSERT' then
        new.version := 1;
        new.created_at := now();
    else
        new.id := old.id;
        new.version := old.version + 1;
        new.created_at := old.created_at;
    end if;
    new.updated_at := now();
    return new;
end
$$;

-- A reference to a row that the caller may not see is refused in the words of one that is not there, so that nobody
-- learns from an error what exists elsewhere.
create function refuse_reference(p_table text, p_column text)
returns void
language plpgsql
as $$
declare
    key_name constant text := p_table || '_' || p_column || '_fkey';
begin
    raise foreign_key_violation using
        message = format('insert or update on table "%s" violates foreign key constraint "%s"', p_table, key_name),
        constraint = key_name,
        table = p_table,
        column = p_column;
end
$$;

-- A scope that cannot be looked up for want of its unit: said here, because row security speaks before NOT NULL does
-- and would call the row somebody else's.
create function refuse_null(p_table text, p_column text)
returns void
language plpgsql
as $$
begin
    raise not_null_violation using
        message = format('null value in column "%s" of relation "%s" violates not-null constraint', p_column, p_table),
        table = p_table,
        column = p_column;
end
$$;

-- A rule of the domain that no constraint can hold. TD001: the input is wrong; TD002: the state forbids it.
create function refuse(p_code text, p_rule text, p_vi text, p_en text)
returns void
language plpgsql
as $$
begin
    raise exception using
        errcode = p_code,
        constraint = p_rule,
        message = p_vi || ' | ' || p_en;
end
$$;
