"""A dossier whose unit ended before a decision: it goes on with the unit that took over, and with no other. A mistaken transfer is taken
back while nothing has happened since.
"""

import pytest
from support.workflows import Workflow, class_id
from support.samples import HA_NAM, collective, new_collective, unit
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


@pytest.fixture
def of_commune(api, unique):
    """of_commune(unit_id): a nomination of a collective of a commune, submitted before the commune ended."""
    def made(unit_id, begins="2025-06-20"):
        workflow = Workflow(api, unique, code=unit_id, unit_id=unit_id, begins=begins)
        body = new_collective(unique, unit_id=unit_id)
        return workflow.nominate("GK", collective_id=workflow.officer.post("/v1/collectives", body).expect(201).id).submit()
    return made


def transfer(caller, workflow, unit_id=NINH_BINH, etag=None):
    path = f"/v1/dossiers/{workflow.dossier.id}"
    return caller.post(f"{path}/transfer", {"unit_id": unit_id}, etag=etag or caller.get(path).etag)


def take_back(caller, workflow, etag=None, reason="Chuyển nhầm đơn vị (mẫu)"):
    path = f"/v1/dossiers/{workflow.dossier.id}"
    return caller.post(f"{path}/transfer-withdrawal", {"reason": reason}, etag=etag or caller.get(path).etag)


def transfers(caller, workflow) -> list:
    return [(t["action"], t["from_unit_id"], t["to_unit_id"], t["reason"])
            for t in caller.all(f"/v1/dossiers/{workflow.dossier.id}/transfers")]


def test_the_commune_goes_on_where_its_predecessor_stopped(api, unique, of_commune, heir):
    workflow = of_commune(unit(13627))
    commune = api.as_("district_reviewer", "13627", sub=unique("commune"))
    writes_nothing = commune.patch(f"/v1/dossiers/{workflow.dossier.id}", {"title": "Khác"}, etag='"1"')
    assert writes_nothing.status in (403, 404)
    moved = transfer(heir, workflow, NAM_LY).expect(201)
    assert (moved.json["unit_id"], moved.json["state"]) == (NAM_LY, "open")
    assert heir.get(f"/v1/dossiers/{workflow.dossier.id}").expect(200).etag == moved.etag
    now = commune.get(workflow.path).expect(200)
    assert now.json["state"] == "submitted"
    took = commune.post(f"{workflow.path}/reviews", {"verdict": "receive", "acted_on": "2025-07-02"}, etag=now.etag)
    assert took.expect(201).json["state"] == "district_review"
    assert [e["action"] for e in commune.get(f"{workflow.path}/timeline").expect(200).items] == ["submit", "receive"]
    assert commune.get(f"/v1/dossiers/{workflow.dossier.id}/documents").expect(200).items
    assert transfers(commune, workflow) == [("transfer", unit(13627), NAM_LY, None)]


@pytest.mark.parametrize("home,begins,receiver", [
    (unit(13564), "2019-12-10", unit(13597, 3)),  # merged twice
    (unit(13324, 2), "2025-06-20", unit(13324, 3)), (unit(13324, 2), "2025-06-20", unit(13330, 3)),  # divided
], ids=["through another unit", "one part", "another part"])
def test_who_took_over_at_any_depth_receives(of_commune, heir, home, begins, receiver):
    assert transfer(heir, of_commune(home, begins), receiver).expect(201).json["unit_id"] == receiver


@pytest.mark.parametrize("receiver", [unit(13573, 3), unit(13597, 2), unit(13597), unit(13564), NINH_BINH],
                         ids=["another commune", "an heir that ended", "its former form", "itself", "the province above an heir"])
def test_nobody_else_receives_from_a_commune(of_commune, heir, receiver):
    workflow = of_commune(unit(13564), "2019-12-10")
    refused = transfer(heir, workflow, receiver)
    assert refused.status in (400, 409) and refused.json["errors"][0]["pointer"] == "/unit_id"
    if receiver in (unit(13573, 3), NINH_BINH):
        assert refused.expect_problem(400, "invalid").json["rule"] == "dossier_successor"
    assert heir.get(f"/v1/dossiers/{workflow.dossier.id}").json["unit_id"] == unit(13564)
    assert transfers(heir, workflow) == []


def test_the_province_goes_on_where_a_district_stopped(api, unique, stranded, heir):
    """Districts have no successor: the province keeps their archive, and their dossiers."""
    moved = transfer(heir, stranded).expect(201)
    assert (moved.json["unit_id"], moved.json["state"]) == (NINH_BINH, "open")
    now = heir.get(stranded.path).expect(200)
    assert now.json["state"] == "submitted"
    took = heir.post(f"{stranded.path}/reviews", {"verdict": "receive"}, etag=now.etag)
    assert took.expect(201).json["state"] == "province_appraisal"


@pytest.mark.parametrize("is_held", [False, True])
def test_the_province_receives_what_lay_at_the_desk_of_the_district(stranded, heir, is_held):
    stranded.receive()
    if is_held:
        stranded.take(stranded.district, "holds", ground="inspection", reason="Chờ ý kiến (mẫu)")
    transfer(heir, stranded).expect(201)
    now = heir.get(stranded.path).expect(200)
    if is_held:
        now = heir.post(f"{stranded.path}/resumption", {"reason": "Tiếp tục (mẫu)"}, etag=now.etag).expect(201)
    assert now.json["state"] == "district_review"
    took = heir.post(f"{stranded.path}/reviews", {"verdict": "receive"}, etag=now.etag)
    assert took.expect(201).json["state"] == "province_appraisal"


def test_a_unit_that_stands_keeps_its_dossier(api, unique, heir):
    workflow = Workflow(api, unique, code="13627", unit_id=NAM_LY, province="37", begins="2026-03-02").open_dossier([])
    refused = transfer(heir, workflow, NINH_BINH).expect_problem(409, "conflict")
    assert (refused.json["current_state"], refused.json["allowed"]) == ("draft", [])


def test_a_closed_dossier_stays_in_the_archive(heir, stranded):
    stranded.take(stranded.officer, "withdrawal", reason="Rút để bổ sung")
    transfer(heir, stranded).expect_problem(409, "conflict")


@pytest.mark.parametrize("receiver", [NAM_LY, unit(353), HA_NAM], ids=["a commune", "one that ended", "a province that ended"])
def test_only_the_province_receives_from_a_district(heir, stranded, receiver):
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
    old = Workflow(api, unique, code=unit(13627), unit_id=unit(13627), begins="2025-06-20").open_dossier([], number=number)
    new = Workflow(api, unique, code="13627", unit_id=NAM_LY, province="37", begins="2026-03-02")
    new.open_dossier([], number=number)
    transfer(heir, old, NAM_LY).expect_problem(409, "conflict")


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


# Taking back


def test_a_mistaken_transfer_is_taken_back(stranded, heir):
    before = heir.get(stranded.path).expect(200).json
    moved = transfer(heir, stranded).expect(201)
    back = take_back(heir, stranded, moved.etag).expect(201)
    assert back.json["unit_id"] == unit(353) and back.headers["Location"] == f"/v1/dossiers/{stranded.dossier.id}"
    after = stranded.province.get(stranded.path).expect(200).json
    assert {k: v for k, v in after.items() if k != "updated_at"} == {k: v for k, v in before.items() if k != "updated_at"}
    assert transfers(heir, stranded) == [
        ("transfer", unit(353), NINH_BINH, None), ("take_back", NINH_BINH, unit(353), "Chuyển nhầm đơn vị (mẫu)")]
    listed = heir.all(f"/v1/dossiers/{stranded.dossier.id}/transfers", {"action": "take_back"})
    assert [t["actor"] for t in listed] == [heir.who["sub"]]
    assert heir.get(f"/v1/dossiers/{stranded.dossier.id}/transfers/{listed[0]['id']}").expect(200).json == listed[0]
    again = transfer(heir, stranded, etag=back.etag).expect(201)
    assert take_back(heir, stranded, again.etag).expect(201).json["unit_id"] == unit(353)


def test_only_a_transfer_is_taken_back_and_only_once(stranded, heir):
    refused = take_back(heir, stranded).expect_problem(409, "conflict")
    assert (refused.json["rule"], refused.json["current_state"]) == ("dossier_transfer_none", "open")
    moved = transfer(heir, stranded).expect(201)
    back = take_back(heir, stranded, moved.etag).expect(201)
    assert take_back(heir, stranded, back.etag).expect_problem(409, "conflict").json["rule"] == "dossier_transfer_none"


def test_taking_back_needs_a_reason_and_the_current_version(stranded, heir):
    moved = transfer(heir, stranded).expect(201)
    at = f"/v1/dossiers/{stranded.dossier.id}/transfer-withdrawal"
    heir.post(at, {}, etag=moved.etag).expect_problem(400, "invalid", pointer="/reason")
    heir.post(at, {"reason": "Mẫu"}).expect_problem(428, "precondition-required")
    take_back(heir, stranded, '"99"').expect_problem(412, "stale")


def test_a_paper_since_the_transfer_keeps_it(api, unique, heir):
    """A document that came and went has been there too."""
    workflow = Workflow(api, unique, code=unit(13627), unit_id=unit(13627), begins="2025-06-20").open_dossier([])
    moved = transfer(heir, workflow, NAM_LY).expect(201)
    officer = api.as_("unit_officer", "13627", sub=unique("officer"))
    papers = f"/v1/dossiers/{workflow.dossier.id}/documents"
    made = officer.post(papers, workflow.paper("minutes")).expect(201)
    assert take_back(heir, workflow, moved.etag).expect_problem(409, "conflict").json["rule"] == "dossier_transfer_used"
    officer.delete(f"{papers}/{made.id}", made.etag).expect(204)
    assert take_back(heir, workflow, moved.etag).expect_problem(409, "conflict").json["rule"] == "dossier_transfer_used"


def test_an_act_since_the_transfer_keeps_it(stranded, heir):
    moved = transfer(heir, stranded).expect(201)
    now = heir.get(stranded.path).expect(200)
    heir.post(f"{stranded.path}/reviews", {"verdict": "receive"}, etag=now.etag).expect(201)
    now = heir.get(f"/v1/dossiers/{stranded.dossier.id}").expect(200)
    assert take_back(heir, stranded, now.etag).expect_problem(409, "conflict").json["rule"] == "dossier_transfer_used"
    assert moved.json["unit_id"] == now.json["unit_id"]


@pytest.mark.parametrize("what", ["title", "nomination"])
def test_a_change_since_the_transfer_keeps_it(api, unique, heir, what):
    workflow = Workflow(api, unique, code=unit(13627), unit_id=unit(13627), begins="2025-06-20").open_dossier([])
    moved = transfer(heir, workflow, NAM_LY).expect(201)
    officer, at = api.as_("unit_officer", "13627", sub=unique("officer")), f"/v1/dossiers/{workflow.dossier.id}"
    if what == "title":
        officer.patch(at, {"title": "Khác"}, moved.etag).expect(200)
    else:
        own = officer.post("/v1/collectives", new_collective(unique, unit_id=NAM_LY)).expect(201).id
        body = {"dossier_id": workflow.dossier.id, "award_class_id": class_id("GK"), "subject_kind": "collective", "collective_id": own}
        officer.post("/v1/nominations", body).expect(201)
    assert take_back(heir, workflow, heir.get(at).etag).expect_problem(409, "conflict").json["rule"] == "dossier_transfer_used"


@pytest.mark.parametrize("role,where,status", [
    ("district_reviewer", "37", 403), ("unit_officer", "37", 403), ("council_reviewer", "37", 403), ("auditor", "37", 403),
    ("province_reviewer", "01", 404), ("province_reviewer", "35", 404),
])
def test_only_the_province_that_transferred_takes_back(api, stranded, heir, role, where, status):
    moved = transfer(heir, stranded).expect(201)
    take_back(api.as_(role, where), stranded, moved.etag).expect_problem(status, {403: "forbidden", 404: "not-found"}[status])
    assert heir.get(f"/v1/dossiers/{stranded.dossier.id}").json["unit_id"] == NINH_BINH


def test_a_reviewer_of_less_than_the_province_takes_nothing_back(api, of_commune, heir):
    workflow = of_commune(unit(13627))
    moved = transfer(heir, workflow, NAM_LY).expect(201)
    refused = take_back(api.as_("province_reviewer", "13627"), workflow, moved.etag).expect_problem(403, "forbidden")
    assert refused.json["rule"] == "dossier_transfer_province"
