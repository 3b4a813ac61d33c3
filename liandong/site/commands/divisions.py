"""Changes the divisions: liandong divisions EDITION.csv --successions SUCCESSIONS.csv --on 2020-01-01

Renumbers the grids, carries the units over, and gives every open case the unit that answers for it now.
"""

from __future__ import annotations

import argparse
from datetime import date
from pathlib import Path

from liandong.kernel.clock import now
from liandong.places.editions import division_rows, succession_rows
from liandong.site.divisions import change_divisions


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("edition", type=Path, help="code,name,level,parent of every division that holds")
    parser.add_argument("--successions", type=Path, required=True, help="from_code,to_code,on,basis,note")
    parser.add_argument("--on", type=date.fromisoformat, required=True, help="the first day of the new edition")


def run(args: argparse.Namespace) -> int:
    edition = division_rows(args.edition.read_text(encoding="utf-8"))
    successions = succession_rows(args.successions.read_text(encoding="utf-8"))
    done = change_divisions(edition, successions, on=args.on, actor="system", now=now())
    print(f"{done.grids:,} grids renumbered, {done.units_opened} units opened, {done.units_ended} ended, "
          f"{done.cases:,} open cases given their new unit")  # fmt: skip
    return 0
