"""Through nginx with deploy/nginx.conf: what a browser or another system meets in production."""

import socket
import subprocess
import threading
from contextlib import ExitStack, contextmanager

import pytest
from support.client import Api
from support.proxy import NAME, SETTINGS, stand_behind
from support.samples import new_collective

SERVICE_ENV = SETTINGS


@pytest.fixture(scope="module")
def nginx(service):
    with ExitStack() as front:
        yield stand_behind(service, front)
    service.url, service.curl = None, []


@pytest.fixture
def district(api, nginx):
    return api.as_("district_reviewer", "349")


def test_a_record_read_with_gzip_can_be_changed(district, unique):
    """At every size of the record. A compressed answer once had a weak tag, and every change with that tag was refused."""
    long = "Địa chỉ dài " * 24
    made = district.post("/v1/collectives", new_collective(unique, address=long, name=f"Tên {unique()} " + "x" * 150))
    read = district.get(made.expect(201).headers["Location"]).expect(200)
    assert read.etag == '"1"' and "Content-Encoding" not in read.headers
    changed = district.patch(made.headers["Location"], {"headcount": 7}, read.etag).expect(200)
    district.get(made.headers["Location"], headers={"If-None-Match": changed.etag}).expect(304)
    district.delete(made.headers["Location"], changed.etag).expect(204)


@pytest.mark.parametrize("path", [
    "/v1/collectives?limit=200", "/v1/reports/award-summary?cluster=KTD-HUYEN-TP&period=2018-H1", "/docs", "/docs/for-systems",
    "/openapi.json",
])
def test_lists_reports_and_the_contract_are_compressed(api, nginx, path):
    answer = api.as_("province_reviewer", "35").get(path).expect(200)
    assert answer.headers["Content-Encoding"] == "gzip" and "Accept-Encoding" in answer.headers["Vary"]


def test_links_lead_back_through_the_proxy(api, nginx, district):
    page = district.get("/v1/collectives", {"limit": 2}).expect(200)
    assert page.json["next"].startswith(f"{nginx.url}/v1/collectives?") and nginx.url in page.headers["Link"]
    following = district.get(page.json["next"]).expect(200)
    assert following.items and following.items != page.items


def test_forwarded_headers_of_a_caller_are_not_believed(district):
    lies = {"Forwarded": "proto=http;host=evil.example", "X-Forwarded-Host": "evil.example", "X-Forwarded-Proto": "http"}
    page = district.get("/v1/collectives", {"limit": 2}, headers=lies).expect(200)
    assert "evil" not in page.text and page.json["next"].startswith("https://")


def test_another_host_name_gets_no_answer(nginx):
    other = ["curl", "-sk", "--resolve", f"other.example:{nginx.tls}:127.0.0.1", f"https://other.example:{nginx.tls}/docs"]
    assert subprocess.run(other, capture_output=True).returncode == 35  # no handshake
    plain = ["curl", "-s", "-H", "Host: other.example", f"http://127.0.0.1:{nginx.plain}/docs"]
    assert subprocess.run(plain, capture_output=True).returncode == 52  # an empty reply


def test_plain_http_redirects_to_tls(nginx):
    asked = ["curl", "-s", "-o", "/dev/null", "-w", "%{http_code} %{redirect_url}", "-H", f"Host: {NAME}",
             f"http://127.0.0.1:{nginx.plain}/v1/units?as_of=2018-06-30"]
    done = subprocess.run(asked, capture_output=True, text=True)
    assert done.stdout == f"308 https://{NAME}/v1/units?as_of=2018-06-30"


@pytest.mark.parametrize("options,path,status", [
    (["-H", "X: " + "x" * 20000], "/v1/units", 400), ([], "/v1/units?x=" + "x" * 17000, 414),
    (["-X", "POST", "-H", "Content-Type: application/json", "-d", "@/dev/stdin"], "/v1/collectives", 413),
    (["-X", "POST", "-H", "Transfer-Encoding: gzip", "-d", "x"], "/v1/collectives", 400),  # nginx's own 501
    (["-X", "TRACE"], "/v1/collectives", 405), ([], "/v1/collectives/%00", 400),
])
def test_refusals_by_the_proxy_are_problems(nginx, options, path, status):
    command = ["curl", "-s", "-w", "\n%{http_code} %{content_type}", "--http1.1", *nginx.curl, *options, nginx.url + path]
    done = subprocess.run(command, input=b"x" * 3_000_000, capture_output=True)
    body, _, said = done.stdout.decode().rpartition("\n")
    assert said == f"{status} application/problem+json" and f'"status":{status}' in body


def test_a_service_that_is_away_differs_from_one_that_gave_no_answer(start_service, unique):
    service = start_service(SETTINGS)
    with ExitStack() as front:
        stand_behind(service, front)
        district = Api(service).as_("district_reviewer", "349")
        district.get("/v1/collectives").expect(200)
        address = service.api
        service.stop()
        for ask in (district.get, lambda path: district.post(path, new_collective(unique))):
            answer = ask("/v1/collectives").expect_problem(503, "unavailable")
            assert answer.headers["Retry-After"] == "2"
        with hanging_up(address):
            district.get("/v1/collectives").expect_problem(503, "unavailable")
            lost = district.post("/v1/collectives", new_collective(unique)).expect_problem(504, "outcome-unknown")
            assert "Retry-After" not in lost.headers, "the service took it, and gave no answer: it may be done"


@contextmanager
def hanging_up(address):
    """A service that accepts every request and answers none."""
    host, _, port = address.rpartition(":")
    with socket.create_server((host, int(port))) as listener:
        def serve():
            while True:
                try:
                    with listener.accept()[0] as connection:
                        connection.recv(65536)
                except OSError:
                    return

        threading.Thread(target=serve, daemon=True).start()
        yield
        listener.shutdown(socket.SHUT_RDWR)


def test_without_forwarded_headers_links_use_the_host_of_the_request(service, nginx):
    alone = Api(service).as_("district_reviewer", "349")
    page = alone.get(f"http://{service.api}/v1/collectives", {"limit": 1}, headers={"Host": "a.example"}).expect(200)
    assert page.json["next"].startswith("http://a.example/v1/collectives?")
