"""Frozen reports keep every byte, whoever corrects the records later; the difference from today's figures is shown."""

import pytest

from support.samples import CLUSTER, DUY_TIEN, HA_NAM, LY_NHAN, MISSING, NAM_DINH, new_award, new_decision, unit

PATH = "/v1/report-snapshots"
SUMMARY = {"report": "award_summary", "cluster_id": CLUSTER, "period": "2018-H1"}


def freeze(caller, **changes):
    body = {name: value for name, value in (SUMMARY | changes).items() if value is not None}
    return caller.post(PATH, body)


def test_a_snapshot_names_its_report_and_owner(province):
    made = freeze(province, note="Trình Hội nghị sơ kết").expect(201)
    assert made.headers["Location"] == f"{PATH}/{made.id}" and made.etag == '"1"'
    assert {name: value for name, value in made.json.items() if name not in ("id", "created_at", "frozen_by")} == {
        "report": "award_summary", "cluster_id": CLUSTER, "unit_id": None, "period": "2018-H1",
        "period_from": "2018-01-01", "period_to": "2018-06-30", "predecessors": False, "small_headcount": 50,
        "note": "Trình Hội nghị sơ kết",
    }
    assert province.get(f"{PATH}/{made.id}").expect(200).json == made.json
    assert made.json in province.all(PATH, {"report": "award_summary", "cluster_id": CLUSTER})


@pytest.mark.parametrize(
    "report,scope,query",
    [
        ("award_summary", {"cluster_id": CLUSTER, "period": "2018-H1"}, {"cluster": CLUSTER, "period": "2018-H1"}),
        ("award_summary", {"unit_id": DUY_TIEN, "period_from": "2018-01-01", "period_to": "2018-03-31",
                           "small_headcount": 20},
         {"unit": DUY_TIEN, "period": "2018-Q1", "small_headcount": 20}),
        ("target_progress", {"cluster_id": CLUSTER, "period": "2018"}, {"cluster": CLUSTER, "period": "2018"}),
        ("target_progress", {"unit_id": HA_NAM, "period": "2018", "predecessors": True},
         {"unit": HA_NAM, "period": "2018", "predecessors": "true"}),
        ("cluster_review", {"cluster_id": CLUSTER, "period": "2018"}, {"cluster": CLUSTER, "period": "2018"}),
        ("statistics", {"unit_id": HA_NAM, "period": "2018"}, {"unit": HA_NAM, "year": 2018}),
    ],
)
def test_every_report_is_frozen_byte_for_byte(province, report, scope, query):
    made = province.post(PATH, {"report": report} | scope).expect(201)
    live = f"/v1/reports/{report.replace('_', '-')}"
    for accept in ("application/json", "text/csv"):
        frozen = province.get(f"{PATH}/{made.id}/document", headers={"Accept": accept}).expect(200)
        assert frozen.content == province.get(live, query, headers={"Accept": accept}).expect(200).content
        assert frozen.headers["Vary"].split(", ") == ["Accept", "Accept-Language"]
    with_mark = province.get(f"{PATH}/{made.id}/document", {"bom": "true"}, headers={"Accept": "text/csv"})
    assert with_mark.content.startswith(b"\xef\xbb\xbf")
    difference = province.get(f"{PATH}/{made.id}/difference").expect(200).json
    assert difference == {
        "frozen_at": difference["frozen_at"], "frozen_by": made.json["frozen_by"], "differences": []
    }


def test_later_records_do_not_change_it_and_are_shown_as_a_difference(province, unique):
    made = freeze(province, period="2012-H1").expect(201)
    document = f"{PATH}/{made.id}/document"
    before = province.get(document).expect(200).content
    province.post(f"/v1/clusters/{CLUSTER}/members", {"year": 2012, "unit_id": DUY_TIEN}).expect(201)
    awards = [new_award(award_class_code="BKT")]
    decision = new_decision(unique, *awards, signed_on="2012-03-01", authority="province_chair", level="province",
                            unit_id=HA_NAM)
    province.post("/v1/decisions", decision).expect(201)
    assert province.get(document).expect(200).content == before
    told = province.get(f"{PATH}/{made.id}/difference").expect(200).json
    found = {row["path"]: (row["frozen"], row["today"]) for row in told["differences"]}
    assert found["/totals/collectives/count"] == (0, 1)
    assert found["/lines/BKT"][0] is None and found["/lines/BKT"][1]["collectives"] == {"state": "counted", "count": 1}
    assert found[f"/units/{DUY_TIEN}"][0] is None
    assert found["/shares/small_collectives/of"] == (0, 1)


def test_an_element_is_known_by_itself_and_not_by_its_place(province, unique):
    """A new line before others is one difference."""
    made = freeze(province, cluster_id=None, unit_id=LY_NHAN, period="2018").expect(201)
    award = new_award(award_class_code="TTLDXS", collective_id="01600000-0007-7000-8000-000000000016")
    decision = new_decision(unique, award, signed_on="2018-12-30", authority="province_chair", level="province",
                            unit_id=HA_NAM)
    province.post("/v1/decisions", decision).expect(201)
    told = province.get(f"{PATH}/{made.id}/difference").expect(200).json["differences"]
    assert [row["path"] for row in told if row["path"].startswith("/lines")] == ["/lines/TTLDXS"]


@pytest.mark.parametrize(
    "change,pointer,code",
    [
        ({"report": None}, "/report", "required"), ({"report": "awards"}, "/report", "enum"),
        ({"cluster_id": None}, "/cluster_id", "required"), ({"unit_id": HA_NAM}, "/unit_id", "rule"),
        ({"report": "statistics"}, "/cluster_id", "rule"),
        ({"report": "statistics", "cluster_id": None}, "/unit_id", "required"),
        ({"report": "statistics", "cluster_id": None, "unit_id": HA_NAM}, "/period", "rule"),
        ({"report": "cluster_review", "cluster_id": None, "unit_id": HA_NAM}, "/unit_id", "rule"),
        ({"period": None}, "/period", "required"), ({"period": "2018-X"}, "/period", "format"),
        ({"period_from": "2018-01-01"}, "/period_to", "required"),
        ({"period": None, "period_to": "2018-01-01"}, "/period_from", "required"),
        ({"period": None, "period_from": "2018-02-01", "period_to": "2018-01-01"}, "/period_to", "rule"),
        ({"period_from": "2018-01-01", "period_to": "2018-06-29"}, "/period", "rule"),
        ({"predecessors": True}, "/predecessors", "rule"),
        ({"small_headcount": 0}, "/small_headcount", "range"),
        ({"report": "target_progress", "small_headcount": 50}, "/small_headcount", "rule"),
        ({"note": "x" * 2001}, "/note", "too_long"), ({"document": {}}, "/document", "unknown"),
        ({"frozen_by": "x"}, "/frozen_by", "unknown"),
    ],
)
def test_an_impossible_request_is_400(province, change, pointer, code):
    freeze(province, **change).expect_problem(400, "invalid", pointer=pointer, code=code)


def test_a_representation_sent_back_freezes_it_again(province):
    made = freeze(province).expect(201).json
    again = {name: value for name, value in made.items() if name not in ("id", "frozen_by", "created_at")}
    assert province.post(PATH, again).expect(201).json["period"] == "2018-H1"


@pytest.mark.parametrize("scope", ["cluster_id", "unit_id"])
def test_a_reference_to_nothing_is_409(province, scope):
    body = {"report": "award_summary", "period": "2018", scope: MISSING}
    province.post(PATH, body).expect_problem(409, "conflict", pointer=f"/{scope}", code="reference")


def test_a_caller_without_the_report_cannot_freeze_it(api, district):
    freeze(district).expect_problem(403, "forbidden")
    freeze(district, cluster_id=None, unit_id=LY_NHAN).expect_problem(403, "forbidden")
    freeze(district, cluster_id=None, unit_id=HA_NAM).expect_problem(403, "forbidden")
    freeze(district, cluster_id=None, unit_id=DUY_TIEN).expect(201)
    for role in ("unit_officer", "council_reviewer", "auditor", "reader", "admin"):
        freeze(api.as_(role, "35")).expect_problem(403, "forbidden")
    six = ["347", "349", "350", "351", "352", "353"]
    freeze(api.as_("district_reviewer", six)).expect_problem(403, "forbidden")  # belongs to its province


def test_others_do_not_see_it(api, province, district):
    of_cluster, of_district = freeze(province).id, freeze(district, cluster_id=None, unit_id=DUY_TIEN).id
    of_province = freeze(province, cluster_id=None, unit_id=HA_NAM).id
    for stranger in (api.as_("district_reviewer", "353"), api.as_("auditor", "36")):
        for number in (of_cluster, of_district, of_province):
            for end in ("", "/document", "/difference"):
                stranger.get(f"{PATH}/{number}{end}").expect_problem(404, "not-found")
        assert not {item["id"] for item in stranger.all(PATH)} & {of_cluster, of_district, of_province}
    mine = {item["id"] for item in district.all(PATH)}
    assert of_district in mine and not mine & {of_cluster, of_province}
    heirs = {item["id"] for item in api.as_("auditor", "37").all(PATH)}
    assert {of_cluster, of_district, of_province} <= heirs


def cluster_of(province, unique, *members, **changes) -> str:
    body = {"code": unique("cum"), "name": "Cụm (mẫu)", "unit_id": HA_NAM} | changes
    made = province.post("/v1/clusters", body).expect(201).id
    for member in members:
        province.post(f"/v1/clusters/{made}/members", {"year": 2018, "unit_id": member}).expect(201)
    return made


def assert_hidden(caller, number):
    for end in ("", "/document", "/difference"):
        caller.get(f"{PATH}/{number}{end}").expect_problem(404, "not-found")
    assert number not in {item["id"] for item in caller.all(PATH)}


def test_a_caller_without_the_report_does_not_see_the_frozen_one(province, district, unique):
    """A cluster that a district organises has members outside the district."""
    cluster = cluster_of(province, unique, DUY_TIEN, LY_NHAN, unit_id=DUY_TIEN)
    district.get("/v1/reports/award-summary", {"cluster": cluster, "period": "2018"}).expect_problem(403, "forbidden")
    assert_hidden(district, freeze(province, cluster_id=cluster, period="2018").expect(201).id)
    own = cluster_of(province, unique, DUY_TIEN, unit_id=DUY_TIEN)
    frozen = freeze(province, cluster_id=own, period="2018").expect(201).id
    district.get(f"{PATH}/{frozen}/document").expect(200)


def test_a_member_of_another_province_hides_it_from_callers_without_that_province(api, province, unique):
    cluster = cluster_of(province, unique, DUY_TIEN, NAM_DINH)
    both = api.as_("province_reviewer", ["35", "36"])
    frozen = freeze(both, cluster_id=cluster, period="2018").expect(201).id
    both.get(f"{PATH}/{frozen}/document").expect(200)
    assert_hidden(province, frozen)


def test_predecessors_that_were_split_hide_it_from_one_heir(api):
    """Duy Tân of 2025 took over a part of Hòa Mạc, whose records it does not read."""
    heir, province = api.as_("unit_officer", unit(13330, 3)), api.as_("province_reviewer", "37")
    asked = {"unit": unit(13330, 3), "period": "2025", "predecessors": "true"}
    heir.get("/v1/reports/award-summary", asked).expect_problem(403, "forbidden")
    body = {"cluster_id": None, "unit_id": unit(13330, 3), "period": "2025"}
    assert_hidden(heir, freeze(province, **body, predecessors=True).expect(201).id)
    heir.get(f"{PATH}/{freeze(province, **body).expect(201).id}/document").expect(200)


def test_a_snapshot_is_neither_changed_nor_deleted(province):
    path = f"{PATH}/{freeze(province).id}"
    for method in ("PUT", "PATCH", "DELETE"):
        assert province.request(method, path, {}, etag='"1"').expect(405).headers["Allow"] == "GET, HEAD, OPTIONS"


def test_a_key_freezes_once(province, unique):
    key = unique("key")
    first = province.post(PATH, SUMMARY, key=key).expect(201)
    assert province.post(PATH, SUMMARY, key=key).expect(201).id == first.id


def test_what_is_not_there_is_404(province):
    for end in ("", "/document", "/difference"):
        for number in (MISSING, "x"):
            province.get(f"{PATH}/{number}{end}").expect_problem(404, "not-found")
    frozen = freeze(province).id
    province.get(f"{PATH}/{frozen}/document", {"bom": "x"}).expect_problem(400, "invalid", parameter="bom", code="type")
    province.get(f"{PATH}/{frozen}/document", headers={"Accept": "image/png"}).expect_problem(406, "not-acceptable")


@pytest.mark.parametrize("accept", ["application/json", "text/csv", "text/html"])
def test_what_is_frozen_may_be_kept_and_is_asked_for_by_its_tag(province, accept):
    document = f"{PATH}/{freeze(province).expect(201).id}/document"
    first = province.get(document, headers={"Accept": accept}).expect(200)
    assert first.headers["Cache-Control"] == "private, no-cache" and not first.etag.startswith("W/")
    again = province.get(document, headers={"Accept": accept, "If-None-Match": first.etag}).expect(304)
    assert again.content == b"" and again.etag == first.etag
    assert province.head(document, headers={"Accept": accept}).expect(200).etag == first.etag


def test_every_form_of_what_is_frozen_has_its_own_tag(province):
    document = f"{PATH}/{freeze(province).expect(201).id}/document"
    asked = [{"Accept": "application/json"}, {"Accept": "text/csv"}, {"Accept": "text/html"},
             {"Accept": "text/html", "Accept-Language": "en"}]
    tags = [province.get(document, headers=headers).expect(200).etag for headers in asked]
    tags.append(province.get(document, {"bom": "true"}, headers={"Accept": "text/csv"}).expect(200).etag)
    assert len(set(tags)) == 5


def test_a_caller_who_no_longer_sees_it_gets_no_304(api, province):
    document = f"{PATH}/{freeze(province).expect(201).id}/document"
    tag = province.get(document).expect(200).etag
    api.as_("district_reviewer", "349").get(document, headers={"If-None-Match": tag}).expect(403, 404)
