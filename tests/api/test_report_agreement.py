"""JSON, CSV and page of one report have the same figures, over a random country (database/figures_world.py) with
stranger figures than the demonstration has.
"""

import csv
import io
import random
from datetime import date
from decimal import Decimal

import pytest

from database.figures_model import read
from database.figures_world import World
from support.report_tables import Tables

SEED = "reference"
COUNTS = ("registered", "confirmed", "met", "on_track", "at_risk", "unmet", "unknown")


@pytest.fixture(scope="module")
def world(database):
    made = World(21)
    made.fill(database)
    return made


@pytest.fixture
def heir(api, world):
    """A province reviewer of the province into which all others merged."""
    whole = next(unit for unit in world.units if unit["level"] == "province" and unit["valid_from"] > date(2018, 1, 1))
    return api.as_("province_reviewer", whole["id"])


def said(value):
    """A figure as CSV and page write it: every digit and no more."""
    return "" if value is None else str(value).lower() if isinstance(value, bool) else format(Decimal(value), "f")


def shown(value):
    return "—" if value is None else said(value)


def figure(cell):
    if cell is None or cell["state"] == "not_applicable":
        return "—"
    if cell["state"] == "counted":
        return said(cell["count"])
    least = f" (≥\u00a0{cell['at_least']})" if "at_least" in cell else ""
    return cell.get("stated", "nhiều") + least


def three(caller, report, **query):
    told = [
        caller.get(f"/v1/reports/{report}", query, headers={"Accept": media}).expect(200).text
        for media in ("application/json", "text/csv", "text/html")
    ]
    return read(told[0]), list(csv.DictReader(io.StringIO(told[1], newline=""))), Tables(told[2])


def check_awards(part, rows, page):
    every = [(line, "") for line in part["lines"]]
    every = [pair for line, _ in every for pair in [(line, ""), *((c, line["award_class_code"]) for c in line["classes"])]]
    for (line, parent), row in zip(every, rows if rows is not None else [], strict=rows is not None):
        assert (row["award_class_code"], row["parent"]) == (line["award_class_code"], parent)
        for kind in ("collectives", "individuals", "households"):
            for name in ("state", "count", "stated", "at_least"):
                assert row[f"{kind}_{name}"] == str(line.get(kind, {}).get(name, ""))
    if not every:
        assert "lines" not in page.tables
        return
    homes = part["totals"].get("households", {"count": 0})  # a page has no column for households if none got an award
    kinds = ["collectives", "individuals", *(["households"] if homes.get("count") != 0 else [])]
    assert [r[1:] for r in page.body("lines")] == [[figure(line.get(k)) for k in kinds] for line, _ in every]
    assert [r[1:] for r in page.body("award-units")] == [[said(u[k]) for k in kinds] for u in part["units"]]


def check_targets(part, page):
    if not part["targets"]:
        return
    names = (*COUNTS, "weight", "weight_met")
    assert [r[1:] for r in page.body("target-units")] == [[said(u[n]) for n in names] for u in part["units"]]
    names = ("registered_value", "actual_value", "projected_value")
    assert [r[4:7] for r in page.body("targets")] == [[shown(t[n]) for n in names] for t in part["targets"]]
    names = ("targets", "met", "on_track", "at_risk", "unmet", "unknown", "registered_sum", "actual_sum", "projected_sum")
    assert [r[4:] for r in page.body("indicators")] == [[shown(i[n]) for n in names] for i in part["indicators"]]


PERIODS = [{"period": "2018"}, {"period": "2019-H1"}, {"period": "2020-Q1"}, {"from": "2017-06-01", "to": "2019-08-31"},
           {"from": "2020-02-29", "to": "2020-02-29"}]


@pytest.mark.parametrize("period", PERIODS, ids=str)
def test_the_reports_of_a_cluster_and_of_units(world, heir, period):
    whole = next(unit for unit in world.units if unit["level"] == "province" and unit["valid_from"] > date(2018, 1, 1))
    scopes = [{"cluster": world.clusters[0]}, {"unit": whole["id"], "predecessors": "true"},
              {"unit": random.Random(str(period)).choice(world.units)["id"]}]
    for scope in scopes:
        document, rows, page = three(heir, "award-summary", **scope, **period)
        check_awards(document, rows, page)
        document, rows, page = three(heir, "target-progress", **scope, **period)
        check_targets(document, page)
        for target, row in zip(document["targets"], rows, strict=True):
            for name in ("id", "status", "state", "figures_on"):
                assert row[name] == (target[name] or "")
            for name in ("registered_value", "actual_value", "projected_value", "weight", "amendments", "is_predecessors"):
                assert row[name] == said(target[name])


@pytest.mark.parametrize("period", PERIODS, ids=str)
def test_the_review_of_a_cluster(world, heir, period):
    document, rows, page = three(heir, "cluster-review", cluster=world.clusters[1], **period)
    check_awards(document["awards"], None, page)
    check_targets(document["targets"], page)
    items = {i["member_id"]: i for i in document["ranking"]["items"]}
    targets, awards = ({u["unit"]["id"]: u for u in document[part]["units"]} for part in ("targets", "awards"))
    totals = ("self_total", "checked_total", "confirmed_total")
    for member, row in zip(document["members"], rows, strict=True):
        for name in ("rank", "tied", *totals):
            assert row[name] == said(items[member["member_id"]][name])
        for name in COUNTS:
            assert row[f"targets_{name}"] == said(targets[member["unit"]["id"]][name])
        for name in ("collectives", "individuals", "households"):
            assert row[f"awards_{name}"] == said(awards[member["unit"]["id"]][name])
    assert [r[3:] for r in page.body("ranking")] == [
        [shown(v) for v in (*(i[t] for t in totals), *(g["confirmed"] for g in i["groups"]))]
        for i in document["ranking"]["items"]
    ]


@pytest.mark.parametrize("year", [2017, 2018, 2019, 2020])
def test_the_forms_of_a_year(world, heir, year):
    unit = world.units[0] if year < 2019 else next(u for u in world.units if u["level"] == "province" and u["valid_from"] > date(2018, 1, 1))
    document, rows, page = three(heir, "statistics", unit=unit["id"], year=year, predecessors="true")
    cells = [
        (form["code"], row["code"], column["code"], said(value))
        for form in document["forms"] for row in form["rows"]
        for column, value in zip(form["columns"], row["cells"], strict=True)
    ]
    assert [tuple(row[name] for name in ("form", "row", "column", "value")) for row in rows] == cells
    for form in document["forms"]:
        if form["rows"]:
            assert [r[1:] for r in page.body(form["code"])] == [[shown(v) for v in row["cells"]] for row in form["rows"]]
