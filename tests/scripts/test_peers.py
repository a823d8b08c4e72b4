"""The peers of script/bench stay what was measured: exact versions, checked content, and no host in the repository."""

import json
import re

from support.paths import ROOT

PEERS = ROOT / "tests" / "bench" / "peers"
VERSION = r"\d+\.\d+\.\d+(-[\w.]+)?"


def test_every_version_is_exact():
    package = json.loads((PEERS / "package.json").read_text())
    lock = json.loads((PEERS / "package-lock.json").read_text())
    assert all(re.fullmatch(VERSION, version) for version in package["dependencies"].values())
    assert lock["packages"][""]["dependencies"] == package["dependencies"]
    locked = {name: one for name, one in lock["packages"].items() if name}
    assert len(locked) > len(package["dependencies"])
    for name, one in locked.items():
        assert re.fullmatch(VERSION, one["version"]) and one["integrity"].startswith("sha512-"), name


def test_no_registry_is_named():
    lock = json.loads((PEERS / "package-lock.json").read_text())
    assert [name for name, one in lock["packages"].items() if "resolved" in one] == []
    assert "registry" not in (PEERS / "package-lock.json").read_text()
