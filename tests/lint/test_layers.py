"""The layers of ARCHITECTURE.md: who may include whom, and where each library is at home."""

import re

from support.sources import c_files, code_of, included

BELOW = {
    # a folder and the folders it may include from
    "lib/base": {"base"}, "lib/pg": {"base", "pg"}, "lib/http": {"base", "http"}, "lib/auth": {"base", "auth"},
    "lib/rest": {"base", "pg", "http", "auth", "rest"},
}
HOMES = {
    # how a library's headers begin, and the folders that may include them
    "libpq-fe.h": {"lib/pg"}, "ulfius.h": {"lib/http"}, "microhttpd.h": {"lib/http"}, "yder.h": {"lib/http"},
    "orcania.h": set(),
    "jwt.h": {"lib/auth"}, "gnutls/": {"lib/auth"}, "curl/": {"lib/auth"}, "jansson.h": {"lib/auth", "lib/rest"},
    "uninorm.h": {"lib/rest"}, "unistr.h": {"lib/rest"}, "unicase.h": {"lib/rest"}, "unictype.h": {"lib/rest"},
}
JSON_TREES = {"api/awards/entry.c"}  # reads a list of objects within a body, which no descriptor says
DOCUMENTS = "api/reports/"  # renders what the database made, which is a tree
DOOR = {"api/app.h", "api/routes.c", "api/routes.h"}  # of api: whatever else is in a folder
SAME_ROWS = {"collective_award": "award", "individual_award": "award", "work_queue": "nomination"}
OURS = c_files("lib/", "api/")


def folder(path) -> str:
    return "/".join(path.split("/")[:2])


def includes(paths) -> list:
    return [(path, name) for path in paths for name in included(path)]


def test_every_layer_is_listed():
    assert {folder(path) for path in c_files("lib/")} == BELOW.keys()


def test_a_layer_includes_itself_and_what_lies_below():
    """Which is also why lib never includes api/: a name without a layer before it is none of lib's."""
    own = [(path, name.strip('"')) for path, name in includes(c_files("lib/")) if name.startswith('"')]
    assert [
        (path, name) for path, name in own if name.partition("/")[0] not in BELOW[folder(path)] or "/" not in name
    ] == []


def is_away_from_home(path, header) -> bool:
    return any(header.startswith(start) and folder(path) not in homes for start, homes in HOMES.items())


def test_a_library_is_included_at_its_home_only():
    assert [(path, name) for path, name in includes(OURS) if is_away_from_home(path, name.strip('<>"'))] == []


def test_the_domain_reads_json_through_the_engine():
    readers = {path for path in c_files("api/") if "json_t" in code_of(path) and not path.startswith(DOCUMENTS)}
    assert readers <= JSON_TREES


def test_only_the_routes_stand_at_the_door():
    assert {path for path in c_files("api/") if path.count("/") == 1} == DOOR


def test_a_resource_is_one_file_of_its_name():
    made = {
        path: re.findall(r"^const struct resource (\w+) =", code_of(path), re.M)
        for path in c_files("api/resources/") if path.endswith(".c")
    }
    assert {path: {f"api/resources/{SAME_ROWS.get(name, name)}.c" for name in names} for path, names in made.items()} == {
        path: {path} for path in made
    }


def test_a_header_guards_itself():
    assert [path for path in OURS if path.endswith(".h") and code_of(path).count("#pragma once") != 1] == []


def test_a_unit_test_is_named_after_its_layer():
    """The build links it with that layer and those below only, so that an upward call does not link."""
    tests = [path for path in c_files("tests/unit/") if path.endswith("_test.c")]
    assert tests and [
        path for path in tests if path.split("/")[-1].split("_")[0] not in {"base", "pg", "http", "auth", "rest", "api"}
    ] == []
