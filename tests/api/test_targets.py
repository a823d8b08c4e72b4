"""Registered targets: what became of one is derived from its figures, at every boundary, and from nothing else."""

import pytest

from support.samples import DUY_TIEN, LY_NHAN, MISSING, PHU_LY, collective, new_target, unit

BEFORE, DUE, AFTER = "2018-06-30", "2018-12-31", "2019-01-05"


@pytest.mark.parametrize(
    "direction,actual,projected,figures_on,status",
    [
        ("at_least", None, None, None, None), ("at_least", None, None, BEFORE, None),
        ("at_least", 100, None, BEFORE, "met"), ("at_least", 100.000001, None, None, "met"),
        ("at_least", 100, 90, AFTER, "met"),
        ("at_least", 99.999999, None, BEFORE, "at_risk"), ("at_least", 99.999999, 100, BEFORE, "on_track"),
        ("at_least", 99.999999, 99.999999, BEFORE, "at_risk"), ("at_least", 0, 100, "2018-12-30", "on_track"),
        ("at_least", 99.999999, 200, DUE, "unmet"), ("at_least", 0, None, AFTER, "unmet"),
        ("at_least", 0, None, None, "at_risk"),
        ("at_least", None, 100, BEFORE, "on_track"), ("at_least", None, 99, BEFORE, "at_risk"),
        ("at_least", None, 100, AFTER, "on_track"),
        ("at_most", 100, None, BEFORE, "met"), ("at_most", 0, None, BEFORE, "met"),
        ("at_most", 100.000001, None, BEFORE, "at_risk"),
        ("at_most", 100.000001, 100, BEFORE, "on_track"), ("at_most", 100.000001, 100, DUE, "unmet"),
        ("at_most", None, 101, BEFORE, "at_risk"),
        ("at_most", -5, None, DUE, "met"),
    ],
)  # fmt: skip
def test_the_status_follows_from_the_figures(district, unique, direction, actual, projected, figures_on, status):
    body = new_target(
        unique, direction=direction, actual_value=actual, projected_value=projected, figures_on=figures_on, due_on=DUE
    )
    made = district.post("/v1/campaign-targets", body).expect(201)
    assert made.json["status"] == status
    assert district.get(made.headers["Location"]).json["status"] == status


def test_the_status_moves_with_the_figures(district, unique):
    made = district.post("/v1/campaign-targets", new_target(unique)).expect(201)
    path, etag = made.headers["Location"], made.etag
    for change, status in (
        ({"projected_value": 100}, "on_track"), ({"projected_value": 90}, "at_risk"), ({"actual_value": 100}, "met"),
        ({"registered_value": 101, "figures_on": DUE}, "unmet"), ({"due_on": AFTER}, "at_risk"),
        ({"actual_value": None, "projected_value": None}, None),
    ):  # fmt: skip
        changed = district.patch(path, change, etag).expect(200)
        assert changed.json["status"] == status, changed
        etag = changed.etag


def test_nobody_writes_the_status(district, unique):
    answer = district.post("/v1/campaign-targets", new_target(unique, status="met"))
    answer.expect_problem(400, "invalid", pointer="/status", code="read_only")


def test_the_demonstration_shows_every_status_and_its_priorities(api):
    auditor = api.as_("auditor", "35")
    shown = auditor.all("/v1/campaign-targets")
    assert {"met", "on_track", "at_risk", "unmet", None} <= {row["status"] for row in shown}
    priorities = {row["indicator"] for row in auditor.all("/v1/campaign-targets", {"priority": "true"})}
    assert {"Thu ngân sách nhà nước trên địa bàn", "Số xã đạt chuẩn nông thôn mới"} <= priorities
    urban = auditor.all("/v1/campaign-targets", {"unit_id": PHU_LY, "q": "do thi loai ii"})
    assert len(urban) == 1 and urban[0]["priority"] is True


@pytest.mark.parametrize("status", ["met", "on_track", "at_risk", "unmet"])
def test_targets_are_filtered_by_status(api, status):
    shown = api.as_("auditor", "35").all("/v1/campaign-targets", {"status": status})
    assert shown and {row["status"] for row in shown} == {status}


def test_a_registration_stands_once(district, unique):
    body = new_target(unique)
    district.post("/v1/campaign-targets", body).expect(201)
    answer = district.post("/v1/campaign-targets", body | {"registered_value": 5})
    answer.expect_problem(409, "conflict", pointer="/indicator", code="unique")
    district.post("/v1/campaign-targets", body | {"collective_id": collective(4)}).expect(201)


def test_the_collective_belongs_to_the_unit(province, unique):
    body = new_target(unique, unit_id=DUY_TIEN, collective_id=collective(16))
    province.post("/v1/campaign-targets", body).expect_problem(400, "invalid", pointer="/collective_id", code="rule")
    province.post("/v1/campaign-targets", body | {"collective_id": collective(22)}).expect(201)
    province.post("/v1/campaign-targets", body | {"unit_id": LY_NHAN}).expect(201)


@pytest.mark.parametrize(
    "change,status,pointer",
    [
        ({"campaign_id": MISSING}, 409, "/campaign_id"), ({"collective_id": MISSING}, 409, "/collective_id"),
        ({"unit_id": unit(353)}, 409, "/unit_id"), ({"direction": "up"}, 400, "/direction"),
        ({"field": "sport"}, 400, "/field"),
        ({"priority": "yes"}, 400, "/priority"), ({"priority": None}, 400, "/priority"),
        ({"due_on": None}, 400, "/due_on"),
        ({"registered_value": None}, 400, "/registered_value"), ({"actual_value": "5"}, 400, "/actual_value"),
    ],
)  # fmt: skip
def test_a_wrong_target_is_refused(district, unique, change, status, pointer):
    answer = district.post("/v1/campaign-targets", new_target(unique) | change)
    answer.expect_problem(status, {400: "invalid", 409: "conflict"}[status], pointer=pointer)
