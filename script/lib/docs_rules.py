"""The rules that schema/functions/02_rules.sql lists: as the tables of docs/rules.md, made from rows of the table `rule`, and as
JSON for /problems/{slug}, made from the file at build time."""

import json
import re
from pathlib import Path

CATALOGUE = Path(__file__).resolve().parents[2] / "schema" / "functions" / "02_rules.sql"
SLUGS = {"invalid": "invalid", "conflict": "conflict", "stale": "stale", "forbidden": "forbidden", "limited": "too-many-requests"}
MEMBERS = ("code", "kind", "member", "law", "message_vi", "message_en")
TEXT = r"(null|'(?:[^']|''|'\n\s*')*')"
ROW = re.compile(r"^        \(" + r",\s*".join([TEXT] * len(MEMBERS)) + r"\)", re.M)

KINDS = {
    "invalid": "400: what was sent is wrong",
    "conflict": "409: the state does not allow it",
    "stale": "412: it has changed since it was read",
    "forbidden": "403: not this caller",
    "limited": "429: this caller, but not so often",
}


def coded(text):
    return f"`{text}`" if text else "–"


def row(rule):
    cells = [coded(rule["code"]), coded(rule["member"]), rule["message_en"], rule["message_vi"], rule["law"] or "–"]
    return f"| {' | '.join(cells)} |"


def section(kind, rules):
    head = ["| rule | member | English | Vietnamese | law |", "| --- | --- | --- | --- | --- |"]
    rows = [row(rule) for rule in sorted(rules, key=lambda rule: rule["code"]) if rule["kind"] == kind]
    return "\n".join([f"## {KINDS[kind]}", "", *head, *rows]) + "\n"


def tables(rules) -> str:
    """One section for each kind."""
    return "\n".join(section(kind, rules) for kind in KINDS)


def text_of(literal):
    """What an SQL literal says; one literal may go on in the next line."""
    if literal == "null":
        return None
    return re.sub(r"'\n\s*'", "", literal[1:-1]).replace("''", "'")


def listed() -> list:
    return [dict(zip(MEMBERS, map(text_of, row))) for row in ROW.findall(CATALOGUE.read_text(encoding="utf-8"))]


def of_problems() -> dict:
    """{slug of a problem: its rules as a JSON array}."""
    return {
        slug: json.dumps([{k: v for k, v in rule.items() if k != "kind"} for rule in listed() if rule["kind"] == kind],
                         ensure_ascii=False, separators=(",", ":"))
        for kind, slug in SLUGS.items()
    }
