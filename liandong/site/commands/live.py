"""Tells browsers which cases changed, as it happens; one process for all of them."""

from __future__ import annotations

import argparse
import os
import sys


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--host", default="127.0.0.1")
    parser.add_argument("--port", type=int, default=8001)
    parser.add_argument("--listeners", type=int, default=5000, help="how many browsers may listen at once")


def run(args: argparse.Namespace) -> int:
    """Becomes granian with one ASGI process: it holds one connection to the database, however many listen."""
    words = ["--interface", "asgi", "--host", args.host, "--port", str(args.port), "--workers", "1",
             "--backlog", "2048", "--backpressure", str(args.listeners), "--log-level", "warning", "--no-ws",
             "--respawn-failed-workers", "--workers-kill-timeout", "2", "liandong.site.asgi:application"]  # fmt: skip
    os.execv(sys.executable, [sys.executable, "-m", "granian", *words])
