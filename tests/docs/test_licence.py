"""The licence is here word for word, and is named where people and tools look for it."""

import hashlib

from support.paths import ROOT

EUPL = "2684098cbd7501a84c93cd947f3b32ad01eb955b20a43ad62ab4455eed4d1410"  # of the text as Debian has it in ruby-licensee


def test_the_text_is_the_licences_own():
    assert hashlib.sha256((ROOT / "LICENSE").read_bytes()).hexdigest() == EUPL


def test_it_is_named():
    assert "SPDX-License-Identifier: EUPL-1.2" in (ROOT / "README.md").read_text(encoding="utf-8")
    assert "org.opencontainers.image.licenses=EUPL-1.2" in (ROOT / "Dockerfile").read_text(encoding="utf-8")
