"""The Dockerfile as it is: built without a daemon on a Debian made here, then serving as an unprivileged user."""

import glob
import os
import shutil
import subprocess
import time
import urllib.error
import urllib.request

import pytest
from support.paths import ROOT, fresh_directory
from support.proxy import free_port
from support.tokens import AUDIENCE, ISSUER

SECONDS = 900
SEED = "reference"
BASES = ("docker.io/library/debian:bookworm", "docker.io/library/debian:bookworm-slim")

pytestmark = pytest.mark.skipif(os.geteuid() != 0, reason="making a Debian and changing into it takes root")


def run(*command, **options):
    done = subprocess.run([str(part) for part in command], capture_output=True, text=True, timeout=SECONDS, **options)
    assert done.returncode == 0, f"{command[0]} {command[1:4]}:\n{done.stdout[-2000:]}{done.stderr[-3000:]}"
    return done.stdout.strip()


class Buildah:
    """buildah with a storage of its own, which is removed with the run."""

    def __init__(self):
        self.home = fresh_directory("image")
        self.store = ["--storage-driver", "vfs", "--root", self.home / "root", "--runroot", self.home / "run"]

    def __call__(self, *arguments):
        return run("buildah", *self.store, *arguments)

    def make_debian(self):
        """A plain bookworm from this machine's mirror, under the names that the Dockerfile uses."""
        root = self.home / "debian"
        sites = run("apt-get", "indextargets", "--format", "$(REPO_URI)", "Created-By: Packages", "Release: bookworm")
        run("debootstrap", "--variant=minbase", "bookworm", root, sites.splitlines()[0])
        (root / "etc/apt/sources.list").unlink(missing_ok=True)
        for path in [*glob.glob("/etc/apt/sources.list"), *glob.glob("/etc/apt/sources.list.d/*.sources"),
                     *glob.glob("/etc/apt/sources.list.d/*.list"), *glob.glob("/etc/apt/apt.conf.d/*"), "/etc/resolv.conf"]:
            if os.path.exists(path):
                shutil.copy(path, root / path.lstrip("/"))
        made = self("from", "scratch")
        self("copy", "--quiet", made, root, "/")
        self("commit", "--quiet", "--rm", made, BASES[0])
        self("tag", *BASES)
        shutil.rmtree(root)


@pytest.fixture(scope="module")
def buildah():
    made = Buildah()
    made.make_debian()
    made("build", "--isolation", "chroot", "--network", "host", "--pull-never", "--format", "docker", "--tag", "tdkt", ROOT)
    yield made
    shutil.rmtree(made.home, ignore_errors=True)


@pytest.fixture
def container(buildah):
    made = buildah("from", "--pull-never", "localhost/tdkt")
    yield made
    buildah("rm", made)


def test_it_runs_as_nobody_and_holds_no_tools(buildah, container):
    inside = ("run", "--isolation", "chroot", container, "--")
    assert buildah(*inside, "/usr/local/bin/tdkt", "version").startswith("tdkt ")
    assert buildah(*inside, "id", "-u") == "10001"
    tools = buildah(*inside, "sh", "-c", "for t in gcc cmake git curl psql; do command -v $t; done; true")
    assert tools == ""


def test_it_serves(buildah, container, database, keys):
    """With the settings that the head of the Dockerfile names, and a PostgreSQL outside the image."""
    os.chmod(database.postgres.socket, 0o755)
    home, port = fresh_directory("secrets"), free_port()
    home.chmod(0o755)
    shutil.copy(keys.jwks_file, home / "keys.json")
    (home / "secret").write_text("s" * 40)
    for path in home.iterdir():
        path.chmod(0o644)
    settings = {
        "DATABASE_URL": f"host=/pg dbname={database.name} user=tdkt_service", "TDKT_JWT_KEYS": "/secrets/keys.json",
        "TDKT_JWT_ISSUER": ISSUER, "TDKT_JWT_AUDIENCE": AUDIENCE, "TDKT_SECRET_FILE": "/secrets/secret",
        "TDKT_LISTEN": f"127.0.0.1:{port}", "TDKT_ADMIN_LISTEN": "127.0.0.1:0",
    }
    given = [part for name, value in settings.items() for part in ("--env", f"{name}={value}")]
    volumes = ["--volume", f"{database.postgres.socket}:/pg", "--volume", f"{home}:/secrets:ro"]
    command = ["buildah", *buildah.store, "run", "--isolation", "chroot", *given, *volumes, container, "--",
               "/usr/local/bin/tdkt", "serve"]
    with (home.parent / "image.log").open("wb") as log:
        serving = subprocess.Popen([str(part) for part in command], stdout=log, stderr=log)
    try:
        assert wait_for(f"http://127.0.0.1:{port}/openapi.json", serving) == 200, (home.parent / "image.log").read_text()
        request = urllib.request.Request(f"http://127.0.0.1:{port}/v1/award-classes?limit=1",
                                         headers={"Authorization": f"Bearer {keys.token('reader', '35')}"})
        with urllib.request.urlopen(request, timeout=10) as answer:
            assert answer.status == 200
    finally:
        subprocess.run(["pkill", "-TERM", "-P", str(serving.pid)], check=False)
        serving.terminate()
        serving.wait(60)


def wait_for(url, process, seconds=60):
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline and process.poll() is None:
        try:
            with urllib.request.urlopen(url, timeout=5) as answer:
                return answer.status
        except (urllib.error.URLError, ConnectionError):
            time.sleep(0.1)
    return None
