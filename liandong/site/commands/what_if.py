"""Says which running clocks would move if a day or a limit were another; changes nothing."""

from __future__ import annotations

import argparse
import json
from datetime import date

from liandong.cases.queries import subject_of
from liandong.cases.reference import office
from liandong.deadlines.limits import parsed
from liandong.kernel.clock import now
from liandong.supervision.what_if import Change, DayChange, LimitChange, what_if


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--json", action="store_true", help="every clock that would move, as JSON")
    parts = parser.add_subparsers(dest="part", required=True)
    day = parts.add_parser("day", help="a day is worked, or is not")
    day.add_argument("day", type=date.fromisoformat)
    day.add_argument("--working", action="store_true", help="it is worked; otherwise it is not")
    limit = parts.add_parser("limit", help="a limit is another one")
    limit.add_argument("--matter", default="", help="kinds whose code begins so; all unless given")
    for name in ("stage", "amount", "measure"):
        limit.add_argument(f"--{name}", required=True)
    limit.add_argument("--urgency", default="normal")


def run(args: argparse.Namespace) -> int:
    at, answer = now(), what_if(change(args), office())
    if args.json:
        rows = [{"number": one.case.number, "subject": subject_of(one.case), "clock": one.column, "old": one.old.isoformat(),
                 "new": one.new.isoformat(), "late": one.late(at)} for one in answer.shifts]  # fmt: skip
        print(json.dumps({"looked": answer.looked, "cases": answer.cases, "kept": answer.kept, "shifts": rows}))
        return 0
    print(f"{answer.cases} cases would move ({len(answer.shifts)} clocks; {answer.looked} cases looked at)")
    print(
        f"newly overdue {answer.overdue(at)}, no longer overdue {answer.saved(at)}, set under other limits {answer.kept}"
    )
    for one in answer.shifts[:20]:
        print(f"  {one.case.number}  {one.column:<14} {one.old:%Y-%m-%d %H:%M} -> {one.new:%Y-%m-%d %H:%M} UTC")
    return 0


def change(args: argparse.Namespace) -> Change:
    if args.part == "day":
        return DayChange(args.day, args.working)
    words = {name: getattr(args, name) for name in ("matter", "stage", "urgency", "amount", "measure")}
    return LimitChange(parsed(words, 1))
