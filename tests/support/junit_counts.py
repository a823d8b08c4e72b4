"""junit_counts.py FILE: prints how many cases of a JUnit report passed and failed, as two numbers."""

import sys
import xml.etree.ElementTree as ElementTree


def counts(path) -> tuple:
    passed = failed = 0
    for case in ElementTree.parse(path).iter("testcase"):
        bad = case.find("failure") is not None or case.find("error") is not None
        skipped = case.find("skipped") is not None or case.get("status") in ("notrun", "disabled")
        failed += bad
        passed += not bad and not skipped
    return passed, failed


if __name__ == "__main__":
    print(*counts(sys.argv[1]))
