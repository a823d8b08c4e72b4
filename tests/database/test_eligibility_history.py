"""What of a subject's history counts: all of it, for whoever holds the subject today, and nothing for others; and which
years, by the year that the award is for.
"""

import pytest
from database.callers import caller, collective, individual, unit
from database.histories import ANYBODY, History, ask, condition_of, path_of
from database.test_eligibility import COLLECTIVE, FULL, ON, share_of, years_of

AFTER_A_MOVE = f"update collective set unit_id = '{unit('353')}' where id = '{collective(990)}'"


def shown_of(answer) -> dict:
    """{path: (result, its conditions)} without the codes and ids that each run draws anew."""
    def plain(condition):
        counted = condition["counted"]
        awards = [{name: award[name] for name in ("award_class_code", "year", "decision_number")} for award in counted["awards"]]
        return condition["kind"], condition["result"], counted["number"], counted["ratings"], awards, len(counted["initiatives"])
    return {path["path"]: (path["result"], [plain(condition) for condition in path["conditions"]]) for path in answer["paths"]}


def moved(history) -> History:
    """From Duy Tiên, where the awards were given, to Lý Nhân."""
    return history.but(then=[*history.then, AFTER_A_MOVE])


@pytest.mark.parametrize("role", ["unit_officer", "district_reviewer", "council_reviewer", "auditor"])
def test_the_unit_that_holds_a_person_today_gets_the_answer_of_the_province(database, role):
    here, province = (shown_of(ask(database, "BKTTG", ON, moved(FULL), who)) for who in (caller(role, "353"), ANYBODY))
    assert here == province and here["c"][0] == "eligible"


def test_the_unit_that_holds_a_collective_too(database):
    callers = (caller("unit_officer", "353"), ANYBODY)
    here, province = (shown_of(ask(database, "BKTTG", "2025-03-01", moved(COLLECTIVE), who)) for who in callers)
    assert here == province and here["b"][0] == "eligible"


@pytest.mark.parametrize("history,who", [
    (FULL, caller("district_reviewer", "353")), (moved(FULL), caller("district_reviewer", "349")),
    (FULL, caller("auditor", "36")), (FULL, caller("province_reviewer", "36")), (FULL, caller("reader", "35")),
    (FULL, caller("admin", "35")),
], ids=["neighbour", "left", "auditor elsewhere", "province elsewhere", "reader", "admin"])
def test_who_does_not_hold_the_person_cannot_tell_and_is_told_nothing(database, history, who):
    answer = ask(database, "BKTTG", ON, history, who)
    conditions = [condition for path in answer["paths"] for condition in path["conditions"]]
    assert answer["result"] == "cannot_tell" and conditions
    assert {condition["result"] for condition in conditions} == {"cannot_tell"}
    assert all(c["counted"] == {"number": None, "of": None, "from_year": None, "to_year": None, "awards": [],
                                "ratings": [], "initiatives": []} for c in conditions)


@pytest.mark.parametrize("members,seen", [(7, "eligible"), (6, "not_met")])
def test_members_that_the_caller_does_not_see_are_not_shown(database, members, seen):
    """One member is in a part of the collective in Lý Nhân."""
    apart = [
        f"insert into collective (id, code, name, unit_id, kind, parent_id) select '{collective(991)}', 'BELOW', 'Mẫu',"
        f" '{unit('353')}', kind, id from collective where id = '{collective(990)}'",
        f"update individual set collective_id = '{collective(991)}' where id = '{individual(991)}'",
    ]
    history = History(is_collective=True, members={"LDTT": members}, members_year=2025, headcount=10, then=apart)
    whole, part = share_of(database, history), share_of(database, history, caller("district_reviewer", "349"))
    assert (whole["result"], whole["counted"]["number"]) == (seen, members)
    assert (part["result"], part["counted"]["number"], len(part["counted"]["awards"])) == (
        "cannot_tell", members - 1, members - 1)
    enough = share_of(database, history.but(headcount=5), caller("district_reviewer", "349"))
    assert enough["result"] == "eligible"


# The year that an award is for.


@pytest.mark.parametrize("year,result", [(2024, "eligible"), (2025, "not_met"), (2026, "cannot_tell"), (None, "cannot_tell")])
def test_a_title_is_weighed_on_its_own_year(database, year, result):
    """Asked in 2026: only 2024 was excellent, and 2026 is not over."""
    history = History(ratings={2024: "excellent", 2025: "completed"})
    answer = ask(database, "CSTDCS", "2026-03-01", history, year=year)
    assert (answer["result"], answer["year"]) == (result, year or 2026)
    assert years_of(path_of(answer, "a"))["counted"]["to_year"] == (year or 2026)


def test_a_title_of_this_year_rests_on_a_rating_of_this_year(database):
    for ratings, result in (({2025: "excellent"}, "cannot_tell"), ({2026: "excellent"}, "eligible"), ({2026: "completed"}, "not_met")):
        assert ask(database, "CSTDCS", "2026-09-20", History(ratings=ratings), year=2026)["result"] == result


@pytest.mark.parametrize("year,to_year", [(2021, 2021), (2022, 2022), (2023, 2022), (2024, 2022)])
def test_a_form_is_weighed_on_the_years_that_are_over(database, year, to_year):
    answer = ask(database, "BKTTG", ON, FULL, year=year)
    assert years_of(path_of(answer, "c"))["counted"]["to_year"] == to_year


@pytest.mark.parametrize("held,year,result", [
    ((2023, 2024, 2025), 2025, "eligible"), ((2023, 2024, 2025), 2026, "cannot_tell"), ((2023, 2025), 2025, "not_met"),
    ((2023, 2025), 2026, "not_met"), ((2023, 2024, 2025, 2026), 2024, "not_met"),
])
def test_consecutive_titles_end_with_the_year(database, held, year, result):
    """A title of this year may still come; those of past years do not."""
    history = History(awards=tuple(("CSTDCS", y, {"signed_on": f"{y}-12-20" if y < 2026 else "2026-01-20"}) for y in held))
    answer = ask(database, "CSTDT", "2026-03-01", history, year=year)
    assert condition_of(path_of(answer, "a"), "consecutive_award")["result"] == result


def test_what_a_year_may_still_bring_is_not_missing(database):
    history = History(is_collective=True, members={"LDTT": 6}, members_year=2025, headcount=10)
    assert share_of(database, history)["result"] == "not_met"
    assert share_of(database, history, year=2026)["result"] == "cannot_tell"
    titles = condition_of(path_of(ask(database, "CSTDT", "2026-03-01", History(), year=2026), "a"), "initiatives")
    assert titles["result"] == "cannot_tell"
