"""What tests of all faces share."""

from __future__ import annotations

import pytest
from django.core.cache import cache
from pytest_django import Settings


@pytest.fixture(autouse=True)
def one_factor(request: pytest.FixtureRequest, settings: Settings) -> None:
    """Most tests are not about the second factor; the caches of sign-in attempts, which are rows, start empty."""
    settings.LIANDONG_SECOND_FACTOR = "optional"
    if request.node.get_closest_marker("django_db"):
        cache.clear()
