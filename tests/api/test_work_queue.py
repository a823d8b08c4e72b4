"""What waits for whom: by role, by unit, by day, and never a nomination on which the caller acted at another stage."""

import pytest

from support.roads import Road, provincial
from support.samples import collective, individual, new_collective, unit

DESKS = ("officer", "district", "province", "council")
WEIGHED = {"acknowledgement": "Đã kiểm tra"}


@pytest.fixture
def road(api, unique):
    return Road(api, unique)


@pytest.fixture
def ward(api, unique):
    """The workflow of phường Phủ Lý, which exists since 2025-07-01."""
    return Road(api, unique, code="13285", unit_id=unit(13285, 3), province="37", begins="2026-02-02")


def queue(caller, road, **query) -> list:
    """The nominations of this dossier that wait for the caller, in order."""
    listed = caller.get("/v1/work-queue", query | {"dossier_id": road.dossier.id, "limit": 200}).expect(200)
    return [item["id"] for item in listed.items]


def waiting_at(road) -> list:
    """The desks for which the nomination waits."""
    return [desk for desk in DESKS if road.last.id in queue(getattr(road, desk), road)]


# By role.


def test_a_nomination_waits_for_one_desk_after_the_other(road):
    seen = []

    def note():
        seen.append((road.state, *waiting_at(road)))

    road.nominate("BKT")
    note()
    road.submit()
    note()
    road.receive()
    note()
    road.approve(**WEIGHED)
    note()
    road.approve(road.province, **WEIGHED)
    note()
    assert seen == [
        ("draft", "officer"), ("submitted", "district"), ("district_review", "district"),
        ("province_appraisal", "province"), ("council", "council"),
    ]


def test_a_base_title_waits_for_its_district_until_it_is_decided(road):
    road.nominate("TTLDTT").submit().receive().approve(**WEIGHED)
    assert (road.state, waiting_at(road)) == ("approved", ["district"])


def test_what_a_body_of_the_province_proposes_waits_for_the_province(api, unique):
    road = provincial(api, unique).nominate("GK", collective_id=collective(35)).submit()
    assert waiting_at(road) == ["province"]


def test_what_was_returned_waits_for_its_unit(road):
    road.nominate("GK").submit().review(road.district, "return", reason="Sửa")
    assert waiting_at(road) == ["officer"]
    road.submit()
    assert waiting_at(road) == ["district"]


@pytest.mark.parametrize("end", [
    lambda road: road.review(road.district, "reject", reason="Không đạt"),
    lambda road: road.take(road.officer, "withdrawal", reason="Rút"),
    lambda road: road.take(road.district, "holds", ground="inspection", reason="Đang thanh tra"),
], ids=["rejected", "withdrawn", "on_hold"])
def test_what_has_ended_or_is_held_waits_for_nobody(road, end):
    end(road.nominate("GK").submit())
    assert waiting_at(road) == []
    assert road.now["waits_for"] is None


def test_what_is_resumed_waits_where_it_did(road):
    road.nominate("GK").submit().take(road.district, "holds", ground="complaint", reason="Có đơn")
    road.take(road.district, "resumption", reason="Đã giải quyết")
    assert waiting_at(road) == ["district"]


def test_who_has_several_roles_sees_what_waits_for_each(api, road, unique):
    drafts = road.nominate("GK").last
    sent = road.nominate("TTLDTT").submit().last
    both = api.as_(["unit_officer", "district_reviewer"], "349", sub=unique("both"))
    assert set(queue(both, road)) == {drafts.id, sent.id}
    assert queue(both, road, waits_for="district_reviewer") == [sent.id]


@pytest.mark.parametrize("role", ["reader", "auditor", "admin"])
def test_nothing_waits_for_those_who_only_look(api, role):
    api.as_(role, "35").get("/v1/work-queue").expect_problem(403, "forbidden")


def test_one_of_two_roles_is_enough(api, unique, road):
    road.nominate("GK")
    caller = api.as_(["auditor", "unit_officer"], "349", sub=unique("both"))
    assert queue(caller, road) == [road.last.id]


# By unit.


@pytest.mark.parametrize("role,unit_code", [
    ("district_reviewer", "353"), ("district_reviewer", unit(13324)), ("district_reviewer", "36"),
    ("unit_officer", "349"), ("province_reviewer", "35"), ("council_reviewer", "35"),
])
def test_it_waits_for_no_other_unit_and_role(api, road, unique, role, unit_code):
    road.nominate("GK").submit()
    assert queue(api.as_(role, unit_code, sub=unique("other")), road) == []


def test_a_colleague_of_the_same_unit_sees_it_and_one_above_too(api, road, unique):
    road.nominate("GK").submit()
    for code in ("349", "35"):
        colleague = api.as_("district_reviewer", code, sub=unique("colleague"))
        assert queue(colleague, road) == [road.last.id]


def test_every_row_is_a_nomination_that_the_caller_may_read(road, unique):
    road.nominate("GK").submit()
    [row] = road.district.get("/v1/work-queue", {"dossier_id": road.dossier.id}).expect(200).items
    assert row == road.now | {"due_by": road.now["due_on"]}


# By person.


def test_what_i_submitted_is_not_mine_to_review(api, road, unique):
    both = api.as_(["unit_officer", "district_reviewer"], "349", sub=unique("both"))
    road.officer = both
    road.nominate("GK").submit()
    assert queue(both, road) == [] and queue(road.district, road) == [road.last.id]
    road.try_(both, "reviews", verdict="receive").expect_problem(403, "forbidden")


def test_what_i_reviewed_for_the_district_is_not_mine_to_appraise(api, road, unique):
    both = api.as_(["district_reviewer", "province_reviewer"], "35", sub=unique("both"))
    road.district = both
    road.nominate("BKT").submit().receive().approve(**WEIGHED)
    assert road.state == "province_appraisal"
    assert queue(both, road) == [] and queue(road.province, road) == [road.last.id]
    road.try_(both, "reviews", verdict="approve", **WEIGHED).expect_problem(403, "forbidden")


def test_what_i_reviewed_stays_mine_at_my_own_stage(road):
    road.nominate("GK").submit().receive()
    assert waiting_at(road) == ["district"]
    road.review(road.district, "return", reason="Sửa").submit()
    assert waiting_at(road) == ["district"]


def test_it_is_the_person_not_the_role_that_counts(api, road, unique):
    """The token's subject counts: also with another role, or after the officer became a reviewer."""
    person = unique("person")
    road.officer = api.as_("unit_officer", "349", sub=person)
    road.nominate("GK").submit()
    promoted = api.as_("district_reviewer", "349", sub=person)
    assert queue(promoted, road) == []


# By day: communes have the powers of districts since 2025-07-01.


def test_before_the_reform_a_communes_nomination_waits_for_its_district(api, unique):
    road = Road(api, unique, code=unit(13324), unit_id=unit(13324))
    road.nominate("GK", collective_id=collective(21)).submit()
    district = api.as_("district_reviewer", "349", sub=unique("district"))
    assert queue(road.district, road) == []  # the commune's own reviewer
    assert queue(district, road) == [road.last.id]
    road.try_(road.district, "reviews", verdict="receive").expect_problem(403, "forbidden")
    road.try_(district, "reviews", verdict="receive").expect(201)


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
def due(api, road, unique, database):
    """due(day or None, …) → the ids of nominations that wait for the district with these due days; SQL dates."""

    def made(*days) -> list:
        district, ids = api.as_("district_reviewer", "349"), []
        for day in days:
            subject = district.post("/v1/collectives", new_collective(unique)).expect(201)
            ids.append(road.nominate("GK", collective_id=subject.id).submit().last.id)
            database.psql(f"update nomination set due_on = {day or 'null'} where id = '{ids[-1]}'", "tdkt_owner")
        return ids

    return made


def test_the_oldest_due_comes_first_and_what_has_no_day_last(road, due):
    free, far, late, later, today = due(
        None, "today() + 9", "today() - 1", "today() - 400", "today()")
    assert queue(road.district, road) == [later, late, today, far, free]
    assert queue(road.district, road, sort="-due_by") == [free, far, today, late, later]
    assert queue(road.district, road, sort="created_at") == [free, far, late, later, today]
    assert queue(road.district, road, overdue="true") == [later, late]
    assert queue(road.district, road, overdue="false") == [today, far, free]
    shown = road.district.get("/v1/work-queue", {"dossier_id": road.dossier.id}).items
    assert [item["due_by"] for item in shown][-1] == "9999-12-31" and shown[-1]["due_on"] is None


@pytest.mark.parametrize("limit", [1, 2, 3, 5, 200])
def test_paging_keeps_the_order(road, due, limit):
    due(None, "today() - 1", "today() - 1", None, "today() + 1", "today() - 1")
    query = {"dossier_id": road.dossier.id, "limit": limit}
    walked = [item["id"] for item in road.district.all("/v1/work-queue", query)]
    assert walked == queue(road.district, road) and len(set(walked)) == 6
    assert len(road.district.get("/v1/work-queue", query).items) == min(limit, 6)


def test_paging_survives_work_being_done(road, due):
    first, second, third, fourth = due(*(f"today() - {9 - n}" for n in range(4)))
    query = {"dossier_id": road.dossier.id, "limit": 2}
    page = road.district.get("/v1/work-queue", query).expect(200)
    assert [item["id"] for item in page.items] == [first, second]
    road.last = road.district.get(f"/v1/nominations/{second}")
    road.review(road.district, "reject", reason="Không đạt")
    rest = road.district.get(page.json["next"]).expect(200)
    assert [item["id"] for item in rest.items] == [third, fourth]
    assert queue(road.district, road) == [first, third, fourth]


def test_the_number_of_waiting_ones_is_told(road, due):
    due(None, None, "today()")
    query = {"dossier_id": road.dossier.id, "limit": 1}
    counted = road.district.get("/v1/work-queue", query, headers={"Prefer": "count=exact"}).expect(200)
    assert counted.json["count"] == 3


def test_the_queue_is_searched_and_filtered(api, road, unique):
    district = api.as_("district_reviewer", "349")
    word = unique("Mộc")
    named = district.post("/v1/collectives", new_collective(unique, name=f"Hợp tác xã {word}")).expect(201)
    wanted = road.nominate("GK", collective_id=named.id).submit().last
    other = road.nominate("CSTDCS", subject_kind="individual", collective_id=None, individual_id=individual(3))
    other = other.submit().last
    for query in ({"q": f"hop tac xa {word}"}, {"collective_id": named.id}, {"subject_kind": "collective"},
                  {"code": wanted.json["code"]}):
        assert queue(road.district, road, **query) == [wanted.id], query
    assert queue(road.district, road, individual_id=individual(3)) == [other.id]
    assert queue(road.district, road, state="district_review") == []
    assert queue(road.officer, road) == []


@pytest.mark.parametrize("query,parameter", [
    ({"sort": "due_on"}, "sort"), ({"sort": "nominee_name"}, "sort"), ({"overdue": "1"}, "overdue"),
    ({"due_by[gte]": "tomorrow"}, "due_by[gte]"), ({"unit_id": unit(349)}, "unit_id"),
])
def test_the_queue_refuses_unknown_parameters(road, query, parameter):
    road.officer.get("/v1/work-queue", query).expect_problem(400, "invalid", parameter=parameter)
