"""The end of a nomination: the authority decides, and the nomination becomes an award with its own code."""

import pytest
from support.giving import signed
from support.roads import Road, provincial
from support.samples import DUY_TIEN, HA_NAM, LY_NHAN, MISSING, collective, individual, new_decision, unit
from support.subjects import council_says, nominate_own, nominate_person, own_collective, own_individual

HISTORIC = {"award": "GK", "subject_kind": "individual", "recipient_name": "Cụ Mẫu", "unit_id": DUY_TIEN}


@pytest.fixture
def road(api, unique):
    return Road(api, unique)


def decision_on(*roads, **changes) -> dict:
    entries = [{"nomination_id": road.last.id} for road in roads]
    body = new_decision(roads[0].unique, *entries, signed_on=roads[0].day.isoformat())
    return body | changes


def of_province(*roads, **changes) -> dict:
    head = {"authority": "province_chair", "level": "province", "unit_id": HA_NAM}
    return decision_on(*roads, **head | changes)


def approved(road, award="GK", **changes):
    return nominate_own(road, award, **changes).submit().receive().approve().wait()


def before_the_council(road, award="BKT", **changes):
    """A workflow of several weeks, in which the warnings of those days are acknowledged."""
    nominate_own(road, award, **changes).submit().receive().approve(acknowledgement="Đã xem xét")
    road.wait().approve(road.province, acknowledgement="Đã xem xét")
    return road


def decide(caller, body):
    return caller.post("/v1/decisions", body)


def test_a_district_decides_on_what_it_approved(road):
    approved(road)
    made = decide(road.district, decision_on(road)).expect(201)
    [row] = made.json["awards"]
    nominated = road.now
    assert nominated["state"] == "decided" and nominated["state_on"] == road.day.isoformat()
    assert (nominated["waits_for"], nominated["due_on"], nominated["warnings"]) == (None, None, [])
    assert row["nomination_id"] == road.last.id and made.json["kind"] == "award"
    same = {"code", "award", "award_class_id", "subject_kind", "collective_id", "individual_id", "year", "achievement"}
    for name in same:
        assert row[name] == nominated[name]
    event = road.timeline()[-1]
    assert (event["action"], event["decision_id"], event["acted_on"]) == ("decide", made.id, road.day.isoformat())
    assert road.district.get(made.headers["Location"]).expect(200).json == made.json


def test_the_award_shows_name_position_and_unit_as_they_stand(road):
    person = own_individual(road, full_name=f"Trần Thị {road.unique('Tên')}", position="Tổ trưởng")
    nominate_person(road, "GK", person).submit().receive().approve().wait()
    changed = road.district.get(f"/v1/individuals/{person}")
    moved = {"position": "Hiệu phó", "collective_id": collective(21)}
    now = road.district.patch(f"/v1/individuals/{person}", moved, changed.etag).expect(200)
    [row] = decide(road.district, decision_on(road)).expect(201).json["awards"]
    assert (row["recipient_name"], row["recipient_position"]) == (now.json["full_name"], "Hiệu phó")
    assert row["recipient_unit_name"] == "Ủy ban nhân dân thị trấn Hòa Mạc (mẫu)" and row["unit_id"] == unit(13324)
    later = {"position": "Nghỉ hưu"}
    road.district.patch(f"/v1/individuals/{person}", later, now.etag).expect(200)
    assert road.district.get(f"/v1/awards/{row['id']}").json["recipient_position"] == "Hiệu phó"


def test_the_commendation_type_is_the_dossiers(road):
    road.open_dossier(commendation_type="irregular")
    approved(road)
    [row] = decide(road.district, decision_on(road)).expect(201).json["awards"]
    assert row["commendation_type"] == "irregular"


def test_one_decision_decides_many_nominations_and_enters_history_too(api, unique):
    first, second = approved(Road(api, unique)), approved(Road(api, unique))
    body = decision_on(first, second)
    body["awards"].insert(1, HISTORIC)
    rows = decide(first.district, body).expect(201).json["awards"]
    assert [row["nomination_id"] for row in rows] == [first.last.id, None, second.last.id]
    assert (first.state, second.state) == ("decided", "decided")


def test_all_or_nothing(api, unique):
    ready, draft = approved(Road(api, unique)), nominate_own(Road(api, unique), "GK")
    body = decision_on(ready, draft)
    decide(ready.district, body).expect_problem(409, "conflict", pointer="/awards/1/nomination_id", code="rule")
    assert (ready.state, draft.state) == ("approved", "draft")
    assert ready.district.get("/v1/decisions", {"number": body["number"]}).items == []


def test_all_that_cannot_be_decided_is_told_at_once(api, unique):
    ready, draft, sent = approved(Road(api, unique)), nominate_own(Road(api, unique), "GK"), nominate_own(Road(api, unique), "GK")
    sent.submit()
    body = decision_on(draft, ready, sent)
    refused = decide(ready.district, body).expect_problem(409, "conflict")
    assert [error["pointer"] for error in refused.json["errors"]] == ["/awards/0/nomination_id", "/awards/2/nomination_id"]
    assert refused.json["current_state"] == "draft"
    assert (ready.state, draft.state, sent.state) == ("approved", "draft", "submitted")
    body["awards"] = body["awards"][1:2]
    decide(ready.district, body).expect(201)


@pytest.mark.parametrize("steps", [0, 1, 2])
def test_what_is_not_approved_is_not_decided(road, steps):
    nominate_own(road, "GK")
    for step in (road.submit, road.receive)[:steps]:
        step()
    refused = decide(road.district, decision_on(road))
    refused.expect_problem(409, "conflict", pointer="/awards/0/nomination_id", code="rule")
    assert refused.json["current_state"] == road.state == ["draft", "submitted", "district_review"][steps]
    assert "decide" not in refused.json["allowed"]


def test_what_is_decided_is_not_decided_again(road):
    approved(road)
    decide(road.district, decision_on(road)).expect(201)
    refused = decide(road.district, decision_on(road))
    refused.expect_problem(409, "conflict", pointer="/awards/0/nomination_id")
    assert (refused.json["current_state"], refused.json["allowed"]) == ("decided", ["annul"])


def test_a_nomination_is_in_a_decision_once(road):
    approved(road)
    decide(road.district, decision_on(road, road)).expect_problem(409, "conflict", pointer="/awards/1/nomination_id")
    assert road.state == "approved"


@pytest.mark.parametrize("other", [
    {"award": "GK"}, {"subject_kind": "collective"}, {"achievement": "Khác"}, {"year": 2017},
    {"recipient_name": "Khác"}, {"commendation_type": "merit"},
])
def test_an_entry_with_a_nomination_takes_no_class_or_subject(road, other):
    body = new_decision(road.unique, {"nomination_id": MISSING} | other)
    [pointer] = [f"/awards/0/{name}" for name in other]
    decide(road.district, body).expect_problem(400, "invalid", pointer=pointer, code="unknown")


@pytest.mark.parametrize("value", [7, "x", None])
def test_a_nomination_is_named_by_its_id(road, value):
    body = new_decision(road.unique, {"nomination_id": value})
    decide(road.district, body).expect_problem(400, "invalid", pointer="/awards/0/nomination_id")


def test_a_nomination_out_of_sight_looks_like_none(api, road, unique):
    approved(road)
    stranger = api.as_("district_reviewer", "353", sub=unique("stranger"))
    refusals = [
        decide(stranger, decision_on(road, unit_id=LY_NHAN, awards=[{"nomination_id": id}])).expect_problem(
            409, "conflict", pointer="/awards/0/nomination_id", code="reference")
        for id in (road.last.id, MISSING)
    ]
    first, second = (refusal.json | {"instance": ""} for refusal in refusals)
    assert first == second


# Who may decide.


@pytest.mark.parametrize("authority,level", [
    ("president", "state"), ("prime_minister", "state"), ("province_chair", "province"),
])
def test_a_wrong_authority_decides_nothing(api, unique, authority, level):
    road = nominate_own(provincial(api, unique), "GK").submit()
    road.review(road.province, "receive").wait().approve(road.province)
    body = of_province(road, authority=authority, level=level)
    refused = decide(road.province, body).expect_problem(400, "invalid", pointer="/awards/0/nomination_id", code="rule")
    assert "thẩm quyền" in refused.json["errors"][0]["detail"]
    [row] = decide(road.province, body | {"authority": "agency_head", "level": "province"}).expect(201).json["awards"]
    assert row["award"] == "GK" and road.state == "decided"


def test_a_district_chair_gives_no_certificate_of_the_province(database, road):
    council_says(database, before_the_council(road))
    body = decision_on(road)
    decide(road.province, body).expect_problem(400, "invalid", pointer="/awards/0/nomination_id", code="rule")
    decide(road.district, of_province(road)).expect_problem(403, "forbidden")
    [row] = decide(road.province, of_province(road)).expect(201).json["awards"]
    assert (row["award"], road.state) == ("BKT", "decided")


def test_the_province_does_not_decide_for_the_district(road):
    """The transition is the district's. A reviewer of the province records decisions of the district only without a nomination."""
    approved(road)
    decide(road.province, decision_on(road)).expect_problem(403, "forbidden")
    assert road.state == "approved"


def test_a_district_decides_for_its_own_district(api, unique):
    road = approved(Road(api, unique))
    both = api.as_("district_reviewer", ["349", "353"], sub=unique("both"))
    body = decision_on(road, unit_id=LY_NHAN)
    decide(both, body).expect_problem(400, "invalid", pointer="/awards/0/nomination_id", code="rule")
    decide(both, body | {"unit_id": DUY_TIEN}).expect(201)


def test_whoever_acted_at_another_stage_does_not_decide(api, unique, database):
    road = Road(api, unique)
    road.district = api.as_(["district_reviewer", "province_reviewer"], "35", sub=unique("two"))
    council_says(database, before_the_council(road))
    decide(road.district, of_province(road)).expect_problem(403, "forbidden")
    decide(road.province, of_province(road)).expect(201)


def test_the_officer_who_submitted_does_not_decide(api, unique):
    road = Road(api, unique)
    road.officer = api.as_(["unit_officer", "district_reviewer"], "349", sub=unique("both"))
    approved(road)
    decide(road.officer, decision_on(road)).expect_problem(403, "forbidden")


def test_a_district_authority_ended_with_its_district(api, unique):
    road = Road(api, unique, unit_id=unit(349, 2), begins="2025-06-20")
    approved(road)
    body = decision_on(road, unit_id=unit(349, 2), signed_on="2025-07-01")
    decide(road.district, body).expect_problem(400, "invalid", pointer="/signed_on", code="rule")
    head = {"level": "province", "unit_id": HA_NAM, "authority": "agency_head"}
    both = api.as_(["district_reviewer", "province_reviewer"], "35", sub=unique("late"))
    decide(both, body | head).expect_problem(400, "invalid", pointer="/signed_on", code="rule")
    decide(road.district, body | {"signed_on": "2025-06-30"}).expect(201)
    assert road.state == "decided"


def test_since_then_the_commune_chair_decides(api, unique):
    commune = unit(13363, 3)
    road = Road(api, unique, code="13363", unit_id=commune, begins="2025-08-01")
    approved(road)
    head = {"authority": "commune_chair", "level": "commune", "unit_id": commune}
    [row] = decide(road.district, decision_on(road, **head)).expect(201).json["awards"]
    assert (row["award"], row["unit_id"], road.state) == ("GK", commune, "decided")


# What a decision needs, and what does not replace it.


def test_a_councils_pass_alone_grants_nothing(database, road):
    council_says(database, before_the_council(road))
    assert road.state == "approved"
    who = road.last.json["collective_id"]
    assert road.province.get("/v1/awards", {"collective_id": who}).expect(200).items == []
    assert road.province.get(f"/v1/award-status/{road.last.json['code']}").expect(200).json["kind"] == "nomination"


def test_an_order_is_decided_by_the_president_after_it_was_forwarded(database, road):
    nominate_own(road, "HCLD3").submit().receive().approve(acknowledgement="Đã xem xét").wait()
    road.approve(road.province, acknowledgement="Đã xem xét")
    assert road.state == "public_consultation"
    council_says(database, road.wait(30).approve(road.province, acknowledgement="Đã lấy ý kiến"))
    body = of_province(road, authority="president", level="state")
    decide(road.province, body).expect_problem(409, "conflict", pointer="/awards/0/nomination_id", code="rule")
    road.review(road.province, "forward", acknowledgement="Đã xem xét", letter_number="01/TTr", letter_on="2018-03-01")
    [row] = decide(road.province, body).expect(201).json["awards"]
    assert (row["award"], row["decision_number"], road.state) == ("HCLD3", body["number"], "decided")


def test_a_decision_is_not_signed_before_the_last_step(road):
    approved(road)
    body = decision_on(road, signed_on="2018-01-31")
    decide(road.district, body).expect_problem(400, "invalid", pointer="/awards/0/nomination_id", code="rule")
    assert road.state == "approved"


def test_an_achievement_of_full_length_is_kept(road):
    approved(road, achievement="ă" * 4000)
    [row] = decide(road.district, decision_on(road)).expect(201).json["awards"]
    assert row["achievement"] == "ă" * 4000


def test_a_decision_is_made_once_under_a_key(road, unique):
    approved(road)
    body, key = decision_on(road), unique("key")
    made = road.district.post("/v1/decisions", body, key=key).expect(201)
    again = road.district.post("/v1/decisions", body, key=key).expect(201).expect_header("Idempotency-Replayed", "true")
    assert again.json == made.json and len(road.timeline()) == 4


def test_an_order_received_since_the_review_must_be_acknowledged(database, road, province):
    """The acknowledgements before the other award existed do not cover it."""
    body = own_collective(road)
    before_the_council(road, "HCLD3", collective_id=body)
    council_says(database, road.wait(30).approve(road.province, acknowledgement="Đã lấy ý kiến"))
    road.review(road.province, "forward", acknowledgement="Đã xem xét", letter_number="01/TTr", letter_on="2018-03-01")
    entry = {"award": "HCLD3", "subject_kind": "collective", "collective_id": body}
    held = decide(province, new_decision(road.unique, entry, **signed("HCLD3", "2015-03-01"))).expect(201).json
    last = decision_on(road.refresh().wait(), **signed("HCLD3", road.day.isoformat()))
    refused = decide(road.province, last).expect_problem(409, "conflict", pointer="/awards/0/acknowledgement", code="rule")
    assert held["awards"][0]["code"] in refused.json["detail"] and road.state == "forwarded"
    last["awards"][0]["acknowledgement"] = "Thành tích khác, đã đối chiếu"
    decide(road.province, last).expect(201)


def test_a_collective_dissolved_since_the_nomination_is_still_decided_on(road):
    body = own_collective(road)
    road.nominate("GK", collective_id=body).submit().receive().approve().wait()
    read = road.district.get(f"/v1/collectives/{body}")
    road.district.patch(f"/v1/collectives/{body}", {"status": "merged"}, read.etag).expect(200)
    decide(road.district, decision_on(road)).expect(201)
