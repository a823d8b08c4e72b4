"""The tour of the README, run as a newcomer would type it: every block of its section, in one shell, against a running service."""

import os
import re
import subprocess

from support.paths import ROOT, binary

SERVICE_ENV = {"TDKT_JWT_ISSUER": "https://tdkt.localhost", "TDKT_JWT_AUDIENCE": "tdkt"}


def tour() -> str:
    section = (ROOT / "README.md").read_text().split("## A tour with curl")[1].split("\n## ")[0]
    return "\n".join(re.findall(r"```sh\n(.*?)```", section, re.S))


def run_tour(service):
    text = tour().replace("http://127.0.0.1:8080", f"http://{service.api}").replace("build/tdkt", str(binary()))
    script = "set -euo pipefail\n" + text
    environment = {**os.environ, "TDKT_HOME": str(service.keys.home), "NO_PROXY": "*"}
    return subprocess.run(["bash", "-c", script], capture_output=True, text=True, env=environment, cwd=ROOT, timeout=120)


def test_the_tour_works_as_written(service):
    done = run_tour(service)
    assert done.returncode == 0, done.stdout + done.stderr
    for expected in (
        '"award_class_code":"HCLD"', '"collectives":{"state":"counted","count":5}', '"individuals":{"state":"counted","count":7}',
        '"stated":"nhiều"', '"name":"Duy Tiên"', '"headcount":42', "Trường Tiểu học Hoà Mạc (mẫu)",
        '"pointer":"/kind"', '"code":"unknown"', '"state":"decided"', '"status":"at_risk"',
        '\ufeffunit_code,unit_name,role,rank', '"path":"/targets/totals/met"',
    ):
        assert expected in done.stdout
    assert "\n404\n" in done.stdout
    assert done.stdout.rstrip().endswith("409")
