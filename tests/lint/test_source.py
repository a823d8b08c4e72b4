"""What must not stand in the sources: calls that overflow, unfinished work, a status outside the catalogue, a machine."""

import re
from pathlib import Path

import pytest

from support.sources import c_files, code_of, files, lines_with, text_of

LONGEST_FILE = 450
WIDEST_LINE = 140
BANNED = {
    # a call and, where it has one, the file that may use it
    name: set()
    for name in (
        "strcpy", "strcat", "strncpy", "strncat", "stpcpy", "sprintf", "vsprintf", "gets", "strtok", "scanf", "sscanf", "fscanf", "atol",
        "atoll", "atof", "alloca", "system", "popen", "rand", "srand", "random", "tmpnam", "mktemp", "localtime", "gmtime", "ctime",
        "asctime", "setjmp", "longjmp", "gethostbyname", "inet_ntoa", "putenv", "setenv",
    )
} | {"atoi": {"lib/rest/decode.c", "lib/rest/list.c"}}  # of digits that were checked, and counted, before
UNFINISHED = re.compile(r"\b(" + "|".join(["TO" + "DO", "FIX" + "ME", "X" * 3, "HA" + "CK", "W" + "IP"]) + r")\b")
MACHINE = re.compile(r"(?<![\w./*$}-])/(home|root|Users|work|mnt|opt|scratch)/\w")
WRITTEN = (".c", ".h", ".py", ".sql", ".md", ".yaml", ".yml", ".txt", ".json", ".conf", ".service", ".cmake", ".S", "")
SOURCES = [path for path in files() if Path(path).suffix in WRITTEN]


@pytest.mark.parametrize("path", c_files("lib/", "api/"))
def test_no_call_that_is_banned(path):
    for name, allowed in BANNED.items():
        if path not in allowed:
            assert lines_with(rf"(?<![\w.>]){name}\s*\(", code_of(path)) == [], f"{name}() in {path}"


@pytest.mark.parametrize("path", c_files("lib/", "api/"))
def test_no_goto_and_no_void_pointer_arithmetic_in_disguise(path):
    assert lines_with(r"\bgoto\b", code_of(path)) == []


@pytest.mark.parametrize("path", c_files("lib/", "api/"))
def test_handlers_do_not_free(path):
    """What a request holds goes with its arena (house-style §5): in api/ only what lives longer is freed."""
    if path.startswith("api/") and path.count("/") > 1:
        assert lines_with(r"(?<!\w)(free|json_decref)\s*\(", code_of(path)) == []


@pytest.mark.parametrize("path", c_files("lib/", "api/"))
def test_an_error_status_stands_in_the_catalogue_only(path):
    assert lines_with(r"\breply_\w+\([^;]*\b[45]\d\d\b", code_of(path)) == []
    if path != "lib/base/problem.h":
        assert lines_with(r"\b(40[0-9]|41[0-9]|42[0-9]|50[1-9])\b", code_of(path)) == []


@pytest.mark.parametrize("path", c_files("lib/", "api/"))
def test_sql_is_text_of_ours_and_values_are_parameters(path):
    """No statement is put together from what a caller sent: %s stands beside SQL words in the descriptors' engine only."""
    if path.startswith("api/"):
        assert lines_with(r"(?i)\"[^\"]*\b(insert into|update|delete from|values)\b[^\"]*'%s", text_of(path)) == []
    assert lines_with(r"(?i)\bselect \*", text_of(path)) == []


@pytest.mark.parametrize("path", [*c_files("lib/", "api/", "tests/"), *[p for p in files() if p.endswith((".py", ".sql"))]])
def test_a_file_is_not_too_long_and_not_too_wide(path):
    lines = text_of(path).splitlines()
    if not path.startswith("tests/golden/"):
        assert len(lines) <= LONGEST_FILE
    if path.startswith(("lib/", "api/")):
        assert [number for number, line in enumerate(lines, 1) if len(line) > WIDEST_LINE] == []


@pytest.mark.parametrize("path", [path for path in c_files("lib/", "api/")])
def test_a_file_opens_by_saying_what_it_is(path):
    assert text_of(path).startswith("/*")


def test_nothing_is_left_for_later():
    found = {path: lines_with(UNFINISHED, text_of(path)) for path in SOURCES}
    assert {path: lines for path, lines in found.items() if lines} == {}


def test_no_path_of_a_machine():
    found = {path: lines_with(MACHINE, text_of(path)) for path in SOURCES}
    assert {path: lines for path, lines in found.items() if lines} == {}


def test_no_key_or_token_is_committed():
    secret = re.compile(r"-----BEGIN (?:RSA |EC )?PRIVATE KEY-----\s*\n[A-Za-z0-9+/]|eyJ[\w-]{20,}\.[\w-]{20,}\.[\w-]{20,}")
    assert [path for path in SOURCES if secret.search(text_of(path))] == []


@pytest.mark.parametrize("path", [path for path in SOURCES if not path.startswith("tests/golden/")])
def test_a_file_ends_with_one_line_end_and_has_no_trailing_blanks(path):
    text = text_of(path)
    if text:
        assert text.endswith("\n") and not text.endswith("\n\n") and "\r\n" not in text
        assert lines_with(r"[ \t]$", text) == [] or path.endswith(".md")


def test_migrations_are_numbered_without_a_gap():
    names = [Path(path).name for path in files() if path.startswith("schema/migrations/") and path.endswith(".sql")]
    assert [int(name[:4]) for name in names] == list(range(1, len(names) + 1))
    assert all(re.fullmatch(r"\d{4}_[a-z_]+\.sql", name) for name in names)


@pytest.mark.parametrize("path", [path for path in files() if path.startswith("schema/") and path.endswith(".sql")])
def test_a_schema_file_says_why_first(path):
    assert text_of(path).startswith("-- ")
