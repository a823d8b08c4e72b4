"""Dossiers and the documents in them: who may write them and when, what they must contain, and the state they are in."""

import pytest

from support.roads import PAPERS, Road, provincial
from support.samples import (
    DUY_TIEN, LY_NHAN, MISSING, collective, new_collective, new_document, new_dossier, unit,
)



@pytest.fixture
def officer(api):
    return api.as_("unit_officer", "349")


@pytest.fixture
def road(api, unique):
    return Road(api, unique)


def dossier_of(road):
    return road.officer.get(f"/v1/dossiers/{road.dossier.id}").expect(200)


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


def test_it_is_open_from_the_first_submission_and_closed_after_the_last_end(road):
    road.open_dossier()
    tags = [road.dossier.etag]
    first, second = (road.nominate(award, collective_id=collective(4)).last for award in ("GK", "TTLDTT"))
    assert dossier_of(road).json["state"] == "draft"
    road.last = first
    road.submit()
    opened = dossier_of(road)
    assert opened.json["state"] == "open"
    tags.append(opened.etag)
    road.review(road.district, "reject", reason="Không đủ tiêu chuẩn")
    assert dossier_of(road).json["state"] == "open"  # the other one is still a draft
    road.last = second
    road.submit().take(road.officer, "withdrawal", reason="Rút")
    closed = dossier_of(road)
    assert closed.json["state"] == "closed"
    assert len({*tags, closed.etag}) == 3


def test_a_return_leaves_it_open(road):
    road.nominate("GK").submit().review(road.district, "return", reason="Thiếu số liệu")
    assert dossier_of(road).json["state"] == "open"


def test_the_tag_of_a_dossier_changes_only_with_its_state(road):
    road.nominate("GK").submit()
    opened = dossier_of(road)
    road.receive()
    assert dossier_of(road).etag == opened.etag
    path = f"/v1/dossiers/{road.dossier.id}"
    assert road.officer.get(path, headers={"If-None-Match": opened.etag}).status == 304
    road.review(road.district, "reject", reason="Không đủ tiêu chuẩn")
    road.officer.get(path, headers={"If-None-Match": opened.etag}).expect(200)


# Submission of the whole dossier.


def submit(road, etag=None, **body):
    path = f"/v1/dossiers/{road.dossier.id}"
    return road.officer.post(f"{path}/submission", {"acted_on": road.day.isoformat()} | body,
                             etag=etag or road.officer.get(path).etag)


def states_in(road) -> list:
    listed = road.officer.get("/v1/nominations", {"dossier_id": road.dossier.id, "sort": "created_at"}).expect(200)
    return [item["state"] for item in listed.items]


def test_a_dossier_is_submitted_with_all_its_drafts(road):
    road.nominate("GK").nominate("TTLDTT")
    answer = submit(road).expect(201)
    assert answer.json == dossier_of(road).json and answer.etag == dossier_of(road).etag
    assert answer.headers["Location"] == f"/v1/dossiers/{road.dossier.id}"
    assert answer.json["state"] == "open"
    assert states_in(road) == ["submitted", "submitted"]


def test_nominations_that_warn_of_each_other_are_submitted_together(road):
    road.nominate("GK", achievement="Cùng một thành tích").nominate("TTLDTT", achievement="Cùng một thành tích")
    submit(road).expect(201)
    assert states_in(road) == ["submitted", "submitted"]
    assert "duplicate_nomination" in [warning["code"] for warning in road.now["warnings"]]


def test_submission_sends_returned_nominations_again_and_leaves_the_rest(road):
    road.nominate("GK").submit().review(road.district, "return", reason="Thiếu số liệu")
    road.nominate("TTLDTT").submit().receive()
    road.nominate("BKT")
    submit(road).expect(201)
    assert states_in(road) == ["submitted", "district_review", "submitted"]
    submit(road).expect_problem(409, "conflict")


def test_all_nominations_of_a_dossier_are_submitted_or_none(road):
    road.nominate("GK").submit().review(road.district, "return", reason="Thiếu số liệu")
    road.nominate("TTLDTT")
    road.officer.patch(f"/v1/dossiers/{road.dossier.id}", {"dated_on": "2018-01-01"}, dossier_of(road).etag).expect(200)
    refused = submit(road, acted_on="2018-01-31")  # before the day of the return, but not before the dossier's date
    refused.expect_problem(400, "invalid", pointer="/acted_on", code="rule")
    assert states_in(road) == ["returned", "draft"]


def test_an_empty_dossier_is_not_submitted(road):
    road.open_dossier([])
    refused = submit(road).expect_problem(409, "conflict", rule="dossier_empty").json
    assert refused["detail"] == "Hồ sơ không có đề nghị nào để gửi"
    assert (refused["current_state"], refused["allowed"]) == ("draft", [])
    assert dossier_of(road).json["state"] == "draft"


def test_it_is_submitted_as_it_was_read(road):
    road.nominate("GK")
    before = dossier_of(road).etag
    changed = road.officer.patch(f"/v1/dossiers/{road.dossier.id}", {"summary": "Bổ sung"}, before).expect(200)
    submit(road, before).expect_problem(412, "stale")
    assert states_in(road) == ["draft"]
    submit(road, changed.etag).expect(201)


def test_a_repeated_submission_with_a_key_happens_once(road, unique):
    road.nominate("GK")
    path, tag, key = f"/v1/dossiers/{road.dossier.id}/submission", dossier_of(road).etag, unique("key")
    body = {"acted_on": road.day.isoformat()}
    first = road.officer.post(path, body, etag=tag, key=key).expect(201)
    second = road.officer.post(path, body, etag=tag, key=key).expect(201)
    assert second.json == first.json and second.headers["Idempotency-Replayed"] == "true"
    assert [event["action"] for event in road.timeline()] == ["submit"]


# While the dossier is under review.


def test_it_is_closed_to_changes_while_any_of_it_is_under_review(road):
    road.nominate("GK").submit()
    path, tag = f"/v1/dossiers/{road.dossier.id}", dossier_of(road).etag
    patched = road.officer.patch(path, {"title": "Tên khác"}, tag)
    assert "đang được xét duyệt" in patched.expect_problem(409, "conflict").text
    body = {"title": "Tên khác", "year": 2018, "dated_on": "2018-02-01"}
    road.officer.put(path, body, tag).expect_problem(409, "conflict")
    road.officer.delete(path, tag).expect_problem(409, "conflict")
    road.review(road.district, "return", reason="Sai tên hồ sơ")
    road.officer.patch(path, {"title": "Tên đúng"}, tag).expect(200)


def test_an_empty_dossier_can_be_deleted(road):
    road.open_dossier(["minutes"])
    path = f"/v1/dossiers/{road.dossier.id}"
    road.officer.delete(path, dossier_of(road).etag).expect_problem(409, "conflict", code="referenced")
    document = road.officer.get(f"{path}/documents").items[0]
    road.officer.delete(f"{path}/documents/{document['id']}", '"1"').expect(204)
    road.officer.delete(path, dossier_of(road).etag).expect(204)
    road.officer.get(path).expect_problem(404, "not-found")


# Documents.


@pytest.fixture
def documents(road):
    return f"/v1/dossiers/{road.open_dossier([]).dossier.id}/documents"


@pytest.mark.parametrize("changes,member", [
    ({"sha256": "AB" * 32}, "sha256"), ({"sha256": "g" * 64}, "sha256"), ({"media_type": "pdf"}, "media_type"),
    ({"media_type": "Application/PDF"}, "media_type"), ({"location": "C:\\hồ sơ.pdf x"}, "location"),
    ({"location": "no-scheme"}, "location"),
])
def test_a_document_says_what_file_it_is(road, documents, unique, changes, member):
    refused = road.officer.post(documents, new_document(unique, **changes))
    refused.expect_problem(400, "invalid", pointer=f"/{member}", code="format")


@pytest.mark.parametrize("size", [0, -1, 2**40 + 1])
def test_a_document_has_a_length(road, documents, unique, size):
    road.officer.post(documents, new_document(unique, size=size)).expect_problem(400, "invalid", pointer="/size")


def test_a_file_is_in_a_dossier_once(road, documents, unique):
    body = new_document(unique)
    road.officer.post(documents, body).expect(201)
    again = road.officer.post(documents, body | {"kind": "minutes"})
    again.expect_problem(409, "conflict", pointer="/sha256", code="unique")
    elsewhere = road.open_dossier([]).dossier
    road.officer.post(f"/v1/dossiers/{elsewhere.id}/documents", body).expect(201)


def test_a_document_may_belong_to_a_nomination_of_its_dossier(api, road, documents, unique):
    mine = road.nominate("GK").last
    road.officer.post(documents, new_document(unique, nomination_id=mine.id)).expect(201)
    theirs = Road(api, unique).nominate("GK").last
    for other in (theirs.id, MISSING):
        refused = road.officer.post(documents, new_document(unique, nomination_id=other))
        refused.expect_problem(409, "conflict", pointer="/nomination_id", code="reference")
    listed = road.officer.get(documents, {"nomination_id": mine.id}).expect(200).items
    assert [item["nomination_id"] for item in listed] == [mine.id]


def test_documents_stand_still_while_the_dossier_is_under_review(road, unique):
    road.nominate("GK").submit()
    documents = f"/v1/dossiers/{road.dossier.id}/documents"
    listed = road.officer.get(documents).expect(200).items
    assert [item["kind"] for item in listed] == list(PAPERS)
    path = f"{documents}/{listed[0]['id']}"
    road.officer.post(documents, new_document(unique)).expect_problem(409, "conflict")
    road.officer.patch(path, {"title": "Khác"}, '"1"').expect_problem(409, "conflict")
    road.officer.put(path, new_document(unique), '"1"').expect_problem(409, "conflict")
    road.officer.delete(path, '"1"').expect_problem(409, "conflict")
    assert road.officer.get(documents).items == listed
    road.review(road.district, "return", reason="Thiếu biên bản", fields=["documents"])
    road.officer.post(documents, new_document(unique, kind="minutes")).expect(201)
    road.officer.delete(path, '"1"').expect(204)


def test_a_document_of_one_nomination_follows_that_one(road, unique):
    sent, draft = road.nominate("GK").last, road.nominate("TTLDTT").last
    documents = f"/v1/dossiers/{road.dossier.id}/documents"
    road.last = sent
    road.refresh().submit()
    road.officer.post(documents, new_document(unique, nomination_id=draft.id)).expect(201)
    road.officer.post(documents, new_document(unique, nomination_id=sent.id)).expect_problem(409, "conflict")


def test_a_paper_is_not_taken_from_under_a_review(road, unique):
    """It is neither moved to a nomination that can still be edited, nor, if it belongs to all nominations, changed for
    one of them."""
    draft = road.nominate("TTLDTT").last
    road.nominate("GK")
    documents = f"/v1/dossiers/{road.dossier.id}/documents"
    own = road.officer.post(documents, new_document(unique, nomination_id=road.last.id)).expect(201)
    road.refresh().submit()
    road.officer.patch(f"{documents}/{own.id}", {"nomination_id": draft.id}, own.etag).expect_problem(409, "conflict")
    shared = f"{documents}/{road.officer.get(documents).items[0]['id']}"
    road.officer.patch(shared, {"title": "Khác"}, '"1"').expect_problem(409, "conflict")
    road.officer.delete(shared, '"1"').expect_problem(409, "conflict")
    road.officer.post(documents, new_document(unique)).expect(201)


def test_papers_stand_still_when_the_reviewer_asked_for_something_else(road, unique):
    road.nominate("GK").submit()
    road.review(road.district, "return", reason="Sai năm", fields=["year"])
    documents = f"/v1/dossiers/{road.dossier.id}/documents"
    road.officer.post(documents, new_document(unique)).expect_problem(409, "conflict")


def test_the_date_of_a_dossier_must_fit_its_classes(road, unique, admin):
    """The class ends while the unit still exists, so that no other rule refuses the day after."""
    ended = {
        "code": unique("K")[-14:], "name_vi": "Danh hiệu thử", "name_en": "Trial Title", "category": "title",
        "level": "base", "subject_kinds": ["collective"], "authority": "agency_head", "rank": 99,
        "valid_from": "2010-01-01", "valid_to": "2018-06-30",
    }
    made = admin.post("/v1/award-classes", ended).expect(201)
    road.nominate("GK", award_class_id=made.id)
    path = f"/v1/dossiers/{road.dossier.id}"
    refused = road.officer.patch(path, {"dated_on": "2018-07-01"}, road.officer.get(path).etag)
    refused.expect_problem(400, "invalid", pointer="/dated_on")
    road.officer.patch(path, {"dated_on": "2018-06-30"}, road.officer.get(path).etag).expect(200)


def test_a_document_is_found_in_its_own_dossier_only(road, documents, unique):
    made = road.officer.post(documents, new_document(unique)).expect(201)
    other = road.open_dossier([]).dossier.id
    road.officer.get(f"{documents}/{made.id}").expect(200)
    road.officer.get(f"/v1/dossiers/{other}/documents/{made.id}").expect_problem(404, "not-found")


# Who sees and writes dossiers.


def test_a_foreign_dossier_looks_like_a_missing_one(api, road, unique):
    road.nominate("GK")
    stranger = api.as_("unit_officer", "353")
    paper = road.officer.get(f"/v1/dossiers/{road.dossier.id}/documents").items[0]["id"]
    for tail in ("", "/documents", f"/documents/{paper}"):
        for method in ("GET", "HEAD"):
            theirs, none = (stranger.request(method, f"/v1/dossiers/{id}{tail}") for id in (road.dossier.id, MISSING))
            assert theirs.status == 404
            assert without(theirs, road.dossier.id) == without(none, MISSING)
    for method, tail, body in (
        ("PATCH", "", {}), ("PUT", "", {}), ("DELETE", "", None), ("POST", "/submission", {}),
        ("POST", "/documents", new_document(unique)), ("DELETE", f"/documents/{paper}", None),
    ):
        kind = "application/merge-patch+json" if method == "PATCH" else "application/json"
        theirs, none = (
            stranger.request(method, f"/v1/dossiers/{id}{tail}", body, etag='"1"', content_type=kind)
            for id in (road.dossier.id, MISSING)
        )
        assert theirs.status == 404
        assert without(theirs, road.dossier.id) == without(none, MISSING)


def test_a_foreign_dossier_is_in_no_list(api, road):
    road.nominate("GK")
    for caller in (api.as_("unit_officer", "353"), api.as_("province_reviewer", "36"), api.as_("auditor", "347")):
        assert caller.get("/v1/dossiers", {"q": road.dossier.json["title"]}).expect(200).items == []
    for caller in (road.officer, road.district, road.province, road.council, api.as_("auditor", "35")):
        shown = caller.get("/v1/dossiers", {"q": road.dossier.json["title"]}).expect(200).items
        assert [item["id"] for item in shown] == [road.dossier.id]


def test_only_officers_write(road, unique):
    road.open_dossier(["minutes"])
    path = f"/v1/dossiers/{road.dossier.id}"
    for reader in (road.district, road.province, road.council):
        reader.get(path).expect(200)
        reader.post("/v1/dossiers", new_dossier(unique)).expect_problem(403, "forbidden")
        reader.patch(path, {}, '"1"').expect_problem(403, "forbidden")
        reader.post(f"{path}/documents", new_document(unique)).expect_problem(403, "forbidden")
        reader.post(f"{path}/submission", {}, etag='"1"').expect_problem(403, "forbidden")
        reader.delete(path, '"1"').expect_problem(403, "forbidden")


def test_a_dossier_of_the_province_itself_is_not_the_districts(api, unique):
    road = provincial(api, unique).open_dossier([])
    api.as_("unit_officer", "349").get(f"/v1/dossiers/{road.dossier.id}").expect_problem(404, "not-found")
    api.as_("auditor", "35").get(f"/v1/dossiers/{road.dossier.id}").expect(200)


# Lists.


def test_dossiers_are_found_by_title_state_year_and_date(officer, road):
    road.open_dossier(title=f"Đề nghị Tập thể Hòa Mạc {road.unique('x')}", year=2011, dated_on="2012-01-05")
    word = road.dossier.json["title"].split()[-1]

    def found(**query):
        return [item["id"] for item in officer.get("/v1/dossiers", query | {"limit": 200}).expect(200).items]

    mine = [road.dossier.id]
    assert found(q=f"hoa mac {word}") == found(q=f"ĐỀ NGHỊ hoà {word}") == mine
    assert found(year=2011) == found(**{"year[lte]": 2011}) == mine
    assert found(**{"dated_on[gte]": "2012-01-05", "dated_on[lt]": "2012-01-06"}) == mine
    assert road.dossier.id in found(state="draft") and road.dossier.id not in found(state="open")
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
