"""Requests as a caller makes them, through the curl binary, in sentences:

    api.as_("district_reviewer", "349").post("/v1/collectives", {...}).expect(201)
    api.anonymous.get("/v1/collectives").expect_problem(401, "unauthenticated")

Every exchange is recorded for the contract test (traffic.py). raw() speaks bytes on a socket and is not recorded.
"""

import json
import socket
import subprocess
import tempfile
import urllib.parse
from pathlib import Path

from support import traffic
from support.response import Response, parse_head
from support.service import Service

SECONDS = 60
JSON = "application/json"
MERGE_PATCH = "application/merge-patch+json"
CURL = ["curl", "-q", "--silent", "--show-error", "--http1.1", "--path-as-is", "--globoff", "--noproxy", "*"]


class Unreachable(ConnectionError):
    """curl got no answer; `code` is curl's exit status (7 refused, 28 timeout, 52 empty reply, 56 reset)."""

    def __init__(self, code, message):
        self.code = code
        super().__init__(f"curl {code}: {message}")


class Api:
    """A caller. Immutable: as_() and with_() make another one."""

    def __init__(self, service: Service, token=None, who=None, headers=()):
        self.service = service
        self.token = token
        self.who = who
        self.fixed = tuple(headers)

    def as_(self, role, unit=(), sub=None, **claims) -> "Api":
        """The same caller with this role (or list of roles) over this unit (or list of units)."""
        token = self.service.token(role, unit, sub, **claims)
        return Api(self.service, token, {"roles": role, "units": unit, "sub": sub}, self.fixed)

    def bearing(self, token) -> "Api":
        """The caller with exactly this token."""
        return Api(self.service, token, {"token": "own"}, self.fixed)

    def with_(self, **headers) -> "Api":
        """The same caller, who always sends these headers: with_(Accept_Language="en")."""
        more = [(name.replace("_", "-"), value) for name, value in headers.items()]
        return Api(self.service, self.token, self.who, [*self.fixed, *more])

    @property
    def anonymous(self) -> "Api":
        return Api(self.service, headers=self.fixed)

    def get(self, path, params=None, **options) -> Response:
        return self.request("GET", path, params=params, **options)

    def head(self, path, params=None, **options) -> Response:
        return self.request("HEAD", path, params=params, **options)

    def options(self, path, **options) -> Response:
        return self.request("OPTIONS", path, **options)

    def post(self, path, body=None, key=None, **options) -> Response:
        """key: the Idempotency-Key."""
        return self.request("POST", path, body, key=key, **options)

    def put(self, path, body, etag=None, **options) -> Response:
        return self.request("PUT", path, body, etag=etag, **options)

    def patch(self, path, body, etag=None, **options) -> Response:
        return self.request("PATCH", path, body, etag=etag, content_type=MERGE_PATCH, **options)

    def delete(self, path, etag=None, **options) -> Response:
        return self.request("DELETE", path, etag=etag, **options)

    def request(
        self, method, path, body=None, *, params=None, headers=None, etag=None, key=None, content_type=JSON, admin=False
    ) -> Response:
        """body: bytes and str are sent as they are, anything else as JSON. headers: a dict or pairs; a header given
        here replaces the one made by this function, None removes it. path may be an absolute URL."""
        data = _encoded(body)
        made = [("Authorization", self.token and f"Bearer {self.token}"), ("If-Match", etag), ("Idempotency-Key", key)]
        if data is not None:
            made.append(("Content-Type", content_type))
        sent = _merged([*made, *self.fixed], headers)
        url = self.url(path, params, admin)
        response = _curl(method, url, sent, data, self.service.curl)
        if not self.service.url:  # what a proxy sends or changes is not part of the contract
            traffic.record(response, self.who)
        return response

    def url(self, path, params=None, admin=False) -> str:
        """The absolute URL. The `next` of a list is passed on unchanged."""
        query = urllib.parse.urlencode(params, doseq=True) if params else ""
        here = f"http://{self.service.admin}" if admin else self.service.url or f"http://{self.service.api}"
        base = "" if "://" in path else here
        return base + path + (("&" if "?" in path else "?") + query if query else "")

    def pages(self, path, params=None):
        """The pages of a list, following `next`; each must be 200."""
        page = self.get(path, params).expect(200)
        yield page
        while "next" in page.json:
            page = self.get(page.json["next"]).expect(200)
            yield page

    def all(self, path, params=None) -> list:
        """The items of every page."""
        return [item for page in self.pages(path, params) for item in page.items]

    def raw(self, data: bytes, seconds=5.0) -> bytes:
        """Sends the bytes as they are. Returns what arrives until the server closes or is silent for `seconds`."""
        host, _, port = self.service.api.rpartition(":")
        with socket.create_connection((host.strip("[]"), int(port)), timeout=seconds) as connection:
            connection.sendall(data)
            return _until_silence(connection)


def _until_silence(connection) -> bytes:
    answer = b""
    try:
        while piece := connection.recv(65536):
            answer += piece
    except (TimeoutError, ConnectionResetError):
        pass
    return answer


def _encoded(body):
    if body is None or isinstance(body, bytes):
        return body
    return body.encode() if isinstance(body, str) else json.dumps(body, ensure_ascii=False).encode()


def _merged(made, headers) -> list:
    given = list(headers.items()) if isinstance(headers, dict) else list(headers or ())
    replaced = {name.lower() for name, _ in given}
    kept = [(name, value) for name, value in made if name.lower() not in replaced]
    return [(name, value) for name, value in [*kept, *given] if value is not None]


def _header_argument(name, value) -> str:
    return f"{name}: {value}" if value != "" else f"{name};"


def _curl(method, url, headers, data, options=()) -> Response:
    with tempfile.TemporaryDirectory(prefix="tdkt-curl.") as scratch:
        head, body = Path(scratch, "head"), Path(scratch, "body")
        command = [*CURL, *options, "--max-time", str(SECONDS), "-D", head, "-o", body]
        command += ["--head"] if method == "HEAD" else ["-X", method]
        for name, value in headers:
            command += ["-H", _header_argument(name, value)]
        if data is not None:
            command += [] if any(name.lower() == "content-type" for name, _ in headers) else ["-H", "Content-Type:"]
            command += ["--data-binary", "@-"]
        done = subprocess.run([*command, url], input=data, capture_output=True)
        if done.returncode != 0:
            raise Unreachable(done.returncode, done.stderr.decode(errors="replace").strip())
        status, received = parse_head(head.read_bytes())
        content = body.read_bytes() if body.exists() else b""
    if method == "HEAD":
        content = b""  # curl writes the response head there
    return Response(method, url, headers, data, status, received, content)
