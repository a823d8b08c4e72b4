"""Figures of reports that a person can check on paper: days at the limits, corrections, mergers, members of one year."""

import pytest
from database.callers import CAMPAIGN, award_class, caller, trial, unit
from database.figures_model import read
from database.figures_world import insert
from database.histories import UNASKED
from support.sql import literal

EVERY = caller("province_reviewer", "35", "36", "37", provinces=["35", "36", "37"])
NUMBERS = iter(range(1, 10000))


def id_of(kind):
    return f"0160ffff-{kind}-7000-8000-{next(NUMBERS):012d}"


@pytest.fixture
def stage(database):
    """stage(statements…, report, cluster or unit, first, last) → the document. Everything is rolled back."""

    def show(script, report="award_summary", first="2014-01-01", last="2014-12-31", cluster=None, body=None, heirs=False):
        row = f"row({literal(cluster)}, {literal(body)}, '{first}', '{last}', {heirs})::report_scope"
        statement = f"select report_document('{report}', {row}, 50)"
        every = EVERY["read_scope"] + "," + ",".join(f"0160ffff-0001-7000-8000-{n:012d}" for n in range(1, 60))
        settings = EVERY | {"read_scope": every}
        ((text,),) = database.psql(
            f"\\o /dev/null\n{'; '.join(UNASKED)};\n{script}\n\\o\nset local role tdkt_service;\n{statement};\nreset role;\nrollback; begin",
            role="postgres", settings=settings)
        return read(text)

    return show


def new_unit(number, parent, level="commune", first="2010-01-01", last=None):
    made = f"0160ffff-0001-7000-8000-{number:012d}"
    return insert("unit", id=made, code=f"X{number}", name=f"Xã {number} (mẫu)", type=level, level=level,
                  parent_id=parent, valid_from=first, valid_to=last)


def x(number):
    return f"0160ffff-0001-7000-8000-{number:012d}"


def follows(before, after, kind, day):
    return insert("unit_succession", predecessor_id=before, successor_id=after, kind=kind, effective_on=day)


def award(where, day, kind="collective", headcount=None, code="BKT"):
    number, papers, own = next(NUMBERS), id_of("000a"), id_of("0007")
    collective = insert("collective", id=own, code=f"T{number}", name="Tập thể (mẫu)", unit_id=where, kind="agency",
                        headcount=headcount)
    decision = insert("decision", id=papers, number=f"{number}/QĐ", signed_on=day, authority="province_chair",
                      level="province", unit_id=unit(35), signer_name="Người ký (mẫu)")
    values = insert("award", decision_id=papers, award_class_id="#", subject_kind=kind, recipient_name="Ai (mẫu)",
                    collective_id=own if kind == "collective" else None, recipient_unit_name="Nơi (mẫu)",
                    unit_id=where, year=day[:4])
    return collective + decision + values.replace("'#'", award_class(code))


def statement(where, first, last, count=None, stated=None, code="BKT", cluster=None):
    return insert("award_statement", unit_id=where, cluster_id=cluster, award_class_id="#", subject_kind="collective",
                  period_from=first, period_to=last, count=count, stated=stated).replace("'#'", award_class(code))


def target(number, where, first="2014-01-01", last="2014-12-31", weight="1", entries=()):
    made = f"0160ffff-0009-7000-8000-{number:012d}"
    script = insert("campaign_target", id=made, campaign_id=CAMPAIGN, unit_id=where, indicator=f"Chỉ tiêu {number} (mẫu)",
                    field="other", measure_unit="%", direction="at_least", registered_value=100, starts_on=first,
                    due_on=last, weight=weight)
    for day, actual in entries:
        script += insert("target_progress", campaign_target_id=made, figures_on=day, actual_value=actual)
    return script


def cluster_of(*members):
    made = id_of("0004")
    script = insert("cluster", id=made, code="CUM-MAU", name="Cụm (mẫu)", unit_id=unit(35))
    for year, where in members:
        script += insert("cluster_member", cluster_id=made, year=year, unit_id=where, role="member")
    return made, script


def collectives(document):
    return document["totals"]["collectives"]


def counted(number):
    return {"state": "counted", "count": number}


def by_unit(document, name="collectives"):
    return {row["unit"]["id"]: row[name] for row in document["units"] if row[name]}


def progress(document):
    return [(t["figures_on"], t["actual_value"], t["status"]) for t in document["targets"]]


def test_figures_after_the_period_do_not_count(stage):
    script = new_unit(1, unit(349)) + target(1, x(1), entries=[("2014-06-30", 50), ("2014-07-01", 100)])
    half = stage(script, "target_progress", last="2014-06-30", body=x(1))
    assert progress(half) == [("2014-06-30", 50, "on_track")]
    assert progress(stage(script, "target_progress", body=x(1))) == [("2014-07-01", 100, "met")]


def test_a_later_correction_changes_the_live_report_and_no_snapshot(stage, database):
    script = new_unit(1, unit(349)) + target(1, x(1), entries=[("2014-06-30", 50)])
    frozen = insert("report_snapshot", id=id_of("0060"), report="target_progress", unit_id=x(1), period_from="2014-01-01",
                    period_to="2014-06-30")
    later = insert("target_progress", campaign_target_id="0160ffff-0009-7000-8000-000000000001", figures_on="2014-06-30",
                   actual_value=20)
    assert progress(stage(script + frozen + later, "target_progress", last="2014-06-30", body=x(1))) == [
        ("2014-06-30", 20, "at_risk")
    ]
    shown = "select document, snapshot_difference(s) from report_snapshot s where unit_id = " + literal(x(1))
    settings = EVERY | {"read_scope": EVERY["read_scope"] + "," + x(1)}
    ((document, difference),) = database.psql(
        f"\\o /dev/null\n{script}{frozen}{later}\n\\o\n{shown};\nrollback; begin", role="postgres", settings=settings)
    assert progress(read(document)) == [("2014-06-30", 50, "on_track")]
    told = {row["path"]: (row["frozen"], row["today"]) for row in read(difference)["differences"]}
    assert told["/targets/0160ffff-0009-7000-8000-000000000001/actual_value"] == (50, 20)
    assert (told["/totals/on_track"], told["/totals/at_risk"]) == ((1, 0), (0, 1))


@pytest.mark.parametrize("day,before,after", [("2014-06-30", "2014-06-29", "2014-07-01"),
                                              ("2016-02-29", "2016-02-28", "2016-03-01")])
def test_a_period_of_one_day(stage, day, before, after):
    script = new_unit(1, unit(349)) + award(x(1), day) + target(1, x(1), day, day, entries=[(day, 100)])
    for on, expected in ((before, 0), (day, 1), (after, 0)):
        document = stage(script, first=on, last=on, body=x(1))
        assert collectives(document) == counted(expected)
        assert document["period"] == {"kind": "days", "label": None, "from": on, "to": on}
        assert stage(script, "target_progress", first=on, last=on, body=x(1))["totals"]["met"] == expected


def test_a_leap_year_has_its_last_day_of_february(stage):
    script = new_unit(1, unit(349)) + award(x(1), "2016-02-29")
    quarter = stage(script, first="2016-01-01", last="2016-03-31", body=x(1))
    assert (quarter["period"]["label"], collectives(quarter)) == ("2016-Q1", counted(1))
    due = new_unit(1, unit(349)) + target(1, x(1), "2016-01-01", "2016-12-31", entries=[("2016-02-29", "16.393442")])
    assert progress(stage(due, "target_progress", first="2016-01-01", last="2016-02-29", body=x(1)))[0][2] == "at_risk"
    in_step = due.replace("16.393442", "16.393443")  # 60 of 366 days, and a very small amount more
    assert progress(stage(in_step, "target_progress", first="2016-01-01", last="2016-02-29", body=x(1)))[0][2] == "on_track"


def test_a_member_of_one_of_two_years(stage):
    cluster, made = cluster_of((2014, x(1)), (2015, x(2)), (2014, x(2)))
    script = new_unit(1, unit(349)) + new_unit(2, unit(349)) + made
    script += award(x(1), "2014-12-31") + award(x(1), "2015-01-01") + award(x(2), "2015-06-01")
    script += target(1, x(1), "2015-01-01", "2015-12-31") + target(2, x(1), "2014-06-01", "2015-06-01")
    document = stage(script, last="2015-12-31", cluster=cluster)
    assert by_unit(document) == {x(1): 1, x(2): 1}
    targets = stage(script, "target_progress", last="2015-12-31", cluster=cluster)
    assert [t["indicator"] for t in targets["targets"]] == ["Chỉ tiêu 2 (mẫu)"]


def test_a_target_of_two_years_is_told_under_the_member_of_the_last(stage):
    """A commune that is a member itself in one year, and in the other year lies below a member district."""
    for years, expected in (((2014,), unit(349)), ((2015,), x(1))):
        cluster, made = cluster_of((2014, unit(349)), (2015, unit(349)), *((year, x(1)) for year in years))
        script = new_unit(1, unit(349)) + made + target(1, x(1), "2014-06-01", "2015-06-01")
        document = stage(script, "target_progress", last="2015-12-31", cluster=cluster)
        assert by_unit(document, "registered") == {expected: 1}


@pytest.mark.parametrize(
    "members,expected",
    [((unit(35), x(1)), (2, 1)), ((unit(349), x(1)), (1, 1)), ((unit(35), unit(349)), (1, 2)),
     ((unit(35), unit(349), x(1)), (1, 1, 1))],
)
def test_a_record_in_several_members_counts_for_the_lowest(stage, members, expected):
    cluster, made = cluster_of(*((2014, where) for where in members))
    script = new_unit(1, unit(349)) + made
    for number, where in enumerate((x(1), unit(349), unit(35)), 1):
        script += award(where, "2014-02-01") + target(number, where)
    assert by_unit(stage(script, cluster=cluster)) == dict(zip(members, expected, strict=True))
    targets = stage(script, "target_progress", cluster=cluster)
    assert by_unit(targets, "registered") == dict(zip(members, expected, strict=True))


def test_a_unit_that_merged_in_mid_period_counts_once(stage):
    script = new_unit(1, unit(349), last="2014-06-30") + new_unit(2, unit(349), first="2014-07-01")
    script += follows(x(1), x(2), "merge", "2014-07-01")
    script += award(x(1), "2014-03-01") + award(x(2), "2014-09-01") + award(x(1), "2014-08-01")  # papers that came late
    document = stage(script, body=x(2), heirs=True)
    assert (collectives(document), by_unit(document)) == (counted(3), {x(1): 2, x(2): 1})
    assert collectives(stage(script, body=x(2))) == counted(1)
    assert collectives(stage(script, body=unit(349))) == counted(3)
    cluster, made = cluster_of((2014, x(1)), (2014, x(2)), (2014, unit(349)))
    assert collectives(stage(script + made, cluster=cluster)) == counted(3)


def test_a_body_that_two_successors_share_counts_once_where_both_are(stage):
    script = new_unit(1, unit(349), last="2014-03-31")
    script += "".join(new_unit(n, unit(349), first="2014-04-01", last="2014-08-31") for n in (2, 3))
    script += new_unit(4, unit(349), first="2014-09-01")
    script += "".join(follows(x(1), x(n), "split", "2014-04-01") + follows(x(n), x(4), "merge", "2014-09-01") for n in (2, 3))
    script += award(x(1), "2014-02-01") + award(x(2), "2014-05-01")
    whole = stage(script, body=x(4), heirs=True)
    assert collectives(whole) == counted(2) and not any(p["is_shared"] for p in whole["predecessors"])
    part = stage(script, body=x(3), last="2014-08-30", heirs=True)
    assert collectives(part) == counted(1) and [p["is_shared"] for p in part["predecessors"]] == [True]


def test_what_stands_on_after_a_split_is_a_body_of_its_own(stage):
    script = new_unit(1, unit(349)) + new_unit(2, unit(349), first="2014-07-01") + follows(x(1), x(2), "split", "2014-07-01")
    script += award(x(1), "2014-06-30") + award(x(1), "2014-07-01") + award(x(2), "2014-08-01")
    document = stage(script, body=x(2), heirs=True)
    assert (collectives(document), by_unit(document)) == (counted(2), {x(1): 1, x(2): 1})
    assert [p["is_shared"] for p in document["predecessors"]] == [True]
    assert collectives(stage(script, body=x(2), first="2014-07-01", heirs=True)) == counted(1)
    assert collectives(stage(script, body=unit(349), heirs=True)) == counted(3)


@pytest.mark.parametrize("kind", ["rename", "upgrade"])
def test_a_renamed_or_upgraded_unit_that_stands_on_after_a_split_is_a_body_of_its_own(stage, kind):
    """The older version of a unit ends with the unit: the successor does not count what came after the split."""
    script = new_unit(3, unit(349), last="2013-12-31") + new_unit(1, unit(349), first="2014-01-01")
    script += new_unit(2, unit(349), first="2014-07-01")
    script += follows(x(3), x(1), kind, "2014-01-01") + follows(x(1), x(2), "split", "2014-07-01")
    script += award(x(1), "2014-06-30") + award(x(1), "2014-07-01") + award(x(2), "2014-08-01")
    document = stage(script, body=x(2), heirs=True)
    assert (collectives(document), by_unit(document)) == (counted(2), {x(1): 1, x(2): 1})


@pytest.mark.parametrize(
    "readers,first,last,expected",
    [
        (("353",), "2014-01-01", "2014-12-31", "f"), (("349",), "2014-01-01", "2014-12-31", "f"),
        (("353",), "2014-06-30", "2014-07-01", "f"), (("349", "353"), "2014-01-01", "2014-12-31", "t"),
        (("353",), "2014-07-01", "2014-12-31", "t"), (("349",), "2014-01-01", "2014-06-30", "t"),
    ],
)
def test_a_commune_that_changed_districts_is_read_whole_by_who_reads_both(database, readers, first, last, expected):
    """The caller may not count what it recorded below the other district, and a partial sum is never shown."""
    script = new_unit(1, unit(349), last="2014-06-30") + new_unit(2, unit(353), first="2014-07-01")
    script += follows(x(1), x(2), "rename", "2014-07-01")
    covered = f"select report_is_covered(row(null, '{x(2)}', '{first}', '{last}', false)::report_scope)"
    asked = trial(database, covered, caller("district_reviewer", *readers), before=f"\\o /dev/null\n{script}\n\\o\nselect")
    assert asked == [[expected]]


def test_many_is_never_a_number(stage):
    script = new_unit(1, unit(349)) + award(x(1), "2014-02-01") + statement(x(1), "2014-01-01", "2014-06-30", stated="nhiều")
    document = stage(script, body=x(1))
    assert collectives(document) == {"state": "unknown", "at_least": 1}
    assert document["lines"][0]["collectives"] == {"state": "unknown", "stated": "nhiều", "at_least": 1}
    assert document["shares"]["small_collectives"]["of"] == 1


def test_a_year_swallows_the_half_that_the_body_stated_under_its_old_name(stage):
    script = new_unit(1, unit(349), last="2014-06-30") + new_unit(2, unit(349), first="2014-07-01")
    script += follows(x(1), x(2), "rename", "2014-07-01")
    script += statement(x(1), "2014-01-01", "2014-06-30", 5)
    half = stage(script, last="2014-06-30", body=x(1))
    assert collectives(half) == counted(5)
    year = script + statement(x(2), "2014-01-01", "2014-12-31", 12)
    assert collectives(stage(year, body=x(2))) == counted(12)
    twice = year + statement(x(1), "2014-01-01", "2014-12-31", 12)
    assert collectives(stage(twice, body=x(2))) == counted(12)


def test_shares_at_the_edge_and_without_a_headcount(stage):
    script = new_unit(1, unit(349))
    for headcount in (0, 49, 50, 51, None):
        script += award(x(1), "2014-02-01", headcount=headcount)
    script += award(x(1), "2014-02-01", kind="individual")
    shares = stage(script, body=x(1))["shares"]
    assert shares["small_collectives"] == {"count": 3, "of": 5, "unknown": 1}
    assert shares["direct_workers"] == shares["women"] == {"count": 0, "of": 1, "unknown": 1}


def test_weights_are_added_exactly(stage):
    script = new_unit(1, unit(349))
    script += "".join(target(n, x(1), weight=w) for n, w in enumerate(["0.1", "0.2", "0.000001", "999999999999999"], 1))
    database_sum = stage(script, "target_progress", body=x(1))["totals"]["weight"]
    assert str(database_sum) == "999999999999999.300001"


def test_the_rows_of_statistics_add_up(stage):
    script = new_unit(1, unit(349))
    for n, code in enumerate(["HCLD", "HCLD1", "BKTTG", "CTDT", "BKT", "BKT", "GK"]):
        script += award(x(1), f"2014-02-{n + 1:02d}", code=code)
    script += award(x(1), "2014-12-31", kind="individual", code="BKT")
    forms = {f["code"]: f for f in stage(script, "statistics", body=unit(349))["forms"]}
    rows = {code: {r["code"]: r for r in f["rows"]} for code, f in forms.items()}
    for code, parts in (("0601.N", ("province", "district", "commune")),
                        ("0602.N", ("HCLD", "CTDCP", "CSTDTQ", "BKTTG")),
                        ("0603.N", ("merit", "irregular", "movement", "contribution", "seniority", "external"))):
        whole = rows[code]["total"]["cells"]
        assert whole == [sum(rows[code][p]["cells"][n] or 0 for p in parts) for n in range(len(whole))]
    assert rows["0602.N"]["total"]["cells"] == [3, 0, 0] and rows["0603.N"]["total"]["cells"][0] == 4
