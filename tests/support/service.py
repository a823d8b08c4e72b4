"""The real program, serving on free ports with a database of the test.

Its log goes to a file. stop() checks this log: no secret may be in it, the sanitizers must be silent, and a drained
service must end with status 0.
"""

import functools
import http.client
import json
import os
import re
import secrets
import shutil
import signal
import subprocess
import time
from contextlib import contextmanager

from support.paths import binary, fresh_directory
from support.tokens import AUDIENCE, ISSUER, Keys

START_SECONDS = 30
WITH_PARENT = ["setpriv", "--pdeathsig", "TERM"]  # a killed run then leaves no service behind; launch in the main thread
STOP_SECONDS = 60
COMPLAINTS = re.compile(r"AddressSanitizer|LeakSanitizer|runtime error:|ThreadSanitizer|stack smashing")
SECRETS = re.compile(r"eyJ[\w-]+\.[\w-]+\.[\w-]{20,}|BEGIN (RSA |EC )?PRIVATE KEY|[Pp]assword=\S")
SANITIZERS = {
    "ASAN_OPTIONS": "detect_leaks=1:exitcode=99:detect_stack_use_after_return=1:strict_string_checks=1",
    "UBSAN_OPTIONS": "print_stacktrace=1:halt_on_error=1",
}


@functools.cache
def secret_of(_database_url) -> str:
    """The secret of this database, the same for every instance on it: `functools.cache` remembers it."""
    return secrets.token_hex(32)


@contextmanager
def another_installation(database):
    """with another_installation(database) as env: a service started with this environment has another secret."""
    database.psql("delete from installation_secret", "tdkt_owner")
    yield {"TDKT_SECRET_FILE": None, "TDKT_SECRET": secrets.token_hex(32)}
    database.psql("delete from installation_secret", "tdkt_owner")


class Service:
    """start() and stop() run it. `env` adds variables to its environment; None removes one."""

    def __init__(self, database_url, keys: Keys, env=None):
        self.keys = keys
        self.home = fresh_directory("home")
        self.log = self.home / "log"
        self.secret = secret_of(database_url)
        self.private = {self.secret}
        self.env = self._environment(database_url, env or {})
        self.process = None
        self.api = self.admin = None
        self.url, self.curl = None, []  # the address of a proxy in front of it, and the options that curl needs to get there

    def _environment(self, database_url, changes) -> dict:
        shutil.copy(self.keys.jwks_file, self.home / "keys.json")
        (self.home / "secret").write_text(self.secret)
        (self.home / "secret").chmod(0o600)
        given = {
            "DATABASE_URL": database_url, "TDKT_HOME": str(self.home), "TDKT_LISTEN": "127.0.0.1:0",
            "TDKT_ADMIN_LISTEN": "127.0.0.1:0", "TDKT_JWT_KEYS": str(self.home / "keys.json"),
            "TDKT_JWT_ISSUER": ISSUER, "TDKT_JWT_AUDIENCE": AUDIENCE, "TDKT_SECRET_FILE": str(self.home / "secret"),
            "TDKT_RATE_LIMIT": "0",
        }
        outside = {name: value for name, value in os.environ.items() if not name.startswith(("TDKT_", "PG"))}
        merged = outside | SANITIZERS | given | changes
        return {name: str(value) for name, value in merged.items() if value is not None}

    def start(self) -> "Service":
        self.launch()
        self._wait_for("listening", lambda: self._listening())
        self._wait_for("ready", lambda: self.admin_get("/readyz")[0] == 200)
        return self

    def launch(self):
        """Starts without waiting, for starts that must fail. The log is `log_text()`."""
        self.api = self.admin = None
        with self.log.open("wb") as log:
            self.process = subprocess.Popen(
                [*WITH_PARENT, binary(), "serve"], env=self.env, cwd=self.home,
                stdin=subprocess.DEVNULL, stdout=log, stderr=log,
            )

    def wait(self, seconds=START_SECONDS) -> int:
        """Waits until it ends by itself; returns the exit status."""
        status = self.process.wait(seconds)
        self.process = None
        return status

    def stop(self):
        """SIGTERM. It must drain, end with status 0, and have nothing forbidden in its log."""
        if self.process is None:
            return
        if self.process.poll() is None:
            self.process.send_signal(signal.SIGTERM)
        status = self._ended()
        self.process = None
        self.check_log()
        assert status == 0, f"the service ended with status {status}:\n{self.log_text()[-4000:]}"

    def kill(self):
        """SIGKILL: nothing is checked."""
        if self.process and self.process.poll() is None:
            self.process.kill()
            self.process.wait(STOP_SECONDS)
        self.process = None

    def restart(self) -> "Service":
        """Stops and starts again; the ports change."""
        self.stop()
        return self.start()

    def reload(self):
        """SIGHUP: the keys are read again."""
        self.process.send_signal(signal.SIGHUP)

    def token(self, role, unit=(), sub=None, ttl=3600, **claims) -> str:
        """A token that this service accepts. role and unit may be lists; claims as in tokens.Keys.claims."""
        return self.keys.token(role, unit, sub, ttl, **claims)

    def sign(self, claims, header=None, signer=None) -> str:
        """A token that the test makes itself: see tokens.Keys.sign."""
        return self.keys.sign(claims, header, signer)

    def admin_get(self, path) -> tuple:
        """(status, text) from the admin port; (None, reason) when nobody answers."""
        connection = http.client.HTTPConnection(self.admin, timeout=10)
        try:
            connection.request("GET", path)
            answer = connection.getresponse()
            return answer.status, answer.read().decode()
        except OSError as reason:
            return None, str(reason)
        finally:
            connection.close()

    def keep_out_of_log(self, *texts):
        """Texts (citizen ids, names of persons) that stop() must not find in the log."""
        self.private.update(texts)

    def log_text(self) -> str:
        """The whole log so far. The service writes its log a little later than its answers."""
        size, deadline = -1, time.monotonic() + 1
        while self.process and self.log.exists() and self.log.stat().st_size != size and time.monotonic() < deadline:
            size = self.log.stat().st_size
            time.sleep(0.03)
        return self.log.read_text(errors="replace") if self.log.exists() else ""

    def log_lines(self) -> list:
        """The log's JSON lines."""
        return [json.loads(line) for line in self.log_text().splitlines() if line.startswith("{")]

    def check_log(self):
        text = self.log_text()
        assert not COMPLAINTS.search(text), f"a sanitizer complained:\n{text[-8000:]}"
        assert not SECRETS.search(text), "a token, key or password stands in the log"
        for private in self.private:
            assert private not in text, f"the log names something private: {private[:6]}…"

    def _listening(self) -> bool:
        for line in self.log_lines():
            if line.get("event") == "listening":
                self.api, self.admin = line["api"], line["admin"]
        return self.api is not None

    def _wait_for(self, what, happened):
        deadline = time.monotonic() + START_SECONDS
        while not happened():
            if (self.process.poll() is not None and not happened()) or time.monotonic() > deadline:
                self.kill()
                raise AssertionError(f"the service was not {what}:\n{self.log_text()[-8000:]}")
            time.sleep(0.02)

    def _ended(self) -> int:
        try:
            return self.process.wait(STOP_SECONDS)
        except subprocess.TimeoutExpired:
            self.kill()
            raise AssertionError(f"the service did not drain:\n{self.log_text()[-4000:]}") from None
