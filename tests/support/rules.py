"""The catalogue of rules, read from its file: schema/functions/02_rules.sql."""

import re
from dataclasses import dataclass

from support.paths import ROOT

FILE = ROOT / "schema" / "functions" / "02_rules.sql"
TEXT = r"'((?:[^']|''|'\n\s*')*)'"
ROW = re.compile(rf"\('(\w+)', '(\w+)', (null|'\w+'), (null|{TEXT}),\s*{TEXT},\s*{TEXT}\)")


@dataclass(frozen=True)
class Rule:
    code: str
    kind: str
    vi: str
    en: str


def plain(text):
    return re.sub(r"'\n\s*'", "", text).replace("''", "'")


def catalogue() -> list:
    """Every rule, in the order of the file."""
    text = FILE.read_text(encoding="utf-8").partition("    values\n")[2]
    return [Rule(found[1], found[2], plain(found[6]), plain(found[7])) for found in ROW.finditer(text)]
