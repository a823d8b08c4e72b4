"""How eligibility() counts: which years, which awards, what a missing record means. What the law requires is tested in
test_eligibility_rules.py. The example here is BKTTG of Decree 91/2017 Art 38.1: a provincial certificate (BKT), then 5
years of excellent ratings with 5 initiatives.
"""

import pytest
from database.callers import award_class, caller, collective, individual, trial
from database.histories import ANYBODY, History, ask, at, condition_of, every, excellent, of, path_of

ON = "2023-06-01"  # the last full year is 2022, until 2023 has a rating
FULL = History(
    ratings=excellent(2018, 2022), awards=of("BKT", 2017), initiatives=at("base", 2018, 2019, 2020, 2021, 2022)
)
COLLECTIVE = History(is_collective=True, ratings=excellent(2020, 2024), awards=of("BKT", 2019) + of("CTDT", 2022))
ALL_CLASSES = [
    "HCLD1", "HCLD2", "HCLD3", "CTDCP", "CSTDTQ", "BKTTG", "CTDT", "TTLDXS", "CSTDT", "BKT", "TTLDTT", "CSTDCS", "GK",
    "LDTT",
]


def path_c(database, history, on=ON, who=ANYBODY):
    return path_of(ask(database, "BKTTG", on, history, who), "c")


def years_of(path):
    return condition_of(path, "rating_years")


def test_the_answer_says_what_was_asked_and_what_was_counted(database):
    answer = ask(database, "BKTTG", ON, FULL)
    assert {name: answer[name] for name in ("award_class_code", "subject_kind", "on", "result", "verified")} == {
        "award_class_code": "BKTTG", "subject_kind": "individual", "on": ON, "result": "eligible", "verified": False,
    }
    assert answer["regime"]["code"] == "R2" and "91/2017" in answer["regime"]["name_en"]
    assert [path["path"] for path in answer["paths"]] == ["a", "b", "c"]
    held = condition_of(path_of(answer, "c"), "held_award")
    assert held["needed"] == {
        "award_class_code": "BKT", "least": 1, "years": None, "rating": None, "initiative_level": None, "permille": None,
    }
    [award] = held["counted"]["awards"]
    assert (award["award_class_code"], award["year"], award["decision_number"]) == ("BKT", 2017, "QD 2017-12-20")
    assert (held["counted"]["number"], held["counted"]["from_year"], held["counted"]["to_year"]) == (1, None, 2017)
    assert held["text_vi"] and held["text_en"] and "38.1" in held["article"] and held["confidence"] == "S"
    assert years_of(path_of(answer, "c"))["counted"]["ratings"] == [
        {"year": year, "rating": "excellent", "award_class_code": None} for year in range(2018, 2023)
    ]
    initiatives = condition_of(path_of(answer, "c"), "initiatives")["counted"]
    assert [shown["year"] for shown in initiatives["initiatives"]] == [2018, 2019, 2020, 2021, 2022]


# Years.


def test_the_year_of_the_day_counts_once_it_has_a_rating(database):
    rated = FULL.but(ratings=excellent(2018, 2023))
    assert years_of(path_c(database, FULL))["counted"]["to_year"] == 2022
    assert years_of(path_c(database, rated))["counted"]["to_year"] == 2023


def test_a_rating_is_known_from_the_day_it_was_decided(database):
    late = FULL.but(ratings=excellent(2018, 2022) | {2022: ("excellent", "2023-06-02")})
    assert years_of(path_c(database, late))["result"] == "cannot_tell"
    assert years_of(path_c(database, late, on="2023-06-02"))["result"] == "eligible"


@pytest.mark.parametrize("year,result", [(2017, "eligible"), (2018, "not_met")])
def test_the_years_follow_the_award_that_comes_first(database, year, result):
    path = path_c(database, FULL.but(awards=of("BKT", year)))
    assert (path["result"], condition_of(path, "held_award")["result"]) == (result, result)


@pytest.mark.parametrize("signed_on,result", [("2017-12-31", "eligible"), ("2018-01-01", "not_met")])
def test_an_award_that_comes_first_counts_from_its_decision(database, signed_on, result):
    path = path_c(database, FULL.but(awards=[("BKT", 2016, {"signed_on": signed_on})]))
    assert condition_of(path, "held_award")["result"] == result


@pytest.mark.parametrize("achievement_to,result", [(None, "not_met"), ("2018-01-01", "not_met"), ("2017-12-31", "eligible")])
def test_the_next_award_counts_from_the_period_that_the_decision_names(database, achievement_to, result):
    """Circular 12/2019/TT-BNV Art 2.6, Decree 152/2025/NĐ-CP Art 33.7: signed in 2018 for work until 2017."""
    named = {"signed_on": "2018-06-01", "achievement_to": achievement_to}
    path = path_c(database, FULL.but(awards=[("BKT", 2017, named)]))
    assert condition_of(path, "held_award")["result"] == result


@pytest.mark.parametrize("on,result", [("2019-12-31", "not_met"), ("2020-01-01", "eligible")])
def test_before_2020_it_counted_from_the_decision_whatever_it_named(database, on, result):
    named = {"signed_on": "2015-06-01", "achievement_to": "2014-12-31"}
    history = History(ratings=excellent(2015, 2019), awards=[("BKT", 2014, named)], initiatives=at("base", *range(2015, 2020)))
    assert condition_of(path_c(database, history, on=on), "held_award")["result"] == result


@pytest.mark.parametrize("year,result", [(2017, "not_met"), (2018, "eligible"), (2022, "eligible"), (2023, "not_met")])
def test_only_what_lies_in_the_window_counts(database, year, result):
    """Four of the five initiatives are in the window; the fifth decides."""
    history = FULL.but(initiatives=at("base", 2018, 2019, 2020, 2021, year))
    assert condition_of(path_c(database, history), "initiatives")["result"] == result


def test_four_years_are_not_five(database):
    assert path_c(database, FULL.but(ratings=excellent(2018, 2022, y2018="good")))["result"] == "not_met"


# Missing records.


@pytest.mark.parametrize("year", [2018, 2020, 2022])
def test_a_year_without_a_rating_is_unknown(database, year):
    path = path_c(database, FULL.but(ratings=excellent(2018, 2022, **{f"y{year}": None})))
    assert (path["result"], years_of(path)["result"]) == ("cannot_tell", "cannot_tell")
    assert {"year": year, "rating": None, "award_class_code": None} in years_of(path)["counted"]["ratings"]
    assert years_of(path)["counted"]["number"] == 4


def test_a_year_that_was_too_low_decides_whatever_is_missing(database):
    path = path_c(database, FULL.but(ratings=excellent(2018, 2022, y2019=None, y2020="good")))
    assert (path["result"], years_of(path)["result"]) == ("not_met", "not_met")


@pytest.mark.parametrize("ratings,result", [
    (every("good", 2020, 2024, y2022="excellent", y2023="excellent"), "eligible"),
    (every("good", 2020, 2024, y2022="excellent", y2023=None), "cannot_tell"),
    (every("good", 2020, 2024, y2022="excellent"), "not_met"),
])
def test_a_count_of_years_may_depend_on_a_missing_year(database, ratings, result):
    answer = ask(database, "HCLD2", "2025-03-01", History(ratings=ratings))
    assert condition_of(path_of(answer, "b"), "rating_count")["result"] == result


def test_a_missing_award_is_not_met(database):
    path = path_c(database, FULL.but(awards=()))
    assert (path["result"], condition_of(path, "held_award")["counted"]["awards"]) == ("not_met", [])


# Which awards count.


@pytest.mark.parametrize("more", [
    {"commendation_type": kind} for kind in ("irregular", "movement", "contribution", "seniority", "external")
] + [{"state": "annulled"}, {"signed_on": "2023-06-02"}], ids=str)
def test_what_is_annulled_not_for_merit_or_not_yet_decided_does_not_count(database, more):
    path = path_c(database, FULL.but(awards=[("BKT", 2017, more)]))
    assert condition_of(path, "held_award")["result"] == "not_met"


def test_an_order_without_its_class_may_be_the_one_that_is_needed(database):
    history = History(ratings=excellent(2012, 2016), awards=of("HCLD", 2011))
    answer = ask(database, "HCLD1", "2017-03-01", history)
    held = condition_of(path_of(answer, "b"), "held_award")
    assert (held["result"], held["counted"]["number"], len(held["counted"]["awards"])) == ("cannot_tell", 0, 1)
    stated = ask(database, "HCLD1", "2017-03-01", history.but(awards=of("HCLD3", 2011)))
    assert condition_of(path_of(stated, "b"), "held_award")["result"] == "not_met"


def test_a_title_is_held_once_a_year_and_a_form_as_often_as_it_was_given(database):
    twice = COLLECTIVE.but(
        ratings=excellent(2012, 2016), founded_on="1990-01-01",
        awards=[*of("BKTTG", 2011), *of("CTDT", 2013), ("CTDT", 2013, {"signed_on": "2014-02-01"}),
                *of("BKT", 2014, 2014)],
    )
    answer = ask(database, "HCLD3", "2017-03-01", twice)
    flags, certificates = path_of(answer, "b.1"), path_of(answer, "b.2")
    assert condition_of(flags, "held_award", "CTDT")["counted"]["number"] == 1
    assert condition_of(certificates, "held_award", "BKT")["counted"]["number"] == 2
    assert (flags["result"], certificates["result"]) == ("not_met", "eligible")


@pytest.mark.parametrize("ratings", [excellent(2020, 2024, y2022=None), excellent(2020, 2024, y2022="good")])
def test_a_title_stands_in_for_the_rating_of_its_year(database, ratings):
    history = COLLECTIVE.but(ratings=ratings)
    without = path_of(ask(database, "BKTTG", "2025-03-01", history), "b")
    titled = path_of(ask(database, "BKTTG", "2025-03-01", history.but(awards=history.awards + of("TTLDXS", 2022))), "b")
    assert without["result"] == ("not_met" if 2022 in ratings else "cannot_tell")
    assert titled["result"] == "eligible"
    assert {"year": 2022, "rating": ratings.get(2022), "award_class_code": "TTLDXS"} in years_of(titled)["counted"]["ratings"]


def test_a_title_annulled_stands_in_for_nothing(database):
    awards = [*COLLECTIVE.awards, ("TTLDXS", 2022, {"state": "annulled"})]
    history = COLLECTIVE.but(ratings=excellent(2020, 2024, y2022=None), awards=awards)
    assert path_of(ask(database, "BKTTG", "2025-03-01", history), "b")["result"] == "cannot_tell"


def test_a_title_given_for_the_year_of_the_day_closes_that_year(database):
    history = History(awards=of("CSTDCS", 2024) + (("CSTDCS", 2025, {"signed_on": "2025-12-01"}),))
    for on, to_year, result in (("2025-11-30", 2024, "not_met"), ("2025-12-01", 2025, "eligible")):
        titles = path_of(ask(database, "BKT", on, history), "d.1")
        assert condition_of(titles, "consecutive_award")["counted"]["to_year"] == to_year
        assert titles["result"] == result


@pytest.mark.parametrize("level,result", [("base", "not_met"), ("district", "not_met"), ("province", "eligible"),
                                          ("national", "eligible")])
def test_an_initiative_of_a_higher_level_is_one_of_the_level(database, level, result):
    answer = ask(database, "CSTDT", "2025-03-01", History(initiatives=at(level, 2024)), year=2024)
    assert condition_of(path_of(answer, "a"), "initiatives")["result"] == result


def test_an_initiative_counts_from_its_recognition(database):
    history = History(initiatives=[("province", 2024, "2025-03-01")])
    for on, result in (("2025-02-28", "not_met"), ("2025-03-01", "eligible")):
        assert condition_of(path_of(ask(database, "CSTDT", on, history, year=2024), "a"), "initiatives")["result"] == result


# Members and age of a unit.


def share_of(database, history, who=ANYBODY, year=2025):
    return condition_of(path_of(ask(database, "TTLDXS", "2026-03-01", history, who, year), "a"), "member_share")


def test_without_a_headcount_nobody_knows_a_share(database):
    history = History(is_collective=True, members={"LDTT": 2}, members_year=2025, headcount=None)
    share = share_of(database, history)
    assert (share["result"], share["counted"]["number"], share["counted"]["of"]) == ("cannot_tell", 2, None)


def test_members_of_a_unit_below_are_members(database):
    below = [
        f"insert into collective (id, code, name, unit_id, kind, parent_id) select '{collective(991)}', 'BELOW', 'Mẫu',"
        f" unit_id, kind, id from collective where id = '{collective(990)}'",
        f"update individual set collective_id = '{collective(991)}' where id = '{individual(991)}'",
    ]
    history = History(is_collective=True, members={"LDTT": 7}, members_year=2025, headcount=10)
    share = share_of(database, history)
    moved = share_of(database, history.but(then=below))
    assert share["counted"]["number"] == moved["counted"]["number"] == 7


@pytest.mark.parametrize("founded_on,result,age", [
    ("2007-03-01", "eligible", 10), ("2007-03-02", "not_met", 9), ("2018-01-01", "not_met", None),
    (None, "cannot_tell", None),
])
def test_a_unit_is_as_old_as_its_founding_says(database, founded_on, result, age):
    answer = ask(database, "HCLD3", "2017-03-01", History(is_collective=True, founded_on=founded_on))
    found = condition_of(path_of(answer, "b.1"), "unit_age")
    assert (found["result"], found["counted"]["number"]) == (result, age)


# The law of the day.


@pytest.mark.parametrize("on,code", [
    ("2014-08-19", None), ("2014-08-20", "R1"), ("2017-09-30", "R1"), ("2017-10-01", "R2"), ("2023-12-31", "R2"),
    ("2024-01-01", "R3"), ("2025-06-30", "R3"), ("2025-07-01", "R4"), ("2026-09-30", "R4"), ("2026-10-01", "R5"),
    ("0001-01-01", None), ("9999-12-31", "R5"),
])
def test_a_day_has_its_regime(database, on, code):
    regime = ask(database, "BKTTG", on, FULL)["regime"]
    assert (regime and regime["code"]) == code


@pytest.mark.parametrize("award", ALL_CLASSES)
def test_before_the_first_regime_nobody_can_tell(database, award):
    answer = ask(database, award, "2014-08-19", subject_of(database, award))
    assert (answer["result"], answer["verified"], answer["paths"]) == ("cannot_tell", False, [])


@pytest.mark.parametrize("award", ALL_CLASSES)
def test_from_2026_10_01_the_text_is_unread_and_nobody_can_tell(database, award):
    before = ask(database, award, "2026-09-30", subject_of(database, award))
    answer = ask(database, award, "2026-10-01", subject_of(database, award))
    assert any(c["kind"] != "unread" for path in before["paths"] for c in path["conditions"])
    assert answer["result"] == "cannot_tell"
    assert [c["kind"] for path in answer["paths"] for c in path["conditions"]] == ["unread"]
    assert "06/2026/QH16" in answer["paths"][0]["conditions"][0]["article"]


def subject_of(database, award):
    """A subject of the right kind, with the best possible records."""
    kinds = database.value(f"select subject_kinds from award_class where code = '{award}'", role="postgres")
    return History(is_collective="individual" not in kinds, ratings=excellent(2010, 2025))


@pytest.mark.parametrize("on,article,years,initiatives", [
    ("2017-09-30", "65/2014", 5, 5), ("2017-10-01", "91/2017", 5, 5), ("2023-12-31", "91/2017", 5, 5),
])
def test_the_same_path_is_of_another_decree_the_next_day(database, on, article, years, initiatives):
    history = FULL.but(ratings=excellent(2000, 2022), awards=of("BKT", 2005), initiatives=at("base", *range(2005, 2023)))
    path = path_of(ask(database, "BKTTG", on, history), "c")
    assert path["result"] == "eligible" and all(article in c["article"] for c in path["conditions"])
    assert (years_of(path)["needed"]["years"], condition_of(path, "initiatives")["needed"]["least"]) == (years, initiatives)


def test_on_2024_01_01_initiatives_no_longer_count_and_titles_do(database):
    history = FULL.but(ratings=excellent(2018, 2023), initiatives=at("base", *range(2018, 2024)))
    assert ask(database, "BKTTG", "2023-12-31", history)["result"] == "eligible"
    after = ask(database, "BKTTG", "2024-01-01", history)
    assert path_of(after, "b")["result"] == "not_met"
    titled = history.but(awards=history.awards + of("CSTDCS", 2019, 2021, 2023))
    assert path_of(ask(database, "BKTTG", "2024-01-01", titled), "b")["result"] == "eligible"


@pytest.mark.parametrize("on,path,result", [("2025-06-30", "d.2", "eligible"), ("2025-07-01", "d.2", "not_met")])
def test_on_2025_07_01_good_years_are_no_longer_enough_for_a_provincial_certificate(database, on, path, result):
    history = History(ratings=every("good", 2023, 2024), initiatives=at("base", 2023, 2024))
    assert path_of(ask(database, "BKT", on, history), path)["result"] == result


def test_a_rule_that_ends_is_no_longer_asked_for(database):
    """A legal officer ends one row and adds another. Nothing else changes."""
    rule = f"(select r.id from legal_rules({award_class('LDTT')}, 'rating_years', 'individual', '2026-03-01') r)"
    end = f"update award_rule set valid_to = '2025-12-31', verified = true where id = {rule}"
    history = History(ratings={2025: "completed"})
    assert path_of(ask(database, "LDTT", "2026-03-01", history, year=2025), "a")["result"] == "not_met"
    answer = ask(database, "LDTT", "2026-03-01", history.but(then=[end]), year=2025)
    assert [path["path"] for path in answer["paths"]] == ["b"]
    earlier = ask(database, "LDTT", "2025-12-31", history.but(then=[end]), year=2025)
    assert years_of(path_of(earlier, "a"))["verified"] and not earlier["verified"]


def every_province(database) -> list:
    return [id for id, in database.psql("select lineage_id from unit where level = 'province'", role="postgres")]


@pytest.mark.parametrize("on", ["2017-05-01", "2018-06-01", "2023-03-01", "2025-03-01", "2026-03-01", "2026-11-01"])
def test_is_not_met_agrees_with_eligibility(database, on):
    """is_not_met() stops at the first condition that settles the question; eligibility() checks and shows all of them."""
    said = database.psql(
        f"""with subject as (
            (select id as collective, null::uuid as individual, 'collective' as kind, province_lineage
            from collective order by md5(id::text) limit 30)
            union all
            (select null, id, 'individual', province_lineage from individual order by md5(id::text) limit 60)
        )
        select
            is_not_met(
                c.id,
                case_of(c.id, s.collective, s.individual, s.kind, {int(on[:4]) - 1}, '{on}', true), s.province_lineage),
            eligibility(
                c.id, s.collective, s.individual, '{on}', {int(on[:4]) - 1}, s.kind, s.province_lineage
            ) ->> 'result' = 'not_met',
            count(*)
        from subject s
        join award_class c on s.kind = any (c.subject_kinds)
        group by 1, 2""",
        role="postgres", settings=caller("auditor", "35", "36") | {"read_scope": ",".join(every_province(database))},
    )
    assert all(quick == whole for quick, whole, _ in said), said
    assert sum(int(number) for *_, number in said) > 500
    assert {quick for quick, *_ in said} == ({"t", "f"} if on < "2026-10-01" else {"f"})


# Kinds of subject.


def test_a_household_is_one_where_the_class_has_households(database):
    kind = f"select eligible_kind({award_class('GK')}, '{collective(990)}', null)"
    home = (
        "insert into collective (id, code, name, unit_id, kind)"
        f" select '{collective(990)}', 'HOME', 'Mẫu', unit_id, 'household' from collective where id = '{collective(4)}'"
    )
    other = "update award_class set subject_kinds = array['collective', 'individual'] where code = 'GK'"
    settings = caller("unit_officer", "349")
    assert trial(database, kind, settings, before=home) == [["household"]]
    assert trial(database, kind, settings, before=f"{home}; {other}") == [[None]]
    assert trial(database, kind.replace("(990)", "").replace(collective(990), collective(4)), settings) == [["collective"]]


@pytest.mark.parametrize("award,collective_id,individual_id", [
    ("CTDT", "null", f"'{individual(1)}'"), ("CSTDCS", f"'{collective(4)}'", "null"),
])
def test_a_class_that_is_not_for_the_subject_has_no_kind(database, award, collective_id, individual_id):
    question = f"select eligible_kind({award_class(award)}, {collective_id}, {individual_id})"
    assert trial(database, question, ANYBODY) == [[None]]
