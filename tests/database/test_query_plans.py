"""Every documented read has the plan that tests/golden/plans shows: one file for each resource, on generated data that
never changes.

Read a changed plan before you accept it: TDKT_GOLDEN=write writes the files again. At this size ANALYZE reads the whole
tables, so the statistics are the same at every run.
"""

import os
import subprocess

import pytest
from database import plans
from database.callers import SCHEMA
from support.client import Api
from support.paths import POSTGRES_BIN, ROOT
from support.routes import routes

GOLDEN = ROOT / "tests" / "golden" / "plans"
BENCH = ROOT / "tests" / "bench"
DATA = {
    "data.sql": {"individuals": 20000, "collectives": 4000, "awards": 25000},
    "reports.sql": {"targets": 10000},
    "nominations.sql": {"nominations": 10000},
    "histories.sql": {"individuals": 20000},
}
COMMUNES = [f"B1-{d}-{c}" for d in range(1, 11) for c in range(1, 21)]
CALLERS = {
    "a commune": ("district_reviewer", ["B1-3-7"]),
    "a district": ("district_reviewer", ["B1-3"]),
    "a province": ("province_reviewer", ["B1"]),
    "10 communes": ("district_reviewer", COMMUNES[:10]),
    "100 communes": ("district_reviewer", COMMUNES[:100]),
    "four provinces": ("reader", ["B1", "B2", "B3", "B4"]),
}
PLACES = ("a commune", "a district", "a province", "10 communes", "100 communes")
# {path: (sorts, other queries)}. "/v1/x/{table}/…" stands for a row of that table of B1.
LISTS = {
    "/v1/individuals": (
        ("full_name", "-full_name", "created_at", "-created_at"),
        ("gender=male", "position_group=deputy_head_up&gender=male", "code=CN-3000", "q=nguyen", "q=thi+huong",
         "collective_id={collective}", "created_at[gte]=2019-02-01T00:00:00Z")),
    "/v1/collectives": (
        ("name", "-name", "created_at", "-created_at"),
        ("kind=school", "state=merged", "code=BT-3000", "unit_id={unit}", "headcount[gte]=400", "q=truong+tieu+hoc")),
    "/v1/awards": (
        ("signed_on", "-signed_on", "created_at", "-created_at"),
        ("year=2020", "decision_id={decision}", "individual_id={individual}", "award_class_id={award_class}",
         "signed_on[gte]=2020-01-01&signed_on[lte]=2020-06-30", "q=nguyen")),
    "/v1/decisions": (("signed_on", "-signed_on", "created_at", "-created_at"),
                      ("level=province", "number=300%2FQ%C4%90-UBND", "signed_on[gte]=2020-01-01")),
    "/v1/nominations": (("created_at", "-created_at"),
                        ("state=submitted", "code={nomination.code}", "individual_id={individual}",
                         "dossier_id={dossier}", "year=2024", "overdue=true", "waits_for=province_reviewer", "q=nguyen")),
    "/v1/work-queue": (("due_by", "-due_by", "created_at"), ("overdue=true", "award_level=province", "q=nguyen")),
    "/v1/dossiers": (("dated_on", "-dated_on", "created_at"), ("state=open", "year=2024", "unit_id={unit}")),
    "/v1/campaign-targets": (
        ("indicator", "due_on", "-due_on,indicator", "created_at", "-created_at"),
        ("state=confirmed", "status=unmet", "unit_id={unit}", "campaign_id={campaign}", "field=economy",
         "due_on[gte]=2020-01-01", "q=chi+tieu")),
    "/v1/ratings": (("year", "-year", "created_at"), ("year=2022", "individual_id={individual}", "rating=excellent")),
    "/v1/initiatives": (("year", "-year", "created_at"), ("year=2020", "individual_id={individual}", "level=province")),
    "/v1/individuals/{individual}/awards": (("signed_on", "-signed_on"), ("year=2020",)),
    "/v1/collectives/{collective}/awards": (("signed_on", "-signed_on"), ("year=2020",)),
    "/v1/nominations/{nomination}/events": (("recorded_at", "-recorded_at"), ("action=submit",)),
    "/v1/dossiers/{dossier}/documents": (("created_at", "-created_at"), ()),
    "/v1/campaign-targets/{campaign_target}/progress": (("figures_on", "-figures_on"), ()),
    "/v1/campaign-targets/{campaign_target}/events": (("recorded_at",), ("action=register",)),
    "/v1/awards/{award}/dependants": (("counted_on",), ()),
}
READS = {
    "/v1/individuals": "/v1/individuals/{individual}", "/v1/collectives": "/v1/collectives/{collective}",
    "/v1/awards": "/v1/awards/{award}", "/v1/decisions": "/v1/decisions/{decision}",
    "/v1/nominations": "/v1/nominations/{nomination}", "/v1/dossiers": "/v1/dossiers/{dossier}",
    "/v1/campaign-targets": "/v1/campaign-targets/{campaign_target}", "/v1/ratings": "/v1/ratings/{rating}",
    "/v1/initiatives": "/v1/initiatives/{initiative}",
}
VIEWS = {"work_queue": "nomination", "award_dependant": "nomination", "held_award": "award", "known_move": "individual_move", "consultation_public": "consultation"}
FOR_READERS = ("/v1/awards", "/v1/decisions")
# A few rows for each province and year, as of catalogues: any plan is good enough for them.
SMALL = {
    "/v1/units", "/v1/clusters", "/v1/campaigns", "/v1/council-sessions", "/v1/council-sessions/{id}/members",
    "/v1/council-sessions/{id}/items", "/v1/council-sessions/{id}/papers", "/v1/corrections", "/v1/award-statements",
    "/v1/report-snapshots", "/v1/dossiers/{id}/transfers", "/v1/individuals/{id}/positions", "/v1/individual-moves",
    "/v1/consultations", "/v1/public/consultations",
}


@pytest.fixture(autouse=True)
def unrecorded(monkeypatch):
    """Answers from generated rows are not recorded for the contract test: their awards belong to decisions of any province."""
    monkeypatch.delenv("TDKT_TRAFFIC_DIR", raising=False)


@pytest.fixture(scope="module")
def database(databases):
    made = databases.fresh("reference")
    for file, counts in DATA.items():
        variables = [word for name, count in counts.items() for word in ("-v", f"{name}={count}")]
        command = [POSTGRES_BIN / "psql", "-X", "-q", "-d", made.url("postgres"), *variables, "-f", BENCH / file]
        done = subprocess.run(command, capture_output=True, text=True)
        assert done.returncode == 0, done.stderr
    plans.switch_on(made)
    yield made
    made.drop()


@pytest.fixture(scope="module")
def rows(database):
    """{name: an id} of a row of district B1-3 of each table, or of B1 where B1-3 has none."""
    district = "bench.id(1, 10300)"
    found = {"unit": f"select {district}", "award_class": "select id from bench.class where number = 0",
             "decision": "select bench.id(4, 100)", "campaign": "select bench.id(9, 20201)"}
    for table in ("individual", "collective", "award", "nomination", "dossier", "campaign_target", "rating", "initiative"):
        found[table] = f"select id from {table} where district_lineage = {district} order by id limit 1"
    found["nomination.code"] = found["nomination"].replace("select id", "select code")
    return {name: database.value(sql, "postgres") for name, sql in found.items()}


def filled(path, rows) -> str:
    for name, value in rows.items():
        path = path.replace("{" + name + "}", value)
    return path


def asked(path):
    """(caller, path and query) of every read of a resource."""
    sorts, queries = LISTS[path]
    nested = "{" in path
    places = ("a district",) if nested else PLACES
    yield from ((place, f"{path}?limit=50") for place in places)
    if path in FOR_READERS:
        yield "four provinces", f"{path}?limit=50"
    for sort in sorts:
        yield from ((place, f"{path}?limit=50&sort={sort}") for place in ("a district", "a province"))
    yield from (("a district" if nested else "a province", f"{path}?limit=50&{query}") for query in queries)
    if path in READS:
        yield from ((place, READS[path]) for place in ("a district", "a province"))


def explained(database, service, who, path, answer=None):
    role, units = CALLERS[who]
    caller = Api(service).as_(role, units, sub="planner")
    caller.get(path)  # the program then knows the caller

    def ask():
        nonlocal answer
        answer = caller.get(path).expect(200)

    return plans.of(database, ask), answer.json


def text_of(database, service, rows, path) -> str:
    parts = []
    for who, read in asked(path):
        found, answer = explained(database, service, who, filled(read, rows))
        parts.append((who, read, found))
        if read == f"{path}?limit=50" and answer.get("next"):
            cursor = answer["next"].split("?", 1)[1]
            found, _ = explained(database, service, who, f"{filled(path, rows)}?{cursor}")
            parts.append((who, f"{path}?limit=50, the next page", found))
    if path == "/v1/awards":
        code = database.value("select code from award where id = " + f"'{rows['award']}'", "postgres")
        parts.append(("four provinces", "/v1/award-status/{code}",
                      explained(database, service, "four provinces", f"/v1/award-status/{code}")[0]))
    titled = ("\n".join([f"# {read} ({who})", *("\n".join(lines) for lines in found)]) for who, read, found in parts)
    return "\n\n".join(titled) + "\n"


@pytest.mark.parametrize("path", LISTS)
def test_a_read_is_planned_as_it_was(database, service, rows, path):
    text = text_of(database, service, rows, path)
    assert text.count(" on ") >= len(list(asked(path)))  # there are plans
    file = GOLDEN / (path.removeprefix("/v1/").replace("{", "").replace("}", "").replace("/", ".") + ".txt")
    if os.environ.get("TDKT_GOLDEN"):
        file.write_text(text)
    assert file.exists(), f"{file} is missing; run with TDKT_GOLDEN=write and read it"
    assert text.splitlines() == file.read_text().splitlines()


def is_of_units(table) -> bool:
    """Its rows belong to units below the province; the tables of catalogues and clusters do not."""
    return "district_lineage" in (SCHEMA / f"{table}.txt").read_text(encoding="utf-8")


def test_every_list_is_planned_or_small():
    lists = [route for route in routes() if route.operation.startswith("list_")]
    documented = {route.path for route in lists if is_of_units(VIEWS.get(route.table, route.table))}
    planned = {filled(path, dict.fromkeys(
        ("individual", "collective", "nomination", "dossier", "campaign_target", "award"), "{id}")) for path in LISTS}
    assert planned | SMALL == documented and not planned & SMALL
