"""A report as JSON or CSV: which one is chosen, and what a spreadsheet reads."""

import csv
import io

import pytest

from support.samples import CLUSTER, DUY_TIEN, new_target

CODE = "KTD-HUYEN-TP"
QUERY = {"cluster": CODE, "period": "2018-H1"}
JSON, CSV, PAGE = "application/json", "text/csv; charset=utf-8; header=present", "text/html; charset=utf-8"


def ask(caller, accept, report="award-summary", **query):
    headers = {"Accept": accept} if accept is not None else {}
    return caller.get(f"/v1/reports/{report}", query or QUERY, headers=headers)


def table(answer) -> list:
    assert answer.expect(200).headers["Content-Type"] == CSV
    return list(csv.DictReader(io.StringIO(answer.text, newline="")))


@pytest.mark.parametrize(
    "accept,expected",
    [
        (None, JSON), ("*/*", JSON), ("application/json", JSON), ("text/csv", CSV), ("TEXT/CSV", CSV),
        ("text/csv; charset=utf-8", CSV), ("text/csv; header=present", CSV), ("application/json;q=0.5, text/csv", CSV),
        ("application/json, text/csv", JSON), ("text/csv;q=0.8, application/json;q=0.9", JSON),
        ("text/csv;q=0.9, */*;q=0.1", CSV), ("application/json;q=0, text/csv;q=0.1", CSV),
        ("text/html", PAGE), ("text/html,application/xhtml+xml,*/*;q=0.8", PAGE), ("text/html;q=0.5, text/csv", CSV),
        ("image/png, text/csv;q=0.001", CSV), ("text/*;q=0.5, text/html;q=0", CSV),
    ],
)
def test_the_best_accepted_type_is_chosen(province, accept, expected):
    answer = ask(province, accept).expect(200)
    assert answer.headers["Content-Type"] == expected
    assert {"Accept", "Accept-Language"} <= set(answer.headers["Vary"].split(", "))


@pytest.mark.parametrize("accept", ["image/png", "text/csv;q=0", "application/json;q=0", "text/csv;header=absent", "application/xml"])
def test_another_type_is_406(province, accept):
    answer = ask(province, accept)
    answer.expect_problem(406, "not-acceptable")
    assert "Accept" in answer.headers["Vary"].split(", ")


def test_a_table_is_saved_under_its_name(province):
    ask(province, "text/csv").expect(200).expect_header("Content-Disposition", 'attachment; filename="award_summary.csv"')
    assert "Content-Disposition" not in ask(province, JSON).expect(200).headers


def test_a_caller_who_sees_only_a_part_gets_403_in_every_type(district):
    for accept in (JSON, "text/csv", "text/html", "image/png"):
        ask(district, accept).expect_problem(403, "forbidden")


def test_the_page_may_style_itself_and_nothing_else(province):
    policy = ask(province, "text/html").expect(200).headers["Content-Security-Policy"]
    assert policy.startswith("default-src 'none'") and "frame-ancestors 'none'" in policy
    for accept in (JSON, "text/csv"):
        plain = ask(province, accept).expect(200).headers["Content-Security-Policy"]
        assert plain == "default-src 'none'; frame-ancestors 'none'"


def test_a_frozen_page_says_by_whom(province):
    body = {"report": "award_summary", "cluster_id": CLUSTER, "period": "2018-H1", "note": "Trình Hội nghị"}
    made = province.post("/v1/report-snapshots", body).expect(201)
    page = province.get(f"/v1/report-snapshots/{made.id}/document", headers={"Accept": "text/html"}).expect(200).text
    assert made.json["frozen_by"] in page and "Trình Hội nghị" in page
    assert made.json["frozen_by"] not in ask(province, "text/html").expect(200).text


def test_the_awards_as_a_table(province):
    text = ask(province, "text/csv").expect(200).text
    lines = text.split("\r\n")
    assert lines[0] == (
        "award_class_code,parent,name_vi,name_en,collectives_state,collectives_count,collectives_stated,collectives_at_least,"
        "individuals_state,individuals_count,individuals_stated,individuals_at_least,households_state,"
        "households_count,households_stated,households_at_least"
    )
    assert lines[1] == "HCLD,,Huân chương Lao động,Labour Order,counted,5,,,counted,7,,,,,,"
    assert lines[2] == (
        'HCLD2,HCLD,Huân chương Lao động hạng Nhì,"Labour Order, Second Class",counted,1,,,counted,1,,,,,,'
    )
    assert lines[6] == (
        "TTLDTT,,Tập thể lao động tiên tiến,Advanced Labour Collective,unknown,,nhiều,,not_applicable,,,,,,,"
    )
    assert lines[-1] == "" and len(lines) == 11 and "\n" not in text.replace("\r\n", "")


def test_the_byte_order_mark_comes_when_asked_for(province):
    plain = ask(province, "text/csv").content
    assert not plain.startswith(b"\xef\xbb\xbf")
    assert ask(province, "text/csv", **QUERY, bom="true").content == b"\xef\xbb\xbf" + plain
    assert ask(province, "text/csv", **QUERY, bom="false").content == plain
    assert ask(province, JSON, **QUERY, bom="true").content == ask(province, JSON).content


def test_the_targets_as_a_table(province):
    rows = table(ask(province, "text/csv", "target-progress"))
    document = ask(province, JSON, "target-progress").json
    assert len(rows) == len(document["targets"]) > 10
    for row, target in zip(rows, document["targets"]):
        assert (row["id"], row["unit_code"]) == (target["id"], target["unit"]["code"])
        assert row["status"] == (target["status"] or "") and row["priority"] == str(target["priority"]).lower()
        for value in ("registered_value", "actual_value", "projected_value", "weight"):
            assert row[value] == ("" if target[value] is None else f"{target[value]:g}")


def test_the_review_as_a_table(province):
    rows = {row["unit_code"]: row for row in table(ask(province, "text/csv", "cluster-review"))}
    document = ask(province, JSON, "cluster-review").json
    assert list(rows) == ["347", "349", "350", "351", "352", "353"]
    for item in document["ranking"]["items"]:
        assert rows[item["unit"]["code"]]["rank"] == str(item["rank"])
        assert rows[item["unit"]["code"]]["confirmed_total"] == f"{item['confirmed_total']:g}"
    for row in document["targets"]["units"]:
        assert rows[row["unit"]["code"]]["targets_registered"] == str(row["registered"])
    for row in document["awards"]["units"]:
        assert rows[row["unit"]["code"]]["awards_individuals"] == str(row["individuals"])


def test_the_statistics_as_a_table(province):
    rows = table(ask(province, "text/csv", "statistics", unit="35", year="2018"))
    values = {(row["form"], row["row"], row["column"]): row["value"] for row in rows}
    assert len(values) == len(rows)
    assert values["0602.N", "HCLD", "individual"] == "8"
    assert values["0602.N", "CTDCP", "individual"] == ""  # the flag is for collectives


@pytest.mark.parametrize(
    "indicator,cell", [("=1+1", "'=1+1"), ("+84", "'+84"), ("-1", "'-1"), ("@x", "'@x"), ('"a", b', '"""a"", b"')]
)
def test_what_looks_like_a_formula_is_text(province, unique, indicator, cell):
    name = f"{indicator} {unique('ct')}"
    target = new_target(unique, indicator=name, due_on="2011-12-31", unit_id=DUY_TIEN)
    province.post("/v1/campaign-targets", target).expect(201)
    answer = ask(province, "text/csv", "target-progress", unit="349", period="2011")
    quoted = cell.removesuffix('"') + name.removeprefix(indicator) + ('"' if cell.endswith('"') else "")
    assert f",{quoted},," in answer.expect(200).text
