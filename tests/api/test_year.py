"""A year of a block, from the launch to the decisions (support/year.py). Every figure of its reviews is compared with one that is
computed from the ledger of the year alone.
"""

from collections import Counter
from datetime import date
from decimal import Decimal
from math import ceil

import pytest
from database.figures_model import read
from database.figures_reports import status_of
from support.client import Api
from support.samples import unit
from support.year import DISTRICTS, MERGED, MOVES_ON, POINTS, SPRING, TARGETS, WINTER, Year

SEED = "reference"
HALF, WHOLE, NEXT = ("2019-01-01", "2019-06-30"), ("2019-01-01", "2019-12-31"), ("2020-01-01", "2020-06-30")
OF_THE_YEAR = pytest.mark.parametrize("period", [HALF, WHOLE, ("2019-07-01", "2019-12-31"), ("2019-06-30", "2019-07-01")], ids="/".join)
ALL = pytest.mark.parametrize("period", [HALF, WHOLE, NEXT, ("2019-01-01", "2020-12-31")], ids="/".join)
KINDS = ("collective", "individual", "household")
STATUSES = ("met", "on_track", "at_risk", "unmet", "unknown")
PARENTS = {"HCLD3": "HCLD"}
ENDS = {"decided": "decided", "flag": "decided", "annulled": "annulled", "returned once": "decided", "rejected": "rejected",
        "returned": "returned", "failed": "rejected", "held": "on_hold"}
# Decree 91/2017/NĐ-CP Art 69, 70, 73: times the base salary; what a collective gets is twice what a person gets.
COEFFICIENTS = {"CSTDTQ": "4.5", "CSTDT": "3", "CSTDCS": "1", "LDTT": "0.3", "TTLDXS": "1.5", "TTLDTT": "0.8", "CTDCP": "12", "CTDT": "8"}
FORMS = {"HCLD3": "4.5", "BKTTG": "3.5", "BKT": "1", "GK": "0.3"}


@pytest.fixture(scope="module")
def year(service, unique):
    return Year(Api(service), unique).play()


def report(year, name, period, **scope):
    query = {"from": period[0], "to": period[1]} | scope
    return read(year.province.get(f"/v1/reports/{name}", query).expect(200).text)


def counts(line) -> tuple:
    return tuple(line.get(f"{kind}s", {}).get("count", 0) for kind in KINDS)


def tally(awards) -> tuple:
    found = Counter(a.subject.kind for a in awards)
    return tuple(found[kind] for kind in KINDS)


def check_awards(document, awards):
    lines = {line["award_class_code"]: line for line in document["lines"]}
    tops = {PARENTS.get(a.award, a.award) for a in awards}
    assert {code: counts(line) for code, line in lines.items()} == {
        top: tally(a for a in awards if PARENTS.get(a.award, a.award) == top) for top in tops}
    below = {c["award_class_code"]: counts(c) for line in lines.values() for c in line["classes"]}
    assert below == {code: tally(a for a in awards if a.award == code) for code in PARENTS if any(a.award == code for a in awards)}
    assert counts(document["totals"]) == tally(awards)
    people = [a.subject for a in awards if a.subject.kind == "individual"]
    bodies = [a.subject for a in awards if a.subject.kind == "collective"]
    assert document["shares"] == {
        "small_headcount": 50,
        "small_collectives": share([b.headcount for b in bodies], lambda n: n <= 50),
        "direct_workers": share([p.group for p in people], lambda g: g == "direct_worker"),
        "women": share([p.gender for p in people], lambda g: g == "female"),
    }


def share(values, counts_as) -> dict:
    known = [value for value in values if value is not None]
    return {"count": sum(map(counts_as, known)), "of": len(values), "unknown": len(values) - len(known)}


def by_unit(rows) -> dict:
    return {row["unit"]["code"]: tuple(row[f"{kind}s"] for kind in KINDS) for row in rows}


def test_the_plan_is_a_year():
    assert len(SPRING + WINTER) == 40 and len({award for award, *_ in SPRING + WINTER}) == 12 and len(TARGETS) * len(DISTRICTS) == 42


def test_every_nomination_ended_as_planned(year):
    assert [workflow.state for workflow, *_ in year.nominated] == [ENDS[how] for *_, how in year.nominated]


@OF_THE_YEAR
def test_the_awards_of_the_block(year, period):
    document = report(year, "cluster-review", period, cluster=year.block.id)["awards"]
    check_awards(document, year.awarded(*period))
    assert by_unit(document["units"]) == {code: tally(year.awarded(*period, code)) for code in DISTRICTS}


@ALL
@pytest.mark.parametrize("code", DISTRICTS)
def test_the_awards_of_a_district(year, period, code):
    check_awards(report(year, "award-summary", period, unit=code), year.awarded(*period, code))


@ALL
def test_the_awards_of_the_province(year, period):
    document = report(year, "award-summary", period, unit="35")
    check_awards(document, year.awarded(*period))
    rows = {code: found for code, found in by_unit(document["units"]).items() if any(found)}
    mine = {code: tally(year.awarded(*period, code)) for code in DISTRICTS}
    assert rows == {code: found for code, found in mine.items() if any(found)}


def test_who_was_awarded_after_the_merger_is_counted_in_the_merged_commune(year):
    """One award of Đồng Lý is of 2019, one of 2020: the second lies in Vĩnh Trụ, which took the commune over."""
    rows = {row["unit"]["id"]: row for row in report(year, "award-summary", NEXT, unit="353")["units"]}
    assert rows[unit(MERGED, 2)]["individuals"] == 1 and rows[unit(MERGED, 2)]["unit"]["name"] == "Vĩnh Trụ"
    rows = {row["unit"]["id"]: row for row in report(year, "award-summary", WHOLE, unit="353")["units"]}
    assert rows[unit(MERGED)]["collectives"] == 1 and rows[unit(MERGED)]["unit"]["name"] == "Đồng Lý"


def test_who_moved_has_one_history_in_two_districts(year):
    mover = year.subjects["349/mover"]
    here = year.block.officer("350").get(f"/v1/individuals/{mover.id}/awards", {"sort": "signed_on"}).expect(200).items
    mine = [a for a in year.awards if a.subject.id == mover.id]
    assert [(row["signed_on"], row["award_class_code"], row["unit_id"]) for row in here] == [
        (a.day, a.award, unit("349" if a.day < MOVES_ON else "350")) for a in mine]
    assert len(mine) == 2
    held = year.block.officer("350").get(f"/v1/individuals/{mover.id}/positions").expect(200).items
    assert [(row["unit_id"], row["held_from"]) for row in held][-1] == (unit("350"), MOVES_ON)
    then = year.block.officer("350").get(f"/v1/individuals/{mover.id}/positions", {"on": "2019-06-30"}).expect(200).items
    assert [row["unit_id"] for row in then] == [unit("349")]


def test_who_was_taken_over_stays_where_the_award_was_given(year):
    heir = year.subjects["353/heir"]
    here = year.api.as_("unit_officer", unit(MERGED, 2))
    [award] = here.get(f"/v1/individuals/{heir.id}/awards").expect(200).items
    assert (award["unit_id"], award["award_class_code"], award["signed_on"]) == (unit(MERGED, 2), "LDTT", "2020-01-15")


@OF_THE_YEAR
def test_the_targets_of_the_block(year, period):
    document = report(year, "cluster-review", period, cluster=year.block.id)["targets"]
    expected = {t.id: (*t.standing(period[1]), state_at(t, period[1]), t.amended) for t in year.targets}
    shown = {t["id"]: (t["actual_value"], t["projected_value"], t["figures_on"], t["status"] or "unknown", t["amendments"])
             for t in document["targets"]}
    assert shown == expected
    for row in document["units"]:
        check_sum(row, [t for t in year.targets if t.district == row["unit"]["code"]], period[1])
    check_sum(document["totals"], year.targets, period[1])
    check_states(document["totals"]["priority"], [t for t in year.targets if t.priority], period[1])


def state_at(target, last) -> str:
    actual, projected, on = target.standing(last)
    about = {"registered_value": target.registered, "direction": target.direction, "basis": target.basis,
             "starts_on": date(2019, 1, 1), "due_on": date(2019, 12, 31)}
    return status_of(about, actual, projected, on and date.fromisoformat(on))


def check_states(row, targets, last):
    states = Counter(state_at(t, last) for t in targets)
    assert {name: row[name] for name in ("registered", *STATUSES)} == {"registered": len(targets)} | {s: states[s] for s in STATUSES}


def check_sum(row, targets, last):
    check_states(row, targets, last)
    met = [t.weight for t in targets if state_at(t, last) == "met"]
    assert (row["confirmed"], row["weight"], row["weight_met"]) == (
        sum(t.state == "confirmed" for t in targets), sum(t.weight for t in targets), sum(met))


@OF_THE_YEAR
def test_the_sums_of_indicators(year, period):
    """Of those whose figures can be added, and only while every district has a figure."""
    document = report(year, "cluster-review", period, cluster=year.block.id)["targets"]
    additive = {1: "THU-NS", 6: "XA-NTM", 13: "TNGT", 18: "KN-DANG"}
    shown = {i["indicator_code"]: (i["registered_sum"], i["actual_sum"]) for i in document["indicators"]}
    for place, (number, *_) in enumerate(TARGETS):
        of_all = [t for at, t in enumerate(year.targets) if at % len(TARGETS) == place]
        if number not in additive:
            continue
        actual = [t.standing(period[1])[0] for t in of_all]
        total = None if None in actual else sum(actual)
        assert shown[additive[number]] == (sum(t.registered for t in of_all), total)


def test_the_ranking(year):
    """All scores were entered after the year, before the service was live for it: each period shows them."""
    totals = {code: sum(map(Decimal, points)) for code, points in POINTS.items()}
    expected = {code: (1 + sum(other > own for other in totals.values()), own, own + Decimal("0.5")) for code, own in totals.items()}
    ranking = report(year, "cluster-review", WHOLE, cluster=year.block.id)["ranking"]
    assert {i["unit"]["code"]: (i["rank"], i["confirmed_total"], i["self_total"]) for i in ranking["items"]} == expected
    assert [i["rank"] for i in ranking["items"]] == [1, 2, 3, 4, 4, 6] and ranking["is_final"] and ranking["flag_places"] == 2
    assert [(tie["rank"], len(tie["member_ids"])) for tie in ranking["ties"]] == [(4, 2)]


def test_the_campaigns_of_the_review(year):
    document = report(year, "cluster-review", WHOLE, cluster=year.block.id)
    assert {c["id"] for c in document["campaigns"]} == {year.campaign, year.own_campaign}


def test_the_statistics_of_the_year(year):
    forms = {form["code"]: form for form in statistics(year)["forms"]}
    awards = year.awarded(*WHOLE)
    of_state = [a for a in awards if a.award in ("HCLD3", "CTDCP", "CSTDTQ", "BKTTG")]
    of_province = [a for a in awards if a.award in ("BKT", "CSTDT", "TTLDXS", "CTDT")]
    assert cells(forms["0602.N"], "total") == dict(zip(KINDS, tally(of_state), strict=True))
    people = Counter(a.subject.group for a in of_province if a.subject.kind == "individual")
    shown = cells(forms["0603.N"], "total")
    assert (shown["total"], shown["collective"], shown["individual"], shown["household"]) == (
        len(of_province), *(tally(of_province)[at] for at in (0, 1, 2)))
    assert {g: shown[g] for g in ("department_leader", "direct_worker")} == {
        g: people[g] for g in ("department_leader", "direct_worker")}
    assert cells(forms["0601.N"], "total")["total"] == 2 and cells(forms["0601.N"], "district_thematic")["total"] == 1


def statistics(year):
    return read(year.province.get("/v1/reports/statistics", {"unit": "35", "year": 2019}).expect(200).text)


def cells(form, row) -> dict:
    found = next(r for r in form["rows"] if r["code"] == row)
    return {column["code"]: value for column, value in zip(form["columns"], found["cells"], strict=True)}


def test_what_the_public_was_asked(year):
    """Both awards of the State that the law submits to it, on one list, whose opinion was answered. Nobody else reads it any more."""
    asked = {workflow.last.id for workflow, award, *_ in year.nominated if award in ("CSTDTQ", "HCLD3")}
    listed = year.province.get(f"/v1/consultations/{year.list.id}/items").expect(200).items
    assert {row["nomination_id"] for row in listed} == asked and {row["left_by"] for row in listed} == {"approve"}
    [opinion] = year.province.get(f"/v1/consultations/{year.list.id}/opinions").expect(200).items
    assert opinion["outcome"] == "not_upheld"
    assert year.api.anonymous.get("/v1/public/consultations").expect(200).items == []


def test_the_money(year):
    """The base salary is that of the day of signature; the product is rounded up to the next 10,000 đồng."""
    for award in year.awards:
        times = Decimal(COEFFICIENTS.get(award.award) or FORMS[award.award])
        times *= 2 if award.subject.kind == "collective" and award.award in FORMS else 1
        salary = 1_390_000 if award.day < "2019-07-01" else 1_490_000
        shown = read(year.province.get(f"/v1/awards/{award.id}").expect(200).text)
        money = times, salary, ceil(times * salary / 10_000) * 10_000
        if award.subject.kind == "household":  # nobody has read what the decree gives to households
            money = None, salary, None
        assert (shown["bonus_coefficient"], shown["base_salary"], shown["bonus"]) == money, award


def test_the_status_that_a_reader_sees(year):
    reader = year.api.as_("reader", "35")
    for workflow, award, _, how in year.nominated:
        shown = reader.get(f"/v1/award-status/{workflow.now['code']}").expect(200).json
        assert (shown["award_class_code"], shown["state"]) == (award, {"decided": "valid"}.get(ENDS[how], ENDS[how]))
