"""Opens a program's access to the API: liandong client NAME --channels app,hotline

Prints the key once; only its digest is kept. The same name again gets a new key, and the old ones stop working.
"""

from __future__ import annotations

import argparse

from liandong.access.client_actions import open_client
from liandong.access.scopes import USUAL
from liandong.kernel.clock import now


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("name")
    parser.add_argument("--channels", required=True, help="the channels it may report through, with commas")
    parser.add_argument("--scopes", default=",".join(USUAL), help="what its tokens may do, with commas")
    parser.add_argument("--area", default="", help="the code of the area whose cases it may follow beside its own")
    parser.add_argument("--per-minute", type=int, default=600)
    parser.add_argument("--per-day", type=int, default=100_000)


def run(args: argparse.Namespace) -> int:
    print(open_client(args.name, args.channels.split(","), scopes=args.scopes.split(","), area=args.area,
                      per_minute=args.per_minute, per_day=args.per_day, actor="system", now=now()))  # fmt: skip
    return 0
