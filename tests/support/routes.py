"""The program's own route table, as `tdkt openapi --routes` prints it."""

import subprocess
from dataclasses import dataclass
from functools import lru_cache

from support.paths import binary

ROLES = (
    "unit_officer", "district_reviewer", "province_reviewer", "council_reviewer", "reader", "auditor", "admin",
)  # fmt: skip
FILLINGS = {"{id}": "01999999-9999-7999-8999-999999999999", "{member_id}": "01999999-9999-7999-8999-999999999998",
            "{document_id}": "01999999-9999-7999-8999-999999999995",
            "{event_id}": "01999999-9999-7999-8999-999999999994",
            "{rule_id}": "01999999-9999-7999-8999-999999999996",
            "{item_id}": "01999999-9999-7999-8999-999999999993",
            "{paper_id}": "01999999-9999-7999-8999-999999999987",
            "{year_id}": "01999999-9999-7999-8999-999999999992",
            "{criterion_id}": "01999999-9999-7999-8999-999999999991",
            "{score_id}": "01999999-9999-7999-8999-999999999990",
            "{progress_id}": "01999999-9999-7999-8999-999999999989",
            "{line_id}": "01999999-9999-7999-8999-999999999988",
            "{succession_id}": "01999999-9999-7999-8999-999999999997", "{code}": "HNAM2923F",
            "{slug}": "not-found", "{page}": "index"}  # fmt: skip


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
        """The path with something in each place."""
        path = self.path
        for place, text in FILLINGS.items():
            path = path.replace(place, text)
        assert "{" not in path, f"nothing to put into {path}"
        return path


@lru_cache(maxsize=1)
def routes() -> tuple:
    done = subprocess.run([binary(), "openapi", "--routes"], capture_output=True, text=True, check=True, timeout=30)
    return tuple(_route(*line.split("\t")) for line in done.stdout.splitlines())


def _route(method, path, operation, roles, params, table) -> Route:
    return Route(method, path, operation, frozenset(_names(roles)), tuple(_names(params)), table)


def _names(text) -> list:
    return [] if text == "-" else text.split(",")
