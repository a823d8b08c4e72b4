"""An answer, with the checks that tests make on it. Every failure shows the whole exchange."""

import json
import re
from collections.abc import Mapping


# Text that belongs only in a log: SQL, internal names of the database, places in a program.
INNARDS = re.compile(
    r"(?i)\bselect .+ from\b|\binsert into\b|postgres|sqlstate|relation \"|constraint|violates|(?<!cross)_(check|f?key|excl)\b"
    r"|\.[ch]:\d|0x[0-9a-f]{6}"
)


class Headers(Mapping):
    """Names are case-insensitive. Repeated headers are joined with ", "; `all()` lists them; `pairs` has them as received."""

    def __init__(self, pairs):
        self.pairs = [(name, value) for name, value in pairs]

    def all(self, name) -> list:
        return [value for key, value in self.pairs if key.lower() == name.lower()]

    def __getitem__(self, name):
        values = self.all(name)
        if not values:
            raise KeyError(name)
        return ", ".join(values)

    def __iter__(self):
        return iter(dict.fromkeys(name.lower() for name, _ in self.pairs))

    def __len__(self):
        return len({name.lower() for name, _ in self.pairs})


def parse_head(head: bytes) -> tuple:
    """(status, header pairs) of the last head that curl saw; interim answers (100) come before it."""
    lines = head.decode("utf-8", "replace").strip().split("\r\n\r\n")[-1].split("\r\n")
    pairs = [line.partition(":")[::2] for line in lines[1:]]
    return int(lines[0].split()[1]), [(name, value.strip()) for name, value in pairs]


class Response:
    def __init__(self, method, url, sent, data, status, received, content):
        self.method, self.url, self.sent, self.data = method, url, sent, data
        self.status = status
        self.headers = Headers(received)
        self.content = content

    @property
    def text(self) -> str:
        return self.content.decode("utf-8")

    @property
    def json(self):
        return json.loads(self.content)

    @property
    def items(self) -> list:
        """The rows of a list."""
        return self.json["items"]

    @property
    def id(self) -> str:
        return self.json["id"]

    @property
    def etag(self) -> str:
        return self.headers["ETag"]

    @property
    def media_type(self) -> str:
        return self.headers.get("Content-Type", "").partition(";")[0].strip().lower()

    def expect(self, *statuses) -> "Response":
        """The status must be one of these."""
        assert self.status in statuses, f"expected {' or '.join(map(str, statuses))}, got {self.status}\n{self}"
        return self

    def expect_header(self, name, value) -> "Response":
        assert self.headers.get(name) == value, f"expected {name}: {value}\n{self}"
        return self

    def expect_problem(self, status, slug, pointer=None, parameter=None, header=None, code=None, rule=None) -> "Response":
        """The answer must be an RFC 9457 problem of this type and rule. With a place or a code, one entry of `errors`
        must match all of them."""
        self.expect(status)
        assert self.media_type == "application/problem+json", f"not a problem\n{self}"
        assert not INNARDS.search(self.text), f"the service shows its innards\n{self}"
        assert status != 403 or self.json.get("detail"), f"a 403 that does not say who may\n{self}"
        problem = self.json if self.method != "HEAD" else {"status": status, "type": f"/problems/{slug}"}
        assert problem["status"] == status and problem["type"].endswith(f"/{slug}"), f"expected {slug}\n{self}"
        assert rule in (None, problem.get("rule")), f"expected the rule {rule}\n{self}"
        wanted = {"pointer": pointer, "parameter": parameter, "header": header, "code": code}
        wanted = {name: value for name, value in wanted.items() if value is not None}
        errors = problem.get("errors", [])
        found = not wanted or any(wanted.items() <= error.items() for error in errors)
        assert found, f"expected an error with {wanted}\n{self}"
        return self

    def __str__(self):
        sent = [f"> {name}: {_masked(name, value)}" for name, value in self.sent]
        body = [f"> {self.data.decode('utf-8', 'replace')[:4000]}"] if self.data else []
        received = [f"< {name}: {value}" for name, value in self.headers.pairs]
        answer = [f"< {self.content.decode('utf-8', 'replace')[:8000]}"] if self.content else []
        return "\n".join([f"> {self.method} {self.url}", *sent, *body, f"< {self.status}", *received, *answer])


def _masked(name, value) -> str:
    return "Bearer ***" if name.lower() == "authorization" and value.startswith("Bearer ") else value
