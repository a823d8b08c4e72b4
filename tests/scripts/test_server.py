"""script/server, as a person runs it: started, tried with the calls it prints, interrupted, killed, started again."""

import json
import os
import re
import shutil
import signal
import socket
import subprocess
import time
from pathlib import Path

import pytest

from support import sql
from support.paths import ROOT, binary, fresh_directory

START_SECONDS = 120


class ServerScript:
    """One TDKT_HOME, in which a test may start the script several times."""

    def __init__(self):
        self.home = fresh_directory("server")
        self.output = self.home / "output"
        self.process = None

    def launch(self, **env):
        outside = {name: value for name, value in os.environ.items() if not name.startswith(("TDKT_", "PG"))}
        given = {
            "TDKT_HOME": str(self.home / "var"), "TDKT_BINARY": str(binary()),
            "TDKT_LISTEN": "127.0.0.1:0", "TDKT_ADMIN_LISTEN": "127.0.0.1:0",
        }
        with self.output.open("wb") as output:
            self.process = subprocess.Popen(
                [ROOT / "script" / "server"], env=outside | given | env, stdin=subprocess.DEVNULL, stdout=output,
                stderr=output, start_new_session=True, preexec_fn=_interruptible,
            )
        return self

    def start(self, **env):
        self.launch(**env)
        deadline = time.monotonic() + START_SECONDS
        while "/docs" not in self.text():
            assert self.process.poll() is None and time.monotonic() < deadline, self.text()
            time.sleep(0.05)
        return self

    def text(self) -> str:
        return self.output.read_text(errors="replace")

    def calls(self) -> list:
        """The curl calls it prints, ready to paste."""
        return re.findall(r"^curl .*\\\n .*$", self.text(), re.M)

    def interrupt(self):
        """Ctrl-C: SIGINT to the whole foreground group."""
        os.killpg(self.process.pid, signal.SIGINT)
        return self.process.wait(60)

    def terminate(self):
        self.process.terminate()
        return self.process.wait(60)

    def running(self) -> list:
        """The command lines of processes that work for this home."""
        return [line for line in _command_lines() if str(self.home) in line]

    def kill_everything(self):
        self.process.kill()
        for pid, line in _processes():
            if str(self.home) in line:
                _kill(pid)
        self.process.wait(60)

    def database_url(self, role="postgres"):
        socket_directory = (self.home / "var" / "postgres" / "socket-directory").read_text().strip()
        return f"host={socket_directory} dbname=tdkt user={role}"


def _interruptible():
    signal.signal(signal.SIGINT, signal.SIG_DFL)


def _processes() -> list:
    """(pid, command line and environment) of every process that we may read; those of a zombie are empty."""
    found = []
    for pid in filter(str.isdigit, os.listdir("/proc")):
        try:
            words = Path(f"/proc/{pid}/cmdline").read_bytes() + Path(f"/proc/{pid}/environ").read_bytes()
        except OSError:
            continue
        found.append((int(pid), words.replace(b"\0", b" ").decode(errors="replace")))
    return found


def _command_lines() -> list:
    return [line for _, line in _processes()]


def _kill(pid):
    try:
        os.kill(pid, signal.SIGKILL)
    except ProcessLookupError:
        pass


def _nothing_left(script, seconds=20) -> bool:
    deadline = time.monotonic() + seconds
    while script.running() and time.monotonic() < deadline:
        time.sleep(0.1)
    return not script.running()


@pytest.fixture
def script():
    made = ServerScript()
    yield made
    if made.process and made.process.poll() is None:
        made.terminate()
    assert _nothing_left(made), made.running()


def test_the_printed_calls_answer(script):
    script.start()
    award_summary, page, collectives = [
        subprocess.run(["bash", "-c", call], capture_output=True, check=True, cwd=script.home).stdout for call in script.calls()
    ]
    assert {line["award_class_code"] for line in json.loads(award_summary)["lines"]} >= {"HCLD", "CTDCP", "BKTTG"}
    assert page == b"" and "Sơ kết công tác thi đua" in (script.home / "review.html").read_text("utf-8")
    assert json.loads(collectives)["items"], collectives


def test_an_interrupt_ends_everything_and_a_second_start_keeps_the_data(script):
    script.start()
    sql.run(script.database_url(), "create table kept (word text); insert into kept values ('here')")
    assert script.interrupt() == 0, script.text()
    assert _nothing_left(script), script.running()
    script.start()
    assert sql.run(script.database_url(), "select word from kept") == [["here"]]
    assert script.terminate() == 0, script.text()


@pytest.mark.skipif(os.getuid() != 0, reason="only root starts PostgreSQL as another user")
def test_it_starts_where_only_root_can_go(script):
    """A clone in /root, where namespaces are refused: user postgres cannot pass the directory above, at the second start too."""
    home = script.home / "roots" / "var"
    home.parent.mkdir(mode=0o700)
    given = {"TDKT_HOME": str(home), "TDKT_UNPRIVILEGED": "setpriv"}
    try:
        for _ in range(2):
            script.start(**given)
            assert script.terminate() == 0, script.text()
    finally:
        far = (home / "postgres").resolve()
        assert far.parent == Path("/var/lib/postgresql"), script.text()
        shutil.rmtree(far)


def test_it_recovers_after_the_whole_tree_was_killed(script):
    script.start()
    script.kill_everything()
    script.start()
    assert script.terminate() == 0, script.text()


def test_a_killed_script_takes_its_servers_along(script):
    script.start()
    script.process.kill()
    script.process.wait()
    assert _nothing_left(script), script.running()


@pytest.mark.parametrize("seconds", [0.1, 0.6, 1.2])
def test_a_stop_while_starting_leaves_nothing(script, seconds):
    script.launch()
    time.sleep(seconds)
    assert script.terminate() == 0, script.text()


def test_a_second_script_on_the_same_home_is_refused(script):
    script.start()
    second = ServerScript()
    second.launch(TDKT_HOME=str(script.home / "var"))
    assert second.process.wait(60) == 1
    assert "another script/server uses" in second.text()


def test_a_taken_port_is_named(script):
    with socket.create_server(("127.0.0.1", 0)) as taken:
        address = f"127.0.0.1:{taken.getsockname()[1]}"
        script.launch(TDKT_LISTEN=address)
        assert script.process.wait(60) == 1
    assert f"{address} is already in use; choose another with TDKT_LISTEN" in script.text()


def test_private_files_are_private(script):
    home = script.home / "var"
    home.mkdir()
    (home / "serve.log").touch(0o644)  # of an earlier version
    script.start()
    assert {(home / name).stat().st_mode & 0o777 for name in ("secret", "signing.pem", "serve.log")} == {0o600}
    assert (home / "postgres" / "data").stat().st_mode & 0o777 == 0o700


@pytest.mark.parametrize("form", ["uri", "keywords"])
def test_a_given_database_is_used_instead(script, databases, form):
    database = databases.fresh("none")
    host, name = database.postgres.socket, database.name
    uri = f"postgresql:///{name}?host={host}&user=postgres&connect_timeout=10"
    script.start(DATABASE_URL=uri if form == "uri" else f"host={host} dbname={name} user=postgres")
    assert not (script.home / "var" / "postgres").exists()
    assert database.value("select count(*) > 0 from award_class", "postgres") == "t"
    owners = database.psql(
        "select distinct pg_get_userbyid(relowner) from pg_class where relnamespace = 'public'::regnamespace"
        " and relkind = 'r'", "postgres",
    )
    assert owners == [["tdkt_owner"]]
    assert script.terminate() == 0, script.text()
    database.drop()
