"""Four eyes: a person who wrote what a unit sends does not review it, and a person who reviewed it does not write it any more."""

import pytest

from support.council import brought_to_council
from support.workflows import Workflow
from support.samples import DUY_TIEN, new_document, new_dossier
from support.subjects import nominate_own

BOTH = ("unit_officer", "district_reviewer")
WROTE = "Người đã soạn, sửa, gửi đề nghị hoặc đã xử lý ở bước khác không được xử lý ở bước này: cần người khác"
JUDGED = "Người đã xét duyệt, bỏ phiếu hoặc quyết định không được soạn, sửa nội dung của đề nghị và hồ sơ này"


@pytest.fixture
def workflow(api, unique):
    return nominate_own(Workflow(api, unique), "GK")


@pytest.fixture
def somebody(api, unique):
    """A person with both roles in the district."""
    return api.as_(BOTH, "349", sub=unique("hai.vai"))


def edit_nomination(workflow, who):
    now = who.get(workflow.path)
    return who.patch(workflow.path, {"achievement": workflow.unique("Sửa")}, now.etag)


def replace_nomination(workflow, who):
    now = who.get(workflow.path)
    members = ("award_class_id", "subject_kind", "collective_id", "year")
    return who.put(workflow.path, {name: now.json[name] for name in members} | {"achievement": "Khác"}, now.etag)


def edit_dossier(workflow, who):
    path = f"/v1/dossiers/{workflow.dossier.id}"
    return who.patch(path, {"summary": workflow.unique("Tóm tắt")}, who.get(path).etag)


def add_paper(workflow, who):
    return who.post(f"/v1/dossiers/{workflow.dossier.id}/documents", new_document(workflow.unique))


def add_own_paper(workflow, who):
    body = new_document(workflow.unique, nomination_id=workflow.last.id)
    return who.post(f"/v1/dossiers/{workflow.dossier.id}/documents", body)


def first_paper(workflow, who):
    path = f"/v1/dossiers/{workflow.dossier.id}/documents"
    return f"{path}/{who.get(path).items[0]['id']}"


def edit_paper(workflow, who):
    path = first_paper(workflow, who)
    return who.patch(path, {"title": workflow.unique("Tờ trình")}, who.get(path).etag)


def delete_paper(workflow, who):
    path = first_paper(workflow, who)
    return who.delete(path, who.get(path).etag)


WRITINGS = [edit_nomination, replace_nomination, edit_dossier, add_paper, add_own_paper, edit_paper, delete_paper]


@pytest.mark.parametrize("write", WRITINGS)
def test_whoever_wrote_does_not_review_what_a_colleague_submits(workflow, somebody, write):
    write(workflow, somebody).expect(200, 201, 204)
    workflow.refresh().submit()
    for verdict in ("receive", "return", "reject"):
        refused = workflow.try_(somebody, "reviews", verdict=verdict, reason="Lý do").expect_problem(403, "forbidden")
        assert refused.json["detail"] == WROTE
    workflow.try_(somebody, "holds", ground="complaint", reason="Lý do").expect_problem(403, "forbidden")
    workflow.receive()
    workflow.try_(somebody, "reviews", verdict="approve", acknowledgement="Đã xem").expect_problem(403, "forbidden")


def test_whoever_created_it_does_not_review_it_either(api, unique, somebody, workflow):
    own = Workflow(api, unique)
    own.officer = somebody
    nominate_own(own, "GK")
    own.officer = workflow.officer
    own.refresh().submit()
    own.try_(somebody, "reviews", verdict="receive").expect_problem(403, "forbidden")
    own.receive()


def test_a_flag_nomination_is_written_like_any_other(database):
    """A flag nomination has its own endpoint but the same table, whose trigger does not depend on the endpoint."""
    triggers = database.psql(
        """select tgname from pg_trigger where tgrelid = 'nomination'::regclass and tgname = 'note_author'
            and not tgisinternal and tgqual is null""", "postgres")
    assert triggers == [["note_author"]]


@pytest.mark.parametrize("write", WRITINGS)
def test_whoever_returned_it_does_not_write_it(workflow, somebody, write):
    workflow.submit().review(somebody, "return", reason="Bổ sung")
    before = workflow.officer.get(workflow.path).content
    refused = write(workflow, somebody).expect_problem(403, "forbidden")
    assert refused.json["detail"] == JUDGED
    assert workflow.officer.get(workflow.path).content == before
    write(workflow, workflow.officer).expect(200, 201, 204)
    workflow.refresh().submit().review(somebody, "receive").approve(somebody, acknowledgement="Đã xem xét")


@pytest.mark.parametrize("path", ["dossiers", "nominations"])
def test_whoever_returned_it_does_not_delete_it(workflow, somebody, path):
    workflow.submit().review(somebody, "return", reason="Bổ sung")
    at = f"/v1/{path}/{workflow.dossier.id if path == 'dossiers' else workflow.last.id}"
    somebody.delete(at, somebody.get(at).etag).expect_problem(403, "forbidden")
    workflow.officer.delete(at, workflow.officer.get(at).etag).expect_problem(409, "conflict")


def test_a_reviewer_adds_no_paper_while_another_nomination_is_a_draft(workflow, somebody):
    """A paper of the whole dossier may be added while one of its nominations is a draft."""
    reviewed = workflow.submit().review(somebody, "receive").last.id
    nominate_own(workflow, "GK")
    add_paper(workflow, somebody).expect_problem(403, "forbidden")
    add_own_paper(workflow, somebody).expect(201)  # a paper of the other nomination, which this person has not judged
    workflow.submit()
    workflow.try_(somebody, "reviews", verdict="receive").expect_problem(403, "forbidden")
    now = somebody.get(f"/v1/nominations/{reviewed}")
    said = {"verdict": "approve", "acknowledgement": "Đã xem xét", "acted_on": workflow.day.isoformat()}
    somebody.post(f"/v1/nominations/{reviewed}/reviews", said, etag=now.etag).expect(201)


def test_what_changes_nothing_is_no_writing(workflow, somebody):
    now = somebody.get(workflow.path)
    somebody.patch(workflow.path, {}, now.etag).expect(200)
    somebody.patch(workflow.path, {"achievement": now.json["achievement"]}, somebody.get(workflow.path).etag).expect(200)
    workflow.refresh().submit()
    workflow.review(somebody, "receive")


def test_updates_by_the_database_count_as_nobodys_writing(workflow, somebody, api, unique):
    """A second nomination of the subject changes the warnings of the first, in the transaction of the second writer."""
    workflow.submit()
    other = Workflow(api, unique)
    other.officer = somebody
    other.nominate("GK", collective_id=workflow.last.json["collective_id"]).submit()
    assert workflow.refresh().last.json["warnings"]
    workflow.review(somebody, "receive")


def test_a_review_is_not_shown_in_the_queue_of_who_wrote(workflow, somebody):
    queued = lambda who: [row["id"] for row in who.all("/v1/work-queue")]
    edit_nomination(workflow, somebody).expect(200)
    workflow.refresh().submit()
    assert workflow.last.id not in queued(somebody) and workflow.last.id in queued(workflow.district)


def test_a_409_offers_no_review_to_a_writer(workflow, somebody, api, unique):
    edit_nomination(workflow, somebody).expect(200)
    workflow.refresh().submit().receive()
    for who, allowed in ((somebody, ["withdraw"]), (api.as_(BOTH, "349", sub=unique("moi")), [
            "approve", "hold", "reject", "return", "withdraw"])):
        assert workflow.try_(who, "submission").expect_problem(409, "conflict").json["allowed"] == allowed


def test_whoever_wrote_does_not_vote(api, unique):
    """Neither in person nor as a member whose ballot the keeper enters."""
    workflow = brought_to_council(api, unique)
    writer = api.as_(("unit_officer", "council_reviewer"), "35", sub=unique("viet"))
    later = nominate_own(workflow, "BKT")
    edit_nomination(later, writer).expect(200)
    later.refresh().submit().review(later.province, "receive").approve(later.province, acknowledgement="Đã xem xét")
    body = {"unit_id": later.unit_id, "number": unique("HD"), "held_on": later.day.isoformat()}
    session = later.council.post("/v1/council-sessions", body).expect(201)
    path = session.headers["Location"]
    member = later.council.post(f"{path}/members", {"name": "Ủy viên", "role": "chair", "subject": writer.who["sub"]})
    for role in ("member", "secretary"):
        later.council.post(f"{path}/members", {"name": f"Ủy viên {role}", "role": role}).expect(201)
    item = later.council.post(f"{path}/items", {"nomination_id": later.last.id, "order": 1}).expect(201)
    now = later.council.get(path)
    later.council.post(f"{path}/opening", {}, etag=now.etag).expect(201)
    vote = {"member_id": member.expect(201).id, "vote": "agree"}
    writer.post(f"{path}/items/{item.id}/ballots", vote).expect_problem(403, "forbidden")


def test_whoever_decided_does_not_write(workflow, api, unique):
    """Nobody may edit a decided nomination, but the refusal of this person comes first."""
    decider = api.as_(BOTH, "349", sub=unique("ky"))
    workflow.submit().receive().approve(acknowledgement="Đã xem xét")
    decision = {
        "number": unique("QD"), "signed_on": workflow.day.isoformat(), "authority": "district_chair", "level": "district",
        "unit_id": DUY_TIEN, "signer_name": "Người ký (mẫu)", "awards": [{"nomination_id": workflow.last.id}],
    }
    decider.post("/v1/decisions", decision).expect(201)
    edit_nomination(workflow, decider).expect_problem(403, "forbidden")
    edit_nomination(workflow, workflow.officer).expect_problem(409, "conflict")


def test_whoever_wrote_does_not_decide(workflow, api, unique):
    decider = api.as_(BOTH, "349", sub=unique("ky"))
    edit_nomination(workflow, decider).expect(200)
    workflow.refresh().submit().receive().approve(acknowledgement="Đã xem xét")
    decision = {
        "number": unique("QD"), "signed_on": workflow.day.isoformat(), "authority": "district_chair", "level": "district",
        "unit_id": DUY_TIEN, "signer_name": "Người ký (mẫu)", "awards": [{"nomination_id": workflow.last.id}],
    }
    decider.post("/v1/decisions", decision).expect_problem(403, "forbidden")
    workflow.district.post("/v1/decisions", decision).expect(201)


def test_two_roles_at_two_stages_are_still_one_person(api, unique):
    workflow = nominate_own(Workflow(api, unique), "BKT").submit()
    both = api.as_(("district_reviewer", "province_reviewer"), "35", sub=unique("hai.cap"))
    workflow.review(both, "receive").approve(both, acknowledgement="Đã xem xét")
    workflow.try_(both, "reviews", verdict="approve", acknowledgement="Đã xem").expect_problem(403, "forbidden")


def test_creating_only_the_dossier_counts_as_writing(somebody, workflow, api, unique):
    """A person opens the dossier; a colleague nominates in it and submits."""
    own = Workflow(api, unique)
    own.dossier = somebody.post("/v1/dossiers", new_dossier(unique, dated_on="2018-02-01")).expect(201)
    nominate_own(own, "GK").submit()
    own.try_(somebody, "reviews", verdict="receive").expect_problem(403, "forbidden")
    own.receive()
