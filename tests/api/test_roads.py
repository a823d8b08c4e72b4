"""Whole workflows, from the dossier to the decision and beyond, by the acts of their callers: a certificate of a
district, one of a commune since the reform, a certificate of the province through the council, and a Labour Order to
the President; with the acts that must be refused in each state.
"""

from concurrent.futures import ThreadPoolExecutor

import pytest

from support.council import digest_of, on_paper
from support.roads import Road, provincial
from support.samples import DUY_TIEN, HA_NAM, unit
from support.subjects import nominate_own

COMMUNE = unit(13363, 3)  # Tiên Sơn, Ninh Bình
SEEN = {"acknowledgement": "Đã xem xét cảnh báo"}


@pytest.fixture
def road(api, unique):
    return Road(api, unique)


def shut(road, who, act, status, /, **body):
    """The act is refused, and nothing changes."""
    before, timeline = road.now, road.timeline()
    refused = road.try_(who, act, **body)
    refused.expect_problem(status, {403: "forbidden", 404: "not-found", 409: "conflict"}[status])
    assert road.now == before and road.timeline() == timeline
    if status == 409:
        assert refused.json["current_state"] == before["state"]
    return refused


def told(road) -> list:
    return [(event["action"], event["to_state"], event["actor_role"]) for event in road.timeline()]


def decide(road, who, authority, level, unit_id, **changes):
    body = {
        "number": road.unique("QD"), "signed_on": road.day.isoformat(), "authority": authority, "level": level,
        "unit_id": unit_id, "signer_name": "Người ký (mẫu)", "awards": [{"nomination_id": road.last.id}],
    }
    return who.post("/v1/decisions", body | changes)


def annul(road, who, award, authority, level, unit_id):
    path = f"/v1/awards/{award['id']}"
    body = {
        "number": road.unique("HB"), "signed_on": road.day.isoformat(), "authority": authority, "level": level,
        "unit_id": unit_id, "signer_name": "Người ký (mẫu)", "ground": "false_achievement", "reason": "Kê khai gian dối",
    }
    return who.post(f"{path}/annulment", body, etag=who.get(path).expect(200).etag)


def put_to_vote(road, agree, disagree=0, members=5):
    """A council session whose `members` have voted on paper. Returns the path of the item, which has no result yet."""
    council, held_on = road.council, road.day.isoformat()
    session = council.post(
        "/v1/council-sessions", {"unit_id": HA_NAM, "number": road.unique("HD"), "held_on": held_on}
    ).expect(201).headers["Location"]
    roles = ["chair", "first_vice_chair", *["member"] * (members - 3), "secretary"]
    seats = [council.post(f"{session}/members", {"name": f"Ủy viên {number} (mẫu)", "role": role}).expect(201).id
             for number, role in enumerate(roles, 1)]
    agenda = {"nomination_id": road.last.id, "position": 1}
    item = council.post(f"{session}/items", agenda).expect(201).headers["Location"]
    council.post(f"{session}/opening", {}, etag=council.get(session).etag).expect(201)
    votes = ["agree"] * agree + ["disagree"] * disagree + ["blank"] * (members - agree - disagree)
    on_paper(council, road.second, session, item, digest_of(road.unique), votes=dict(zip(seats, votes, strict=True)))
    return item


def conclude(road, item, **body):
    said = {"acted_on": road.day.isoformat()} | body
    road.council.post(f"{item}/result", said, etag=road.council.get(item).etag).expect(201)
    return road.refresh()


def status_of(road) -> dict:
    return road.officer.get(f"/v1/award-status/{road.last.json['code']}").expect(200).json


# The certificate of a district (giấy khen), 2018.


def test_a_certificate_of_the_district(road):
    nominate_own(road.open_dossier(), "GK")
    whole = road.officer.get(f"/v1/dossiers/{road.dossier.id}")
    day = {"acted_on": road.day.isoformat()}
    sent = road.officer.post(f"/v1/dossiers/{road.dossier.id}/submission", day, etag=whole.etag)
    assert sent.expect(201).json["state"] == "open"
    road.refresh().wait().receive()

    road.wait().review(road.district, "return", reason="Thành tích ghi chưa rõ", fields=["achievement"])
    assert (road.state, road.now["returned_fields"], road.now["waits_for"]) == ("returned", ["achievement"], "unit_officer")
    at = road.officer.get(road.path)
    road.officer.patch(road.path, {"year": 2017}, at.etag).expect_problem(409, "conflict")
    road.officer.patch(road.path, {"achievement": "Hoàn thành xuất sắc nhiệm vụ năm 2017"}, at.etag).expect(200)
    road.refresh().wait().submit().wait().receive()

    road.take(road.district, "holds", ground="complaint", reason="Có đơn khiếu nại")
    assert (road.state, road.now["held_state"], road.now["waits_for"]) == ("on_hold", "district_review", None)
    assert shut(road, road.district, "reviews", 409, verdict="approve", **SEEN).json["allowed"] == ["resume"]
    road.wait(5).take(road.district, "resumption", reason="Khiếu nại không có cơ sở").wait().approve(**SEEN)
    assert (road.state, road.now["waits_for"]) == ("approved", "district_reviewer")

    road.wait()
    [award] = decide(road, road.district, "district_chair", "district", DUY_TIEN).expect(201).json["awards"]
    assert (road.state, award["code"], award["state"]) == ("decided", road.now["code"], "valid")
    assert road.officer.get(f"/v1/dossiers/{road.dossier.id}").json["state"] == "closed"
    assert status_of(road)["decision_number"] == award["decision_number"]
    assert annul(road, road.district, award, "district_chair", "district", DUY_TIEN).expect(201).json["recheck"] == []
    assert road.state == "annulled" and road.officer.get(f"/v1/awards/{award['id']}").json["state"] == "annulled"
    officer, district = "unit_officer", "district_reviewer"
    assert told(road) == [
        ("submit", "submitted", officer), ("receive", "district_review", district), ("return", "returned", district),
        ("submit", "submitted", officer), ("receive", "district_review", district), ("hold", "on_hold", district),
        ("resume", "district_review", district), ("approve", "approved", district), ("decide", "decided", district),
        ("annul", "annulled", district),
    ]


def test_the_shortcuts_of_a_district(api, road, unique):
    nominate_own(road, "GK")
    shut(road, road.district, "reviews", 409, verdict="receive")
    assert decide(road, road.district, "district_chair", "district", DUY_TIEN).expect(409).json["current_state"] == "draft"
    shut(road, road.officer, "withdrawal", 409, reason="Chưa gửi")
    road.submit()
    shut(road, road.district, "reviews", 409, verdict="approve", **SEEN)
    shut(road, road.province, "reviews", 403, verdict="receive")
    shut(road, road.council, "reviews", 403, verdict="receive")
    shut(road, road.officer, "reviews", 403, verdict="receive")
    shut(road, api.as_("district_reviewer", "353", sub=unique("nearby")), "reviews", 404, verdict="receive")
    both = api.as_(["unit_officer", "district_reviewer"], "349", sub=unique("both"))
    other = nominate_own(Road(api, unique), "GK")
    other.take(both, "submission")
    shut(other, both, "reviews", 403, verdict="receive")
    shut(other, both, "holds", 403, ground="complaint", reason="Tự dừng")
    road.receive()
    assert decide(road, road.district, "district_chair", "district", DUY_TIEN).expect(409).json["current_state"] == road.state
    shut(road, road.district, "reviews", 409, verdict="forward", letter_number="01/TTr", **SEEN)
    road.try_(road.district, "reviews", verdict="pass").expect_problem(400, "invalid", pointer="/verdict")
    assert told(road) == [("submit", "submitted", "unit_officer"), ("receive", "district_review", "district_reviewer")]


@pytest.mark.parametrize("steps", [1, 2, 3])
def test_the_proposing_unit_withdraws_it(road, steps):
    nominate_own(road, "BKT")
    for step in (road.submit, road.receive, lambda: road.approve(**SEEN))[:steps]:
        step()
    shut(road, road.district, "withdrawal", 403, reason="Không phải người đề nghị")
    road.take(road.officer, "withdrawal", reason="Đơn vị xin rút")
    assert (road.state, road.now["waits_for"], road.now["due_on"]) == ("withdrawn", None, None)
    assert shut(road, road.officer, "submission", 409).json["allowed"] == []
    assert status_of(road)["state"] == "withdrawn"


def test_a_rejected_nomination_has_ended(road):
    nominate_own(road, "GK").submit().receive()
    road.try_(road.district, "reviews", verdict="reject").expect_problem(400, "invalid", pointer="/reason", code="required")
    road.review(road.district, "reject", reason="Không đủ điều kiện")
    assert road.timeline()[-1]["reason"] == "Không đủ điều kiện"
    assert shut(road, road.district, "reviews", 409, verdict="return", reason="Nhầm").json["allowed"] == []


# Since 2025-07-01 communes hold the powers of districts.


def test_a_certificate_of_a_commune_in_2026(api, unique):
    road = Road(api, unique, code="13363", unit_id=COMMUNE, province="37", begins="2026-08-03")
    nominate_own(road, "GK").submit()
    shut(road, api.as_("district_reviewer", "13330", sub=unique("nearby")), "reviews", 404, verdict="receive")
    road.wait().receive().wait().approve(**SEEN).wait()
    decide(road, road.district, "district_chair", "commune", COMMUNE).expect_problem(400, "invalid")
    [award] = decide(road, road.district, "commune_chair", "commune", COMMUNE).expect(201).json["awards"]
    assert (road.state, award["award"], award["unit_id"]) == ("decided", "GK", COMMUNE)
    assert {event["actor_unit_id"] for event in road.timeline()} == {COMMUNE}
    assert annul(road, road.district, award, "commune_chair", "commune", COMMUNE).expect(201) and road.state == "annulled"


def test_a_district_does_nothing_after_its_last_day(api, unique):
    road = Road(api, unique, unit_id=unit(349, 2), begins="2025-06-26")
    nominate_own(road, "GK").submit().wait().receive()
    late = shut(road, road.district, "reviews", 409, verdict="approve", acted_on="2025-07-01", **SEEN)
    assert late.json["allowed"] == [] and "129/2025" in late.json["detail"]
    shut(road, road.district, "holds", 409, ground="complaint", reason="Có đơn", acted_on="2025-07-01")
    road.approve(acted_on="2025-06-30", **SEEN)
    assert road.state == "approved"


def test_a_commune_did_nothing_for_its_district_before(api, unique):
    """In 2018 a commune sees its own nominations; its district reviews and decides them."""
    hoa_mac = unit(13324)
    road = Road(api, unique, code=hoa_mac, unit_id=hoa_mac)
    nominate_own(road, "TTLDTT").submit()
    shut(road, road.district, "reviews", 403, verdict="receive")
    road.district = api.as_("district_reviewer", "349", sub=unique("district"))
    road.receive().approve(**SEEN)
    decide(road, road.district, "commune_chair", "commune", hoa_mac).expect_problem(400, "invalid")
    decide(road, road.district, "district_chair", "district", DUY_TIEN).expect(201)


# The certificate of the province's chair (bằng khen), through the council.


def test_a_certificate_of_the_province(road):
    nominate_own(road, "BKT").submit().wait().receive()
    shut(road, road.province, "reviews", 403, verdict="approve", **SEEN)
    road.wait().approve(**SEEN)
    assert (road.state, road.now["waits_for"]) == ("province_appraisal", "province_reviewer")
    shut(road, road.district, "reviews", 403, verdict="approve", **SEEN)
    shut(road, road.council, "reviews", 403, verdict="return", reason="Chưa trình")
    assert decide(road, road.province, "province_chair", "province", HA_NAM).expect(409).json["current_state"] == road.state
    road.wait().approve(road.province, **SEEN)
    assert (road.state, road.now["waits_for"]) == ("council", "council_reviewer")
    shut(road, road.province, "reviews", 403, verdict="approve", **SEEN)
    shut(road, road.officer, "withdrawal", 409, reason="Muộn")
    assert decide(road, road.province, "province_chair", "province", HA_NAM).expect(409).json["allowed"] == []

    conclude(road.wait(), put_to_vote(road, agree=3))
    assert (road.state, road.now["waits_for"]) == ("approved", "province_reviewer")
    assert road.province.get("/v1/awards", {"collective_id": road.now["collective_id"]}).items == []
    shut(road, road.province, "reviews", 409, verdict="forward", letter_number="01/TTr", **SEEN)
    decide(road, road.district, "province_chair", "province", HA_NAM).expect_problem(403, "forbidden")
    decide(road, road.council, "province_chair", "province", HA_NAM).expect_problem(403, "forbidden")
    [award] = decide(road, road.province, "province_chair", "province", HA_NAM).expect(201).json["awards"]
    assert (road.state, award["award"]) == ("decided", "BKT")
    annul(road.wait(), road.district, award, "province_chair", "province", HA_NAM).expect_problem(403, "forbidden")
    annul(road, road.province, award, "province_chair", "province", HA_NAM).expect(201)
    assert [action for action, *_ in told(road)] == [
        "submit", "receive", "approve", "approve", "pass", "decide", "annul"]
    assert not {"actor", "actor_role", "actor_unit_id"} & status_of(road)["stages"][0].keys()


def before_the_council(api, unique) -> Road:
    road = nominate_own(provincial(api, unique), "BKT").submit()
    return road.review(road.province, "receive").wait().approve(road.province, **SEEN)


def test_a_failed_vote_ends_the_nomination(api, unique):
    road = before_the_council(api, unique)
    conclude(road, put_to_vote(road, agree=2, disagree=3))
    assert (road.state, road.now["waits_for"]) == ("rejected", None)
    refused = decide(road, road.province, "province_chair", "province", HA_NAM).expect_problem(409, "conflict")
    assert (refused.json["current_state"], refused.json["allowed"]) == ("rejected", [])
    assert told(road)[-1] == ("fail", "rejected", "council_reviewer")


def test_a_vote_that_is_put_off_comes_again(api, unique):
    road = before_the_council(api, unique)
    conclude(road, put_to_vote(road, agree=5), outcome="deferred", reason="Cần xác minh thêm")
    assert road.state == "council" and road.timeline()[-1]["reason"] == "Cần xác minh thêm"
    conclude(road.wait(7), put_to_vote(road, agree=5))
    assert [action for action, *_ in told(road)][-2:] == ["defer", "pass"]


def test_an_appraiser_does_not_act_in_the_council(api, unique):
    road = before_the_council(api, unique)
    item = put_to_vote(road, agree=5)
    both = api.as_(["province_reviewer", "council_reviewer"], "35", sub=road.timeline()[-1]["actor"])
    body = {"acted_on": road.day.isoformat()}
    etag = road.council.get(item).etag
    both.post(f"{item}/result", body, etag=etag).expect_problem(403, "forbidden")
    road.province.post(f"{item}/result", body, etag=etag).expect_problem(403, "forbidden")
    shut(road, both, "reviews", 403, verdict="return", reason="Xem lại")
    conclude(road, item)
    both = api.as_(["province_reviewer", "council_reviewer"], "35", sub=road.timeline()[-1]["actor"])
    decide(road, both, "province_chair", "province", HA_NAM).expect_problem(403, "forbidden")
    decide(road, road.province, "province_chair", "province", HA_NAM).expect(201)


# The Labour Order, third class, to the President.


def test_a_labour_order_to_the_president(road):
    nominate_own(road, "HCLD3").submit().wait().receive().wait().approve(**SEEN).wait()
    shut(road, road.council, "reviews", 403, verdict="approve", **SEEN)
    road.approve(road.province, **SEEN)
    assert (road.state, road.now["waits_for"]) == ("public_consultation", "province_reviewer")
    shut(road, road.council, "holds", 403, ground="complaint", reason="Có đơn")
    road.take(road.province, "holds", ground="inspection", reason="Đang thanh tra").wait(20)
    assert shut(road, road.province, "reviews", 409, verdict="approve", **SEEN).json["allowed"] == ["resume"]
    road.take(road.province, "resumption", reason="Thanh tra kết thúc").wait().approve(road.province, **SEEN)
    conclude(road.wait(), put_to_vote(road, agree=4, disagree=1))

    refused = decide(road, road.province, "president", "state", HA_NAM).expect_problem(409, "conflict")
    assert (refused.json["current_state"], "decide" in refused.json["allowed"]) == ("approved", False)
    road.try_(road.province, "reviews", verdict="forward", **SEEN).expect_problem(400, "invalid", pointer="/letter_number")
    road.review(road.province, "forward", letter_number="45/TTr-UBND", letter_on=road.day.isoformat(), **SEEN)
    assert road.timeline()[-1]["letter_number"] == "45/TTr-UBND"
    decide(road, road.province, "province_chair", "province", HA_NAM).expect_problem(400, "invalid")
    road.wait(60)
    [award] = decide(road, road.province, "president", "state", HA_NAM).expect(201).json["awards"]
    assert (road.state, award["award"], status_of(road)["stages"][-1]["stage"]) == ("decided", "HCLD3", "decided")
    annul(road, road.province, award, "president", "state", HA_NAM).expect(201)
    assert [(action, state) for action, state, _ in told(road)] == [
        ("submit", "submitted"), ("receive", "district_review"), ("approve", "province_appraisal"),
        ("approve", "public_consultation"), ("hold", "on_hold"), ("resume", "public_consultation"),
        ("approve", "council"), ("pass", "approved"), ("forward", "forwarded"), ("decide", "decided"),
        ("annul", "annulled"),
    ]


def test_the_public_has_the_whole_of_the_last_day(api, unique):
    """Ten working days from 15 September 2025 end on the 29th: the nomination goes on from the 30th."""
    road = Road(api, unique, code="13363", unit_id=COMMUNE, province="37", begins="2025-09-12")
    nominate_own(road, "HCLD3").submit().receive().approve(**SEEN).wait(3).approve(road.province, **SEEN)
    assert road.state == "public_consultation"
    for day in ("2025-09-28", "2025-09-29"):
        early = shut(road, road.province, "reviews", 409, verdict="approve", acted_on=day, **SEEN)
        assert early.json["rule"] == "nomination_consultation" and "29/09/2025" in early.json["errors"][0]["detail"]
    road.approve(road.province, acted_on="2025-09-30", **SEEN)
    assert road.state == "council"


def test_who_is_refused_reads_who_may(api, unique, road):
    nominate_own(road, "BKT").submit().receive().approve(**SEEN)
    by_role = road.try_(road.district, "reviews", verdict="approve", **SEEN).expect_problem(403, "forbidden", rule="nomination_role")
    assert by_role.json["detail"] == "Bước này dành cho người xét duyệt cấp tỉnh"
    both = api.as_(["province_reviewer", "district_reviewer"], "349", sub=unique("both"))
    by_unit = road.try_(both, "reviews", verdict="approve", **SEEN).expect_problem(403, "forbidden", rule="nomination_unit")
    assert by_unit.json["detail"] == "Bước này thuộc thẩm quyền của tỉnh Hà Nam"
    high = decide(road, road.district, "province_chair", "province", HA_NAM).expect_problem(403, "forbidden")
    assert high.json["detail"] == "Quyết định của Nhà nước và của tỉnh do người xét duyệt cấp tỉnh ghi nhận."


# Two acts at the same moment, and retries.


def both_at_once(*acts) -> list:
    with ThreadPoolExecutor(len(acts)) as threads:
        return [future.result() for future in [threads.submit(act) for act in acts]]


@pytest.mark.parametrize("number", range(6))
def test_of_two_reviewers_at_the_same_moment_one_wins(api, unique, road, number):
    nominate_own(road, "GK").submit().receive()
    etag, second = road.last.etag, api.as_("district_reviewer", "349", sub=unique("second"))
    answers = both_at_once(
        lambda: road.try_(road.district, "reviews", etag, verdict="approve", **SEEN),
        lambda: road.try_(second, "reviews", etag, verdict="reject", reason="Không đủ điều kiện"),
    )
    [won] = [answer for answer in answers if answer.status == 201]
    [lost] = [answer for answer in answers if answer.status in (409, 412)]
    assert lost.status == 412 or lost.json["current_state"] == won.json["state"]
    assert road.state == won.json["state"] and len(road.timeline()) == 3
    assert won.etag == road.officer.get(road.path).etag


def test_an_act_that_is_asked_again_under_its_key_is_done_once(road, unique):
    nominate_own(road, "BKT").submit().receive()
    key, body = unique("key"), {"verdict": "approve", "acted_on": road.day.isoformat()} | SEEN
    asked = lambda **changes: road.district.post(f"{road.path}/reviews", body | changes, key, etag=road.last.etag)
    first = asked().expect(201)
    again = asked().expect(201)
    assert (again.content, again.etag, again.headers["Location"]) == (first.content, first.etag, first.headers["Location"])
    again.expect_header("Idempotency-Replayed", "true")
    assert "Idempotency-Replayed" not in first.headers
    assert road.state == "province_appraisal" and len(road.timeline()) == 3
    asked(acknowledgement="Khác").expect_problem(422, "key-reused")
    other = road.district.post(f"{road.path}/reviews", body, unique("key"), etag=road.last.etag)
    other.expect_problem(403, "forbidden")  # the nomination has left the district


def test_a_dossier_that_is_sent_again_under_its_key_is_sent_once(road, unique):
    nominate_own(road, "GK")
    path, key = f"/v1/dossiers/{road.dossier.id}", unique("key")
    etag, body = road.officer.get(path).etag, {"acted_on": road.day.isoformat()}
    first = road.officer.post(f"{path}/submission", body, key, etag=etag).expect(201)
    again = road.officer.post(f"{path}/submission", body, key, etag=etag).expect(201)
    assert again.content == first.content and "Idempotency-Replayed" in again.headers
    road.officer.post(f"{path}/submission", body, unique("key"), etag=etag).expect_problem(412, "stale")
    assert len(road.timeline()) == 1
