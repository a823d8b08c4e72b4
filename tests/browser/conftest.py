"""A browser for each worker."""

import pytest

from support.browser import Browser


@pytest.fixture(scope="session")
def browser():
    made = Browser()
    yield made
    made.close()
