"""The layers of ARCHITECTURE.md: who may include whom, and where each library is at home."""

import pytest

from support.sources import c_files, code_of, included

BELOW = {
    # a folder and the folders it may include from
    "lib/base": {"base"}, "lib/pg": {"base", "pg"}, "lib/http": {"base", "http"}, "lib/auth": {"base", "auth"},
    "lib/rest": {"base", "pg", "http", "auth", "rest"},
}  # fmt: skip
HOMES = {
    # a library's header and the folders that may include it
    "libpq-fe.h": {"lib/pg"}, "ulfius.h": {"lib/http"}, "microhttpd.h": {"lib/http"}, "yder.h": {"lib/http"}, "jwt.h": {"lib/auth"},
    "gnutls/": {"lib/auth"}, "curl/": {"lib/auth"}, "jansson.h": {"lib/auth", "lib/rest"}, "uni": {"lib/rest"},
}  # fmt: skip
SYSTEM = {"unistd.h"}  # begins like a library's, but is the system's
LIBRARIES = {"base", "pg", "http", "auth", "rest"}


def folder(path) -> str:
    return "/".join(path.split("/")[:2])


@pytest.mark.parametrize("path", c_files("lib/"))
def test_a_layer_includes_itself_and_what_lies_below(path):
    for name in included(path):
        if name.startswith('"') and "/" in name:
            assert name.strip('"').split("/")[0] in BELOW[folder(path)], f"{path} includes {name}"
        elif name.startswith('"'):
            raise AssertionError(f"{path} includes {name} without its layer")


@pytest.mark.parametrize("path", c_files("lib/", "api/"))
def test_a_library_is_included_at_its_home_only(path):
    for name in included(path):
        header = name.strip('<>"')
        homes = [where for start, where in HOMES.items() if header.startswith(start) and header not in SYSTEM]
        assert all(folder(path) in where for where in homes), f"{path} includes {name}"


@pytest.mark.parametrize("path", c_files("api/"))
def test_the_domain_knows_no_library_but_ours(path):
    for name in included(path):
        if name.startswith("<") and "json" in name:
            raise AssertionError(f"{path} includes {name}")


@pytest.mark.parametrize("path", [path for path in c_files("lib/", "api/") if path.endswith(".h")])
def test_a_header_is_included_once(path):
    assert code_of(path).count("#pragma once") == 1


@pytest.mark.parametrize("path", [path for path in c_files("tests/unit/") if path.endswith("_test.c")])
def test_a_unit_test_is_named_after_its_layer(path):
    layer = path.split("/")[-1].split("_")[0]
    assert layer in LIBRARIES | {"api"}
