"""The plans of the service's statements, read from the server's log with auto_explain: with the service's role,
settings and way of planning. Costs, row counts and filters are left out; row security is tested elsewhere.
"""

import json
import re

ASKED_AROUND = ("select num_nulls(", "select lineage, level", "select 1", "begin", "commit")
CONDITIONS = ("Index Cond", "Hash Cond", "Merge Cond", "Join Filter", "Sort Key", "Presorted Key", "Order By", "Group Key")
VALUE = re.compile(r"'(?:[^']|'')*'")  # values in a plan made for one request; some are the time of the test
SETTINGS = {
    "session_preload_libraries": "auto_explain", "auto_explain.log_min_duration": "0",
    "auto_explain.log_format": "json", "auto_explain.log_nested_statements": "off",
}


def switch_on(database):
    for name, value in SETTINGS.items():
        database.psql(f"alter role tdkt_service in database \"{database.name}\" set {name} = '{value}'", role="postgres")


def of(database, ask) -> list:
    """The plans, as lines, of all statements that the service sends during ask()."""
    start = database.postgres.log.stat().st_size
    ask()
    with database.postgres.log.open("rb") as log:
        log.seek(start)
        text = log.read().decode()
    logged = re.findall(r"  plan:\n((?:\t[^\n]*\n)+)", text)
    explained = [json.loads(re.sub(r"^\t", "", one, flags=re.M), strict=False) for one in logged]
    return [list(lines_of(one["Plan"])) for one in explained if not one["Query Text"].startswith(ASKED_AROUND)]


def lines_of(node, depth=0):
    """A node, its conditions, and the nodes it reads from, each indented further."""
    step = "  " * depth
    about = [node[key] for key in ("Join Type", "Subplan Name") if node.get(key, "Inner") != "Inner"]
    scanned = node.get("Relation Name") or node.get("CTE Name") or node.get("Function Name")
    through = node.get("Index Name")
    words = [node["Node Type"]]
    words += ["backward"] if node.get("Scan Direction") == "Backward" else []
    words += [f"using {through}"] if through else []
    words += [f"on {scanned}"] if scanned else []
    words += [f"({', '.join(about)})"] if about else []
    yield step + " ".join(words)
    for name in CONDITIONS:
        if name in node:
            value = ", ".join(node[name]) if isinstance(node[name], list) else node[name]
            yield f"{step}  {name}: {VALUE.sub('?', value)}"
    for child in node.get("Plans", []):
        if not is_setting(child):
            yield from lines_of(child, depth + 1)


def is_setting(node) -> bool:
    """True for a setting that row security reads once per statement."""
    return node["Node Type"] == "Result" and node["Parent Relationship"] == "InitPlan" and "Plans" not in node
