"""Dossiers and the documents in them: who may write them and when, what they must contain, and the state they are in."""

import pytest

from support.workflows import PAPERS, Workflow, provincial
from support.samples import (
    DUY_TIEN, LY_NHAN, MISSING, collective, new_collective, new_document, new_dossier, unit,
)



@pytest.fixture
def officer(api):
    return api.as_("unit_officer", "349")


@pytest.fixture
def workflow(api, unique):
    return Workflow(api, unique)


def dossier_of(workflow):
    return workflow.officer.get(f"/v1/dossiers/{workflow.dossier.id}").expect(200)


def without(answer, id) -> tuple:
    """The parts by which a caller can tell answers apart, without the id that it sent itself."""
    kept = [name for name, _ in answer.headers.pairs]
    return answer.status, kept, answer.text.replace(id, "…")


# What a dossier must contain.


@pytest.mark.parametrize("unit_id,dated_on", [
    (DUY_TIEN, "2020-01-01"), (unit(349, 2), "2019-12-31"), (unit(349, 2), "2025-07-01"),
    (unit(13285, 3), "2025-06-30"),
])
def test_a_unit_proposes_only_while_it_exists(api, unique, unit_id, dated_on):
    officer = api.as_("unit_officer", ["35", "37"])
    refused = officer.post("/v1/dossiers", new_dossier(unique, unit_id=unit_id, dated_on=dated_on))
    refused.expect_problem(400, "invalid", pointer="/dated_on", code="rule")
    assert "không tồn tại" in refused.text


def test_a_dossier_is_not_moved_to_a_day_without_its_unit(officer, unique):
    made = officer.post("/v1/dossiers", new_dossier(unique, dated_on="2019-12-31")).expect(201)
    refused = officer.patch(f"/v1/dossiers/{made.id}", {"dated_on": "2020-01-01"}, made.etag)
    refused.expect_problem(400, "invalid", pointer="/dated_on", code="rule")


def test_a_number_is_given_once_in_a_unit(api, unique):
    number = unique("TTr")
    province = api.as_("unit_officer", "35")
    province.post("/v1/dossiers", new_dossier(unique, number=number)).expect(201)
    again = province.post("/v1/dossiers", new_dossier(unique, number=number))
    again.expect_problem(409, "conflict", pointer="/number", code="unique")
    province.post("/v1/dossiers", new_dossier(unique, number=number, unit_id=LY_NHAN)).expect(201)
    for _ in range(2):
        province.post("/v1/dossiers", new_dossier(unique, number=None)).expect(201)


@pytest.mark.parametrize("member,id", [
    ("unit_id", LY_NHAN), ("unit_id", MISSING), ("collective_id", collective(16)), ("collective_id", MISSING),
    ("campaign_id", MISSING),
])
def test_what_it_refers_to_must_be_the_callers(officer, unique, member, id):
    refused = officer.post("/v1/dossiers", new_dossier(unique, **{member: id}))
    refused.expect_problem(409, "conflict", pointer=f"/{member}", code="reference")


# The state of a dossier.


def test_it_is_open_from_the_first_submission_and_closed_after_the_last_end(workflow):
    workflow.open_dossier()
    tags = [workflow.dossier.etag]
    first, second = (workflow.nominate(award, collective_id=collective(4)).last for award in ("GK", "TTLDTT"))
    assert dossier_of(workflow).json["state"] == "draft"
    workflow.last = first
    workflow.submit()
    opened = dossier_of(workflow)
    assert opened.json["state"] == "open"
    tags.append(opened.etag)
    workflow.review(workflow.district, "reject", reason="Không đủ tiêu chuẩn")
    assert dossier_of(workflow).json["state"] == "open"  # the other one is still a draft
    workflow.last = second
    workflow.submit().take(workflow.officer, "withdrawal", reason="Rút")
    closed = dossier_of(workflow)
    assert closed.json["state"] == "closed"
    assert len({*tags, closed.etag}) == 3


def test_a_return_leaves_it_open(workflow):
    workflow.nominate("GK").submit().review(workflow.district, "return", reason="Thiếu số liệu")
    assert dossier_of(workflow).json["state"] == "open"


def test_the_tag_of_a_dossier_changes_only_with_its_state(workflow):
    workflow.nominate("GK").submit()
    opened = dossier_of(workflow)
    workflow.receive()
    assert dossier_of(workflow).etag == opened.etag
    path = f"/v1/dossiers/{workflow.dossier.id}"
    assert workflow.officer.get(path, headers={"If-None-Match": opened.etag}).status == 304
    workflow.review(workflow.district, "reject", reason="Không đủ tiêu chuẩn")
    workflow.officer.get(path, headers={"If-None-Match": opened.etag}).expect(200)


# Submission of the whole dossier.


def submit(workflow, etag=None, **body):
    path = f"/v1/dossiers/{workflow.dossier.id}"
    return workflow.officer.post(f"{path}/submission", {"acted_on": workflow.day.isoformat()} | body,
                             etag=etag or workflow.officer.get(path).etag)


def states_in(workflow) -> list:
    listed = workflow.officer.get("/v1/nominations", {"dossier_id": workflow.dossier.id, "sort": "created_at"}).expect(200)
    return [item["state"] for item in listed.items]


def test_a_dossier_is_submitted_with_all_its_drafts(workflow):
    workflow.nominate("GK").nominate("TTLDTT")
    answer = submit(workflow).expect(201)
    assert answer.json == dossier_of(workflow).json and answer.etag == dossier_of(workflow).etag
    assert answer.headers["Location"] == f"/v1/dossiers/{workflow.dossier.id}"
    assert answer.json["state"] == "open"
    assert states_in(workflow) == ["submitted", "submitted"]


def test_nominations_that_warn_of_each_other_are_submitted_together(workflow):
    workflow.nominate("GK", achievement="Cùng một thành tích").nominate("TTLDTT", achievement="Cùng một thành tích")
    submit(workflow).expect(201)
    assert states_in(workflow) == ["submitted", "submitted"]
    assert "duplicate_nomination" in [warning["code"] for warning in workflow.now["warnings"]]


def test_submission_sends_returned_nominations_again_and_leaves_the_rest(workflow):
    workflow.nominate("GK").submit().review(workflow.district, "return", reason="Thiếu số liệu")
    workflow.nominate("TTLDTT").submit().receive()
    workflow.nominate("BKT")
    submit(workflow).expect(201)
    assert states_in(workflow) == ["submitted", "district_review", "submitted"]
    submit(workflow).expect_problem(409, "conflict")


def test_all_nominations_of_a_dossier_are_submitted_or_none(workflow):
    workflow.nominate("GK").submit().review(workflow.district, "return", reason="Thiếu số liệu")
    workflow.nominate("TTLDTT")
    workflow.officer.patch(f"/v1/dossiers/{workflow.dossier.id}", {"dated_on": "2018-01-01"}, dossier_of(workflow).etag).expect(200)
    refused = submit(workflow, acted_on="2018-01-31")  # before the day of the return, but not before the dossier's date
    refused.expect_problem(400, "invalid", pointer="/acted_on", code="rule")
    assert states_in(workflow) == ["returned", "draft"]


def test_an_empty_dossier_is_not_submitted(workflow):
    workflow.open_dossier([])
    refused = submit(workflow).expect_problem(409, "conflict", rule="dossier_empty").json
    assert refused["detail"] == "Hồ sơ không có đề nghị nào để gửi"
    assert (refused["current_state"], refused["allowed"]) == ("draft", [])
    assert dossier_of(workflow).json["state"] == "draft"


def test_it_is_submitted_as_it_was_read(workflow):
    workflow.nominate("GK")
    before = dossier_of(workflow).etag
    changed = workflow.officer.patch(f"/v1/dossiers/{workflow.dossier.id}", {"summary": "Bổ sung"}, before).expect(200)
    submit(workflow, before).expect_problem(412, "stale")
    assert states_in(workflow) == ["draft"]
    submit(workflow, changed.etag).expect(201)


def test_a_repeated_submission_with_a_key_happens_once(workflow, unique):
    workflow.nominate("GK")
    path, tag, key = f"/v1/dossiers/{workflow.dossier.id}/submission", dossier_of(workflow).etag, unique("key")
    body = {"acted_on": workflow.day.isoformat()}
    first = workflow.officer.post(path, body, etag=tag, key=key).expect(201)
    second = workflow.officer.post(path, body, etag=tag, key=key).expect(201)
    assert second.json == first.json and second.headers["Idempotency-Replayed"] == "true"
    assert [event["action"] for event in workflow.events()] == ["submit"]


# While the dossier is under review.


def test_it_is_closed_to_changes_while_any_of_it_is_under_review(workflow):
    workflow.nominate("GK").submit()
    path, tag = f"/v1/dossiers/{workflow.dossier.id}", dossier_of(workflow).etag
    patched = workflow.officer.patch(path, {"title": "Tên khác"}, tag)
    assert "đang được xét duyệt" in patched.expect_problem(409, "conflict").text
    body = {"title": "Tên khác", "year": 2018, "dated_on": "2018-02-01"}
    workflow.officer.put(path, body, tag).expect_problem(409, "conflict")
    workflow.officer.delete(path, tag).expect_problem(409, "conflict")
    workflow.review(workflow.district, "return", reason="Sai tên hồ sơ")
    workflow.officer.patch(path, {"title": "Tên đúng"}, tag).expect(200)


def test_an_empty_dossier_can_be_deleted(workflow):
    workflow.open_dossier(["minutes"])
    path = f"/v1/dossiers/{workflow.dossier.id}"
    workflow.officer.delete(path, dossier_of(workflow).etag).expect_problem(409, "conflict", code="referenced")
    document = workflow.officer.get(f"{path}/documents").items[0]
    workflow.officer.delete(f"{path}/documents/{document['id']}", '"1"').expect(204)
    workflow.officer.delete(path, dossier_of(workflow).etag).expect(204)
    workflow.officer.get(path).expect_problem(404, "not-found")


# Documents.


@pytest.fixture
def documents(workflow):
    return f"/v1/dossiers/{workflow.open_dossier([]).dossier.id}/documents"


@pytest.mark.parametrize("changes,member", [
    ({"sha256": "AB" * 32}, "sha256"), ({"sha256": "g" * 64}, "sha256"), ({"media_type": "pdf"}, "media_type"),
    ({"media_type": "Application/PDF"}, "media_type"), ({"location": "C:\\hồ sơ.pdf x"}, "location"),
    ({"location": "no-scheme"}, "location"),
])
def test_a_document_says_what_file_it_is(workflow, documents, unique, changes, member):
    refused = workflow.officer.post(documents, new_document(unique, **changes))
    refused.expect_problem(400, "invalid", pointer=f"/{member}", code="format")


@pytest.mark.parametrize("size", [0, -1, 2**40 + 1])
def test_a_document_has_a_length(workflow, documents, unique, size):
    workflow.officer.post(documents, new_document(unique, size=size)).expect_problem(400, "invalid", pointer="/size")


def test_a_file_is_in_a_dossier_once(workflow, documents, unique):
    body = new_document(unique)
    workflow.officer.post(documents, body).expect(201)
    again = workflow.officer.post(documents, body | {"kind": "minutes"})
    again.expect_problem(409, "conflict", pointer="/sha256", code="unique")
    elsewhere = workflow.open_dossier([]).dossier
    workflow.officer.post(f"/v1/dossiers/{elsewhere.id}/documents", body).expect(201)


def test_a_document_may_belong_to_a_nomination_of_its_dossier(api, workflow, documents, unique):
    mine = workflow.nominate("GK").last
    workflow.officer.post(documents, new_document(unique, nomination_id=mine.id)).expect(201)
    theirs = Workflow(api, unique).nominate("GK").last
    for other in (theirs.id, MISSING):
        refused = workflow.officer.post(documents, new_document(unique, nomination_id=other))
        refused.expect_problem(409, "conflict", pointer="/nomination_id", code="reference")
    listed = workflow.officer.get(documents, {"nomination_id": mine.id}).expect(200).items
    assert [item["nomination_id"] for item in listed] == [mine.id]


def test_documents_stand_still_while_the_dossier_is_under_review(workflow, unique):
    workflow.nominate("GK").submit()
    documents = f"/v1/dossiers/{workflow.dossier.id}/documents"
    listed = workflow.officer.get(documents).expect(200).items
    assert [item["kind"] for item in listed] == list(PAPERS)
    path = f"{documents}/{listed[0]['id']}"
    workflow.officer.post(documents, new_document(unique)).expect_problem(409, "conflict")
    workflow.officer.patch(path, {"title": "Khác"}, '"1"').expect_problem(409, "conflict")
    workflow.officer.put(path, new_document(unique), '"1"').expect_problem(409, "conflict")
    workflow.officer.delete(path, '"1"').expect_problem(409, "conflict")
    assert workflow.officer.get(documents).items == listed
    workflow.review(workflow.district, "return", reason="Thiếu biên bản", fields=["documents"])
    workflow.officer.post(documents, new_document(unique, kind="minutes")).expect(201)
    workflow.officer.delete(path, '"1"').expect(204)


def test_a_document_of_one_nomination_follows_that_one(workflow, unique):
    sent, draft = workflow.nominate("GK").last, workflow.nominate("TTLDTT").last
    documents = f"/v1/dossiers/{workflow.dossier.id}/documents"
    workflow.last = sent
    workflow.refresh().submit()
    workflow.officer.post(documents, new_document(unique, nomination_id=draft.id)).expect(201)
    workflow.officer.post(documents, new_document(unique, nomination_id=sent.id)).expect_problem(409, "conflict")


def test_a_paper_is_not_taken_from_under_a_review(workflow, unique):
    """It is neither moved to a nomination that can still be edited, nor, if it belongs to all nominations, changed for
    one of them."""
    draft = workflow.nominate("TTLDTT").last
    workflow.nominate("GK")
    documents = f"/v1/dossiers/{workflow.dossier.id}/documents"
    own = workflow.officer.post(documents, new_document(unique, nomination_id=workflow.last.id)).expect(201)
    workflow.refresh().submit()
    workflow.officer.patch(f"{documents}/{own.id}", {"nomination_id": draft.id}, own.etag).expect_problem(409, "conflict")
    shared = f"{documents}/{workflow.officer.get(documents).items[0]['id']}"
    workflow.officer.patch(shared, {"title": "Khác"}, '"1"').expect_problem(409, "conflict")
    workflow.officer.delete(shared, '"1"').expect_problem(409, "conflict")
    workflow.officer.post(documents, new_document(unique)).expect(201)


def test_papers_stand_still_when_the_reviewer_asked_for_something_else(workflow, unique):
    workflow.nominate("GK").submit()
    workflow.review(workflow.district, "return", reason="Sai năm", fields=["year"])
    documents = f"/v1/dossiers/{workflow.dossier.id}/documents"
    workflow.officer.post(documents, new_document(unique)).expect_problem(409, "conflict")


def test_the_date_of_a_dossier_must_fit_its_classes(workflow, unique, admin):
    """The class ends while the unit still exists, so that no other rule refuses the day after."""
    ended = {
        "code": unique("K")[-14:], "name_vi": "Danh hiệu thử", "name_en": "Trial Title", "category": "title",
        "level": "base", "subject_kinds": ["collective"], "authority": "agency_head", "rank": 99,
        "valid_from": "2010-01-01", "valid_to": "2018-06-30",
    }
    made = admin.post("/v1/award-classes", ended).expect(201)
    workflow.nominate("GK", award_class_id=made.id)
    path = f"/v1/dossiers/{workflow.dossier.id}"
    refused = workflow.officer.patch(path, {"dated_on": "2018-07-01"}, workflow.officer.get(path).etag)
    refused.expect_problem(400, "invalid", pointer="/dated_on")
    workflow.officer.patch(path, {"dated_on": "2018-06-30"}, workflow.officer.get(path).etag).expect(200)


def test_a_document_is_found_in_its_own_dossier_only(workflow, documents, unique):
    made = workflow.officer.post(documents, new_document(unique)).expect(201)
    other = workflow.open_dossier([]).dossier.id
    workflow.officer.get(f"{documents}/{made.id}").expect(200)
    workflow.officer.get(f"/v1/dossiers/{other}/documents/{made.id}").expect_problem(404, "not-found")


# Who sees and writes dossiers.


def test_a_foreign_dossier_looks_like_a_missing_one(api, workflow, unique):
    workflow.nominate("GK")
    stranger = api.as_("unit_officer", "353")
    paper = workflow.officer.get(f"/v1/dossiers/{workflow.dossier.id}/documents").items[0]["id"]
    for tail in ("", "/documents", f"/documents/{paper}"):
        for method in ("GET", "HEAD"):
            theirs, none = (stranger.request(method, f"/v1/dossiers/{id}{tail}") for id in (workflow.dossier.id, MISSING))
            assert theirs.status == 404
            assert without(theirs, workflow.dossier.id) == without(none, MISSING)
    for method, tail, body in (
        ("PATCH", "", {}), ("PUT", "", {}), ("DELETE", "", None), ("POST", "/submission", {}),
        ("POST", "/documents", new_document(unique)), ("DELETE", f"/documents/{paper}", None),
    ):
        kind = "application/merge-patch+json" if method == "PATCH" else "application/json"
        theirs, none = (
            stranger.request(method, f"/v1/dossiers/{id}{tail}", body, etag='"1"', content_type=kind)
            for id in (workflow.dossier.id, MISSING)
        )
        assert theirs.status == 404
        assert without(theirs, workflow.dossier.id) == without(none, MISSING)


def test_a_foreign_dossier_is_in_no_list(api, workflow):
    workflow.nominate("GK")
    for caller in (api.as_("unit_officer", "353"), api.as_("province_reviewer", "36"), api.as_("auditor", "347")):
        assert caller.get("/v1/dossiers", {"q": workflow.dossier.json["title"]}).expect(200).items == []
    for caller in (workflow.officer, workflow.district, workflow.province, workflow.council, api.as_("auditor", "35")):
        shown = caller.get("/v1/dossiers", {"q": workflow.dossier.json["title"]}).expect(200).items
        assert [item["id"] for item in shown] == [workflow.dossier.id]


def test_only_officers_write(workflow, unique):
    workflow.open_dossier(["minutes"])
    path = f"/v1/dossiers/{workflow.dossier.id}"
    for reader in (workflow.district, workflow.province, workflow.council):
        reader.get(path).expect(200)
        reader.post("/v1/dossiers", new_dossier(unique)).expect_problem(403, "forbidden")
        reader.patch(path, {}, '"1"').expect_problem(403, "forbidden")
        reader.post(f"{path}/documents", new_document(unique)).expect_problem(403, "forbidden")
        reader.post(f"{path}/submission", {}, etag='"1"').expect_problem(403, "forbidden")
        reader.delete(path, '"1"').expect_problem(403, "forbidden")


def test_a_dossier_of_the_province_itself_is_not_the_districts(api, unique):
    workflow = provincial(api, unique).open_dossier([])
    api.as_("unit_officer", "349").get(f"/v1/dossiers/{workflow.dossier.id}").expect_problem(404, "not-found")
    api.as_("auditor", "35").get(f"/v1/dossiers/{workflow.dossier.id}").expect(200)


# Lists.


def test_dossiers_are_found_by_title_state_year_and_date(officer, workflow):
    workflow.open_dossier(title=f"Đề nghị Tập thể Hòa Mạc {workflow.unique('x')}", year=2011, dated_on="2012-01-05")
    word = workflow.dossier.json["title"].split()[-1]

    def found(**query):
        return [item["id"] for item in officer.get("/v1/dossiers", query | {"limit": 200}).expect(200).items]

    mine = [workflow.dossier.id]
    assert found(q=f"hoa mac {word}") == found(q=f"ĐỀ NGHỊ hoà {word}") == mine
    assert found(year=2011) == found(**{"year[lte]": 2011}) == mine
    assert found(**{"dated_on[gte]": "2012-01-05", "dated_on[lt]": "2012-01-06"}) == mine
    assert workflow.dossier.id in found(state="draft") and workflow.dossier.id not in found(state="open")
    assert found(year=2011, commendation_type="seniority") == []


def test_the_newest_dossiers_come_first(officer, unique):
    for day in ("2018-05-03", "2018-05-05", "2018-05-04"):
        officer.post("/v1/dossiers", new_dossier(unique, dated_on=day)).expect(201)
    days = [item["dated_on"] for item in officer.all("/v1/dossiers", {"limit": 7})]
    assert days == sorted(days, reverse=True)


def test_the_collective_of_a_dossier_cannot_be_deleted(api, officer, unique):
    district = api.as_("district_reviewer", "349")
    made = district.post("/v1/collectives", new_collective(unique)).expect(201)
    officer.post("/v1/dossiers", new_dossier(unique, collective_id=made.id)).expect(201)
    path = f"/v1/collectives/{made.id}"
    district.delete(path, made.etag).expect_problem(409, "conflict", code="referenced")
