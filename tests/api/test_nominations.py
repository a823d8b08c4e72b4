"""Writing nominations: what a draft must contain, what may change after a return, who sees and writes them.

Lists are tested in test_nomination_lists.py, warnings in test_warnings.py, whole workflows in test_workflows.py.
"""

import pytest

from support.workflows import Workflow, class_id
from support.samples import (
    DUY_TIEN, MISSING, collective, individual, new_collective, new_document, new_dossier, unit,
)

EVERYTHING_CHANGED = {"award_class_id": class_id("BKT"), "subject_kind": "individual", "collective_id": None,
                      "individual_id": individual(2), "year": 2016, "achievement": "Khác"}


@pytest.fixture
def workflow(api, unique):
    return Workflow(api, unique)


@pytest.fixture
def draft(workflow):
    return workflow.nominate("GK")


@pytest.fixture
def ward(api, unique):
    """The workflow of phường Phủ Lý, which exists since 2025-07-01."""
    return Workflow(api, unique, code="13285", unit_id=unit(13285, 3), province="37", begins="2026-02-02")


def body_in(workflow, **changes) -> dict:
    body = {"dossier_id": workflow.dossier.id, "award_class_id": class_id("GK"), "subject_kind": "collective",
            "collective_id": collective(4)}
    return body | changes


def refused(workflow, pointer, why="rule", status=400, **changes):
    slug = "invalid" if status == 400 else "conflict"
    answer = workflow.officer.post("/v1/nominations", body_in(workflow, **changes))
    return answer.expect_problem(status, slug, pointer=pointer, code=why)


def put(workflow, **changes):
    body = {key: value for key, value in body_in(workflow, **changes).items() if key != "dossier_id"}
    return workflow.officer.put(workflow.path, body, workflow.officer.get(workflow.path).etag)


def patch(workflow, **changes):
    return workflow.officer.patch(workflow.path, changes, workflow.officer.get(workflow.path).etag)


# What a draft must contain.


def test_a_draft_shows_who_and_where_it_is(draft):
    made = draft.last.json
    assert made["nominee_name"] == "Ủy ban nhân dân huyện Duy Tiên (mẫu)"
    assert (made["award_class_code"], made["award_level"], made["year"]) == ("GK", "base", 2018)
    assert (made["state"], made["waits_for"], made["state_on"], made["due_on"]) == ("draft", "unit_officer", None, None)
    assert (made["held_state"], made["returned_fields"]) == (None, None)
    assert len(made["code"]) == 9


def test_the_year_is_the_dossiers_unless_given(workflow):
    workflow.open_dossier(year=2015)
    assert workflow.nominate("GK").last.json["year"] == 2015
    assert workflow.nominate("GK", collective_id=collective(5), year=2014).last.json["year"] == 2014


@pytest.mark.parametrize("changes", [
    {"subject_kind": "individual"}, {"subject_kind": "collective", "collective_id": None},
    {"subject_kind": "collective", "collective_id": None, "individual_id": individual(1)},
    {"subject_kind": "collective", "individual_id": individual(1)},
    {"subject_kind": "individual", "individual_id": individual(1)},
    {"subject_kind": "individual", "collective_id": None},
])
def test_the_kind_says_which_subject_is_meant(workflow, changes):
    workflow.open_dossier([])
    refused(workflow, "/subject_kind", **changes)


@pytest.mark.parametrize("award,kind", [("LDTT", "collective"), ("TTLDTT", "individual"), ("TTLDTT", "household")])
def test_a_class_is_for_its_kinds_of_subject(workflow, award, kind):
    workflow.open_dossier([])
    of_one = {"collective_id": None, "individual_id": individual(1)} if kind == "individual" else {}
    refused(workflow, "/subject_kind", award_class_id=class_id(award), subject_kind=kind, **of_one)


def test_a_form_that_has_classes_is_not_asked_for_itself(workflow):
    workflow.open_dossier([])
    refused(workflow, "/award_class_id", award_class_id="01600000-0003-7000-8000-000000000010")
    workflow.nominate("HCLD3")


def test_a_class_must_be_in_force_on_the_dossiers_date(api, workflow, unique):
    office = api.as_("admin", "35")
    body = {"code": unique("V")[-12:], "name_vi": "Danh hiệu cũ (mẫu)", "name_en": "Sample", "category": "title",
            "level": "base", "subject_kinds": ["collective"], "authority": "agency_head", "rank": 99,
            "valid_from": "2012-01-01", "valid_to": "2018-01-31"}
    award = office.post("/v1/award-classes", body).expect(201)
    workflow.open_dossier([], dated_on="2018-02-01")
    refused(workflow, "/award_class_id", award_class_id=award.id)
    workflow.open_dossier([], dated_on="2018-01-31")
    workflow.officer.post("/v1/nominations", body_in(workflow, award_class_id=award.id)).expect(201)


@pytest.mark.parametrize("status", ["merged", "dissolved"])
def test_a_collective_that_is_no_more_is_not_nominated(api, workflow, unique, status):
    district = api.as_("district_reviewer", "349")
    made = district.post("/v1/collectives", new_collective(unique)).expect(201)
    workflow.nominate("GK", collective_id=made.id)
    district.patch(f"/v1/collectives/{made.id}", {"state": status}, made.etag).expect(200)
    refused(workflow, "/collective_id", award_class_id=class_id("BKT"), collective_id=made.id)
    patch(workflow, year=2017).expect_problem(400, "invalid", pointer="/collective_id", code="rule")
    assert workflow.officer.get(workflow.path).expect(200).json["nominee_name"] == made.json["name"]


def test_the_name_is_kept_as_it_stood(api, workflow, unique):
    district = api.as_("district_reviewer", "349")
    made = district.post("/v1/collectives", new_collective(unique, name="Tên cũ (mẫu)")).expect(201)
    workflow.nominate("GK", collective_id=made.id)
    district.patch(f"/v1/collectives/{made.id}", {"name": "Tên mới (mẫu)"}, made.etag).expect(200)
    assert workflow.now["nominee_name"] == "Tên cũ (mẫu)"


def test_one_subject_is_nominated_for_a_class_once_in_a_dossier(draft):
    refused(draft, "/award_class_id", why="unique", status=409)
    draft.nominate("GK", collective_id=collective(5))
    draft.nominate("TTLDTT")
    draft.open_dossier([]).nominate("GK")


@pytest.mark.parametrize("pointer,changes", [
    ("/dossier_id", {"dossier_id": MISSING}), ("/award_class_id", {"award_class_id": MISSING}),
    ("/collective_id", {"collective_id": MISSING}), ("/collective_id", {"collective_id": collective(16)}),
    ("/individual_id", {"subject_kind": "individual", "collective_id": None, "individual_id": individual(20)}),
    ("/individual_id", {"subject_kind": "individual", "collective_id": None, "individual_id": MISSING}),
])
def test_what_it_refers_to_must_be_the_callers(workflow, pointer, changes):
    workflow.open_dossier([])
    refused(workflow, pointer, why="reference", status=409, **changes)


def test_a_foreign_dossier_takes_no_nomination(api, workflow, unique):
    theirs = Workflow(api, unique, code="353", unit_id=unit(353)).open_dossier([])
    workflow.dossier = theirs.dossier
    refused(workflow, "/dossier_id", why="reference", status=409)


def test_members_owned_by_the_server_are_refused(workflow):
    workflow.open_dossier([])
    for name, value in (("state", "approved"), ("code", "HNAM2923F"), ("warnings", []), ("due_on", None)):
        refused(workflow, f"/{name}", why="read_only", **{name: value})
    refused(workflow, "/overdue", why="read_only", overdue=True)


# Changes.


def test_a_draft_may_change_in_everything(draft):
    changed = put(draft, **EVERYTHING_CHANGED).expect(200)
    assert {name: changed.json[name] for name in EVERYTHING_CHANGED} == EVERYTHING_CHANGED
    assert (changed.json["award_class_code"], changed.json["award_level"]) == ("BKT", "province")
    assert changed.json["nominee_name"] != draft.last.json["nominee_name"]
    assert changed.json["code"] == draft.last.json["code"]


def test_a_draft_does_not_move_to_another_dossier(draft, unique):
    other = draft.officer.post("/v1/dossiers", new_dossier(unique)).expect(201)
    patch(draft, dossier_id=other.id).expect_problem(400, "invalid", pointer="/dossier_id", code="immutable")


def test_what_was_sent_is_not_changed(ward):
    ward.nominate("GK", collective_id=collective(41)).submit()
    before = ward.now
    for answer in (patch(ward, achievement="Khác"), patch(ward), put(ward, **EVERYTHING_CHANGED)):
        problem = answer.expect_problem(409, "conflict").json
        assert (problem["current_state"], problem["allowed"]) == ("submitted", ["withdraw"])
    gone = ward.officer.delete(ward.path, ward.last.etag).expect_problem(409, "conflict").json
    assert (gone["current_state"], gone["allowed"]) == ("submitted", ["withdraw"])
    assert ward.now == before


def test_a_unit_that_is_no_more_may_do_nothing_today(draft):
    draft.submit()
    problem = patch(draft, achievement="Khác").expect_problem(409, "conflict").json
    assert (problem["current_state"], problem["allowed"]) == ("submitted", [])


def test_a_refusal_speaks_the_callers_language(ward):
    ward.nominate("GK", collective_id=collective(41)).submit()
    tag = ward.last.etag
    vi = ward.officer.patch(ward.path, {"year": 2024}, tag).expect(409)
    en = ward.officer.with_(Accept_Language="en").patch(ward.path, {"year": 2024}, tag).expect(409)
    assert "Đề nghị đã gửi thì không sửa được" in vi.text and "only while it is a draft" in en.text


@pytest.mark.parametrize("state,walk", [
    ("district_review", lambda workflow: workflow.receive()),
    ("approved", lambda workflow: workflow.receive().approve(acknowledgement="Đã kiểm tra")),
    ("rejected", lambda workflow: workflow.review(workflow.district, "reject", reason="Không đạt")),
    ("withdrawn", lambda workflow: workflow.take(workflow.officer, "withdrawal", reason="Rút")),
    ("on_hold", lambda workflow: workflow.take(workflow.district, "holds", ground="complaint", reason="Có đơn")),
])
def test_a_nomination_is_not_changed_in_any_later_state(draft, state, walk):
    walk(draft.submit())
    before = draft.officer.get(draft.path)
    answer = patch(draft, achievement="Khác").expect_problem(409, "conflict")
    assert answer.json["current_state"] == state
    assert draft.officer.get(draft.path).text == before.text


def test_a_change_needs_the_version_it_was_read_with(draft):
    tag = draft.last.etag
    draft.officer.patch(draft.path, {"year": 2017}, tag).expect(200)
    draft.officer.patch(draft.path, {"year": 2016}, tag).expect_problem(412, "stale")
    draft.officer.delete(draft.path, tag).expect_problem(412, "stale")
    draft.officer.patch(draft.path, {"year": 2016}).expect_problem(428, "precondition-required")


@pytest.fixture
def returned(draft):
    """returned(fields) → a Workflow after a return that named these fields."""
    return lambda fields: draft.submit().review(draft.district, "return", reason="Sửa lại", fields=fields)


SINGLE = {"award_class_id": class_id("TTLDTT"), "collective_id": collective(5), "year": 2017, "achievement": "Khác"}


@pytest.mark.parametrize("named", sorted(SINGLE))
def test_after_a_return_only_the_named_field_changes(returned, named):
    workflow = returned([named])
    assert workflow.now["returned_fields"] == [named]
    for name, value in SINGLE.items():
        if name != named:
            problem = patch(workflow, **{name: value}).expect_problem(409, "conflict").json
            assert problem["current_state"] == "returned"
            patch(workflow, **{named: SINGLE[named], name: value}).expect_problem(409, "conflict")
    assert workflow.now[named] != SINGLE[named]
    assert patch(workflow, **{named: SINGLE[named]}).expect(200).json[named] == SINGLE[named]


def test_sending_the_same_value_is_no_change(returned):
    workflow = returned(["achievement"])
    names = ("award_class_id", "subject_kind", "collective_id", "individual_id", "year")
    same = {name: workflow.now[name] for name in names}
    assert put(workflow, **same, achievement="Đã bổ sung").expect(200).json["achievement"] == "Đã bổ sung"


def test_a_return_that_names_the_subject_lets_it_change_its_kind(returned):
    workflow = returned(["subject_kind", "collective_id", "individual_id"])
    patch(workflow, subject_kind="individual", collective_id=None, individual_id=individual(3)).expect(200)


def test_a_return_that_names_only_documents_leaves_the_rest(returned):
    workflow = returned(["documents"])
    for name, value in SINGLE.items():
        patch(workflow, **{name: value}).expect_problem(409, "conflict")
    workflow.officer.post(f"/v1/dossiers/{workflow.dossier.id}/documents", new_document(workflow.unique)).expect(201)


def test_a_return_that_names_nothing_allows_everything(returned):
    workflow = returned(None)
    assert workflow.now["returned_fields"] is None
    put(workflow, **EVERYTHING_CHANGED).expect(200)


def test_the_named_fields_are_cleared_by_the_next_submission(returned):
    workflow = returned(["year"])
    patch(workflow, year=2017).expect(200)
    workflow.refresh().submit()
    assert workflow.now["returned_fields"] is None
    patch(workflow, year=2016).expect_problem(409, "conflict")


@pytest.mark.parametrize("fields,code", [
    ([], "too_short"), (["state"], "enum"), (["year", "year"], "repeated"), ("year", "type"), ([1], "type"),
])
def test_a_return_names_fields_that_there_are(draft, fields, code):
    draft.submit()
    answer = draft.try_(draft.district, "reviews", verdict="return", reason="Sửa", fields=fields)
    answer.expect_problem(400, "invalid", pointer="/fields", code=code)


# Deletion.


def test_a_nominee_with_a_nomination_cannot_be_deleted(api, workflow, unique):
    district = api.as_("district_reviewer", "349")
    made = district.post("/v1/collectives", new_collective(unique, unit_id=DUY_TIEN)).expect(201)
    workflow.nominate("GK", collective_id=made.id)
    district.delete(f"/v1/collectives/{made.id}", made.etag).expect_problem(409, "conflict", code="referenced")


def test_a_draft_is_deleted_but_not_with_documents_of_its_own(draft):
    documents = f"/v1/dossiers/{draft.dossier.id}/documents"
    paper = draft.officer.post(documents, new_document(draft.unique, nomination_id=draft.last.id)).expect(201)
    tag = draft.officer.get(draft.path).etag
    draft.officer.delete(draft.path, tag).expect_problem(409, "conflict", code="referenced")
    draft.officer.delete(paper.headers["Location"], paper.etag).expect(204)
    draft.officer.delete(draft.path, draft.officer.get(draft.path).etag).expect(204)
    draft.officer.get(draft.path).expect_problem(404, "not-found")


def test_what_was_returned_is_withdrawn_not_deleted(returned):
    workflow = returned(None)
    workflow.officer.delete(workflow.path, workflow.last.etag).expect_problem(409, "conflict")
    workflow.take(workflow.officer, "withdrawal", reason="Rút")
    assert workflow.state == "withdrawn"


# Who sees and writes nominations.


ACTS = {"submission": {}, "withdrawal": {"reason": "x"}, "reviews": {"verdict": "receive"},
        "holds": {"ground": "complaint", "reason": "x"}, "resumption": {"reason": "x"}}


def without(answer, id) -> tuple:
    return answer.status, [name for name, _ in answer.headers.pairs], answer.text.replace(id, "…")


@pytest.mark.parametrize("role,unit_code", [
    ("unit_officer", "353"), ("district_reviewer", "353"), ("province_reviewer", "36"), ("auditor", "347"),
])
def test_a_foreign_nomination_looks_like_a_missing_one(api, draft, role, unit_code):
    draft.submit()
    stranger = api.as_(role, unit_code)
    event = draft.events()[0]["id"]
    for tail in ("", "/events", f"/events/{event}", "/eligibility"):
        theirs, none = (stranger.get(f"/v1/nominations/{id}{tail}") for id in (draft.last.id, MISSING))
        assert theirs.status == 404
        assert without(theirs, draft.last.id) == without(none, MISSING)


@pytest.mark.parametrize("act", sorted(ACTS))
def test_nobody_acts_on_a_foreign_nomination(api, draft, act):
    draft.submit()
    role = "unit_officer" if act in ("submission", "withdrawal") else "district_reviewer"
    stranger = api.as_(role, "353")
    theirs, none = (
        stranger.post(f"/v1/nominations/{id}/{act}", ACTS[act], etag=draft.last.etag) for id in (draft.last.id, MISSING)
    )
    assert theirs.status == 404
    assert without(theirs, draft.last.id) == without(none, MISSING)
    assert draft.state == "submitted"


@pytest.mark.parametrize("method,body", [("PUT", {}), ("PATCH", {}), ("DELETE", None)])
def test_nobody_writes_a_foreign_nomination(api, draft, method, body):
    stranger = api.as_("unit_officer", "353")
    kind = "application/merge-patch+json" if method == "PATCH" else "application/json"
    theirs, none = (
        stranger.request(method, f"/v1/nominations/{id}", body, etag='"1"', content_type=kind)
        for id in (draft.last.id, MISSING)
    )
    assert theirs.status == 404
    assert without(theirs, draft.last.id) == without(none, MISSING)


def test_only_officers_write(draft):
    body = body_in(draft, award_class_id=class_id("TTLDTT"))
    for reader in (draft.district, draft.province, draft.council):
        reader.get(draft.path).expect(200)
        reader.post("/v1/nominations", body).expect_problem(403, "forbidden")
        reader.patch(draft.path, {"year": 2017}, draft.last.etag).expect_problem(403, "forbidden")
        reader.delete(draft.path, draft.last.etag).expect_problem(403, "forbidden")
        reader.post(f"{draft.path}/submission", {}, etag=draft.last.etag).expect_problem(403, "forbidden")
    draft.officer.post(f"{draft.path}/reviews", {"verdict": "receive"}, etag='"1"').expect_problem(403, "forbidden")


def test_readers_and_admins_see_none(api, draft):
    for role in ("reader", "admin"):
        outside = api.as_(role, "35")
        for path in ("/v1/nominations", draft.path, f"{draft.path}/events", "/v1/dossiers"):
            outside.get(path).expect_problem(403, "forbidden")
    api.as_("admin", "35").get("/v1/nomination-transitions").expect(200)
    api.as_("reader", "35").get("/v1/nomination-transitions").expect_problem(403, "forbidden")


def test_an_event_is_found_under_its_own_nomination_only(draft):
    draft.submit()
    event = draft.events()[0]
    assert draft.officer.get(f"{draft.path}/events/{event['id']}").expect(200).json == event
    draft.nominate("TTLDTT")
    draft.officer.get(f"{draft.path}/events/{event['id']}").expect_problem(404, "not-found")


@pytest.mark.parametrize("begins,due_on,estimated", [
    ("2018-06-04", "2018-07-02", False),
    ("2024-06-03", "2024-07-01", True),  # the decree of 2023 was not read; the last deadline before it counts
])
def test_a_day_is_estimated_where_no_deadline_is_in_force(api, unique, begins, due_on, estimated):
    workflow = Workflow(api, unique, code="353", begins=begins).nominate("GK", collective_id=collective(16))
    assert (workflow.now["due_on"], workflow.now["due_is_estimated"]) == (None, False)
    workflow.submit()
    assert (workflow.now["due_on"], workflow.now["due_is_estimated"]) == (due_on, estimated)
    [waiting] = workflow.district.get("/v1/work-queue", {"dossier_id": workflow.dossier.id}).expect(200).items
    assert (waiting["due_on"], waiting["due_is_estimated"]) == (due_on, estimated)
    workflow.receive()
    assert workflow.now["due_is_estimated"] is estimated  # the same desk
    workflow.approve(acknowledgement="Đã xem xét")
    assert (workflow.state, workflow.now["due_on"], workflow.now["due_is_estimated"]) == ("approved", None, False)
