"""What script/openapi makes from the document: JSON with the same content, and a page that needs nothing else."""

import json
import re
import subprocess
from html import unescape
from html.parser import HTMLParser

import pytest
from contract.schemas import ROOT
from openapi_document import load, operations

VOID = {"meta", "br", "hr", "link", "img", "input"}
DOCUMENT = load(ROOT / "openapi.yaml")


def made(form, tmp_path):
    target = tmp_path / form
    subprocess.run(["/usr/bin/python3", ROOT / "script" / "openapi", form, ROOT / "openapi.yaml", target], check=True)
    return target.read_text(encoding="utf-8")


class Page(HTMLParser):
    """Collects tags, ids, links and code blocks, and whether every tag is closed in its place."""

    def __init__(self, text):
        super().__init__()
        self.open, self.tags, self.ids, self.links, self.blocks, self.unbalanced = [], set(), [], [], [], []
        self.attributes = set()
        self.feed(text)

    def handle_starttag(self, tag, attrs):
        given = dict(attrs)
        self.tags.add(tag)
        self.attributes |= set(given)
        self.ids += [given["id"]] if "id" in given else []
        self.links += [given["href"]] if "href" in given else []
        self.blocks += [""] if tag == "pre" else []
        if tag not in VOID:
            self.open.append(tag)

    def handle_endtag(self, tag):
        if not self.open or self.open.pop() != tag:
            self.unbalanced.append(tag)

    def handle_data(self, data):
        if self.open and self.open[-1] == "pre":
            self.blocks[-1] += data


@pytest.fixture(scope="module")
def text(tmp_path_factory):
    return made("docs", tmp_path_factory.mktemp("forms"))


@pytest.fixture(scope="module")
def page(text):
    return Page(text)


def test_the_json_says_the_same(tmp_path):
    assert json.loads(made("json", tmp_path)) == DOCUMENT


def test_the_document_is_not_overwritten(tmp_path):
    target = tmp_path / "openapi.yaml"
    command = ["/usr/bin/python3", ROOT / "script" / "openapi", "docs", ROOT / "openapi.yaml", target]
    assert subprocess.run(command, capture_output=True).returncode != 0
    assert not target.exists()


def test_the_page_is_well_formed(page):
    assert page.unbalanced == [] and page.open == []
    assert len(set(page.ids)) == len(page.ids)


def test_the_page_stands_alone(page, text):
    assert page.tags & {"script", "link", "img", "iframe", "object", "form"} == set()
    assert [name for name in page.attributes if name.startswith("on") or name in ("src", "style")] == []
    assert {link for link in page.links if not link.startswith("#")} == {"docs/index"}
    assert re.search(r"@import|url\(", text) is None
    assert "default-src 'none'; style-src 'unsafe-inline'" in unescape(text)


def test_every_link_leads_somewhere(page):
    assert {link[1:] for link in page.links if link.startswith("#")} - set(page.ids) == set()


def test_every_operation_and_schema_is_there(page, text):
    ids = {operation.id for operation in operations(DOCUMENT)}
    assert ids | {f"schema-{name}" for name in DOCUMENT["components"]["schemas"]} <= set(page.ids)
    names = {parameter["name"] for operation in operations(DOCUMENT) for parameter in operation.parameters}
    plain = {name.partition("[")[0] for name in names}
    assert [name for name in plain if name not in text] == []


def test_every_curl_call_is_a_command(page):
    calls = [block for block in page.blocks if block.startswith("curl ")]
    assert len(calls) == len(operations(DOCUMENT))
    checked = subprocess.run(["bash", "-n"], input="\n".join(calls), text=True, capture_output=True)
    assert checked.returncode == 0, checked.stderr
