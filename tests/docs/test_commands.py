"""Every command on the pages of docs/, run as a reader would type it."""

import secrets

import pytest
from support.pages import COMMANDS, PAGES, blocks, run, steps
from support.proxy import free_port
from support.tokens import AUDIENCE, ISSUER

SERVICE_ENV = {"TDKT_JWT_ISSUER": "https://tdkt.localhost", "TDKT_JWT_AUDIENCE": "tdkt"}  # the defaults of `tdkt token`
OPERATING = "operating.md"


def page_of(name):
    return next(page for page in PAGES if page.name == name)


def test_a_block_says_what_it_is():
    """Without a language after the fence nobody knows whether a block is a command. Only the output of a program has none."""
    bare = {(page.name, block.text.splitlines()[0]) for page in PAGES for block in blocks(page) if not block.kind}
    assert {first.split(":")[0] for _, first in bare} <= {"WWW-Authenticate"}


def test_what_is_not_run_says_why():
    kept = [(page.name, block.why) for page in PAGES for block in blocks(page) if block.kind in COMMANDS and block.why]
    assert all(len(why.split()) >= 4 for _, why in kept)


@pytest.mark.parametrize("page", [page for page in PAGES if steps(page) and page.name != OPERATING], ids=lambda page: page.stem)
def test_the_commands_of_a_page_work(service, page):
    replaced = [("http://127.0.0.1:8080", f"http://{service.api}")]
    run(page, {"TDKT_HOME": str(service.keys.home)}, replaced)


def test_the_commands_for_operators_work(postgres, databases, keys, tmp_path):
    """From an empty database to a service, its backup, and the restored copy with the kept secret."""
    first, second = databases.empty(), databases.empty()
    address, admin = f"127.0.0.1:{free_port()}", f"127.0.0.1:{free_port()}"
    environment = {
        "ADMIN": first.url("postgres"), "OWNER": first.url("tdkt_owner"), "SERVICE": first.url("tdkt_service"),
        "RESTORED_ADMIN": second.url("postgres"), "RESTORED_SERVICE": second.url("tdkt_service"), "ADMIN_PORT": admin,
        "TDKT_LISTEN": address, "TDKT_ADMIN_LISTEN": admin, "TDKT_SECRET_FILE": str(tmp_path / secrets.token_hex(4)),
        "TDKT_HOME": str(tmp_path), "TDKT_JWT_KEYS": str(keys.jwks_file), "TDKT_JWT_ISSUER": ISSUER,
        "TDKT_JWT_AUDIENCE": AUDIENCE,
    }
    run(page_of(OPERATING), environment)
    counts = [made.value("select count(*) from unit", "postgres") for made in (first, second)]
    assert counts[0] == counts[1] != "0"
    assert second.value("select proleakproof from pg_proc where proname = 'is_like'", "postgres") == "t"
    for made in (first, second):
        made.drop()
