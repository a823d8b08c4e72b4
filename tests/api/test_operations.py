"""What an operator depends on: health, metrics, the log, and an orderly stop."""

import re
import signal
import socket
import subprocess
import time
from concurrent.futures import ThreadPoolExecutor

import pytest

from support.client import Api, Unreachable
from support.locks import locked
from support.paths import binary
from support.samples import MISSING, collective, new_collective

UUID = r"[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}"
SAMPLE = re.compile(r'[a-z_]+(\{[a-z_]+="[^"\\\n]*"(,[a-z_]+="[^"\\\n]*")*\})? [0-9.e+-]+(Inf|NaN)?')


def requests_logged(service, request_id=None) -> list:
    lines = [line for line in service.log_lines() if line["event"] == "request"]
    return [line for line in lines if request_id in (None, line["request_id"])]


@pytest.mark.parametrize("path", ["/livez", "/readyz"])
def test_health_is_told_on_the_admin_port(service, path):
    assert service.admin_get(path)[0] == 200


@pytest.mark.parametrize("path", ["/", "/metrics/", "/v1/collectives", "/openapi.yaml"])
def test_the_admin_port_serves_nothing_else(service, path):
    assert service.admin_get(path)[0] == 404


def test_figures_are_in_the_text_format_of_prometheus(service, district):
    district.get("/v1/collectives")
    district.get("/v1/nowhere")
    district.bearing("x.y.z").get("/v1/collectives")
    status, text = service.admin_get("/metrics")
    assert status == 200 and text.endswith("\n")
    typed = {}
    for line in text.splitlines():
        if line.startswith("# TYPE "):
            _, _, name, kind = line.split(" ")
            assert name not in typed and kind in ("counter", "gauge", "histogram")
            typed[name] = kind
        elif not line.startswith("# HELP "):
            assert SAMPLE.fullmatch(line), line
            name = re.match(r"[a-z_]+", line).group()
            assert name in typed or re.sub(r"_(bucket|sum|count)$", "", name) in typed, line
    assert re.search(r'^tdkt_requests_total\{operation="list_collectives",status="2xx"\} [1-9]', text, re.M)
    assert re.search(r'^tdkt_requests_total\{operation="unmatched",status="4xx"\} [1-9]', text, re.M)
    assert re.search(r'^tdkt_token_refusals_total\{reason="\w+"\} [1-9]', text, re.M)


def test_a_histogram_adds_up(service, district):
    for _ in range(3):
        district.get("/v1/units", {"limit": 1})
    _, text = service.admin_get("/metrics")
    buckets = re.findall(r'duration_seconds_bucket\{operation="list_units",le="([^"]+)"\} (\d+)', text)
    counts = [int(count) for _, count in buckets]
    assert buckets[-1][0] == "+Inf" and counts == sorted(counts) and counts[-1] >= 3
    assert f'duration_seconds_count{{operation="list_units"}} {counts[-1]}' in text


def test_every_request_is_one_line_of_the_log(service, district, unique):
    before = len(requests_logged(service))
    answers = [
        district.get("/v1/collectives"), district.get("/v1/nowhere"), district.options("/v1/units"),
        district.head("/v1/units"),
        district.post("/v1/collectives", b"{"), district.anonymous.get("/v1/units"),
        district.get(f"/v1/collectives/{MISSING}"),
    ]
    assert len(requests_logged(service)) == before + len(answers)
    for answer in answers:
        [line] = requests_logged(service, answer.headers["X-Request-Id"])
        assert (line["status"], line["method"]) == (answer.status, answer.method)
        assert line["duration_us"] >= 0 and line["peer"] == "127.0.0.1" and re.match(r"\d{4}-\d\d-\d\dT.*Z", line["time"])


def test_the_log_names_the_operation_and_not_the_path(service, district):
    answer = district.get(f"/v1/collectives/{collective(4)}/awards")
    [line] = requests_logged(service, answer.headers["X-Request-Id"])
    assert (line["path"], line["operation"]) == ("/v1/collectives/{id}/awards", "list_collective_awards")
    assert collective(4) not in str(line)


def test_the_log_holds_no_token_query_or_body(service, district, unique):
    secret = unique("bimat")
    service.keep_out_of_log(secret)
    district.get("/v1/collectives", {"q": secret})
    district.get("/v1/collectives", {secret: "1"})
    district.post("/v1/collectives", new_collective(unique, name=secret, address=secret))
    district.post("/v1/collectives", {secret: secret})
    district.get("/v1/units", headers={"X-Secret": secret, "Referer": secret, "User-Agent": secret, "Cookie": secret})
    district.bearing(secret).get("/v1/units")
    district.get("/v1/units", headers={"Authorization": f"Basic {secret}"})
    service.check_log()


def test_a_request_id_is_made_here_and_new_for_every_request(district):
    ids = [district.get("/v1/nowhere", headers={"X-Request-Id": "mine"}).headers["X-Request-Id"] for _ in range(3)]
    assert all(re.fullmatch(UUID, made) for made in ids) and len(set(ids)) == 3


def test_the_change_history_knows_the_request(database, district, unique):
    made = district.post("/v1/collectives", new_collective(unique)).expect(201)
    kept = f"select request_id, actor, operation from change_history where row_id = '{made.id}'"
    assert database.psql(kept, "postgres") == [[made.headers["X-Request-Id"], "test.district_reviewer.349", "insert"]]


TRACE = "4bf92f3577b34da6a3ce929d0e0e4736"


@pytest.mark.parametrize(
    "sent,told",
    [
        (f"00-{TRACE}-00f067aa0ba902b7-01", TRACE), (f"00-{'0' * 32}-00f067aa0ba902b7-01", None), ("garbage", None),
        (f"ff-{TRACE}-00f067aa0ba902b7-01", None), (f"00-{TRACE.upper()}-00f067aa0ba902b7-01", None), (None, None),
        (f"00-{TRACE}-00f067aa0ba902b7", None),
    ],
)
def test_the_callers_trace_is_kept_when_it_is_one(service, district, sent, told):
    answer = district.get("/v1/nowhere", headers={"traceparent": sent})
    [line] = requests_logged(service, answer.headers["X-Request-Id"])
    assert line.get("trace_id") == told


def test_only_a_trusted_proxy_says_who_calls(start_service, district):
    sent = {"X-Forwarded-For": "203.0.113.7, 198.51.100.9"}
    for proxies, peer in (
        (None, "127.0.0.1"), ("127.0.0.1", "198.51.100.9"), ("127.0.0.1,198.51.100.9", "203.0.113.7")
    ):
        service = start_service({"TDKT_TRUSTED_PROXIES": proxies})
        answer = Api(service).get("/v1/nowhere", headers=sent)
        [line] = requests_logged(service, answer.headers["X-Request-Id"])
        assert line["peer"] == peer


def test_sigterm_lets_a_request_in_flight_finish(start_service, database, district, unique):
    service = start_service()
    body = new_collective(unique)
    with ThreadPoolExecutor(1) as threads:
        with locked(database, "collective", "exclusive"):
            inflight = threads.submit(Api(service, district.token).post, "/v1/collectives", body)
            wait_until(lambda: waiting_for_locks(database) > 0)
            service.process.send_signal(signal.SIGTERM)
            wait_until(lambda: "draining" in [line["event"] for line in service.log_lines()])
        answer = inflight.result().expect(201)
    answer.expect_header("Connection", "close")
    assert service.wait() == 0
    assert district.get("/v1/collectives", {"code": body["code"]}).items[0]["id"] == answer.id
    with pytest.raises(Unreachable):
        Api(service, district.token).get("/v1/collectives")


def waiting_for_locks(database) -> int:
    return int(database.value("select count(*) from pg_stat_activity where wait_event_type = 'Lock'", "postgres"))


def wait_until(happened, seconds=10):
    deadline = time.monotonic() + seconds
    while not happened():
        assert time.monotonic() < deadline, "did not happen in time"
        time.sleep(0.02)


def test_idle_connections_do_not_hold_a_stop_back(start_service, district):
    service = start_service()
    host, _, port = service.api.rpartition(":")
    with socket.create_connection((host, int(port))), socket.create_connection((host, int(port))) as half:
        half.sendall(b"GET /v1/coll")
        began = time.monotonic()
        service.stop()
        assert time.monotonic() - began < 20


def test_a_start_deletes_expired_keys(start_service, database, unique):
    key = unique("alt")
    database.psql(
        f"insert into idempotency_key (subject, key, request_digest, expires_at) values ('x', '{key}', 'x', now() - interval '1 hour')",
        "postgres",
    )
    start_service()
    wait_until(lambda: database.value(f"select count(*) from idempotency_key where key = '{key}'", "postgres") == "0")


def test_sigint_stops_it_too(start_service):
    service = start_service()
    service.process.send_signal(signal.SIGINT)
    assert service.wait() == 0


@pytest.mark.parametrize("arguments,expected", [
    (["version"], r"tdkt \d+\.\d+\.\d+"), (["--help"], "TDKT_LISTEN"), (["serve", "--help"], "usage: tdkt serve")
])
def test_the_program_explains_itself(arguments, expected):
    done = subprocess.run([binary(), *arguments], capture_output=True, text=True, timeout=30)
    assert done.returncode == 0 and re.search(expected, done.stdout)


@pytest.mark.parametrize(
    "arguments", [["nonsense"], ["serve", "now"], ["token", "--ttl", "0"], ["openapi", "--xml"], ["migrate", "down"]]
)
def test_a_wrong_command_line_is_status_2_with_a_hint(arguments):
    done = subprocess.run([binary(), *arguments], capture_output=True, text=True, timeout=30)
    assert done.returncode == 2 and "tdkt" in done.stderr and done.stdout == ""
