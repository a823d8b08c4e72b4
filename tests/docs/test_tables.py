"""The lists on the pages of docs/ are complete and correct: metrics, events and fields of the log, problems, words of
states, names.
"""

import re
import subprocess
import sys
from urllib.parse import quote

import pytest
from support.client import Api
from support.paths import ROOT, binary
from support.sources import c_files, text_of

sys.path.insert(0, str(ROOT / "script" / "lib"))

from openapi_document import load  # noqa: E402

DOCS = ROOT / "docs"
CONTRACT = load(ROOT / "openapi.yaml")
SOURCES = c_files("api/", "lib/")


def section(page, heading) -> str:
    text = (DOCS / page).read_text(encoding="utf-8")
    return re.split(r"(?m)^#+ ", text.split(f"# {heading}\n", 1)[1])[0]


def tables(text) -> list:
    """The rows of each table, as lists of cells, without the head."""
    found = re.findall(r"(?m)(?:^\|.*\n?)+", text)
    return [[[cell.strip() for cell in row.strip("| ").split(" | ")] for row in one.strip().split("\n")[2:]] for one in found]


def coded(cell) -> list:
    return re.findall(r"`([^`]+)`", cell)


# Operators.


def printed_metrics(service) -> dict:
    """{name: (type, labels)} of /metrics."""
    text = service.admin_get("/metrics")[1]
    labels = {name: set() for name in re.findall(r"# TYPE (\S+)", text)}
    for name, given in re.findall(r"(?m)^(tdkt_\w+)(?:\{(.*)\})? ", text):
        family = re.sub("_(bucket|sum|count)$", "", name) if name not in labels else name
        labels[family] |= set(re.findall(r'(\w+)="', given))
    return {name: (kind, labels[name]) for name, kind in re.findall(r"# TYPE (\S+) (\S+)", text)}


def test_every_metric_is_explained(service):
    Api(service).as_("district_reviewer", "349").get("/v1/collectives").expect(200)
    [rows] = tables(section("operating.md", "Metrics"))
    assert {coded(row[0])[0]: (row[1], set(coded(row[2]))) for row in rows} == printed_metrics(service)


def events_in_the_code() -> dict:
    """{event: levels} of every line that the program can write; the levels are {} where an expression chooses."""
    found = {}
    for path in SOURCES:
        calls = re.findall(r"\blog_(?:say|event)\(([^;]*?),\s*\"(\w+)\"", text_of(path), re.S)
        for level, event in calls:
            found.setdefault(event, set()).update(word.lower() for word in re.findall(r"\bLOG_(\w+)", level))
    return found


def events_on_the_page() -> dict:
    rows = tables(section("operating.md", "The log"))[1]
    return {event: set(row[1].split(", ")) for row in rows for event in coded(row[0])}


def test_every_event_of_the_log_is_explained():
    code, page = events_in_the_code(), events_on_the_page()
    assert set(code) - {"request"} == set(page)
    assert {event: levels for event, levels in code.items() if event in page and not levels <= page[event]} == {}


def test_every_field_of_a_requests_line_is_explained(service):
    api = Api(service)
    traced = {"traceparent": "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01"}
    api.anonymous.get("/v1/collectives", headers=traced).expect(401)
    api.bearing("x.y.z").get("/v1/collectives").expect(401)
    lines = [line for line in service.log_lines() if line["event"] == "request"]
    fields = {field for line in lines for field in line} - {"time", "level", "event"}
    assert {coded(row[0])[0] for row in tables(section("operating.md", "The log"))[0]} == fields


def test_every_exit_status_is_explained():
    told = subprocess.run([binary(), "--help"], capture_output=True, text=True, check=True, timeout=30).stdout
    said = set(re.findall(r"\b(\d\d) (?:a |the |an)", " ".join(told.split()))) | {"74"}
    assert {row[0] for row in tables(section("operating.md", "Install"))[0]} == said


# Callers.


def problems() -> set:
    catalogue = text_of("lib/base/problem.h").split("PROBLEM_CATALOGUE(X)")[1].split("enum problem_kind")[0]
    return set(re.findall(r'X\(\w+, (\d+), "([a-z-]+)"', catalogue))


def test_every_problem_has_its_advice():
    [rows] = tables(section("for-systems.md", "Problems"))
    assert {(row[0], slug) for row in rows for slug in coded(row[1])} == problems()


def test_the_words_of_the_states_are_the_databases(database):
    stored = database.psql("select code, name_vi, name_en, is_final from nomination_state order by rank", "tdkt_owner")
    [rows] = tables(section("for-mobile.md", "What to show"))
    shown = [[coded(row[0])[0], row[1], row[2], {"yes": "t", "no": "f"}[row[3]]] for row in rows]
    assert shown == [list(row) for row in stored if row[0] != "draft"]


def words_of(page) -> set:
    """The texts in backquotes on a page, outside its code blocks."""
    return set(coded(re.sub(r"(?ms)^```.*?^```$", "", (DOCS / page).read_text(encoding="utf-8"))))


@pytest.mark.parametrize("page", ["for-systems.md", "for-mobile.md"])
def test_every_member_that_callers_are_told_of_exists(page):
    words = {word for word in words_of(page) if re.fullmatch(r"[a-z]+(_[a-z]+)+", word)}
    paths = {word for word in words_of(page) if word.startswith("/v1/")}
    assert words and words - names_in_json() == set()
    assert paths - set(CONTRACT["paths"]) == set()


def test_every_setting_that_is_named_exists():
    told = subprocess.run([binary(), "--help"], capture_output=True, text=True, check=True, timeout=30).stdout
    settings = set(re.findall(r"(?m)^(TDKT_\w+) ", told)) | {"TDKT_JWT_", "TDKT_", "TDKT_GOLDEN"}
    named = {page.name: set(re.findall(r"\bTDKT_\w*", page.read_text(encoding="utf-8"))) for page in DOCS.glob("*.md")}
    unknown = {page: {name for name in names if name.removesuffix("_FILE") not in settings} for page, names in named.items()}
    assert {page: names for page, names in unknown.items() if names} == {}


@pytest.fixture(scope="module")
def algorithm():
    """The Python code of the page."""
    names = {}
    text = (DOCS / "for-mobile.md").read_text(encoding="utf-8")
    exec(re.search(r"(?s)```python\n(.*?)```", text)[1], names)
    return names


def examples() -> list:
    return [[coded(cell)[0] if coded(cell) else cell for cell in row] for row in
            tables(section("for-mobile.md", "The code, and checking it offline"))[0]]


@pytest.mark.parametrize("first, total, remainder, code", examples())
def test_the_check_character_is_the_databases(database, algorithm, first, total, remainder, code):
    alphabet = algorithm["ALPHABET"]
    worked_out = sum(place * alphabet.index(character) for place, character in enumerate(first, 1))
    assert (worked_out, worked_out % 31) == (int(total), int(remainder))
    assert first + algorithm["check_character"](first) == code
    assert first + database.value(f"select award_code_check('{first}')", "tdkt_owner") == code


def test_the_algorithm_knows_every_code_and_every_slip(database, algorithm):
    codes = [row[0] for row in database.psql("select code from award union select code from nomination", "tdkt_owner")]
    assert codes and all(algorithm["is_code"](f"{code[:4].lower()}-{code[4:]}") for code in codes)
    for place in range(9):
        slips = [codes[0][:place] + other + codes[0][place + 1 :] for other in algorithm["ALPHABET"]]
        assert [slip for slip in slips if algorithm["is_code"](slip)] == [codes[0]]


@pytest.mark.parametrize("written", [
    "HNAM2923F", "hnam 2923-f", " HNAM\u20132923\u00a0F ", "\uff28\uff2e\uff21\uff2d2923F", "HNAM2923G", "HNAM2923", "HNAM2923FF", "HNAM0923F", "0000",
])
def test_the_algorithm_takes_what_the_service_takes(service, algorithm, written):
    answer = Api(service).as_("reader", "35").get(f"/v1/award-status/{quote(written)}")
    assert answer.status in (200, 404, 400) and algorithm["is_code"](written) == (answer.status != 400)


# Maintainers.


def names_in_json() -> set:
    found = set()

    def look(node):
        if isinstance(node, list):
            for part in node:
                look(part)
        if isinstance(node, dict):
            found.update(node.get("properties", {}))
            found.update(value for value in node.get("enum", []) if isinstance(value, str))
            found.update([node["name"]] if node.get("in") == "query" else [])
            for part in node.values():
                look(part)

    look(CONTRACT)
    return found | set(CONTRACT["paths"])


def names_in_the_database(database) -> set:
    columns = database.psql("""select c.relname, c.relname || '.' || a.attname
        from pg_class as c join pg_attribute as a on a.attrelid = c.oid
        where c.relnamespace = 'public'::regnamespace and a.attnum > 0""", "tdkt_owner")
    return {name for row in columns for name in row}


def test_every_name_of_the_glossary_exists(database):
    [rows] = tables(section("maintaining.md", "Glossary"))
    cells = [[coded(cell) for cell in row] + [[]] * (5 - len(row)) for row in rows]
    code = "\n".join(text_of(path) for path in SOURCES)
    structs = set(re.findall(r"(?m)^(?:static )?const struct \w+ (\w+)", code))
    assert {name for row in cells for name in row[2]} - names_in_json() == set()
    assert {name for row in cells for name in row[3]} - names_in_the_database(database) == set()
    assert {name for row in cells for name in row[4]} - structs == set()


def test_every_path_that_is_named_exists():
    """In backquotes, with a folder: a file or a folder."""
    missing = set()
    for page in DOCS.glob("*.md"):
        for name in re.findall(r"`((?:api|lib|tests|script|schema|deploy|docs)/[\w./-]*)`", page.read_text(encoding="utf-8")):
            missing |= set() if (ROOT / name).exists() else {(page.name, name)}
    assert missing == set()


def test_readmes_figures_are_those_of_the_performance_page():
    speed = tables((ROOT / "README.md").read_text(encoding="utf-8").split("## How fast")[1])[0]
    full = {row[0]: row[1:] for row in tables((DOCS / "performance.md").read_text(encoding="utf-8"))[0]}
    assert speed and [(row[0], row[1:]) for row in speed] == [(row[0], [full[row[0]][0], *full[row[0]][3:5]]) for row in speed]
