"""`./dev test`: every test, on an embedded PostgreSQL kept in .test-data, with a browser where there is one.

All tests without a path: first those of one process, by two at a time, and then the stories, which start and kill a whole
product and look at its seconds, by themselves.
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
        pairs = ("-p", "liandong.site.dev.apart", "-n", "2", "--dist", "loadfile", "--ignore", STORIES)
        return max(tested(*pairs, *words), tested(STORIES, *words))


def tested(*words: str) -> int:
    """Runs pytest on what the words say; not 0 where something failed."""
    return subprocess.run([sys.executable, "-m", "pytest", *words], check=False).returncode


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
