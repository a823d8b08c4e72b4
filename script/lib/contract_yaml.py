"""Writes a document as YAML for people: short maps and lists on one line, long texts folded, no anchors."""

import re

import yaml
from openapi_document import StrictLoader

WIDTH = 118  # of a line; a longer text is folded at the first blank behind it
INDENT = 2
LONGEST_PLAIN = 88  # a longer text is folded
WIDEST_LITERAL = 140  # a text with wider lines is folded; otherwise its lines are kept
DOUBTFUL = re.compile(r"\d{4}-\d\d-\d\d.*|(?i:y|n|yes|no|on|off|true|false|null|~|)|[-+]?[\d_]*\.?\d+(e[-+]?\d+)?")

PLAIN = re.compile(r"[\w/][\w ./-]*")


class Writer(yaml.SafeDumper):
    yaml_implicit_resolvers = StrictLoader.yaml_implicit_resolvers

    def ignore_aliases(self, data):
        return True

    def increase_indent(self, flow=False, indentless=False):
        return super().increase_indent(flow, False)


def represent_text(writer, text):
    """Quotes a text that a reader of an older YAML could take for a date, a truth value or a number."""
    style = "'" if DOUBTFUL.fullmatch(text) else None
    if len(text) > LONGEST_PLAIN:
        style = ">"
    if "\n" in text:
        style = "|" if max(map(len, text.split("\n"))) <= WIDEST_LITERAL else ">"
    return writer.represent_scalar("tag:yaml.org,2002:str", text, style=style)


Writer.add_representer(str, represent_text)


class Lines(list):
    def write(self, part):
        self.append(part)


def write(document):
    """The document as text; the top level is never on one line."""
    lines = Lines()
    writer = Writer(lines, width=WIDTH, indent=INDENT, allow_unicode=True, sort_keys=False)
    node = writer.represent_data(document)
    spread(node, 0)
    writer.open()
    writer.serialize(node)
    writer.close()
    return "".join(lines)


def spread(node, indent):
    """Spreads a map or list over several lines; each part inside goes on one line if it fits."""
    node.flow_style = False
    for key, value in inner(node):
        if isinstance(value, yaml.ScalarNode):
            continue
        if fits(value, indent + len(key) + 2):
            flatten(value)
        else:
            spread(value, indent + INDENT)


def inner(node):
    if isinstance(node, yaml.MappingNode):
        return [(key.value, value) for key, value in node.value]
    return [("", value) for value in node.value]


def fits(node, column):
    return is_flat(node) and column + width(node) <= WIDTH


def is_flat(node):
    """True when no text inside needs several lines."""
    if isinstance(node, yaml.ScalarNode):
        return node.style not in ("|", ">")
    return all(is_flat(value) for _, value in inner(node))


def flatten(node):
    if not isinstance(node, yaml.ScalarNode):
        node.flow_style = True
        for _, value in inner(node):
            flatten(value)


def width(node):
    """The width on one line, counted with quotes wherever a text may get them."""
    if isinstance(node, yaml.ScalarNode):
        return len(node.value) + (0 if PLAIN.fullmatch(node.value) and node.style is None else 2)
    return 2 + sum(width(value) + (len(key) + 4 if key else 2) for key, value in inner(node))
