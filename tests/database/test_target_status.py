"""The status of a target at every limit: both directions, both bases, with a projection and without, before and after
the end of the period. The period is the year 2018: 365 days with both ends; 73 of them, a fifth, have passed on
2018-03-14.
"""

import pytest

FIRST, FIFTH, HALF, LAST, AFTER = "2018-01-01", "2018-03-14", "2018-06-30", "2018-12-31", "2019-01-05"
BELOW, ABOVE = 99.999999, 100.000001

# direction, basis, actual, projected, figures_on, status; 100 is registered
CASES = [
    # nothing is known
    ("at_least", "cumulative", None, None, None, None), ("at_most", "level", None, None, LAST, None),

    # the period is over
    ("at_least", "cumulative", 100, None, LAST, "met"), ("at_least", "cumulative", BELOW, None, LAST, "unmet"),
    ("at_least", "level", 100, 90, LAST, "met"), ("at_least", "level", BELOW, 200, LAST, "unmet"),
    ("at_most", "cumulative", 100, None, LAST, "met"), ("at_most", "cumulative", ABOVE, None, LAST, "unmet"),
    ("at_most", "level", 100, 200, LAST, "met"), ("at_most", "level", ABOVE, 90, LAST, "unmet"),
    ("at_least", "cumulative", 0, None, AFTER, "unmet"), ("at_most", "cumulative", 0, None, AFTER, "met"),
    ("at_most", "level", -5, None, AFTER, "met"),
    # … but the actual value is not known
    ("at_least", "cumulative", None, 100, LAST, "on_track"), ("at_least", "cumulative", None, BELOW, LAST, "at_risk"),
    ("at_most", "level", None, 100, AFTER, "on_track"), ("at_most", "level", None, ABOVE, AFTER, "at_risk"),

    # before its end: reached, or lost
    ("at_least", "cumulative", 100, None, FIRST, "met"), ("at_least", "cumulative", 100, 90, HALF, "met"),
    ("at_least", "level", 100, None, "2018-12-30", "met"),
    ("at_most", "level", 100, None, FIRST, "met"), ("at_most", "level", 100, 200, HALF, "met"),
    ("at_most", "cumulative", ABOVE, None, FIRST, "unmet"), ("at_most", "cumulative", ABOVE, 90, HALF, "unmet"),

    # by the projection
    ("at_least", "cumulative", BELOW, 100, HALF, "on_track"), ("at_least", "cumulative", BELOW, BELOW, HALF, "at_risk"),
    ("at_least", "cumulative", 0, 100, "2018-12-30", "on_track"), ("at_least", "cumulative", None, 100, HALF, "on_track"),
    ("at_least", "level", BELOW, 100, HALF, "on_track"), ("at_least", "level", BELOW, BELOW, HALF, "at_risk"),
    ("at_most", "cumulative", 100, 100, HALF, "on_track"), ("at_most", "cumulative", 0, ABOVE, HALF, "at_risk"),
    ("at_most", "cumulative", None, ABOVE, HALF, "at_risk"),
    ("at_most", "level", ABOVE, 100, HALF, "on_track"), ("at_most", "level", ABOVE, ABOVE, HALF, "at_risk"),

    # by the pace of a sum: a fifth of the days
    ("at_least", "cumulative", 20, None, FIFTH, "on_track"), ("at_least", "cumulative", 19.999999, None, FIFTH, "at_risk"),
    ("at_most", "cumulative", 20, None, FIFTH, "on_track"), ("at_most", "cumulative", 20.000001, None, FIFTH, "at_risk"),
    # … on the first day, when one of 365 days has passed, and on the last day but one
    ("at_least", "cumulative", 0.273973, None, FIRST, "on_track"), ("at_least", "cumulative", 0.273972, None, FIRST, "at_risk"),
    ("at_most", "cumulative", 0.273972, None, FIRST, "on_track"), ("at_most", "cumulative", 0.273973, None, FIRST, "at_risk"),
    ("at_least", "cumulative", 99.72603, None, "2018-12-30", "on_track"),
    ("at_least", "cumulative", 99.726027, None, "2018-12-30", "at_risk"),
    ("at_most", "cumulative", 100, None, "2018-12-30", "at_risk"),
    ("at_most", "cumulative", 0, None, HALF, "on_track"), ("at_least", "cumulative", 0, None, HALF, "at_risk"),

    # a level has no pace
    ("at_least", "level", BELOW, None, FIRST, "at_risk"), ("at_most", "level", ABOVE, None, "2018-12-30", "at_risk"),
]


def literal(value) -> str:
    return "null" if value is None else f"'{value}'"


def status(database, direction, basis, actual, projected, figures_on, starts_on=FIRST, due_on=LAST):
    values = ", ".join(map(literal, [direction, basis, 100, actual, projected, figures_on, starts_on, due_on]))
    return database.value(f"select target_status({values})", role="tdkt_owner")


@pytest.mark.parametrize("direction,basis,actual,projected,figures_on,expected", CASES)
def test_the_status_follows_from_the_figures(database, direction, basis, actual, projected, figures_on, expected):
    assert status(database, direction, basis, actual, projected, figures_on) == expected


@pytest.mark.parametrize("direction,actual,expected", [
    ("at_least", 100, "met"), ("at_least", 99, "unmet"), ("at_most", 100, "met"), ("at_most", 101, "unmet"),
])
def test_a_period_of_one_day_is_over_on_it(database, direction, actual, expected):
    assert status(database, direction, "cumulative", actual, None, LAST, starts_on=LAST) == expected


def test_every_target_of_the_demonstration_has_the_status_of_its_figures(database):
    differing = """select id
        from campaign_target
        where status is distinct from target_status(
            direction, basis, registered_value, actual_value, projected_value, figures_on, starts_on, due_on)"""
    assert database.psql(differing, role="postgres") == []


def test_every_status_and_state_is_shown_by_the_demonstration(database):
    shown = database.psql("select distinct status, state from campaign_target", role="postgres")
    assert {row[0] for row in shown} == {None, "met", "on_track", "at_risk", "unmet"}
    assert {row[1] for row in shown} == {"registered", "confirmed", "returned"}
