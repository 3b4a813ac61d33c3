"""What all tests share."""

from __future__ import annotations

import os
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from django.core.signals import request_finished, request_started
from django.db import close_old_connections
from django.utils import translation
from pytest_django import DjangoDbBlocker

from liandong.site.demo.base import load_base


@pytest.fixture
def now() -> datetime:
    """A Friday afternoon in June, 14:30 in Chengdu."""
    return datetime(2026, 6, 12, 6, 30, tzinfo=UTC)


@pytest.fixture(autouse=True)
def _spoken_language() -> Iterator[None]:
    """What language a test spoke last is no matter of the next one."""
    yield
    translation.deactivate()


@pytest.fixture
def requests_in_one_transaction(db: None) -> Iterator[None]:
    """Requests through WSGI do not close the connection that holds the test's transaction."""
    for signal in (request_started, request_finished):
        signal.disconnect(close_old_connections)
    yield
    for signal in (request_started, request_finished):
        signal.connect(close_old_connections)


@pytest.fixture(scope="session")
def real_data() -> Path:
    """The folder of real data, which is not part of the project; tests that need it skip where it is absent."""
    folder = Path(os.environ.get("LIANDONG_DATA", Path(__file__).parents[2] / "shared" / "data"))
    if not folder.exists():
        pytest.skip(f"the real data is not beside this checkout ({folder}); set LIANDONG_DATA to use it")
    return folder


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> None:
    """The test database holds the demo district's ground: its map, kinds, rules, units and people."""
    with django_db_blocker.unblock():
        load_base(datetime(2026, 1, 5, 1, 0, tzinfo=UTC), lambda _step: None)
