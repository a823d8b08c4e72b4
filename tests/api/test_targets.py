"""Registered targets: what a registration contains, and what it must agree with. Figures are tested in
test_target_progress.py, confirmation in test_target_acts.py, the status in tests/database/test_target_status.py.
"""

import pytest

from support.samples import DUY_TIEN, LY_NHAN, MISSING, PHU_LY, collective, indicator, new_target, target, unit

TARGETS = "/v1/campaign-targets"
THEMATIC = "01600000-0006-7000-8000-000000000002"  # from 2016-01-01


@pytest.mark.parametrize("member", ["actual_value", "projected_value", "figures_on", "state", "state_reason", "status"])
def test_nobody_writes_members_that_come_from_figures_or_acts(district, unique, member):
    values = {"figures_on": "2018-06-30", "state": "confirmed", "state_reason": "x", "status": "met"}
    answer = district.post(TARGETS, new_target(unique, **{member: values.get(member, 5)}))
    answer.expect_problem(400, "invalid", pointer=f"/{member}", code="read_only")


def test_a_new_target_is_registered_and_has_no_figures(district, unique):
    made = district.post(TARGETS, new_target(unique)).expect(201).json
    assert (made["state"], made["state_reason"], made["status"]) == ("registered", None, None)
    assert (made["basis"], made["weight"], made["indicator_id"]) == ("cumulative", 1, None)
    assert made["actual_value"] is made["projected_value"] is made["figures_on"] is None


@pytest.mark.parametrize("campaign,due_on,starts_on", [
    (None, "2018-12-31", "2018-01-01"), (None, "2018-01-01", "2018-01-01"), (None, "2019-03-31", "2019-01-01"),
    (THEMATIC, "2016-06-30", "2016-01-01"), (THEMATIC, "2018-06-30", "2018-01-01"),
    (THEMATIC, "2015-06-30", "2015-06-30"),  # due before the campaign began
])
def test_a_period_begins_with_the_campaign_or_the_year(district, unique, campaign, due_on, starts_on):
    body = new_target(unique, due_on=due_on) | ({"campaign_id": campaign} if campaign else {})
    assert district.post(TARGETS, body).expect(201).json["starts_on"] == starts_on
    assert district.post(TARGETS, body | new_target(unique, due_on=due_on, starts_on=due_on)).expect(201).json["starts_on"] == due_on


def test_a_null_sets_the_default_beginning_again(district, unique):
    made = district.post(TARGETS, new_target(unique, starts_on="2018-05-01")).expect(201)
    changed = district.patch(made.headers["Location"], {"starts_on": None}, made.etag).expect(200)
    assert changed.json["starts_on"] == "2018-01-01"


def test_a_period_does_not_begin_after_its_end(district, unique):
    answer = district.post(TARGETS, new_target(unique, starts_on="2019-01-01"))
    answer.expect_problem(400, "invalid", pointer="/starts_on", code="rule")


@pytest.mark.parametrize("weight,code", [(0, "rule"), (-1, "rule"), (None, "null"), ("2", "type")])
def test_a_weight_is_more_than_nothing(district, unique, weight, code):
    answer = district.post(TARGETS, new_target(unique, weight=weight))
    answer.expect_problem(400, "invalid", pointer="/weight", code=code)


def test_a_target_agrees_with_the_catalogue(district, unique):
    body = new_target(unique, indicator_id=indicator(1))
    made = district.post(TARGETS, body).expect(201)
    words = {"field": "lĩnh vực", "measure_unit": "đơn vị tính", "direction": "chiều", "basis": "cách tính"}
    for member, value in {"field": "society", "measure_unit": "%", "direction": "at_most", "basis": "level"}.items():
        for answer in (
            district.post(TARGETS, new_target(unique, indicator_id=indicator(1)) | {member: value}),
            district.patch(made.headers["Location"], {member: value}, made.etag),
        ):
            answer.expect_problem(400, "invalid", pointer=f"/{member}", code="rule", rule="campaign_target_indicator_id_agrees")
            assert answer.json["detail"] == f"Phải đúng như trong danh mục chỉ tiêu: {words[member]}"
    both = district.post(TARGETS, new_target(unique, indicator_id=indicator(1)) | {"direction": "at_most", "measure_unit": "%"})
    assert both.expect_problem(400, "invalid", pointer="/measure_unit").json["detail"].endswith(": đơn vị tính, chiều")
    assert district.all(TARGETS, {"indicator_id": indicator(1)})


def test_an_indicator_in_use_keeps_its_measure(api):
    keeper = api.as_("admin", "35")
    path = f"/v1/indicators/{indicator(1)}"
    own = keeper.get(path).expect(200).json
    body = {name: value for name, value in own.items() if name not in ("id", "unit_id", "created_at", "updated_at")}
    keeper.put(path, body | {"basis": "level"}, etag="*").expect_problem(409, "conflict")
    for change in ({"field": "society"}, {"measure_unit": "%"}, {"direction": "at_most"}, {"basis": "level"}):
        keeper.patch(path, change, etag="*").expect_problem(409, "conflict")
    keeper.patch(path, {"note": "Chỉ tiêu (mẫu)", "field": "economy"}, etag="*").expect(200)
    keeper.delete(path, etag="*").expect_problem(409, "conflict", code="referenced")


def test_a_code_names_one_indicator(api):
    body = {"code": "THU-NS", "name_vi": "Mẫu", "name_en": "Sample", "field": "other", "measure_unit": "%",
            "direction": "at_least", "valid_from": "2018-01-01"}
    answer = api.as_("admin", "35").post("/v1/indicators", body)
    answer.expect_problem(409, "conflict", pointer="/code", code="unique")


def test_the_catalogue_shows_every_field_and_what_was_valid(api):
    auditor = api.as_("auditor", "35")
    shown = auditor.all("/v1/indicators")
    assert {"economy", "society", "security", "defence", "party_building", "environment"} <= {r["field"] for r in shown}
    assert {"THU-NS", "XA-NTM"} <= {row["code"] for row in shown}
    assert auditor.all("/v1/indicators", {"q": "thu ngan sach"})[0]["code"] == "THU-NS"
    assert auditor.all("/v1/indicators", {"as_of": "2017-12-31"}) == []


def test_the_demonstration_shows_every_status_and_its_priorities(api):
    auditor = api.as_("auditor", "35")
    shown = auditor.all(TARGETS)
    assert {"met", "on_track", "at_risk", "unmet", None} <= {row["status"] for row in shown}
    assert {"registered", "confirmed", "returned"} <= {row["state"] for row in shown}
    priorities = {row["indicator"] for row in auditor.all(TARGETS, {"priority": "true"})}
    assert {"Thu ngân sách nhà nước trên địa bàn", "Số xã đạt chuẩn nông thôn mới"} <= priorities
    urban = auditor.all(TARGETS, {"unit_id": PHU_LY, "q": "do thi loai ii"})
    assert len(urban) == 1 and urban[0]["priority"] is True
    assert {row["unit_id"] for row in api.as_("auditor", "37").all(TARGETS, {"due_on[gte]": "2026-01-01"})} == {
        unit(13573, 3), unit(13627, 3), unit(13285, 3)}


@pytest.mark.parametrize("member,value", [
    ("status", "met"), ("status", "on_track"), ("status", "at_risk"), ("status", "unmet"),
    ("state", "registered"), ("state", "confirmed"), ("state", "returned"), ("basis", "level"), ("basis", "cumulative"),
])
def test_targets_are_filtered(api, member, value):
    shown = api.as_("auditor", "35").all(TARGETS, {member: value})
    assert shown and {row[member] for row in shown} == {value}


def test_a_target_is_registered_once(district, unique):
    body = new_target(unique)
    district.post(TARGETS, body).expect(201)
    answer = district.post(TARGETS, body | {"registered_value": 5})
    answer.expect_problem(409, "conflict", pointer="/indicator", code="unique")
    district.post(TARGETS, body | {"collective_id": collective(4)}).expect(201)


def test_the_collective_belongs_to_the_unit(province, unique):
    body = new_target(unique, unit_id=DUY_TIEN, collective_id=collective(16))
    province.post(TARGETS, body).expect_problem(400, "invalid", pointer="/collective_id", code="rule")
    province.post(TARGETS, body | {"collective_id": collective(22)}).expect(201)
    province.post(TARGETS, body | {"unit_id": LY_NHAN}).expect(201)


@pytest.mark.parametrize(
    "change,status,pointer",
    [
        ({"campaign_id": MISSING}, 409, "/campaign_id"), ({"collective_id": MISSING}, 409, "/collective_id"),
        ({"indicator_id": MISSING}, 409, "/indicator_id"),
        ({"unit_id": unit(353)}, 409, "/unit_id"), ({"direction": "up"}, 400, "/direction"),
        ({"basis": "yearly"}, 400, "/basis"), ({"basis": None}, 400, "/basis"),
        ({"field": "sport"}, 400, "/field"),
        ({"priority": "yes"}, 400, "/priority"), ({"priority": None}, 400, "/priority"),
        ({"due_on": None}, 400, "/due_on"),
        ({"registered_value": None}, 400, "/registered_value"), ({"registered_value": "5"}, 400, "/registered_value"),
    ],
)
def test_a_wrong_target_is_refused(district, unique, change, status, pointer):
    answer = district.post(TARGETS, new_target(unique) | change)
    answer.expect_problem(status, {400: "invalid", 409: "conflict"}[status], pointer=pointer)


def test_a_target_of_another_district_is_not_there(api):
    for operation in ("", "/progress", "/events"):
        api.as_("district_reviewer", "353").get(f"{TARGETS}/{target(2)}{operation}").expect_problem(404, "not-found")
