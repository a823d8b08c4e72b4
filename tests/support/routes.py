"""The program's own route table, as `tdkt openapi --routes` prints it."""

import re
import subprocess
from dataclasses import dataclass
from functools import lru_cache
from zlib import crc32

from support.paths import binary

ROLES = (
    "unit_officer", "district_reviewer", "province_reviewer", "council_reviewer", "reader", "auditor", "admin",
)
FILLINGS = {"code": "HNAM2923F", "slug": "not-found", "page": "index", "list_code": "YKND2222B"}  # a text that is not an id


def filling(name) -> str:
    """A value for a parameter in a path: an id that nothing has, another for each name."""
    return FILLINGS.get(name) or f"01999999-9999-7999-8999-{crc32(name.encode()):012x}"


@dataclass(frozen=True)
class Route:
    method: str
    path: str
    operation: str
    roles: frozenset  # empty: public
    params: tuple
    table: str  # of its resource, or "-"

    def __str__(self):
        return self.operation

    @property
    def example(self) -> str:
        """The path with a value for each parameter."""
        return re.sub(r"\{(\w+)\}", lambda place: filling(place[1]), self.path)


@lru_cache(maxsize=1)
def routes() -> tuple:
    done = subprocess.run([binary(), "openapi", "--routes"], capture_output=True, text=True, check=True, timeout=30)
    return tuple(_route(*line.split("\t")) for line in done.stdout.splitlines())


def _route(method, path, operation, roles, params, table) -> Route:
    return Route(method, path, operation, frozenset(_names(roles)), tuple(_names(params)), table)


def _names(text) -> list:
    return [] if text == "-" else text.split(",")
