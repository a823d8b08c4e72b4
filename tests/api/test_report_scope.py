"""The scope of a report: a cluster or a unit, the days of a period, and the predecessors of a unit."""

import pytest

from support.samples import CLUSTER, DUY_TIEN, HA_NAM, MISSING, unit

CODE = "KTD-HUYEN-TP"
REPORTS = {
    "award-summary": {"cluster": CODE, "period": "2018"}, "target-progress": {"cluster": CODE, "period": "2018"},
    "cluster-review": {"cluster": CODE, "period": "2018"}, "statistics": {"unit": "35", "year": "2018"},
}


def ask(caller, report="award-summary", **query):
    return caller.get(f"/v1/reports/{report}", query)


def told(caller, report="award-summary", **query):
    return ask(caller, report, **query).expect(200).json


def totals(document) -> tuple:
    return tuple(document["totals"][kind].get("count", "unknown") for kind in ("collectives", "individuals"))


# Periods.


@pytest.mark.parametrize(
    "period,kind,first,last",
    [
        ("2018", "year", "2018-01-01", "2018-12-31"), ("2018-H1", "half", "2018-01-01", "2018-06-30"),
        ("2018-H2", "half", "2018-07-01", "2018-12-31"), ("2018-Q1", "quarter", "2018-01-01", "2018-03-31"),
        ("2018-Q2", "quarter", "2018-04-01", "2018-06-30"), ("2018-Q3", "quarter", "2018-07-01", "2018-09-30"),
        ("2018-Q4", "quarter", "2018-10-01", "2018-12-31"), ("2020-Q1", "quarter", "2020-01-01", "2020-03-31"),
    ],
)
def test_a_period_is_its_days_however_it_is_asked_for(province, period, kind, first, last):
    named = told(province, cluster=CODE, period=period)
    assert named["period"] == {"kind": kind, "label": period, "from": first, "to": last}
    assert told(province, cluster=CODE, **{"from": first, "to": last}) == named


@pytest.mark.parametrize("first,last", [("2018-01-02", "2018-06-30"), ("2018-02-01", "2018-04-30"), ("2018-01-01", "2019-12-31")])
def test_other_days_have_no_label(province, first, last):
    period = told(province, cluster=CODE, **{"from": first, "to": last})["period"]
    assert period == {"kind": "days", "label": None, "from": first, "to": last}


@pytest.mark.parametrize("period", ["2018-H3", "2018-Q0", "2018-Q5", "2018-h1", "18", "2018-", "1944", "2101-H1", "2018-H1x", ""])
def test_what_is_no_period_is_400(province, period):
    ask(province, cluster=CODE, period=period).expect_problem(400, "invalid", parameter="period", code="format")


# Parameters.


@pytest.mark.parametrize(
    "report,query,parameter,code",
    [
        ("target-progress", {"small_headcount": "50"}, "small_headcount", "unknown"),
        ("target-progress", {"cluster": None}, "cluster", "required"),
        ("target-progress", {"unit": "35"}, "unit", "rule"),
        ("cluster-review", {"unit": "35"}, "unit", "unknown"),
        ("cluster-review", {"predecessors": "true"}, "predecessors", "unknown"),
        ("cluster-review", {"cluster": None}, "cluster", "required"),
        ("cluster-review", {"period": None}, "period", "required"),
        ("cluster-review", {"small_headcount": "0"}, "small_headcount", "range"),
        ("statistics", {"unit": None}, "unit", "required"), ("statistics", {"year": None}, "year", "required"),
        ("statistics", {"year": "1944"}, "year", "range"), ("statistics", {"year": "x"}, "year", "type"),
        ("statistics", {"cluster": CODE}, "cluster", "unknown"), ("statistics", {"period": "2018"}, "period", "unknown"),
        ("statistics", {"unit": "x" * 37}, "unit", "too_long"),
        ("award-summary", {"predecessors": "true"}, "predecessors", "rule"),
        ("award-summary", {"bom": "yes"}, "bom", "type"),
    ],
)
def test_a_wrong_parameter_is_400(province, report, query, parameter, code):
    asked = {name: value for name, value in (REPORTS[report] | query).items() if value is not None}
    ask(province, report, **asked).expect_problem(400, "invalid", parameter=parameter, code=code)


def test_every_wrong_parameter_is_told_at_once(province):
    wrong = {"cluster": "", "unit": "35", "from": "x", "small_headcount": "-1", "predecessors": "x", "bom": "x"}
    answer = ask(province, **wrong).expect_problem(400, "invalid")
    expected = {"cluster", "unit", "from", "to", "small_headcount", "predecessors", "bom"}
    assert {error["parameter"] for error in answer.json["errors"]} == expected


# Who may read it.


@pytest.mark.parametrize("report", REPORTS)
def test_a_caller_who_sees_only_a_part_gets_no_partial_sum(district, report):
    ask(district, report, **REPORTS[report]).expect_problem(403, "forbidden")


@pytest.mark.parametrize("report", REPORTS)
def test_nothing_is_found_for_what_is_not_there(province, report):
    query = REPORTS[report]
    for name in ("KHONG-CO", MISSING):
        asked = {key: name if key in ("cluster", "unit") else value for key, value in query.items()}
        ask(province, report, **asked).expect_problem(404, "not-found")


def test_a_unit_is_its_own_readers(api, district):
    assert told(district, unit="349", period="2018-H1")["scope"]["code"] == "349"
    ask(district, unit="353", period="2018-H1").expect_problem(403, "forbidden")
    ask(district, unit="36", period="2018-H1").expect_problem(403, "forbidden")
    ask(api.as_("reader", "35"), unit="35", period="2018-H1").expect_problem(403, "forbidden")


@pytest.mark.parametrize("role", ["unit_officer", "council_reviewer", "auditor"])
def test_all_staff_of_the_unit_read_it(api, province, role):
    query = {"unit": "35", "period": "2018-H1"}
    assert told(api.as_(role, "35"), **query) == told(province, **query)


# Units.


def test_a_unit_counts_all_units_below_and_lists_the_direct_ones(province):
    document = told(province, unit="35", period="2018-H1")
    named = {"name": "Hà Nam", "full_name": "tỉnh Hà Nam"}
    assert document["scope"] == {"kind": "unit", "id": HA_NAM, "code": "35", **named, "level": "province"}
    assert totals(document) == (11, 18)
    shown_units = {row["unit"]["code"]: (row["collectives"], row["individuals"]) for row in document["units"]}
    assert shown_units == {
        "35": (1, 1), "347": (2, 2), "349": (3, 5), "350": (1, 2), "351": (1, 2), "352": (1, 3), "353": (2, 3)
    }


def test_a_district_is_listed_by_its_communes(district):
    document = told(district, unit="349", period="2018-H1")
    rows = {row["unit"]["code"]: (row["collectives"], row["individuals"]) for row in document["units"]}
    assert len(rows) == len(document["units"])
    assert {code: figures for code, figures in rows.items() if figures != (0, 0)} == {
        "349": (1, 2), "13324": (1, 2), "13375": (1, 1)
    }
    assert document["units"][0]["unit"]["code"] == "349"
    assert totals(document) == (3, 5)


def test_what_is_stated_for_a_cluster_is_not_stated_for_a_unit(province):
    assert [line["award_class_code"] for line in told(province, unit="35", period="2018-H1")["lines"]] == ["HCLD", "CTDCP", "BKTTG"]


def test_a_stated_number_of_the_unit_is_shown(province, unique):
    statement = {
        "unit_id": HA_NAM, "award_class_id": "01600000-0003-7000-8000-000000000060", "subject_kind": "collective",
        "period_from": "2015-01-01", "period_to": "2015-12-31", "stated": "nhiều",
    }
    province.post("/v1/award-statements", statement).expect(201)
    document = told(province, unit="35", period="2015")
    line = next(line for line in document["lines"] if line["award_class_code"] == "BKT")
    assert line["collectives"] == {"state": "unknown", "stated": "nhiều"}
    assert document["totals"]["collectives"] == {"state": "unknown", "at_least": 3}  # the stated word "many" is never zero


def test_a_code_means_the_unit_that_had_it_at_the_end_of_the_period(province, api):
    assert told(province, unit="349", period="2018")["scope"]["id"] == DUY_TIEN
    assert told(province, unit="349", period="2021")["scope"]["id"] == unit(349, 2)
    heir = api.as_("province_reviewer", "37")
    assert told(heir, unit="13573", period="2018")["scope"]["name"] == "Chính Lý"
    assert told(heir, unit="13573", period="2026")["scope"]["name"] == "Lý Nhân"
    assert told(heir, unit="35", **{"from": "2018-01-01", "to": "2026-12-31"})["scope"]["name"] == "Hà Nam"
    ask(heir, unit="349", period="2026").expect_problem(404, "not-found")


def test_the_version_of_the_period_is_shown_whichever_is_named(province):
    for version in (1, 2):
        document = told(province, unit=unit(349, version), period="2018-H1")
        assert document["scope"]["id"] == DUY_TIEN and totals(document) == (3, 5)


# Predecessors.


@pytest.fixture
def heir(api):
    """A province reviewer of Ninh Bình (37), into which Hà Nam merged."""
    return api.as_("province_reviewer", "37")


def of_2018(caller, name, predecessors="true"):
    return told(caller, unit=name, period="2018-H1", predecessors=predecessors)


def test_a_successor_by_merger_counts_what_it_took_over(heir):
    document = of_2018(heir, unit(13597, 3))
    assert totals(document) == (1, 2)  # of Nhân Khang
    assert totals(of_2018(heir, unit(13597, 3), "false")) == (0, 0)
    found = {(row["code"], row["kind"], row["is_shared"]) for row in document["predecessors"]}
    assert found == {(code, "merge", False) for code in ("13564", "13597", "13606", "13615")}
    assert len(document["predecessors"]) == 5  # 13597 appears twice: the township of 2020, and Đồng Lý before it
    by_code = {row["unit"]["code"]: row["collectives"] for row in document["units"] if row["collectives"]}
    assert by_code == {"13606": 1}


def test_predecessors_are_an_empty_list_unless_asked_for(heir):
    assert of_2018(heir, unit(13597, 3), "false")["predecessors"] == []
    assert of_2018(heir, "35")["predecessors"] == []


def test_a_split_unit_is_marked_as_shared(heir):
    for successor in (13324, 13330):
        document = of_2018(heir, unit(successor, 3))
        shared = {(row["name"], row["kind"]): row["is_shared"] for row in document["predecessors"]}
        assert shared["Hòa Mạc", "split"] and shared["Hòa Mạc", "upgrade"]
        assert totals(document) == (1, 2)


def test_a_province_counts_once_what_its_units_share(heir):
    document = of_2018(heir, "37")
    assert totals(document) == (0, 0)  # the code belonged to the old Ninh Bình
    document = of_2018(heir, unit(37, 2))
    assert {row["code"] for row in document["predecessors"]} == {"35", "36", "37"}
    of_ha_nam = next(row for row in document["units"] if row["unit"]["code"] == "35")
    assert (of_ha_nam["collectives"], of_ha_nam["individuals"]) == (11, 18)
    assert totals(document)[0] == sum(row["collectives"] for row in document["units"])


def test_a_district_that_ended_is_shown_as_its_last_version(heir):
    years = {"from": "2018-01-01", "to": "2026-12-31"}
    document = told(heir, unit="349", predecessors="true", **years)
    assert document["scope"]["id"] == unit(349, 2)
    assert [(row["id"], row["kind"]) for row in document["predecessors"]] == [(DUY_TIEN, "upgrade")]
    assert totals(document) == totals(told(heir, unit="349", **years))  # an upgraded unit is the same body


def test_a_split_archive_is_not_its_successors_to_read(api):
    own = api.as_("district_reviewer", unit(13324, 3))
    of_2018(own, unit(13324, 3), "false")
    ask(own, unit=unit(13324, 3), period="2018-H1", predecessors="true").expect_problem(403, "forbidden")
    merged = api.as_("district_reviewer", unit(13597, 3))
    assert totals(of_2018(merged, unit(13597, 3))) == (1, 2)


# Shares.


def test_the_parameter_says_which_collectives_are_small(province):
    def small(headcount):
        shares = told(province, cluster=CLUSTER, period="2018-H1", small_headcount=headcount)["shares"]
        assert shares["small_headcount"] == headcount
        return shares["small_collectives"]["count"]

    assert small(50) == 5
    assert small(1) == 0
    assert small(100000) == 10
    counts = {n: small(n) for n in range(10, 60)}
    assert sorted(counts.values()) == list(counts.values())
