"""Classifies a table: liandong classify --model DIR --in CSV --out CSV [--text COLUMN[,COLUMN]]"""

from __future__ import annotations

import argparse
import csv
import itertools
import os
import sys
import time
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any, Final

from liandong.kernel.refusals import Refused
from liandong.site.commands.train import ENCODING, joined, rows_of
from liandong.site.plugs import plug_in

BATCH: Final = 256
ADDED: Final = ("label", "confidence")
USUAL: Final = ("text", "content", "body", "诉求内容", "内容", "问题描述", "标题")
"""Columns that hold the text, when none is named."""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--model", type=Path, required=True, help="the folder of the model")
    parser.add_argument(
        "--in", dest="source", type=Path, required=True, help="a table of texts (CSV, UTF-8, header row)"
    )
    parser.add_argument(
        "--out", type=Path, required=True, help="the table to write: all columns, and label and confidence"
    )
    parser.add_argument("--text", default="", help="the column of the text; several with commas are joined")
    parser.add_argument("--plugin", default="linear", help="which classifier plug-in (default: linear)")


def run(args: argparse.Namespace) -> int:
    model = loaded(args.plugin, args.model)
    begun, done = time.monotonic(), 0
    named = args.text.split(",") if args.text else []
    part = args.out.with_name(f"{args.out.name}.{os.getpid()}.part")
    try:
        with rows_of(args.source, named) as (names, rows), part.open("w", encoding=ENCODING, newline="") as file:
            columns = named or usual(names)
            kept = [name for name in names if name not in ADDED]
            writer = csv.DictWriter(file, [*kept, *ADDED], extrasaction="ignore")
            writer.writeheader()
            for batch in batches(rows):
                writer.writerows(labelled(batch, columns, model))
                done += len(batch)
                print(f"\r{done:,} rows", end="", file=sys.stderr)
        part.replace(args.out)
    finally:
        part.unlink(missing_ok=True)
    seconds = time.monotonic() - begun
    print(file=sys.stderr)
    print(f"{done:,} rows in {seconds:.1f} s ({done / max(seconds, 1e-6):,.0f} a second) -> {args.out}")
    return 0


def loaded(plugin: str, folder: Path) -> Any:
    """The model of a folder.

    Raises:
        Refused: there is no model in it that the plug-in can read.
    """
    plug = plug_in(plugin)
    try:
        return plug.load(folder)
    except (OSError, ValueError) as bad:
        raise Refused("{folder} 里没有能用的模型：{why}", code="no-model", folder=str(folder), why=str(bad)) from bad


def usual(names: Sequence[str]) -> list[str]:
    """The column of the text, where nobody said which: a usual name, or the only column there is."""
    found = [name for name in USUAL if name in names][:1] or (list(names) if len(names) == 1 else [])
    if not found:
        raise Refused(
            "请用 --text 写明哪一列是文字。有的列是：{names}。",
            code="no-column",
            field="text",
            names="、".join(names) or "-",
        )
    return found


def batches(rows: Iterator[dict[str, str]]) -> Iterator[list[dict[str, str]]]:
    while batch := list(itertools.islice(rows, BATCH)):
        yield batch


def labelled(batch: list[dict[str, str]], columns: Sequence[str], model: Any) -> list[dict[str, str]]:
    """The rows with their best label and how sure it is; both empty for a row without text."""
    texts = [joined(row, columns) for row in batch]
    answers = model.classify(texts)
    for row, text, options in zip(batch, texts, answers, strict=True):
        best = options[0] if text and options else None
        row["label"], row["confidence"] = (best.label, f"{best.confidence:.4f}") if best else ("", "")
    return batch
