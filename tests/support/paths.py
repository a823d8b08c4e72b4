"""Locations: the repository, the program under test, and the directory where a run keeps everything."""

import os
import tempfile
from functools import lru_cache
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
UNPRIVILEGED = ROOT / "script" / "lib" / "unprivileged"
POSTGRES_BIN = Path(os.environ.get("TDKT_POSTGRES_BIN", "/usr/lib/postgresql/15/bin"))


def binary() -> Path:
    """The program under test: TDKT_BINARY (set by script/test), or the result of a plain build."""
    return Path(os.environ.get("TDKT_BINARY", ROOT / "build" / "tdkt")).resolve()


@lru_cache(maxsize=1)
def run_directory() -> Path:
    """TDKT_RUN_DIR (made and removed by script/test), or a directory that is removed when this process ends.

    The path is short, because a socket path has at most 107 bytes. Others may search the directory, because PostgreSQL
    may run as another user.
    """
    given = os.environ.get("TDKT_RUN_DIR")
    if given:
        return Path(given)
    own = tempfile.TemporaryDirectory(prefix="tdkt-run.", dir="/tmp")
    run_directory.keep = own
    os.chmod(own.name, 0o711)
    return Path(own.name)


def fresh_directory(prefix: str) -> Path:
    """A new directory of the run, for one purpose; removed with the run."""
    path = Path(tempfile.mkdtemp(prefix=prefix + ".", dir=run_directory()))
    path.chmod(0o711)
    return path
