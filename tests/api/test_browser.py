"""What a browser depends on: CORS by a list of allowed origins, security headers on every answer, documentation without
a network.
"""

import json
import re

import pytest
import yaml

from support.samples import MISSING, collective

LISTED, OTHER = "https://tdkt.hanam.example", "https://app.example:8443"
SERVICE_ENV = {"TDKT_CORS_ORIGINS": f"{LISTED}, {OTHER}"}
PREFLIGHT = {"Access-Control-Request-Method": "PATCH", "Access-Control-Request-Headers": "authorization, if-match"}
PUBLIC = ["/openapi.yaml", "/openapi.json", "/docs", "/docs/index", "/problems/not-found"]


@pytest.mark.parametrize("origin", [LISTED, OTHER])
def test_a_listed_origin_may_read_the_answer(district, origin):
    answer = district.get("/v1/collectives", headers={"Origin": origin}).expect(200)
    answer.expect_header("Access-Control-Allow-Origin", origin)
    assert "Origin" in answer.headers["Vary"]
    exposed = {name.lower() for name in answer.headers["Access-Control-Expose-Headers"].split(", ")}
    assert {"etag", "link", "location", "retry-after", "x-request-id"} <= exposed
    assert "Access-Control-Allow-Credentials" not in answer.headers


@pytest.mark.parametrize(
    "origin",
    ["https://evil.example", "null", "http://tdkt.hanam.example", LISTED + ".evil.example", "https://hanam.example", LISTED.upper(),
     LISTED + "/", f"{LISTED}, {OTHER}", "https://app.example", "*"],
)
def test_any_other_origin_is_told_nothing(district, origin):
    for answer in (
        district.get("/v1/collectives", headers={"Origin": origin}).expect(200),
        district.options("/v1/collectives", headers={"Origin": origin} | PREFLIGHT).expect(204),
    ):
        assert not [name for name in answer.headers if name.startswith("access-control-")]
        assert "Origin" in answer.headers["Vary"]


def test_errors_can_be_read_by_a_listed_origin(api):
    for path, status in (("/v1/collectives", 401), ("/v1/nowhere", 404)):
        answer = api.anonymous.get(path, headers={"Origin": LISTED}).expect(status)
        answer.expect_header("Access-Control-Allow-Origin", LISTED)


@pytest.mark.parametrize("path", ["/v1/collectives", f"/v1/collectives/{MISSING}", "/v1/decisions"])
def test_a_preflight_needs_no_token(api, path):
    answer = api.anonymous.options(path, headers={"Origin": LISTED} | PREFLIGHT).expect(204)
    answer.expect_header("Access-Control-Allow-Origin", LISTED)
    allowed = {name.lower() for name in answer.headers["Access-Control-Allow-Headers"].split(", ")}
    assert {"authorization", "content-type", "if-match", "if-none-match", "idempotency-key"} <= allowed
    assert {"GET", "POST", "PUT", "PATCH", "DELETE"} <= set(answer.headers["Access-Control-Allow-Methods"].split(", "))
    assert int(answer.headers["Access-Control-Max-Age"]) > 0


def test_options_that_is_no_preflight_gets_allow_alone(api):
    answer = api.anonymous.options("/v1/collectives", headers={"Origin": LISTED}).expect(204)
    assert "Access-Control-Allow-Methods" not in answer.headers


@pytest.mark.parametrize("path", PUBLIC)
def test_what_is_public_may_be_read_from_anywhere(api, path):
    for origin in ("https://evil.example", LISTED):
        answer = api.anonymous.get(path, headers={"Origin": origin}).expect(200)
        answer.expect_header("Access-Control-Allow-Origin", "*")


def test_no_origin_is_allowed_unless_one_is_configured(start_service, district):
    service = start_service({"TDKT_CORS_ORIGINS": None})
    answer = type(district)(service, district.token).get("/v1/collectives", headers={"Origin": LISTED}).expect(200)
    assert "Access-Control-Allow-Origin" not in answer.headers


@pytest.mark.parametrize(
    "method,path",
    [("GET", "/v1/collectives"), (
        "GET", f"/v1/collectives/{collective(4)}"
    ), ("OPTIONS", "/v1/collectives"), ("PUT", "/v1/collectives"),
     ("GET", "/nowhere"), ("GET", f"/v1/collectives/{MISSING}"), ("POST", "/v1/collectives"), ("HEAD", "/docs"),
     *[("GET", path) for path in PUBLIC]],
)
def test_every_answer_bears_the_security_headers(district, method, path):
    answer = district.request(method, path)
    answer.expect_header("X-Content-Type-Options", "nosniff").expect_header("X-Frame-Options", "DENY")
    answer.expect_header("Referrer-Policy", "no-referrer")
    assert "default-src 'none'" in answer.headers["Content-Security-Policy"]
    assert "frame-ancestors 'none'" in answer.headers["Content-Security-Policy"]
    assert re.fullmatch(r"\d+\.\d+\.\d+", answer.headers["API-Version"])
    assert "Server" not in answer.headers and "X-Powered-By" not in answer.headers


@pytest.mark.parametrize("path", ["/v1/collectives", f"/v1/collectives/{collective(4)}", "/v1/nowhere", "/v1/units"])
def test_records_are_not_stored_by_caches(district, path):
    district.get(path).expect_header("Cache-Control", "no-store")


@pytest.mark.parametrize("path", PUBLIC[:3])
def test_what_is_public_is_cached_and_revalidated(api, path):
    answer = api.anonymous.get(path).expect(200)
    assert "public" in answer.headers["Cache-Control"]
    api.anonymous.get(path, headers={"If-None-Match": answer.etag}).expect(304)
    api.anonymous.get(path, headers={"If-None-Match": '"other"'}).expect(200)


def test_the_contract_is_the_same_in_yaml_and_json(api):
    as_yaml, as_json = api.anonymous.get("/openapi.yaml").expect(200), api.anonymous.get("/openapi.json").expect(200)
    assert (as_yaml.media_type, as_json.media_type) == ("application/yaml", "application/json")
    document = as_json.json
    assert document["openapi"].startswith("3.1") and document["info"]["version"] == as_json.headers["API-Version"]
    assert json.loads(json.dumps(yaml.load(as_yaml.text, Loader=yaml.BaseLoader))).keys() == document.keys()


def test_the_documentation_needs_no_network_and_runs_no_script(api):
    page = api.anonymous.get("/docs").expect(200)
    assert page.media_type == "text/html" and "charset=utf-8" in page.headers["Content-Type"].lower()
    assert "<script" not in page.text.lower()
    loaded = re.findall(r"(?i)(?:\bsrc|\bsrcset|<link[^>]*\bhref|<use[^>]*\bhref)\s*=\s*[\"']?([^\"'\s>]+)", page.text)
    loaded += re.findall(r"(?i)(?:@import|url\()\s*[\"']?([^\"')\s;]+)", page.text)
    assert [address for address in loaded if not address.startswith(("#", "data:"))] == []


@pytest.mark.parametrize(
    "slug,status", [("not-found", 404), ("invalid", 400), ("unavailable", 503), ("key-reused", 422)]
)
def test_the_type_of_a_problem_can_be_looked_up(api, slug, status):
    answer = api.anonymous.get(f"/problems/{slug}").expect(200)
    assert answer.json["status"] == status and answer.json["title_vi"] and answer.json["title_en"]


@pytest.mark.parametrize("slug,kind", [
    ("invalid", "invalid"), ("conflict", "conflict"), ("stale", "stale"), ("forbidden", "forbidden"),
    ("too-many-requests", "limited"),
])
def test_the_type_of_a_problem_lists_its_rules(api, database, slug, kind):
    """As the database has them: the program's list is made from the file that fills the table."""
    rules = api.anonymous.get(f"/problems/{slug}").expect(200).json["rules"]
    [[kept]] = database.psql(
        "select json_agg(json_build_object('code', code, 'member', member, 'law', law, 'message_vi', message_vi,"
        f" 'message_en', message_en) order by code) from rule where kind = '{kind}'", "postgres")
    assert sorted(rules, key=lambda rule: rule["code"]) == json.loads(kept) != []


def test_the_type_of_a_problem_without_rules_has_no_list(api):
    assert "rules" not in api.anonymous.get("/problems/not-found").expect(200).json
