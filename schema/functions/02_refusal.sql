-- How the database says no.

-- A reference to a row that the caller may not see is refused in the words of one that is not there, so that nobody
-- learns from an error what exists elsewhere.
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

-- A scope that cannot be looked up for want of its unit: said here, because row security speaks before NOT NULL does
-- and would call the row somebody else's.
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

-- A rule of the domain that no constraint can hold. TD001: the input is wrong; TD002: the state forbids it.
create or replace function refuse(p_code text, p_rule text, p_vi text, p_en text)
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

grant execute on function refuse(text, text, text, text) to tdkt_service;

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

-- Arguments: the column, and the first day that makes sense in it.
create or replace function refuse_day()
returns trigger
language plpgsql
as $$
declare
    day constant date := (to_jsonb(new) ->> tg_argv[0])::date;
    first_day constant date := tg_argv[1];
begin
    if day < first_day then
        perform refuse('TD001', format('%s_%s_floor', tg_table_name, tg_argv[0]),
            format('Ngày này trước %s, có lẽ gõ nhầm năm', to_char(first_day, 'DD/MM/YYYY')),
            format('This day lies before %s, which looks like a slip of the year', first_day));
    end if;
    perform refuse('TD001', format('%s_%s_future', tg_table_name, tg_argv[0]),
        format('Ngày này ở tương lai: hôm nay là %s', to_char(today(), 'DD/MM/YYYY')),
        format('This day lies in the future: today is %s', today()));
end
$$;
