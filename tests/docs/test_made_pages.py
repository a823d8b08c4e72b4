"""Pages and pictures that are generated from the program and its database are current.

TDKT_GOLDEN=write makes them again; read the difference.
"""

import json
import os
import re
import subprocess
import sys

from support.paths import ROOT, binary

sys.path.insert(0, str(ROOT / "script" / "lib"))

import docs_rules  # noqa: E402
import docs_settings  # noqa: E402
import docs_states  # noqa: E402

SEED = "none"
DOCS = ROOT / "docs"


def with_part(page, part, made):
    text = (DOCS / page).read_text(encoding="utf-8")
    changed, found = re.subn(rf"(<!-- made: {part} -->\n).*?(<!-- end -->)", lambda m: f"{m[1]}\n{made}\n{m[2]}", text, flags=re.S)
    assert found == 1, f"{page} has no place for {part}"
    return changed


def check(name, text):
    path = DOCS / name
    if os.environ.get("TDKT_GOLDEN") == "write":
        path.write_text(text, encoding="utf-8")
    assert path.read_text(encoding="utf-8") == text, f"docs/{name} is old: TDKT_GOLDEN=write script/test tests/docs/test_made_pages.py"


def rows(database, table):
    return json.loads(database.value(f"select json_agg(t) from {table} t", "tdkt_owner"))


def test_the_settings_are_the_programs():
    told = subprocess.run([binary(), "--help"], capture_output=True, text=True, check=True, timeout=30).stdout
    check("settings.md", with_part("settings.md", "settings", docs_settings.tables(docs_settings.read(told))))


def test_the_rules_are_the_catalogues(database):
    check("rules.md", with_part("rules.md", "rules", docs_rules.tables(rows(database, "rule"))))


def test_the_states_are_those_of_the_database(database):
    states, transitions = rows(database, "nomination_state"), rows(database, "nomination_transition")
    check("nomination-states.svg", docs_states.picture(states, transitions))
    check("nomination-states.md", with_part("nomination-states.md", "steps", docs_states.table(states, transitions)))
