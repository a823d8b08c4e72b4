"""The pages of docs/ as tests read them: their blocks, and the command blocks as one script.

In a ```console block, commands stand behind "$ ", and below each one its output, where … stands for anything. A ```sh
block is run as it is. A block that no test can run has a comment above it: <!-- not run: why -->.
"""

import os
import re
import subprocess
from dataclasses import dataclass

from support.paths import POSTGRES_BIN, ROOT, binary, fresh_directory

PAGES = sorted((ROOT / "docs").glob("*.md"))
BLOCK = re.compile(r"(?:<!-- not run: (?P<why>[^>]+) -->\n\n)?^```(?P<kind>\S*)\n(?P<text>.*?)^```$", re.M | re.S)
COMMANDS = ("sh", "console")
MARK = "\x1e"


@dataclass(frozen=True)
class Block:
    kind: str
    text: str
    why: str | None  # the reason why it is not run


@dataclass(frozen=True)
class Step:
    command: str
    expected: str | None  # None: any output is accepted


def blocks(page) -> list:
    return [Block(m["kind"], m["text"], m["why"]) for m in BLOCK.finditer(page.read_text(encoding="utf-8"))]


def steps(page) -> list:
    """The commands of a page that are run, in order."""
    return [step for block in blocks(page) if block.kind in COMMANDS and not block.why for step in steps_of(block)]


def steps_of(block) -> list:
    if block.kind == "sh":
        return [Step(block.text, None)]
    parts = re.split(r"(?m)^\$ ", block.text)
    assert not parts[0], f"a console block begins with a command: {block.text}"
    return [Step(*part.partition("\n")[::2]) for part in parts[1:]]


def pattern(expected):
    """The regular expression of an expected output. … inside a line matches anything in that line; alone on a line it
    matches any lines."""
    return re.escape(expected.strip("\n")).replace("…", ".*")


def run(page, environment, replaced=()) -> str:
    """Runs the page's commands in one shell, in a folder that looks like the repository's, and compares each output."""
    here = fresh_directory("page")
    for name in ("schema", "deploy"):
        (here / name).symlink_to(ROOT / name)
    (here / "build").mkdir()
    (here / "build" / "tdkt").symlink_to(binary())
    listed = steps(page)
    parts = ["set -euo pipefail", "trap 'kill $(jobs -p) 2>/dev/null || true' EXIT"]
    parts += [f"printf '{MARK}'\n{step.command}" for step in listed]
    script = "\n".join(parts)
    for old, new in replaced:
        script = script.replace(old, new)
    outside = {name: value for name, value in os.environ.items() if not name.startswith(("TDKT_", "PG"))}
    given = outside | {"NO_PROXY": "*", "PATH": f"{POSTGRES_BIN}:{os.environ['PATH']}"} | environment
    done = subprocess.run(["bash", "-c", script], capture_output=True, text=True, env=given, cwd=here, timeout=300)
    assert done.returncode == 0, f"{page.name}:\n{done.stdout[-3000:]}\n{done.stderr[-3000:]}"
    for step, printed in zip(listed, done.stdout.split(MARK)[1:], strict=True):
        if step.expected is not None:
            assert re.fullmatch(pattern(step.expected), printed.strip("\n"), re.S), f"{step.command}\nprints\n{printed}"
    return done.stdout
