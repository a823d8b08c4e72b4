"""What users might choose instead, as servers of bench.py: see tests/bench/peers/README.md.

Before the measurement, the answers of a peer are compared with tdkt's own to the same requests. A different answer ends
the run.
"""

import http.client
import itertools
import json
import os
import shutil
import socket
import subprocess
import time
from pathlib import Path

import cases
import data
from service import WITH_PARENT, Server

SOURCE = Path(__file__).resolve().parent / "peers"
START_SECONDS = 30
COMPARED = 100  # requests of a case
UNLIKE = ("id", "created_at", "updated_at")  # members that differ in a record that each of them creates
NUMBERS = itertools.count(910_000_000_000)
# Our triggers do not fire for a plain insert, but its foreign keys are still checked.
FOREIGN_KEYS_ALWAYS = """
do $$
declare
    v_name text;
begin
    for v_name in
        select tgname from pg_trigger where tgrelid = 'collective'::regclass and tgfoid = '"RI_FKey_check_ins"'::regproc
    loop
        execute format('alter table collective enable always trigger %I', v_name);
    end loop;
end
$$"""


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
    """With row security as tdkt_service, or without it as a superuser (row security also holds for the owner)."""

    warm_seconds = 3  # its first 5,000 answers or so take several times as long, until the code is compiled

    def __init__(self, place, ours, workers, secured):
        how = "row security and triggers" if secured else "neither"
        super().__init__(f"Fastify, {workers} worker{'s'[: workers - 1]}, {how}", place)
        database = ours.database
        user = "tdkt_service" if secured else "postgres"
        self.environment = os.environ | {
            "PEER_URL": json.dumps({"host": str(database.socket), "database": database.name, "user": user}),
            "PEER_KEYS": str(ours.home / "keys.json"), "PEER_WORKERS": str(workers),
            "PEER_SECURED": "1" if secured else "", "NODE_ENV": "production",
        }
        self.log = self.home / f"{workers}-{int(secured)}.log"

    def start(self):
        environment = self.environment | {"PEER_PORT": str(free_port())}
        with self.log.open("w") as log:
            self.process = subprocess.Popen([*WITH_PARENT, "node", "fastify.js"], cwd=self.home, env=environment,
                                            stdin=subprocess.DEVNULL, stdout=log, stderr=log)
        deadline = time.monotonic() + START_SECONDS
        while not (said := self.log.read_text()).startswith("listening ") or not said.endswith("\n"):
            if self.process.poll() is not None or time.monotonic() > deadline:
                raise SystemExit(f"bench: {self.name} did not start:\n{self.log.read_text()[-2000:]}")
            time.sleep(0.05)
        self.api = said.split()[1]
        return self


def answer_to(connection, request):
    """(status, ETag, document); numbers and new records are made equal."""
    number = str(next(NUMBERS))
    head, body = request.decode().replace("@" * 12, number).split("\r\n\r\n", 1)
    first, *lines = head.split("\r\n")
    method, target, _ = first.split(" ")
    connection.request(method, target, body=body.encode() or None, headers=dict(line.split(": ", 1) for line in lines))
    answer = connection.getresponse()
    text = answer.read().decode().replace(number, "@" * 12)
    document = json.loads(text) if answer.status < 300 else None
    return answer.status, answer.headers["ETag"] if document and "items" not in document else None, comparable(method, document)


def comparable(method, document):
    """Each server has its own form of `next`. Only whether there is one is compared; the case of the next page follows it."""
    if document and "items" in document:
        return document["items"], document.get("next") is not None
    if document and method == "POST":
        return {name: value for name, value in document.items() if name not in UNLIKE}
    return document


def with_token_of(request, other):
    own, theirs = (text.split(b"\r\nAuthorization: ", 1)[1].split(b"\r\n", 1)[0] for text in (request, other))
    return request.replace(own, theirs, 1)


def questions(case):
    """Some requests of a case; those that only read are sent again by another caller, who may not see the record."""
    asked = case.requests[:COMPARED]
    if case.status == 200:
        asked = asked + [with_token_of(one, other) for one, other in zip(asked, asked[1:])]
    return asked


def compare(ours, peer, own, theirs):
    """own, theirs: the same case, made for each server. Returns the number of compared answers."""
    here, there = (http.client.HTTPConnection(server.api, timeout=30) for server in (ours, peer))
    pairs = list(zip(questions(own), questions(theirs), strict=True))
    for mine, its in pairs:
        expected, got = answer_to(here, mine), answer_to(there, its)
        if got != expected:
            target = its.split(b"\r\n", 1)[0].decode()
            raise SystemExit(f"bench: {peer.name}: {own.name}: {target}: answers\n{got}\nwhere tdkt answers\n{expected}")
    here.close()
    there.close()
    return len(pairs)


def make_cases(options, ours, peer):
    """The peer's own cases, because the next page needs its own cursor; compared with ours."""
    maker = cases.Maker(peer.api, ours.token, ours.database.ask, options.rows, data.nominations_of(options.rows))
    for make in maker.shared():
        case = make()
        if case.name in ours.cases:
            yield case, compare(ours, peer, ours.cases[case.name], case)


def servers(options, ours, say):
    """Each peer with its cases. `ours` must already have its own."""
    place = install(options.home)
    ours.database.psql(sql=FOREIGN_KEYS_ALWAYS)
    made = [Fastify(place, ours, workers, secured) for workers in (1, 2) for secured in (True, False)]
    ours.start()
    for peer in made:
        peer.start()
        try:
            for case, count in make_cases(options, ours, peer):
                peer.cases[case.name] = case
                say(f"{peer.name}: {case.name}: {count} answers are as tdkt's")
        finally:
            peer.stop()
    ours.stop()
    return made


def print_note():
    print("\nA creation by Fastify with row security and triggers is one into the same table with all that tdkt's own does "
          "there; with neither it is a plain insert into the same table, with its indexes, checks and foreign keys, but "
          "without our triggers: no history, no rules. tdkt writes its access log, Fastify none.")
