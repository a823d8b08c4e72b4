"""When a registered target counts: the level above the registrant confirms or returns it, an amendment needs a reason,
and each act is an event that does not change.
"""

import threading

import pytest

from support.samples import DUY_TIEN, HA_NAM, MISSING, indicator, new_collective, new_target, target, unit

TARGETS = "/v1/campaign-targets"
OF_2026 = "01600000-0006-7000-8000-000000000003"
AMENDMENT = {"reason": "Điều chỉnh dự toán (mẫu)", "registered_value": 90}


@pytest.fixture
def officer(api):
    return api.as_("unit_officer", "349")


@pytest.fixture
def made(officer, unique):
    """Registered by Duy Tiên's officer."""
    return officer.post(TARGETS, new_target(unique)).expect(201)


@pytest.fixture
def confirmed(province, made):
    return act(province, made, "confirmation").expect(201)


def act(caller, of, what, body=None, etag=None, **options):
    return caller.post(f"{TARGETS}/{of.id}/{what}", body or {}, etag=etag or of.etag, **options)


def events(caller, of) -> list:
    return caller.all(f"{TARGETS}/{of.id}/events")


def test_the_next_level_confirms(province, made):
    answer = act(province, made, "confirmation").expect(201)
    assert (answer.json["state"], answer.json["state_reason"]) == ("confirmed", None)
    assert answer.headers["Location"] == f"{TARGETS}/{made.id}"
    assert province.get(answer.headers["Location"]).expect(200).json == answer.json
    assert province.get(answer.headers["Location"]).etag == answer.etag != made.etag


COMMUNE, WARD = unit(13324), unit(13573, 3)  # of Duy Tiên in 2018; of Ninh Bình since 2025-07-01
PLACES = {
    # kind of registrant: who registers, and for which unit
    "commune": (COMMUNE, {"unit_id": COMMUNE}),
    "district": ("349", {"unit_id": DUY_TIEN}),
    "province": ("35", {"unit_id": HA_NAM}),
    "ward": (WARD, {"unit_id": WARD, "campaign_id": OF_2026, "due_on": "2026-12-31"}),
}
CONFIRMERS = [
    # registrant, whether a collective of it registers; who tries to confirm, and whether that is the level above
    ("commune", False, "district_reviewer", "349", True), ("commune", False, "province_reviewer", "35", True),
    ("commune", False, "district_reviewer", COMMUNE, False),
    ("district", False, "province_reviewer", "35", True), ("district", False, "district_reviewer", "349", False),
    ("province", False, "province_reviewer", "35", True),
    ("ward", False, "province_reviewer", "37", True), ("ward", False, "district_reviewer", WARD, False),
    ("commune", True, "district_reviewer", COMMUNE, True), ("commune", True, "district_reviewer", "349", True),
    ("commune", True, "province_reviewer", "35", True),
    ("district", True, "district_reviewer", "349", True), ("district", True, "province_reviewer", "35", True),
    ("province", True, "province_reviewer", "35", True),
    ("ward", True, "district_reviewer", WARD, True), ("ward", True, "province_reviewer", "37", True),
]


@pytest.mark.parametrize("what,words", [("confirmation", {}), ("returns", {"reason": "Mẫu"})])
@pytest.mark.parametrize("kind,is_of_collective,role,where,may", CONFIRMERS)
def test_the_level_above_the_registrant_judges(api, unique, kind, is_of_collective, role, where, may, what, words):
    home, body = PLACES[kind]
    officer = api.as_("unit_officer", home)
    if is_of_collective:
        new = new_collective(unique, unit_id=body["unit_id"])
        body = {**body, "collective_id": officer.post("/v1/collectives", new).expect(201).id}
    made = officer.post(TARGETS, new_target(unique, **body)).expect(201)
    answer = act(api.as_(role, where), made, what, words)
    if may:
        answer.expect(201)
    else:
        answer.expect_problem(403, "forbidden")


@pytest.mark.parametrize("role,where,status", [
    ("unit_officer", "349", 403), ("council_reviewer", "35", 403), ("auditor", "35", 403), ("reader", "35", 403),
    ("admin", "35", 403), ("district_reviewer", "349", 403), ("district_reviewer", "353", 404),
    ("province_reviewer", "36", 404), ("province_reviewer", "37", 403),
])
def test_who_does_not_confirm(api, made, role, where, status):
    for what, words in (("confirmation", {}), ("returns", {"reason": "Mẫu"})):
        assert act(api.as_(role, where), made, what, words).status == status


@pytest.mark.parametrize("role,where,status", [
    ("unit_officer", "349", 201), ("district_reviewer", "349", 201), ("province_reviewer", "35", 201),
    ("council_reviewer", "35", 403), ("auditor", "35", 403), ("reader", "35", 403), ("admin", "35", 403),
    ("district_reviewer", "353", 404), ("province_reviewer", "37", 403),
])
def test_who_amends(api, confirmed, role, where, status):
    assert act(api.as_(role, where), confirmed, "amendments", AMENDMENT).status == status


def test_nobody_judges_what_they_registered(api, unique):
    an = api.as_("province_reviewer", "35", sub="an")
    made = an.post(TARGETS, new_target(unique)).expect(201)
    for what, words in (("confirmation", {}), ("returns", {"reason": "Mẫu"})):
        act(an, made, what, words).expect_problem(403, "forbidden")
    act(api.as_("province_reviewer", "35", sub="binh"), made, "confirmation").expect(201)


def test_nobody_confirms_a_target_that_they_changed_since_its_confirmation(api, made):
    """A later harmless change by another person does not help. After a confirmation the change counts as everybody's."""
    an, binh, chi = (api.as_("province_reviewer", "35", sub=sub) for sub in ("an", "binh", "chi"))
    changed = an.patch(made.headers["Location"], {"registered_value": 99}, made.etag).expect(200)
    act(an, changed, "confirmation").expect_problem(403, "forbidden")
    again = binh.patch(made.headers["Location"], {"registered_value": 98}, changed.etag).expect(200)
    for who in (an, binh):
        act(who, again, "confirmation").expect_problem(403, "forbidden")
    amended = act(binh, act(chi, again, "confirmation").expect(201), "amendments", AMENDMENT).expect(201)
    act(an, amended, "confirmation").expect(201)


def test_a_return_does_not_let_the_writer_of_a_change_confirm_it(api, made):
    """Only a confirmation does that."""
    an, binh = (api.as_("province_reviewer", "35", sub=sub) for sub in ("an", "binh"))
    changed = an.patch(made.headers["Location"], {"registered_value": 99}, made.etag).expect(200)
    returned = act(binh, changed, "returns", {"reason": "Mẫu"}).expect(201)
    act(an, returned, "confirmation").expect_problem(403, "forbidden")


def test_nobody_confirms_their_own_amendment(api, confirmed):
    an = api.as_("province_reviewer", "35", sub="an")
    amended = act(an, confirmed, "amendments", AMENDMENT).expect(201)
    act(an, amended, "confirmation").expect_problem(403, "forbidden")
    act(api.as_("province_reviewer", "35", sub="binh"), amended, "confirmation").expect(201)


def test_a_person_with_two_roles_is_one_person(api, unique):
    both = api.as_(["unit_officer", "province_reviewer"], "35", sub="an")
    made = both.post(TARGETS, new_target(unique)).expect(201)
    act(both, made, "confirmation").expect_problem(403, "forbidden")


def test_a_returned_target_is_mended_and_judged_again(province, officer, made):
    returned = act(province, made, "returns", {"reason": "Quá thấp (mẫu)"}).expect(201)
    assert (returned.json["state"], returned.json["state_reason"]) == ("returned", "Quá thấp (mẫu)")
    mended = officer.patch(made.headers["Location"], {"registered_value": 120}, returned.etag).expect(200)
    assert (mended.json["state"], mended.json["state_reason"]) == ("registered", None)
    assert act(province, mended, "confirmation").expect(201).json["state"] == "confirmed"


def test_a_returned_target_can_be_confirmed_unchanged(province, made):
    returned = act(province, made, "returns", {"reason": "Mẫu"}).expect(201)
    again = act(province, returned, "returns", {"reason": "Mẫu hai"}).expect(201)
    assert again.json["state_reason"] == "Mẫu hai"
    assert act(province, again, "confirmation").expect(201).json["state_reason"] is None


def test_an_edit_that_changes_nothing_does_not_answer_a_return(province, officer, made):
    returned = act(province, made, "returns", {"reason": "Mẫu"}).expect(201)
    same = officer.patch(made.headers["Location"], {"registered_value": 100}, returned.etag).expect(200)
    assert same.json["state"] == "returned"
    assert [event["action"] for event in events(officer, made)] == ["register", "return"]


@pytest.mark.parametrize("body,pointer,code", [
    ({}, "/reason", "required"), ({"reason": ""}, "/reason", "too_short"), ({"reason": None}, "/reason", "null"),
    ({"reason": "x", "state": "returned"}, "/state", "unknown"),
])
def test_a_return_gives_its_reason(province, made, body, pointer, code):
    act(province, made, "returns", body).expect_problem(400, "invalid", pointer=pointer, code=code)


def test_what_is_confirmed_is_not_edited(district, province, confirmed):
    path = confirmed.headers["Location"]
    body = new_target(lambda prefix: prefix)
    for answer in (
        district.put(path, body, confirmed.etag), district.patch(path, {"note": "x"}, confirmed.etag),
        district.delete(path, confirmed.etag),
    ):
        answer.expect_problem(409, "conflict")
        assert (answer.json["current_state"], answer.json["allowed"]) == ("confirmed", ["amend"])
    for what, words in (("confirmation", {}), ("returns", {"reason": "x"})):
        answer = act(province, confirmed, what, words).expect_problem(409, "conflict")
        assert (answer.json["current_state"], answer.json["allowed"]) == ("confirmed", ["amend"])


def test_what_is_not_confirmed_is_changed_and_not_amended(district, province, made):
    answer = act(district, made, "amendments", AMENDMENT).expect_problem(409, "conflict")
    assert (answer.json["current_state"], answer.json["allowed"]) == ("registered", ["change", "delete"])
    answer = act(province, made, "amendments", AMENDMENT).expect_problem(409, "conflict")
    assert answer.json["allowed"] == ["change", "confirm", "delete", "return"]


def test_figures_are_entered_whatever_the_state(officer, confirmed):
    body = {"figures_on": "2018-06-30", "actual_value": 50}
    officer.post(f"{TARGETS}/{confirmed.id}/progress", body).expect(201)
    assert officer.get(confirmed.headers["Location"]).json["state"] == "confirmed"


def test_what_was_judged_is_not_deleted(district, province, made):
    returned = act(province, made, "returns", {"reason": "Mẫu"}).expect(201)
    answer = district.delete(made.headers["Location"], returned.etag).expect_problem(409, "conflict")
    assert (answer.json["current_state"], answer.json["allowed"]) == ("returned", ["change"])


def test_what_nobody_judged_is_deleted_with_its_history(district, made):
    changed = district.patch(made.headers["Location"], {"note": "x"}, made.etag).expect(200)
    district.delete(made.headers["Location"], changed.etag).expect(204)
    district.get(f"{TARGETS}/{made.id}/events").expect_problem(404, "not-found")


def test_an_amendment_waits_for_its_confirmation(officer, province, confirmed):
    amended = act(officer, confirmed, "amendments", AMENDMENT).expect(201)
    assert amended.json | {"registered_value": 100, "state": "confirmed", "state_reason": None} == confirmed.json | {
        "updated_at": amended.json["updated_at"]}
    assert (amended.json["state"], amended.json["state_reason"]) == ("registered", AMENDMENT["reason"])
    again = act(province, amended, "confirmation").expect(201)
    assert (again.json["state"], again.json["registered_value"]) == ("confirmed", 90)


def test_an_amendment_changes_all_that_it_may(officer, confirmed):
    changes = {"direction": "at_most", "registered_value": 90, "weight": 3, "starts_on": "2018-02-01",
               "due_on": "2018-11-30", "priority": True, "note": "Mẫu"}
    amended = act(officer, confirmed, "amendments", {"reason": "Mẫu", **changes}).expect(201).json
    assert {name: amended[name] for name in changes} == changes
    event = events(officer, confirmed)[-1]
    assert set(event["changes"]) == set(changes)
    assert event["changes"]["registered_value"] == {"from": 100, "to": 90}
    assert event["changes"]["priority"] == {"from": False, "to": True}
    assert event["changes"]["note"] == {"from": None, "to": "Mẫu"}


@pytest.mark.parametrize("body,pointer,code", [
    ({"registered_value": 1}, "/reason", "required"), ({"reason": "x"}, "", "rule"),
    ({"reason": "x", "registered_value": 100, "weight": None}, "", "rule"),
    ({"reason": "x", "weight": 0}, "/weight", "rule"), ({"reason": "x", "starts_on": "2019-01-01"}, "/starts_on", "rule"),
    ({"reason": "x", "unit_id": DUY_TIEN}, "/unit_id", "unknown"),
    ({"reason": "x", "indicator": "y"}, "/indicator", "unknown"), ({"reason": "x", "priority": "y"}, "/priority", "type"),
])
def test_a_wrong_amendment_is_refused(officer, confirmed, body, pointer, code):
    act(officer, confirmed, "amendments", body).expect_problem(400, "invalid", pointer=pointer, code=code)
    assert officer.get(confirmed.headers["Location"]).etag == confirmed.etag


def test_an_amendment_keeps_to_the_catalogue(officer, province, unique):
    made = officer.post(TARGETS, new_target(unique, indicator_id=indicator(1))).expect(201)
    confirmed = act(province, made, "confirmation").expect(201)
    answer = act(officer, confirmed, "amendments", {"reason": "x", "direction": "at_most"})
    answer.expect_problem(400, "invalid", pointer="/direction", code="rule")


def test_the_events_list_every_act(api, officer, province, made):
    changed = officer.patch(made.headers["Location"], {"registered_value": 101.5}, made.etag).expect(200)
    returned = act(province, changed, "returns", {"reason": "Quá thấp (mẫu)"}).expect(201)
    mended = officer.patch(made.headers["Location"], {"registered_value": 110}, returned.etag).expect(200)
    confirmed = act(province, mended, "confirmation").expect(201)
    act(api.as_("district_reviewer", "349"), confirmed, "amendments", AMENDMENT).expect(201)
    told = events(officer, made)
    assert [(e["action"], e["actor_role"], e["reason"]) for e in told] == [
        ("register", "unit_officer", None), ("change", "unit_officer", None),
        ("return", "province_reviewer", "Quá thấp (mẫu)"), ("change", "unit_officer", None),
        ("confirm", "province_reviewer", None), ("amend", "district_reviewer", AMENDMENT["reason"]),
    ]
    assert [e["changes"].get("registered_value") for e in told] == [
        None, {"from": 100, "to": 101.5}, None, {"from": 101.5, "to": 110}, None, {"from": 110, "to": 90}]
    assert told[0]["actor"] == "test.unit_officer.349"
    path = f"{TARGETS}/{made.id}/events"
    assert officer.get(f"{path}/{told[2]['id']}").expect(200).json == told[2]
    assert [e["id"] for e in officer.all(path, {"action": "change", "sort": "-recorded_at"})] == [
        told[3]["id"], told[1]["id"]]


def test_the_history_is_read_by_who_sees_the_target(api, made):
    for role, where in (("auditor", "35"), ("council_reviewer", "35"), ("unit_officer", "349")):
        assert events(api.as_(role, where), made)
    api.as_("reader", "35").get(f"{TARGETS}/{made.id}/events").expect_problem(403, "forbidden")
    event = events(api.as_("auditor", "35"), made)[0]["id"]
    api.as_("auditor", "35").get(f"{TARGETS}/{target(1)}/events/{event}").expect_problem(404, "not-found")


def test_an_act_asks_for_the_version_it_is_about(province, made):
    for what in ("confirmation", "returns", "amendments"):
        path = f"{TARGETS}/{made.id}/{what}"
        province.post(path, {"reason": "x"}).expect_problem(428, "precondition-required")
        province.post(path, {"reason": "x"}, etag='"0"').expect_problem(412, "stale")


@pytest.mark.parametrize("what", ["confirmation", "returns", "amendments"])
@pytest.mark.parametrize("where", [MISSING, "x", "0"])
def test_an_act_on_what_is_not_there(province, what, where):
    province.post(f"{TARGETS}/{where}/{what}", {"reason": "x"}, etag='"1"').expect_problem(404, "not-found")


def test_a_caller_without_the_right_gets_403_before_anything_else(api, made):
    """The contract's order of checks: 403 for the object comes before the version and the body."""
    path = f"{TARGETS}/{made.id}/confirmation"
    api.as_("district_reviewer", "349").post(path, {"x": 1}, etag='"0"').expect_problem(403, "forbidden")


def test_of_two_who_act_at_once_one_is_stale(api, made):
    """Both send the same version: one confirms, and the other learns that something has happened."""
    answers, together = [], threading.Barrier(2)

    def confirm(sub):
        together.wait()
        answers.append(act(api.as_("province_reviewer", "35", sub=sub), made, "confirmation").status)

    both = [threading.Thread(target=confirm, args=(sub,)) for sub in ("an", "binh")]
    for one in both:
        one.start()
    for one in both:
        one.join()
    assert sorted(answers) == [201, 412]


def test_an_act_under_a_key_happens_once(province, officer, made, unique):
    for what, words, of in (("confirmation", {}, made), ("amendments", AMENDMENT, None), ("returns", {"reason": "x"}, None)):
        caller = officer if what == "amendments" else province
        etag = (of or officer.get(made.headers["Location"])).etag
        key = unique("key")
        first = act(caller, made, what, words, etag, key=key).expect(201)
        again = act(caller, made, what, words, etag, key=key).expect(201)
        assert again.json == first.json and again.headers["Idempotency-Replayed"] == "true"
        assert (again.etag, again.headers["Location"]) == (first.etag, first.headers["Location"])
        act(caller, made, what, {"reason": "khác"}, etag, key=key).expect_problem(422, "key-reused")
    assert [event["action"] for event in events(officer, made)] == ["register", "confirm", "amend", "return"]
