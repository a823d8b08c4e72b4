"""Units that share a name are told apart by their type: in reports, their pages and tables, in rankings, minutes and sentences."""

import csv
import io

import pytest

from support.report_tables import Tables
from support.samples import CLUSTER, HA_NAM, new_decision, unit

WARD = unit(13285, 3)  # phường Phủ Lý, since 2025-07-01; the city of the same name ended then
TYPES = {"347": "thành phố", "349": "huyện", "350": "huyện", "351": "huyện", "352": "huyện", "353": "huyện"}
IN_2018 = {"cluster": CLUSTER, "from": "2018-01-01", "to": "2018-06-30"}


def units_in(document) -> list:
    """Every unit of a document: what stands in a member `unit`."""
    if isinstance(document, list):
        return [unit for item in document for unit in units_in(item)]
    if not isinstance(document, dict):
        return []
    own = [document["unit"]] if isinstance(document.get("unit"), dict) else []
    return own + [unit for value in document.values() for unit in units_in(value)]


@pytest.mark.parametrize("report", ["award-summary", "target-progress", "cluster-review"])
def test_every_unit_of_a_report_has_its_name_with_its_type(province, report):
    found = units_in(province.get(f"/v1/reports/{report}", IN_2018).expect(200).json)
    assert len(found) >= 6
    for one in found:
        kind = TYPES.get(one["code"]) or {"35": "tỉnh"}.get(one["code"]) or one["full_name"].rpartition(" " + one["name"])[0]
        assert kind in {*TYPES.values(), "tỉnh", "xã", "phường", "thị trấn"}
        assert one["full_name"] == f"{kind} {one['name']}"


def test_so_have_the_units_of_a_ranking(province):
    found = units_in(province.get(f"/v1/clusters/{CLUSTER}/ranking", {"year": 2018}).expect(200).json)
    assert {one["code"]: one["full_name"].removesuffix(" " + one["name"]) for one in found} == TYPES


def test_the_ward_and_the_city_that_it_came_from(api):
    """Both are called Phủ Lý, in one document."""
    asked = {"unit": WARD, "period": "2025", "predecessors": "true"}
    caller = api.as_("province_reviewer", "37")
    document = caller.get("/v1/reports/award-summary", asked).expect(200).json
    assert (document["scope"]["name"], document["scope"]["full_name"]) == ("Phủ Lý", "phường Phủ Lý")
    assert all(before["full_name"].endswith(" " + before["name"]) for before in document["predecessors"])
    page = caller.get("/v1/reports/award-summary", asked, headers={"Accept": "text/html"}).expect(200).text
    assert "· phường Phủ Lý ·" in page and '<p class="scope">phường Phủ Lý</p>' in page
    shown = [row[0] for row in Tables(page).body("predecessors")] if "predecessors" in Tables(page).tables else []
    assert shown == [before["full_name"] for before in document["predecessors"]]


def test_pages_and_tables_show_it(province):
    page = province.get("/v1/reports/cluster-review", IN_2018, headers={"Accept": "text/html"}).expect(200).text
    for table, column in (("ranking", 1), ("award-units", 0), ("target-units", 0), ("members", 0)):
        shown = {row[column] for row in Tables(page).body(table)}
        assert {"thành phố Phủ Lý", "huyện Duy Tiên"} <= shown, table
    for report in ("cluster-review", "target-progress"):
        answer = province.get(f"/v1/reports/{report}", IN_2018, headers={"Accept": "text/csv"}).expect(200)
        rows = list(csv.DictReader(io.StringIO(answer.text.lstrip("\ufeff"), newline="")))
        assert rows and all(row["unit_full_name"].endswith(" " + row["unit_name"]) for row in rows)


def test_a_chart_with_narrow_columns_names_the_type_only_where_it_must(province):
    page = province.get("/v1/reports/target-progress", IN_2018, headers={"Accept": "text/html"}).expect(200).text
    assert ">Duy Tiên</text>" in page


def test_a_sentence_names_the_type(api, unique):
    body = new_decision(unique, {"award_class_code": "GK", "subject_kind": "individual", "recipient_name": "Mẫu", "unit_id": WARD})
    refused = api.as_("province_reviewer", "35").post("/v1/decisions", body)
    refused.expect_problem(400, "invalid", rule="award_unit_period")
    assert refused.json["detail"] == "Đơn vị phường Phủ Lý không tồn tại vào ngày ký quyết định 03/09/2018"


def test_the_minutes_of_a_council_name_its_unit_in_full(api, unique):
    keeper = api.as_("council_reviewer", "35")
    made = keeper.post("/v1/council-sessions", {"unit_id": HA_NAM, "number": unique("HD"), "held_on": "2018-06-20"}).expect(201)
    minutes = keeper.get(f"/v1/council-sessions/{made.id}/minutes").expect(200).json
    assert (minutes["unit_name"], minutes["unit_full_name"]) == ("Hà Nam", "tỉnh Hà Nam")


@pytest.mark.parametrize("type,name,full", [
    ("ward", "Phủ Lý", "phường Phủ Lý"), ("city", "Phủ Lý", "thành phố Phủ Lý"), ("township", "Thị trấn Hòa Mạc", "Thị trấn Hòa Mạc"),
    ("commune", "Xã Đàn", "Xã Đàn"), ("province", "Hà Nam", "tỉnh Hà Nam"), ("special_zone", "Vân Đồn", "đặc khu Vân Đồn"),
])
def test_a_name_with_its_type_is_not_told_twice(database, type, name, full):
    assert database.value(f"select unit_full_name('{type}', '{name}')", role="tdkt_service") == full


def test_a_report_that_was_frozen_before_shows_the_names_that_it_has(database, province):
    made = province.post("/v1/report-snapshots", {"report": "award_summary", "cluster_id": CLUSTER, "period": "2018-H1"}).expect(201)
    path = f"/v1/report-snapshots/{made.id}"
    old = r"""regexp_replace(regexp_replace(document::text, ',\s*"full_name"\s*:\s*"[^"]*"', '', 'g'),
        ',\s*"households"\s*:\s*\{[^}]*\}', '', 'g')::json"""
    database.psql(
        f"set session_replication_role = replica; update report_snapshot set document = {old} where id = '{made.id}'", role="postgres")
    frozen = province.get(f"{path}/document").expect(200)
    assert "full_name" not in frozen.text and set(frozen.json["totals"]) == {"collectives", "individuals"}
    page = province.get(f"{path}/document", headers={"Accept": "text/html"}).expect(200)
    assert {"Phủ Lý", "Duy Tiên"} <= {row[0] for row in Tables(page.text).body("award-units")}
    assert province.get(f"{path}/difference").expect(200).json["differences"] == []  # a type and a zero are nothing new
