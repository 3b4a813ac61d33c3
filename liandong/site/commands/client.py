"""Opens a program's access to the API: liandong client NAME --channels app,hotline

Prints the key once; only its digest is kept. The same name again gets a new key, and the old one stops working.
"""

from __future__ import annotations

import argparse

from liandong.access.actions import open_client
from liandong.kernel.clock import now


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("name")
    parser.add_argument("--channels", required=True, help="the channels it may report through, with commas")
    parser.add_argument("--per-minute", type=int, default=600)


def run(args: argparse.Namespace) -> int:
    print(open_client(args.name, args.channels.split(","), per_minute=args.per_minute, actor="system", now=now()))
    return 0
