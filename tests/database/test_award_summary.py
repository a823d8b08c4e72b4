"""The half-year figures of the six units follow exactly from their records, and there are no other figures."""

import pytest
from database.callers import CLUSTER, award_class, caller, individual, trial, unit
from support.sql import SqlError

PROVINCE = caller("province_reviewer", "35")
COUNTED, UNKNOWN, NOT_APPLICABLE = "counted", "unknown", "not_applicable"
MANY = (UNKNOWN, None, "nhiều", None)
NONE = (NOT_APPLICABLE, None, None, None)


def exactly(count):
    return (COUNTED, str(count), None, None)


def summary(database, settings=PROVINCE, before="", start="2018-01-01", end="2018-06-30"):
    """{(award, parent): {kind: (state, count, stated, at_least)}}, in the order of the report."""
    rows = trial(
        database,
        "select award_class_code, parent, subject_kind, state, count, stated, at_least"
        f" from find_report_scope('{CLUSTER}', null, '{start}', '{end}', false) s"
        " cross join lateral award_lines(s, (select array_agg(t) from tally_awards(s, 50) t))",
        settings,
        before=before,
    )
    lines = {}
    for award, parent, kind, *figure in rows:
        lines.setdefault((award, parent), {})[kind] = tuple(figure)
    return lines


def line(collectives, individuals, households=None):
    """households: None for a class that is not for them."""
    told = {"collective": collectives, "individual": individuals}
    return told | ({"household": households} if households else {})


def statement(award, kind, count="null", stated="null", start="2018-01-01", end="2018-06-30"):
    return (
        "insert into award_statement"
        " (cluster_id, unit_id, award_class_id, subject_kind, period_from, period_to, count, stated) values"
        f" ('{CLUSTER}', '{unit('35')}', {award_class(award)}, '{kind}', '{start}', '{end}', {count}, {stated})"
    )


def test_the_report_of_the_first_half_of_2018(database):
    assert list(summary(database).items()) == [
        (("HCLD", None), line(exactly(5), exactly(7))),
        (("HCLD2", "HCLD"), line(exactly(1), exactly(1))),
        (("HCLD3", "HCLD"), line(exactly(3), exactly(4))),
        (("CTDCP", None), line(exactly(2), NONE)),
        (("BKTTG", None), line(exactly(3), exactly(10), exactly(0))),
        (("TTLDTT", None), line(MANY, NONE)),
        (("CSTDCS", None), line(NONE, MANY)),
        (("GK", None), line(MANY, MANY, exactly(0))),
        (("LDTT", None), line(NONE, MANY)),
    ]


def test_a_district_sees_its_own_part_marked_as_partial(database):
    settings = caller("district_reviewer", "349")
    assert summary(database, settings)["HCLD", None] == line(exactly(1), exactly(2))
    covered = f"select cluster_is_covered('{CLUSTER}', '2018-01-01', '2018-06-30')"
    assert trial(database, covered, settings) == [["f"]]
    assert trial(database, covered, PROVINCE) == [["t"]]
    six = caller("auditor", "347", "349", "350", "351", "352", "353")
    assert trial(database, covered, six) == [["t"]]
    assert trial(database, covered, caller("auditor", "36", provinces=["36"])) == [["f"]]


def test_another_province_gets_no_lines(database):
    assert summary(database, caller("auditor", "36", provinces=["36"])) == {}


def test_the_days_before_and_after_count_when_asked_for(database):
    assert summary(database, start="2017-12-31")["BKTTG", None] == line(exactly(4), exactly(11), exactly(0))
    assert summary(database, end="2018-07-01")["HCLD", None] == line(exactly(6), exactly(8))


def test_membership_is_that_of_the_year(database):
    left = (
        "set local session_replication_role = replica;"  # its scores would prevent the deletion
        f" delete from cluster_member where year = 2018 and unit_id = '{unit('353')}';"
        " set local session_replication_role = origin"
    )
    assert summary(database, before=left)["HCLD", None] == line(exactly(4), exactly(6))
    gone_before = "delete from cluster_member where year = 2017"
    assert summary(database, before=gone_before, start="2017-12-31")["BKTTG", None] == line(exactly(3), exactly(10), exactly(0))


def test_annulled_awards_do_not_count(database):
    annulled = f"update award set state = 'annulled' where individual_id = '{individual(1)}' and year = 2018"
    assert summary(database, before=annulled)["HCLD", None] == line(exactly(5), exactly(6))


def test_a_member_below_a_member_is_not_counted_twice(database):
    nested = (
        "insert into cluster_member (cluster_id, year, unit_id, role)"
        f" values ('{CLUSTER}', 2018, '{unit('13324')}', 'member')"
    )
    assert summary(database, before=nested)["HCLD", None] == line(exactly(5), exactly(7))


def test_a_stated_number_counts_where_there_are_no_records(database):
    assert summary(database, before=statement("BKT", "collective", 12))["BKT", None] == line(exactly(12), exactly(0), exactly(0))


def test_a_stated_zero_is_a_number(database):
    assert summary(database, before=statement("BKT", "collective", 0))["BKT", None] == line(exactly(0), exactly(0), exactly(0))


def test_records_win_over_a_stated_number(database):
    assert summary(database, before=statement("BKTTG", "collective", 99))["BKTTG", None]["collective"] == exactly(3)


def test_stated_many_with_records_is_unknown_with_a_lower_bound(database):
    found = summary(database, before=statement("BKTTG", "collective", stated="'nhiều'"))
    assert found["BKTTG", None]["collective"] == (UNKNOWN, None, "nhiều", "3")


def test_many_of_a_class_makes_its_form_unknown(database):
    found = summary(database, before=statement("HCLD1", "individual", stated="'một số'"))
    assert found["HCLD1", "HCLD"] == line(exactly(0), (UNKNOWN, None, "một số", None))
    assert found["HCLD", None]["individual"] == (UNKNOWN, None, "một số", "7")


def test_a_class_with_a_stated_number_adds_to_its_form(database):
    found = summary(database, before=statement("HCLD1", "individual", 2))
    assert found["HCLD1", "HCLD"]["individual"] == exactly(2)
    assert found["HCLD", None]["individual"] == exactly(9)


def test_a_year_statement_swallows_those_of_its_halves(database):
    both = statement("BKT", "collective", 5) + ";" + statement("BKT", "collective", 12, end="2018-12-31")
    assert summary(database, before=both)["BKT", None]["collective"] == exactly(5)
    assert summary(database, before=both, end="2018-12-31")["BKT", None]["collective"] == exactly(12)


def test_a_statement_needs_a_number_or_words(database):
    with pytest.raises(SqlError) as refusal:
        trial(database, statement("BKT", "individual"), PROVINCE)
    assert refusal.value.constraint == "award_statement_said_check"
