"""The repository's own files, for the tests in tests/lint and others."""

import re
from functools import lru_cache
from pathlib import Path

from support.paths import ROOT

MADE = re.compile(r"^(build[^/]*|var|\.git|\.venv)(/|$)|(^|/)(__pycache__|\.hypothesis|\.pytest_cache)(/|$)")


@lru_cache(maxsize=1)
def files() -> tuple:
    """Every file that no build or run makes, as paths below the root."""
    found = (path.relative_to(ROOT).as_posix() for path in ROOT.rglob("*") if path.is_file())
    return tuple(sorted(path for path in found if not MADE.search(path)))


def c_files(*roots) -> list:
    """The .c and .h files below these folders."""
    return [path for path in files() if path.startswith(roots) and path.endswith((".c", ".h"))]


@lru_cache(maxsize=None)
def text_of(path) -> str:
    return Path(ROOT, path).read_text(encoding="utf-8", errors="replace")


@lru_cache(maxsize=None)
def code_of(path) -> str:
    """C code without comments and without the content of strings. Lines keep their numbers."""
    parts = re.compile(r'//[^\n]*|/\*.*?\*/|"(?:\\.|[^"\\\n])*"|\'(?:\\.|[^\'\\\n])*\'', re.S)
    return parts.sub(lambda found: _blank(found.group()), text_of(path))


def _blank(text) -> str:
    if text[0] in "\"'":
        return text[0] * 2
    return "\n" * text.count("\n") or " "


def lines_with(pattern, text) -> list:
    """(line number, line) of each match."""
    return [(number, line.strip()) for number, line in enumerate(text.splitlines(), 1) if re.search(pattern, line)]


def included(path) -> list:
    return re.findall(r'^\s*#\s*include\s+([<"][^>"]+[>"])', text_of(path), re.M)
