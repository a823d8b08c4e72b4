"""Every figure of every report against a model that shares nothing with the reports: over random countries, for random
scopes and periods. A failure names the seed and the scope; the same seed makes the same country.
"""

import random
from datetime import date, timedelta

import pytest
from database import figures_reports as expected
from database.figures_model import Records, Scope, read
from database.figures_world import World

SEED = "reference"
SEEDS = (1, 3, 4)
SCOPES = 20  # for each world; each one makes two or three documents


@pytest.fixture(scope="module", params=SEEDS)
def country(request, databases):
    database = databases.fresh(SEED)
    world = World(request.param)
    world.fill(database)
    before = Records(database)
    database.psql(world.decide_ties(lambda cluster, day: expected.ties_of(before, cluster, day)), role="postgres")
    yield world, database, Records(database)
    database.drop()


def test_each_award_lies_where_its_recipient_was_on_the_day(country):
    """Also those that name no unit, for recipients whose unit began later or had ended."""
    world, _, records = country
    assert {id: award["unit_id"] for id, award in records.award.items() if id in world.places} == world.places


def any_period(rng):
    year = rng.randint(2017, 2020)
    first, last = rng.choice([
        (date(year, 1, 1), date(year, 12, 31)), (date(year, 1, 1), date(year, 6, 30)),
        (date(year, 7, 1), date(year, 12, 31)), (date(year, 4, 1), date(year, 6, 30)),
        (date(2020, 2, 29), date(2020, 2, 29)), (date(2019, 6, 30), date(2019, 7, 1)),
        (date(2018, 1, 1), date(2019, 12, 31)), (date(2017, 1, 1), date(2020, 12, 31)), (None, None),
    ])
    if first is None:
        first, last = sorted(date(2017, 1, 1) + timedelta(days=rng.randint(0, 1460)) for _ in range(2))
    return first, last


def documents(database, world, scope, *reports):
    cluster = f"'{scope.cluster}'" if scope.cluster else "null"
    unit = f"'{scope.unit['id']}'" if scope.unit else "null"
    row = f"row({cluster}, {unit}, '{scope.first}', '{scope.last}', {bool(scope.predecessors)})::report_scope"
    asked = ", ".join(f"report_document('{name}', {row}, 50)" for name in reports)
    (found,) = database.psql(f"select {asked}", settings=world.settings())
    return [read(text) for text in found]


def plain(figures):
    """Lines without their names."""
    if isinstance(figures, list):
        return [plain(each) for each in figures]
    if not isinstance(figures, dict):
        return figures
    return {name: plain(value) for name, value in figures.items() if name not in ("name_vi", "name_en")}


def by_unit(rows):
    order = [row["unit"]["id"] for row in rows]
    return {row["unit"]["id"]: {k: v for k, v in row.items() if k != "unit"} for row in rows} | {"order": order}


def shown_awards(document):
    return plain({name: document[name] for name in ("lines", "totals", "shares")}) | {"units": by_unit(document["units"])}


def shown_targets(part):
    targets = {
        t["id"]: (t["unit"]["id"], t["actual_value"], t["projected_value"], t["figures_on"], t["status"] or "unknown",
                  t["amendments"], t["is_predecessors"], t["weight"], t["registered_value"], t["counts_for"])
        for t in part["targets"]
    }
    about = ("indicator", "indicator_code", "field", "measure_unit", "direction", "basis")
    indicators = {
        i["indicator_code"] or (i["indicator"], i["direction"], i["basis"]): {k: v for k, v in i.items() if k not in about}
        for i in part["indicators"]
    }
    return {"targets": targets, "units": by_unit(part["units"]), "totals": part["totals"], "indicators": indicators}


def shown_ranking(part):
    names = ("rank", "tied", "self_total", "checked_total", "confirmed_total")
    items = {
        i["member_id"]: {name: i[name] for name in names}
        | {"tie_break": i["tie_break"] and i["tie_break"]["kind"], "women_share": i["women_share"]}
        | {"groups": [(g["group_name"], g["max_points"], g["confirmed"]) for g in i["groups"]]}
        for i in part["items"]
    }
    ties = {t["rank"]: set(t["member_ids"]) for t in part["ties"]}
    return {"items": items, "flag_places": part["flag_places"], "is_final": part["is_final"], "ties": ties,
            "decisions": [d["decision_id"] for d in part["tie_decisions"]]}


def shown_statistics(document):
    return {
        form["code"]: {
            row["code"]: {c["code"]: value for c, value in zip(form["columns"], row["cells"], strict=True)}
            for row in form["rows"]
        } | {"unknown": form["unknown_position_group"]}
        for form in document["forms"]
    }


def differences(found, wanted, where=""):
    if isinstance(found, dict) and isinstance(wanted, dict):
        for name in [*wanted, *(n for n in found if n not in wanted)]:
            yield from differences(found.get(name, "absent"), wanted.get(name, "absent"), f"{where}/{name}")
    elif found != wanted:
        yield f"{where}: report {found}, model {wanted}"


def check(scope, seed, **pairs):
    wrong = [d for name, (found, wanted) in pairs.items() for d in differences(found, wanted, name)]
    about = scope.cluster or f"{scope.unit['code']} {scope.unit['id']} predecessors={scope.predecessors}"
    assert wrong == [], f"seed {seed}, {scope.first}..{scope.last}, {about}:\n" + "\n".join(wrong[:12])


def any_scope(rng, world, records, cluster=None, year=None):
    """Successors are chosen more often among the units: their figures are the difficult ones."""
    first, last = (date(year, 1, 1), date(year, 12, 31)) if year else any_period(rng)
    heirs = [s["successor_id"] for s in world.successions if s["kind"] in ("merge", "split")]
    unit = None if cluster else rng.choice([rng.choice(world.units)["id"], rng.choice(heirs)])
    return Scope(records, first, last, cluster, unit, not cluster and rng.random() < 0.7)


def test_the_figures_of_units(country):
    world, database, records = country
    rng = random.Random(world.tag)
    for _ in range(SCOPES):
        scope = any_scope(rng, world, records)
        awards, targets = documents(database, world, scope, "award_summary", "target_progress")
        shared = {p["id"]: p["is_shared"] for p in awards["predecessors"]}
        check(scope, world.tag, predecessors=(shared, scope.shown_predecessors()),
              awards=(shown_awards(awards), expected.award_figures(scope, 50)),
              targets=(shown_targets(targets), expected.target_figures(scope)))


def test_the_figures_of_clusters(country):
    world, database, records = country
    rng = random.Random(world.tag)
    for _ in range(SCOPES):
        scope = any_scope(rng, world, records, cluster=rng.choice(world.clusters))
        (review, awards, targets) = documents(database, world, scope, "cluster_review", "award_summary", "target_progress")
        awarded, targeted = expected.award_figures(scope, 50), expected.target_figures(scope)
        check(scope, world.tag,
              awards=(shown_awards(awards), awarded), targets=(shown_targets(targets), targeted),
              review=({"awards": shown_awards(review["awards"]), "targets": shown_targets(review["targets"])},
                      {"awards": awarded, "targets": targeted}),
              ranking=(shown_ranking(review["ranking"]), expected.ranking(records, scope.cluster, scope.last)),
              campaigns=({c["id"] for c in review["campaigns"]}, expected.campaigns(scope)))


def test_the_clusters_have_ties_of_every_kind(country):
    """Otherwise the comparison above would say nothing about them."""
    world, _, records = country
    days = [date(year, month, 28) for year in range(2017, 2021) for month in (6, 9, 12)] + [date(year, 12, 31) for year in range(2017, 2021)]
    shown = [expected.ranking(records, cluster, day) for cluster in world.clusters for day in days]
    items = [item for ranking in shown for item in ranking["items"].values()]
    assert {item["tie_break"] for item in items} == {None, "women_share", "leader_decision"}
    assert {item["women_share"] for item in items} == {None, "met", "not_met", "unknown"}
    assert any(ranking["ties"] for ranking in shown)


def test_the_figures_of_statistics(country):
    world, database, records = country
    rng = random.Random(world.tag)
    for _ in range(SCOPES):
        scope = any_scope(rng, world, records, year=rng.randint(2017, 2020))
        (document,) = documents(database, world, scope, "statistics")
        check(scope, world.tag, forms=(shown_statistics(document), expected.statistics(scope)))
