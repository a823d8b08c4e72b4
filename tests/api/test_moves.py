"""A person moves to another unit: the receiving unit asks, the unit that holds the person releases. Before that, who asks learns nothing
about the person.
"""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest

from support.moving import (
    DUY_TIEN, GIVER, LY_NHAN, NAM_DINH, NOW, PHU_LY, RECEIVER, THIRD, TODAY, act, ask, people, positions, told, wanted,
)
from support.samples import MISSING, citizen_id, new_individual, unit
from support.workflows import class_id

HIDDEN = ("from_collective_id", "from_collective_name", "from_unit_id")


@pytest.fixture
def giver(api, unique):
    return people(api, unique, GIVER)


@pytest.fixture
def receiver(api, unique):
    return people(api, unique, RECEIVER)


@pytest.fixture
def third(api, unique):
    return people(api, unique, THIRD)


@pytest.fixture
def number(unique, service):
    made = citizen_id(unique)
    service.keep_out_of_log(made)
    return made


@pytest.fixture
def person(giver, unique, number):
    body = new_individual(unique, collective_id=LY_NHAN, position="Chuyên viên", citizen_id=number, code=unique("CB"))
    return giver.post("/v1/individuals", body).expect(201)


# The usual course.


def test_the_receiving_unit_asks_and_the_giving_unit_releases(giver, receiver, person):
    move = ask(receiver, person, decision_number="112/QĐ-UBND", reason="Điều động (mẫu)", position_group="deputy_head_up").expect(201)
    assert (move.json["state"], move.json["individual_id"], move.json["requested_by"]) == ("requested", person.id, receiver.who["sub"])
    receiver.get(person.headers["Location"]).expect_problem(404, "not-found")
    [listed] = giver.get("/v1/individual-moves", {"state": "requested", "individual_id": person.id}).expect(200).items
    assert (listed["from_collective_id"], listed["to_collective_id"]) == (LY_NHAN, DUY_TIEN)
    assert listed["to_unit_id"] == unit(RECEIVER) and listed["to_collective_name"]
    released = act(giver, move, "release").expect(201)
    assert released.headers["Location"] == f"/v1/individual-moves/{move.id}"
    assert (released.json["state"], released.json["answered_by"]) == ("released", giver.who["sub"])
    assert released.json["answered_on"] and giver.get(released.headers["Location"]).etag == released.etag
    now = receiver.get(person.headers["Location"]).expect(200).json
    assert (now["id"], now["collective_id"], now["position"]) == (person.id, DUY_TIEN, "Phó Trưởng phòng")
    assert (now["position_group"], now["code"], now["citizen_id"]) == ("deputy_head_up", person.json["code"], "*" * 12)
    giver.get(person.headers["Location"]).expect_problem(404, "not-found")


def test_ratings_initiatives_and_awards_go_along(giver, receiver, person, unique):
    rating = giver.post("/v1/ratings", {"individual_id": person.id, "year": 2023, "rating": "excellent"}).expect(201)
    idea = {"individual_id": person.id, "kind": "initiative", "title": unique("Sáng kiến"), "level": "base", "year": 2023}
    initiative = giver.post("/v1/initiatives", idea).expect(201)
    award = {"award_class_code": "GK", "subject_kind": "individual", "individual_id": person.id, "year": 2018}
    decision = {"number": unique("QD"), "signed_on": "2018-09-03", "authority": "district_chair", "level": "district",
                "unit_id": unit(GIVER), "signer_name": "Người ký (mẫu)", "awards": [award]}
    giver.post("/v1/decisions", decision).expect(201)
    act(giver, ask(receiver, person).expect(201), "release").expect(201)
    for record in (rating, initiative):
        receiver.get(record.headers["Location"]).expect(200)
        giver.get(record.headers["Location"]).expect_problem(404, "not-found")
    assert len(receiver.get(f"/v1/individuals/{person.id}/awards").expect(200).items) == 1


def test_open_nominations_stay_with_their_unit(api, giver, receiver, person, unique):
    officer = people(api, unique, GIVER, "unit_officer")
    dossier = officer.post("/v1/dossiers", {"title": unique("hs"), "unit_id": unit(GIVER), "year": 2024, "dated_on": "2025-02-10"})
    body = {"dossier_id": dossier.expect(201).id, "award_class_id": class_id("GK"), "subject_kind": "individual",
            "individual_id": person.id, "year": 2024}
    nomination = officer.post("/v1/nominations", body).expect(201)
    act(giver, ask(receiver, person).expect(201), "release").expect(201)
    path = nomination.headers["Location"]
    now = officer.get(path).expect(200)
    submitted = officer.post(f"{path}/submission", {"acted_on": "2025-02-11"}, etag=now.etag).expect(201)
    assert submitted.json["state"] == "submitted" and submitted.json["nominee_name"] == person.json["full_name"]
    receiver.get(path).expect_problem(404, "not-found")


def test_a_person_marked_as_moved_is_active_at_the_new_place(giver, receiver, person):
    giver.patch(person.headers["Location"], {"state": "moved"}, person.etag).expect(200)
    act(giver, ask(receiver, person).expect(201), "release").expect(201)
    assert receiver.get(person.headers["Location"]).json["state"] == "active"


def test_the_officer_of_the_giving_unit_releases(api, receiver, person, unique):
    act(people(api, unique, GIVER, "unit_officer"), ask(receiver, person).expect(201), "release").expect(201)


@pytest.mark.parametrize("code", ["35", "37"])
def test_the_province_releases_also_the_one_that_took_it_over(api, receiver, person, unique, code):
    act(people(api, unique, code, "province_reviewer"), ask(receiver, person).expect(201), "release").expect(201)


def test_across_provinces_nobody_needs_a_token_for_both(api, giver, person, unique):
    other = people(api, unique, "36", "province_reviewer")
    move = ask(other, person, to_collective_id=NAM_DINH).expect(201)
    assert move.json["state"] == "requested"
    own_province = people(api, unique, "35", "province_reviewer")
    act(own_province, move, "release").expect(201)
    assert other.get(person.headers["Location"]).expect(200).json["collective_id"] == NAM_DINH
    own_province.get(person.headers["Location"]).expect_problem(404, "not-found")
    assert own_province.get(f"/v1/individual-moves/{move.id}").expect(200).json["state"] == "released"


def test_who_may_release_releases_by_asking(api, person, unique):
    """The province above both units moves the person at once, with the day and the position."""
    province = people(api, unique, "35", "province_reviewer")
    move = ask(province, person).expect(201)
    assert (move.json["state"], move.json["from_collective_id"]) == ("released", LY_NHAN)
    assert province.get(person.headers["Location"]).json["collective_id"] == DUY_TIEN


def test_a_refusal_says_why_and_a_new_request_may_follow(giver, receiver, person):
    move = ask(receiver, person).expect(201)
    act(giver, move, "refusal", {}).expect_problem(400, "invalid", pointer="/reason")
    refused = act(giver, move, "refusal", {"reason": "Chưa có quyết định (mẫu)"}).expect(201)
    assert (refused.json["state"], refused.json["answer_reason"]) == ("refused", "Chưa có quyết định (mẫu)")
    seen = receiver.get(f"/v1/individual-moves/{move.id}").expect(200).json
    assert seen["answer_reason"] == "Chưa có quyết định (mẫu)" and [seen[name] for name in HIDDEN] == [None] * 3
    giver.get(person.headers["Location"]).expect(200)
    assert ask(receiver, person).expect(201).json["state"] == "requested"


def test_the_receiving_unit_withdraws(giver, receiver, person):
    move = ask(receiver, person).expect(201)
    assert act(receiver, move, "withdrawal").expect(201).json["state"] == "withdrawn"
    act(giver, move, "release").expect_problem(409, "conflict")
    giver.get(person.headers["Location"]).expect(200)


def test_the_province_above_the_receiver_withdraws(api, person, unique):
    move = ask(people(api, unique, "36", "unit_officer"), person, to_collective_id=NAM_DINH).expect(201)
    act(people(api, unique, "36", "province_reviewer"), move, "withdrawal").expect(201)


# By citizen id, and what is learned.


def test_before_the_release_nothing_is_told_that_the_request_did_not_say(giver, receiver, person, number):
    move = ask(receiver, citizen_id=number).expect(201)
    path = f"/v1/individual-moves/{move.id}"
    for seen in (move.json, receiver.get(path).json, receiver.get("/v1/individual-moves").items[0]):
        assert seen["named_by"] == "citizen_id" and seen["individual_id"] is None
        assert [seen[name] for name in HIDDEN] == [None] * 3
    for hidden in (person.id, person.json["full_name"], LY_NHAN, unit(GIVER), number):
        assert hidden not in move.text
    assert receiver.get("/v1/individual-moves", {"individual_id": person.id}).expect(200).items == []
    assert receiver.get("/v1/individual-moves", {"from_unit_id": unit(GIVER), "state": "requested"}).expect(200).items == []
    assert giver.get(path).json["individual_id"] == person.id
    act(giver, move, "release").expect(201)
    seen = receiver.get(path).json
    assert (seen["individual_id"], seen["from_collective_id"], seen["from_unit_id"]) == (person.id, LY_NHAN, unit(GIVER))
    assert receiver.get(f"/v1/individuals/{person.id}").expect(200).json["collective_id"] == DUY_TIEN


@pytest.mark.parametrize("key", [False, True])
def test_guesses_end_like_look_ups(receiver, unique, number, person, key):
    """Nobody found, found and refused, with a key or without: each counts, and at the limit the right number is refused too."""
    guesses = ["000000000000", number, number, "000000000001", "000000000002"]
    statuses = []
    for guess in guesses:
        body = wanted(citizen_id=guess)
        statuses.append(receiver.post("/v1/individual-moves", body, unique("key") if key else None).status)
    assert statuses == [409, 201, 409, 409, 409]
    for guess in (number, "000000000003"):
        ask(receiver, citizen_id=guess).expect_problem(429, "too-many-requests")
    receiver.post("/v1/individuals/lookup", {"citizen_id": number}).expect_problem(429, "too-many-requests")


def test_guesses_at_the_same_time_do_not_pass_the_limit(receiver, person):
    def guess(n):
        return ask(receiver, citizen_id=f"{n:012d}").status
    with ThreadPoolExecutor(8) as threads:
        assert sorted(threads.map(guess, range(16))) == [409] * 5 + [429] * 11


def test_nobody_is_one_answer_however_the_person_is_named(receiver):
    by_number = ask(receiver, citizen_id="000000000000").expect_problem(409, "conflict", pointer="/citizen_id", code="reference")
    by_id = ask(receiver, individual_id=MISSING).expect_problem(409, "conflict", pointer="/individual_id", code="reference")
    assert {**by_number.json, "errors": None} == {**by_id.json, "errors": None}


def test_a_refused_key_is_free_again(receiver, unique, giver):
    number, key = citizen_id(unique), unique("key")
    receiver.post("/v1/individual-moves", wanted(citizen_id=number), key).expect_problem(409, "conflict")
    giver.post("/v1/individuals", new_individual(unique, collective_id=LY_NHAN, citizen_id=number)).expect(201)
    made = receiver.post("/v1/individual-moves", wanted(citizen_id=number), key).expect(201)
    again = receiver.post("/v1/individual-moves", wanted(citizen_id=number), key).expect(201)
    assert again.content == made.content and again.headers["Idempotency-Replayed"] == "true"


def test_every_use_of_a_number_is_recorded(receiver, person, number, database):
    ask(receiver, citizen_id=number).expect(201)
    ask(receiver, citizen_id=number).expect_problem(409, "conflict")
    ask(receiver, citizen_id="000000000000").expect_problem(409, "conflict")
    rows = database.psql(
        f"""select act, found from citizen_id_use where actor = '{receiver.who["sub"]}' order by recorded_at""", "postgres")
    assert rows == [["lookup", "1"], ["lookup", "1"], ["lookup", "0"]]


def test_of_several_records_none_is_chosen_for_the_caller(giver, receiver, third, person, number, unique):
    third.post("/v1/individuals", new_individual(unique, collective_id=PHU_LY, citizen_id=number)).expect(201)
    refused = ask(receiver, citizen_id=number).expect_problem(409, "conflict", pointer="/citizen_id")
    assert refused.json["rule"] == "individual_move_several" and person.id not in refused.text
    assert ask(receiver, person).expect(201).json["state"] == "requested"


@pytest.mark.parametrize("names", [{}, {"individual_id": MISSING, "citizen_id": "000000000000"}], ids=["none", "both"])
def test_the_person_is_named_in_one_way(receiver, names):
    ask(receiver, **names).expect_problem(400, "invalid", pointer="/individual_id")


# Refusals.


def test_nobody_asks_for_a_unit_that_is_not_theirs(receiver, third, person):
    for caller, home in ((third, DUY_TIEN), (receiver, MISSING), (receiver, LY_NHAN)):
        ask(caller, person, to_collective_id=home).expect_problem(409, "conflict", pointer="/to_collective_id", code="reference")


@pytest.mark.parametrize("role", ["council_reviewer", "auditor", "reader", "admin"])
def test_other_roles_ask_and_answer_nothing(api, receiver, person, unique, role):
    other = people(api, unique, RECEIVER, role)
    ask(other, person).expect_problem(403, "forbidden")
    move = ask(receiver, person).expect(201)
    holder = people(api, unique, GIVER, role)
    for what in ("release", "refusal", "withdrawal"):
        holder.post(f"/v1/individual-moves/{move.id}/{what}", {"reason": "x"}, etag='"1"').expect_problem(403, "forbidden")


def test_the_receiving_unit_does_not_answer_and_the_giving_one_does_not_withdraw(giver, receiver, person):
    move = ask(receiver, person).expect(201)
    for what in ("release", "refusal"):
        refused = act(receiver, move, what, {"reason": "x"} if what == "refusal" else {}).expect_problem(403, "forbidden")
        assert refused.json["rule"] == "individual_move_giver"
    assert act(giver, move, "withdrawal").expect_problem(403, "forbidden").json["rule"] == "individual_move_receiver"


def test_a_third_unit_sees_nothing(third, giver, receiver, person):
    move = ask(receiver, person).expect(201)
    missing = third.get(f"/v1/individual-moves/{MISSING}").expect_problem(404, "not-found")
    theirs = third.get(f"/v1/individual-moves/{move.id}").expect_problem(404, "not-found")
    assert theirs.json | {"instance": ""} == missing.json | {"instance": ""}
    for what in ("release", "refusal", "withdrawal"):
        third.post(f"/v1/individual-moves/{move.id}/{what}", {"reason": "x"} if what == "refusal" else {}, etag='"1"').expect_problem(
            404, "not-found")
    assert third.get("/v1/individual-moves", {"individual_id": person.id}).items == []
    third.get(f"/v1/individuals/{person.id}/positions").expect_problem(404, "not-found")


def test_a_commune_of_the_giving_district_gives_nobody_away(api, receiver, person, unique):
    move = ask(receiver, person).expect(201)
    people(api, unique, unit(13606)).post(f"/v1/individual-moves/{move.id}/release", {}, etag='"1"').expect_problem(404, "not-found")


def test_a_person_has_one_open_request(receiver, third, person):
    ask(receiver, person).expect(201)
    refused = ask(third, person, to_collective_id=PHU_LY).expect_problem(409, "conflict")
    assert (refused.json["rule"], refused.json["current_state"], refused.json["allowed"]) == ("individual_move_open", "requested", [])
    for hidden in (RECEIVER, DUY_TIEN, unit(RECEIVER)):
        assert hidden not in refused.text


def test_two_requests_at_once_make_one(receiver, third, person):
    def request(n):
        return ask(*[(receiver, person), (third, person)][n % 2], to_collective_id=[DUY_TIEN, PHU_LY][n % 2]).status
    with ThreadPoolExecutor(8) as threads:
        assert sorted(threads.map(request, range(8))) == [201] + [409] * 7


def test_an_answered_request_is_not_answered_again(giver, receiver, person):
    move = ask(receiver, person).expect(201)
    act(giver, move, "release").expect(201)
    for caller, what, body in ((giver, "release", {}), (giver, "refusal", {"reason": "x"}), (receiver, "withdrawal", {})):
        refused = act(caller, move, what, body).expect_problem(409, "conflict")
        assert (refused.json["rule"], refused.json["current_state"], refused.json["allowed"]) == ("individual_move_state", "released", [])


def test_a_code_that_was_taken_since_then_keeps_the_request_open(giver, receiver, person, unique):
    move = ask(receiver, person, code=unique("M")).expect(201)
    other = receiver.post("/v1/individuals", new_individual(unique, collective_id=DUY_TIEN, code=move.json["code"])).expect(201)
    assert act(giver, move, "release").expect_problem(409, "conflict").json["rule"] == "individual_move_code"
    receiver.patch(other.headers["Location"], {"code": None}, "*").expect(200)
    act(giver, move, "release").expect(201)


def test_releases_at_once_move_once(api, giver, receiver, person, unique):
    move = ask(receiver, person).expect(201)
    callers = [people(api, unique, GIVER) for _ in range(6)]
    with ThreadPoolExecutor(6) as threads:
        statuses = list(threads.map(lambda caller: act(caller, move, "release", etag=move.etag).status, callers))
    assert sorted(statuses)[0] == 201 and set(sorted(statuses)[1:]) <= {409, 412}
    assert told(positions(receiver, person)) == [(LY_NHAN, "Chuyên viên", None), (DUY_TIEN, "Phó Trưởng phòng", "2025-03-01")]


def test_a_release_and_a_withdrawal_at_once_are_one_of_both(giver, receiver, person):
    for _ in range(4):
        move = ask(receiver, person).expect(201)
        with ThreadPoolExecutor(2) as threads:
            acts = [threads.submit(act, caller, move, what, None, move.etag) for caller, what in
                    ((giver, "release"), (receiver, "withdrawal"))]
        assert sorted(done.result().status for done in acts) in ([201, 409], [201, 412])
        state = receiver.get(f"/v1/individual-moves/{move.id}").json["state"]
        assert receiver.get(f"/v1/individuals/{person.id}").status == (200 if state == "released" else 404)
        if state == "released":
            return


def test_a_release_needs_the_version_that_was_read(giver, receiver, person):
    move = ask(receiver, person).expect(201)
    giver.post(f"/v1/individual-moves/{move.id}/release", {}).expect_problem(428, "precondition-required")
    act(giver, move, "release", etag='"7"').expect_problem(412, "stale")


@pytest.mark.parametrize("day", [(NOW.date() + timedelta(days=2)).isoformat(), "1900-01-01"])
def test_the_day_is_plausible(receiver, person, number, day):
    for body in ({"individual_id": person.id}, {"citizen_id": number}):
        ask(receiver, moved_on=day, **body).expect_problem(400, "invalid", pointer="/moved_on")


def test_a_new_code_must_be_free_and_the_old_one_stays_only_if_it_is(giver, receiver, person, unique):
    """The receiving unit cannot know the code of the person, and learns nothing of it: what is taken is left out."""
    taken = receiver.post("/v1/individuals", new_individual(unique, collective_id=DUY_TIEN, code=person.json["code"])).expect(201)
    refused = ask(receiver, person, code=taken.json["code"]).expect_problem(409, "conflict", pointer="/code")
    assert refused.json["rule"] == "individual_move_code"
    move = ask(receiver, person).expect(201)
    act(giver, move, "release").expect(201)
    assert receiver.get(f"/v1/individuals/{person.id}").json["code"] is None
    back = ask(giver, person, to_collective_id=LY_NHAN, code=unique("M")).expect(201)
    act(receiver, back, "release").expect(201)
    assert giver.get(f"/v1/individuals/{person.id}").json["code"] == back.json["code"]


@pytest.mark.parametrize("when", ["before", "after"])
@pytest.mark.parametrize("by", ["individual_id", "citizen_id"])
def test_a_record_of_the_same_citizen_id_in_the_receiving_unit_stands_in_the_way(giver, receiver, person, number, unique, when, by):
    named = {"individual_id": person.id} if by == "individual_id" else {"citizen_id": number}
    double = new_individual(unique, collective_id=DUY_TIEN, citizen_id=number)
    if when == "before":
        double = receiver.post("/v1/individuals", double).expect(201)
        refused = ask(receiver, **named).expect_problem(409, "conflict")
        assert (refused.json["rule"], refused.json["individual_id"]) == ("individual_move_double", double.id)
        return
    move = ask(receiver, **named).expect(201)
    double = receiver.post("/v1/individuals", double).expect(201)
    refused = act(giver, move, "release").expect_problem(409, "conflict")
    assert refused.json["rule"] == "individual_move_double" and "individual_id" not in refused.json
    assert double.id not in refused.text and refused.json["allowed"] == ["release", "refusal"]
    receiver.delete(double.headers["Location"], double.etag).expect(204)
    act(giver, move, "release").expect(201)


def test_a_person_with_a_request_is_not_deleted(giver, receiver, person):
    ask(receiver, person).expect(201)
    giver.delete(person.headers["Location"], person.etag).expect_problem(409, "conflict")


def test_an_open_request_follows_the_person(api, giver, receiver, person, unique):
    """The province moves the person by an edit: the request is then for the new unit to answer."""
    move = ask(receiver, person).expect(201)
    province = people(api, unique, "35", "province_reviewer")
    province.patch(person.headers["Location"], {"collective_id": PHU_LY}, "*").expect(200)
    giver.get(f"/v1/individual-moves/{move.id}").expect_problem(404, "not-found")
    act(people(api, unique, THIRD), move, "release").expect(201)
    assert told(positions(receiver, person))[1:] == [(PHU_LY, "Chuyên viên", TODAY), (DUY_TIEN, "Phó Trưởng phòng", "2025-03-01")]
