"""The layers of ARCHITECTURE.md: who may include whom, and where each library may be used."""

import re

from support.sources import c_files, code_of, included

BELOW = {
    # a folder, and the folders it may include from
    "lib/base": {"base"}, "lib/pg": {"base", "pg"}, "lib/http": {"base", "http"}, "lib/auth": {"base", "auth"},
    "lib/rest": {"base", "pg", "http", "auth", "rest"},
}
HOMES = {
    # how the names of a library's headers begin, and the folders that may include them
    "libpq-fe.h": {"lib/pg"}, "ulfius.h": {"lib/http"}, "microhttpd.h": {"lib/http"}, "yder.h": {"lib/http"},
    "orcania.h": set(),
    "jwt.h": {"lib/auth"}, "gnutls/": {"lib/auth"}, "curl/": {"lib/auth"}, "jansson.h": {"lib/auth", "lib/rest"},
    "uninorm.h": {"lib/rest"}, "unistr.h": {"lib/rest"}, "unicase.h": {"lib/rest"}, "unictype.h": {"lib/rest"},
}
JSON_TREES = {"api/awards/entry.c"}  # reads a list of objects within a body, which no descriptor describes
DOCUMENTS = ("api/reports/", "api/consultations/public.c")  # render what the database made, which is a tree
DOOR = {"api/app.h", "api/routes.c", "api/routes.h"}  # the only files directly in api/
SAME_ROWS = {"collective_award": "award", "individual_award": "award", "work_queue": "nomination", "public_consultation": "consultation"}
OURS = c_files("lib/", "api/")


def folder(path) -> str:
    return "/".join(path.split("/")[:2])


def includes(paths) -> list:
    return [(path, name) for path in paths for name in included(path)]


def test_every_layer_is_listed():
    assert {folder(path) for path in c_files("lib/")} == BELOW.keys()


def test_a_layer_includes_itself_and_what_lies_below():
    """Therefore lib never includes api/: an include without a folder that is a layer is not allowed in lib."""
    own = [(path, name.strip('"')) for path, name in includes(c_files("lib/")) if name.startswith('"')]
    assert [
        (path, name) for path, name in own if name.partition("/")[0] not in BELOW[folder(path)] or "/" not in name
    ] == []


def is_away_from_home(path, header) -> bool:
    return any(header.startswith(start) and folder(path) not in homes for start, homes in HOMES.items())


def test_a_library_is_included_at_its_home_only():
    assert [(path, name) for path, name in includes(OURS) if is_away_from_home(path, name.strip('<>"'))] == []


def test_api_reads_json_through_lib_rest():
    readers = {path for path in c_files("api/") if "json_t" in code_of(path) and not path.startswith(DOCUMENTS)}
    assert readers <= JSON_TREES


def test_only_the_routes_are_directly_in_api():
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
    """The build links each unit test with its layer and those below only, so an upward call does not link."""
    tests = [path for path in c_files("tests/unit/") if path.endswith("_test.c")]
    assert tests and [
        path for path in tests if path.split("/")[-1].split("_")[0] not in {"base", "pg", "http", "auth", "rest", "api"}
    ] == []
