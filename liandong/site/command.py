"""The product's command line: `liandong COMMAND`. Each command is a module in `liandong.site.commands`."""

from __future__ import annotations

import argparse
import importlib
import os
import pkgutil
import sys
from typing import Protocol, cast

import django

from liandong.kernel.refusals import Refused
from liandong.site import commands, embedded


class Command(Protocol):
    """A module of `liandong.site.commands`; its first docstring line is its help."""

    __doc__: str | None

    def add_arguments(self, parser: argparse.ArgumentParser) -> None: ...

    def run(self, args: argparse.Namespace) -> int: ...


def main(words: list[str] | None = None) -> int:
    """Runs one command. Without DATABASE_URL the embedded PostgreSQL is started for it, and stopped if it was down."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "liandong.site.settings")
    parser = argparse.ArgumentParser(prog="liandong", description="联动: the district's operating system.")
    parser.add_argument("--data", help="the data folder (default: .data)")
    rows = parser.add_subparsers(dest="command", required=True, metavar="COMMAND")
    for module in pkgutil.iter_modules(commands.__path__):
        command = cast(Command, importlib.import_module(f"{commands.__name__}.{module.name}"))
        row = rows.add_parser(module.name.strip("_"), help=(command.__doc__ or "").splitlines()[0])
        command.add_arguments(row)
        row.set_defaults(run=command.run, needs_database=getattr(command, "NEEDS_DATABASE", True))
    args = parser.parse_args(words)
    try:
        with embedded.database(args.data, wanted=args.needs_database):
            django.setup()
            return cast(int, args.run(args))
    except Refused as refused:
        print(refused.sentence, file=sys.stderr)
        return 2


if __name__ == "__main__":
    raise SystemExit(main())
