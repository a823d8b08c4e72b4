-- How the database refuses a request.

-- A reference to a row that the caller may not see is refused with the same words as a reference to a missing row, so
-- that an error does not reveal what exists elsewhere.
create or replace function refuse_reference(p_table text, p_column text)
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

grant execute on function refuse_reference(text, text) to tdkt_service;

-- The unit is missing, so the record's scope cannot be looked up. Raised here, because row security checks the row
-- before NOT NULL does and would say that the row belongs to somebody else.
create or replace function refuse_null(p_table text, p_column text)
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

grant execute on function refuse_null(text, text) to tdkt_service;

-- The values for a Vietnamese sentence, with days as 31/12/2026. Only the form is checked, because a value may come
-- from a caller: "2020-99-99" raises no error.
create or replace function said_in_vietnamese(p_said text[])
returns text[]
language plpgsql
immutable
as $$
begin
    return array(
        select regexp_replace(s.word, '^(\d{4})-(\d\d)-(\d\d)$', '\3/\2/\1')
        from unnest(p_said) with ordinality as s (word, place)
        order by s.place);
end
$$;

grant execute on function said_in_vietnamese(text[]) to tdkt_service;

-- Refuses by a rule of the domain that no constraint can check. The catalogue (02_rules) holds the rules. The message
-- is the Vietnamese sentence, the hint the English one, the constraint is the rule's code, the column its JSON member.
-- p_said has the values for both sentences, p_said_en those for the English one where they differ; p_member replaces
-- the member of the catalogue. A code that the catalogue does not have is a bug.
create or replace function refuse(
    p_rule text,
    p_said text[] default '{}',
    p_said_en text[] default null,
    p_member text default null,
    p_detail text default '')
returns void
language plpgsql
as $$
declare
    own rule;
begin
    select * into own from rule where code = p_rule;
    if not found then
        raise exception 'rule "%" is not in the catalogue', p_rule;
    end if;
    raise exception using
        errcode = case own.kind
            when 'invalid' then 'TD001'
            when 'conflict' then 'TD002'
            when 'stale' then 'TD003'
            when 'forbidden' then 'TD004'
            when 'limited' then 'TD005'
        end,
        constraint = own.code,
        column = coalesce(p_member, own.member, ''),
        message = format(own.message_vi, variadic said_in_vietnamese(p_said)),
        hint = format(own.message_en, variadic coalesce(p_said_en, p_said)),
        detail = p_detail;
end
$$;

grant execute on function refuse(text, text[], text[], text, text) to tdkt_service;

-- What a conflict says of the record that its rule is about, as members of the problem: its state, and the acts that are open to the
-- caller. For the p_detail of refuse().
create or replace function state_detail(p_state text, p_allowed text[] default '{}', p_more jsonb default '{}')
returns text
language sql
immutable
return (jsonb_build_object('current_state', p_state, 'allowed', to_jsonb(p_allowed)) || p_more)::text;

grant execute on function state_detail(text, text[], jsonb) to tdkt_service;

-- Earlier versions, which took the sentences from each call. They are dropped in the transaction that changes their
-- callers.
drop function if exists refuse(text, text, text, text);
drop function if exists refuse_haste(text, integer, integer, interval, text, text);
drop function if exists refuse_repeated_award(text, award, text, text);

create or replace function is_sensible_day(p_day date, p_first date, p_has_come boolean)
returns boolean
language plpgsql
stable
strict
as $$
begin
    return p_day >= p_first and (not p_has_come or p_day <= today());
end
$$;

grant execute on function is_sensible_day(date, date, boolean) to tdkt_service;

-- Arguments: the column, and the first day that is plausible in it.
create or replace function refuse_day()
returns trigger
language plpgsql
as $$
declare
    day constant date := (to_jsonb(new) ->> tg_argv[0])::date;
    first_day constant date := tg_argv[1];
begin
    if day < first_day then
        perform refuse('day_too_early', array[first_day::text], p_member => tg_argv[0]);
    end if;
    perform refuse('day_future', array[today()::text], p_member => tg_argv[0]);
end
$$;
