"""Callers that many tests need, one for each pair of role and unit."""

import pytest


@pytest.fixture
def district(api):
    """A district reviewer of Duy Tiên (349)."""
    return api.as_("district_reviewer", "349")


@pytest.fixture
def province(api):
    """A province reviewer of Hà Nam (35)."""
    return api.as_("province_reviewer", "35")


@pytest.fixture
def admin(api):
    return api.as_("admin", "35")
