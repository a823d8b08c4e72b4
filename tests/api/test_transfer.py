"""A dossier whose unit ended before a decision: it goes on with the unit that took over, and with no other."""

import pytest
from support.workflows import Workflow, class_id
from support.samples import HA_NAM, collective, unit
from support.subjects import nominate_own

NAM_LY = unit(13627, 3)
NINH_BINH = unit(37, 2)


@pytest.fixture
def stranded(api, unique):
    """A nomination of a district, submitted ten days before districts ended."""
    return Workflow(api, unique, code="353", begins="2025-06-20").nominate("GK", collective_id=collective(16)).submit()


@pytest.fixture
def heir(api, unique):
    return api.as_("province_reviewer", "37", sub=unique("heir"))


def transfer(caller, workflow, unit_id=NAM_LY, etag=None):
    path = f"/v1/dossiers/{workflow.dossier.id}"
    return caller.post(f"{path}/transfer", {"unit_id": unit_id}, etag=etag or caller.get(path).etag)


def test_the_commune_goes_on_where_the_district_stopped(api, unique, stranded, heir):
    commune = api.as_("district_reviewer", "13627", sub=unique("commune"))
    stranded.try_(stranded.district, "reviews", acted_on="2025-07-01", verdict="receive").expect_problem(409, "conflict")
    commune.get(stranded.path).expect_problem(404, "not-found")
    moved = transfer(heir, stranded).expect(201)
    assert (moved.json["unit_id"], moved.json["state"]) == (NAM_LY, "open")
    assert heir.get(f"/v1/dossiers/{stranded.dossier.id}").expect(200).etag == moved.etag
    now = commune.get(stranded.path).expect(200)
    assert now.json["state"] == "submitted"
    took = commune.post(f"{stranded.path}/reviews", {"verdict": "receive", "acted_on": "2025-07-02"}, etag=now.etag)
    assert took.expect(201).json["state"] == "district_review"
    assert [e["action"] for e in commune.get(f"{stranded.path}/events").expect(200).items] == ["submit", "receive"]
    assert commune.get(f"/v1/dossiers/{stranded.dossier.id}/documents").expect(200).items


def test_a_unit_that_stands_keeps_its_dossier(api, unique, heir):
    workflow = Workflow(api, unique, code="13627", unit_id=NAM_LY, province="37", begins="2026-03-02").open_dossier([])
    refused = transfer(heir, workflow, NINH_BINH).expect_problem(409, "conflict")
    assert (refused.json["current_state"], refused.json["allowed"]) == ("draft", [])


def test_a_closed_dossier_stays_in_the_archive(heir, stranded):
    stranded.take(stranded.officer, "withdrawal", reason="Rút để bổ sung")
    transfer(heir, stranded).expect_problem(409, "conflict")


@pytest.mark.parametrize("receiver", [NINH_BINH, unit(353)], ids=["another level", "one that ended"])
def test_only_a_successor_receives(heir, stranded, receiver):
    refused = transfer(heir, stranded, receiver)
    assert refused.status in (400, 409)
    assert refused.json["errors"][0]["pointer"] == "/unit_id"
    assert heir.get(f"/v1/dossiers/{stranded.dossier.id}").json["unit_id"] == unit(353)


def test_a_stale_view_moves_nothing(heir, stranded):
    transfer(heir, stranded, etag='"99"').expect_problem(412, "stale")


def test_another_province_sees_nothing_and_the_old_one_moves_nothing(api, unique, stranded):
    transfer(api.as_("province_reviewer", "01"), stranded, etag='"1"').expect_problem(404, "not-found")
    transfer(stranded.province, stranded).expect_problem(409, "conflict", pointer="/unit_id")


def test_its_subject_does_not_change(api, unique, stranded, heir):
    transfer(heir, stranded).expect(201)
    now = heir.get(stranded.path).expect(200).json
    assert (now["collective_id"], now["award_class_id"]) == (collective(16), class_id("GK"))


def test_a_number_that_the_heir_has_already_is_refused(api, unique, heir):
    number = unique("HS")
    old = Workflow(api, unique, code="353", begins="2025-06-20").open_dossier([], number=number)
    new = Workflow(api, unique, code="13627", unit_id=NAM_LY, province="37", begins="2026-03-02")
    new.open_dossier([], number=number)
    transfer(heir, old).expect_problem(409, "conflict")


def test_a_vote_of_the_old_council_stops_nobody(api, unique, heir):
    workflow = Workflow(api, unique, code="353", begins="2025-06-10")
    workflow = nominate_own(workflow, "BKT").submit().receive().approve(acknowledgement="Đã xem")
    workflow.approve(workflow.province, acknowledgement="Đã xem")

    def agenda(council, unit_id, on):
        path = "/v1/council-sessions"
        body = {"unit_id": unit_id, "number": unique("HD"), "held_on": on}
        path += "/" + council.post(path, body).expect(201).id
        return path, council.post(f"{path}/items", {"nomination_id": workflow.last.id, "order": 1})

    path, item = agenda(workflow.council, HA_NAM, "2025-06-20")
    transfer(heir, workflow).expect(201)
    assert workflow.council.get(f"{path}/items/{item.expect(201).id}").expect(200).json["outcome"] == "deferred"
    agenda(api.as_("council_reviewer", "37", sub=unique("council")), NINH_BINH, "2025-07-10")[1].expect(201)
