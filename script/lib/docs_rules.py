"""The tables of docs/rules.md, made from rows of the table `rule`, which schema/functions/02_rules.sql fills."""

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
