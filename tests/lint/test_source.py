"""What the sources must not contain: calls that overflow, unfinished work, a status outside the catalogue, paths of a machine."""

import re
from pathlib import Path

from support.sources import c_files, code_of, files, lines_with, text_of

LONGEST_FILE = 450
WIDEST_LINE = 140
BANNED = (
    "strcpy|strcat|strncpy|strncat|stpcpy|sprintf|vsprintf|gets|strtok|scanf|sscanf|fscanf|atol|atoll|atof|alloca|system|popen|rand|srand|"
    "random|tmpnam|mktemp|localtime|gmtime|ctime|asctime|setjmp|longjmp|gethostbyname|inet_ntoa|putenv|setenv"
)
DIGITS_WERE_CHECKED = {
    "lib/http/listen.c", "lib/rest/decode.c", "lib/rest/list.c"
}  # their digits are checked and counted before atoi() reads them
SENDS_WHAT_STANDS = {"lib/http/reply.c", "api/awards/status.c", "api/program/openapi.c"}  # kept answers, files built in
ERROR_STATUS = r"status\w*\s*={1,2}\s*[45]\d\d\b|\breply_\w+\([^;]*\b[45]\d\d\b|\b(case|return)\s+[45]\d\d\b"
UNFINISHED = re.compile(r"\b(" + "|".join(["TO" + "DO", "FIX" + "ME", "X" * 3, "HA" + "CK", "W" + "IP"]) + r")\b")
MACHINE = re.compile(r"(?<![\w./*$}-])/(home|root|Users|work|mnt|opt|scratch)/\w")
SECRET = re.compile(r"-----BEGIN (?:RSA |EC )?PRIVATE KEY-----\s*\n[A-Za-z0-9+/]|eyJ[\w-]{20,}\.[\w-]{20,}\.[\w-]{20,}")
KIND = r"^-- kind: (expand|backfill|contract)$"  # of migrations
SEEDS = "tests/fuzz/seeds/"  # bytes that a fuzzer begins with: they may contain anything
TEXTS = [path for path in files() if Path(path).suffix not in (".png", ".jpg", ".ico", ".woff2") and not path.startswith(SEEDS)]
OURS = c_files("lib/", "api/")
PYTHON = [path for path in files() if path.endswith(".py")]
PROCESS = ("api/program/", "api/request/")  # lives longer than a request, and so frees what it made


def found(pattern, paths, read=text_of) -> dict:
    """{path: [(line number, line)]} of forbidden text."""
    every = {path: lines_with(pattern, read(path)) for path in paths}
    return {path: lines for path, lines in every.items() if lines}


def test_no_call_that_is_banned():
    assert found(rf"(?<![\w.>])({BANNED})\s*\(", OURS, code_of) == {}
    assert set(found(r"(?<![\w.>])atoi\s*\(", OURS, code_of)) <= DIGITS_WERE_CHECKED


def test_no_goto():
    assert found(r"\bgoto\b", OURS, code_of) == {}


def test_handlers_do_not_free():
    """The memory of a request is freed with its arena, so every early return is safe."""
    handlers = [path for path in c_files("api/") if path.count("/") > 1 and not path.startswith(PROCESS)]
    assert handlers and found(r"(?<!\w)(free|json_decref)\s*\(", handlers, code_of) == {}


def test_a_text_that_was_written_is_sent_by_reply_buf():
    """reply_buf() checks that the whole text fitted."""
    sends = r"\breply_(json|with)\([^;]*(\.|->)length"
    assert found(sends, [path for path in OURS if path not in SENDS_WHAT_STANDS], code_of) == {}


def test_an_error_status_stands_in_the_catalogue_only():
    assert found(ERROR_STATUS, [path for path in OURS if path != "lib/base/problem.h"], code_of) == {}


def test_no_statement_asks_for_every_column():
    assert found(r"(?i)\"[^\"]*\bselect \*", OURS) == {}


def test_no_value_is_pasted_into_a_statement():
    """Values are $n: a quote beside a %s would be a value in the text."""
    assert found(r"(?i)\"[^\"]*\b(select|insert into|update|delete from|where|values|and)\b[^\"]*'%[^%]", OURS) == {}


def test_no_file_is_too_long():
    """Except the catalogue of rules, which is one list on purpose."""
    written = {*OURS, *c_files("tests/"), *[path for path in files() if path.endswith((".py", ".sql"))]}
    assert [path for path in sorted(written - {"schema/functions/02_rules.sql"}) if len(text_of(path).splitlines()) > LONGEST_FILE] == []


def test_no_line_is_too_wide():
    assert found(rf"^.{{{WIDEST_LINE + 1},}}", OURS) == {}


def test_python_has_no_marks_for_a_formatter():
    assert found(r"#\s*fmt\s*:", PYTHON) == {}


def test_a_file_opens_by_saying_what_it_is():
    assert [path for path in OURS if not text_of(path).startswith("/*")] == []
    assert [path for path in files() if path.endswith(".sql") and "golden" not in path and not text_of(path).startswith("-- ")] == []


def test_what_is_referred_to_is_in_the_repository():
    """A reference to a document that is not in the repository does not help its reader."""
    assert found(r"(contract|domain|house-style)(\.md)? ?§", [path for path in TEXTS if not path.startswith("schema/migrations/")]) == {}


def test_nothing_is_left_for_later():
    assert found(UNFINISHED, TEXTS) == {}


def test_no_path_of_a_machine():
    assert found(MACHINE, TEXTS) == {}


def test_no_key_or_token_is_committed():
    assert [path for path in TEXTS if SECRET.search(text_of(path))] == []


def test_files_end_with_one_line_end_and_lines_without_blanks():
    ends = {path: text_of(path)[-2:] for path in TEXTS if text_of(path)}
    assert [path for path, end in ends.items() if not end.endswith("\n") or end == "\n\n"] == []
    assert found(r"[ \t\r]$", [path for path in TEXTS if not path.endswith(".md")]) == {}


def test_migrations_are_numbered_without_a_gap():
    names = [Path(path).name for path in files() if path.startswith("schema/migrations/")]
    assert [int(name[:4]) for name in names] == list(range(1, len(names) + 1))
    assert all(re.fullmatch(r"\d{4}_[a-z_]+\.sql", name) for name in names)


def test_migrations_name_their_kind():
    heads = {path: re.match(r"(--.*\n)*", text_of(path)).group() for path in files() if path.startswith("schema/migrations/")}
    assert [path for path, head in heads.items() if not re.search(KIND, head, re.M)] == []


# Migration 0020 renamed columns that the trigger of every table writes; the next one makes its function anew, so that migrations after it
# can change rows of a database that was made before.
FUNCTION_IN_MIGRATION = {"schema/migrations/0021_seeded_rows.sql"}


def test_repeatable_files_can_be_applied_again():
    """Tables are made by migrations. Everything else is written once, in schema/functions and schema/guards."""
    again = [path for path in files() if re.match(r"schema/(functions|guards)/", path)]
    assert found(r"^create (table|type|index|unique index|function|view)", again) == {}
    made = [path for path in files() if path.startswith("schema/migrations/")]
    assert set(found(r"^create (or replace|view|trigger|policy)", made)) == FUNCTION_IN_MIGRATION
    tables = re.findall(r"^create table (\w+)", "".join(text_of(path) for path in made), re.M)
    guarded = re.findall(r"^select guard\('(\w+)'\);", "".join(text_of(path) for path in again), re.M)
    assert sorted(tables) == sorted(guarded)
