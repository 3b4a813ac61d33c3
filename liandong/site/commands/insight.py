"""Finds the hottest matters in a table of messages: liandong insight hot --from FILE [--map MAP.yaml] [--top N] [--json]

Needs no database: what it reads is the table alone. How heat is counted: docs/reference/hot-matters.md.
"""

from __future__ import annotations

import argparse
import json
import sys
from pathlib import Path
from typing import Any

from liandong.channels import mapping, tables
from liandong.insight.hot import FoundMatter, hottest
from liandong.insight.messages import NEEDED, WORDS, Read, guessed, read
from liandong.insight.rules import WHY, heat, parts, why
from liandong.kernel.clock import now
from liandong.kernel.refusals import Refused


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("what", choices=["hot"])
    parser.add_argument("--from", dest="source", type=Path, required=True, help="a table of messages (csv or xlsx)")
    parser.add_argument("--map", type=Path, help="which column is what (YAML); without it the headings are read")
    parser.add_argument("--top", type=int, default=5, help="how many matters (5)")
    parser.add_argument("--json", action="store_true", help="as JSON, with the messages of each matter")


def run(args: argparse.Namespace) -> int:
    rows = [row for _, row in tables.rows(args.source)]
    found = read(rows, columns(args, list(rows[0])), now()) if rows else Read([], {})
    if not found.messages:
        raise Refused("{name} 里没有能读的留言。", code="no-messages", name=args.source.name)
    for sentence, count in found.skipped.items():
        print(f"{count:,} rows left out: {sentence}", file=sys.stderr)
    matters = hottest(found.messages, max(1, args.top))
    print(json.dumps(as_json(found, matters), ensure_ascii=False, indent=2) if args.json else as_text(matters))
    return 0


def columns(args: argparse.Namespace, headings: list[str]) -> mapping.Mapping:
    """The columns that the mapping names, or those whose headings speak for themselves.

    Raises:
        Refused: the table lacks a column that is needed.
    """
    if not args.map:
        return guessed(headings, args.source.stem)
    plan = mapping.parsed(args.map.read_text(encoding="utf-8"), args.map.name, WORDS)
    named = [word for word in NEEDED if word not in plan.columns]
    absent = [column for column in plan.columns.values() if column not in headings]
    if named or absent:
        raise Refused("对照表里要写明 {words}，表里也要有这些列。有的列是：{names}。", code="no-column",
                      words="、".join([*named, *absent]), names="、".join(headings) or "-")  # fmt: skip
    return plan


def as_json(found: Read, matters: list[FoundMatter]) -> dict[str, Any]:
    return {"messages": len(found.messages), "left_out": sum(found.skipped.values()),
            "matters": [one_as_json(rank, one) for rank, one in enumerate(matters, start=1)]}  # fmt: skip


def one_as_json(rank: int, one: FoundMatter) -> dict[str, Any]:
    of = one.figures
    return {
        "rank": rank, "title": one.title, "place": one.place, "from": of.first.isoformat(), "until": of.last.isoformat(),
        "messages": of.messages, "people": of.people, "likes": of.likes, "dislikes": of.dislikes,
        "busiest_week": of.busiest, "weeks": of.weeks, "heat": heat(of), "parts": parts(of),
        "why": WHY.format(**why(of)), "message_ids": list(one.messages),
    }  # fmt: skip


def as_text(matters: list[FoundMatter]) -> str:
    return "\n\n".join(
        f"{rank}. {one.title}\n   {one.place or '-'} · {one.figures.first} – {one.figures.last}\n"
        f"   {WHY.format(**why(one.figures))}"
        for rank, one in enumerate(matters, start=1)
    )
