"""The pages of docs/ as the service serves them: complete, readable without a network, and every link leads to something."""

import posixpath
import re
import sys
from html.parser import HTMLParser

import pytest
from support.paths import ROOT

sys.path.insert(0, str(ROOT / "script" / "lib"))

import docs_pages  # noqa: E402

PAGES = docs_pages.sources()
VOID = {"meta", "br", "hr", "link", "img", "input"}
CONTRACT = {"/docs", "/openapi.yaml"}


class Page(HTMLParser):
    """Collects tags, ids, links and text, and whether every tag is closed in its place."""

    def __init__(self, text):
        super().__init__()
        self.open, self.tags, self.attributes, self.ids, self.links, self.unbalanced = [], set(), set(), [], [], []
        self.feed(text)

    def handle_starttag(self, tag, attrs):
        given = dict(attrs)
        self.tags.add(tag)
        self.attributes |= set(given)
        self.ids += [given["id"]] if "id" in given else []
        self.links += [given["href"]] if "href" in given else []
        if tag not in VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag, attrs):
        self.handle_starttag(tag, attrs)
        if tag not in VOID:
            self.open.pop()

    def handle_endtag(self, tag):
        if not self.open or self.open.pop() != tag:
            self.unbalanced.append(tag)


@pytest.fixture(scope="module")
def texts(service):
    """{page: HTML} as served."""
    from support.client import Api

    return {page: Api(service).anonymous.get(f"/docs/{page}").expect(200).text for page in PAGES}


@pytest.fixture(scope="module")
def read(texts):
    return {page: Page(text) for page, text in texts.items()}


def test_every_page_of_the_folder_is_served():
    assert {path.name for path in (ROOT / "docs").glob("*.md")} <= {posixpath.basename(source) for source in PAGES.values()}


@pytest.mark.parametrize("page", PAGES)
def test_a_page_is_well_formed_and_stands_alone(texts, read, page):
    parsed = read[page]
    assert (parsed.unbalanced, parsed.open) == ([], [])
    assert len(set(parsed.ids)) == len(parsed.ids)
    assert parsed.tags & {"script", "link", "img", "iframe", "object", "form"} == set()
    assert [name for name in parsed.attributes if name.startswith("on") or name in ("src", "srcset")] == []
    assert re.search(r"@import|url\(", texts[page]) is None


@pytest.mark.parametrize("page", PAGES)
def test_every_link_leads_somewhere(read, page):
    lost = []
    for link in read[page].links:
        if docs_pages.is_outside(link):
            continue
        path, _, fragment = link.partition("#")
        served = posixpath.normpath(posixpath.join("/docs", path)) if path else f"/docs/{page}"
        known = served in CONTRACT or served.removeprefix("/docs/") in PAGES
        ids = read[served.removeprefix("/docs/")].ids if known and served not in CONTRACT else []
        lost += [] if known and (not fragment or fragment in ids) else [link]
    assert lost == []


@pytest.mark.parametrize("source", PAGES.values())
def test_every_link_in_the_source_leads_to_a_file(source):
    links = re.findall(r"\]\(([^)\s]+)\)", (ROOT / source).read_text(encoding="utf-8")) if source.endswith(".md") else []
    paths = {docs_pages.target_of(source, link)[0] for link in links if not docs_pages.is_outside(link)}
    assert [path for path in paths if not (ROOT / path).exists()] == []


@pytest.mark.parametrize("page", PAGES)
def test_markdown_became_html(texts, page):
    """A list or table directly after a line of text would remain text."""
    bare = re.sub(r"(?s)<(pre|code|style|svg)\b.*?</\1>", "", texts[page])
    assert re.findall(r"(?m)^(?:- |\* |\| |\d+\. ).*|```.*|<!--.*", bare) == []


def test_the_index_lists_every_page(texts):
    """In the page itself, and not only in the list beside it."""
    links = Page(re.search(r"(?s)<main>.*</main>", texts["index"])[0]).links
    assert set(links) == {page for page in PAGES if page != "index"} | {"../openapi.yaml"}


@pytest.mark.parametrize("page", PAGES)
def test_every_page_leads_to_every_other(read, page):
    assert {other for other in PAGES if other != page} | {"../docs"} <= set(read[page].links)


def test_the_contract_leads_to_the_pages(api):
    assert 'href="docs/index"' in api.anonymous.get("/docs").expect(200).text


def test_pictures_are_inside_and_say_what_they_show(texts):
    for page in ("maintaining", "nomination-states"):
        [picture] = re.findall(r"(?s)<figure>(<svg.*?</svg>)</figure>", texts[page])
        assert 'role="img"' in picture and "<title" in picture and "<desc" in picture


def test_a_page_is_kept_and_asked_for_again_cheaply(api):
    first = api.anonymous.get("/docs/operating").expect(200)
    assert first.media_type == "text/html" and "public" in first.headers["Cache-Control"]
    assert first.headers["Content-Security-Policy"].startswith("default-src 'none'")
    assert first.headers["Access-Control-Allow-Origin"] == "*"
    api.anonymous.get("/docs/operating", headers={"If-None-Match": first.etag}).expect(304)
    assert api.anonymous.request("HEAD", "/docs/operating").expect(200).content == b""


@pytest.mark.parametrize("page", ["no-such-page", "README", "index.html", "..%2fopenapi.yaml", "identity/"])
def test_a_page_that_is_not_there_is_404(api, page):
    api.anonymous.get(f"/docs/{page}").expect_problem(404, "not-found")
