"""A clock that a test sets, for programs started with its environment: Debian's libfaketime and a file with the offset."""

from datetime import datetime, timezone
from pathlib import Path
from zoneinfo import ZoneInfo

from support.paths import fresh_directory
from support.service import SANITIZERS

[LIBRARY] = Path("/usr/lib").glob("*/faketime/libfaketimeMT.so.1")
VIETNAM = ZoneInfo("Asia/Ho_Chi_Minh")


class Clock:
    """set(text) changes the time for programs started with clock.environment. They read the file at every question, so
    the change holds at once."""

    def __init__(self):
        self.file = fresh_directory("clock") / "distance"
        self.file.parent.chmod(0o755)
        self.reset()
        self.environment = {
            "LD_PRELOAD": str(LIBRARY), "FAKETIME_TIMESTAMP_FILE": str(self.file), "FAKETIME_NO_CACHE": "1",
            "FAKETIME_DONT_FAKE_MONOTONIC": "1",
            "ASAN_OPTIONS": SANITIZERS["ASAN_OPTIONS"] + ":verify_asan_link_order=0",
        }

    def reset(self):
        self._write(0)

    def set(self, moment: str):
        """text: "2028-01-01 00:30", Vietnamese time."""
        wanted = datetime.fromisoformat(moment).replace(tzinfo=VIETNAM)
        self._write((wanted - datetime.now(timezone.utc)).total_seconds())

    def _write(self, seconds):
        """Replaces the file in one piece: a reader never finds half a number."""
        new = self.file.with_suffix(".new")
        new.write_text(f"{seconds:+.0f}\n")
        new.chmod(0o644)
        new.rename(self.file)
