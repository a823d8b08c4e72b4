"""All instances on one database have the same secret. With two secrets, one citizen id would be taken for two."""

import secrets
import subprocess

import pytest

from support.client import Api
from support.paths import binary
from support.samples import new_individual

SETTING = 78


@pytest.fixture
def fresh(databases):
    made = databases.fresh("demonstration")
    yield made
    made.drop()


def other_secret() -> dict:
    return {"TDKT_SECRET_FILE": None, "TDKT_SECRET": secrets.token_hex(32)}


def refusal(service) -> str:
    service.launch()
    assert service.wait() == SETTING, service.log_text()
    [line] = service.log_lines()
    return line["message"]


def check(service):
    done = subprocess.run([binary(), "check-config"], env=service.env, capture_output=True, text=True, timeout=60)
    return done.returncode, done.stderr


def test_an_instance_with_another_secret_is_refused(start_service, fresh):
    start_service(url=fresh.url())
    second = start_service(other_secret(), url=fresh.url(), started=False)
    assert refusal(second).startswith("TDKT_SECRET")
    status, told = check(second)
    assert status == SETTING and told.startswith("tdkt: TDKT_SECRET")
    start_service(url=fresh.url())


def test_a_check_does_not_fix_the_secret(start_service, fresh):
    """A check may run with a secret that will never serve."""
    assert check(start_service(other_secret(), url=fresh.url(), started=False)) == (0, "")
    start_service(url=fresh.url())


def test_a_failed_start_does_not_fix_the_secret(start_service, fresh):
    broken = start_service(other_secret() | {"TDKT_LISTEN": "nowhere"}, url=fresh.url(), started=False)
    assert refusal(broken).startswith("TDKT_LISTEN")
    start_service(url=fresh.url())


def test_of_two_first_starts_at_once_one_serves(start_service, fresh):
    both = [start_service(other_secret(), url=fresh.url(), started=False) for _ in range(2)]
    for service in both:
        service.launch()
    for service in both:
        service._wait_for("decided", lambda one=service: "start_refused" in one.log_text() or '"ready"' in one.log_text())
    assert sorted("start_refused" in service.log_text() for service in both) == [False, True]
    [losing] = [service for service in both if "start_refused" in service.log_text()]
    assert losing.wait() == SETTING


def test_an_operator_can_change_the_secret(start_service, fresh, unique):
    """As docs/operating.md describes. A number recorded before is then not recognised as taken, but is after it is
    entered again."""
    body = new_individual(unique, citizen_id="035190000017")
    before = start_service(url=fresh.url())
    made = Api(before).as_("district_reviewer", "349").post("/v1/individuals", body).expect(201)
    before.stop()
    fresh.psql("delete from installation_secret", "tdkt_owner")
    service = start_service(other_secret(), url=fresh.url())
    district = Api(service).as_("district_reviewer", "349")
    assert district.post("/v1/individuals/lookup", {"citizen_id": body["citizen_id"]}).expect(200).items == []
    district.patch(made.headers["Location"], {"citizen_id": body["citizen_id"]}, made.etag).expect(200)
    district.post("/v1/individuals", new_individual(unique, citizen_id=body["citizen_id"])).expect_problem(409, "conflict")


@pytest.mark.parametrize("statement", [
    "select mark from installation_secret", "delete from installation_secret", "insert into installation_secret (mark) values ('x')",
])
def test_the_service_cannot_touch_the_mark_of_the_secret(fresh, statement):
    with pytest.raises(Exception, match="42501"):
        fresh.psql(statement)
