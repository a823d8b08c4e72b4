"""The view of the history of a subject shows no row of a subject that the caller does not see, whoever asks and however."""

import pytest
from database.callers import ROLES, caller, collective, count, trial, unit

STAFF = {"unit_officer", "district_reviewer", "province_reviewer", "council_reviewer", "auditor"}
MOVED = f"update collective set unit_id = '{unit('353')}' where id = '{collective(4)}'"  # from Duy Tiên, with its people
ROWS = f"""select count(*) from held_award a where a.collective_id = '{collective(4)}'
    or a.individual_id in (select id from individual where collective_id = '{collective(4)}')"""


@pytest.mark.parametrize("role", ROLES)
def test_who_sees_a_history(database, role):
    expected = int(trial(database, ROWS, caller("province_reviewer", "35"))[0][0])
    assert expected > 1
    for code, moved, seen in (("349", False, True), ("353", False, False), ("353", True, True), ("347", True, False), ("36", True, False)):
        found = trial(database, ROWS, caller(role, code), before=MOVED if moved else "")
        assert found == [[str(expected if seen and role in STAFF else 0)]], (code, moved)


@pytest.mark.parametrize("role", sorted(STAFF))
@pytest.mark.parametrize("code", ["347", "349", "13324", "36"])
def test_beyond_the_callers_awards_it_shows_only_subjects_that_the_caller_sees(database, role, code):
    strange = """select count(*) from held_award h
        where not exists (select from award a where a.id = h.id)
        and not exists (select from individual i where i.id = h.individual_id)
        and not exists (select from collective c where c.id = h.collective_id)"""
    assert trial(database, strange, caller(role, code), before=MOVED) == [["0"]]
    missing = "select count(*) from award a where not exists (select from held_award h where h.id = a.id)"
    assert trial(database, missing, caller(role, code), before=MOVED) == [["0"]]


def test_without_settings_it_shows_nothing(database):
    assert count(database, "held_award") == 0
    assert count(database, "held_award", caller("superintendent", "35")) == 0
