"""Bearer tokens (RFC 6750, 7519, 8725, 9068): only a token signed by the issuer, for this service and valid now is accepted."""

import json
import time

import pytest

from support.client import Api
from support.tokens import (
    AUDIENCE, ISSUER, Keys, assemble, base64url, es256, hs256, jwk, new_ec, new_rsa, public_pem, rs256, unsigned,
)

NOW = int(time.time())
PLAIN = 'Bearer realm="api"'
OTHER_RSA = new_rsa()


@pytest.fixture(scope="module")
def claims(keys):
    """Valid claims with changes; a change of None removes the claim."""

    def make(**changes):
        changed = keys.claims("district_reviewer", "349") | changes
        return {name: value for name, value in changed.items() if value is not None}

    return make


def refused(api, token):
    answer = api.bearing(token).get("/v1/collectives").expect_problem(401, "invalid-token")
    assert 'error="invalid_token"' in answer.headers["WWW-Authenticate"]
    return answer


def test_an_honest_token_opens(api, keys, claims):
    api.bearing(keys.sign(claims())).get("/v1/collectives").expect(200)


def test_without_a_token_401_names_the_scheme_and_no_error(api):
    answer = api.anonymous.get("/v1/collectives").expect_problem(401, "unauthenticated")
    assert answer.headers["WWW-Authenticate"] == PLAIN


@pytest.mark.parametrize("credentials", ["Basic YTpi", "Bearer", "Bearer ", "Bearer  x", "Bearer a b", "Digest x", "x"])
def test_other_credentials_are_401(api, credentials):
    answer = api.anonymous.get("/v1/collectives", headers={"Authorization": credentials})
    answer.expect(401)
    assert answer.headers["WWW-Authenticate"].startswith(PLAIN)


def test_the_scheme_is_case_insensitive(api, keys, claims):
    header = {"Authorization": "bearer " + keys.sign(claims())}
    api.anonymous.get("/v1/collectives", headers=header).expect(200)


def test_a_token_in_the_query_is_no_credential(api, keys, claims):
    api.anonymous.get("/v1/collectives", {"access_token": keys.sign(claims())}).expect_problem(401, "unauthenticated")


WRONG_CLAIMS = {
    "expired": {"exp": NOW - 3600}, "expired beyond the skew": {"exp": NOW - 61}, "not yet valid": {"nbf": NOW + 3600},
    "issued in the future": {"iat": NOW + 3600}, "without exp": {"exp": None}, "exp as text": {"exp": str(NOW + 3600)},
    "exp as a fraction": {"exp": NOW + 3600.5}, "exp as a bool": {"exp": True}, "exp beyond reason": {"exp": 10**15},
    "exp beyond 64 bits": {"exp": 2**64 + NOW}, "negative exp": {"exp": -1}, "nbf as text": {"nbf": "0"},
    "iat as text": {"iat": "now"}, "wrong issuer": {"iss": "https://evil.test"}, "without issuer": {"iss": None},
    "issuer as a list": {"iss": [ISSUER]}, "wrong audience": {"aud": "other"},
    "without audience": {"aud": None}, "an empty audience": {"aud": []}, "audiences of others": {"aud": ["a", "b"]},
    "a number among audiences": {"aud": [AUDIENCE, 1]}, "without subject": {"sub": None},
    "an empty subject": {"sub": ""},
    "a subject as a number": {"sub": 7}, "a subject with a line break": {"sub": "a\nb"},
    "a long subject": {"sub": "x" * 201},
    "without roles": {"roles": None}, "roles as an object": {"roles": {"admin": True}}, "roles as a number": {"roles": 1},
    "a unit as a fraction": {"units": [349.5]}, "a unit below zero": {"units": [-349]},
    "a unit that is no name": {"units": ["349'; --"]}, "too many units": {"units": ["349"] * 101},
}


@pytest.mark.parametrize("changes", WRONG_CLAIMS.values(), ids=WRONG_CLAIMS)
def test_wrong_claims_are_refused(api, keys, claims, changes):
    refused(api, keys.sign(claims(**changes)))


@pytest.mark.parametrize(
    "changes",
    [{"aud": ["other", AUDIENCE]}, {"nbf": NOW - 5}, {"exp": NOW + 10**6}, {"jti": "x", "scope": {"a": [1]}}, {"iat": None},
     {"roles": "district_reviewer"}, {"roles": "email district_reviewer"}, {"roles": ["district_reviewer", 1, "Vai trò khác"]},
     {"roles": ["district_reviewer"] * 99}, {"units": "349"}, {"units": "349 350"}, {"units": [349]}, {"units": 349}],
    ids=["aud among others", "nbf now", "exp far away", "claims of others", "no iat", "a role as text", "roles as words",
         "roles of others", "many roles", "a unit as text", "units as words", "units as numbers", "a unit as a number"],
)
def test_claims_in_another_allowed_form_are_taken(api, keys, claims, changes):
    assert api.bearing(keys.sign(claims(**changes))).get("/v1/collectives").expect(200).items


def test_a_small_difference_of_clocks_is_forgiven(api, keys, claims):
    api.bearing(keys.sign(claims(exp=int(time.time()) - 5))).get("/v1/collectives").expect(200)
    api.bearing(keys.sign(claims(nbf=int(time.time()) + 5))).get("/v1/collectives").expect(200)


def test_no_units_or_unknown_units_see_nothing(api, keys, claims):
    for units in ([], ["99999"], None):
        caller = api.bearing(keys.sign(claims(units=units)))
        assert caller.get("/v1/collectives").expect(200).items == []


def test_unknown_roles_may_do_nothing(api):
    for roles in ([], ["superuser"], ["admins", "tdkt_owner"]):
        api.as_(roles, "349").get("/v1/collectives").expect_problem(403, "forbidden")


WRONG_HEADERS = {
    "an unknown kid": {"kid": "other"}, "an empty kid": {"kid": ""}, "a kid as a number": {"kid": 1},
    "a kid as a path": {"kid": "../../../dev/null"}, "another algorithm": {"alg": "ES256"}, "RS512": {"alg": "RS512"},
    "small letters": {"alg": "rs256"}, "without alg": {"alg": None}, "alg as a list": {"alg": ["RS256"]},
    "an ID token": {"typ": "id+jwt"}, "typ as a number": {"typ": 1}, "crit": {"crit": ["exp"]},
    "an empty crit": {"crit": []}, "unencoded": {"b64": False, "crit": ["b64"]},
    "jku": {"jku": "https://evil.test/keys"}, "x5u": {"x5u": "https://evil.test/x"}, "x5c": {"x5c": ["MII"]},
    "an embedded key": {"jwk": jwk(OTHER_RSA, "own")},
}


@pytest.mark.parametrize("changes", WRONG_HEADERS.values(), ids=WRONG_HEADERS)
def test_wrong_headers_are_refused(api, keys, claims, changes):
    refused(api, keys.sign(claims(), changes))


@pytest.mark.parametrize(
    "changes", [{"typ": "at+jwt"}, {"typ": "application/at+jwt"}, {"typ": "jwt"}, {"cty": "x"}], ids=repr
)
def test_headers_in_another_allowed_form_are_taken(api, keys, claims, changes):
    api.bearing(keys.sign(claims(), changes)).get("/v1/collectives").expect(200)


def test_a_token_signed_with_an_embedded_key_is_refused(api, keys, claims):
    refused(api, keys.sign(claims(), {"jwk": jwk(OTHER_RSA, keys.kid), "kid": keys.kid}, rs256(OTHER_RSA)))


def test_a_token_signed_with_another_key_is_refused(api, keys, claims):
    refused(api, keys.sign(claims(), None, rs256(OTHER_RSA)))
    refused(api, keys.sign(claims(), {"alg": "ES256"}, es256(new_ec())))


def test_hs256_with_the_public_key_as_its_secret_is_refused(api, keys, claims):
    pem = public_pem(keys.private)
    for secret in (pem, pem.strip(), keys.jwks_file.read_bytes(), b""):
        refused(api, keys.sign(claims(), {"alg": "HS256"}, hs256(secret)))


@pytest.mark.parametrize("alg", ["none", "None", "NONE", "nOnE", "", "null", None])
def test_an_unsigned_token_is_refused(api, keys, claims, alg):
    refused(api, keys.sign(claims(), {"alg": alg}, unsigned))
    refused(api, keys.sign(claims(), {"alg": alg}))


def altered(token) -> dict:
    head, body, signature = token.split(".")
    flipped = "A" if signature[0] != "A" else "B"
    return {
        "a trailing byte": token + "!", "trailing letters": token + "AA", "padding": token + "=",
        "a line end": token + "%0A",
        "a fourth part": token + ".x", "two parts": f"{head}.{body}", "an empty signature": f"{head}.{body}.",
        "a cut signature": token[:-4], "a changed signature": f"{head}.{body}.{flipped}{signature[1:]}",
        "the signature twice": f"{head}.{body}.{signature}{signature}",
        "standard base64": token.replace("-", "+").replace("_", "/") + "+",
        "another payload": f"{head}.{base64url(json.dumps({'roles': ['admin']}).encode())}.{signature}",
        "empty parts": "..",
        "an empty header": f".{body}.{signature}", "a leading blank": " " + token, "three words": "a.b.c",
        "nothing": ".",
    }


@pytest.mark.parametrize("how", altered("a.b.c"))
def test_an_altered_token_is_refused(api, keys, claims, how):
    refused(api, altered(keys.sign(claims()))[how])


@pytest.mark.parametrize(
    "payload",
    [b"", b"[]", b"null", b"{", b'{"exp":', b'{"roles":["reader"],"roles":["admin"]}', b"\xff", b'{"a":"\\u0000"}', b"7"],
    ids=repr,
)
def test_a_signed_payload_that_is_not_one_sound_object_is_refused(api, keys, payload):
    refused(api, keys.sign(payload))


def test_claims_given_twice_are_refused(api, keys, claims):
    sound = json.dumps(claims())
    refused(api, keys.sign((sound[:-1] + ', "roles": ["admin"]}').encode()))


def test_a_header_given_twice_is_refused(api, keys, claims):
    header = json.dumps(keys.header())[:-1] + ', "alg": "RS256"}'
    refused(api, assemble(header.encode(), claims(), rs256(keys.private)))


def test_a_token_over_8_kib_is_refused_and_one_below_is_not(api, keys, claims):
    refused(api, keys.sign(claims(note="x" * 6200)))
    api.bearing(keys.sign(claims(note="x" * 5000))).get("/v1/collectives").expect(200)


@pytest.mark.parametrize("path", ["/v1/units", "/v1/award-status/HNAM2923F", "/v1/reports/award-summary"])
def test_a_refused_token_is_refused_everywhere(api, keys, claims, path):
    api.bearing(keys.sign(claims(), None, rs256(OTHER_RSA))).get(path).expect_problem(401, "invalid-token")


def test_a_token_of_an_elliptic_key_is_taken(start_service, keys, claims):
    key = new_ec()
    service = start_service()
    use_keys(service, [jwk(key, "ec-1")])
    token = keys.sign(claims(), {"alg": "ES256", "kid": "ec-1"}, es256(key))
    assert status_of(service, token) == 200
    assert status_of(service, keys.sign(claims(), {"alg": "RS256", "kid": "ec-1"}, rs256(OTHER_RSA))) == 401
    zeros = keys.sign(claims(), {"alg": "ES256", "kid": "ec-1"}, lambda _: bytes(64))
    assert status_of(service, zeros) == 401


def use_keys(service, jwks):
    """Writes the service's key file again, sends SIGHUP and waits until the file was read."""
    seen = len(service.log_lines())
    (service.home / "keys.json").write_text(json.dumps({"keys": jwks}) if isinstance(jwks, list) else jwks)
    service.reload()
    deadline = time.monotonic() + 10
    while time.monotonic() < deadline:
        events = [line["event"] for line in service.log_lines()[seen:]]
        if {"keys_reloaded", "keys_not_reloaded"} & set(events):
            return
        time.sleep(0.02)
    raise AssertionError("the keys were not read again")


def status_of(service, token) -> int:
    return Api(service, token).get("/v1/collectives").status


def test_sighup_changes_the_keys_and_forgets_what_the_old_ones_verified(start_service, keys, claims):
    service = start_service()
    old = keys.sign(claims())
    new = keys.sign(claims(), {"kid": "new"}, rs256(OTHER_RSA))
    assert (status_of(service, old), status_of(service, new)) == (200, 401)
    use_keys(service, [jwk(OTHER_RSA, "new")])
    assert (status_of(service, old), status_of(service, new)) == (401, 200)


@pytest.mark.parametrize("broken", ["", "{", '{"keys": []}', '{"keys": [{"kty": "oct", "k": "AAAA"}]}'], ids=repr)
def test_keys_that_cannot_be_read_leave_the_old_ones(start_service, keys, claims, broken):
    service = start_service()
    use_keys(service, broken)
    assert "keys_not_reloaded" in [line["event"] for line in service.log_lines()]
    assert status_of(service, keys.sign(claims())) == 200


def test_a_pem_file_is_accepted(start_service, keys, claims, tmp_path):
    pem = tmp_path / "issuer.pem"
    pem.write_bytes(public_pem(keys.private))
    service = start_service({"TDKT_JWT_KEYS": str(pem)})
    assert status_of(service, keys.sign(claims(), {"kid": None})) == 200


def test_the_claim_of_the_roles_can_be_named(start_service, keys, claims):
    service = start_service({"TDKT_JWT_ROLES_CLAIM": "groups"})
    assert status_of(service, keys.sign(claims(roles=None, groups=["district_reviewer"]))) == 200
    assert status_of(service, keys.sign(claims())) == 401


def test_two_installations_have_two_keys():
    assert Keys.made_by_tdkt().kid != Keys.made_by_tdkt().kid
