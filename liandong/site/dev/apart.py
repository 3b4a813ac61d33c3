"""A plug-in of the tests: each process of several has a data folder of its own, named before the settings are read."""

from __future__ import annotations

import os

if worker := os.environ.get("PYTEST_XDIST_WORKER"):
    os.environ["LIANDONG_DATA_DIR"] = f"{os.environ['LIANDONG_DATA_DIR']}/{worker}"
