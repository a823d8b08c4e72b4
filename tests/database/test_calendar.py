"""Working days and deadlines: weekends, the lunar New Year, make-up Saturdays, and unknown values."""

import pytest
from database.callers import caller, trial, unit
from support.sql import SqlError

SEED = "reference"
OFFICER = caller("unit_officer", "349")
CATALOGUER = caller("admin", "35")


def answer(database, expression, settings=OFFICER):
    return database.value(f"select {expression}", settings=settings)


@pytest.mark.parametrize("day,working", [
    ("2018-02-12", True), ("2018-02-13", True),
    # the lunar New Year of 2018, Wednesday to Tuesday
    *((f"2018-02-{day}", False) for day in range(14, 21)), ("2018-02-21", True),
    ("2018-06-01", True), ("2018-06-02", False), ("2018-06-03", False),
    ("2018-04-25", False), ("2018-04-30", False), ("2018-05-01", False), ("2018-05-02", True),
    ("2018-09-03", False), ("2018-12-31", False), ("2019-01-05", True), ("2019-01-06", False),
    ("2025-04-26", True), ("2025-04-27", False), ("2025-05-02", False),
    ("2026-01-02", False), ("2026-01-10", True), ("2026-08-22", True), ("2026-08-31", False),
    ("2040-01-02", True),
])
def test_working_days(database, day, working):
    assert answer(database, f"add_working_days(date '{day}' - 1, 1) = '{day}'") == ("t" if working else "f")


@pytest.mark.parametrize("day,days,expected", [
    ("2018-06-01", 0, "2018-06-01"), ("2018-06-02", 0, "2018-06-02"), ("2018-06-01", -3, "2018-06-01"),
    ("2018-06-01", 1, "2018-06-04"), ("2018-06-02", 1, "2018-06-04"), ("2018-06-04", 5, "2018-06-11"),
    ("2018-02-12", 1, "2018-02-13"), ("2018-02-13", 1, "2018-02-21"), ("2018-02-16", 1, "2018-02-21"),
    ("2018-02-12", 10, "2018-03-05"), ("2018-12-28", 1, "2019-01-02"),
    ("2018-12-31", 4, "2019-01-05"), ("2018-12-31", 5, "2019-01-07"),
    ("2025-04-25", 1, "2025-04-26"), ("2025-04-25", 5, "2025-05-06"),
    ("2018-01-01", 250, "2018-12-28"),
])
def test_adding_working_days(database, day, days, expected):
    assert answer(database, f"add_working_days('{day}', {days})") == expected


def test_the_days_between_are_that_many(database):
    asked = """select bool_and(n = (
            select count(*)
            from generate_series(date '2018-01-02', add_working_days('2018-01-01', n), '1 day') as day
            where add_working_days(day::date - 1, 1) = day))
        from generate_series(1, 60) as n"""
    assert database.value(asked, settings=OFFICER) == "t"


def test_an_unknown_number_of_days_has_no_end(database):
    assert answer(database, "add_working_days('2018-06-01', null)") is None
    assert answer(database, "add_working_days(null, 5)") is None


def test_a_calendar_without_working_days_has_no_end(database):
    closed = """insert into holiday (on_date, name_vi, name_en, confidence)
        select date '2031-01-01' + n, 'Mẫu', 'Sample', 'none' from generate_series(0, 99) as n"""
    assert trial(database, "select add_working_days('2031-01-01', 1)", CATALOGUER, before=closed) == [[None]]


@pytest.mark.parametrize("stage,level,day,expected", [
    ("district", "base", "2018-06-04", "2018-06-18"), ("district", "base", "2024-06-03", None),
    ("district", "base", "2025-07-01", "2025-07-29"), ("district", "base", "2026-10-01", None),
    ("district", "state", "2018-06-04", None), ("district", None, "2018-06-04", None),
    ("province", "state", "2018-06-01", "2018-07-06"), ("province", "base", "2018-06-01", "2018-07-06"),
    ("province", None, "2017-09-29", None), ("central", "state", "2025-06-30", "2025-07-28"),
    ("central", "state", "2025-07-01", None), ("council", "state", "2018-06-01", None),
    ("consultation", "state", "2018-06-01", None), ("consultation", "state", "2025-07-01", "2025-07-15"),
])
def test_deadlines_by_the_rule_of_the_first_day(database, stage, level, day, expected):
    told = f"'{level}'" if level else "null"
    assert answer(database, f"deadline_of('{stage}', {told}, '{day}')") == expected


DEADLINE = (
    "insert into stage_deadline (stage, award_level, working_days, valid_from, valid_to, confidence)"
    " values ('council', {}, {}, '{}', {}, 'none')"
)


def test_a_deadline_for_the_level_goes_before_one_for_all(database):
    both = DEADLINE.format("null", 9, "2018-01-01", "null") + ";" + DEADLINE.format("'state'", 1, "2018-01-01", "null")
    asked = "select deadline_of('council', 'state', '2018-06-04'), deadline_of('council', 'base', '2018-06-04')"
    assert trial(database, asked, CATALOGUER, before=both) == [["2018-06-05", "2018-06-15"]]


def test_a_deadline_for_the_procedure_goes_before_one_for_the_level(database):
    both = DEADLINE.format("'state'", 9, "2018-01-01", "null") + ";" + DEADLINE.replace("(stage,", "(procedure, stage,").replace(
        "('council',", "('simplified', 'council',").format("null", 1, "2018-01-01", "null")
    asked = ", ".join(f"deadline_of('council', 'state', '2018-06-04', null, '{way}')" for way in ("full", "simplified"))
    assert trial(database, f"select {asked}", CATALOGUER, before=both) == [["2018-06-15", "2018-06-05"]]


@pytest.mark.parametrize("province,procedure,expected", [
    ("35", "simplified", "2018-06-14"), ("35", "full", "2018-06-18"), ("36", "simplified", "2018-06-18"),
])
def test_a_certificate_for_a_rescue_in_ha_nam_is_due_earlier(database, province, procedure, expected):
    assert answer(database, f"deadline_of('district', 'base', '2018-06-04', '{unit(province)}', '{procedure}')") == expected


def test_one_deadline_holds_on_a_day(database):
    first = DEADLINE.format("null", 9, "2018-01-01", "'2018-12-31'")
    trial(database, DEADLINE.format("null", 9, "2019-01-01", "null"), CATALOGUER, before=first)
    trial(database, DEADLINE.format("'base'", 9, "2018-06-01", "null"), CATALOGUER, before=first)
    with pytest.raises(SqlError) as refusal:
        trial(database, DEADLINE.format("null", 5, "2018-12-31", "null"), CATALOGUER, before=first)
    assert (refusal.value.sqlstate, refusal.value.constraint) == ("23P01", "stage_deadline_period_excl")


@pytest.mark.parametrize("stage,day,expected", [
    ("district", "2018-06-30", "district"), ("district", "2025-06-30", "district"), ("district", "2025-07-01", "commune"),
    ("province", "2018-06-30", "province"), ("province", "2026-10-01", "province"), ("council", "2025-07-01", "province"),
    ("district", "2004-06-30", None), ("village", "2018-06-30", None),
])
def test_who_does_a_stage(database, stage, day, expected):
    assert answer(database, f"authority_level('{stage}', '{day}')") == expected


HOLIDAY = "insert into holiday (on_date, name_vi, name_en, kind, confidence) values ('{}', 'Mẫu', 'Sample', '{}', 'none')"


@pytest.mark.parametrize("day,kind,refused", [
    ("2031-05-03", "make_up", None), ("2031-05-04", "make_up", None), ("2031-05-02", "make_up", "holiday_make_up_check"),
    ("2031-05-02", "holiday", None), ("2031-05-02", "feast", "holiday_kind_check"),
    ("2018-01-01", "holiday", "holiday_on_date_key"),
])
def test_which_days_of_the_calendar_are_accepted(database, day, kind, refused):
    if refused is None:
        trial(database, HOLIDAY.format(day, kind), CATALOGUER)
        return
    with pytest.raises(SqlError) as refusal:
        trial(database, HOLIDAY.format(day, kind), CATALOGUER)
    assert refusal.value.constraint == refused


def test_every_make_up_day_answers_a_day_off(database):
    asked = """select count(*) filter (where kind = 'make_up'), count(*) filter (where name_en like 'Day off%')
        from holiday"""
    made_up, off = database.psql(asked, settings=OFFICER)[0]
    assert made_up == off == "5"
