-- Days that somebody types. What has happened lies on a day that has come, and a year such as 0018 is a slip of the
-- hand. One table says which column is held to what; a trigger of each asks only of the days that are written.

create function is_sensible_day(p_day date, p_first date, p_has_come boolean)
returns boolean
language plpgsql
stable
as $$
begin
    return p_day >= p_first and (not p_has_come or p_day <= today());
end
$$;

-- Arguments: the column, and the first day that makes sense in it.
create function refuse_day()
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

-- 1945-09-02: no act of this State is older. People and bodies may be.
do $$
declare
    held record;
begin
    for held in
        select *
        from (values
            ('individual', 'birth_date', date '1850-01-01', true),
            ('collective', 'founded_on', '1800-01-01', true),
            ('decision', 'signed_on', '1945-09-02', true),
            ('dossier', 'dated_on', '1945-09-02', true),
            ('dossier_document', 'dated_on', '1945-09-02', true),
            ('nomination_event', 'letter_on', '1945-09-02', true),
            ('rating', 'decided_on', '1945-09-02', true),
            ('initiative', 'recognised_on', '1945-09-02', true),
            ('cluster_year', 'pact_signed_on', '1945-09-02', true),
            ('target_progress', 'figures_on', '1945-09-02', false), -- its own trigger asks whether it has come
            ('award_statement', 'period_from', '1945-09-02', false),
            ('campaign', 'starts_on', '1945-09-02', false),
            ('campaign_target', 'starts_on', '1945-09-02', false),
            ('campaign_target', 'due_on', '1945-09-02', false),
            ('council_session', 'held_on', '1945-09-02', false),
            ('unit', 'valid_from', '1800-01-01', false),
            ('unit_succession', 'effective_on', '1800-01-01', false),
            ('award_class', 'valid_from', '1945-09-02', false),
            ('award_rule', 'valid_from', '1945-09-02', false),
            ('stage_deadline', 'valid_from', '1945-09-02', false),
            ('base_salary', 'valid_from', '1945-09-02', false),
            ('holiday', 'on_date', '1945-09-02', false),
            ('indicator', 'valid_from', '1945-09-02', false),
            ('statistics_form', 'valid_from', '1900-01-01', false)
        ) as h (table_name, column_name, first_day, has_come)
    loop
        execute format(
            'create trigger b_day_%2$s before insert or update of %2$I on %1$I '
            'for each row when (not is_sensible_day(new.%2$I, %3$L, %4$L)) execute function refuse_day(%2$L, %3$L)',
            held.table_name, held.column_name, held.first_day, held.has_come);
    end loop;
end
$$;

-- A decision takes effect on the day it is signed or later. What is recorded stays as it is.
alter table decision
    add constraint decision_effective_on_check check (effective_on >= signed_on) not valid;
