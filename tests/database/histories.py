"""The records of one subject, made for one question to eligibility(): ratings, awards, initiatives, members.

ask(database, "HCLD3", "2017-03-01", History(ratings=excellent(2012, 2016), awards=[("BKTTG", 2011)])) → the answer, for
an individual unless the history is a collective's. Everything is written and rolled back in one transaction.
"""

import json
from dataclasses import dataclass, field, replace
from itertools import count

from database.callers import award_class, caller, collective, individual, trial, unit
from support.sql import literal

WHO = {"individual": individual(990), "collective": collective(990)}
ANYBODY = caller("province_reviewer", "35")


@dataclass(frozen=True)
class History:
    ratings: dict = field(default_factory=dict)  # {year: grade}, or {year: (grade, decided_on)}
    awards: tuple = ()  # (class, year), or (class, year, {"signed_on": …, "achievement_to": …, "state": …})
    initiatives: tuple = ()  # (level, year), or (level, year, recognised_on)
    founded_on: str = None
    headcount: int = None
    members: dict = field(default_factory=dict)  # {class: number of members who received it}, for the year `members_year`
    members_year: int = 0
    is_collective: bool = False
    then: tuple = ()  # statements that run after all this

    def but(self, **changes) -> "History":
        return replace(self, **changes)

    @property
    def kind(self) -> str:
        return "collective" if self.is_collective else "individual"


def every(grade, first, last, **others) -> dict:
    """{2012: grade, … 2016: grade}. Other years: y2014="good"; y2014=None leaves the year without a rating."""
    found = dict.fromkeys(range(first, last + 1), grade)
    found |= {int(name[1:]): other for name, other in others.items()}
    return {year: grade for year, grade in found.items() if grade}


def excellent(first, last, **others) -> dict:
    return every("excellent", first, last, **others)


def good(first, last, **others) -> dict:
    return every("good", first, last, **others)


def of(award, *years) -> tuple:
    return tuple((award, year) for year in years)


def at(level, *years) -> tuple:
    return tuple((level, year) for year in years)


def ask(database, award, on, history, who=ANYBODY) -> dict:
    """The answer of eligibility() about a subject with this history."""
    subject = {kind: literal(WHO[kind]) if kind == history.kind else "null" for kind in WHO}
    question = f"select eligibility({award_class(award)}, {subject['collective']}, {subject['individual']}, '{on}')"
    return json.loads(trial(database, question, who, before="; ".join(statements(history)))[0][0])


# Any history of records is allowed here; who may give which award, and how often, is tested elsewhere.
UNASKED = [
    "alter table decision disable trigger c_unit", "alter table award disable trigger c_decision",
    "alter table award disable trigger check_once",
]


def statements(history) -> list:
    """The statements with which a superuser writes the history."""
    kept = [
        *UNASKED,
        insert("collective", id=collective(990), code="ELIGIBILITY", name="Tập thể (mẫu)", unit_id=unit("349"),
               kind="agency", founded_on=history.founded_on, headcount=history.headcount),
        insert("individual", id=individual(990), full_name="Người được xét (mẫu)", collective_id=collective(990)),
    ]
    subject = {f"{history.kind}_id": WHO[history.kind]}
    for year, rating in history.ratings.items():
        grade, decided_on = (rating, None) if isinstance(rating, str) else rating
        kept.append(insert("rating", **subject, year=year, rating=grade, decided_on=decided_on))
    for number, (level, year, *recognised_on) in enumerate(history.initiatives):
        kept.append(insert("initiative", individual_id=individual(990), kind="initiative", title=f"Sáng kiến {number}",
                           level=level, year=year, recognised_on=next(iter(recognised_on), None)))
    awards = [(subject, history.kind, *award) for award in history.awards]
    numbers = count(991)
    for award, how_many in history.members.items():
        for _ in range(how_many):
            member = individual(next(numbers))
            kept.append(insert("individual", id=member, full_name="Thành viên (mẫu)", collective_id=collective(990)))
            awards.append(({"individual_id": member}, "individual", award, history.members_year))
    return [*kept, *decisions(awards), *(award_statement(*award) for award in awards), *history.then]


def signed_on(year, more) -> str:
    return more.get("signed_on", f"{year}-12-20")


def decision_id(day) -> str:
    return f"0160eeee-000a-7000-8000-0000{day.replace('-', '')}"


def decisions(awards) -> list:
    """One decision for each day of signature."""
    days = {signed_on(year, dict(*more)): dict(*more).get("achievement_to") for _, _, _, year, *more in awards}
    return [
        insert("decision", id=decision_id(day), number=f"QD {day}", signed_on=day, authority="province_chair",
               level="province", unit_id=unit("35"), signer_name="Người ký (mẫu)", achievement_to=honoured)
        for day, honoured in sorted(days.items())
    ]


def award_statement(subject, kind, award, year, more=None) -> str:
    given = {name: value for name, value in (more or {}).items() if name not in ("signed_on", "achievement_to")}
    return insert(
        "award", **subject, subject_kind=kind, decision_id=decision_id(signed_on(year, more or {})), year=year,
        award_class_id=Sql(award_class(award)), recipient_name="Mẫu", recipient_unit_name="Mẫu", unit_id=unit("349"),
        **given,
    )


class Sql(str):
    """An SQL expression, not a value."""


def insert(table, **values) -> str:
    given = {name: value for name, value in values.items() if value is not None}
    texts = [value if isinstance(value, Sql) else literal(value) for value in given.values()]
    return f"insert into {table} ({', '.join(given)}) values ({', '.join(texts)})"


def path_of(answer, name) -> dict:
    [found] = [path for path in answer["paths"] if path["path"] == name]
    return found


def condition_of(path, kind, award=None) -> dict:
    """The condition of this kind about this class."""
    [found] = [c for c in path["conditions"] if c["kind"] == kind and award in (None, c["needed"]["award_class_code"])]
    return found
