"""Bytes on a socket: requests written by hand, and what a test asks of the answers."""

import http.client
import json
import re
import select


def request(
    method="GET", target="/v1/collectives", headers=(), body=b"", version="HTTP/1.1", host="localhost"
) -> bytes:
    """headers: pairs, sent unchanged and in this order. host=None leaves Host out. No Content-Length is added."""
    pairs = ([("Host", host)] if host is not None else []) + list(headers)
    head = "\r\n".join([f"{method} {target} {version}", *(f"{name}: {value}" for name, value in pairs)])
    return head.encode("utf-8", "surrogateescape") + b"\r\n\r\n" + body


def post_json(token, path, body, headers=()) -> bytes:
    """A whole, valid POST."""
    data = json.dumps(body, ensure_ascii=False).encode()
    made = [("Authorization", f"Bearer {token}"), ("Content-Type", "application/json"), ("Content-Length", len(data))]
    return request("POST", path, [*made, *headers], data)


def statuses(answer: bytes) -> list:
    """The status of every answer on the connection."""
    return [int(status) for status in re.findall(rb"HTTP/1\.1 (\d{3}) ", answer)]


def has_header(answer: bytes, name, value) -> bool:
    head = answer.split(b"\r\n\r\n")[0].decode("utf-8", "replace").lower().split("\r\n")
    return f"{name}: {value}".lower() in head


class Lost(Exception):
    """The connection ended before the first byte of an answer: nobody can tell what happened to the request."""


class KeepAlive:
    """One kept-alive connection of a caller. It is not recorded as traffic."""

    def __init__(self, address, token, seconds=30):
        self.token = token
        self.connection = http.client.HTTPConnection(address, timeout=seconds)

    def post(self, path, body, key=None) -> tuple:
        """(status, JSON). Raises Lost, or an error of http.client when an answer was cut off."""
        status, _, answer = self.send("POST", path, body, key=key)
        return status, answer

    def send(self, method, path, body=None, token=None, etag=None, key=None, media="application/json") -> tuple:
        """(status, headers, JSON). token: None for this caller's own, "" for no token."""
        try:
            self._request(method, path, body, self.token if token is None else token, etag, key, media)
            answer = self.connection.getresponse()
        except (http.client.RemoteDisconnected, ConnectionError) as reason:
            self.connection.close()
            raise Lost(str(reason)) from reason
        return answer.status, answer.headers, json.loads(answer.read())

    def hang_up_on(self, method, path, body=None, etag=None, key=None, when_answered=False):
        """Sends a request and closes without reading the answer. If it closes at once, the service may do nothing; with
        `when_answered` it closes at the first byte of the answer, after the service has done the work."""
        self._request(method, path, body, self.token, etag, key, "application/json")
        if when_answered:
            select.select([self.connection.sock], [], [], self.connection.timeout)
        self.connection.close()

    def _request(self, method, path, body, token, etag, key, media):
        headers = {"Authorization": token and f"Bearer {token}", "If-Match": etag, "Idempotency-Key": key}
        data = None
        if body is not None:
            data = json.dumps(body, ensure_ascii=False).encode()
            headers["Content-Type"] = media
        self.connection.request(method, path, data, {name: value for name, value in headers.items() if value})

    def close(self):
        self.connection.close()
