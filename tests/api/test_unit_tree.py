"""The units of a day as a tree: walked from the top it is complete, also where a parent was upgraded and its communes hang
on the version that has ended. What it must be is computed here from the text of the reference files; how many units there must
be stands here as the resolutions say it.
"""

import re
import unicodedata
from collections import Counter

import pytest
from support.paths import ROOT
from support.samples import DUY_TIEN, unit

SEED = "reference"
DAYS = ["2018-06-30", "2019-12-31", "2021-01-01", "2025-03-01", "2026-01-15"]
END = "9999-12-31"
FILES = {"02_unit_2018": ("1997-01-01", "2025-06-30"), "03_unit_changes": (None, "2025-06-30"), "04_unit_2025": ("2025-07-01", END)}
ROW = re.compile(r"'01600000-0001-7000-8000-\d{12}', '(\d+)', '([^']+)'(.*?)\)", re.M)
OF_2018 = {"347": 21, "349": 18, "350": 18, "351": 17, "352": 19, "353": 23}
# Communes by the unit above them, and by type: 2018; Resolution 829/NQ-UBTVQH14; 1288/NQ-UBTVQH15; 1674/NQ-UBTVQH15.
COUNTED = {
    "2018-06-30": (OF_2018, {"commune": 98, "ward": 11, "township": 7}),
    "2019-12-31": (OF_2018, {"commune": 98, "ward": 11, "township": 7}),
    "2021-01-01": (OF_2018 | {"349": 16, "351": 16, "352": 17, "353": 21}, {"commune": 83, "ward": 20, "township": 6}),
    "2025-03-01": (
        {"347": 14, "349": 15, "350": 17, "351": 16, "352": 15, "353": 21}, {"commune": 65, "ward": 29, "township": 4}),
    "2026-01-15": ({"37": 129}, {"commune": 97, "ward": 32}),
}


def written() -> list:
    """(code, name, code of the parent, first day, last day) of each row of the files."""
    found = []
    for name, (first, last) in FILES.items():
        text = (ROOT / "schema" / "reference" / f"{name}.sql").read_text(encoding="utf-8")
        for code, called, rest in ROW.findall(text):
            days = re.findall(r"'(\d{4}-\d\d-\d\d)'", rest)
            above = re.findall(r"'(\d{2,3})'", rest)
            parent = above[0] if above else None if len(code) == 2 else "37"
            begins = days[0] if name == "03_unit_changes" else first
            ends = days[-1] if name == "02_unit_2018" and days else last
            found.append((code, called, parent, begins, ends))
    return found


def tree_of(day) -> dict:
    """{path of codes: name} of the units that stood on the day."""
    standing = {row[0]: row for row in written() if row[3] <= day <= row[4]}

    def path(code):
        parent = standing[code][2]
        return (*path(parent), code) if parent else (code,)

    return {path(code): row[1] for code, row in standing.items()}


@pytest.fixture
def reader(api):
    return api.as_("auditor", "35")


def walk(reader, day, by, above=None, path=()):
    asked = {"as_of": day} | (by(above) if above else {"level": "province"})
    for item in reader.all("/v1/units", asked):
        here = (*path, item["code"])
        yield here, item
        yield from walk(reader, day, by, item, here) if item["level"] != "commune" else ()


WAYS = {
    "parent_id": lambda item: {"parent_id": item["id"]},
    "parent_lineage_id": lambda item: {"parent_lineage_id": item["lineage_id"]},
}


def test_the_files_were_read():
    assert len(written()) == 3 + 6 + 116 + 2 + 28 + 1 + 129
    assert [len(tree_of(day)) for day in DAYS] == [125, 125, 118, 107, 130]


@pytest.mark.parametrize("by", WAYS)
@pytest.mark.parametrize("day", DAYS)
def test_the_tree_of_a_day_is_complete(reader, day, by):
    walked = list(walk(reader, day, WAYS[by]))
    assert {path: item["name"] for path, item in walked} == tree_of(day)
    assert [code for code, times in Counter(item["code"] for _, item in walked).items() if times > 1] == []
    communes = [(path, item["type"]) for path, item in walked if item["level"] == "commune"]
    assert (Counter(path[-2] for path, _ in communes), Counter(kind for _, kind in communes)) == COUNTED[day]


@pytest.mark.parametrize("day", DAYS)
def test_a_name_is_written_in_one_way(reader, day):
    """Composed characters, single blanks, words with a capital, and the tone as the lists place it: Hòa and Thụy, not Hoà and Thuỵ."""
    for name in [item["name"] for item in reader.all("/v1/units", {"as_of": day})]:
        assert name == unicodedata.normalize("NFC", name) == " ".join(name.split())
        assert all(word == word.capitalize() for word in name.split()), name
        assert not re.search(r"(o[àáảãạ]|[^qQ]u[ỳýỷỹỵ])\b", name), name


@pytest.mark.parametrize("day", DAYS)
def test_one_list_of_a_day_can_be_put_together(reader, day):
    items = reader.all("/v1/units", {"as_of": day})
    by_lineage = {item["lineage_id"]: item for item in items}

    def path(item):
        above = item["parent_lineage_id"]
        return (*path(by_lineage[above]), item["code"]) if above else (item["code"],)

    assert {path(item): item["name"] for item in items} == tree_of(day)


def test_communes_of_an_upgraded_district_are_below_both_of_its_versions(reader):
    """Tiên Ngoại hangs on the district, which became a town in 2020 and went on."""
    for version in (DUY_TIEN, unit(349, 2)):
        shown = reader.all("/v1/units", {"parent_id": version, "as_of": "2021-01-01"})
        assert {"Tiên Ngoại", "Trác Văn", "Đồng Văn"} <= {item["name"] for item in shown}


def test_a_parent_that_is_not_there_has_nothing_below_it(reader):
    nowhere = "01600000-ffff-7000-8000-000000000000"
    assert reader.all("/v1/units", {"parent_id": nowhere}) == []
    assert reader.all("/v1/units", {"parent_lineage_id": nowhere}) == []


def test_no_unit_outlasts_the_units_above_it(database):
    """Otherwise it would be missing from the tree of a day."""
    lost = database.psql(
        "select u.code from unit u where u.parent_id is not null and not daterange(u.valid_from, u.valid_to, '[]') <@ ("
        " select range_agg(daterange(p.valid_from, p.valid_to, '[]')) from unit p where p.lineage_id = u.parent_lineage_id)",
        "postgres",
    )
    assert lost == []


@pytest.mark.parametrize("filtered", ["parent_id", "parent_lineage_id"])
def test_a_filter_must_be_an_id(reader, filtered):
    reader.get("/v1/units", {filtered: "349"}).expect_problem(400, "invalid", parameter=filtered, code="format")
