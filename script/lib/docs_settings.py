"""The tables of docs/settings.md, made from what `tdkt --help` prints: the one table of settings in the program.

Patterns here say which setting is under which heading; each setting belongs to exactly one.
"""

import re
from dataclasses import dataclass

GROUPS = [
    ("Database", r"DATABASE_URL|TDKT_DB_.*|TDKT_STATEMENT_MS|TDKT_WAIT_FOR_SCHEMA"),
    ("Addresses and proxies", r"TDKT_LISTEN|TDKT_ADMIN_LISTEN|TDKT_PUBLIC_URL|TDKT_TRUSTED_PROXIES|TDKT_CORS_ORIGINS"),
    ("Tokens", r"TDKT_JWT_.*|TDKT_DEVELOPMENT_KEYS|TDKT_TOKEN_CACHE|TDKT_SCOPE_TTL"),
    ("Secret and files", r"TDKT_SECRET|TDKT_HOME"),
    ("Limits for callers", r"TDKT_RATE_.*|TDKT_BODY_LIMIT|TDKT_CONNECTION_LIMIT|TDKT_PER_ADDRESS_LIMIT|"
     r"TDKT_(IDLE|HEADER|BODY|ANSWER)_TIMEOUT"),
    ("Stopping", r"TDKT_DRAIN_.*"),
    ("The installation", r"TDKT_LIVE_ON|TDKT_TIME_ZONE"),
    ("Log", r"TDKT_LOG_LEVEL"),
]
LINE = re.compile(r"(?P<name>\S+) +(?P<type>text|number) +(?P<default>.*?) +(?P<range>\d+–\d+(?: bytes)?) +(?P<meaning>.+)")


@dataclass(frozen=True)
class Setting:
    name: str
    type: str
    default: str  # "-": none
    range: str
    meaning: str

    @property
    def unit(self) -> str:
        if self.type == "text":
            return "text"
        for sign, unit in (("_MS$", "milliseconds"), ("_HOURS$", "hours"), ("_BYTES$|BODY_LIMIT", "bytes")):
            if re.search(sign, self.name):
                return unit
        return "seconds" if re.match("seconds ", self.meaning) else "count"


def read(help_text) -> list:
    """The settings in `tdkt --help`."""
    lines = help_text.split("variable ", 1)[1].splitlines()[1:]
    return [Setting(**LINE.fullmatch(line).groupdict()) for line in lines if line.strip()]


def row(setting):
    default = f"`{setting.default}`" if setting.default != "-" else "none"
    length = setting.range.replace(" bytes", "") + (" bytes long" if setting.type == "text" else "")
    cells = [f"`{setting.name}`", default, setting.unit, length, setting.meaning.replace("|", "\\|")]
    return f"| {' | '.join(cells)} |"


def section(heading, settings):
    head = ["| setting | default | unit | range | meaning |", "| --- | --- | --- | --- | --- |"]
    return "\n".join([f"## {heading}", "", *head, *(row(setting) for setting in settings)]) + "\n"


def tables(settings) -> str:
    """One section for each group; a setting without a group, or with two, is an error."""
    groups = [(heading, [s for s in settings if re.fullmatch(pattern, s.name)]) for heading, pattern in GROUPS]
    placed = [setting.name for _, own in groups for setting in own]
    assert sorted(placed) == sorted(setting.name for setting in settings), "each setting belongs to one group"
    return "\n".join(section(heading, own) for heading, own in groups)
