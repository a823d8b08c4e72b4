"""The operations of openapi.yaml as a router sees them, and in the form in which the program prints its own."""

import subprocess
from urllib.parse import unquote

from contract import schemas  # noqa: F401  makes script/lib importable
from openapi_document import operations


def segments(path):
    return path.split("/")[1:]


def is_capture(segment):
    return segment.startswith("{")


def captured(pattern, given):
    """The variable parts of a path, decoded. None when it is another path."""
    if len(pattern) != len(given):
        return None
    values = {}
    for part, segment in zip(pattern, given):
        if is_capture(part) and segment:
            values[part[1:-1]] = unquote(segment)
        elif part != segment:
            return None
    return values


class Routes:
    """Paths in the order in which they are tried: a literal comes before a variable part."""

    def __init__(self, document):
        self.operations = operations(document)
        self._methods = {}
        for operation in self.operations:
            self._methods.setdefault(operation.path, {})[operation.method] = operation
        self._paths = sorted(self._methods, key=lambda path: [is_capture(part) for part in segments(path)])

    def find(self, path):
        """({method: operation}, {name: value}) of a path; (None, {}) when there is none."""
        for template in self._paths:
            values = captured(segments(template), segments(path))
            if values is not None:
                return self._methods[template], values
        return None, {}


def line_of(operation):
    """The form of `tdkt openapi --routes`, with sorted lists."""
    lists = [sorted(operation.roles), sorted(operation.named("query"))]
    return "\t".join([operation.method, operation.path, operation.id, *(",".join(names) or "-" for names in lists)])


def sorted_line(line):
    *first, roles, parameters, _table = line.split("\t")
    return "\t".join([*first, *(",".join(sorted(names.split(","))) for names in (roles, parameters))])


def documented_lines(document):
    return {line_of(operation) for operation in operations(document) if not operation.is_admin}


def program_lines(program):
    printed = subprocess.run([program, "openapi", "--routes"], check=True, capture_output=True, text=True)
    return {sorted_line(line) for line in printed.stdout.splitlines()}
