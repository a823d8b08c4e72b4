"""Statements that make a province's own rows of the catalogues (36 unless given)."""

import pytest
from database.callers import award_class, caller, collective, decision, trial, unit
from database.nominations import made, nomination
from support.sql import SqlError, literal

HOME = {"35": {"collective": collective(4), "decision": decision(1)}, "36": {"collective": collective(36), "decision": decision(9)}}
COUNCIL = caller("council_reviewer", "36", provinces=["36"])
ADMIN = caller("admin", "35", "36", provinces=["35", "36"])
BOTH = ["35", "36"]  # a caller of two provinces sees the own rows of both
OWN_CLASS = "01600000-eeee-7000-8000-00000000c1a5"
KINDS = {
    "vote": {"permille": 1, "secret": True, "written_allowed": True, "recusal_shrinks": False},
    "quota": {"permille": 1, "needs": "LDTT"},
    "consultation": {"working_days": 3},
    "judgement": {"path": "a"},
    "held_award": {"path": "a", "least": 1, "needs": "LDTT"},
    "authority": {"authority": "president"},
    "bonus": {"coefficient": 9},
}


def rule(kind, of="BKT", code="36", valid_from="2018-01-01", valid_to=None, **more) -> str:
    """A statement that makes a rule, of a province or, with code=None, of the nation."""
    asked = KINDS[kind] | more
    needs = asked.pop("needs", None)
    columns = {name: literal(value) for name, value in asked.items()}
    columns |= {
        "award_class_id": award_class(of), "kind": literal(kind), "valid_from": literal(valid_from),
        "valid_to": literal(valid_to), "text_vi": "'Mẫu'", "text_en": "'Sample'", "confidence": "'none'",
        "unit_id": literal(code and unit(code)),
    }
    if needs:
        columns["needs_award_class_id"] = award_class(needs)
    return f"insert into award_rule ({', '.join(columns)}) values ({', '.join(columns.values())})"


def own_class(code="RIENG", of="36", id=OWN_CLASS, **changes) -> str:
    columns = {
        "id": id, "code": code, "name_vi": "Mẫu", "name_en": "Sample", "category": "form", "level": "base",
        "subject_kinds": "{collective,individual}", "authority": "agency_head", "rank": 99, "valid_from": "2010-01-01",
        "unit_id": of and unit(of),
    } | changes
    return f"insert into award_class ({', '.join(columns)}) values ({', '.join(map(literal, columns.values()))})"


def own_deadline(code="36", stage="district", level="base", days=3) -> str:
    return f"""insert into stage_deadline (stage, award_level, working_days, valid_from, confidence, unit_id)
        values ('{stage}', {literal(level)}, {days}, '2018-01-01', 'none', {literal(code and unit(code))})"""


def own_indicator(code="36", name="RIENG", id=made(77)) -> str:
    return f"""insert into indicator (id, code, name_vi, name_en, field, measure_unit, direction, valid_from, unit_id)
        values ('{id}', '{name}', 'Mẫu', 'Sample', 'other', '%', 'at_least', '2018-01-01', {literal(code and unit(code))})"""


def refusal_of(database, statement, settings, before=""):
    with pytest.raises(SqlError) as refusal:
        trial(database, statement, settings, before=before)
    return refusal.value.sqlstate, refusal.value.constraint


def answer(database, expression, before="", settings=None):
    """The value of a function, called as superuser: without row security, as in functions with their owner's rights."""
    return database.psql(f"{before or 'select'} \\g /dev/null\nselect {expression};\nrollback; begin", role="postgres",
                         settings=settings or {})[0][0]


def own_nomination(code, award="GK", **more) -> str:
    where = "349" if code == "35" else code
    return nomination(1, award=award, of=HOME[code]["collective"], code=where, **more)


def votes(database, before, of="BKT", on="2018-06-30", subject="individual"):
    """The thresholds in 35, in 36, and of the nation."""
    asked = "(select string_agg(r.permille::text, ',') from legal_rules({}, 'vote', '{}', '{}', {}) r)"
    places = (literal(unit("35")), literal(unit("36")), "null")
    every = ", ".join(asked.format(award_class(of), subject, on, place) for place in places)
    return answer(database, f"concat_ws(' ', {every})", before).split()
