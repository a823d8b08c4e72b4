"""A start with a wrong setting ends at once, with one line that names the setting; a missing setting never leaves the
service open.
"""

import json
import re
import subprocess

import pytest

from support.client import Api
from support.paths import ROOT, binary
from support.tokens import ISSUER, new_rsa, public_pem

SETTING, LOGIN, OTHER_SCHEMA, BEHIND, TAKEN, AWAY = 78, 77, 76, 75, 71, 69
REFUSALS = [
    ("TDKT_JWT_KEYS", None), ("TDKT_JWT_KEYS", "/nowhere/keys.json"), ("TDKT_JWT_KEYS", "/dev/null"),
    ("TDKT_JWT_KEYS", "http://127.0.0.1:1/keys"),
    ("TDKT_JWT_ISSUER", None), ("TDKT_JWT_AUDIENCE", None), ("TDKT_JWT_SKEW", "61"), ("TDKT_JWT_SKEW", "-1"),
    ("TDKT_JWT_SKEW", "30s"),
    ("DATABASE_URL", None), ("DATABASE_URL", "nonsense"), ("DATABASE_URL", "postgres://[::1"),
    ("TDKT_LISTEN", "127.0.0.1"), ("TDKT_LISTEN", "127.0.0.1:99999"), ("TDKT_LISTEN", "not a host:80"),
    ("TDKT_LISTEN", "203.0.113.1:0"),
    ("TDKT_ADMIN_LISTEN", ":port"), ("TDKT_TRUSTED_PROXIES", "everybody"), ("TDKT_LOG_LEVEL", "loud"),
    ("TDKT_PUBLIC_URL", "tdkt.example"),
    ("TDKT_CORS_ORIGINS", "*"), ("TDKT_CORS_ORIGINS", "https://a.example/"),
    ("TDKT_DB_WAITING", "many"), ("TDKT_DB_CONNECTIONS", "257"), ("TDKT_BODY_LIMIT", "1"), ("TDKT_DB_CONNECTIONS", "0"),
    ("TDKT_DB_CONNECTIONS", "1e2"),
    ("TDKT_STATEMENT_MS", "99999999999999999999"), ("TDKT_RATE_BURST", "0"), ("TDKT_SECRET", "short"),
    ("TDKT_DRAIN_TIMEOUT", " "),
]


def refused(start_service, changes, status, url=None) -> list:
    """The log of a start that ends with this status."""
    service = start_service(changes, url, started=False)
    service.launch()
    assert service.wait() == status, service.log_text()
    lines = service.log_lines()
    assert len(lines) == len(service.log_text().splitlines())
    assert {line["event"] for line in lines} == {"start_refused"} and {line["level"] for line in lines} == {"error"}
    return [line["message"] for line in lines]


def check(environment):
    done = subprocess.run([binary(), "check-config"], env=environment, capture_output=True, text=True, timeout=60)
    return done.returncode, done.stderr.splitlines()


@pytest.fixture
def checked(start_service):
    """checked({"TDKT_X": "1"}) → the exit status and the lines of check-config, in the environment of a service."""
    return lambda changes=None, url=None: check(start_service(changes, url, started=False).env)


@pytest.mark.parametrize("name,value", REFUSALS, ids=[f"{name}={value}" for name, value in REFUSALS])
def test_a_wrong_setting_stops_the_start_with_one_line_that_names_it(start_service, checked, name, value):
    [message] = refused(start_service, {name: value}, SETTING)
    assert message.startswith(name)
    assert checked({name: value}) == (SETTING, [f"tdkt: {message}"]), "check-config finds the same"


def test_a_missing_secret_stops_the_start(start_service):
    assert refused(start_service, {"TDKT_SECRET_FILE": None}, SETTING) == ["TDKT_SECRET is not set"]


def test_a_secret_file_that_is_not_there_stops_the_start(start_service):
    [message] = refused(start_service, {"TDKT_SECRET_FILE": "/nowhere/secret"}, SETTING)
    assert message.startswith("TDKT_SECRET_FILE")


def test_everything_that_is_wrong_is_said_at_once(start_service, checked, database):
    wrong = {"TDKT_JWT_KEYS": None, "TDKT_LISTEN": "nowhere", "TDKT_DB_WAITING": "x", "TDKT_CORS_ORIGINS": "*"}
    messages = refused(start_service, wrong, SETTING, url=database.url("postgres"))
    assert {message.split(" ")[0].rstrip(":") for message in messages} == {*wrong, "DATABASE_URL"}
    assert checked(wrong, url=database.url("postgres")) == (SETTING, [f"tdkt: {message}" for message in messages])


def test_a_port_that_is_taken_stops_the_start(start_service, service, checked):
    second = start_service({"TDKT_LISTEN": service.api}, started=False)
    second.launch()
    assert second.wait() == TAKEN and "TDKT_LISTEN" in second.log_text()
    assert checked({"TDKT_LISTEN": service.api}) == (0, []), "the instance that runs is not in the way of a check"


@pytest.mark.parametrize("role", ["tdkt_owner", "postgres"])
def test_a_login_that_owns_tables_or_is_superuser_never_serves(start_service, checked, database, district, role):
    [message] = refused(start_service, {}, LOGIN, url=database.url(role))
    assert message.startswith("DATABASE_URL") and role in message
    assert checked(url=database.url(role)) == (LOGIN, [f"tdkt: {message}"])


def test_a_login_with_temporary_tables_never_serves(start_service, checked, database):
    """They would hide our tables of the same name. The message contains the statement that fixes it."""
    database.psql(f'grant temporary on database "{database.name}" to tdkt_service', "tdkt_owner")
    [message] = refused(start_service, {}, LOGIN)
    assert checked() == (LOGIN, [f"tdkt: {message}"])
    database.psql(message[message.index("revoke"):], "tdkt_owner")
    assert checked() == (0, [])


def test_a_login_that_may_make_large_objects_is_warned_of(start_service, checked, database):
    """Only a superuser can revoke this right, and there may be no superuser."""
    database.psql("grant execute on function lo_create(oid) to public", "postgres")
    status, [line] = checked()
    assert status == 0 and line.startswith("tdkt: warning: DATABASE_URL") and "bootstrap.sql" in line
    assert [line["level"] for line in start_service().log_lines() if line["event"] == "setting"] == ["warn"]
    database.psql("revoke execute on function lo_create(oid) from public", "postgres")


def test_a_weak_key_is_refused(start_service, tmp_path):
    weak = tmp_path / "weak.pem"
    weak.write_bytes(public_pem(new_rsa(1024)))
    [message] = refused(start_service, {"TDKT_JWT_KEYS": str(weak)}, SETTING)
    assert message.startswith("TDKT_JWT_KEYS")


def test_a_file_may_hold_any_setting(start_service, district, tmp_path):
    issuer = tmp_path / "issuer"
    issuer.write_text(ISSUER + "\n")
    service = start_service({"TDKT_JWT_ISSUER": None, "TDKT_JWT_ISSUER_FILE": str(issuer)})
    Api(service, district.token).get("/v1/collectives").expect(200)


def test_a_database_that_is_away_does_not_stop_the_start(start_service, checked, district):
    """A service that starts before its database waits for it and logs that; check-config reports that it is missing."""
    away = "host=/nowhere dbname=x user=y"
    service = start_service(url=away, started=False)
    service.launch()
    service._wait_for("listening", service._listening)
    assert service.admin_get("/livez")[0] == 200
    status, body = service.admin_get("/readyz")
    assert status == 503 and "cannot connect" in json.loads(body)["reason"]
    Api(service, district.token).get("/v1/collectives").expect_problem(503, "unavailable")
    status, [line] = checked(url=away)
    assert status == AWAY and line.startswith("tdkt: DATABASE_URL: cannot connect")


@pytest.mark.parametrize("name,meant", [
    ("TDKT_RATE_LIMITS", "TDKT_RATE_LIMIT"), ("TDKT_TRUSTED_PROXY", "TDKT_TRUSTED_PROXIES"), ("TDKT_LISTEN_FLIE", "TDKT_LISTEN"),
    ("TDKT_NOTHING_LIKE_IT", "tdkt --help"),
])
def test_a_misspelt_setting_is_named_with_what_was_meant(start_service, checked, name, meant):
    """check-config refuses it. A start only warns: settings of a newer program must not stop the older one after a rollback."""
    status, [line] = checked({name: "1"})
    assert status == SETTING and line.startswith(f"tdkt: warning: {name} ") and meant in line
    service = start_service({name: "1"})
    [warning] = [line for line in service.log_lines() if line["event"] == "setting"]
    assert warning["level"] == "warn" and name in warning["message"]


def test_what_scripts_and_kubernetes_set_is_no_misspelling(checked):
    others = ["TDKT_RUN_DIR", "TDKT_BINARY", "TDKT_PORT", "TDKT_PORT_8080_TCP_ADDR", "TDKT_ADMIN_SERVICE_HOST", "TDKT_JWT_ISSUER_FILE"]
    assert checked({name: "x" for name in others}) == (0, [])


def test_every_variable_of_the_scripts_is_known_to_the_program(checked):
    """So that the program can be started in a shell where one of them is set."""
    read = re.compile(r"""environ[^\n]*["'](TDKT_\w+)|getenv\("(TDKT_\w+)|\$\{?(TDKT_[A-Z_]+)""")
    files = [path for folder in ("script", "tests") for path in (ROOT / folder).rglob("*") if path.is_file()]
    text = "".join(path.read_text("utf-8", "ignore") for path in files if path.suffix in ("", ".py", ".sh", ".h", ".c"))
    names = {name for match in read.findall(text) for name in match if name}
    assert {"TDKT_RUN_DIR", "TDKT_UNPRIVILEGED"} <= names
    told = subprocess.run([binary(), "check-config"], env={name: "x" for name in names}, capture_output=True, text=True, timeout=60)
    assert "is no setting" not in told.stderr, told.stderr


def test_check_config_lists_what_is_missing():
    status, lines = check({})
    missing = [line.split(" ")[1].rstrip(":") for line in lines]
    assert status == SETTING
    assert missing == ["DATABASE_URL", "TDKT_SECRET", "TDKT_JWT_KEYS", "TDKT_JWT_ISSUER", "TDKT_JWT_AUDIENCE"]


def test_check_config_approves_of_what_serves(service):
    assert check(service.env) == (0, [])
