"""The service under measurement: started as in production, with nothing switched off, and watched through /proc."""

import json
import os
import subprocess
import time
import urllib.request
from pathlib import Path

TICKS = os.sysconf("SC_CLK_TCK")
SECRET = "bench-secret-bench-secret-bench-secret"


class Service:
    def __init__(self, binary, home, database_url):
        self.binary, self.home = binary, Path(home)
        self.environment = os.environ | {
            "DATABASE_URL": database_url, "TDKT_HOME": str(home), "TDKT_SECRET": SECRET,
            "TDKT_LISTEN": "127.0.0.1:0", "TDKT_ADMIN_LISTEN": "127.0.0.1:0", "TDKT_JWT_KEYS": f"{home}/keys.json",
            "TDKT_JWT_ISSUER": "https://tdkt.localhost", "TDKT_JWT_AUDIENCE": "tdkt",
            "TDKT_RATE_LIMIT": "1000000", "TDKT_RATE_BURST": "1000000",
        }  # fmt: skip
        self.log = self.home / "serve.log"
        self.process = None
        self.api = self.admin = None

    def token(self, role, units, subject):
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
                ["setpriv", "--pdeathsig", "TERM", self.binary, "serve"], env=self.environment | settings,
                stdin=subprocess.DEVNULL, stdout=log, stderr=log, start_new_session=True)  # fmt: skip
        deadline = time.monotonic() + 30
        while not self._is_ready():
            if self.process.poll() is not None or time.monotonic() > deadline:
                raise SystemExit(f"bench: the service did not start:\n{self.log.read_text()[-2000:]}")
            time.sleep(0.02)
        return self

    def stop(self):
        if self.process:
            self.process.terminate()
            self.process.wait(60)
            self.process = None

    def forget_log(self):
        """A log of all requests of a run would fill the disk; appending goes on at the start."""
        os.truncate(self.log, 0)

    def cpu_seconds(self):
        fields = Path(f"/proc/{self.process.pid}/stat").read_text().rsplit(") ", 1)[1].split()
        return (int(fields[11]) + int(fields[12])) / TICKS

    def forget_peak(self):
        Path(f"/proc/{self.process.pid}/clear_refs").write_text("5")

    def peak_mb(self):
        for line in Path(f"/proc/{self.process.pid}/status").read_text().splitlines():
            if line.startswith("VmHWM:"):
                return int(line.split()[1]) / 1024
        return 0

    def _is_ready(self):
        for line in self.log.read_text().splitlines():
            event = json.loads(line) if line.endswith("}") else {}
            if event.get("event") == "listening":
                self.api, self.admin = event["api"], event["admin"]
        try:
            return self.admin and urllib.request.urlopen(f"http://{self.admin}/readyz", timeout=5).status == 200
        except OSError:
            return False
