"""What waits for whom: by role, by unit, by day, and never a nomination on which the caller acted at another stage."""

import pytest

from support.workflows import Workflow, provincial
from support.samples import collective, individual, new_collective, unit

DESKS = ("officer", "district", "province", "council")
WEIGHED = {"acknowledgement": "Đã kiểm tra"}


@pytest.fixture
def workflow(api, unique):
    return Workflow(api, unique)


@pytest.fixture
def ward(api, unique):
    """The workflow of phường Phủ Lý, which exists since 2025-07-01."""
    return Workflow(api, unique, code="13285", unit_id=unit(13285, 3), province="37", begins="2026-02-02")


def queue(caller, workflow, **query) -> list:
    """The nominations of this dossier that wait for the caller, in order."""
    listed = caller.get("/v1/work-queue", query | {"dossier_id": workflow.dossier.id, "limit": 200}).expect(200)
    return [item["id"] for item in listed.items]


def waiting_at(workflow) -> list:
    """The desks for which the nomination waits."""
    return [desk for desk in DESKS if workflow.last.id in queue(getattr(workflow, desk), workflow)]


# By role.


def test_a_nomination_waits_for_one_desk_after_the_other(workflow):
    seen = []

    def note():
        seen.append((workflow.state, *waiting_at(workflow)))

    workflow.nominate("BKT")
    note()
    workflow.submit()
    note()
    workflow.receive()
    note()
    workflow.approve(**WEIGHED)
    note()
    workflow.approve(workflow.province, **WEIGHED)
    note()
    assert seen == [
        ("draft", "officer"), ("submitted", "district"), ("district_review", "district"),
        ("province_appraisal", "province"), ("council", "council"),
    ]


def test_a_base_title_waits_for_its_district_until_it_is_decided(workflow):
    workflow.nominate("TTLDTT").submit().receive().approve(**WEIGHED)
    assert (workflow.state, waiting_at(workflow)) == ("approved", ["district"])


def test_what_a_body_of_the_province_proposes_waits_for_the_province(api, unique):
    workflow = provincial(api, unique).nominate("GK", collective_id=collective(35)).submit()
    assert waiting_at(workflow) == ["province"]


def test_what_was_returned_waits_for_its_unit(workflow):
    workflow.nominate("GK").submit().review(workflow.district, "return", reason="Sửa")
    assert waiting_at(workflow) == ["officer"]
    workflow.submit()
    assert waiting_at(workflow) == ["district"]


@pytest.mark.parametrize("end", [
    lambda workflow: workflow.review(workflow.district, "reject", reason="Không đạt"),
    lambda workflow: workflow.take(workflow.officer, "withdrawal", reason="Rút"),
    lambda workflow: workflow.take(workflow.district, "holds", ground="inspection", reason="Đang thanh tra"),
], ids=["rejected", "withdrawn", "on_hold"])
def test_what_has_ended_or_is_held_waits_for_nobody(workflow, end):
    end(workflow.nominate("GK").submit())
    assert waiting_at(workflow) == []
    assert workflow.now["waits_for"] is None


def test_what_is_resumed_waits_where_it_did(workflow):
    workflow.nominate("GK").submit().take(workflow.district, "holds", ground="complaint", reason="Có đơn")
    workflow.take(workflow.district, "resumption", reason="Đã giải quyết")
    assert waiting_at(workflow) == ["district"]


def test_who_has_several_roles_sees_what_waits_for_each(api, workflow, unique):
    drafts = workflow.nominate("GK").last
    sent = workflow.nominate("TTLDTT").submit().last
    both = api.as_(["unit_officer", "district_reviewer"], "349", sub=unique("both"))
    assert set(queue(both, workflow)) == {drafts.id, sent.id}
    assert queue(both, workflow, waits_for="district_reviewer") == [sent.id]


@pytest.mark.parametrize("role", ["reader", "auditor", "admin"])
def test_nothing_waits_for_those_who_only_look(api, role):
    api.as_(role, "35").get("/v1/work-queue").expect_problem(403, "forbidden")


def test_one_of_two_roles_is_enough(api, unique, workflow):
    workflow.nominate("GK")
    caller = api.as_(["auditor", "unit_officer"], "349", sub=unique("both"))
    assert queue(caller, workflow) == [workflow.last.id]


# By unit.


@pytest.mark.parametrize("role,unit_code", [
    ("district_reviewer", "353"), ("district_reviewer", unit(13324)), ("district_reviewer", "36"),
    ("unit_officer", "349"), ("province_reviewer", "35"), ("council_reviewer", "35"),
])
def test_it_waits_for_no_other_unit_and_role(api, workflow, unique, role, unit_code):
    workflow.nominate("GK").submit()
    assert queue(api.as_(role, unit_code, sub=unique("other")), workflow) == []


def test_a_colleague_of_the_same_unit_sees_it_and_one_above_too(api, workflow, unique):
    workflow.nominate("GK").submit()
    for code in ("349", "35"):
        colleague = api.as_("district_reviewer", code, sub=unique("colleague"))
        assert queue(colleague, workflow) == [workflow.last.id]


def test_every_row_is_a_nomination_that_the_caller_may_read(workflow, unique):
    workflow.nominate("GK").submit()
    [row] = workflow.district.get("/v1/work-queue", {"dossier_id": workflow.dossier.id}).expect(200).items
    assert row == workflow.now | {"due_by": workflow.now["due_on"]}


# By person.


def test_what_i_submitted_is_not_mine_to_review(api, workflow, unique):
    both = api.as_(["unit_officer", "district_reviewer"], "349", sub=unique("both"))
    workflow.officer = both
    workflow.nominate("GK").submit()
    assert queue(both, workflow) == [] and queue(workflow.district, workflow) == [workflow.last.id]
    workflow.try_(both, "reviews", verdict="receive").expect_problem(403, "forbidden")


def test_what_i_reviewed_for_the_district_is_not_mine_to_appraise(api, workflow, unique):
    both = api.as_(["district_reviewer", "province_reviewer"], "35", sub=unique("both"))
    workflow.district = both
    workflow.nominate("BKT").submit().receive().approve(**WEIGHED)
    assert workflow.state == "province_appraisal"
    assert queue(both, workflow) == [] and queue(workflow.province, workflow) == [workflow.last.id]
    workflow.try_(both, "reviews", verdict="approve", **WEIGHED).expect_problem(403, "forbidden")


def test_what_i_reviewed_stays_mine_at_my_own_stage(workflow):
    workflow.nominate("GK").submit().receive()
    assert waiting_at(workflow) == ["district"]
    workflow.review(workflow.district, "return", reason="Sửa").submit()
    assert waiting_at(workflow) == ["district"]


def test_it_is_the_person_not_the_role_that_counts(api, workflow, unique):
    """The token's subject counts: also with another role, or after the officer became a reviewer."""
    person = unique("person")
    workflow.officer = api.as_("unit_officer", "349", sub=person)
    workflow.nominate("GK").submit()
    promoted = api.as_("district_reviewer", "349", sub=person)
    assert queue(promoted, workflow) == []


# By day: communes have the powers of districts since 2025-07-01.


def test_before_the_reform_a_communes_nomination_waits_for_its_district(api, unique):
    workflow = Workflow(api, unique, code=unit(13324), unit_id=unit(13324))
    workflow.nominate("GK", collective_id=collective(21)).submit()
    district = api.as_("district_reviewer", "349", sub=unique("district"))
    assert queue(workflow.district, workflow) == []  # the commune's own reviewer
    assert queue(district, workflow) == [workflow.last.id]
    workflow.try_(workflow.district, "reviews", verdict="receive").expect_problem(403, "forbidden")
    workflow.try_(district, "reviews", verdict="receive").expect(201)


def test_since_the_reform_it_waits_for_the_commune(ward):
    ward.nominate("GK", collective_id=collective(41)).submit()
    assert waiting_at(ward) == ["district"]
    ward.receive().approve(**WEIGHED)
    assert waiting_at(ward) == ["district"]  # whose chair decides


def test_since_the_reform_the_province_follows_the_commune(ward):
    ward.nominate("BKT", collective_id=collective(41)).submit().receive().approve(**WEIGHED)
    assert waiting_at(ward) == ["province"]


def test_another_commune_has_no_part_in_it(api, ward, unique):
    ward.nominate("GK", collective_id=collective(41)).submit()
    assert queue(api.as_("district_reviewer", "13573", sub=unique("other")), ward) == []


# Order and pages.


@pytest.fixture
def due(api, workflow, unique, database):
    """due(day or None, …) → the ids of nominations that wait for the district with these due days; SQL dates."""

    def made(*days) -> list:
        district, ids = api.as_("district_reviewer", "349"), []
        for day in days:
            subject = district.post("/v1/collectives", new_collective(unique)).expect(201)
            ids.append(workflow.nominate("GK", collective_id=subject.id).submit().last.id)
            database.psql(f"update nomination set due_on = {day or 'null'} where id = '{ids[-1]}'", "tdkt_owner")
        return ids

    return made


def test_the_oldest_due_comes_first_and_what_has_no_day_last(workflow, due):
    free, far, late, later, today = due(
        None, "today() + 9", "today() - 1", "today() - 400", "today()")
    assert queue(workflow.district, workflow) == [later, late, today, far, free]
    assert queue(workflow.district, workflow, sort="-due_by") == [free, far, today, late, later]
    assert queue(workflow.district, workflow, sort="created_at") == [free, far, late, later, today]
    assert queue(workflow.district, workflow, overdue="true") == [later, late]
    assert queue(workflow.district, workflow, overdue="false") == [today, far, free]
    shown = workflow.district.get("/v1/work-queue", {"dossier_id": workflow.dossier.id}).items
    assert [item["due_by"] for item in shown][-1] == "9999-12-31" and shown[-1]["due_on"] is None


@pytest.mark.parametrize("limit", [1, 2, 3, 5, 200])
def test_paging_keeps_the_order(workflow, due, limit):
    due(None, "today() - 1", "today() - 1", None, "today() + 1", "today() - 1")
    query = {"dossier_id": workflow.dossier.id, "limit": limit}
    walked = [item["id"] for item in workflow.district.all("/v1/work-queue", query)]
    assert walked == queue(workflow.district, workflow) and len(set(walked)) == 6
    assert len(workflow.district.get("/v1/work-queue", query).items) == min(limit, 6)


def test_paging_survives_work_being_done(workflow, due):
    first, second, third, fourth = due(*(f"today() - {9 - n}" for n in range(4)))
    query = {"dossier_id": workflow.dossier.id, "limit": 2}
    page = workflow.district.get("/v1/work-queue", query).expect(200)
    assert [item["id"] for item in page.items] == [first, second]
    workflow.last = workflow.district.get(f"/v1/nominations/{second}")
    workflow.review(workflow.district, "reject", reason="Không đạt")
    rest = workflow.district.get(page.json["next"]).expect(200)
    assert [item["id"] for item in rest.items] == [third, fourth]
    assert queue(workflow.district, workflow) == [first, third, fourth]


def test_the_number_of_waiting_ones_is_told(workflow, due):
    due(None, None, "today()")
    query = {"dossier_id": workflow.dossier.id, "limit": 1}
    counted = workflow.district.get("/v1/work-queue", query, headers={"Prefer": "count=exact"}).expect(200)
    assert counted.json["count"] == 3


def test_the_queue_is_searched_and_filtered(api, workflow, unique):
    district = api.as_("district_reviewer", "349")
    word = unique("Mộc")
    named = district.post("/v1/collectives", new_collective(unique, name=f"Hợp tác xã {word}")).expect(201)
    wanted = workflow.nominate("GK", collective_id=named.id).submit().last
    other = workflow.nominate("CSTDCS", subject_kind="individual", collective_id=None, individual_id=individual(3))
    other = other.submit().last
    for query in ({"q": f"hop tac xa {word}"}, {"collective_id": named.id}, {"subject_kind": "collective"},
                  {"code": wanted.json["code"]}):
        assert queue(workflow.district, workflow, **query) == [wanted.id], query
    assert queue(workflow.district, workflow, individual_id=individual(3)) == [other.id]
    assert queue(workflow.district, workflow, state="district_review") == []
    assert queue(workflow.officer, workflow) == []


@pytest.mark.parametrize("query,parameter", [
    ({"sort": "due_on"}, "sort"), ({"sort": "nominee_name"}, "sort"), ({"overdue": "1"}, "overdue"),
    ({"due_by[gte]": "tomorrow"}, "due_by[gte]"), ({"unit_id": unit(349)}, "unit_id"),
])
def test_the_queue_refuses_unknown_parameters(workflow, query, parameter):
    workflow.officer.get("/v1/work-queue", query).expect_problem(400, "invalid", parameter=parameter)
