"""The peers of script/bench stay as measured: exact versions, checked content, no host name in the repository. None of
them is measured unless it answers as tdkt does.
"""

import json
import re
import shutil
import subprocess
import sys
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest
from support.paths import ROOT

sys.path.append(str(ROOT / "tests" / "bench"))

import cases  # noqa: E402
import peers  # noqa: E402

PEERS = ROOT / "tests" / "bench" / "peers"
VERSION = r"\d+\.\d+\.\d+(-[\w.]+)?"


def test_every_version_is_exact():
    package = json.loads((PEERS / "package.json").read_text())
    lock = json.loads((PEERS / "package-lock.json").read_text())
    assert all(re.fullmatch(VERSION, version) for version in package["dependencies"].values())
    assert lock["packages"][""]["dependencies"] == package["dependencies"]
    locked = {name: one for name, one in lock["packages"].items() if name}
    assert len(locked) > len(package["dependencies"])
    for name, one in locked.items():
        assert re.fullmatch(VERSION, one["version"]) and one["integrity"].startswith("sha512-"), name


def test_no_registry_is_named():
    lock = json.loads((PEERS / "package-lock.json").read_text())
    assert [name for name, one in lock["packages"].items() if "resolved" in one] == []
    assert [file.name for file in PEERS.iterdir() if "registry" in file.read_text()] == []


@pytest.mark.skipif(not shutil.which("node"), reason="no package of ours brings node; script/bench --peers asks for it")
def test_the_peer_is_javascript():
    done = subprocess.run([shutil.which("node"), "--check", PEERS / "fastify.js"], capture_output=True, text=True, timeout=60)
    assert done.returncode == 0, done.stderr


DOCUMENT = {"id": "a", "created_at": "1", "updated_at": "1", "code": "P@@@@@@@@@@@@", "name": "x"}


class Answering:
    """An http.server in a thread that gives the same answer to every request."""

    def __init__(self, status, document, etag='"1"'):
        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_GET(self):
                number = re.search(r"\d{12}", self.rfile.read(int(self.headers["Content-Length"] or 0)).decode())
                text = json.dumps(document).replace("@" * 12, number[0] if number else "").encode()
                self.send_response(status)
                self.send_header("ETag", etag)
                self.send_header("Content-Length", str(len(text)))
                self.end_headers()
                self.wfile.write(text)

            do_POST = do_GET

            def log_message(self, *_):
                pass

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.name, self.api = "a peer", f"127.0.0.1:{self.server.server_port}"

    def __enter__(self):
        threading.Thread(target=self.server.serve_forever, daemon=True).start()
        return self

    def __exit__(self, *_):
        self.server.shutdown()
        self.server.server_close()


GET = b"GET /v1/x HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer %s\r\n\r\n"
POST = b'POST /v1/x HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer a\r\nContent-Length: 25\r\n\r\n{"code": "P@@@@@@@@@@@@"}'
READING = cases.Case("read", [GET % b"a", GET % b"b"])
CREATING = cases.Case("create", [POST], 201)


def compared(case, ours, theirs):
    with Answering(*ours) as here, Answering(*theirs) as there:
        return peers.compare(here, there, case, case)


def test_answers_alike_are_counted_once_more_with_another_token():
    assert compared(READING, (200, DOCUMENT), (200, DOCUMENT)) == 3
    assert compared(CREATING, (201, DOCUMENT), (201, DOCUMENT | {"id": "b", "created_at": "2", "updated_at": "2"})) == 1
    page = {"items": [DOCUMENT], "next": "/one?cursor=1"}
    assert compared(READING, (200, page, '"1"'), (200, page | {"next": "/other?cursor=2"}, '"2"')) == 3


@pytest.mark.parametrize(
    ("case", "ours", "theirs"),
    [
        (READING, (200, DOCUMENT), (404, {})),
        (READING, (404, {}), (200, DOCUMENT)),
        (READING, (200, DOCUMENT), (200, DOCUMENT | {"id": "b"})),
        (READING, (200, DOCUMENT), (200, DOCUMENT | {"more": 1})),
        (READING, (200, DOCUMENT), (200, DOCUMENT, '"2"')),
        (READING, (200, {"items": [{"id": 1}, {"id": 2}]}), (200, {"items": [{"id": 2}, {"id": 1}]})),
        (READING, (200, {"items": [{"id": 1}]}), (200, {"items": [{"id": 1}], "next": "/one"})),
        (CREATING, (201, DOCUMENT), (200, DOCUMENT)),
        (CREATING, (201, DOCUMENT), (201, DOCUMENT | {"code": "P000000000000"})),
        (CREATING, (201, DOCUMENT), (201, DOCUMENT | {"name": "y"})),
    ],
)
def test_a_peer_that_answers_something_else_ends_the_run(case, ours, theirs):
    with pytest.raises(SystemExit, match="where tdkt answers"):
        compared(case, ours, theirs)
