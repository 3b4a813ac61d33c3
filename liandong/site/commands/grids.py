"""Loads grids from GeoJSON: liandong grids FILE --on 2026-01-01 [--coordinates gcj02] [--community PROPERTY]

Checks the topology first and says everything that is wrong; grids without codes are numbered west to east, north to south.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from datetime import date
from pathlib import Path

from django.conf import settings
from shapely import Polygon

from liandong.kernel.clock import now
from liandong.kernel.coordinates import System
from liandong.kernel.refusals import Refused
from liandong.places.actions import GridsUnsound, load_grids
from liandong.places.numbering import grid_codes
from liandong.places.parse import Outline, outlines
from liandong.places.rows import GridRow
from liandong.places.topology import topology


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("file", type=Path)
    parser.add_argument("--on", type=date.fromisoformat, required=True, help="the first day on which they hold")
    parser.add_argument("--coordinates", type=System, choices=list(System), help="what the file's coordinates are")
    parser.add_argument("--community", default="community", help="the property with the 12-digit community code")
    parser.add_argument("--code", default="code", help="the property with the 15-digit code, where there is one")
    parser.add_argument(
        "--area", default="", help="the code of the area whose grids these replace (default: the district)"
    )
    parser.add_argument("--check", action="store_true", help="only check, load nothing")


def run(args: argparse.Namespace) -> int:
    read = outlines(args.file.read_bytes(), args.coordinates)
    for remark in read.remarks:
        print(f"  {remark}", file=sys.stderr)
    rows = numbered(read.outlines, args.community, args.code)
    findings = topology({row.code: row.outline for row in rows})
    for finding in findings:
        print(f"{'refused' if finding.blocks else 'noted  '}  {finding.sentence}")
    if args.check or any(finding.blocks for finding in findings):
        return int(any(finding.blocks for finding in findings))
    try:
        done = load_grids(rows, area=args.area or settings.LIANDONG_DISTRICT, on=args.on, actor="system", now=now())
    except GridsUnsound as unsound:
        print("\n".join(finding.sentence for finding in unsound.findings))
        return 1
    print(f"{done.opened:,} grids opened, {done.closed:,} closed, {done.unchanged:,} unchanged")
    return 0


def numbered(areas: Sequence[Outline], community: str, code: str) -> list[GridRow]:
    """Grid rows with the codes that the file gives, or numbered ones where it gives only communities.

    Raises:
        Refused: an area is in several pieces, or has neither a code nor a community.
    """
    shapes, homes, codes = [], [], []
    for number, area in enumerate(areas, start=1):
        home, own = str(area.properties.get(community) or ""), str(area.properties.get(code) or "")
        if not isinstance(area.shape, Polygon):
            raise Refused("第 {number} 个网格不是一整块。一个网格只能是一个面。", code="bad-grid", number=number)
        if len(own) != 15 and len(home) != 12:
            raise Refused("第 {number} 个网格既没有 15 位代码（{own}），也没有 12 位社区代码（{community}）。",
                          code="bad-grid", number=number, community=community, own=code)  # fmt: skip
        shapes.append(area.shape)
        homes.append(home or own[:12])
        codes.append(own)
    if not all(len(own) == 15 for own in codes):
        codes = grid_codes(homes, shapes)
    return [GridRow(own, shape) for own, shape in zip(codes, shapes, strict=True)]
