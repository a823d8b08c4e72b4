"""Identity providers as docs/identity.md shows them: settings, the shape of a token, and tokens made in that shape."""

import json
import re
import shlex
import time

from support.paths import ROOT
from support.tokens import assemble, jwk, new_rsa, rs256

PAGE = ROOT / "docs" / "identity.md"
MOMENTS = ("exp", "iat", "nbf", "auth_time")
KEY = new_rsa()


def sections() -> dict:
    """{heading: text} of the page."""
    parts = re.split(r"(?m)^## (.+)$", PAGE.read_text())
    return dict(zip(parts[1::2], parts[2::2]))


def block(text, kind) -> str:
    found = re.search(rf"(?ms)^```{kind}\n(.*?)^```$", text)
    return found.group(1) if found else ""


def providers() -> dict:
    """{provider: (settings, shape)} of every section with both."""
    found = {}
    for heading, text in sections().items():
        settings = dict(word.split("=", 1) for word in shlex.split(block(text, "sh")))
        if settings:
            found[heading] = (settings, json.loads(block(text, "json")))
    return found


def use_here(settings, directory, key=KEY, **more) -> dict:
    """The settings with the provider's keys in a file, because its address cannot be reached here."""
    keys = directory / "provider.json"
    keys.write_text(json.dumps({"keys": [{"kty": "RSA", "use": "enc", "alg": "RSA-OAEP"}, jwk(key, "k1")]}))
    return settings | {"TDKT_JWT_KEYS": str(keys)} | more


def timely(payload) -> dict:
    now = int(time.time())
    return payload | {name: now + (3600 if name == "exp" else 0) for name in MOMENTS if name in payload}


def token_of(shape, header=None, payload=None, sign=rs256(KEY)) -> str:
    """A token of that shape with the times of now. A change of None removes a member."""
    made = [shape["header"] | (header or {}), timely(shape["payload"]) | (payload or {})]
    return assemble(*[{name: value for name, value in part.items() if value is not None} for part in made], sign)
