"""The documentation in a real browser: it loads nothing else, fits a phone, and prints without the parts that are only
for a screen.
"""

import sys

import pytest

from support.paths import ROOT

sys.path.insert(0, str(ROOT / "script" / "lib"))

import docs_pages  # noqa: E402

SEED = "none"


@pytest.fixture
def look(browser, service):
    return lambda page, size: browser.open(f"http://{service.api}/docs/{page}", None, size)


@pytest.mark.parametrize("page", docs_pages.sources())
def test_it_fits_a_phone_and_loads_nothing(look, service, page):
    browser = look(page, "phone")
    assert browser.complaints() == []
    assert set(browser.requests()) <= {f"http://{service.api}/docs/{page}", f"http://{service.api}/favicon.ico"}
    assert browser.run("return document.documentElement.scrollWidth <= document.documentElement.clientWidth")
    narrow = """return [...document.querySelectorAll('td, th')].filter(
        cell => cell.textContent.length > 20 && cell.getBoundingClientRect().width < 60).map(cell => cell.textContent)"""
    assert browser.run(narrow) == []
    browser.shoot(f"docs-{page}-phone")


def test_a_picture_is_as_wide_as_its_place(look):
    for size in ("phone", "wall"):
        browser = look("nomination-states", size)
        assert browser.run("""const picture = document.querySelector('figure svg').getBoundingClientRect();
            return picture.left >= 0 && picture.right <= document.documentElement.clientWidth && picture.width > 300""")


def test_it_prints_without_the_list_of_pages(look):
    browser = look("operating", "wall")
    assert browser.print("docs-operating").startswith(b"%PDF")
    browser.driver.execute_cdp_cmd("Emulation.setEmulatedMedia", {"media": "print"})
    try:
        assert browser.run("return getComputedStyle(document.querySelector('nav')).display") == "none"
    finally:
        browser.driver.execute_cdp_cmd("Emulation.setEmulatedMedia", {"media": ""})
