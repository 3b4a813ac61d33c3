"""Trains a classifier: liandong train --from CSV --text COLUMN[,COLUMN] --label COLUMN --out DIR"""

from __future__ import annotations

import argparse
import csv
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Final

from liandong.kernel.refusals import Refused
from liandong.site.plugs import plug_in

ENCODING: Final = "utf-8-sig"
"""With or without the mark that Excel puts before UTF-8."""

csv.field_size_limit(10_000_000)


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--from", dest="source", type=Path, required=True, help="a table of labelled texts (CSV, UTF-8, header row)"
    )
    parser.add_argument("--text", required=True, help="the column of the text; several with commas are joined")
    parser.add_argument("--label", required=True, help="the column of the label")
    parser.add_argument("--out", type=Path, required=True, help="the folder of the model")
    parser.add_argument("--plugin", default="linear", help="which classifier plug-in (default: linear)")


def run(args: argparse.Namespace) -> int:
    plug, begun = plug_in(args.plugin), time.monotonic()
    texts, labels = [], []
    with rows_of(args.source, [*args.text.split(","), args.label]) as (_, rows):
        for row in rows:
            text, label = joined(row, args.text.split(",")), (row[args.label] or "").strip()
            if text and label:
                texts.append(text)
                labels.append(label)
    if not texts:
        raise Refused("表里没有一行既有文字又有标签。请检查列名和内容。", code="nothing-to-learn")
    try:
        report = plug.train(texts, labels, args.out)
    except ValueError as bad:
        raise Refused("分类器没有训练成：{why}", code="not-trained", why=str(bad)) from bad
    print(f"{len(texts):,} texts, {len(set(labels)):,} labels, {time.monotonic() - begun:.1f} s -> {args.out}")
    if report is not None:
        print(report)
    return 0


@contextmanager
def rows_of(path: Path, columns: Sequence[str]) -> Iterator[tuple[list[str], Iterator[dict[str, str]]]]:
    """The column names of a CSV and its rows, one at a time.

    Raises:
        Refused: the file cannot be read, is not UTF-8, or lacks one of the columns (the sentence names those it has).
    """
    try:
        with path.open(encoding=ENCODING, newline="") as file:
            reader = csv.DictReader(file, restval="")
            names = list(reader.fieldnames or [])
            refuse_missing(columns, names)
            yield names, reader
    except OSError as away:
        raise Refused(
            "打不开 {path}：{why}。", code="no-file", path=str(path), why=away.strerror or str(away)
        ) from away
    except UnicodeDecodeError as bad:
        raise Refused(
            "{path} 不是 UTF-8 编码。请另存为 UTF-8 的 CSV 再试。", code="bad-encoding", path=str(path)
        ) from bad


def refuse_missing(columns: Sequence[str], names: Sequence[str]) -> None:
    for column in columns:
        if column not in names:
            raise Refused("表里没有“{column}”这一列。有的列是：{names}。", code="no-column", field=column, column=column,
                          names="、".join(names) or "-")  # fmt: skip


def joined(row: dict[str, str], columns: Sequence[str]) -> str:
    """The text of a row: its columns one after the other."""
    return " ".join(word for column in columns if (word := (row[column] or "").strip()))
