"""`./dev test`: every test, on an embedded PostgreSQL kept in .test-data, with a browser where there is one."""

from __future__ import annotations

import fcntl
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from liandong.site import embedded
from liandong.site.dev.browser import find_browser
from liandong.site.postgres import cluster
from liandong.site.translations import compile_catalogues


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
        import pytest  # its Django plug-in reads the settings, which need the server's address

        return int(pytest.main(words))


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
