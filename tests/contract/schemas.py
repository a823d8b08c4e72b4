"""Checks values against the schemas of openapi.yaml (JSON Schema 2020-12); references are resolved within the document."""

import datetime
import re
import sys
from pathlib import Path

from jsonschema import Draft202012Validator, FormatChecker, RefResolver

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "script" / "lib"))

SHAPES = {
    "uuid": r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}",
    "date": r"\d{4}-\d\d-\d\d",
    "date-time": r"\d{4}-\d\d-\d\dT([01]\d|2[0-3]):[0-5]\d:[0-5]\d(\.\d+)?(Z|[+-]\d\d:\d\d)",
    "uri": r"https?://[^\s/]+/\S*",
    "uri-reference": r"[^\s<>\"{}|\\^`]+",
    "json-pointer": r"(/([^~/]|~[01])*)*",
}
DATED = ("date", "date-time")


def is_day(text):
    try:
        datetime.date.fromisoformat(text)
    except ValueError:
        return False
    return True


def has_format(name, value):
    if not isinstance(value, str):
        return True
    return bool(re.fullmatch(SHAPES[name], value)) and (name not in DATED or is_day(value[:10]))


def format_checker():
    checker = FormatChecker(formats=[])
    for name in SHAPES:
        checker.checks(name)(lambda value, name=name: has_format(name, value))
    return checker


class Schemas:
    """faults(schema, value): the errors, one sentence each. A validator is made once for each schema."""

    def __init__(self, document):
        self._resolver = RefResolver("", document)
        self._formats = format_checker()
        self._made = {}  # id of a schema → (the schema, so that its id is not reused, and its validator)

    def faults(self, schema, value):
        return [self._sentence(error) for error in self._validator(schema).iter_errors(value)]

    def _validator(self, schema):
        if id(schema) not in self._made:
            validator = Draft202012Validator(schema, resolver=self._resolver, format_checker=self._formats)
            self._made[id(schema)] = (schema, validator)
        return self._made[id(schema)][1]

    @staticmethod
    def _sentence(error):
        place = "/" + "/".join(str(part) for part in error.absolute_path)
        return f"at {place}: {error.message[:300]}"
