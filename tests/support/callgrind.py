"""The service under valgrind's callgrind, and what one request costs: instructions, and calls that allocate memory.

Callgrind counts every instruction of the process; the clock and other programs do not matter. The program sees the same
processor on every machine with AVX2. Little is left to chance: the service's own timers, and the thread that writes the
log.
"""

import http.client
import os
import re
import subprocess
from pathlib import Path

from support.paths import ROOT
from support.service import WITH_PARENT, Service

WARM = 20  # requests sent before the count, so that first-time look-ups are done
COUNTED = 50  # requests of one count
COUNTS = 3  # the lowest count is taken: occasional work of the service does not belong to the request
ALLOCATING = re.compile(r"(malloc|calloc|realloc|aligned_alloc|posix_memalign)('\d+)?$")
ONE_CONNECTION = {"TDKT_DB_CONNECTIONS": "1", "TDKT_SCOPE_TTL": "60"}


def optimised() -> Path:
    """The program as it is delivered: script/test builds it and sets TDKT_OPTIMISED."""
    return Path(os.environ.get("TDKT_OPTIMISED", ROOT / "build-test" / "gcc" / "tdkt")).resolve()


def build_of(program) -> str:
    """The compiler and the options that count, read from the program's debug information: "GNU C17 12.2.0 -O2"."""
    command = ["readelf", "--debug-dump=info", "--dwarf-depth=1", program]
    text = subprocess.run(command, capture_output=True, text=True, timeout=60, check=True).stdout
    found = re.findall(r"DW_AT_producer\s*:\s*(?:\(.*?\): )?(.*)", text)
    assert found, f"{program} has no debug information"
    return ", ".join(sorted({_what_counts(producer) for producer in found}))


def _what_counts(producer) -> str:
    compiler = re.match(r"GNU C\d+ [\d.]+|.*clang version [\d.]+|.*", producer)[0]
    return " ".join([compiler, *re.findall(r"-O\w*|-fsanitize=\S+|-fprofile\S*", producer)])


class Counted(Service):
    """Has start() and stop() like Service; cost(ask) counts."""

    def __init__(self, database_url, keys):
        super().__init__(database_url, keys, ONE_CONNECTION)

    def launch(self):
        self.api = self.admin = None
        valgrind = ["valgrind", "--tool=callgrind", f"--callgrind-out-file={self.home}/counts",
                    f"--log-file={self.home}/valgrind"]
        with self.log.open("wb") as log:
            self.process = subprocess.Popen(
                [*WITH_PARENT, *valgrind, optimised(), "serve"], env=self.env, cwd=self.home,
                stdin=subprocess.DEVNULL, stdout=log, stderr=log,
            )

    def cost(self, ask) -> tuple:
        """(instructions, allocations) of one ask(), which sends a request on a kept-alive connection and reads the answer."""
        for _ in range(WARM):
            ask()
        counts = [self._count(ask) for _ in range(COUNTS)]
        return tuple(min(numbers) for numbers in zip(*counts))

    def _count(self, ask):
        self._dump()
        for _ in range(COUNTED):
            ask()
        return tuple(number / COUNTED for number in read_dump(self._dump()))

    def _dump(self) -> str:
        """The counts since the last dump."""
        command = ["vgdb", f"--pid={self.process.pid}", "dump"]
        done = subprocess.run(command, env=self.env, capture_output=True, text=True, timeout=60)
        assert done.returncode == 0, f"vgdb failed:\n{done.stdout}{done.stderr}"
        newest = max(self.home.glob("counts.*"), key=lambda path: int(path.suffix[1:]))
        return newest.read_text()


def read_dump(text) -> tuple:
    """(instructions, calls that allocate) in one of callgrind's files."""
    names, allocating, called = {}, 0, None
    for kind, number, name, calls in re.findall(r"^(?:(c?fn)=\((\d+)\)(?: (.*))?|calls=(\d+) .*)$", text, re.M):
        if name:
            names[number] = name
        if kind == "cfn":
            called = names[number]
        elif calls and ALLOCATING.match(called):
            allocating += int(calls)
    return int(re.search(r"^totals: (\d+)", text, re.M)[1]), allocating


class Caller:
    """One kept-alive connection. An answer with another status is an error."""

    def __init__(self, address):
        self.connection = http.client.HTTPConnection(address, timeout=60)

    def ask(self, status, method, path, token, body=None, **headers):
        """(headers, body)"""
        self.connection.request(method, path, body, {"Authorization": f"Bearer {token}"} | headers)
        answer = self.connection.getresponse()
        text = answer.read()
        assert answer.status == status, f"{method} {path}: {answer.status} {text[:500]}"
        return answer.headers, text
