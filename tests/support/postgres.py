"""A private PostgreSQL cluster for tests: on a unix socket only, without fsync, removed with the run.

It does not know tdkt's tables; databases.py prepares those. SQL runs through the psql binary, as a person would run it.
"""

import os
import shutil
import signal
import subprocess
import time
from pathlib import Path

from support import sql
from support.paths import POSTGRES_BIN, UNPRIVILEGED, fresh_directory

START_SECONDS = 60
STOP_SECONDS = 30
FOR_TESTS = [
    "fsync=off", "full_page_writes=off", "synchronous_commit=off", "listen_addresses=", "max_connections=200",
    "shared_buffers=64MB", "max_wal_senders=0", "wal_level=minimal", "autovacuum_naptime=5min", "lc_messages=C",
    "log_min_messages=warning", "log_error_verbosity=verbose",
]


class Postgres:
    """start(), stop(), kill() and restart() may be called in any order. stop() leaves no process, remove() no file."""

    def __init__(self, environment=None):
        """`environment` is added to the server's environment, for example a moved clock."""
        self.environment = environment or {}
        self.directory = fresh_directory("pg")
        self.data = self.directory / "data"
        self.socket = self.directory / "s"
        self.log = self.directory / "log"
        self.process = None

    def url(self, role="tdkt_service", database="postgres") -> str:
        return f"host={self.socket} dbname={database} user={role}"

    def psql(self, statements, role="postgres", settings=None, database="postgres"):
        """Rows (lists of str or None) of the statements, run in one transaction; SqlError when the database refuses."""
        return sql.run(self.url(role, database), statements, settings)

    def psql_alone(self, statement):
        """One statement outside a transaction (such as create database), as superuser."""
        return sql.run_alone(self.url("postgres"), statement)

    def start(self):
        if not self.data.exists():
            self._initialise()
        for _ in range(5):
            self._launch()
            if self._wait_until_ready():
                return self
            time.sleep(0.5)  # after kill() the old backends may still be ending
        raise RuntimeError(f"PostgreSQL did not start:\n{self.log.read_text()}")

    def stop(self, how=signal.SIGINT):
        """A fast shutdown: connections are cut, data is kept."""
        if not self._running():
            return
        self.process.send_signal(how)
        try:
            self.process.wait(STOP_SECONDS)
        except subprocess.TimeoutExpired:
            self.process.send_signal(signal.SIGQUIT)
            self.process.wait(STOP_SECONDS)

    def kill(self):
        """kill -9 of the whole process tree, like a loss of power."""
        for pid in [self.process.pid, *_children(self.process.pid)]:
            _kill(pid)
        self.process.wait(STOP_SECONDS)

    def restart(self):
        self.stop()
        return self.start()

    def remove(self):
        self.stop()
        shutil.rmtree(self.directory, ignore_errors=True)

    def _running(self) -> bool:
        return self.process is not None and self.process.poll() is None

    def _initialise(self):
        for directory in (self.data, self.socket):
            directory.mkdir(mode=0o700)
            subprocess.run([UNPRIVILEGED, "--own", directory], check=True)
        command = [POSTGRES_BIN / "initdb", "-D", self.data, "-U", "postgres", "-A", "trust", "-N", "-E", "UTF8",
                   "--locale=C.UTF-8", "--no-instructions"]
        done = subprocess.run([UNPRIVILEGED, *command], capture_output=True, text=True, cwd="/")
        if done.returncode != 0:
            raise RuntimeError(f"initdb failed:\n{done.stdout}{done.stderr}")

    def _launch(self):
        settings = [word for setting in FOR_TESTS for word in ("-c", setting)]
        command = [POSTGRES_BIN / "postgres", "-D", self.data, "-k", self.socket, *settings]
        with self.log.open("ab") as log:
            self.process = subprocess.Popen(
                [UNPRIVILEGED, *command], stdin=subprocess.DEVNULL, stdout=log, stderr=log, cwd="/",
                start_new_session=True, env=os.environ | self.environment,
            )

    def _wait_until_ready(self) -> bool:
        deadline = time.monotonic() + START_SECONDS
        while time.monotonic() < deadline and self._running():
            if self._answers():
                return True
            time.sleep(0.05)
        return False

    def _answers(self) -> bool:
        command = [POSTGRES_BIN / "pg_isready", "-q", "-h", self.socket]
        return subprocess.run(command).returncode == 0


def _children(pid) -> list[int]:
    path = Path(f"/proc/{pid}/task/{pid}/children")
    return [int(child) for child in path.read_text().split()] if path.exists() else []


def _kill(pid):
    try:
        os.kill(pid, signal.SIGKILL)
    except ProcessLookupError:
        pass
