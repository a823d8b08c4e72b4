"""The cost of a request for the service, in instructions and allocations, is as tests/golden/costs.txt says.

A change that costs more or less must be seen and accepted: TDKT_GOLDEN=write writes the file again; read the
difference. The file holds only for the program as it is delivered (gcc, optimised).
"""

import itertools
import json
import os
import re
import subprocess

import pytest
from support.callgrind import Caller, Counted, build_of, optimised, read_dump
from support.paths import ROOT
from support.samples import award, collective, individual

GOLDEN = ROOT / "tests" / "golden" / "costs.txt"
WITHIN = 0.05  # share of the instructions; ten runs differ by less than 0.01
WITHIN_ALLOCATIONS = 0.5  # one more in every request is too many
PAGE = 50
HEAD = """\
# What one request costs the service: instructions, and calls of malloc, calloc and realloc; counted by callgrind.
# TDKT_GOLDEN=write on tests/costs/test_costs.py writes this anew; CONTRIBUTING.md says how to read it.
build: {build}
"""


class Requests:
    """Each method sends one of the main requests."""

    def __init__(self, service):
        self.caller, self.numbers = Caller(service.api), itertools.count(10000)
        self.reviewer = service.token("province_reviewer", "35", sub="cost.reviewer")
        self.reader = service.token("reader", "35", sub="cost.reader")
        forged = self.reviewer[:-8] + ("AAAAAAAA" if self.reviewer[-8:] != "AAAAAAAA" else "BBBBBBBB")
        self.forged, self.person = forged, f"/v1/individuals/{individual(1)}"
        self.tag = self.read()["ETag"]
        self.code = json.loads(self.caller.ask(200, "GET", f"/v1/awards/{award(1)}", self.reviewer)[1])["code"]
        for _ in range(PAGE):
            self.create()

    def read(self):
        return self.caller.ask(200, "GET", self.person, self.reviewer)[0]

    def not_modified(self):
        self.caller.ask(304, "GET", self.person, self.reviewer, **{"If-None-Match": self.tag})

    def page(self):
        text = self.caller.ask(200, "GET", f"/v1/individuals?limit={PAGE}", self.reviewer)[1]
        assert text.count(b'"collective_id"') == PAGE

    def status(self):
        self.caller.ask(200, "GET", f"/v1/award-status/{self.code}", self.reader)

    def create(self):
        body = {"code": f"COST-{next(self.numbers)}", "full_name": "An Thị Mẫu", "collective_id": collective(22)}
        text = json.dumps(body)
        self.caller.ask(201, "POST", "/v1/individuals", self.reviewer, text, **{"Content-Type": "application/json"})

    def refused(self):
        self.caller.ask(401, "GET", self.person, self.forged)


PATHS = {
    "read by id": Requests.read,
    "read by id, If-None-Match": Requests.not_modified,
    "list of 50": Requests.page,
    "award status": Requests.status,
    "create individual": Requests.create,
    "forged token": Requests.refused,
}


def written(build, costs) -> str:
    return HEAD.format(build=build) + "".join(
        f"{path}: {round(instructions)} instructions, {allocations:.1f} allocations\n"
        for path, (instructions, allocations) in costs.items())


def read_golden(text) -> tuple:
    """(build, {path: (instructions, allocations)})"""
    lines = re.findall(r"^(.+): (\d+) instructions, ([\d.]+) allocations$", text, re.M)
    return re.search(r"^build: (.*)$", text, re.M)[1], {path: (int(i), float(a)) for path, i, a in lines}


def complaint(expected, found) -> str:
    """What has changed; "" when nothing has."""
    (instructions, allocations), (now, allocations_now) = expected, found
    said = []
    if abs(now - instructions) > WITHIN * instructions:
        said.append(f"{now:.0f} instructions instead of {instructions} ({now / instructions - 1:+.0%})")
    if abs(allocations_now - allocations) > WITHIN_ALLOCATIONS:
        said.append(f"{allocations_now:.1f} allocations instead of {allocations}")
    return " and ".join(said)


def check_build(program, build):
    found = build_of(program)
    assert found == build, f"tests/golden/costs.txt holds for {build}; {program} was built by {found}"


@pytest.fixture(scope="module")
def golden():
    build, costs = read_golden(GOLDEN.read_text())
    if not os.environ.get("TDKT_GOLDEN"):
        check_build(optimised(), build)
    return build, costs


@pytest.fixture(scope="module")
def measured(database, keys):
    """{path: (instructions, allocations)}"""
    assert optimised().exists(), f"{optimised()} is missing: cmake --preset test-gcc && cmake --build build-test/gcc"
    service = Counted(database.url(), keys).start()
    requests = Requests(service)
    costs = {path: service.cost(lambda send=send: send(requests)) for path, send in PATHS.items()}
    service.stop()
    if os.environ.get("TDKT_GOLDEN"):
        GOLDEN.write_text(written(build_of(optimised()), costs))
    return costs


@pytest.mark.parametrize("path", PATHS)
def test_a_request_costs_what_it_did(measured, golden, path):
    assert not (said := complaint(golden[1][path], measured[path])), f"{path}: {said}; see CONTRIBUTING.md"


def test_the_file_names_these_paths_and_no_others(measured, golden):
    assert list(read_golden(GOLDEN.read_text())[1]) == list(PATHS)


@pytest.mark.parametrize(
    ("compiler", "words"),
    [
        (["gcc", "-O2", "-std=gnu17"], ""),
        (["gcc", "-O1", "-std=gnu17"], "-O1"),
        (["gcc", "-O2", "-std=gnu17", "-fsanitize=address"], "-fsanitize=address"),
        (["clang", "-O2"], "clang version"),
    ],
)
def test_another_build_is_not_compared(tmp_path, compiler, words):
    expected = read_golden(GOLDEN.read_text())[0]
    (tmp_path / "main.c").write_text("int main(void) { return 0; }")
    subprocess.run([*compiler, "-g", "-o", tmp_path / "main", tmp_path / "main.c"], check=True, timeout=60)
    if not words:
        return check_build(tmp_path / "main", expected)
    with pytest.raises(AssertionError, match=f"was built by .*{words}"):
        check_build(tmp_path / "main", expected)


@pytest.mark.parametrize(
    ("found", "words"),
    [
        ((100_000, 20.0), ""),
        ((104_000, 20.4), ""),
        ((96_000, 19.6), ""),
        ((106_000, 20.0), "106000 instructions instead of 100000"),
        ((94_000, 20.0), "instructions"),
        ((100_000, 21.0), "21.0 allocations instead of 20.0"),
        ((100_000, 19.0), "allocations"),
        ((150_000, 30.0), " and 30.0 allocations"),
    ],
)
def test_higher_and_lower_costs_are_reported(found, words):
    said = complaint((100_000, 20.0), found)
    assert words in said if words else said == ""


def test_a_file_of_callgrind_is_read():
    text = ("fn=(1) main\n3 10\ncfn=(2) malloc\ncalls=3 +5 \n4 100\ncfn=(3) malloc_usable_size\ncalls=9 0\n5 1\n"
            "fn=(4) other\ncfn=(2)\ncalls=2 0\n5 1\ncfn=(5) realloc'2\ncalls=1 0\n6 1\ntotals: 1234\n")
    assert read_dump(text) == (1234, 6)


def test_what_is_written_is_read_back():
    text = written("GNU C17 12.2.0 -O2", {"a path, with a comma": (123456.4, 7.04)})
    assert read_golden(text) == ("GNU C17 12.2.0 -O2", {"a path, with a comma": (123456, 7.0)})
