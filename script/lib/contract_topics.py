"""Reads the topics of api/contract in their order, and answers questions of the rules about all of them.

contract.yaml names the topics. Each topic may have any of the parts below; the file in which a part is changes only the
order of the result.
"""

import re
from pathlib import Path

import contract_resources
import yaml
from contract_fault import Fault, check_keys, check_map, need
from openapi_document import load

PARTS = ("tags", "parameters", "ids", "headers", "answers", "resources", "operations", "schemas", "plain")
ROOT = {"document", "roles", "groups", "topics"}


class Contract:
    """All topics; answers questions of the rules about them."""

    def __init__(self, directory):
        self.directory = Path(directory)
        self.root = self._read("contract")
        check_keys("contract.yaml", self.root, ROOT)
        need("contract.yaml", self.root, *sorted(ROOT))
        self.parts = {part: {} for part in PARTS}
        self._where = {}
        self.acted_on = {}
        for topic in self.root["topics"]:
            self._add(topic)

    def _read(self, topic):
        path = self.directory / f"{topic}.yaml"
        try:
            return load(path)
        except OSError:
            raise Fault(f"contract.yaml: topics: there is no {path.name}") from None
        except yaml.YAMLError as error:
            raise Fault(f"{path.name}: {' '.join(str(error).split())}") from None

    def _add(self, topic):
        given = self._read(topic)
        check_keys(f"{topic}.yaml", given, PARTS)
        for part, named in given.items():
            check_map(f"{topic}.yaml: {part}", named)
            for name, value in named.items():
                if name in self.parts[part]:
                    raise Fault(f"{topic}.yaml: {part}.{name}: is in {self._where[part, name]} too")
                self.parts[part][name] = value
                self._where[part, name] = f"{topic}.yaml: {part}.{name}"

    def where(self, part, name):
        return self._where[part, name]

    # Questions of the rules.

    def resource(self, name, where):
        if name not in self.parts["resources"]:
            raise Fault(f"{where}: there is no resource {name}")
        return self.parts["resources"][name]

    def schema(self, name, where):
        if name not in self.parts["schemas"]:
            raise Fault(f"{where}: there is no schema {name}")
        return self.parts["schemas"][name]

    def member_at(self, target, where):
        """The member `Nomination/properties/code` in the short schema from which the full one is made."""
        name, _, member = target.partition("/properties/")
        for made in (name, re.sub("(Write|Replace|Patch)$", "", name)):
            short = self.parts["schemas"].get(made, {})
            members = short.get("record") or short.get("object") or short.get("body") or {}
            if member in members:
                found = members[member]
                return found.get("read", found) if made == name and isinstance(found, dict) else found
        raise Fault(f"{where}: there is no {name}.{member}")

    def listed(self, name):
        return self.parts["resources"][name].get("listed", name)

    def has_body(self, name):
        return name in self.parts["resources"] and "create" in contract_resources.offered(self.parts["resources"][name])

    def moved(self, name, where):
        self.acted_on[name] = contract_resources.moved(name, self.resource(name, where))
        return name + "Moved"

    def is_admin(self, path):
        return "x-admin" in self.parts["plain"].get(path, {})

    def roles(self, given, where):
        """Names of roles and of groups of roles, in the order in which roles are declared."""
        known, groups = self.root["roles"], self.root["groups"]
        wanted = set()
        for name in given:
            if name not in known and name not in groups:
                raise Fault(f"{where}: there is no role or group of roles '{name}'")
            wanted |= set(groups.get(name, [name]))
        return [role for role in known if role in wanted]

    def tag_of(self, path, where):
        """The first segment behind /v1, or the tag that the resource at that segment names."""
        segment = segment_of(path)
        top = [given for given in self.parts["resources"].values() if names_tag(given)]
        tags = {segment_of(given["path"]): given["tag"] for given in top}
        if segment not in self.parts["tags"] and segment not in tags:
            raise Fault(f"{where}: 'tag' is missing: '{segment}' is no tag")
        return segment if segment in self.parts["tags"] else tags[segment]


def segment_of(path):
    return path.removeprefix("/v1/").split("/")[0]


def names_tag(given):
    """True for a resource at the top that has a tag: the path of its list has one segment behind /v1."""
    return "tag" in given and contract_resources.collection(given).count("/") == 2
