"""Lists of nominations: found by name and by other members, overdue by the calendar; and the table of transitions."""

import pytest

from support.workflows import Workflow, class_id
from support.samples import MISSING, collective, individual, new_collective


@pytest.fixture
def workflow(api, unique):
    return Workflow(api, unique)


def found(caller, **query) -> set:
    return {item["id"] for item in caller.all("/v1/nominations", query | {"limit": 200})}


def test_nominees_are_found_by_name(api, workflow, unique):
    district = api.as_("district_reviewer", "349")
    word = unique("Thuỷ")
    named = district.post("/v1/collectives", new_collective(unique, name=f"Đội Cứu hoả đường {word}")).expect(201)
    workflow.nominate("GK", collective_id=named.id)
    for q in (f"cuu hoa {word}", f"CỨU HỎA {word}", f"thủy{word[4:]} doi", word.lower()):
        assert found(workflow.officer, q=q) == {workflow.last.id}, q
    assert found(workflow.officer, q=f"{word} khác") == set()
    assert found(api.as_("auditor", "353"), q=word) == set()


def test_the_list_is_filtered_by_members(workflow):
    mine = workflow.nominate("GK").submit().last
    other = workflow.nominate("CSTDCS", subject_kind="individual", collective_id=None, individual_id=individual(4)).last
    of_mine = {
        "code": mine.json["code"], "award_class_id": class_id("GK"), "subject_kind": "collective",
        "collective_id": collective(4), "state": "submitted", "waits_for": "district_reviewer", "award_level": "base",
        "state_on[gte]": workflow.day.isoformat(), "state_on[lte]": workflow.day.isoformat(), "year[gt]": 2017, "year": 2018,
    }
    for name, value in of_mine.items():
        assert mine.id in found(workflow.officer, dossier_id=workflow.dossier.id, **{name: value}), name
    assert found(workflow.officer, dossier_id=workflow.dossier.id, **of_mine) == {mine.id}
    assert found(workflow.officer, dossier_id=workflow.dossier.id, individual_id=individual(4)) == {other.id}
    assert found(workflow.officer, dossier_id=workflow.dossier.id, state="draft") == {other.id}
    assert found(workflow.officer, dossier_id=MISSING) == set()


def test_overdue_are_those_whose_day_has_passed(workflow, database):
    late, fresh, free = (workflow.nominate("GK", collective_id=collective(n)).submit().last for n in (4, 5, 6))
    days = ((late, "today() - 1"), (fresh, "today()"), (free, "null"))
    for nomination, due in days:
        database.psql(f"update nomination set due_on = {due} where id = '{nomination.id}'", "tdkt_owner")
    here = {"dossier_id": workflow.dossier.id}
    assert found(workflow.district, **here, overdue="true") == {late.id}
    assert found(workflow.district, **here, overdue="false") == {fresh.id, free.id}
    assert found(workflow.district, **here) == {late.id, fresh.id, free.id}
    workflow.district.get("/v1/nominations", {"overdue": "yes"}).expect_problem(400, "invalid", parameter="overdue")


def test_a_deadline_runs_from_the_day_on_which_the_stage_began(workflow):
    workflow.nominate("GK").submit()
    due = workflow.now["due_on"]
    assert due == "2018-03-08"  # twenty working days after 2018-02-01, without the lunar New Year
    workflow.wait(2).receive()
    assert workflow.now["due_on"] == due
    workflow.review(workflow.district, "return", reason="Sửa")
    assert workflow.now["due_on"] is None
    workflow.wait(10).submit()
    assert workflow.now["due_on"] > due


# The table of transitions.


def test_the_transitions_say_every_step(api):
    steps = api.as_("auditor", "35").all("/v1/nomination-transitions", {"limit": 200})
    assert {step["action"] for step in steps if step["from_state"] == "draft"} == {"submit"}
    ended = {step["action"] for step in steps if step["from_state"] in ("rejected", "withdrawn", "annulled")}
    assert ended == {"reopen"}  # a nomination that a vote failed
    assert all(step["needs_reason"] for step in steps if step["action"] in ("return", "reject", "hold", "withdraw"))
    keys = [(step["from_state"], step["action"]) for step in steps]
    assert keys == sorted(keys)
    one = api.as_("auditor", "35").get("/v1/nomination-transitions", {"from_state": "forwarded", "action": "decide"})
    assert [(step["to_state"], step["stage"]) for step in one.expect(200).items] == [("decided", "province")]
