"""Works the jobs: tells people, closes what nobody rated, sweeps."""

from __future__ import annotations

import argparse

from django.core.management import call_command

from liandong.journal.jobs import pick_up_soon


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--concurrency", type=int, default=2)


def run(args: argparse.Namespace) -> int:
    pick_up_soon()
    call_command("procrastinate", "worker", "--concurrency", str(args.concurrency), "--shutdown-graceful-timeout", "10")
    return 0
