"""Query strings are read strictly, and every wrong parameter is named."""

import pytest

from support.samples import collective


@pytest.mark.parametrize(
    "query,parameter,code",
    [
        ("colour=red", "colour", "unknown"), ("name=x", "name", "unknown"), ("headcount=3", "headcount", "unknown"),
        ("state[gte]=active", "state[gte]", "unknown"), ("headcount[ge]=3", "headcount[ge]", "unknown"),
        ("Limit=5", "Limit", "unknown"), ("as_of=2018-06-30", "as_of", "unknown"),
        ("limit=5&limit=5", "limit", "repeated"), ("state=active&state=merged", "state", "repeated"),
        ("limit=0", "limit", "range"), ("limit=201", "limit", "range"), ("limit=-1", "limit", "range"),
        ("limit=five", "limit", "type"), ("limit=", "limit", "type"), ("limit=1.5", "limit", "type"),
        ("limit=+5", "limit", "type"), ("limit", "limit", "type"), ("limit=99999999999999999999", "limit", "type"),
        ("headcount[gte]=x", "headcount[gte]", "type"), ("created_at[gte]=2018", "created_at[gte]", "format"),
        ("created_at[lt]=2018-02-30T00:00:00Z", "created_at[lt]", "format"), ("unit_id=349", "unit_id", "format"),
        ("state=open", "state", "enum"), ("sort=colour", "sort", "unknown"), ("sort=state", "sort", "unknown"),
        ("sort=", "sort", "format"), ("sort=name,", "sort", "format"), ("sort=name,,created_at", "sort", "unknown"),
        ("sort=--name", "sort", "unknown"), ("sort=%2Bname", "sort", "unknown"),
        ("q=", "q", "too_short"), ("q=%20", "q", "too_short"), ("q=" + "x" * 201, "q", "too_long"),
        ("q=a+b+c+d+e+f+g+h+i", "q", "too_long"), ("q=%07", "q", "character"),
        ("q=%zz", "q", "format"), ("q=%4", "q", "format"), ("q=%", "q", "format"), ("%zz=1", "%zz", "format"),
        ("q=%00", "q", "character"), ("q=a%00b", "q", "character"), ("q=%ff", "q", "encoding"),
        ("q=%c0%80", "q", "encoding"), ("cursor=", "cursor", "cursor"), ("cursor=x", "cursor", "cursor"),
    ],
)
def test_a_wrong_parameter_is_400_and_named(district, query, parameter, code):
    district.get(f"/v1/collectives?{query}").expect_problem(400, "invalid", parameter=parameter, code=code)


@pytest.mark.parametrize("query", ["=x", "limit=1&&q=a", "&limit=1", "limit=1&"])
def test_a_parameter_without_a_name_is_400(district, query):
    district.get(f"/v1/collectives?{query}").expect_problem(400, "invalid", code="format")


def test_every_wrong_parameter_is_told_at_once(district):
    answer = district.get("/v1/collectives?limit=0&sort=x&state=y&colour=z").expect_problem(400, "invalid")
    assert {error["parameter"] for error in answer.json["errors"]} >= {"colour"}
    answer = district.get("/v1/collectives?limit=0&sort=x&state=y").expect_problem(400, "invalid")
    assert {error["parameter"] for error in answer.json["errors"]} == {"limit", "sort", "state"}


@pytest.mark.parametrize("query", ["?", "?limit=200", "?limit=1", "?q=%25", "?q=a%2Bb", "?headcount%5Bgte%5D=0"])
def test_a_right_query_is_answered(district, query):
    district.get(f"/v1/collectives{query}").expect(200)


@pytest.mark.parametrize("method", ["GET", "PUT", "PATCH", "DELETE"])
def test_a_single_resource_knows_no_parameters(district, method):
    path = f"/v1/collectives/{collective(4)}?limit=5"
    body = None if method in ("GET", "DELETE") else {}
    answer = district.request(method, path, body, etag="*")
    answer.expect_problem(400, "invalid", parameter="limit", code="unknown")
