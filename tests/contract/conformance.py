"""Compares one exchange with the contract. faults() names every difference.

An exchange belongs to an operation, or to what comes before operations: an unknown path, a method that the path does
not serve, OPTIONS. The answers allowed there are in x-general-responses.
"""

import json
import re
import unicodedata
from urllib.parse import parse_qsl

from contract.routes import Routes
from contract.schemas import Schemas
from openapi_document import resolve, resolved_response

BEFORE_ROUTING = ("400", "414", "500", "503")  # possible for any request
BEFORE_READING = ("413", "414")  # and these for an operation without a body
ACCEPTED = {"POST": "accept-post", "PATCH": "accept-patch"}
NUMBERS = {"integer": (r"-?\d+", int), "number": (r"-?[\d.]+", float)}


def cleaned(value):
    """The text as the service stores it: trimmed and in NFC."""
    if isinstance(value, str):
        return unicodedata.normalize("NFC", value.strip(" \t\n"))
    if isinstance(value, list):
        return [cleaned(item) for item in value]
    if isinstance(value, dict):
        return {name: cleaned(item) for name, item in value.items()}
    return value


def without_repeats(pairs):
    names = [name for name, _ in pairs]
    if len(set(names)) < len(names):
        raise ValueError(f"repeated members among {names}")
    return dict(pairs)


def strict_json(text):
    return json.loads(text, object_pairs_hook=without_repeats)


class Contract:
    def __init__(self, document):
        self._document = document
        self._schemas = Schemas(document)
        self._routes = Routes(document)
        self._general = {
            status: resolved_response(document, response)
            for status, response in document["x-general-responses"].items()
        }
        self._everywhere = {
            name: resolve(document, header) for name, header in document["x-general-headers"].items()
        }
        self.operations = self._routes.operations

    def operation_of(self, exchange):
        """The operation that an exchange reached, or None. HEAD counts as GET."""
        methods, _ = self._routes.find(exchange.path)
        method = "GET" if exchange.method == "HEAD" else exchange.method
        return methods.get(method) if methods else None

    def faults(self, exchange, is_admin_host=False):
        methods, captures = self._routes.find(exchange.path)
        operation = self.operation_of(exchange)
        if exchange.method == "OPTIONS" and methods and exchange.status == 204:
            return self._allow_faults(exchange, methods)
        response = self._response_of(exchange, methods, operation, is_admin_host)
        if response is None:
            return [f"{exchange.status} is not documented here"]
        found = self._header_faults(exchange, response) + self._content_faults(exchange, response)
        if exchange.status == 405:
            found += self._allow_faults(exchange, methods)
        if operation and exchange.status == 415:
            found += self._accepted_faults(exchange)
        if operation and 200 <= exchange.status < 300:
            found += self._request_faults(exchange, operation, captures)
        return found

    def _response_of(self, exchange, methods, operation, is_admin_host):
        status = str(exchange.status)
        if operation and status in operation.responses:
            return operation.responses[status]
        if operation:
            is_elsewhere = status == "404" and (operation.is_admin or is_admin_host)
            is_early = status in BEFORE_READING or (operation.is_admin and status in BEFORE_ROUTING)
            return self._general.get(status) if is_elsewhere or is_early else None
        reached = "405" if methods else "404"
        is_elsewhere = status == "404" and is_admin_host
        return self._general.get(status) if status in (reached, *BEFORE_ROUTING) or is_elsewhere else None

    def _header_faults(self, exchange, response):
        found = []
        for name, header in {**self._everywhere, **response["headers"]}.items():
            value = exchange.response.headers.get(name.lower())
            if value is None:
                found += [f"the header {name} is missing"] if header.get("required") else []
            else:
                found += self._value_faults(f"the header {name}", header["schema"], value)
        return found

    def _content_faults(self, exchange, response):
        content, given = response.get("content", {}), exchange.response.media_type
        if not content:
            return [f"there is a body: {exchange.response.body[:80]}"] if exchange.response.body else []
        if given not in content:
            return [f"the content type is {given or 'not said'}, not {' or '.join(content)}"]
        if exchange.method == "HEAD":
            return []
        return self._body_faults(exchange.response, given, content[given]["schema"])

    def _body_faults(self, message, media_type, schema):
        if not media_type.endswith("json"):
            return [] if message.body else ["the body is empty, or not text"]
        try:
            value = strict_json(message.body or "")
        except ValueError as reason:
            return [f"the body is not JSON: {reason}"]
        return [f"the answer's body {fault}" for fault in self._schemas.faults(schema, value)]

    def _allow_faults(self, exchange, methods):
        served = set(methods) | {"OPTIONS"} | ({"HEAD"} if "GET" in methods else set())
        said = {name.strip() for name in exchange.response.headers.get("allow", "").split(",")}
        return [] if said == served else [f"Allow says {sorted(said)}, not {sorted(served)}"]

    def _accepted_faults(self, exchange):
        name = ACCEPTED.get(exchange.method)
        return [f"the header {name} is missing"] if name and name not in exchange.response.headers else []

    def _request_faults(self, exchange, operation, captures):
        """For a request that was accepted: it must have followed the contract."""
        found = self._parameter_faults("path", operation.named("path"), captures)
        found += self._parameter_faults("query", operation.named("query"), dict(parse_qsl(exchange.query, True)))
        found += self._asked_header_faults(exchange, operation)
        if operation.body:
            found += self._sent_body_faults(exchange, operation)
        return found

    def _parameter_faults(self, place, known, given):
        missing = [name for name, parameter in known.items() if parameter.get("required") and name not in given]
        found = [f"accepted without the {place} parameter {name}" for name in missing]
        for name, value in given.items():
            if name not in known:
                found.append(f"accepted the unknown {place} parameter {name}")
            else:
                found += self._value_faults(f"accepted in {name}", known[name]["schema"], cleaned(value))
        return found

    def _asked_header_faults(self, exchange, operation):
        known = {name.lower(): parameter for name, parameter in operation.named("header").items()}
        given = {name: value for name, value in exchange.request.headers.items() if name in known}
        return self._parameter_faults("header", known, given)

    def _sent_body_faults(self, exchange, operation):
        schema = operation.body.get(exchange.request.media_type)
        if schema is None:
            return [f"accepted a body of type {exchange.request.media_type}"]
        value = cleaned(strict_json(exchange.request.body or ""))
        return [f"accepted a body {fault}" for fault in self._schemas.faults(schema, value)]

    def _value_faults(self, what, schema, text):
        """A value that came as text, read as the type in its schema."""
        kind = resolve(self._document, schema).get("type")
        value = {"true": True, "false": False}.get(text, text) if kind == "boolean" else text
        if kind in NUMBERS and re.fullmatch(NUMBERS[kind][0], text):
            value = NUMBERS[kind][1](text)
        return [f"{what} {fault}" for fault in self._schemas.faults(schema, value)]
