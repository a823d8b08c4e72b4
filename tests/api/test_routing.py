"""Paths, methods and media types: whatever is not in the table of routes does not exist."""

import pytest

from support.routes import routes
from support.samples import collective, new_collective

HERE = f"/v1/collectives/{collective(4)}"


@pytest.mark.parametrize(
    "path",
    [
        "/", "/v1", "/v1/", "/v2/collectives", "/v1/nowhere", "/v1/collectives/", "/v1//collectives",
        "//v1/collectives",
        "/v1/./collectives", "/v1/collectives/.", "/v1/x/../collectives", "/v1/%2e/collectives", "/V1/collectives",
        "/v1/Collectives", "/v1/collectives%2F", f"/v1%2Fcollectives", f"{HERE}/", f"{HERE}//awards",
        "/v1/collectives/%2e%2e", "/v1/collectives/a%2Fb", "/v1/collectives/%00", "/v1/collectives/%zz",
        "/v1/collectives/%ff", "/v1/collectives/1", "/v1/collectives/349", f"{HERE}/awards/1", f"{HERE}/members",
        f"{HERE};a=b", f"/v1/collectives/{collective(4)}%20", f"/v1/collectives/%7B{collective(4)}%7D", "/livez",
        "/metrics",
        "/problems/nowhere", "/problems",
    ],
)
def test_any_other_path_is_404(district, path):
    district.get(path).expect_problem(404, "not-found")


@pytest.mark.parametrize(
    "method,path,allowed",
    [
        ("PUT", "/v1/collectives", "GET, HEAD, POST, OPTIONS"),
        ("DELETE", "/v1/collectives", "GET, HEAD, POST, OPTIONS"),
        ("POST", HERE, "GET, HEAD, PUT, PATCH, DELETE, OPTIONS"), ("PATCH", "/v1/awards", "GET, HEAD, OPTIONS"),
        ("DELETE", "/v1/decisions/1", "GET, HEAD, OPTIONS"),
        ("POST", "/v1/award-status/HNAM2923F", "GET, HEAD, OPTIONS"),
        ("GET", "/v1/individuals/lookup", "POST, OPTIONS"), ("TRACE", "/v1/collectives", "GET, HEAD, POST, OPTIONS"),
        ("PURGE", HERE, "GET, HEAD, PUT, PATCH, DELETE, OPTIONS"), ("POST", "/openapi.yaml", "GET, HEAD, OPTIONS"),
    ],
)
def test_a_method_that_is_not_served_is_405_with_allow(district, method, path, allowed):
    district.request(method, path).expect_problem(405, "method-not-allowed").expect_header("Allow", allowed)


def methods_by_path() -> dict:
    served = {}
    for route in routes():
        served.setdefault(route.example, set()).add(route.method)
    return served


@pytest.mark.parametrize("path,methods", methods_by_path().items())
def test_options_names_the_methods_and_needs_no_token(api, path, methods):
    answer = api.anonymous.options(path).expect(204)
    expected = methods | {"OPTIONS"} | ({"HEAD"} if "GET" in methods else set())
    assert set(answer.headers["Allow"].split(", ")) == expected
    assert answer.content == b""


@pytest.mark.parametrize("path", ["/v1/collectives", HERE, "/v1/units", "/openapi.yaml", "/docs", "/v1/nowhere"])
def test_head_is_get_without_the_body(api, path):
    caller = api.as_("auditor", "349")
    head, get = caller.head(path), caller.get(path)
    assert head.status == get.status
    same = ("Content-Type", "Content-Length", "ETag", "Cache-Control")
    assert [head.headers.get(name) for name in same] == [get.headers.get(name) for name in same]


def test_a_target_over_8_kib_is_414(district):
    district.get("/v1/collectives?q=" + "x" * 8200).expect_problem(414, "uri-too-long")
    district.get("/v1/" + "x" * 8100).expect_problem(404, "not-found")


@pytest.mark.parametrize(
    "content_type",
    ["text/plain", "application/x-www-form-urlencoded", "multipart/form-data; boundary=x", "application/merge-patch+json",
     "application/json; charset=utf-16", "application/json, text/plain", "json", ""],
)
def test_another_content_type_is_415_and_the_right_one_is_named(district, unique, content_type):
    answer = district.post("/v1/collectives", new_collective(unique), content_type=content_type)
    answer.expect_problem(415, "unsupported-type").expect_header("Accept-Post", "application/json")


@pytest.mark.parametrize("content_type", ["application/json", "text/plain", "application/json-patch+json"])
def test_a_patch_is_a_merge_patch_or_415(district, content_type):
    answer = district.request("PATCH", HERE, {}, etag="*", content_type=content_type)
    answer.expect_problem(415, "unsupported-type").expect_header("Accept-Patch", "application/merge-patch+json")


@pytest.mark.parametrize(
    "content_type", ["application/json; charset=utf-8", 'Application/JSON;charset="UTF-8"', "application/json ;"]
)
def test_the_content_type_may_be_written_otherwise(district, unique, content_type):
    district.post("/v1/collectives", new_collective(unique), content_type=content_type).expect(201)


@pytest.mark.parametrize("accept", ["text/html", "application/xml", "application/json;q=0", "application/json;v=2"])
def test_what_is_not_served_is_406(district, accept):
    district.get(HERE, headers={"Accept": accept}).expect_problem(406, "not-acceptable")


@pytest.mark.parametrize("accept", ["*/*", "application/*", "text/html, application/json;q=0.1", "", None])
def test_what_is_served_in_any_wording_is_answered(district, accept):
    district.get(HERE, headers={"Accept": accept}).expect(200)


def test_a_problem_is_sent_whatever_is_accepted(district):
    district.get("/v1/nowhere", headers={"Accept": "text/html"}).expect_problem(404, "not-found")


@pytest.mark.parametrize("coding", ["gzip", "br", "GZIP", "identity, gzip", "aes128gcm", "x"])
@pytest.mark.parametrize("method", ["POST", "PUT", "PATCH"])
def test_an_encoded_body_is_415_and_what_is_taken_is_named(district, unique, method, coding):
    made = district.post("/v1/collectives", new_collective(unique)).expect(201)
    path = "/v1/collectives" if method == "POST" else made.headers["Location"]
    media = "application/merge-patch+json" if method == "PATCH" else "application/json"
    headers = {"Content-Encoding": coding, "Content-Type": media, "If-Match": made.etag}
    answer = district.request(method, path, body=new_collective(unique), headers=headers)
    answer.expect_problem(415, "unsupported-type").expect_header("Accept-Encoding", "identity")
    if method != "PUT":
        answer.expect_header("Accept-Patch" if method == "PATCH" else "Accept-Post", media)
    assert district.get(made.headers["Location"]).json == made.json


def test_identity_is_no_encoding(district, unique):
    district.post("/v1/collectives", new_collective(unique), headers={"Content-Encoding": "identity"}).expect(201)
