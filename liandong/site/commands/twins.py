"""Finds messages about the same matter in a table: liandong twins --from FILE [--map MAP.yaml] [--pairs] [--json]

Needs no database. How alike messages must be: `liandong.matching.corpus`.
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

from liandong.channels import tables
from liandong.insight.messages import Message as Read
from liandong.insight.messages import read
from liandong.kernel.bigrams import words
from liandong.kernel.clock import now
from liandong.kernel.refusals import Refused
from liandong.matching.corpus import Message, Pair, groups, pairs
from liandong.matching.texts import districts
from liandong.site.commands.insight import columns

HEAD: Final = 40
"""So many letters of a message stand for its title where it has none."""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--from", dest="source", type=Path, required=True, help="a table of messages (csv or xlsx)")
    parser.add_argument("--map", type=Path, help="which column is what (YAML); without it the headings are read")
    parser.add_argument(
        "--pairs", action="store_true", help="the pairs that were found, instead of the groups they make"
    )
    parser.add_argument("--json", action="store_true", help="as JSON; without it one line for each group")


def run(args: argparse.Namespace) -> int:
    rows = [row for _, row in tables.rows(args.source)]
    given = read(rows, columns(args, list(rows[0])), now()).messages if rows else []
    if not given:
        raise Refused("{name} 里没有能读的留言。", code="no-messages", name=args.source.name)
    corpus = [message(each) for each in given]
    found = list(pairs(corpus))
    told = [said(each, corpus) for each in found] if args.pairs else list(grouped(found, corpus))
    if args.json:
        whole = {"messages": len(corpus), "pairs" if args.pairs else "groups": told}
        print(json.dumps(whole, ensure_ascii=False, indent=2))
    else:
        print("\n".join(f"{' '.join(each['message_ids'])} · {each['why']}" for each in told))
    return 0


def message(given: Read) -> Message:
    """What is compared of a message: its words and the districts it names; not who wrote it."""
    whole = f"{given.title} {given.text}"
    title = given.title or given.text[:HEAD]
    return Message(given.key, given.at, frozenset(words(title)), frozenset(words(whole)), districts(whole))


def said(pair: Pair, corpus: list[Message]) -> dict[str, Any]:
    """A pair with its reasons."""
    apart = "" if pair.apart is None else f"相隔 {pair.apart.days} 天、"
    return {
        "message_ids": [corpus[pair.one].id, corpus[pair.other].id], "words": round(pair.words, 3),
        "title": round(pair.title, 3), "days": None if pair.apart is None else pair.apart.days, "telling": list(pair.telling),
        "why": f"{apart}文字相近 {pair.words:.2f}、标题相合 {pair.title:.2f}",
    }  # fmt: skip


def grouped(found: list[Pair], corpus: list[Message]) -> Iterator[dict[str, Any]]:
    """Groups, largest first: who is in it, and the words that tell most in the pairs that hold it together."""
    whole = groups(found)
    home = {at: number for number, members in enumerate(whole) for at in members}
    holding: dict[int, list[Pair]] = {}
    for pair in found:
        if home.get(pair.one) == home.get(pair.other) is not None:
            holding.setdefault(home[pair.one], []).append(pair)
    for number, members in enumerate(whole):
        held = holding[number]
        likeness = sum(pair.words for pair in held) / len(held)
        telling = list(dict.fromkeys(word for pair in held for word in pair.telling[:2]))[:8]
        yield {"message_ids": [corpus[at].id for at in members], "words": round(likeness, 3), "telling": telling,
               "why": f"{len(members)} 条、{len(held)} 对相近、平均文字相近 {likeness:.2f}"}  # fmt: skip
