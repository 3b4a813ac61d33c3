"""What stories in a browser need: the true product in processes of its own, and a Chromium."""

from __future__ import annotations

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import IO

import pytest
from playwright.sync_api import Browser, sync_playwright

from tests.stories.processes import Product, copied, prepare, remove, running
from tests.stories.screens import Screens


@pytest.fixture(scope="session")
def prepared(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """The data folder of a demo district before its first start. Of several processes one makes it, and the last one out deletes it."""
    root = tmp_path_factory.getbasetemp()
    root = root.parent if "PYTEST_XDIST_WORKER" in os.environ else root
    folder = root / "prepared"
    with (root / "making.lock").open("w") as making, (root / "using.lock").open("w") as using:
        with locked(making):
            fcntl.flock(using, fcntl.LOCK_SH)
            if not folder.exists():
                prepare(root / "preparing").rename(folder)
        yield folder
        with locked(making), suppress(BlockingIOError):
            fcntl.flock(using, fcntl.LOCK_EX | fcntl.LOCK_NB)
            remove(folder)


@contextmanager
def locked(file: IO[str]) -> Iterator[None]:
    fcntl.flock(file, fcntl.LOCK_EX)
    yield
    fcntl.flock(file, fcntl.LOCK_UN)


@pytest.fixture(scope="session")
def product(prepared: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Product]:
    """The product as `./dev run` starts it, with the demo district's ground and a database of its own."""
    with running(copied(prepared, tmp_path_factory.mktemp("product"))) as started:
        yield started


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
