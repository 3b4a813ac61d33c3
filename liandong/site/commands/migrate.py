"""Brings the database's tables up to date."""

from __future__ import annotations

import argparse

from django.core.management import call_command


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--check", action="store_true", help="only say whether something is missing")


def run(args: argparse.Namespace) -> int:
    call_command("migrate", interactive=False, verbosity=0, check_unapplied=args.check)
    if not args.check:
        call_command("createcachetable", verbosity=0)
    return 0
