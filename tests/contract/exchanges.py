"""What the suite recorded (tests/support/traffic.py), one exchange at a time."""

import json
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit


@dataclass(frozen=True)
class Message:
    headers: dict  # by lower-case name; repeated headers are joined
    body: str | None  # None: there was no body, or it is not text

    @property
    def media_type(self):
        return self.headers.get("content-type", "").partition(";")[0].strip().lower()


@dataclass(frozen=True)
class Exchange:
    test: str
    method: str
    host: str
    path: str
    query: str
    status: int
    request: Message
    response: Message

    def __str__(self):
        return f"{self.method} {self.path}{'?' + self.query if self.query else ''} → {self.status}"


def joined(pairs):
    headers = {}
    for name, value in pairs:
        name = name.lower()
        headers[name] = f"{headers[name]}, {value}" if name in headers else value
    return headers


def message(part):
    return Message(joined(part["headers"]), part["body"])


def exchange(line):
    return Exchange(
        test=line["test"],
        method=line["method"],
        host=urlsplit(line["url"]).netloc,
        path=line["path"],
        query=line["query"],
        status=line["response"]["status"],
        request=message(line["request"]),
        response=message(line["response"]),
    )


def read(directory):
    """Every exchange of every *.jsonl in a directory."""
    for path in sorted(Path(directory).glob("*.jsonl")):
        with path.open(encoding="utf-8") as file:
            for line in file:
                yield exchange(json.loads(line))
