"""Loads the district's ground inside a boundary file: divisions of 2017, made-up grids and courtyards, kinds, rules, units.

For a district that has an outline but no grids of its own yet. The grids are marked synthetic.
"""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from liandong.kernel.clock import now
from liandong.kernel.coordinates import System
from liandong.places.parse import outlines
from liandong.site.demo.base import load_base


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--boundary", type=Path, required=True, help="GeoJSON with the district's outline")
    parser.add_argument("--coordinates", type=System, choices=list(System), help="what the file's coordinates are")


def run(args: argparse.Namespace) -> int:
    read = outlines(args.boundary.read_bytes(), args.coordinates)
    for remark in read.remarks:
        print(f"  {remark}", file=sys.stderr)
    load_base(now(), lambda step: print(f"  {step}", flush=True), boundary=read.whole)
    return 0
