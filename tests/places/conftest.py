"""What tests of places share."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from liandong.places import queries

DEMO = Path(__file__).parents[2] / "liandong" / "site" / "demo" / "chenghua"


@pytest.fixture
def demo() -> Path:
    """The folder of the demo district's tables."""
    return DEMO


@pytest.fixture(autouse=True)
def _no_atlas_of_another_test() -> Iterator[None]:
    """A rolled-back test leaves its Atlas on the shelf for up to a second."""
    queries.forget_atlas()
    yield
    queries.forget_atlas()
