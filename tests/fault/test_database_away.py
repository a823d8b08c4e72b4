"""The database goes away and comes back: 503 with Retry-After at once, never a hang, and recovery without help."""

import time

import pytest

from support.client import Api
from support.samples import collective, new_collective

QUICK = {"TDKT_DB_CONNECT_MS": "1000", "TDKT_DB_ACQUIRE_MS": "1000"}
SOON = 15.0  # seconds: the longest wait for a database that is away
BACK = 12.0  # seconds until a database that is back is used again


def wait_until(happened, seconds=BACK):
    deadline = time.monotonic() + seconds
    while not happened():
        assert time.monotonic() < deadline, "did not happen in time"
        time.sleep(0.1)


def timed(ask):
    began = time.monotonic()
    answer = ask()
    return answer, time.monotonic() - began


@pytest.fixture
def service(serve):
    return serve(QUICK)


@pytest.fixture
def district(service):
    return Api(service).as_("district_reviewer", "349")


def test_a_stopped_database_is_503_with_retry_after_and_quickly(own_postgres, service, district, unique):
    path = f"/v1/collectives/{collective(4)}"
    district.get(path).expect(200)
    own_postgres.stop()
    asked = [
        lambda: district.get(path), lambda: district.get("/v1/collectives"),
        lambda: district.post("/v1/collectives", new_collective(unique)),
        lambda: district.patch(path, {}, "*"), lambda: Api(service).as_("auditor", "36").get("/v1/units"),
    ]
    for ask in asked * 2:
        answer, took = timed(ask)
        answer.expect_problem(503, "unavailable")
        assert 1 <= int(answer.headers["Retry-After"]) <= 30
        assert took < SOON
    own_postgres.start()
    wait_until(lambda: district.get(path).status == 200)


def test_a_kept_status_is_not_given_while_the_database_is_away(own_postgres, service):
    reader, path = Api(service).as_("reader", "349"), "/v1/award-status/HNAM2924Q"
    for _ in range(4):
        reader.get(path).expect(200)
    assert "tdkt_statuses_kept_total 0" not in service.admin_get("/metrics")[1]
    own_postgres.stop()
    for _ in range(3):
        answer, took = timed(lambda: reader.get(path))
        answer.expect_problem(503, "unavailable")
        assert took < SOON
    own_postgres.start()
    wait_until(lambda: reader.get(path).status == 200)


def test_readiness_follows_the_database_and_liveness_does_not(own_postgres, service):
    assert service.admin_get("/readyz")[0] == 200
    own_postgres.stop()
    (status, _), took = timed(lambda: service.admin_get("/readyz"))
    assert status == 503 and took < SOON
    assert service.admin_get("/livez")[0] == 200
    own_postgres.start()
    wait_until(lambda: service.admin_get("/readyz")[0] == 200)


def test_what_needs_no_database_goes_on(own_postgres, district):
    own_postgres.stop()
    district.get("/openapi.yaml").expect(200)
    district.get("/v1/nowhere").expect_problem(404, "not-found")
    district.anonymous.get("/v1/collectives").expect_problem(401, "unauthenticated")
    own_postgres.start()


def test_requests_work_again_soon_after_a_restart(own_postgres, district, unique):
    """The pooled connections are dead. The next request notices this and connects again."""
    district.post("/v1/collectives", new_collective(unique)).expect(201)
    for _ in range(3):
        own_postgres.restart()
        wait_until(lambda: district.get("/v1/collectives").status == 200, seconds=5)
        district.post("/v1/collectives", new_collective(unique)).expect(201)


def test_connections_cut_by_an_operator_are_replaced(own_postgres, district):
    for _ in range(3):
        own_postgres.psql("select pg_terminate_backend(pid) from pg_stat_activity where usename = 'tdkt_service'")
        assert district.get("/v1/collectives").status in (200, 503)
        district.get("/v1/collectives").expect(200)


def test_a_write_during_the_outage_is_not_done_later(own_postgres, own_database, district, unique):
    body = new_collective(unique)
    own_postgres.stop()
    district.post("/v1/collectives", body, unique("key")).expect_problem(503, "unavailable")
    own_postgres.start()
    wait_until(lambda: district.get("/v1/collectives").status == 200)
    assert district.get("/v1/collectives", {"code": body["code"]}).items == []


def test_the_log_tells_what_happened_and_no_secret(own_postgres, service, district):
    own_postgres.stop()
    answer = district.get("/v1/collectives").expect(503)
    [line] = [line for line in service.log_lines() if line.get("request_id") == answer.headers["X-Request-Id"]]
    assert line["level"] == "error" and line["status"] == 503 and line["reason"]
    own_postgres.start()
