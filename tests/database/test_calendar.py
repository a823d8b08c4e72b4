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


# The weekdays on which offices are closed, and the Saturdays that are worked, as announced; of 2027 what is certain.
CLOSED = {
    2018: "0101 0214 0215 0216 0219 0220 0425 0430 0501 0903 1231",
    2019: "0101 0204 0205 0206 0207 0208 0415 0429 0430 0501 0902",
    2020: "0101 0123 0124 0127 0128 0129 0402 0430 0501 0902",
    2021: "0101 0210 0211 0212 0215 0216 0421 0430 0503 0902 0903",
    2022: "0103 0131 0201 0202 0203 0204 0411 0502 0503 0901 0902",
    2023: "0102 0120 0123 0124 0125 0126 0501 0502 0503 0901 0904",
    2024: "0101 0208 0209 0212 0213 0214 0418 0429 0430 0501 0902 0903",
    2025: "0101 0127 0128 0129 0130 0131 0407 0430 0501 0502 0901 0902",
    2026: "0101 0102 0216 0217 0218 0219 0220 0427 0430 0501 0831 0901 0902",
    2027: "0101 0205 0208 0209 0210 0416 0430 0503 0902",
}
WORKED = {"2019-01-05", "2019-05-04", "2024-05-04", "2025-04-26", "2026-01-10", "2026-08-22"}


@pytest.mark.parametrize("year", CLOSED)
def test_the_calendar_of_a_year(database, year):
    asked = f"""select day::date
        from generate_series(date '{year}-01-01', date '{year}-12-31', '1 day') as day
        where (add_working_days(day::date - 1, 1) = day) <> (extract(isodow from day) < 6)"""
    odd = {day for day, in database.psql(asked, settings=OFFICER)}
    closed = {f"{year}-{day[:2]}-{day[2:]}" for day in CLOSED[year].split()}
    assert odd == closed | {day for day in WORKED if day.startswith(str(year))}


@pytest.mark.parametrize("stage,level,day,expected", [
    # (the last day, whether it is estimated) on both sides of each change of the law
    ("district", "base", "2017-09-29", ("2017-10-13", True)),  # no calendar of 2017
    ("district", "base", "2018-06-04", ("2018-07-02", False)), ("district", "base", "2023-11-01", ("2023-11-29", False)),
    ("district", "base", "2024-06-03", ("2024-07-01", True)), ("district", "base", "2025-07-01", ("2025-07-29", True)),
    ("district", "base", "2026-10-01", ("2026-10-29", True)), ("district", "state", "2018-06-04", None),
    ("district", None, "2018-06-04", None),
    ("province", "base", "2018-06-01", ("2018-06-29", False)), ("province", "province", "2018-06-01", ("2018-07-06", False)),
    ("province", "state", "2018-06-01", ("2018-06-29", False)), ("province", "state", "2025-06-30", ("2025-07-28", True)),
    ("province", "state", "2025-07-01", ("2025-08-12", False)), ("province", "province", "2025-07-01", ("2025-08-05", True)),
    ("province", None, "2018-06-01", None), ("province", "state", "2017-09-29", None),
    ("central", "state", "2018-06-01", ("2018-06-29", False)), ("central", "state", "2025-06-30", ("2025-07-28", False)),
    ("central", "state", "2025-07-01", ("2025-07-29", False)), ("central", "state", "2026-10-01", ("2026-10-29", True)),
    ("council", "state", "2018-06-01", None), ("consultation", "state", "2018-06-01", None),
    ("consultation", "state", "2025-06-30", ("2025-07-14", True)), ("consultation", "state", "2025-07-01", ("2025-07-15", False)),
])
def test_deadlines_by_the_rule_of_the_first_day(database, stage, level, day, expected):
    told = f"'{level}'" if level else "null"
    found = database.psql(f"select due_on, is_estimated from deadline_of('{stage}', {told}, '{day}')", settings=OFFICER)
    assert [(due_on, estimated == "t") for due_on, estimated in found] == ([expected] if expected else [])


READ = "update stage_deadline set valid_to = null where stage = 'central' and valid_from = '2025-07-01'"


@pytest.mark.parametrize("day,estimated", [
    ("2026-11-02", False), ("2026-12-01", False),
    ("2026-12-14", True),  # ends in 2027, whose lunar New Year is not announced
    ("2027-01-04", True), ("2027-03-01", False), ("2028-03-01", True),
])
def test_a_year_whose_holidays_are_not_announced_gives_an_estimate(database, day, estimated):
    asked = f"select is_estimated from deadline_of('central', 'state', '{day}')"
    assert trial(database, asked, CATALOGUER, before=READ) == [["t" if estimated else "f"]]


def test_confirmed_days_make_a_day_certain(database):
    confirmed = READ + "; update holiday set verified = true where confidence = 'M'"
    asked = "select is_estimated from deadline_of('central', 'state', '2027-01-04')"
    assert trial(database, asked, CATALOGUER, before=confirmed) == [["f"]]


def test_a_rule_that_nobody_has_read_gives_an_estimate_until_it_is_verified(database):
    asked = "select is_estimated from deadline_of('district', 'base', '2026-03-02')"
    assert trial(database, asked, CATALOGUER) == [["t"]]
    verified = "update stage_deadline set verified = true where stage = 'district' and valid_from = '2025-07-01'"
    assert trial(database, asked, CATALOGUER, before=verified) == [["f"]]


DEADLINE = (
    "insert into stage_deadline (stage, award_level, working_days, valid_from, valid_to, confidence)"
    " values ('council', {}, {}, '{}', {}, 'none')"
)


def test_a_deadline_for_the_level_goes_before_one_for_all(database):
    both = DEADLINE.format("null", 9, "2018-01-01", "null") + ";" + DEADLINE.format("'state'", 1, "2018-01-01", "null")
    asked = """select state.due_on, base.due_on
        from deadline_of('council', 'state', '2018-06-04') state, deadline_of('council', 'base', '2018-06-04') base"""
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
    assert made_up == off == "6"
