"""Connects another centre: liandong partner CODE --from PARTNER.yaml

Prints the key that both sides sign with, until it is changed at the desk; `--given-key FILE` keeps one that the partner gave us
instead. The same code again changes the row and keeps the key. `--danger-words CSV` loads the table
of words that mean danger to life (word,call).
"""

from __future__ import annotations

import argparse
import csv
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final

import yaml

from liandong.access.shared_keys import first_shown
from liandong.exchange.queries import keys_of
from liandong.exchange.reference_actions import give_key, load_danger_words, save_partner
from liandong.kernel.clock import now
from liandong.kernel.refusals import Refused

KINDS: Final[Mapping[str, type]] = {
    "name": str, "name_en": str, "phone": str, "channel": str, "transport": str, "address": str, "outward": list, "inward": list,
    "states": dict, "told": dict, "number_form": str, "kinds": dict, "verified": bool, "active": bool,
}  # fmt: skip
ASKED: Final = ("name", "phone", "channel", "transport")


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("code", nargs="?", help="police, gov, urban or another word of at most 12 letters")
    parser.add_argument("--from", dest="source", type=Path, help="the partner's row as YAML")
    parser.add_argument(
        "--given-key", type=Path, help="a file with the key that the partner gave us, such as an api_key"
    )
    parser.add_argument("--danger-words", type=Path, help="a table with the columns word and call")


def run(args: argparse.Namespace) -> int:
    if args.danger_words:
        with args.danger_words.open(encoding="utf-8-sig", newline="") as file:
            rows = [(row["word"].strip(), row["call"].strip()) for row in csv.DictReader(file)]
        load_danger_words(rows, actor="system", now=now())
        print(f"{len(rows)} danger words")
    if args.code and args.source:
        save_partner(args.code, values(args.source), actor="system", now=now())
        if args.given_key:
            give_key(args.code, args.given_key.read_text(encoding="ascii").strip(), actor="system", now=now())
        elif (keys := keys_of(args.code, now()))[0].row is None:
            print(first_shown(keys))
    return 0


def values(path: Path) -> dict[str, Any]:
    """The columns in a partner's file.

    Raises:
        Refused: one is unknown, missing, or of the wrong sort.
    """
    given = yaml.safe_load(path.read_text(encoding="utf-8"))
    if not isinstance(given, dict):
        raise Refused("{path} 里不是一张对照表。", code="bad-file", path=str(path))
    for name, value in given.items():
        if name not in KINDS or not isinstance(value, KINDS[name]):
            raise Refused("对接中心的 {name} 不认识，或写法不对。", code="bad-field", field=str(name), name=str(name))
    for name in ASKED:
        if not given.get(name):
            raise Refused("对接中心还差 {name}。", code="input-missing", field=name, name=name)
    return given
