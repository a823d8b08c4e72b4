"""A real provider: glewlwyd from Debian issues the tokens, tdkt fetches its keys, and the settings of the documentation
page work.
"""

import base64
import json

import pytest
from support.client import Api
from support.glewlwyd import KINDS, Glewlwyd
from support.providers import providers

PAGE_SETTINGS, PAGE_SHAPE = providers()["glewlwyd"]


@pytest.fixture(scope="module")
def glewlwyd():
    running = Glewlwyd()
    try:
        yield running.start()
    finally:
        running.stop()


def settings_for(glewlwyd, plugin) -> dict:
    """The settings of the page, with the addresses of this provider."""
    issuer = json.loads(payload_of(glewlwyd.access_token(plugin)))["iss"]
    return PAGE_SETTINGS | {"TDKT_JWT_KEYS": f"{plugin}/jwks", "TDKT_JWT_ISSUER": issuer}


def part_of(token, place) -> bytes:
    part = token.split(".")[place]
    return base64.urlsafe_b64decode(part + "=" * (-len(part) % 4))


def payload_of(token) -> bytes:
    return part_of(token, 1)


@pytest.mark.parametrize("alg", KINDS)
def test_its_tokens_open(start_service, glewlwyd, alg):
    plugin = glewlwyd.plugin(alg)
    token = glewlwyd.access_token(plugin)
    assert json.loads(part_of(token, 0))["alg"] == alg
    service = start_service(settings_for(glewlwyd, plugin))
    assert Api(service, token).get("/v1/collectives").expect(200).items
    head, body, signature = token.split(".")
    turned = ("A" if signature[5] != "A" else "B").join([signature[:5], signature[6:]])
    Api(service, ".".join([head, body, turned])).get("/v1/collectives").expect_problem(401, "invalid-token")
    if alg == "RS256":
        its_other_tokens_do_not(service, glewlwyd, plugin)


def its_other_tokens_do_not(service, glewlwyd, plugin):
    """Its ID token, and tokens of another plugin, which is another issuer with another key."""
    answer = Api(service, glewlwyd.id_token(plugin)).get("/v1/collectives", headers={"Accept-Language": "en"})
    answer.expect_problem(401, "invalid-token")
    assert answer.json["detail"] == "The token is not an access token (header typ)."
    other = glewlwyd.access_token(glewlwyd.plugin("PS256"))
    answer = Api(service, other).get("/v1/collectives", headers={"Accept-Language": "en"}).expect(401)
    assert answer.json["detail"] == "The token comes from another issuer."


def test_the_page_shows_its_shape(glewlwyd):
    token = glewlwyd.access_token(glewlwyd.plugin("ES256"))
    shown = PAGE_SHAPE["payload"]
    made = json.loads(payload_of(token))
    assert set(made) <= set(shown) and json.loads(part_of(token, 0))["typ"] == PAGE_SHAPE["header"]["typ"]
    assert {name for name in shown if name not in made} <= {"claims"}
    assert made["roles"] == "district_reviewer,Trưởng phòng" and made["aud"] == "tdkt" and made["type"] == shown["type"]
