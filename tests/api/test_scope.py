"""Which rows a caller reaches: a row outside its units looks, byte for byte, as if it did not exist; a visible row that
it may not change is 403.
"""

import re

import pytest

from support.samples import (
    CLUSTER, DUY_TIEN, HA_NAM, LY_NHAN, MISSING, NAM_DINH, REGULAR_CAMPAIGN, award, collective, decision, individual,
    new_collective, new_individual, new_target, target, unit,
)

OUTSIDE = {
    # rows of Lý Nhân, or outside the province, asked for by a caller of Duy Tiên
    "collective": f"/v1/collectives/{collective(16)}", "commune's collective": f"/v1/collectives/{collective(29)}",
    "province's collective": f"/v1/collectives/{collective(35)}", "individual": f"/v1/individuals/{individual(20)}",
    "campaign target": f"/v1/campaign-targets/{target(6)}", "award": f"/v1/awards/{award(5)}",
    "decision of another province": f"/v1/decisions/{decision(9)}",
    "awards of a collective": f"/v1/collectives/{collective(29)}/awards",
    "awards of an individual": f"/v1/individuals/{individual(20)}/awards",
}
WRITABLE = ["collective", "individual", "campaign target"]


def missing(path) -> str:
    return re.sub(r"[0-9a-f-]{36}", MISSING, path)


def likeness(answer) -> tuple:
    """All that a caller can see in an answer, without what differs between any two requests."""
    path = re.compile(rb'"instance":"[^"]*"')
    headers = {
        name: answer.headers[name] for name in answer.headers if name not in ("date", "x-request-id", "content-length")
    }
    return answer.status, headers, path.sub(b"", answer.content)


@pytest.mark.parametrize("path", OUTSIDE.values(), ids=OUTSIDE)
@pytest.mark.parametrize("method", ["GET", "HEAD"])
def test_a_row_outside_reads_like_a_missing_one(district, path, method):
    there, nowhere = district.request(method, path), district.request(method, missing(path))
    there.expect_problem(404, "not-found")
    assert likeness(there) == likeness(nowhere)


@pytest.mark.parametrize("name", WRITABLE)
@pytest.mark.parametrize("method,body", [("PUT", {}), ("PATCH", {"name": "x"}), ("DELETE", None)])
@pytest.mark.parametrize("etag", [None, "*", '"1"'])
def test_a_row_outside_is_written_like_a_missing_one(district, name, method, body, etag):
    media = "application/merge-patch+json" if method == "PATCH" else "application/json"
    answers = [
        district.request(method, path, body, etag=etag, content_type=media)
        for path in (OUTSIDE[name], missing(OUTSIDE[name]))
    ]
    answers[0].expect_problem(404, "not-found")
    assert likeness(answers[0]) == likeness(answers[1])


LISTS = {
    # the rows that 349 (district) and 35 (province) see in a table
    "/v1/collectives": "collective", "/v1/individuals": "individual", "/v1/campaign-targets": "campaign_target",
    "/v1/awards": "award",
}
SCOPES = [("349", "district_lineage", DUY_TIEN), ("353", "district_lineage", LY_NHAN), (
    "13606", "commune_lineage", unit(13606)
),
          ("35", "province_lineage", HA_NAM), ("36", "province_lineage", NAM_DINH)]


@pytest.mark.parametrize("path,table", LISTS.items())
@pytest.mark.parametrize("code,column,lineage", SCOPES, ids=[scope[0] for scope in SCOPES])
@pytest.mark.parametrize("role", ["unit_officer", "auditor"])
def test_a_list_shows_all_of_the_units_and_nothing_else(api, database, path, table, code, column, lineage, role):
    expected = database.psql(f"select id from {table} where {column} = '{lineage}'", "postgres")
    shown = api.as_(role, code).all(path, {"limit": 7})
    assert sorted(row["id"] for row in shown) == sorted(id for [id] in expected)


@pytest.mark.parametrize("path", LISTS)
def test_a_filter_or_a_search_finds_nothing_outside(district, path):
    query = {"unit_id": LY_NHAN} if path != "/v1/individuals" else {"collective_id": collective(29)}
    answer = district.get(path, query, headers={"Prefer": "count=exact"}).expect(200)
    assert (answer.items, answer.json["count"]) == ([], 0)
    assert district.get(path, {"q": "nhan khang"}).expect(200).items == []


@pytest.mark.parametrize(
    "path,make,change",
    [
        ("/v1/collectives", new_collective, {"unit_id": LY_NHAN}),
        ("/v1/collectives", new_collective, {"unit_id": HA_NAM}),
        ("/v1/collectives", new_collective, {"parent_id": collective(16)}),
        ("/v1/individuals", new_individual, {"collective_id": collective(16)}),
        ("/v1/campaign-targets", new_target, {"unit_id": LY_NHAN}),
        ("/v1/campaign-targets", new_target, {"collective_id": collective(16)}),
    ],
)
@pytest.mark.parametrize("how", ["POST", "PUT", "PATCH"])
def test_what_points_outside_is_refused_like_what_points_nowhere(district, unique, path, make, change, how):
    [name] = change
    answers = [written(district, path, make(unique), {name: value}, how) for value in (change[name], MISSING)]
    answers[0].expect_problem(409, "conflict", pointer=f"/{name}", code="reference")
    assert likeness(answers[0]) == likeness(answers[1])


def written(caller, path, body, change, how):
    if how == "POST":
        return caller.post(path, body | change)
    made = caller.post(path, body).expect(201)
    if how == "PUT":
        return caller.put(made.headers["Location"], body | change, made.etag)
    return caller.patch(made.headers["Location"], change, made.etag)


def test_a_row_cannot_be_taken_out_of_ones_units(district, unique):
    made = district.post("/v1/collectives", new_collective(unique)).expect(201)
    district.patch(made.headers["Location"], {"unit_id": LY_NHAN}, made.etag).expect_problem(409, "conflict")
    assert district.get(made.headers["Location"]).json["unit_id"] == DUY_TIEN


def test_an_officer_of_a_commune_keeps_its_records_but_deletes_none(api, unique):
    officer = api.as_("unit_officer", "13606")
    body = new_collective(unique, unit_id=unit(13606))
    made = officer.post("/v1/collectives", body).expect(201)
    changed = officer.patch(made.headers["Location"], {"name": "Khác"}, made.etag).expect(200)
    officer.delete(made.headers["Location"], changed.etag).expect_problem(403, "forbidden")
    of_the_district = new_collective(unique, unit_id=LY_NHAN)
    officer.post("/v1/collectives", of_the_district).expect_problem(409, "conflict", pointer="/unit_id")
    officer.get(f"/v1/collectives/{collective(16)}").expect_problem(404, "not-found")


def test_a_province_writes_in_all_its_districts_and_no_other(province, unique):
    for code in (347, 349, 353, 13606):
        province.post("/v1/collectives", new_collective(unique, unit_id=unit(code))).expect(201)
    body = new_collective(unique, unit_id=NAM_DINH)
    province.post("/v1/collectives", body).expect_problem(409, "conflict", pointer="/unit_id", code="reference")
    province.get(f"/v1/collectives/{collective(36)}").expect_problem(404, "not-found")


def test_several_units_add_up(api):
    caller = api.as_("auditor", ["349", "353"])
    for row in (collective(4), collective(16), collective(29)):
        caller.get(f"/v1/collectives/{row}").expect(200)
    caller.get(f"/v1/collectives/{collective(1)}").expect_problem(404, "not-found")
    assert len(caller.all("/v1/collectives", {"limit": 3})) == len({row["id"] for row in caller.all("/v1/collectives")})


COMMUNES = [
    13285, 13324, 13384, 13495, 13504, 13606, 13375, 13318, 13573, 13564, 13291, 13321, 13330, 13336, 13348, 13363,
    13402, 13420, 13456, 13474,
]


@pytest.mark.parametrize("count", [1, 2, 6, 16, 17, 20])
@pytest.mark.parametrize("sort", ["name", "-name,created_at"])
def test_any_number_of_units_makes_one_list_in_order(api, database, count, sort):
    """For any number of units in a token, however the service reads them: each row once, in the requested order."""
    units = [unit(code) for code in COMMUNES[:count]]
    order = "name, id" if sort == "name" else "name desc, created_at, id"
    owned = ", ".join(f"'{one}'" for one in units)
    expected = database.psql(
        f"select id from collective where commune_lineage in ({owned}) order by {order}", "postgres"
    )
    shown = api.as_("auditor", units, sub="kiem.toan").all("/v1/collectives", {"sort": sort, "limit": 3})
    assert [row["id"] for row in shown] == [id for [id] in expected]


@pytest.mark.parametrize("named", ["349", DUY_TIEN, unit(349, 2)])
def test_a_unit_is_named_by_code_or_by_id_of_any_version(api, named):
    """349 was a district until 2019 and a town after it: the same unit, with one archive."""
    caller = api.as_("district_reviewer", named)
    caller.get(f"/v1/collectives/{collective(4)}").expect(200)
    caller.get(f"/v1/collectives/{collective(16)}").expect_problem(404, "not-found")


class TestTheSuccessorOfAMergedProvince:
    """Since 2025-07-01 the province 37 has the archive of 35 and 36: it reads the archive and changes nothing in it."""

    @pytest.fixture
    def successor(self, api):
        return api.as_("province_reviewer", "37")

    def test_reads_the_archive_of_its_predecessors(self, successor):
        for row in (collective(4), collective(16), collective(35), collective(36)):
            successor.get(f"/v1/collectives/{row}").expect(200)
        assert {collective(35), collective(36)} <= {row["id"] for row in successor.all("/v1/collectives")}

    @pytest.mark.parametrize("method", ["PUT", "PATCH", "DELETE"])
    @pytest.mark.parametrize("row", [collective(4), collective(35)])
    def test_may_not_change_it(self, successor, method, row):
        path = f"/v1/collectives/{row}"
        seen = successor.get(path)
        members = ("code", "name", "unit_id", "kind")
        body = {"PUT": {name: seen.json[name] for name in members}, "PATCH": {"name": "Khác"}, "DELETE": None}[method]
        media = "application/merge-patch+json" if method == "PATCH" else "application/json"
        answer = successor.request(method, path, body, etag=seen.etag, content_type=media)
        answer.expect_problem(403, "forbidden")
        assert successor.get(path).etag == seen.etag

    def test_writes_in_its_own_communes(self, successor, unique):
        successor.post("/v1/collectives", new_collective(unique, unit_id=unit(13324, 3))).expect(201)
        answer = successor.post("/v1/collectives", new_collective(unique, unit_id=DUY_TIEN))
        answer.expect_problem(409, "conflict", pointer="/unit_id", code="reference")

    def test_its_predecessor_sees_nothing_of_it(self, successor, province, unique):
        made = successor.post("/v1/collectives", new_collective(unique, unit_id=unit(37, 2))).expect(201)
        province.get(made.headers["Location"]).expect_problem(404, "not-found")


@pytest.mark.parametrize("path", [f"/v1/collectives/{collective(4)}", f"/v1/campaign-targets/{target(2)}"])
def test_an_auditor_reads_and_changes_nothing(api, path):
    auditor = api.as_("auditor", "349")
    seen = auditor.get(path).expect(200)
    auditor.patch(path, {}, seen.etag).expect_problem(403, "forbidden")
    auditor.delete(path, seen.etag).expect_problem(403, "forbidden")


def test_a_reader_sees_published_awards_and_classes_only(api):
    reader = api.as_("reader", "349")
    for path in ("/v1/awards", "/v1/award-classes", "/v1/decisions", "/v1/award-status/HNAM2924Q"):
        reader.get(path).expect(200)
    for path in ("/v1/collectives", "/v1/individuals", "/v1/units", "/v1/campaigns", "/v1/campaign-targets"):
        reader.get(path).expect_problem(403, "forbidden")
    reader.get(f"/v1/awards/{award(5)}").expect_problem(404, "not-found")


def test_a_district_reads_the_clusters_and_campaigns_of_its_province(district, api):
    paths = (f"/v1/clusters/{CLUSTER}", f"/v1/clusters/{CLUSTER}/members", f"/v1/campaigns/{REGULAR_CAMPAIGN}")
    for path in paths:
        district.get(path).expect(200)
        api.as_("district_reviewer", "13606").get(path).expect(200)
        api.as_("province_reviewer", "36").get(path).expect_problem(404, "not-found")


def test_a_district_reads_the_decisions_of_its_province_with_its_own_awards_only(district):
    read = district.get(f"/v1/decisions/{decision(1)}").expect(200)
    shown = {row["id"] for row in read.json["awards"]}
    assert shown == {award(2), award(6), award(7)}
