"""Where things are: the repository, the program under test, and the directory in which a run keeps everything."""

import os
import tempfile
from functools import lru_cache
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
UNPRIVILEGED = ROOT / "script" / "lib" / "unprivileged"
POSTGRES_BIN = Path(os.environ.get("TDKT_POSTGRES_BIN", "/usr/lib/postgresql/15/bin"))


def binary() -> Path:
    """The program under test: TDKT_BINARY (script/test sets it), or what a plain build makes."""
    return Path(os.environ.get("TDKT_BINARY", ROOT / "build" / "tdkt")).resolve()


@lru_cache(maxsize=1)
def run_directory() -> Path:
    """TDKT_RUN_DIR (script/test makes and removes it), or a directory that goes with this process.

    Short, because a socket path has at most 107 bytes; searchable by others, because PostgreSQL may run as another user.
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
