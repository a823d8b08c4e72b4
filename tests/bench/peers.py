"""What users would otherwise pick, as servers of bench.py: see tests/bench/peers/README.md. Asked the same requests."""

import json
import os
import shutil
import socket
import subprocess
import time
from pathlib import Path

from service import WITH_PARENT, Server

SOURCE = Path(__file__).resolve().parent / "peers"
CASES = ("read by id", "award status", "list of 50, first page, a district", "list of 50, first page, a province", "create")
START_SECONDS = 30


def install(home) -> Path:
    """The packages that package-lock.json names, in a directory of the run."""
    if not shutil.which("node") or not shutil.which("npm"):
        raise SystemExit("bench: --peers needs node 20 or newer, and npm")
    place = Path(home) / "peers"
    place.mkdir(exist_ok=True)
    for file in ("package.json", "package-lock.json", "fastify.js"):
        shutil.copy(SOURCE / file, place)
    subprocess.run(["npm", "ci", "--ignore-scripts", "--no-audit", "--no-fund", "--silent"], cwd=place, check=True)
    return place


def free_port() -> int:
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return one.getsockname()[1]


class Fastify(Server):
    """Under row security as tdkt_service, or past it as a superuser (row security is forced on the owner too)."""

    def __init__(self, place, ours, workers, secured):
        how = "row security" if secured else "no row security"
        super().__init__(f"Fastify + pg, {workers} worker{'s'[: workers - 1]}, {how}", place)
        self.ours = ours
        database = ours.database
        user = "tdkt_service" if secured else "postgres"
        self.environment = os.environ | {
            "PEER_URL": json.dumps({"host": str(database.socket), "database": database.name, "user": user}),
            "PEER_KEYS": str(ours.home / "keys.json"), "PEER_WORKERS": str(workers),
            "PEER_SECURED": "1" if secured else "", "NODE_ENV": "production",
        }  # fmt: skip
        self.log = self.home / f"{workers}-{int(secured)}.log"

    def start(self):
        self.cases = {name: case for name, case in self.ours.cases.items() if name in CASES}
        environment = self.environment | {"PEER_PORT": str(free_port())}
        with self.log.open("w") as log:
            self.process = subprocess.Popen([*WITH_PARENT, "node", "fastify.js"], cwd=self.home, env=environment,
                                            stdin=subprocess.DEVNULL, stdout=log, stderr=log)  # fmt: skip
        deadline = time.monotonic() + START_SECONDS
        while "listening" not in self.log.read_text():
            if self.process.poll() is not None or time.monotonic() > deadline:
                raise SystemExit(f"bench: {self.name} did not start:\n{self.log.read_text()[-2000:]}")
            time.sleep(0.05)
        self.api = self.log.read_text().split()[1]
        return self


def servers(home, ours) -> list:
    place = install(home)
    return [Fastify(place, ours, workers, secured) for workers in (1, 2) for secured in (True, False)]
