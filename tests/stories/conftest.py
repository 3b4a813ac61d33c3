"""What stories in a browser need: the true product in processes of its own, and a Chromium."""

from __future__ import annotations

import os
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, sync_playwright

from tests.stories.processes import Product, running
from tests.stories.screens import Screens


@pytest.fixture(scope="session")
def product(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Product]:
    """The product as `./dev run` starts it, with the demo district's ground and a database of its own."""
    folder: Path = tmp_path_factory.mktemp("product")
    with running(folder) as started:
        ready(folder / "run.log")
        yield started


def ready(log: Path, patience: float = 60.0) -> None:
    """Waits for the last line of a start: before it, Ctrl-C does not yet stop everything in order."""
    until = time.monotonic() + patience
    while "ready after" not in log.read_text() and time.monotonic() < until:
        time.sleep(0.2)


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """A Chromium; the tests that need one are skipped where there is none."""
    path = os.environ.get("LIANDONG_CHROMIUM")
    if not path:
        pytest.skip("there is no Chromium here; set LIANDONG_CHROMIUM to its path to run the stories in a browser")
    with sync_playwright() as play:
        started = play.chromium.launch(executable_path=path, args=["--no-sandbox"])
        yield started
        started.close()


@pytest.fixture(scope="session")
def screens(browser: Browser, product: Product) -> Screens:
    """A screen for everybody in a story."""
    return Screens(browser, product)
