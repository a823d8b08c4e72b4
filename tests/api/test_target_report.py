"""The progress of the targets of a period: which targets belong to it, with which figures, and which sums may be shown."""

import pytest

from support.samples import CLUSTER, DUY_TIEN, HA_NAM, LY_NHAN, REGULAR_CAMPAIGN, new_target, unit

CODE = "KTD-HUYEN-TP"
COUNTS = ("met", "on_track", "at_risk", "unmet", "unknown")


def report(caller, **query):
    return caller.get("/v1/reports/target-progress", {"cluster": CODE, "period": "2018-H1"} if not query else query)


def told(caller, **query):
    return report(caller, **query).expect(200).json


def numbers(row) -> dict:
    return {name: row[name] for name in ("registered", *COUNTS)}


def test_the_targets_of_the_block_in_the_first_half_of_2018(province):
    document = told(province)
    assert document["report"] == "target_progress" and len(document["targets"]) == 22
    assert document["totals"] == {
        "registered": 22, "met": 5, "on_track": 8, "at_risk": 5, "unmet": 2, "unknown": 2, "confirmed": 20,
        "weight": 34.5, "weight_met": 8,
        "priority": {"registered": 13, "met": 3, "on_track": 5, "at_risk": 3, "unmet": 0, "unknown": 2},
    }


def test_sums_are_the_sums_of_what_is_listed(province):
    document = told(province)
    targets = document["targets"]
    for row in [*document["units"], document["totals"]]:
        of_unit = [t for t in targets if "unit" not in row or t["unit"] == row["unit"]]
        assert row["registered"] == len(of_unit) == sum(row[name] for name in COUNTS)
        for name in COUNTS:
            assert row[name] == sum((t["status"] or "unknown") == name for t in of_unit)
        assert row["weight"] == sum(t["weight"] for t in of_unit)
        assert row["confirmed"] == sum(t["state"] == "confirmed" for t in of_unit)
    for row in document["indicators"]:
        alike = [t for t in targets if (t["indicator_code"], t["field"]) == (row["indicator_code"], row["field"])]
        assert row["targets"] == len(alike) and row["met"] == sum(t["status"] == "met" for t in alike)


def test_the_order_is_unit_priority_field_indicator(province):
    keys = [(t["unit"]["code"], not t["priority"], t["field"]) for t in told(province)["targets"]]
    assert keys == sorted(keys)


def test_sums_of_values_are_shown_only_where_they_make_sense(province):
    rows = {row["indicator_code"]: row for row in told(province)["indicators"]}
    budget = rows["THU-NS"]
    assert (budget["targets"], budget["registered_sum"]) == (6, 3230)
    assert budget["actual_sum"] is None and budget["unknown"] == 1  # one of six is not known
    assert (rows["TNGT"]["registered_sum"], rows["TNGT"]["actual_sum"], rows["TNGT"]["projected_sum"]) == (100, 70, None)
    poverty = rows["HO-NGHEO"]
    assert (poverty["registered_sum"], poverty["actual_sum"], poverty["projected_sum"]) == (None, None, None)  # a rate


@pytest.fixture
def target(district, unique):
    """target(due_on=…, …) → a target of Duy Tiên in a year that only it uses."""

    def make(**changes):
        return district.post("/v1/campaign-targets", new_target(unique, **changes)).expect(201)

    return make


def found(caller, number, **query):
    targets = told(caller, unit="349", **query)["targets"]
    return next((t for t in targets if t["id"] == number), None)


def test_a_target_belongs_to_every_period_that_its_days_meet(district, target):
    made = target(starts_on="2013-03-01", due_on="2014-02-28")
    long = target(starts_on="2012-01-01", due_on="2016-12-31")
    for period, is_in in (("2012", (False, True)), ("2013-Q1", (True, True)), ("2014-Q1", (True, True)),
                          ("2014-Q2", (False, True)), ("2016-H2", (False, True)), ("2017", (False, False))):
        assert tuple(found(district, t.id, period=period) is not None for t in (made, long)) == is_in
    edges = {"from": "2014-02-28", "to": "2014-02-28"}, {"from": "2014-03-01", "to": "2014-03-01"}
    assert [found(district, made.id, **edge) is not None for edge in edges] == [True, False]


def enter(caller, number, figures_on, **values):
    caller.post(f"/v1/campaign-targets/{number}/progress", {"figures_on": figures_on} | values).expect(201)


def test_its_figures_are_those_that_stood_at_the_end(district, target):
    made = target(starts_on="2013-01-01", due_on="2013-12-31", registered_value=100)
    assert found(district, made.id, period="2013-H1")["status"] is None
    enter(district, made.id, "2013-06-30", actual_value=60)
    enter(district, made.id, "2013-03-31", actual_value=10)
    enter(district, made.id, "2013-12-31", actual_value=90)
    assert [(t["actual_value"], t["figures_on"], t["status"]) for t in (
        found(district, made.id, period=period) for period in ("2013-Q1", "2013-H1", "2013-Q3", "2013")
    )] == [
        (10, "2013-03-31", "at_risk"), (60, "2013-06-30", "on_track"), (60, "2013-06-30", "on_track"),
        (90, "2013-12-31", "unmet"),
    ]
    enter(district, made.id, "2013-06-30", actual_value=40)  # the correction stands
    half = found(district, made.id, period="2013-H1")
    assert (half["actual_value"], half["status"]) == (40, "at_risk")
    assert found(district, made.id, period="2013")["actual_value"] == 90


def test_levels_of_units_are_not_added_up(province, unique):
    """A province's own target includes those of its districts."""
    for where, value in ((DUY_TIEN, 10), (LY_NHAN, 20)):
        body = {"unit_id": where, "registered_value": value, "due_on": "2009-12-31"}
        province.post("/v1/campaign-targets", budget(unique, **body)).expect(201)
    row = told(province, unit="35", period="2009")["indicators"][0]
    assert (row["indicator_code"], row["targets"], row["registered_sum"]) == ("THU-NS", 2, 30)
    province.post("/v1/campaign-targets", budget(unique, unit_id=HA_NAM, due_on="2009-12-31")).expect(201)
    row = told(province, unit="35", period="2009")["indicators"][0]
    assert (row["targets"], row["registered_sum"]) == (3, None)


def budget(unique, **changes):
    indicator = {"field": "economy", "measure_unit": "tỷ đồng", "direction": "at_least", "basis": "cumulative"}
    body = new_target(unique, campaign_id=REGULAR_CAMPAIGN, **indicator)
    return body | {"indicator_id": "01600000-0041-7000-8000-000000000001"} | changes


def test_a_member_counts_in_its_years_only(province, unique):
    cluster = province.post("/v1/clusters", {"code": unique("cum"), "name": "Cụm mẫu", "unit_id": HA_NAM}).expect(201)
    province.post(f"/v1/clusters/{cluster.id}/members", {"year": 2018, "unit_id": DUY_TIEN}).expect(201)
    assert {t["unit"]["code"] for t in told(province, cluster=cluster.id, period="2018")["targets"]} == {"349"}
    assert told(province, cluster=cluster.id, period="2017")["targets"] == []
    years = told(province, cluster=cluster.id, **{"from": "2017-01-01", "to": "2019-12-31"})
    ids = [t["id"] for t in years["targets"]]
    assert len(ids) == len(set(ids)) > 0


def test_a_successor_counts_the_targets_it_took_over(api, province, unique):
    body = new_target(unique, unit_id=unit(13606), due_on="2018-12-31")
    made = province.post("/v1/campaign-targets", body).expect(201)
    heir = api.as_("province_reviewer", "37")
    query = {"unit": unit(13597, 3), "period": "2018"}
    assert told(heir, **query)["targets"] == []
    document = told(heir, **query, predecessors="true")
    assert [(t["id"], t["unit"]["name"], t["is_predecessors"]) for t in document["targets"]] == [
        (made.id, "Nhân Khang", True)
    ]
    assert document["totals"]["registered"] == 1 and numbers(document["totals"])["unknown"] == 1


def test_the_review_holds_the_same_figures(province):
    review = province.get("/v1/reports/cluster-review", {"cluster": CLUSTER, "period": "2018-H1"}).expect(200).json
    targets, awards = told(province), province.get(
        "/v1/reports/award-summary", {"cluster": CLUSTER, "period": "2018-H1"}
    ).expect(200).json
    assert review["targets"] == {name: targets[name] for name in ("targets", "units", "totals", "indicators")}
    assert review["awards"] == {name: awards[name] for name in ("lines", "totals", "units", "shares")}
    ranking = province.get(f"/v1/clusters/{CLUSTER}/ranking", {"year": 2018}).expect(200).json
    whole = province.get("/v1/reports/cluster-review", {"cluster": CLUSTER, "period": "2018"}).expect(200).json
    assert whole["ranking"] == {name: ranking[name] for name in ("flag_places", "is_final", "ties", "tie_decisions", "items")}
    assert review["ranking"]["ties"] and not ranking["ties"]  # it was decided in December
    assert review["year"] == 2018 and len(review["members"]) == 6 and review["pact"]["flag_places"] == 3
    assert {c["code"] for c in review["campaigns"]} == {"TX-2018", "NTM-2016-2020"}


def test_a_review_of_a_year_without_anything_says_so(province):
    review = province.get("/v1/reports/cluster-review", {"cluster": CLUSTER, "period": "2014"}).expect(200).json
    assert (review["members"], review["pact"], review["campaigns"]) == ([], None, [])
    assert review["ranking"] == {"flag_places": 0, "is_final": False, "ties": [], "tie_decisions": [], "items": []}
    assert review["awards"]["totals"]["collectives"] == {"state": "counted", "count": 0}
