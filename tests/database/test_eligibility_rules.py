"""What each article that was read requires, on both sides of every number in it: a history that is just enough, and
histories that each lack one thing. How years and awards are counted is tested in test_eligibility.py.
"""

from dataclasses import dataclass, field

import pytest
from database.histories import History, ask, at, every, excellent, good, of, path_of

R1, R2, R3, R4 = "2017-03-01", "2023-03-01", "2025-03-01", "2026-03-01"  # the last full years: 2016, 2022, 2024, 2025
BY_HAND = {"judgement", "unread"}


def plain(article) -> str:
    """For the name of a test, which pytest writes in ASCII."""
    return article.replace("Điều", "Art").replace("Đ", "D")


@dataclass(frozen=True)
class Rule:
    article: str  # a part of the text that the condition shows
    award: str
    on: str
    path: str
    enough: History
    short: dict = field(default_factory=dict)  # {what is missing: the changes that remove it}
    unknown: dict = field(default_factory=dict)  # the same, where the answer is then cannot_tell

    def __str__(self):
        kind = self.enough.kind[0].upper()
        return f"{self.award} {kind} {self.on[:4]} {self.path}, {plain(self.article)}"


def unit(**members) -> History:
    return History(is_collective=True, **members)


def orders_of_a_collective(article, award, before, on, first, flags, **more) -> list:
    """An order for a collective: the award before it, 5 years after that award, and one of two sets of flags."""
    last = first + 4
    years, prior = excellent(first, last), of(before, first - 1)
    common = {
        "no award before": {"awards": ()},
        "award before within the years": {"awards": of(before, first)},
        "4 years": {"ratings": excellent(first, last, **{f"y{first}": "good"})},
    }
    rules = []
    for path, sets in flags.items():
        flown = tuple((name, first + i) for name, number in sets.items() for i in range(number))
        short = {what: change | {"awards": change.get("awards", prior) + flown} for what, change in common.items()}
        for name, number in sets.items():
            kept = tuple((other, year) for other, year in flown if (other, year) != (name, first))
            short[f"{number - 1} {name}"] = {"awards": prior + kept}
            short[f"{name} before the years"] = {"awards": prior + kept + of(name, first - 1)}
        unknown = {"a year without a rating": {"ratings": excellent(first, last, **{f"y{last}": None})}}
        rules.append(Rule(article, award, on, path, unit(ratings=years, awards=prior + flown, **more), short, unknown))
    return rules


D65_15 = orders_of_a_collective(
    "65/2014/NĐ-CP Điều 15.4", "HCLD1", "HCLD2", R1, 2012, {"b.1": {"CTDCP": 1, "CTDT": 2}, "b.2": {"CTDT": 4}}
)
L2013_42 = orders_of_a_collective(
    "2013 Điều 42", "HCLD1", "HCLD2", R2, 2018, {"b.1": {"CTDCP": 1, "CTDT": 2}, "b.2": {"CTDT": 4}}
)
D65_16 = orders_of_a_collective(
    "65/2014/NĐ-CP Điều 16.4b", "HCLD2", "HCLD3", R1, 2012, {"b.1": {"CTDCP": 1, "CTDT": 1}, "b.2": {"CTDT": 3}}
)
D65_17 = orders_of_a_collective(
    "65/2014/NĐ-CP Điều 17.4b", "HCLD3", "BKTTG", R1, 2012, {"b.1": {"CTDT": 2}, "b.2": {"CTDT": 1, "BKT": 2}},
    founded_on="2007-03-01",
)
D65_23_3 = orders_of_a_collective("65/2014/NĐ-CP Điều 23.3c", "BKTTG", "BKT", R1, 2012, {"c": {"CTDT": 1}})
D65_17_AGE = Rule(
    "65/2014/NĐ-CP Điều 17.4b", "HCLD3", R1, "b.1", D65_17[0].enough, {"9 years of age": {"founded_on": "2007-03-02"}},
    {"founding unknown": {"founded_on": None}},
)


def after_an_award(article, award, before, on, path, first, initiatives=None, least=0) -> Rule:
    """A person's award after another one, with 5 excellent years and, where required, initiatives of a level."""
    last, years = first + 4, tuple(range(first, first + 5))
    enough = History(
        ratings=excellent(first, last), awards=of(before, first - 1),
        initiatives=at(initiatives, *years, *years)[:least],
    )
    short = {
        "no award before": {"awards": ()},
        "award before within the years": {"awards": of(before, first)},
        "4 years": {"ratings": excellent(first, last, **{f"y{last}": "good"})},
    }
    if least:
        below = {"province": "district", "base": None}[initiatives]
        short[f"{least - 1} initiatives"] = {"initiatives": enough.initiatives[1:]}
        short["an initiative before the years"] = {"initiatives": enough.initiatives[1:] + at(initiatives, first - 1)}
        if below:
            short["an initiative of a lower level"] = {"initiatives": enough.initiatives[1:] + at(below, last)}
    unknown = {"a year without a rating": {"ratings": excellent(first, last, **{f"y{first + 2}": None})}}
    return Rule(article, award, on, path, enough, short, unknown)


FIVE_GOOD = {"4 years": {"ratings": good(2020, 2024, y2020="completed", y2023="excellent", y2024="excellent")}}
RULES = [
    *D65_15, *L2013_42, *D65_16, *D65_17, D65_17_AGE, *D65_23_3,
    after_an_award("2013 Điều 42", "HCLD1", "HCLD2", R1, "b", 2012),
    after_an_award("2013 Điều 42", "HCLD1", "HCLD2", R2, "b", 2018),
    after_an_award("65/2014/NĐ-CP Điều 16.1b", "HCLD2", "HCLD3", R1, "b", 2012, "province", 3),
    after_an_award("65/2014/NĐ-CP Điều 17.1b", "HCLD3", "BKTTG", R1, "b", 2012, "province", 2),
    after_an_award("91/2017/NĐ-CP Điều 24", "HCLD3", "BKTTG", R2, "b", 2018, "province", 2),
    after_an_award("65/2014/NĐ-CP Điều 23.1c", "BKTTG", "BKT", R1, "c", 2012, "base", 5),
    after_an_award("91/2017/NĐ-CP Điều 38.1", "BKTTG", "BKT", R2, "c", 2018, "base", 5),
    Rule(
        "65/2014/NĐ-CP Điều 16.2", "HCLD2", R1, "c.1",
        History(initiatives=at("province", 1999, 2005, 2010, 2015, 2016)), {
            "4 initiatives": {"initiatives": at("province", 1999, 2005, 2010, 2015)},
            "one of the district": {"initiatives": at("province", 1999, 2005, 2010, 2015) + at("district", 2016)},
        },
    ),
    Rule(
        "65/2014/NĐ-CP Điều 17.2", "HCLD3", R1, "c.1", History(initiatives=at("district", 1999, 2010, 2016)), {
            "2 initiatives": {"initiatives": at("district", 1999, 2010)},
            "one of the base": {"initiatives": at("district", 1999, 2010) + at("base", 2016)},
        },
    ),
    Rule(
        "06/2022/QH15 Điều 42.4", "HCLD1", R3, "d",
        unit(ratings=excellent(2020, 2024, y2022=None), awards=of("HCLD2", 2019) + of("TTLDXS", 2022)), {
            "no award before": {"awards": of("TTLDXS", 2022)},
            "award before within the years": {"awards": of("HCLD2", 2020) + of("TTLDXS", 2022)},
            "a year of good": {"ratings": excellent(2020, 2024, y2020="good")},
        },
    ),
    Rule(
        "06/2022/QH15 Điều 43.1", "HCLD2", R3, "b",
        History(ratings=good(2020, 2024, y2023="excellent", y2024="excellent"),
                awards=of("HCLD3", 2019) + of("CSTDT", 2020)), {
            **FIVE_GOOD,
            "1 excellent year": {"ratings": good(2020, 2024, y2024="excellent")},
            "no award before": {"awards": of("CSTDT", 2020)},
            "award before within the years": {"awards": of("HCLD3", 2020) + of("CSTDT", 2020)},
            "no CSTDT": {"awards": of("HCLD3", 2019)},
            "CSTDT before the years": {"awards": of("HCLD3", 2019) + of("CSTDT", 2019)},
        }, {"a year without a rating": {"ratings": good(2020, 2024, y2022=None, y2023="excellent", y2024="excellent")}},
    ),
    Rule(
        "06/2022/QH15 Điều 44.1(e)", "HCLD3", R3, "e",
        History(ratings=good(2020, 2024, y2020="excellent"),
                awards=of("BKTTG", 2019) + of("CSTDCS", 2020, 2022, 2024)), {
            **FIVE_GOOD,
            "no excellent year": {"ratings": good(2020, 2024)},
            "no award before": {"awards": of("CSTDCS", 2020, 2022, 2024)},
            "award before within the years": {"awards": of("BKTTG", 2020) + of("CSTDCS", 2020, 2022, 2024)},
            "2 CSTDCS": {"awards": of("BKTTG", 2019) + of("CSTDCS", 2020, 2022)},
            "a CSTDCS before the years": {"awards": of("BKTTG", 2019) + of("CSTDCS", 2019, 2020, 2022)},
        }, {"the excellent year without a rating": {"ratings": good(2020, 2024, y2020=None)}},
    ),
    Rule(
        "06/2022/QH15 Điều 73.1b", "BKTTG", R3, "b",
        History(ratings=good(2020, 2024), awards=of("BKT", 2019) + of("CSTDCS", 2020, 2022, 2024)), {
            **FIVE_GOOD,
            "no award before": {"awards": of("CSTDCS", 2020, 2022, 2024)},
            "award before within the years": {"awards": of("BKT", 2020) + of("CSTDCS", 2020, 2022, 2024)},
            "2 CSTDCS": {"awards": of("BKT", 2019) + of("CSTDCS", 2022, 2024)},
            "a CSTDCS before the years": {"awards": of("BKT", 2019) + of("CSTDCS", 2019, 2022, 2024)},
        }, {"a year without a rating": {"ratings": good(2020, 2024, y2020=None)}},
    ),
    Rule(
        "65/2014/NĐ-CP Điều 24.1", "BKT", R1, "c",
        History(ratings=excellent(2015, 2016), initiatives=at("base", 2015, 2016)), {
            "1 year": {"ratings": excellent(2015, 2016, y2015="good")},
            "1 initiative": {"initiatives": at("base", 2016)},
            "an initiative before the years": {"initiatives": at("base", 2014, 2016)},
        }, {"a year without a rating": {"ratings": excellent(2016, 2016)}},
    ),
    Rule(
        "06/2022/QH15 Điều 74.1(d)", "BKT", R4, "d.1", History(awards=of("CSTDCS", 2024, 2025)), {
            "1 CSTDCS": {"awards": of("CSTDCS", 2025)}, "2 with a year between": {"awards": of("CSTDCS", 2023, 2025)},
        },
    ),
    Rule(
        "06/2022/QH15 Điều 74.1(d)", "BKT", R4, "d.2",
        History(ratings=excellent(2024, 2025), initiatives=at("base", 2024, 2025)), {
            "1 year": {"ratings": excellent(2024, 2025, y2024="good")},
            "1 initiative": {"initiatives": at("base", 2025)},
            "an initiative before the years": {"initiatives": at("base", 2023, 2025)},
        }, {"a year without a rating": {"ratings": excellent(2025, 2025)}},
    ),
    Rule(
        "06/2022/QH15 Điều 74.2", "BKT", R4, "d", unit(ratings=excellent(2024, 2024), awards=of("TTLDXS", 2025)),
        {"1 year": {"ratings": excellent(2024, 2025, y2024="good")}}, {"no title": {"awards": ()}},
    ),
    *[
        Rule(
            article, "CSTDTQ", f"{last + 1}-03-01", "a",
            History(awards=of("CSTDT", last - 5, last - 2), initiatives=at("national", last)), {
                "1 CSTDT": {"awards": of("CSTDT", last - 2)},
                "a CSTDT 7 years ago": {"awards": of("CSTDT", last - 6, last - 2)},
                "an initiative of the province": {"initiatives": at("province", last)},
            },
        )
        for article, last in (("2003 Điều 21", 2016), ("2003 Điều 21", 2022), ("06/2022/QH15 Điều 21", 2024),
                              ("06/2022/QH15 Điều 21", 2025))
    ],
    *[
        Rule(
            article, "CSTDT", f"{last + 1}-03-01", "a",
            History(awards=of("CSTDCS", last - 2, last - 1, last), initiatives=at("province", last)), {
                "2 CSTDCS": {"awards": of("CSTDCS", last - 1, last)},
                "3 with a year between": {"awards": of("CSTDCS", last - 3, last - 1, last)},
                "3 that ended a year ago": {"awards": of("CSTDCS", last - 3, last - 2, last - 1)},
                "an initiative of the district": {"initiatives": at("district", last)},
            },
        )
        for article, last in (("2003 Điều 22", 2016), ("2003 Điều 22", 2022), ("06/2022/QH15 Điều 22", 2024),
                              ("06/2022/QH15 Điều 22", 2025))
    ],
    *[
        Rule(
            article, "CSTDCS", on, "a", History(initiatives=at("base", int(on[:4]) - 1)), {
                "no initiative": {"initiatives": ()},
                "an initiative of another year": {"initiatives": at("base", int(on[:4]) - 2)},
            },
        )
        for article, on in (("2003 Điều 23", R1), ("91/2017/NĐ-CP Điều 9.3", R2))
    ],
    Rule(
        "06/2022/QH15 Điều 23", "CSTDCS", R3, "a", History(ratings=excellent(2024, 2024)),
        {"good alone": {"ratings": good(2024, 2024)}}, {"no rating": {"ratings": {}}},
    ),
    Rule(
        "06/2022/QH15 Điều 23", "CSTDCS", R4, "b", History(ratings=good(2025, 2025), initiatives=at("base", 2025)), {
            "no initiative": {"initiatives": ()},
            "not good": {"ratings": every("completed", 2025, 2025)},
        }, {"no rating": {"ratings": {}}},
    ),
    Rule(
        "06/2022/QH15 Điều 24", "LDTT", R3, "a", History(ratings=good(2024, 2024)),
        {"not good": {"ratings": every("completed", 2024, 2024)}}, {"no rating": {"ratings": {}}},
    ),
    Rule(
        "06/2022/QH15 Điều 27", "TTLDXS", R4, "a",
        unit(ratings=excellent(2025, 2025), headcount=10, members={"LDTT": 7, "CSTDCS": 1}, members_year=2025), {
            "6 of 10 LDTT": {"members": {"LDTT": 6, "CSTDCS": 1}},
            "no CSTDCS": {"members": {"LDTT": 7}},
            "good": {"ratings": good(2025, 2025)},
        }, {"no headcount": {"headcount": None}, "no rating": {"ratings": {}}},
    ),
    Rule(
        "2003 Điều 28", "TTLDTT", R1, "a",
        unit(ratings=good(2016, 2016), headcount=10, members={"LDTT": 6}, members_year=2016), {
            "half of them LDTT": {"members": {"LDTT": 5}},
            "titles of another year": {"members_year": 2015},
            "not good": {"ratings": every("completed_limited", 2016, 2016)},
        }, {"no headcount": {"headcount": None}},
    ),
    Rule(
        "06/2022/QH15 Điều 28", "TTLDTT", R4, "a",
        unit(ratings=good(2025, 2025), headcount=10, members={"LDTT": 7}, members_year=2025), {
            "6 of 10 LDTT": {"members": {"LDTT": 6}},
            "not good": {"ratings": every("completed", 2025, 2025)},
        }, {"no headcount": {"headcount": None}},
    ),
]
# Articles whose paths a person must judge: class, kind, days on which they hold, paths.
JUDGED = [
    ("65/2014/NĐ-CP Điều 15.4", "HCLD1", "collective", (R1, R2), "a"),
    ("2013 Điều 42", "HCLD1", "individual", (R1, R2), "a"),
    ("65/2014/NĐ-CP Điều 16.4a", "HCLD2", "collective", (R1,), "a"),
    ("65/2014/NĐ-CP Điều 16.2", "HCLD2", "individual", (R1,), "c.2"),
    ("65/2014/NĐ-CP Điều 17.4a", "HCLD3", "collective", (R1,), "a"),
    ("65/2014/NĐ-CP Điều 17.2", "HCLD3", "individual", (R1,), "c.2"),
    ("91/2017/NĐ-CP Điều 24", "HCLD3", "individual", (R2,), "a"),
    ("06/2022/QH15 Điều 42.4", "HCLD1", "collective", (R3, R4), "abc"),
    ("06/2022/QH15 Điều 43.1", "HCLD2", "individual", (R3, R4), "a"),
    ("06/2022/QH15 Điều 44.4-5", "HCLD3", "collective", (R3, R4), "abc"),
    ("06/2022/QH15 Điều 44.2", "HCLD3", "individual", (R3, R4), "w"),
    ("98/2023/NĐ-CP Điều 17", "HCLD2", "individual", (R3, R4), "g"),
    ("152/2025/NĐ-CP Điều 21", "HCLD3", "individual", (R3, R4), "g"),
    ("65/2014/NĐ-CP Điều 6", "CTDCP", "collective", (R1,), "abc"),
    ("2003 Điều 25", "CTDCP", "collective", (R2,), "a"),
    ("06/2022/QH15 Điều 25", "CTDCP", "collective", (R3, R4), "abc"),
    ("65/2014/NĐ-CP Điều 23.3", "BKTTG", "collective", (R1,), "ab"),
    ("91/2017/NĐ-CP Điều 38.1", "BKTTG", "individual", (R1, R2), "ab"),
    ("06/2022/QH15 Điều 73.1", "BKTTG", "individual", (R3, R4), "acd"),
    ("1479/HD-BTĐKT", "CTDT", "collective", (R1, R2, R3), "a"),
    ("06/2022/QH15 Điều 26", "CTDT", "collective", (R4,), "a"),
    ("65/2014/NĐ-CP Điều 24.1", "BKT", "individual", (R1,), "ab"),
    ("06/2022/QH15 Điều 74.1", "BKT", "individual", (R3, R4), "abc"),
    ("06/2022/QH15 Điều 74.2", "BKT", "collective", (R4,), "abc"),
    ("65/2014/NĐ-CP Điều 5", "LDTT", "individual", (R1,), "a"),
    ("06/2022/QH15 Điều 24", "LDTT", "individual", (R3, R4), "b"),
    ("06/2022/QH15 Điều 75", "GK", "collective", (R4,), "a"),
    ("06/2022/QH15 Điều 75", "GK", "individual", (R4,), "a"),
]


def sides(which) -> list:
    """The cases of all rules for pytest, one for each missing thing."""
    cases = ((rule, what, changes) for rule in RULES for what, changes in getattr(rule, which).items())
    return [pytest.param(rule, changes, id=f"{rule}: {what}") for rule, what, changes in cases]


def last_year(on) -> int:
    """The awards are for the last year that is over, as the histories are."""
    return int(on[:4]) - 1


def path_for(database, rule, history):
    return path_of(ask(database, rule.award, rule.on, history, year=last_year(rule.on)), rule.path)


@pytest.mark.parametrize("rule", RULES, ids=str)
def test_just_enough_is_enough(database, rule):
    """What only a person can judge stays open. Everything recorded is met."""
    path = path_for(database, rule, rule.enough)
    results = {condition["result"] for condition in path["conditions"] if condition["kind"] not in BY_HAND}
    assert results == {"eligible"}, path
    assert any(rule.article in condition["article"] for condition in path["conditions"])
    is_open = any(condition["kind"] in BY_HAND for condition in path["conditions"])
    assert path["result"] == ("cannot_tell" if is_open else "eligible")


@pytest.mark.parametrize("rule,changes", sides("short"))
def test_a_little_less_is_not_met(database, rule, changes):
    path = path_for(database, rule, rule.enough.but(**changes))
    missed = [condition for condition in path["conditions"] if condition["result"] == "not_met"]
    assert path["result"] == "not_met" and len(missed) == 1, path


@pytest.mark.parametrize("rule,changes", sides("unknown"))
def test_what_is_not_recorded_cannot_be_told(database, rule, changes):
    path = path_for(database, rule, rule.enough.but(**changes))
    assert path["result"] == "cannot_tell", path
    kinds = {condition["kind"] for condition in path["conditions"] if condition["result"] == "cannot_tell"}
    assert kinds - BY_HAND, path


@pytest.mark.parametrize("rule", [rule for rule in RULES if rule.on == R3], ids=str)
def test_the_law_of_2022_asks_for_the_same_under_both_of_its_decrees(database, rule):
    asked = [
        [(condition["kind"], condition["needed"]) for condition in path["conditions"]]
        for path in (path_of(ask(database, rule.award, on, rule.enough, year=last_year(on)), rule.path) for on in (R3, R4))
    ]
    assert asked[0] == asked[1]


@pytest.mark.parametrize("article,award,kind,days,paths", JUDGED, ids=lambda part: plain(str(part)))
def test_what_a_person_must_judge_is_left_to_one(database, article, award, kind, days, paths):
    for on in days:
        answer = ask(database, award, on, History(is_collective=kind == "collective"))
        for name in [paths] if "." in paths else paths:
            path = path_of(answer, name)
            assert path["result"] == "cannot_tell"
            assert any(c["kind"] == "judgement" and article in c["article"] for c in path["conditions"]), path
