"""PgBouncer in front of a private PostgreSQL, set up as somebody would who knows it from other services."""

import shutil
import subprocess
import time

from support.paths import UNPRIVILEGED, fresh_directory

WAIT_SECONDS = 20
CONFIGURATION = """
[databases]
* = host={postgres}
[pgbouncer]
listen_addr =
unix_socket_dir = {home}
auth_type = trust
auth_file = {home}/users
pool_mode = {mode}
ignore_startup_parameters = options,extra_float_digits
"""


class PgBouncer:
    """`with PgBouncer(postgres, mode) as pooler:` serves pooler.url(role, database)."""

    def __init__(self, postgres, mode):
        self.home = fresh_directory("pgb")
        self.home.chmod(0o777)
        (self.home / "users").write_text('"tdkt_service" ""\n"postgres" ""\n')
        (self.home / "ini").write_text(CONFIGURATION.format(postgres=postgres.socket, home=self.home, mode=mode))
        self.process = None

    def url(self, role, database) -> str:
        return f"host={self.home} port=6432 dbname={database} user={role}"

    def __enter__(self):
        program = shutil.which("pgbouncer", path="/usr/sbin:/usr/bin")
        with (self.home / "log").open("wb") as log:
            self.process = subprocess.Popen([UNPRIVILEGED, program, self.home / "ini"], stdout=log, stderr=log, cwd="/")
        deadline = time.monotonic() + WAIT_SECONDS
        while not (self.home / ".s.PGSQL.6432").exists():
            assert self.process.poll() is None and time.monotonic() < deadline, (self.home / "log").read_text()
            time.sleep(0.02)
        return self

    def __exit__(self, *_):
        self.process.terminate()
        self.process.wait(WAIT_SECONDS)
