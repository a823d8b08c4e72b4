"""Clusters, their members by year, and the campaigns run in them."""

import pytest

from support.samples import CLUSTER, DUY_TIEN, HA_NAM, LY_NHAN, MISSING, NAM_DINH, PHU_LY, unit

SIX = {"347", "349", "350", "351", "352", "353"}


@pytest.fixture
def cluster(province, unique):
    return province.post("/v1/clusters", {"code": unique("cum"), "name": "Cụm mẫu", "unit_id": HA_NAM}).expect(201)


@pytest.fixture
def members(cluster):
    return cluster.headers["Location"] + "/members"


def test_the_demonstration_has_the_six_units_of_2018_with_leader_and_deputy(district):
    shown = district.all(f"/v1/clusters/{CLUSTER}/members", {"year": 2018})
    assert {row["unit_id"] for row in shown} == {unit(code) for code in SIX}
    roles = sorted(row["role"] for row in shown)
    assert roles == ["deputy", "leader", "member", "member", "member", "member"]


def test_members_change_from_year_to_year(province, members):
    for year, leader in ((2018, DUY_TIEN), (2019, LY_NHAN)):
        province.post(members, {"year": year, "unit_id": leader, "role": "leader"}).expect(201)
    leaders = province.all(members, {"role": "leader", "sort": "-year"})
    assert [(row["year"], row["unit_id"]) for row in leaders] == [(2019, LY_NHAN), (2018, DUY_TIEN)]


def test_a_year_has_one_leader(province, members):
    province.post(members, {"year": 2018, "unit_id": DUY_TIEN, "role": "leader"}).expect(201)
    second = {"year": 2018, "unit_id": LY_NHAN, "role": "leader"}
    province.post(members, second).expect_problem(409, "conflict", pointer="/role", code="unique")
    member = province.post(members, second | {"role": "member"}).expect(201)
    promoted = province.patch(member.headers["Location"], {"role": "leader"}, member.etag)
    promoted.expect_problem(409, "conflict", pointer="/role", code="unique")


def test_a_unit_is_a_member_once_a_year(province, members):
    body = {"year": 2018, "unit_id": DUY_TIEN}
    province.post(members, body).expect(201)
    province.post(members, body).expect_problem(409, "conflict", pointer="/unit_id", code="unique")


@pytest.mark.parametrize(
    "change,status,pointer",
    [
        ({"year": 1944}, 400, "/year"), ({"year": 2101}, 400, "/year"), ({"year": "2018"}, 400, "/year"),
        ({"role": "boss"}, 400, "/role"), ({"unit_id": MISSING}, 409, "/unit_id"),
        ({"cluster_id": CLUSTER}, 400, "/cluster_id"),
    ],
)
def test_a_wrong_member_is_refused(province, members, change, status, pointer):
    answer = province.post(members, {"year": 2018, "unit_id": DUY_TIEN} | change)
    answer.expect_problem(status, {400: "invalid", 409: "conflict"}[status], pointer=pointer)


def test_a_member_is_found_under_its_own_cluster_only(province, members, cluster):
    made = province.post(members, {"year": 2018, "unit_id": DUY_TIEN}).expect(201)
    elsewhere = f"/v1/clusters/{CLUSTER}/members/{made.id}"
    province.get(elsewhere).expect_problem(404, "not-found")
    province.patch(elsewhere, {}, made.etag).expect_problem(404, "not-found")
    province.delete(elsewhere, made.etag).expect_problem(404, "not-found")
    province.get(f"/v1/clusters/{MISSING}/members").expect_problem(404, "not-found")
    province.post(
        f"/v1/clusters/{MISSING}/members", {"year": 2018, "unit_id": DUY_TIEN}
    ).expect_problem(404, "not-found")
    province.get(made.headers["Location"]).expect(200)


def test_a_cluster_with_members_cannot_be_deleted(province, members, cluster):
    province.post(members, {"year": 2018, "unit_id": DUY_TIEN}).expect(201)
    province.delete(cluster.headers["Location"], cluster.etag).expect_problem(409, "conflict", code="referenced")


def test_a_province_makes_clusters_of_its_own_only(province, api, unique, cluster):
    body = {"code": unique("cum"), "name": "Cụm", "unit_id": NAM_DINH}
    province.post("/v1/clusters", body).expect_problem(409, "conflict", pointer="/unit_id", code="reference")
    other = api.as_("province_reviewer", "36")
    other.get(cluster.headers["Location"]).expect_problem(404, "not-found")
    other.post(
        cluster.headers["Location"] + "/members", {"year": 2018, "unit_id": PHU_LY}
    ).expect_problem(404, "not-found")


def test_the_demonstration_has_a_regular_and_a_thematic_campaign(district):
    shown = district.all("/v1/campaigns", {"cluster_id": CLUSTER})
    assert {row["kind"] for row in shown} == {"regular", "thematic"} and len(shown) == 2


@pytest.mark.parametrize(
    "change,status,pointer",
    [
        ({"ends_on": "2018-02-28"}, 400, "/ends_on"), ({"kind": "yearly"}, 400, "/kind"),
        ({"cluster_id": MISSING}, 409, "/cluster_id"),
        ({"unit_id": NAM_DINH}, 409, "/unit_id"), ({"goals": "x" * 4001}, 400, "/goals"),
    ],
)
def test_a_wrong_campaign_is_refused(province, unique, change, status, pointer):
    body = {"code": unique("pt"), "name": "Phong trào", "kind": "regular", "unit_id": HA_NAM, "starts_on": "2018-03-01"}
    answer = province.post("/v1/campaigns", body | change)
    answer.expect_problem(status, {400: "invalid", 409: "conflict"}[status], pointer=pointer)


def test_a_campaign_may_last_one_day(province, unique):
    body = {"code": unique("pt"), "name": "Phong trào", "kind": "regular", "unit_id": HA_NAM, "starts_on": "2018-03-01"}
    province.post("/v1/campaigns", body | {"ends_on": "2018-03-01"}).expect(201)
