"""Figures of targets: entries with a day, of which one stands; later entries correct earlier ones; many at once."""

from concurrent.futures import ThreadPoolExecutor
from datetime import date, timedelta

import pytest

from support.samples import DUY_TIEN, MISSING, new_target, target, unit

TARGETS = "/v1/campaign-targets"
MANY = f"{TARGETS}/progress"


@pytest.fixture
def made(district, unique):
    """A target of Duy Tiên: at least 100 in 2018."""
    return district.post(TARGETS, new_target(unique)).expect(201)


def enter(caller, made, day, actual=None, projected=None, **more):
    body = {"figures_on": day, "actual_value": actual, "projected_value": projected, **more}
    return caller.post(f"{TARGETS}/{made.id}/progress", body)


def standing(caller, made):
    shown = caller.get(f"{TARGETS}/{made.id}").expect(200).json
    return shown["figures_on"], shown["actual_value"], shown["projected_value"], shown["status"]


def test_an_entry_becomes_what_the_target_shows(district, made):
    entered = enter(district, made, "2018-06-30", 40, 101, note="Sáu tháng", source="Chi cục Thuế").expect(201)
    assert entered.json == {
        "id": entered.id, "campaign_target_id": made.id, "figures_on": "2018-06-30", "actual_value": 40,
        "projected_value": 101, "note": "Sáu tháng", "source": "Chi cục Thuế",
        "actor": "test.district_reviewer.349", "recorded_at": entered.json["recorded_at"],
    }
    assert district.get(entered.headers["Location"]).expect(200).json == entered.json
    assert standing(district, made) == ("2018-06-30", 40, 101, "on_track")


def test_the_version_of_the_target_moves_on(district, made):
    enter(district, made, "2018-06-30", 40).expect(201)
    district.patch(made.headers["Location"], {"note": "x"}, made.etag).expect_problem(412, "stale")


def test_the_greatest_day_stands_whatever_is_entered_last(district, made):
    enter(district, made, "2018-06-30", 60).expect(201)
    enter(district, made, "2018-03-31", 20).expect(201)
    assert standing(district, made) == ("2018-06-30", 60, None, "on_track")
    enter(district, made, "2018-07-31", 60.5).expect(201)
    assert standing(district, made) == ("2018-07-31", 60.5, None, "on_track")


def test_an_entry_that_does_not_stand_leaves_the_target_as_it_is(district, made):
    enter(district, made, "2018-06-30", 60).expect(201)
    before = district.get(made.headers["Location"]).etag
    enter(district, made, "2018-03-31", 20).expect(201)
    assert district.get(made.headers["Location"]).etag == before


def test_a_correction_is_a_later_entry_for_the_same_day(district, made):
    for actual, projected in ((40, 101), (41, 99), (39.5, None)):
        enter(district, made, "2018-06-30", actual, projected).expect(201)
        assert standing(district, made)[1:3] == (actual, projected)
    entries = district.all(f"{TARGETS}/{made.id}/progress")
    assert [(e["figures_on"], e["actual_value"]) for e in entries] == [
        ("2018-06-30", 39.5), ("2018-06-30", 41), ("2018-06-30", 40)]


def test_entries_are_listed_with_the_standing_one_first(district, made):
    for day, actual in (("2018-03-31", 1), ("2018-12-31", 4), ("2018-06-30", 2)):
        enter(district, made, day, actual).expect(201)
    path = f"{TARGETS}/{made.id}/progress"
    assert [e["actual_value"] for e in district.all(path, {"limit": 1})] == [4, 2, 1]
    assert [e["actual_value"] for e in district.all(path, {"sort": "figures_on", "figures_on[lt]": "2018-12-31"})] == [1, 2]


def test_the_status_moves_with_the_figures_and_with_what_is_registered(district, made):
    for day, actual, projected, status in (
        ("2018-03-14", 20, None, "on_track"), ("2018-03-14", 19.9, None, "at_risk"), ("2018-06-30", 19.9, 100, "on_track"),
        ("2018-06-30", 100, None, "met"), ("2018-12-31", 99.9, None, "unmet"),
    ):
        enter(district, made, day, actual, projected).expect(201)
        assert standing(district, made)[3] == status
    etag = district.get(made.headers["Location"]).etag
    assert district.patch(made.headers["Location"], {"registered_value": 99.9}, etag).expect(200).json["status"] == "met"


def test_figures_are_not_of_a_day_to_come(district, unique):
    today = date.today()
    made = district.post(TARGETS, new_target(unique, due_on=f"{today.year}-12-31")).expect(201)
    answer = enter(district, made, str(today + timedelta(days=2)), 1)
    answer.expect_problem(400, "invalid", pointer="/figures_on", code="rule")
    enter(district, made, str(today), 1).expect(201)


def test_figures_are_not_of_before_the_period(district, unique):
    made = district.post(TARGETS, new_target(unique, starts_on="2018-02-01")).expect(201)
    enter(district, made, "2018-01-31", 1).expect_problem(400, "invalid", pointer="/figures_on", code="rule")
    enter(district, made, "2018-02-01", 1).expect(201)


def test_a_period_does_not_begin_after_its_figures(district, made):
    enter(district, made, "2018-03-31", 1).expect(201)
    etag = district.get(made.headers["Location"]).etag
    path = made.headers["Location"]
    district.patch(path, {"starts_on": "2018-04-01"}, etag).expect_problem(
        400, "invalid", pointer="/starts_on", code="rule")
    district.patch(path, {"starts_on": "2018-03-31"}, etag).expect(200)


@pytest.mark.parametrize("change,pointer,code", [
    ({"actual_value": None}, "/actual_value", "required"), ({"figures_on": None}, "/figures_on", "null"),
    ({"figures_on": "2018-02-30"}, "/figures_on", "format"), ({"actual_value": "5"}, "/actual_value", "type"),
    ({"actor": "x"}, "/actor", "read_only"), ({"campaign_target_id": MISSING}, "/campaign_target_id", "read_only"),
    ({"source": "x" * 301}, "/source", "too_long"),
])
def test_a_wrong_entry_is_refused(district, made, change, pointer, code):
    body = {"figures_on": "2018-06-30", "actual_value": 1, **change}
    district.post(f"{TARGETS}/{made.id}/progress", body).expect_problem(400, "invalid", pointer=pointer, code=code)


def test_an_entry_is_never_changed(district, made):
    path = enter(district, made, "2018-06-30", 1).expect(201).headers["Location"]
    for method in ("PUT", "PATCH", "DELETE"):
        district.request(method, path, {}, etag="*").expect_problem(405, "method-not-allowed")


def test_a_target_with_figures_is_not_deleted(district, made):
    enter(district, made, "2018-06-30", 1).expect(201)
    answer = district.delete(made.headers["Location"], district.get(made.headers["Location"]).etag)
    answer.expect_problem(409, "conflict", code="referenced")


def test_an_entry_belongs_to_its_target(district, made, unique):
    entry = enter(district, made, "2018-06-30", 1).expect(201)
    district.get(f"{TARGETS}/{target(2)}/progress/{entry.id}").expect_problem(404, "not-found")


@pytest.mark.parametrize("role,unit_of,status", [
    ("unit_officer", "349", 201), ("district_reviewer", "349", 201), ("province_reviewer", "35", 201),
    ("district_reviewer", "353", 404), ("province_reviewer", "36", 404), ("auditor", "349", 403),
    ("council_reviewer", "35", 403), ("reader", "35", 403), ("admin", "35", 403),
])
def test_who_enters_figures(api, made, role, unit_of, status):
    assert enter(api.as_(role, unit_of), made, "2018-06-30", 1).status == status


def test_the_archive_of_a_predecessor_is_read_only(api, unique):
    """The ward of 2025 reads what the commune that merged into it registered."""
    before = api.as_("unit_officer", unit(13573)).post(TARGETS, new_target(unique, unit_id=unit(13573))).expect(201)
    after = api.as_("unit_officer", unit(13573, 3))
    after.get(before.headers["Location"]).expect(200)
    enter(after, before, "2018-06-30", 1).expect_problem(403, "forbidden")


def item(made, **more):
    return {"campaign_target_id": made.id, "figures_on": "2018-06-30", "actual_value": 1, **more}


def test_many_entries_at_once(district, unique):
    several = [district.post(TARGETS, new_target(unique)).expect(201) for _ in range(3)]
    items = [item(made, actual_value=n) for n, made in enumerate(several)]
    items.append(item(several[0], actual_value=100, note="Đính chính"))
    answer = district.post(MANY, {"items": items}).expect(201)
    assert [(e["campaign_target_id"], e["actual_value"]) for e in answer.json["items"]] == [
        (i["campaign_target_id"], i["actual_value"]) for i in items]
    assert standing(district, several[0]) == ("2018-06-30", 100, None, "met")
    assert standing(district, several[2])[1] == 2


def test_of_many_every_error_is_told_and_nothing_entered(district, made):
    items = [item(made), item(made, actual_value="5"), item(made, figures_on="2018-02-30"), {"figures_on": "2018-06-30"}]
    answer = district.post(MANY, {"items": items}).expect_problem(400, "invalid")
    assert {(e["pointer"], e["code"]) for e in answer.json["errors"]} == {
        ("/items/1/actual_value", "type"), ("/items/2/figures_on", "format"), ("/items/3/campaign_target_id", "required"),
    }
    assert standing(district, made)[0] is None


def test_of_many_what_the_database_refuses_is_told_at_once(district, made):
    items = [
        item(made), item(made, figures_on="2017-12-31"), item(made, actual_value=None),
        item(made, figures_on=str(date.today() + timedelta(days=2))),
    ]
    answer = district.post(MANY, {"items": items}).expect_problem(400, "invalid")
    assert {e["pointer"] for e in answer.json["errors"]} == {
        "/items/1/figures_on", "/items/2/actual_value", "/items/3/figures_on"}
    assert standing(district, made)[0] is None


def test_of_many_a_foreign_target_looks_like_a_missing_one(api, district, made, unique):
    foreign = api.as_("district_reviewer", "353").post(TARGETS, new_target(unique, unit_id=unit(353))).expect(201)
    refusals = []
    for id in (foreign.id, MISSING):
        answer = district.post(MANY, {"items": [item(made), item(made) | {"campaign_target_id": id}]})
        answer.expect_problem(409, "conflict", pointer="/items/1/campaign_target_id", code="reference")
        refusals.append({name: value for name, value in answer.json.items() if name != "instance"})
    assert refusals[0] == refusals[1]
    assert standing(district, made)[0] is None


def test_of_two_lists_that_deadlock_one_is_entered_and_one_must_be_retried(district, unique):
    """Two callers send the same targets in opposite order: the database ends one transaction, whose caller is told to retry."""
    one, other = (district.post(TARGETS, new_target(unique)).expect(201) for _ in range(2))
    there = [item(one)] * 200 + [item(other)] * 200
    with ThreadPoolExecutor() as pool:
        answers = list(pool.map(lambda items: district.post(MANY, {"items": items}), [there, there[::-1]] * 2))
    assert 201 in {answer.status for answer in answers}
    for refused in (answer for answer in answers if answer.status != 201):
        problem = refused.expect_problem(503, "unavailable")
        assert "errors" not in problem.json and problem.headers["Retry-After"]


def test_of_many_wrong_entries_a_problem_names_as_many_as_it_holds(district, made):
    answer = district.post(MANY, {"items": [item(made, figures_on="2017-12-31")] * 60}).expect_problem(400, "invalid")
    assert [e["pointer"] for e in answer.json["errors"]] == [f"/items/{n}/figures_on" for n in range(50)]


@pytest.mark.parametrize("count,status", [(0, 400), (500, 201), (501, 400)])
def test_many_are_at_most_500(district, made, count, status):
    answer = district.post(MANY, {"items": [item(made)] * count})
    assert answer.status == status, answer
    if status == 400:
        answer.expect_problem(400, "invalid", pointer="/items")


def test_many_under_a_key_are_entered_once(district, made, unique):
    key, body = unique("key"), {"items": [item(made)]}
    first = district.post(MANY, body, key=key).expect(201)
    again = district.post(MANY, body, key=key).expect(201)
    assert again.json == first.json and again.headers["Idempotency-Replayed"] == "true"
    assert len(district.all(f"{TARGETS}/{made.id}/progress")) == 1


@pytest.mark.parametrize("role", ["auditor", "council_reviewer", "reader", "admin"])
def test_roles_that_do_not_enter_many_are_refused(api, made, role):
    api.as_(role, "349").post(MANY, {"items": [item(made)]}).expect_problem(403, "forbidden")


def test_a_target_of_the_unit_that_a_caller_officers(api, unique):
    officer = api.as_("unit_officer", "349")
    made = officer.post(TARGETS, new_target(unique, unit_id=DUY_TIEN)).expect(201)
    assert enter(officer, made, "2018-06-30", 1).expect(201).json["actor"] == "test.unit_officer.349"
