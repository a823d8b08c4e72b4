"""A start with a wrong setting ends at once, with one line that names it; never open by default."""

import os
import subprocess

import pytest

from support.client import Api
from support.paths import binary
from support.tokens import ISSUER, new_rsa, public_pem

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
    ("TDKT_HTTP_THREADS", "many"), ("TDKT_HTTP_THREADS", "257"), ("TDKT_BODY_LIMIT", "1"), ("TDKT_DB_CONNECTIONS", "0"),
    ("TDKT_DB_CONNECTIONS", "1e2"),
    ("TDKT_STATEMENT_MS", "99999999999999999999"), ("TDKT_RATE_BURST", "0"), ("TDKT_SECRET", "short"),
    ("TDKT_DRAIN_TIMEOUT", " "),
]  # fmt: skip


@pytest.mark.parametrize("name,value", REFUSALS, ids=[f"{name}={value}" for name, value in REFUSALS])
def test_a_wrong_setting_stops_the_start_with_one_line_that_names_it(start_service, name, value):
    service = start_service({name: value}, started=False)
    service.launch()
    assert service.wait() == 1
    [line] = service.log_lines()
    assert line["level"] == "error" and name in line["message"], line
    assert len(service.log_text().splitlines()) == 1


def test_a_missing_secret_stops_the_start(start_service):
    service = start_service({"TDKT_SECRET_FILE": None}, started=False)
    service.launch()
    assert service.wait() == 1 and "TDKT_SECRET" in service.log_text()


def test_a_secret_file_that_is_not_there_stops_the_start(start_service):
    service = start_service({"TDKT_SECRET_FILE": "/nowhere/secret"}, started=False)
    service.launch()
    assert service.wait() == 1 and "TDKT_SECRET_FILE" in service.log_text()


def test_a_port_that_is_taken_stops_the_start(start_service, service):
    second = start_service({"TDKT_LISTEN": service.api}, started=False)
    second.launch()
    assert second.wait() == 1 and "TDKT_LISTEN" in second.log_text()


@pytest.mark.parametrize("role", ["tdkt_owner", "postgres"])
def test_a_login_that_owns_tables_or_is_superuser_never_serves(start_service, database, district, role):
    service = start_service(url=database.url(role), started=False)
    service.launch()
    assert service.wait() == 1
    assert "DATABASE_URL" in service.log_text() and role in service.log_text()


def test_a_weak_key_is_no_key(start_service, tmp_path):
    weak = tmp_path / "weak.pem"
    weak.write_bytes(public_pem(new_rsa(1024)))
    service = start_service({"TDKT_JWT_KEYS": str(weak)}, started=False)
    service.launch()
    assert service.wait() == 1 and "TDKT_JWT_KEYS" in service.log_text()


def test_a_file_may_hold_any_setting(start_service, district, tmp_path):
    issuer = tmp_path / "issuer"
    issuer.write_text(ISSUER + "\n")
    service = start_service({"TDKT_JWT_ISSUER": None, "TDKT_JWT_ISSUER_FILE": str(issuer)})
    Api(service, district.token).get("/v1/collectives").expect(200)


def test_a_database_that_is_away_does_not_stop_the_start(start_service):
    """A service that comes up before its database waits for it, and says so."""
    service = start_service(url="host=/nowhere dbname=x user=y", started=False)
    service.launch()
    service._wait_for("listening", service._listening)
    assert service.admin_get("/livez")[0] == 200
    assert service.admin_get("/readyz")[0] == 503


@pytest.mark.parametrize(
    "name,value", [("TDKT_JWT_SKEW", "61"), ("TDKT_LOG_LEVEL", "loud"), ("TDKT_DB_CONNECTIONS", "x")]
)
def test_check_config_finds_the_same(name, value):
    done = subprocess.run(
        [binary(), "check-config"], env=os.environ | {name: value}, capture_output=True, text=True, timeout=30
    )
    assert done.returncode == 1 and name in done.stderr and len(done.stderr.splitlines()) == 1


def test_check_config_approves_of_the_defaults():
    clean = {name: value for name, value in os.environ.items() if not name.startswith("TDKT_")}
    assert subprocess.run([binary(), "check-config"], env=clean, capture_output=True, timeout=30).returncode == 0
