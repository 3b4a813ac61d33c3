"""Loads components and hazards from a table: liandong assets --from FILE

Columns: code, place, lon, lat, unit; where they are known name, kind, every_days, active. Degrees CGCS2000. A component's code has
16 digits and says its kind; a hazard's row names the kind that a fault of it is reported as. What the table does not name stays.
"""

from __future__ import annotations

import argparse
from pathlib import Path

from liandong.channels import tables
from liandong.kernel.clock import now
from liandong.kernel.refusals import Refused
from liandong.ledger.actions import load_assets
from liandong.ledger.rules import AssetRow, parsed


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--from", dest="source", type=Path, required=True, help="a table of assets (csv or xlsx)")


def run(args: argparse.Namespace) -> int:
    count = load_assets(list(map(row, *zip(*tables.rows(args.source), strict=True))), actor="system", now=now())
    print(f"{count:,} assets")
    return 0


def row(line: int, given: dict[str, str]) -> AssetRow:
    """An asset, or a refusal that names the line."""
    try:
        return parsed(given)
    except Refused as refused:
        raise Refused(
            "第 {line} 行：{why}", code=refused.code, field=refused.field, line=line, why=refused.sentence
        ) from None
