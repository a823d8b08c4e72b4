"""Tokens of common providers: what docs/identity.md shows works, and tokens that only look like access tokens are refused."""

import json
import re
import subprocess

import pytest
from support.client import Api
from support.paths import binary
from support.providers import KEY, block, providers, sections, token_of, use_here
from support.samples import new_collective
from support.service import Service
from support.tokens import ISSUER, jwk, new_key, signer_of

PROVIDERS = providers()
ID_TOKEN, DUTY = {"at_hash": "MTIzNDU2Nzg5MDEyMzQ1Ng"}, ["district_reviewer"]

# provider: {difference: (header, payload, status, reason in the log)}
SHAPES = {
    "Keycloak": {
        "as it comes": ({}, {}, 200, None),
        "the audience alone": ({}, {"aud": "tdkt"}, 200, None),
        "units as one text": ({}, {"units": "349"}, 200, None),
        "without units": ({}, {"units": None}, 200, None),
        "an ID token": ({}, {"typ": "ID"} | ID_TOKEN, 401, "wrong_type: typ"),
        "a refresh token": ({}, {"typ": "Refresh"}, 401, "wrong_type: typ"),
        "an offline token": ({}, {"typ": "Offline"}, 401, "wrong_type: typ"),
        "a logout token": ({}, {"typ": "Logout", "events": {"http://schemas.openid.net/event/backchannel-logout": {}}}, 401,
                           "wrong_type: typ"),
        "bound by a proof": ({}, {"typ": "DPoP", "cnf": {"jkt": "x"}}, 401, "wrong_type: typ"),
        "for another service": ({}, {"aud": ["account"]}, 401, "wrong_audience: aud"),
        "without an audience": ({}, {"aud": None}, 401, "bad_claims: aud"),
        "of another realm": ({}, {"iss": "https://sso.example/realms/master"}, 401, "wrong_issuer: iss"),
        "without roles here": ({}, {"resource_access": {"account": {"roles": []}}}, 401,
                               "bad_claims: resource_access.tdkt.roles"),
        "with our own names": ({}, {"resource_access": {"tdkt": {"roles": DUTY + ["admin"]}}}, 403, None),
        "by an unknown key": ({"kid": "k2"}, {}, 401, "unknown_key"),
    },
    "WSO2 Identity Server": {
        "as it comes": ({}, {}, 200, None),
        "of the other client": ({}, {"aud": "portalClient02", "client_id": "portalClient02"}, 200, None),
        "without typ": ({"typ": None}, {}, 200, None),
        "roles as one text": ({}, {"roles": "TDKT Reviewer"}, 200, None),
        "an ID token": ({"typ": "JWT"}, {"aut": None, "amr": ["BasicAuthenticator"]}, 401, "wrong_type: aut"),
        "of a stranger's client": ({}, {"aud": "stranger"}, 401, "wrong_audience: aud"),
    },
    "Microsoft Entra ID": {
        "as it comes": ({}, {}, 200, None),
        "of a daemon": ({}, {"scp": None, "idtyp": "app"}, 200, None),
        "with a thumbprint": ({"x5t": "k1"}, {}, 200, None),
        "an ID token": ({}, {"azp": None, "nonce": "n"}, 401, "wrong_type: azp"),
        "of version 1": ({}, {"iss": "https://sts.windows.net/8f2c1a77-0d2b-4b57-9c63-2f1d1f6a9e10/"}, 401, "wrong_issuer: iss"),
        "without an app role": ({}, {"roles": None}, 401, "bad_claims: roles"),
        "expired": ({}, {"exp": 1800000000 - 10**9}, 401, "expired: exp"),
    },
    "glewlwyd": {
        "as it comes": ({}, {}, 200, None),
        "an ID token": ({"typ": "JWT"}, {"type": None} | ID_TOKEN, 401, "wrong_type: header typ"),
        "a refresh token": ({}, {"type": "refresh_token"}, 401, "wrong_type: type"),
        "of two scopes": ({}, {"aud": "openid tdkt"}, 401, "wrong_audience: aud"),
    },
    "Amazon Cognito": {
        "as it comes": ({}, {}, 200, None),
        "an ID token": ({}, {"token_use": "id", "aud": "7ab3k2m1n0", "client_id": None}, 401, "wrong_type: token_use"),
        "of another client": ({}, {"client_id": "other"}, 401, "wrong_audience: client_id"),
        "with a typ": ({"typ": "JWT"}, {}, 401, "wrong_type: header typ"),
    },
    "Auth0": {
        "as it comes": ({}, {}, 200, None),
        "of the RFC 9068 profile": ({"typ": "at+jwt"}, {}, 200, None),
        "of the userinfo endpoint": ({}, {"aud": "https://province.eu.auth0.com/userinfo"}, 401, "wrong_audience: aud"),
        "without the slash": ({}, {"iss": "https://province.eu.auth0.com"}, 401, "wrong_issuer: iss"),
        "like Google's ID token": ({}, {"email_verified": True} | ID_TOKEN, 401, "wrong_type: at_hash"),
        "not yet valid": ({}, {"nbf": 4000000000}, 401, "not_yet_valid: nbf"),
    },
}
assert SHAPES.keys() == PROVIDERS.keys() and sum(map(len, SHAPES.values())) >= 29


def reasons(service) -> list:
    return [line["reason"] for line in service.log_lines() if line.get("event") == "request" and "reason" in line]


@pytest.mark.parametrize("provider", PROVIDERS)
def test_the_page_works_as_it_stands(start_service, tmp_path, provider):
    """The settings of the page with a token of the shape shown below them; then every near miss."""
    settings, shape = PROVIDERS[provider]
    service = start_service(use_here(settings, tmp_path))
    for what, (header, payload, status, word) in SHAPES[provider].items():
        answer = Api(service, token_of(shape, header, payload)).get("/v1/collectives", headers={"Accept-Language": "en"})
        assert answer.status == status, f"{what}: {answer}"
        if status == 200 and what != "without units":
            assert answer.items, what
        if status == 401:
            assert reasons(service)[-1] == word, what
            assert f'error_description="{answer.json["detail"]}"' in answer.headers["WWW-Authenticate"], what


SENTENCES = {
    "expired": ({"exp": 1}, "The token has expired."),
    "not yet valid": ({"nbf": 4000000000}, "The token is not yet valid."),
    "of another issuer": ({"iss": "https://evil.example"}, "The token comes from another issuer."),
    "for another audience": ({"aud": "x"}, "The token is for another audience (aud)."),
    "without roles": ({"roles": None}, "The claim roles of the token is missing or malformed."),
    "of too many units": ({"units": ["349"] * 101}, "The token names more than 100 units (units)."),
    "too large": ({"note": "x" * 9000}, "The token is larger than 8192 bytes."),
    "an ID token": (ID_TOKEN, "The token is not an access token (at_hash)."),
}


@pytest.mark.parametrize("changes,sentence", SENTENCES.values(), ids=SENTENCES)
def test_a_refusal_says_why(api, keys, changes, sentence):
    claims = keys.claims("district_reviewer", "349") | changes
    token = keys.sign({name: value for name, value in claims.items() if value is not None})
    answer = api.bearing(token).get("/v1/collectives", headers={"Accept-Language": "en"}).expect_problem(401, "invalid-token")
    assert answer.json["detail"] == sentence
    expected = f'Bearer realm="api", error="invalid_token", error_description="{sentence}"'
    answer.expect_header("WWW-Authenticate", expected)
    in_vietnamese = api.bearing(token).get("/v1/collectives").expect(401)
    assert in_vietnamese.json["detail"] != sentence
    in_vietnamese.expect_header("WWW-Authenticate", expected)


def test_a_forged_token_and_an_unknown_key_are_told_apart(api, keys):
    sound = keys.claims("reader", "349")
    stranger = signer_of("RS256", KEY)
    for header, sentence in [(None, "The signature of the token is wrong."),
                             ({"kid": "other"}, "The token was signed with a key that its issuer does not publish."),
                             ({"alg": "RS512"}, "The signature algorithm of the token is not accepted."),
                             ({"crit": ["exp"]}, "The token is not a well-formed signed JWT.")]:
        answer = api.bearing(keys.sign(sound, header, stranger)).get("/v1/collectives").expect(401)
        assert f'error_description="{sentence}"' in answer.headers["WWW-Authenticate"]


def test_a_valid_token_without_a_role_is_403_and_says_so(api):
    answer = api.as_(["Trưởng phòng", "superuser"], "349").get("/v1/collectives", headers={"Accept-Language": "en"})
    answer.expect_problem(403, "forbidden")
    assert answer.json["detail"].startswith("The token has none of the roles of this service. Only for a unit officer (unit_officer), ")
    assert 'error="insufficient_scope", error_description=' in answer.headers["WWW-Authenticate"]


ALGORITHMS = ["RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512", "EdDSA"]


@pytest.fixture(scope="module")
def all_algorithms(database, keys, tmp_path_factory):
    made = {alg: new_key(alg) for alg in ALGORITHMS}
    path = tmp_path_factory.mktemp("keys") / "keys.json"
    path.write_text(json.dumps({"keys": [jwk(key, alg, alg=alg) for alg, key in made.items()]}))
    running = Service(database.url(), keys, {"TDKT_JWT_KEYS": str(path)}).start()
    yield running, made
    running.stop()


@pytest.mark.parametrize("typ", ["JWT", "at+jwt"])
@pytest.mark.parametrize("alg", ALGORITHMS)
def test_every_algorithm_opens_with_its_own_key_alone(all_algorithms, keys, alg, typ):
    service, made = all_algorithms
    claims = keys.claims("district_reviewer", "349")

    def status(kid, key, how):
        token = keys.sign(claims, {"alg": how, "typ": typ, "kid": kid}, signer_of(how, key))
        return Api(service, token).get("/v1/collectives").status

    assert status(alg, made[alg], alg) == 200
    assert status(alg, new_key(alg), alg) == 401
    of_rsa = [other for other in ALGORITHMS if other[1] == "S" and other[0] in "RP"]
    for other in set(of_rsa) - {alg} if alg in of_rsa else ():  # the same key, another algorithm
        assert status(alg, made[alg], other) == 401, other


def start_with_issuers(start_service, tmp_path, text, started=True):
    path = tmp_path / "issuers.json"
    path.write_text(text if isinstance(text, str) else json.dumps(text))
    none = {name: None for name in ("TDKT_JWT_KEYS", "TDKT_JWT_ISSUER", "TDKT_JWT_AUDIENCE")}
    return start_service(none | {"TDKT_JWT_ISSUERS": str(path)}, started=started)


def page_issuers(tmp_path) -> tuple:
    """The file of the page with local keys, and the key of the second issuer; the first issuer's key is KEY."""
    partner = new_key("PS256")
    listed = json.loads(block(sections()["Several issuers"], "json"))
    for name, entry, key in zip(("a.json", "b.json"), listed, (KEY, partner)):
        public = {member: value for member, value in jwk(key, "k1").items() if member != "alg"}
        (tmp_path / name).write_text(json.dumps({"keys": [public]}))
        entry["keys"] = str(tmp_path / name)
    return listed, partner


def test_several_issuers_have_keys_and_rules_of_their_own(start_service, tmp_path, keys):
    listed, partner = page_issuers(tmp_path)
    service = start_with_issuers(start_service, tmp_path, listed)
    ours = keys.claims("x", "349", iss=listed[0]["issuer"], realm_access={"roles": ["tdkt-head"]})
    theirs = keys.claims("district_reviewer", aud="tdkt-mobile", iss=listed[1]["issuer"], org={"units": 349}, sub="an.nv")

    def ask(claims, alg, key, typ="JWT"):
        header = {"alg": alg, "kid": "k1", "typ": typ}
        return Api(service, keys.sign(claims, header, signer_of(alg, key))).get("/v1/collectives")

    assert ask(ours, "RS256", KEY).expect(200).items and ask(theirs, "PS256", partner, None).expect(200).items
    ask(ours, "RS256", partner).expect(401)  # the name of one issuer, the key of the other
    ask(theirs, "PS256", KEY).expect(401)
    ask(theirs, "RS256", partner).expect(401)
    ask(theirs | {"aud": "portal"}, "PS256", partner).expect(401)
    ask(ours | {"realm_access": {"roles": ["district_reviewer"]}}, "RS256", KEY).expect(403)
    ask(ours, "RS256", KEY, None).expect(401)
    ask(ours | {"iss": ISSUER}, "RS256", KEY).expect(401)


def test_the_subjects_of_two_issuers_do_not_mix(start_service, database, tmp_path, keys, unique):
    """The prefix is part of the subject that the history stores."""
    listed, partner = page_issuers(tmp_path)
    service = start_with_issuers(start_service, tmp_path, listed)
    claims = keys.claims("district_reviewer", sub="an.nv", iss=listed[1]["issuer"], org={"units": "349"}, aud="tdkt")
    caller = Api(service, keys.sign(claims, {"alg": "PS256", "kid": "k1"}, signer_of("PS256", partner)))
    made = caller.post("/v1/collectives", new_collective(unique)).expect(201)
    who = f"select actor from change_history where row_id = '{made.id}'"
    assert database.value(who, "postgres") == "partner:an.nv"


def entry(**changes) -> dict:
    sound = {"issuer": "https://a.example", "keys": "/dev/null", "audience": "tdkt", "subject_prefix": ""} | changes
    return {name: value for name, value in sound.items() if value is not None}


FAULTS = {
    "not JSON": ("[", "a JSON list"), "not a list": ({}, "a JSON list"), "an empty list": ([], "a JSON list"),
    "a member twice": ('[{"issuer": "a", "issuer": "b"}]', "a JSON list"),
    "too many": ([entry(issuer=f"i{i}") for i in range(17)], "a JSON list"),
    "not an object": ([7], "issuer 1: it must be an object"),
    "an unknown member": ([entry(role_clam="x")], "issuer 1: role_clam"),
    "a member missing": ([entry(audience=None)], "issuer 1: audience"),
    "a number": ([entry(audience=7)], "issuer 1: audience"), "an empty text": ([entry(issuer="")], "issuer 1: issuer"),
    "an unknown role": ([entry(role_map={"x": "boss"})], "issuer 1: role_map"),
    "an empty map": ([entry(role_map={})], "issuer 1: role_map"),
    "an unknown algorithm": ([entry(alg="HS256")], "issuer 1: alg"),
    "a prefix that is no text": ([entry(subject_prefix=7)], "issuer 1: subject_prefix"),
    "a prefix not said": ([entry(), entry(issuer="b", subject_prefix=None)], "issuer 2: subject_prefix"),
    "a name twice": ([entry(), entry()], "issuer 2: issuer"),
    "keys that are none": ([entry(), entry(issuer="b")], "issuer 1: keys: no usable key"),
}


@pytest.mark.parametrize("text,words", FAULTS.values(), ids=FAULTS)
def test_a_wrong_file_of_issuers_stops_the_start_with_one_line(start_service, tmp_path, text, words):
    service = start_with_issuers(start_service, tmp_path, text, started=False)
    service.launch()
    assert service.wait() == 78
    [line] = service.log_lines()
    assert "TDKT_JWT_ISSUERS" in line["message"] and "issuers.json" in line["message"] and words in line["message"], line


WRONG = [
    ("TDKT_JWT_ROLE_MAP", "a=boss"), ("TDKT_JWT_ROLE_MAP", "reader"), ("TDKT_JWT_ROLE_MAP", " , "), ("TDKT_JWT_ALG", "HS256"),
    ("TDKT_JWT_ISSUERS", "/nowhere/issuers.json"), ("TDKT_DEVELOPMENT_KEYS", "nowhere!"), ("TDKT_JWT_KEPT_HOURS", "721"),
    ("TDKT_JWT_AUDIENCE", ", ,"), ("TDKT_JWT_TYP", " , "),
]


@pytest.mark.parametrize("name,value", WRONG, ids=[f"{name}={value}" for name, value in WRONG])
def test_a_wrong_setting_stops_the_start(start_service, name, value):
    service = start_service({name: value}, started=False)
    service.launch()
    assert service.wait() == 78
    [line] = service.log_lines()
    assert name in line["message"], line


def test_a_file_of_issuers_and_settings_of_one_do_not_go_together(start_service, tmp_path):
    path = tmp_path / "issuers.json"
    path.write_text(json.dumps([entry()]))
    service = start_service({"TDKT_JWT_ISSUERS": str(path)}, started=False)
    service.launch()
    assert service.wait() == 78 and "TDKT_JWT_KEYS must not be set beside it" in service.log_text()


@pytest.mark.parametrize("listen", ["0.0.0.0:0", ":0", "[::]:0"])
def test_development_keys_serve_on_this_machine_only(start_service, keys, listen):
    service = start_service({"TDKT_LISTEN": listen}, started=False)
    service.launch()
    assert service.wait() == 78 and "TDKT_DEVELOPMENT_KEYS" in service.log_text() and "TDKT_LISTEN" in service.log_text()
    asked_for = start_service({"TDKT_LISTEN": listen, "TDKT_DEVELOPMENT_KEYS": "anywhere"}, started=False)
    asked_for.launch()
    asked_for._wait_for("listening", asked_for._listening)


def test_development_keys_do_not_come_in_by_a_reload(start_service, keys, tmp_path):
    path = tmp_path / "keys.json"
    path.write_text(json.dumps({"keys": [jwk(KEY, "k1")]}))
    service = start_service({"TDKT_LISTEN": "0.0.0.0:0", "TDKT_JWT_KEYS": str(path)}, started=False)
    service.launch()
    service._wait_for("listening", service._listening)
    path.write_bytes(keys.jwks_file.read_bytes())
    service.reload()
    service._wait_for("reloaded", lambda: "keys_not_reloaded" in service.log_text())


def test_every_setting_of_identity_is_on_the_page():
    page = "\n".join(sections().values())
    told = subprocess.run([binary(), "--help"], capture_output=True, text=True, timeout=30, check=True).stdout
    names = re.findall(r"(?m)^(TDKT_JWT_\w+|TDKT_DEVELOPMENT_KEYS)\s", told)
    assert len(names) >= 15 and [name for name in names if f"| `{name}` |" not in page] == []
