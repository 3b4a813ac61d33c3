"""`./dev bench [NAME…] [--json] [--small]`: runs benches one after the other, each in a process of its own."""

from __future__ import annotations

import argparse
import importlib
import inspect
import json
import os
import signal
import subprocess
import sys
from typing import Any, Final

from bench.report import line, table

NAMES: Final = ("start", "intake", "intake_bulk", "locate", "words", "twins", "classify", "desk", "live")


def main() -> int:
    """Prints the table, or with --json one object a line. A bench that cannot run says why and is no failure."""
    parser = argparse.ArgumentParser(prog="./dev bench", description="The performance laboratory.")
    parser.add_argument("names", nargs="*", metavar="NAME", help=f"{' '.join(NAMES)} (all of them when none is named)")
    parser.add_argument("--json", action="store_true", help="one JSON object for each bench, one a line")
    parser.add_argument("--small", action="store_true", help="small sizes: a quick look, no figure to quote")
    parser.add_argument("--inside", action="store_true", help=argparse.SUPPRESS)
    args = parser.parse_args()
    if unknown := sorted(set(args.names) - set(NAMES)):
        parser.error(f"unknown: {', '.join(unknown)}; there are: {', '.join(NAMES)}")
    if args.inside:
        signal.signal(signal.SIGTERM, lambda *_: sys.exit(1))  # so that servers are stopped on the way out
        print(line(measured(args.names[0], small=args.small)))
        return 0
    found = []
    for name in args.names or NAMES:
        print(f"· {name}", file=sys.stderr, flush=True)
        one = apart(name, small=args.small)
        found.append(one)
        if args.json:
            print(line(one), flush=True)
    if not args.json:
        print(table(found))
    return 0


def measured(name: str, *, small: bool) -> dict[str, Any]:
    """Runs a bench in this process. Those that have no small size are run whole."""
    run = importlib.import_module(f"bench.{name}").run
    sized = "small" in inspect.signature(run).parameters
    found: dict[str, Any] = run(small=small) if sized else run()
    return found


def apart(name: str, *, small: bool) -> dict[str, Any]:
    """Runs a bench in a process of its own, since each wants its own database and a clean memory."""
    before = os.getloadavg()[0]
    words = [sys.executable, "-m", "bench", name, "--inside", *(["--small"] if small else [])]
    done = subprocess.run(words, check=False, capture_output=True, text=True)
    said = done.stdout.strip().splitlines()
    found = json.loads(said[-1]) if done.returncode == 0 and said else cannot(name, done.stderr)
    load = {"load_before": round(before, 2), "load_after": round(os.getloadavg()[0], 2)}
    return {**found, **load, **({"small": True} if small else {})}


def cannot(name: str, said: str) -> dict[str, Any]:
    """What stands for a bench that could not run (its data, a command or a package is absent)."""
    why = next((text for text in reversed(said.splitlines()) if text.strip()), "it said nothing")
    return {
        "name": name,
        "figure": None,
        "unit": "",
        "limit": None,
        "ratio": None,
        "goal": None,
        "met": None,
        "why": why.strip(),
    }


if __name__ == "__main__":
    raise SystemExit(main())
