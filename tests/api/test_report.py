"""The half-year figures of the six districts and cities of Hà Nam in 2018, computed from their records."""

import pytest

from support.samples import (
    CLUSTER, DUY_TIEN, HA_NAM, LY_NHAN, MISSING, PHU_LY, award_class, collective, new_award, new_decision,
    unit,
)

CODE = "KTD-HUYEN-TP"
HALF_YEAR = {"from": "2018-01-01", "to": "2018-06-30"}
NOT_APPLICABLE = {"state": "not_applicable"}
MANY = {"state": "unknown", "stated": "nhiều"}


def counted(count) -> dict:
    return {"state": "counted", "count": count}


def line(award, name_vi, name_en, collectives, individuals, classes=None, **more) -> dict:
    made = {
        "award_class_code": award, "name_vi": name_vi, "name_en": name_en, "collectives": collectives, "individuals": individuals
    }
    return made | more if classes is None else made | more | {"classes": classes}


EXPECTED = [
    line("HCLD", "Huân chương Lao động", "Labour Order", counted(5), counted(7), [
        line("HCLD2", "Huân chương Lao động hạng Nhì", "Labour Order, Second Class", counted(1), counted(1)),
        line("HCLD3", "Huân chương Lao động hạng Ba", "Labour Order, Third Class", counted(3), counted(4)),
    ]),
    line("CTDCP", "Cờ thi đua của Chính phủ", "Government Emulation Flag", counted(2), NOT_APPLICABLE, []),
    line("BKTTG", "Bằng khen của Thủ tướng Chính phủ", "Prime Minister's Certificate of Merit", counted(3), counted(10), [],
         households=counted(0)),
    line("TTLDTT", "Tập thể lao động tiên tiến", "Advanced Labour Collective", MANY, NOT_APPLICABLE, []),
    line("CSTDCS", "Chiến sĩ thi đua cơ sở", "Grassroots Emulation Fighter", NOT_APPLICABLE, MANY, []),
    line("GK", "Giấy khen", "Certificate of Commendation", MANY, MANY, [], households=counted(0)),
    line("LDTT", "Lao động tiên tiến", "Advanced Worker", NOT_APPLICABLE, MANY, []),
]


UNITS = [("347", "Phủ Lý", 2, 2), ("349", "Duy Tiên", 3, 5), ("350", "Kim Bảng", 1, 2), ("351", "Thanh Liêm", 1, 2),
         ("352", "Bình Lục", 1, 3), ("353", "Lý Nhân", 2, 3)]


def report(caller, cluster=CODE, **period):
    return caller.get("/v1/reports/award-summary", {"cluster": cluster} | HALF_YEAR | period)


def figures(answer) -> dict:
    """{"HCLD": (collectives, individuals), …}: counts, or the state where there is no count."""
    told = {}
    for row in answer.expect(200).json["lines"]:
        told[row["award_class_code"]] = tuple(
            row[kind].get("count", row[kind]["state"]) for kind in ("collectives", "individuals")
        )
    return told


@pytest.mark.parametrize("name", [CODE, CLUSTER])
def test_the_figures_of_the_first_half_of_2018_are_exact(province, name):
    answer = report(province, name).expect(200)
    assert answer.json == {
        "report": "award_summary",
        "scope": {"kind": "cluster", "id": CLUSTER, "code": CODE, "name": "Khối thi đua các huyện, thành phố"},
        "period": {"kind": "half", "label": "2018-H1", **HALF_YEAR},
        "predecessors": [],
        "lines": EXPECTED,
        "totals": {
            "collectives": {"state": "unknown", "at_least": 10}, "individuals": {"state": "unknown", "at_least": 17},
            "households": {"state": "counted", "count": 0},
        },
        "units": [
            {"unit": {"id": unit(code), "code": code, "name": name, "full_name": f"{'thành phố' if code == '347' else 'huyện'} {name}"},
             "collectives": c, "individuals": i, "households": 0}
            for code, name, c, i in UNITS
        ],
        "shares": {
            "small_collectives": {"count": 5, "of": 10, "unknown": 0}, "small_headcount": 50,
            "direct_workers": {"count": 9, "of": 17, "unknown": 0}, "women": {"count": 10, "of": 17, "unknown": 0},
        },
    }


@pytest.mark.parametrize("role", ["province_reviewer", "council_reviewer", "auditor", "unit_officer"])
def test_whoever_sees_the_whole_cluster_gets_the_same_figures(api, province, role):
    assert report(api.as_(role, "35")).expect(200).content == report(province).content


def test_the_successor_of_the_province_still_gets_them(api, province):
    assert report(api.as_("province_reviewer", "37")).expect(200).content == report(province).content


def test_all_six_units_together_get_them_too(api, province):
    six = api.as_("auditor", ["347", "349", "350", "351", "352", "353"])
    assert report(six).expect(200).content == report(province).content


def test_a_caller_who_sees_only_a_part_gets_no_partial_sum(district, api):
    report(district).expect_problem(403, "forbidden")
    report(api.as_("auditor", ["347", "349", "350", "351", "352"])).expect_problem(403, "forbidden")


def test_whoever_sees_nothing_of_the_cluster_gets_404(api, province):
    report(api.as_("province_reviewer", "36")).expect_problem(404, "not-found")
    for name in ("KHONG-CO", MISSING, "x' or true --"):
        report(province, name).expect_problem(404, "not-found")


@pytest.mark.parametrize(
    "period,expected",
    [
        ({"to": "2018-06-29"}, {"HCLD": (5, 7), "CTDCP": (2, "not_applicable"), "BKTTG": (2, 7)}),
        ({"to": "2018-07-01"}, {"HCLD": (6, 8)}),
        ({"from": "2017-12-31"}, {"BKTTG": (4, 11), "GK": ("unknown", "unknown")}),
        ({"from": "2018-02-12", "to": "2018-02-12"}, {"HCLD": (3, 4)}),
        ({"from": "2018-02-13", "to": "2018-03-04"}, {}),
        ({"from": "2018-07-02", "to": "2018-12-31"}, {"GK": (1, 1), "LDTT": ("not_applicable", 1)}),
        ({"from": "2016-01-01", "to": "2016-12-31"}, {}),
    ],
)
def test_only_what_was_signed_in_the_period_counts(province, period, expected):
    told = figures(report(province, **period))
    assert {award: told.get(award) for award in expected} == expected
    if "from" in period and period["from"] > "2018":
        assert told == expected


@pytest.fixture
def cluster(province, unique):
    """A cluster of two of the six units, in 2018."""
    body = {"code": unique("cum"), "name": "Cụm mẫu", "unit_id": HA_NAM}
    made = province.post("/v1/clusters", body).expect(201)
    for member in (DUY_TIEN, PHU_LY):
        province.post(f"/v1/clusters/{made.id}/members", {"year": 2018, "unit_id": member}).expect(201)
    return made


def test_only_the_members_of_the_cluster_count(province, cluster):
    assert figures(report(province, cluster.id)) == {"HCLD": (2, 3), "CTDCP": (1, "not_applicable"), "BKTTG": (2, 4)}


def test_a_member_counts_in_its_years_only(province, cluster):
    assert figures(report(province, cluster.id, **{"from": "2017-01-01", "to": "2017-12-31"})) == {}
    province.post(f"/v1/clusters/{cluster.id}/members", {"year": 2017, "unit_id": LY_NHAN}).expect(201)
    told = figures(report(province, cluster.id, **{"from": "2017-01-01", "to": "2018-06-30"}))
    assert told["BKTTG"] == (3, 4)


def test_its_own_members_are_enough_to_read_it(api, cluster):
    assert figures(report(api.as_("auditor", ["349", "347"]), cluster.id))["HCLD"] == (2, 3)


def test_a_stated_number_is_shown_until_there_are_records(province, cluster):
    statement = {
        "cluster_id": cluster.id, "unit_id": HA_NAM, "award_class_id": award_class(60), "subject_kind": "collective",
        "period_from": "2018-01-01", "period_to": "2018-06-30", "count": 12,
    }
    province.post("/v1/award-statements", statement).expect(201)
    assert figures(report(province, cluster.id))["BKT"] == (12, 0)
    assert "BKT" not in figures(report(province, cluster.id, to="2018-06-29"))


def test_a_new_award_is_counted_at_once(province, cluster, unique):
    september = {"from": "2010-09-01", "to": "2010-09-30"}
    province.post(f"/v1/clusters/{cluster.id}/members", {"year": 2010, "unit_id": DUY_TIEN}).expect(201)
    before = figures(report(province, cluster.id, **september)).get("BKT", (0, 0))
    body = new_decision(
        unique, new_award(award_class_code="BKT"), new_award(award_class_code="BKT", collective_id=collective(16)), signed_on="2010-09-02",
        authority="province_chair", level="province", unit_id=HA_NAM,
    )
    province.post("/v1/decisions", body).expect(201)
    assert figures(report(province, cluster.id, **september)) == {"BKT": (before[0] + 1, 0)}


@pytest.mark.parametrize(
    "query,parameter,code",
    [
        ({"cluster": None}, "cluster", "required"), ({"from": None}, "from", "required"),
        ({"from": None, "to": None}, "period", "required"), ({"period": "2018"}, "period", "rule"),
        ({"unit": "35"}, "unit", "rule"), ({"small_headcount": "0"}, "small_headcount", "range"),
        ({"small_headcount": "100001"}, "small_headcount", "range"), ({"small_headcount": "x"}, "small_headcount", "type"),
        ({"predecessors": "1"}, "predecessors", "type"), ({"bom": ""}, "bom", "type"),
        ({"to": None}, "to", "required"),
        ({"from": "2018"}, "from", "format"), ({"to": "2018-06-31"}, "to", "format"),
        ({"to": "2017-12-31"}, "to", "range"),
        ({"cluster": ""}, "cluster", "too_short"), ({"cluster": "x" * 37}, "cluster", "too_long"),
        ({"year": "2018"}, "year", "unknown"),
    ],
)
def test_a_wrong_parameter_is_400(province, query, parameter, code):
    asked = {name: text for name, text in ({"cluster": CODE} | HALF_YEAR | query).items() if text is not None}
    answer = province.get("/v1/reports/award-summary", asked)
    answer.expect_problem(400, "invalid", parameter=parameter, code=code)


def test_every_wrong_parameter_is_told_at_once(province):
    answer = province.get("/v1/reports/award-summary", {"from": "x"}).expect_problem(400, "invalid")
    assert {error["parameter"] for error in answer.json["errors"]} == {"cluster", "from", "to"}


@pytest.mark.parametrize(
    "change,pointer,code",
    [
        ({"count": None}, "/stated", "required"), ({"count": -1}, "/count", "range"),
        ({"subject_kind": "individual"}, "/subject_kind", "rule"),
        ({"period_to": "2017-12-31"}, "/period_to", "rule"), ({"stated": ""}, "/stated", "too_short"),
    ],
)
def test_an_impossible_statement_is_refused(province, change, pointer, code):
    statement = {
        "unit_id": HA_NAM, "award_class_id": award_class(20), "subject_kind": "collective", "period_from": "2018-01-01",
        "period_to": "2018-06-30", "count": 1,
    }
    province.post("/v1/award-statements", statement | change).expect_problem(400, "invalid", pointer=pointer, code=code)


def test_a_statement_stands_once(province, unique, cluster):
    statement = {
        "cluster_id": cluster.id, "unit_id": HA_NAM, "award_class_id": award_class(20), "subject_kind": "collective",
        "period_from": "2018-01-01", "period_to": "2018-06-30", "count": 1,
    }
    province.post("/v1/award-statements", statement).expect(201)
    province.post("/v1/award-statements", statement | {"count": 2}).expect_problem(409, "conflict", code="unique")
