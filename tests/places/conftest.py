"""What tests of places share."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from liandong.places import queries
from liandong.places.models import AtlasVersion, Division, Grid, PlaceName, Succession

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


@pytest.fixture
def blank_map(db: None) -> None:
    """Places before anything was loaded; the demo district is back after the test."""
    for table in (Division, Succession, Grid, PlaceName, AtlasVersion):
        table._default_manager.all().delete()
    queries.forget_atlas()
