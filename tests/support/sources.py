"""The repository's own files, for the tests beside this one."""

import re
from functools import lru_cache
from pathlib import Path

from support.paths import ROOT

MADE = re.compile(r"^(build[^/]*|var|\.git|\.venv)(/|$)|(^|/)(__pycache__|\.hypothesis|\.pytest_cache)(/|$)")


@lru_cache(maxsize=1)
def files() -> tuple:
    """Every file that is not made by a build or a run, as paths below the root."""
    found = (path.relative_to(ROOT).as_posix() for path in ROOT.rglob("*") if path.is_file())
    return tuple(sorted(path for path in found if not MADE.search(path)))


def c_files(*roots) -> list:
    """.c and .h below these folders."""
    return [path for path in files() if path.startswith(roots) and path.endswith((".c", ".h"))]


@lru_cache(maxsize=None)
def text_of(path) -> str:
    return Path(ROOT, path).read_text(encoding="utf-8", errors="replace")


@lru_cache(maxsize=None)
def code_of(path) -> str:
    """C without comments and without the insides of strings; lines stay where they are."""
    parts = re.compile(r'//[^\n]*|/\*.*?\*/|"(?:\\.|[^"\\\n])*"|\'(?:\\.|[^\'\\\n])*\'', re.S)
    return parts.sub(lambda found: _blank(found.group()), text_of(path))


def _blank(text) -> str:
    if text[0] in "\"'":
        return text[0] * 2
    return "\n" * text.count("\n") or " "


def lines_with(pattern, text) -> list:
    """(line number, line) where the pattern stands."""
    return [(number, line.strip()) for number, line in enumerate(text.splitlines(), 1) if re.search(pattern, line)]


def included(path) -> list:
    return re.findall(r'^\s*#\s*include\s+([<"][^>"]+[>"])', text_of(path), re.M)
