"""The product's command line: `liandong COMMAND`. Each command is a module in `liandong.site.commands`."""

from __future__ import annotations

import argparse
import ast
import importlib
import logging
import os
import pkgutil
import sys
from pathlib import Path
from typing import Final, Protocol, cast

import django

from liandong.kernel.refusals import Refused
from liandong.site import commands, embedded

LOGGING: Final = frozenset({"serve", "worker", "live"})
WITHOUT_DATABASE: Final = frozenset({"train", "twins", "classify", "insight"})
BECOMES_ANOTHER: Final = frozenset({"serve"})
"""Commands that hand over to a program which sets everything up itself: doing it twice is half of what a start takes."""


class Command(Protocol):
    """A module of `liandong.site.commands`; the first line of its docstring is its help."""

    def add_arguments(self, parser: argparse.ArgumentParser) -> None: ...

    def run(self, args: argparse.Namespace) -> int: ...


def known() -> dict[str, str]:
    """Names and first lines of all commands, read without importing them: models need the settings first."""
    found = {}
    for module in pkgutil.iter_modules(commands.__path__):
        source = Path(commands.__path__[0], f"{module.name}.py").read_text(encoding="utf-8")
        found[module.name] = (ast.get_docstring(ast.parse(source)) or "").partition("\n")[0]
    return found


def main(words: list[str] | None = None) -> int:
    """Runs one command. Without DATABASE_URL the embedded PostgreSQL is started for it, and stopped if it was down."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "liandong.site.settings")
    modules = known()
    listing = "\n".join(f"  {name.strip('_'):<12}{line}" for name, line in modules.items())
    parser = argparse.ArgumentParser(prog="liandong", description=f"联动: the district's operating system.\n\n{listing}",
                                     formatter_class=argparse.RawDescriptionHelpFormatter)  # fmt: skip
    parser.add_argument("--data", help="the data folder (default: .data)")
    parser.add_argument("command", choices=[name.strip("_") for name in modules], metavar="COMMAND")
    parser.add_argument("rest", nargs=argparse.REMAINDER, metavar="...")
    asked = parser.parse_args(words)
    module = next(name for name in modules if name.strip("_") == asked.command)
    with embedded.database(asked.data, wanted=asked.command not in WITHOUT_DATABASE):
        if asked.command not in BECOMES_ANOTHER:
            django.setup()
        if asked.command not in LOGGING:
            logging.getLogger().setLevel(logging.WARNING)
        command = cast(Command, importlib.import_module(f"{commands.__name__}.{module}"))
        own = argparse.ArgumentParser(prog=f"liandong {asked.command}", description=modules[module])
        command.add_arguments(own)
        try:
            return command.run(own.parse_args(asked.rest))
        except Refused as refused:
            print(refused.sentence, file=sys.stderr)
            return 2


if __name__ == "__main__":
    raise SystemExit(main())
