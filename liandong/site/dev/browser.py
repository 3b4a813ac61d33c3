"""Finds a Chromium for the browser tests, or installs one, or says why there is none."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
VARIABLE = "LIANDONG_CHROMIUM"
FONTS = "fonts-noto-cjk"


def find_browser() -> str | None:
    """Path of a Chromium, told to the tests through LIANDONG_CHROMIUM; None after saying that there is none."""
    path = os.environ.get(VARIABLE) or on_path() or installed_by_debian() or installed_by_playwright()
    if path is None:
        print("No Chromium was found or could be installed: the browser tests are skipped.\n"
              "  To run them: apt-get install chromium, or set LIANDONG_CHROMIUM to a Chromium's path.", file=sys.stderr)  # fmt: skip
        return None
    os.environ[VARIABLE] = path
    return path


def on_path() -> str | None:
    return next((path for name in NAMES if (path := shutil.which(name))), None)


def installed_by_debian() -> str | None:
    if os.geteuid() != 0 or not shutil.which("apt-get"):
        return None
    print("· installing Chromium for the browser tests", file=sys.stderr)
    subprocess.run(["apt-get", "update"], check=False, capture_output=True)
    packages = ["apt-get", "install", "-y", "--no-install-recommends", "chromium", FONTS]
    subprocess.run(packages, check=False, capture_output=True)
    return on_path()


def installed_by_playwright() -> str | None:
    done = subprocess.run([sys.executable, "-m", "playwright", "install", "chromium"], check=False, capture_output=True)
    if done.returncode:
        return None
    ask = "from playwright.sync_api import sync_playwright as s\nwith s() as p: print(p.chromium.executable_path)"
    return (
        subprocess.run([sys.executable, "-c", ask], check=False, capture_output=True, text=True).stdout.strip() or None
    )
