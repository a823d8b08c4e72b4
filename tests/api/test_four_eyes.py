"""Four eyes: a person who wrote what a unit sends does not review it, and a person who reviewed it does not write it any more."""

import pytest

from support.council import brought_to_council
from support.roads import Road
from support.samples import DUY_TIEN, new_document, new_dossier
from support.subjects import nominate_own

BOTH = ("unit_officer", "district_reviewer")
WROTE = "Người đã soạn, sửa, gửi đề nghị hoặc đã xử lý ở bước khác không được xử lý ở bước này"
JUDGED = "Người đã xét duyệt, bỏ phiếu hoặc quyết định không được soạn, sửa nội dung của đề nghị và hồ sơ này"


@pytest.fixture
def road(api, unique):
    return nominate_own(Road(api, unique), "GK")


@pytest.fixture
def somebody(api, unique):
    """A person with both roles in the district."""
    return api.as_(BOTH, "349", sub=unique("hai.vai"))


def edit_nomination(road, who):
    now = who.get(road.path)
    return who.patch(road.path, {"achievement": road.unique("Sửa")}, now.etag)


def replace_nomination(road, who):
    now = who.get(road.path)
    members = ("award_class_id", "subject_kind", "collective_id", "year")
    return who.put(road.path, {name: now.json[name] for name in members} | {"achievement": "Khác"}, now.etag)


def edit_dossier(road, who):
    path = f"/v1/dossiers/{road.dossier.id}"
    return who.patch(path, {"summary": road.unique("Tóm tắt")}, who.get(path).etag)


def add_paper(road, who):
    return who.post(f"/v1/dossiers/{road.dossier.id}/documents", new_document(road.unique))


def add_own_paper(road, who):
    body = new_document(road.unique, nomination_id=road.last.id)
    return who.post(f"/v1/dossiers/{road.dossier.id}/documents", body)


def first_paper(road, who):
    path = f"/v1/dossiers/{road.dossier.id}/documents"
    return f"{path}/{who.get(path).items[0]['id']}"


def edit_paper(road, who):
    path = first_paper(road, who)
    return who.patch(path, {"title": road.unique("Tờ trình")}, who.get(path).etag)


def delete_paper(road, who):
    path = first_paper(road, who)
    return who.delete(path, who.get(path).etag)


WRITINGS = [edit_nomination, replace_nomination, edit_dossier, add_paper, add_own_paper, edit_paper, delete_paper]


@pytest.mark.parametrize("write", WRITINGS)
def test_whoever_wrote_does_not_review_what_a_colleague_submits(road, somebody, write):
    write(road, somebody).expect(200, 201, 204)
    road.refresh().submit()
    for verdict in ("receive", "return", "reject"):
        refused = road.try_(somebody, "reviews", verdict=verdict, reason="Lý do").expect_problem(403, "forbidden")
        assert refused.json["detail"] == WROTE
    road.try_(somebody, "holds", ground="complaint", reason="Lý do").expect_problem(403, "forbidden")
    road.receive()
    road.try_(somebody, "reviews", verdict="approve", acknowledgement="Đã xem").expect_problem(403, "forbidden")


def test_whoever_created_it_does_not_review_it_either(api, unique, somebody, road):
    own = Road(api, unique)
    own.officer = somebody
    nominate_own(own, "GK")
    own.officer = road.officer
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
def test_whoever_returned_it_does_not_write_it(road, somebody, write):
    road.submit().review(somebody, "return", reason="Bổ sung")
    before = road.officer.get(road.path).content
    refused = write(road, somebody).expect_problem(403, "forbidden")
    assert refused.json["detail"] == JUDGED
    assert road.officer.get(road.path).content == before
    write(road, road.officer).expect(200, 201, 204)
    road.refresh().submit().review(somebody, "receive").approve(somebody, acknowledgement="Đã xem xét")


@pytest.mark.parametrize("path", ["dossiers", "nominations"])
def test_whoever_returned_it_does_not_delete_it(road, somebody, path):
    road.submit().review(somebody, "return", reason="Bổ sung")
    at = f"/v1/{path}/{road.dossier.id if path == 'dossiers' else road.last.id}"
    somebody.delete(at, somebody.get(at).etag).expect_problem(403, "forbidden")
    road.officer.delete(at, road.officer.get(at).etag).expect_problem(409, "conflict")


def test_a_reviewer_adds_no_paper_while_another_nomination_is_a_draft(road, somebody):
    """A paper of the whole dossier may be added while one of its nominations is a draft."""
    reviewed = road.submit().review(somebody, "receive").last.id
    nominate_own(road, "GK")
    add_paper(road, somebody).expect_problem(403, "forbidden")
    add_own_paper(road, somebody).expect(201)  # a paper of the other nomination, which this person has not judged
    road.submit()
    road.try_(somebody, "reviews", verdict="receive").expect_problem(403, "forbidden")
    now = somebody.get(f"/v1/nominations/{reviewed}")
    said = {"verdict": "approve", "acknowledgement": "Đã xem xét", "acted_on": road.day.isoformat()}
    somebody.post(f"/v1/nominations/{reviewed}/reviews", said, etag=now.etag).expect(201)


def test_what_changes_nothing_is_no_writing(road, somebody):
    now = somebody.get(road.path)
    somebody.patch(road.path, {}, now.etag).expect(200)
    somebody.patch(road.path, {"achievement": now.json["achievement"]}, somebody.get(road.path).etag).expect(200)
    road.refresh().submit()
    road.review(somebody, "receive")


def test_updates_by_the_database_count_as_nobodys_writing(road, somebody, api, unique):
    """A second nomination of the subject changes the warnings of the first, in the transaction of the second writer."""
    road.submit()
    other = Road(api, unique)
    other.officer = somebody
    other.nominate("GK", collective_id=road.last.json["collective_id"]).submit()
    assert road.refresh().last.json["warnings"]
    road.review(somebody, "receive")


def test_a_review_is_not_shown_in_the_queue_of_who_wrote(road, somebody):
    queued = lambda who: [row["id"] for row in who.all("/v1/work-queue")]
    edit_nomination(road, somebody).expect(200)
    road.refresh().submit()
    assert road.last.id not in queued(somebody) and road.last.id in queued(road.district)


def test_a_409_offers_no_review_to_a_writer(road, somebody, api, unique):
    edit_nomination(road, somebody).expect(200)
    road.refresh().submit().receive()
    for who, allowed in ((somebody, ["withdraw"]), (api.as_(BOTH, "349", sub=unique("moi")), [
            "approve", "hold", "reject", "return", "withdraw"])):
        assert road.try_(who, "submission").expect_problem(409, "conflict").json["allowed"] == allowed


def test_whoever_wrote_does_not_vote(api, unique):
    """Neither in person nor as a member whose ballot the keeper enters."""
    road = brought_to_council(api, unique)
    writer = api.as_(("unit_officer", "council_reviewer"), "35", sub=unique("viet"))
    later = nominate_own(road, "BKT")
    edit_nomination(later, writer).expect(200)
    later.refresh().submit().review(later.province, "receive").approve(later.province, acknowledgement="Đã xem xét")
    body = {"unit_id": later.unit_id, "number": unique("HD"), "held_on": later.day.isoformat()}
    session = later.council.post("/v1/council-sessions", body).expect(201)
    path = session.headers["Location"]
    member = later.council.post(f"{path}/members", {"name": "Ủy viên", "role": "chair", "subject": writer.who["sub"]})
    for role in ("member", "secretary"):
        later.council.post(f"{path}/members", {"name": f"Ủy viên {role}", "role": role}).expect(201)
    item = later.council.post(f"{path}/items", {"nomination_id": later.last.id, "position": 1}).expect(201)
    now = later.council.get(path)
    later.council.post(f"{path}/opening", {}, etag=now.etag).expect(201)
    vote = {"member_id": member.expect(201).id, "vote": "agree"}
    writer.post(f"{path}/items/{item.id}/ballots", vote).expect_problem(403, "forbidden")


def test_whoever_decided_does_not_write(road, api, unique):
    """Nobody may edit a decided nomination, but the refusal of this person comes first."""
    decider = api.as_(BOTH, "349", sub=unique("ky"))
    road.submit().receive().approve(acknowledgement="Đã xem xét")
    decision = {
        "number": unique("QD"), "signed_on": road.day.isoformat(), "authority": "district_chair", "level": "district",
        "unit_id": DUY_TIEN, "signer_name": "Người ký (mẫu)", "awards": [{"nomination_id": road.last.id}],
    }
    decider.post("/v1/decisions", decision).expect(201)
    edit_nomination(road, decider).expect_problem(403, "forbidden")
    edit_nomination(road, road.officer).expect_problem(409, "conflict")


def test_whoever_wrote_does_not_decide(road, api, unique):
    decider = api.as_(BOTH, "349", sub=unique("ky"))
    edit_nomination(road, decider).expect(200)
    road.refresh().submit().receive().approve(acknowledgement="Đã xem xét")
    decision = {
        "number": unique("QD"), "signed_on": road.day.isoformat(), "authority": "district_chair", "level": "district",
        "unit_id": DUY_TIEN, "signer_name": "Người ký (mẫu)", "awards": [{"nomination_id": road.last.id}],
    }
    decider.post("/v1/decisions", decision).expect_problem(403, "forbidden")
    road.district.post("/v1/decisions", decision).expect(201)


def test_two_roles_at_two_stages_are_still_one_person(api, unique):
    road = nominate_own(Road(api, unique), "BKT").submit()
    both = api.as_(("district_reviewer", "province_reviewer"), "35", sub=unique("hai.cap"))
    road.review(both, "receive").approve(both, acknowledgement="Đã xem xét")
    road.try_(both, "reviews", verdict="approve", acknowledgement="Đã xem").expect_problem(403, "forbidden")


def test_creating_only_the_dossier_counts_as_writing(somebody, road, api, unique):
    """A person opens the dossier; a colleague nominates in it and submits."""
    own = Road(api, unique)
    own.dossier = somebody.post("/v1/dossiers", new_dossier(unique, dated_on="2018-02-01")).expect(201)
    nominate_own(own, "GK").submit()
    own.try_(somebody, "reviews", verdict="receive").expect_problem(403, "forbidden")
    own.receive()
