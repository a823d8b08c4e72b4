"""Campaigns of every level: an officer prepares a draft, a reviewer of its level launches it; phases, the campaign above, and which
campaigns a cluster's review shows.
"""

import threading

import pytest
from support.samples import DUY_TIEN, HA_NAM, LY_NHAN, MISSING, NAM_DINH, launch, new_target, unit

CAMPAIGNS = "/v1/campaigns"
COMMUNE = unit(13324)  # of Duy Tiên


def body(unique, unit_id=DUY_TIEN, **changes) -> dict:
    return {"code": unique("pt"), "name": "Phong trào (mẫu)", "kind": "thematic", "unit_id": unit_id, "starts_on": "2018-02-01",
            "ends_on": "2018-11-30", **changes}


@pytest.fixture
def officer(api, unique):
    return api.as_("unit_officer", "349", sub=unique("officer"))


@pytest.fixture
def reviewer(api, unique):
    return api.as_("district_reviewer", "349", sub=unique("reviewer"))


@pytest.fixture
def draft(officer, unique):
    return officer.post(CAMPAIGNS, body(unique)).expect(201)


@pytest.fixture
def launched(reviewer, draft):
    return launch(reviewer, draft).expect(201)


def path(of) -> str:
    return f"{CAMPAIGNS}/{of.id}"


def change(caller, of, etag=None, **changes):
    return caller.patch(path(of), changes, etag or of.etag)


def phase(caller, of, **changes):
    new = {"name": "Giai đoạn 1", "starts_on": "2018-02-01", "ends_on": "2018-05-31"}
    return caller.post(f"{path(of)}/phases", new | changes)


# Launching


def test_an_officer_prepares_and_a_reviewer_launches(officer, reviewer, draft):
    assert (draft.json["state"], draft.json["launched_by"], draft.json["launched_at"]) == ("draft", None, None)
    changed = change(officer, draft, name="Phong trào sửa tên (mẫu)").expect(200)
    now = reviewer.post(f"{path(draft)}/launch", {}, etag=changed.etag)
    assert now.expect(201).headers["Location"] == path(draft)
    assert (now.json["state"], now.json["launched_by"]) == ("launched", reviewer.who["sub"])
    assert now.json["launched_at"] and reviewer.get(path(draft)).expect(200).json == now.json
    assert now.etag != changed.etag


LAUNCHERS = [
    # the unit of the draft, the role and unit of the caller, the answer
    (DUY_TIEN, "district_reviewer", "349", 201), (DUY_TIEN, "province_reviewer", "35", 403),
    (DUY_TIEN, "unit_officer", "349", 403), (DUY_TIEN, "district_reviewer", "353", 404),
    (COMMUNE, "district_reviewer", COMMUNE, 201), (COMMUNE, "district_reviewer", "349", 403),
    (COMMUNE, "province_reviewer", "35", 403), (COMMUNE, "unit_officer", COMMUNE, 403),
    (HA_NAM, "province_reviewer", "35", 201), (HA_NAM, "district_reviewer", "35", 403),
    (HA_NAM, "district_reviewer", "349", 404), (HA_NAM, "council_reviewer", "35", 403), (HA_NAM, "auditor", "35", 403),
]


@pytest.mark.parametrize("home,role,where,status", LAUNCHERS)
def test_a_reviewer_of_its_level_launches(api, unique, home, role, where, status):
    made = api.as_("unit_officer", "35").post(CAMPAIGNS, body(unique, home)).expect(201)
    answer = launch(api.as_(role, where), made)
    if status == 201:
        assert answer.expect(201).json["state"] == "launched"
        return
    answer.expect_problem(status, {403: "forbidden", 404: "not-found"}[status])
    if status == 403 and role.startswith(("district", "province")):
        assert answer.json["rule"] == "campaign_launch_unit"
    assert api.as_("province_reviewer", "35").get(path(made)).json["state"] == "draft"


def test_a_campaign_is_launched_once_and_as_seen(reviewer, draft):
    reviewer.post(f"{path(draft)}/launch", {}).expect_problem(428, "precondition-required")
    reviewer.post(f"{path(draft)}/launch", {}, etag='"7"').expect_problem(412, "stale")
    reviewer.post(f"{path(draft)}/launch", {"state": "launched"}, etag=draft.etag).expect_problem(400, "invalid")
    now = launch(reviewer, draft).expect(201)
    again = reviewer.post(f"{path(draft)}/launch", {}, etag=now.etag).expect_problem(409, "conflict")
    assert (again.json["rule"], again.json["current_state"], again.json["allowed"]) == ("campaign_launched", "launched", [])


def test_a_retried_launch_gets_the_same_answer(reviewer, draft):
    first, second = (launch_keyed(reviewer, draft) for _ in range(2))
    assert first.expect(201).json == second.expect(201).json
    assert second.headers["Idempotency-Replayed"] == "true"


def launch_keyed(caller, of):
    return caller.post(f"{path(of)}/launch", {}, key=f"launch-{of.id}", etag=of.etag)


def test_of_two_who_launch_at_once_one_does(api, draft, unique):
    callers = [api.as_("district_reviewer", "349", sub=unique("reviewer")) for _ in range(4)]
    answers = []
    threads = [threading.Thread(target=lambda who=who: answers.append(launch(who, draft).status)) for who in callers]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(answers) == [201, 412, 412, 412]


# Who changes what


@pytest.mark.parametrize("verb", ["patch", "put", "delete"])
def test_an_officer_leaves_a_launched_campaign_alone(officer, reviewer, launched, verb):
    if verb == "put":
        written = {name: value for name, value in launched.json.items()
                   if name not in ("id", "state", "launched_by", "launched_at", "created_at", "updated_at")}
        answer = officer.put(path(launched), written, launched.etag)
    else:
        answer = change(officer, launched, name="Khác") if verb == "patch" else officer.delete(path(launched), launched.etag)
    assert answer.expect_problem(403, "forbidden").json["rule"] == "campaign_launched_role"
    assert reviewer.get(path(launched)).expect(200).etag == launched.etag


def test_its_reviewer_and_the_province_change_a_launched_campaign(reviewer, province, launched):
    now = change(reviewer, launched, goals="Mục tiêu").expect(200)
    now = change(province, launched, now.etag, review_on="2018-06-30").expect(200)
    assert (now.json["goals"], now.json["review_on"], now.json["state"]) == ("Mục tiêu", "2018-06-30", "launched")
    province.delete(path(launched), now.etag).expect(204)


def test_an_officer_deletes_a_draft(officer, draft):
    officer.delete(path(draft), draft.etag).expect(204)


def test_a_launched_campaign_is_not_given_to_a_unit_that_did_not_launch_it(api, reviewer, launched):
    """A reviewer of the district may write records of its communes, but launches none of their campaigns."""
    moved = change(reviewer, launched, unit_id=COMMUNE)
    assert moved.expect_problem(403, "forbidden").json["rule"] == "campaign_launched_role"
    change(api.as_("province_reviewer", "35"), launched, unit_id=COMMUNE).expect(200)


@pytest.mark.parametrize("member", ["state", "launched_by", "launched_at"])
def test_the_state_is_not_written(officer, draft, unique, member):
    value = {"state": "launched", "launched_by": "an.nv", "launched_at": "2018-01-01T00:00:00Z"}[member]
    officer.post(CAMPAIGNS, body(unique) | {member: value}).expect_problem(400, "invalid", pointer=f"/{member}")
    change(officer, draft, **{member: value}).expect_problem(400, "invalid", pointer=f"/{member}")


@pytest.mark.parametrize("role", ["unit_officer", "district_reviewer"])
def test_nobody_prepares_for_a_unit_that_is_not_theirs(api, unique, role):
    for other in (HA_NAM, LY_NHAN, NAM_DINH):
        answer = api.as_(role, "349").post(CAMPAIGNS, body(unique, other))
        assert answer.status in (403, 409)
        answer.expect_problem(answer.status, {403: "forbidden", 409: "conflict"}[answer.status])


def test_a_draft_is_read_by_its_unit_and_those_above(api, officer, reviewer, draft):
    neighbour = api.as_("district_reviewer", "353")
    for caller, sees in ((officer, True), (api.as_("auditor", "35"), True), (neighbour, False),
                         (api.as_("unit_officer", COMMUNE), False), (api.as_("province_reviewer", "36"), False)):
        caller.get(path(draft)).expect(200 if sees else 404)
        assert (draft.id in [c["id"] for c in caller.all(CAMPAIGNS, {"unit_id": DUY_TIEN})]) is sees
    launch(reviewer, draft).expect(201)
    assert neighbour.get(path(draft)).expect(200).json["state"] == "launched"
    assert draft.id in [c["id"] for c in neighbour.all(CAMPAIGNS, {"state": "launched", "unit_id": DUY_TIEN})]


# Targets and dossiers


def test_a_target_names_a_launched_campaign(api, officer, reviewer, draft, unique):
    refused = officer.post("/v1/campaign-targets", new_target(unique, campaign_id=draft.id))
    refused.expect_problem(409, "conflict", pointer="/campaign_id")
    assert (refused.json["rule"], refused.json["current_state"]) == ("campaign_target_campaign_draft", "draft")
    target = officer.post("/v1/campaign-targets", new_target(unique)).expect(201)
    at = target.headers["Location"]
    assert officer.patch(at, {"campaign_id": draft.id}, target.etag).json["rule"] == "campaign_target_campaign_draft"
    hidden = api.as_("unit_officer", "353").post("/v1/campaign-targets", new_target(unique, campaign_id=draft.id, unit_id=LY_NHAN))
    missing = api.as_("unit_officer", "353").post("/v1/campaign-targets", new_target(unique, campaign_id=MISSING, unit_id=LY_NHAN))
    hidden.expect_problem(409, "conflict", pointer="/campaign_id", code="reference")
    assert hidden.json["errors"] == missing.json["errors"]
    launch(reviewer, draft).expect(201)
    officer.patch(at, {"campaign_id": draft.id}, target.etag).expect(200)
    now = officer.get(path(draft)).expect(200)
    reviewer.delete(path(draft), now.etag).expect_problem(409, "conflict")


def test_a_dossier_names_a_launched_campaign(officer, reviewer, draft, unique):
    new = {"title": unique("hs"), "unit_id": DUY_TIEN, "year": 2018, "dated_on": "2018-06-01"}
    refused = officer.post("/v1/dossiers", new | {"campaign_id": draft.id}).expect_problem(409, "conflict", pointer="/campaign_id")
    assert (refused.json["rule"], refused.json["current_state"]) == ("dossier_campaign_draft", "draft")
    made = officer.post("/v1/dossiers", new).expect(201)
    at = f"/v1/dossiers/{made.id}"
    assert officer.patch(at, {"campaign_id": draft.id}, made.etag).json["rule"] == "dossier_campaign_draft"
    launch(reviewer, draft).expect(201)
    officer.patch(at, {"campaign_id": draft.id}, made.etag).expect(200)


# The campaign above


@pytest.fixture
def above(province, unique):
    return province.post(CAMPAIGNS, body(unique, HA_NAM, starts_on="2018-01-01", ends_on="2018-12-31")).expect(201)


def test_a_campaign_lies_below_one_of_a_unit_above(api, officer, reviewer, province, above, unique):
    launch(province, above).expect(201)
    made = officer.post(CAMPAIGNS, body(unique, parent_id=above.id)).expect(201)
    launch(reviewer, made).expect(201)
    commune = api.as_("unit_officer", COMMUNE)
    for parent in (above.id, made.id):
        assert commune.post(CAMPAIGNS, body(unique, COMMUNE, parent_id=parent)).expect(201).json["parent_id"] == parent
    assert {c["id"] for c in officer.all(CAMPAIGNS, {"parent_id": above.id})} > {made.id}
    now = province.get(path(above)).expect(200)
    province.delete(path(above), now.etag).expect_problem(409, "conflict")


@pytest.mark.parametrize("home,parent_home", [
    (DUY_TIEN, DUY_TIEN), (DUY_TIEN, LY_NHAN), (DUY_TIEN, COMMUNE), (HA_NAM, DUY_TIEN), (HA_NAM, HA_NAM), (COMMUNE, LY_NHAN),
])
def test_a_unit_that_is_not_above_gives_no_parent(province, unique, home, parent_home):
    parent = province.post(CAMPAIGNS, body(unique, parent_home)).expect(201)
    refused = province.post(CAMPAIGNS, body(unique, home, parent_id=parent.id))
    assert refused.expect_problem(400, "invalid", pointer="/parent_id").json["rule"] == "campaign_parent_level"
    made = province.post(CAMPAIGNS, body(unique, home)).expect(201)
    assert change(province, made, parent_id=parent.id).json["rule"] == "campaign_parent_level"
    assert change(province, made, parent_id=made.id).json["rule"] == "campaign_parent_level"


@pytest.mark.parametrize("days", [
    {"starts_on": "2017-12-31"}, {"ends_on": "2019-01-01"}, {"ends_on": None},
])
def test_its_period_lies_within_that_of_the_campaign_above(province, above, unique, days):
    refused = province.post(CAMPAIGNS, body(unique, parent_id=above.id, **days))
    assert refused.expect_problem(400, "invalid", pointer="/parent_id").json["rule"] == "campaign_parent_period"
    made = province.post(CAMPAIGNS, body(unique, parent_id=above.id)).expect(201)
    assert change(province, made, **days).json["rule"] == "campaign_parent_period"
    exact = {"starts_on": "2018-01-01", "ends_on": "2018-12-31"}
    province.post(CAMPAIGNS, body(unique, parent_id=above.id, **exact)).expect(201)


def test_the_campaign_above_keeps_what_lies_below_it(province, above, unique):
    province.post(CAMPAIGNS, body(unique, parent_id=above.id)).expect(201)
    for days in ({"starts_on": "2018-02-02"}, {"ends_on": "2018-11-29"}, {"unit_id": DUY_TIEN}, {"unit_id": LY_NHAN}):
        refused = change(province, above, **days).expect_problem(409, "conflict")
        assert refused.json["rule"] == "campaign_below", days
    change(province, above, starts_on="2018-02-01", ends_on="2018-11-30").expect(200)


def test_the_campaign_above_is_launched_first(province, reviewer, above, unique):
    made = province.post(CAMPAIGNS, body(unique, parent_id=above.id)).expect(201)
    refused = launch(reviewer, made).expect_problem(409, "conflict")
    assert (refused.json["rule"], refused.json["current_state"]) == ("campaign_parent_draft", "draft")
    launch(province, above).expect(201)
    now = launch(reviewer, made).expect(201)
    other = province.post(CAMPAIGNS, body(unique, HA_NAM)).expect(201)
    assert change(province, now, parent_id=other.id).json["rule"] == "campaign_parent_draft"


def test_a_draft_of_a_unit_above_is_hidden_as_a_parent(officer, above, unique):
    hidden = officer.post(CAMPAIGNS, body(unique, parent_id=above.id))
    missing = officer.post(CAMPAIGNS, body(unique, parent_id=MISSING))
    assert hidden.expect_problem(409, "conflict", pointer="/parent_id").json["errors"] == missing.json["errors"]


def test_the_review_is_not_before_the_campaign(officer, draft, unique):
    for answer in (officer.post(CAMPAIGNS, body(unique, review_on="2018-01-31")), change(officer, draft, review_on="2018-01-31")):
        answer.expect_problem(400, "invalid", pointer="/review_on")
    change(officer, draft, review_on="2018-02-01").expect(200)


# Phases


def test_a_draft_gets_its_phases(officer, draft):
    made = phase(officer, draft).expect(201)
    phase(officer, draft, name="Giai đoạn 2", starts_on="2018-06-01", ends_on="2018-11-30").expect(201)
    listed = officer.all(f"{path(draft)}/phases")
    assert [(p["name"], p["starts_on"]) for p in listed] == [("Giai đoạn 1", "2018-02-01"), ("Giai đoạn 2", "2018-06-01")]
    phase(officer, draft).expect_problem(409, "conflict", pointer="/name")
    taken = {"name": "Giai đoạn 2"}
    officer.patch(made.headers["Location"], taken, made.etag).expect_problem(409, "conflict", pointer="/name")
    whole = {"name": "Giai đoạn 2", "starts_on": "2018-02-01", "ends_on": "2018-05-31"}
    officer.put(made.headers["Location"], whole, made.etag).expect_problem(409, "conflict", pointer="/name")
    officer.delete(path(draft), draft.etag).expect_problem(409, "conflict")
    officer.delete(made.headers["Location"], made.etag).expect(204)


@pytest.mark.parametrize("days", [{"starts_on": "2018-01-31"}, {"ends_on": "2018-12-01"}])
def test_a_phase_lies_within_the_campaign(officer, draft, days):
    assert phase(officer, draft, **days).expect_problem(400, "invalid", pointer="/starts_on").json["rule"] == "campaign_phase_period"
    made = phase(officer, draft).expect(201)
    assert officer.patch(made.headers["Location"], days, made.etag).json["rule"] == "campaign_phase_period"


def test_a_phase_does_not_end_before_it_begins(officer, draft):
    phase(officer, draft, starts_on="2018-06-01").expect_problem(400, "invalid", pointer="/ends_on")


def test_the_campaign_keeps_its_phases(officer, draft):
    phase(officer, draft).expect(201)
    for days in ({"starts_on": "2018-02-02"}, {"ends_on": "2018-05-30"}):
        assert change(officer, draft, **days).expect_problem(409, "conflict").json["rule"] == "campaign_phase_outside"
    change(officer, draft, ends_on="2018-05-31").expect(200)


def test_phases_of_a_launched_campaign_are_its_reviewers(officer, reviewer, province, draft):
    made = phase(officer, draft).expect(201)
    at = made.headers["Location"]
    launch(reviewer, draft).expect(201)
    for answer in (phase(officer, draft, name="Thêm"), officer.patch(at, {"name": "Khác"}, made.etag),
                   officer.delete(at, made.etag)):
        assert answer.expect_problem(403, "forbidden").json["rule"] == "campaign_launched_role"
    now = reviewer.patch(at, {"name": "Khác"}, made.etag).expect(200)
    province.delete(at, now.etag).expect(204)


def test_a_neighbour_reads_the_phases_of_a_launched_campaign_only(api, officer, reviewer, draft):
    made = phase(officer, draft).expect(201)
    neighbour = api.as_("district_reviewer", "353")
    neighbour.get(f"{path(draft)}/phases").expect_problem(404, "not-found")
    launch(reviewer, draft).expect(201)
    assert neighbour.all(f"{path(draft)}/phases") == [made.json]
    phase(neighbour, draft, name="Thêm").expect_problem(403, "forbidden")
    neighbour.patch(made.headers["Location"], {"name": "Khác"}, made.etag).expect_problem(403, "forbidden")


# The review of a cluster


def shown_in(province, cluster, **period) -> set:
    review = province.get("/v1/reports/cluster-review", {"cluster": cluster, **(period or {"period": "2018"})}).expect(200).json
    return {c["id"] for c in review["campaigns"]}


def test_a_review_shows_the_campaigns_of_its_members_and_the_province(api, province, unique):
    cluster = province.post("/v1/clusters", {"code": unique("cum"), "name": "Cụm xã (mẫu)", "unit_id": HA_NAM}).expect(201).id
    member = {"year": 2018, "unit_id": COMMUNE, "role": "member"}
    province.post(f"/v1/clusters/{cluster}/members", member).expect(201)
    elsewhere = province.post("/v1/clusters", {"code": unique("cum"), "name": "Cụm khác (mẫu)", "unit_id": HA_NAM}).expect(201).id
    launchers = {HA_NAM: province, DUY_TIEN: api.as_("district_reviewer", "349"), LY_NHAN: api.as_("district_reviewer", "353"),
                 COMMUNE: api.as_("district_reviewer", COMMUNE)}

    def made(home, is_launched=True, **changes):
        new = province.post(CAMPAIGNS, body(unique, home, **changes)).expect(201)
        return (launch(launchers[home], new).expect(201) if is_launched else new).id

    shown = {made(COMMUNE), made(HA_NAM), made(HA_NAM, kind="regular"), made(COMMUNE, cluster_id=cluster), made(LY_NHAN, cluster_id=cluster)}
    hidden = {made(LY_NHAN), made(DUY_TIEN), made(COMMUNE, is_launched=False), made(HA_NAM, is_launched=False),
              made(COMMUNE, cluster_id=elsewhere), made(HA_NAM, cluster_id=elsewhere),
              made(COMMUNE, starts_on="2017-02-01", ends_on="2017-12-31")}
    found = shown_in(province, cluster)
    assert shown <= found and not hidden & found
    review = province.get("/v1/reports/cluster-review", {"cluster": cluster, "period": "2018"}).expect(200).json
    assert {c["unit"]["id"] for c in review["campaigns"] if c["id"] in shown} == {COMMUNE, HA_NAM, LY_NHAN}
    assert not shown_in(province, cluster, period="2019") & (shown | hidden)  # no member, no campaign of that year
