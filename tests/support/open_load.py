"""Callers in an open loop (tests/bench/open_load.c): each request goes out at its planned time, whatever happened to
the others.

    results = run(service.api, [caller("reader", get("/v1/units", token), rate=20, connections=4)], seconds=3)
    results["reader"]["good"], results["reader"]["good_ms"]["max"]
"""

import json
import os
import subprocess

from support import wire
from support.paths import binary

NUMBER = "@" * 12  # replaced by another number in each request


def program():
    """The load program, built beside the service."""
    return os.environ.get("TDKT_OPEN_LOAD", binary().with_name("tdkt_open_load"))


def get(path, token, *headers) -> str:
    return wire.request("GET", path, [("Authorization", f"Bearer {token}"), *headers]).decode()


def post(path, token, body) -> str:
    return wire.post_json(token, path, body).decode()


def caller(name, *requests, **settings) -> dict:
    """settings: rate, bunch, loop, connections, expect, start, stop, patience. Times are in seconds."""
    return {"name": name, "requests": list(requests)} | settings


def run(address, callers, seconds, linger=5, first_number=1) -> dict:
    """{name of a caller: counts, percentiles and the counts of each second}"""
    host, _, port = address.rpartition(":")
    plan = {"host": host, "port": int(port), "seconds": seconds, "linger": linger, "callers": callers,
            "first_number": first_number}
    done = subprocess.run([program()], input=json.dumps(plan), capture_output=True, text=True, timeout=seconds + linger + 60)
    assert done.returncode == 0, done.stderr
    results = json.loads(done.stdout)
    for result in results.values():
        ends = ("good", "refused", "other", "timed_out", "broken", "unanswered")
        assert sum(result[end] for end in ends) == result["sent"], f"a request has no end, or two: {result}"
    return results
