"""The first half of 2018 of Hà Nam's cluster, as a page in a real browser: it loads nothing else, fits phone, wall
screen and A4, and its figures are those of the JSON. With TDKT_SCREENSHOTS=folder it writes pictures for people.
"""

import re
from datetime import date

import pytest

from support.browser import SIZES
from support.samples import HA_NAM

BLOCK = {"cluster": "KTD-HUYEN-TP", "period": "2018-H1"}
PAGES = {
    "award-summary": BLOCK, "target-progress": BLOCK, "cluster-review": BLOCK,
    "statistics": {"unit": HA_NAM, "year": "2018"},
}
STATUS = {"met": "Đạt", "on_track": "Đúng tiến độ", "at_risk": "Có nguy cơ", "unmet": "Không đạt", None: "Chưa có số liệu"}
SIGN = {"met": "✓", "on_track": "›", "at_risk": "!", "unmet": "✕", None: "–"}
WORST_FIRST = ["unmet", "at_risk", None, "on_track", "met"]
FIELD = {"economy": "Kinh tế", "society": "Xã hội", "security": "An ninh", "defence": "Quốc phòng",
         "party_building": "Xây dựng Đảng", "environment": "Môi trường", "other": "Khác"}
ROLE = {"leader": "Trưởng cụm, khối", "deputy": "Phó trưởng cụm, khối", "member": "Thành viên"}
STATE = {"registered": "Chờ xác nhận", "confirmed": "Đã xác nhận", "returned": "Trả lại"}
BASIS = {"cumulative": "lũy kế", "level": "tại thời điểm"}


@pytest.fixture(params=PAGES)
def report(request):
    return request.param


@pytest.fixture
def reader(api):
    return api.as_("province_reviewer", "35")


@pytest.fixture
def look(browser, service, reader):
    """look(report, size, language) → the browser with that page open."""

    def looked(report, size="wall", language="vi"):
        query = "&".join(f"{name}={value}" for name, value in PAGES[report].items())
        headers = {"Authorization": f"Bearer {reader.token}", "Accept": "text/html", "Accept-Language": language}
        return browser.open(f"http://{service.api}/v1/reports/{report}?{query}", headers, size)

    return looked


@pytest.fixture
def document(reader):
    return lambda report: reader.get(f"/v1/reports/{report}", PAGES[report]).expect(200).json


def number(value) -> str:
    """1.234,5, or a dash for an unknown number."""
    if value is None:
        return "—"
    whole, _, rest = f"{value}".partition(".")
    whole = f"{int(whole):,}".replace(",", ".").replace("-", "−")
    return whole + ("," + rest if rest and rest != "0" else "")


def figure(cell) -> str:
    """The figures of one kind of subject in the award report."""
    if not cell or cell["state"] == "not_applicable":
        return "—"
    if cell["state"] == "counted":
        return number(cell["count"])
    stated = cell.get("stated", "nhiều")
    return f"{stated} (≥\u00a0{number(cell['at_least'])})" if "at_least" in cell else stated


def day(text) -> str:
    return date.fromisoformat(text).strftime("%d/%m/%Y") if text else "—"


def table(browser, name) -> list:
    """The rows of a table as a reader sees them."""
    rows = browser.run(
        "return [...document.querySelectorAll(`table[data-table='${arguments[0]}'] tbody tr`)]"
        ".map(row => [...row.cells].map(cell => cell.innerText.trim()))", name)
    return [[re.sub(r"\s*\n\s*", " / ", cell) for cell in row] for row in rows]


def test_it_needs_nothing_and_nobody(look, report):
    browser = look(report)
    address = browser.run("return document.location.href")
    assert browser.complaints() == []
    assert {asked for asked in browser.requests() if not asked.startswith("data:")} == {address}
    assert browser.run("return document.scripts.length") == 0
    assert browser.run("return document.querySelectorAll('img, iframe, object, embed, link:not([href^=\"data:\"])').length") == 0


@pytest.mark.parametrize("language", ["vi", "en"])
@pytest.mark.parametrize("size", SIZES)
def test_it_fits(look, report, size, language):
    """Nothing is wider than the page or its chart, and no two texts of a chart overlap."""
    browser = look(report, size, language)
    browser.shoot(f"{report}-{size}-{language}")
    assert browser.run("return document.documentElement.lang") == language
    assert browser.run("return document.documentElement.scrollWidth <= document.documentElement.clientWidth")
    assert browser.run("""
        const bad = [], slack = 1.5;
        for (const svg of document.querySelectorAll('svg')) {
            const frame = svg.getBoundingClientRect();
            const texts = [...svg.querySelectorAll('text')].map(text => [text.textContent, text.getBoundingClientRect()]);
            for (const [text, box] of texts)
                if (text && (box.left < frame.left - slack || box.right > frame.right + slack || box.bottom > frame.bottom + 4))
                    bad.push(`outside: ${text}`);
            texts.forEach(([a, one], i) => texts.slice(i + 1).forEach(([b, two]) => {
                if (one.left + slack < two.right && two.left + slack < one.right && one.top + 4 < two.bottom && two.top + 4 < one.bottom)
                    bad.push(`${a} × ${b}`);
            }));
        }
        return bad""") == []
    smallest = browser.run(
        "return Math.min(99, ...[...document.querySelectorAll('svg')].map(svg => svg.getBoundingClientRect().width / 400 * 12))")
    assert smallest >= 9, "letters nobody reads"


def test_it_prints_on_a4(look, report):
    printed = look(report).print(report)
    boxes = {tuple(round(float(number)) for number in box.split()) for box in re.findall(rb"/MediaBox \[([^\]]+)\]", printed)}
    assert boxes == {(0, 0, 595, 842)}
    assert 1 <= len(re.findall(rb"/Type /Page\b", printed)) <= 12


def award_rows(lines) -> list:
    every = [row for line in lines for row in (line, *line["classes"])]
    return [[row["name_vi"], figure(row.get("collectives")), figure(row.get("individuals"))] for row in every]


def unit_rows(units) -> list:
    return [[row["unit"]["name"], number(row["collectives"]), number(row["individuals"])] for row in units]


def target_row(target) -> list:
    star = "★ " if target["priority"] else ""
    registrant = target["unit"]["name"] + (f" / {target['collective']['name']}" if target["collective"] else "")
    return [
        star + target["indicator"], registrant, target["measure_unit"], "≤" if target["direction"] == "at_most" else "≥",
        number(target["registered_value"]), number(target["actual_value"]), number(target["projected_value"]),
        day(target["figures_on"]), STATUS[target["status"]],
    ]


COUNTS = ("met", "on_track", "at_risk", "unmet", "unknown")


def check_awards(browser, awards):
    assert table(browser, "lines") == award_rows(awards["lines"])
    assert table(browser, "award-units") == unit_rows(awards["units"])


def check_targets(browser, part):
    assert table(browser, "targets") == [[*target_row(target), STATE[target["state"]]] for target in part["targets"]]
    assert table(browser, "target-units") == [
        [row["unit"]["name"], *(number(row[name]) for name in ("registered", "confirmed", *COUNTS, "weight", "weight_met"))]
        for row in part["units"]
    ]
    assert table(browser, "indicators") == [
        [row["indicator"], FIELD[row["field"]], row["measure_unit"], BASIS[row["basis"]], number(row["targets"]),
         *(number(row[name]) for name in (*COUNTS, "registered_sum", "actual_sum", "projected_sum"))]
        for row in part["indicators"]
    ]
    danger = [target for target in part["targets"] if target["priority"] and target["status"] in ("at_risk", "unmet")]
    assert table(browser, "in-danger") == [target_row(target) for target in danger]


def ranking_row(item) -> list:
    rank = number(item["rank"]) + (" đồng hạng" if item["tied"] else "")
    totals = (item["self_total"], item["checked_total"], item["confirmed_total"], *(g["confirmed"] for g in item["groups"]))
    return [rank, item["unit"]["name"], ROLE[item["role"]], *map(number, totals)]


def keys(browser) -> list:
    return browser.run("return [...document.querySelectorAll('.key b')].map(key => key.innerText)")


def test_the_award_figures_are_those_of_the_json(look, document):
    told = document("award-summary")
    browser = look("award-summary")
    check_awards(browser, told)
    assert keys(browser) == [figure(told["totals"]["collectives"]), figure(told["totals"]["individuals"])]


def test_what_was_stated_as_many_is_never_a_number(look):
    rows = {row[0]: row[1:] for row in table(look("award-summary"), "lines")}
    assert rows["Giấy khen"] == ["nhiều", "nhiều"] and rows["Tập thể lao động tiên tiến"] == ["nhiều", "—"]
    assert rows["Huân chương Lao động"] == ["5", "7"] and rows["Cờ thi đua của Chính phủ"] == ["2", "—"]


def test_the_target_figures_are_those_of_the_json(look, document):
    told = document("target-progress")
    browser = look("target-progress")
    check_targets(browser, told)
    assert keys(browser) == [number(told["totals"][name]) for name in ("registered", *COUNTS)]


def test_the_review_has_the_figures_of_all_its_parts(look, document):
    told = document("cluster-review")
    browser = look("cluster-review")
    check_awards(browser, told["awards"])
    check_targets(browser, told["targets"])
    assert table(browser, "ranking") == [ranking_row(item) for item in told["ranking"]["items"]]
    assert table(browser, "members") == [[member["unit"]["name"], ROLE[member["role"]]] for member in told["members"]]
    assert [row[0] for row in table(browser, "campaigns")] == [campaign["name"] for campaign in told["campaigns"]]


def test_the_statistics_are_those_of_the_json(look, document):
    told = document("statistics")
    browser = look("statistics")
    for form in told["forms"]:
        rows = [[row["label_vi"], *map(number, row["cells"])] for row in form["rows"]]
        assert table(browser, form["code"]) == rows


def is_about(target, indicator) -> bool:
    """A target belongs to the catalogue's indicator, whatever its registrant calls it; without an indicator, to the same name."""
    same = ("indicator_code", "field", "measure_unit", "direction", "basis")
    words = same if indicator["indicator_code"] else (*same, "indicator")
    return all(target[name] == indicator[name] for name in words)


def test_the_grid_shows_each_status_by_colour_and_by_sign(look, document):
    told = document("target-progress")
    browser = look("target-progress")
    cells = browser.run("""
        const signs = [...document.querySelectorAll('#targets .pair svg text.middle')].map(text => text.textContent);
        const bars = [...document.querySelectorAll('#targets .pair svg rect')].map(rect => rect.getAttribute('class'));
        return [signs, bars]""")
    statuses = [
        [target["status"] for target in told["targets"] if target["counts_for"] == unit["unit"]["id"] and is_about(target, indicator)]
        for indicator in told["indicators"] for unit in told["units"]
    ]
    worst = [min(cell, key=WORST_FIRST.index) if cell else "none" for cell in statuses]
    signs = [SIGN.get(status, "·") for status in worst]
    assert cells[0][-len(signs):] == signs
    assert cells[1] == [status or "unknown" for status in worst if status != "none"]
    assert len(set(SIGN.values())) == len(SIGN)


def test_each_target_is_drawn_with_its_figures(look, document):
    browser = look("target-progress")
    drawn = browser.run("return [...document.querySelectorAll('.figures text.value')].map(text => text.textContent)")
    told = document("target-progress")
    expected = [
        f"{number(target['actual_value'])} / {number(target['registered_value'])}"
        + (f" · dự kiến {number(target['projected_value'])}" if target["projected_value"] is not None else "")
        for indicator in told["indicators"] for target in told["targets"]
        if is_about(target, indicator)
    ]
    assert drawn == expected and len(drawn) == len(told["targets"])


def test_a_tie_is_said_in_the_ranking(look, document):
    told = document("cluster-review")
    assert any(item["tie_break"] for item in told["ranking"]["items"])
    browser = look("cluster-review")
    labels = browser.run("return [...document.querySelectorAll('#ranking text.head')].map(text => text.textContent)")
    assert [("đồng hạng" in label) for label in labels] == [bool(item["tied"]) for item in told["ranking"]["items"]]


def test_a_predecessor_is_told_apart_from_its_successor(browser, service, api):
    """Both are called Ninh Bình."""
    heir = api.as_("province_reviewer", "37")
    headers = {"Authorization": f"Bearer {heir.token}", "Accept": "text/html", "Accept-Language": "vi"}
    browser.open(f"http://{service.api}/v1/reports/award-summary?unit=37&from=2018-01-01&to=2026-06-30&predecessors=true", headers)
    names = [row[0] for row in table(browser, "award-units")]
    assert names.count("Ninh Bình") == 1 and names.count("Ninh Bình đơn vị tiền thân") == 1
    assert [row[0] for row in table(browser, "predecessors")] == ["Hà Nam", "Nam Định", "Ninh Bình"]


def test_it_speaks_english_on_request(look):
    text = look("cluster-review", language="en").run("return document.body.innerText")
    assert "Half-year review of emulation" in text and "First half of 2018" in text and "Registered targets" in text
    assert "Sơ kết" not in text and "Chỉ tiêu đăng ký" not in text
