"""A start while the key server is down uses the keys of its last answer, for a limited time. They are never used when
the server answers.
"""

import json
import time

import pytest
from support.client import Api
from support.key_server import KeyServer
from support.tokens import jwk, new_ec, signer_of

FIRST, SECOND = new_ec(), new_ec()


@pytest.fixture
def server():
    made = KeyServer()
    made.publish(jwk(FIRST, "1"))
    yield made
    made.stop()


@pytest.fixture
def served(start_service, server):
    """A service that once started with the keys of the server, and is stopped again."""
    service = start_service({"TDKT_JWT_KEYS": server.url})
    service.stop()
    return service


def kept(service):
    [found] = service.home.glob("kept-keys-*.json")
    return found


def status(service, keys, key=FIRST, kid="1") -> int:
    token = keys.sign(keys.claims("district_reviewer", "349"), {"alg": "ES256", "kid": kid}, signer_of("ES256", key))
    return Api(service, token).get("/v1/collectives").status


def refused(service) -> str:
    service.launch()
    assert service.wait() == 78
    return service.log_text()


def events(service) -> list:
    return [line["event"] for line in service.log_lines()]


def test_the_last_answer_is_kept_for_us_alone(served, keys):
    path = kept(served)
    assert path.stat().st_mode & 0o777 == 0o600
    document = json.loads(path.read_text())
    assert abs(document["fetched_at"] - time.time()) < 60 and json.loads(document["keys"])["keys"][0]["kid"] == "1"
    assert list(served.home.glob("kept-keys-*")) == [path]


def test_without_the_server_the_kept_keys_serve_with_a_warning(served, server, keys):
    server.stop()
    served.start()
    assert status(served, keys) == 200
    [warning] = [line for line in served.log_lines() if line["event"] == "keys_of_earlier"]
    assert warning["level"] == "warn" and "TDKT_JWT_KEYS" in warning["message"]


def test_a_server_that_fails_is_away_too(served, server, keys):
    server.answer = (503, "later")
    served.start()
    assert status(served, keys) == 200 and "keys_of_earlier" in events(served)


def test_when_the_server_is_back_its_answer_counts(served, server, keys):
    server.stop()
    served.start()
    server.publish(jwk(SECOND, "2"))
    server.start()
    assert status(served, keys, SECOND, "2") == 200  # asked again at the first request
    assert status(served, keys) == 401
    assert "2" in kept(served).read_text()


def test_kept_keys_are_never_used_when_the_server_answers(served, server, keys):
    server.publish(jwk(SECOND, "2"))
    served.start()
    assert (status(served, keys), status(served, keys, SECOND, "2")) == (401, 200)
    assert "keys_of_earlier" not in events(served)


@pytest.mark.parametrize("answer", [(404, ""), (200, "{}"), (200, '{"keys": []}'), (302, "")], ids=repr)
def test_an_answer_without_keys_is_an_answer(served, server, answer):
    server.answer = answer
    assert "TDKT_JWT_KEYS" in refused(served)


def change(path, **members):
    path.write_text(json.dumps(json.loads(path.read_text()) | members))


def test_old_keys_do_not_serve(served, server):
    server.stop()
    change(kept(served), fetched_at=int(time.time()) - 25 * 3600)
    assert "older than 24 hours" in refused(served)
    change(kept(served), fetched_at=int(time.time()) + 3600)
    assert "older than 24 hours" in refused(served)  # nor keys saved by a clock that ran ahead


@pytest.mark.parametrize("spoil", [
    lambda path: path.unlink(), lambda path: path.chmod(0o620), lambda path: path.write_text("{"),
    lambda path: change(path, keys=7), lambda path: change(path, keys="{}"),
], ids=["gone", "others may write", "cut off", "no text", "no keys"])
def test_kept_keys_that_are_not_sound_do_not_serve(served, server, spoil):
    server.stop()
    spoil(kept(served))
    assert "TDKT_JWT_KEYS" in refused(served)


def test_keeping_can_be_switched_off(start_service, server):
    service = start_service({"TDKT_JWT_KEYS": server.url, "TDKT_JWT_KEPT_HOURS": "0"})
    service.stop()
    assert list(service.home.glob("kept-keys-*")) == []
    server.stop()
    assert "cannot be fetched" in refused(service)


def test_keys_of_another_address_are_not_taken(served, server, start_service):
    other = KeyServer()
    other.stop()
    server.stop()
    served.env["TDKT_JWT_KEYS"] = other.url
    assert "no keys are kept" in refused(served)


def test_a_home_that_cannot_be_written_is_a_warning(start_service, server, keys, tmp_path):
    service = start_service({"TDKT_JWT_KEYS": server.url, "TDKT_HOME": str(tmp_path / "nowhere")})
    assert status(service, keys) == 200 and "keys_not_kept" in events(service)


def test_keys_for_another_use_are_passed_over_with_a_warning(start_service, server, keys):
    server.publish(jwk(FIRST, "1"), jwk(SECOND, "2", use="enc"), jwk(SECOND, "3", key_ops=["sign"]), jwk(SECOND, "4", alg="RS256"))
    service = start_service({"TDKT_JWT_KEYS": server.url})
    assert status(service, keys) == 200
    assert [status(service, keys, SECOND, kid) for kid in "234"] == [401] * 3
    warnings = [line["message"] for line in service.log_lines() if line["event"] == "key_passed_over"]
    assert [text.split(":")[1].strip() for text in warnings] == [f"key {n} is not used" for n in (2, 3, 4)]
