"""Records what the suite sent and received, for the contract test: JSON lines in TDKT_TRAFFIC_DIR, one file per
process.

A line is {"test", "method", "url", "path", "query", "who", "request": {"headers": [[name, value]], "body": text or
null, "body_base64"?}, "response": {"status", "headers": [[name, value]], "body": text, "body_base64"?}}. body_base64 is
there when a body is not UTF-8; the text is then null. The value of Authorization is masked. Exchanges with the admin
port are recorded too.
"""

import base64
import json
import os
import urllib.parse


def record(response, who):
    directory = os.environ.get("TDKT_TRAFFIC_DIR")
    if directory:
        line = json.dumps(_exchange(response, who), ensure_ascii=False) + "\n"
        _append(os.path.join(directory, f"traffic-{os.getpid()}.jsonl"), line.encode())


def _exchange(response, who) -> dict:
    target = urllib.parse.urlsplit(response.url)
    return {
        "test": os.environ.get("PYTEST_CURRENT_TEST", "").partition(" ")[0],
        "method": response.method,
        "url": response.url,
        "path": target.path,
        "query": target.query,
        "who": who,
        "request": {"headers": [_masked(*pair) for pair in response.sent]} | _body(response.data),
        "response": {"status": response.status, "headers": response.headers.pairs} | _body(response.content),
    }


def _masked(name, value) -> list:
    return [name, value.partition(" ")[0] + " ***" if name.lower() == "authorization" else value]


def _body(content) -> dict:
    if content is None:
        return {"body": None}
    try:
        return {"body": content.decode("utf-8")}
    except UnicodeDecodeError:
        return {"body": None, "body_base64": base64.b64encode(content).decode()}


def _append(path, line: bytes):
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
    try:
        os.write(descriptor, line)
    finally:
        os.close(descriptor)
