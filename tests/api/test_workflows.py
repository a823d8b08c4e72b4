"""Whole workflows, from the dossier to the decision and beyond, by the acts of their callers: a certificate of a
district, one of a commune since the reform, a certificate of the province through the council, and a Labour Order to
the President; with the acts that must be refused in each state.
"""

from concurrent.futures import ThreadPoolExecutor

import pytest

from support.council import digest_of, on_paper
from support.workflows import Workflow, provincial
from support.samples import DUY_TIEN, HA_NAM, unit
from support.subjects import nominate_own

COMMUNE, NINH_BINH = unit(13363, 3), unit(37, 2)  # Tiên Sơn, and its province
SEEN = {"acknowledgement": "Đã xem xét cảnh báo"}


@pytest.fixture
def workflow(api, unique):
    return Workflow(api, unique)


def shut(workflow, who, act, status, /, **body):
    """The act is refused, and nothing changes."""
    before, events = workflow.now, workflow.events()
    refused = workflow.try_(who, act, **body)
    refused.expect_problem(status, {403: "forbidden", 404: "not-found", 409: "conflict"}[status])
    assert workflow.now == before and workflow.events() == events
    if status == 409:
        assert refused.json["current_state"] == before["state"]
    return refused


def told(workflow) -> list:
    return [(event["action"], event["to_state"], event["actor_role"]) for event in workflow.events()]


def decide(workflow, who, authority, level, unit_id, **changes):
    body = {
        "number": workflow.unique("QD"), "signed_on": workflow.day.isoformat(), "authority": authority, "level": level,
        "unit_id": unit_id, "signer_name": "Người ký (mẫu)", "awards": [{"nomination_id": workflow.last.id}],
    }
    return who.post("/v1/decisions", body | changes)


def annul(workflow, who, award, authority, level, unit_id):
    path = f"/v1/awards/{award['id']}"
    body = {
        "number": workflow.unique("HB"), "signed_on": workflow.day.isoformat(), "authority": authority, "level": level,
        "unit_id": unit_id, "signer_name": "Người ký (mẫu)", "ground": "false_achievement", "reason": "Kê khai gian dối",
    }
    return who.post(f"{path}/annulment", body, etag=who.get(path).expect(200).etag)


def put_to_vote(workflow, agree, disagree=0, members=5):
    """A council session whose `members` have voted on paper. Returns the path of the item, which has no result yet."""
    council, held_on = workflow.council, workflow.day.isoformat()
    session = council.post(
        "/v1/council-sessions", {"unit_id": HA_NAM, "number": workflow.unique("HD"), "held_on": held_on}
    ).expect(201).headers["Location"]
    roles = ["chair", "first_vice_chair", *["member"] * (members - 3), "secretary"]
    seats = [council.post(f"{session}/members", {"name": f"Ủy viên {number} (mẫu)", "role": role}).expect(201).id
             for number, role in enumerate(roles, 1)]
    agenda = {"nomination_id": workflow.last.id, "order": 1}
    item = council.post(f"{session}/items", agenda).expect(201).headers["Location"]
    council.post(f"{session}/opening", {}, etag=council.get(session).etag).expect(201)
    votes = ["agree"] * agree + ["disagree"] * disagree + ["blank"] * (members - agree - disagree)
    on_paper(council, workflow.second, session, item, digest_of(workflow.unique), votes=dict(zip(seats, votes, strict=True)))
    return item


def conclude(workflow, item, **body):
    said = {"acted_on": workflow.day.isoformat()} | body
    workflow.council.post(f"{item}/result", said, etag=workflow.council.get(item).etag).expect(201)
    return workflow.refresh()


def status_of(workflow) -> dict:
    return workflow.officer.get(f"/v1/award-status/{workflow.last.json['code']}").expect(200).json


# The certificate of a district (giấy khen), 2018.


def test_a_certificate_of_the_district(workflow):
    nominate_own(workflow.open_dossier(), "GK")
    whole = workflow.officer.get(f"/v1/dossiers/{workflow.dossier.id}")
    day = {"acted_on": workflow.day.isoformat()}
    sent = workflow.officer.post(f"/v1/dossiers/{workflow.dossier.id}/submission", day, etag=whole.etag)
    assert sent.expect(201).json["state"] == "open"
    workflow.refresh().wait().receive()

    workflow.wait().review(workflow.district, "return", reason="Thành tích ghi chưa rõ", fields=["achievement"])
    assert (workflow.state, workflow.now["returned_fields"], workflow.now["waits_for"]) == ("returned", ["achievement"], "unit_officer")
    at = workflow.officer.get(workflow.path)
    workflow.officer.patch(workflow.path, {"year": 2017}, at.etag).expect_problem(409, "conflict")
    workflow.officer.patch(workflow.path, {"achievement": "Hoàn thành xuất sắc nhiệm vụ năm 2017"}, at.etag).expect(200)
    workflow.refresh().wait().submit().wait().receive()

    workflow.take(workflow.district, "holds", ground="complaint", reason="Có đơn khiếu nại")
    assert (workflow.state, workflow.now["held_state"], workflow.now["waits_for"]) == ("on_hold", "district_review", None)
    assert shut(workflow, workflow.district, "reviews", 409, verdict="approve", **SEEN).json["allowed"] == ["resume"]
    workflow.wait(5).take(workflow.district, "resumption", reason="Khiếu nại không có cơ sở").wait().approve(**SEEN)
    assert (workflow.state, workflow.now["waits_for"]) == ("approved", "district_reviewer")

    workflow.wait()
    [award] = decide(workflow, workflow.district, "district_chair", "district", DUY_TIEN).expect(201).json["awards"]
    assert (workflow.state, award["code"], award["state"]) == ("decided", workflow.now["code"], "valid")
    assert workflow.officer.get(f"/v1/dossiers/{workflow.dossier.id}").json["state"] == "closed"
    assert status_of(workflow)["decision_number"] == award["decision_number"]
    assert annul(workflow, workflow.district, award, "district_chair", "district", DUY_TIEN).expect(201).json["recheck"] == []
    assert workflow.state == "annulled" and workflow.officer.get(f"/v1/awards/{award['id']}").json["state"] == "annulled"
    officer, district = "unit_officer", "district_reviewer"
    assert told(workflow) == [
        ("submit", "submitted", officer), ("receive", "district_review", district), ("return", "returned", district),
        ("submit", "submitted", officer), ("receive", "district_review", district), ("hold", "on_hold", district),
        ("resume", "district_review", district), ("approve", "approved", district), ("decide", "decided", district),
        ("annul", "annulled", district),
    ]


def test_the_shortcuts_of_a_district(api, workflow, unique):
    nominate_own(workflow, "GK")
    shut(workflow, workflow.district, "reviews", 409, verdict="receive")
    assert decide(workflow, workflow.district, "district_chair", "district", DUY_TIEN).expect(409).json["current_state"] == "draft"
    shut(workflow, workflow.officer, "withdrawal", 409, reason="Chưa gửi")
    workflow.submit()
    shut(workflow, workflow.district, "reviews", 409, verdict="approve", **SEEN)
    shut(workflow, workflow.province, "reviews", 403, verdict="receive")
    shut(workflow, workflow.council, "reviews", 403, verdict="receive")
    shut(workflow, workflow.officer, "reviews", 403, verdict="receive")
    shut(workflow, api.as_("district_reviewer", "353", sub=unique("nearby")), "reviews", 404, verdict="receive")
    both = api.as_(["unit_officer", "district_reviewer"], "349", sub=unique("both"))
    other = nominate_own(Workflow(api, unique), "GK")
    other.take(both, "submission")
    shut(other, both, "reviews", 403, verdict="receive")
    shut(other, both, "holds", 403, ground="complaint", reason="Tự dừng")
    workflow.receive()
    assert decide(workflow, workflow.district, "district_chair", "district", DUY_TIEN).expect(409).json["current_state"] == workflow.state
    shut(workflow, workflow.district, "reviews", 409, verdict="forward", letter_number="01/TTr", **SEEN)
    workflow.try_(workflow.district, "reviews", verdict="pass").expect_problem(400, "invalid", pointer="/verdict")
    assert told(workflow) == [("submit", "submitted", "unit_officer"), ("receive", "district_review", "district_reviewer")]


@pytest.mark.parametrize("steps", [1, 2, 3])
def test_the_proposing_unit_withdraws_it(workflow, steps):
    nominate_own(workflow, "BKT")
    for step in (workflow.submit, workflow.receive, lambda: workflow.approve(**SEEN))[:steps]:
        step()
    shut(workflow, workflow.district, "withdrawal", 403, reason="Không phải người đề nghị")
    workflow.take(workflow.officer, "withdrawal", reason="Đơn vị xin rút")
    assert (workflow.state, workflow.now["waits_for"], workflow.now["due_on"]) == ("withdrawn", None, None)
    assert shut(workflow, workflow.officer, "submission", 409).json["allowed"] == []
    assert status_of(workflow)["state"] == "withdrawn"


def test_a_rejected_nomination_has_ended(workflow):
    nominate_own(workflow, "GK").submit().receive()
    workflow.try_(workflow.district, "reviews", verdict="reject").expect_problem(400, "invalid", pointer="/reason", code="required")
    workflow.review(workflow.district, "reject", reason="Không đủ điều kiện")
    assert workflow.events()[-1]["reason"] == "Không đủ điều kiện"
    assert shut(workflow, workflow.district, "reviews", 409, verdict="return", reason="Nhầm").json["allowed"] == []


# Since 2025-07-01 communes hold the powers of districts.


def test_a_certificate_of_a_commune_in_2026(api, unique):
    workflow = Workflow(api, unique, code="13363", unit_id=COMMUNE, province="37", begins="2026-08-03")
    nominate_own(workflow, "GK").submit()
    shut(workflow, api.as_("district_reviewer", "13330", sub=unique("nearby")), "reviews", 404, verdict="receive")
    workflow.wait().receive().wait().approve(**SEEN).wait()
    decide(workflow, workflow.district, "district_chair", "commune", COMMUNE).expect_problem(400, "invalid")
    [award] = decide(workflow, workflow.district, "commune_chair", "commune", COMMUNE).expect(201).json["awards"]
    assert (workflow.state, award["award_class_code"], award["unit_id"]) == ("decided", "GK", COMMUNE)
    assert {event["actor_unit_id"] for event in workflow.events()} == {COMMUNE}
    assert annul(workflow, workflow.district, award, "commune_chair", "commune", COMMUNE).expect(201) and workflow.state == "annulled"


def test_a_district_does_nothing_after_its_last_day(api, unique):
    workflow = Workflow(api, unique, unit_id=unit(349, 2), begins="2025-06-26")
    nominate_own(workflow, "GK").submit().wait().receive()
    late = shut(workflow, workflow.district, "reviews", 409, verdict="approve", acted_on="2025-07-01", **SEEN)
    assert late.json["allowed"] == [] and "129/2025" in late.json["detail"]
    shut(workflow, workflow.district, "holds", 409, ground="complaint", reason="Có đơn", acted_on="2025-07-01")
    workflow.approve(acted_on="2025-06-30", **SEEN)
    assert workflow.state == "approved"


def test_a_commune_did_nothing_for_its_district_before(api, unique):
    """In 2018 a commune sees its own nominations; its district reviews and decides them."""
    hoa_mac = unit(13324)
    workflow = Workflow(api, unique, code=hoa_mac, unit_id=hoa_mac)
    nominate_own(workflow, "TTLDTT").submit()
    shut(workflow, workflow.district, "reviews", 403, verdict="receive")
    workflow.district = api.as_("district_reviewer", "349", sub=unique("district"))
    workflow.receive().approve(**SEEN)
    decide(workflow, workflow.district, "commune_chair", "commune", hoa_mac).expect_problem(400, "invalid")
    decide(workflow, workflow.district, "district_chair", "district", DUY_TIEN).expect(201)


# The certificate of the province's chair (bằng khen), through the council.


def test_a_certificate_of_the_province(workflow):
    nominate_own(workflow, "BKT").submit().wait().receive()
    shut(workflow, workflow.province, "reviews", 403, verdict="approve", **SEEN)
    workflow.wait().approve(**SEEN)
    assert (workflow.state, workflow.now["waits_for"]) == ("province_appraisal", "province_reviewer")
    shut(workflow, workflow.district, "reviews", 403, verdict="approve", **SEEN)
    shut(workflow, workflow.council, "reviews", 403, verdict="return", reason="Chưa trình")
    assert decide(workflow, workflow.province, "province_chair", "province", HA_NAM).expect(409).json["current_state"] == workflow.state
    workflow.wait().approve(workflow.province, **SEEN)
    assert (workflow.state, workflow.now["waits_for"]) == ("council", "council_reviewer")
    shut(workflow, workflow.province, "reviews", 403, verdict="approve", **SEEN)
    shut(workflow, workflow.officer, "withdrawal", 409, reason="Muộn")
    assert decide(workflow, workflow.province, "province_chair", "province", HA_NAM).expect(409).json["allowed"] == []

    conclude(workflow.wait(), put_to_vote(workflow, agree=3))
    assert (workflow.state, workflow.now["waits_for"]) == ("approved", "province_reviewer")
    assert workflow.province.get("/v1/awards", {"collective_id": workflow.now["collective_id"]}).items == []
    shut(workflow, workflow.province, "reviews", 409, verdict="forward", letter_number="01/TTr", **SEEN)
    decide(workflow, workflow.district, "province_chair", "province", HA_NAM).expect_problem(403, "forbidden")
    decide(workflow, workflow.council, "province_chair", "province", HA_NAM).expect_problem(403, "forbidden")
    [award] = decide(workflow, workflow.province, "province_chair", "province", HA_NAM).expect(201).json["awards"]
    assert (workflow.state, award["award_class_code"]) == ("decided", "BKT")
    annul(workflow.wait(), workflow.district, award, "province_chair", "province", HA_NAM).expect_problem(403, "forbidden")
    annul(workflow, workflow.province, award, "province_chair", "province", HA_NAM).expect(201)
    assert [action for action, *_ in told(workflow)] == [
        "submit", "receive", "approve", "approve", "pass", "decide", "annul"]
    assert not {"actor", "actor_role", "actor_unit_id"} & status_of(workflow)["states"][0].keys()


def before_the_council(api, unique) -> Workflow:
    workflow = nominate_own(provincial(api, unique), "BKT").submit()
    return workflow.review(workflow.province, "receive").wait().approve(workflow.province, **SEEN)


def test_a_failed_vote_ends_the_nomination(api, unique):
    workflow = before_the_council(api, unique)
    conclude(workflow, put_to_vote(workflow, agree=2, disagree=3))
    assert (workflow.state, workflow.now["waits_for"]) == ("rejected", None)
    refused = decide(workflow, workflow.province, "province_chair", "province", HA_NAM).expect_problem(409, "conflict")
    assert (refused.json["current_state"], refused.json["allowed"]) == ("rejected", [])
    assert told(workflow)[-1] == ("fail", "rejected", "council_reviewer")


def test_a_vote_that_is_put_off_comes_again(api, unique):
    workflow = before_the_council(api, unique)
    conclude(workflow, put_to_vote(workflow, agree=5), outcome="deferred", reason="Cần xác minh thêm")
    assert workflow.state == "council" and workflow.events()[-1]["reason"] == "Cần xác minh thêm"
    conclude(workflow.wait(7), put_to_vote(workflow, agree=5))
    assert [action for action, *_ in told(workflow)][-2:] == ["defer", "pass"]


def test_an_appraiser_does_not_act_in_the_council(api, unique):
    workflow = before_the_council(api, unique)
    item = put_to_vote(workflow, agree=5)
    both = api.as_(["province_reviewer", "council_reviewer"], "35", sub=workflow.events()[-1]["actor"])
    body = {"acted_on": workflow.day.isoformat()}
    etag = workflow.council.get(item).etag
    both.post(f"{item}/result", body, etag=etag).expect_problem(403, "forbidden")
    workflow.province.post(f"{item}/result", body, etag=etag).expect_problem(403, "forbidden")
    shut(workflow, both, "reviews", 403, verdict="return", reason="Xem lại")
    conclude(workflow, item)
    both = api.as_(["province_reviewer", "council_reviewer"], "35", sub=workflow.events()[-1]["actor"])
    decide(workflow, both, "province_chair", "province", HA_NAM).expect_problem(403, "forbidden")
    decide(workflow, workflow.province, "province_chair", "province", HA_NAM).expect(201)


# The Labour Order, third class, to the President.


def test_a_labour_order_to_the_president(workflow):
    nominate_own(workflow, "HCLD3").submit().wait().receive().wait().approve(**SEEN).wait()
    shut(workflow, workflow.council, "reviews", 403, verdict="approve", **SEEN)
    workflow.approve(workflow.province, **SEEN)
    assert (workflow.state, workflow.now["waits_for"]) == ("public_consultation", "province_reviewer")
    shut(workflow, workflow.council, "holds", 403, ground="complaint", reason="Có đơn")
    workflow.take(workflow.province, "holds", ground="inspection", reason="Đang thanh tra").wait(20)
    assert shut(workflow, workflow.province, "reviews", 409, verdict="approve", **SEEN).json["allowed"] == ["resume"]
    workflow.take(workflow.province, "resumption", reason="Thanh tra kết thúc").wait()
    workflow.ask_the_public().approve(workflow.province, **SEEN)
    conclude(workflow.wait(), put_to_vote(workflow, agree=4, disagree=1))

    refused = decide(workflow, workflow.province, "president", "state", HA_NAM).expect_problem(409, "conflict")
    assert (refused.json["current_state"], "decide" in refused.json["allowed"]) == ("approved", False)
    workflow.try_(workflow.province, "reviews", verdict="forward", **SEEN).expect_problem(400, "invalid", pointer="/letter_number")
    workflow.review(workflow.province, "forward", letter_number="45/TTr-UBND", letter_on=workflow.day.isoformat(), **SEEN)
    assert workflow.events()[-1]["letter_number"] == "45/TTr-UBND"
    decide(workflow, workflow.province, "province_chair", "province", HA_NAM).expect_problem(400, "invalid")
    workflow.wait(60)
    [award] = decide(workflow, workflow.province, "president", "state", HA_NAM).expect(201).json["awards"]
    assert (workflow.state, award["award_class_code"], status_of(workflow)["states"][-1]["state"]) == ("decided", "HCLD3", "decided")
    annul(workflow, workflow.province, award, "president", "state", HA_NAM).expect(201)
    assert [(action, state) for action, state, _ in told(workflow)] == [
        ("submit", "submitted"), ("receive", "district_review"), ("approve", "province_appraisal"),
        ("approve", "public_consultation"), ("hold", "on_hold"), ("resume", "public_consultation"),
        ("approve", "council"), ("pass", "approved"), ("forward", "forwarded"), ("decide", "decided"),
        ("annul", "annulled"),
    ]


def test_the_public_has_the_whole_of_the_last_day(api, unique):
    """Ten working days from 15 September 2025 end on the 29th: the nomination goes on from the 30th."""
    workflow = Workflow(api, unique, code="13363", unit_id=COMMUNE, province="37", begins="2025-09-12")
    nominate_own(workflow, "HCLD3").submit().receive().approve(**SEEN).wait(3).approve(workflow.province, **SEEN)
    assert workflow.state == "public_consultation"
    workflow.ask_the_public(unit_id=NINH_BINH)
    for day in ("2025-09-28", "2025-09-29"):
        early = shut(workflow, workflow.province, "reviews", 409, verdict="approve", acted_on=day, **SEEN)
        assert early.json["rule"] == "nomination_consultation" and "29/09/2025" in early.json["errors"][0]["detail"]
    workflow.approve(workflow.province, acted_on="2025-09-30", **SEEN)
    assert workflow.state == "council"


def test_who_is_refused_reads_who_may(api, unique, workflow):
    nominate_own(workflow, "BKT").submit().receive().approve(**SEEN)
    by_role = workflow.try_(workflow.district, "reviews", verdict="approve", **SEEN).expect_problem(403, "forbidden", rule="nomination_role")
    assert by_role.json["detail"] == "Bước này dành cho người xét duyệt cấp tỉnh"
    both = api.as_(["province_reviewer", "district_reviewer"], "349", sub=unique("both"))
    by_unit = workflow.try_(both, "reviews", verdict="approve", **SEEN).expect_problem(403, "forbidden", rule="nomination_unit")
    assert by_unit.json["detail"] == "Bước này thuộc thẩm quyền của tỉnh Hà Nam"
    high = decide(workflow, workflow.district, "province_chair", "province", HA_NAM).expect_problem(403, "forbidden")
    assert high.json["detail"] == "Quyết định của Nhà nước và của tỉnh do người xét duyệt cấp tỉnh ghi nhận."


# Two acts at the same moment, and retries.


def both_at_once(*acts) -> list:
    with ThreadPoolExecutor(len(acts)) as threads:
        return [future.result() for future in [threads.submit(act) for act in acts]]


@pytest.mark.parametrize("number", range(6))
def test_of_two_reviewers_at_the_same_moment_one_wins(api, unique, workflow, number):
    nominate_own(workflow, "GK").submit().receive()
    etag, second = workflow.last.etag, api.as_("district_reviewer", "349", sub=unique("second"))
    answers = both_at_once(
        lambda: workflow.try_(workflow.district, "reviews", etag, verdict="approve", **SEEN),
        lambda: workflow.try_(second, "reviews", etag, verdict="reject", reason="Không đủ điều kiện"),
    )
    [won] = [answer for answer in answers if answer.status == 201]
    [lost] = [answer for answer in answers if answer.status in (409, 412)]
    assert lost.status == 412 or lost.json["current_state"] == won.json["state"]
    assert workflow.state == won.json["state"] and len(workflow.events()) == 3
    assert won.etag == workflow.officer.get(workflow.path).etag


def test_an_act_that_is_asked_again_under_its_key_is_done_once(workflow, unique):
    nominate_own(workflow, "BKT").submit().receive()
    key, body = unique("key"), {"verdict": "approve", "acted_on": workflow.day.isoformat()} | SEEN
    asked = lambda **changes: workflow.district.post(f"{workflow.path}/reviews", body | changes, key, etag=workflow.last.etag)
    first = asked().expect(201)
    again = asked().expect(201)
    assert (again.content, again.etag, again.headers["Location"]) == (first.content, first.etag, first.headers["Location"])
    again.expect_header("Idempotency-Replayed", "true")
    assert "Idempotency-Replayed" not in first.headers
    assert workflow.state == "province_appraisal" and len(workflow.events()) == 3
    asked(acknowledgement="Khác").expect_problem(422, "key-reused")
    other = workflow.district.post(f"{workflow.path}/reviews", body, unique("key"), etag=workflow.last.etag)
    other.expect_problem(403, "forbidden")  # the nomination has left the district


def test_a_dossier_that_is_sent_again_under_its_key_is_sent_once(workflow, unique):
    nominate_own(workflow, "GK")
    path, key = f"/v1/dossiers/{workflow.dossier.id}", unique("key")
    etag, body = workflow.officer.get(path).etag, {"acted_on": workflow.day.isoformat()}
    first = workflow.officer.post(f"{path}/submission", body, key, etag=etag).expect(201)
    again = workflow.officer.post(f"{path}/submission", body, key, etag=etag).expect(201)
    assert again.content == first.content and "Idempotency-Replayed" in again.headers
    workflow.officer.post(f"{path}/submission", body, unique("key"), etag=etag).expect_problem(412, "stale")
    assert len(workflow.events()) == 1
