"""`./dev test`: every test, on an embedded PostgreSQL kept in .test-data, with a browser where there is one.

All tests without a path: first those of one process, then the stories that start and kill a whole product; both by two at a
time. Each of two has a data folder, a database and, in the stories, a product and a browser of its own.
"""

from __future__ import annotations

import fcntl
import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

from liandong.site import embedded
from liandong.site.dev.browser import find_browser
from liandong.site.postgres import cluster
from liandong.site.translations import compile_catalogues

STORIES: Final = "tests/stories"
TWO: Final = ("-p", "liandong.site.dev.apart", "-n", "2", "--dist", "loadfile")


@contextmanager
def test_server() -> Iterator[None]:
    """The tests' own server, not durable and so quicker; of several runs at once the last one out stops it."""
    folder = embedded.data_folder(str(Path(".test-data")))
    if "DATABASE_URL" in os.environ:
        yield
        return
    server = cluster(folder, durable=False)
    with (folder / "runs.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_SH)
        embedded.started(server)
        try:
            yield
        finally:
            try:
                fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                return
            server.stop()


def main(words: list[str]) -> int:
    compile_catalogues(Path("locale"))
    find_browser()
    os.environ["LIANDONG_TEST_DATABASE"] = f"test_liandong_{os.getpid()}"
    with test_server():
        if any(not word.startswith("-") for word in words):
            return tested(*words)
        one_process = ("--ignore-glob", f"{STORIES}/test_*.py")
        whole_product = (STORIES, "--ignore", f"{STORIES}/inside", "--no-loadscope-reorder")
        return max(tested(*TWO, *one_process, *words), tested(*TWO, *whole_product, *words))


def tested(*words: str) -> int:
    """Runs pytest on what the words say; not 0 where something failed."""
    return subprocess.run([sys.executable, "-m", "pytest", *words], check=False).returncode


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
