"""Tokens for tests: honest ones signed with the service's development key, and every kind of forged one.

`Keys` wraps the directory in which `tdkt token --new-key` left signing.pem and keys.json. Tokens are signed here, in
Python, so that a forged token can have any header, claims, bytes or signature.
"""

import base64
import hashlib
import hmac
import json
import os
import subprocess
import time
from pathlib import Path

from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, ed25519, padding, rsa, utils

from support.paths import binary, fresh_directory

ISSUER = "https://tdkt.localhost"  # the defaults of `tdkt token` and script/server
AUDIENCE = "tdkt"


def base64url(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()


def assemble(header, claims, sign) -> str:
    """header, claims: a dict, or bytes as they are. sign(bytes) -> bytes."""
    parts = [part if isinstance(part, bytes) else json.dumps(part).encode() for part in (header, claims)]
    signed = ".".join(base64url(part) for part in parts)
    return signed + "." + base64url(sign(signed.encode()))


def rs256(key):
    return lambda data: key.sign(data, padding.PKCS1v15(), hashes.SHA256())


def es256(key):
    def sign(data):
        r, s = utils.decode_dss_signature(key.sign(data, ec.ECDSA(hashes.SHA256())))
        return r.to_bytes(32, "big") + s.to_bytes(32, "big")

    return sign


def signer_of(alg, key):
    """sign(bytes) for any algorithm that the service knows (RFC 7518 §3.1, RFC 8037)."""
    if alg == "EdDSA":
        return key.sign
    digest = {"256": hashes.SHA256, "384": hashes.SHA384, "512": hashes.SHA512}[alg[2:]]()
    if alg.startswith("RS"):
        return lambda data: key.sign(data, padding.PKCS1v15(), digest)
    if alg.startswith("PS"):
        pss = padding.PSS(padding.MGF1(digest), digest.digest_size)
        return lambda data: key.sign(data, pss, digest)
    size = (key.curve.key_size + 7) // 8

    def sign(data):
        return b"".join(part.to_bytes(size, "big") for part in utils.decode_dss_signature(key.sign(data, ec.ECDSA(digest))))

    return sign


def hs256(secret: bytes):
    return lambda data: hmac.new(secret, data, hashlib.sha256).digest()


def unsigned(_data) -> bytes:
    return b""


def new_rsa(bits=2048):
    return rsa.generate_private_key(public_exponent=65537, key_size=bits)


def new_ec(curve=ec.SECP256R1):
    return ec.generate_private_key(curve())


def new_key(alg):
    """A key for the algorithm."""
    curves = {"ES256": ec.SECP256R1, "ES384": ec.SECP384R1, "ES512": ec.SECP521R1}
    if alg == "EdDSA":
        return ed25519.Ed25519PrivateKey.generate()
    return new_ec(curves[alg]) if alg in curves else new_rsa()


def public_pem(key) -> bytes:
    public = serialization.PublicFormat.SubjectPublicKeyInfo
    return key.public_key().public_bytes(serialization.Encoding.PEM, public)


def jwk(key, kid, **more) -> dict:
    """The public half as a JWK (RFC 7517)."""
    if isinstance(key, ed25519.Ed25519PrivateKey):
        raw = key.public_key().public_bytes(serialization.Encoding.Raw, serialization.PublicFormat.Raw)
        return {"kty": "OKP", "crv": "Ed25519", "alg": "EdDSA", "x": base64url(raw), "kid": kid, "use": "sig"} | more
    numbers = key.public_key().public_numbers()
    if isinstance(key, rsa.RSAPrivateKey):
        fields = {"kty": "RSA", "alg": "RS256", "n": _number(numbers.n), "e": _number(numbers.e)}
    else:
        size = (key.curve.key_size + 7) // 8
        alg, crv = {32: ("ES256", "P-256"), 48: ("ES384", "P-384"), 66: ("ES512", "P-521")}[size]
        fields = {"kty": "EC", "alg": alg, "crv": crv, "x": _number(numbers.x, size), "y": _number(numbers.y, size)}
    return fields | {"kid": kid, "use": "sig"} | more


def _number(value, size=None) -> str:
    return base64url(value.to_bytes(size or (value.bit_length() + 7) // 8, "big"))


def _listed(value) -> list:
    return list(value) if isinstance(value, (list, tuple)) else [value]


class Keys:
    """The development key of one installation."""

    def __init__(self, directory: Path):
        self.home = directory  # a TDKT_HOME for `tdkt token`
        self.pem_file = directory / "signing.pem"
        self.jwks_file = directory / "keys.json"
        self.private = serialization.load_pem_private_key(self.pem_file.read_bytes(), password=None)
        self.kid = json.loads(self.jwks_file.read_text())["keys"][0].get("kid")

    @classmethod
    def made_by_tdkt(cls) -> "Keys":
        directory = fresh_directory("keys")
        environment = os.environ | {"TDKT_HOME": str(directory)}
        command = [binary(), "token", "--new-key"]
        done = subprocess.run(command, env=environment, capture_output=True, text=True, timeout=60)
        assert done.returncode == 0, f"tdkt token --new-key failed:\n{done.stdout}{done.stderr}"
        return cls(directory)

    def header(self, **changes) -> dict:
        return _changed({"alg": "RS256", "typ": "JWT", "kid": self.kid}, changes)

    def claims(self, roles="reader", units=(), sub=None, ttl=3600, **changes) -> dict:
        """Claims as `tdkt token` writes them. A change of None removes the claim."""
        now = int(time.time())
        roles, units = _listed(roles), _listed(units)
        subject = sub or ".".join(["test", *roles, *units])
        claims = {"iss": ISSUER, "aud": AUDIENCE, "sub": subject, "iat": now, "exp": now + ttl}
        return _changed(claims | {"roles": roles, "units": units}, changes)

    def token(self, role="reader", unit=(), sub=None, ttl=3600, **changes) -> str:
        """An honest token; role and unit may be lists."""
        return self.sign(self.claims(role, unit, sub, ttl, **changes))

    def sign(self, claims, header=None, signer=None) -> str:
        """claims: a dict or raw bytes; header: a dict of changes, or raw bytes; signer: rs256(key), unsigned, …"""
        whole = header if isinstance(header, bytes) else self.header(**(header or {}))
        return assemble(whole, claims, signer or rs256(self.private))


def _changed(fields: dict, changes: dict) -> dict:
    return {name: value for name, value in (fields | changes).items() if value is not None}
