"""`./dev test`: every test, on an embedded PostgreSQL kept in .test-data, with a browser where there is one."""

from __future__ import annotations

import os
import sys
from pathlib import Path

from liandong.site import embedded
from liandong.site.dev.browser import find_browser
from liandong.site.postgres import cluster
from liandong.site.translations import compile_catalogues


def main(words: list[str]) -> int:
    compile_catalogues(Path("locale"))
    find_browser()
    folder = embedded.data_folder(str(Path(".test-data")))
    started_here = "DATABASE_URL" not in os.environ
    server = cluster(folder, durable=False)
    if started_here:
        embedded.started(server)
    import pytest  # after the environment is set: its plug-in reads the settings  # noqa: PLC0415

    try:
        return int(pytest.main(words))
    finally:
        if started_here:
            server.stop()


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
