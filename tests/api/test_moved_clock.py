"""The day is Vietnam's, at every hour: between midnight and seven it is still yesterday in UTC. Service and database
run on a clock that the test sets: just after midnight, just before seven, at new year, and on the first day of another
law.
"""

from datetime import date, datetime, timedelta

import pytest

from support.client import Api
from support.clock import Clock
from support.databases import Databases
from support.postgres import Postgres
from support.samples import new_collective, new_individual
from support.service import Service

NAM_LY = "01600000-0001-7000-8000-000300013627"  # a commune since 2025-07-01
GK = "01600000-0003-7000-8000-000000000080"
SOME_CHAIR = {"authority": "commune_chair", "level": "commune", "unit_id": NAM_LY, "signer_name": "Người ký (mẫu)"}
LAST_OF_THE_OLD_LAW, FIRST_OF_THE_NEW = "2025-06-30 23:59", "2025-07-01 00:30"
MOMENTS = ["2027-03-10 00:30", "2027-03-10 06:59", "2028-01-01 00:30", "2028-01-01 06:59", FIRST_OF_THE_NEW]
FOR_EVER = {"iat": 0, "exp": 4102444800}


@pytest.fixture(scope="module")
def clock():
    return Clock()


@pytest.fixture(scope="module")
def moved_postgres(clock):
    cluster = Postgres(clock.environment).start()
    yield cluster
    cluster.remove()


@pytest.fixture(scope="module")
def database(moved_postgres):
    return Databases(moved_postgres).fresh("demonstration")


@pytest.fixture(scope="module")
def service(clock, database, keys):
    running = Service(database.url(), keys, clock.environment).start()
    yield running
    clock.reset()
    running.stop()


@pytest.fixture
def as_(service):
    """as_(role, subject): a caller of the commune, with a token that is valid at every clock."""

    def caller(role, subject):
        return Api(service).bearing(service.token(role, "13627", subject, **FOR_EVER))

    return caller


@pytest.fixture
def reviewer(as_):
    return as_("district_reviewer", "hoa.pv")


@pytest.fixture
def officer(as_):
    return as_("unit_officer", "thu.lt")


@pytest.fixture(params=MOMENTS)
def day(request, clock, database):
    """The day in Vietnam while UTC is still one day behind."""
    clock.set(request.param)
    told = database.value("select today()", "postgres")
    assert told == request.param[:10] == database.value("select (now() at time zone 'UTC')::date + 1", "postgres")
    return told


def tomorrow(day) -> str:
    return str(date.fromisoformat(day) + timedelta(days=1))


def school(caller, unique):
    return caller.post("/v1/collectives", new_collective(unique, unit_id=NAM_LY)).expect(201)


def nominated(officer, unique, day):
    dossier = officer.post("/v1/dossiers", {"title": unique("Hồ sơ"), "unit_id": NAM_LY, "year": int(day[:4]), "dated_on": day}).expect(201)
    return officer.post("/v1/nominations", {
        "dossier_id": dossier.id, "subject_kind": "collective", "collective_id": school(officer, unique).id, "award_class_id": GK,
    }).expect(201)


def test_the_service_lives_on_that_clock_too(service, day):
    last = service.log_lines()[-1]["time"]
    service.admin_get("/nowhere")
    service.reload()
    service._wait_for("reloaded", lambda: service.log_lines()[-1]["time"][:10] != last[:10] or service.log_lines()[-1]["time"] > last)
    told = datetime.fromisoformat(service.log_lines()[-1]["time"])
    assert str((told + timedelta(hours=7)).date()) == day


def test_what_happened_today_is_accepted_and_tomorrow_is_not(officer, unique, day):
    for sent, status in ((day, 201), (tomorrow(day), 400)):
        body = {"title": unique("Hồ sơ"), "unit_id": NAM_LY, "year": int(day[:4]), "dated_on": sent}
        officer.post("/v1/dossiers", body).expect(status)


def test_a_figure_of_today_is_accepted_and_tomorrows_is_not(reviewer, unique, day, database):
    [[campaign]] = database.psql(
        f"select campaign_id from campaign_target where unit_id = '{NAM_LY}' limit 1", "postgres") or [[None]]
    made = reviewer.post("/v1/campaign-targets", {
        "campaign_id": campaign or "01600000-0006-7000-8000-000000000001", "unit_id": NAM_LY, "indicator": unique("Chỉ tiêu"),
        "field": "economy", "measure_unit": "triệu đồng", "direction": "at_least", "registered_value": 480, "starts_on": day, "due_on": f"{day[:4]}-12-31",
    }).expect(201)
    path = f"/v1/campaign-targets/{made.id}/progress"
    reviewer.post(path, {"figures_on": tomorrow(day), "actual_value": 1}).expect_problem(400, "invalid", pointer="/figures_on")
    reviewer.post(path, {"figures_on": day, "actual_value": 1}).expect(201)


def test_an_act_without_a_day_is_of_today(officer, unique, day):
    at = nominated(officer, unique, day)
    officer.post(f"{at.headers['Location']}/submission", {}, etag=at.etag).expect(201)
    [event] = officer.get(f"{at.headers['Location']}/events").expect(200).items
    assert event["acted_on"] == day


def test_an_act_of_today_is_accepted_and_tomorrows_is_not(officer, unique, day):
    at = nominated(officer, unique, day)
    path = f"{at.headers['Location']}/submission"
    officer.post(path, {"acted_on": tomorrow(day)}, etag=at.etag).expect_problem(400, "invalid", pointer="/acted_on")
    officer.post(path, {"acted_on": day}, etag=at.etag).expect(201)


def test_an_award_is_annulled_on_the_very_day(reviewer, unique, day):
    signed_on = min(day, "2025-08-01")
    given = reviewer.post("/v1/decisions", SOME_CHAIR | {
        "number": unique("QD"), "signed_on": signed_on,
        "awards": [{"award_class_code": "GK", "subject_kind": "collective", "collective_id": school(reviewer, unique).id}],
    }).expect(201).json["awards"][0]
    path = f"/v1/awards/{given['id']}"
    etag = reviewer.get(path).expect(200).etag
    body = SOME_CHAIR | {"ground": "false_achievement", "reason": "Kê khai gian dối thành tích"}
    late = body | {"number": unique("HB"), "signed_on": tomorrow(day)}
    reviewer.post(f"{path}/annulment", late, etag=etag).expect_problem(400, "invalid", pointer="/signed_on")
    reviewer.post(f"{path}/annulment", body | {"number": unique("HB"), "signed_on": day}, etag=etag).expect(201)


def test_a_move_of_today_is_accepted_and_tomorrows_is_not(reviewer, unique, day):
    home, there = school(reviewer, unique).id, school(reviewer, unique).id
    person = reviewer.post("/v1/individuals", new_individual(unique, collective_id=home)).expect(201).id
    body = {"individual_id": person, "to_collective_id": there}
    late = reviewer.post("/v1/individual-moves", body | {"moved_on": tomorrow(day)})
    late.expect_problem(400, "invalid", pointer="/moved_on")
    assert reviewer.post("/v1/individual-moves", body | {"moved_on": day}).expect(201).json["answered_on"] == day


def test_a_list_is_public_to_the_end_of_its_last_day_and_thirty_days_more(service, database, day):
    """By the day in Vietnam, not in UTC."""
    shown = "/v1/public/consultations/YKND2222B"
    for days_ago, state in ((0, "running"), (1, "ended"), (30, "ended"), (31, None)):
        last = date.fromisoformat(day) - timedelta(days_ago)
        database.psql(f"update consultation set published_on = '{last}', ends_on = '{last}' where code = 'YKND2222B'", "postgres")
        answer = Api(service).get(shown)
        assert (answer.status, answer.json.get("state")) == ((200, state) if state else (404, None))


@pytest.mark.parametrize("moment,regime", [(LAST_OF_THE_OLD_LAW, "R3"), (FIRST_OF_THE_NEW, "R4")])
def test_another_law_holds_from_midnight_on(service, clock, database, moment, regime):
    clock.set(moment)
    auditor = Api(service).bearing(service.token("auditor", ["35", "37"], **FOR_EVER))
    [[collective]] = database.psql("select id from collective where commune_lineage is not null limit 1", "postgres")
    answer = auditor.get(f"/v1/collectives/{collective}/eligibility", {"award_class_code": "GK"}).expect(200)
    assert (answer.json["on"], answer.json["regime"]["code"]) == (moment[:10], regime)
