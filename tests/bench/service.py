"""Programs to measure. measure() in bench.py asks each of them the same cases, in turn, in every round.

A Server needs a name, start() that sets `api` (host:port) and `process`, and `cases`: {name of a case: Case}. A case
that it does not have is left out. Service is tdkt itself, started as in production, with nothing switched off. All are
watched through /proc; several processes of one program are added up.
"""

import functools
import json
import os
import subprocess
import time
import urllib.request
from pathlib import Path

TICKS = os.sysconf("SC_CLK_TCK")
SECRET = "bench-secret-bench-secret-bench-secret"
WITH_PARENT = ["setpriv", "--pdeathsig", "TERM"]


def family(pid):
    """The process and all its descendants."""
    try:
        children = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
    except OSError:
        return []
    return [pid] + [one for child in children for one in family(int(child))]


class Server:
    warm_seconds = 0.5  # for each case, before the measurement

    def __init__(self, name, home):
        self.name, self.home = name, Path(home)
        self.process = self.api = None
        self.cases = {}

    def start(self):
        raise NotImplementedError

    def stop(self):
        if self.process:
            self.process.terminate()
            self.process.wait(60)
            self.process = None

    def forget_log(self):
        """Before each measurement: the log of all requests of a run would fill the disk."""

    def take_back(self, case):
        """After each measurement: restores what it changed, so that the next one has the same data."""

    def cpu_seconds(self):
        return sum(self._ticks(pid) for pid in family(self.process.pid)) / TICKS

    def forget_peak(self):
        for pid in family(self.process.pid):
            Path(f"/proc/{pid}/clear_refs").write_text("5")

    def peak_mb(self):
        return sum(self._peak_kb(pid) for pid in family(self.process.pid)) / 1024

    def _ticks(self, pid):
        fields = Path(f"/proc/{pid}/stat").read_text().rsplit(") ", 1)[1].split()
        return int(fields[11]) + int(fields[12])

    def _peak_kb(self, pid):
        lines = Path(f"/proc/{pid}/status").read_text().splitlines()
        return sum(int(line.split()[1]) for line in lines if line.startswith("VmHWM:"))


class Service(Server):
    def __init__(self, name, home, binary, database, take_back=None):
        super().__init__(name, home)
        self.home.mkdir(exist_ok=True)
        self.binary, self.database, self.put_right = binary, database, take_back
        self.environment = os.environ | {
            "DATABASE_URL": f"host={database.socket} dbname={database.name} user=tdkt_service",
            "TDKT_HOME": str(home), "TDKT_SECRET": SECRET, "TDKT_LISTEN": "127.0.0.1:0",
            "TDKT_ADMIN_LISTEN": "127.0.0.1:0", "TDKT_JWT_KEYS": f"{home}/keys.json",
            "TDKT_JWT_ISSUER": "https://tdkt.localhost", "TDKT_JWT_AUDIENCE": "tdkt",
            "TDKT_RATE_LIMIT": "1000000", "TDKT_RATE_BURST": "1000000",
        }
        self.log = self.home / "serve.log"
        self.admin = None

    def token(self, role, units, subject):
        return self._sign(role, tuple(units), subject)

    @functools.cache  # the same caller has the same token in every case
    def _sign(self, role, units, subject):
        command = [self.binary, "token", "--role", role, "--sub", subject, "--ttl", "86400"]
        for unit in units:
            command += ["--unit", unit]
        return subprocess.run(command, env=self.environment, capture_output=True, text=True, check=True).stdout.strip()

    def start(self, **settings):
        if not (self.home / "keys.json").exists():
            command = [self.binary, "token", "--new-key"]
            subprocess.run(command, env=self.environment, check=True, stderr=subprocess.DEVNULL)
        with self.log.open("w") as log:
            self.process = subprocess.Popen(
                [*WITH_PARENT, self.binary, "serve"], env=self.environment | settings,
                stdin=subprocess.DEVNULL, stdout=log, stderr=log, start_new_session=True)
        deadline = time.monotonic() + 30
        while not self._is_ready():
            if self.process.poll() is not None or time.monotonic() > deadline:
                raise SystemExit(f"bench: {self.name} did not start:\n{self.log.read_text()[-2000:]}")
            time.sleep(0.02)
        return self

    def forget_log(self):
        """The service appends to its log, so after this it writes from the start."""
        os.truncate(self.log, 0)

    def take_back(self, case):
        if self.put_right and case.undo:
            self.put_right(self.database, case.undo)

    def _is_ready(self):
        for line in self.log.read_text().splitlines():
            event = json.loads(line) if line.endswith("}") else {}
            if event.get("event") == "listening":
                self.api, self.admin = event["api"], event["admin"]
        try:
            return self.admin and urllib.request.urlopen(f"http://{self.admin}/readyz", timeout=5).status == 200
        except OSError:
            return False
